/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  The queue of changes that have been asked for but not sent.
 *
 * There is one queue in a backend, whatever statement, trigger or function
 * asked: changes go out in the order in which SQL made them, so whoever
 * sends first sends everything that was queued before.  What is queued is
 * plain data and knows nothing of when it is sent; that is decided by the
 * callers of statsig_changes_send().
 *
 * A rolled back (sub)transaction takes its unsent changes with it.  Building
 * all requests comes before sending the first one: what cannot be built is
 * found while nothing has been applied.
 *
 * Whoever sends may run inside of another statement whose changes were queued
 * before.  When it fails, those are lost with its own; and because its error may
 * be caught, the outer statement must be told that it has failed, too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "src/fdw/applied.h"
#include "src/fdw/changes.h"
#include "src/fdw/describe.h"
#include "src/remote/complaint.h"
#include "src/remote/request.h"

/* Requests of one statement and table, for EXPLAIN ANALYZE. */
typedef struct Tally
{
	uint64 statement;
	Oid relid;
	StatsigUsage usage;
} Tally;

/* Progress of one statsig_changes_send(). */
typedef struct Sending
{
	List *done;	  /* descriptions of steps that were applied */
	List *steps;  /* StatsigStep * not yet done; the first is under way */
	bool writing; /* under way is the change itself, not a read before it */
} Sending;

static MemoryContext transaction_context = NULL;
static MemoryContext queue_context = NULL;
static List *queue = NIL;	/* StatsigChange *, in queue_context */
static List *tallies = NIL; /* in transaction_context */
static uint64 last_statement = 0;

/*
 * The outermost subtransaction that lost changes to a failure inside of it,
 * and descriptions of those changes (in transaction_context).
 */
static SubTransactionId lost_from = InvalidSubTransactionId;
static List *lost = NIL;

/* Description of the change that is being sent, in TopTransactionContext; NULL: none. */
static const char *under_way = NULL;

static void
forget_lost(void)
{
	lost_from = InvalidSubTransactionId;
	lost = NIL;
}

static void
forget_everything(void)
{
	forget_lost();
	under_way = NULL;
	/* The contexts are children of TopTransactionContext and go with it. */
	transaction_context = NULL;
	queue_context = NULL;
	queue = NIL;
	tallies = NIL;
}

/*
 * Registered once per backend. At COMMIT and ABORT the memory still exists,
 * but nothing may fail: those branches only forget and warn.
 */
static void
at_transaction_event(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			/* Statements send their own changes; this is for one that could not. */
			statsig_changes_send(NIL, NULL);
			break;
		case XACT_EVENT_PRE_PREPARE:
			/* ROLLBACK PREPARED could neither undo what was sent nor say so. */
			if (queue != NIL || lost != NIL || statsig_applied_any())
				ereport(ERROR,
						(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						 errmsg("cannot PREPARE a transaction that changes objects at Statsig")));
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_PREPARE:
		case XACT_EVENT_ABORT:
			/* A session that is terminated comes here without the PG_CATCH of the sender. */
			if (under_way && statsig_api_last_failure_unsure())
				statsig_applied_add(under_way, true);
			forget_everything();
			statsig_applied_end_transaction(event != XACT_EVENT_ABORT);
			break;
		default:
			break;
	}
}

/* Unsent changes share the fate of their subtransaction, like rows of an ordinary table. */
static void
at_subtransaction_event(SubXactEvent event, SubTransactionId subtransaction,
						SubTransactionId parent, void *arg)
{
	ListCell *cell;

	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	foreach(cell, queue)
	{
		StatsigChange *change = lfirst(cell);

		if (change->subtransaction != subtransaction)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			change->subtransaction = parent;
		else
			queue = foreach_delete_current(queue, cell);
	}
	if (lost_from == subtransaction && event == SUBXACT_EVENT_COMMIT_SUB)
		lost_from = parent;
	else if (lost_from == subtransaction)
		forget_lost();
	statsig_applied_end_subtransaction(subtransaction, parent, event == SUBXACT_EVENT_COMMIT_SUB);
}

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
		transaction_context =
			AllocSetContextCreate(TopTransactionContext, "statsig changes", ALLOCSET_SMALL_SIZES);
	return transaction_context;
}

/*
 * One context for each filling of the queue: it is handed to whoever sends and
 * goes away with that one's memory.
 */
MemoryContext
statsig_changes_context(void)
{
	if (queue_context == NULL)
		queue_context = AllocSetContextCreate(statsig_changes_transaction_context(),
											  "statsig queue", ALLOCSET_DEFAULT_SIZES);
	return queue_context;
}

uint64
statsig_changes_new_statement(void)
{
	return ++last_statement;
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

void
statsig_changes_add(StatsigChange *change)
{
	MemoryContext old;

	check_lost();
	old = MemoryContextSwitchTo(statsig_changes_context());
	change->subtransaction = GetCurrentSubTransactionId();
	queue = lappend(queue, change);
	MemoryContextSwitchTo(old);
}

/* A list is enough: a transaction has few statements that write, and most of them to one table. */
static Tally *
tally_of(uint64 statement, Oid relid)
{
	MemoryContext old;
	Tally *tally;
	ListCell *cell;

	foreach(cell, tallies)
	{
		tally = lfirst(cell);
		if (tally->statement == statement && tally->relid == relid)
			return tally;
	}
	old = MemoryContextSwitchTo(statsig_changes_transaction_context());
	tally = palloc0(sizeof(Tally));
	tally->statement = statement;
	tally->relid = relid;
	tallies = lappend(tallies, tally);
	MemoryContextSwitchTo(old);
	return tally;
}

int64
statsig_changes_requests(uint64 statement, Oid relid)
{
	return tally_of(statement, relid)->usage.requests;
}

/* Whether two changes go to the same place and may share requests. */
static bool
same_target(const StatsigChange *a, const StatsigChange *b)
{
	return a->relid == b->relid && a->session->server_oid == b->session->server_oid &&
		   a->session->user_oid == b->session->user_oid;
}

/* The steps of everything that is queued; changes of one table in a row are built together. */
static List *
build_steps(List *changes)
{
	List *steps = NIL;
	List *run = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (run != NIL)
		{
			const StatsigChange *last = llast(run);

			if (!same_target(last, change))
			{
				steps = list_concat(steps, statsig_request_steps(last->table, run));
				run = NIL;
			}
		}
		run = lappend(run, lfirst(cell));
	}
	if (run != NIL)
		steps = list_concat(steps,
							statsig_request_steps(((StatsigChange *) linitial(run))->table, run));
	return steps;
}

/* All changes of a step have the same session; the first one stands for them. */
static StatsigAnswer *
call(const StatsigStep *step, const StatsigRequest *request, bool missing_ok)
{
	const StatsigChange *first = linitial(step->changes);

	return statsig_api_call(first->session, request, missing_ok,
							&tally_of(first->statement, first->relid)->usage);
}

/* Reads the object around the step's rows, without which they cannot be written. */
static StatsigAnswer *
read_parent(const StatsigStep *step)
{
	StatsigAnswer *answer = call(step, step->read, true);

	if (answer->status == 404)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("row of foreign table \"%s\" belongs to an object that does not exist",
						((const StatsigChange *) linitial(step->changes))->relation),
				 errdetail("The Statsig API does not know %s.",
						   statsig_complaint_shown_path(step->read->path))));
	return answer;
}

StatsigAnswer *
statsig_changes_read(const StatsigChange *change, const char *path)
{
	StatsigRequest request = {.method = "GET", .path = path, .repeatable = true};
	StatsigAnswer *answer = statsig_api_call(change->session, &request, true,
											 &tally_of(change->statement, change->relid)->usage);

	return answer->status == 404 ? NULL : answer;
}

/* Sends the steps one after the other, keeping account in "sending". */
static void
send_steps(Sending *sending, List *wanted, StatsigSent *sent)
{
	ListCell *cell;

	while (sending->steps != NIL)
	{
		StatsigStep *step = linitial(sending->steps);
		StatsigAnswer *answer;
		char *description;

		sending->writing = false;
		if (step->read)
		{
			List *expanded;

			/* The step stays in the list until it is known what takes its place. */
			answer = read_parent(step);
			expanded = step->expand(step, answer->body, answer->length);
			sending->steps = list_concat(expanded, list_delete_first(sending->steps));
			continue;
		}
		description = statsig_describe_step(step);
		sending->writing = true;
		under_way = MemoryContextStrdup(TopTransactionContext, description);
		answer = call(step, &step->request, false);
		under_way = NULL;
		statsig_applied_add(description, false);
		sending->done = lappend(sending->done, description);
		sending->steps = list_delete_first(sending->steps);
		foreach(cell, wanted)
		{
			if (!list_member_ptr(step->changes, lfirst(cell)))
				continue;
			sent[foreach_current_index(cell)].answer = answer;
			sent[foreach_current_index(cell)].envelope = step->answer;
		}
	}
}

/*
 * Appends what became of the steps to the DETAIL of the error that stopped
 * them.  Where there was only one, the error says it all, except that a
 * cancelled request does not know that it may have been applied.
 */
static void
explain_failure(ErrorData *error, Sending *sending, bool unsure)
{
	StringInfoData detail;
	List *not_sent = NIL;
	ListCell *cell;

	if (sending->steps == NIL ||
		(sending->done == NIL && list_length(sending->steps) == 1 && !(unsure && !error->detail)))
		return;
	initStringInfo(&detail);
	if (error->detail)
		appendStringInfo(&detail, "%s\n", error->detail);
	if (sending->done != NIL)
	{
		appendStringInfoString(&detail, "Applied: ");
		statsig_applied_append_list(&detail, sending->done);
		appendStringInfoString(&detail, ".\n");
	}
	/* Errors of a request say so themselves, a cancelled one cannot. */
	appendStringInfo(&detail, "Failed: %s%s.", statsig_describe_step(linitial(sending->steps)),
					 unsure && !error->detail ? "; it may have been applied all the same" : "");
	for_each_from(cell, sending->steps, 1)
		not_sent = lappend(not_sent, statsig_describe_step(lfirst(cell)));
	if (not_sent != NIL)
	{
		appendStringInfoString(&detail, "\nNot sent: ");
		statsig_applied_append_list(&detail, not_sent);
		appendStringInfoChar(&detail, '.');
	}
	error->detail = detail.data;
}

/*
 * Remembers what is not going to be sent of changes outside of the present
 * subtransaction, the one that the error on its way rolls back.
 */
static void
note_lost(const Sending *sending)
{
	SubTransactionId present = GetCurrentSubTransactionId();
	MemoryContext old = MemoryContextSwitchTo(statsig_changes_transaction_context());
	ListCell *cell;
	ListCell *change_cell;

	foreach(cell, sending->steps)
	{
		const StatsigStep *step = lfirst(cell);
		SubTransactionId outermost = present;

		foreach(change_cell, step->changes)
			outermost = Min(outermost, ((StatsigChange *) lfirst(change_cell))->subtransaction);
		if (outermost == present)
			continue;
		lost = lappend(lost, statsig_describe_step(step));
		lost_from = lost_from == InvalidSubTransactionId ? outermost : Min(lost_from, outermost);
	}
	MemoryContextSwitchTo(old);
}

/*
 * On failure the rest of the queue is dropped on purpose. What is left of a
 * statement that failed half-way must not be sent by the next one; the ERROR
 * lists it.
 */
void
statsig_changes_send(List *wanted, StatsigSent *sent)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = queue_context;
	Sending *sending;

	check_lost();
	if (queue == NIL)
		return;

	/* Detached first: whatever happens from here on, nothing is sent twice. */
	sending = palloc0(sizeof(Sending));
	sending->steps = build_steps(queue);
	queue = NIL;
	queue_context = NULL;
	MemoryContextSetParent(context, caller);

	PG_TRY();
	{
		send_steps(sending, wanted, sent);
	}
	PG_CATCH();
	{
		ErrorData *error;
		bool unsure = sending->writing && statsig_api_last_failure_unsure();

		under_way = NULL;
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		if (unsure)
			statsig_applied_add(statsig_describe_step(linitial(sending->steps)), true);
		note_lost(sending);
		explain_failure(error, sending, unsure);
		ReThrowError(error);
	}
	PG_END_TRY();
}
