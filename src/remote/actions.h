/*-------------------------------------------------------------------------
 *
 * actions.h
 *	  Which of a table's actions an UPDATE of one row calls for, and what is
 *	  left for the update verb.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ACTIONS_H
#define STATSIG_ACTIONS_H

#include "nodes/pg_list.h"
#include "src/remote/change.h"

/*
 * The actions (const StatsigAction *) that an UPDATE runs, in catalogue
 * order.  taken has table->n_columns entries and receives true for every
 * column that an action has taken, as its own or as an argument.
 */
extern List *statsig_actions_of(const StatsigChange *change, bool *taken);

/* The same where it does not matter what they take. */
extern List *statsig_actions_called(const StatsigChange *change);

/*
 * Checks at the statement that the UPDATE can be written: every changed
 * column is taken by an action, sent by the update verb or moves the row; and
 * every action has the arguments it requires.  Raises 0A000, 22023 or 23502
 * naming the column and what can be reached from the present value.
 */
extern void statsig_actions_check(const StatsigChange *change);

/* Whether some action runs when the column is changed. */
extern bool statsig_actions_run_on(const StatsigTable *table, const char *column);

/*
 * Whether the UPDATE changes another column that says the same as this one, so
 * that this one's value is not true any more; taken as above.
 */
extern bool
statsig_column_is_superseded(const StatsigChange *change, int column, const bool *taken);

/* Whether the UPDATE leaves anything for the update verb to send. */
extern bool statsig_actions_leave_fields(const StatsigChange *change);

/*
 * The API's call that brings the column from one value to another, NULL: there
 * is none.  Both values are SQL text, NULL is SQL NULL.
 */
extern const StatsigAction *statsig_actions_reach(const StatsigTable *table, const char *column,
												  const char *from, const char *to);

/* What the argument puts into the action's body, as JSON text; NULL: nothing. */
extern const char *
statsig_argument_json(const StatsigChange *change, const StatsigArgument *argument);

#endif /* STATSIG_ACTIONS_H */
