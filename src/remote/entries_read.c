/*-------------------------------------------------------------------------
 *
 * entries_read.c
 *	  The rows of a set, read as values.
 *
 * The row reader makes Datums for the attributes of a foreign table.  A set
 * that is written whole must be complete whatever attributes that table has,
 * so here the catalogue's columns are read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "src/catalog/catalog.h"
#include "src/remote/entries_kept.h"
#include "src/remote/entries_read.h"
#include "src/remote/row_reader.h"
#include "src/remote/write_form.h"

/* Where the reader stands. */
typedef struct Reading
{
	const StatsigChange *sample;
	const StatsigTable *table;
	StatsigSlice *item_slices; /* by column */
	StatsigMembers *members;   /* of the columns, in any object */
	List *rows;
} Reading;

static StatsigValue
pinned(const StatsigFacetValue *value, const StatsigColumn *column, StatsigSlice element)
{
	StatsigValue null = {NULL, NULL};

	switch (value->kind)
	{
		case STATSIG_FACET_CONSTANT:
			return statsig_value_of_constant(column, value->text);
		case STATSIG_FACET_ELEMENT:
			return statsig_value_of_slice(column, element);
		case STATSIG_FACET_NULL:
			break;
	}
	return null;
}

/*
 * The elements of an array.  One that is not there has none; anything else in
 * its place must not be taken for that, or what there is would be deleted.
 */
static StatsigSlice *
read_array(const Reading *reading, StatsigSlice array, int *count)
{
	*count = 0;
	if (array.kind <= STATSIG_JSON_NULL)
		return NULL;
	statsig_envelope_check_kind(reading->sample->relation, array, STATSIG_JSON_ARRAY);
	return statsig_json_elements(array, count);
}

/* Adds the row of a row object, whose slices are by column, and of a scalar of its list. */
static void
add_row(Reading *reading, const StatsigFacet *facet, const StatsigSlice *slices,
		StatsigSlice element)
{
	const StatsigTable *table = reading->table;
	StatsigValue *row = palloc0(sizeof(StatsigValue) * table->n_columns);

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const StatsigFacetValue *value = statsig_catalog_pinned(facet, column->name);

		if (value)
			row[i] = pinned(value, column, element);
		else if (column->source == STATSIG_FROM_ROW)
			row[i] = statsig_value_of_slice(column, slices[i]);
		else if (column->source == STATSIG_FROM_ITEM)
			row[i] = statsig_value_of_slice(column, reading->item_slices[i]);
		else if (column->source == STATSIG_FROM_PATH)
			row[i] = statsig_change_identity(reading->sample)[i];
	}
	reading->rows = lappend(reading->rows, row);
}

/* The rows of one row object. */
static void
read_object(Reading *reading, const StatsigFacet *facet, StatsigSlice object)
{
	StatsigSlice *slices = palloc0(sizeof(StatsigSlice) * reading->table->n_columns);
	StatsigSlice list = {0};
	StatsigSlice *elements;
	int count = 0;

	statsig_json_object(object, reading->members, slices);
	if (facet->list == NULL)
	{
		add_row(reading, facet, slices, list);
		return;
	}
	statsig_json_object(object, statsig_json_members(&facet->list, 1), &list);
	elements = read_array(reading, list, &count);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_row(reading, facet, slices, elements[i]);
	}
}

static void
read_facet(Reading *reading, const StatsigFacet *facet, StatsigSlice item)
{
	StatsigSlice array = {0};
	StatsigSlice *objects;
	int count = 0;

	if (facet->unless)
	{
		statsig_json_object(item, statsig_json_members(&facet->unless, 1), &array);
		if (array.kind == STATSIG_JSON_ARRAY)
			return;
	}
	if (facet->array == NULL)
	{
		read_object(reading, facet, item);
		return;
	}
	statsig_json_object(item, statsig_json_members(&facet->array, 1), &array);
	objects = read_array(reading, array, &count);
	for (int i = 0; i < count; i++)
	{
		statsig_envelope_check_kind(reading->sample->relation, objects[i], STATSIG_JSON_OBJECT);
		statsig_entries_check_kept(reading->sample, facet, objects[i]);
		read_object(reading, facet, objects[i]);
	}
}

List *
statsig_entries_read(const StatsigChange *sample, StatsigSlice item)
{
	const StatsigTable *table = sample->table;
	const char **paths = palloc(sizeof(char *) * table->n_columns);
	Reading reading = {.sample = sample, .table = table};

	for (int i = 0; i < table->n_columns; i++)
		paths[i] = statsig_read_path(&table->columns[i]);
	reading.members = statsig_json_members(paths, table->n_columns);
	reading.item_slices = palloc0(sizeof(StatsigSlice) * table->n_columns);
	statsig_json_object(item, reading.members, reading.item_slices);
	for (int i = 0; i < table->n_facets; i++)
		if (!table->facets[i].write_only)
			read_facet(&reading, &table->facets[i], item);
	return reading.rows;
}
