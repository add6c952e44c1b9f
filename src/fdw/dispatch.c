/*-------------------------------------------------------------------------
 *
 * dispatch.c
 *	  Steps on their way to Statsig: as many at a time as may be.
 *
 * Steps are started in their order, never out of it: what has not been sent
 * when something fails is the end of the list.  That one has been started says
 * nothing about the end of those before it, except for those that it must wait
 * for.  Answers come in any order, and everything that is told of steps goes by
 * the order of the steps.
 *
 * A failure stops the others gently: a request that is at the server may be
 * carried out whatever we do, so its end is waited for.  Only a cancel gives
 * requests up, and then what has become of them is not known.
 *
 * While one request is held up (by 429, a lost connection, or the budget) no
 * more are started: they would meet the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "src/fdw/applied.h"
#include "src/fdw/describe.h"
#include "src/fdw/dispatch.h"
#include "src/fdw/preread.h"
#include "src/fdw/stamps.h"
#include "src/fdw/tally.h"
#include "src/fdw/undo.h"

/* Where the answer for a change of the log belongs. */
typedef struct Wanted
{
	const StatsigChange *change;
	int place;
} Wanted;

/* The answer to the step that makes a change. */
typedef struct Awaited
{
	const StatsigChange *change;
	StatsigAnswer *answer; /* NULL: not yet */
} Awaited;

/* --- what is wanted of answers --- */

static HTAB *
create_table(const char *name, Size entry)
{
	HASHCTL control = {.keysize = sizeof(StatsigChange *), .entrysize = entry};

	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

StatsigDispatch *
statsig_dispatch_create(List *wanted, StatsigSent *sent)
{
	StatsigDispatch *dispatch = palloc0(sizeof(StatsigDispatch));
	ListCell *cell;

	dispatch->context = CurrentMemoryContext;
	dispatch->sent = sent;
	if (wanted != NIL)
		dispatch->wanted = create_table("statsig wanted", sizeof(Wanted));
	foreach(cell, wanted)
	{
		const StatsigChange *change = lfirst(cell);
		Wanted *place = hash_search(dispatch->wanted, &change, HASH_ENTER, NULL);

		place->place = foreach_current_index(cell);
	}
	return dispatch;
}

static void
note_awaited(StatsigDispatch *dispatch)
{
	ListCell *cell;

	foreach(cell, dispatch->steps)
	{
		const StatsigChange *change = ((const StatsigStep *) lfirst(cell))->awaits;

		if (change == NULL)
			continue;
		if (dispatch->awaited == NULL)
			dispatch->awaited = create_table("statsig awaited", sizeof(Awaited));
		((Awaited *) hash_search(dispatch->awaited, &change, HASH_ENTER, NULL))->answer = NULL;
	}
}

/* The answer, which goes with its call, in memory that stays; copied once. */
static StatsigAnswer *
keep_answer(const StatsigDispatch *dispatch, const StatsigAnswer *answer, StatsigAnswer *kept)
{
	MemoryContext old;

	if (kept)
		return kept;
	old = MemoryContextSwitchTo(dispatch->context);
	kept = statsig_api_copy(answer);
	MemoryContextSwitchTo(old);
	return kept;
}

/* Hands the answer over for one change of the log. */
static StatsigAnswer *
hand_over(StatsigDispatch *dispatch, const StatsigStep *step, const StatsigChange *change,
		  const StatsigAnswer *answer, StatsigAnswer *kept)
{
	const Wanted *wanted = hash_search(dispatch->wanted, &change, HASH_FIND, NULL);

	if (wanted == NULL)
		return kept;
	kept = keep_answer(dispatch, answer, kept);
	dispatch->sent[wanted->place].answer = kept;
	dispatch->sent[wanted->place].envelope = step->answer;
	return kept;
}

static void
distribute(StatsigDispatch *dispatch, const StatsigStep *step, const StatsigAnswer *answer)
{
	StatsigAnswer *kept = NULL;
	ListCell *cell;
	ListCell *source;

	foreach(cell, dispatch->wanted || dispatch->awaited ? step->changes : NIL)
	{
		const StatsigChange *change = lfirst(cell);
		Awaited *awaited =
			dispatch->awaited ? hash_search(dispatch->awaited, &change, HASH_FIND, NULL) : NULL;

		if (awaited)
			awaited->answer = kept = keep_answer(dispatch, answer, kept);
		if (dispatch->wanted == NULL)
			continue;
		kept = hand_over(dispatch, step, change, answer, kept);
		foreach(source, change->sources)
			kept = hand_over(dispatch, step, lfirst(source), answer, kept);
	}
}

/* --- the next step --- */

/* NULL: there is none. */
static StatsigStep *
next_step(const StatsigDispatch *dispatch)
{
	if (dispatch->ahead != NIL)
		return linitial(dispatch->ahead);
	return dispatch->next < list_length(dispatch->steps) ?
			   list_nth(dispatch->steps, dispatch->next) :
			   NULL;
}

static void
drop_step(StatsigDispatch *dispatch)
{
	if (dispatch->ahead != NIL)
		dispatch->ahead = list_delete_first(dispatch->ahead);
	else
		dispatch->next++;
}

/*
 * Replaces the next step by what it is, now that everything before it has been
 * done: what it has to read is there, and so is the answer that it waits for.
 */
static void
expand_step(StatsigDispatch *dispatch, StatsigStep *step)
{
	List *steps;

	if (step->read)
		steps = statsig_preread_late(step);
	else
	{
		const Awaited *awaited = hash_search(dispatch->awaited, &step->awaits, HASH_FIND, NULL);

		if (awaited == NULL || awaited->answer == NULL)
			elog(ERROR, "no answer has come for %s", step->template);
		steps = step->expand(step, list_make1(awaited->answer));
	}
	drop_step(dispatch);
	dispatch->ahead = list_concat(steps, dispatch->ahead);
}

static const StatsigSession *
session_of(const StatsigAttempt *attempt)
{
	return ((const StatsigChange *) linitial(attempt->step->changes))->session;
}

static StatsigAttempt *
create_attempt(StatsigStep *step)
{
	StatsigAttempt *attempt = palloc0(sizeof(StatsigAttempt));

	attempt->step = step;
	attempt->description = statsig_describe_step(step);
	attempt->context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig step", ALLOCSET_SMALL_SIZES);
	return attempt;
}

/* Most steps never have anything beside them, so it is made when it is needed. */
static const StatsigFootprint *
footprint_of(StatsigAttempt *attempt)
{
	MemoryContext old;

	if (attempt->footprint == NULL)
	{
		old = MemoryContextSwitchTo(attempt->context);
		attempt->footprint = statsig_footprint_of(attempt->step);
		MemoryContextSwitchTo(old);
	}
	return attempt->footprint;
}

/* Whether the step that is next may be sent beside those that are under way. */
static bool
may_start(const StatsigDispatch *dispatch, StatsigAttempt *attempt)
{
	ListCell *cell;

	if (dispatch->running == NIL)
		return true;
	if (list_length(dispatch->running) >= session_of(attempt)->fetch_concurrency)
		return false;
	foreach(cell, dispatch->running)
	{
		StatsigAttempt *other = lfirst(cell);

		if (statsig_api_is_held(statsig_flight_call(other->flight)) ||
			statsig_footprints_meet(footprint_of(other), footprint_of(attempt)))
			return false;
	}
	return true;
}

/* --- the life of an attempt --- */

/* What it needed goes; what is told of it stays. */
static void
end_attempt(StatsigDispatch *dispatch, StatsigAttempt *attempt, StatsigAttemptState state)
{
	attempt->state = state;
	attempt->flight = NULL;
	attempt->footprint = NULL;
	dispatch->running = list_delete_ptr(dispatch->running, attempt);
	MemoryContextDelete(attempt->context);
	attempt->context = NULL;
}

/* To be called in PG_CATCH: the error is the attempt's own, and is kept. */
static void
fail_attempt(StatsigDispatch *dispatch, StatsigAttempt *attempt)
{
	MemoryContextSwitchTo(dispatch->context);
	attempt->error = CopyErrorData();
	FlushErrorState();
	if (attempt->flight)
		attempt->unsure = statsig_flight_note_failed(attempt->flight);
	dispatch->failed = true;
	end_attempt(dispatch, attempt, STATSIG_ATTEMPT_FAILED);
}

/* All changes of a step have the same session; the first one stands for them. */
static void
start_attempt(StatsigDispatch *dispatch, StatsigAttempt *attempt)
{
	const StatsigStep *step = attempt->step;
	const StatsigChange *first = linitial(step->changes);
	MemoryContext old = MemoryContextSwitchTo(attempt->context);
	List *undo = statsig_undo_of(step, NULL);

	PG_TRY();
	{
		attempt->flight = statsig_flight_start(first->session, &step->request,
											   statsig_tally_of(first->statement, first->relid),
											   attempt->description, undo);
		attempt->state = STATSIG_ATTEMPT_UNDER_WAY;
		MemoryContextSwitchTo(old);
		dispatch->running = lappend(dispatch->running, attempt);
	}
	PG_CATCH();
	{
		fail_attempt(dispatch, attempt);
	}
	PG_END_TRY();
}

/* Starts the next step if that may be; whether there is another one to look at. */
static bool
start_next(StatsigDispatch *dispatch)
{
	StatsigStep *step = next_step(dispatch);
	StatsigAttempt *attempt = dispatch->waiting;

	if (step == NULL || dispatch->failed)
		return false;
	if (step->read || step->awaits)
	{
		if (dispatch->running != NIL)
			return false;
		expand_step(dispatch, step);
		return true;
	}
	if (attempt == NULL)
		attempt = dispatch->waiting = create_attempt(step);
	if (!may_start(dispatch, attempt))
		return false;
	dispatch->attempts = lappend(dispatch->attempts, attempt);
	dispatch->waiting = NULL;
	drop_step(dispatch);
	start_attempt(dispatch, attempt);
	return true;
}

static void
note_applied(StatsigDispatch *dispatch, StatsigAttempt *attempt, const StatsigAnswer *answer)
{
	const StatsigStep *step = attempt->step;
	uint32 number = statsig_flight_number(attempt->flight);
	MemoryContext old = MemoryContextSwitchTo(attempt->context);
	ListCell *cell;

	statsig_flight_note_applied(attempt->flight);
	attempt->state = STATSIG_ATTEMPT_APPLIED;
	attempt->flight = NULL;
	foreach(cell, step->changes)
		statsig_stamps_drop(lfirst(cell));
	statsig_applied_set_undo(number, statsig_undo_of(step, answer));
	distribute(dispatch, step, answer);
	MemoryContextSwitchTo(old);
	end_attempt(dispatch, attempt, STATSIG_ATTEMPT_APPLIED);
}

/* The call has ended.  Its error, if it is one, is kept until the others have ended. */
static void
collect(StatsigDispatch *dispatch, StatsigAttempt *attempt)
{
	const StatsigAnswer *volatile answer = NULL;

	PG_TRY();
	{
		answer = statsig_api_wait(statsig_flight_call(attempt->flight));
	}
	PG_CATCH();
	{
		fail_attempt(dispatch, attempt);
	}
	PG_END_TRY();
	if (answer)
		note_applied(dispatch, attempt, answer);
}

static void
collect_ended(StatsigDispatch *dispatch)
{
	List *running = list_copy(dispatch->running);
	ListCell *cell;

	foreach(cell, running)
	{
		StatsigAttempt *attempt = lfirst(cell);

		if (statsig_api_has_ended(statsig_flight_call(attempt->flight)))
			collect(dispatch, attempt);
	}
	list_free(running);
}

/* After a failure: what has not been carried out must not be sent any more. */
static void
withdraw_held(StatsigDispatch *dispatch)
{
	List *running = list_copy(dispatch->running);
	ListCell *cell;

	foreach(cell, running)
	{
		StatsigAttempt *attempt = lfirst(cell);

		if (statsig_flight_withdraw(attempt->flight))
			end_attempt(dispatch, attempt, STATSIG_ATTEMPT_WITHDRAWN);
	}
	list_free(running);
}

static void
wait_for_some(const StatsigDispatch *dispatch)
{
	List *calls = NIL;
	ListCell *cell;

	foreach(cell, dispatch->running)
		calls =
			lappend(calls, statsig_flight_call(((const StatsigAttempt *) lfirst(cell))->flight));
	statsig_api_step(calls);
	list_free(calls);
}

/* The first in the order of the steps, whichever failed first. */
static void
raise_failure(StatsigDispatch *dispatch)
{
	ListCell *cell;

	foreach(cell, dispatch->attempts)
	{
		const StatsigAttempt *attempt = lfirst(cell);

		if (attempt->state != STATSIG_ATTEMPT_FAILED)
			continue;
		dispatch->raised = attempt;
		ReThrowError(attempt->error);
	}
}

void
statsig_dispatch_run(StatsigDispatch *dispatch)
{
	note_awaited(dispatch);
	for (;;)
	{
		while (start_next(dispatch))
			CHECK_FOR_INTERRUPTS();
		if (dispatch->failed)
			withdraw_held(dispatch);
		if (dispatch->running == NIL)
			break;
		wait_for_some(dispatch);
		collect_ended(dispatch);
	}
	if (dispatch->failed)
		raise_failure(dispatch);
}

void
statsig_dispatch_give_up(StatsigDispatch *dispatch)
{
	while (dispatch->running != NIL)
	{
		StatsigAttempt *attempt = linitial(dispatch->running);

		/* An error of our own after the answer: it has been applied. */
		if (attempt->state == STATSIG_ATTEMPT_APPLIED)
		{
			end_attempt(dispatch, attempt, STATSIG_ATTEMPT_APPLIED);
			continue;
		}
		if (statsig_flight_withdraw(attempt->flight))
		{
			end_attempt(dispatch, attempt, STATSIG_ATTEMPT_WITHDRAWN);
			continue;
		}
		attempt->unsure = statsig_flight_note_failed(attempt->flight);
		end_attempt(dispatch, attempt, STATSIG_ATTEMPT_FAILED);
	}
}

/* --- what became of them --- */

bool
statsig_dispatch_has_applied(const StatsigDispatch *dispatch)
{
	ListCell *cell;

	foreach(cell, dispatch->attempts)
	{
		const StatsigAttempt *attempt = lfirst(cell);

		if (attempt->state == STATSIG_ATTEMPT_APPLIED || attempt->unsure)
			return true;
	}
	return false;
}

List *
statsig_dispatch_not_begun(const StatsigDispatch *dispatch)
{
	List *steps = list_copy(dispatch->ahead);
	ListCell *cell;

	for_each_from(cell, dispatch->steps, dispatch->next)
		steps = lappend(steps, lfirst(cell));
	return steps;
}

List *
statsig_dispatch_not_done(const StatsigDispatch *dispatch)
{
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, dispatch->attempts)
	{
		const StatsigAttempt *attempt = lfirst(cell);

		if (attempt->state != STATSIG_ATTEMPT_APPLIED)
			steps = lappend(steps, attempt->step);
	}
	return list_concat(steps, statsig_dispatch_not_begun(dispatch));
}
