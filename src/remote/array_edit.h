/*-------------------------------------------------------------------------
 *
 * array_edit.h
 *	  The array of a document whose objects are rows of a table, with changes
 *	  of those rows made in it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ARRAY_EDIT_H
#define STATSIG_ARRAY_EDIT_H

#include "src/remote/change.h"
#include "src/remote/json.h"

/* One object of the array. */
typedef struct StatsigElement
{
	char *text; /* JSON */
	StatsigToken token;
	bool moved;	 /* by the statement that is being applied ... */
	long target; /* ... to this place */
} StatsigElement;

/* What the array is made for. */
typedef enum StatsigArrayUse
{
	STATSIG_ARRAY_SHOWN,  /* for a reader: every change shows, and one that does not fit
						   * is passed over */
	STATSIG_ARRAY_SENT,	  /* for a request that changes rows one by one as well: without what
						   * actions do; a change that does not fit is an error */
	STATSIG_ARRAY_WRITTEN /* for a request that writes the array as a whole: with everything;
						   * a change that does not fit is an error */
} StatsigArrayUse;

/*
 * The objects of a JSON array (StatsigElement *).  Those that have no key of
 * their own get tokens of "writer", the change that wrote the array; 0: none.
 */
extern List *statsig_elements_read(const StatsigTable *table, StatsigSlice array, uint32 writer);

/*
 * The elements after the changes, in the order of the log.  Changes of one
 * statement are made together, so that rows may change places.  For a
 * request, raises 40001 when an element is no longer there and 22003 when a
 * place cannot be given.  New elements go to the end.
 */
extern List *statsig_elements_apply(const StatsigTable *table, List *elements, List *changes,
									StatsigArrayUse use);

/* The array as it is shown; palloc'd. */
extern char *statsig_elements_text(List *elements);

/*
 * One element as it is sent back: without null members, which the API gives
 * but refuses to take, and without those it computes.  palloc'd.
 */
extern char *statsig_element_sent_text(const StatsigTable *table, const StatsigElement *element);

/* Whether the element is the row that an UPDATE or DELETE is about. */
extern bool statsig_element_is_of(const StatsigTable *table, const StatsigElement *element,
								  const StatsigChange *change);

/* Whether the UPDATE moves its row. */
extern bool statsig_change_moves(const StatsigChange *change);

#endif /* STATSIG_ARRAY_EDIT_H */
