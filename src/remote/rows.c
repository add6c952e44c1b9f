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
#include "utils/memutils.h"

#include "src/remote/csv.h"
#include "src/remote/row_reader.h"

/* What identifies an item or scalar that was seen: 128 bits of hash over its text. */
typedef struct StatsigSeen
{
	uint64 hash[2];
} StatsigSeen;

void
statsig_rows_begin_list(StatsigRowReader *reader)
{
	HASHCTL control = {.keysize = sizeof(StatsigSeen), .entrysize = sizeof(StatsigSeen)};

	MemoryContextReset(reader->list_context);
	control.hcxt = reader->list_context;
	reader->seen =
		hash_create("statsig items seen", 256, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	reader->n_seen = 0;
}

void
statsig_rows_forget_list(StatsigRowReader *reader)
{
	MemoryContextReset(reader->list_context);
	reader->seen = NULL;
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
	bool found;

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

/* Whether the item of the list lacks a wanted member that the API has for it. */
static bool
is_incomplete(const StatsigRowReader *reader, const StatsigSlice *slices)
{
	StatsigSlice when;

	if (reader->fetch == NULL || reader->omitted_slot < 0 ||
		slices[reader->omitted_slot].kind != STATSIG_JSON_ABSENT)
		return false;
	when = slices[reader->omitted_when_slot];
	return when.kind == STATSIG_JSON_STRING &&
		   strcmp(statsig_json_as_text(when), reader->table->omission.value) == 0;
}

/* Has the items that the list leaves incomplete asked for before their turn. */
static void
ask_for_incomplete(StatsigRowReader *reader)
{
	if (reader->ask == NULL || reader->omitted_slot < 0)
		return;
	for (int i = 0; i < reader->taken.n; i++)
	{
		const StatsigSlice *slices = reader->taken.slices + (Size) i * reader->n_all_slots;

		if (is_incomplete(reader, slices) && slices[reader->key_slot].kind > STATSIG_JSON_NULL)
			reader->ask(reader->fetch_arg, statsig_json_as_text(slices[reader->key_slot]));
	}
}

StatsigPageInfo
statsig_rows_open(StatsigRowReader *reader, const char *body, size_t length,
				  StatsigEnvelope envelope, const StatsigBinding *bindings, int n_bindings)
{
	StatsigSlice text = {STATSIG_JSON_ABSENT, body, (int) length, 0};
	StatsigPageInfo info = {0};

	if (envelope == STATSIG_CSV)
	{
		text.start = statsig_csv_to_json(body, length);
		text.length = (int) strlen(text.start);
		envelope = STATSIG_BARE_ARRAY;
	}

	reader->body_context = CurrentMemoryContext;
	reader->taken = (StatsigElements){.members = reader->item_members};
	reader->data =
		statsig_envelope_open(reader->relation_name, text, envelope, &reader->taken, &info);
	reader->bindings = bindings;
	reader->n_bindings = n_bindings;
	reader->in_item = false;
	reader->is_list = reader->data.kind == STATSIG_JSON_ARRAY;
	reader->items = NULL;
	reader->n_taken = 0;
	reader->data_pending = false;
	reader->made = false;
	if (reader->is_list)
	{
		if (reader->taken.n == 0)
			reader->items = statsig_json_open_array(reader->data, reader->item_members);
		info.units = reader->data.elements;
		ask_for_incomplete(reader);
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

void
statsig_rows_open_item(StatsigRowReader *reader, const StatsigOverlaid *item,
					   const StatsigBinding *bindings, int n_bindings)
{
	char *body = psprintf("{\"data\":%s}", item->text);

	statsig_rows_open(reader, body, strlen(body), STATSIG_DATA_OBJECT, bindings, n_bindings);
	reader->overlaid = *item;
	reader->made = true;
}

void
statsig_rows_set_fetcher(StatsigRowReader *reader, StatsigItemFetcher fetch, StatsigItemAsker ask,
						 void *arg)
{
	reader->fetch = fetch;
	reader->ask = ask;
	reader->fetch_arg = arg;
}

/* Takes the item as the item endpoint shows it; false when it is gone meanwhile. */
static bool
complete_item(StatsigRowReader *reader)
{
	StatsigSlice text = {STATSIG_JSON_ABSENT, NULL, 0, 0};
	StatsigPageInfo info;
	size_t length;

	text.start = reader->fetch(
		reader->fetch_arg, statsig_json_as_text(reader->item_slices[reader->key_slot]), &length);
	if (text.start == NULL)
		return false;
	text.length = (int) length;
	reader->item =
		statsig_envelope_open(reader->relation_name, text, STATSIG_DATA_OBJECT, NULL, &info);
	statsig_json_object(reader->item, reader->item_members, reader->item_slices);
	return true;
}

void
statsig_rows_set_overlay(StatsigRowReader *reader, StatsigItemOverlay overlay, void *arg)
{
	reader->overlay = overlay;
	reader->overlay_arg = arg;
}

/* Takes the item as the transaction sees it; false when it sees none. */
static bool
overlay_item(StatsigRowReader *reader)
{
	if (!reader->made)
		memset(&reader->overlaid, 0, sizeof(reader->overlaid));
	if (reader->made || reader->overlay == NULL)
		return true;
	reader->overlaid = reader->overlay(
		reader->overlay_arg,
		reader->key_slot < 0 ? NULL : statsig_json_as_text(reader->item_slices[reader->key_slot]),
		reader->item);
	if (reader->overlaid.hidden)
		return false;
	if (reader->overlaid.text != NULL)
	{
		reader->item = statsig_json_text(reader->overlaid.text, reader->overlaid.length);
		statsig_json_object(reader->item, reader->item_members, reader->item_slices);
	}
	return true;
}

StatsigToken
statsig_rows_token(const StatsigRowReader *reader)
{
	if (reader->objects != NULL && reader->position < reader->overlaid.n_tokens)
		return reader->overlaid.tokens[reader->position];
	return reader->overlaid.token;
}

/* Takes the next element of the body's list; false when there is none. */
static bool
next_of_list(StatsigRowReader *reader)
{
	Size at = reader->n_taken;

	if (reader->items != NULL)
		return statsig_json_next(reader->items, &reader->item, reader->item_slices);
	if (reader->n_taken == reader->taken.n)
		return false;
	reader->n_taken++;
	reader->item = reader->taken.wholes[at];
	memcpy(reader->item_slices, reader->taken.slices + at * reader->n_all_slots,
		   reader->n_all_slots * sizeof(StatsigSlice));
	return true;
}

/* Steps to the next item; false at the end of the body. */
static bool
next_item(StatsigRowReader *reader)
{
	if (!reader->is_list)
	{
		if (!reader->data_pending)
			return false;
		reader->data_pending = false;
		reader->item = reader->data;

		/* two keys may name one object (tags answer to id and name) */
		if (reader->key_slot >= 0 && !reader->made &&
			!note_unit(reader, reader->item_slices[reader->key_slot]))
			return false;
		if (!overlay_item(reader))
			return false;
	}
	else
	{
		do
		{
			if (!next_of_list(reader))
				return false;
			if (reader->key_slot >= 0)
				statsig_envelope_check_kind(reader->relation_name, reader->item,
											STATSIG_JSON_OBJECT);
		} while (!note_unit(reader, reader->key_slot < 0 ? (StatsigSlice){0} :
														   reader->item_slices[reader->key_slot]) ||
				 (is_incomplete(reader, reader->item_slices) && !complete_item(reader)) ||
				 !overlay_item(reader));
	}
	reader->facet = -1;
	reader->in_facet = false;
	statsig_repeats_begin_item(reader);
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
		if (reader->unless_slots[reader->facet] >= 0 &&
			reader->item_slices[reader->unless_slots[reader->facet]].kind > STATSIG_JSON_NULL)
			continue;
		if (reader->array_slots[reader->facet] < 0)
			return true;
		array = reader->item_slices[reader->array_slots[reader->facet]];
		if (array.kind <= STATSIG_JSON_NULL)
			continue;
		statsig_envelope_check_kind(reader->relation_name, array, STATSIG_JSON_ARRAY);
		reader->objects = statsig_json_open_array(array, reader->row_members);
		return true;
	}
	return false;
}

/* Steps to the next row object of the facet; false when it has no more. */
static bool
next_object(StatsigRowReader *reader)
{
	int list_slot = reader->list_slots[reader->facet];
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
		statsig_envelope_check_kind(reader->relation_name, reader->object, STATSIG_JSON_OBJECT);
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
		statsig_envelope_check_kind(reader->relation_name, list, STATSIG_JSON_ARRAY);
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
		if (reader->made || reader->elements == NULL || reader->is_list ||
			reader->objects != NULL || note_unit(reader, reader->elements[reader->element]))
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
		if (!next_element(reader))
			reader->in_object = false;
		else if (statsig_repeats_is_new(reader))
			return true;
	}
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
		errcontext("column \"%s\" of foreign table \"%s\"", error->column_name,
				   error->relation_name);
}

bool
statsig_rows_next(StatsigRowReader *reader, Datum *values, bool *nulls)
{
	StatsigRowError error = {reader->relation_name, NULL};
	ErrorContextCallback callback = {error_context_stack, row_error_context, &error};
	MemoryContext caller = MemoryContextSwitchTo(reader->body_context);
	bool found = step(reader);

	MemoryContextSwitchTo(caller);
	if (!found)
		return false;
	memset(nulls, true, reader->n_attributes * sizeof(bool));
	error_context_stack = &callback;
	for (int i = 0; i < reader->n_outputs; i++)
	{
		StatsigOutput *output = &reader->outputs[i];

		error.column_name = output->converter.column->name;
		values[output->attribute] = statsig_row_datum(reader, output, &nulls[output->attribute]);
	}
	error_context_stack = callback.previous;
	return true;
}

/* Whether the item has no other row, which is certain where an item is a row. */
static bool
is_row_last_of_item(const StatsigRowReader *reader)
{
	return reader->n_facets == 1 && reader->objects == NULL && reader->elements == NULL;
}

bool
statsig_rows_at_end(const StatsigRowReader *reader)
{
	return reader->is_list && reader->items == NULL && reader->n_taken == reader->taken.n &&
		   (!reader->in_item || is_row_last_of_item(reader));
}
