/*-------------------------------------------------------------------------
 *
 * undo.h
 *	  SQL statements that take back what a request has changed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_UNDO_H
#define STATSIG_UNDO_H

#include "nodes/pg_list.h"
#include "src/remote/request.h"

/*
 * The statements (StatsigUndo *, see applied.h) that take back what the step
 * has changed, in the order in which they are to be run.  answer: what the
 * API said, NULL when that is not known (yet).  Reads the system catalogs, so
 * it must be called while the transaction is in order.  Never raises an error
 * because of what answers hold.
 */
extern List *statsig_undo_of(const StatsigStep *step, const StatsigAnswer *answer);

#endif /* STATSIG_UNDO_H */
