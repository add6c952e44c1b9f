/*-------------------------------------------------------------------------
 *
 * estimate.h
 *	  How large lists are, as far as this backend has seen, and what requests
 *	  cost in the planner's unit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ESTIMATE_H
#define STATSIG_ESTIMATE_H

#include "src/catalog/types.h"

/*
 * What one request to the server costs, in the planner's unit: by the time that
 * statsig_fdw.round_trip_time says, or that the requests of this backend took.
 *
 * Requests are what is counted.  One that is under way beside another costs as
 * much as one that is waited for alone, since the API's limits count both; and
 * however quick a server is, a request costs more than reading thousands of local
 * rows.
 */
extern double statsig_estimate_request_cost(Oid server_oid);

/*
 * What has not been seen is taken to be this large: rather too large, so that
 * a few keys are looked up one by one before a list is read to its end.
 */
#define STATSIG_UNKNOWN_ITEMS 5000.0

/* Rows that one item of a list with facets is taken to have. */
#define STATSIG_ROWS_PER_ITEM 4.0

/* How the size of a list is known, the better the later. */
typedef enum StatsigSizeSource
{
	STATSIG_SIZE_OF_PARTS, /* there are as many parts of items, by ANALYZE */
	STATSIG_SIZE_ANALYZED, /* ANALYZE counted the items */
	STATSIG_SIZE_TOLD	   /* the API told it */
} StatsigSizeSource;

/*
 * Remembers how many items the unfiltered list of a table has, for this backend
 * only; what is known from a better source stays.  A negative number is no size.
 */
extern void statsig_estimate_suppose(Oid server_oid, const StatsigTable *table, double items,
									 StatsigSizeSource source);

/* The same for what the API told. */
extern void statsig_estimate_remember(Oid server_oid, const StatsigTable *table, int64 items);

/* Items of the unfiltered list of a table: remembered, or STATSIG_UNKNOWN_ITEMS. */
extern double statsig_estimate_items(Oid server_oid, const StatsigTable *table);

/* Requests that reading a list of so many items takes. */
extern double statsig_estimate_pages(const StatsigTable *table, double items, int page_size);

#endif /* STATSIG_ESTIMATE_H */
