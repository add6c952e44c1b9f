/*-------------------------------------------------------------------------
 *
 * plan_size.h
 *	  How many rows a relation has, as far as planning can know.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_SIZE_H
#define STATSIG_PLAN_SIZE_H

#include "nodes/pathnodes.h"
#include "src/fdw/plan_state.h"

/*
 * Fills items, listed and rows of a state that has table, server_oid and
 * page_size.  analysed: rows that ANALYZE counted; negative: it never did.  What
 * the API has told this backend goes before that, and a constant comes last.
 */
extern void statsig_plan_size_known(StatsigPlanState *state, double analysed);

/*
 * The same for a relation that is being planned, whose tuples and rows are set as
 * well.  Where option use_remote_estimate of table or server is on, the API may be
 * asked, by one request.  The conditions of the relation's state must have been
 * set.
 */
extern void statsig_plan_size(PlannerInfo *root, RelOptInfo *baserel, Oid relid);

#endif /* STATSIG_PLAN_SIZE_H */
