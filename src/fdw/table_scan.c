/*-------------------------------------------------------------------------
 *
 * table_scan.c
 *	  All rows of a table for given values of some columns.
 *
 * A scan is a sequence of sources: item requests for the combinations of key
 * values, or lists for the combinations of path and parameter values; see
 * combinations.h.  Each combination is one source.  A table whose rows lie in
 * several lists is read through one after the other.
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
#include "src/fdw/parent.h"
#include "src/fdw/query.h"
#include "src/fdw/table_scan.h"
#include "src/remote/api.h"
#include "src/remote/pages.h"
#include "src/remote/url.h"

struct StatsigTableScan
{
	const StatsigSession *session;
	const StatsigTable *table; /* as it is seen through the present list */
	StatsigRowReader *reader;
	List *value_sets;
	StatsigOverlay *overlay; /* NULL: nothing to lay over */
	StatsigUsage *usage;
	MemoryContext context; /* the scan's own */

	/* the lists that the table's rows lie in, one after the other */
	const StatsigTable *whole_table;
	int list; /* 0: its own, n: its n-th part */
	StatsigTable part;
	bool exhausted; /* there is no other list, or nothing can be found */

	StatsigAccess access;
	StatsigCombinations *combinations; /* NULL: the list has not been begun */

	/* the source being read */
	MemoryContext source_context;
	StatsigPages *pages; /* NULL: none */
	bool echo;			 /* it is the one row of the values known, instead */
	bool whole_list;	 /* it is the table's list without filter */
	int64 asked;		 /* how many of the list have been opened ... */
	int64 refused;		 /* ... and, of those with values of a known few, refused */
	StatsigCombination combination;

	/* rows that only the transaction has, once the API's have been read */
	bool sources_ended;
	List *made; /* StatsigMade * */
	int n_made; /* how many of them have been opened */
};

/* Whether some condition can hold for no row at all. */
static bool
has_empty_set(const StatsigTableScan *scan)
{
	ListCell *lc;

	foreach(lc, scan->value_sets)
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
	const StatsigTable *table = scan->table;

	if (table->unreadable != NULL || scan->access.column < 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("rows of \"%s\" cannot be read", table->name),
						errdetail("%s", table->unreadable != NULL ?
											table->unreadable :
											"The Statsig API has no endpoint that reads them.")));
	ereport(
		ERROR,
		(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
		 errmsg("rows of \"%s\" cannot be read without a value for column \"%s\"", table->name,
				table->columns[scan->access.column].name),
		 errhint(
			 "Add a condition like %s = '...' to the query, or join the column with a table that has its values.",
			 table->columns[scan->access.column].name)));
}

/* StatsigPathLookup for an item whose only path column is its key. */
static const char *
lookup_key(void *arg, const char *column)
{
	return arg;
}

/* StatsigItemFetcher: reads an item that the list left incomplete. */
static const char *
fetch_item(void *arg, const char *key, size_t *length)
{
	StatsigTableScan *scan = arg;
	StatsigRequest request = {.method = "GET", .repeatable = true};
	StatsigAnswer *answer;

	request.path = statsig_url_expand(scan->table->item.path, lookup_key, unconstify(char *, key));
	answer = statsig_api_call(scan->session, &request, true, scan->usage);
	*length = answer->length;
	return answer->status == 404 ? NULL : answer->body;
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
		scan->table = statsig_access_of_list(scan->whole_table, ++scan->list, &scan->part);
	} while (!statsig_query_wants_list(scan->table, scan->value_sets));
	return true;
}

/* How the present list is read, and by which requests. */
static void
begin_list(StatsigTableScan *scan)
{
	scan->asked = scan->refused = 0;
	scan->access = statsig_table_scan_access(scan->table, scan->value_sets,
											 scan->session->server_oid, scan->session->page_size);
	if (scan->access.kind == STATSIG_ACCESS_NONE)
		report_no_access(scan);
	scan->combinations = statsig_combinations_open(scan->session, scan->table, scan->access,
												   scan->value_sets, scan->overlay, scan->usage);
	statsig_rows_set_fetcher(scan->reader,
							 scan->access.endpoint == &scan->table->list ? fetch_item : NULL, scan);

	/* the reader may have served another list, with other values */
	if (scan->access.kind == STATSIG_ACCESS_ITEM)
		statsig_rows_begin_list(scan->reader);
	else
		statsig_rows_forget_list(scan->reader);
}

StatsigTableScan *
statsig_table_scan_open(const StatsigSession *session, const StatsigTable *table,
						StatsigRowReader *reader, List *value_sets, StatsigOverlay *overlay,
						StatsigUsage *usage)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig table scan", ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigTableScan *scan = palloc0(sizeof(StatsigTableScan));

	scan->context = context;
	scan->session = session;
	scan->whole_table = scan->table = table;
	scan->reader = reader;
	scan->value_sets = value_sets;
	scan->overlay = overlay;
	scan->usage = usage;
	scan->source_context = AllocSetContextCreate(context, "statsig source", ALLOCSET_SMALL_SIZES);
	scan->exhausted = has_empty_set(scan);
	if (!scan->exhausted)
	{
		statsig_overlay_restart(overlay);
		statsig_rows_set_overlay(reader, overlay ? statsig_overlay_item : NULL, overlay);
		if (statsig_query_wants_list(scan->table, scan->value_sets) || next_list(scan))
			begin_list(scan);
		else
			scan->exhausted = true;
	}
	MemoryContextSwitchTo(caller);
	return scan;
}

static const char *
lookup_binding(void *arg, const char *column)
{
	StatsigTableScan *scan = arg;

	return statsig_query_binding(scan->combination.bindings, scan->combination.n_bindings, column);
}

/* StatsigRefusalJudge for the list of one parent, or of a value of a known few. */
static bool
lacks_list(void *arg)
{
	StatsigTableScan *scan = arg;

	if (scan->combination.enumerated)
	{
		scan->refused++;
		return true;
	}
	return statsig_parent_lacks_list(scan->session, scan->table, scan->combination.bindings,
									 scan->combination.n_bindings, scan->usage);
}

/*
 * Whether the transaction has deleted or made what the bindings name, so that
 * the API has nothing to say about it.
 */
static bool
is_replaced(StatsigTableScan *scan)
{
	const StatsigTable *table = scan->table;
	int key = statsig_catalog_document_key(table);
	const char *parent = table->parent.column ? lookup_binding(scan, table->parent.column) : NULL;

	if (scan->overlay == NULL)
		return false;
	if (parent && statsig_overlay_replaces_parent(scan->overlay, parent))
		return true;

	/* where the list is one object, an INSERT may have put another in its place */
	if (scan->access.kind == STATSIG_ACCESS_LIST && table->n_facets == 0 &&
		table->list.envelope == STATSIG_DATA_OBJECT &&
		statsig_overlay_replaces(scan->overlay,
								 statsig_url_expand(table->list.path, lookup_binding, scan), NULL))
		return true;
	return scan->access.kind == STATSIG_ACCESS_ITEM && key >= 0 && table->list.path &&
		   strchr(table->list.path, '{') == NULL &&
		   lookup_binding(scan, table->columns[key].name) &&
		   statsig_overlay_replaces(scan->overlay, table->list.path,
									lookup_binding(scan, table->columns[key].name));
}

/* Where the list lies below another object, its path is that of this source. */
static void
name_document(StatsigTableScan *scan)
{
	const char *list = scan->table->list.path;
	bool known = list != NULL;

	if (scan->overlay == NULL || list == NULL || strchr(list, '{') == NULL)
		return;
	for (int i = 0; i < scan->table->n_columns && known; i++)
		known = !statsig_catalog_in_path(list, scan->table->columns[i].name) ||
				lookup_binding(scan, scan->table->columns[i].name) != NULL;
	statsig_overlay_set_document(scan->overlay,
								 known ? statsig_url_expand(list, lookup_binding, scan) : NULL);
}

/* Whether all values of the path can stand in one; *bound: whether it has any. */
static bool
can_stand_in_path(const StatsigTableScan *scan, bool *bound)
{
	const StatsigCombination *combination = &scan->combination;

	*bound = combination->batch != NIL;
	for (int i = 0; i < combination->n_bindings; i++)
	{
		if (!statsig_catalog_in_path(scan->access.endpoint->path, combination->bindings[i].column))
			continue;
		if (!statsig_url_is_segment(combination->bindings[i].value))
			return false;
		*bound = true;
	}
	return true;
}

/* One row of the values known: nothing is asked. */
static void
open_echo(StatsigTableScan *scan)
{
	StatsigOverlaid item = {.text = "{}", .length = 2};

	statsig_rows_open_item(scan->reader, &item, scan->combination.bindings,
						   scan->combination.n_bindings);
	scan->echo = true;
}

/*
 * The path of the source's endpoint; what stands in it as a query goes to the
 * front of "query".
 */
static char *
source_path(StatsigTableScan *scan, StringInfo query)
{
	const char *template = scan->access.endpoint->path;
	const char *mark = strchr(template, '?');
	ListCell *lc;
	char *path;
	char *name;

	if (mark == NULL)
		return statsig_url_expand(template, lookup_binding, scan);
	path = statsig_url_expand(pnstrdup(template, mark - template), lookup_binding, scan);
	if (scan->combination.batch == NIL)
	{
		appendStringInfoString(query, statsig_url_expand(mark + 1, lookup_binding, scan));
		return path;
	}
	name = pnstrdup(mark + 1, strcspn(mark + 1, "="));
	foreach(lc, scan->combination.batch)
		statsig_url_add_parameter(query, name, lfirst(lc));
	return path;
}

/*
 * Opens the source for the combination; none when it names nothing that could
 * exist.  insist: a refusal is an error.
 */
static void
open_source(StatsigTableScan *scan, bool insist)
{
	const StatsigCombination *combination = &scan->combination;
	StringInfoData query;
	bool bound_path;
	char *path;

	if (!can_stand_in_path(scan, &bound_path) || is_replaced(scan))
		return;
	if (scan->access.endpoint->envelope == STATSIG_ECHO)
	{
		open_echo(scan);
		return;
	}
	name_document(scan);
	initStringInfo(&query);
	path = source_path(scan, &query);
	if (scan->access.kind != STATSIG_ACCESS_ITEM)
		statsig_query_add_filters(
			&query, scan->table, scan->value_sets, combination->bindings, combination->n_bindings,
			true, statsig_overlay_changed_columns(scan->overlay), statsig_url_add_parameter);
	scan->whole_list = query.len == 0 && !bound_path;
	scan->pages = statsig_pages_open(scan->session, scan->access.endpoint, path,
									 query.len > 0 ? query.data : NULL,
									 bound_path && combination->batch == NIL, scan->reader,
									 combination->bindings, combination->n_bindings, scan->usage);

	/* not every row of the parent table has rows of this one */
	scan->asked++;
	if (!insist && bound_path &&
		(scan->table->parent.when_column != NULL || combination->enumerated))
		statsig_pages_set_judge(scan->pages, lacks_list, scan);
}

/* Moves on to the next source; false when there is none. */
static bool
next_source(StatsigTableScan *scan)
{
	MemoryContext caller;
	bool found;

	if (scan->exhausted)
		return false;
	if (scan->refused > 0 && scan->refused == scan->asked &&
		statsig_combinations_ended(scan->combinations))
	{
		/* the API cannot mean every one of the values: it is asked again for the last */
		caller = MemoryContextSwitchTo(scan->source_context);
		open_source(scan, true);
		MemoryContextSwitchTo(caller);
		return true;
	}
	MemoryContextReset(scan->source_context);
	caller = MemoryContextSwitchTo(scan->source_context);
	found = statsig_combinations_next(scan->combinations, &scan->combination);
	if (found)
		open_source(scan, false);
	else
	{
		MemoryContextSwitchTo(scan->context);
		scan->exhausted = !next_list(scan);
		if (!scan->exhausted)
			begin_list(scan);
	}
	MemoryContextSwitchTo(caller);
	return true;
}

/* What the finished list told about its size. */
static void
remember_size(StatsigTableScan *scan)
{
	if (scan->whole_list)
		statsig_estimate_remember(scan->session->server_oid, scan->table,
								  statsig_pages_total(scan->pages));
}

/* The API's rows have been read; those that only the transaction has are next. */
static void
end_sources(StatsigTableScan *scan)
{
	MemoryContext caller = MemoryContextSwitchTo(scan->context);

	scan->sources_ended = true;
	if (!has_empty_set(scan))
		scan->made = statsig_overlay_made(scan->overlay);
	statsig_rows_forget_list(scan->reader);
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
	MemoryContextReset(scan->source_context);
	caller = MemoryContextSwitchTo(scan->source_context);
	statsig_rows_open_item(scan->reader, &made->item, made->bindings, made->n_bindings);
	MemoryContextSwitchTo(caller);
	return true;
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
		if (scan->echo && statsig_rows_next(scan->reader, values, nulls))
			return true;
		scan->echo = false;
		if (scan->pages != NULL)
		{
			if (statsig_pages_next_row(scan->pages, values, nulls))
				return true;
			remember_size(scan);
			scan->pages = NULL;
		}
		if (!next_source(scan))
			end_sources(scan);
	}
	while (scan->n_made == 0 || !statsig_rows_next(scan->reader, values, nulls))
		if (!next_made(scan))
			return false;
	return true;
}
