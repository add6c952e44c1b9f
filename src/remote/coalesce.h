/*-------------------------------------------------------------------------
 *
 * coalesce.h
 *	  From the log of changes to what they come to: one change for each row
 *	  where one suffices, in an order that the API can follow.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COALESCE_H
#define STATSIG_COALESCE_H

#include "nodes/pg_list.h"
#include "src/remote/change.h"
#include "src/remote/units.h"

/* Changes of one table that are made into requests together. */
typedef struct StatsigBatch
{
	const StatsigTable *table;
	List *changes; /* const StatsigChange *: what the log comes to */
	List *log;	   /* rows of an array: their changes one by one as they were made */
} StatsigBatch;

/*
 * The batches (StatsigBatch *) that the changes come to, in the order of
 * sending: a document before what is inside of it or belongs to it when it is
 * made, after it when it is deleted; otherwise in the order of the log.
 * Changes of the log are not altered.  Lives in the current context.
 */
extern List *statsig_coalesce(List *changes);

/*
 * What the changes of a unit of entries come to: entries of the API's that are
 * taken away, and entries that are added; lists of StatsigChange *.
 */
extern void statsig_coalesce_entries(const StatsigUnit *unit, List **taken, List **added);

/* What tells an entry from others: all it consists of. */
extern StatsigDigest statsig_entry_digest(const StatsigTable *table, const StatsigValue *row);

/* How many changes of rows, or bodies of entries, the batches are. */
extern int statsig_coalesce_count(List *batches);

#endif /* STATSIG_COALESCE_H */
