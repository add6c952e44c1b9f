/*-------------------------------------------------------------------------
 *
 * kept.h
 *	  Answers that outlive the statement which asked for them: those of the
 *	  transaction under REPEATABLE READ and SERIALIZABLE, and those of the
 *	  session where a server or table has a cache_ttl.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_KEPT_H
#define STATSIG_KEPT_H

#include "src/remote/answers.h"

/* The store of the present transaction for the session's project; made when there is none. */
extern StatsigAnswers *statsig_kept_by_transaction(const StatsigSession *session);

/*
 * A store that the backend keeps and that has the answer, not older than the
 * session's cache_ttl; NULL: none has.
 */
extern StatsigAnswers *
statsig_kept_find(const StatsigSession *session, const StatsigAnswerKey *key);

/*
 * A new store that the backend keeps for the session's project until its
 * cache_ttl is over.  The caller holds it as well.
 */
extern StatsigAnswers *statsig_kept_by_backend(const StatsigSession *session);

/*
 * Something at a session's project has been changed: what was read of it
 * before is not found again.  Statements that are running keep what they have.
 */
extern void statsig_kept_outdate(const uint64 *project);

/* Forgets everything that the backend keeps for a server; InvalidOid: for all of them. */
extern void statsig_kept_forget(Oid server_oid);

#endif /* STATSIG_KEPT_H */
