/*-------------------------------------------------------------------------
 *
 * tally.c
 *	  What the changes of a statement have cost in requests.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/fdw/tally.h"

/* Without padding, as it is the key of a hash table of bytes. */
typedef struct TallyKey
{
	uint64 statement;
	uint64 relid;
} TallyKey;

typedef struct Tally
{
	TallyKey key;
	StatsigUsage usage;
} Tally;

/* Of this transaction; in TopTransactionContext.  Entries never move. */
static HTAB *tallies = NULL;

StatsigUsage *
statsig_tally_of(uint64 statement, Oid relid)
{
	TallyKey key = {.statement = statement, .relid = relid};
	Tally *tally;
	bool found;

	if (tallies == NULL)
	{
		HASHCTL control = {.keysize = sizeof(TallyKey), .entrysize = sizeof(Tally)};

		control.hcxt = TopTransactionContext;
		tallies =
			hash_create("statsig tallies", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	tally = hash_search(tallies, &key, HASH_ENTER, &found);
	if (!found)
		memset(&tally->usage, 0, sizeof(tally->usage));
	return &tally->usage;
}

void
statsig_tally_forget(void)
{
	tallies = NULL;
}
