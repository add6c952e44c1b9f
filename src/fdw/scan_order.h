/*-------------------------------------------------------------------------
 *
 * scan_order.h
 *	  Holds a list to the order that a plan relies on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SCAN_ORDER_H
#define STATSIG_SCAN_ORDER_H

#include "nodes/pg_list.h"
#include "src/catalog/types.h"

/* What the rows of a scan must keep to. */
typedef struct StatsigScanOrder
{
	int attribute; /* number of the attribute they are ordered by; 0: none */
	bool begun;	   /* there has been a row, ... */
	Datum last;	   /* ... and this was its value, a timestamptz */
} StatsigScanOrder;

/*
 * Checks the next row against the one before it.  Raises 08P01 when it breaks the order of
 * the table's list, or has no value to be ordered by.
 */
extern void statsig_scan_order_check(StatsigScanOrder *order, const StatsigTable *table,
									 const Datum *values, const bool *nulls);

#endif /* STATSIG_SCAN_ORDER_H */
