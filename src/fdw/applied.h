/*-------------------------------------------------------------------------
 *
 * applied.h
 *	  What this transaction has changed at Statsig already, and what would take
 *	  it back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_APPLIED_H
#define STATSIG_APPLIED_H

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

/* One statement of an undo. */
typedef struct StatsigUndo
{
	char *statement; /* SQL; NULL: there is none */
	char *remark;	 /* what to know of it, or why there is none; NULL */
	char *once;		 /* of those with the same text only the one that is run last counts; NULL */
	Oid user_oid;	 /* with whose rights the change was made */
	uint32 request;	 /* number of its request in the transaction, ... */
	int place;		 /* ... and its own among the statements of that; set by applied.c */
} StatsigUndo;

/* A number for a request that is about to be sent; they grow. */
extern uint32 statsig_applied_next_number(void);

/*
 * Remembers a request that has been applied (unsure: that may have been) in
 * the current subtransaction.  It is listed and undone in the order of the
 * numbers, whichever is answered first.  Everything is copied.  undo: StatsigUndo
 * *, in the order in which they are to be run.
 */
extern void statsig_applied_add(uint32 number, const char *description, bool unsure, List *undo);

/* The undo of a request that is remembered, now that its answer is known. */
extern void statsig_applied_set_undo(uint32 number, List *undo);

/* Copies of StatsigUndo *, in the current context. */
extern List *statsig_applied_copy(List *undo);

/* How many requests are remembered. */
extern int statsig_applied_count(void);

/*
 * Called at the end of a subtransaction or transaction: a rollback warns,
 * listing what stays applied (unless its error has said so), and keeps the
 * undo; RELEASE hands the entries to the parent.
 */
extern void statsig_applied_end_subtransaction(SubTransactionId subtransaction,
											   SubTransactionId parent, bool commit);
extern void statsig_applied_end_transaction(bool commit);

/* The error that is on its way lists what has been applied since there were "first" requests. */
extern void statsig_applied_told(int first);

/* Whether this transaction has changed anything at Statsig. */
extern bool statsig_applied_any(void);

/* Texts appended as "a; b; c and 4 more". */
extern void statsig_applied_append_list(StringInfo target, List *texts);

/*
 * What takes back what the session's last transaction that was rolled back
 * left applied: StatsigUndo *, in the order in which they are to be run, in
 * the current context.  NIL: nothing.
 */
extern List *statsig_applied_undo(void);

#endif /* STATSIG_APPLIED_H */
