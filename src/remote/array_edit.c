/*-------------------------------------------------------------------------
 *
 * array_edit.c
 *	  The array of a document whose objects are rows of a table, with changes
 *	  of those rows made in it.
 *
 * Elements that no change touches stay as they came, member for member, so
 * that what this version of the extension does not know survives.
 *
 * An element is found by the table's key columns inside of it, or, when the
 * API has not given it a key yet, by its token.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/complaint.h"
#include "src/remote/item_edit.h"
#include "src/remote/json_edit.h"
#include "src/remote/request.h"

/* The key columns inside the element; their number. */
static int
key_columns(const StatsigTable *table, int columns[STATSIG_MAX_KEY])
{
	int n = 0;

	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);

		if (table->columns[column].source == STATSIG_FROM_ROW)
			columns[n++] = column;
	}
	return n;
}

/* The text of an element's member, or NULL. */
static char *
member_text(const StatsigElement *element, const StatsigColumn *column)
{
	char *json = statsig_item_get(element->text, column->json);

	return json ? statsig_json_as_text(statsig_json_text(json, strlen(json))) : NULL;
}

/* Whether every key column has a value in the element. */
static bool
is_keyed(const StatsigTable *table, const StatsigElement *element)
{
	int columns[STATSIG_MAX_KEY];
	int n = key_columns(table, columns);

	for (int i = 0; i < n; i++)
		if (statsig_item_get(element->text, table->columns[columns[i]].json) == NULL)
			return false;
	return n > 0;
}

List *
statsig_elements_read(const StatsigTable *table, StatsigSlice array, uint32 writer)
{
	List *elements = NIL;
	StatsigSlice *slices;
	int count = 0;

	if (array.kind != STATSIG_JSON_ARRAY)
		return NIL;
	slices = statsig_json_elements(array, &count);
	for (int i = 0; i < count; i++)
	{
		StatsigElement *element = palloc0(sizeof(StatsigElement));

		element->text = statsig_json_as_written(slices[i]);
		if (writer != 0 && !is_keyed(table, element))
			element->token = (StatsigToken){writer, (uint16) Min(i + 1, PG_UINT16_MAX)};
		elements = lappend(elements, element);
	}
	return elements;
}

/* A key that is NULL names no element, and an array without key columns has none. */
bool
statsig_element_is_of(const StatsigTable *table, const StatsigElement *element,
					  const StatsigChange *change)
{
	int columns[STATSIG_MAX_KEY];
	int n = key_columns(table, columns);

	if (change->token.serial != 0)
		return statsig_same_token(change->token, element->token);
	for (int i = 0; i < n; i++)
	{
		const char *wanted = change->old_values[columns[i]].text;
		char *found = member_text(element, &table->columns[columns[i]]);

		if (wanted == NULL || found == NULL || strcmp(wanted, found) != 0)
			return false;
	}
	return n > 0;
}

/* 40001 tells clients that the transaction may be run again as it is. */
static void
report_vanished(const StatsigTable *table, const StatsigChange *change)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
		 errmsg("row of foreign table \"%s\" has vanished meanwhile", change->relation),
		 errdetail("It was read by this transaction but is no longer in \"%s\" of %s.",
				   table->facets[0].array,
				   statsig_complaint_shown_path(statsig_request_path(change, table->item.path))),
		 errhint("Run the transaction again.")));
}

/* The place of a change's element in the list; -1: it is not there. */
static int
find_element(const StatsigTable *table, List *elements, const StatsigChange *change,
			 StatsigArrayUse use)
{
	ListCell *cell;

	foreach(cell, elements)
		if (statsig_element_is_of(table, lfirst(cell), change))
			return foreach_current_index(cell);
	if (use != STATSIG_ARRAY_SHOWN)
		report_vanished(table, change);
	return -1;
}

bool
statsig_change_moves(const StatsigChange *change)
{
	for (int i = 0; change->operation == STATSIG_OPERATION_UPDATE && i < change->table->n_columns;
		 i++)
		if (change->changed[i] && (change->table->columns[i].flags & STATSIG_REORDER))
			return true;
	return false;
}

static void
mark_move(StatsigElement *element, const StatsigChange *change)
{
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i] && (change->table->columns[i].flags & STATSIG_REORDER))
		{
			element->moved = true;
			element->target = strtol(change->new_values[i].text, NULL, 10);
		}
}

/*
 * The element with the members that the change gives it.  A column set to
 * NULL loses its member: inside an array the API takes no null, and a whole
 * element replaces what was there.
 */
static char *
changed_text(const StatsigElement *element, const StatsigChange *change, StatsigArrayUse use)
{
	const StatsigTable *table = change->table;
	bool *taken = palloc0(sizeof(bool) * table->n_columns);
	char *text = element->text;

	if (use == STATSIG_ARRAY_SENT && change->operation == STATSIG_OPERATION_UPDATE)
		statsig_actions_of(change, taken);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source != STATSIG_FROM_ROW)
			continue;
		if (use != STATSIG_ARRAY_SHOWN && statsig_column_is_superseded(change, i, taken))
			text = statsig_item_set(text, column->json, NULL);
		else if (change->changed[i] && !taken[i])
			text = statsig_item_set(text, column->json, change->new_values[i].json);
	}
	return text;
}

static List *
apply_one(const StatsigTable *table, List *elements, const StatsigChange *change,
		  StatsigArrayUse use)
{
	StatsigElement *element;
	int place;

	if (change->operation == STATSIG_OPERATION_INSERT)
	{
		element = palloc0(sizeof(StatsigElement));
		element->text = "{}";
		element->text = changed_text(element, change, use);
		element->token = (StatsigToken){change->serial, 1};
		return lappend(elements, element);
	}
	place = find_element(table, elements, change, use);
	if (place < 0)
		return elements;
	if (change->operation == STATSIG_OPERATION_DELETE)
		return list_delete_nth_cell(elements, place);
	element = list_nth(elements, place);
	element->text = changed_text(element, change, use);
	mark_move(element, change);
	return elements;
}

/*
 * For list_sort(): places are filled from the front, so that each insertion
 * leaves the earlier ones where they are.
 */
static int
by_target(const ListCell *a, const ListCell *b)
{
	const StatsigElement *left = lfirst(a);
	const StatsigElement *right = lfirst(b);

	return left->target < right->target ? -1 : left->target > right->target;
}

static void
report_place(long place, int last, const StatsigChange *change)
{
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("position %ld of foreign table \"%s\" cannot be given to this row",
						   place, change->relation),
					errdetail("Positions run from 0 to %d, each once.", last)));
}

/* The elements in their final order: those that stay, and the moved ones put in their places. */
static List *
arrange(List *elements, const StatsigChange *sample, StatsigArrayUse use)
{
	List *result = NIL;
	List *moved = NIL;
	ListCell *cell;
	long last = -1;

	foreach(cell, elements)
	{
		StatsigElement *element = lfirst(cell);

		if (element->moved)
			moved = lappend(moved, element);
		else
			result = lappend(result, element);
	}
	if (moved == NIL)
		return result;
	list_sort(moved, by_target);
	foreach(cell, moved)
	{
		StatsigElement *element = lfirst(cell);

		if (use != STATSIG_ARRAY_SHOWN &&
			(element->target > list_length(result) || element->target == last))
			report_place(element->target, list_length(elements) - 1, sample);
		last = element->target;
		element->moved = false;
		result = list_insert_nth(result, (int) Min(element->target, list_length(result)), element);
	}
	return result;
}

List *
statsig_elements_apply(const StatsigTable *table, List *elements, List *changes,
					   StatsigArrayUse use)
{
	const StatsigChange *last = NULL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (last && last->statement != change->statement)
			elements = arrange(elements, last, use);
		elements = apply_one(table, elements, change, use);
		last = change;
	}
	return last ? arrange(elements, last, use) : elements;
}

char *
statsig_elements_text(List *elements)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	foreach(cell, elements)
		appendStringInfo(&text, "%s%s", text.len > 1 ? "," : "",
						 ((StatsigElement *) lfirst(cell))->text);
	appendStringInfoChar(&text, ']');
	return text.data;
}

/* The column that a member of an element is read into or written from, or NULL. */
static const StatsigColumn *
column_of_member(const StatsigTable *table, const StatsigMember *member)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source == STATSIG_FROM_ROW && column->json != NULL &&
			statsig_json_member_is_spelled(member, column->json))
			return column;
	}
	return NULL;
}

char *
statsig_element_sent_text(const StatsigTable *table, const StatsigElement *element)
{
	const char *source = element->text;
	StringInfoData text;
	StatsigMember member;

	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	while (statsig_json_next_member(&source, &member))
	{
		const StatsigColumn *column = column_of_member(table, &member);

		if (statsig_json_member_is_null(&member) ||
			(column && (column->flags & STATSIG_READ_ONLY_MEMBER)))
			continue;
		appendStringInfo(&text, "%s\"%.*s\":", text.len > 1 ? "," : "", member.name_length,
						 member.name);
		if (column && column->type == STATSIG_JSONB && !(column->flags & STATSIG_FREE_FORM))
			statsig_json_append_stripped(&text, member.value, member.value_length,
										 column->keep_nulls_in, NULL);
		else
			appendBinaryStringInfo(&text, member.value, member.value_length);
	}
	appendStringInfoChar(&text, '}');
	return text.data;
}
