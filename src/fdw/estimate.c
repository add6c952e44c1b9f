/*-------------------------------------------------------------------------
 *
 * estimate.c
 *	  How large lists are, and what requests cost.
 *
 * The API tells the size of a list with its first page.  It is remembered per
 * server and list path, so gates and gate_rules share what was learned.  Until
 * then what ANALYZE found is taken for it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/hsearch.h"

#include "src/fdw/estimate.h"
#include "src/fdw/settings.h"
#include "src/remote/round_trip.h"

/* The planner's unit: a millisecond is the work of about a thousand local rows. */
#define COST_OF_MILLISECOND 10.0

/* Milliseconds that a request is taken to last before one has been seen. */
#define UNKNOWN_ROUND_TRIP 50.0

/*
 * Shortest time that counts.  A server on this machine answers in a tenth of a
 * millisecond; yet a plan must not send a second request to spare some rows.
 */
#define SHORTEST_ROUND_TRIP 10.0

typedef struct StatsigListKey
{
	Oid server_oid;
	char path[96]; /* zero-padded; no path is that long */
} StatsigListKey;

typedef struct StatsigListSize
{
	StatsigListKey key;
	double items;
	StatsigSizeSource source;
} StatsigListSize;

/* Backend-wide: sizes of lists seen so far. */
static HTAB *list_sizes = NULL;

static StatsigListSize *
find_size(Oid server_oid, const StatsigTable *table, HASHACTION action, bool *found)
{
	StatsigListKey key;

	if (list_sizes == NULL)
	{
		HASHCTL control = {.keysize = sizeof(StatsigListKey), .entrysize = sizeof(StatsigListSize)};

		list_sizes = hash_create("statsig list sizes", 32, &control, HASH_ELEM | HASH_BLOBS);
	}
	memset(&key, 0, sizeof(key));
	key.server_oid = server_oid;
	strlcpy(key.path, table->list.path, sizeof(key.path));
	return hash_search(list_sizes, &key, action, found);
}

void
statsig_estimate_suppose(Oid server_oid, const StatsigTable *table, double items,
						 StatsigSizeSource source)
{
	StatsigListSize *size;
	bool found;

	if (items < 0 || table->list.path == NULL)
		return;
	size = find_size(server_oid, table, HASH_ENTER, &found);
	if (found && size->source > source)
		return;
	size->items = items;
	size->source = source;
}

void
statsig_estimate_remember(Oid server_oid, const StatsigTable *table, int64 items)
{
	statsig_estimate_suppose(server_oid, table, (double) items, STATSIG_SIZE_TOLD);
}

double
statsig_estimate_items(Oid server_oid, const StatsigTable *table)
{
	StatsigListSize *size;

	if (table->list.path == NULL)
		return 1.0;
	size = find_size(server_oid, table, HASH_FIND, NULL);
	if (size != NULL)
		return size->items;
	return table->list.envelope == STATSIG_DATA_OBJECT || table->list.envelope == STATSIG_ECHO ?
			   1.0 :
			   STATSIG_UNKNOWN_ITEMS;
}

double
statsig_estimate_pages(const StatsigTable *table, double items, int page_size)
{
	if (table->list.paging == STATSIG_NOT_PAGED)
		return 1.0;
	return Max(1.0, ceil(items / page_size));
}

double
statsig_estimate_request_cost(Oid server_oid)
{
	double milliseconds = statsig_round_trip_time;

	if (milliseconds < 0)
		milliseconds = statsig_round_trip(server_oid);
	if (milliseconds < 0)
		milliseconds = UNKNOWN_ROUND_TRIP;
	return Max(milliseconds, SHORTEST_ROUND_TRIP) * COST_OF_MILLISECOND;
}
