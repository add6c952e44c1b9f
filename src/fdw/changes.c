/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  The changes that have been asked for but not sent, and when they are.
 *
 * There are two lists, whatever statement, trigger or function asked: what
 * waits for COMMIT, and what is sent by the end of its statement.  Either goes
 * out in the order in which SQL made it.  What is in a list is plain data and
 * knows nothing of requests.
 *
 * A rolled back (sub)transaction takes its unsent changes with it, like rows
 * of an ordinary table.
 *
 * Whoever sends at once may run inside of another statement whose changes were
 * queued before.  When it fails, those are lost with its own; and because its
 * error may be caught, the outer statement must be told that it has failed,
 * too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/predicate.h"
#include "storage/proc.h"
#include "utils/memutils.h"
#include "utils/timeout.h"

#include "src/fdw/applied.h"
#include "src/fdw/change_checks.h"
#include "src/fdw/change_log.h"
#include "src/fdw/changes.h"
#include "src/fdw/describe.h"
#include "src/fdw/flight.h"
#include "src/fdw/settings.h"
#include "src/fdw/stamps.h"
#include "src/fdw/tally.h"
#include "src/remote/coalesce.h"

/* Memory that waiting changes may take for each change that is allowed. */
#define BYTES_PER_CHANGE ((Size) 1024 * 1024)

/* How often the memory is looked at. */
#define MEMORY_CHECK_INTERVAL 64

static MemoryContext transaction_context = NULL;
static StatsigChangeLog waiting;   /* for COMMIT */
static StatsigChangeLog immediate; /* for the end of the statement */
static uint32 last_serial = 0;
static uint32 generation = 0; /* counts how often changes have left the lists */
static int sent_before = 0;	  /* changes that this transaction has sent already */
static uint64 last_statement = 0;

/*
 * The outermost subtransaction that lost changes to a failure inside of it,
 * and descriptions of those changes (in transaction_context).
 */
static SubTransactionId lost_from = InvalidSubTransactionId;
static List *lost = NIL;

/* The outermost subtransaction that has shown requests instead of sending them. */
static SubTransactionId dry_from = InvalidSubTransactionId;

static void
forget_lost(void)
{
	lost_from = InvalidSubTransactionId;
	lost = NIL;
}

static void
forget_everything(void)
{
	static const StatsigChangeLog empty = {0};

	forget_lost();
	statsig_flights_forget();
	statsig_tally_forget();
	statsig_stamps_forget();
	/* The contexts are children of TopTransactionContext and go with it. */
	transaction_context = NULL;
	waiting = empty;
	immediate = empty;
	dry_from = InvalidSubTransactionId;
	last_serial = 0;
	sent_before = 0;
}

/* --- sending --- */

/* first may be invalid: none yet. */
static SubTransactionId
outermost(SubTransactionId first, SubTransactionId second)
{
	return first == InvalidSubTransactionId ? second : Min(first, second);
}

static void
note_lost_one(SubTransactionId subtransaction, char *description)
{
	lost = lappend(lost, description);
	lost_from = outermost(lost_from, subtransaction);
}

/*
 * Remembers what is not going to be sent of changes outside of the present
 * subtransaction, the one that the error on its way rolls back.
 */
static void
note_lost(List *steps, List *changes)
{
	SubTransactionId present = GetCurrentSubTransactionId();
	MemoryContext old = MemoryContextSwitchTo(statsig_changes_transaction_context());
	ListCell *cell;
	ListCell *change_cell;

	/* It failed before there were any requests. */
	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->subtransaction < present)
			note_lost_one(change->subtransaction, psprintf("a change of \"%s\"", change->relation));
	}

	foreach(cell, steps)
	{
		const StatsigStep *step = lfirst(cell);
		SubTransactionId from = present;

		foreach(change_cell, step->changes)
			from = outermost(from, ((StatsigChange *) lfirst(change_cell))->subtransaction);
		if (from == present)
			continue;
		note_lost_one(from, statsig_describe_step(step));
	}
	MemoryContextSwitchTo(old);
}

/* Raised until the subtransaction that has lost changes is rolled back. */
static void
check_lost(void)
{
	StringInfoData list;

	if (lost_from == InvalidSubTransactionId)
		return;
	initStringInfo(&list);
	statsig_applied_append_list(&list, lost);
	ereport(ERROR,
			(errcode(ERRCODE_FDW_ERROR),
			 errmsg("changes that were made before a failed statement were not sent to Statsig"),
			 errdetail("Not sent: %s.", list.data),
			 errhint("Do not catch errors of statements that change objects at Statsig inside of "
					 "another such statement.")));
}

static void
raise_too_many(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("the transaction makes too many changes at Statsig"), errdetail("%s", detail),
			 errhint("If this is what you want, raise \"statsig_fdw.max_changes\" and run "
					 "the transaction again.")));
}

/*
 * Detached first: whatever happens from here on, nothing is sent twice.  On
 * failure the rest is dropped on purpose: what is left of a statement that
 * failed half-way must not be sent by the next one.  The ERROR lists it.
 */
static void
send_log(StatsigChangeLog *log, List *wanted, StatsigSent *sent)
{
	static const StatsigChangeLog empty = {0};
	StatsigChangeLog taken = *log;
	bool dry = dry_from != InvalidSubTransactionId;
	int count;

	if (taken.changes == NIL)
		return;
	*log = empty;
	generation++;
	MemoryContextSetParent(taken.context, CurrentMemoryContext);
	count = statsig_sending_run(taken.changes, sent_before, wanted, sent, &dry, note_lost);
	sent_before += count;
	if (dry)
		dry_from = outermost(dry_from, GetCurrentSubTransactionId());
}

void
statsig_changes_send(List *wanted, StatsigSent *sent)
{
	check_lost();
	send_log(&immediate, wanted, sent);
}

/*
 * The server stops statement_timeout's clock before it commits.  Here a
 * COMMIT may have to wait for an API, so the clock is started anew, in the
 * processes that have one: those of clients.  When the statement began cannot
 * be known here: one message may hold many.
 */
static bool
start_timeout(void)
{
	if (MyBackendType != B_BACKEND || StatementTimeout <= 0 ||
		get_timeout_active(STATEMENT_TIMEOUT))
		return false;
	enable_timeout_after(STATEMENT_TIMEOUT, StatementTimeout);
	return true;
}

/*
 * In memory of its own: a procedure may commit very often before what it is
 * called from ends.
 */
static void
send_at_commit(void)
{
	MemoryContext context;
	MemoryContext old;
	bool started;

	check_lost();
	if (waiting.changes == NIL && immediate.changes == NIL)
		return;
	context =
		AllocSetContextCreate(TopTransactionContext, "statsig sending", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);

	/* A serialization failure would come after the requests otherwise. */
	if (IsolationIsSerializable())
		PreCommit_CheckForSerializationFailure();
	started = start_timeout();
	PG_TRY();
	{
		send_log(&immediate, NIL, NULL);
		send_log(&waiting, NIL, NULL);
	}
	PG_FINALLY();
	{
		if (started)
			disable_timeout(STATEMENT_TIMEOUT, false);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* --- ends of transactions --- */

/* Only code of others that runs after us in the same commit can bring this about. */
static void
warn_unsent(void)
{
	if (waiting.changes == NIL && immediate.changes == NIL)
		return;
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg("changes that were made while the transaction was committing were not sent "
					"to Statsig"),
			 errdetail("They are lost: %d.",
					   list_length(waiting.changes) + list_length(immediate.changes))));
}

/*
 * Registered once per backend.  At COMMIT and ABORT the memory still exists,
 * but nothing may fail: those branches only forget and warn.
 */
static void
at_transaction_event(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			send_at_commit();
			break;
		case XACT_EVENT_PRE_PREPARE:
			/* ROLLBACK PREPARED could neither undo what was sent nor say so. */
			if (waiting.changes != NIL || immediate.changes != NIL || lost != NIL ||
				statsig_applied_any())
				ereport(ERROR,
						(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						 errmsg("cannot PREPARE a transaction that changes objects at Statsig")));
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_PREPARE:
		case XACT_EVENT_ABORT:
			if (event == XACT_EVENT_COMMIT)
				warn_unsent();
			statsig_flights_interrupted();
			forget_everything();
			statsig_applied_end_transaction(event != XACT_EVENT_ABORT);
			break;
		default:
			break;
	}
}

static void
at_subtransaction_event(SubXactEvent event, SubTransactionId subtransaction,
						SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	if (event == SUBXACT_EVENT_COMMIT_SUB)
	{
		statsig_change_log_hand_up(&waiting, subtransaction, parent);
		statsig_change_log_hand_up(&immediate, subtransaction, parent);
	}
	else
	{
		bool any = statsig_change_log_drop(&waiting, subtransaction);

		if (statsig_change_log_drop(&immediate, subtransaction) || any)
			generation++;
	}
	if (lost_from == subtransaction && event == SUBXACT_EVENT_COMMIT_SUB)
		lost_from = parent;
	else if (lost_from == subtransaction)
		forget_lost();
	if (dry_from == subtransaction)
		dry_from = event == SUBXACT_EVENT_COMMIT_SUB ? parent : InvalidSubTransactionId;
	statsig_applied_end_subtransaction(subtransaction, parent, event == SUBXACT_EVENT_COMMIT_SUB);
}

/* --- adding and reading --- */

/*
 * Made when the first statement of a transaction needs it; hangs below the
 * transaction's own context, so that no way out of the transaction can leave
 * it behind.
 */
MemoryContext
statsig_changes_transaction_context(void)
{
	static bool registered = false;

	if (!registered)
	{
		RegisterXactCallback(at_transaction_event, NULL);
		RegisterSubXactCallback(at_subtransaction_event, NULL);
		registered = true;
	}
	if (transaction_context == NULL)
		transaction_context = AllocSetContextCreate(TopTransactionContext, "statsig transaction",
													ALLOCSET_SMALL_SIZES);
	return transaction_context;
}

MemoryContext
statsig_changes_context(bool is_immediate)
{
	return statsig_change_log_room(is_immediate ? &immediate : &waiting,
								   statsig_changes_transaction_context());
}

uint64
statsig_changes_new_statement(void)
{
	return ++last_statement;
}

/*
 * Counts what the changes come to only when they could be too many: each adds
 * one, except for a few that add two.  Where many come to little the next count
 * waits until there are half as many again, so that all counts together stay
 * cheap; what slips through is counted before the first request.
 */
static void
check_count(StatsigChangeLog *log)
{
	int length = list_length(log->changes);
	MemoryContext context;
	MemoryContext old;
	int count;

	if (length + sent_before <= statsig_max_changes || length < log->counted_at)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "statsig count", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	count = statsig_coalesce_count(statsig_coalesce(log->changes)) + sent_before;
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	if (count > statsig_max_changes)
		raise_too_many(psprintf("It makes at least %d; \"statsig_fdw.max_changes\" allows %d.",
								count, statsig_max_changes));
	log->counted_at = Max(length + (statsig_max_changes - count) + 1, length + length / 2);
}

static void
check_memory(StatsigChangeLog *log)
{
	if (list_length(log->changes) % MEMORY_CHECK_INTERVAL == 0 &&
		MemoryContextMemAllocated(log->context, true) > statsig_max_changes * BYTES_PER_CHANGE)
		raise_too_many(psprintf("The %d that wait to be sent take more memory than "
								"\"statsig_fdw.max_changes\" = %d allows.",
								list_length(log->changes), statsig_max_changes));
}

Bitmapset *
statsig_changes_action_columns(const StatsigChange *change)
{
	return statsig_change_checks_action_columns(&waiting, change);
}

void
statsig_changes_add(StatsigChange *change)
{
	StatsigChangeLog *log = change->immediate ? &immediate : &waiting;

	check_lost();
	if (change->immediate)
		statsig_change_checks_order(&waiting, change);
	statsig_change_checks_review(log, change);
	statsig_change_checks_insert(log, change);
	statsig_change_checks_rekeyed(log, change);
	change->serial = ++last_serial;
	change->subtransaction = GetCurrentSubTransactionId();
	change->dry_run = statsig_dry_run;
	statsig_change_log_append(log, change);
	check_count(log);
	check_memory(log);
}

uint32
statsig_changes_generation(void)
{
	return generation;
}

uint32
statsig_changes_last_serial(void)
{
	return last_serial;
}

/* Both lists are in the order of serials. */
List *
statsig_changes_visible(uint32 serial)
{
	List *changes = NIL;
	int i = 0;
	int j = 0;

	for (;;)
	{
		StatsigChange *a = i < list_length(waiting.changes) ? list_nth(waiting.changes, i) : NULL;
		StatsigChange *b =
			j < list_length(immediate.changes) ? list_nth(immediate.changes, j) : NULL;
		StatsigChange *next = a == NULL || (b && b->serial < a->serial) ? b : a;

		if (next == NULL || next->serial > serial)
			return changes;
		changes = lappend(changes, next);
		if (next == a)
			i++;
		else
			j++;
	}
}

int64
statsig_changes_waiting(uint64 statement, Oid relid)
{
	int64 count = 0;
	ListCell *cell;

	foreach(cell, waiting.changes)
	{
		const StatsigChange *change = lfirst(cell);

		count += change->statement == statement && change->relid == relid;
	}
	return count;
}
