/*-------------------------------------------------------------------------
 *
 * change.h
 *	  One change of one row, as a value: what an INSERT, UPDATE or DELETE
 *	  wants of the API, before anything has been decided about requests.
 *
 * A change holds no pointer into the executor, so that it can wait in a
 * queue beyond the statement that made it.  Everything it points to lives in
 * one memory context, that of the queue.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGE_H
#define STATSIG_CHANGE_H

#include "access/xact.h"
#include "src/catalog/types.h"
#include "src/remote/session.h"

typedef enum StatsigOperation
{
	STATSIG_OPERATION_INSERT,
	STATSIG_OPERATION_UPDATE,
	STATSIG_OPERATION_DELETE
} StatsigOperation;

/* A value of one column in the two spellings that requests need. */
typedef struct StatsigValue
{
	const char *text; /* SQL text; NULL: SQL NULL, or not known */
	const char *json; /* JSON text in the database's encoding; NULL
					   * where text is NULL or JSON was not needed */
} StatsigValue;

typedef struct StatsigChange
{
	const StatsigTable *table;
	StatsigOperation operation;

	/* Arrays of table->n_columns entries, in catalogue order. */
	StatsigValue *old_values; /* UPDATE, DELETE: the row as it was read; NULL for INSERT */
	StatsigValue *new_values; /* INSERT, UPDATE: the whole row wanted; NULL for DELETE */
	bool *changed;			  /* INSERT: given and not NULL; UPDATE: new differs from old */

	Oid relid;			  /* foreign table */
	const char *relation; /* its name, for messages */
	const StatsigSession *session;
	SubTransactionId subtransaction; /* that made it, or inherited it by RELEASE */
	uint64 statement;				 /* number of the statement in this backend */
} StatsigChange;

/* The row that identifies the change: the old one where there is one. */
static inline const StatsigValue *
statsig_change_identity(const StatsigChange *change)
{
	return change->old_values ? change->old_values : change->new_values;
}

#endif /* STATSIG_CHANGE_H */
