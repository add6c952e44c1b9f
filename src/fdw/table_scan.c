/*-------------------------------------------------------------------------
 *
 * table_scan.c
 *	  All rows of a table for given values of some columns.
 *
 * A scan is a sequence of sources: item requests for the combinations of key
 * values, or lists for the combinations of path and parameter values.  Each
 * combination is one source.  A path column without a value is given the
 * values that a scan of the parent table finds, one after the other.
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
	const StatsigTable *table;
	StatsigRowReader *reader;
	List *value_sets;
	StatsigOverlay *overlay; /* NULL: nothing to lay over */
	StatsigUsage *usage;

	StatsigAccess access;
	const StatsigEndpoint *endpoint;
	MemoryContext context; /* the scan's own; deleted at its end */

	/* the combinations of values: an odometer over the varying columns */
	int n_varying;
	StatsigValueSet **varying;
	int *digits;
	bool started;
	bool exhausted;
	StatsigParentScan *parent; /* ENUMERATE: where its column takes its values from */
	const char *parent_value;  /* the present one */

	/* the source being read */
	MemoryContext source_context;
	StatsigPages *pages; /* NULL: none */
	bool whole_list;	 /* it is the table's list without filter */
	int n_bindings;
	StatsigBinding *bindings;

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
count_item_requests(const StatsigTable *table, List *value_sets)
{
	Bitmapset *columns = statsig_access_path_columns(table, table->item.path);
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
		count_item_requests(table, value_sets) > pages)
		return list;
	return access;
}

static void
choose_access(StatsigTableScan *scan)
{
	scan->access = statsig_table_scan_access(scan->table, scan->value_sets,
											 scan->session->server_oid, scan->session->page_size);
	scan->endpoint =
		scan->access.kind == STATSIG_ACCESS_ITEM ? &scan->table->item : &scan->table->list;
}

/* Raised when executed, not when planned: a plan may never come to this scan. */
static void
report_no_access(const StatsigTableScan *scan)
{
	const StatsigTable *table = scan->table;

	if (scan->access.column < 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("rows of \"%s\" cannot be read", table->name),
						errdetail("The Statsig API has no endpoint that reads them.")));
	ereport(
		ERROR,
		(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
		 errmsg("rows of \"%s\" cannot be read without a value for column \"%s\"", table->name,
				table->columns[scan->access.column].name),
		 errhint(
			 "Add a condition like %s = '...' to the query, or join the column with a table that has its values.",
			 table->columns[scan->access.column].name)));
}

/* The columns whose values each make requests of their own. */
static void
collect_varying(StatsigTableScan *scan)
{
	ListCell *lc;

	scan->varying = palloc(Max(list_length(scan->value_sets), 1) * sizeof(StatsigValueSet *));
	foreach(lc, scan->value_sets)
	{
		StatsigValueSet *set = lfirst(lc);
		const StatsigColumn *column = &scan->table->columns[set->column];

		if (set->kind == STATSIG_CONDITION_EQUAL &&
			(statsig_catalog_in_path(scan->endpoint->path, column->name) ||
			 column->source == STATSIG_FROM_QUERY))
			scan->varying[scan->n_varying++] = set;
	}
	scan->digits = palloc0(Max(scan->n_varying, 1) * sizeof(int));
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

/* A parameter is judged by the API on what it has; there is nothing to judge it by here. */
static void
check_parameters(const StatsigTableScan *scan)
{
	if (!statsig_overlay_is_felt(scan->overlay))
		return;
	for (int i = 0; i < scan->n_varying; i++)
	{
		const StatsigColumn *column = &scan->table->columns[scan->varying[i]->column];

		if (column->source == STATSIG_FROM_QUERY)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("parameter column \"%s\" cannot be compared after changes that wait "
							"for COMMIT",
							column->name),
					 errdetail("The API would judge the rows of \"%s\" as they were before.",
							   scan->table->name),
					 errhint("Read them before the changes, or after COMMIT.")));
	}
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
	scan->table = table;
	scan->reader = reader;
	scan->value_sets = value_sets;
	scan->overlay = overlay;
	scan->usage = usage;
	scan->source_context = AllocSetContextCreate(context, "statsig source", ALLOCSET_SMALL_SIZES);
	scan->exhausted = has_empty_set(scan);
	if (!scan->exhausted)
	{
		choose_access(scan);
		if (scan->access.kind == STATSIG_ACCESS_NONE)
			report_no_access(scan);
		collect_varying(scan);
		check_parameters(scan);
		statsig_overlay_restart(overlay);
		statsig_rows_set_overlay(reader, overlay ? statsig_overlay_item : NULL, overlay);
		statsig_rows_set_fetcher(reader, scan->endpoint == &table->list ? fetch_item : NULL, scan);
		if (scan->access.kind == STATSIG_ACCESS_ENUMERATE)
			scan->parent = statsig_parent_open(session, table, overlay, usage);

		/* the reader may have served an earlier scan, with other values */
		if (scan->access.kind == STATSIG_ACCESS_ITEM)
			statsig_rows_begin_list(reader);
		else
			statsig_rows_forget_list(reader);
	}
	MemoryContextSwitchTo(caller);
	return scan;
}

/* Steps the odometer, last column fastest; false when all combinations have been used. */
static bool
turn_odometer(StatsigTableScan *scan)
{
	for (int i = scan->n_varying - 1; i >= 0; i--)
	{
		if (++scan->digits[i] < scan->varying[i]->n)
			return true;
		scan->digits[i] = 0;
	}
	return false;
}

/*
 * Steps to the next combination of values; the first call finds the first.
 * Every value of an enumerated parent goes through all combinations.
 */
static bool
next_combination(StatsigTableScan *scan)
{
	bool first = !scan->started;

	scan->started = true;
	if (scan->access.kind == STATSIG_ACCESS_ENUMERATE)
	{
		if (!first && turn_odometer(scan))
			return true;
		scan->parent_value = statsig_parent_next(scan->parent);
		return scan->parent_value != NULL;
	}
	return first || turn_odometer(scan);
}

static const char *
lookup_binding(void *arg, const char *column)
{
	StatsigTableScan *scan = arg;

	return statsig_query_binding(scan->bindings, scan->n_bindings, column);
}

/* The bindings of the present combination, and of the parent's value. */
static void
bind_combination(StatsigTableScan *scan)
{
	scan->bindings = palloc((scan->n_varying + 1) * sizeof(StatsigBinding));
	scan->n_bindings = 0;
	for (int i = 0; i < scan->n_varying; i++)
	{
		StatsigValueSet *set = scan->varying[i];

		scan->bindings[scan->n_bindings].column = scan->table->columns[set->column].name;
		scan->bindings[scan->n_bindings++].value = set->values[scan->digits[i]];
	}
	if (scan->access.kind == STATSIG_ACCESS_ENUMERATE)
	{
		scan->bindings[scan->n_bindings].column = scan->table->parent.column;
		scan->bindings[scan->n_bindings++].value = scan->parent_value;
	}
}

/* StatsigRefusalJudge for the list of one parent. */
static bool
lacks_list(void *arg)
{
	StatsigTableScan *scan = arg;

	return statsig_parent_lacks_list(scan->session, scan->table,
									 lookup_binding(scan, scan->table->parent.column), scan->usage);
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

/*
 * Opens the source for the bindings; none when they name nothing that could
 * exist.
 */
static void
open_source(StatsigTableScan *scan)
{
	StringInfoData query;
	bool bound_path = false;
	char *path;

	for (int i = 0; i < scan->n_bindings; i++)
	{
		if (!statsig_catalog_in_path(scan->endpoint->path, scan->bindings[i].column))
			continue;
		if (!statsig_url_is_segment(scan->bindings[i].value))
			return;
		bound_path = true;
	}
	if (is_replaced(scan))
		return;
	name_document(scan);
	path = statsig_url_expand(scan->endpoint->path, lookup_binding, scan);
	initStringInfo(&query);
	if (scan->access.kind != STATSIG_ACCESS_ITEM)
		statsig_query_add_filters(
			&query, scan->table, scan->value_sets, scan->bindings, scan->n_bindings, true,
			statsig_overlay_changed_columns(scan->overlay), statsig_url_add_parameter);
	scan->whole_list = query.len == 0 && !bound_path;
	scan->pages =
		statsig_pages_open(scan->session, scan->endpoint, path, query.len > 0 ? query.data : NULL,
						   bound_path, scan->reader, scan->bindings, scan->n_bindings, scan->usage);

	/* not every row of the parent table has rows of this one */
	if (bound_path && scan->table->parent.when_column != NULL)
		statsig_pages_set_judge(scan->pages, lacks_list, scan);
}

/* Moves on to the next source; false when there is none. */
static bool
next_source(StatsigTableScan *scan)
{
	MemoryContext caller;

	if (!scan->exhausted)
		scan->exhausted = !next_combination(scan);
	if (scan->exhausted)
		return false;
	MemoryContextReset(scan->source_context);
	caller = MemoryContextSwitchTo(scan->source_context);
	bind_combination(scan);
	open_source(scan);
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
