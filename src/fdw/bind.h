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
 * table: whose columns the conditions are of.  described:
 * STATSIG_SCAN_CONDITIONS of the plan; states: one ExprState per expression.
 * Everything is allocated in the current context; expressions are evaluated in
 * econtext's per-tuple memory.
 */
extern List *statsig_bind_conditions(const StatsigTable *table, List *described, List *states,
									 ExprContext *econtext);

/*
 * Whether bounds of the column stand for the days between them: the list is
 * asked for day by day.
 */
extern bool statsig_bind_takes_days(const StatsigTable *table, int column);

/*
 * The sets with one of days for each such column that has both bounds and no
 * values.  Raises 54000 when they are too many.
 */
extern List *statsig_bind_days(const StatsigTable *table, List *sets);

/* The kind under which the scan looks for a condition's values. */
extern StatsigConditionKind statsig_bind_plain_kind(StatsigConditionKind kind);

#endif /* STATSIG_BIND_H */
