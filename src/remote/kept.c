/*-------------------------------------------------------------------------
 *
 * kept.c
 *	  Answers that outlive the statement which asked for them.
 *
 * A store is kept as a whole: what is in it was read by statements that began
 * to read at about the same time, the first of them when the store was made.
 *
 * Those of the transaction are let go when its memory context goes; statements
 * whose memory goes after that may still hold them.  Those of the backend are
 * few, and the oldest make room for new ones.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "src/remote/kept.h"
#include "src/remote/wait.h"

/* Most stores, and most bytes in all of them together, that a backend keeps. */
#define MOST_STORES 64
#define MOST_BYTES	(INT64CONST(256) * 1024 * 1024)

typedef struct Kept
{
	dlist_node node;
	Oid server_oid;
	uint64 project[2];
	int64 expires; /* of the backend: statsig_wait_now() */
	StatsigAnswers *answers;
} Kept;

/* Stores of this backend, newest first. */
static dlist_head of_backend = DLIST_STATIC_INIT(of_backend);

/* Stores of the present transaction. */
static dlist_head of_transaction = DLIST_STATIC_INIT(of_transaction);
static bool transaction_ends_told = false;

static Kept *
add(dlist_head *list, const StatsigSession *session)
{
	Kept *kept = MemoryContextAllocZero(TopMemoryContext, sizeof(Kept));
	StatsigAnswers *answers = statsig_answers_create(TopMemoryContext);

	kept->server_oid = session->server_oid;
	memcpy(kept->project, session->project, sizeof(kept->project));
	kept->answers = answers;
	dlist_push_head(list, &kept->node);
	return kept;
}

static void
drop(Kept *kept)
{
	dlist_delete(&kept->node);
	statsig_answers_release(kept->answers);
	pfree(kept);
}

/* --- of the transaction --- */

/* The transaction context's reset callback. */
static void
end_transaction(void *arg)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &of_transaction) drop(dlist_container(Kept, node, iter.cur));
	transaction_ends_told = false;
}

static void
tell_end_of_transaction(void)
{
	MemoryContextCallback *callback;

	if (transaction_ends_told)
		return;
	callback = MemoryContextAllocZero(TopTransactionContext, sizeof(MemoryContextCallback));
	callback->func = end_transaction;
	MemoryContextRegisterResetCallback(TopTransactionContext, callback);
	transaction_ends_told = true;
}

StatsigAnswers *
statsig_kept_by_transaction(const StatsigSession *session)
{
	dlist_iter iter;

	dlist_foreach(iter, &of_transaction)
	{
		Kept *kept = dlist_container(Kept, node, iter.cur);

		if (statsig_is_project(kept->project, session->project))
			return kept->answers;
	}
	tell_end_of_transaction();
	return add(&of_transaction, session)->answers;
}

/* --- of the backend --- */

/* Drops what has expired, and the oldest beyond the bounds. */
static void
prune(void)
{
	int64 now = statsig_wait_now();
	int64 bytes = 0;
	int count = 0;
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &of_backend)
	{
		Kept *kept = dlist_container(Kept, node, iter.cur);

		bytes += statsig_answers_bytes(kept->answers);
		if (kept->expires <= now || ++count >= MOST_STORES || bytes > MOST_BYTES)
			drop(kept);
	}
}

StatsigAnswers *
statsig_kept_find(const StatsigSession *session, const StatsigAnswerKey *key)
{
	int64 oldest = statsig_wait_now() - (int64) session->cache_ttl * 1000;
	dlist_iter iter;

	dlist_foreach(iter, &of_backend)
	{
		Kept *kept = dlist_container(Kept, node, iter.cur);

		if (statsig_is_project(kept->project, session->project) &&
			statsig_answers_born(kept->answers) > oldest && statsig_answers_has(kept->answers, key))
			return kept->answers;
	}
	return NULL;
}

StatsigAnswers *
statsig_kept_by_backend(const StatsigSession *session)
{
	Kept *kept;

	prune();
	kept = add(&of_backend, session);
	kept->expires = statsig_wait_now() + (int64) session->cache_ttl * 1000;
	statsig_answers_hold(kept->answers);
	return kept->answers;
}

/* --- forgetting --- */

static void
outdate(dlist_head *list, const uint64 *project)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, list)
	{
		Kept *kept = dlist_container(Kept, node, iter.cur);

		if (statsig_is_project(kept->project, project))
			drop(kept);
	}
}

void
statsig_kept_outdate(const uint64 *project)
{
	outdate(&of_transaction, project);
	outdate(&of_backend, project);
}

void
statsig_kept_forget(Oid server_oid)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &of_backend)
	{
		Kept *kept = dlist_container(Kept, node, iter.cur);

		if (!OidIsValid(server_oid) || kept->server_oid == server_oid)
			drop(kept);
	}
}
