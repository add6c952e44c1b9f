/*-------------------------------------------------------------------------
 *
 * output_row.h
 *	  Rows of a set-returning function, filled from left to right.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_OUTPUT_ROW_H
#define STATSIG_OUTPUT_ROW_H

#include "fmgr.h"
#include "nodes/execnodes.h"

#define STATSIG_MAX_OUTPUT_COLUMNS 26

/* One output row while it is being filled. */
typedef struct StatsigOutputRow
{
	ReturnSetInfo *result;
	int filled;
	Datum values[STATSIG_MAX_OUTPUT_COLUMNS];
	bool nulls[STATSIG_MAX_OUTPUT_COLUMNS];
} StatsigOutputRow;

/* Begins the function's result, and its first row. */
extern void statsig_output_start(StatsigOutputRow *row, FunctionCallInfo fcinfo);

/* The row's next value; text and JSON that are NULL are SQL NULL. */
extern void statsig_output_put(StatsigOutputRow *row, Datum value, bool isnull);
extern void statsig_output_text(StatsigOutputRow *row, const char *text);
extern void statsig_output_bool(StatsigOutputRow *row, bool value);
extern void statsig_output_jsonb(StatsigOutputRow *row, const char *json);

/* Adds the row, of which every column must have been filled, to the result; the next one begins. */
extern void statsig_output_finish(StatsigOutputRow *row);

#endif /* STATSIG_OUTPUT_ROW_H */
