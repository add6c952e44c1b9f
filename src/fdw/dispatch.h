/*-------------------------------------------------------------------------
 *
 * dispatch.h
 *	  Steps on their way to Statsig: as many at a time as may be, and what
 *	  became of each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DISPATCH_H
#define STATSIG_DISPATCH_H

#include "nodes/pg_list.h"
#include "utils/hsearch.h"

#include "src/fdw/flight.h"
#include "src/fdw/sending.h"
#include "src/remote/footprint.h"

typedef enum StatsigAttemptState
{
	STATSIG_ATTEMPT_WAITING,   /* for others to end */
	STATSIG_ATTEMPT_UNDER_WAY, /* its flight is there */
	STATSIG_ATTEMPT_APPLIED,
	STATSIG_ATTEMPT_FAILED,	  /* or given up */
	STATSIG_ATTEMPT_WITHDRAWN /* certainly not carried out when the run ended */
} StatsigAttemptState;

/* A step that is, or is about to be, sent. */
typedef struct StatsigAttempt
{
	StatsigStep *step;
	char *description;
	StatsigAttemptState state;
	bool unsure;	  /* FAILED: it may have been applied all the same */
	ErrorData *error; /* FAILED: why; NULL: given up */

	MemoryContext context;		 /* for what is needed until it has ended */
	StatsigFootprint *footprint; /* NULL: nobody has asked for it */
	StatsigFlight *flight;
} StatsigAttempt;

typedef struct StatsigDispatch
{
	MemoryContext context; /* of all that stays, answers too */
	List *steps;		   /* StatsigStep *, in order; those before "next" have been begun */
	int next;
	List *ahead;			 /* StatsigStep *: what one of them has become; before the others */
	StatsigAttempt *waiting; /* the next step, while it has to wait; NULL */
	List *running;			 /* StatsigAttempt *, in order */
	List *attempts;			 /* StatsigAttempt *: all that were sent, in order */
	bool failed;			 /* one of them has; nothing more is started */
	const StatsigAttempt *raised; /* whose error is on its way; NULL: it is not that of a request */

	HTAB *wanted;  /* where the answers for changes belong; NULL: none is wanted */
	HTAB *awaited; /* answers that steps are made of; NULL: none */
	StatsigSent *sent;
} StatsigDispatch;

/* Lives in the current context.  wanted and sent as for statsig_changes_send(). */
extern StatsigDispatch *statsig_dispatch_create(List *wanted, StatsigSent *sent);

/*
 * Sends the steps.  One is started when all before it have been, at most
 * fetch_concurrency are under way, and it need not wait for one of those (see
 * footprint.h).  When one fails, no more are started, those that are under way
 * are waited for, and the error of the first that has failed is raised.
 * Interrupts are served throughout.
 */
extern void statsig_dispatch_run(StatsigDispatch *dispatch);

/* Gives up what is under way; to be called when an error has ended the run. */
extern void statsig_dispatch_give_up(StatsigDispatch *dispatch);

/* Whether something has been applied, or may have been. */
extern bool statsig_dispatch_has_applied(const StatsigDispatch *dispatch);

/* The steps (StatsigStep *) that have not been begun, in order. */
extern List *statsig_dispatch_not_begun(const StatsigDispatch *dispatch);

/* All that have not been applied for certain, in order. */
extern List *statsig_dispatch_not_done(const StatsigDispatch *dispatch);

/*
 * dispatch_failure.c: appends what became of the steps to the DETAIL of the
 * error that stopped them.
 */
extern void statsig_dispatch_explain(const StatsigDispatch *dispatch, ErrorData *error);

#endif /* STATSIG_DISPATCH_H */
