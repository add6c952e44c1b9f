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
#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "src/compat.h"
#include "src/catalog/catalog.h"
#include "src/fdw/bind.h"
#include "src/fdw/changes.h"
#include "src/fdw/count_scan.h"
#include "src/fdw/options.h"
#include "src/fdw/plan.h"
#include "src/fdw/read_once.h"
#include "src/fdw/scan.h"

static List *
plan_private(ForeignScanState *node, StatsigScanPrivate which)
{
	return list_nth(((ForeignScan *) node->ss.ps.plan)->fdw_private, which);
}

/* Whether the reader must deliver what tells entries of a set apart. */
static bool
needs_identity(const StatsigScanState *state)
{
	return state->last_serial > 0 && statsig_catalog_row_kind(state->table) == STATSIG_ROWS_ENTRIES;
}

/* How many columns that are. */
static int
count_identity(const StatsigTable *table)
{
	int n = 0;

	for (int i = 0; i < table->n_columns; i++)
		n += statsig_catalog_in_entry(&table->columns[i]);
	return n;
}

/*
 * Entries of a set are told apart by all they consist of, which the foreign
 * table may lack or have in types of its own: so the reader gets columns for
 * that beyond the attributes.
 */
static void
add_identity(StatsigScanState *state, TupleDesc tupdesc, int *columns, bool *wanted)
{
	const StatsigTable *table = state->table;
	int n = state->n_attributes;

	state->identity = palloc(sizeof(int) * table->n_columns);
	state->outputs = palloc0(sizeof(FmgrInfo) * table->n_columns);
	for (int i = 0; i < table->n_columns; i++)
	{
		Oid type = table->columns[i].type == STATSIG_BOOL ? BOOLOID : TEXTOID;
		Oid output;
		bool varlena;

		state->identity[i] = -1;
		if (!statsig_catalog_in_entry(&table->columns[i]))
			continue;
		getTypeOutputInfo(type, &output, &varlena);
		fmgr_info(output, &state->outputs[i]);
		TupleDescInitEntry(tupdesc, n + 1, table->columns[i].name, type, -1, 0);
		columns[n] = i;
		wanted[n] = true;
		state->identity[i] = n++;
	}
}

/* The reader for the attributes that the plan uses. */
static void
make_reader(ForeignScanState *node, StatsigScanState *state)
{
	Relation relation = node->ss.ss_currentRelation;
	TupleDesc attributes = RelationGetDescr(relation);
	int n = attributes->natts + (needs_identity(state) ? count_identity(state->table) : 0);
	TupleDesc tupdesc = CreateTemplateTupleDesc(n);
	int *columns = palloc(Max(n, 1) * sizeof(int));
	bool *wanted = palloc0(Max(n, 1) * sizeof(bool));
	ListCell *lc;

	state->n_attributes = attributes->natts;
	for (int i = 0; i < attributes->natts; i++)
		TupleDescCopyEntry(tupdesc, i + 1, attributes, i + 1);
	memcpy(columns, statsig_options_columns(relation, state->table),
		   attributes->natts * sizeof(int));
	foreach(lc, plan_private(node, STATSIG_SCAN_ATTRIBUTES))
		wanted[lfirst_int(lc) - 1] = true;
	if (needs_identity(state))
		add_identity(state, tupdesc, columns, wanted);
	state->values = palloc(Max(n, 1) * sizeof(Datum));
	state->nulls = palloc(Max(n, 1) * sizeof(bool));
	state->reader = statsig_rows_reader(state->table, tupdesc, columns, wanted,
										RelationGetRelationName(relation));
}

void
statsigBeginForeignScan(ForeignScanState *node, int eflags)
{
	ForeignScan *plan = (ForeignScan *) node->ss.ps.plan;
	StatsigScanState *state;
	Oid relid;

	if (statsig_count_is_scan(node))
	{
		statsig_count_begin(node, eflags);
		return;
	}
	relid = RelationGetRelid(node->ss.ss_currentRelation);
	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;
	state = palloc0(sizeof(StatsigScanState));
	state->table = statsig_options_table(relid);
	state->session = statsig_options_session(GetForeignTable(relid)->serverid,
											 statsig_scan_checked_user(node), relid);
	state->is_target = plan_private(node, STATSIG_SCAN_TARGET) != NIL;

	/* what is to be changed is looked at anew */
	if (state->is_target)
		state->session->cache_ttl = 0;
	state->reading.session = state->session;
	state->reading.snapshot = statsig_snapshot_acquire(node->ss.ps.state->es_query_cxt);
	state->reading.usage = &state->usage;
	state->reading.once = statsig_reads_once(node);
	state->reading.may_stop = plan_private(node, STATSIG_SCAN_MAY_STOP) != NIL;
	state->last_serial = statsig_changes_last_serial();
	make_reader(node, state);
	if (plan_private(node, STATSIG_SCAN_ORDER) != NIL)
		state->order.attribute = linitial_int(plan_private(node, STATSIG_SCAN_ORDER));
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

/* Rows that only an UPDATE can find. */
static void
refuse_reading(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("foreign table \"%s\" cannot be read",
						   RelationGetRelationName(node->ss.ss_currentRelation)),
					errdetail("%s", state->table->unreadable)));
}

/*
 * Made once: the statement sees the changes that were there when it began,
 * however often it reads.
 */
static void
make_overlay(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;
	MemoryContext caller = MemoryContextSwitchTo(node->ss.ps.state->es_query_cxt);

	if (!state->overlaid && (state->last_serial > 0 || state->is_target))
		state->overlay = statsig_overlay_create(state->session, state->table, state->last_serial,
												state->is_target);
	state->overlaid = true;
	MemoryContextSwitchTo(caller);
}

/* Opens the scan with the present values of the parameters. */
static void
start_scan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;
	MemoryContext caller;

	make_overlay(node);
	caller = MemoryContextSwitchTo(state->scan_context);
	check_parameters(node);
	if (state->table->unreadable != NULL && !state->is_target)
		refuse_reading(node);
	state->value_sets =
		statsig_bind_conditions(state->table, plan_private(node, STATSIG_SCAN_CONDITIONS),
								state->expression_states, node->ss.ps.ps_ExprContext);
	state->value_sets = statsig_bind_days(state->table, state->value_sets);
	state->scan = statsig_table_scan_open(&state->reading, state->table, state->reader,
										  state->value_sets, state->overlay);
	MemoryContextSwitchTo(caller);
}

void
statsig_scan_ask(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	if (state->scan != NULL)
		return;
	start_scan(node);
	statsig_table_scan_ask(state->scan);
}

bool
statsig_scan_is_ready(const ForeignScanState *node)
{
	const StatsigScanState *state = node->fdw_state;

	return statsig_table_scan_is_ready(state->scan);
}

/* Whether the row is an entry that the transaction has taken away. */
static bool
is_hidden(StatsigScanState *state)
{
	StatsigValue *row;

	if (state->identity == NULL || !statsig_overlay_judges_entries(state->overlay) ||
		statsig_table_scan_is_made(state->scan))
		return false;
	row = palloc0(sizeof(StatsigValue) * state->table->n_columns);
	for (int i = 0; i < state->table->n_columns; i++)
	{
		int at = state->identity[i];

		if (at >= 0 && !state->nulls[at])
			row[i].text = OutputFunctionCall(&state->outputs[i], state->values[at]);
	}
	return statsig_overlay_hides_entry(state->overlay, row);
}

/* The next row, in state->values and nulls; false at the end. */
static bool
next_row(StatsigScanState *state)
{
	do
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(state->row_context);
		if (!statsig_table_scan_next(state->scan, state->values, state->nulls))
			return false;
	} while (is_hidden(state));
	return true;
}

/* A row that only the transaction has goes by its token, since it may have no key. */
static void
set_token(TupleTableSlot *slot, StatsigToken token)
{
	if (token.serial == 0)
		ItemPointerSetInvalid(&slot->tts_tid);
	else
		ItemPointerSet(&slot->tts_tid, token.serial, token.place);
}

/* Whether the row in the slot satisfies the conditions that EXPLAIN does not show. */
static bool
passes_hidden(ForeignScanState *node, TupleTableSlot *slot)
{
	ExprContext *econtext = node->ss.ps.ps_ExprContext;

	if (node->fdw_recheck_quals == NULL)
		return true;
	ResetExprContext(econtext);
	econtext->ecxt_scantuple = slot;
	if (ExecQual(node->fdw_recheck_quals, econtext))
		return true;
	InstrCountFiltered1(node, 1);
	return false;
}

TupleTableSlot *
statsigIterateForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;
	MemoryContext caller;

	if (statsig_count_is_scan(node))
		return statsig_count_iterate(node);
	ExecClearTuple(slot);
	if (state->scan == NULL)
		start_scan(node);

	/* the slot's values stay valid until the next row is asked for */
	caller = MemoryContextSwitchTo(state->row_context);
	while (next_row(state))
	{
		statsig_scan_order_check(&state->order, state->table, state->values, state->nulls);
		state->usage.rows++;
		memcpy(slot->tts_values, state->values, sizeof(Datum) * state->n_attributes);
		memcpy(slot->tts_isnull, state->nulls, sizeof(bool) * state->n_attributes);
		ExecStoreVirtualTuple(slot);
		set_token(slot, statsig_rows_token(state->reader));
		if (passes_hidden(node, slot))
			break;
		ExecClearTuple(slot);
	}
	MemoryContextSwitchTo(caller);
	return slot;
}

void
statsigReScanForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	if (statsig_count_is_scan(node))
	{
		statsig_count_rescan(node);
		return;
	}
	ExecClearTuple(node->ss.ss_ScanTupleSlot);
	state->scan = NULL;
	state->order.begun = false;
	MemoryContextReset(state->scan_context);
}

void
statsigEndForeignScan(ForeignScanState *node)
{
	StatsigScanState *state = node->fdw_state;

	if (statsig_count_is_scan(node))
	{
		statsig_count_end(node);
		return;
	}
	if (state == NULL)
		return;

	/* a request under way ends with its context */
	MemoryContextDelete(state->scan_context);
	statsig_snapshot_release(state->reading.snapshot);
}
