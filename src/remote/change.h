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
#include "nodes/pg_list.h"
#include "src/catalog/types.h"
#include "src/remote/digest.h"
#include "src/remote/session.h"

typedef enum StatsigOperation
{
	STATSIG_OPERATION_INSERT,
	STATSIG_OPERATION_UPDATE,
	STATSIG_OPERATION_DELETE
} StatsigOperation;

/*
 * Names a row that the API does not have yet, and that so may have no key: the
 * change that made it and, where a change made several (it wrote a whole
 * array), the place among them, from 1.  Serial 0: a row of the API's.
 */
typedef struct StatsigToken
{
	uint32 serial;
	uint16 place;
} StatsigToken;

/* A value of one column in the two spellings that requests need. */
typedef struct StatsigValue
{
	const char *text; /* SQL text; NULL: SQL NULL, or not known */
	const char *json; /* JSON text in the database's encoding; NULL
					   * where text is NULL or JSON was not needed */
} StatsigValue;

/* What SQL calls a foreign table and its columns; all quoted where that is needed. */
typedef struct StatsigNames
{
	const char *table;			/* with its schema */
	const char *const *columns; /* by catalogue column; NULL: the table does not have it */
} StatsigNames;

typedef struct StatsigChange
{
	const StatsigTable *table;
	StatsigOperation operation;

	/* Arrays of table->n_columns entries, in catalogue order. */
	StatsigValue *old_values; /* UPDATE, DELETE: the row as it was read; NULL for INSERT */
	StatsigValue *new_values; /* INSERT, UPDATE: the whole row wanted; NULL for DELETE */
	bool *changed;			  /* INSERT: given and not NULL; UPDATE: new differs from old */

	StatsigToken token; /* UPDATE, DELETE: of a row that this transaction has made */

	/* The document that the row lies in, see document.h. */
	const char *document; /* its list's path */
	const char *key;	  /* its key in the list; NULL: none, or not made yet */
	StatsigDigest digest; /* of the two, and of the project */
	bool has_parent;	  /* a document that the row's set belongs to, and ... */
	StatsigDigest parent; /* ... its digest */
	const char *stamp;	  /* its stamp when the row was read; NULL: not known */

	uint32 serial;	/* place in the log, from 1 */
	bool immediate; /* is sent by the end of its statement */
	bool dry_run;	/* is never sent */
	List *sources;	/* made of several: the changes of the log; NIL: of itself */
	const struct StatsigChange *awaits;	 /* the INSERT that makes the row: its answer has
										  * the key, which is not known before; NULL */
	const struct StatsigChange *follows; /* the INSERT that made the row and could not write
										  * this as well; NULL */
	const char *before;	  /* the document as the API gave it just before sending, or NULL */
	Oid relid;			  /* foreign table */
	const char *relation; /* its name, for messages */
	const StatsigNames *names;
	const StatsigSession *session;
	SubTransactionId subtransaction; /* that made it, or inherited it by RELEASE */
	uint64 statement;				 /* number of the statement in this backend */
} StatsigChange;

/* Whether two tokens name the same row; rows of the API's have no name here. */
static inline bool
statsig_same_token(StatsigToken a, StatsigToken b)
{
	return a.serial != 0 && a.serial == b.serial && a.place == b.place;
}

/* The row that identifies the change: the old one where there is one. */
static inline const StatsigValue *
statsig_change_identity(const StatsigChange *change)
{
	return change->old_values ? change->old_values : change->new_values;
}

#endif /* STATSIG_CHANGE_H */
