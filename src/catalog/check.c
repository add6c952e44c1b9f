/*-------------------------------------------------------------------------
 *
 * check.c
 *	  The catalogue's self-check: whether the tables hold together.
 *
 * The engines take for granted what is checked here and look nothing up
 * twice.  Whether the catalogue agrees with the API's contract is another
 * question, answered by test/contract/drift.py.
 *
 *-------------------------------------------------------------------------
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/catalog/catalog.h"
#include "src/catalog/shapes.h"

#define PROBLEM_LENGTH 512

/* One run of the check; counts what it reports. */
typedef struct Check
{
	StatsigProblemReporter report;
	void *arg;
	const StatsigTable *table;
	int problems;
} Check;

static void complain(Check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
complain(Check *check, const char *format, ...)
{
	char problem[PROBLEM_LENGTH];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	check->problems++;
	check->report(check->arg, check->table->name, problem);
}

static bool
is_column(const Check *check, const char *name)
{
	return statsig_catalog_column(check->table, name) >= 0;
}

/* what: the part of the table that refers to the column, for the message. */
static void
need_column(Check *check, const char *what, const char *name)
{
	if (!is_column(check, name))
		complain(check, "%s: there is no column \"%s\"", what, name);
}

/* SQL identifiers that need no quotes. */
static bool
is_plain_name(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z' && strlen(name) < 64 &&
		   strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void
check_path(Check *check, const char *what, const char *path)
{
	const char *brace = path;

	if (path == NULL)
		return;
	if (path[0] != '/')
		complain(check, "%s: path \"%s\" does not begin with a slash", what, path);
	while ((brace = strchr(brace, '{')) != NULL)
	{
		size_t length = strcspn(++brace, "}");
		char name[64];

		if (brace[length] != '}' || length >= sizeof(name))
		{
			complain(check, "%s: path \"%s\" has an open brace", what, path);
			return;
		}
		snprintf(name, sizeof(name), "%.*s", (int) length, brace);
		need_column(check, what, name);
	}
}

/* Sources that say where the value lies need a member; the others must not name one. */
static bool
source_has_member(StatsigSource source)
{
	switch (source)
	{
		case STATSIG_FROM_ROW:
		case STATSIG_FROM_ITEM:
		case STATSIG_FROM_QUERY:
		case STATSIG_FROM_MATCH:
		case STATSIG_FROM_DISPLAY_TIME:
		case STATSIG_FROM_JOINED:
			return true;
		case STATSIG_FROM_FACET:
		case STATSIG_FROM_PATH:
		case STATSIG_FROM_LIST:
		case STATSIG_FROM_POSITION:
		case STATSIG_FROM_RAW:
		case STATSIG_FROM_NOWHERE:
			break;
	}
	return false;
}

static void
check_column_source(Check *check, const StatsigColumn *column)
{
	const char *member = column->json;

	if (source_has_member(column->source) != (member != NULL))
		complain(check, "column \"%s\": member and source do not go together", column->name);
	if (member == NULL)
		return;
	if (column->source == STATSIG_FROM_MATCH &&
		(strchr(member, '=') == NULL || column->type != STATSIG_BOOL))
		complain(check, "column \"%s\": a match is a bool of two members", column->name);
	if ((column->source == STATSIG_FROM_DISPLAY_TIME || column->source == STATSIG_FROM_JOINED) &&
		strchr(member, '+') == NULL)
		complain(check, "column \"%s\": it is made of two members", column->name);
	if (strstr(member, "[].") != NULL && column->type != STATSIG_TEXT_ARRAY)
		complain(check, "column \"%s\": members of an array's objects are text[]", column->name);
}

static void
check_column_writing(Check *check, const StatsigColumn *column)
{
	unsigned flags = column->flags;
	bool in_update = statsig_catalog_in_path(check->table->update.path, column->name);
	bool sent = (flags & STATSIG_UPDATE) ||
				((flags & STATSIG_INSERT) &&
				 !statsig_catalog_in_path(check->table->insert.path, column->name));

	if ((flags & STATSIG_REQUIRED) && !(flags & STATSIG_INSERT))
		complain(check, "column \"%s\": required, but cannot be inserted", column->name);
	if ((flags & STATSIG_INSERT) && !statsig_table_can_insert(check->table))
		complain(check, "column \"%s\": the table takes no INSERT", column->name);
	if ((flags & STATSIG_UPDATE) && check->table->update.kind == STATSIG_VERB_NONE)
		complain(check, "column \"%s\": the table has no update verb", column->name);
	if ((flags & STATSIG_NULLABLE) && !(flags & STATSIG_UPDATE))
		complain(check, "column \"%s\": nullable, but cannot be updated", column->name);
	if ((flags & STATSIG_UPDATE) && in_update)
		complain(check, "column \"%s\": part of the update's own path", column->name);
	if (column->insert_default != NULL && !(flags & STATSIG_INSERT))
		complain(check, "column \"%s\": a default, but cannot be inserted", column->name);
	if ((flags & STATSIG_REORDER) && check->table->reorder.kind != STATSIG_VERB_PARENT_ARRAY)
		complain(check, "column \"%s\": the table has no way to reorder", column->name);
	if (sent && column->source != STATSIG_FROM_FACET && statsig_column_write_member(column) == NULL)
		complain(check, "column \"%s\": written, but to no member", column->name);
	if (sent && column->write_json == NULL && column->json != NULL &&
		strpbrk(column->json, "|=+[") != NULL)
		complain(check, "column \"%s\": the member it is written to is not clear", column->name);
}

static void
check_column_domain(Check *check, const StatsigColumn *column)
{
	const StatsigDomain *domain = &column->domain;
	bool text_rule = domain->min_length > 0 || domain->max_length > 0 ||
					 domain->characters != NULL || domain->values != NULL ||
					 domain->format != STATSIG_FORMAT_ANY;
	bool number = column->type == STATSIG_INT4 || column->type == STATSIG_INT8 ||
				  column->type == STATSIG_FLOAT8 || column->type == STATSIG_PERCENT;

	if (text_rule && column->type != STATSIG_TEXT)
		complain(check, "column \"%s\": rules for texts on another type", column->name);
	if (domain->has_range && (!number || domain->minimum > domain->maximum))
		complain(check, "column \"%s\": its range makes no sense", column->name);
	if ((column->flags & STATSIG_FREE_FORM) && column->type != STATSIG_JSONB)
		complain(check, "column \"%s\": rules for jsonb on another type", column->name);
	if ((column->flags & STATSIG_DISTINCT) && column->type != STATSIG_TEXT_ARRAY)
		complain(check, "column \"%s\": rules for arrays on another type", column->name);
	if ((column->write_members != NULL || column->keep_nulls_in != NULL) &&
		column->type != STATSIG_JSONB)
		complain(check, "column \"%s\": names members, but is no jsonb", column->name);
}

/*
 * What may be secret is what src/remote/secrets.c finds: a part of a path, or a
 * member with a name of its own in a body.  And what names rows of an array or
 * a set cannot be left out of an undo.
 */
static void
check_secret(Check *check, const StatsigColumn *column)
{
	const StatsigTable *table = check->table;

	if (!(column->flags & STATSIG_SECRET))
		return;
	if (column->type != STATSIG_TEXT && column->type != STATSIG_JSONB)
		complain(check, "column \"%s\": secret, but neither text nor jsonb", column->name);
	if (statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS)
		complain(check, "column \"%s\": secret, but rows are not objects of their own",
				 column->name);
	for (int i = 0; i < table->n_filters; i++)
		if (strcmp(table->filters[i].column, column->name) == 0)
			complain(check, "column \"%s\": secret, but a filter", column->name);
	for (int i = 0; i < table->n_actions; i++)
	{
		const StatsigAction *action = &table->actions[i];

		if (action->collect_column != NULL && strcmp(action->collect_column, column->name) == 0)
			complain(check, "column \"%s\": secret, but collected by an action", column->name);
		for (int j = 0; j < STATSIG_MAX_ARGUMENTS && action->arguments[j].column != NULL; j++)
			if (strcmp(action->arguments[j].column, column->name) == 0 &&
				action->arguments[j].json == NULL)
				complain(check, "column \"%s\": secret, but an action's whole body", column->name);
	}
}

static void
check_column_shape(Check *check, const StatsigColumn *column)
{
	char problem[PROBLEM_LENGTH / 2];

	if (statsig_shape_problem(column, problem, sizeof(problem)))
		complain(check, "column \"%s\": %s", column->name, problem);
}

static void
check_columns(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (!is_plain_name(column->name))
			complain(check, "column \"%s\": not a plain name", column->name);
		if (statsig_catalog_column(table, column->name) != i)
			complain(check, "column \"%s\": there are two of them", column->name);
		if (column->comment == NULL || column->comment[0] == '\0')
			complain(check, "column \"%s\": has no comment", column->name);
		check_column_source(check, column);
		check_column_writing(check, column);
		check_column_domain(check, column);
		check_column_shape(check, column);
		check_secret(check, column);
	}
	if (table->n_columns == 0 || table->columns[table->n_columns - 1].source != STATSIG_FROM_RAW)
		complain(check, "the last column is not the raw object");
}

/*
 * An id that an INSERT gives may be changed by delete and insert only where
 * the verbs write entries.
 */
static void
check_key(Check *check)
{
	const StatsigTable *table = check->table;

	if (table->key[0] == NULL)
		complain(check, "it has no key");
	for (const char *const *key = table->key; *key != NULL; key++)
	{
		need_column(check, "key", *key);
		if (is_column(check, *key) && table->update.kind != STATSIG_VERB_ENTRIES &&
			(statsig_catalog_column_ref(table, *key)->flags & STATSIG_UPDATE))
			complain(check, "column \"%s\": in the key and updatable", *key);
	}
}

/* Columns that are read from the path must be in a path, and have a way to be known. */
static void
check_reading(Check *check)
{
	const StatsigTable *table = check->table;

	if (table->list.path == NULL && table->item.path == NULL)
		complain(check, "it has no endpoint to read from");
	check_path(check, "list", table->list.path);
	check_path(check, "item", table->item.path);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source == STATSIG_FROM_PATH &&
			!statsig_catalog_in_path(table->list.path, column->name) &&
			!statsig_catalog_in_path(table->item.path, column->name))
			complain(check, "column \"%s\": read from a path it is not in", column->name);
	}
}

static void
check_omission(Check *check)
{
	const StatsigTable *table = check->table;

	if (table->omission.column == NULL)
		return;
	need_column(check, "omission", table->omission.column);
	if (table->omission.member == NULL || table->omission.value == NULL)
		complain(check, "omission does not say of which items");
	if (table->item_key == NULL || table->item.path == NULL)
		complain(check, "omission without an item endpoint and its key");
}

static void
check_facets(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *facet = &table->facets[i];

		if (facet->array == NULL && facet->list == NULL)
			complain(check, "facet %d names neither an array nor a list", i + 1);
		for (int j = 0; j < STATSIG_MAX_FACET_VALUES && facet->values[j].column != NULL; j++)
		{
			const StatsigFacetValue *value = &facet->values[j];

			need_column(check, "facet", value->column);
			if ((value->kind == STATSIG_FACET_CONSTANT) != (value->text != NULL))
				complain(check, "facet %d: column \"%s\" has a text or lacks one", i + 1,
						 value->column);
			if (value->kind == STATSIG_FACET_ELEMENT && facet->list == NULL)
				complain(check, "facet %d: column \"%s\" has no list to come from", i + 1,
						 value->column);
		}
	}
}

/* The parent must be a table, and enumerating it must not lead back here. */
static void
check_parent(Check *check)
{
	const StatsigParent *parent = &check->table->parent;
	const StatsigTable *table;
	int depth = 0;

	if (parent->column == NULL)
		return;
	need_column(check, "parent", parent->column);
	table = statsig_catalog_table(parent->table);
	if (table == NULL)
	{
		complain(check, "parent: there is no table \"%s\"", parent->table);
		return;
	}
	if (statsig_catalog_column(table, parent->key) < 0)
		complain(check, "parent: table \"%s\" has no column \"%s\"", parent->table, parent->key);
	if ((parent->when_column != NULL) != (parent->when_values != NULL))
		complain(check, "parent: a condition lacks its column or its values");
	if (parent->when_column != NULL && statsig_catalog_column(table, parent->when_column) < 0)
		complain(check, "parent: table \"%s\" has no column \"%s\"", parent->table,
				 parent->when_column);
	while (table != NULL && table->parent.table != NULL && ++depth < 8)
		table = statsig_catalog_table(table->parent.table);
	if (depth >= 8)
		complain(check, "parent: the chain of parents does not end");
}

/*
 * A parameter column shows the value that was asked for, so one list must
 * never be asked for several.  Days can be compared with times only.
 */
static void
check_filters(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_filters; i++)
	{
		const StatsigFilter *filter = &table->filters[i];
		const StatsigColumn *column;

		need_column(check, "filter", filter->column);
		if (!is_column(check, filter->column))
			continue;
		column = statsig_catalog_column_ref(table, filter->column);
		if (filter->several != NULL && filter->kind != STATSIG_FILTER_REPEATED)
			complain(check, "filter on \"%s\": a second parameter without use", column->name);
		if (column->source == STATSIG_FROM_QUERY && filter->kind != STATSIG_FILTER_EQUAL)
			complain(check, "filter on \"%s\": a parameter takes one value", column->name);
		if ((filter->kind == STATSIG_FILTER_MEMBER) != (column->type == STATSIG_TEXT_ARRAY))
			complain(check, "filter on \"%s\": kind and type do not go together", column->name);
		if ((filter->kind == STATSIG_FILTER_DATE_FROM || filter->kind == STATSIG_FILTER_DATE_TO) &&
			column->type != STATSIG_TIMESTAMPTZ_MS && column->type != STATSIG_TIMESTAMPTZ_ISO &&
			column->type != STATSIG_DATE)
			complain(check, "filter on \"%s\": not a time", column->name);
	}
	for (int i = 0; i < table->n_columns; i++)
	{
		bool found = table->columns[i].source != STATSIG_FROM_QUERY;

		for (int j = 0; j < table->n_filters && !found; j++)
			found = strcmp(table->filters[j].column, table->columns[i].name) == 0;
		if (!found)
			complain(check, "column \"%s\": a parameter without a filter", table->columns[i].name);
	}
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
	if (verb->kind == STATSIG_VERB_ENTRIES && table->n_facets == 0)
		complain(check, "%s: entries without facets", what);
	if (verb->kind == STATSIG_VERB_PARENT_ARRAY &&
		(table->n_facets == 0 || table->facets[0].array == NULL || table->item.path == NULL))
		complain(check, "%s: there is no array of a parent to rewrite", what);
	if (verb->max_entries != 0 && verb->kind != STATSIG_VERB_ENTRIES)
		complain(check, "%s: a limit of entries without entries", what);
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
	check_verb(check, "delete", &table->delete);
	check_verb(check, "reorder", &table->reorder);
	for (const char *const *any = table->insert_any; *any != NULL; any++)
		need_column(check, "insert_any", *any);
	if (table->unique_column != NULL)
		need_column(check, "unique_column", table->unique_column);
	if (table->unique_column == NULL && (table->insert.kind == STATSIG_VERB_CHILD ||
										 table->insert.kind == STATSIG_VERB_PARENT_ARRAY))
		complain(check, "insert: nothing tells a new row apart in the answer");
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
			need_column(check, "action", action->arguments[j].column);
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

int
statsig_catalog_check(StatsigProblemReporter report, void *arg)
{
	Check check = {.report = report, .arg = arg};
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);

	for (int i = 0; i < count; i++)
	{
		check.table = tables[i];
		if (!is_plain_name(tables[i]->name))
			complain(&check, "not a plain name");
		if (statsig_catalog_table(tables[i]->name) != tables[i])
			complain(&check, "there are two tables of this name");
		if (tables[i]->comment == NULL || tables[i]->comment[0] == '\0')
			complain(&check, "it has no comment");
		check_columns(&check);
		check_key(&check);
		check_reading(&check);
		check_facets(&check);
		check_omission(&check);
		check_parent(&check);
		check_filters(&check);
		check_verbs(&check);
		check_actions(&check);
		check_action_columns(&check);
		if (statsig_document_problem(tables[i]) != NULL)
			complain(&check, "%s", statsig_document_problem(tables[i]));
	}
	return check.problems;
}
