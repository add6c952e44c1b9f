/*-------------------------------------------------------------------------
 *
 * check_writing.c
 *	  The part of the catalogue's self-check that looks at how rows are
 *	  written: columns, verbs and actions.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "src/catalog/check.h"

bool
statsig_check_writes_sets(const StatsigVerb *verb)
{
	return verb->kind == STATSIG_VERB_ENTRIES || verb->kind == STATSIG_VERB_SET;
}

/* Columns */

/* What names the row in the body of an update must be what names it everywhere. */
static void
check_identifying(Check *check, const StatsigColumn *column)
{
	const StatsigTable *table = check->table;

	if (!statsig_catalog_in_key(table, column->name))
		complain(check, "column \"%s\": identifies rows, but is not in the key", column->name);
	if (table->update.kind != STATSIG_VERB_OBJECT)
		complain(check, "column \"%s\": identifies rows for an update that has no such body",
				 column->name);
	if ((column->flags & STATSIG_UPDATE) ||
		statsig_catalog_in_path(table->update.path, column->name))
		complain(check, "column \"%s\": identifies rows, but is changed or in the path",
				 column->name);
}

/* The second request is an update, of the object that the answer to the first one names. */
static void
check_inserted_after(Check *check, const StatsigColumn *column)
{
	const StatsigTable *table = check->table;

	if (column->flags & (STATSIG_INSERT | STATSIG_REQUIRED))
		complain(check, "column \"%s\": is inserted both at once and afterwards", column->name);
	if (!(column->flags & (STATSIG_UPDATE | STATSIG_WHOLE)))
		complain(check, "column \"%s\": no update sends it after an INSERT", column->name);
	if (table->insert.kind != STATSIG_VERB_OBJECT || table->insert.answer != STATSIG_DATA_OBJECT ||
		table->item_key == NULL)
		complain(check, "column \"%s\": the answer to an INSERT does not name the new object",
				 column->name);
}

void
statsig_check_column_writing(Check *check, const StatsigColumn *column)
{
	unsigned flags = column->flags;
	bool in_update = statsig_catalog_in_path(check->table->update.path, column->name);
	bool changes = (flags & (STATSIG_UPDATE | STATSIG_WHOLE)) != 0;
	bool sent = changes || (flags & STATSIG_IDENTIFIES) ||
				((flags & STATSIG_INSERT) &&
				 !statsig_catalog_in_path(check->table->insert.path, column->name));

	if ((flags & STATSIG_REQUIRED) && !(flags & STATSIG_INSERT))
		complain(check, "column \"%s\": required, but cannot be inserted", column->name);
	if ((flags & STATSIG_INSERT) && !statsig_table_can_insert(check->table))
		complain(check, "column \"%s\": the table takes no INSERT", column->name);
	if ((flags & STATSIG_UPDATE) && check->table->update.kind == STATSIG_VERB_NONE)
		complain(check, "column \"%s\": the table has no update verb", column->name);
	if ((flags & STATSIG_NULLABLE) && !changes)
		complain(check, "column \"%s\": nullable, but cannot be updated", column->name);
	if ((flags & STATSIG_UPDATE) && in_update)
		complain(check, "column \"%s\": part of the update's own path", column->name);
	if (column->insert_default != NULL && !(flags & STATSIG_INSERT))
		complain(check, "column \"%s\": a default, but cannot be inserted", column->name);
	if ((flags & STATSIG_REORDER) && check->table->reorder.kind != STATSIG_VERB_PARENT_ARRAY)
		complain(check, "column \"%s\": the table has no way to reorder", column->name);
	if ((flags & STATSIG_WHOLE) && check->table->whole.kind != STATSIG_VERB_WHOLE)
		complain(check, "column \"%s\": no verb writes the whole object", column->name);
	if ((flags & STATSIG_WHOLE) && (flags & STATSIG_UPDATE))
		complain(check, "column \"%s\": the update sends what only the whole object has",
				 column->name);
	if (flags & STATSIG_IDENTIFIES)
		check_identifying(check, column);
	if (flags & STATSIG_INSERT_AFTER)
		check_inserted_after(check, column);
	if (sent && column->source != STATSIG_FROM_FACET && statsig_column_write_member(column) == NULL)
		complain(check, "column \"%s\": written, but to no member", column->name);
	if (sent && column->write_json == NULL && column->json != NULL &&
		strpbrk(column->json, "|=+[") != NULL)
		complain(check, "column \"%s\": the member it is written to is not clear", column->name);
}

/* Verbs */

/* Whether anything of a row is in the whole object. */
static bool
is_whole_written(const StatsigTable *table)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		if (table->columns[i].flags & (STATSIG_UPDATE | STATSIG_WHOLE))
			return true;
	}
	return false;
}

/* The object must be there to be read, and be the row. */
static void
check_whole(Check *check, const char *what)
{
	const StatsigTable *table = check->table;
	const StatsigEndpoint *from = table->item.path ? &table->item : &table->list;

	if (from->path == NULL || from->envelope == STATSIG_ECHO ||
		statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS)
		complain(check, "%s: there is no object of its rows to read", what);
	if (table->item.path == NULL && table->list.envelope != STATSIG_DATA_OBJECT &&
		table->item_key == NULL)
		complain(check, "%s: nothing tells its object from others of the list", what);
	if (!is_whole_written(table))
		complain(check, "%s: no column is part of the object", what);
}

/* Words that only some kinds of verb know. */
static void
check_verb_words(Check *check, const char *what, const StatsigVerb *verb)
{
	if (verb->bare && verb->kind != STATSIG_VERB_PARENT_ARRAY)
		complain(check, "%s: a bare body that is no array", what);
	if ((verb->member != NULL) != (verb->member_json != NULL))
		complain(check, "%s: a member of every body lacks its name or its value", what);
	if (verb->member != NULL &&
		(verb->bare || (verb == &check->table->delete &&verb->kind == STATSIG_VERB_OBJECT)))
		complain(check, "%s: a member of a body that has none", what);
	if ((verb->clear_method != NULL) != (verb->clear_path != NULL))
		complain(check, "%s: how to clear a set lacks its method or its path", what);
	if (verb->clear_path != NULL && verb->kind != STATSIG_VERB_SET)
		complain(check, "%s: it clears what is no set", what);
	check_path(check, what, verb->clear_path);
}

/* An object or a set that is written whole exists already; the API's own update is another verb. */
static void
check_verb_kinds(Check *check)
{
	const StatsigTable *table = check->table;

	if (table->insert.kind == STATSIG_VERB_WHOLE)
		complain(check, "insert: there is no object yet to write whole");
	if (table->delete.kind == STATSIG_VERB_WHOLE)
		complain(check, "delete: an object is not written to delete it");
	if (table->whole.kind != STATSIG_VERB_NONE && table->whole.kind != STATSIG_VERB_WHOLE &&
		table->whole.kind != STATSIG_VERB_SET)
		complain(check, "whole: writes neither an object nor a set");
	if (table->whole.kind == STATSIG_VERB_WHOLE && table->update.kind != STATSIG_VERB_OBJECT)
		complain(check, "whole: instead of an update that is none of fields");
	if (table->whole.kind == STATSIG_VERB_SET && !statsig_check_writes_sets(&table->insert))
		complain(check, "whole: a set whose entries cannot be inserted");
	if (table->reorder.kind != STATSIG_VERB_NONE &&
		table->reorder.kind != STATSIG_VERB_PARENT_ARRAY)
		complain(check, "reorder: moves elements of no array");
}

static void
check_verb(Check *check, const char *what, const StatsigVerb *verb)
{
	const StatsigTable *table = check->table;

	if (verb->kind == STATSIG_VERB_NONE)
		return;
	if (verb->method == NULL || verb->path == NULL)
		complain(check, "%s: no method or no path", what);
	check_path(check, what, verb->path);
	check_path(check, what, verb->several_path);
	if ((verb->several_path != NULL) != (verb->several_member != NULL))
		complain(check, "%s: several rows need a path and a member", what);
	if (verb->several_path != NULL && verb->kind != STATSIG_VERB_CHILD)
		complain(check, "%s: several rows at once are for child rows", what);
	if (statsig_check_writes_sets(verb) && table->n_facets == 0)
		complain(check, "%s: entries without facets", what);
	if (verb->kind == STATSIG_VERB_PARENT_ARRAY &&
		(table->n_facets == 0 || table->facets[0].array == NULL || table->item.path == NULL))
		complain(check, "%s: there is no array of a parent to rewrite", what);
	if (verb->max_entries != 0 && verb->kind != STATSIG_VERB_ENTRIES)
		complain(check, "%s: a limit of entries without entries", what);
	if (verb->kind == STATSIG_VERB_WHOLE)
		check_whole(check, what);
	if (verb->kind == STATSIG_VERB_SET && table->parent.column == NULL)
		complain(check, "%s: nothing says whose set is written", what);
	check_verb_words(check, what, verb);
	if (verb->variant != NULL)
	{
		check_path(check, what, verb->variant->parent_path);
		check_verb(check, what, &verb->variant->verb);
	}
}

static void
check_verbs(Check *check)
{
	const StatsigTable *table = check->table;

	check_verb(check, "insert", &table->insert);
	check_verb(check, "update", &table->update);
	check_verb(check, "whole", &table->whole);
	check_verb(check, "delete", &table->delete);
	check_verb(check, "reorder", &table->reorder);
	check_verb_kinds(check);
	for (const char *const *any = table->insert_any; *any != NULL; any++)
		need_column(check, "insert_any", *any);
	if (table->unique_column != NULL)
		need_column(check, "unique_column", table->unique_column);
	if (table->unique_column == NULL && (table->insert.kind == STATSIG_VERB_CHILD ||
										 table->insert.kind == STATSIG_VERB_PARENT_ARRAY))
		complain(check, "insert: nothing tells a new row apart in the answer");
}

/* Actions */

/* A fallback is a value that the old row has. */
static void
check_argument(Check *check, const StatsigAction *action, const StatsigArgument *argument)
{
	const StatsigTable *table = check->table;
	const StatsigColumn *column;

	need_column(check, "action", argument->column);
	if (argument->fallback == NULL)
		return;
	need_column(check, "fallback", argument->fallback);
	if (!is_column(check, argument->column) || !is_column(check, argument->fallback))
		return;
	column = statsig_catalog_column_ref(table, argument->fallback);
	if (column->source == STATSIG_FROM_NOWHERE || column->source == STATSIG_FROM_QUERY)
		complain(check, "action on \"%s\": the fallback \"%s\" has no value", action->column,
				 argument->fallback);
	if (column->type != statsig_catalog_column_ref(table, argument->column)->type)
		complain(check, "action on \"%s\": the fallback \"%s\" is of another type", action->column,
				 argument->fallback);
}

static void
check_actions(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_actions; i++)
	{
		const StatsigAction *action = &table->actions[i];

		need_column(check, "action", action->column);
		check_path(check, "action", action->path);
		if (action->method == NULL || action->path == NULL || action->comment == NULL)
			complain(check, "action %d on \"%s\": no method, path or comment", i + 1,
					 action->column);
		if ((action->collect != NULL) != (action->collect_column != NULL))
			complain(check, "action %d on \"%s\": a list lacks its member or column", i + 1,
					 action->column);
		if (action->collect_column != NULL)
			need_column(check, "action", action->collect_column);
		for (int j = 0; j < STATSIG_MAX_ARGUMENTS && action->arguments[j].column != NULL; j++)
			check_argument(check, action, &action->arguments[j]);
		if (is_column(check, action->column) &&
			!(statsig_catalog_column_ref(table, action->column)->flags &
			  (action->alone ? STATSIG_UPDATE : STATSIG_ACTION)))
			complain(check, "action %d on \"%s\": the column is not flagged for it", i + 1,
					 action->column);
	}
}

/* A column that only actions take must be one that some action looks at. */
static void
check_action_columns(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		bool used = !(column->flags & STATSIG_ACTION);

		for (int j = 0; j < table->n_actions && !used; j++)
		{
			used = strcmp(table->actions[j].column, column->name) == 0;
			for (int k = 0; k < STATSIG_MAX_ARGUMENTS && !used &&
							table->actions[j].arguments[k].column != NULL;
				 k++)
				used = strcmp(table->actions[j].arguments[k].column, column->name) == 0;
		}
		if (!used)
			complain(check, "column \"%s\": for actions, but none takes it", column->name);
	}
}

void
statsig_check_writing(Check *check)
{
	check_verbs(check);
	check_actions(check);
	check_action_columns(check);
}
