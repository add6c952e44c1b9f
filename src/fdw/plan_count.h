/*-------------------------------------------------------------------------
 *
 * plan_count.h
 *	  count(*) of a whole table by what its list says of its size: planning.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_COUNT_H
#define STATSIG_PLAN_COUNT_H

#include "foreign/fdwapi.h"

/* fdw_private of such a ForeignScan, whose scanrelid is 0. */
typedef enum StatsigCountPrivate
{
	STATSIG_COUNT_RELATION /* Oid List of one: the foreign table */
} StatsigCountPrivate;

extern void statsigGetForeignUpperPaths(PlannerInfo *root, UpperRelationKind stage,
										RelOptInfo *input_rel, RelOptInfo *output_rel, void *extra);

/* The plan for such a path. */
extern ForeignScan *statsig_count_plan(ForeignPath *best_path, List *tlist, Plan *outer_plan);

#endif /* STATSIG_PLAN_COUNT_H */
