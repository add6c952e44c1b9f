/*-------------------------------------------------------------------------
 *
 * retry.h
 *	  Which ended requests are sent again, and when.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_RETRY_H
#define STATSIG_RETRY_H

#include "src/remote/http.h"

/* Longest Retry-After that is waited for, in seconds; a longer one is an error. */
#define STATSIG_LONGEST_RETRY_AFTER (15 * 60)

/*
 * Microseconds to wait before a request is sent again; -1: it is not.
 * repeatable: sending it twice does what once does.  sent: how often it has
 * been sent so far.
 */
extern int64 statsig_retry_delay(const StatsigOutcome *outcome, bool repeatable, int sent);

/*
 * Whether a request that changes something may have been applied, judged by
 * how it ended.
 */
extern bool statsig_retry_may_be_applied(const StatsigOutcome *outcome);

#endif /* STATSIG_RETRY_H */
