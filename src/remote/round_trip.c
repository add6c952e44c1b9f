/*-------------------------------------------------------------------------
 *
 * round_trip.c
 *	  How long requests to a server take, as far as this backend has seen.
 *
 * The mean is smoothed as TCP smoothes its round-trip time: each answer moves it
 * an eighth of the way to its own time.  So it follows a server that has become
 * slower, and one slow answer among many hardly moves it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/remote/round_trip.h"
#include "utils/hsearch.h"

/* Weight of the latest answer. */
#define GAIN 0.125

typedef struct RoundTrip
{
	Oid server_oid;
	double milliseconds;
} RoundTrip;

/* Backend-wide: the servers that have answered. */
static HTAB *round_trips = NULL;

void
statsig_round_trip_note(Oid server_oid, int64 microseconds)
{
	double milliseconds = Max(microseconds, 0) / 1000.0;
	RoundTrip *seen;
	bool found;

	if (round_trips == NULL)
	{
		HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(RoundTrip)};

		round_trips = hash_create("statsig round trips", 8, &control, HASH_ELEM | HASH_BLOBS);
	}
	seen = hash_search(round_trips, &server_oid, HASH_ENTER, &found);
	if (!found)
		seen->milliseconds = milliseconds;
	else
		seen->milliseconds += GAIN * (milliseconds - seen->milliseconds);
}

double
statsig_round_trip(Oid server_oid)
{
	const RoundTrip *seen =
		round_trips == NULL ? NULL : hash_search(round_trips, &server_oid, HASH_FIND, NULL);

	return seen == NULL ? -1.0 : seen->milliseconds;
}
