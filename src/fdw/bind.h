/*-------------------------------------------------------------------------
 *
 * bind.h
 *	  From conditions and the present values of their expressions to the texts
 *	  that go into requests.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_BIND_H
#define STATSIG_BIND_H

#include "nodes/execnodes.h"
#include "src/fdw/table_scan.h"

/*
 * The value sets of a plan's conditions, at most one per column and kind.
 *
 * described: STATSIG_SCAN_CONDITIONS of the plan; states: one ExprState per
 * expression.  Everything is allocated in the current context; expressions are
 * evaluated in econtext's per-tuple memory.
 */
extern List *statsig_bind_conditions(List *described, List *states, ExprContext *econtext);

/* The kind under which the scan looks for a condition's values. */
extern StatsigConditionKind statsig_bind_plain_kind(StatsigConditionKind kind);

#endif /* STATSIG_BIND_H */
