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
 *   follow in one, once the API has told the new row's key.
 * - INSERT and DELETE are nothing, UPDATE and DELETE a DELETE.
 * - A document that is made, or whose array is written as a whole, takes the
 *   changes of the array's rows with it.
 * - Of entries only the difference counts: what is added and taken away again
 *   is nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/coalesce.h"
#include "src/remote/units.h"

#define WRITTEN_BY_INSERT (STATSIG_INSERT | STATSIG_REQUIRED)

/* A unit on its way to changes. */
typedef struct Reduction
{
	const StatsigUnit *unit;
	List *objects;			 /* StatsigChange *: of the document, in order */
	StatsigChange *residual; /* of a new document: what its INSERT cannot write */
	List *rows;				 /* const StatsigChange *: of the array's rows */
	int array;				 /* column of the document that holds the array; -1: not written */
	const StatsigTable *row_table;
	List *elements; /* StatsigElement *: the array as it is to be written */
	bool folded;	/* changes of rows are in it */
} Reduction;

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* JSON decides where there is some: it is what would be sent. */
static bool
same_value(const StatsigValue *a, const StatsigValue *b)
{
	return same_text(a->text, b->text) && same_text(a->json, b->json);
}

static void *
copy_array(const void *array, size_t size)
{
	return array ? memcpy(palloc(size), array, size) : NULL;
}

/* A change that may be altered; it remembers which one it was. */
static StatsigChange *
copy_change(const StatsigChange *change)
{
	int n = change->table->n_columns;
	StatsigChange *copy = palloc(sizeof(StatsigChange));

	*copy = *change;
	copy->old_values = copy_array(change->old_values, sizeof(StatsigValue) * n);
	copy->new_values = copy_array(change->new_values, sizeof(StatsigValue) * n);
	copy->changed = copy_array(change->changed, sizeof(bool) * n);
	copy->sources = list_make1(unconstify(StatsigChange *, change));
	return copy;
}

static void
add_source(StatsigChange *change, const StatsigChange *source)
{
	change->sources = list_append_unique_ptr(change->sources, unconstify(StatsigChange *, source));
}

static List *
actions_of(const StatsigChange *change)
{
	bool *taken = palloc(sizeof(bool) * change->table->n_columns);

	return statsig_actions_of(change, taken);
}

static bool
is_action_column(const StatsigTable *table, int column)
{
	for (int i = 0; i < table->n_actions; i++)
		if (statsig_catalog_column(table, table->actions[i].column) == column)
			return true;
	return false;
}

/*
 * Whether the API may be taken straight from the state before two UPDATEs to
 * that after them.  It may where the actions that do it run from every state,
 * or where only one of the two UPDATEs calls any.
 */
static bool
can_merge(const StatsigChange *first, const StatsigChange *second, const StatsigChange *both)
{
	const StatsigTable *table = first->table;
	ListCell *cell;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (!is_action_column(table, i) || !first->changed[i] || !second->changed[i])
			continue;
		if (!both->changed[i])
			continue; /* back where it was */
		foreach(cell, actions_of(both))
		{
			const StatsigAction *action = lfirst(cell);

			if (statsig_catalog_column(table, action->column) == i && action->from != NULL)
				return false;
		}
	}
	return true;
}

/* The two UPDATEs of a row as one, or NULL when they must stay two. */
static StatsigChange *
merge_updates(const StatsigChange *first, const StatsigChange *second)
{
	StatsigChange *both = copy_change(first);

	for (int i = 0; i < first->table->n_columns; i++)
	{
		/* A column that is only written reads as NULL and does not last by itself. */
		if (!second->changed[i] && first->table->columns[i].source == STATSIG_FROM_NOWHERE)
			continue;
		both->new_values[i] = second->new_values[i];
		if (first->changed[i] || second->changed[i])
			both->changed[i] = !same_value(&both->old_values[i], &both->new_values[i]);
	}
	if (!can_merge(first, second, both))
		return NULL;
	both->sources = list_copy(first->sources ? first->sources :
											   list_make1(unconstify(StatsigChange *, first)));
	add_source(both, second);
	return both;
}

/* --- a new row --- */

/* The UPDATE that writes what the INSERT of the row cannot; made when it is needed. */
static StatsigChange *
residual_of(StatsigChange **residual, StatsigChange *insert, const StatsigChange *update)
{
	const StatsigTable *table = insert->table;

	if (*residual)
		return *residual;
	*residual = copy_change(update);
	(*residual)->token = (StatsigToken){0, 0};
	(*residual)->stamp = NULL;
	memset((*residual)->old_values, 0, sizeof(StatsigValue) * table->n_columns);
	memset((*residual)->changed, 0, sizeof(bool) * table->n_columns);
	memcpy((*residual)->old_values, insert->new_values, sizeof(StatsigValue) * table->n_columns);
	return *residual;
}

/* An UPDATE of a row that an INSERT of the same transaction has made. */
static void
merge_into_insert(StatsigChange *insert, StatsigChange **residual, const StatsigChange *update)
{
	const StatsigTable *table = insert->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (!update->changed[i])
			continue;
		if (table->columns[i].flags & WRITTEN_BY_INSERT)
		{
			insert->new_values[i] = update->new_values[i];
			insert->changed[i] = update->new_values[i].text != NULL;
		}
		else
		{
			StatsigChange *rest = residual_of(residual, insert, update);

			rest->new_values[i] = update->new_values[i];
			rest->changed[i] = !same_value(&rest->old_values[i], &rest->new_values[i]);
			add_source(rest, update);
		}
	}
	add_source(insert, update);
}

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
		reduction->objects = list_make1(copy_change(change));
		return;
	}
	if (last->operation == STATSIG_OPERATION_INSERT)
	{
		merge_into_insert(last, &reduction->residual, change);
		return;
	}
	merged = merge_updates(last, change);
	if (merged)
		llast(reduction->objects) = merged;
	else
		reduction->objects = lappend(reduction->objects, copy_change(change));
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
	if (column < 0 || !(last->table->columns[column].flags & WRITTEN_BY_INSERT))
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
												 STATSIG_ARRAY_SHOWN);
	foreach(cell, rows)
		add_source(object, lfirst(cell));
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

static void
write_array(Reduction *reduction)
{
	StatsigChange *object = last_object(reduction);
	StatsigValue value;

	if (!reduction->folded)
		return;
	value.json = value.text = statsig_elements_text(reduction->elements);
	object->new_values[reduction->array] = value;
	object->changed[reduction->array] =
		object->operation == STATSIG_OPERATION_INSERT ?
			true :
			!same_value(&object->old_values[reduction->array], &value);
}

/* --- rows of an array, one by one --- */

/* The change of the same row among those so far; -1: none. */
static int
find_row(List *rows, const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = list_length(rows) - 1; i >= 0; i--)
	{
		const StatsigChange *row = list_nth(rows, i);
		bool same = row->old_values != NULL && change->token.serial == 0;

		if (change->token.serial != 0)
		{
			if (row->serial == change->token.serial ||
				statsig_same_token(row->token, change->token))
				return i;
			continue;
		}
		for (int j = 0; same && table->key[j]; j++)
		{
			int column = statsig_catalog_column(table, table->key[j]);

			same = same_text(row->old_values[column].text, change->old_values[column].text);
		}
		if (same && row->token.serial == 0)
			return i;
	}
	return -1;
}

/* A trigger can do this: it deletes the row that its own statement goes on to change. */
static void
report_deleted(const StatsigChange *change)
{
	ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
					errmsg("row of foreign table \"%s\" was changed after it had been deleted",
						   change->relation),
					errdetail("Both were done by one statement and its triggers.")));
}

/* The list with one more change of a row, which may end up as none. */
static List *
reduce_row(List *rows, const StatsigChange *change)
{
	int at = change->operation == STATSIG_OPERATION_INSERT ? -1 : find_row(rows, change);
	StatsigChange *row;
	StatsigChange *residual = NULL;
	StatsigChange *merged;

	if (at < 0)
		return lappend(rows, copy_change(change));
	row = list_nth(rows, at);
	if (row->operation == STATSIG_OPERATION_DELETE)
		report_deleted(change);
	if (change->operation == STATSIG_OPERATION_DELETE)
	{
		bool is_new = row->operation == STATSIG_OPERATION_INSERT;

		rows = list_delete_nth_cell(rows, at);
		return is_new ? rows : lappend(rows, copy_change(change));
	}
	if (row->operation == STATSIG_OPERATION_INSERT)
	{
		merge_into_insert(row, &residual, change);
		return residual ? lappend(rows, residual) : rows;
	}
	merged = merge_updates(row, change);
	if (merged == NULL)
		return lappend(rows, copy_change(change));
	lfirst(list_nth_cell(rows, at)) = merged;
	return rows;
}

/* Whether an UPDATE still changes anything. */
static bool
is_idle(const StatsigChange *change)
{
	if (change->operation != STATSIG_OPERATION_UPDATE)
		return false;
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i])
			return false;
	return true;
}

/*
 * First what goes, then what changes, then what comes: names become free
 * before they are given again.
 */
static int
by_operation(const ListCell *a, const ListCell *b)
{
	static const int order[] = {
		[STATSIG_OPERATION_DELETE] = 0,
		[STATSIG_OPERATION_UPDATE] = 1,
		[STATSIG_OPERATION_INSERT] = 2,
	};
	const StatsigChange *left = lfirst(a);
	const StatsigChange *right = lfirst(b);

	if (left->operation != right->operation)
		return order[left->operation] - order[right->operation];
	return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static List *
reduce_rows(List *log)
{
	List *rows = NIL;
	List *result = NIL;
	ListCell *cell;

	foreach(cell, log)
		rows = reduce_row(rows, lfirst(cell));
	foreach(cell, rows)
		if (!is_idle(lfirst(cell)))
			result = lappend(result, lfirst(cell));
	list_sort(result, by_operation);
	return result;
}

/* --- entries --- */

/* An entry is all it consists of, except what the API makes of it. */
static bool
same_entry(const StatsigTable *table, const StatsigValue *a, const StatsigValue *b)
{
	for (int i = 0; i < table->n_columns; i++)
		if (statsig_catalog_in_entry(&table->columns[i]) && !same_text(a[i].text, b[i].text))
			return false;
	return true;
}

/* The change that takes away the entry an UPDATE or DELETE has found. */
static StatsigChange *
taking(const StatsigChange *change)
{
	StatsigChange *copy = copy_change(change);

	copy->operation = STATSIG_OPERATION_DELETE;
	copy->new_values = NULL;
	return copy;
}

/* The change that adds the entry an UPDATE or INSERT makes. */
static StatsigChange *
adding(const StatsigChange *change)
{
	StatsigChange *copy = copy_change(change);

	copy->operation = STATSIG_OPERATION_INSERT;
	copy->old_values = NULL;
	return copy;
}

/* The place of the added entry that the change is about; -1: it is one of the API's. */
static int
find_added(List *added, const StatsigChange *change)
{
	ListCell *cell;

	if (change->token.serial != 0)
		foreach(cell, added)
		{
			const StatsigChange *entry = lfirst(cell);

			if (entry->serial == change->token.serial ||
				statsig_same_token(entry->token, change->token))
				return foreach_current_index(cell);
		}
	return -1;
}

/* What is taken away and added again stays as it is. */
static void
cancel_entries(const StatsigTable *table, List **taken, List **added)
{
	ListCell *cell;
	ListCell *other;

	foreach(cell, *taken)
		foreach(other, *added)
		{
			if (!same_entry(table, ((StatsigChange *) lfirst(cell))->old_values,
							((StatsigChange *) lfirst(other))->new_values))
				continue;
			*added = foreach_delete_current(*added, other);
			*taken = foreach_delete_current(*taken, cell);
			break;
		}
}

/* Whether every change is an UPDATE of an entry of the API's, each of another one. */
static bool
are_plain_updates(List *changes)
{
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != STATSIG_OPERATION_UPDATE || change->token.serial != 0)
			return false;
	}
	return true;
}

void
statsig_coalesce_entries(const StatsigUnit *unit, List **taken, List **added)
{
	ListCell *cell;

	*taken = *added = NIL;
	foreach(cell, unit->changes)
	{
		const StatsigChange *change = lfirst(cell);
		int at = find_added(*added, change);

		if (change->operation == STATSIG_OPERATION_INSERT)
			*added = lappend(*added, adding(change));
		else if (at >= 0)
		{
			StatsigChange *entry = list_nth(*added, at);

			if (change->operation == STATSIG_OPERATION_DELETE)
				*added = list_delete_nth_cell(*added, at);
			else
			{
				memcpy(entry->new_values, change->new_values,
					   sizeof(StatsigValue) * unit->table->n_columns);
				add_source(entry, change);
			}
		}
		else
		{
			*taken = lappend(*taken, taking(change));
			if (change->operation == STATSIG_OPERATION_UPDATE)
				*added = lappend(*added, adding(change));
		}
	}
	cancel_entries(unit->table, taken, added);

	/* What is added to a document that goes is gone with it. */
	if (unit->parent && unit->parent->deleted)
		*added = NIL;
}

static List *
reduce_entries(const StatsigUnit *unit)
{
	List *taken;
	List *added;

	/* Without an insert verb an UPDATE cannot be taken apart. */
	if (unit->table->insert.kind != STATSIG_VERB_ENTRIES && are_plain_updates(unit->changes))
		return unit->changes;
	statsig_coalesce_entries(unit, &taken, &added);
	return list_concat(taken, added);
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

	if (object->operation != STATSIG_OPERATION_UPDATE || actions_of(object) == NIL)
		return position;
	foreach(cell, object->sources)
	{
		const StatsigChange *source = lfirst(cell);

		if (source->operation == STATSIG_OPERATION_UPDATE && source->table == object->table &&
			actions_of(source) != NIL)
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
	foreach(cell, actions_of(object))
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
		batches = add_batch(batches, reduce_rows(log), log);
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
document_batches(List *batches, const Reduction *reduction)
{
	uint32 rows_at =
		reduction->rows ? ((const StatsigChange *) linitial(reduction->rows))->serial : 0;
	List *rows = reduction->rows;
	ListCell *cell;

	foreach(cell, reduction->objects)
	{
		StatsigChange *object = lfirst(cell);

		if (rows != NIL && !goes_first(object) && position_of(object) > rows_at)
		{
			batches = row_batches(batches, rows);
			rows = NIL;
		}
		if (!is_idle(object))
			batches = add_batch(batches, list_make1(object), NIL);
	}
	if (reduction->residual && !is_idle(reduction->residual))
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
			report_deleted(change);
		if (change->operation == STATSIG_OPERATION_DELETE)
			deletion = copy_change(change);
	}
	return unit->created ? batches : add_batch(batches, list_make1(deletion), NIL);
}

static List *
reduce_document(List *batches, const StatsigUnit *unit)
{
	Reduction reduction = {.unit = unit, .array = -1};

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
	return document_batches(batches, &reduction);
}

static List *emit(List *batches, List *units, StatsigUnit *unit);

/* A set of a document that is made waits for it; one that is deleted waits for its sets. */
static List *
emit_before(List *batches, List *units, StatsigUnit *unit)
{
	ListCell *cell;

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
	if (unit->visited)
		return batches;
	unit->visited = true;
	batches = emit_before(batches, units, unit);
	if (!unit->entries)
		return reduce_document(batches, unit);
	if (unit->parent && unit->parent->created && unit->parent->deleted)
		return batches; /* its document never comes to be */
	return add_batch(batches, reduce_entries(unit), NIL);
}

List *
statsig_coalesce(List *changes)
{
	List *units = statsig_units(changes);
	List *batches = NIL;
	ListCell *cell;

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
statsig_coalesce_count(List *changes)
{
	int count = 0;
	ListCell *cell;

	foreach(cell, statsig_coalesce(changes))
		count += batch_count(lfirst(cell));
	return count;
}
