/*-------------------------------------------------------------------------
 *
 * plan_ask.h
 *	  Planning asks the API how long a list is (option use_remote_estimate).
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_ASK_H
#define STATSIG_PLAN_ASK_H

#include "nodes/pathnodes.h"

/*
 * Items of the list that a scan of the relation would read, or -1 when the API is
 * not asked or does not tell.  *filtered: all conditions of the query went into
 * the request, so that it is the number of those that fit; otherwise it is that of
 * the whole list, which is remembered.
 *
 * At most one request is sent, with the mapping of the user that the scan will be
 * checked as.  None is sent where the scan gets items one by one or reads several
 * lists, or where a value in the list's path is not a constant.  A request that fails raises its
 * error.  baserel->fdw_private is the StatsigPlanState.
 */
extern int64
statsig_plan_ask_size(PlannerInfo *root, RelOptInfo *baserel, Oid relid, bool *filtered);

#endif /* STATSIG_PLAN_ASK_H */
