/*-------------------------------------------------------------------------
 *
 * table_scan.c
 *	  All rows of a table for given values of some columns.
 *
 * A scan is a sequence of sources: item requests for the combinations of key
 * values, or lists for the combinations of path and parameter values; see
 * combinations.h.  Each combination is one source.  Sources are opened ahead of
 * their turn, so that their requests are under way together, and read in order.
 * A table whose rows lie in several lists is read through one after the other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/access.h"
#include "src/fdw/combinations.h"
#include "src/fdw/estimate.h"
#include "src/fdw/query.h"
#include "src/fdw/scan_source.h"
#include "src/fdw/table_scan.h"
#include "src/remote/url.h"

struct StatsigTableScan
{
	StatsigScanSourceKind kind; /* its table is as it is seen through the present list */
	MemoryContext context;		/* the scan's own */

	/* the lists that the table's rows lie in, one after the other */
	const StatsigTable *whole_table;
	int list; /* 0: its own, n: its n-th part */
	StatsigTable part;
	bool exhausted;					   /* there is no other list, or nothing can be found */
	StatsigCombinations *combinations; /* NULL: the list has not been begun */

	/* the sources that have been opened */
	StatsigScanSource *source; /* the one being read; NULL: none */
	List *ahead;			   /* StatsigScanSource *: those whose turn will come */
	int n_ahead;			   /* how many there should be */
	bool all_opened;		   /* the list has no more */
	int64 asked;			   /* how many of the list have been read ... */
	int64 refused;			   /* ... and, of those with values of a known few, refused */
	StatsigScanSource *kept;   /* the one that was refused last */

	/* rows that only the transaction has, once the API's have been read */
	bool sources_ended;
	MemoryContext made_context;
	List *made; /* StatsigMade * */
	int n_made; /* how many of them have been opened */
};

/* Whether some condition can hold for no row at all. */
static bool
has_empty_set(const StatsigTableScan *scan)
{
	ListCell *lc;

	foreach(lc, scan->kind.value_sets)
	{
		if (((StatsigValueSet *) lfirst(lc))->n == 0)
			return true;
	}
	return false;
}

/*
 * Requests for the items one by one; infinite when some value cannot stand in
 * a path.
 */
static double
count_item_requests(const StatsigTable *table, const StatsigEndpoint *endpoint, List *value_sets)
{
	Bitmapset *columns = statsig_access_path_columns(table, endpoint->path);
	double requests = 1;
	int column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
	{
		StatsigValueSet *set = statsig_query_find_set(value_sets, column, STATSIG_CONDITION_EQUAL);

		requests *= set->n;
		for (int i = 0; i < set->n; i++)
		{
			if (!statsig_url_is_segment(set->values[i]))
				return get_float8_infinity();
		}
	}
	return requests;
}

StatsigAccess
statsig_table_scan_access(const StatsigTable *table, List *value_sets, Oid server_oid,
						  int page_size)
{
	Bitmapset *known = statsig_query_known_columns(value_sets);
	StatsigAccess access = statsig_access_choose(table, known);
	StatsigAccess list = statsig_access_choose_list(table, known);
	double pages =
		statsig_estimate_pages(table, statsig_estimate_items(server_oid, table), page_size);

	if (access.kind == STATSIG_ACCESS_ITEM && list.kind == STATSIG_ACCESS_LIST &&
		count_item_requests(table, access.endpoint, value_sets) > pages)
		return list;
	return access;
}

/* Raised when executed, not when planned: a plan may never come to this scan. */
static void
report_no_access(const StatsigTableScan *scan)
{
	const StatsigTable *table = scan->kind.table;

	if (table->unreadable != NULL || scan->kind.access.column < 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("rows of \"%s\" cannot be read", table->name),
						errdetail("%s", table->unreadable != NULL ?
											table->unreadable :
											"The Statsig API has no endpoint that reads them.")));
	ereport(
		ERROR,
		(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
		 errmsg("rows of \"%s\" cannot be read without a value for column \"%s\"", table->name,
				table->columns[scan->kind.access.column].name),
		 errhint(
			 "Add a condition like %s = '...' to the query, or join the column with a table that has its values.",
			 table->columns[scan->kind.access.column].name)));
}

/* StatsigPathLookup for an item whose only path column is its key. */
static const char *
lookup_key(void *arg, const char *column)
{
	return arg;
}

/* The request for an item by itself, and what the snapshot knows it by. */
static StatsigRequest
item_request(const StatsigTableScan *scan, const char *key, StatsigAnswerKey *answer_key)
{
	StatsigRequest request = {.method = "GET", .repeatable = true};

	request.path =
		statsig_url_expand(scan->kind.table->item.path, lookup_key, unconstify(char *, key));
	answer_key->resource =
		statsig_snapshot_resource(scan->kind.reading->session, request.path, NULL);
	answer_key->page = 0;
	answer_key->pass = 1;
	return request;
}

/* StatsigItemFetcher: reads an item that the list left incomplete. */
static const char *
fetch_item(void *arg, const char *key, size_t *length)
{
	StatsigTableScan *scan = arg;
	StatsigAnswerKey answer_key;
	StatsigRequest request = item_request(scan, key, &answer_key);
	StatsigAnswer *answer = statsig_snapshot_get(scan->kind.reading, &answer_key, &request, true);

	if (answer->status != 404)
		statsig_json_text(answer->body, answer->length);
	statsig_snapshot_keep(scan->kind.reading, &answer_key, answer);
	*length = answer->length;
	return answer->status == 404 ? NULL : answer->body;
}

/* StatsigItemAsker: has it under way before its turn. */
static void
ask_item(void *arg, const char *key)
{
	StatsigTableScan *scan = arg;
	StatsigAnswerKey answer_key;
	StatsigRequest request = item_request(scan, key, &answer_key);

	statsig_snapshot_ask(scan->kind.reading, &answer_key, &request, true);
}

/* Goes on to the table's next list that is wanted; false when there is none. */
static bool
next_list(StatsigTableScan *scan)
{
	scan->combinations = NULL;
	do
	{
		if (scan->list == scan->whole_table->n_parts)
			return false;
		scan->kind.table = statsig_access_of_list(scan->whole_table, ++scan->list, &scan->part);
	} while (!statsig_query_wants_list(scan->kind.table, scan->kind.value_sets));
	return true;
}

/* How the present list is read, and by which requests. */
static void
begin_list(StatsigTableScan *scan)
{
	StatsigScanSourceKind *kind = &scan->kind;
	const StatsigSession *session = kind->reading->session;

	scan->asked = scan->refused = 0;
	scan->all_opened = false;
	kind->access = statsig_table_scan_access(kind->table, kind->value_sets, session->server_oid,
											 session->page_size);
	if (kind->access.kind == STATSIG_ACCESS_NONE)
		report_no_access(scan);
	scan->combinations = statsig_combinations_open(kind->reading, kind->table, kind->access,
												   kind->value_sets, kind->overlay);
	statsig_rows_set_fetcher(kind->reader,
							 kind->access.endpoint == &kind->table->list ? fetch_item : NULL,
							 kind->reading->may_stop ? NULL : ask_item, scan);

	/* the reader may have served another list, with other values */
	if (kind->access.kind == STATSIG_ACCESS_ITEM)
		statsig_rows_begin_list(kind->reader);
	else
		statsig_rows_forget_list(kind->reader);
}

StatsigTableScan *
statsig_table_scan_open(const StatsigReading *reading, const StatsigTable *table,
						StatsigRowReader *reader, List *value_sets, StatsigOverlay *overlay)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig table scan", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigTableScan *scan = palloc0(sizeof(StatsigTableScan));
	StatsigScanSourceKind *kind = &scan->kind;

	scan->context = context;
	scan->whole_table = kind->table = table;
	kind->reading = reading;
	kind->reader = reader;
	kind->value_sets = value_sets;
	kind->overlay = overlay;
	scan->n_ahead = reading->may_stop ? 0 : reading->session->fetch_concurrency - 1;
	scan->exhausted = has_empty_set(scan);
	if (!scan->exhausted)
	{
		statsig_overlay_restart(overlay);
		statsig_rows_set_overlay(reader, overlay ? statsig_overlay_item : NULL, overlay);
		if (statsig_query_wants_list(kind->table, kind->value_sets) || next_list(scan))
			begin_list(scan);
		else
			scan->exhausted = true;
	}
	MemoryContextSwitchTo(caller);
	return scan;
}

/* Opens the source of the next combination; false when there is none. */
static bool
open_next(StatsigTableScan *scan)
{
	MemoryContext context =
		AllocSetContextCreate(scan->context, "statsig source", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigCombination combination;
	StatsigScanSource *source;

	if (!statsig_combinations_next(scan->combinations, &combination))
	{
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(context);
		return false;
	}
	source = statsig_scan_source_open(&scan->kind, &combination, false);
	MemoryContextSwitchTo(scan->context);
	scan->ahead = lappend(scan->ahead, source);
	MemoryContextSwitchTo(caller);
	return true;
}

/* Sees to it that "most" sources have been opened whose turn will come. */
static void
open_ahead(StatsigTableScan *scan, int most)
{
	while (!scan->all_opened && list_length(scan->ahead) < most)
		scan->all_opened = !open_next(scan);
}

/* The present source has been read to its end. */
static void
end_source(StatsigTableScan *scan)
{
	StatsigScanSource *source = scan->source;

	scan->source = NULL;
	if (source->whole_list)
		statsig_estimate_remember(scan->kind.reading->session->server_oid, scan->kind.table,
								  statsig_pages_total(source->pages));
	scan->asked += source->pages != NULL;
	if (!source->refused)
		MemoryContextDelete(source->context);
	else
	{
		scan->refused++;
		if (scan->kept != NULL)
			MemoryContextDelete(scan->kept->context);
		scan->kept = source;
	}
}

/*
 * The API cannot mean every one of the values when it has refused all of them:
 * it is asked again for the last, and then a refusal is an error.
 */
static StatsigScanSource *
open_insisting(StatsigTableScan *scan)
{
	MemoryContext caller = MemoryContextSwitchTo(scan->kept->context);
	StatsigScanSource *source =
		statsig_scan_source_open(&scan->kind, &scan->kept->combination, true);

	scan->kept = NULL;
	MemoryContextSwitchTo(caller);
	return source;
}

/* Moves on to the next source; false when there is none in the present list. */
static bool
next_source(StatsigTableScan *scan)
{
	open_ahead(scan, 1);
	if (scan->ahead != NIL)
	{
		scan->source = linitial(scan->ahead);
		scan->ahead = list_delete_first(scan->ahead);
		open_ahead(scan, scan->n_ahead);
		if (scan->kind.reading->may_stop)
			scan->n_ahead =
				Min(scan->n_ahead * 2 + 1, scan->kind.reading->session->fetch_concurrency - 1);
	}
	else if (scan->refused > 0 && scan->refused == scan->asked &&
			 statsig_combinations_are_given(scan->combinations))
		scan->source = open_insisting(scan);
	else
		return false;
	statsig_scan_source_begin(scan->source);
	return true;
}

/* Moves on to the next source of some list; false when there is none. */
static bool
next_of_any_list(StatsigTableScan *scan)
{
	MemoryContext caller;

	while (!scan->exhausted && !next_source(scan))
	{
		caller = MemoryContextSwitchTo(scan->context);
		scan->exhausted = !next_list(scan);
		if (!scan->exhausted)
			begin_list(scan);
		MemoryContextSwitchTo(caller);
	}
	return !scan->exhausted;
}

/* The API's rows have been read; those that only the transaction has are next. */
static void
end_sources(StatsigTableScan *scan)
{
	MemoryContext caller = MemoryContextSwitchTo(scan->context);

	scan->sources_ended = true;
	if (!has_empty_set(scan))
		scan->made = statsig_overlay_made(scan->kind.overlay);
	if (scan->made != NIL)
		scan->made_context =
			AllocSetContextCreate(scan->context, "statsig made", ALLOCSET_SMALL_SIZES);
	statsig_rows_forget_list(scan->kind.reader);
	MemoryContextSwitchTo(caller);
}

/* Opens the next item that only the transaction has; false when there is none. */
static bool
next_made(StatsigTableScan *scan)
{
	MemoryContext caller;
	const StatsigMade *made;

	if (scan->n_made == list_length(scan->made))
		return false;
	made = list_nth(scan->made, scan->n_made++);
	MemoryContextReset(scan->made_context);
	caller = MemoryContextSwitchTo(scan->made_context);
	statsig_rows_open_item(scan->kind.reader, &made->item, made->bindings, made->n_bindings);
	MemoryContextSwitchTo(caller);
	return true;
}

void
statsig_table_scan_ask(StatsigTableScan *scan)
{
	if (!scan->exhausted && statsig_combinations_are_given(scan->combinations))
		open_ahead(scan, scan->n_ahead + 1);
}

bool
statsig_table_scan_is_ready(const StatsigTableScan *scan)
{
	if (scan->source != NULL)
		return statsig_scan_source_is_ready(scan->source);
	return scan->ahead == NIL || statsig_scan_source_is_ready(linitial(scan->ahead));
}

bool
statsig_table_scan_is_made(const StatsigTableScan *scan)
{
	return scan->n_made > 0;
}

bool
statsig_table_scan_next(StatsigTableScan *scan, Datum *values, bool *nulls)
{
	while (!scan->sources_ended)
	{
		if (scan->source != NULL)
		{
			if (statsig_scan_source_next(scan->source, values, nulls))
				return true;
			end_source(scan);
		}
		if (!next_of_any_list(scan))
			end_sources(scan);
	}
	while (scan->n_made == 0 || !statsig_rows_next(scan->kind.reader, values, nulls))
		if (!next_made(scan))
			return false;
	return true;
}
