/*-------------------------------------------------------------------------
 *
 * rows.h
 *	  From the items of an answer to rows: applies a table's facets and turns
 *	  the members of each row object into Datums of the columns asked for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ROWS_H
#define STATSIG_ROWS_H

#include "access/tupdesc.h"
#include "src/catalog/types.h"
#include "src/remote/json.h"

/* Values that do not come from the answer: path values and parameters asked for. */
typedef struct StatsigBinding
{
	const char *column;
	const char *value;			/* SQL text; NULL: SQL NULL */
} StatsigBinding;

typedef struct StatsigRowReader StatsigRowReader;

/*
 * A reader for rows of "table" as tuples of "tupdesc", whose attributes are
 * matched to catalogue columns by attribute_columns[attno - 1] (index into
 * table->columns, or -1: always NULL).  Only attributes with wanted[attno - 1]
 * are converted; the others are NULL.  relation_name is for error contexts.
 * Lives in the current context.
 */
extern StatsigRowReader *statsig_rows_reader(const StatsigTable *table, TupleDesc tupdesc,
											 const int *attribute_columns, const bool *wanted,
											 const char *relation_name);

/*
 * Starts on the items of one answer body.  envelope says how they are wrapped.
 * bindings (may be NULL) belong to this body.  Returns the number of items.
 * A body that does not have that shape raises 08P01.
 */
extern int	statsig_rows_open(StatsigRowReader *reader, const char *body, size_t length,
							  StatsigEnvelope envelope,
							  const StatsigBinding *bindings, int n_bindings);

/*
 * Fills values/nulls with the next row, allocating in the current context;
 * false when the body has no more.  Raises 22P02, 22003, 22008 ... with
 * the context "column ... of foreign table ...".
 */
extern bool statsig_rows_next(StatsigRowReader *reader, Datum *values, bool *nulls);

#endif							/* STATSIG_ROWS_H */
