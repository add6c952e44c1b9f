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

List *
statsig_applied_copy(List *undo)
{
	List *copies = NIL;
	ListCell *cell;

	foreach(cell, undo)
	{
		const StatsigUndo *statement = lfirst(cell);
		StatsigUndo *copy = palloc(sizeof(StatsigUndo));

		*copy = *statement;
		copy->statement = copy_text(statement->statement);
		copy->remark = copy_text(statement->remark);
		copy->once = copy_text(statement->once);
		copies = lappend(copies, copy);
	}
	return copies;
}

/* Nobody knows whether there is anything to take back. */
static void
mark_unsure(List *undo)
{
	ListCell *cell;

	foreach(cell, undo)
	{
		StatsigUndo *statement = lfirst(cell);

		statement->remark = psprintf(
			"It is not known whether there is anything to take back: look before you run it.%s%s",
			statement->remark ? " " : "", statement->remark ? statement->remark : "");
	}
}

/* Whether an earlier request, which is taken back later, has the statement. */
static bool
is_there(const char *once)
{
	ListCell *cell;
	ListCell *undo_cell;

	foreach(cell, applied)
		foreach(undo_cell, ((AppliedEntry *) lfirst(cell))->undo)
		{
			const StatsigUndo *statement = lfirst(undo_cell);

			if (statement->once && strcmp(statement->once, once) == 0)
				return true;
		}
	return false;
}

/* In TopTransactionContext. */
static List *
take_undo(List *undo)
{
	List *taken = statsig_applied_copy(undo);
	ListCell *cell;

	foreach(cell, taken)
	{
		const StatsigUndo *statement = lfirst(cell);

		if (statement->once && is_there(statement->once))
			taken = foreach_delete_current(taken, cell);
	}
	return taken;
}

void
statsig_applied_add(const char *description, bool unsure, List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = palloc0(sizeof(AppliedEntry));

	entry->subtransaction = GetCurrentSubTransactionId();
	entry->description = unsure ? psprintf("%s (perhaps: its outcome is not known)", description) :
								  pstrdup(description);
	entry->undo = take_undo(undo);
	if (unsure)
		mark_unsure(entry->undo);
	applied = lappend(applied, entry);
	MemoryContextSwitchTo(old);
}

void
statsig_applied_set_undo(List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = llast(applied);

	entry->undo = NIL;
	entry->undo = take_undo(undo);
	MemoryContextSwitchTo(old);
}

bool
statsig_applied_any(void)
{
	return applied != NIL;
}

int
statsig_applied_count(void)
{
	return list_length(applied);
}

void
statsig_applied_told(int first)
{
	ListCell *cell;

	for_each_from(cell, applied, first)
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
	undo_list = list_concat(statsig_applied_copy(entry->undo), undo_list);
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
