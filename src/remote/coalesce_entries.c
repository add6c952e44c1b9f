/*-------------------------------------------------------------------------
 *
 * coalesce_entries.c
 *	  What the changes of the entries of one set come to: only the difference
 *	  counts, and what is added and taken away again is nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/coalesce_internal.h"
#include "src/remote/merge.h"
#include "src/remote/verbs.h"

/* The change that takes away the entry an UPDATE or DELETE has found. */
static StatsigChange *
taking(const StatsigChange *change)
{
	StatsigChange *copy = statsig_merge_copy(change);

	copy->operation = STATSIG_OPERATION_DELETE;
	copy->new_values = NULL;
	return copy;
}

/* The change that adds the entry an UPDATE or INSERT makes. */
static StatsigChange *
adding(const StatsigChange *change)
{
	StatsigChange *copy = statsig_merge_copy(change);

	copy->operation = STATSIG_OPERATION_INSERT;
	copy->old_values = NULL;
	return copy;
}

/*
 * Entries, each once, by what they consist of and by the change that added
 * them; there may be very many.
 */
typedef struct EntrySet
{
	HTAB *by_row;			 /* EntryPlace by digest of the row */
	HTAB *by_serial;		 /* SerialPlace */
	StatsigChange **entries; /* in order; NULL: gone */
	int n;
} EntrySet;

typedef struct EntryPlace
{
	StatsigDigest digest;
	int at;
} EntryPlace;

typedef struct SerialPlace
{
	uint32 serial;
	int at;
} SerialPlace;

static EntrySet *
create_set(int most)
{
	HASHCTL rows = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(EntryPlace)};
	HASHCTL serials = {.keysize = sizeof(uint32), .entrysize = sizeof(SerialPlace)};
	EntrySet *set = palloc0(sizeof(EntrySet));

	rows.hcxt = serials.hcxt = CurrentMemoryContext;
	set->by_row = hash_create("statsig entries", 64, &rows, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	set->by_serial =
		hash_create("statsig serials", 64, &serials, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	set->entries = palloc(sizeof(StatsigChange *) * Max(most, 1));
	return set;
}

StatsigDigest
statsig_entry_digest(const StatsigTable *table, const StatsigValue *row)
{
	StringInfoData text;
	StatsigDigest digest;

	initStringInfo(&text);
	for (int i = 0; i < table->n_columns; i++)
	{
		if (!statsig_catalog_in_entry(&table->columns[i]))
			continue;
		if (row[i].text)
			appendStringInfo(&text, "%zu:%s", strlen(row[i].text), row[i].text);
		else
			appendStringInfoChar(&text, '-');
	}
	digest = statsig_digest(text.data, text.len);
	pfree(text.data);
	return digest;
}

static void
note_serial(EntrySet *set, uint32 serial, int at)
{
	SerialPlace *place = hash_search(set->by_serial, &serial, HASH_ENTER, NULL);

	place->at = at;
}

/* Adds an entry, or the change to the entry that is the same. */
static void
put_entry(EntrySet *set, StatsigChange *entry)
{
	StatsigDigest digest = statsig_entry_digest(entry->table, statsig_change_identity(entry));
	bool found;
	EntryPlace *place = hash_search(set->by_row, &digest, HASH_ENTER, &found);

	if (found)
		statsig_merge_source(set->entries[place->at], linitial(entry->sources));
	else
	{
		place->at = set->n;
		set->entries[set->n++] = entry;
	}
	note_serial(set, entry->serial, place->at);
}

/* The place of an entry that is the same as the row; -1: there is none. */
static int
find_row(EntrySet *set, const StatsigTable *table, const StatsigValue *row)
{
	StatsigDigest digest = statsig_entry_digest(table, row);
	EntryPlace *place = hash_search(set->by_row, &digest, HASH_FIND, NULL);

	return place ? place->at : -1;
}

static void
remove_entry(EntrySet *set, int at)
{
	StatsigChange *entry = set->entries[at];
	StatsigDigest digest = statsig_entry_digest(entry->table, statsig_change_identity(entry));

	hash_search(set->by_row, &digest, HASH_REMOVE, NULL);
	set->entries[at] = NULL;
}

/* The place of the added entry that the change is about; -1: it is one of the API's. */
static int
find_added(EntrySet *added, const StatsigChange *change)
{
	uint32 serial = change->token.serial;
	SerialPlace *place = serial ? hash_search(added->by_serial, &serial, HASH_FIND, NULL) : NULL;

	return place && added->entries[place->at] ? place->at : -1;
}

/* The entry in its new form; what named the old form names the new one. */
static void
replace_entry(EntrySet *set, int at, const StatsigChange *change)
{
	StatsigChange *entry = set->entries[at];
	StatsigChange *changed = adding(change);

	remove_entry(set, at);
	changed->sources = list_concat_copy(entry->sources, changed->sources);
	changed->serial = entry->serial;
	put_entry(set, changed);
}

static List *
list_entries(const EntrySet *set)
{
	List *entries = NIL;

	for (int i = 0; i < set->n; i++)
		if (set->entries[i])
			entries = lappend(entries, set->entries[i]);
	return entries;
}

/* What is taken away and added again stays as it is. */
static void
cancel_entries(EntrySet *taken, EntrySet *added)
{
	for (int i = 0; i < taken->n; i++)
	{
		int at = find_row(added, taken->entries[i]->table, taken->entries[i]->old_values);

		if (at < 0)
			continue;
		remove_entry(added, at);
		remove_entry(taken, i);
	}
}

/* Whether every change is an UPDATE of an entry of the API's. */
static bool
are_plain_updates(List *changes)
{
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != STATSIG_OPERATION_UPDATE || change->token.serial != 0)
			return false;
	}
	return true;
}

void
statsig_coalesce_entries(const StatsigUnit *unit, List **taken_entries, List **added_entries)
{
	EntrySet *taken = create_set(list_length(unit->changes));
	EntrySet *added = create_set(2 * list_length(unit->changes));
	ListCell *cell;

	foreach(cell, unit->changes)
	{
		const StatsigChange *change = lfirst(cell);
		int at = find_added(added, change);

		if (change->operation == STATSIG_OPERATION_INSERT)
			put_entry(added, adding(change));
		else if (at >= 0 && change->operation == STATSIG_OPERATION_DELETE)
			remove_entry(added, at);
		else if (at >= 0)
			replace_entry(added, at, change);
		else
		{
			/* It is the API's; that it has been added as well says nothing new. */
			at = find_row(added, unit->table, change->old_values);
			if (at >= 0)
				remove_entry(added, at);
			put_entry(taken, taking(change));
			if (change->operation == STATSIG_OPERATION_UPDATE)
				put_entry(added, adding(change));
		}
	}
	cancel_entries(taken, added);
	*taken_entries = list_entries(taken);

	/* What is added to a document that goes is gone with it. */
	*added_entries = unit->parent && unit->parent->deleted ? NIL : list_entries(added);
}

List *
statsig_coalesce_set(const StatsigUnit *unit)
{
	List *taken;
	List *added;

	/* Without an insert verb an UPDATE cannot be taken apart. */
	if (!statsig_verb_is_of_entries(&unit->table->insert) && are_plain_updates(unit->changes))
		return unit->changes;
	statsig_coalesce_entries(unit, &taken, &added);
	return list_concat(taken, added);
}
