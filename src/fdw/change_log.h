/*-------------------------------------------------------------------------
 *
 * change_log.h
 *	  A list of changes that follows the subtransactions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGE_LOG_H
#define STATSIG_CHANGE_LOG_H

#include "nodes/pg_list.h"
#include "src/remote/change.h"

/* Empty when zeroed.  To be read by anybody, written by change_log.c. */
typedef struct StatsigChangeLog
{
	List *changes;		   /* StatsigChange *, in the order of their serials */
	List *documents;	   /* those of them that make or delete a document */
	bool reviewed;		   /* there was a change that respects review settings, and ... */
	bool unreviewed;	   /* ... one that does not */
	List *rooms;		   /* see change_log.c */
	MemoryContext context; /* of all of it; NULL: nothing was ever added */
	int counted_at;		   /* length of the list at which changes.c counts next */
} StatsigChangeLog;

/*
 * The context in which a change of the current subtransaction is built, below
 * the log's own, which hangs below "parent".
 */
extern MemoryContext statsig_change_log_room(StatsigChangeLog *log, MemoryContext parent);

/* Adds a change that was built in statsig_change_log_room(). */
extern void statsig_change_log_append(StatsigChangeLog *log, StatsigChange *change);

/* The changes of a subtransaction that ends well become those of its parent. */
extern void statsig_change_log_hand_up(StatsigChangeLog *log, SubTransactionId subtransaction,
									   SubTransactionId parent);

/*
 * Drops and frees the changes of a subtransaction that is rolled back; says
 * whether there were any.
 */
extern bool statsig_change_log_drop(StatsigChangeLog *log, SubTransactionId subtransaction);

#endif /* STATSIG_CHANGE_LOG_H */
