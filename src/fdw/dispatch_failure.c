/*-------------------------------------------------------------------------
 *
 * dispatch_failure.c
 *	  What became of the steps of a transaction that failed while they were
 *	  sent, in words.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/fdw/applied.h"
#include "src/fdw/describe.h"
#include "src/fdw/dispatch.h"

/* Descriptions of the attempts that came to this. */
static List *
attempts_that(const StatsigDispatch *dispatch, StatsigAttemptState state)
{
	List *descriptions = NIL;
	ListCell *cell;

	foreach(cell, dispatch->attempts)
	{
		const StatsigAttempt *attempt = lfirst(cell);

		if (attempt->state == state)
			descriptions = lappend(descriptions, attempt->description);
	}
	return descriptions;
}

static void
append_list(StringInfo detail, const char *title, List *descriptions)
{
	if (descriptions == NIL)
		return;
	appendStringInfo(detail, "%s: ", title);
	statsig_applied_append_list(detail, descriptions);
	appendStringInfoString(detail, ".\n");
}

/* Text on one line. */
static void
append_on_line(StringInfo detail, const char *text)
{
	for (const char *c = text; *c; c++)
		appendStringInfoChar(detail, *c == '\n' ? ' ' : *c);
}

/*
 * A line for each.  The error on its way speaks for one of them, the others
 * say why themselves.  Errors of a request tell when it may have been applied, a
 * cancelled one cannot.
 */
static void
append_failed(StringInfo detail, const StatsigDispatch *dispatch)
{
	ListCell *cell;

	foreach(cell, dispatch->attempts)
	{
		const StatsigAttempt *attempt = lfirst(cell);
		const ErrorData *error = attempt->error;

		if (attempt->state != STATSIG_ATTEMPT_FAILED)
			continue;
		appendStringInfo(detail, "Failed: %s", attempt->description);
		if (error && attempt != dispatch->raised)
			appendStringInfo(detail, ": %s", error->message);
		if (attempt->unsure && !(error && error->detail))
			appendStringInfoString(detail, "; it may have been applied all the same");
		appendStringInfoChar(detail, '.');
		if (error && error->detail && attempt != dispatch->raised)
		{
			appendStringInfoChar(detail, ' ');
			append_on_line(detail, error->detail);
		}
		appendStringInfoChar(detail, '\n');
	}
}

/* The changes of the steps, to be asked for. */
static HTAB *
changes_of(List *steps)
{
	HASHCTL control = {.keysize = sizeof(StatsigChange *), .entrysize = sizeof(StatsigChange *)};
	HTAB *changes;
	ListCell *cell;
	ListCell *change_cell;

	control.hcxt = CurrentMemoryContext;
	changes = hash_create("statsig left", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(cell, steps)
		foreach(change_cell, ((const StatsigStep *) lfirst(cell))->changes)
			hash_search(changes, &lfirst(change_cell), HASH_ENTER, NULL);
	return changes;
}

/* Says that a new object is there although what was to follow its INSERT has not been done. */
static void
append_half_made(StringInfo detail, const StatsigDispatch *dispatch)
{
	List *steps = statsig_dispatch_not_done(dispatch);
	HTAB *left = changes_of(steps);
	ListCell *cell;

	foreach(cell, steps)
	{
		const StatsigChange *change = linitial(((const StatsigStep *) lfirst(cell))->changes);
		StringInfoData names;

		if (change->follows == NULL || hash_search(left, &change->follows, HASH_FIND, NULL))
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

/* Whether there was one step only: then the error says it all. */
static bool
says_it_all(const StatsigDispatch *dispatch, const ErrorData *error)
{
	const StatsigAttempt *attempt;

	if (list_length(dispatch->attempts) != 1 || statsig_dispatch_not_begun(dispatch) != NIL)
		return false;
	attempt = linitial(dispatch->attempts);
	return attempt->state != STATSIG_ATTEMPT_APPLIED && !(attempt->unsure && error->detail == NULL);
}

void
statsig_dispatch_explain(const StatsigDispatch *dispatch, ErrorData *error)
{
	StringInfoData detail;
	List *not_sent = attempts_that(dispatch, STATSIG_ATTEMPT_WITHDRAWN);
	ListCell *cell;

	if (says_it_all(dispatch, error))
		return;
	initStringInfo(&detail);
	if (error->detail)
		appendStringInfo(&detail, "%s\n", error->detail);
	append_list(&detail, "Applied", attempts_that(dispatch, STATSIG_ATTEMPT_APPLIED));
	append_failed(&detail, dispatch);
	foreach(cell, statsig_dispatch_not_begun(dispatch))
		not_sent = lappend(not_sent, statsig_describe_step(lfirst(cell)));
	append_list(&detail, "Not sent", not_sent);
	append_half_made(&detail, dispatch);
	while (detail.len > 0 && detail.data[detail.len - 1] == '\n')
		detail.data[--detail.len] = '\0';
	if (detail.len > 0)
		error->detail = detail.data;
}
