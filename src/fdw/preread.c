/*-------------------------------------------------------------------------
 *
 * preread.c
 *	  What must be read before the first change is sent, all of it at once.
 *
 * Statsig has no conditional writes.  The nearest thing is to look at an object
 * again just before it is changed: when somebody else has changed it since
 * the transaction read it, nothing is sent at all.  Between this look and the
 * request there is a moment that cannot be closed.
 *
 * One read serves everything: the look, the array that is rewritten, and the
 * old values for an undo.
 *
 * What is written whole must have in it what the transaction's own requests
 * have done before.  Such a step is read when its turn comes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/fdw/applied.h"
#include "src/fdw/preread.h"
#include "src/fdw/tally.h"
#include "src/remote/complaint.h"
#include "src/remote/document.h"
#include "src/remote/item_edit.h"
#include "src/remote/json.h"
#include "src/remote/list_read.h"
#include "src/remote/units.h"

/* One object to read. */
typedef struct Read
{
	const StatsigChange *change; /* whose session and statement it is for */
	const StatsigRequest *request;
	StatsigCall *call;
	const StatsigAnswer *answer;
	const char *document; /* what the answer carries, once it has been looked at */
} Read;

/* Whether the change needs to know the document as it is now. */
static bool
is_looked_at(const StatsigChange *change)
{
	return change->session->check_conflicts && change->operation != STATSIG_OPERATION_INSERT &&
		   change->awaits == NULL && change->table->item.path != NULL &&
		   change->table->item.envelope != STATSIG_ECHO &&
		   (change->key != NULL || statsig_catalog_document_key(change->table) < 0) &&
		   statsig_catalog_row_kind(change->table) != STATSIG_ROWS_ENTRIES &&
		   (change->stamp != NULL || change->operation == STATSIG_OPERATION_DELETE);
}

/* Paths say it all, but for the query of a page. */
static bool
is_same_request(const StatsigRequest *a, const StatsigRequest *b)
{
	return strcmp(a->path, b->path) == 0 &&
		   strcmp(a->query ? a->query : "", b->query ? b->query : "") == 0;
}

static Read *
find_read(List *reads, const StatsigSession *session, const StatsigRequest *request)
{
	ListCell *cell;

	foreach(cell, reads)
	{
		Read *read = lfirst(cell);

		if (statsig_same_project(read->change->session, session) &&
			is_same_request(read->request, request))
			return read;
	}
	return NULL;
}

static List *
add_read(List *reads, const StatsigChange *change, const StatsigRequest *request)
{
	Read *read;

	if (find_read(reads, change->session, request))
		return reads;
	read = palloc0(sizeof(Read));
	read->change = change;
	read->request = request;
	return lappend(reads, read);
}

static const StatsigRequest *
item_request(const StatsigChange *change)
{
	StatsigRequest *request = palloc0(sizeof(StatsigRequest));

	request->method = "GET";
	request->path = statsig_request_path(change, change->table->item.path);
	request->repeatable = true;
	return request;
}

/* --- steps whose turn must have come --- */

/*
 * Whether the earlier change makes what the later one reads, or may make it: an
 * object whose key the API is going to choose can be any.
 */
static bool
is_made_before(const StatsigChange *change, const StatsigChange *earlier)
{
	const char *parent = change->table->parent.table;

	if (earlier->operation != STATSIG_OPERATION_INSERT || !statsig_change_is_document(earlier))
		return false;
	if (earlier->key == NULL)
		return parent && strcmp(earlier->table->name, parent) == 0 &&
			   statsig_same_project(earlier->session, change->session);
	return statsig_same_digest(&earlier->digest, &change->digest) ||
		   (change->has_parent && statsig_same_digest(&earlier->digest, &change->parent));
}

/*
 * What is made by the transaction cannot be read before.  What is only changed
 * can be for a dry run, which shows the bodies as they would be without the
 * requests before.
 */
static void
mark_late(List *steps, bool sending)
{
	for (int i = 0; i < list_length(steps); i++)
	{
		StatsigStep *step = list_nth(steps, i);
		const StatsigChange *change = linitial(step->changes);

		step->late = step->whole && change->follows != NULL;
		for (int j = 0; step->whole && j < i && !step->late; j++)
		{
			const StatsigStep *before = list_nth(steps, j);
			const StatsigChange *earlier = linitial(before->changes);

			step->late = is_made_before(change, earlier) ||
						 (sending && statsig_same_digest(&earlier->digest, &change->digest));
		}
	}
}

/* --- reading --- */

/* Whether nothing but new rows is in the step. */
static bool
only_adds(const StatsigStep *step)
{
	ListCell *cell;

	foreach(cell, step->changes)
		if (((const StatsigChange *) lfirst(cell))->operation != STATSIG_OPERATION_INSERT)
			return false;
	return true;
}

/*
 * The answer that the API would give to the step's read, were the object that
 * the transaction makes there already; NULL: it makes none.
 */
static char *
answer_of_new(List *batches, const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	ListCell *cell;

	foreach(cell, only_adds(step) && !step->whole ? batches : NIL)
	{
		const StatsigChange *change = linitial(((const StatsigBatch *) lfirst(cell))->changes);

		if (change->operation == STATSIG_OPERATION_INSERT && change->key != NULL &&
			change->table->item.path != NULL &&
			statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ITEMS &&
			statsig_same_project(change->session, first->session) &&
			strcmp(statsig_request_path(change, change->table->item.path), step->read->path) == 0)
			return psprintf("{\"data\":%s}", statsig_item_apply("{}", change));
	}
	return NULL;
}

static List *
collect_reads(List *batches, List *steps, bool check)
{
	List *reads = NIL;
	ListCell *cell;
	ListCell *change_cell;

	foreach(cell, check ? batches : NIL)
		foreach(change_cell, ((const StatsigBatch *) lfirst(cell))->changes)
			if (is_looked_at(lfirst(change_cell)))
				reads = add_read(reads, lfirst(change_cell), item_request(lfirst(change_cell)));
	foreach(cell, steps)
	{
		const StatsigStep *step = lfirst(cell);

		if (step->read && !step->late && answer_of_new(batches, step) == NULL)
			reads = add_read(reads, linitial(step->changes), step->read);
	}
	return reads;
}

/* As many at a time as the server's options allow; the answers stay in the calls' context. */
static void
read_all(List *reads)
{
	int started = 0;

	for (int i = 0; i < list_length(reads); i++)
	{
		Read *read = list_nth(reads, i);

		while (started < list_length(reads) &&
			   started < i + read->change->session->fetch_concurrency)
		{
			Read *next = list_nth(reads, started++);

			next->call =
				statsig_api_start(next->change->session, next->request, true,
								  statsig_tally_of(next->change->statement, next->change->relid));
		}
		read->answer = statsig_api_wait(read->call);
	}
}

/* Statements before may have sent something at once. */
static const char *
nothing(void)
{
	return statsig_applied_any() ? "Nothing more" : "Nothing";
}

static void
raise_gone(const StatsigChange *change, const char *path)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("an object that foreign table \"%s\" shows was deleted meanwhile",
						   change->relation),
					errdetail("The Statsig API no longer knows %s. %s was sent.",
							  statsig_complaint_shown_path(path), nothing()),
					errhint("Run the transaction again.")));
}

static void
raise_changed(const StatsigChange *change, const char *path, const char *now)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("an object that foreign table \"%s\" shows was changed meanwhile",
						   change->relation),
					errdetail("%s had %s when it was read, and has %s now. %s was sent.",
							  statsig_complaint_shown_path(path), change->stamp, now ? now : "none",
							  nothing()),
					errhint("Run the transaction again.")));
}

/* What cannot be looked at cannot be known to be unchanged. */
static void
raise_no_document(const char *path)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION), errmsg("answer of the Statsig API has no object"),
			 errdetail("It is the answer to GET %s, by which conflicts are found.",
					   statsig_complaint_shown_path(path))));
}

/* The document inside the answer; its text, NUL-terminated. */
static char *
document_of(const StatsigAnswer *answer)
{
	const char *paths[] = {"data"};
	StatsigSlice data;

	if (answer->length == 0)
		return NULL;
	statsig_json_object(statsig_json_text(answer->body, answer->length),
						statsig_json_members(paths, 1), &data);
	return data.kind == STATSIG_JSON_OBJECT ? statsig_json_as_written(data) : NULL;
}

/* Every change of the log that a change was made of has read the document at a time of its own. */
static void
check_stamp(const StatsigChange *change, const char *path, const char *now)
{
	ListCell *cell;

	if (change->sources == NIL && change->stamp && (now == NULL || strcmp(change->stamp, now) != 0))
		raise_changed(change, path, now);
	foreach(cell, change->sources)
	{
		const StatsigChange *source = lfirst(cell);

		if (source->stamp && (now == NULL || strcmp(source->stamp, now) != 0))
			raise_changed(source, path, now);
	}
}

static void
look_at(StatsigChange *change, List *reads)
{
	const char *path = statsig_request_path(change, change->table->item.path);
	Read *read = find_read(reads, change->session, item_request(change));
	const char *document;

	if (read->answer->status == 404)
		raise_gone(change, path);
	if (read->document == NULL)
		read->document = document_of(read->answer);
	document = read->document;
	if (document == NULL)
		raise_no_document(path);
	change->before = document;
	check_stamp(change, path, statsig_document_stamp(change->table, document, strlen(document)));
}

/* The step in the form that the answer to its read gives it; several, or none. */
static List *
expand_with(StatsigStep *step, const StatsigAnswer *answer)
{
	const StatsigChange *first = linitial(step->changes);
	List *pages = list_make1(unconstify(StatsigAnswer *, answer));

	if (answer->status == 404 && first->operation != STATSIG_OPERATION_INSERT &&
		statsig_change_is_document(first))
		raise_gone(first, step->read->path);
	if (answer->status == 404)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("row of foreign table \"%s\" belongs to an object that does not exist",
						first->relation),
				 errdetail("The Statsig API does not know %s.",
						   statsig_complaint_shown_path(step->read->path))));
	if (step->list)
		pages = statsig_list_pages(first->session, first->table, step->list,
								   statsig_request_path(first, step->list->path), answer,
								   statsig_tally_of(first->statement, first->relid));
	return step->expand(step, pages);
}

static List *
expand(StatsigStep *step, List *batches, List *reads)
{
	const StatsigChange *first = linitial(step->changes);
	StatsigAnswer of_new = {.status = 200};

	if (step->read == NULL || step->late)
		return list_make1(step);
	of_new.body = answer_of_new(batches, step);
	if (of_new.body == NULL)
		return expand_with(step, find_read(reads, first->session, step->read)->answer);
	of_new.length = strlen(of_new.body);
	return expand_with(step, &of_new);
}

List *
statsig_preread_late(StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);

	return expand_with(step, statsig_api_call(first->session, step->read, true,
											  statsig_tally_of(first->statement, first->relid)));
}

List *
statsig_preread(List *batches, List *steps, bool sending)
{
	List *reads;
	List *result = NIL;
	ListCell *cell;
	ListCell *change_cell;

	mark_late(steps, sending);
	reads = collect_reads(batches, steps, sending);
	read_all(reads);
	foreach(cell, sending ? batches : NIL)
		foreach(change_cell, ((const StatsigBatch *) lfirst(cell))->changes)
			if (is_looked_at(lfirst(change_cell)))
				look_at(lfirst(change_cell), reads);
	foreach(cell, steps)
		result = list_concat(result, expand(lfirst(cell), batches, reads));
	return result;
}
