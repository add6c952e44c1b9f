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
#include "src/fdw/explain_modify.h"
#include "src/fdw/modify_state.h"
#include "src/fdw/options.h"
#include "src/remote/url.h"

/* Shows "PATCH /console/v1/gates/{id}"; "when" says what it depends on, NULL: nothing. */
static void
show(ExplainState *es, const char *method, const char *path, const char *when)
{
	ExplainPropertyText("Statsig Request",
						when ? psprintf("%s %s%s (%s)", method, STATSIG_API_ROOT, path, when)
							 : psprintf("%s %s%s", method, STATSIG_API_ROOT, path), es);
}

/* The reads that a verb needs first are requests like others. */
static void
show_verb(ExplainState *es, const StatsigTable *table, const StatsigVerb *verb)
{
	if (verb->kind == STATSIG_VERB_NONE)
		return;
	if (verb->kind == STATSIG_VERB_PARENT_ARRAY)
		show(es, "GET", table->item.path, NULL);
	if (verb->variant)
		show(es, "GET", verb->variant->parent_path, NULL);
	show(es, verb->method, verb->path, NULL);
	if (verb->several_path)
		show(es, verb->several_method, verb->several_path, "several rows");
	if (verb->variant)
		show(es, verb->variant->verb.method, verb->variant->verb.path,
			 psprintf("%s is \"%s\"", verb->variant->member, verb->variant->value));
}

/* Whether SET assigns a column. */
static bool
is_assigned(List *assigned, const int *columns, int column)
{
	ListCell   *cell;

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
show_action(ExplainState *es, const StatsigAction *action)
{
	StringInfoData when;

	initStringInfo(&when);
	appendStringInfoString(&when, action->column);
	append_state(&when, "from", action->from);
	append_state(&when, "to", action->to);
	show(es, action->method, action->path, when.data);
}

/* What an UPDATE of these columns may send. */
static void
show_update(ExplainState *es, Relation relation, const StatsigTable *table, List *assigned)
{
	int		   *columns = statsig_options_columns(relation, table);
	bool		fields = false;

	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_UPDATE))
			fields = true;

	if (fields && table->update.kind == STATSIG_VERB_ENTRIES)
		show_verb(es, table, &table->delete);
	if (fields)
		show_verb(es, table, &table->update);
	for (int i = 0; i < table->n_columns; i++)
		if (is_assigned(assigned, columns, i) && (table->columns[i].flags & STATSIG_REORDER) &&
			(table->update.kind != STATSIG_VERB_PARENT_ARRAY || !fields))
			show_verb(es, table, table->reorder.kind != STATSIG_VERB_NONE ? &table->reorder
																		  : &table->update);
	for (int i = 0; i < table->n_actions; i++)
		if (is_assigned(assigned, columns, statsig_catalog_column(table, table->actions[i].column)))
			show_action(es, &table->actions[i]);
}

void
statsigExplainForeignModify(ModifyTableState *mtstate, ResultRelInfo *rinfo, List *fdw_private,
							int subplan_index, struct ExplainState *es)
{
	StatsigModifyState *state = rinfo->ri_FdwState;
	const StatsigTable *table = statsig_options_table(RelationGetRelid(rinfo->ri_RelationDesc));

	if (mtstate->operation == CMD_INSERT)
		show_verb(es, table, &table->insert);
	else if (mtstate->operation == CMD_DELETE)
		show_verb(es, table, &table->delete);
	else
		show_update(es, rinfo->ri_RelationDesc, table,
					list_nth(fdw_private, STATSIG_MODIFY_ASSIGNED));

	if (es->analyze && state)
	{
		/* The statement is printed before it is shut down: what it does is done now. */
		if (state->queued)
			statsig_changes_send(NIL, NULL);
		state->queued = false;
		ExplainPropertyInteger("Statsig Requests", NULL,
							   statsig_changes_requests(state->statement,
														RelationGetRelid(rinfo->ri_RelationDesc)),
							   es);
	}
}
