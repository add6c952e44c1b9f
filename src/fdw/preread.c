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

#include "utils/hsearch.h"

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

/* All that is to be read; a transaction may change very many objects. */
typedef struct Reads
{
	HTAB *table; /* ReadPlace */
	List *list;	 /* Read *, in order */
} Reads;

typedef struct ReadPlace
{
	StatsigDigest digest;
	Read *read;
} ReadPlace;

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

static HTAB *
create_table(const char *name, Size entry)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = entry};

	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Paths say it all, but for the query of a page. */
static StatsigDigest
read_digest(const StatsigSession *session, const StatsigRequest *request)
{
	const char *query = request->query && request->query[0] ? request->query : NULL;

	return statsig_document_digest(session, request->path, query);
}

static Read *
find_read(const Reads *reads, const StatsigSession *session, const StatsigRequest *request)
{
	StatsigDigest digest = read_digest(session, request);
	const ReadPlace *place = hash_search(reads->table, &digest, HASH_FIND, NULL);

	return place ? place->read : NULL;
}

static void
add_read(Reads *reads, const StatsigChange *change, const StatsigRequest *request)
{
	StatsigDigest digest = read_digest(change->session, request);
	bool found;
	ReadPlace *place = hash_search(reads->table, &digest, HASH_ENTER, &found);

	if (found)
		return;
	place->read = palloc0(sizeof(Read));
	place->read->change = change;
	place->read->request = request;
	reads->list = lappend(reads->list, place->read);
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

/* What the steps so far do to a document. */
typedef struct Touch
{
	StatsigDigest digest;
	bool made;
} Touch;

/*
 * Stands for every object of the table whose key the API is going to choose: it
 * can be any.
 */
static StatsigDigest
any_of_table(const StatsigSession *session, const char *table)
{
	return statsig_document_digest(session, "any object of", table);
}

static void
note_touch(HTAB *touched, const StatsigChange *change)
{
	bool made = change->operation == STATSIG_OPERATION_INSERT && statsig_change_is_document(change);
	StatsigDigest any = any_of_table(change->session, change->table->name);
	bool found;
	Touch *touch = hash_search(touched, &change->digest, HASH_ENTER, &found);

	touch->made = (found && touch->made) || (made && change->key != NULL);
	if (made && change->key == NULL)
		((Touch *) hash_search(touched, &any, HASH_ENTER, NULL))->made = true;
}

static bool
is_touched(HTAB *touched, const StatsigDigest *digest, bool only_made)
{
	const Touch *touch = hash_search(touched, digest, HASH_FIND, NULL);

	return touch && (touch->made || !only_made);
}

/* Whether the steps before make what the change reads, or may make it, or (sending) change it. */
static bool
is_late(HTAB *touched, const StatsigChange *change, bool sending)
{
	const char *parent = change->table->parent.table;
	StatsigDigest any;

	if (change->follows || is_touched(touched, &change->digest, !sending) ||
		(change->has_parent && is_touched(touched, &change->parent, true)))
		return true;
	if (parent == NULL)
		return false;
	any = any_of_table(change->session, parent);
	return is_touched(touched, &any, true);
}

/*
 * What is made by the transaction cannot be read before.  What is only changed
 * can be for a dry run, which shows the bodies as they would be without the
 * requests before.
 */
static void
mark_late(List *steps, bool sending)
{
	HTAB *touched = create_table("statsig touched", sizeof(Touch));
	ListCell *cell;

	foreach(cell, steps)
	{
		StatsigStep *step = lfirst(cell);
		const StatsigChange *change = linitial(step->changes);

		step->late = step->whole && is_late(touched, change, sending);
		note_touch(touched, change);
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

/* A new object, by the request that will read it. */
typedef struct NewObject
{
	StatsigDigest digest;
	const StatsigChange *change;
} NewObject;

/* The objects that the transaction makes with keys that are known. */
static HTAB *
find_new_objects(List *batches)
{
	HTAB *objects = create_table("statsig new objects", sizeof(NewObject));
	ListCell *cell;

	foreach(cell, batches)
	{
		const StatsigChange *change = linitial(((const StatsigBatch *) lfirst(cell))->changes);
		StatsigDigest digest;
		NewObject *object;
		bool found;

		if (change->operation != STATSIG_OPERATION_INSERT || change->key == NULL ||
			change->table->item.path == NULL ||
			statsig_catalog_row_kind(change->table) != STATSIG_ROWS_ITEMS)
			continue;
		digest = read_digest(change->session, item_request(change));
		object = hash_search(objects, &digest, HASH_ENTER, &found);
		if (!found)
			object->change = change;
	}
	return objects;
}

/*
 * The answer that the API would give to the step's read, were the object that
 * the transaction makes there already; NULL: it makes none.
 */
static char *
answer_of_new(HTAB *objects, const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	StatsigDigest digest = statsig_document_digest(first->session, step->read->path, NULL);
	const NewObject *object;

	if (step->whole || !only_adds(step))
		return NULL;
	object = hash_search(objects, &digest, HASH_FIND, NULL);
	return object ? psprintf("{\"data\":%s}", statsig_item_apply("{}", object->change)) : NULL;
}

static Reads *
collect_reads(List *batches, List *steps, HTAB *objects, bool check)
{
	Reads *reads = palloc0(sizeof(Reads));
	ListCell *cell;
	ListCell *change_cell;

	reads->table = create_table("statsig reads", sizeof(ReadPlace));
	foreach(cell, check ? batches : NIL)
		foreach(change_cell, ((const StatsigBatch *) lfirst(cell))->changes)
			if (is_looked_at(lfirst(change_cell)))
				add_read(reads, lfirst(change_cell), item_request(lfirst(change_cell)));
	foreach(cell, steps)
	{
		const StatsigStep *step = lfirst(cell);

		if (step->read && !step->late && answer_of_new(objects, step) == NULL)
			add_read(reads, linitial(step->changes), step->read);
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
look_at(StatsigChange *change, const Reads *reads)
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
expand(StatsigStep *step, HTAB *objects, const Reads *reads)
{
	const StatsigChange *first = linitial(step->changes);
	StatsigAnswer of_new = {.status = 200};

	if (step->read == NULL || step->late)
		return list_make1(step);
	of_new.body = answer_of_new(objects, step);
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
	HTAB *objects = find_new_objects(batches);
	Reads *reads;
	List *result = NIL;
	ListCell *cell;
	ListCell *change_cell;

	mark_late(steps, sending);
	reads = collect_reads(batches, steps, objects, sending);
	read_all(reads->list);
	foreach(cell, sending ? batches : NIL)
		foreach(change_cell, ((const StatsigBatch *) lfirst(cell))->changes)
			if (is_looked_at(lfirst(change_cell)))
				look_at(lfirst(change_cell), reads);
	foreach(cell, steps)
		result = list_concat(result, expand(lfirst(cell), objects, reads));
	return result;
}
