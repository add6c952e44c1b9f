/*-------------------------------------------------------------------------
 *
 * plan_hidden.h
 *	  The conditions of a scan that a plan must not show.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_HIDDEN_H
#define STATSIG_PLAN_HIDDEN_H

#include "nodes/pathnodes.h"

/*
 * Takes from the clauses (RestrictInfo) those that the scan checks by itself,
 * and returns them as expressions; *shown receives the others (RestrictInfo),
 * which stand in the plan for EXPLAIN to show.  Only a clause that may be
 * checked before all others is taken: one that could tell of rows must not see
 * those that a security barrier keeps from it.
 */
extern List *statsig_plan_take_hidden(RelOptInfo *baserel, List *clauses, List **shown);

#endif /* STATSIG_PLAN_HIDDEN_H */
