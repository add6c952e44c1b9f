/*-------------------------------------------------------------------------
 *
 * snapshot.c
 *	  One statement, one picture.
 *
 * Answers are kept in stores (answers.h).  Which one a resource is read from
 * is decided when the statement first asks for it, and holds for all its
 * pages: the transaction's, one that the backend has kept, or the statement's
 * own.
 *
 * Requests under way belong to the statement that has sent them and go with
 * it.  A request that has been answered is taken over by the one who waited
 * for it, so that its body is not copied again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/ilist.h"
#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/remote/kept.h"
#include "src/remote/snapshot.h"

/* A request under way, or one that has ended and that nobody has waited for. */
typedef struct Fetch
{
	StatsigAnswerKey key;
	MemoryContext context; /* of call and request */
	StatsigCall *call;
} Fetch;

/* Where a resource is read from. */
typedef struct Binding
{
	StatsigDigest resource;
	StatsigAnswers *answers;
} Binding;

/* A store that the statement has made for the backend to keep. */
typedef struct Fresh
{
	const StatsigSession *session; /* whose project it is of */
	StatsigAnswers *answers;
} Fresh;

struct StatsigSnapshot
{
	dlist_node node;
	MemoryContext query_context;
	MemoryContext context; /* the snapshot's own */
	MemoryContextCallback forget;
	int holders;
	HTAB *bindings;
	HTAB *fetches;
	StatsigAnswers *own; /* NULL: not needed yet; goes with the context */
	List *held;			 /* stores of the transaction and the backend that are in use */
	List *fresh;		 /* Fresh *: of these, such as the statement has made */
};

/* Snapshots of this backend's statements that are being executed. */
static dlist_head snapshots = DLIST_STATIC_INIT(snapshots);

/* The context's reset callback. */
static void
forget_snapshot(void *arg)
{
	StatsigSnapshot *snapshot = arg;
	ListCell *cell;

	dlist_delete(&snapshot->node);
	foreach(cell, snapshot->held)
		statsig_answers_release(lfirst(cell));
}

static HTAB *
create_table(const char *name, Size key, Size entry, MemoryContext context)
{
	HASHCTL control = {.keysize = key, .entrysize = entry, .hcxt = context};

	return hash_create(name, 32, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static StatsigSnapshot *
create_snapshot(MemoryContext query_context)
{
	MemoryContext context =
		AllocSetContextCreate(query_context, "statsig snapshot", ALLOCSET_SMALL_SIZES);
	StatsigSnapshot *snapshot = MemoryContextAllocZero(context, sizeof(StatsigSnapshot));

	snapshot->query_context = query_context;
	snapshot->context = context;
	snapshot->bindings =
		create_table("statsig resources", sizeof(StatsigDigest), sizeof(Binding), context);
	snapshot->fetches =
		create_table("statsig fetches", sizeof(StatsigAnswerKey), sizeof(Fetch), context);
	dlist_push_head(&snapshots, &snapshot->node);
	snapshot->forget.func = forget_snapshot;
	snapshot->forget.arg = snapshot;
	MemoryContextRegisterResetCallback(context, &snapshot->forget);
	return snapshot;
}

StatsigSnapshot *
statsig_snapshot_acquire(MemoryContext query_context)
{
	StatsigSnapshot *snapshot = NULL;
	dlist_iter iter;

	dlist_foreach(iter, &snapshots)
	{
		StatsigSnapshot *candidate = dlist_container(StatsigSnapshot, node, iter.cur);

		if (candidate->query_context == query_context)
			snapshot = candidate;
	}
	if (snapshot == NULL)
		snapshot = create_snapshot(query_context);
	snapshot->holders++;
	return snapshot;
}

void
statsig_snapshot_release(StatsigSnapshot *snapshot)
{
	Assert(snapshot->holders > 0);
	if (--snapshot->holders == 0)
		MemoryContextDelete(snapshot->context);
}

StatsigDigest
statsig_snapshot_resource(const StatsigSession *session, const char *path, const char *query)
{
	StringInfoData name;
	StatsigDigest digest;

	initStringInfo(&name);
	appendBinaryStringInfo(&name, (const char *) session->project, sizeof(session->project));
	appendStringInfo(&name, "%s %d %s?%s", session->api_version, session->page_size, path,
					 query ? query : "");
	digest = statsig_digest(name.data, name.len);
	pfree(name.data);
	return digest;
}

/* --- stores --- */

/* Uses a store from now on; takes over a hold of the caller's. */
static StatsigAnswers *
take_over(StatsigSnapshot *snapshot, StatsigAnswers *answers)
{
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);

	snapshot->held = lappend(snapshot->held, answers);
	MemoryContextSwitchTo(caller);
	return answers;
}

/* Uses a store that somebody else holds. */
static StatsigAnswers *
use(StatsigSnapshot *snapshot, StatsigAnswers *answers)
{
	if (list_member_ptr(snapshot->held, answers))
		return answers;
	statsig_answers_hold(answers);
	return take_over(snapshot, answers);
}

/* The store that the statement makes for the backend to keep; one for each project. */
static StatsigAnswers *
store_for_backend(StatsigSnapshot *snapshot, const StatsigSession *session)
{
	MemoryContext caller;
	ListCell *cell;
	Fresh *fresh;

	foreach(cell, snapshot->fresh)
	{
		fresh = lfirst(cell);
		if (statsig_same_project(fresh->session, session))
			return fresh->answers;
	}
	caller = MemoryContextSwitchTo(snapshot->context);
	fresh = palloc(sizeof(Fresh));
	fresh->session = session;
	fresh->answers = take_over(snapshot, statsig_kept_by_backend(session));
	snapshot->fresh = lappend(snapshot->fresh, fresh);
	MemoryContextSwitchTo(caller);
	return fresh->answers;
}

/* The store that answers of the key's resource come from and go to. */
static StatsigAnswers *
choose_store(const StatsigReading *reading, const StatsigAnswerKey *key)
{
	StatsigSnapshot *snapshot = reading->snapshot;
	StatsigAnswers *kept;

	if (IsolationUsesXactSnapshot())
		return use(snapshot, statsig_kept_by_transaction(reading->session));
	if (reading->session->cache_ttl > 0)
	{
		kept = statsig_kept_find(reading->session, key);
		return kept ? use(snapshot, kept) : store_for_backend(snapshot, reading->session);
	}
	if (snapshot->own == NULL)
		snapshot->own = statsig_answers_create(snapshot->context);
	return snapshot->own;
}

static StatsigAnswers *
store_of(const StatsigReading *reading, const StatsigAnswerKey *key)
{
	Binding *binding = hash_search(reading->snapshot->bindings, &key->resource, HASH_FIND, NULL);
	StatsigAnswers *answers;

	if (binding != NULL)
		return binding->answers;
	answers = choose_store(reading, key);
	binding = hash_search(reading->snapshot->bindings, &key->resource, HASH_ENTER, NULL);
	binding->answers = answers;
	return answers;
}

/* --- requests --- */

static StatsigRequest *
copy_request(const StatsigRequest *request)
{
	StatsigRequest *copy = palloc(sizeof(StatsigRequest));

	*copy = *request;
	copy->path = pstrdup(request->path);
	copy->query = request->query ? pstrdup(request->query) : NULL;
	return copy;
}

static Fetch *
start(const StatsigReading *reading, const StatsigAnswerKey *key, const StatsigRequest *request,
	  bool missing_ok)
{
	StatsigSnapshot *snapshot = reading->snapshot;
	MemoryContext context =
		AllocSetContextCreate(snapshot->context, "statsig fetch", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigCall *call =
		statsig_api_start(reading->session, copy_request(request), missing_ok, reading->usage);
	Fetch *fetch = hash_search(snapshot->fetches, key, HASH_ENTER, NULL);

	MemoryContextSwitchTo(caller);
	fetch->context = context;
	fetch->call = call;
	return fetch;
}

/* The fetch for the key; NULL when the store has the answer. */
static Fetch *
find_or_start(const StatsigReading *reading, const StatsigAnswerKey *key,
			  const StatsigRequest *request, bool missing_ok)
{
	Fetch *fetch = hash_search(reading->snapshot->fetches, key, HASH_FIND, NULL);

	if (fetch != NULL)
		return fetch;
	if (statsig_answers_has(store_of(reading, key), key))
		return NULL;
	return start(reading, key, request, missing_ok);
}

void
statsig_snapshot_ask(const StatsigReading *reading, const StatsigAnswerKey *key,
					 const StatsigRequest *request, bool missing_ok)
{
	find_or_start(reading, key, request, missing_ok);
}

/* Whether the answer is one for who asks like this: others take it for an error. */
static bool
is_wanted(const StatsigAnswer *answer, const StatsigRequest *request, bool missing_ok)
{
	return (answer->status != 404 || missing_ok) && (answer->status != 400 || request->refusal_ok);
}

/* The statement has failed: what it has under way must not stand in the way of others. */
static void
abandon_fetches(StatsigSnapshot *snapshot)
{
	HASH_SEQ_STATUS status;
	Fetch *fetch;

	hash_seq_init(&status, snapshot->fetches);
	while ((fetch = hash_seq_search(&status)) != NULL)
	{
		MemoryContextDelete(fetch->context);
		hash_search(snapshot->fetches, &fetch->key, HASH_REMOVE, NULL);
	}
}

/*
 * Waits for a fetch.  After an error the memory of a cursor, and with it the
 * requests, stays until the transaction ends, as savepoints do not end it.
 */
static StatsigAnswer *
wait_for(StatsigSnapshot *snapshot, Fetch *fetch)
{
	StatsigAnswer *answer = NULL;

	PG_TRY();
	{
		answer = statsig_api_wait(fetch->call);
	}
	PG_CATCH();
	{
		abandon_fetches(snapshot);
		PG_RE_THROW();
	}
	PG_END_TRY();
	return answer;
}

StatsigAnswer *
statsig_snapshot_get(const StatsigReading *reading, const StatsigAnswerKey *key,
					 const StatsigRequest *request, bool missing_ok)
{
	Fetch *fetch = find_or_start(reading, key, request, missing_ok);
	StatsigAnswer *answer;
	MemoryContext context;

	if (fetch == NULL)
		answer = statsig_answers_load(store_of(reading, key), key);
	else
	{
		context = fetch->context;
		answer = wait_for(reading->snapshot, fetch);
		hash_search(reading->snapshot->fetches, key, HASH_REMOVE, NULL);
		MemoryContextSetParent(context, CurrentMemoryContext);
	}
	if (is_wanted(answer, request, missing_ok))
		return answer;
	return statsig_api_call(reading->session, request, missing_ok, reading->usage);
}

/* Pages are what takes room; an object may be asked about for more than one reason. */
void
statsig_snapshot_keep(const StatsigReading *reading, const StatsigAnswerKey *key,
					  const StatsigAnswer *answer)
{
	StatsigAnswers *answers = store_of(reading, key);

	if (!reading->once || key->page == 0 || answers != reading->snapshot->own)
		statsig_answers_add(answers, key, answer);
}

bool
statsig_snapshot_is_ready(const StatsigReading *reading, const StatsigAnswerKey *key)
{
	Fetch *fetch = hash_search(reading->snapshot->fetches, key, HASH_FIND, NULL);

	return fetch != NULL ? statsig_api_has_ended(fetch->call) :
						   statsig_answers_has(store_of(reading, key), key);
}
