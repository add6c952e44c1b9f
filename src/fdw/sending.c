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

#include "src/compat.h"
#include "src/fdw/applied.h"
#include "src/fdw/describe.h"
#include "src/fdw/dispatch.h"
#include "src/fdw/flight.h"
#include "src/fdw/preread.h"
#include "src/fdw/sending.h"
#include "src/fdw/settings.h"
#include "src/fdw/tally.h"
#include "src/remote/secrets.h"

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

/* Says where the statements are that take back what stays. */
static void
point_to_undo(ErrorData *error)
{
	static const char hint[] =
		"SELECT * FROM statsig_fdw_undo() shows statements that take back what was applied.";

	error->hint = error->hint ? psprintf("%s\n%s", error->hint, hint) : pstrdup(hint);
}

/* Runs in the caller's context, with the error on its way. */
pg_noreturn static void
fail(StatsigDispatch *dispatch, List *changes, int first, MemoryContext caller,
	 StatsigLostReporter report)
{
	ErrorData *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	FlushErrorState();
	statsig_dispatch_give_up(dispatch);
	report(statsig_dispatch_not_done(dispatch), dispatch->steps == NIL ? changes : NIL);
	statsig_dispatch_explain(dispatch, error);
	if (statsig_dispatch_has_applied(dispatch))
	{
		point_to_undo(error);
		statsig_applied_told(first);
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
	StatsigDispatch *dispatch = statsig_dispatch_create(wanted, sent);
	int first = statsig_applied_count(); /* requests that the transaction had applied before */
	volatile int count = 0;
	ListCell *cell;

	PG_TRY();
	{
		List *batches = statsig_coalesce(changes);
		bool is_shown = is_dry(changes, *dry);

		statsig_sending_check_allowed();
		count = statsig_coalesce_count(batches);
		check_max_changes(count, sent_before);
		dispatch->steps = build_steps(batches); /* what fail() names until it is read */
		dispatch->steps = statsig_preread(batches, dispatch->steps, !is_shown);
		*dry = is_shown;
		if (!is_shown)
			statsig_dispatch_run(dispatch);
		else
			foreach(cell, dispatch->steps)
				show_step(lfirst(cell));
	}
	PG_CATCH();
	{
		fail(dispatch, changes, first, caller, report);
	}
	PG_END_TRY();
	return count;
}

/* The same as fail() for a request by itself: the error says what it was. */
pg_noreturn static void
fail_one(MemoryContext caller, StatsigFlight *flight, const char *description, int first)
{
	ErrorData *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	FlushErrorState();
	if (flight && statsig_flight_note_failed(flight))
	{
		statsig_applied_told(first);
		/* Errors of a request say so themselves, a cancelled one cannot. */
		if (error->detail == NULL)
			error->detail = psprintf("%s may have been applied all the same.", description);
	}
	ReThrowError(error);
}

StatsigAnswer *
statsig_sending_one(const StatsigSession *session, const StatsigRequest *request,
					const char *description, List *undo)
{
	MemoryContext caller = CurrentMemoryContext;
	int first = statsig_applied_count();
	StatsigFlight *volatile flight = NULL;
	StatsigAnswer *volatile answer = NULL;

	if (statsig_dry_run)
	{
		show_request(description, request, "");
		return NULL;
	}
	PG_TRY();
	{
		flight = statsig_flight_start(session, request, NULL, description, undo);
		answer = statsig_api_wait(statsig_flight_call(flight));
	}
	PG_CATCH();
	{
		fail_one(caller, flight, description, first);
	}
	PG_END_TRY();
	statsig_flight_note_applied(flight);
	return answer;
}
