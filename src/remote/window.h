/*-------------------------------------------------------------------------
 *
 * window.h
 *	  How many GETs of a project may be under way at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_WINDOW_H
#define STATSIG_WINDOW_H

#include "src/remote/session.h"

/* There is one GET of a session's project more, or less, that wants to be sent or has been. */
extern void statsig_window_join(const uint64 *project);
extern void statsig_window_part(const uint64 *project);

/*
 * Asks to send one more GET at time "now" (statsig_wait_now()).  Returns 0 and
 * counts it when it may be sent; else the time at which to ask again, or
 * PG_INT64_MAX when another one has to end first.
 */
extern int64 statsig_window_enter(const StatsigSession *session, int64 now);

/* A GET is no longer under way. */
extern void statsig_window_leave(const uint64 *project);

/* It was answered at time "now": the window may open again. */
extern void statsig_window_widen(const StatsigSession *session, int64 now);

/* The API refused it for its rate at time "now"; nothing is sent before "until". */
extern void statsig_window_narrow(const StatsigSession *session, int64 now, int64 until);

#endif /* STATSIG_WINDOW_H */
