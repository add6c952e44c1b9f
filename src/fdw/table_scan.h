/*-------------------------------------------------------------------------
 *
 * table_scan.h
 *	  All rows of a table for given values of some columns: chooses the
 *	  requests, has several of them under way, and takes the answers in order.
 *
 * Knows nothing of the executor, so that a table can be enumerated for another
 * one as well.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_TABLE_SCAN_H
#define STATSIG_TABLE_SCAN_H

#include "nodes/pg_list.h"
#include "src/fdw/access.h"
#include "src/fdw/filter.h"
#include "src/fdw/overlay.h"
#include "src/remote/rows.h"
#include "src/remote/snapshot.h"

/*
 * What a condition comes to at run time: the texts that the column may have
 * (EQUAL and ANY: none means that no row can match), or the one that is used
 * for the other kinds.
 */
typedef struct StatsigValueSet
{
	int column;				   /* index into table->columns */
	StatsigConditionKind kind; /* CONTAINS appears as MEMBER, ANY as EQUAL */
	int n;
	char **values;
} StatsigValueSet;

typedef struct StatsigTableScan StatsigTableScan;

/*
 * How the rows are read for these values: items one by one where that is
 * possible and takes no more requests than listing.
 */
extern StatsigAccess statsig_table_scan_access(const StatsigTable *table, List *value_sets,
											   Oid server_oid, int page_size);

/*
 * Opens a scan; nothing is sent yet.  value_sets is a List of StatsigValueSet,
 * at most one per column and kind.  The arguments must outlive the scan, which
 * lives in the current context.  Raises HV00L when the API cannot list the
 * rows without a value that is not given, 0A000 when they depend on a
 * parameter that the API cannot judge for rows that the transaction has
 * changed.  overlay: the transaction's changes, or NULL.
 */
extern StatsigTableScan *
statsig_table_scan_open(const StatsigReading *reading, const StatsigTable *table,
						StatsigRowReader *reader, List *value_sets, StatsigOverlay *overlay);

/*
 * Fills values/nulls with the next row, in the current context; false at the
 * end.  Rows that only the transaction has come last and may be any of the
 * table, whatever the values are.
 */
extern bool statsig_table_scan_next(StatsigTableScan *scan, Datum *values, bool *nulls);

/* Asks for what will be needed first, unless that takes waiting for a parent's rows. */
extern void statsig_table_scan_ask(StatsigTableScan *scan);

/* Whether statsig_table_scan_next() will not have to wait, as far as is known. */
extern bool statsig_table_scan_is_ready(const StatsigTableScan *scan);

/* Whether the row that came last is one of those. */
extern bool statsig_table_scan_is_made(const StatsigTableScan *scan);

#endif /* STATSIG_TABLE_SCAN_H */
