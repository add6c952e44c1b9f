/*-------------------------------------------------------------------------
 *
 * plan_order.h
 *	  ORDER BY that a list is in anyway.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_ORDER_H
#define STATSIG_PLAN_ORDER_H

#include "nodes/pathnodes.h"

/*
 * The attribute that the query wants to be ordered by, alone, and that a scan of the
 * relation gives in this order; 0: none.  The scan must check that it does.
 */
extern AttrNumber statsig_plan_ordered_attribute(PlannerInfo *root, RelOptInfo *baserel);

#endif /* STATSIG_PLAN_ORDER_H */
