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

#include "nodes/bitmapset.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/merge.h"

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

/*
 * Whether an action does more than set a state: something is lost by it, or it
 * presupposes another state, and done twice it would be refused.  What it
 * brings about (units are assigned, a decision is on record) does not go away
 * when the state is left again.
 */
static bool
is_lasting(const StatsigAction *action)
{
	return action->lost != NULL || (action->from != NULL && !action->repeatable);
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

/* The action columns that the UPDATE changes. */
static Bitmapset *
action_columns(const StatsigChange *change)
{
	Bitmapset *columns = NULL;

	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i] &&
			statsig_actions_run_on(change->table, change->table->columns[i].name))
			columns = bms_add_member(columns, i);
	return columns;
}

/*
 * Whether the API may be taken straight from the state before two UPDATEs to
 * that after them.  It may where at most one of them calls for actions; or
 * where both are about the same column, nothing lasting happens on the way,
 * and the actions that do it run from every state.  Different columns may be
 * two sides of one state: their order counts.
 */
static bool
can_merge(const StatsigChange *first, const StatsigChange *second, const StatsigChange *both)
{
	Bitmapset *columns = action_columns(first);
	int column;
	ListCell *cell;

	if (bms_is_empty(columns) || bms_is_empty(action_columns(second)))
		return true;
	if (!bms_get_singleton_member(columns, &column) ||
		!bms_equal(columns, action_columns(second)) || calls_lasting(first, column) ||
		calls_lasting(second, column))
		return false;
	foreach(cell, both->changed[column] ? statsig_actions_called(both) : NIL)
		if (((const StatsigAction *) lfirst(cell))->from != NULL)
			return false;
	return true;
}

/*
 * The foreign tables of the two may have different columns: what an UPDATE
 * does not change it may not even know.
 */
static void
merge_column(StatsigChange *both, const StatsigChange *first, const StatsigChange *second, int i)
{
	if (!second->changed[i])
		return;
	if (!first->changed[i])
		both->old_values[i] = second->old_values[i];
	both->new_values[i] = second->new_values[i];
	both->changed[i] =
		!first->changed[i] || !statsig_same_value(&both->old_values[i], &both->new_values[i]);
}

StatsigChange *
statsig_merge_updates(const StatsigChange *first, const StatsigChange *second)
{
	StatsigChange *both = statsig_merge_copy(first);

	for (int i = 0; i < first->table->n_columns; i++)
		merge_column(both, first, second, i);
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
	(*residual)->operation = STATSIG_OPERATION_UPDATE;
	(*residual)->follows = insert;
	(*residual)->token = (StatsigToken){0, 0};
	(*residual)->stamp = NULL;
	memset((*residual)->changed, 0, sizeof(bool) * table->n_columns);
	(*residual)->old_values =
		copy_array(insert->new_values, sizeof(StatsigValue) * table->n_columns);
	return *residual;
}

void
statsig_merge_split_insert(StatsigChange *insert, StatsigChange **residual)
{
	const StatsigTable *table = insert->table;
	StatsigValue null = {NULL, NULL};

	for (int i = 0; i < table->n_columns; i++)
	{
		StatsigChange *rest;
		ListCell *cell;

		if (!(table->columns[i].flags & STATSIG_INSERT_AFTER) || !insert->changed[i])
			continue;
		rest = residual_of(residual, insert, insert);
		rest->old_values[i] = null;
		rest->new_values[i] = insert->new_values[i];
		rest->changed[i] = true;
		insert->new_values[i] = null;
		insert->changed[i] = false;
		foreach(cell, insert->sources)
			statsig_merge_source(rest, lfirst(cell));
	}
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
		if (table->columns[i].flags & STATSIG_WRITTEN_BY_INSERT)
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
