/*-------------------------------------------------------------------------
 *
 * stamps.c
 *	  In what version the transaction has read the documents that it is about
 *	  to change.
 *
 * Only scans for an UPDATE or DELETE note what they read, so a transaction
 * that merely reads pays nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/fdw/changes.h"
#include "src/fdw/stamps.h"
#include "src/remote/document.h"

typedef struct Stamp
{
	StatsigDigest document;
	char *text;
} Stamp;

/* Of this transaction; in statsig_changes_transaction_context(). */
static HTAB *stamps = NULL;

void
statsig_stamps_forget(void)
{
	stamps = NULL;
}

void
statsig_stamps_note(const StatsigSession *session, const char *document, const char *key,
					const char *text)
{
	StatsigDigest digest = statsig_document_digest(session, document, key);
	Stamp *stamp;
	bool found;

	if (stamps == NULL)
	{
		HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(Stamp)};

		control.hcxt = statsig_changes_transaction_context();
		stamps = hash_create("statsig stamps", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	stamp = hash_search(stamps, &digest, HASH_ENTER, &found);
	if (found && stamp->text && text && strcmp(stamp->text, text) == 0)
		return;
	stamp->text = text ? MemoryContextStrdup(statsig_changes_transaction_context(), text) : NULL;
}

static Stamp *
find_stamp(const StatsigChange *change, HASHACTION action)
{
	if (stamps == NULL)
		return NULL;
	return hash_search(stamps, &change->digest, action, NULL);
}

const char *
statsig_stamps_find(const StatsigChange *change)
{
	Stamp *stamp = find_stamp(change, HASH_FIND);

	return stamp ? stamp->text : NULL;
}

void
statsig_stamps_drop(const StatsigChange *change)
{
	find_stamp(change, HASH_REMOVE);
}
