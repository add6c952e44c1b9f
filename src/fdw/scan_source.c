/*-------------------------------------------------------------------------
 *
 * scan_source.c
 *	  One source of a table scan.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/catalog/catalog.h"
#include "src/fdw/parent.h"
#include "src/fdw/query.h"
#include "src/fdw/scan_source.h"
#include "src/remote/url.h"

/* StatsigPathLookup: the value that a column has for this source. */
static const char *
lookup_binding(void *arg, const char *column)
{
	const StatsigScanSource *source = arg;

	return statsig_query_binding(source->combination.bindings, source->combination.n_bindings,
								 column);
}

/* StatsigRefusalJudge for the list of one parent, or of a value of a known few. */
static bool
lacks_list(void *arg)
{
	StatsigScanSource *source = arg;

	if (source->combination.enumerated)
	{
		source->refused = true;
		return true;
	}
	return statsig_parent_lacks_list(source->kind->reading, source->kind->table,
									 source->combination.bindings, source->combination.n_bindings);
}

/*
 * Whether the transaction has deleted or made what the bindings name, so that
 * the API has nothing to say about it.
 */
static bool
is_replaced(StatsigScanSource *source)
{
	const StatsigTable *table = source->kind->table;
	int key = statsig_catalog_document_key(table);
	const char *parent = table->parent.column ? lookup_binding(source, table->parent.column) : NULL;

	if (source->kind->overlay == NULL)
		return false;
	if (parent && statsig_overlay_replaces_parent(source->kind->overlay, parent))
		return true;

	/* where the list is one object, an INSERT may have put another in its place */
	if (source->kind->access.kind == STATSIG_ACCESS_LIST && table->n_facets == 0 &&
		table->list.envelope == STATSIG_DATA_OBJECT &&
		statsig_overlay_replaces(source->kind->overlay,
								 statsig_url_expand(table->list.path, lookup_binding, source),
								 NULL))
		return true;
	return source->kind->access.kind == STATSIG_ACCESS_ITEM && key >= 0 && table->list.path &&
		   strchr(table->list.path, '{') == NULL &&
		   lookup_binding(source, table->columns[key].name) &&
		   statsig_overlay_replaces(source->kind->overlay, table->list.path,
									lookup_binding(source, table->columns[key].name));
}

/* Where the list lies below another object, its path is that of this source. */
static void
name_document(StatsigScanSource *source)
{
	const char *list = source->kind->table->list.path;
	bool known = list != NULL;

	if (source->kind->overlay == NULL || list == NULL || strchr(list, '{') == NULL)
		return;
	for (int i = 0; i < source->kind->table->n_columns && known; i++)
		known = !statsig_catalog_in_path(list, source->kind->table->columns[i].name) ||
				lookup_binding(source, source->kind->table->columns[i].name) != NULL;
	statsig_overlay_set_document(source->kind->overlay,
								 known ? statsig_url_expand(list, lookup_binding, source) : NULL);
}

/* Whether all values of the path can stand in one; *bound: whether it has any. */
static bool
can_stand_in_path(const StatsigScanSource *source, bool *bound)
{
	const StatsigCombination *combination = &source->combination;

	*bound = combination->batch != NIL;
	for (int i = 0; i < combination->n_bindings; i++)
	{
		if (!statsig_catalog_in_path(source->kind->access.endpoint->path,
									 combination->bindings[i].column))
			continue;
		if (!statsig_url_is_segment(combination->bindings[i].value))
			return false;
		*bound = true;
	}
	return true;
}

/*
 * The path of the source's endpoint; what stands in it as a query goes to the
 * front of "query".
 */
static char *
source_path(StatsigScanSource *source, StringInfo query)
{
	const char *template = source->kind->access.endpoint->path;
	const char *mark = strchr(template, '?');
	ListCell *lc;
	char *path;
	char *name;

	if (mark == NULL)
		return statsig_url_expand(template, lookup_binding, source);
	path = statsig_url_expand(pnstrdup(template, mark - template), lookup_binding, source);
	if (source->combination.batch == NIL)
	{
		appendStringInfoString(query, statsig_url_expand(mark + 1, lookup_binding, source));
		return path;
	}
	name = pnstrdup(mark + 1, strcspn(mark + 1, "="));
	foreach(lc, source->combination.batch)
		statsig_url_add_parameter(query, name, lfirst(lc));
	return path;
}

/* Opens the pages that the source's rows are read from. */
static void
open_pages(StatsigScanSource *source, bool bound_path, bool insist)
{
	const StatsigScanSourceKind *kind = source->kind;
	const StatsigCombination *combination = &source->combination;
	StringInfoData query;
	char *path;

	initStringInfo(&query);
	path = source_path(source, &query);
	if (kind->access.kind != STATSIG_ACCESS_ITEM)
		statsig_query_add_filters(
			&query, kind->table, kind->value_sets, combination->bindings, combination->n_bindings,
			true, statsig_overlay_changed_columns(kind->overlay), statsig_url_add_parameter);
	source->whole_list = query.len == 0 && !bound_path;
	source->pages = statsig_pages_open(kind->reading, kind->access.endpoint, path,
									   query.len > 0 ? query.data : NULL,
									   bound_path && combination->batch == NIL, kind->reader,
									   combination->bindings, combination->n_bindings);

	/* not every row of the parent table has rows of this one */
	if (!insist && bound_path &&
		(kind->table->parent.when_column != NULL || combination->enumerated))
		statsig_pages_set_judge(source->pages, lacks_list, source);
	statsig_pages_ask(source->pages);
}

StatsigScanSource *
statsig_scan_source_open(const StatsigScanSourceKind *kind, const StatsigCombination *combination,
						 bool insist)
{
	StatsigScanSource *source = palloc0(sizeof(StatsigScanSource));
	bool bound_path;

	source->context = CurrentMemoryContext;
	source->kind = kind;
	source->combination = *combination;
	if (!can_stand_in_path(source, &bound_path) || is_replaced(source))
		return source;
	source->echo = kind->access.endpoint->envelope == STATSIG_ECHO;
	if (!source->echo)
		open_pages(source, bound_path, insist);
	return source;
}

void
statsig_scan_source_begin(StatsigScanSource *source)
{
	MemoryContext caller = MemoryContextSwitchTo(source->context);

	if (source->echo)
	{
		/* one row of the values known: nothing is asked */
		StatsigOverlaid item = {.text = "{}", .length = 2};

		statsig_rows_open_item(source->kind->reader, &item, source->combination.bindings,
							   source->combination.n_bindings);
	}
	else if (source->pages != NULL)
		name_document(source);
	MemoryContextSwitchTo(caller);
}

bool
statsig_scan_source_next(StatsigScanSource *source, Datum *values, bool *nulls)
{
	if (source->echo)
		return statsig_rows_next(source->kind->reader, values, nulls);
	return source->pages != NULL && statsig_pages_next_row(source->pages, values, nulls);
}

bool
statsig_scan_source_is_ready(const StatsigScanSource *source)
{
	return source->pages == NULL || statsig_pages_are_ready(source->pages);
}
