/*-------------------------------------------------------------------------
 *
 * applied.c
 *	  What this transaction has changed at Statsig already, and what would take
 *	  it back.
 *
 * Statsig has no transactions.  A request that was answered stays applied
 * whatever becomes of the transaction that sent it, so a rollback after it
 * warns and lists it.  An entry belongs to the subtransaction that was
 * current when it was sent; RELEASE SAVEPOINT hands it to the parent.
 *
 * The statements of the undo outlive the transaction: after it has failed they
 * are all that is left to go by.  They are kept until another transaction of
 * the session leaves something applied behind.
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
	bool told; /* in the DETAIL of an error */
	char *description;
	List *undo; /* StatsigUndo * */
} AppliedEntry;

/* In TopTransactionContext; reset when the transaction ends. */
static List *applied = NIL;

/*
 * The undo of what was rolled back: StatsigUndo *, in a context of its own
 * below TopMemoryContext.  fresh: the present transaction has begun it.
 */
static MemoryContext undo_context = NULL;
static List *undo_list = NIL;
static bool undo_fresh = false;

static char *
copy_text(const char *text)
{
	return text ? pstrdup(text) : NULL;
}

/* unsure: nobody knows whether there is anything to take back. */
static List *
copy_undo(List *undo, bool unsure)
{
	List *copies = NIL;
	ListCell *cell;

	foreach(cell, undo)
	{
		const StatsigUndo *statement = lfirst(cell);
		StatsigUndo *copy = palloc(sizeof(StatsigUndo));

		copy->statement = copy_text(statement->statement);
		copy->remark = copy_text(statement->remark);
		if (unsure)
			copy->remark =
				psprintf("It is not known whether there is anything to take back.%s%s",
						 statement->remark ? " " : "", statement->remark ? statement->remark : "");
		copies = lappend(copies, copy);
	}
	return copies;
}

void
statsig_applied_add(const char *description, bool unsure, List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = palloc0(sizeof(AppliedEntry));

	entry->subtransaction = GetCurrentSubTransactionId();
	entry->description = unsure ? psprintf("%s (perhaps: its outcome is not known)", description) :
								  pstrdup(description);
	entry->undo = copy_undo(undo, unsure);
	applied = lappend(applied, entry);
	MemoryContextSwitchTo(old);
}

bool
statsig_applied_any(void)
{
	return applied != NIL;
}

void
statsig_applied_told(void)
{
	ListCell *cell;

	foreach(cell, applied)
		((AppliedEntry *) lfirst(cell))->told = true;
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
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg("changes that were sent to Statsig are not undone by the rollback"),
			 errdetail("Applied: %s.", list.data),
			 errhint("SELECT * FROM statsig_fdw_undo() shows statements that take them back.")));
}

/* What is applied last is taken back first. */
static void
keep_undo(const AppliedEntry *entry)
{
	MemoryContext old;

	if (undo_context == NULL)
		undo_context =
			AllocSetContextCreate(TopMemoryContext, "statsig undo", ALLOCSET_SMALL_SIZES);
	if (!undo_fresh)
	{
		undo_list = NIL;
		MemoryContextReset(undo_context);
		undo_fresh = true;
	}
	old = MemoryContextSwitchTo(undo_context);
	undo_list = list_concat(copy_undo(entry->undo, false), undo_list);
	MemoryContextSwitchTo(old);
}

/*
 * Keeps the undo of entries that are rolled back and returns their
 * descriptions; except_told: those that nobody has been told of.
 */
static List *
give_up(List *entries, bool except_told)
{
	List *descriptions = NIL;
	ListCell *cell;

	foreach(cell, entries)
	{
		const AppliedEntry *entry = lfirst(cell);

		keep_undo(entry);
		if (!(except_told && entry->told))
			descriptions = lappend(descriptions, entry->description);
	}
	return descriptions;
}

/*
 * The entries of a subtransaction that is rolled back are told now and
 * forgotten: the transaction around it goes on and may commit.  An error that
 * has told of them may have been caught.
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
			lost = lappend(lost, entry);
			applied = foreach_delete_current(applied, cell);
		}
	}
	warn(give_up(lost, false));
}

void
statsig_applied_end_transaction(bool commit)
{
	List *entries = applied;

	applied = NIL; /* first: nothing must be reported twice */
	if (!commit)
		warn(give_up(entries, true));
	undo_fresh = false;
}

List *
statsig_applied_undo(void)
{
	return undo_list;
}
