/*-------------------------------------------------------------------------
 *
 * analyze.c
 *	  ANALYZE of foreign tables.
 *
 * All rows are read, with the mapping of the table's owner, as whom the server
 * runs ANALYZE; a sample of them is kept.  They are the API's: what the
 * transaction has changed and not sent yet is not among them, since it may never
 * be sent.
 *
 * Statistics are kept in a system catalog and hold values, so secret columns are
 * left out, as if they were NULL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/sampling.h"

#include "src/catalog/catalog.h"
#include "src/fdw/analyze.h"
#include "src/fdw/options.h"
#include "src/fdw/plan_cost.h"
#include "src/fdw/plan_size.h"
#include "src/fdw/table_scan.h"

/*
 * A sample of rows of which it is not known how many there will be: the server's
 * reservoir, in which every row has the same chance.
 */
typedef struct StatsigSample
{
	HeapTuple *rows;
	int size; /* how many rows it may have */
	int n;	  /* how many it has */
	double seen;
	double skip; /* rows to pass over before the next is taken; negative: not known yet */
	ReservoirStateData reservoir;
} StatsigSample;

static void
sample_row(StatsigSample *sample, TupleDesc tupdesc, Datum *values, bool *nulls)
{
	int place = sample->n;

	if (sample->n < sample->size)
		sample->n++;
	else
	{
		if (sample->skip < 0)
			sample->skip = reservoir_get_next_S(&sample->reservoir, sample->seen, sample->size);
		place = sample->skip > 0 ?
					-1 :
					(int) (sample->size * sampler_random_fract(&sample->reservoir.randstate));
		if (place >= 0)
			heap_freetuple(sample->rows[place]);
		sample->skip--;
	}
	if (place >= 0)
		sample->rows[place] = heap_form_tuple(tupdesc, values, nulls);
	sample->seen++;
}

/* A reader for all columns whose values may be kept. */
static StatsigRowReader *
make_reader(Relation relation, const StatsigTable *table)
{
	TupleDesc tupdesc = RelationGetDescr(relation);
	int *columns = statsig_options_columns(relation, table);
	bool *wanted = palloc0(sizeof(bool) * Max(tupdesc->natts, 1));

	for (int i = 0; i < tupdesc->natts; i++)
		wanted[i] =
			columns[i] >= 0 && !statsig_catalog_is_secret(table, &table->columns[columns[i]]);
	return statsig_rows_reader(table, tupdesc, columns, wanted, RelationGetRelationName(relation));
}

/* Reads the table to its end; the sampled rows are made in "keep". */
static void
read_rows(Relation relation, StatsigSample *sample, MemoryContext keep, StatsigUsage *usage)
{
	Oid relid = RelationGetRelid(relation);
	TupleDesc tupdesc = RelationGetDescr(relation);
	const StatsigTable *table = statsig_options_table(relid);
	const StatsigSession *session = statsig_options_session(GetForeignTable(relid)->serverid,
															relation->rd_rel->relowner, relid);
	StatsigReading reading = {.session = session, .usage = usage, .once = true};
	StatsigTableScan *scan;
	Datum *values = palloc(sizeof(Datum) * Max(tupdesc->natts, 1));
	bool *nulls = palloc(sizeof(bool) * Max(tupdesc->natts, 1));
	MemoryContext row_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig row", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;

	reading.snapshot = statsig_snapshot_acquire(CurrentMemoryContext);
	scan = statsig_table_scan_open(&reading, table, make_reader(relation, table), NIL, NULL);
	caller = MemoryContextSwitchTo(row_context);
	while (statsig_table_scan_next(scan, values, nulls))
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(keep);
		sample_row(sample, tupdesc, values, nulls);
		MemoryContextSwitchTo(row_context);
		MemoryContextReset(row_context);
	}
	MemoryContextSwitchTo(caller);
	statsig_snapshot_release(reading.snapshot);
}

/* An AcquireSampleRowsFunc. */
static int
acquire_sample(Relation relation, int elevel, HeapTuple *rows, int targrows, double *totalrows,
			   double *totaldeadrows)
{
	StatsigSample sample = {.rows = rows, .size = targrows, .skip = -1};
	StatsigUsage usage = {0};
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig analyze", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	reservoir_init_selection_state(&sample.reservoir, targrows);
	read_rows(relation, &sample, caller, &usage);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);

	*totalrows = sample.seen;
	*totaldeadrows = 0;
	ereport(elevel,
			(errmsg("\"%s\": " INT64_FORMAT " requests gave %.0f rows; %d rows in sample",
					RelationGetRelationName(relation), usage.requests, sample.seen, sample.n)));
	return sample.n;
}

bool
statsigAnalyzeForeignTable(Relation relation, AcquireSampleRowsFunc *func, BlockNumber *totalpages)
{
	Oid relid = RelationGetRelid(relation);
	StatsigPlanState state = {.table = statsig_options_table(relid)};

	if (state.table->unreadable != NULL || !statsig_plan_can_be_read(&state, NIL))
		return false;
	state.server_oid = GetForeignTable(relid)->serverid;
	state.page_size = statsig_options_page_size(relid);
	statsig_plan_size_known(&state, relation->rd_rel->reltuples);
	*func = acquire_sample;

	/* requests, as they are estimated; in a tree of partitions each is sampled by its share */
	*totalpages = (BlockNumber) Min(statsig_plan_requests(&state, NIL), (double) MaxBlockNumber);
	return true;
}
