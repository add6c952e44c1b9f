/*-------------------------------------------------------------------------
 *
 * undo.c
 *	  SQL statements that take back what a request has changed.
 *
 * Made of what the changes know, without looking at system catalogs or at the
 * API: by the time they are wanted the transaction has failed.  An UPDATE is
 * taken back by one that sets the old values, an INSERT by a DELETE, a DELETE
 * by an INSERT.  What was deleted comes back without its history, and what
 * the API names itself gets another name; the remark says so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "src/catalog/catalog.h"
#include "src/fdw/applied.h"
#include "src/fdw/undo.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/item_edit.h"
#include "src/remote/json.h"

#define WRITTEN_BY_INSERT (STATSIG_INSERT | STATSIG_REQUIRED)

static List *
add_statement(List *undo, char *statement, char *remark)
{
	StatsigUndo *entry = palloc(sizeof(StatsigUndo));

	entry->statement = statement;
	entry->remark = remark;
	return lappend(undo, entry);
}

/* --- values as SQL --- */

/* ARRAY['a', 'b']::text[] from a JSON array. */
static char *
array_literal(const char *json)
{
	StringInfoData text;
	int count;
	StatsigSlice *slices = statsig_json_elements(statsig_json_text(json, strlen(json)), &count);

	initStringInfo(&text);
	appendStringInfoString(&text, "ARRAY[");
	for (int i = 0; i < count; i++)
	{
		char *element = statsig_json_as_text(slices[i]);

		appendStringInfo(&text, "%s%s", i > 0 ? ", " : "",
						 element ? quote_literal_cstr(element) : "NULL");
	}
	appendStringInfoString(&text, "]::text[]");
	return text.data;
}

/* A column's value, given as the JSON that the API has for it, as an SQL expression. */
static char *
literal(const StatsigColumn *column, const char *json)
{
	StatsigSlice slice;
	char *text;

	if (json == NULL)
		return "NULL";
	slice = statsig_json_text(json, strlen(json));
	if (slice.kind == STATSIG_JSON_NULL)
		return "NULL";
	if (column->type == STATSIG_TEXT_ARRAY && slice.kind == STATSIG_JSON_ARRAY)
		return array_literal(json);
	if (column->type == STATSIG_JSONB)
		return quote_literal_cstr(json);
	text = statsig_json_as_text(slice);
	if (column->type == STATSIG_TIMESTAMPTZ_MS)
		return psprintf("to_timestamp(%s / 1000.0)", text);
	return quote_literal_cstr(text);
}

/* The JSON of "array[].name" as a plain array of the members' values. */
static char *
plain_array(const char *json, const char *name)
{
	StringInfoData text;
	int count;
	StatsigSlice *slices = statsig_json_elements(statsig_json_text(json, strlen(json)), &count);

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	for (int i = 0; i < count; i++)
	{
		char *member = slices[i].kind == STATSIG_JSON_OBJECT ?
						   statsig_item_get(statsig_json_as_written(slices[i]), name) :
						   statsig_json_as_written(slices[i]);

		appendStringInfo(&text, "%s%s", text.len > 1 ? "," : "", member ? member : "null");
	}
	appendStringInfoChar(&text, ']');
	return text.data;
}

/* --- the row as it was --- */

/* The object that the change's row was, as the API had it before; NULL: not known. */
static char *
row_before(const StatsigChange *change, int *position, int *last)
{
	const StatsigTable *table = change->table;
	char *array;
	ListCell *cell;

	*position = *last = -1;
	if (change->before == NULL)
		return NULL;
	if (statsig_catalog_row_kind(table) == STATSIG_ROWS_ITEMS)
		return pstrdup(change->before);
	array = statsig_item_get(change->before, table->facets[0].array);
	if (array == NULL)
		return NULL;
	foreach(cell, statsig_elements_read(table, statsig_json_text(array, strlen(array)), 0))
	{
		StatsigElement *element = lfirst(cell);

		*last = foreach_current_index(cell);
		if (*position < 0 && statsig_element_is_of(table, element, change))
		{
			*position = foreach_current_index(cell);
			array = element->text;
		}
	}
	return *position >= 0 ? array : NULL;
}

/* A column of the row before the change, as JSON; NULL: SQL NULL, or not known. */
static char *
old_json(const StatsigChange *change, const char *row, int column)
{
	const StatsigColumn *definition = &change->table->columns[column];
	const StatsigValue *value = &change->old_values[column];
	const char *bracket = definition->json ? strstr(definition->json, "[].") : NULL;
	char *json;

	if (row == NULL || definition->source != STATSIG_FROM_ROW)
		return value->json ? pstrdup(value->json) : NULL;
	if (bracket == NULL)
		return statsig_item_get(row, definition->json);
	json = statsig_item_get(row, pnstrdup(definition->json, bracket - definition->json));
	return json ? plain_array(json, bracket + 3) : NULL;
}

/* --- statements --- */

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
 * Whether the step has changed this column of an UPDATE's row, and an UPDATE
 * could set it back.
 */
static bool
is_step_column(const StatsigStep *step, const StatsigChange *change, int column, const bool *taken)
{
	const StatsigColumn *definition = &change->table->columns[column];

	if (!change->changed[column] || change->names->columns[column] == NULL ||
		definition->source == STATSIG_FROM_NOWHERE)
		return false;
	if (step->action)
		return strcmp(step->action->column, definition->name) == 0;
	return !taken[column] && (definition->flags & (STATSIG_UPDATE | STATSIG_REORDER));
}

static char *
no_way_back(const StatsigChange *change, int column)
{
	return psprintf("The API has no call that changes %s back from %s.",
					change->names->columns[column],
					change->new_values[column].text ? change->new_values[column].text : "NULL");
}

static List *
undo_update(const StatsigStep *step, const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	bool *taken = palloc0(sizeof(bool) * table->n_columns);
	StringInfoData text;
	List *undo = NIL;
	int position;
	int last;
	char *row = row_before(change, &position, &last);

	statsig_actions_of(change, taken);
	initStringInfo(&text);
	for (int i = 0; i < table->n_columns; i++)
	{
		char *json;

		if (!is_step_column(step, change, i, taken))
			continue;
		if (step->action &&
			!statsig_actions_reach(table, table->columns[i].name, change->new_values[i].text,
								   change->old_values[i].text))
		{
			undo = add_statement(undo, NULL, no_way_back(change, i));
			continue;
		}
		json = table->columns[i].source == STATSIG_FROM_POSITION ?
				   psprintf("%s",
							position >= 0 ? psprintf("%d", position) : change->old_values[i].text) :
				   old_json(change, row, i);
		appendStringInfo(&text, "%s%s = %s", text.len ? ", " : "", change->names->columns[i],
						 literal(&table->columns[i], json));
	}
	if (text.len > 0)
		undo = add_statement(undo,
							 psprintf("UPDATE %s SET %s%s", change->names->table, text.data,
									  where_key(change, change->old_values)),
							 NULL);
	return undo;
}

/* The key that the API gave a new document, from its answer; NULL: not known. */
static char *
key_in_answer(const StatsigTable *table, const StatsigAnswer *answer)
{
	char *data;
	char *key;

	if (answer == NULL || answer->length == 0 || table->item_key == NULL)
		return NULL;
	data = statsig_item_get(answer->body, "data");
	key = data ? statsig_item_get(data, table->item_key) : NULL;
	return key ? statsig_json_as_text(statsig_json_text(key, strlen(key))) : NULL;
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

		if (tells && change->names->columns[i] && change->new_values[i].text)
			return i;
	}
	return -1;
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
		return add_statement(NIL, NULL,
							 psprintf("The API cannot delete rows of %s.", change->names->table));
	memcpy(row, change->new_values, sizeof(StatsigValue) * table->n_columns);
	if (key >= 0 && row[key].text == NULL)
		row[key].text = key_in_answer(table, answer);

	initStringInfo(&text);
	for (int i = 0; i < table->n_columns; i++)
	{
		bool wanted = (i == key && row[i].text) ||
					  (i == telling && (statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS ||
										key < 0 || row[key].text == NULL));

		if (wanted && change->names->columns[i])
			appendStringInfo(&text, " %s %s = %s", text.len ? "AND" : "WHERE",
							 change->names->columns[i], quote_literal_cstr(row[i].text));
	}
	if (text.len == 0)
		return add_statement(NIL, NULL, "The new row cannot be told from others.");
	return add_statement(NIL, psprintf("DELETE FROM %s%s", change->names->table, text.data), NULL);
}

/* The place that a deleted row had; new ones go to the end. */
static List *
move_back(List *undo, const StatsigChange *change, const char *row, int position)
{
	const StatsigTable *table = change->table;
	int parent = statsig_catalog_document_key(table);
	int unique = table->unique_column ? statsig_catalog_column(table, table->unique_column) : -1;

	for (int i = 0; unique >= 0 && i < table->n_columns; i++)
		if ((table->columns[i].flags & STATSIG_REORDER) && change->names->columns[i] &&
			change->names->columns[unique] && change->names->columns[parent])
			undo = add_statement(
				undo,
				psprintf("UPDATE %s SET %s = %d WHERE %s = %s AND %s = %s", change->names->table,
						 change->names->columns[i], position, change->names->columns[parent],
						 quote_literal_cstr(change->old_values[parent].text),
						 change->names->columns[unique],
						 literal(&table->columns[unique],
								 statsig_item_get(row, table->columns[unique].json))),
				NULL);
	return undo;
}

static List *
undo_delete(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	StringInfoData names;
	StringInfoData values;
	List *undo;
	int position;
	int last;
	char *row = row_before(change, &position, &last);

	if (!statsig_table_can_insert(table))
		return add_statement(NIL, NULL,
							 psprintf("The API cannot create rows of %s.", change->names->table));
	if (row == NULL)
		return add_statement(NIL, NULL, "What was deleted had not been read.");
	initStringInfo(&names);
	initStringInfo(&values);
	for (int i = 0; i < table->n_columns; i++)
	{
		char *json = old_json(change, row, i);

		if (!(table->columns[i].flags & WRITTEN_BY_INSERT) || json == NULL ||
			change->names->columns[i] == NULL)
			continue;
		appendStringInfo(&names, "%s%s", names.len ? ", " : "", change->names->columns[i]);
		appendStringInfo(&values, "%s%s", values.len ? ", " : "",
						 literal(&table->columns[i], json));
	}
	undo = add_statement(
		NIL,
		psprintf("INSERT INTO %s (%s) VALUES (%s)", change->names->table, names.data, values.data),
		statsig_catalog_row_kind(table) == STATSIG_ROWS_ITEMS ?
			"Makes a new object: history and results of the old one are gone." :
			"Makes a new row: what the API gives it of its own is another.");
	if (position >= 0 && position < last)
		undo = move_back(undo, change, row, position);
	return undo;
}

/* --- entries: all rows of a request in one statement --- */

/* Columns that make an entry and that the foreign table has. */
static bool
is_entry_column(const StatsigChange *change, int column)
{
	return statsig_catalog_in_entry(&change->table->columns[column]) &&
		   change->names->columns[column] != NULL;
}

/* "(a, b)" of the columns, or "('x', NULL)" of a row's values. */
static void
append_row(StringInfo text, const StatsigChange *change, const StatsigValue *row)
{
	bool first = true;

	appendStringInfoChar(text, '(');
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];

		if (!is_entry_column(change, i))
			continue;
		appendStringInfoString(text, first ? "" : ", ");
		first = false;
		if (row == NULL)
			appendStringInfoString(text, change->names->columns[i]);
		else if (row[i].text == NULL)
			appendStringInfo(text, "NULL::%s", statsig_type_name(column->type));
		else
			appendStringInfo(text, "%s%s", quote_literal_cstr(row[i].text),
							 column->type == STATSIG_TEXT ?
								 "" :
								 psprintf("::%s", statsig_type_name(column->type)));
	}
	appendStringInfoChar(text, ')');
}

/* The rows of the step's changes of one operation: "(...), (...)"; "" when there is none. */
static char *
rows_text(const StatsigStep *step, StatsigOperation operation)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != operation)
			continue;
		appendStringInfoString(&text, text.len ? ", " : "");
		append_row(&text, change, statsig_change_identity(change));
	}
	return text.data;
}

/* What holds for an entry that is one of the rows v. */
static char *
match_text(const StatsigChange *change)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];
		const char *name = change->names->columns[i];

		if (!is_entry_column(change, i))
			continue;
		appendStringInfoString(&text, text.len ? " AND " : "");
		if (column->source == STATSIG_FROM_PATH)
			appendStringInfo(&text, "t.%s = %s", name,
							 quote_literal_cstr(statsig_change_identity(change)[i].text));
		else
			appendStringInfo(&text, "t.%s IS NOT DISTINCT FROM v.%s", name, name);
	}
	return text.data;
}

static List *
undo_entries(const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	char *inserted = rows_text(step, STATSIG_OPERATION_INSERT);
	char *deleted = rows_text(step, STATSIG_OPERATION_DELETE);
	StringInfoData columns;
	List *undo = NIL;

	initStringInfo(&columns);
	append_row(&columns, first, NULL);
	if (inserted[0] != '\0' && !statsig_table_can_delete(first->table))
		undo = add_statement(undo, NULL,
							 psprintf("The API cannot delete rows of %s.", first->names->table));
	else if (inserted[0] != '\0')
		undo =
			add_statement(undo,
						  psprintf("DELETE FROM %s AS t USING (VALUES %s) AS v %s WHERE %s",
								   first->names->table, inserted, columns.data, match_text(first)),
						  NULL);
	if (deleted[0] != '\0')
		undo = add_statement(
			undo,
			psprintf("INSERT INTO %s %s VALUES %s", first->names->table, columns.data, deleted),
			NULL);
	return undo;
}

/* --- a step --- */

static bool
is_of_entries(const StatsigChange *change)
{
	const StatsigVerb *verb = change->operation == STATSIG_OPERATION_DELETE ?
								  &change->table->delete :
								  &change->table->insert;

	return change->operation != STATSIG_OPERATION_UPDATE && verb->kind == STATSIG_VERB_ENTRIES;
}

/* What else is done to a row that this transaction makes goes with the row. */
static bool
is_of_new_row(const StatsigChange *change)
{
	const StatsigChange *source = change->sources ? linitial(change->sources) : change;

	return change->operation == STATSIG_OPERATION_UPDATE && source->token.serial != 0;
}

List *
statsig_undo_of(const StatsigStep *step, const StatsigAnswer *answer)
{
	List *undo = NIL;

	if (is_of_entries(linitial(step->changes)))
		return undo_entries(step);
	for (int i = list_length(step->changes) - 1; i >= 0; i--)
	{
		const StatsigChange *change = list_nth(step->changes, i);

		if (is_of_new_row(change))
			continue;
		switch (change->operation)
		{
			case STATSIG_OPERATION_INSERT:
				undo = list_concat(undo, undo_insert(change, answer));
				break;
			case STATSIG_OPERATION_UPDATE:
				undo = list_concat(undo, undo_update(step, change));
				break;
			case STATSIG_OPERATION_DELETE:
				undo = list_concat(undo, undo_delete(change));
				break;
		}
	}
	return undo;
}
