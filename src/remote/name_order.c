/*-------------------------------------------------------------------------
 *
 * name_order.c
 *	  Which document must be changed before another one can have its name.
 *
 * Only the names before and after the transaction matter: those in between
 * are never sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/merge.h"
#include "src/remote/name_order.h"

/* A name that a document has at the API and gives up. */
typedef struct FreedName
{
	StatsigDigest digest;
	StatsigUnit *unit;
} FreedName;

static StatsigDigest
name_digest(const StatsigUnit *unit, const char *name)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "name %s", name);
	return statsig_document_digest(unit->session, unit->document, text.data);
}

/* The name before the changes and after them; NULL: none, or not known. */
static void
find_names(const StatsigUnit *unit, const char **before, const char **after)
{
	bool first = true;
	ListCell *cell;

	*before = *after = NULL;
	foreach(cell, unit->entries ? NIL : unit->changes)
	{
		const StatsigChange *change = lfirst(cell);
		int column = statsig_change_is_document(change) ?
						 statsig_catalog_flagged_column(change->table, STATSIG_UNIQUE) :
						 -1;

		if (column < 0)
			continue;
		if (first && change->old_values)
			*before = change->old_values[column].text;
		if (change->operation == STATSIG_OPERATION_DELETE)
			*after = NULL;
		else if (change->operation == STATSIG_OPERATION_INSERT || change->changed[column])
			*after = change->new_values[column].text;
		else if (first)
			*after = *before;
		first = false;
	}
}

void
statsig_order_names(List *units)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(FreedName)};
	HTAB *freed;
	const char *before;
	const char *after;
	ListCell *cell;

	control.hcxt = CurrentMemoryContext;
	freed = hash_create("statsig names", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(cell, units)
	{
		StatsigUnit *unit = lfirst(cell);
		StatsigDigest digest;
		FreedName *name;

		find_names(unit, &before, &after);
		if (before == NULL || statsig_same_text(before, after))
			continue;
		digest = name_digest(unit, before);
		name = hash_search(freed, &digest, HASH_ENTER, NULL);
		name->unit = unit;
	}
	foreach(cell, units)
	{
		StatsigUnit *unit = lfirst(cell);
		StatsigDigest digest;
		FreedName *name;

		find_names(unit, &before, &after);
		if (after == NULL || statsig_same_text(before, after))
			continue;
		digest = name_digest(unit, after);
		name = hash_search(freed, &digest, HASH_FIND, NULL);
		if (name && name->unit != unit)
			unit->name_from = name->unit;
	}
}
