/*-------------------------------------------------------------------------
 *
 * tally.c
 *	  What the changes of a statement have cost in requests.
 *
 * A list is enough: a transaction has few statements that write, and most of
 * them to one table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "src/fdw/tally.h"

typedef struct Tally
{
	uint64 statement;
	Oid relid;
	StatsigUsage usage;
} Tally;

/* Of this transaction, newest first; in TopTransactionContext. */
static List *tallies = NIL;

StatsigUsage *
statsig_tally_of(uint64 statement, Oid relid)
{
	MemoryContext old;
	Tally *tally;
	ListCell *cell;

	foreach(cell, tallies)
	{
		tally = lfirst(cell);
		if (tally->statement == statement && tally->relid == relid)
			return &tally->usage;
	}
	old = MemoryContextSwitchTo(TopTransactionContext);
	tally = palloc0(sizeof(Tally));
	tally->statement = statement;
	tally->relid = relid;
	tallies = lcons(tally, tallies);
	MemoryContextSwitchTo(old);
	return &tally->usage;
}

void
statsig_tally_forget(void)
{
	tallies = NIL;
}
