/*-------------------------------------------------------------------------
 *
 * returning.c
 *	  The row after a change, for RETURNING, AFTER ROW triggers and checks of
 *	  views: told locally where that is certain, by the API where it is not.
 *
 * Certain is only what the statement decides: values it gives, the key, and
 * columns that are not the API's at all.  Everything else the API may set or
 * touch on its own account (ids, times, versions, other columns of the
 * object), so it comes from the answer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/modify_state.h"
#include "src/fdw/row_change.h"
#include "src/fdw/settings.h"
#include "src/remote/actions.h"
#include "src/remote/request.h"
#include "src/remote/values.h"
#include "src/remote/verbs.h"

/* Columns that the API's answer says nothing about. */
static bool
is_local(const StatsigColumn *column)
{
	return column->source == STATSIG_FROM_NOWHERE || column->source == STATSIG_FROM_QUERY;
}

/* Whether the change brings about an action, which may set columns of its own accord. */
static bool
touches_action(const StatsigChange *change)
{
	for (int i = 0; i < change->table->n_actions; i++)
		if (change
				->changed[statsig_catalog_column(change->table, change->table->actions[i].column)])
			return true;
	return false;
}

/* Whether actions may set the column: it is their own, or a secret, which they may renew. */
static bool
is_set_by_actions(const StatsigTable *table, const StatsigColumn *column)
{
	return statsig_actions_run_on(table, column->name) ||
		   ((column->flags & STATSIG_SECRET) && table->n_actions > 0);
}

bool
statsig_returning_is_local(const StatsigModifyState *state, const StatsigChange *change)
{
	const StatsigTable *table = state->table;
	bool *taken = palloc0(sizeof(bool) * table->n_columns);
	bool entries = statsig_change_is_of_entries(change);

	/* What an action does is the API's business; its column may end up elsewhere. */
	if (change->operation == STATSIG_OPERATION_UPDATE)
		statsig_actions_of(change, taken);

	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
	{
		int index = state->columns[i];
		const StatsigColumn *column;

		if (!state->needed[i] || index < 0)
			continue;
		column = &table->columns[index];
		if (is_local(column) || (change->changed[index] && !taken[index]))
			continue;
		/* An entry is what its row says and nothing else. */
		if (entries && column->source != STATSIG_FROM_RAW)
			continue;
		if (change->operation == STATSIG_OPERATION_UPDATE &&
			statsig_catalog_in_key(table, column->name) &&
			!((column->flags & STATSIG_SECRET) && touches_action(change)))
			continue;
		return false;
	}
	return true;
}

/*
 * An old row has what it had, except where the API sets something with every
 * change or by an action; a new row what it was given.
 */
bool
statsig_returning_is_known_column(const StatsigTable *table, int index, bool is_insert)
{
	const StatsigColumn *column = &table->columns[index];

	if (is_local(column))
		return true;
	if (column->source == STATSIG_FROM_RAW)
		return false;
	if (is_insert)
		return statsig_verb_is_of_entries(&table->insert);

	/* the API keeps in step what says the same in other words */
	return !(column->flags & STATSIG_TOUCHED) && column->same_as == NULL &&
		   !is_set_by_actions(table, column);
}

/* Whether the value of a column is known although the API has not been asked. */
static bool
is_known(const StatsigChange *change, int index)
{
	const StatsigColumn *column = &change->table->columns[index];

	if (change->changed[index] ||
		statsig_returning_is_known_column(change->table, index,
										  change->operation == STATSIG_OPERATION_INSERT))
		return true;
	if (change->operation == STATSIG_OPERATION_UPDATE && column->same_as != NULL)
		return !change->changed[statsig_catalog_column(change->table, column->same_as)];
	return change->operation == STATSIG_OPERATION_UPDATE &&
		   is_set_by_actions(change->table, column) && !touches_action(change);
}

void
statsig_returning_check_known(const StatsigModifyState *state, const StatsigChange *change)
{
	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
	{
		if (!state->needed[i] || state->columns[i] < 0 || is_known(change, state->columns[i]))
			continue;
		ereport(
			ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("column \"%s\" of foreign table \"%s\" cannot be returned %s",
					NameStr(TupleDescAttr(RelationGetDescr(state->relation), i)->attname),
					change->relation, statsig_dry_run ? "in a dry run" : "before COMMIT"),
			 errdetail("Only the API can tell its value, and the change is not sent%s.",
					   statsig_dry_run ? "" : " yet"),
			 statsig_dry_run ?
				 errhint("Return other columns.") :
				 errhint(
					 "Return other columns, run the statement by itself, outside of a "
					 "transaction block, or set \"statsig_fdw.write_mode\" to \"immediate\".")));
	}
}

/* Replaces the slot's row; the values are copied. */
static void
store_row(TupleTableSlot *slot, Datum *values, bool *nulls)
{
	MemoryContext old = MemoryContextSwitchTo(slot->tts_mcxt);
	HeapTuple tuple = heap_form_tuple(slot->tts_tupleDescriptor, values, nulls);

	MemoryContextSwitchTo(old);
	ExecForceStoreHeapTuple(tuple, slot, true);
}

/* Only the slot learns of it here; the change has had the values since it was made. */
void
statsig_returning_defaults(StatsigModifyState *state, const StatsigChange *change,
						   TupleTableSlot *slot)
{
	int natts = slot->tts_tupleDescriptor->natts;
	Datum *values = palloc(sizeof(Datum) * Max(natts, 1));
	bool *nulls = palloc(sizeof(bool) * Max(natts, 1));
	bool any = false;

	slot_getallattrs(slot);
	memcpy(values, slot->tts_values, sizeof(Datum) * natts);
	memcpy(nulls, slot->tts_isnull, sizeof(bool) * natts);
	for (int i = 0; i < natts; i++)
	{
		int index = state->columns[i];
		StatsigConverter converter;
		const char *json;

		if (!state->needed[i] || !nulls[i] || index < 0 || !change->changed[index])
			continue;
		json = change->new_values[index].json;
		statsig_value_prepare(&converter, &state->table->columns[index],
							  TupleDescAttr(slot->tts_tupleDescriptor, i));
		values[i] =
			statsig_value_from_slice(&converter, statsig_json_text(json, strlen(json)), &nulls[i]);
		any = true;
	}
	if (any)
		store_row(slot, values, nulls);
}

/* Whether the column tells the changed row from the other rows of the answer. */
static bool
tells_apart(const StatsigTable *table, const StatsigChange *change, const char *column)
{
	if (change->operation != STATSIG_OPERATION_INSERT || statsig_change_is_of_entries(change))
		return statsig_catalog_in_key(table, column);
	return table->unique_column && strcmp(table->unique_column, column) == 0;
}

/*
 * Reads what is asked for and what tells rows apart, nothing else: a column
 * that cannot be converted must not spoil a RETURNING that does not name it.
 */
static void
make_reader(StatsigModifyState *state)
{
	MemoryContext old = MemoryContextSwitchTo(state->context);
	TupleDesc tupdesc = RelationGetDescr(state->relation);
	bool *wanted = palloc0(sizeof(bool) * Max(tupdesc->natts, 1));

	for (int i = 0; i < tupdesc->natts; i++)
	{
		const StatsigColumn *column;

		if (state->columns[i] < 0)
			continue;
		column = &state->table->columns[state->columns[i]];
		wanted[i] =
			(state->needed[i] && !is_local(column)) ||
			statsig_catalog_in_key(state->table, column->name) ||
			(state->table->unique_column && strcmp(state->table->unique_column, column->name) == 0);
	}
	state->reader = statsig_rows_reader(state->table, tupdesc, state->columns, wanted,
										RelationGetRelationName(state->relation));
	MemoryContextSwitchTo(old);
}

/*
 * Whether the answer is about the changed row alone, and may show it with a
 * new secret, which an action gives it.
 */
static bool
may_be_renewed(const StatsigChange *change, StatsigEnvelope envelope)
{
	return change->operation == STATSIG_OPERATION_UPDATE && envelope == STATSIG_DATA_OBJECT &&
		   statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ITEMS && touches_action(change);
}

/*
 * Compares texts, as both sides were made by the same encoder. A column that
 * the foreign table leaves out cannot be compared and is taken to match, as is
 * one that the answer says nothing about: it was sent, and the answer is to it.
 */
static bool
is_row(StatsigModifyState *state, const StatsigChange *change, StatsigEnvelope envelope,
	   Datum *values, bool *nulls)
{
	const StatsigValue *row =
		statsig_change_is_of_entries(change) ? change->new_values : statsig_change_identity(change);
	bool renewed = may_be_renewed(change, envelope);

	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
	{
		int index = state->columns[i];
		const char *found;

		if (index < 0 || is_local(&state->table->columns[index]) ||
			!tells_apart(state->table, change, state->table->columns[index].name))
			continue;
		if (renewed && (state->table->columns[index].flags & STATSIG_SECRET) && !nulls[i])
			continue;
		found = nulls[i] ? NULL : statsig_encode_old(&state->encoders[i], values[i]).text;
		if (found == NULL || row[index].text == NULL ? found != row[index].text :
													   strcmp(found, row[index].text) != 0)
			return false;
	}
	return true;
}

/* Looks for the changed row in an answer; false when it is not in there. */
static bool
find_row(StatsigModifyState *state, const StatsigChange *change, const StatsigAnswer *answer,
		 StatsigEnvelope envelope, Datum *values, bool *nulls)
{
	const StatsigTable *table = state->table;
	const StatsigValue *row = statsig_change_identity(change);
	StatsigBinding *bindings = palloc(sizeof(StatsigBinding) * table->n_columns);
	int n_bindings = 0;

	if (state->reader == NULL)
		make_reader(state);
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].source == STATSIG_FROM_PATH)
		{
			bindings[n_bindings].column = table->columns[i].name;
			bindings[n_bindings++].value = row[i].text;
		}
	statsig_rows_open(state->reader, answer->body, answer->length, envelope, bindings, n_bindings);
	while (statsig_rows_next(state->reader, values, nulls))
		if (is_row(state, change, envelope, values, nulls))
			return true;
	return false;
}

static bool
path_is_known(const StatsigChange *change, const char *path)
{
	const StatsigValue *row = statsig_change_identity(change);

	if (path == NULL)
		return false;
	for (int i = 0; i < change->table->n_columns; i++)
		if (statsig_catalog_in_path(path, change->table->columns[i].name) && row[i].text == NULL)
			return false;
	return true;
}

/* Whether the answers to reads tell which row they are about. */
static bool
is_told_by_reads(const StatsigTable *table)
{
	for (int i = 0; table->key[i]; i++)
		if (is_local(statsig_catalog_column_ref(table, table->key[i])))
			return false;
	return true;
}

/* Reads the object again; the endpoint is one that shows the row in one answer, or NULL. */
static const StatsigEndpoint *
endpoint_for(const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	if (!is_told_by_reads(table))
		return NULL;
	if (path_is_known(change, table->item.path) && table->item.envelope != STATSIG_ECHO)
		return &table->item;
	if (path_is_known(change, table->list.path) && table->list.paging == STATSIG_NOT_PAGED &&
		table->list.envelope != STATSIG_ECHO)
		return &table->list;
	return NULL;
}

void
statsig_returning_fill(StatsigModifyState *state, const StatsigChange *change,
					   const StatsigSent *sent, TupleTableSlot *slot)
{
	int natts = slot->tts_tupleDescriptor->natts;
	Datum *values = palloc(sizeof(Datum) * Max(natts, 1));
	bool *nulls = palloc(sizeof(bool) * Max(natts, 1));
	const StatsigEndpoint *endpoint;
	StatsigAnswer *answer;
	bool found = false;

	/*
	 * The answer to entries is not what is there now, whatever its envelope;
	 * and an answer may be empty where the contract says otherwise.
	 */
	if (sent->answer && sent->answer->length > 0 && sent->envelope == STATSIG_DATA_OBJECT &&
		!statsig_change_is_of_entries(change))
		found = find_row(state, change, sent->answer, sent->envelope, values, nulls);
	if (!found)
	{
		endpoint = endpoint_for(change);
		if (endpoint == NULL && sent->envelope == STATSIG_MESSAGE_ONLY)
			return; /* an object that the API never shows */
		answer = endpoint ?
					 statsig_sending_read(change, statsig_request_path(change, endpoint->path)) :
					 NULL;
		found = answer && find_row(state, change, answer, endpoint->envelope, values, nulls);
	}
	if (!found)
		ereport(
			ERROR,
			(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_REPLY),
			 errmsg("row of foreign table \"%s\" was changed, but the Statsig API does not show it",
					change->relation)));

	slot_getallattrs(slot);
	for (int i = 0; i < natts; i++)
	{
		int index = state->columns[i];

		if (state->needed[i] && index >= 0 && !is_local(&state->table->columns[index]))
			continue;
		values[i] = slot->tts_values[i];
		nulls[i] = slot->tts_isnull[i];
	}
	store_row(slot, values, nulls);
}
