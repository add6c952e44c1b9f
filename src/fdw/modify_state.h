/*-------------------------------------------------------------------------
 *
 * modify_state.h
 *	  What the executor callbacks of INSERT, UPDATE and DELETE share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_MODIFY_STATE_H
#define STATSIG_MODIFY_STATE_H

#include "executor/executor.h"
#include "nodes/execnodes.h"
#include "src/fdw/changes.h"
#include "src/fdw/encode.h"
#include "src/remote/rows.h"

/* Lists in fdw_private. */
typedef enum StatsigModifyPrivate
{
	STATSIG_MODIFY_NEEDED,	 /* attribute numbers that RETURNING, triggers or view
							  * checks read; 0: all */
	STATSIG_MODIFY_RETURNED, /* the same without triggers */
	STATSIG_MODIFY_ASSIGNED	 /* UPDATE: attribute numbers in SET */
} StatsigModifyPrivate;

/* One result relation of one ModifyTable node, or a target of COPY or routing. */
typedef struct StatsigModifyState
{
	MemoryContext context; /* of this state and what it makes later */
	Relation relation;
	const StatsigTable *table;
	const StatsigSession *session; /* in the transaction's context */
	const StatsigNames *names;	   /* there, too */
	bool immediate;				   /* what it changes is sent by the end of the statement */
	const int *columns;			   /* by attribute: index into table->columns, or -1 */
	StatsigEncoder *encoders;	   /* by attribute; unset where columns has -1 */
	bool *needed;				   /* by attribute: read after the change by RETURNING ... */
	bool *assigned;				   /* UPDATE, by attribute: stands in SET */
	AttrNumber *junk;			   /* DELETE, by attribute: where the plan gives its value */
	AttrNumber whole_row;		   /* where the plan gives the old row; 0: nowhere */
	AttrNumber token;			   /* where it gives the row's token, as a tid */
	uint64 statement;			   /* number under which changes are queued */
	HTAB *touched;				   /* rows that the statement has changed already */
	bool queued;				   /* anything to send at the end */
	StatsigRowReader *reader;	   /* for answers; made when first needed */
} StatsigModifyState;

/*
 * Whether the slot's row, after the change, can be told without the API:
 * every attribute that is read is one whose value the change decides.
 */
extern bool
statsig_returning_is_local(const StatsigModifyState *state, const StatsigChange *change);

/*
 * Raises 0A000 when an attribute that is read after the change has a value
 * that only the API can tell, which has not been asked.
 */
extern void
statsig_returning_check_known(const StatsigModifyState *state, const StatsigChange *change);

/*
 * Whether a column's value can be told without the API whatever the change
 * is; one that the change itself decides can be as well.
 */
extern bool statsig_returning_is_known_column(const StatsigTable *table, int index, bool is_insert);

/*
 * Fills the slot with the row as the API has it after the change was sent;
 * "sent" is the answer to it.  Columns that cannot be read keep their values.
 * Reads the object again where the answer does not tell.  Raises HV00M when
 * the API does not show the row.
 */
extern void statsig_returning_fill(StatsigModifyState *state, const StatsigChange *change,
								   const StatsigSent *sent, TupleTableSlot *slot);

/*
 * Puts values that the catalogue gives to columns the INSERT left out into
 * the slot, as far as they are read afterwards.
 */
extern void statsig_returning_defaults(StatsigModifyState *state, const StatsigChange *change,
									   TupleTableSlot *slot);

#endif /* STATSIG_MODIFY_STATE_H */
