/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Two changes of one row as one.
 *
 * UPDATEs merge into what differs in the end; a column that is back at its old
 * value drops out.  INSERT and UPDATE are one INSERT.  Changes of the log are
 * not altered, only copies of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/merge.h"

#define WRITTEN_BY_INSERT (STATSIG_INSERT | STATSIG_REQUIRED)

bool
statsig_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* JSON decides where there is some: it is what would be sent. */
bool
statsig_same_value(const StatsigValue *a, const StatsigValue *b)
{
	return statsig_same_text(a->text, b->text) && statsig_same_text(a->json, b->json);
}

static void *
copy_array(const void *array, size_t size)
{
	return array ? memcpy(palloc(size), array, size) : NULL;
}

/* A change that may be altered; it remembers which one it was. */
StatsigChange *
statsig_merge_copy(const StatsigChange *change)
{
	int n = change->table->n_columns;
	StatsigChange *copy = palloc(sizeof(StatsigChange));

	*copy = *change;
	copy->old_values = copy_array(change->old_values, sizeof(StatsigValue) * n);
	copy->new_values = copy_array(change->new_values, sizeof(StatsigValue) * n);
	copy->changed = copy_array(change->changed, sizeof(bool) * n);
	copy->sources = list_make1(unconstify(StatsigChange *, change));
	return copy;
}

void
statsig_merge_source(StatsigChange *change, const StatsigChange *source)
{
	change->sources = list_append_unique_ptr(change->sources, unconstify(StatsigChange *, source));
}

static bool
is_action_column(const StatsigTable *table, int column)
{
	for (int i = 0; i < table->n_actions; i++)
		if (statsig_catalog_column(table, table->actions[i].column) == column)
			return true;
	return false;
}

/*
 * Whether an action does more than set a state: it presupposes another one, and
 * done twice it would be refused.  What it brings about (units are assigned, a
 * decision is on record) does not go away when the state is left again.
 */
static bool
is_lasting(const StatsigAction *action)
{
	return action->from != NULL && !action->repeatable;
}

/* Whether the change calls a lasting action on the column. */
static bool
calls_lasting(const StatsigChange *change, int column)
{
	ListCell *cell;

	foreach(cell, statsig_actions_called(change))
	{
		const StatsigAction *action = lfirst(cell);

		if (statsig_catalog_column(change->table, action->column) == column && is_lasting(action))
			return true;
	}
	return false;
}

/*
 * Whether the API may be taken straight from the state before two UPDATEs to
 * that after them: nothing lasting happens on the way, and the actions that do
 * it run from every state.
 */
static bool
can_merge(const StatsigChange *first, const StatsigChange *second, const StatsigChange *both)
{
	const StatsigTable *table = first->table;
	ListCell *cell;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (!is_action_column(table, i) || !first->changed[i] || !second->changed[i])
			continue;
		if (calls_lasting(first, i) || calls_lasting(second, i))
			return false;
		foreach(cell, both->changed[i] ? statsig_actions_called(both) : NIL)
		{
			const StatsigAction *action = lfirst(cell);

			if (statsig_catalog_column(table, action->column) == i && action->from != NULL)
				return false;
		}
	}
	return true;
}

/* The two UPDATEs of a row as one, or NULL when they must stay two. */
StatsigChange *
statsig_merge_updates(const StatsigChange *first, const StatsigChange *second)
{
	StatsigChange *both = statsig_merge_copy(first);

	for (int i = 0; i < first->table->n_columns; i++)
	{
		/* A column that is only written reads as NULL and does not last by itself. */
		if (!second->changed[i] && first->table->columns[i].source == STATSIG_FROM_NOWHERE)
			continue;
		both->new_values[i] = second->new_values[i];
		if (first->changed[i] || second->changed[i])
			both->changed[i] = !statsig_same_value(&both->old_values[i], &both->new_values[i]);
	}
	if (!can_merge(first, second, both))
		return NULL;
	both->sources =
		list_copy(first->sources ? first->sources : list_make1(unconstify(StatsigChange *, first)));
	statsig_merge_source(both, second);
	return both;
}

/* --- a new row --- */

/* The UPDATE that writes what the INSERT of the row cannot; made when it is needed. */
static StatsigChange *
residual_of(StatsigChange **residual, StatsigChange *insert, const StatsigChange *update)
{
	const StatsigTable *table = insert->table;

	if (*residual)
		return *residual;
	*residual = statsig_merge_copy(update);
	(*residual)->token = (StatsigToken){0, 0};
	(*residual)->stamp = NULL;
	memset((*residual)->old_values, 0, sizeof(StatsigValue) * table->n_columns);
	memset((*residual)->changed, 0, sizeof(bool) * table->n_columns);
	memcpy((*residual)->old_values, insert->new_values, sizeof(StatsigValue) * table->n_columns);
	return *residual;
}

/* An UPDATE of a row that an INSERT of the same transaction has made. */
void
statsig_merge_into_insert(StatsigChange *insert, StatsigChange **residual,
						  const StatsigChange *update)
{
	const StatsigTable *table = insert->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (!update->changed[i])
			continue;
		if (table->columns[i].flags & WRITTEN_BY_INSERT)
		{
			insert->new_values[i] = update->new_values[i];
			insert->changed[i] = update->new_values[i].text != NULL;
		}
		else
		{
			StatsigChange *rest = residual_of(residual, insert, update);

			rest->new_values[i] = update->new_values[i];
			rest->changed[i] = !statsig_same_value(&rest->old_values[i], &rest->new_values[i]);
			statsig_merge_source(rest, update);
		}
	}
	statsig_merge_source(insert, update);
}

/* Whether an UPDATE still changes anything. */
bool
statsig_merge_is_idle(const StatsigChange *change)
{
	if (change->operation != STATSIG_OPERATION_UPDATE)
		return false;
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i])
			return false;
	return true;
}

/* A trigger can do this: it deletes the row that its own statement goes on to change. */
void
statsig_merge_report_deleted(const StatsigChange *change)
{
	ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
					errmsg("row of foreign table \"%s\" was changed after it had been deleted",
						   change->relation),
					errdetail("Both were done by one statement and its triggers.")));
}
