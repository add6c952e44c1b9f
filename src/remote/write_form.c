/*-------------------------------------------------------------------------
 *
 * write_form.c
 *	  What the API has given for a column, in the form in which it takes it
 *	  back.
 *
 * Numbers and JSON stay as they are written.  What the API writes in several
 * ways (a number as text, a list as a bare scalar, an enumerated text in
 * small letters) becomes what it documents for a request.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/remote/write_form.h"

const char *
statsig_read_path(const StatsigColumn *column)
{
	const char *bracket;

	if (column->json == NULL ||
		(column->source != STATSIG_FROM_ROW && column->source != STATSIG_FROM_ITEM))
		return NULL;
	bracket = strstr(column->json, "[].");
	return bracket ? pnstrdup(column->json, bracket - column->json) : column->json;
}

/*
 * The spelling of an enumerated text that the API takes; NULL for one that it
 * gives and does not take.
 */
static const char *
enumerated(const StatsigColumn *column, const char *text)
{
	const char *const *values = column->domain.values;

	for (int i = 0; values[i]; i++)
		if (strcmp(values[i], text) == 0)
			return text;
	for (int i = 0; values[i]; i++)
		if (pg_strcasecmp(values[i], text) == 0)
			return values[i];
	return NULL;
}

/* What one element of a text[] is: a scalar, or a member of an object. */
static char *
element_text(const StatsigColumn *column, StatsigSlice element)
{
	const char *bracket = strstr(column->json, "[].");
	const char *member = bracket ? bracket + strlen("[].") : NULL;

	if (member && element.kind == STATSIG_JSON_OBJECT)
		statsig_json_object(element, statsig_json_members(&member, 1), &element);
	return statsig_json_as_text(element);
}

static bool
is_among(List *texts, const char *text)
{
	ListCell *cell;

	foreach(cell, texts)
		if (strcmp(lfirst(cell), text) == 0)
			return true;
	return false;
}

/* No list of the API's takes a null. */
static char *
array_form(const StatsigColumn *column, StatsigSlice slice)
{
	StatsigSlice *elements = &slice;
	int count = 1;
	List *texts = NIL;
	StringInfoData json;

	if (slice.kind == STATSIG_JSON_ARRAY)
		elements = statsig_json_elements(slice, &count);
	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < count; i++)
	{
		char *text = element_text(column, elements[i]);

		if (text == NULL || ((column->flags & STATSIG_DISTINCT) && is_among(texts, text)))
			continue;
		texts = lappend(texts, text);
		if (json.len > 1)
			appendStringInfoChar(&json, ',');
		statsig_json_append_string(&json, text);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

/* "" is no value where it cannot be one. */
bool
statsig_reads_as_null(const StatsigColumn *column, StatsigSlice slice)
{
	bool empty = slice.kind == STATSIG_JSON_STRING && slice.length == 2;

	return slice.kind <= STATSIG_JSON_NULL ||
		   (empty && ((column->flags & STATSIG_EMPTY_NULL) ||
					  (column->type != STATSIG_TEXT && column->type != STATSIG_JSONB &&
					   column->type != STATSIG_TEXT_ARRAY)));
}

/* The value as JSON of the column's type. */
static char *
typed_form(const StatsigColumn *column, StatsigSlice slice)
{
	switch (column->type)
	{
		case STATSIG_TEXT:
		case STATSIG_TIMESTAMPTZ_ISO:
		case STATSIG_DATE:
			return statsig_json_quote(statsig_json_as_text(slice));
		case STATSIG_TEXT_ARRAY:
			return array_form(column, slice);
		case STATSIG_JSONB:
			return statsig_json_as_written(slice);
		case STATSIG_BOOL:
		case STATSIG_INT4:
		case STATSIG_INT8:
		case STATSIG_FLOAT8:
		case STATSIG_PERCENT:
		case STATSIG_TIMESTAMPTZ_MS:
			/* perhaps in quotes */
			return statsig_json_as_text(slice);
	}
	elog(ERROR, "unknown type %d", (int) column->type);
}

char *
statsig_write_form(const StatsigColumn *column, StatsigSlice slice)
{
	const char *text;

	if (statsig_reads_as_null(column, slice))
		return NULL;
	if (column->domain.values == NULL)
		return typed_form(column, slice);
	text = enumerated(column, statsig_json_as_text(slice));
	return text ? statsig_json_quote(text) : NULL;
}

StatsigValue
statsig_value_of_slice(const StatsigColumn *column, StatsigSlice slice)
{
	StatsigValue value = {NULL, NULL};

	if (statsig_reads_as_null(column, slice))
		return value;
	value.json = typed_form(column, slice);
	if (column->type == STATSIG_BOOL)
		value.text = value.json[0] == 't' ? "t" : "f";
	else if (column->type == STATSIG_JSONB || column->type == STATSIG_TEXT_ARRAY)
		value.text = value.json;
	else
		value.text = statsig_json_as_text(slice);
	return value;
}

StatsigValue
statsig_value_of_constant(const StatsigColumn *column, const char *text)
{
	StatsigValue value = {text, text};

	if (column->type == STATSIG_BOOL)
	{
		value.text = text[0] == 't' ? "t" : "f";
		value.json = text[0] == 't' ? "true" : "false";
	}
	else if (column->type == STATSIG_TEXT)
		value.json = statsig_json_quote(text);
	return value;
}
