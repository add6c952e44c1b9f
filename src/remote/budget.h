/*-------------------------------------------------------------------------
 *
 * budget.h
 *	  Pacing of mutations, so that the project's limit is not run into.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_BUDGET_H
#define STATSIG_BUDGET_H

#include "src/remote/session.h"

/*
 * Asks to send one mutation at time "now" (statsig_wait_now()).  Returns 0
 * when it may be sent, and counts it; otherwise the time at which to ask
 * again, and counts nothing.
 */
extern int64 statsig_budget_take(const StatsigSession *session, int64 now);

#endif /* STATSIG_BUDGET_H */
