/*-------------------------------------------------------------------------
 *
 * sending.h
 *	  Changes on their way to Statsig: made into requests, checked against
 *	  what is there now, sent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SENDING_H
#define STATSIG_SENDING_H

#include "nodes/pg_list.h"
#include "src/remote/api.h"
#include "src/remote/request.h"

/* The answer to the request that made a change; NULL answer: none was sent. */
typedef struct StatsigSent
{
	const StatsigAnswer *answer;
	StatsigEnvelope envelope;
} StatsigSent;

/*
 * Told of what is not going to be done: steps (StatsigStep *), or, where it
 * failed before there were any, changes (StatsigChange *).
 */
typedef void (*StatsigLostReporter)(List *steps, List *changes);

/*
 * Sends the changes (StatsigChange *, in the order of the log) and returns how
 * many they came to.  sent_before: what the transaction has sent already, for
 * statsig_fdw.max_changes.  wanted and sent as for statsig_changes_send().
 *
 * Everything that can be known before the first request is: all requests are
 * built, all objects that they need are read, and those that someone else has
 * changed since they were read raise 40001.  Requests that do not depend on each
 * other are under way at the same time.  When one fails, its ERROR is raised
 * once the others have ended, with a DETAIL that also says what was applied,
 * what else failed and what was not sent; report is called first.
 *
 * With statsig_fdw.dry_run, now or when the changes were made, each request is
 * a NOTICE and none is sent; 55000 when that would be so for only a part of
 * the transaction.  dry: whether it was so for an earlier part; receives
 * whether it is now.
 */
extern int statsig_sending_run(List *changes, int sent_before, List *wanted, StatsigSent *sent,
							   bool *dry, StatsigLostReporter report);

/* Raises 25006 when statsig_fdw.read_only is on. */
extern void statsig_sending_check_allowed(void);

/*
 * The steps that changes would be sent in, as far as they can be told without
 * asking the API; for showing them.
 */
extern List *statsig_sending_steps(List *changes);

/*
 * Sends one request that changes something and stands for no change of the
 * log, at once.  It counts as applied like any other: a rollback warns of it,
 * and undo, what takes it back (StatsigUndo *), is kept.  NULL with
 * statsig_fdw.dry_run, which shows it instead.  description: what it is called
 * in messages.  The caller has asked statsig_changes_transaction_context()
 * to be there.
 */
extern StatsigAnswer *
statsig_sending_one(const StatsigSession *session, const StatsigRequest *request,
					const char *description, List *undo);

/*
 * GETs a path with the change's session and counts it to its statement.  NULL
 * when the API says that the object is not there.
 */
extern StatsigAnswer *statsig_sending_read(const StatsigChange *change, const char *path);

#endif /* STATSIG_SENDING_H */
