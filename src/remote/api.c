/*-------------------------------------------------------------------------
 *
 * api.c
 *	  Calls of the Console API: one request with its budget, its retries, and
 *	  the translation of what comes back into an answer or an error.
 *
 * A call goes through three states.  It is WAITING for a point in time (room
 * in the budget, or the end of a back-off), then SENT, then ENDED, or WAITING
 * again.  GETs wait for a place in their project's window as well, in the order
 * they were started in.  All calls of the backend are in one list: whoever waits
 * for one moves them all on, and what becomes of a call is told to the one who
 * waits for that call only.
 *
 * Every call has a memory context of its own below the one it was started in.
 * Its reset callback takes it off the list, so a cancelled statement leaves
 * nothing behind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "mb/pg_wchar.h"
#include "src/remote/api.h"
#include "src/remote/budget.h"
#include "src/remote/complaint.h"
#include "src/remote/errors.h"
#include "src/remote/http.h"
#include "src/remote/retry.h"
#include "src/remote/kept.h"
#include "src/remote/window.h"
#include "src/remote/round_trip.h"
#include "utils/memutils.h"

/* HTTP status: too many requests. */
#define RATE_LIMITED 429

typedef enum CallState
{
	CALL_WAITING,
	CALL_SENT,
	CALL_ENDED
} CallState;

struct StatsigCall
{
	dlist_node node;
	MemoryContextCallback forget;
	MemoryContext context;
	CallState state;

	/* What is asked for. */
	const StatsigSession *session;
	uint64 project[2]; /* the session's; it may be gone when the call goes */
	const StatsigRequest *request;
	bool missing_ok;
	bool mutation;
	StatsigUsage *usage; /* may be NULL */

	/* How far it is. */
	StatsigTransfer *transfer;
	bool in_window;			  /* a GET that takes a place in its project's window */
	int64 resume_at;		  /* WAITING: statsig_wait_now() to go on at */
	StatsigWaitReason reason; /* WAITING: for what; SENT: an answer */
	int sent;				  /* how often it has been sent */
	bool may_be_applied;	  /* the mutation may have taken effect */
	StatsigFate *fate;		  /* who is to know of that; NULL: nobody */
	StatsigAnswer *answer;	  /* once statsig_api_wait() has made it */
};

/* What a method is to the API. */
typedef struct Method
{
	const char *name;
	bool mutation;
	const char *empty_body; /* sent where the request has no body */
} Method;

/* The API wants a JSON object with every POST, PATCH and PUT, even an empty one. */
static const Method methods[] = {
	{"GET", false, NULL}, {"POST", true, "{}"},	  {"PATCH", true, "{}"},
	{"PUT", true, "{}"},  {"DELETE", true, NULL},
};

/* All calls of this backend that have not been ended. */
static dlist_head calls = DLIST_STATIC_INIT(calls);

static const Method *
find_method(const char *name)
{
	for (int i = 0; i < (int) lengthof(methods); i++)
	{
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	}
	elog(ERROR, "unknown HTTP method \"%s\"", name);
}

/*
 * The method as requests spell it, or NULL; see api.h.
 */
const char *
statsig_api_method(const char *name)
{
	for (int i = 0; i < (int) lengthof(methods); i++)
	{
		if (pg_strcasecmp(methods[i].name, name) == 0)
			return methods[i].name;
	}
	return NULL;
}

/* Whether a mutation may have been applied, as far as is known now. */
static bool
may_be_applied(const StatsigCall *call)
{
	return call->mutation && (call->may_be_applied ||
							  (call->state == CALL_SENT && statsig_http_reached(call->transfer)));
}

/* Gives the call's place in the window back. */
static void
leave_window(StatsigCall *call)
{
	if (call->in_window)
		statsig_window_leave(call->project);
	call->in_window = false;
}

/* The context's reset callback: registered after the transfer's, so called before it. */
static void
forget_call(void *arg)
{
	StatsigCall *call = arg;

	leave_window(call);
	if (!call->mutation)
		statsig_window_part(call->project);

	/* A mutation that no one learnt the end of is cancelled, as a rule. */
	if (call->state != CALL_ENDED && may_be_applied(call))
		statsig_kept_outdate(call->project);
	if (call->fate)
	{
		call->fate->may_be_applied = may_be_applied(call);
		call->fate->call = NULL;
	}
	dlist_delete(&call->node);
}

/* --- moving calls on --- */

/* Sends a call, or sends it again, as soon as the budget, or the window, allows. */
static void
send_call(StatsigCall *call, int64 now)
{
	int64 free_at = call->mutation ? statsig_budget_take(call->session, now) :
									 statsig_window_enter(call->session, now);

	if (free_at > now)
	{
		call->resume_at = free_at;
		call->reason = call->mutation		   ? STATSIG_WAIT_BUDGET :
					   free_at == PG_INT64_MAX ? STATSIG_WAIT_REQUEST :
												 STATSIG_WAIT_RETRY;
		return;
	}
	call->in_window = !call->mutation;
	statsig_http_send(call->transfer);
	call->state = CALL_SENT;
	call->reason = STATSIG_WAIT_REQUEST;
	call->sent++;
	if (call->usage != NULL)
		call->usage->requests++;
}

/* A GET has ended; delay: until it is sent again, negative: it is not. */
static void
adjust_window(const StatsigCall *call, const StatsigOutcome *outcome, int64 now, int64 delay)
{
	if (outcome->status == RATE_LIMITED)
		statsig_window_narrow(call->session, now, now + Max(delay, 0));
	else if (outcome->code == CURLE_OK)
		statsig_window_widen(call->session, now);
}

/* Looks at an answer that has come in, or at its absence: the end, or once more? */
static void
judge_call(StatsigCall *call, int64 now)
{
	const StatsigOutcome *outcome = statsig_http_outcome(call->transfer);
	size_t length;
	int64 delay;

	leave_window(call);
	statsig_http_body(call->transfer, &length);
	if (call->usage != NULL)
	{
		call->usage->requests += outcome->resent;
		call->usage->bytes += (int64) length;
	}
	/* What libcurl sent again by itself may have been carried out the first time. */
	if (call->mutation && (outcome->resent > 0 || statsig_retry_may_be_applied(outcome)))
		call->may_be_applied = true;

	/* What was read before says nothing of what is there now. */
	if (call->mutation && outcome->reached)
		statsig_kept_outdate(call->project);

	delay = statsig_retry_delay(outcome, !call->mutation || call->request->repeatable, call->sent);
	if (!call->mutation)
		adjust_window(call, outcome, now, delay);
	if (delay < 0)
	{
		call->state = CALL_ENDED;
		return;
	}
	call->state = CALL_WAITING;
	call->resume_at = now + delay;
	call->reason = STATSIG_WAIT_RETRY;
}

/*
 * Moves every call on as far as it can go now.  Returns the time at which the
 * next one that is WAITING must be looked at, PG_INT64_MAX when none is.
 */
static int64
advance_calls(void)
{
	int64 now = statsig_wait_now();
	int64 next = PG_INT64_MAX;
	dlist_iter iter;

	/* first, since places in windows become free */
	dlist_foreach(iter, &calls)
	{
		StatsigCall *call = dlist_container(StatsigCall, node, iter.cur);

		if (call->state == CALL_SENT && statsig_http_ended(call->transfer))
			judge_call(call, now);
	}
	dlist_foreach(iter, &calls)
	{
		StatsigCall *call = dlist_container(StatsigCall, node, iter.cur);

		if (call->state == CALL_WAITING &&
			(call->resume_at <= now || call->resume_at == PG_INT64_MAX))
			send_call(call, now);
		if (call->state == CALL_WAITING)
			next = Min(next, call->resume_at);
	}
	return next;
}

/* --- the end of a call --- */

/* The failure a call ended with, for the error to be raised. */
static void
describe_failure(const StatsigCall *call, StatsigFailure *failure)
{
	failure->session = call->session;
	failure->method = call->request->method;
	failure->path = call->request->path;
	failure->request = call->request;
	failure->mutation = call->mutation;
	failure->may_be_applied = call->may_be_applied;
	failure->for_function = call->request->for_function;
	failure->outcome = statsig_http_outcome(call->transfer);
	failure->body = statsig_http_body(call->transfer, &failure->length);
}

/*
 * Whether a DELETE was sent again because the answer to it got lost.  That the
 * object is gone is then what was wanted, and most likely our own doing.
 */
static bool
is_repeated_delete(const StatsigCall *call)
{
	return call->may_be_applied && strcmp(call->request->method, "DELETE") == 0;
}

/*
 * Whether a 404 is the API's word that the object is not there.  A proxy or a
 * wrong base URL answers 404, too, usually in HTML: that must not look like
 * an empty result.  The API's own answers are JSON objects with words, and
 * those that begin "Cannot GET" are about the path, not about an object.
 */
static bool
is_missing_object(const StatsigCall *call, const StatsigFailure *failure)
{
	static const char wrong_path[] = "Cannot ";
	const char *start = failure->body + strspn(failure->body, " \t\r\n");
	char *words;

	if (failure->outcome->status != 404 || *start != '{' ||
		!(call->missing_ok || is_repeated_delete(call)))
		return false;
	words = statsig_complaint_read(failure->body, failure->length, call->session, NULL);
	return words != NULL && strncmp(words, wrong_path, strlen(wrong_path)) != 0;
}

/* Says where a character came from that the database's encoding does not have. */
static void
conversion_context(void *arg)
{
	const StatsigFailure *failure = arg;

	errcontext("answer to %s %s of server \"%s\"", failure->method,
			   statsig_complaint_shown_path(failure->path), failure->session->server_name);
}

/* A body in the database's encoding. */
static char *
convert_body(const StatsigFailure *failure)
{
	ErrorContextCallback context;
	char *converted;

	context.callback = conversion_context;
	context.arg = unconstify(StatsigFailure *, failure);
	context.previous = error_context_stack;
	error_context_stack = &context;
	converted = pg_any_to_server(failure->body, (int) failure->length, PG_UTF8);
	error_context_stack = context.previous;
	return converted;
}

/* Whether a media type is CSV; parameters may follow it. */
static bool
names_csv(const char *media_type)
{
	static const char csv[] = "text/csv";

	return pg_strncasecmp(media_type, csv, strlen(csv)) == 0 &&
		   strchr("; \t", media_type[strlen(csv)]) != NULL;
}

/*
 * Makes the answer of a successful call: the body is checked, and converted
 * where the database does not store UTF-8; otherwise it stays where the
 * transfer collected it.
 */
static StatsigAnswer *
make_answer(StatsigCall *call, const StatsigFailure *failure)
{
	StatsigAnswer *answer = palloc0(sizeof(StatsigAnswer));
	int encoding = GetDatabaseEncoding();

	/* This also refuses NUL bytes. */
	if (failure->length > INT_MAX ||
		!pg_verify_mbstr(PG_UTF8, failure->body, (int) failure->length, true))
		statsig_errors_raise_malformed(failure, "The answer is not valid UTF-8.");

	answer->status = failure->outcome->status;
	answer->body = unconstify(char *, failure->body);
	answer->length = failure->length;
	answer->is_csv = names_csv(failure->outcome->media_type);
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII)
	{
		answer->body = convert_body(failure);
		answer->length = strlen(answer->body);
	}
	return answer;
}

/* Turns a call that has ended into its answer, or raises what it means. */
static StatsigAnswer *
finish_call(StatsigCall *call)
{
	MemoryContext caller = MemoryContextSwitchTo(call->context);
	StatsigFailure failure;
	int status;

	describe_failure(call, &failure);
	status = failure.outcome->status;
	if (failure.outcome->code != CURLE_OK ||
		!((status >= 200 && status <= 299) || is_missing_object(call, &failure) ||
		  (status == 400 && call->request->refusal_ok)))
		statsig_errors_raise(&failure);
	if (!call->mutation)
		statsig_round_trip_note(call->session->server_oid, failure.outcome->elapsed);

	call->answer = make_answer(call, &failure);
	MemoryContextSwitchTo(caller);
	return call->answer;
}

/* --- the interface --- */

/*
 * Starts a call; see api.h.
 */
StatsigCall *
statsig_api_start(const StatsigSession *session, const StatsigRequest *request, bool missing_ok,
				  StatsigUsage *usage)
{
	const Method *method = find_method(request->method);
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig call", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigCall *call = palloc0(sizeof(StatsigCall));

	call->context = context;
	call->state = CALL_WAITING;
	call->session = session;
	memcpy(call->project, session->project, sizeof(call->project));
	call->request = request;
	call->missing_ok = missing_ok;
	call->mutation = method->mutation;
	call->usage = usage;

	call->transfer = statsig_http_prepare(session, request->method, request->path, request->query,
										  request->body ? request->body : method->empty_body,
										  method->mutation && !request->repeatable);

	call->forget.func = forget_call;
	call->forget.arg = call;
	MemoryContextRegisterResetCallback(context, &call->forget);
	dlist_push_tail(&calls, &call->node);
	if (!call->mutation)
		statsig_window_join(call->project);

	/* The request leaves now, so that several can be started before one is waited for. */
	send_call(call, statsig_wait_now());
	MemoryContextSwitchTo(caller);
	return call;
}

/*
 * Waits until a call is answered; see api.h.
 */
StatsigAnswer *
statsig_api_wait(StatsigCall *call)
{
	while (call->state != CALL_ENDED)
	{
		int64 next = advance_calls();

		if (call->state != CALL_ENDED)
			statsig_http_step(next, call->reason);
	}
	return call->answer != NULL ? call->answer : finish_call(call);
}

/*
 * Lets calls go on, without waiting; see api.h.
 */
void
statsig_api_poll(void)
{
	if (dlist_is_empty(&calls))
		return;
	advance_calls();
	statsig_http_step(0, STATSIG_WAIT_REQUEST);
	advance_calls();
}

/*
 * Abandons a call, answered or not, and frees what it holds.
 */
void
statsig_api_end(StatsigCall *call)
{
	MemoryContextDelete(call->context);
}

/*
 * A copy of an answer; see api.h.
 */
StatsigAnswer *
statsig_api_copy(const StatsigAnswer *answer)
{
	StatsigAnswer *copy = palloc(sizeof(StatsigAnswer));

	*copy = *answer;
	copy->body = MemoryContextAllocHuge(CurrentMemoryContext, answer->length + 1);
	memcpy(copy->body, answer->body, answer->length + 1);
	return copy;
}

/*
 * Wait, copy, end; see api.h.
 */
StatsigAnswer *
statsig_api_take(StatsigCall *call)
{
	StatsigAnswer *copy = statsig_api_copy(statsig_api_wait(call));

	statsig_api_end(call);
	return copy;
}

/*
 * All of it; the answer is in the current context.
 */
StatsigAnswer *
statsig_api_call(const StatsigSession *session, const StatsigRequest *request, bool missing_ok,
				 StatsigUsage *usage)
{
	return statsig_api_take(statsig_api_start(session, request, missing_ok, usage));
}

/* --- several calls --- */

/*
 * Whether the call has ended; see api.h.
 */
bool
statsig_api_has_ended(const StatsigCall *call)
{
	return call->state == CALL_ENDED;
}

/*
 * Whether the call waits to be sent, or to be sent again.
 */
bool
statsig_api_is_held(const StatsigCall *call)
{
	return call->state == CALL_WAITING;
}

/*
 * Moves all calls on; see api.h.
 */
void
statsig_api_step(List *some)
{
	int64 next = advance_calls();
	StatsigWaitReason reason =
		some == NIL ? STATSIG_WAIT_REQUEST : ((const StatsigCall *) linitial(some))->reason;
	ListCell *cell;

	foreach(cell, some)
	{
		const StatsigCall *call = lfirst(cell);

		if (call->state == CALL_ENDED)
			return;
		if (call->state == CALL_SENT)
			reason = call->reason;
	}
	statsig_http_step(next, reason);
	advance_calls();
}

/*
 * Keeps somebody informed; see api.h.
 */
void
statsig_api_follow(StatsigCall *call, StatsigFate *fate)
{
	call->fate = fate;
	if (fate == NULL)
		return;
	fate->call = call;
	fate->may_be_applied = false;
}

/*
 * Whether the change may have been applied; see api.h.
 */
bool
statsig_api_may_be_applied(const StatsigFate *fate)
{
	return fate->call ? may_be_applied(fate->call) : fate->may_be_applied;
}
