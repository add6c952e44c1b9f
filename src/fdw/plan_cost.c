/*-------------------------------------------------------------------------
 *
 * plan_cost.c
 *	  What one way to get at the rows of a relation costs.
 *
 * It is counted in requests, since a request outweighs whatever is done with
 * its rows; see estimate.h for what one costs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "optimizer/cost.h"
#include "optimizer/optimizer.h"

#include "src/catalog/catalog.h"
#include "src/fdw/access.h"
#include "src/fdw/bind.h"
#include "src/fdw/estimate.h"
#include "src/fdw/filter.h"
#include "src/fdw/plan_cost.h"

/* Days that a range of days is taken to have. */
#define DAYS_OF_RANGE 30

double
statsig_plan_rows_per_item(const StatsigTable *table)
{
	/* facets may also only say how to write; and what is paged inside one object is its scalars */
	if (table->n_facets == 0 || table->facets[0].write_only ||
		(table->list.paging != STATSIG_NOT_PAGED && table->list.envelope == STATSIG_DATA_OBJECT))
		return 1;
	return STATSIG_ROWS_PER_ITEM;
}

/* Whether the column is asked for day by day, between two bounds. */
static bool
is_range_of_days(const StatsigTable *table, List *conditions, int column)
{
	ListCell *lc;

	if (!statsig_bind_takes_days(table, column))
		return false;
	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->column == column && condition->kind == STATSIG_CONDITION_TO)
			return true;
	}
	return false;
}

Bitmapset *
statsig_plan_known_columns(const StatsigPlanState *state, List *conditions, double *combinations)
{
	Bitmapset *known = NULL;
	double count = 1;
	ListCell *lc;

	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->kind == STATSIG_CONDITION_FROM &&
			is_range_of_days(state->table, conditions, condition->column))
			count *= DAYS_OF_RANGE;
		else if (condition->kind == STATSIG_CONDITION_EQUAL)
			count *= list_length(condition->expressions);
		else if (condition->kind == STATSIG_CONDITION_ANY)
			count *= statsig_filter_array_length(linitial(condition->expressions));
		else
			continue;
		known = bms_add_member(known, condition->column);
	}
	if (combinations != NULL)
		*combinations = count;
	return known;
}

double
statsig_plan_requests(const StatsigPlanState *state, List *conditions)
{
	double lists = state->table->n_parts + 1;
	double combinations;
	Bitmapset *known = statsig_plan_known_columns(state, conditions, &combinations);
	double pages = statsig_estimate_pages(state->table, state->listed, state->page_size);
	StatsigAccess access = statsig_access_choose(state->table, known);

	if (access.kind == STATSIG_ACCESS_ITEM)
	{
		StatsigAccess list = statsig_access_choose_list(state->table, known);

		/* the scan takes the list when there are more keys than pages */
		return list.kind == STATSIG_ACCESS_LIST ? Min(combinations, pages) : combinations;
	}
	if (access.kind == STATSIG_ACCESS_ENUMERATE)
	{
		const StatsigTable *parent = statsig_catalog_table(state->table->parent.table);
		double parents = statsig_estimate_items(state->server_oid, parent);
		double requests = parents / Max(access.endpoint->most_values, 1);

		return lists * (statsig_estimate_pages(parent, parents, state->page_size) + requests);
	}
	return lists * pages;
}

double
statsig_plan_limit_rows(const StatsigPlanState *state, List *conditions, double rows)
{
	double combinations;
	Bitmapset *known = statsig_plan_known_columns(state, conditions, &combinations);
	StatsigAccess access = statsig_access_choose(state->table, known);

	if (access.kind != STATSIG_ACCESS_ITEM || access.endpoint->envelope != STATSIG_DATA_OBJECT)
		return rows;
	return clamp_row_est(Min(rows, combinations * statsig_plan_rows_per_item(state->table)));
}

/* Whether a condition of the kind on the column is among them; an equality bounds both ways. */
static bool
has_condition(const StatsigPlanState *state, List *conditions, const StatsigFilter *filter)
{
	StatsigConditionKind bound = filter->kind == STATSIG_FILTER_DATE_FROM ? STATSIG_CONDITION_FROM :
								 filter->kind == STATSIG_FILTER_DATE_TO	  ? STATSIG_CONDITION_TO :
																			STATSIG_CONDITION_EQUAL;
	ListCell *lc;

	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->column == statsig_catalog_column(state->table, filter->column) &&
			statsig_bind_plain_kind(condition->kind) == bound)
			return true;
	}
	return false;
}

bool
statsig_plan_can_be_read(const StatsigPlanState *state, List *conditions)
{
	const StatsigTable *table = state->table;
	Bitmapset *known = statsig_plan_known_columns(state, conditions, NULL);

	if (statsig_access_choose(table, known).kind == STATSIG_ACCESS_NONE)
		return false;
	for (int i = 0; i < table->n_filters; i++)
	{
		bool given = !table->filters[i].required;

		for (int j = 0; j < table->n_filters && !given; j++)
			given = strcmp(table->filters[i].parameter, table->filters[j].parameter) == 0 &&
					has_condition(state, conditions, &table->filters[j]);
		if (!given)
			return false;
	}
	return true;
}

StatsigPathCost
statsig_plan_cost(RelOptInfo *baserel, List *conditions, double rows)
{
	const StatsigPlanState *state = baserel->fdw_private;
	double request_cost = statsig_estimate_request_cost(state->server_oid);
	double requests = statsig_plan_requests(state, conditions);
	StatsigPathCost cost;

	rows = statsig_plan_limit_rows(state, conditions, rows);
	cost.rows = rows;
	cost.useless = !statsig_plan_can_be_read(state, conditions);
	cost.startup = baserel->baserestrictcost.startup + request_cost;
	cost.total = cost.startup + (requests - 1) * request_cost +
				 rows * (cpu_tuple_cost + baserel->baserestrictcost.per_tuple);
	if (cost.useless)
		cost.total += STATSIG_USELESS_PLAN_COST;
	return cost;
}
