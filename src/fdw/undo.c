/*-------------------------------------------------------------------------
 *
 * undo.c
 *	  SQL statements that take back what a request has changed.
 *
 * Made of what the changes know, without looking at system catalogs or at the
 * API: by the time they are wanted the transaction has failed.  An UPDATE is
 * taken back by one that sets the old values, an INSERT by a DELETE, a DELETE
 * by an INSERT.  What was deleted comes back without its history, and what
 * the API names itself gets another name; the remark says so.  The statements
 * are run together, in one transaction: one that could not be run would take
 * the others with it, so a remark stands in its place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/applied.h"
#include "src/fdw/undo_internal.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/item_edit.h"
#include "src/remote/json.h"
#include "src/remote/merge.h"
#include "src/remote/verbs.h"

List *
statsig_undo_add(List *undo, char *statement, char *remark)
{
	StatsigUndo *entry = palloc0(sizeof(StatsigUndo));

	entry->statement = statement;
	entry->remark = remark;
	return lappend(undo, entry);
}

/* --- statements --- */

/* The part of the key that a statement must not show; -1: none. */
static int
secret_key(const StatsigChange *change)
{
	for (int i = 0; change->table->key[i]; i++)
	{
		int column = statsig_catalog_column(change->table, change->table->key[i]);

		if (statsig_undo_is_secret(change, column) && change->names->columns[column] != NULL)
			return column;
	}
	return -1;
}

/* " WHERE a = 'x' AND b = 'y'" by the key of the row that the values are of. */
static char *
where_key(const StatsigChange *change, const StatsigValue *row)
{
	const StatsigTable *table = change->table;
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);

		if (change->names->columns[column] == NULL)
			continue;
		appendStringInfo(&text, " %s %s ", text.len ? "AND" : "WHERE",
						 change->names->columns[column]);
		if (row[column].text)
			appendStringInfo(&text, "= %s", quote_literal_cstr(row[column].text));
		else
			appendStringInfoString(&text, "IS NULL");
	}
	return text.data;
}

/*
 * Whether the step has changed this column of an UPDATE's row.  Places are put
 * back for all rows together.
 */
static bool
is_step_column(const StatsigStep *step, const StatsigChange *change, int column, const bool *taken)
{
	const StatsigColumn *definition = &change->table->columns[column];

	if (!change->changed[column] || change->names->columns[column] == NULL ||
		(definition->flags & STATSIG_REORDER))
		return false;
	if (step->action)
		return strcmp(step->action->column, definition->name) == 0;
	return !taken[column] && statsig_column_is_updated(definition);
}

/*
 * The text of a column before an action changed it.  A switch that the API
 * does not show is off.
 */
static const char *
text_before_action(const StatsigChange *change, int column)
{
	const char *text = change->old_values[column].text;

	return text == NULL && change->table->columns[column].type == STATSIG_BOOL ? "f" : text;
}

/* Why a column cannot be set back; NULL: it can. */
static char *
no_way_back(const StatsigStep *step, const StatsigChange *change, int i, const char *json)
{
	const StatsigColumn *column = &change->table->columns[i];
	const char *name = change->names->columns[i];
	char *refused;

	if (step->action && column->source == STATSIG_FROM_NOWHERE && json == NULL &&
		!statsig_undo_is_secret(change, i))
		return psprintf("What setting %s to %s did is not taken back.", name,
						change->new_values[i].text ? change->new_values[i].text : "NULL");
	/* A switch that is not shown is off, see above. */
	if ((column->source == STATSIG_FROM_NOWHERE && json == NULL) ||
		change->table->list.envelope == STATSIG_ECHO)
		return psprintf("The API does not show what %s was before.", name);
	if (statsig_undo_is_secret(change, i))
		return psprintf("%s is secret: what it was is not written down here.", name);
	if (step->action &&
		!statsig_actions_reach(change->table, column->name, change->new_values[i].text,
							   text_before_action(change, i)))
		return psprintf("The API has no call that changes %s back from %s.", name,
						change->new_values[i].text ? change->new_values[i].text : "NULL");
	if (json == NULL && !step->action && !(column->flags & STATSIG_NULLABLE))
		return psprintf("The API has no way to clear %s, which had no value.", name);
	refused = json ? statsig_undo_refused(column, json) : NULL;
	if (refused)
		return psprintf("%s is not set back, as the API does not take what it was: %s.", name,
						refused);
	return NULL;
}

/*
 * Sets what the call that takes a column back cannot do without to what it was
 * before; returns the first such column that was nothing, -1: none.
 */
static int
add_arguments(StringInfo assignments, const StatsigStep *step, const StatsigChange *change,
			  const char *row, int i)
{
	const StatsigTable *table = change->table;
	const StatsigAction *back =
		step->action ?
			statsig_actions_reach(table, table->columns[i].name, change->new_values[i].text,
								  text_before_action(change, i)) :
			NULL;

	for (int j = 0; back && j < STATSIG_MAX_ARGUMENTS && back->arguments[j].column; j++)
	{
		const StatsigArgument *argument = &back->arguments[j];
		int column = statsig_catalog_column(table, argument->column);
		char *json = statsig_undo_json(change, row, column);

		if (!argument->required || column == i)
			continue;
		/* The row says it then as it does now. */
		if (json == NULL && argument->fallback &&
			statsig_undo_json(change, row, statsig_catalog_column(table, argument->fallback)))
			continue;
		if (json == NULL || change->names->columns[column] == NULL ||
			statsig_undo_is_secret(change, column) ||
			statsig_undo_refused(&table->columns[column], json))
			return column;
		appendStringInfo(assignments, ", %s = %s", change->names->columns[column],
						 statsig_undo_literal(&table->columns[column], json));
	}
	return -1;
}

/* Appends what sets a column back, or the reason why nothing does to the undo. */
static List *
set_back(List *undo, StringInfo assignments, const StatsigStep *step, const StatsigChange *change,
		 const char *row, int i, const char *json)
{
	const StatsigColumn *column = &change->table->columns[i];
	char *reason = no_way_back(step, change, i, json);
	StringInfoData own;
	int lacking;

	if (reason)
		return statsig_undo_add(undo, NULL, reason);
	initStringInfo(&own);
	appendStringInfo(&own, "%s = %s", change->names->columns[i],
					 statsig_undo_literal(column, json));
	lacking = add_arguments(&own, step, change, row, i);
	if (lacking >= 0)
		return statsig_undo_add(
			undo, NULL,
			psprintf("%s is not set back, as that needs %s, which cannot be given.",
					 change->names->columns[i], change->table->columns[lacking].name));
	appendStringInfo(assignments, "%s%s", assignments->len ? ", " : "", own.data);
	return undo;
}

/*
 * The statement that sets a row back, with what it does not bring back; where
 * the row cannot be named, what it would do.
 */
static List *
add_update(List *undo, const StatsigStep *step, const StatsigChange *change,
		   const char *assignments)
{
	int secret = secret_key(change);

	if (secret >= 0)
		return statsig_undo_add(
			undo, NULL,
			psprintf("No statement, since %s of the row is secret. It would set %s in %s.",
					 change->names->columns[secret], assignments, change->names->table));
	return statsig_undo_add(undo,
							psprintf("UPDATE %s SET %s%s", change->names->table, assignments,
									 where_key(change, change->old_values)),
							step->action && step->action->lost ? pstrdup(step->action->lost) :
																 NULL);
}

static List *
undo_update(const StatsigStep *step, const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	bool *taken = palloc0(sizeof(bool) * table->n_columns);
	StringInfoData text;
	List *undo = NIL;
	char *row = statsig_undo_row(change);

	statsig_actions_of(change, taken);
	initStringInfo(&text);
	for (int i = 0; i < table->n_columns; i++)
	{
		char *json;

		if (!is_step_column(step, change, i, taken))
			continue;
		json = statsig_undo_json(change, row, i);
		if (step->action && json == NULL && table->columns[i].type == STATSIG_BOOL)
		{
			if (statsig_same_text(change->new_values[i].text, "f"))
				continue;
			json = "false";
		}
		undo = set_back(undo, &text, step, change, row, i, json);
	}
	if (text.len > 0)
		undo = add_update(undo, step, change, text.data);
	return undo;
}

/* The text of a member of the answer's data; raises an error when it is malformed. */
static char *
data_text(const StatsigAnswer *answer, const char *member)
{
	const char *outer_paths[] = {"data"};
	const char *inner_paths[] = {member};
	StatsigSlice slice = statsig_json_text(answer->body, answer->length);

	if (slice.kind != STATSIG_JSON_OBJECT)
		return NULL;
	statsig_json_object(slice, statsig_json_members(outer_paths, 1), &slice);
	if (slice.kind != STATSIG_JSON_OBJECT)
		return NULL;
	statsig_json_object(slice, statsig_json_members(inner_paths, 1), &slice);
	return statsig_json_as_text(slice);
}

/*
 * The key that the API gave a new document, from its answer; NULL: not known.
 * The change has been made: an answer that is malformed is no reason to fail,
 * there are other ways to name the row.
 */
static char *
key_in_answer(const StatsigTable *table, const StatsigAnswer *answer)
{
	MemoryContext context = CurrentMemoryContext;
	char *volatile key = NULL;

	if (answer == NULL || answer->length == 0 || table->item_key == NULL)
		return NULL;
	PG_TRY();
	{
		key = data_text(answer, table->item_key);
	}
	PG_CATCH();
	{
		int category = ERRCODE_TO_CATEGORY(geterrcode());

		if (category != ERRCODE_TO_CATEGORY(ERRCODE_PROTOCOL_VIOLATION) &&
			category != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();
	return key;
}

/* A column that tells a new row from others where its key is not known; -1: none. */
static int
telling_column(const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		bool tells =
			(table->columns[i].flags & STATSIG_UNIQUE) ||
			(table->unique_column && strcmp(table->columns[i].name, table->unique_column) == 0);

		if (tells && !statsig_undo_is_secret(change, i) && change->names->columns[i] &&
			change->new_values[i].text)
			return i;
	}
	return -1;
}

/* Whether the row is told from all others by the table's key, of which everything is known. */
static bool
has_key(const StatsigChange *change, const StatsigValue *row)
{
	const StatsigTable *table = change->table;

	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);

		if (change->names->columns[column] == NULL || row[column].text == NULL)
			return false;
	}
	return table->key[0] != NULL && statsig_catalog_row_kind(table) == STATSIG_ROWS_ITEMS;
}

static List *
undo_insert(const StatsigChange *change, const StatsigAnswer *answer)
{
	const StatsigTable *table = change->table;
	int key = statsig_catalog_document_key(table);
	int telling = telling_column(change);
	StatsigValue *row = palloc(sizeof(StatsigValue) * table->n_columns);
	StringInfoData text;

	if (!statsig_table_can_delete(table))
		return statsig_undo_add(
			NIL, NULL, psprintf("The API cannot delete rows of %s.", change->names->table));
	memcpy(row, change->new_values, sizeof(StatsigValue) * table->n_columns);
	if (key >= 0 && row[key].text == NULL)
		row[key].text = key_in_answer(table, answer);

	if (key >= 0 && (row[key].text == NULL || change->names->columns[key] == NULL ||
					 statsig_undo_is_secret(change, key)))
		key = -1;

	initStringInfo(&text);
	for (int i = 0; i < table->n_columns; i++)
	{
		bool wanted =
			i == key ||
			(i == telling && (key < 0 || statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS));

		if (wanted && change->names->columns[i])
			appendStringInfo(&text, " %s %s = %s", text.len ? "AND" : "WHERE",
							 change->names->columns[i], quote_literal_cstr(row[i].text));
	}
	if (text.len == 0 && secret_key(change) >= 0)
		return statsig_undo_add(NIL, NULL,
								psprintf("No statement, since %s of the new row is secret.",
										 change->names->columns[secret_key(change)]));
	if (text.len == 0 && has_key(change, row))
		appendStringInfoString(&text, where_key(change, row));
	if (text.len == 0)
		return statsig_undo_add(NIL, NULL, "The new row cannot be told from others.");
	return statsig_undo_add(NIL, psprintf("DELETE FROM %s%s", change->names->table, text.data),
							NULL);
}

/* --- the order of the rows of an array --- */

/* "('a', 0), ('b', 1)": the rows' unique names and places before. */
static char *
places_before(const StatsigChange *change, const StatsigColumn *unique)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach(cell, statsig_undo_elements(change))
	{
		const StatsigElement *element = lfirst(cell);
		char *json = statsig_item_get(element->text, unique->json);

		appendStringInfo(&text, "%s(%s, %d)", text.len ? ", " : "",
						 statsig_undo_literal(unique, json), foreach_current_index(cell));
	}
	return text.data;
}

/*
 * Puts all rows of an array back in their old order.  It must come when all of
 * them are there again, so only the first request that changes the order of
 * an array brings it: that is the one which is taken back last.
 */
static List *
undo_order(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	const StatsigNames *names = change->names;
	int place = statsig_catalog_flagged_column(table, STATSIG_REORDER);
	int parent = statsig_catalog_document_key(table);
	int unique = table->unique_column ? statsig_catalog_column(table, table->unique_column) : -1;
	List *undo;

	if (place < 0 || unique < 0 || parent < 0 || statsig_undo_elements(change) == NIL)
		return NIL;
	if (names->columns[place] == NULL || names->columns[unique] == NULL ||
		names->columns[parent] == NULL)
		return statsig_undo_add(NIL, NULL,
								"The order of the rows cannot be put back through this "
								"foreign table.");
	undo = statsig_undo_add(
		NIL,
		psprintf("UPDATE %s AS t SET %s = v.place FROM (VALUES %s) AS v (name, place) "
				 "WHERE t.%s = %s AND t.%s = v.name",
				 names->table, names->columns[place],
				 places_before(change, &table->columns[unique]), names->columns[parent],
				 quote_literal_cstr(change->old_values[parent].text), names->columns[unique]),
		NULL);
	((StatsigUndo *) linitial(undo))->once =
		psprintf("%s %s %s", table->name, change->document, change->key ? change->key : "");
	return undo;
}

/* Whether the request for the change may leave the rows in another order. */
static bool
changes_order(const StatsigChange *change)
{
	return statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ELEMENTS &&
		   (change->operation == STATSIG_OPERATION_DELETE || statsig_change_moves(change));
}

/* --- a step --- */

static bool
is_of_entries(const StatsigChange *change)
{
	return change->operation != STATSIG_OPERATION_UPDATE && statsig_change_is_of_entries(change);
}

/* What else is done to a row that this transaction makes goes with the row. */
static bool
is_of_new_row(const StatsigChange *change)
{
	const StatsigChange *source = change->sources ? linitial(change->sources) : change;

	return change->operation == STATSIG_OPERATION_UPDATE &&
		   (source->token.serial != 0 || change->follows != NULL);
}

static List *
undo_change(const StatsigStep *step, const StatsigChange *change, const StatsigAnswer *answer)
{
	if (is_of_new_row(change))
		return NIL;
	switch (change->operation)
	{
		case STATSIG_OPERATION_INSERT:
			return undo_insert(change, answer);
		case STATSIG_OPERATION_UPDATE:
			return undo_update(step, change);
		case STATSIG_OPERATION_DELETE:
			return statsig_undo_delete(change);
	}
	return NIL;
}

List *
statsig_undo_of(const StatsigStep *step, const StatsigAnswer *answer)
{
	const StatsigChange *first = linitial(step->changes);
	List *undo = NIL;
	List *order = NIL;
	ListCell *cell;

	if (is_of_entries(first))
		undo = statsig_undo_entries(step);
	for (int i = list_length(step->changes) - 1; i >= 0 && !is_of_entries(first); i--)
	{
		const StatsigChange *change = list_nth(step->changes, i);

		undo = list_concat(undo, undo_change(step, change, answer));
		if (order == NIL && !step->action && changes_order(change))
			order = undo_order(change);
	}
	undo = list_concat(undo, order);
	foreach(cell, undo)
		((StatsigUndo *) lfirst(cell))->user_oid = first->session->user_oid;
	return undo;
}
