/*-------------------------------------------------------------------------
 *
 * scan.h
 *	  Execution of scans: the callbacks, and the state that EXPLAIN shows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SCAN_H
#define STATSIG_SCAN_H

#include "foreign/fdwapi.h"
#include "src/fdw/scan_order.h"
#include "src/fdw/table_scan.h"

/* fdw_state of a ForeignScanState; NULL for EXPLAIN without ANALYZE. */
typedef struct StatsigScanState
{
	const StatsigTable *table;
	StatsigSession *session;
	StatsigRowReader *reader;
	List *expression_states;
	StatsigUsage usage;
	StatsigReading reading;
	StatsigTableScan *scan; /* NULL: not started, or to be started again */
	List *value_sets;
	MemoryContext scan_context; /* of scan and value_sets; reset to start again */
	MemoryContext row_context;	/* values of the present row */

	/* the transaction's own changes, those made before the statement began */
	uint32 last_serial;
	bool is_target; /* the rows are read to be changed */
	bool overlaid;	/* overlay has been made, or there is none */
	StatsigOverlay *overlay;

	/* the row as the reader gives it: the attributes, then columns that tell entries apart */
	int n_attributes;
	Datum *values;
	bool *nulls;
	int *identity;	   /* by catalogue column: where in values; -1: not there; NULL: none is */
	FmgrInfo *outputs; /* their output functions */
	StatsigScanOrder order;
} StatsigScanState;

extern void statsigBeginForeignScan(ForeignScanState *node, int eflags);
extern TupleTableSlot *statsigIterateForeignScan(ForeignScanState *node);
extern void statsigReScanForeignScan(ForeignScanState *node);
extern void statsigEndForeignScan(ForeignScanState *node);

/* Starts the scan unless it has been, and asks for what it will need first. */
extern void statsig_scan_ask(ForeignScanState *node);

/* Whether the scan's next row, which may be the end, can be had without waiting, as far as is
 * known. */
extern bool statsig_scan_is_ready(const ForeignScanState *node);

#endif /* STATSIG_SCAN_H */
