/*-------------------------------------------------------------------------
 *
 * units.c
 *	  The log of changes, sorted by what they are about.
 *
 * A row that the transaction itself has made is found by its token, every
 * other one by its document.  A document that is deleted and made again is two
 * units; rows of the API's can only belong to the first of them, even when
 * their changes come after the DELETE (both in one statement).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/request.h"
#include "src/remote/units.h"
#include "src/remote/verbs.h"

/* What is known of one document while sorting. */
typedef struct Place
{
	StatsigDigest digest;
	StatsigUnit *base;	  /* of the API's document; NULL: not changed */
	StatsigUnit *current; /* takes what is new; NULL: none */
	StatsigUnit *newest;  /* the last one that was made, whatever became of it */
	bool ended;			  /* the API's document has been deleted */
} Place;

/* The unit that a change of the log belongs to. */
typedef struct Owner
{
	uint32 serial;
	StatsigUnit *unit;
} Owner;

typedef struct Sorting
{
	HTAB *places; /* Place by digest of a document */
	HTAB *sets;	  /* Place by digest of a set */
	HTAB *owners; /* Owner by serial */
	List *units;
} Sorting;

static HTAB *
create_places(const char *name)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(Place)};

	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static Place *
place_of(HTAB *places, StatsigDigest digest)
{
	bool found;
	Place *place = hash_search(places, &digest, HASH_ENTER, &found);

	if (!found)
	{
		place->base = place->current = place->newest = NULL;
		place->ended = false;
	}
	return place;
}

bool
statsig_change_is_document(const StatsigChange *change)
{
	return statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ITEMS &&
		   !statsig_change_is_of_entries(change);
}

static StatsigUnit *
add_unit(Sorting *sorting, const StatsigChange *change, StatsigDigest digest, bool entries)
{
	StatsigUnit *unit = palloc0(sizeof(StatsigUnit));

	unit->session = change->session;
	unit->table = change->table;
	unit->digest = digest;
	unit->document = change->document;
	unit->entries = entries;
	sorting->units = lappend(sorting->units, unit);
	return unit;
}

/* The unit of the change that made the row, or NULL. */
static StatsigUnit *
owner_of(Sorting *sorting, StatsigToken token)
{
	Owner *owner =
		token.serial ? hash_search(sorting->owners, &token.serial, HASH_FIND, NULL) : NULL;

	return owner ? owner->unit : NULL;
}

/*
 * Entries that the API has belong to its document; new ones to what there is
 * of it now.
 */
static StatsigUnit *
entries_unit(Sorting *sorting, const StatsigChange *change)
{
	bool is_new = change->operation == STATSIG_OPERATION_INSERT;
	Place *parent = NULL;
	Place *set;
	StatsigUnit **unit;

	if (change->has_parent)
		parent = place_of(sorting->places, change->parent);
	set = place_of(sorting->sets,
				   statsig_document_digest(change->session, change->document, change->table->name));
	unit = is_new && parent && parent->ended ? &set->current : &set->base;
	if (*unit == NULL)
	{
		*unit = add_unit(sorting, change, set->digest, true);
		(*unit)->has_parent = parent != NULL;
		(*unit)->parent_digest = change->parent;
		(*unit)->of_new_parent = unit == &set->current;
	}
	return *unit;
}

/* Known only at the end: a parent may be made after what belongs to it. */
static void
find_parents(Sorting *sorting)
{
	ListCell *cell;

	foreach(cell, sorting->units)
	{
		StatsigUnit *unit = lfirst(cell);
		Place *place;

		if (!unit->has_parent)
			continue;
		place = place_of(sorting->places, unit->parent_digest);
		unit->parent = unit->of_new_parent || place->base == NULL ? place->newest : place->base;
	}
}

/* Whether all that is known of the API's document are rows to be added to it. */
static bool
only_new_rows(const Place *place)
{
	ListCell *cell;

	if (place->base == NULL || place->ended)
		return false;
	foreach(cell, place->base->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != STATSIG_OPERATION_INSERT && change->token.serial == 0)
			return false;
	}
	return true;
}

/* Rows may have been added before the document: it was a new one all along. */
static StatsigUnit *
take_base(Place *place)
{
	StatsigUnit *unit = place->base;

	place->base = NULL;
	return unit;
}

static StatsigUnit *
document_unit(Sorting *sorting, const StatsigChange *change)
{
	StatsigDigest digest = change->digest;
	Place *place;

	/* A new document without a key is found by its token only. */
	if (change->key == NULL && statsig_change_is_document(change) &&
		change->operation == STATSIG_OPERATION_INSERT)
	{
		StatsigUnit *unit = add_unit(sorting, change, digest, false);

		unit->created = true;
		return unit;
	}
	place = place_of(sorting->places, digest);
	if (change->operation == STATSIG_OPERATION_INSERT && statsig_change_is_document(change))
	{
		place->current =
			only_new_rows(place) ? take_base(place) : add_unit(sorting, change, digest, false);
		place->current->created = true;
		place->newest = place->current;
		return place->current;
	}
	if (change->operation == STATSIG_OPERATION_INSERT && place->current)
		return place->current;
	if (place->base == NULL || (place->ended && change->operation == STATSIG_OPERATION_INSERT))
	{
		StatsigUnit *unit = add_unit(sorting, change, digest, false);

		if (place->ended)
			place->current = unit;
		else
			place->base = unit;
		return unit;
	}
	return place->base;
}

static void
note_end(Sorting *sorting, StatsigUnit *unit)
{
	Place *place = place_of(sorting->places, unit->digest);

	unit->deleted = true;
	if (unit == place->current)
		place->current = NULL;
	if (unit == place->base)
		place->ended = true;
}

List *
statsig_units(List *changes)
{
	Sorting sorting = {create_places("statsig documents"), create_places("statsig sets"), NULL,
					   NIL};
	HASHCTL control = {.keysize = sizeof(uint32), .entrysize = sizeof(Owner)};
	ListCell *cell;

	control.hcxt = CurrentMemoryContext;
	sorting.owners =
		hash_create("statsig owners", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		StatsigUnit *unit = owner_of(&sorting, change->token);
		Owner *owner;

		if (unit == NULL)
			unit = statsig_change_is_of_entries(change) ? entries_unit(&sorting, change) :
														  document_unit(&sorting, change);
		if (change->operation == STATSIG_OPERATION_INSERT && statsig_change_is_document(change))
			unit->changes = lcons(lfirst(cell), unit->changes);
		else
			unit->changes = lappend(unit->changes, lfirst(cell));
		owner = hash_search(sorting.owners, &change->serial, HASH_ENTER, NULL);
		owner->unit = unit;
		if (change->operation == STATSIG_OPERATION_DELETE && statsig_change_is_document(change))
			note_end(&sorting, unit);
	}
	find_parents(&sorting);
	return sorting.units;
}
