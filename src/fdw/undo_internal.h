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

/* undo_delete.c: the statement that makes a deleted row again. */
extern List *statsig_undo_delete(const StatsigChange *change);

/* undo_values.c: whether a column's values must not be shown. */
extern bool statsig_undo_is_secret(const StatsigChange *change, int column);

/* undo_values.c: a column's value, given as the JSON that the API has for it, as an SQL expression.
 */
extern char *statsig_undo_literal(const StatsigColumn *column, const char *json);

/*
 * undo_values.c: what of a column's old value (JSON, not null) the API does not take, for a
 * remark: "'event_count'", or what is wrong with it; NULL: it takes all.  Not for secrets.
 */
extern char *statsig_undo_refused(const StatsigColumn *column, const char *json);

/*
 * undo_values.c: the elements (StatsigElement *) of the array that the change's row lies in,
 * before; NIL: not known.
 */
extern List *statsig_undo_elements(const StatsigChange *change);

/* undo_values.c: the object that the change's row was, as the API had it before; NULL: not known.
 */
extern char *statsig_undo_row(const StatsigChange *change);

/*
 * undo_values.c: a column of the row before the change, as JSON; NULL: SQL NULL, or not known.
 * row: what statsig_undo_row() gives; NULL: the row is taken as the statement has read it.
 */
extern char *statsig_undo_json(const StatsigChange *change, const char *row, int column);

/* undo_entries.c: the undo of a request whose changes add or take away entries of a set. */
extern List *statsig_undo_entries(const StatsigStep *step);

#endif /* STATSIG_UNDO_INTERNAL_H */
