/*-------------------------------------------------------------------------
 *
 * round_trip.h
 *	  How long requests to a server take, as far as this backend has seen.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ROUND_TRIP_H
#define STATSIG_ROUND_TRIP_H

/* Takes note of an answered request; microseconds from sending it to its end. */
extern void statsig_round_trip_note(Oid server_oid, int64 microseconds);

/* Milliseconds that a request to the server takes; negative: none has been seen. */
extern double statsig_round_trip(Oid server_oid);

#endif /* STATSIG_ROUND_TRIP_H */
