/*-------------------------------------------------------------------------
 *
 * shape.h
 *	  Whether a JSON value has the shape that the API takes for its column.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SHAPE_H
#define STATSIG_SHAPE_H

#include "src/fdw/encode.h"

/*
 * Raises when a value does not have the shape of the encoder's column: 22023,
 * 22001 (too long), 22003 (range), 23502 (a member is missing) or 23505 (a
 * name twice), naming the column and the place.  datum is of the encoder's
 * type, json its text, which must be well-formed.
 */
extern void statsig_shape_check(const StatsigEncoder *encoder, Datum datum, const char *json);

/*
 * The same about a value that is not to be written now: what is wrong with it, as a clause for a
 * message; NULL: nothing.
 */
extern char *statsig_shape_fault(const StatsigColumn *column, const char *json);

#endif /* STATSIG_SHAPE_H */
