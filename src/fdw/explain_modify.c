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
#include "src/remote/url.h"

/* Adds "PATCH /console/v1/gates/{id}"; "when" says what it depends on, NULL: nothing. */
static void
add_request(List **requests, const char *method, const char *path, const char *when)
{
	*requests =
		lappend(*requests, when ? psprintf("%s %s%s (%s)", method, STATSIG_API_ROOT, path, when) :
								  psprintf("%s %s%s", method, STATSIG_API_ROOT, path));
}

/* The reads that a verb needs first are requests like others. */
static void
add_verb(List **requests, const StatsigTable *table, const StatsigVerb *verb)
{
	if (verb->kind == STATSIG_VERB_NONE)
		return;
	if (verb->kind == STATSIG_VERB_PARENT_ARRAY)
		add_request(requests, "GET", table->item.path, NULL);
	if (verb->variant)
		add_request(requests, "GET", verb->variant->parent_path, NULL);
	add_request(requests, verb->method, verb->path, NULL);
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

/* What an UPDATE of these columns may send. */
static void
add_update(List **requests, Relation relation, const StatsigTable *table, List *assigned)
{
	int *columns = statsig_options_columns(relation, table);
	bool fields = false;

	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_UPDATE))
			fields = true;

	if (fields && table->update.kind == STATSIG_VERB_ENTRIES)
		add_verb(requests, table, &table->delete);
	if (fields)
		add_verb(requests, table, &table->update);
	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_REORDER) &&
			(table->update.kind != STATSIG_VERB_PARENT_ARRAY || !fields))
			add_verb(requests, table,
					 table->reorder.kind != STATSIG_VERB_NONE ? &table->reorder : &table->update);
	for (int i = 0; i < table->n_actions; i++)
		if (is_assigned(assigned, columns, statsig_catalog_column(table, table->actions[i].column)))
			add_action(requests, &table->actions[i]);
}

void
statsigExplainForeignModify(ModifyTableState *mtstate, ResultRelInfo *rinfo, List *fdw_private,
							int subplan_index, struct ExplainState *es)
{
	StatsigModifyState *state = rinfo->ri_FdwState;
	const StatsigTable *table = statsig_options_table(RelationGetRelid(rinfo->ri_RelationDesc));
	List *requests = NIL;

	if (mtstate->operation == CMD_INSERT)
		add_verb(&requests, table, &table->insert);
	else if (mtstate->operation == CMD_DELETE)
		add_verb(&requests, table, &table->delete);
	else
		add_update(&requests, rinfo->ri_RelationDesc, table,
				   list_nth(fdw_private, STATSIG_MODIFY_ASSIGNED));
	statsig_explain_requests(es, requests);

	if (es->analyze && state)
	{
		Oid relid = RelationGetRelid(rinfo->ri_RelationDesc);

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
