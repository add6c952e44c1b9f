/*-------------------------------------------------------------------------
 *
 * row_values.c
 *	  The value of a column where the row reader stands.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/row_reader.h"
#include "src/remote/secrets.h"

/* The text bound to a path or parameter column, or NULL. */
static const char *
bound_text(const StatsigRowReader *reader, const char *column)
{
	for (int i = 0; i < reader->n_bindings; i++)
	{
		if (strcmp(reader->bindings[i].column, column) == 0)
			return reader->bindings[i].value;
	}
	return NULL;
}

/* The whole of what makes a row: the scalar, else the row object. */
static StatsigSlice
raw_slice(const StatsigRowReader *reader)
{
	return reader->elements != NULL ? reader->elements[reader->element] : reader->object;
}

static Datum
facet_datum(StatsigRowReader *reader, StatsigOutput *output, const StatsigFacetValue *pinned,
			bool *isnull)
{
	switch (pinned->kind)
	{
		case STATSIG_FACET_CONSTANT:
			return statsig_value_from_text(&output->converter, pinned->text, isnull);
		case STATSIG_FACET_ELEMENT:
			return statsig_value_from_slice(&output->converter, reader->elements[reader->element],
											isnull);
		case STATSIG_FACET_NULL:
			break;
	}
	*isnull = true;
	return (Datum) 0;
}

/* Whether a member of the row equals one of the item; without the latter, the first row does. */
static Datum
match_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	StatsigSlice mine = reader->row_slices[output->row_slot];
	StatsigSlice theirs = reader->item_slices[output->item_slot];

	*isnull = false;
	if (theirs.kind <= STATSIG_JSON_NULL ||
		(theirs.kind == STATSIG_JSON_STRING && theirs.length == 2))
		return statsig_value_from_bool(&output->converter, reader->position == 0);
	return statsig_value_from_bool(
		&output->converter,
		mine.kind > STATSIG_JSON_NULL &&
			strcmp(statsig_json_as_text(mine), statsig_json_as_text(theirs)) == 0);
}

/* What stands between the two parts of a joined value. */
#define JOINT "::"

/* Two members as one text, unless the request was made with it. */
static Datum
joined_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	const char *text = bound_text(reader, output->converter.column->name);
	StatsigSlice first = reader->row_slices[output->row_slot];
	StatsigSlice second = reader->row_slices[output->second_slot];

	if (text == NULL && first.kind > STATSIG_JSON_NULL && second.kind > STATSIG_JSON_NULL)
		text = psprintf("%s" JOINT "%s", statsig_json_as_text(first), statsig_json_as_text(second));
	return statsig_value_from_text(&output->converter, text, isnull);
}

/* A member, or the part of the value that the request was made with where it is left out. */
static Datum
row_member_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	StatsigSlice slice = reader->row_slices[output->row_slot];
	const char *whole = NULL;
	const char *middle = NULL;

	if (slice.kind == STATSIG_JSON_ABSENT && output->joined != NULL)
		whole = bound_text(reader, output->joined->name);
	for (const char *at = whole ? strstr(whole, JOINT) : NULL; at != NULL;
		 at = strstr(at + 1, JOINT))
		middle = at;
	if (middle == NULL)
		return statsig_value_from_slice(&output->converter, slice, isnull);
	return statsig_value_from_text(
		&output->converter,
		output->second_part ? middle + strlen(JOINT) : pnstrdup(whole, middle - whole), isnull);
}

static Datum
read_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	const StatsigColumn *column = output->converter.column;
	const StatsigFacetValue *pinned =
		statsig_catalog_pinned(reader->facets[reader->facet], column->name);

	if (pinned != NULL)
		return facet_datum(reader, output, pinned, isnull);
	switch (column->source)
	{
		case STATSIG_FROM_ROW:
			return row_member_datum(reader, output, isnull);
		case STATSIG_FROM_ITEM:
			return statsig_value_from_slice(&output->converter,
											reader->item_slices[output->item_slot], isnull);
		case STATSIG_FROM_PATH:
		case STATSIG_FROM_QUERY:
		case STATSIG_FROM_LIST:
			return statsig_value_from_text(&output->converter, bound_text(reader, column->name),
										   isnull);
		case STATSIG_FROM_POSITION:
			*isnull = false;
			return statsig_value_from_integer(&output->converter, reader->position);
		case STATSIG_FROM_MATCH:
			return match_datum(reader, output, isnull);
		case STATSIG_FROM_DISPLAY_TIME:
			return statsig_value_from_display_time(&output->converter,
												   reader->row_slices[output->row_slot],
												   reader->row_slices[output->second_slot], isnull);
		case STATSIG_FROM_JOINED:
			return joined_datum(reader, output, isnull);
		case STATSIG_FROM_RAW:
			return statsig_value_from_slice(&output->converter, raw_slice(reader), isnull);
		case STATSIG_FROM_FACET:
		case STATSIG_FROM_NOWHERE:
			break;
	}
	*isnull = true;
	return (Datum) 0;
}

/* Input functions quote what they cannot read. */
static Datum
read_secret(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	MemoryContext context = CurrentMemoryContext;
	Datum datum = (Datum) 0;

	PG_TRY();
	{
		datum = read_datum(reader, output, isnull);
	}
	PG_CATCH();
	{
		statsig_secrets_withhold(context, output->converter.column->name, reader->relation_name);
	}
	PG_END_TRY();
	return datum;
}

Datum
statsig_row_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	return output->secret ? read_secret(reader, output, isnull) :
							read_datum(reader, output, isnull);
}
