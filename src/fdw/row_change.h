/*-------------------------------------------------------------------------
 *
 * row_change.h
 *	  From the rows that the executor hands over to changes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ROW_CHANGE_H
#define STATSIG_ROW_CHANGE_H

#include "src/fdw/modify_state.h"

/*
 * The change that inserts the slot's row.  It lies in
 * statsig_changes_context() and has been checked; raises what is wrong with it.
 */
extern StatsigChange *statsig_row_insert(StatsigModifyState *state, TupleTableSlot *slot);

/*
 * The change that makes the old row (values and nulls by attribute) the
 * slot's row; NULL when nothing differs.
 */
extern StatsigChange *
statsig_row_update(StatsigModifyState *state, const Datum *old_values, const bool *old_nulls,
				   StatsigToken token, TupleTableSlot *slot);

/* The change that deletes the row; attributes that are not known count as NULL. */
extern StatsigChange *statsig_row_delete(StatsigModifyState *state, const Datum *values,
										 const bool *nulls, StatsigToken token);

/*
 * Whether a column tells which row or object is meant: part of the key or of
 * a path.  Such a column cannot be changed.
 */
extern bool statsig_row_is_identity(const StatsigTable *table, const char *column);

/* Whether values of the column can play a part in a request. */
extern bool statsig_row_is_encoded(const StatsigTable *table, const StatsigColumn *column);

/* The columns (catalogue names, "a, b") with any of the flags, for hints; palloc'd. */
extern char *statsig_row_writable_columns(const StatsigTable *table, unsigned flags);

#endif /* STATSIG_ROW_CHANGE_H */
