/*-------------------------------------------------------------------------
 *
 * row_change.c
 *	  From the rows that the executor hands over to changes.
 *
 * What an UPDATE changes is what differs between the old row and the new
 * one, not what stands in SET: so BEFORE triggers count, and an assignment
 * that changes nothing sends nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/row_change.h"
#include "src/fdw/stamps.h"
#include "src/remote/actions.h"
#include "src/remote/document.h"
#include "src/remote/json.h"
#include "src/remote/request.h"
#include "src/remote/verbs.h"

#define WRITTEN_BY_UPDATE (STATSIG_IN_WHOLE | STATSIG_ACTION | STATSIG_REORDER)

/* Every path that the verb may use, the one it reads from included. */
static bool
verb_names(const StatsigVerb *verb, const char *column)
{
	return statsig_catalog_in_path(verb->path, column) ||
		   statsig_catalog_in_path(verb->several_path, column) ||
		   statsig_catalog_in_path(verb->clear_path, column) ||
		   (verb->variant && statsig_catalog_in_path(verb->variant->parent_path, column));
}

bool
statsig_row_is_identity(const StatsigTable *table, const char *column)
{
	for (int i = 0; i < table->n_actions; i++)
		if (statsig_catalog_in_path(table->actions[i].path, column))
			return true;
	return (statsig_catalog_column_ref(table, column)->flags & STATSIG_IDENTIFIES) ||
		   statsig_catalog_in_key(table, column) ||
		   statsig_catalog_in_path(table->item.path, column) ||
		   verb_names(&table->update, column) || verb_names(&table->whole, column) ||
		   verb_names(&table->delete, column) || verb_names(&table->reorder, column);
}

char *
statsig_row_writable_columns(const StatsigTable *table, unsigned flags)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].flags & flags)
			appendStringInfo(&list, "%s%s", list.len ? ", " : "", table->columns[i].name);
	return list.data;
}

/* Whether an action takes the column's old value where its own column has none. */
static bool
is_fallback(const StatsigTable *table, const char *column)
{
	for (int i = 0; i < table->n_actions; i++)
		for (int j = 0; j < STATSIG_MAX_ARGUMENTS && table->actions[i].arguments[j].column; j++)
		{
			const char *fallback = table->actions[i].arguments[j].fallback;

			if (fallback && strcmp(fallback, column) == 0)
				return true;
		}
	return false;
}

/*
 * Columns that only the API writes are not looked at: an odd value in them is
 * no reason to refuse a change of others.
 */
bool
statsig_row_is_encoded(const StatsigTable *table, const StatsigColumn *column)
{
	if (column->source == STATSIG_FROM_RAW)
		return false;
	return (column->flags & (STATSIG_WRITTEN_BY_INSERT | WRITTEN_BY_UPDATE)) ||
		   statsig_verb_is_of_entries(&table->delete) ||
		   statsig_verb_is_of_entries(&table->update) || is_fallback(table, column->name) ||
		   statsig_row_is_identity(table, column->name);
}

/* Must be called in the context of changes like these. */
static StatsigChange *
create_change(const StatsigModifyState *state, StatsigOperation operation)
{
	const StatsigTable *table = state->table;
	StatsigChange *change = palloc0(sizeof(StatsigChange));

	change->table = table;
	change->operation = operation;
	change->relid = RelationGetRelid(state->relation);
	change->relation = pstrdup(RelationGetRelationName(state->relation));
	change->session = state->session;
	change->names = state->names;
	change->immediate = state->immediate;
	change->statement = state->statement;
	change->changed = palloc0(sizeof(bool) * table->n_columns);
	if (operation != STATSIG_OPERATION_INSERT)
		change->old_values = palloc0(sizeof(StatsigValue) * table->n_columns);
	if (operation != STATSIG_OPERATION_DELETE)
		change->new_values = palloc0(sizeof(StatsigValue) * table->n_columns);
	return change;
}

/* Which document the row lies in, and in what version it was read. */
static void
place_change(StatsigChange *change)
{
	statsig_document_set(change);
	if (change->operation != STATSIG_OPERATION_INSERT && change->token.serial == 0)
		change->stamp = statsig_stamps_find(change);
}

/* Columns that the INSERT leaves out and the catalogue has a value for. */
static void
add_defaults(StatsigChange *change)
{
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const char *json = change->table->columns[i].insert_default;

		if (json == NULL || change->new_values[i].text != NULL)
			continue;
		change->new_values[i].json = json;
		change->new_values[i].text = statsig_json_as_text(statsig_json_text(json, strlen(json)));
		change->changed[i] = true;
	}
}

/*
 * A column that is NULL is left out, given or not: the API refuses nulls and
 * SQL cannot tell the two apart here.
 */
StatsigChange *
statsig_row_insert(StatsigModifyState *state, TupleTableSlot *slot)
{
	const StatsigTable *table = state->table;
	MemoryContext old = MemoryContextSwitchTo(statsig_changes_context(state->immediate));
	StatsigChange *change = create_change(state, STATSIG_OPERATION_INSERT);

	slot_getallattrs(slot);
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
	{
		const StatsigColumn *column;

		if (state->columns[i] < 0 || slot->tts_isnull[i])
			continue;
		column = &table->columns[state->columns[i]];
		if (!(column->flags & STATSIG_WRITTEN_BY_INSERT))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("cannot insert into column \"%s\" of foreign table \"%s\"",
							column->name, change->relation),
					 errdetail("The API does not take it for a new object."),
					 errhint("Columns that can be inserted are %s.",
							 statsig_row_writable_columns(table, STATSIG_WRITTEN_BY_INSERT))));
		change->new_values[state->columns[i]] =
			statsig_encode_new(&state->encoders[i], slot->tts_values[i]);
		change->changed[state->columns[i]] = true;
	}
	add_defaults(change);
	statsig_request_check(change);
	place_change(change);
	MemoryContextSwitchTo(old);
	return change;
}

/*
 * Whether two values of an attribute differ.  Numerics of another scale are
 * the same number; for all other types the stored form decides, since an
 * equality operator may call different texts equal.
 */
static bool
differs(Form_pg_attribute attribute, Datum old, bool old_null, Datum new, bool new_null)
{
	if (old_null || new_null)
		return old_null != new_null;
	if (attribute->atttypid == NUMERICOID)
		return !DatumGetBool(DirectFunctionCall2(numeric_eq, old, new));
	return !datum_image_eq(old, new, attribute->attbyval, attribute->attlen);
}

/*
 * An entry is replaced as a whole, so its key can change as far as it is part
 * of the entry and not of the path to it.
 */
static bool
can_change(const StatsigTable *table, const StatsigColumn *column)
{
	if (!(column->flags & WRITTEN_BY_UPDATE))
		return false;
	if (statsig_verb_is_of_entries(&table->update))
		return !verb_names(&table->update, column->name) &&
			   !verb_names(&table->delete, column->name);
	return !statsig_row_is_identity(table, column->name);
}

static void
refuse_assignment(const StatsigChange *change, const StatsigColumn *column)
{
	if (statsig_row_is_identity(change->table, column->name))
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("cannot change key column \"%s\" of foreign table \"%s\"",
							   column->name, change->relation),
						errdetail("The API has no call that renames or moves an object.")));
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("cannot update column \"%s\" of foreign table \"%s\"", column->name,
						   change->relation),
					errdetail("The API does not let it be changed."),
					errhint("Columns that can be updated are %s.",
							statsig_row_writable_columns(change->table, WRITTEN_BY_UPDATE))));
}

/* Compares and encodes one attribute of an UPDATE; returns whether it differs. */
static bool
update_column(StatsigModifyState *state, StatsigChange *change, int i, Datum old, bool old_null,
			  Datum new, bool new_null)
{
	int index = state->columns[i];
	const StatsigColumn *column = &state->table->columns[index];

	if (!old_null && state->encoders[i].column)
		change->old_values[index] = statsig_encode_old(&state->encoders[i], old);
	if (!differs(TupleDescAttr(RelationGetDescr(state->relation), i), old, old_null, new, new_null))
	{
		change->new_values[index] = change->old_values[index];
		return false;
	}
	if (!can_change(state->table, column))
		refuse_assignment(change, column);
	if (!new_null)
		change->new_values[index] = statsig_encode_new(&state->encoders[i], new);
	change->changed[index] = true;
	return true;
}

/*
 * Action columns may be two sides of one state (a gate that is launched is
 * enabled), of which a waiting action changes the one and does not yet show
 * in the other.  What the statement sets then counts as a change, whatever
 * the column shows; not if it sets the other side, too, to what that shows.
 */
static bool
insist_on_actions(StatsigModifyState *state, StatsigChange *change)
{
	const StatsigTable *table = state->table;
	Bitmapset *others = statsig_changes_action_columns(change);
	bool any = false;

	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
		if (state->columns[i] >= 0 && state->assigned[i])
			others = bms_del_member(others, state->columns[i]);
	for (int i = 0; i < RelationGetDescr(state->relation)->natts && !bms_is_empty(others); i++)
	{
		int index = state->columns[i];

		if (index < 0 || !state->assigned[i] || change->changed[index] ||
			!statsig_actions_reach(table, table->columns[index].name,
								   change->old_values[index].text, change->new_values[index].text))
			continue;
		change->changed[index] = true;
		any = true;
	}
	return any;
}

StatsigChange *
statsig_row_update(StatsigModifyState *state, const Datum *old_values, const bool *old_nulls,
				   StatsigToken token, TupleTableSlot *slot)
{
	/* A context of its own: rows that do not differ may be many, and the queue lives long. */
	MemoryContext context = AllocSetContextCreate(statsig_changes_context(state->immediate),
												  "statsig update", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	StatsigChange *change = create_change(state, STATSIG_OPERATION_UPDATE);
	bool any = false;

	change->token = token;
	slot_getallattrs(slot);
	for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
		if (state->columns[i] >= 0 && update_column(state, change, i, old_values[i], old_nulls[i],
													slot->tts_values[i], slot->tts_isnull[i]))
			any = true;
	place_change(change);
	any |= insist_on_actions(state, change);
	if (any)
		statsig_request_check(change);
	MemoryContextSwitchTo(old);
	if (any)
		return change;
	MemoryContextDelete(context);
	return NULL;
}

StatsigChange *
statsig_row_delete(StatsigModifyState *state, const Datum *values, const bool *nulls,
				   StatsigToken token)
{
	MemoryContext old = MemoryContextSwitchTo(statsig_changes_context(state->immediate));
	StatsigChange *change = create_change(state, STATSIG_OPERATION_DELETE);

	for (int i = 0; i < RelationGetDescr(state->relation)->natts; i++)
	{
		int index = state->columns[i];

		if (index >= 0 && !nulls[i] && state->encoders[i].column)
			change->old_values[index] = statsig_encode_old(&state->encoders[i], values[i]);
	}
	change->token = token;
	statsig_request_check(change);
	place_change(change);
	MemoryContextSwitchTo(old);
	return change;
}
