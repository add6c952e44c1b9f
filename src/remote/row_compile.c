/*-------------------------------------------------------------------------
 *
 * row_compile.c
 *	  Makes a row reader: which members the wanted columns are made of.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/row_reader.h"

/* Paths collected while compiling; their number is small. */
typedef struct StatsigPaths
{
	const char **paths;
	int n;
} StatsigPaths;

/* A table without facets has one row per item, as this facet says. */
static const StatsigFacet whole_item = {0};

static int
add_path(StatsigPaths *paths, const char *path)
{
	paths->paths = paths->paths == NULL ? palloc(sizeof(char *)) :
										  repalloc(paths->paths, (paths->n + 1) * sizeof(char *));
	paths->paths[paths->n] = path;
	return paths->n++;
}

/* StatsigRowPathAdder. */
static int
add_row_path(void *paths, const char *member)
{
	return add_path(paths, member);
}

/* The part of "a+b" or "a=b" before and after the sign. */
static void
add_pair(const char *pair, char sign, StatsigPaths *first, int *first_slot, StatsigPaths *second,
		 int *second_slot)
{
	const char *middle = strchr(pair, sign);

	Assert(middle != NULL);
	*first_slot = add_path(first, pnstrdup(pair, middle - pair));
	*second_slot = add_path(second, middle + 1);
}

/*
 * Finds the column that is made of this one's member and another.  An answer
 * to a request that was made with the joined value need not repeat its parts.
 */
static void
find_joined(StatsigOutput *output, const StatsigTable *table)
{
	const StatsigColumn *column = output->converter.column;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *joined = &table->columns[i];
		const char *middle;

		if (joined->source != STATSIG_FROM_JOINED)
			continue;
		middle = strchr(joined->json, '+');
		if (strcmp(middle + 1, column->json) == 0 ||
			(strlen(column->json) == (size_t) (middle - joined->json) &&
			 strncmp(joined->json, column->json, middle - joined->json) == 0))
		{
			output->joined = joined;
			output->second_part = strcmp(middle + 1, column->json) == 0;
		}
	}
}

/* Adds the members that one attribute is made of. */
static void
compile_output(StatsigOutput *output, const StatsigTable *table, StatsigPaths *item,
			   StatsigPaths *row)
{
	const StatsigColumn *column = output->converter.column;

	output->row_slot = output->second_slot = output->item_slot = -1;
	switch (column->source)
	{
		case STATSIG_FROM_ROW:
			output->row_slot = add_path(row, column->json);
			find_joined(output, table);
			break;
		case STATSIG_FROM_ITEM:
			output->item_slot = add_path(item, column->json);
			break;
		case STATSIG_FROM_MATCH:
			add_pair(column->json, '=', row, &output->row_slot, item, &output->item_slot);
			break;
		case STATSIG_FROM_DISPLAY_TIME:
		case STATSIG_FROM_JOINED:
			add_pair(column->json, '+', row, &output->row_slot, row, &output->second_slot);
			break;
		default:
			break;
	}
}

/* The facets that rows are read by; those that only say how to write are left out. */
static void
select_facets(StatsigRowReader *reader)
{
	const StatsigTable *table = reader->table;

	reader->facets = palloc((table->n_facets + 1) * sizeof(StatsigFacet *));
	for (int i = 0; i < table->n_facets; i++)
	{
		if (!table->facets[i].write_only)
			reader->facets[reader->n_facets++] = &table->facets[i];
	}
	if (reader->n_facets == 0)
		reader->facets[reader->n_facets++] = &whole_item;
}

static void
compile_facets(StatsigRowReader *reader, StatsigPaths *item, StatsigPaths *row)
{
	reader->array_slots = palloc(reader->n_facets * sizeof(int));
	reader->list_slots = palloc(reader->n_facets * sizeof(int));
	reader->unless_slots = palloc(reader->n_facets * sizeof(int));
	for (int i = 0; i < reader->n_facets; i++)
	{
		const StatsigFacet *facet = reader->facets[i];

		reader->array_slots[i] = facet->array == NULL ? -1 : add_path(item, facet->array);
		reader->list_slots[i] = facet->list == NULL ? -1 : add_path(row, facet->list);
		reader->unless_slots[i] = facet->unless == NULL ? -1 : add_path(item, facet->unless);
	}
}

static void
compile_outputs(StatsigRowReader *reader, TupleDesc tupdesc, const int *attribute_columns,
				const bool *wanted, StatsigPaths *item, StatsigPaths *row)
{
	reader->outputs = palloc0(Max(tupdesc->natts, 1) * sizeof(StatsigOutput));
	for (int i = 0; i < tupdesc->natts; i++)
	{
		StatsigOutput *output = &reader->outputs[reader->n_outputs];

		if (!wanted[i] || attribute_columns[i] < 0)
			continue;
		output->attribute = i;
		statsig_value_prepare(&output->converter, &reader->table->columns[attribute_columns[i]],
							  TupleDescAttr(tupdesc, i));
		compile_output(output, reader->table, item, row);
		output->secret = statsig_catalog_is_secret(reader->table, output->converter.column);
		reader->n_outputs++;
	}
}

/* The members that tell whether an item must be got by itself. */
static void
compile_omission(StatsigRowReader *reader, StatsigPaths *item)
{
	const StatsigOmission *omission = &reader->table->omission;

	reader->omitted_slot = reader->omitted_when_slot = -1;
	if (omission->column == NULL)
	{
		/* the array of the rows is what may be missing */
		if (omission->member != NULL)
		{
			reader->omitted_slot = reader->array_slots[0];
			reader->omitted_when_slot = add_path(item, omission->member);
		}
		return;
	}
	for (int i = 0; i < reader->n_outputs; i++)
	{
		const StatsigColumn *column = reader->outputs[i].converter.column;

		if (strcmp(column->name, omission->column) != 0)
			continue;
		reader->omitted_slot = add_path(item, column->json);
		reader->omitted_when_slot = add_path(item, omission->member);
	}
}

StatsigRowReader *
statsig_rows_reader(const StatsigTable *table, TupleDesc tupdesc, const int *attribute_columns,
					const bool *wanted, const char *relation_name)
{
	StatsigRowReader *reader = palloc0(sizeof(StatsigRowReader));
	StatsigPaths item = {0};
	StatsigPaths row = {0};

	reader->table = table;
	reader->relation_name = pstrdup(relation_name);
	reader->n_attributes = tupdesc->natts;
	reader->key_slot = table->item_key == NULL ? -1 : add_path(&item, table->item_key);
	select_facets(reader);
	compile_facets(reader, &item, &row);
	compile_outputs(reader, tupdesc, attribute_columns, wanted, &item, &row);
	compile_omission(reader, &item);
	statsig_repeats_compile(reader, add_row_path, &row);

	reader->row_members = statsig_json_members(row.paths, row.n);
	reader->n_item_slots = item.n;
	for (int i = 0; i < row.n; i++)
		add_path(&item, row.paths[i]);
	reader->item_members = statsig_json_members(item.paths, item.n);
	reader->n_all_slots = item.n;
	reader->item_slices = palloc(Max(item.n, 1) * sizeof(StatsigSlice));
	reader->object_slices = palloc(Max(row.n, 1) * sizeof(StatsigSlice));
	reader->list_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig list", ALLOCSET_SMALL_SIZES);
	return reader;
}
