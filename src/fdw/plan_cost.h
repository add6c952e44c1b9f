/*-------------------------------------------------------------------------
 *
 * plan_cost.h
 *	  What one way to get at the rows of a relation costs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_COST_H
#define STATSIG_PLAN_COST_H

#include "nodes/pathnodes.h"
#include "src/fdw/plan_state.h"

/* Added to the cost of a plan that could only fail. */
#define STATSIG_USELESS_PLAN_COST 1.0e16

/* Cost of one way to get at the rows. */
typedef struct StatsigPathCost
{
	double rows;
	Cost startup;
	Cost total;
	bool useless; /* it could only fail */
} StatsigPathCost;

/*
 * Columns (indexes into table->columns) to which some equality or range among
 * the conditions gives values; *combinations, unless NULL, receives how many
 * combinations of values that makes.
 */
extern Bitmapset *
statsig_plan_known_columns(const StatsigPlanState *state, List *conditions, double *combinations);

/*
 * Whether the API can be asked with these conditions: no column of the path is
 * without a value, and no parameter that it demands.
 */
extern bool statsig_plan_can_be_read(const StatsigPlanState *state, List *conditions);

/* Rows that one item of the table's list is taken to have. */
extern double statsig_plan_rows_per_item(const StatsigTable *table);

/* Requests that the conditions lead to. */
extern double statsig_plan_requests(const StatsigPlanState *state, List *conditions);

/* No more rows than the items that are asked for one by one can have. */
extern double statsig_plan_limit_rows(const StatsigPlanState *state, List *conditions, double rows);

/*
 * The cost of a scan with these conditions, of which "rows" would come out if
 * all items were read.
 */
extern StatsigPathCost statsig_plan_cost(RelOptInfo *baserel, List *conditions, double rows);

#endif /* STATSIG_PLAN_COST_H */
