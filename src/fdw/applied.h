/*-------------------------------------------------------------------------
 *
 * applied.h
 *	  What this transaction has changed at Statsig already: remembered so that
 *	  a rollback, which cannot undo it, says so.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_APPLIED_H
#define STATSIG_APPLIED_H

/*
 * Remembers a request that has been applied (unsure: that may have been) in
 * the current subtransaction.  The description is copied.
 */
extern void statsig_applied_add(const char *description, bool unsure);

/*
 * Called at the end of a subtransaction or transaction: a rollback warns,
 * listing what stays applied; RELEASE hands the entries to the parent.
 */
extern void statsig_applied_end_subtransaction(SubTransactionId subtransaction,
											   SubTransactionId parent, bool commit);
extern void statsig_applied_end_transaction(bool commit);

/* Whether this transaction has changed anything at Statsig. */
extern bool statsig_applied_any(void);

/* Texts appended as "a; b; c and 4 more". */
extern void statsig_applied_append_list(StringInfo target, List *texts);

#endif /* STATSIG_APPLIED_H */
