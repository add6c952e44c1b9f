/*-------------------------------------------------------------------------
 *
 * output_row.c
 *	  Rows of a set-returning function, filled from left to right.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "src/fdw/output_row.h"

void
statsig_output_start(StatsigOutputRow *row, FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
	row->result = (ReturnSetInfo *) fcinfo->resultinfo;
	row->filled = 0;
	Assert(row->result->setDesc->natts <= STATSIG_MAX_OUTPUT_COLUMNS);
}

void
statsig_output_put(StatsigOutputRow *row, Datum value, bool isnull)
{
	row->values[row->filled] = value;
	row->nulls[row->filled++] = isnull;
}

void
statsig_output_text(StatsigOutputRow *row, const char *text)
{
	statsig_output_put(row, text ? CStringGetTextDatum(text) : (Datum) 0, text == NULL);
}

void
statsig_output_bool(StatsigOutputRow *row, bool value)
{
	statsig_output_put(row, BoolGetDatum(value), false);
}

void
statsig_output_jsonb(StatsigOutputRow *row, const char *json)
{
	statsig_output_put(row, json ? DirectFunctionCall1(jsonb_in, CStringGetDatum(json)) : (Datum) 0,
					   json == NULL);
}

void
statsig_output_finish(StatsigOutputRow *row)
{
	if (row->filled != row->result->setDesc->natts)
		elog(ERROR, "a row of %d columns was given %d values", row->result->setDesc->natts,
			 row->filled);
	tuplestore_putvalues(row->result->setResult, row->result->setDesc, row->values, row->nulls);
	row->filled = 0;
}
