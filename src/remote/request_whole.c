/*-------------------------------------------------------------------------
 *
 * request_whole.c
 *	  Requests that write an object whole: it is read, changed and written
 *	  with every member that an update of the table sends.
 *
 * What the row does not change is taken from the object as it is just before
 * sending, not from what the statement has read: only the changes themselves
 * can then overwrite somebody else's.
 *
 * A member that the object lacks is left out, and so is a value that the API
 * gives but does not take (a type that it computes).  A member that is null is
 * written as null where the API takes that, since it may want to be told;
 * elsewhere it is left out as well.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/body.h"
#include "src/remote/complaint.h"
#include "src/remote/json.h"
#include "src/remote/list_read.h"
#include "src/remote/merge.h"
#include "src/remote/request_internal.h"
#include "src/remote/write_form.h"

const StatsigEndpoint *
statsig_whole_endpoint(const StatsigTable *table)
{
	return table->item.path && table->item.envelope != STATSIG_ECHO ? &table->item : &table->list;
}

/* The text of a member of an item, or NULL. */
static char *
member_text(StatsigSlice item, const char *member)
{
	StatsigSlice slice = {0};

	if (item.kind == STATSIG_JSON_OBJECT)
		statsig_json_object(item, statsig_json_members(&member, 1), &slice);
	return statsig_json_as_text(slice);
}

/* Whether the item is the change's object: by its key, or by that of its row. */
static bool
is_object_of(const StatsigChange *change, StatsigSlice item)
{
	const StatsigTable *table = change->table;

	if (table->item_key && change->key)
		return statsig_same_text(member_text(item, table->item_key), change->key);
	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);

		if (table->columns[column].source == STATSIG_FROM_ROW &&
			!statsig_same_text(member_text(item, table->columns[column].json),
							   change->old_values[column].text))
			return false;
	}
	return true;
}

static void
raise_vanished(const StatsigChange *change, const StatsigEndpoint *endpoint)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("row of foreign table \"%s\" has vanished meanwhile", change->relation),
			 errdetail("It was read by this transaction but is no longer in %s.",
					   statsig_complaint_shown_path(statsig_request_path(change, endpoint->path))),
			 errhint("Run the transaction again.")));
}

/* The change's object in what was read. */
static StatsigSlice
find_object(const StatsigChange *change, const StatsigEndpoint *endpoint, List *pages)
{
	ListCell *cell;

	foreach(cell, pages)
	{
		StatsigSlice data = statsig_list_data(change->table, endpoint, lfirst(cell));
		StatsigSlice *items = &data;
		int count = 1;

		if (data.kind == STATSIG_JSON_OBJECT)
			return data;
		items = statsig_json_elements(data, &count);
		for (int i = 0; i < count; i++)
			if (is_object_of(change, items[i]))
				return items[i];
	}
	raise_vanished(change, endpoint);
	return (StatsigSlice){0}; /* not reached */
}

/* Where the columns' values lie in the object. */
static StatsigSlice *
read_columns(const StatsigTable *table, StatsigSlice object)
{
	const char **paths = palloc(sizeof(char *) * table->n_columns);
	StatsigSlice *slices = palloc0(sizeof(StatsigSlice) * table->n_columns);

	for (int i = 0; i < table->n_columns; i++)
		paths[i] = statsig_read_path(&table->columns[i]);
	statsig_json_object(object, statsig_json_members(paths, table->n_columns), slices);
	return slices;
}

/* Whether the object says in other words what this column does not say. */
static bool
is_said_elsewhere(const StatsigTable *table, int i, const StatsigSlice *slices)
{
	const char *same_as = table->columns[i].same_as;
	int other = same_as ? statsig_catalog_column(table, same_as) : -1;

	return other >= 0 && !statsig_reads_as_null(&table->columns[other], slices[other]);
}

/* What the object has for a column, as it is written; NULL: nothing. */
static const char *
kept_json(const StatsigTable *table, int i, const StatsigSlice *slices)
{
	const StatsigColumn *column = &table->columns[i];
	StatsigSlice slice = slices[i];
	const char *json = statsig_write_form(column, slice);

	if (json)
		return statsig_body_value(column, json);
	if (is_said_elsewhere(table, i, slices))
		return NULL;
	if (slice.kind == STATSIG_JSON_ABSENT && !(column->flags & STATSIG_DEMANDED))
		return NULL;
	return (column->flags & (STATSIG_NULLABLE | STATSIG_OUTLIVED)) == STATSIG_NULLABLE &&
				   statsig_reads_as_null(column, slice) ?
			   "null" :
			   NULL;
}

/* What a column puts into the body, as JSON text; NULL: nothing. */
static const char *
column_json(const StatsigChange *change, int i, const bool *taken, const StatsigSlice *slices)
{
	const StatsigColumn *column = &change->table->columns[i];
	const char *json;

	if (column->flags & STATSIG_IDENTIFIES)
	{
		json = change->old_values[i].json;
		return json ? statsig_body_value(column, json) : NULL;
	}
	if (!(column->flags & STATSIG_IN_WHOLE))
		return NULL;
	if (change->changed[i] && !taken[i] && statsig_column_is_updated(column))
	{
		json = change->new_values[i].json;
		return json ? statsig_body_value(column, json) : "null";
	}
	if (column->flags & STATSIG_ON_CHANGE)
		return NULL;
	return statsig_column_is_superseded(change, i, taken) ? NULL :
															kept_json(change->table, i, slices);
}

static char *
whole_body(const StatsigVerb *verb, const StatsigChange *change, StatsigSlice object)
{
	const StatsigTable *table = change->table;
	StatsigSlice *slices = read_columns(table, object);
	StatsigBody *body = statsig_body_of(verb);
	bool *taken = palloc(sizeof(bool) * table->n_columns);

	statsig_actions_of(change, taken);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *json = column_json(change, i, taken, slices);

		if (json && ((column->flags & STATSIG_IDENTIFIES) ||
					 !statsig_catalog_in_path(verb->path, column->name)))
			statsig_body_set(statsig_body_root(body), statsig_column_write_member(column), json);
	}
	return statsig_body_text(body);
}

/* The step with its body; a copy, as the original may be described in an error. */
static List *
write_object(StatsigStep *step, List *pages)
{
	const StatsigChange *change = linitial(step->changes);
	const StatsigVerb *verb = step->expand_arg;
	StatsigStep *ready = palloc(sizeof(StatsigStep));

	*ready = *step;
	ready->read = NULL;
	ready->expand = NULL;
	ready->request.body = whole_body(verb, change, find_object(change, step->list, pages));
	return list_make1(ready);
}

List *
statsig_whole_steps(const StatsigVerb *verb, List *changes)
{
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		StatsigStep *step;

		if (!statsig_actions_leave_fields(change))
			continue;
		step = statsig_step_create(verb->method, verb->path, change, list_make1(lfirst(cell)),
								   verb->answer, verb->repeatable);
		statsig_step_read_whole(step, statsig_whole_endpoint(change->table));
		step->expand = write_object;
		step->expand_arg = unconstify(StatsigVerb *, verb);
		steps = lappend(steps, step);
	}
	return steps;
}
