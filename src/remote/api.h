/*-------------------------------------------------------------------------
 *
 * api.h
 *	  Calls of the Console API: one request with its headers, its budget, its
 *	  retries, and the translation of what comes back into an answer or an
 *	  error.
 *
 * Several calls may be under way at once; waiting for one drives them all.
 * A call hangs on the memory context it was started in: resetting that
 * context abandons the request and frees everything.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_API_H
#define STATSIG_API_H

#include "nodes/pg_list.h"
#include "src/remote/session.h"

/* One request, built by request.c, pages.c or a scan.  Plain data. */
typedef struct StatsigRequest
{
	const char *method; /* "GET", "POST", "PATCH", "PUT", "DELETE" */
	const char *path;	/* below STATSIG_API_ROOT, encoded: "/gates/a" */
	const char *query;	/* encoded, without "?"; NULL: none */
	const char *body;	/* JSON in UTF-8; NULL: none */
	bool repeatable;	/* sending it twice does what once does; GETs are */
	bool refusal_ok;	/* a 400 is an answer, not an error */
	bool for_function;	/* not for a table: a 404 says that an object is missing */
	List *secrets;		/* char *, UTF-8: what words about it must not repeat, beside
						 * the secrets in path and body; see secrets.h */
} StatsigRequest;

/* What a successful call brought. */
typedef struct StatsigAnswer
{
	int status;	   /* 2xx, or 404 when the caller asked for it, or for a
					* DELETE whose first answer got lost */
	char *body;	   /* validated, in the database's encoding,
					* NUL-terminated; "" when empty */
	size_t length; /* bytes of body */
	bool is_csv;   /* it says so itself; anything else should be JSON */
} StatsigAnswer;

typedef struct StatsigCall StatsigCall;

/* The method as requests spell it, whatever its case; NULL: the API has no such method. */
extern const char *statsig_api_method(const char *name);

/*
 * Starts a call.  The session, request and usage must live as long as the
 * call.  missing_ok: a 404 is an answer, not an error.  usage may be NULL.
 */
extern StatsigCall *statsig_api_start(const StatsigSession *session, const StatsigRequest *request,
									  bool missing_ok, StatsigUsage *usage);

/*
 * Waits until the call is answered, repeating it where that is safe, and
 * returns the answer, which lives in the call's context.  Raises what the
 * status or the failed transfer means (see errors.c); interrupts are served
 * throughout.
 */
extern StatsigAnswer *statsig_api_wait(StatsigCall *call);

/*
 * Lets all calls go on as far as they can without waiting: takes what has come
 * in, and sends what was waiting for that.  Raises 57014 and the like when the
 * backend is interrupted.
 */
extern void statsig_api_poll(void);

/* A copy of an answer, which outlives its call, in the current context. */
extern StatsigAnswer *statsig_api_copy(const StatsigAnswer *answer);

/*
 * statsig_api_wait, a copy of the answer in the current context, and the end of
 * the call: one that is kept costs whoever waits for another.
 */
extern StatsigAnswer *statsig_api_take(StatsigCall *call);

/* statsig_api_start and _take. */
extern StatsigAnswer *statsig_api_call(const StatsigSession *session, const StatsigRequest *request,
									   bool missing_ok, StatsigUsage *usage);

/*
 * For those who have several calls under way.  Whether the call has ended, so
 * that statsig_api_wait() returns or raises at once.
 */
extern bool statsig_api_has_ended(const StatsigCall *call);

/*
 * Whether the call is not at the server: it waits for room in the budget, or to
 * be repeated after an answer such as 429.
 */
extern bool statsig_api_is_held(const StatsigCall *call);

/*
 * Moves all calls of the backend on.  Unless one of these (StatsigCall *) has
 * ended by then, waits until something happens that may concern them, or, when
 * there are none (NIL), any call; callers loop.  Serves interrupts; what becomes of a call is not
 * raised here.
 */
extern void statsig_api_step(List *some);

/* Abandons a call, answered or not, and frees what it holds. */
extern void statsig_api_end(StatsigCall *call);

/*
 * What is known of a call's change, for one who outlives the call: how a
 * request that failed ended is told by the ERROR's fields only, and one that
 * is cancelled takes the call with it.
 */
typedef struct StatsigFate
{
	StatsigCall *call;	 /* NULL: none, or it is gone, ... */
	bool may_be_applied; /* ... and this was known by then */
} StatsigFate;

/*
 * Keeps the fate up to date from now on; it must live longer than the call.  NULL:
 * nobody wants to know any more.
 */
extern void statsig_api_follow(StatsigCall *call, StatsigFate *fate);

/*
 * Whether the change may have been applied although no answer says so.  Has no
 * meaning for a call that has been answered with success.
 */
extern bool statsig_api_may_be_applied(const StatsigFate *fate);

#endif /* STATSIG_API_H */
