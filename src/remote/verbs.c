/*-------------------------------------------------------------------------
 *
 * verbs.c
 *	  Which of a table's verbs makes a change.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/verbs.h"

/*
 * Whole: an object when it is updated, since it is made and deleted in one way
 * only; a set whatever is done.
 */
const StatsigVerb *
statsig_verb_choose(const StatsigTable *table, StatsigOperation operation, bool whole)
{
	if (whole &&
		(table->whole.kind == STATSIG_VERB_SET ||
		 (table->whole.kind != STATSIG_VERB_NONE && operation == STATSIG_OPERATION_UPDATE)))
		return &table->whole;
	switch (operation)
	{
		case STATSIG_OPERATION_INSERT:
			return &table->insert;
		case STATSIG_OPERATION_UPDATE:
			return &table->update;
		case STATSIG_OPERATION_DELETE:
			return &table->delete;
	}
	elog(ERROR, "unknown operation %d", (int) operation);
}

bool
statsig_session_writes_whole(const StatsigSession *session)
{
	return strcmp(session->update_mode, "full") == 0;
}

/* Whether the change is one of a column that only the "whole" verb sends. */
static bool
changes_whole_column(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	bool *taken;
	bool found = false;

	if (change->operation != STATSIG_OPERATION_UPDATE || table->whole.kind == STATSIG_VERB_NONE)
		return false;
	taken = palloc(sizeof(bool) * table->n_columns);
	statsig_actions_of(change, taken);
	for (int i = 0; i < table->n_columns && !found; i++)
		found = change->changed[i] && !taken[i] && (table->columns[i].flags & STATSIG_WHOLE) &&
				statsig_column_is_updated(&table->columns[i]);
	pfree(taken);
	return found;
}

const StatsigVerb *
statsig_verb_of(const StatsigChange *change)
{
	return statsig_verb_choose(change->table, change->operation,
							   statsig_session_writes_whole(change->session) ||
								   changes_whole_column(change));
}

bool
statsig_verb_is_of_entries(const StatsigVerb *verb)
{
	return verb->kind == STATSIG_VERB_ENTRIES || verb->kind == STATSIG_VERB_SET;
}

bool
statsig_change_is_of_entries(const StatsigChange *change)
{
	return statsig_verb_is_of_entries(statsig_verb_of(change));
}

const StatsigVerb *
statsig_changes_set_verb(List *changes)
{
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		const StatsigVerb *verb = statsig_verb_of(change);

		if (verb->kind != STATSIG_VERB_SET && change->sources)
			verb = statsig_changes_set_verb(change->sources);
		if (verb && verb->kind == STATSIG_VERB_SET)
			return verb;
	}
	return NULL;
}
