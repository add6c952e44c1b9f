/*-------------------------------------------------------------------------
 *
 * request_array.c
 *	  Requests that rewrite the parent's array: the parent is read, its array
 *	  changed, and the whole array written back.
 *
 * Elements that the statement does not touch go back as they came, member
 * for member, so that what this version of the extension does not know
 * survives.  Left out are only null members (the API gives them but refuses
 * to take them) and members that the API computes (READ_ONLY_MEMBER).
 *
 * Between the read and the write nothing locks the parent.  An element that
 * is no longer there is an error; a change of another session to another
 * element in that moment would be overwritten, which the API offers no way to
 * prevent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/body.h"
#include "src/remote/json.h"
#include "src/remote/json_edit.h"
#include "src/remote/request_internal.h"

typedef struct Element
{
	const char *text;			 /* JSON as it is written back */
	StatsigSlice *key;			 /* values of the key columns, as they were read */
	const StatsigChange *update; /* the UPDATE of it, or NULL */
	bool removed;
	bool moved;
	long target; /* place it moves to */
} Element;

typedef struct Rewrite
{
	const StatsigVerb *verb;
	const StatsigTable *table;
	List *changes;
	int key_columns[STATSIG_MAX_KEY]; /* those inside the element */
	int n_key_columns;
} Rewrite;

/* The column that a member of an element is read into or written from, or NULL. */
static const StatsigColumn *
column_of_member(const StatsigTable *table, const StatsigMember *member, int *index)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *spelling = column->json;

		if (column->source != STATSIG_FROM_ROW || spelling == NULL)
			continue;
		while (*spelling)
		{
			size_t length = strcspn(spelling, "|");

			if ((int) length == member->name_length && memcmp(spelling, member->name, length) == 0)
			{
				*index = i;
				return column;
			}
			spelling += length + (spelling[length] == '|');
		}
	}
	return NULL;
}

static void
append_member(StringInfo text, const char *name, int name_length)
{
	appendStringInfo(text, "%s\"%.*s\":", text->len > 1 ? "," : "", name_length, name);
}

/* A member that stays, by what the catalogue says of its column. */
static void
append_kept_member(StringInfo text, const StatsigMember *member, const StatsigColumn *column)
{
	append_member(text, member->name, member->name_length);
	if (column && column->type == STATSIG_JSONB && !(column->flags & STATSIG_FREE_FORM))
		statsig_json_append_stripped(text, member->value, member->value_length,
									 column->keep_nulls_in, NULL);
	else
		appendBinaryStringInfo(text, member->value, member->value_length);
}

/*
 * Whether the UPDATE gives this column a value inside the element.  A column
 * that an action takes, or that moves the element, does not.
 */
static bool
is_replaced(const StatsigChange *update, const bool *taken, int column)
{
	return update && update->changed[column] && !taken[column] &&
		   (update->table->columns[column].flags & STATSIG_UPDATE);
}

/*
 * An element as it is written back.  A column set to NULL loses its member:
 * inside an array the API takes no null, and a whole element replaces what
 * was there.
 */
static char *
element_text(const StatsigTable *table, const char *source, const StatsigChange *update)
{
	StringInfoData text;
	StatsigMember member;
	bool *taken = palloc0(sizeof(bool) * table->n_columns);

	if (update)
		statsig_actions_of(update, taken);
	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	while (statsig_json_next_member(&source, &member))
	{
		int index = -1;
		const StatsigColumn *column = column_of_member(table, &member, &index);

		if (statsig_json_member_is_null(&member) ||
			(column && (column->flags & STATSIG_READ_ONLY_MEMBER)) ||
			(column && is_replaced(update, taken, index)))
			continue;
		append_kept_member(&text, &member, column);
	}
	for (int i = 0; update && i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *name;

		if (!is_replaced(update, taken, i) || update->new_values[i].json == NULL)
			continue;
		name = statsig_column_write_member(column);
		append_member(&text, name, strcspn(name, "|"));
		appendStringInfoString(&text, statsig_body_value(column, update->new_values[i].json));
	}
	appendStringInfoChar(&text, '}');
	return text.data;
}

/* The elements of the array in the answer. */
static List *
read_elements(const Rewrite *rewrite, const char *body, size_t length)
{
	const char *outer_paths[] = {"data"};
	const char *array_paths[] = {rewrite->table->facets[0].array};
	const char *key_paths[STATSIG_MAX_KEY];
	StatsigMembers *key_members;
	StatsigSlice item = statsig_json_text(body, length);
	StatsigSlice array;
	StatsigSlice *slices;
	List *elements = NIL;
	int count;

	statsig_json_object(item, statsig_json_members(outer_paths, 1), &item);
	if (item.kind == STATSIG_JSON_OBJECT)
		statsig_json_object(item, statsig_json_members(array_paths, 1), &array);
	if (item.kind != STATSIG_JSON_OBJECT || array.kind != STATSIG_JSON_ARRAY)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("answer of the Statsig API has no array \"%s\"", array_paths[0])));

	for (int i = 0; i < rewrite->n_key_columns; i++)
		key_paths[i] = rewrite->table->columns[rewrite->key_columns[i]].json;
	key_members = statsig_json_members(key_paths, rewrite->n_key_columns);

	slices = statsig_json_elements(array, &count);
	for (int i = 0; i < count; i++)
	{
		Element *element = palloc0(sizeof(Element));

		element->text = statsig_json_as_written(slices[i]);
		element->key = palloc0(sizeof(StatsigSlice) * Max(rewrite->n_key_columns, 1));
		if (slices[i].kind == STATSIG_JSON_OBJECT)
			statsig_json_object(slices[i], key_members, element->key);
		elements = lappend(elements, element);
	}
	return elements;
}

/*
 * A key that is NULL names no element, and an array without key columns has
 * none that could be told apart.
 */
static bool
has_key(const Rewrite *rewrite, const Element *element, const StatsigChange *change)
{
	for (int i = 0; i < rewrite->n_key_columns; i++)
	{
		const char *wanted = change->old_values[rewrite->key_columns[i]].text;
		char *found = statsig_json_as_text(element->key[i]);

		if (wanted == NULL || found == NULL || strcmp(wanted, found) != 0)
			return false;
	}
	return rewrite->n_key_columns > 0;
}

/* 40001 tells clients that the statement may be run again as it is. */
static Element *
find_element(const Rewrite *rewrite, List *elements, const StatsigChange *change)
{
	ListCell *cell;

	foreach(cell, elements)
		if (has_key(rewrite, lfirst(cell), change))
			return lfirst(cell);
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("row of foreign table \"%s\" has vanished meanwhile", change->relation),
					errdetail("It was read by this statement but is no longer in \"%s\" of %s.",
							  rewrite->table->facets[0].array,
							  statsig_request_path(change, rewrite->table->item.path)),
					errhint("Run the statement again.")));
}

static void
mark_move(Element *element, const StatsigChange *change)
{
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i] && (change->table->columns[i].flags & STATSIG_REORDER))
		{
			element->moved = true;
			element->target = strtol(change->new_values[i].text, NULL, 10);
		}
}

/*
 * Applies the changes to the elements.  A verb that only moves rows (the
 * table's reorder verb) leaves their members to the update verb.
 */
static List *
apply_changes(const Rewrite *rewrite, List *elements)
{
	List *added = NIL;
	ListCell *cell;

	foreach(cell, rewrite->changes)
	{
		const StatsigChange *change = lfirst(cell);
		Element *element;

		if (change->operation == STATSIG_OPERATION_INSERT)
		{
			StatsigBody *body = statsig_body_create('[');
			cJSON *object = statsig_body_append_object(statsig_body_root(body));

			/* The text stays in the database's encoding until the whole body is made. */
			statsig_body_add_row(object, change, rewrite->verb->path, NULL);
			element = palloc0(sizeof(Element));
			element->text = statsig_body_element_text(body);
			added = lappend(added, element);
			continue;
		}
		element = find_element(rewrite, elements, change);
		if (change->operation == STATSIG_OPERATION_DELETE)
			element->removed = true;
		else
		{
			if (rewrite->verb == &rewrite->table->update)
				element->update = change;
			mark_move(element, change);
		}
	}

	foreach(cell, elements)
	{
		Element *element = lfirst(cell);

		element->text = element_text(rewrite->table, element->text, element->update);
	}
	return list_concat(elements, added);
}

/*
 * For list_sort(): places are filled from the front, so that each insertion
 * leaves the earlier ones where they are.
 */
static int
by_target(const ListCell *a, const ListCell *b)
{
	const Element *left = lfirst(a);
	const Element *right = lfirst(b);

	return left->target < right->target ? -1 : left->target > right->target;
}

/* The elements in their final order: those that stay, and the moved ones put in their places. */
static List *
arrange(const Rewrite *rewrite, List *elements)
{
	List *result = NIL;
	List *moved = NIL;
	ListCell *cell;
	long last = -1;

	foreach(cell, elements)
	{
		Element *element = lfirst(cell);

		if (element->removed)
			continue;
		if (element->moved)
			moved = lappend(moved, element);
		else
			result = lappend(result, element);
	}
	list_sort(moved, by_target);
	foreach(cell, moved)
	{
		Element *element = lfirst(cell);

		if (element->target > list_length(result) || element->target == last)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("position %ld of foreign table \"%s\" cannot be given to this row",
							element->target,
							((const StatsigChange *) linitial(rewrite->changes))->relation),
					 errdetail("Positions run from 0 to %d, each once.",
							   list_length(result) + list_length(moved) - 1)));
		last = element->target;
		result = list_insert_nth(result, element->target, element);
	}
	return result;
}

/* The step that comes out is a copy with its body: the original may be described in an error. */
static List *
rewrite_array(StatsigStep *step, const char *body, size_t length)
{
	Rewrite *rewrite = step->expand_arg;
	List *elements = apply_changes(rewrite, read_elements(rewrite, body, length));
	StatsigBody *written = statsig_body_create('{');
	cJSON *list = statsig_body_list(statsig_body_root(written), rewrite->table->facets[0].array);
	StatsigStep *ready = palloc(sizeof(StatsigStep));
	ListCell *cell;

	foreach(cell, arrange(rewrite, elements))
		statsig_body_append(list, ((Element *) lfirst(cell))->text);

	*ready = *step;
	ready->read = NULL;
	ready->expand = NULL;
	ready->request.body = statsig_body_text(written);
	return list_make1(ready);
}

/* Whether the change has anything to do with the array. */
static bool
touches_array(const StatsigVerb *verb, const StatsigChange *change)
{
	if (change->operation != STATSIG_OPERATION_UPDATE)
		return true;
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i] && (change->table->columns[i].flags & STATSIG_REORDER))
			return true;
	return verb == &change->table->update && statsig_actions_leave_fields(change);
}

/* A new element has no id yet: written twice, it would be made anew. */
static bool
is_repeatable(const StatsigVerb *verb, List *changes)
{
	ListCell *cell;

	foreach(cell, changes)
		if (((const StatsigChange *) lfirst(cell))->operation == STATSIG_OPERATION_INSERT)
			return false;
	return verb->repeatable;
}

/* Grouped by the parent that is read, which is also the one that is written. */
List *
statsig_array_steps(const StatsigVerb *verb, List *changes)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	List *touching = NIL;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
		if (touches_array(verb, lfirst(cell)))
			touching = lappend(touching, lfirst(cell));

	foreach(cell, statsig_group_by_path(touching, table->item.path))
	{
		List *group = lfirst(cell);
		Rewrite *rewrite = palloc0(sizeof(Rewrite));
		StatsigStep *step = statsig_step_create(verb->method, verb->path, linitial(group), group,
												verb->answer, is_repeatable(verb, group));

		rewrite->verb = verb;
		rewrite->table = table;
		rewrite->changes = group;
		for (int i = 0; table->key[i]; i++)
		{
			int column = statsig_catalog_column(table, table->key[i]);

			if (table->columns[column].source == STATSIG_FROM_ROW)
				rewrite->key_columns[rewrite->n_key_columns++] = column;
		}
		step->read = statsig_step_read(table->item.path, linitial(group));
		step->expand = rewrite_array;
		step->expand_arg = rewrite;
		steps = lappend(steps, step);
	}
	return steps;
}
