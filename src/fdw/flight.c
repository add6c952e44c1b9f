/*-------------------------------------------------------------------------
 *
 * flight.c
 *	  Requests that change something and are under way.
 *
 * Whatever becomes of the statement, the session or the memory around a
 * request, the transaction must know at its end which changes may have been
 * made.  So a flight lies in the transaction's memory from before its request
 * is sent until its end is known; the call itself may go before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "src/fdw/applied.h"
#include "src/fdw/flight.h"

struct StatsigFlight
{
	dlist_node node;
	MemoryContext context; /* of the flight, below TopTransactionContext */
	char *description;
	List *undo;	   /* StatsigUndo * */
	uint32 number; /* see applied.h */
	StatsigFate fate;
};

/* All flights of the transaction, in the order in which they were started. */
static dlist_head flights = DLIST_STATIC_INIT(flights);

/* The call may outlive the flight. */
static void
detach(StatsigFlight *flight)
{
	dlist_delete(&flight->node);
	if (flight->fate.call)
		statsig_api_follow(flight->fate.call, NULL);
}

/* The memory goes with the transaction. */
void
statsig_flights_forget(void)
{
	while (!dlist_is_empty(&flights))
		detach(dlist_head_element(StatsigFlight, node, &flights));
}

static void
end_flight(StatsigFlight *flight)
{
	detach(flight);
	MemoryContextDelete(flight->context);
}

static StatsigFlight *
create_flight(const char *description, List *undo)
{
	MemoryContext context =
		AllocSetContextCreate(TopTransactionContext, "statsig flight", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	StatsigFlight *flight = palloc0(sizeof(StatsigFlight));

	flight->context = context;
	flight->description = pstrdup(description);
	flight->undo = statsig_applied_copy(undo);
	flight->number = statsig_applied_next_number();
	MemoryContextSwitchTo(old);
	return flight;
}

/*
 * A call that could not be started may be half made.  It must go at once: as long
 * as it is there, it is moved on with the others.
 */
StatsigFlight *
statsig_flight_start(const StatsigSession *session, const StatsigRequest *request,
					 StatsigUsage *usage, const char *description, List *undo)
{
	StatsigFlight *flight = create_flight(description, undo);
	MemoryContext old = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(old, "statsig start", ALLOCSET_SMALL_SIZES);

	dlist_push_tail(&flights, &flight->node);
	PG_TRY();
	{
		MemoryContextSwitchTo(context);
		statsig_api_follow(statsig_api_start(session, request, false, usage), &flight->fate);
		MemoryContextSwitchTo(old);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(old);
		MemoryContextDelete(context);
		end_flight(flight);
		PG_RE_THROW();
	}
	PG_END_TRY();
	return flight;
}

StatsigCall *
statsig_flight_call(const StatsigFlight *flight)
{
	return flight->fate.call;
}

uint32
statsig_flight_number(const StatsigFlight *flight)
{
	return flight->number;
}

static void
end_with_call(StatsigFlight *flight)
{
	if (flight->fate.call)
		statsig_api_end(flight->fate.call);
	end_flight(flight);
}

bool
statsig_flight_withdraw(StatsigFlight *flight)
{
	if (!statsig_api_is_held(flight->fate.call) || statsig_api_may_be_applied(&flight->fate))
		return false;
	end_with_call(flight);
	return true;
}

void
statsig_flight_note_applied(StatsigFlight *flight)
{
	statsig_applied_add(flight->number, flight->description, false, flight->undo);
	end_flight(flight);
}

bool
statsig_flight_note_failed(StatsigFlight *flight)
{
	bool unsure = statsig_api_may_be_applied(&flight->fate);

	if (unsure)
		statsig_applied_add(flight->number, flight->description, true, flight->undo);
	end_with_call(flight);
	return unsure;
}

void
statsig_flights_interrupted(void)
{
	dlist_iter iter;

	dlist_foreach(iter, &flights)
	{
		const StatsigFlight *flight = dlist_container(StatsigFlight, node, iter.cur);

		if (statsig_api_may_be_applied(&flight->fate))
			statsig_applied_add(flight->number, flight->description, true, flight->undo);
	}
	statsig_flights_forget();
}
