/*-------------------------------------------------------------------------
 *
 * errors.h
 *	  From a request that failed to an ERROR.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ERRORS_H
#define STATSIG_ERRORS_H

#include "src/compat.h"
#include "src/remote/api.h"
#include "src/remote/http.h"
#include "src/remote/session.h"

/* A request that failed. */
typedef struct StatsigFailure
{
	const StatsigSession *session;
	const char *method;
	const char *path; /* as it was sent; masked before it is shown */
	const StatsigRequest *request;
	bool mutation;		 /* it was to change something */
	bool may_be_applied; /* ... and may have done so */
	bool for_function;	 /* it was not for a table */
	const StatsigOutcome *outcome;
	const char *body; /* the answer's, as it came; NULL: none */
	size_t length;
} StatsigFailure;

/* Raises what the outcome means: see the tables in errors.c. */
pg_noreturn extern void statsig_errors_raise(const StatsigFailure *failure);

/*
 * Raises 08P01 for an answer whose status is fine and whose body is not.
 * "why" is a sentence.
 */
pg_noreturn extern void
statsig_errors_raise_malformed(const StatsigFailure *failure, const char *why);

#endif /* STATSIG_ERRORS_H */
