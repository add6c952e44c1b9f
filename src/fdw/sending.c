/*-------------------------------------------------------------------------
 *
 * sending.c
 *	  Changes on their way to Statsig.
 *
 * Building all requests, and reading all that they need, comes before sending
 * the first one: what cannot be built, and what has changed meanwhile, is
 * found while nothing has been applied.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "src/compat.h"
#include "src/fdw/applied.h"
#include "src/fdw/describe.h"
#include "src/fdw/preread.h"
#include "src/fdw/sending.h"
#include "src/fdw/settings.h"
#include "src/fdw/stamps.h"
#include "src/fdw/tally.h"
#include "src/fdw/undo.h"
#include "src/remote/secrets.h"

/* Progress of one run. */
typedef struct Sending
{
	List *changes; /* StatsigChange *: what is to be sent */
	int first;	   /* how many requests the transaction had applied before */
	List *wanted;
	StatsigSent *sent;
	List *done;	  /* descriptions of steps that were applied */
	List *steps;  /* StatsigStep * not yet done; the first is under way */
	bool writing; /* under way is the change itself, not a read before it */
} Sending;

/* The step that is being sent: its description and its undo; in TopTransactionContext. */
static const char *under_way = NULL;
static List *under_way_undo = NIL;

void
statsig_sending_forget(void)
{
	under_way = NULL;
	under_way_undo = NIL;
}

/* A session that is terminated comes here without the PG_CATCH of the sender. */
void
statsig_sending_interrupted(void)
{
	if (under_way && statsig_api_last_failure_unsure())
		statsig_applied_add(under_way, true, under_way_undo);
	statsig_sending_forget();
}

void
statsig_sending_check_allowed(void)
{
	if (statsig_read_only)
		ereport(ERROR, (errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
						errmsg("changes at Statsig are not allowed"),
						errdetail("The setting \"statsig_fdw.read_only\" is on."),
						errhint("Superusers, and roles that were granted it, can change it.")));
}

static List *
build_steps(List *batches)
{
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, batches)
		steps = list_concat(steps, statsig_request_steps(lfirst(cell)));
	return statsig_request_join(steps);
}

List *
statsig_sending_steps(List *changes)
{
	return build_steps(statsig_coalesce(changes));
}

StatsigAnswer *
statsig_sending_read(const StatsigChange *change, const char *path)
{
	StatsigRequest request = {.method = "GET", .path = path, .repeatable = true};
	StatsigAnswer *answer = statsig_api_call(change->session, &request, true,
											 statsig_tally_of(change->statement, change->relid));

	return answer->status == 404 ? NULL : answer;
}

/* Whether the step is one for the change of the log. */
static bool
is_for(const StatsigStep *step, const StatsigChange *change)
{
	ListCell *cell;

	foreach(cell, step->changes)
	{
		const StatsigChange *made = lfirst(cell);

		if (made == change || list_member_ptr(made->sources, change))
			return true;
	}
	return false;
}

static void
hand_over(Sending *sending, const StatsigStep *step, const StatsigAnswer *answer)
{
	ListCell *cell;

	foreach(cell, sending->wanted)
	{
		if (!is_for(step, lfirst(cell)))
			continue;
		sending->sent[foreach_current_index(cell)].answer = answer;
		sending->sent[foreach_current_index(cell)].envelope = step->answer;
	}
}

/* Steps that waited for the answer can be built now. */
static void
release_waiting(Sending *sending, const StatsigStep *step, const StatsigAnswer *answer)
{
	List *steps = NIL;
	bool any = false;
	ListCell *cell;

	foreach(cell, sending->steps)
		any |= ((StatsigStep *) lfirst(cell))->awaits != NULL;
	if (!any)
		return;
	foreach(cell, sending->steps)
	{
		StatsigStep *next = lfirst(cell);

		if (next->awaits && list_member_ptr(step->changes, next->awaits))
			steps = list_concat(
				steps, next->expand(next, list_make1(unconstify(StatsigAnswer *, answer))));
		else
			steps = lappend(steps, next);
	}
	sending->steps = steps;
}

static void
note_under_way(const char *description, List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);

	under_way = pstrdup(description);
	under_way_undo = statsig_applied_copy(undo);
	MemoryContextSwitchTo(old);
}

/*
 * Sends a request that changes something and notes that it has been applied.
 * When it fails, under_way and under_way_undo stay what they are.
 */
static StatsigAnswer *
send_request(const StatsigSession *session, const StatsigRequest *request, StatsigUsage *usage,
			 const char *description, List *undo)
{
	StatsigAnswer *answer;

	note_under_way(description, undo);
	answer = statsig_api_call(session, request, false, usage);
	statsig_applied_add(description, false, under_way_undo);
	statsig_sending_forget();
	return answer;
}

/* All changes of a step have the same session; the first one stands for them. */
static StatsigAnswer *
send_step(const StatsigStep *step, const char *description)
{
	const StatsigChange *first = linitial(step->changes);

	return send_request(first->session, &step->request,
						statsig_tally_of(first->statement, first->relid), description,
						statsig_undo_of(step, NULL));
}

/*
 * Sends the steps one after the other, keeping account in "sending".  What
 * still has to be read depends on the requests before.
 */
static void
send_steps(Sending *sending)
{
	while (sending->steps != NIL)
	{
		StatsigStep *step = linitial(sending->steps);
		char *description = statsig_describe_step(step);
		StatsigAnswer *answer;
		ListCell *cell;

		if (step->read)
		{
			List *ready = statsig_preread_late(step);

			sending->steps = list_concat(ready, list_delete_first(sending->steps));
			continue;
		}
		sending->writing = true;
		answer = send_step(step, description);
		sending->writing = false;
		sending->done = lappend(sending->done, description);
		foreach(cell, step->changes)
			statsig_stamps_drop(lfirst(cell));
		sending->steps = list_delete_first(sending->steps);
		statsig_applied_set_undo(statsig_undo_of(step, answer));
		hand_over(sending, step, answer);
		release_waiting(sending, step, answer);
	}
}

/* Whether the request for the change has not been made. */
static bool
is_left(const Sending *sending, const StatsigChange *change)
{
	ListCell *cell;

	foreach(cell, sending->steps)
		if (list_member_ptr(((const StatsigStep *) lfirst(cell))->changes, change))
			return true;
	return false;
}

/* Says that a new object is there although what was to follow its INSERT has not been done. */
static void
append_half_made(StringInfo detail, const Sending *sending)
{
	ListCell *cell;

	foreach(cell, sending->steps)
	{
		const StatsigChange *change = linitial(((const StatsigStep *) lfirst(cell))->changes);
		StringInfoData names;

		if (change->follows == NULL || is_left(sending, change->follows))
			continue;
		initStringInfo(&names);
		for (int i = 0; i < change->table->n_columns; i++)
			if (change->changed[i])
				appendStringInfo(&names, "%s\"%s\"", names.len ? ", " : "",
								 change->table->columns[i].name);
		appendStringInfo(detail,
						 "The new row of \"%s\" exists, but without what was given for %s.\n",
						 change->relation, names.data);
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

	if (sending->writing && sending->done == NIL && list_length(sending->steps) == 1 &&
		!(unsure && !error->detail))
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
	if (sending->writing)
		appendStringInfo(&detail, "Failed: %s%s.\n",
						 statsig_describe_step(linitial(sending->steps)),
						 unsure && !error->detail ? "; it may have been applied all the same" : "");
	for_each_from(cell, sending->steps, sending->writing ? 1 : 0)
		not_sent = lappend(not_sent, statsig_describe_step(lfirst(cell)));
	if (not_sent != NIL)
	{
		appendStringInfoString(&detail, "Not sent: ");
		statsig_applied_append_list(&detail, not_sent);
		appendStringInfoString(&detail, ".\n");
	}
	append_half_made(&detail, sending);
	while (detail.len > 0 && detail.data[detail.len - 1] == '\n')
		detail.data[--detail.len] = '\0';
	if (detail.len > 0)
		error->detail = detail.data;
}

/* Says where the statements are that take back what stays. */
static void
point_to_undo(ErrorData *error)
{
	static const char hint[] =
		"SELECT * FROM statsig_fdw_undo() shows statements that take back what was applied.";

	error->hint = error->hint ? psprintf("%s\n%s", error->hint, hint) : pstrdup(hint);
}

/* Runs in the caller's context, with the error on its way. */
static void
fail(Sending *sending, MemoryContext caller, StatsigLostReporter report)
{
	bool unsure = sending->writing && statsig_api_last_failure_unsure();
	ErrorData *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	FlushErrorState();
	if (unsure)
		statsig_applied_add(statsig_describe_step(linitial(sending->steps)), true, under_way_undo);
	statsig_sending_forget();
	report(sending->steps, sending->steps == NIL && sending->done == NIL ? sending->changes : NIL);
	explain_failure(error, sending, unsure);
	if (sending->done != NIL || unsure)
	{
		point_to_undo(error);
		statsig_applied_told(sending->first);
	}
	ReThrowError(error);
}

static void
raise_half_dry(void)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 errmsg("a part of the transaction is a dry run"),
		 errdetail("Some changes were made with \"statsig_fdw.dry_run\" on, others with it off. "
				   "Nothing%s was sent.",
				   statsig_applied_any() ? " more" : ""),
		 errhint("Keep the setting as it is for the whole transaction.")));
}

/*
 * Whether nothing is to be sent.  Changes that were made in a dry run are not
 * sent when it is over; with others beside them it cannot be told what is
 * wanted.
 */
static bool
is_dry(List *changes, bool dry_before)
{
	int dry = 0;
	ListCell *cell;

	foreach(cell, changes)
		dry += ((const StatsigChange *) lfirst(cell))->dry_run;
	if (statsig_dry_run || dry == list_length(changes))
	{
		if (statsig_applied_any())
			raise_half_dry();
		return true;
	}
	if (dry > 0 || dry_before)
		raise_half_dry();
	return false;
}

/* Tells of a request that is not sent; remark may be "". */
static void
show_request(const char *description, const StatsigRequest *request, const char *remark)
{
	const char *body = statsig_secrets_body(request);

	ereport(NOTICE, (errmsg("not sent (dry run): %s%s%s%s", description, body ? " " : "",
							body ? body : "", remark)));
}

static void
show_step(const StatsigStep *step)
{
	show_request(statsig_describe_step(step), &step->request,
				 step->awaits ? "; its path has the key of the new object" :
				 step->read	  ? "; its body is made of what is there by then" :
								"");
}

static void
check_max_changes(int count, int sent_before)
{
	if (count + sent_before <= statsig_max_changes)
		return;
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the transaction makes too many changes at Statsig"),
					errdetail("It makes %d; \"statsig_fdw.max_changes\" allows %d. %s was sent.",
							  count + sent_before, statsig_max_changes,
							  sent_before > 0 ? "Nothing more" : "Nothing"),
					errhint("If this is what you want, raise \"statsig_fdw.max_changes\" and run "
							"the transaction again.")));
}

int
statsig_sending_run(List *changes, int sent_before, List *wanted, StatsigSent *sent, bool *dry,
					StatsigLostReporter report)
{
	MemoryContext caller = CurrentMemoryContext;
	Sending *sending = palloc0(sizeof(Sending));
	volatile int count = 0;
	ListCell *cell;

	sending->changes = changes;
	sending->first = statsig_applied_count();
	sending->wanted = wanted;
	sending->sent = sent;
	PG_TRY();
	{
		List *batches = statsig_coalesce(changes);
		bool is_shown = is_dry(changes, *dry);

		statsig_sending_check_allowed();
		count = statsig_coalesce_count(batches);
		check_max_changes(count, sent_before);
		sending->steps = build_steps(batches); /* what fail() names until it is read */
		sending->steps = statsig_preread(batches, sending->steps, !is_shown);
		*dry = is_shown;
		if (!is_shown)
			send_steps(sending);
		else
			foreach(cell, sending->steps)
				show_step(lfirst(cell));
	}
	PG_CATCH();
	{
		fail(sending, caller, report);
	}
	PG_END_TRY();
	return count;
}

/* The same as fail() for a request by itself: the error says what it was. */
pg_noreturn static void
fail_one(MemoryContext caller, const char *description, int first)
{
	bool unsure = under_way != NULL && statsig_api_last_failure_unsure();
	ErrorData *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	FlushErrorState();
	if (unsure)
	{
		statsig_applied_add(description, true, under_way_undo);
		statsig_applied_told(first);
		/* Errors of a request say so themselves, a cancelled one cannot. */
		if (error->detail == NULL)
			error->detail = psprintf("%s may have been applied all the same.", description);
	}
	statsig_sending_forget();
	ReThrowError(error);
}

StatsigAnswer *
statsig_sending_one(const StatsigSession *session, const StatsigRequest *request,
					const char *description, List *undo)
{
	MemoryContext caller = CurrentMemoryContext;
	int first = statsig_applied_count();
	StatsigAnswer *volatile answer = NULL;

	if (statsig_dry_run)
	{
		show_request(description, request, "");
		return NULL;
	}
	PG_TRY();
	{
		answer = send_request(session, request, NULL, description, undo);
	}
	PG_CATCH();
	{
		fail_one(caller, description, first);
	}
	PG_END_TRY();
	return answer;
}
