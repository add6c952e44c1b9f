/*-------------------------------------------------------------------------
 *
 * undo_values.c
 *	  A row as it was before a change: its values, as SQL, and whether the API
 *	  would take them again.
 *
 * The API shows values that it does not take, such as metric types that are
 * made elsewhere.  A statement with one of them would be refused, and every
 * other statement of its transaction with it; so old values are judged by the
 * rules that new ones are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "src/catalog/catalog.h"
#include "src/fdw/domain.h"
#include "src/fdw/shape.h"
#include "src/fdw/undo_internal.h"
#include "src/remote/array_edit.h"
#include "src/remote/item_edit.h"
#include "src/remote/json.h"

/* Bytes of a value that a remark repeats. */
#define SHOWN_VALUE 80

bool
statsig_undo_is_secret(const StatsigChange *change, int column)
{
	return (change->table->columns[column].flags & STATSIG_SECRET) != 0;
}

/* --- values as SQL --- */

/* ARRAY['a', 'b']::text[] from a JSON array. */
static char *
array_literal(const char *json)
{
	StringInfoData text;
	int count;
	StatsigSlice *slices = statsig_json_elements(statsig_json_text(json, strlen(json)), &count);

	initStringInfo(&text);
	appendStringInfoString(&text, "ARRAY[");
	for (int i = 0; i < count; i++)
	{
		char *element = statsig_json_as_text(slices[i]);

		appendStringInfo(&text, "%s%s", i > 0 ? ", " : "",
						 element ? quote_literal_cstr(element) : "NULL");
	}
	appendStringInfoString(&text, "]::text[]");
	return text.data;
}

char *
statsig_undo_literal(const StatsigColumn *column, const char *json)
{
	StatsigSlice slice;
	char *text;

	if (json == NULL)
		return "NULL";
	slice = statsig_json_text(json, strlen(json));
	if (slice.kind == STATSIG_JSON_NULL)
		return "NULL";
	if (column->type == STATSIG_TEXT_ARRAY && slice.kind == STATSIG_JSON_ARRAY)
		return array_literal(json);
	if (column->type == STATSIG_JSONB)
		return quote_literal_cstr(json);
	text = statsig_json_as_text(slice);
	if (column->type == STATSIG_TIMESTAMPTZ_MS)
		return psprintf("to_timestamp(%s / 1000.0)", text);
	return quote_literal_cstr(text);
}

/* The JSON of "array[].name" as a plain array of the members' values. */
static char *
plain_array(const char *json, const char *name)
{
	StringInfoData text;
	int count;
	StatsigSlice *slices = statsig_json_elements(statsig_json_text(json, strlen(json)), &count);

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	for (int i = 0; i < count; i++)
	{
		char *member = slices[i].kind == STATSIG_JSON_OBJECT ?
						   statsig_item_get(statsig_json_as_written(slices[i]), name) :
						   statsig_json_as_written(slices[i]);

		appendStringInfo(&text, "%s%s", text.len > 1 ? "," : "", member ? member : "null");
	}
	appendStringInfoChar(&text, ']');
	return text.data;
}

/* --- the row as it was --- */

List *
statsig_undo_elements(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	char *array = change->before ? statsig_item_get(change->before, table->facets[0].array) : NULL;

	return array ? statsig_elements_read(table, statsig_json_text(array, strlen(array)), 0) : NIL;
}

char *
statsig_undo_row(const StatsigChange *change)
{
	ListCell *cell;

	if (change->before == NULL)
		return NULL;
	if (statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ITEMS)
		return pstrdup(change->before);
	foreach(cell, statsig_undo_elements(change))
		if (statsig_element_is_of(change->table, lfirst(cell), change))
			return ((StatsigElement *) lfirst(cell))->text;
	return NULL;
}

char *
statsig_undo_json(const StatsigChange *change, const char *row, int column)
{
	const StatsigColumn *definition = &change->table->columns[column];
	const StatsigValue *value = &change->old_values[column];
	const char *bracket = definition->json ? strstr(definition->json, "[].") : NULL;
	char *json;

	if (row == NULL || definition->source != STATSIG_FROM_ROW)
		return value->json ? pstrdup(value->json) : NULL;
	if (bracket == NULL)
		return statsig_item_get(row, definition->json);
	json = statsig_item_get(row, pnstrdup(definition->json, bracket - definition->json));
	return json ? plain_array(json, bracket + 3) : NULL;
}

/* --- what the API takes --- */

/* 'text' for a remark, shortened when it is long. */
static char *
shown(const char *text)
{
	int length = strlen(text);
	int clipped = pg_mbcliplen(text, length, SHOWN_VALUE);

	return psprintf("'%.*s%s'", clipped, text, clipped < length ? "..." : "");
}

/* A scalar that is outside the domain, for a remark; NULL: it is not. */
static char *
refused_text(const StatsigDomain *domain, const char *text)
{
	return statsig_domain_breach(domain, text) != STATSIG_BREACH_NONE ? shown(text) : NULL;
}

static char *
refused_element(const StatsigColumn *column, StatsigSlice array)
{
	int count;
	StatsigSlice *elements = statsig_json_elements(array, &count);

	for (int i = 0; i < count; i++)
	{
		char *text = statsig_json_as_text(elements[i]);
		char *refused = text ? refused_text(&column->domain, text) : "a NULL element";

		if (refused)
			return refused;
	}
	return NULL;
}

char *
statsig_undo_refused(const StatsigColumn *column, const char *json)
{
	StatsigSlice slice = statsig_json_text(json, strlen(json));

	if (column->type == STATSIG_JSONB)
		return statsig_shape_fault(column, json);
	if (column->type == STATSIG_TEXT_ARRAY && slice.kind == STATSIG_JSON_ARRAY)
		return refused_element(column, slice);
	return refused_text(&column->domain, statsig_json_as_text(slice));
}
