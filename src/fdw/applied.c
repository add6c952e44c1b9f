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
	uint32 number; /* in the order in which requests were started */
	bool told;	   /* in the DETAIL of an error */
	char *description;
	List *undo; /* StatsigUndo * */
} AppliedEntry;

/*
 * AppliedEntry *, in the order of their numbers.  In TopTransactionContext;
 * reset when the transaction ends.
 */
static List *applied = NIL;
static uint32 last_number = 0;

/*
 * The undo of what was rolled back: StatsigUndo *, in a context of its own
 * below TopMemoryContext, in no order: a subtransaction's comes before what was
 * sent before it.  fresh: the present transaction has begun it.
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

/* In TopTransactionContext. */
static List *
take_undo(List *undo, uint32 request)
{
	List *taken = statsig_applied_copy(undo);
	ListCell *cell;

	foreach(cell, taken)
	{
		StatsigUndo *statement = lfirst(cell);

		statement->request = request;
		statement->place = foreach_current_index(cell);
	}
	return taken;
}

uint32
statsig_applied_next_number(void)
{
	return ++last_number;
}

/* How many of the entries come before the number; it is one of the last few. */
static int
count_before(uint32 number)
{
	int n = list_length(applied);

	while (n > 0 && ((const AppliedEntry *) list_nth(applied, n - 1))->number >= number)
		n--;
	return n;
}

void
statsig_applied_add(uint32 number, const char *description, bool unsure, List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = palloc0(sizeof(AppliedEntry));

	entry->subtransaction = GetCurrentSubTransactionId();
	entry->description = unsure ? psprintf("%s (perhaps: its outcome is not known)", description) :
								  pstrdup(description);
	entry->number = number;
	entry->undo = take_undo(undo, entry->number);
	if (unsure)
		mark_unsure(entry->undo);
	applied = list_insert_nth(applied, count_before(number), entry);
	MemoryContextSwitchTo(old);
}

void
statsig_applied_set_undo(uint32 number, List *undo)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	AppliedEntry *entry = list_nth(applied, count_before(number));

	entry->undo = NIL;
	entry->undo = take_undo(undo, entry->number);
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

/* Whether anything could be run to take back one of the entries. */
static bool
has_statements(List *entries)
{
	ListCell *cell;
	ListCell *undo_cell;

	foreach(cell, entries)
		foreach(undo_cell, ((const AppliedEntry *) lfirst(cell))->undo)
			if (((const StatsigUndo *) lfirst(undo_cell))->statement != NULL)
				return true;
	return false;
}

/*
 * A WARNING and not an ERROR: at this point nothing can be stopped any more.
 * with_hint: statsig_fdw_undo() has statements for them.
 */
static void
warn(List *descriptions, bool with_hint)
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
			 with_hint ?
				 errhint("SELECT * FROM statsig_fdw_undo() shows statements that take them back.") :
				 0));
}

static void
keep_undo(const AppliedEntry *entry)
{
	MemoryContext old;
	List *copies;

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
	copies = statsig_applied_copy(entry->undo);
	undo_list = list_concat(undo_list, copies);
	list_free(copies);
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
	warn(give_up(lost, false), has_statements(lost));
}

void
statsig_applied_end_transaction(bool commit)
{
	List *entries = applied;

	applied = NIL; /* first: nothing must be reported twice */
	last_number = 0;
	if (!commit)
		warn(give_up(entries, true), has_statements(entries));
	undo_fresh = false;
}

/* What is applied last is taken back first. */
static int
in_order(const ListCell *a, const ListCell *b)
{
	const StatsigUndo *left = lfirst(a);
	const StatsigUndo *right = lfirst(b);

	if (left->request != right->request)
		return left->request > right->request ? -1 : 1;
	return left->place - right->place;
}

/* Whether a statement that is run later makes this one needless. */
static bool
is_repeated(List *statements, const StatsigUndo *statement, int from)
{
	ListCell *cell;

	for_each_from(cell, statement->once ? statements : NIL, from)
	{
		const StatsigUndo *later = lfirst(cell);

		if (later->once && strcmp(later->once, statement->once) == 0)
			return true;
	}
	return false;
}

List *
statsig_applied_undo(void)
{
	List *all = list_copy(undo_list);
	List *statements = NIL;
	ListCell *cell;

	list_sort(all, in_order);
	foreach(cell, all)
		if (!is_repeated(all, lfirst(cell), foreach_current_index(cell) + 1))
			statements = lappend(statements, lfirst(cell));
	return statements;
}
