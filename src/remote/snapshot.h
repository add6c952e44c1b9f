/*-------------------------------------------------------------------------
 *
 * snapshot.h
 *	  One statement, one picture: every GET of a statement is sent once,
 *	  however many of its scans want the answer, and however often.
 *
 * Under REPEATABLE READ and SERIALIZABLE the picture is that of the
 * transaction.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SNAPSHOT_H
#define STATSIG_SNAPSHOT_H

#include "src/remote/answers.h"

typedef struct StatsigSnapshot StatsigSnapshot;

/*
 * The snapshot of the statement whose executor state lives in query_context,
 * made when there is none.  To be released as often as it was acquired; it
 * goes with the context otherwise, and what is under way is abandoned.
 */
extern StatsigSnapshot *statsig_snapshot_acquire(MemoryContext query_context);
extern void statsig_snapshot_release(StatsigSnapshot *snapshot);

/* What the requests of one scan share.  Lives as long as the snapshot. */
typedef struct StatsigReading
{
	const StatsigSession *session;
	StatsigSnapshot *snapshot;
	StatsigUsage *usage;
	bool once;	   /* no page is asked for again in this statement */
	bool may_stop; /* the rows may not all be wanted: ask for little at first */
} StatsigReading;

/*
 * What names a resource: a path, and a query without what asks for a page
 * (NULL: none).  Pages of different sizes are of different resources.
 */
extern StatsigDigest
statsig_snapshot_resource(const StatsigSession *session, const char *path, const char *query);

/*
 * Asks for an answer unless the snapshot has it or has asked for it already.
 * The request is copied.  Nothing that goes wrong with it is raised here.
 */
extern void statsig_snapshot_ask(const StatsigReading *reading, const StatsigAnswerKey *key,
								 const StatsigRequest *request, bool missing_ok);

/*
 * The same, then waits for the answer.  It lives in the current context.
 * Raises what statsig_api_wait() raises.  An answer that has just come is not
 * kept before statsig_snapshot_keep() says so.
 */
extern StatsigAnswer *
statsig_snapshot_get(const StatsigReading *reading, const StatsigAnswerKey *key,
					 const StatsigRequest *request, bool missing_ok);

/*
 * Keeps the answer that statsig_snapshot_get() gave, for those who will ask for
 * it.  To be called when it has been found to be usable: what is not must not
 * serve anybody else.
 */
extern void statsig_snapshot_keep(const StatsigReading *reading, const StatsigAnswerKey *key,
								  const StatsigAnswer *answer);

/* Whether statsig_snapshot_get() would not have to wait. */
extern bool statsig_snapshot_is_ready(const StatsigReading *reading, const StatsigAnswerKey *key);

#endif /* STATSIG_SNAPSHOT_H */
