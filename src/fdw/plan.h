/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  Planning of scans: the callbacks, and how a plan is handed to the
 *	  executor.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_H
#define STATSIG_PLAN_H

#include "foreign/fdwapi.h"

/* What fdw_private of a ForeignScan holds, in this order. */
typedef enum StatsigScanPrivate
{
	STATSIG_SCAN_CONDITIONS, /* List of integer Lists: column, kind, number of
							  * expressions, which follow one another in fdw_exprs */
	STATSIG_SCAN_ATTRIBUTES, /* integer List: attribute numbers that are used */
	STATSIG_SCAN_UNBOUND,	 /* integer List of at most one: a parameter column (index into
							  * table->columns) that is compared but has no value */
	STATSIG_SCAN_TARGET,	 /* integer List: not empty when the rows are read for an UPDATE
							  * or DELETE of the table */
	STATSIG_SCAN_ORDER,		 /* integer List of at most one: an attribute number; the plan relies
							  * on the rows being in the order of table->order, which is its */
	STATSIG_SCAN_MAY_STOP	 /* integer List: not empty when it may be that not all rows are
							  * wanted */
} StatsigScanPrivate;

extern void statsigGetForeignRelSize(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid);
extern void statsigGetForeignPaths(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid);
extern ForeignScan *
statsigGetForeignPlan(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid,
					  ForeignPath *best_path, List *tlist, List *scan_clauses, Plan *outer_plan);

#endif /* STATSIG_PLAN_H */
