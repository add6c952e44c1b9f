/*-------------------------------------------------------------------------
 *
 * plan_count.c
 *	  count(*) of a whole table by what its list says of its size: planning.
 *
 * A list of items tells with its first page how many it has, so a query that
 * wants to know nothing else needs no other page.  The rest of the query's target
 * list ("count(*) + 1") is computed here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planmain.h"
#include "utils/fmgroids.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/estimate.h"
#include "src/fdw/plan_count.h"
#include "src/fdw/plan_state.h"

/*
 * Whether the rows of the table are the items of one list, which tells how many
 * there are.  Without pages all are in the first answer anyway.
 */
static bool
rows_are_counted(const StatsigTable *table)
{
	if (table->unreadable != NULL || table->list.path == NULL ||
		strchr(table->list.path, '{') != NULL || table->list.paging == STATSIG_NOT_PAGED ||
		(table->list.envelope != STATSIG_DATA_ARRAY &&
		 table->list.envelope != STATSIG_BARE_ARRAY) ||
		table->n_parts > 0 || table->parent.column != NULL ||
		statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS)
		return false;
	for (int i = 0; i < table->n_filters; i++)
		if (table->filters[i].required)
			return false;
	return true;
}

/* Whether the query is about all rows of one of our tables, each once. */
static bool
counts_whole_table(PlannerInfo *root, RelOptInfo *rel)
{
	const Query *query = root->parse;
	const RangeTblEntry *table;

	if (query->commandType != CMD_SELECT || !query->hasAggs || query->groupClause != NIL ||
		query->groupingSets != NIL || query->havingQual != NULL || query->distinctClause != NIL ||
		query->hasWindowFuncs || query->hasTargetSRFs || query->rowMarks != NIL)
		return false;
	if (rel->reloptkind != RELOPT_BASEREL || rel->baserestrictinfo != NIL || rel->joininfo != NIL ||
		!bms_is_empty(rel->lateral_relids))
		return false;
	table = root->simple_rte_array[rel->relid];
	return table->rtekind == RTE_RELATION && !table->inh && table->tablesample == NULL &&
		   rows_are_counted(((const StatsigPlanState *) rel->fdw_private)->table);
}

/* Whether an aggregate is count(*) and nothing else. */
static bool
is_plain_count(const Aggref *aggregate)
{
	return aggregate->aggfnoid == F_COUNT_ && aggregate->aggstar && aggregate->aggfilter == NULL &&
		   aggregate->aggdistinct == NIL && aggregate->aggorder == NIL &&
		   aggregate->agglevelsup == 0 && aggregate->aggsplit == AGGSPLIT_SIMPLE;
}

/* The count(*) of the target list; NULL when the query wants to know anything else. */
static Aggref *
find_count(const PathTarget *target)
{
	List *wanted =
		pull_var_clause((Node *) target->exprs, PVC_INCLUDE_AGGREGATES | PVC_RECURSE_WINDOWFUNCS |
													PVC_RECURSE_PLACEHOLDERS);
	ListCell *lc;

	foreach(lc, wanted)
		if (!IsA(lfirst(lc), Aggref) || !is_plain_count(lfirst_node(Aggref, lc)))
			return NULL;
	return wanted == NIL ? NULL : linitial_node(Aggref, wanted);
}

void
statsigGetForeignUpperPaths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input_rel,
							RelOptInfo *output_rel, void *extra)
{
	const StatsigPlanState *state = input_rel->fdw_private;
	PathTarget *target = output_rel->reltarget;
	Aggref *count;
	Cost cost;

	if (stage != UPPERREL_GROUP_AGG || state == NULL || !counts_whole_table(root, input_rel))
		return;
	count = find_count(target);
	if (count == NULL)
		return;
	cost = statsig_estimate_request_cost(state->server_oid) + target->cost.startup;
	add_path(
		output_rel,
		(Path *) statsig_create_upper_path(
			root, output_rel, target, 1, cost, cost + cpu_tuple_cost + target->cost.per_tuple,
			list_make2(count, list_make1_oid(root->simple_rte_array[input_rel->relid]->relid))));
}

ForeignScan *
statsig_count_plan(ForeignPath *best_path, List *tlist, Plan *outer_plan)
{
	Expr *count = linitial(best_path->fdw_private);
	List *scan_tlist = list_make1(makeTargetEntry(count, 1, NULL, false));

	return make_foreignscan(tlist, NIL, 0, NIL, list_make1(lsecond(best_path->fdw_private)),
							scan_tlist, NIL, outer_plan);
}
