/*-------------------------------------------------------------------------
 *
 * coalesce.c
 *	  From the log of changes to what they come to.
 *
 * Rules, unit by unit:
 *
 * - UPDATEs of a document merge; a column that is back at its old value drops
 *   out.  They do not merge where the API has to be taken through a state in
 *   between (an experiment is started, then decided).
 * - INSERT and UPDATE are one INSERT.  Columns that only an UPDATE can write
 *   follow in one, once the object is there and the API has told its key; so do
 *   those that the INSERT itself gives.
 * - INSERT and DELETE are nothing, UPDATE and DELETE a DELETE.
 * - A document that is made, or whose array is written as a whole, takes the
 *   changes of the array's rows with it.
 * - Of entries only the difference counts: what is added and taken away again
 *   is nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/fmgrprotos.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/coalesce_internal.h"
#include "src/remote/merge.h"
#include "src/remote/name_order.h"
#include "src/remote/unit_order.h"
#include "src/remote/units.h"
#include "src/remote/verbs.h"

/* A unit on its way to changes. */
typedef struct Reduction
{
	List *objects;			 /* StatsigChange *: of the document, in order */
	StatsigChange *residual; /* of a new document: what its INSERT cannot write */
	List *rows;				 /* const StatsigChange *: of the array's rows */
	int array;				 /* column of the document that holds the array; -1: not written */
	const StatsigTable *row_table;
	List *elements; /* StatsigElement *: the array as it is to be written */
	bool folded;	/* changes of rows are in it */
	List *taken;	/* const StatsigChange *: of rows, before the array was written */
} Reduction;

/* --- the document and its array --- */

/* The column of the document's table that is the array of the rows; -1: none. */
static int
array_column(const StatsigTable *table, const StatsigTable *rows)
{
	for (int i = 0; rows && i < table->n_columns; i++)
		if (table->columns[i].source == STATSIG_FROM_ROW &&
			strcmp(table->columns[i].json, rows->facets[0].array) == 0)
			return i;
	return -1;
}

/* Takes over an array that a change of the document writes as a whole. */
static void
take_array(Reduction *reduction, const StatsigChange *change)
{
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];
		const StatsigTable *rows;
		const char *json;

		if (!change->changed[i] || column->source != STATSIG_FROM_ROW ||
			(rows = statsig_catalog_element_table(change->table, column->json)) == NULL)
			continue;
		json = change->new_values[i].json ? change->new_values[i].json : "[]";
		reduction->array = i;
		reduction->row_table = rows;
		reduction->taken = list_concat(reduction->taken, reduction->rows);
		reduction->rows = NIL;
		reduction->folded = false;
		reduction->elements =
			statsig_elements_read(rows, statsig_json_text(json, strlen(json)), change->serial);
	}
}

static StatsigChange *
last_object(const Reduction *reduction)
{
	return reduction->objects ? llast(reduction->objects) : NULL;
}

static void
reduce_object(Reduction *reduction, const StatsigChange *change)
{
	StatsigChange *last = last_object(reduction);
	StatsigChange *merged;

	take_array(reduction, change);
	if (last == NULL)
	{
		reduction->objects = list_make1(statsig_merge_copy(change));
		return;
	}
	if (last->operation == STATSIG_OPERATION_INSERT)
	{
		statsig_merge_into_insert(last, &reduction->residual, change);
		return;
	}
	merged = statsig_merge_updates(last, change);
	if (merged)
		llast(reduction->objects) = merged;
	else
		reduction->objects = lappend(reduction->objects, statsig_merge_copy(change));
}

/* A new document has an array, even when its INSERT gave none. */
static bool
starts_array(Reduction *reduction, const StatsigChange *row)
{
	const StatsigChange *last = last_object(reduction);
	int column;

	if (reduction->array >= 0 || last == NULL || last->operation != STATSIG_OPERATION_INSERT)
		return reduction->array >= 0;
	column = array_column(last->table, row->table);
	if (column < 0 || !(last->table->columns[column].flags & STATSIG_WRITTEN_BY_INSERT))
		return false;
	reduction->array = column;
	reduction->row_table = row->table;
	return true;
}

/* Rows of an array that is written as a whole; one statement's together. */
static void
fold_rows(Reduction *reduction, List *rows)
{
	StatsigChange *object = last_object(reduction);
	ListCell *cell;

	reduction->folded = true;
	reduction->elements = statsig_elements_apply(reduction->row_table, reduction->elements, rows,
												 STATSIG_ARRAY_WRITTEN);
	foreach(cell, rows)
		statsig_merge_source(object, lfirst(cell));
}

/* The changes of the list from "start" on that are rows of one table and statement. */
static List *
statement_rows(List *changes, int start)
{
	const StatsigChange *first = list_nth(changes, start);
	List *rows = NIL;
	ListCell *cell;

	for_each_from(cell, changes, start)
	{
		const StatsigChange *change = lfirst(cell);

		if (statsig_change_is_document(change) || change->statement != first->statement)
			break;
		rows = lappend(rows, lfirst(cell));
	}
	return rows;
}

/* JSON as the jsonb column of a statement has it, to be compared with one. */
static char *
as_jsonb(const char *json)
{
	return DatumGetCString(
		DirectFunctionCall1(jsonb_out, DirectFunctionCall1(jsonb_in, CStringGetDatum(json))));
}

static void
write_array(Reduction *reduction)
{
	StatsigChange *object = last_object(reduction);
	StatsigValue value;

	if (!reduction->folded)
		return;
	value.json = value.text = statsig_elements_text(reduction->elements);
	if (object->operation == STATSIG_OPERATION_UPDATE)
		value.json = value.text = as_jsonb(value.json);
	object->new_values[reduction->array] = value;
	object->changed[reduction->array] =
		object->operation == STATSIG_OPERATION_INSERT ?
			true :
			!statsig_same_value(&object->old_values[reduction->array], &value);
}

static bool
is_array_written(const Reduction *reduction)
{
	ListCell *cell;

	foreach(cell, reduction->objects)
	{
		const StatsigChange *object = lfirst(cell);

		if (object->operation == STATSIG_OPERATION_INSERT || object->changed[reduction->array])
			return true;
	}
	return false;
}

/*
 * An array that is in the end as it was when it was first written is not
 * sent.  What it was then may have been the work of rows: they are sent.
 */
static void
give_back_rows(Reduction *reduction)
{
	if (reduction->taken != NIL && !is_array_written(reduction))
		reduction->rows = list_concat(reduction->taken, reduction->rows);
}

/* --- putting it together --- */

static List *
add_batch(List *batches, List *changes, List *log)
{
	StatsigBatch *batch;

	if (changes == NIL)
		return batches;
	batch = palloc(sizeof(StatsigBatch));
	batch->table = ((const StatsigChange *) linitial(changes))->table;
	batch->changes = changes;
	batch->log = log;
	return lappend(batches, batch);
}

/* Where in the log a change of the document stands: actions count from their last source. */
static uint32
position_of(const StatsigChange *object)
{
	uint32 position = object->serial;
	ListCell *cell;

	if (object->operation != STATSIG_OPERATION_UPDATE || statsig_actions_called(object) == NIL)
		return position;
	foreach(cell, object->sources)
	{
		const StatsigChange *source = lfirst(cell);

		if (source->operation == STATSIG_OPERATION_UPDATE && source->table == object->table &&
			statsig_actions_called(source) != NIL)
			position = source->serial;
	}
	return position;
}

/* An object that must be made ready before the rows inside of it can change. */
static bool
goes_first(const StatsigChange *object)
{
	ListCell *cell;

	if (object->operation != STATSIG_OPERATION_UPDATE)
		return true;
	foreach(cell, statsig_actions_called(object))
		if (((const StatsigAction *) lfirst(cell))->stage == STATSIG_BEFORE_FIELDS)
			return true;
	return false;
}

/* The rows of each table by itself; a document has one such table as a rule. */
static List *
row_batches(List *batches, List *rows)
{
	while (rows != NIL)
	{
		const StatsigTable *table = ((const StatsigChange *) linitial(rows))->table;
		List *log = NIL;
		List *rest = NIL;
		ListCell *cell;

		foreach(cell, rows)
		{
			if (((const StatsigChange *) lfirst(cell))->table == table)
				log = lappend(log, lfirst(cell));
			else
				rest = lappend(rest, lfirst(cell));
		}
		batches = add_batch(batches, statsig_coalesce_rows(log), log);
		rows = rest;
	}
	return batches;
}

/* A new document's key, where it is given, or the wish for it. */
static void
await_key(StatsigChange *residual, const StatsigChange *insert)
{
	int key = statsig_catalog_document_key(insert->table);

	if (key >= 0 && insert->new_values[key].text == NULL)
		residual->awaits = insert;
}

static List *
document_batches(List *batches, Reduction *reduction)
{
	uint32 rows_at =
		reduction->rows ? ((const StatsigChange *) linitial(reduction->rows))->serial : 0;
	StatsigChange *last = last_object(reduction);
	List *rows = reduction->rows;
	ListCell *cell;

	if (last && last->operation == STATSIG_OPERATION_INSERT)
		statsig_merge_split_insert(last, &reduction->residual);
	foreach(cell, reduction->objects)
	{
		StatsigChange *object = lfirst(cell);

		if (rows != NIL && !goes_first(object) && position_of(object) > rows_at)
		{
			batches = row_batches(batches, rows);
			rows = NIL;
		}
		if (!statsig_merge_is_idle(object))
			batches = add_batch(batches, list_make1(object), NIL);
	}
	if (reduction->residual && !statsig_merge_is_idle(reduction->residual))
	{
		await_key(reduction->residual, linitial(reduction->objects));
		batches = add_batch(batches, list_make1(reduction->residual), NIL);
	}
	return row_batches(batches, rows);
}

/* Nothing was ever made, or all else goes with it. */
static List *
delete_document(List *batches, const StatsigUnit *unit)
{
	StatsigChange *deletion = NULL;
	ListCell *cell;

	foreach(cell, unit->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (!statsig_change_is_document(change))
			continue;
		if (deletion)
			statsig_merge_report_deleted(change);
		if (change->operation == STATSIG_OPERATION_DELETE)
			deletion = statsig_merge_copy(change);
	}
	return unit->created ? batches : add_batch(batches, list_make1(deletion), NIL);
}

static List *
reduce_document(List *batches, const StatsigUnit *unit)
{
	Reduction reduction = {.array = -1};

	if (unit->deleted)
		return delete_document(batches, unit);
	for (int i = 0; i < list_length(unit->changes);)
	{
		const StatsigChange *change = list_nth(unit->changes, i);
		List *rows;

		if (statsig_change_is_document(change))
		{
			reduce_object(&reduction, change);
			i++;
			continue;
		}
		rows = statement_rows(unit->changes, i);
		i += list_length(rows);
		if (starts_array(&reduction, change))
			fold_rows(&reduction, rows);
		else
			reduction.rows = list_concat(reduction.rows, rows);
	}
	write_array(&reduction);
	give_back_rows(&reduction);
	return document_batches(batches, &reduction);
}

static List *emit(List *batches, List *units, StatsigUnit *unit);

/*
 * A document waits for its name to become free, a set for its document that
 * is made, a document that is deleted for its sets.
 */
static List *
emit_before(List *batches, List *units, StatsigUnit *unit)
{
	ListCell *cell;

	if (unit->name_from)
		batches = emit(batches, units, unit->name_from);
	if (unit->parent && unit->parent->created && !unit->parent->deleted)
		batches = emit(batches, units, unit->parent);
	if (unit->deleted && !unit->created)
		foreach(cell, units)
			if (((StatsigUnit *) lfirst(cell))->parent == unit)
				batches = emit(batches, units, lfirst(cell));
	return batches;
}

static List *
emit(List *batches, List *units, StatsigUnit *unit)
{
	check_stack_depth();
	if (unit->visited)
		return batches;
	unit->visited = true;
	batches = emit_before(batches, units, unit);
	if (!unit->entries)
		return reduce_document(batches, unit);
	if (unit->parent && unit->parent->created && unit->parent->deleted)
		return batches; /* its document never comes to be */
	return add_batch(batches, statsig_coalesce_set(unit), NIL);
}

List *
statsig_coalesce(List *changes)
{
	List *units = statsig_units(changes);
	List *batches = NIL;
	ListCell *cell;

	statsig_order_names(units);
	statsig_order_units(units);
	foreach(cell, units)
		batches = emit(batches, units, lfirst(cell));
	return batches;
}

/* Rows by themselves; entries by the bodies that they fill. */
static int
batch_count(const StatsigBatch *batch)
{
	const StatsigTable *table = batch->table;
	const StatsigVerb *verbs[] = {
		[STATSIG_OPERATION_INSERT] = &table->insert,
		[STATSIG_OPERATION_UPDATE] = &table->update,
		[STATSIG_OPERATION_DELETE] = &table->delete,
	};
	int rows[lengthof(verbs)] = {0};
	int count = 0;
	ListCell *cell;

	if (statsig_changes_set_verb(batch->changes))
		return 1;

	foreach(cell, batch->changes)
		rows[((const StatsigChange *) lfirst(cell))->operation]++;
	for (int i = 0; i < (int) lengthof(verbs); i++)
	{
		int most = verbs[i]->max_entries;

		if (verbs[i]->kind != STATSIG_VERB_ENTRIES)
			count += rows[i];
		else if (rows[i] > 0)
			count += most == 0 ? 1 : (rows[i] + most - 1) / most;
	}
	return count;
}

int
statsig_coalesce_count(List *batches)
{
	int count = 0;
	ListCell *cell;

	foreach(cell, batches)
		count += batch_count(lfirst(cell));
	return count;
}
