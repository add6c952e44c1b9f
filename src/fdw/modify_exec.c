/*-------------------------------------------------------------------------
 *
 * modify_exec.c
 *	  INSERT, UPDATE and DELETE during execution.
 *
 * Each row becomes a change in the transaction's log, which is sent at COMMIT.
 * What is to be sent by the end of its statement is sent when the executor
 * shuts the statement down (EndForeignModify, EndForeignInsert).  Why there:
 *
 * - It runs only when the statement has succeeded so far: not after an error,
 *   and not for EXPLAIN without ANALYZE.  Constraints, triggers and functions
 *   that fail do so before anything has been sent.
 * - AFTER triggers have run by then (they belong to ExecutorFinish), so one of
 *   them can still refuse the statement.  They do not yet see its effect at
 *   Statsig.  A change that they or RETURNING must see the result of is sent
 *   at once, after everything that was queued before it.
 * - All ModifyTable nodes of a statement (WITH) have run to their end: the
 *   first of them to be shut down sends the changes of all, in the order in
 *   which they were made.
 * - An error raised there is an ordinary one: statements that change rows
 *   are never run by a lazily read portal or SQL function, so the executor is
 *   shut down inside the statement, not while a portal is cleaned up.
 *
 * EXPLAIN ANALYZE prints before it shuts down; explain_modify.c sends first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "foreign/foreign.h"
#include "tcop/pquery.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "src/compat.h"
#include "src/fdw/modify.h"
#include "src/fdw/modify_junk.h"
#include "src/fdw/modify_state.h"
#include "src/fdw/options.h"
#include "src/fdw/row_change.h"
#include "src/fdw/settings.h"
#include "src/remote/digest.h"

/* Rows that an INSERT hands over together where each needs an answer. */
#define BATCH_SIZE 100

/* What the nodes of one statement share. */
typedef struct Statement
{
	EState *estate;
	uint64 number;
	HTAB *touched;
	MemoryContextCallback callback;
	struct Statement *next;
} Statement;

/* Statements under way, innermost first; each goes with its executor's context. */
static Statement *statements = NULL;

static void
forget_statement(void *arg)
{
	for (Statement **link = &statements; *link; link = &(*link)->next)
		if (*link == arg)
		{
			*link = (*link)->next;
			return;
		}
}

/* An executor state is one run of one statement; triggers and functions have their own. */
static Statement *
statement_of(EState *estate)
{
	Statement *statement;
	HASHCTL control = {0};

	for (statement = statements; statement; statement = statement->next)
		if (statement->estate == estate)
			return statement;

	statement = MemoryContextAllocZero(estate->es_query_cxt, sizeof(Statement));
	statement->estate = estate;
	statement->number = statsig_changes_new_statement();
	control.keysize = sizeof(StatsigDigest);
	control.entrysize = sizeof(StatsigDigest);
	control.hcxt = estate->es_query_cxt;
	statement->touched =
		hash_create("statsig rows", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	statement->callback.func = forget_statement;
	statement->callback.arg = statement;
	MemoryContextRegisterResetCallback(estate->es_query_cxt, &statement->callback);
	statement->next = statements;
	statements = statement;
	return statement;
}

/* Two attributes that stand for one column could be given two values. */
static void
refuse_repeated_columns(Relation relation, const StatsigTable *table, const int *columns)
{
	TupleDesc tupdesc = RelationGetDescr(relation);

	for (int i = 0; i < tupdesc->natts; i++)
		for (int j = 0; j < i; j++)
			if (columns[i] >= 0 && columns[i] == columns[j])
				ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_COLUMN_NAME),
								errmsg("cannot write foreign table \"%s\"",
									   RelationGetRelationName(relation)),
								errdetail("Its columns \"%s\" and \"%s\" both stand for \"%s\".",
										  NameStr(TupleDescAttr(tupdesc, j)->attname),
										  NameStr(TupleDescAttr(tupdesc, i)->attname),
										  table->columns[columns[i]].name)));
}

/* The names of a foreign table and its columns for statements of an undo. */
static const StatsigNames *
copy_names(Relation relation, const StatsigTable *table, const int *columns)
{
	StatsigNames *names = palloc(sizeof(StatsigNames));
	const char **column_names = palloc0(sizeof(char *) * table->n_columns);
	TupleDesc tupdesc = RelationGetDescr(relation);

	names->table = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)),
											  RelationGetRelationName(relation));
	for (int i = 0; i < tupdesc->natts; i++)
		if (columns[i] >= 0)
			column_names[columns[i]] =
				pstrdup(quote_identifier(NameStr(TupleDescAttr(tupdesc, i)->attname)));
	names->columns = column_names;
	return names;
}

/*
 * Whether the statement is a transaction by itself: the only one that the
 * client has sent, outside of a transaction block, and not one of a function
 * or of EXECUTE, which a function may run as well.  Then COMMIT follows it at
 * once, whatever it returns.  That more is to come in a pipeline cannot be
 * known at its first statement.  Statements with several parts that write are
 * left out: what one of them has sent would be a conflict to the next.
 */
static bool
is_own_transaction(EState *estate)
{
	return !IsInTransactionBlock(true) && PortalIsValid(ActivePortal) &&
		   ActivePortal->name[0] == '\0' && list_length(ActivePortal->stmts) == 1 &&
		   linitial(ActivePortal->stmts) == (void *) estate->es_plannedstmt &&
		   (!estate->es_plannedstmt->hasModifyingCTE ||
			list_length(estate->es_plannedstmt->resultRelations) == 1);
}

/* Whether a column that is returned may be one that only the API can tell. */
static bool
returns_unknown(const StatsigModifyState *state, CmdType operation, List *returned)
{
	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
	{
		bool wanted = list_member_int(returned, i + 1) || list_member_int(returned, 0);

		if (wanted && state->columns[i] >= 0 &&
			!statsig_returning_is_known_column(state->table, state->columns[i],
											   operation == CMD_INSERT))
			return true;
	}
	return false;
}

/* What must be known of a row after a change can only be had by sending it. */
static bool
is_immediate(EState *estate, const StatsigModifyState *state, CmdType operation, List *returned)
{
	StatsigWriteMode mode = statsig_write_mode;

	if (mode == STATSIG_WRITE_DEFAULT)
		mode = strcmp(state->session->write_mode, "immediate") == 0 ? STATSIG_WRITE_IMMEDIATE :
																	  STATSIG_WRITE_COMMIT;
	return mode == STATSIG_WRITE_IMMEDIATE ||
		   (operation != CMD_DELETE && !statsig_dry_run && is_own_transaction(estate) &&
			returns_unknown(state, operation, returned));
}

/*
 * The state of a result relation.  needed says what is read after a change,
 * returned the same without triggers; NIL: nothing.
 */
static StatsigModifyState *
create_state(EState *estate, ResultRelInfo *result, CmdType operation, List *needed, List *returned)
{
	Relation relation = result->ri_RelationDesc;
	Oid relid = RelationGetRelid(relation);
	int natts = RelationGetDescr(relation)->natts;
	MemoryContext old = MemoryContextSwitchTo(estate->es_query_cxt);
	StatsigModifyState *state = palloc0(sizeof(StatsigModifyState));
	Statement *statement = statement_of(estate);

	statsig_sending_check_allowed();
	state->context = estate->es_query_cxt;
	state->relation = relation;
	state->table = statsig_options_table(relid);
	statsig_options_writes_whole(relid, state->table);
	state->columns = statsig_options_columns(relation, state->table);
	if (operation != CMD_DELETE)
		refuse_repeated_columns(relation, state->table, state->columns);
	state->encoders = palloc0(sizeof(StatsigEncoder) * Max(natts, 1));
	state->needed = palloc0(sizeof(bool) * Max(natts, 1));
	state->junk = palloc0(sizeof(AttrNumber) * Max(natts, 1));
	state->statement = statement->number;
	state->touched = statement->touched;

	/* Changes may wait until the end of the transaction, and with them the session. */
	MemoryContextSwitchTo(statsig_changes_transaction_context());
	state->session = statsig_options_session(GetForeignTable(relid)->serverid,
											 statsig_modify_checked_user(result, estate), relid);
	state->names = copy_names(relation, state->table, state->columns);
	MemoryContextSwitchTo(estate->es_query_cxt);
	state->immediate = is_immediate(estate, state, operation, returned);

	/* A trigger gets what is known; that alone is no reason to send anything. */
	if (!state->immediate || statsig_dry_run)
		needed = returned;
	for (int i = 0; i < natts; i++)
	{
		const StatsigColumn *column;

		state->needed[i] = list_member_int(needed, i + 1) || list_member_int(needed, 0);
		if (state->columns[i] < 0)
			continue;
		column = &state->table->columns[state->columns[i]];
		if (operation == CMD_DELETE ? statsig_delete_reads(state->table, column) :
									  statsig_row_is_encoded(state->table, column))
			statsig_encode_prepare(&state->encoders[i], column, relation, i + 1);
	}
	MemoryContextSwitchTo(old);
	return state;
}

/* Finds where the plan delivers what identifies the old rows. */
static void
find_junk(StatsigModifyState *state, CmdType operation, Plan *subplan)
{
	TupleDesc tupdesc = RelationGetDescr(state->relation);

	state->whole_row = ExecFindJunkAttributeInTlist(subplan->targetlist, "wholerow");
	state->token = ExecFindJunkAttributeInTlist(subplan->targetlist, "ctid");
	if (operation != CMD_DELETE)
		return;
	for (int i = 0; i < tupdesc->natts; i++)
	{
		if (state->columns[i] < 0 ||
			!statsig_delete_reads(state->table, &state->table->columns[state->columns[i]]))
			continue;
		state->junk[i] = ExecFindJunkAttributeInTlist(subplan->targetlist,
													  statsig_junk_name(TupleDescAttr(tupdesc, i)));
		if (state->junk[i] == InvalidAttrNumber)
			elog(ERROR, "plan of DELETE lacks column \"%s\"",
				 NameStr(TupleDescAttr(tupdesc, i)->attname));
	}
}

static void
note_assigned(StatsigModifyState *state, List *assigned)
{
	ListCell *cell;

	state->assigned = MemoryContextAllocZero(
		state->context, sizeof(bool) * Max(RelationGetDescr(state->relation)->natts, 1));
	foreach(cell, assigned)
		state->assigned[lfirst_int(cell) - 1] = true;
}

/* Nothing is prepared for EXPLAIN alone: it needs neither a key nor a connection. */
void
statsigBeginForeignModify(ModifyTableState *mtstate, ResultRelInfo *resultRelInfo,
						  List *fdw_private, int subplan_index, int eflags)
{
	StatsigModifyState *state;

	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;
	state = create_state(mtstate->ps.state, resultRelInfo, mtstate->operation,
						 list_nth(fdw_private, STATSIG_MODIFY_NEEDED),
						 list_nth(fdw_private, STATSIG_MODIFY_RETURNED));
	note_assigned(state, list_nth(fdw_private, STATSIG_MODIFY_ASSIGNED));
	if (mtstate->operation != CMD_INSERT)
		find_junk(state, mtstate->operation, outerPlanState(mtstate)->plan);
	resultRelInfo->ri_FdwState = state;
}

/*
 * COPY, rows routed to a partition, and rows that an UPDATE moves to another
 * partition.  No plan says which columns are read afterwards, so all are when
 * any is.
 */
void
statsigBeginForeignInsert(ModifyTableState *mtstate, ResultRelInfo *resultRelInfo)
{
	ModifyTable *plan = (ModifyTable *) mtstate->ps.plan;
	TriggerDesc *triggers = resultRelInfo->ri_TrigDesc;
	bool returned =
		resultRelInfo->ri_returningList != NIL || resultRelInfo->ri_WithCheckOptions != NIL;
	bool needed = returned || (triggers && triggers->trig_insert_after_row);

	if (plan)
		statsig_refuse_on_conflict(plan->onConflictAction, resultRelInfo->ri_RelationDesc);

	/* A partition that the same UPDATE also changes rows of has a state already. */
	if (resultRelInfo->ri_FdwState == NULL)
		resultRelInfo->ri_FdwState =
			create_state(mtstate->ps.state, resultRelInfo, CMD_INSERT,
						 needed ? list_make1_int(0) : NIL, returned ? list_make1_int(0) : NIL);
}

/*
 * Whether the statement has changed this row already.  A row that a join
 * delivers twice is changed once, as in an ordinary table.
 */
static bool
was_touched(StatsigModifyState *state, const StatsigChange *change)
{
	const StatsigTable *table = state->table;
	StringInfoData text;
	StatsigDigest key;
	bool found;

	initStringInfo(&text);
	/*
	 * The object counts, not the foreign table: several may show the same, and
	 * so may several servers and users.
	 */
	appendStringInfo(&text, UINT64_FORMAT " " UINT64_FORMAT " %s", change->session->project[0],
					 change->session->project[1], table->name);
	if (change->token.serial != 0)
		appendStringInfo(&text, " made %u %u", change->token.serial, change->token.place);
	for (int i = 0; i < table->n_columns; i++)
	{
		const char *value = change->old_values[i].text;

		if (!statsig_row_is_identity(table, table->columns[i].name))
			continue;
		if (value)
			appendStringInfo(&text, " %zu:%s", strlen(value), value);
		else
			appendStringInfoString(&text, " -");
	}
	key = statsig_digest(text.data, text.len);
	pfree(text.data);
	hash_search(state->touched, &key, HASH_ENTER, &found);
	return found;
}

/* Changes that are not sent yet: what is read of their rows must be known without the API. */
static void
fill_known(StatsigModifyState *state, List *changes, TupleTableSlot **slots)
{
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		statsig_returning_check_known(state, change);
		statsig_changes_add(lfirst(cell));
		if (change->operation == STATSIG_OPERATION_INSERT)
			statsig_returning_defaults(state, change, slots[foreach_current_index(cell)]);
	}
}

/* Queues changes; those whose result must be known are sent, their slots filled. */
static void
queue_changes(StatsigModifyState *state, List *changes, TupleTableSlot **slots)
{
	MemoryContext context;
	MemoryContext old;
	StatsigSent *sent;
	bool at_once = false;
	ListCell *cell;

	state->queued = state->immediate;
	if (!state->immediate || statsig_dry_run)
	{
		fill_known(state, changes, slots);
		return;
	}
	foreach(cell, changes)
	{
		statsig_changes_add(lfirst(cell));
		if (!statsig_returning_is_local(state, lfirst(cell)))
			at_once = true;
	}

	context = AllocSetContextCreate(CurrentMemoryContext, "statsig result", ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	sent = palloc0(sizeof(StatsigSent) * list_length(changes));
	if (at_once)
		statsig_changes_send(changes, sent);
	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		TupleTableSlot *slot = slots[foreach_current_index(cell)];

		if (!statsig_returning_is_local(state, change))
			statsig_returning_fill(state, change, &sent[foreach_current_index(cell)], slot);
		else if (change->operation == STATSIG_OPERATION_INSERT)
			statsig_returning_defaults(state, change, slot);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

TupleTableSlot *
statsigExecForeignInsert(EState *estate, ResultRelInfo *resultRelInfo, TupleTableSlot *slot,
						 TupleTableSlot *planSlot)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;

	queue_changes(state, list_make1(statsig_row_insert(state, slot)), &slot);
	return slot;
}

/* All rows are judged before the first of them is sent. */
TupleTableSlot **
statsigExecForeignBatchInsert(EState *estate, ResultRelInfo *resultRelInfo, TupleTableSlot **slots,
							  TupleTableSlot **planSlots, int *numSlots)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;
	List *changes = NIL;

	for (int i = 0; i < *numSlots; i++)
		changes = lappend(changes, statsig_row_insert(state, slots[i]));
	queue_changes(state, changes, slots);
	return slots;
}

/*
 * Rows that only wait in the queue share requests anyway.  A batch is of use
 * where AFTER ROW triggers or view checks need the answer for every row;
 * RETURNING cannot have one, the executor wants its rows one by one.
 */
int
statsigGetForeignModifyBatchSize(ResultRelInfo *resultRelInfo)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;

	if (state == NULL || resultRelInfo->ri_projectReturning != NULL ||
		resultRelInfo->ri_returningList != NIL)
		return 1;
	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
		if (state->needed[i])
			return BATCH_SIZE;
	return 1;
}

/* The old row as the plan delivers it; the tuple points into the plan's slot. */
static HeapTupleData
old_tuple(StatsigModifyState *state, TupleTableSlot *planSlot)
{
	HeapTupleData tuple = {0};
	bool isnull;
	Datum datum = ExecGetJunkAttribute(planSlot, state->whole_row, &isnull);

	if (isnull)
		elog(ERROR, "plan delivers no old row");
	tuple.t_data = DatumGetHeapTupleHeader(datum);
	tuple.t_len = HeapTupleHeaderGetDatumLength(tuple.t_data);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = RelationGetRelid(state->relation);
	return tuple;
}

/* The token of the row that the plan delivers. */
static StatsigToken
token_of(StatsigModifyState *state, TupleTableSlot *planSlot)
{
	StatsigToken token = {0, 0};
	bool isnull;
	Datum datum;
	ItemPointer tid;

	datum = ExecGetJunkAttribute(planSlot, state->token, &isnull);
	tid = (ItemPointer) DatumGetPointer(datum);
	if (!isnull && ItemPointerGetBlockNumberNoCheck(tid) != InvalidBlockNumber)
	{
		token.serial = ItemPointerGetBlockNumberNoCheck(tid);
		token.place = ItemPointerGetOffsetNumberNoCheck(tid);
	}
	return token;
}

/* The executor has built the new row from the old one and SET; triggers have had their turn. */
TupleTableSlot *
statsigExecForeignUpdate(EState *estate, ResultRelInfo *resultRelInfo, TupleTableSlot *slot,
						 TupleTableSlot *planSlot)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;
	TupleDesc tupdesc = RelationGetDescr(state->relation);
	HeapTupleData tuple = old_tuple(state, planSlot);
	Datum *values = palloc(sizeof(Datum) * Max(tupdesc->natts, 1));
	bool *nulls = palloc(sizeof(bool) * Max(tupdesc->natts, 1));
	StatsigChange *change;

	heap_deform_tuple(&tuple, tupdesc, values, nulls);
	change = statsig_row_update(state, values, nulls, token_of(state, planSlot), slot);
	pfree(values);
	pfree(nulls);
	if (change == NULL)
		return slot; /* nothing differs, so nothing is sent */
	if (was_touched(state, change))
		return NULL;
	queue_changes(state, list_make1(change), &slot);
	return slot;
}

/* Returning NULL tells the executor that no row was deleted, so that it is not counted. */
TupleTableSlot *
statsigExecForeignDelete(EState *estate, ResultRelInfo *resultRelInfo, TupleTableSlot *slot,
						 TupleTableSlot *planSlot)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;
	int natts = RelationGetDescr(state->relation)->natts;
	Datum *values = palloc0(sizeof(Datum) * Max(natts, 1));
	bool *nulls = palloc(sizeof(bool) * Max(natts, 1));
	StatsigChange *change;

	for (int i = 0; i < natts; i++)
	{
		nulls[i] = true;
		if (state->junk[i] != InvalidAttrNumber)
			values[i] = ExecGetJunkAttribute(planSlot, state->junk[i], &nulls[i]);
	}
	change = statsig_row_delete(state, values, nulls, token_of(state, planSlot));
	pfree(values);
	pfree(nulls);
	if (was_touched(state, change))
		return NULL;
	statsig_changes_add(change);
	state->queued = state->immediate;

	/* A deleted row is what it was: RETURNING needs no answer. */
	if (state->whole_row != InvalidAttrNumber)
	{
		HeapTupleData tuple = old_tuple(state, planSlot);

		ExecForceStoreHeapTuple(heap_copytuple(&tuple), slot, true);
	}
	return slot;
}

/* Sends what is to be sent now, if this relation has queued anything. */
static void
finish(ResultRelInfo *resultRelInfo)
{
	StatsigModifyState *state = resultRelInfo->ri_FdwState;

	if (state == NULL || !state->queued)
		return;
	state->queued = false;
	statsig_changes_send(NIL, NULL);
}

void
statsigEndForeignModify(EState *estate, ResultRelInfo *resultRelInfo)
{
	finish(resultRelInfo);
}

/*
 * A partition that is also changed by the same UPDATE comes here after
 * EndForeignModify and has nothing left.
 */
void
statsigEndForeignInsert(EState *estate, ResultRelInfo *resultRelInfo)
{
	finish(resultRelInfo);
}
