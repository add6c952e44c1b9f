/*-------------------------------------------------------------------------
 *
 * row_repeats.c
 *	  Tells whether an entry of an item has come before.
 *
 * An item with several lists can name one entry in two of them (an override
 * for all environments in the flat list and in one without an environment).
 * That is one row.  What tells entries apart is all that they consist of,
 * whether the query wants it or not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/digest.h"
#include "src/remote/row_reader.h"

void
statsig_repeats_compile(StatsigRowReader *reader, StatsigRowPathAdder add, void *paths)
{
	const StatsigTable *table = reader->table;

	if (reader->n_facets < 2 || statsig_catalog_row_kind(table) != STATSIG_ROWS_ENTRIES)
		return;
	reader->entry_slots = palloc(sizeof(int) * table->n_columns);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		reader->entry_slots[i] = column->source == STATSIG_FROM_ROW ? add(paths, column->json) : -1;
	}
}

void
statsig_repeats_begin_item(StatsigRowReader *reader)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(StatsigDigest)};

	if (reader->entry_slots == NULL)
		return;
	control.hcxt = reader->body_context;
	reader->entries =
		hash_create("statsig entries", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* What the entry has in a column; NULL: nothing. */
static const char *
entry_text(const StatsigRowReader *reader, int i)
{
	const StatsigColumn *column = &reader->table->columns[i];
	const StatsigFacetValue *pinned =
		statsig_catalog_pinned(reader->facets[reader->facet], column->name);

	if (pinned == NULL)
		return reader->entry_slots[i] < 0 ?
				   NULL :
				   statsig_json_as_text(reader->row_slices[reader->entry_slots[i]]);
	if (pinned->kind == STATSIG_FACET_ELEMENT)
		return statsig_json_as_text(reader->elements[reader->element]);
	return pinned->kind == STATSIG_FACET_CONSTANT ? pinned->text : NULL;
}

bool
statsig_repeats_is_new(StatsigRowReader *reader)
{
	StringInfoData text;
	StatsigDigest digest;
	bool found;

	if (reader->entries == NULL)
		return true;
	initStringInfo(&text);
	for (int i = 0; i < reader->table->n_columns; i++)
	{
		const char *value = entry_text(reader, i);

		if (value != NULL)
			appendStringInfo(&text, "%d:%zu:%s", i, strlen(value), value);
	}
	digest = statsig_digest(text.data, text.len);
	pfree(text.data);
	hash_search(reader->entries, &digest, HASH_ENTER, &found);
	return !found;
}
