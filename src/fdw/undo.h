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
 * API said, NULL when that is not known (yet).  Looks at nothing but its
 * arguments, and raises no error because of what the answer holds.
 */
extern List *statsig_undo_of(const StatsigStep *step, const StatsigAnswer *answer);

#endif /* STATSIG_UNDO_H */
