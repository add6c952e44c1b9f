/*-------------------------------------------------------------------------
 *
 * undo_internal.h
 *	  What the files that make an undo share; included by them only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_UNDO_INTERNAL_H
#define STATSIG_UNDO_INTERNAL_H

#include "src/fdw/undo.h"

/* The list with one more statement (NULL: none) and what to know of it (NULL: nothing). */
extern List *statsig_undo_add(List *undo, char *statement, char *remark);

/* undo_entries.c: the undo of a request whose changes add or take away entries of a set. */
extern List *statsig_undo_entries(const StatsigStep *step);

#endif /* STATSIG_UNDO_INTERNAL_H */
