/*-------------------------------------------------------------------------
 *
 * explain_modify.c
 *	  EXPLAIN of INSERT, UPDATE and DELETE on a foreign table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/explain.h"
#include "src/fdw/explain_modify.h"
#include "src/fdw/modify_state.h"
#include "src/fdw/options.h"
#include "src/fdw/tally.h"
#include "src/remote/request.h"
#include "src/remote/url.h"
#include "src/remote/verbs.h"

/* Adds "PATCH /console/v1/gates/{id}"; "when" says what it depends on, NULL: nothing. */
static void
add_request(List **requests, const char *method, const char *path, const char *when)
{
	*requests =
		lappend(*requests, when ? psprintf("%s %s%s (%s)", method, STATSIG_API_ROOT, path, when) :
								  psprintf("%s %s%s", method, STATSIG_API_ROOT, path));
}

/* All pages of a list that has pages. */
static const char *
pages_path(Relation relation, const StatsigEndpoint *endpoint)
{
	char joint = strchr(endpoint->path, '?') ? '&' : '?';

	switch (endpoint->paging)
	{
		case STATSIG_NOT_PAGED:
			break;
		case STATSIG_PAGED:
			return psprintf("%s%climit=%d&page={1...}", endpoint->path, joint,
							statsig_options_page_size(RelationGetRelid(relation)));
		case STATSIG_PAGED_BY_NUMBER:
			return psprintf("%s%cpage={1...}", endpoint->path, joint);
	}
	return endpoint->path;
}

/* What a verb has to read first; NULL: nothing. */
static const char *
read_path(Relation relation, const StatsigTable *table, const StatsigVerb *verb)
{
	switch (verb->kind)
	{
		case STATSIG_VERB_PARENT_ARRAY:
			return table->item.path;
		case STATSIG_VERB_WHOLE:
			return pages_path(relation, statsig_whole_endpoint(table));
		case STATSIG_VERB_SET:
			return pages_path(relation, &table->list);
		default:
			return verb->variant ? verb->variant->parent_path : NULL;
	}
}

/*
 * The reads that a verb needs first are requests like others.  "when" says what
 * it depends on whether this verb is used, NULL: nothing.
 */
static void
add_verb(List **requests, Relation relation, const StatsigTable *table, const StatsigVerb *verb,
		 const char *when)
{
	const char *read = read_path(relation, table, verb);

	if (verb->kind == STATSIG_VERB_NONE)
		return;
	if (read)
		add_request(requests, "GET", read, when);
	add_request(requests, verb->method, verb->path, when);
	if (verb->clear_method)
		add_request(requests, verb->clear_method, verb->clear_path, "nothing is left");
	if (verb->several_path)
		add_request(requests, verb->several_method, verb->several_path, "several rows");
	if (verb->variant)
		add_request(requests, verb->variant->verb.method, verb->variant->verb.path,
					psprintf("%s is \"%s\"", verb->variant->member, verb->variant->value));
}

/* Whether SET assigns a column. */
static bool
is_assigned(List *assigned, const int *columns, int column)
{
	ListCell *cell;

	foreach(cell, assigned)
		if (columns[lfirst_int(cell) - 1] == column)
			return true;
	return false;
}

/* "to Launched", "to other than Archived". */
static void
append_state(StringInfo when, const char *preposition, const char *pattern)
{
	if (pattern == NULL)
		return;
	if (pattern[0] == '!')
		appendStringInfo(when, " %s other than %s", preposition, pattern + 1);
	else
		appendStringInfo(when, " %s %s", preposition, pattern);
}

/* Which of the actions runs depends on the rows; all that may are shown, with their condition. */
static void
add_action(List **requests, const StatsigAction *action)
{
	StringInfoData when;

	initStringInfo(&when);
	appendStringInfoString(&when, action->column);
	append_state(&when, "from", action->from);
	append_state(&when, "to", action->to);
	add_request(requests, action->method, action->path, when.data);
}

/* The verb for an operation, as the table's option "update_mode" wants it. */
static const StatsigVerb *
verb_for(Relation relation, const StatsigTable *table, StatsigOperation operation)
{
	return statsig_verb_choose(table, operation,
							   statsig_options_writes_whole(RelationGetRelid(relation), table));
}

/* "a, b change": the columns among these that only the "whole" verb sends; NULL: none. */
static char *
whole_columns(const StatsigTable *table, List *assigned, const int *columns)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && statsig_column_is_updated(&table->columns[i]) &&
			(table->columns[i].flags & STATSIG_WHOLE))
			appendStringInfo(&names, "%s%s", names.len ? ", " : "", table->columns[i].name);
	return names.len > 0 ? psprintf("changes of %s", names.data) : NULL;
}

/* The verbs that send the columns; which of two depends on what differs. */
static void
add_fields(List **requests, Relation relation, const StatsigTable *table, List *assigned,
		   const int *columns)
{
	const StatsigVerb *verb = verb_for(relation, table, STATSIG_OPERATION_UPDATE);
	char *whole = verb == &table->whole ? NULL : whole_columns(table, assigned, columns);
	bool fields = verb == &table->whole && whole_columns(table, assigned, columns);

	for (int i = 0; i < table->n_columns && !fields; i++)
		fields = is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_UPDATE);
	if (fields && verb->kind == STATSIG_VERB_ENTRIES)
		add_verb(requests, relation, table, &table->delete, NULL);
	if (fields)
		add_verb(requests, relation, table, verb, NULL);
	if (whole)
		add_verb(requests, relation, table, &table->whole, fields ? whole : NULL);
}

/* What an UPDATE of these columns may send. */
static void
add_update(List **requests, Relation relation, const StatsigTable *table, List *assigned)
{
	int *columns = statsig_options_columns(relation, table);
	bool fields = false;

	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && statsig_column_is_updated(&table->columns[i]))
			fields = true;

	add_fields(requests, relation, table, assigned, columns);
	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_REORDER) &&
			(table->update.kind != STATSIG_VERB_PARENT_ARRAY || !fields))
			add_verb(requests, relation, table,
					 table->reorder.kind != STATSIG_VERB_NONE ? &table->reorder : &table->update,
					 NULL);
	for (int i = 0; i < table->n_actions; i++)
		if (is_assigned(assigned, columns, statsig_catalog_column(table, table->actions[i].column)))
			add_action(requests, &table->actions[i]);
}

/* Columns that follow an INSERT in a request of their own, when they are given. */
static void
add_following(List **requests, Relation relation, const StatsigTable *table)
{
	const StatsigVerb *update = verb_for(relation, table, STATSIG_OPERATION_UPDATE);
	StringInfoData partial;
	StringInfoData whole;

	initStringInfo(&partial);
	initStringInfo(&whole);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		StringInfo names =
			update == &table->whole || (column->flags & STATSIG_WHOLE) ? &whole : &partial;

		if (column->flags & STATSIG_INSERT_AFTER)
			appendStringInfo(names, "%s%s", names->len ? ", " : "with ", column->name);
	}
	if (partial.len > 0)
		add_verb(requests, relation, table, update, partial.data);
	if (whole.len > 0)
		add_verb(requests, relation, table, &table->whole, whole.data);
}

void
statsigExplainForeignModify(ModifyTableState *mtstate, ResultRelInfo *rinfo, List *fdw_private,
							int subplan_index, struct ExplainState *es)
{
	StatsigModifyState *state = rinfo->ri_FdwState;
	Relation relation = rinfo->ri_RelationDesc;
	const StatsigTable *table = statsig_options_table(RelationGetRelid(relation));
	List *requests = NIL;

	if (mtstate->operation == CMD_INSERT)
	{
		add_verb(&requests, relation, table, verb_for(relation, table, STATSIG_OPERATION_INSERT),
				 NULL);
		add_following(&requests, relation, table);
	}
	else if (mtstate->operation == CMD_DELETE)
		add_verb(&requests, relation, table, verb_for(relation, table, STATSIG_OPERATION_DELETE),
				 NULL);
	else
		add_update(&requests, relation, table, list_nth(fdw_private, STATSIG_MODIFY_ASSIGNED));
	statsig_explain_requests(es, requests);

	if (es->analyze && state)
	{
		Oid relid = RelationGetRelid(relation);

		if (!state->immediate)
		{
			ExplainPropertyInteger("Statsig Changes Waiting for COMMIT", NULL,
								   statsig_changes_waiting(state->statement, relid), es);
			return;
		}
		/* The statement is printed before it is shut down: what it does is done now. */
		if (state->queued)
			statsig_changes_send(NIL, NULL);
		state->queued = false;
		ExplainPropertyInteger("Statsig Requests", NULL,
							   statsig_tally_of(state->statement, relid)->requests, es);
	}
}
