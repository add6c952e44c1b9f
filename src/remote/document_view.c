/*-------------------------------------------------------------------------
 *
 * document_view.c
 *	  What a document looks like to the transaction that has changed it.
 *
 * Changes are made in the JSON itself, so that every table that shows the
 * document shows them: a rule's new percentage is in gate_rules as well as in
 * gates.rules.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/array_edit.h"
#include "src/remote/document_view.h"
#include "src/remote/item_edit.h"

/* One array of the document whose objects are rows of a table. */
typedef struct ArrayView
{
	const StatsigTable *table;
	List *elements; /* StatsigElement * */
} ArrayView;

typedef struct DocumentView
{
	char *item;
	List *arrays; /* ArrayView *: those that were touched */
} DocumentView;

static ArrayView *
array_of(DocumentView *view, const StatsigTable *table)
{
	ArrayView *array;
	char *json;
	ListCell *cell;

	foreach(cell, view->arrays)
		if (((ArrayView *) lfirst(cell))->table == table)
			return lfirst(cell);
	array = palloc0(sizeof(ArrayView));
	array->table = table;
	json = statsig_item_get(view->item, table->facets[0].array);
	if (json)
		array->elements = statsig_elements_read(table, statsig_json_text(json, strlen(json)), 0);
	view->arrays = lappend(view->arrays, array);
	return array;
}

/* A change of the document itself; arrays that it writes whole begin anew. */
static void
apply_to_item(DocumentView *view, const StatsigChange *change)
{
	view->item = statsig_item_apply(view->item, change);
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];
		const StatsigTable *rows;
		const char *json = change->new_values[i].json;

		if (!change->changed[i] || column->source != STATSIG_FROM_ROW)
			continue;
		rows = statsig_catalog_element_table(change->table, column->json);
		if (rows)
			array_of(view, rows)->elements =
				json ? statsig_elements_read(rows, statsig_json_text(json, strlen(json)),
											 change->serial) :
					   NIL;
	}
}

/* Changes of rows; those of one statement are made together. */
static void
apply_to_array(DocumentView *view, List *changes)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	ArrayView *array = array_of(view, table);

	array->elements = statsig_elements_apply(table, array->elements, changes, STATSIG_ARRAY_SHOWN);
}

static void
apply_changes(DocumentView *view, List *changes)
{
	List *run = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		bool is_document = statsig_change_is_document(change);

		if (run != NIL &&
			(is_document || ((const StatsigChange *) linitial(run))->table != change->table))
		{
			apply_to_array(view, run);
			run = NIL;
		}
		if (!is_document)
			run = lappend(run, lfirst(cell));
		else if (change->operation != STATSIG_OPERATION_DELETE)
			apply_to_item(view, change);
	}
	if (run != NIL)
		apply_to_array(view, run);
}

static StatsigToken *
tokens_of(List *elements)
{
	StatsigToken *tokens = palloc(sizeof(StatsigToken) * Max(list_length(elements), 1));
	ListCell *cell;

	foreach(cell, elements)
		tokens[foreach_current_index(cell)] = ((StatsigElement *) lfirst(cell))->token;
	return tokens;
}

StatsigOverlaid
statsig_document_view(const StatsigUnit *unit, const char *item, const StatsigTable *rows)
{
	DocumentView view = {pstrdup(item ? item : "{}"), NIL};
	StatsigOverlaid result = {0};
	ListCell *cell;

	apply_changes(&view, unit->changes);
	foreach(cell, view.arrays)
	{
		const ArrayView *array = lfirst(cell);

		view.item = statsig_item_set(view.item, array->table->facets[0].array,
									 statsig_elements_text(array->elements));
		if (array->table == rows)
		{
			result.n_tokens = list_length(array->elements);
			result.tokens = tokens_of(array->elements);
		}
	}
	if (unit->created && statsig_catalog_row_kind(rows) == STATSIG_ROWS_ITEMS)
		result.token = (StatsigToken){((const StatsigChange *) linitial(unit->changes))->serial, 1};
	result.hidden = unit->deleted;
	result.text = view.item;
	result.length = strlen(view.item);
	return result;
}
