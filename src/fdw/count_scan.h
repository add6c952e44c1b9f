/*-------------------------------------------------------------------------
 *
 * count_scan.h
 *	  count(*) of a whole table by what its list says of its size: execution.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COUNT_SCAN_H
#define STATSIG_COUNT_SCAN_H

#include "nodes/execnodes.h"

/* Whether the plan node is one of plan_count.c's; only then may the rest be called. */
extern bool statsig_count_is_scan(const ForeignScanState *node);

/* What the callbacks of scans do for such a node; at its end there is nothing to do. */
extern void statsig_count_begin(ForeignScanState *node, int eflags);
extern TupleTableSlot *statsig_count_iterate(ForeignScanState *node);
extern void statsig_count_rescan(ForeignScanState *node);
extern void statsig_count_end(ForeignScanState *node);
extern void statsig_count_explain(ForeignScanState *node, struct ExplainState *es);

#endif /* STATSIG_COUNT_SCAN_H */
