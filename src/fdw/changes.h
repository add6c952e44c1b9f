/*-------------------------------------------------------------------------
 *
 * changes.h
 *	  The changes that have been asked for but not sent, and when they are.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGES_H
#define STATSIG_CHANGES_H

#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "src/fdw/sending.h"
#include "src/remote/change.h"

/* Context for what sessions and statements share until the transaction ends. */
extern MemoryContext statsig_changes_transaction_context(void);

/* Context in which the next change of this kind must be built. */
extern MemoryContext statsig_changes_context(bool immediate);

/* A number for a statement that is going to make changes. */
extern uint64 statsig_changes_new_statement(void);

/*
 * Adds a change to the log, which must have passed statsig_request_check()
 * and lie in statsig_changes_context().  Sets serial, subtransaction and
 * dry_run.  Raises 54000 when the transaction makes more changes than
 * statsig_fdw.max_changes allows, 55000 when a change that is to be sent at
 * once needs one that waits for COMMIT, 0A000 when reviews are to be respected
 * for one of two changes of an object, 23505 for an object that the
 * transaction has made already, 02000 for rows of one that it has deleted.
 */
extern void statsig_changes_add(StatsigChange *change);

/*
 * Sends what is to be sent by the end of a statement, in order.  For the i-th
 * change in "wanted" (List of StatsigChange *), sent[i] receives the answer to
 * the last request that was made for it, in the current context.  The changes
 * stay readable until the current context goes.
 *
 * When a request fails, its ERROR is raised with a DETAIL that also says
 * what was applied before it and what was not sent; nothing stays in the log.
 */
extern void statsig_changes_send(List *wanted, StatsigSent *sent);

/*
 * Changes whenever changes leave the log: whoever keeps pointers to some must
 * ask statsig_changes_visible() again.
 */
extern uint32 statsig_changes_generation(void);

/*
 * The columns (by number in the table) on which UPDATEs of the same row call
 * actions that wait for COMMIT.  In the current context.
 */
extern Bitmapset *statsig_changes_action_columns(const StatsigChange *change);

/* The serial of the last change so far. */
extern uint32 statsig_changes_last_serial(void);

/*
 * The changes that are in the log, not sent, and not younger than a serial:
 * const StatsigChange *, oldest first, in the current context.
 */
extern List *statsig_changes_visible(uint32 last_serial);

/* How many changes of a foreign table the statement has left in the log. */
extern int64 statsig_changes_waiting(uint64 statement, Oid relid);

#endif /* STATSIG_CHANGES_H */
