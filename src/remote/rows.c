/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  From the items of an answer to rows.
 *
 * The reader walks item by item, facet by facet, object by object and scalar
 * by scalar, and only ever holds the slices of the item it stands on.  Which
 * members those are is compiled once, from the columns that are wanted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/rows.h"
#include "src/remote/values.h"

/* One wanted attribute. */
typedef struct StatsigOutput
{
	int			attribute;		/* 0-based */
	StatsigConverter converter;
	int			row_slot;		/* slot of the row object, or -1 */
	int			second_slot;	/* FROM_DISPLAY_TIME: of the time */
	int			item_slot;		/* slot of the item, or -1 */
} StatsigOutput;

/* Paths collected while compiling; their number is small. */
typedef struct StatsigPaths
{
	const char **paths;
	int			n;
} StatsigPaths;

/* What identifies an item or scalar that was seen: 128 bits of hash over its text. */
typedef struct StatsigSeen
{
	uint64		hash[2];
} StatsigSeen;

struct StatsigRowReader
{
	const StatsigTable *table;
	const char *relation_name;
	int			n_attributes;
	int			n_outputs;
	StatsigOutput *outputs;

	/* how rows lie in an item */
	int			n_facets;
	const StatsigFacet **facets;

	/* compiled members */
	StatsigMembers *item_members;	/* those of the item, then those of the row */
	int			n_item_slots;	/* how many belong to the item */
	StatsigMembers *row_members;
	int			key_slot;		/* item slot of table->item_key, or -1 */
	int		   *array_slots;	/* per facet: item slot of its array, or -1 */
	int		   *list_slots;		/* per facet: row slot of its list, or -1 */

	/* what was seen of the list */
	MemoryContext list_context;
	HTAB	   *seen;			/* NULL: nothing is skipped */
	int64		n_seen;

	/* the body that is open */
	MemoryContext body_context;
	StatsigSlice data;
	StatsigJsonReader *items;	/* NULL: the data object is the only item */
	bool		data_pending;	/* ... and has not been delivered */
	const StatsigBinding *bindings;
	int			n_bindings;

	/* where in it the reader stands */
	bool		in_item;
	StatsigSlice item;
	StatsigSlice *item_slices;
	int			facet;
	bool		in_facet;
	StatsigJsonReader *objects; /* NULL: the item is the row object */
	int			position;
	bool		in_object;
	StatsigSlice object;
	StatsigSlice *object_slices;	/* storage for objects of an array */
	StatsigSlice *row_slices;	/* the current row object's */
	StatsigSlice *elements;
	int			n_elements;
	int			element;
};

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

/* The part of "a+b" or "a=b" before and after the sign. */
static void
add_pair(const char *pair, char sign, StatsigPaths *first, int *first_slot,
		 StatsigPaths *second, int *second_slot)
{
	const char *middle = strchr(pair, sign);

	Assert(middle != NULL);
	*first_slot = add_path(first, pnstrdup(pair, middle - pair));
	*second_slot = add_path(second, middle + 1);
}

/* Adds the members that one attribute is made of. */
static void
compile_output(StatsigOutput *output, StatsigPaths *item, StatsigPaths *row)
{
	const StatsigColumn *column = output->converter.column;

	output->row_slot = output->second_slot = output->item_slot = -1;
	switch (column->source)
	{
		case STATSIG_FROM_ROW:
			output->row_slot = add_path(row, column->json);
			break;
		case STATSIG_FROM_ITEM:
			output->item_slot = add_path(item, column->json);
			break;
		case STATSIG_FROM_MATCH:
			add_pair(column->json, '=', row, &output->row_slot, item, &output->item_slot);
			break;
		case STATSIG_FROM_DISPLAY_TIME:
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
	for (int i = 0; i < reader->n_facets; i++)
	{
		const StatsigFacet *facet = reader->facets[i];

		reader->array_slots[i] = facet->array == NULL ? -1 : add_path(item, facet->array);
		reader->list_slots[i] = facet->list == NULL ? -1 : add_path(row, facet->list);
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
		compile_output(output, item, row);
		reader->n_outputs++;
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

	reader->row_members = statsig_json_members(row.paths, row.n);
	reader->n_item_slots = item.n;
	for (int i = 0; i < row.n; i++)
		add_path(&item, row.paths[i]);
	reader->item_members = statsig_json_members(item.paths, item.n);
	reader->item_slices = palloc(Max(item.n, 1) * sizeof(StatsigSlice));
	reader->object_slices = palloc(Max(row.n, 1) * sizeof(StatsigSlice));
	reader->list_context = AllocSetContextCreate(CurrentMemoryContext, "statsig list",
												 ALLOCSET_SMALL_SIZES);
	return reader;
}

void
statsig_rows_begin_list(StatsigRowReader *reader)
{
	HASHCTL		control = {.keysize = sizeof(StatsigSeen),.entrysize = sizeof(StatsigSeen)};

	MemoryContextReset(reader->list_context);
	control.hcxt = reader->list_context;
	reader->seen = hash_create("statsig items seen", 256, &control,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	reader->n_seen = 0;
}

int64
statsig_rows_seen(const StatsigRowReader *reader)
{
	return reader->n_seen;
}

/* Remembers a unit of the list; false when it was there before. */
static bool
note_unit(StatsigRowReader *reader, StatsigSlice key)
{
	StatsigSeen entry;
	bool		found;

	if (reader->seen == NULL)
		return true;
	if (key.kind <= STATSIG_JSON_NULL)
	{
		/* an item that cannot be told apart is never taken for another */
		reader->n_seen++;
		return true;
	}
	entry.hash[0] = hash_bytes_extended((const unsigned char *) key.start, key.length, 0);
	entry.hash[1] = hash_bytes_extended((const unsigned char *) key.start, key.length,
										UINT64CONST(0x9E3779B97F4A7C15));
	hash_search(reader->seen, &entry, HASH_ENTER, &found);
	if (!found)
		reader->n_seen++;
	return !found;
}

/* Where the members of an envelope are found; the order is that of envelope_paths. */
enum
{
	ENVELOPE_DATA,
	ENVELOPE_BLOCK,
	ENVELOPE_NEXT,
	ENVELOPE_TOTAL,
	N_ENVELOPE
};

static const char *const envelope_paths[N_ENVELOPE] = {
	"data", "pagination", "pagination.nextPage", "pagination.totalItems"
};

static void
read_block(const StatsigSlice *slices, StatsigPageInfo *info)
{
	StatsigSlice next = slices[ENVELOPE_NEXT];
	StatsigSlice total = slices[ENVELOPE_TOTAL];

	info->has_block = slices[ENVELOPE_BLOCK].kind == STATSIG_JSON_OBJECT;
	info->has_next = next.kind > STATSIG_JSON_NULL &&
		!(next.kind == STATSIG_JSON_STRING && next.length == 2);
	info->names_next = next.kind != STATSIG_JSON_ABSENT;
	info->total = -1;
	if (total.kind == STATSIG_JSON_NUMBER)
		info->total = strtoll(total.start, NULL, 10);
}

/* Raises unless the data is of the kind that the endpoint answers with. */
static void
check_kind(const StatsigRowReader *reader, StatsigSlice data, StatsigJsonKind wanted)
{
	static const char *const kinds[] = {
		"nothing", "null", "a truth value", "a number", "a string", "an object", "an array"
	};

	if (data.kind != wanted)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("the answer of the Statsig API for foreign table \"%s\" has an unexpected form",
						reader->relation_name),
				 errdetail("Where its data should be %s there is %s.",
						   kinds[wanted], kinds[data.kind])));
}

/* The data inside an answer, and what its pagination block says. */
static StatsigSlice
unwrap(const StatsigRowReader *reader, StatsigSlice text, StatsigEnvelope envelope,
	   StatsigPageInfo *info)
{
	StatsigSlice slices[N_ENVELOPE];
	bool		bare = envelope == STATSIG_BARE_ARRAY;

	info->total = -1;

	/* an endpoint that answers with a bare array may one day wrap it */
	if (bare)
	{
		text = statsig_json_text(text.start, text.length);
		if (text.kind == STATSIG_JSON_ARRAY)
			return text;
	}
	statsig_json_object(text, statsig_json_members(envelope_paths, N_ENVELOPE), slices);
	read_block(slices, info);
	check_kind(reader, slices[ENVELOPE_DATA],
			   envelope == STATSIG_DATA_OBJECT ? STATSIG_JSON_OBJECT : STATSIG_JSON_ARRAY);
	return slices[ENVELOPE_DATA];
}

StatsigPageInfo
statsig_rows_open(StatsigRowReader *reader, const char *body, size_t length,
				  StatsigEnvelope envelope, const StatsigBinding *bindings, int n_bindings)
{
	StatsigSlice text = {STATSIG_JSON_ABSENT, body, (int) length, 0};
	StatsigPageInfo info = {0};

	reader->body_context = CurrentMemoryContext;
	reader->data = unwrap(reader, text, envelope, &info);
	reader->bindings = bindings;
	reader->n_bindings = n_bindings;
	reader->in_item = false;
	reader->items = NULL;
	reader->data_pending = false;
	if (envelope != STATSIG_DATA_OBJECT)
	{
		reader->items = statsig_json_open_array(reader->data, reader->item_members);
		info.units = reader->data.elements;
		return info;
	}
	reader->data_pending = true;
	statsig_json_object(reader->data, reader->item_members, reader->item_slices);
	if (reader->facets[0]->array == NULL && reader->list_slots[0] >= 0)
		info.units = reader->item_slices[reader->n_item_slots + reader->list_slots[0]].elements;
	else
		info.units = 1;
	return info;
}

/* Steps to the next item; false at the end of the body. */
static bool
next_item(StatsigRowReader *reader)
{
	if (reader->items == NULL)
	{
		if (!reader->data_pending)
			return false;
		reader->data_pending = false;
		reader->item = reader->data;

		/* two keys may name one object (tags answer to id and name) */
		if (reader->key_slot >= 0 && !note_unit(reader, reader->item_slices[reader->key_slot]))
			return false;
	}
	else
	{
		do
		{
			if (!statsig_json_next(reader->items, &reader->item, reader->item_slices))
				return false;
		} while (!note_unit(reader, reader->key_slot < 0 ? (StatsigSlice) {0} :
							reader->item_slices[reader->key_slot]));
	}
	reader->facet = -1;
	reader->in_facet = false;
	return true;
}

/* Steps to the next facet of the item; false when it has no more. */
static bool
next_facet(StatsigRowReader *reader)
{
	StatsigSlice array;

	while (++reader->facet < reader->n_facets)
	{
		reader->in_object = false;
		reader->position = -1;
		reader->objects = NULL;
		if (reader->array_slots[reader->facet] < 0)
			return true;
		array = reader->item_slices[reader->array_slots[reader->facet]];
		if (array.kind <= STATSIG_JSON_NULL)
			continue;
		check_kind(reader, array, STATSIG_JSON_ARRAY);
		reader->objects = statsig_json_open_array(array, reader->row_members);
		return true;
	}
	return false;
}

/* Steps to the next row object of the facet; false when it has no more. */
static bool
next_object(StatsigRowReader *reader)
{
	int			list_slot = reader->list_slots[reader->facet];
	StatsigSlice list;

	reader->position++;
	if (reader->objects == NULL)
	{
		if (reader->position > 0)
			return false;
		reader->object = reader->item;
		reader->row_slices = reader->item_slices + reader->n_item_slots;
	}
	else
	{
		if (!statsig_json_next(reader->objects, &reader->object, reader->object_slices))
			return false;
		reader->row_slices = reader->object_slices;
	}
	reader->element = -1;
	reader->elements = NULL;
	reader->n_elements = list_slot < 0 ? 1 : 0;
	if (list_slot < 0)
		return true;
	list = reader->row_slices[list_slot];
	if (list.kind > STATSIG_JSON_NULL)
	{
		check_kind(reader, list, STATSIG_JSON_ARRAY);
		reader->elements = statsig_json_elements(list, &reader->n_elements);
	}
	return true;
}

/* Steps to the next scalar of the row object; false when it has no more. */
static bool
next_element(StatsigRowReader *reader)
{
	while (++reader->element < reader->n_elements)
	{
		/* a list that is paged by itself is told apart by its scalars */
		if (reader->elements == NULL || reader->items != NULL || reader->objects != NULL ||
			note_unit(reader, reader->elements[reader->element]))
			return true;
	}
	return false;
}

/* Steps to the next row; false at the end of the body. */
static bool
step(StatsigRowReader *reader)
{
	for (;;)
	{
		if (!reader->in_item && !(reader->in_item = next_item(reader)))
			return false;
		if (!reader->in_facet && !(reader->in_facet = next_facet(reader)))
		{
			reader->in_item = false;
			continue;
		}
		if (!reader->in_object && !(reader->in_object = next_object(reader)))
		{
			reader->in_facet = false;
			continue;
		}
		if (next_element(reader))
			return true;
		reader->in_object = false;
	}
}

/* The value that the present facet pins down for a column, or NULL. */
static const StatsigFacetValue *
facet_value(const StatsigFacet *facet, const char *column)
{
	for (int i = 0; i < STATSIG_MAX_FACET_VALUES && facet->values[i].column != NULL; i++)
	{
		if (strcmp(facet->values[i].column, column) == 0)
			return &facet->values[i];
	}
	return NULL;
}

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
			return statsig_value_from_slice(&output->converter,
											reader->elements[reader->element], isnull);
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
	return statsig_value_from_bool(&output->converter,
								   mine.kind > STATSIG_JSON_NULL &&
								   strcmp(statsig_json_as_text(mine),
										  statsig_json_as_text(theirs)) == 0);
}

static Datum
output_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull)
{
	const StatsigColumn *column = output->converter.column;
	const StatsigFacetValue *pinned = facet_value(reader->facets[reader->facet],
												  column->name);

	if (pinned != NULL)
		return facet_datum(reader, output, pinned, isnull);
	switch (column->source)
	{
		case STATSIG_FROM_ROW:
			return statsig_value_from_slice(&output->converter,
											reader->row_slices[output->row_slot], isnull);
		case STATSIG_FROM_ITEM:
			return statsig_value_from_slice(&output->converter,
											reader->item_slices[output->item_slot], isnull);
		case STATSIG_FROM_PATH:
		case STATSIG_FROM_QUERY:
			return statsig_value_from_text(&output->converter,
										   bound_text(reader, column->name), isnull);
		case STATSIG_FROM_POSITION:
			*isnull = false;
			return statsig_value_from_integer(&output->converter, reader->position);
		case STATSIG_FROM_MATCH:
			return match_datum(reader, output, isnull);
		case STATSIG_FROM_DISPLAY_TIME:
			return statsig_value_from_display_time(&output->converter,
												   reader->row_slices[output->row_slot],
												   reader->row_slices[output->second_slot],
												   isnull);
		case STATSIG_FROM_RAW:
			return statsig_value_from_slice(&output->converter, raw_slice(reader), isnull);
		case STATSIG_FROM_FACET:
		case STATSIG_FROM_NOWHERE:
			break;
	}
	*isnull = true;
	return (Datum) 0;
}

/* What an error in a conversion is about. */
typedef struct StatsigRowError
{
	const char *relation_name;
	const char *column_name;
} StatsigRowError;

static void
row_error_context(void *arg)
{
	StatsigRowError *error = arg;

	if (error->column_name != NULL)
		errcontext("column \"%s\" of foreign table \"%s\"",
				   error->column_name, error->relation_name);
}

bool
statsig_rows_next(StatsigRowReader *reader, Datum *values, bool *nulls)
{
	StatsigRowError error = {reader->relation_name, NULL};
	ErrorContextCallback callback = {error_context_stack, row_error_context, &error};
	MemoryContext caller = MemoryContextSwitchTo(reader->body_context);
	bool		found = step(reader);

	MemoryContextSwitchTo(caller);
	if (!found)
		return false;
	memset(nulls, true, reader->n_attributes * sizeof(bool));
	error_context_stack = &callback;
	for (int i = 0; i < reader->n_outputs; i++)
	{
		StatsigOutput *output = &reader->outputs[i];

		error.column_name = output->converter.column->name;
		values[output->attribute] = output_datum(reader, output, &nulls[output->attribute]);
	}
	error_context_stack = callback.previous;
	return true;
}
