/*-------------------------------------------------------------------------
 *
 * overlay.c
 *	  The transaction's unsent changes, laid over what the API returns.
 *
 * Documents are changed as JSON while they are read (document_view.c);
 * entries of sets, which may be millions, are hidden row by row and added at
 * the end.  A filter that a change could affect is not sent, so that the
 * changed rows are there to be judged here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/changes.h"
#include "src/fdw/overlay.h"
#include "src/fdw/stamps.h"
#include "src/remote/coalesce.h"
#include "src/remote/document_view.h"
#include "src/remote/request.h"

/* A document that the transaction has changed. */
typedef struct Changed
{
	StatsigDigest digest;
	const StatsigUnit *base; /* of the API's document; NULL: only made here */
} Changed;

/* An entry that is hidden, or that would be there twice. */
typedef struct Entry
{
	StatsigDigest digest;
	bool hidden;
} Entry;

struct StatsigOverlay
{
	const StatsigSession *session;
	const StatsigTable *table;
	uint32 last_serial;
	bool note;
	const char *document;
	HTAB *met;			   /* digests of rows that the present scan has from the API; NULL */
	uint32 generation;	   /* of the log when the rest was made */
	MemoryContext context; /* of the rest */
	List *units;		   /* of the project */
	HTAB *changed;		   /* Changed by digest of a document */
	HTAB *entries;		   /* Entry by digest of a row; NULL: none */
	List *added;		   /* const StatsigChange *: entries to add */
	Bitmapset *columns;	   /* whose values the API may have otherwise */
	bool felt;
};

/*
 * Whether the unit's documents are those that the table's rows lie in.  What
 * the API never shows is not shown before it is sent either.
 */
static bool
is_of_list(const StatsigUnit *unit, const StatsigTable *table)
{
	return !unit->entries && unit->table->list.path && table->list.path &&
		   table->list.envelope != STATSIG_ECHO &&
		   strcmp(unit->table->list.path, table->list.path) == 0;
}

/* --- entries --- */

static Entry *
add_entry(StatsigOverlay *overlay, const StatsigValue *values)
{
	StatsigDigest digest = statsig_entry_digest(overlay->table, values);
	Entry *entry;
	bool found;

	if (overlay->entries == NULL)
	{
		HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(Entry)};

		control.hcxt = CurrentMemoryContext;
		overlay->entries =
			hash_create("statsig entries", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	entry = hash_search(overlay->entries, &digest, HASH_ENTER, &found);
	if (!found)
		entry->hidden = false;
	return entry;
}

static void
add_entries(StatsigOverlay *overlay, const StatsigUnit *unit)
{
	List *taken;
	List *added;
	ListCell *cell;

	statsig_coalesce_entries(unit, &taken, &added);
	foreach(cell, taken)
		add_entry(overlay, ((const StatsigChange *) lfirst(cell))->old_values)->hidden = true;
	foreach(cell, added)
		add_entry(overlay, ((const StatsigChange *) lfirst(cell))->new_values);
	overlay->added = list_concat(overlay->added, added);
}

/* --- making it --- */

/* Columns that an UPDATE changes; those of another table's rows may show in any column. */
static void
note_columns(StatsigOverlay *overlay, const StatsigUnit *unit)
{
	const StatsigTable *table = overlay->table;
	ListCell *cell;

	foreach(cell, unit->changes)
	{
		const StatsigChange *change = lfirst(cell);

		for (int i = 0; i < table->n_columns; i++)
			if (change->table != table ||
				(change->operation == STATSIG_OPERATION_UPDATE && change->changed[i]))
				overlay->columns = bms_add_member(overlay->columns, i);
	}
}

static void
index_unit(StatsigOverlay *overlay, const StatsigUnit *unit)
{
	Changed *changed;
	bool found;

	if (unit->entries)
	{
		if (unit->table == overlay->table &&
			statsig_catalog_row_kind(unit->table) == STATSIG_ROWS_ENTRIES)
			add_entries(overlay, unit);
		return;
	}
	changed = hash_search(overlay->changed, &unit->digest, HASH_ENTER, &found);
	if (!found)
		changed->base = NULL;
	if (!unit->created && changed->base == NULL)
		changed->base = unit;
	if (!is_of_list(unit, overlay->table))
		return;
	note_columns(overlay, unit);
	overlay->felt = true;
}

/* The changes of the session's project among those that are visible. */
static List *
own_changes(const StatsigSession *session, uint32 last_serial)
{
	List *changes = statsig_changes_visible(last_serial);
	ListCell *cell;

	foreach(cell, changes)
		if (!statsig_same_project(((const StatsigChange *) lfirst(cell))->session, session))
			changes = foreach_delete_current(changes, cell);
	return changes;
}

/*
 * Makes everything that points to changes.  Again when some have left the log:
 * those that were sent show in what the API returns, those that were rolled
 * back do not count any more, and their memory has gone.
 */
static void
look_at_log(StatsigOverlay *overlay)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(Changed)};
	MemoryContext old = MemoryContextSwitchTo(overlay->context);
	ListCell *cell;

	overlay->generation = statsig_changes_generation();
	overlay->entries = NULL;
	overlay->added = NIL;
	overlay->columns = NULL;
	overlay->felt = false;
	overlay->units = statsig_units(own_changes(overlay->session, overlay->last_serial));
	control.hcxt = CurrentMemoryContext;
	overlay->changed =
		hash_create("statsig changed", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(cell, overlay->units)
		index_unit(overlay, lfirst(cell));
	MemoryContextSwitchTo(old);
}

/* To be called before anything of it is looked at. */
static void
refresh(const StatsigOverlay *overlay)
{
	if (overlay->generation == statsig_changes_generation())
		return;
	MemoryContextReset(overlay->context);
	look_at_log(unconstify(StatsigOverlay *, overlay));
}

StatsigOverlay *
statsig_overlay_create(const StatsigSession *session, const StatsigTable *table, uint32 last_serial,
					   bool note)
{
	StatsigOverlay *overlay;

	note = note && statsig_document_has_stamp(table);
	if (!note && own_changes(session, last_serial) == NIL)
		return NULL;
	overlay = palloc0(sizeof(StatsigOverlay));
	overlay->session = session;
	overlay->table = table;
	overlay->last_serial = last_serial;
	overlay->note = note;
	overlay->document = table->list.path;
	overlay->context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig overlay", ALLOCSET_SMALL_SIZES);
	look_at_log(overlay);
	return overlay;
}

StatsigOverlay *
statsig_overlay_of_parent(const StatsigOverlay *overlay, const StatsigTable *table)
{
	return overlay ? statsig_overlay_create(overlay->session, table, overlay->last_serial, false) :
					 NULL;
}

/* --- reading through it --- */

bool
statsig_overlay_judges_entries(const StatsigOverlay *overlay)
{
	return overlay && overlay->entries;
}

/* Outlives what is made anew when changes leave the log. */
static void
note_met(StatsigOverlay *overlay, const StatsigDigest *digest)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(StatsigDigest)};

	control.hcxt = GetMemoryChunkContext(overlay);
	if (overlay->met == NULL)
		overlay->met =
			hash_create("statsig entries met", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	hash_search(overlay->met, digest, HASH_ENTER, NULL);
}

static bool
was_met(const StatsigOverlay *overlay, const StatsigDigest *digest)
{
	return overlay->met && hash_search(overlay->met, digest, HASH_FIND, NULL);
}

bool
statsig_overlay_hides_entry(StatsigOverlay *overlay, const StatsigValue *row)
{
	StatsigDigest digest = statsig_entry_digest(overlay->table, row);
	Entry *entry;

	refresh(overlay);
	entry = overlay->entries ? hash_search(overlay->entries, &digest, HASH_FIND, NULL) : NULL;
	if (entry == NULL)
		return false;
	if (!entry->hidden)
		note_met(overlay, &digest);
	return entry->hidden;
}

void
statsig_overlay_restart(StatsigOverlay *overlay)
{
	if (overlay == NULL || overlay->met == NULL)
		return;
	hash_destroy(overlay->met);
	overlay->met = NULL;
}

void
statsig_overlay_set_document(StatsigOverlay *overlay, const char *document)
{
	overlay->document = document;
}

static const Changed *
find_changed(const StatsigOverlay *overlay, const char *document, const char *key)
{
	StatsigDigest digest = statsig_document_digest(overlay->session, document, key);

	refresh(overlay);
	return hash_search(overlay->changed, &digest, HASH_FIND, NULL);
}

/* What is noted is what the API says, not what the transaction makes of it. */
static void
note_stamp(const StatsigOverlay *overlay, const char *key, StatsigSlice item)
{
	statsig_stamps_note(overlay->session, overlay->document, key,
						statsig_document_stamp(overlay->table, item.start, item.length));
}

StatsigOverlaid
statsig_overlay_item(void *arg, const char *key, StatsigSlice item)
{
	StatsigOverlay *overlay = arg;
	StatsigOverlaid as_it_came = {0};
	const Changed *changed;

	if (overlay->document == NULL)
		return as_it_came;
	if (overlay->note)
		note_stamp(overlay, key, item);
	changed = find_changed(overlay, overlay->document, key);
	if (changed == NULL || changed->base == NULL)
		return as_it_came;
	return statsig_document_view(changed->base, statsig_json_as_written(item), overlay->table);
}

const Bitmapset *
statsig_overlay_changed_columns(const StatsigOverlay *overlay)
{
	if (overlay == NULL)
		return NULL;
	refresh(overlay);
	return overlay->columns;
}

bool
statsig_overlay_is_felt(const StatsigOverlay *overlay)
{
	if (overlay == NULL)
		return false;
	refresh(overlay);
	return overlay->felt;
}

bool
statsig_overlay_replaces(const StatsigOverlay *overlay, const char *document, const char *key)
{
	const Changed *changed = overlay ? find_changed(overlay, document, key) : NULL;

	return changed && (changed->base == NULL || changed->base->deleted);
}

bool
statsig_overlay_replaces_parent(const StatsigOverlay *overlay, const char *key)
{
	StatsigDigest digest;
	const Changed *changed;

	if (overlay == NULL || !statsig_document_parent(overlay->session, overlay->table, key, &digest))
		return false;
	refresh(overlay);
	changed = hash_search(overlay->changed, &digest, HASH_FIND, NULL);
	return changed && (changed->base == NULL || changed->base->deleted);
}

/* --- what only the transaction has --- */

/* Values of path columns, as the change that makes the rows gives them. */
static void
bind_path(StatsigMade *made, const StatsigChange *change, const StatsigTable *table)
{
	StatsigBinding *bindings = palloc(sizeof(StatsigBinding) * table->n_columns);

	for (int i = 0; i < table->n_columns && change->table == table; i++)
	{
		if (table->columns[i].source != STATSIG_FROM_PATH)
			continue;
		bindings[made->n_bindings].column = table->columns[i].name;
		bindings[made->n_bindings++].value =
			change->new_values[i].text ? pstrdup(change->new_values[i].text) : NULL;
	}
	made->bindings = bindings;
}

static StatsigMade *
made_document(const StatsigOverlay *overlay, const StatsigUnit *unit)
{
	StatsigMade *made = palloc0(sizeof(StatsigMade));

	made->item = statsig_document_view(unit, NULL, overlay->table);
	bind_path(made, linitial(unit->changes), overlay->table);
	return made;
}

static StatsigMade *
made_entry(const StatsigOverlay *overlay, const StatsigChange *change)
{
	StatsigMade *made = palloc0(sizeof(StatsigMade));

	made->item.text = statsig_entries_item(change);
	made->item.length = strlen(made->item.text);
	made->item.token = (StatsigToken){change->serial, 1};
	bind_path(made, change, overlay->table);
	return made;
}

List *
statsig_overlay_made(StatsigOverlay *overlay)
{
	List *made = NIL;
	ListCell *cell;

	if (overlay == NULL)
		return NIL;
	refresh(overlay);
	foreach(cell, overlay->units)
	{
		const StatsigUnit *unit = lfirst(cell);

		if (unit->created && !unit->deleted && is_of_list(unit, overlay->table))
			made = lappend(made, made_document(overlay, unit));
	}
	foreach(cell, overlay->added)
	{
		const StatsigChange *change = lfirst(cell);
		StatsigDigest digest = statsig_entry_digest(overlay->table, change->new_values);

		if (!was_met(overlay, &digest))
			made = lappend(made, made_entry(overlay, change));
	}
	return made;
}
