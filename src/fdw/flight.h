/*-------------------------------------------------------------------------
 *
 * flight.h
 *	  Requests that change something and are under way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_FLIGHT_H
#define STATSIG_FLIGHT_H

#include "nodes/pg_list.h"
#include "src/remote/api.h"

typedef struct StatsigFlight StatsigFlight;

/*
 * Starts a request; the flight is the transaction's, the call lives in the
 * current context.  description: what the request is called in messages.
 * undo: what takes it back as far as can be told before the answer
 * (StatsigUndo *).  Both are copied.  Raises what statsig_api_start() does;
 * then nothing is under way.
 */
extern StatsigFlight *
statsig_flight_start(const StatsigSession *session, const StatsigRequest *request,
					 StatsigUsage *usage, const char *description, List *undo);

/* The call of a flight that has not ended. */
extern StatsigCall *statsig_flight_call(const StatsigFlight *flight);

/*
 * The request's place among those of the transaction; requests get theirs when
 * they are started.
 */
extern uint32 statsig_flight_number(const StatsigFlight *flight);

/*
 * Takes back a request that is not at the server and has certainly not been
 * carried out; false when it is too late.  The flight has ended then.
 */
extern bool statsig_flight_withdraw(StatsigFlight *flight);

/*
 * The flight has ended with success, and counts as applied.  The call stays,
 * for its answer.
 */
extern void statsig_flight_note_applied(StatsigFlight *flight);

/*
 * The flight has ended otherwise, or is given up.  Returns whether the change may
 * have been applied all the same; it counts as that.
 */
extern bool statsig_flight_note_failed(StatsigFlight *flight);

/*
 * Called when a transaction ends: what is still under way then was given up
 * with the session, and counts as perhaps applied.
 */
extern void statsig_flights_interrupted(void);

/* Forgets what was under way; called when the transaction's memory goes. */
extern void statsig_flights_forget(void);

#endif /* STATSIG_FLIGHT_H */
