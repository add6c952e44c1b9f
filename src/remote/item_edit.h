/*-------------------------------------------------------------------------
 *
 * item_edit.h
 *	  Objects of the API with other values in some members: what an object
 *	  looks like to a reader once a change has been made.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ITEM_EDIT_H
#define STATSIG_ITEM_EDIT_H

#include "src/remote/change.h"

/*
 * A copy of a JSON object in which the member that "spelling" (a column's
 * json, see types.h) is read from has the value "json"; NULL takes the member
 * out.  Other members stay as they are written.  Both texts must be well
 * formed.  palloc'd.
 */
extern char *statsig_item_set(const char *object, const char *spelling, const char *json);

/* The text of the member's value, or NULL when the object has none or it is null; palloc'd. */
extern char *statsig_item_get(const char *object, const char *spelling);

/*
 * A copy of a JSON object with the columns of the change's new row that are
 * members of the row object: on INSERT all that are given, on UPDATE those
 * that changed.
 */
extern char *statsig_item_apply(const char *object, const StatsigChange *change);

#endif /* STATSIG_ITEM_EDIT_H */
