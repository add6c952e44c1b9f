/*-------------------------------------------------------------------------
 *
 * plan_size.c
 *	  How many rows a relation has, as far as planning can know.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "optimizer/cost.h"
#include "optimizer/optimizer.h"

#include "src/catalog/catalog.h"
#include "src/fdw/estimate.h"
#include "src/fdw/options.h"
#include "src/fdw/plan_ask.h"
#include "src/fdw/plan_cost.h"
#include "src/fdw/plan_size.h"

/* Whether all rows of the table lie in one list. */
static bool
has_one_list(const StatsigTable *table)
{
	return table->list.path != NULL && strchr(table->list.path, '{') == NULL && table->n_parts == 0;
}

/* Lists that the rows of a table lie in which has several. */
static double
count_lists(const StatsigPlanState *state)
{
	const StatsigTable *table = state->table;
	double lists = table->n_parts + 1;

	if (table->parent.table != NULL)
		lists *=
			statsig_estimate_items(state->server_oid, statsig_catalog_table(table->parent.table));
	return Max(lists, 1);
}

void
statsig_plan_size_known(StatsigPlanState *state, double analysed)
{
	const StatsigTable *table = state->table;
	double rows_per_item = statsig_plan_rows_per_item(table);
	bool one_list = has_one_list(table);

	/* for the scan as well, which weighs pages against keys by what is known of the list */
	if (analysed >= 0 && one_list)
		statsig_estimate_suppose(state->server_oid, table, analysed,
								 rows_per_item > 1 ? STATSIG_SIZE_OF_PARTS : STATSIG_SIZE_ANALYZED);
	state->items = statsig_estimate_items(state->server_oid, table);
	if (analysed >= 0 && !one_list)
		state->items = Max(analysed / rows_per_item / count_lists(state), 1);
	state->listed = state->items;

	/* where rows are items, the API knows better than ANALYZE; of parts it tells nothing */
	state->rows = state->items * rows_per_item;
	if (analysed >= 0 && (!one_list || rows_per_item > 1))
		state->rows = analysed;
}

/* What the API says of the size of the list. */
static void
ask_size(PlannerInfo *root, RelOptInfo *baserel, Oid relid, double analysed)
{
	StatsigPlanState *state = baserel->fdw_private;
	double rows_per_item = statsig_plan_rows_per_item(state->table);
	bool filtered;
	int64 total = statsig_plan_ask_size(root, baserel, relid, &filtered);

	if (total < 0)
		return;
	if (filtered)
	{
		baserel->rows = clamp_row_est(total * rows_per_item);
		baserel->tuples = Max(baserel->tuples, baserel->rows);
	}
	else
	{
		/* that of the table's only list is remembered by now; of one of several it is a limit */
		statsig_plan_size_known(state, analysed);
		baserel->tuples = state->rows;
		set_baserel_size_estimates(root, baserel);
		if (!has_one_list(state->table))
			baserel->rows = clamp_row_est(Min(baserel->rows, total * rows_per_item));
	}
	state->listed = total;
}

void
statsig_plan_size(PlannerInfo *root, RelOptInfo *baserel, Oid relid)
{
	StatsigPlanState *state = baserel->fdw_private;

	/* what the planner has put there is pg_class.reltuples */
	double analysed = baserel->tuples;

	statsig_plan_size_known(state, analysed);
	baserel->tuples = state->rows;
	set_baserel_size_estimates(root, baserel);
	if (statsig_options_use_remote_estimate(relid))
		ask_size(root, baserel, relid, analysed);
	baserel->rows = statsig_plan_limit_rows(state, state->conditions, baserel->rows);
}
