/*-------------------------------------------------------------------------
 *
 * scan.c
 *	  Execution of scans.
 *
 * Nothing is sent before the first row is asked for, so that a scan which is
 * never pulled costs nothing, and the values of parameters are those of that
 * moment.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "src/compat.h"
#include "src/fdw/bind.h"
#include "src/fdw/options.h"
#include "src/fdw/plan.h"
#include "src/fdw/scan.h"

static List *
plan_private(ForeignScanState *node, StatsigScanPrivate which)
{
	return list_nth(((ForeignScan *) node->ss.ps.plan)->fdw_private, which);
}

/* The reader for the attributes that the plan uses. */
static StatsigRowReader *
make_reader(ForeignScanState *node, const StatsigTable *table)
{
	Relation relation = node->ss.ss_currentRelation;
	TupleDesc tupdesc = RelationGetDescr(relation);
	bool *wanted = palloc0(Max(tupdesc->natts, 1) * sizeof(bool));
	ListCell *lc;

	foreach(lc, plan_private(node, STATSIG_SCAN_ATTRIBUTES))
		wanted[lfirst_int(lc) - 1] = true;
	return statsig_rows_reader(table, tupdesc, statsig_options_columns(relation, table), wanted,
							   RelationGetRelationName(relation));
}

void
statsigBeginForeignScan(ForeignScanState *node, int eflags)
{
	ForeignScan *plan = (ForeignScan *) node->ss.ps.plan;
	Oid relid = RelationGetRelid(node->ss.ss_currentRelation);
	StatsigScanState *state;

	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;
	state = palloc0(sizeof(StatsigScanState));
	state->table = statsig_options_table(relid);
	state->session = statsig_options_session(GetForeignTable(relid)->serverid,
											 statsig_scan_checked_user(node), relid);
	state->reader = make_reader(node, state->table);
	state->expression_states = ExecInitExprList(plan->fdw_exprs, (PlanState *) node);
	state->scan_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig scan", ALLOCSET_SMALL_SIZES);
	state->row_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig row", ALLOCSET_DEFAULT_SIZES);
	node->fdw_state = state;
}

/*
 * A parameter column without a value cannot be compared with anything.  Raised
 * when the first row is wanted, since a plan may never come here.
 */
static void
check_parameters(ForeignScanState *node)
{
	List *unbound = plan_private(node, STATSIG_SCAN_UNBOUND);
	StatsigScanState *state = node->fdw_state;
	const char *column;

	if (unbound == NIL)
		return;
	column = state->table->columns[linitial_int(unbound)].name;
	ereport(
		ERROR,
		(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
		 errmsg("parameter column \"%s\" of foreign table \"%s\" has no value to compare", column,
				RelationGetRelationName(node->ss.ss_currentRelation)),
		 errdetail(
			 "The Statsig API takes the column as a parameter of the list and does not return it."),
		 errhint("Give it a value with =, IN or = ANY.")));
}

/* Opens the scan with the present values of the parameters. */
static void
start_scan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;
	MemoryContext caller = MemoryContextSwitchTo(state->scan_context);

	check_parameters(node);
	state->value_sets =
		statsig_bind_conditions(plan_private(node, STATSIG_SCAN_CONDITIONS),
								state->expression_states, node->ss.ps.ps_ExprContext);
	state->scan = statsig_table_scan_open(state->session, state->table, state->reader,
										  state->value_sets, &state->usage);
	MemoryContextSwitchTo(caller);
}

TupleTableSlot *
statsigIterateForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;
	MemoryContext caller;

	ExecClearTuple(slot);
	if (state->scan == NULL)
		start_scan(node);

	/* the slot's values stay valid until the next row is asked for */
	MemoryContextReset(state->row_context);
	caller = MemoryContextSwitchTo(state->row_context);
	if (statsig_table_scan_next(state->scan, slot->tts_values, slot->tts_isnull))
	{
		state->usage.rows++;
		ExecStoreVirtualTuple(slot);
	}
	MemoryContextSwitchTo(caller);
	return slot;
}

void
statsigReScanForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	ExecClearTuple(node->ss.ss_ScanTupleSlot);
	state->scan = NULL;
	MemoryContextReset(state->scan_context);
}

void
statsigEndForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	/* a request under way ends with its context */
	if (state != NULL)
		MemoryContextDelete(state->scan_context);
}
