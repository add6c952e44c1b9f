/*-------------------------------------------------------------------------
 *
 * request_child.c
 *	  Requests for elements of a parent's array: one element by a path of its
 *	  own, several of one parent in one body where the API can.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/body.h"
#include "src/remote/request_internal.h"

/* Key columns that the path does not name: they say which element is meant. */
static void
add_key(cJSON *element, const StatsigChange *change, const char *path)
{
	const StatsigTable *table = change->table;

	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);

		if (!statsig_catalog_in_path(path, table->key[i]))
			statsig_body_set(element, statsig_column_write_member(&table->columns[column]),
							 change->old_values[column].json);
	}
}

/*
 * The API matches elements by the key columns in them, so those go in although
 * they do not change.
 */
static StatsigStep *
several_step(const StatsigVerb *verb, List *changes)
{
	StatsigStep *step =
		statsig_step_create(verb->several_method, verb->several_path, linitial(changes), changes,
							verb->answer, verb->repeatable);
	StatsigBody *body = statsig_body_of(verb);
	cJSON *list = statsig_body_list(statsig_body_root(body), verb->several_member);
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		cJSON *element = statsig_body_append_object(list);
		bool *taken = palloc0(sizeof(bool) * change->table->n_columns);

		if (change->operation == STATSIG_OPERATION_UPDATE)
		{
			statsig_actions_of(change, taken);
			add_key(element, change, verb->several_path);
			for (int i = 0; change->table->key[i]; i++)
				taken[statsig_catalog_column(change->table, change->table->key[i])] = true;
		}
		statsig_body_add_row(element, change, verb->several_path, taken);
	}
	step->request.body = statsig_body_text(body);
	return step;
}

/* Whether the UPDATE sets a column to NULL. */
static bool
sets_null(const StatsigChange *change)
{
	for (int i = 0; change->operation == STATSIG_OPERATION_UPDATE && i < change->table->n_columns;
		 i++)
		if (change->changed[i] && change->new_values[i].json == NULL &&
			statsig_column_is_updated(&change->table->columns[i]))
			return true;
	return false;
}

/*
 * The steps for rows of one parent.  One row goes by its own path: that form
 * is the better documented one.  So does a row with a NULL, since the API
 * takes no null inside of nested objects.
 */
static List *
group_steps(const StatsigVerb *verb, List *group)
{
	List *alone = NIL;
	List *together = NIL;
	ListCell *cell;

	foreach(cell, group)
	{
		if (sets_null(lfirst(cell)))
			alone = lappend(alone, lfirst(cell));
		else
			together = lappend(together, lfirst(cell));
	}
	if (list_length(together) == 1)
	{
		alone = list_concat(together, alone);
		together = NIL;
	}
	return list_concat(together ? list_make1(several_step(verb, together)) : NIL,
					   statsig_object_steps(verb, alone));
}

List *
statsig_child_steps(const StatsigVerb *verb, List *changes)
{
	List *sent = NIL;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != STATSIG_OPERATION_UPDATE || statsig_actions_leave_fields(change))
			sent = lappend(sent, lfirst(cell));
	}

	/* A DELETE has no body that could name several. */
	if (verb->several_path == NULL || strcmp(verb->method, "DELETE") == 0)
		return statsig_object_steps(verb, sent);

	foreach(cell, statsig_group_by_path(sent, verb->several_path))
		steps = list_concat(steps, group_steps(verb, lfirst(cell)));
	return steps;
}
