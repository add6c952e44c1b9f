/*-------------------------------------------------------------------------
 *
 * direct.h
 *	  Requests that SQL functions send at once, beside the queue of changes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DIRECT_H
#define STATSIG_DIRECT_H

#include "src/remote/api.h"

/*
 * The session of a server for the current user.  Raises 42704 when there is no
 * such server, 42809 when it is another wrapper's, 42501 without USAGE on it,
 * and what statsig_options_session() raises.  In the current context.
 */
extern StatsigSession *statsig_direct_session(const char *server_name);

/*
 * Sends a request for the SQL function of that name, and returns the answer,
 * in the current context.
 *
 * One that changes something is refused where the tables could not be changed
 * either (25006, 55000), and while changes of the same project wait for COMMIT
 * (55000): it would overtake them.  NULL in a dry run, which shows it.
 */
extern StatsigAnswer *statsig_direct_send(const StatsigSession *session,
										  const StatsigRequest *request, const char *function);

/* Whether an answer has nothing in it. */
extern bool statsig_direct_is_empty(const StatsigAnswer *answer);

#endif /* STATSIG_DIRECT_H */
