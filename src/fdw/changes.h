/*-------------------------------------------------------------------------
 *
 * changes.h
 *	  The queue of changes that have been asked for but not sent: what is in
 *	  it, and when it is sent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGES_H
#define STATSIG_CHANGES_H

#include "nodes/pg_list.h"
#include "src/remote/api.h"
#include "src/remote/change.h"

/* The answer to the request that made a change; NULL answer: none was sent. */
typedef struct StatsigSent
{
	const StatsigAnswer *answer;
	StatsigEnvelope envelope;
} StatsigSent;

/* Context for what sessions and statements share until the transaction ends. */
extern MemoryContext statsig_changes_transaction_context(void);

/* Context in which the next change to be queued must be built. */
extern MemoryContext statsig_changes_context(void);

/* A number for a statement that is going to queue changes. */
extern uint64 statsig_changes_new_statement(void);

/*
 * Queues a change, which must have passed statsig_request_check() and lie in
 * statsig_changes_context().  Sets its subtransaction.
 */
extern void statsig_changes_add(StatsigChange *change);

/*
 * Sends everything that is queued, in order.  For the i-th change in
 * "wanted" (List of StatsigChange *), sent[i] receives the answer to the last
 * request that was made for it, in the current context.  The changes stay
 * readable until the current context goes.
 *
 * When a request fails, its ERROR is raised with a DETAIL that also says
 * what was applied before it and what was not sent; nothing stays queued.
 */
extern void statsig_changes_send(List *wanted, StatsigSent *sent);

/*
 * GETs a path with the change's session and counts it to its statement.  NULL
 * when the API says that the object is not there.
 */
extern StatsigAnswer *statsig_changes_read(const StatsigChange *change, const char *path);

/* Requests that the statement's changes of a foreign table have cost so far. */
extern int64 statsig_changes_requests(uint64 statement, Oid relid);

#endif /* STATSIG_CHANGES_H */
