/*-------------------------------------------------------------------------
 *
 * applied.c
 *	  What this transaction has changed at Statsig already.
 *
 * Statsig has no transactions.  A request that was answered stays applied
 * whatever becomes of the transaction that sent it, so a rollback after it
 * warns and lists it.  An entry belongs to the subtransaction that was
 * current when it was sent; RELEASE SAVEPOINT hands it to the parent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "src/fdw/applied.h"

/* More than this in one message helps nobody. */
#define LISTED_AT_MOST 20

typedef struct AppliedEntry
{
	SubTransactionId subtransaction;
	char *description;
} AppliedEntry;

/* In TopTransactionContext; reset when the transaction ends. */
static List *applied = NIL;

void
statsig_applied_add(const char *description, bool unsure)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = palloc(sizeof(AppliedEntry));

	entry->subtransaction = GetCurrentSubTransactionId();
	entry->description = unsure ? psprintf("%s (perhaps: its outcome is not known)", description) :
								  pstrdup(description);
	applied = lappend(applied, entry);
	MemoryContextSwitchTo(old);
}

bool
statsig_applied_any(void)
{
	return applied != NIL;
}

void
statsig_applied_append_list(StringInfo target, List *texts)
{
	ListCell *cell;

	foreach(cell, texts)
	{
		int n = foreach_current_index(cell);

		if (n == LISTED_AT_MOST)
		{
			appendStringInfo(target, " and %d more", list_length(texts) - n);
			return;
		}
		appendStringInfo(target, "%s%s", n > 0 ? "; " : "", (const char *) lfirst(cell));
	}
}

/* A WARNING and not an ERROR: at this point nothing can be stopped any more. */
static void
warn(List *descriptions)
{
	StringInfoData list;

	if (descriptions == NIL)
		return;
	initStringInfo(&list);
	statsig_applied_append_list(&list, descriptions);
	ereport(WARNING, (errcode(ERRCODE_WARNING),
					  errmsg("changes that were sent to Statsig are not undone by the rollback"),
					  errdetail("Applied: %s.", list.data)));
}

/*
 * The entries of a subtransaction that is rolled back are told now and
 * forgotten: the transaction around it goes on and may commit.
 */
void
statsig_applied_end_subtransaction(SubTransactionId subtransaction, SubTransactionId parent,
								   bool commit)
{
	List *lost = NIL;
	ListCell *cell;

	foreach(cell, applied)
	{
		AppliedEntry *entry = lfirst(cell);

		if (entry->subtransaction != subtransaction)
			continue;
		if (commit)
			entry->subtransaction = parent;
		else
		{
			lost = lappend(lost, entry->description);
			applied = foreach_delete_current(applied, cell);
		}
	}
	warn(lost);
}

void
statsig_applied_end_transaction(bool commit)
{
	List *descriptions = NIL;
	ListCell *cell;

	if (!commit)
		foreach(cell, applied)
			descriptions = lappend(descriptions, ((AppliedEntry *) lfirst(cell))->description);
	applied = NIL; /* first: nothing must be reported twice */
	warn(descriptions);
}
