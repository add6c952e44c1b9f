/*-------------------------------------------------------------------------
 *
 * check.c
 *	  The catalogue's self-check: whether the tables hold together.
 *
 * Here are columns and keys; check_reading.c looks at where rows come from,
 * check_writing.c at how they are written, check_documents.c and
 * check_shapes.c at what their names say.
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

#include "src/catalog/check.h"
#include "src/catalog/functions.h"
#include "src/catalog/shapes.h"

void
statsig_check_complain(Check *check, const char *format, ...)
{
	char problem[PROBLEM_LENGTH];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	check->problems++;
	check->report(check->arg, check->table->name, problem);
}

bool
statsig_check_is_column(const Check *check, const char *name)
{
	return statsig_catalog_column(check->table, name) >= 0;
}

void
statsig_check_need_column(Check *check, const char *what, const char *name)
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

/* "name=value&name=value", where a value is a text or one column. */
static bool
is_query(const char *query)
{
	for (;;)
	{
		size_t length = strcspn(query, "&");
		size_t name = strcspn(query, "=&");
		size_t brace = strcspn(query, "{");

		if (name == 0 || name + 1 >= length || query[name] != '=')
			return false;
		if (brace < length && (brace != name + 1 || query[length - 1] != '}'))
			return false;
		if (query[length] == '\0')
			return true;
		query += length + 1;
	}
}

void
statsig_check_path(Check *check, const char *what, const char *path)
{
	const char *brace = path;

	if (path == NULL)
		return;
	if (path[0] != '/')
		complain(check, "%s: path \"%s\" does not begin with a slash", what, path);
	if (strchr(path, '?') != NULL && !is_query(strchr(path, '?') + 1))
		complain(check, "%s: path \"%s\" has a query that is none", what, path);
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

/* "array[].name" is a member of each object, "array[0].name" one of a single object. */
static bool
has_sound_brackets(const StatsigColumn *column)
{
	for (const char *open = strchr(column->json, '['); open; open = strchr(open + 1, '['))
	{
		size_t digits = strspn(open + 1, "0123456789");

		if (open == column->json || strncmp(open + 1 + digits, "].", 2) != 0)
			return false;
		if (digits == 0 && column->type != STATSIG_TEXT_ARRAY)
			return false;
	}
	return true;
}

/* Whether the member is two, joined by the sign. */
static bool
is_pair(const char *member, char sign)
{
	const char *middle = strchr(member, sign);

	return middle != NULL && middle != member && middle[1] != '\0' &&
		   strchr(middle + 1, sign) == NULL;
}

/* Sources that make the value themselves make one type only. */
static bool
source_makes_type(const StatsigColumn *column)
{
	switch (column->source)
	{
		case STATSIG_FROM_LIST:
		case STATSIG_FROM_JOINED:
			return column->type == STATSIG_TEXT;
		case STATSIG_FROM_MATCH:
			return column->type == STATSIG_BOOL;
		case STATSIG_FROM_POSITION:
			return column->type == STATSIG_INT4 || column->type == STATSIG_INT8;
		case STATSIG_FROM_DISPLAY_TIME:
			return column->type == STATSIG_TIMESTAMPTZ_ISO;
		case STATSIG_FROM_RAW:
			return column->type == STATSIG_JSONB;
		default:
			return true;
	}
}

static void
check_column_source(Check *check, const StatsigColumn *column)
{
	const char *member = column->json;

	if (source_has_member(column->source) != (member != NULL))
		complain(check, "column \"%s\": member and source do not go together", column->name);
	if (!source_makes_type(column))
		complain(check, "column \"%s\": its source makes another type", column->name);
	if (member == NULL)
		return;
	if (column->source == STATSIG_FROM_MATCH && !is_pair(member, '='))
		complain(check, "column \"%s\": a match is one of two members", column->name);
	if ((column->source == STATSIG_FROM_DISPLAY_TIME || column->source == STATSIG_FROM_JOINED) &&
		!is_pair(member, '+'))
		complain(check, "column \"%s\": it is made of two members", column->name);
	if (!has_sound_brackets(column))
		complain(check,
				 "column \"%s\": brackets name an element, or for text[] each element's member",
				 column->name);
}

/* Each of the two leaves the other out. */
static void
check_same_as(Check *check, const StatsigColumn *column)
{
	int other = column->same_as ? statsig_catalog_column(check->table, column->same_as) : -1;
	const char *back = other >= 0 ? check->table->columns[other].same_as : NULL;

	if (column->same_as != NULL && (back == NULL || strcmp(back, column->name) != 0))
		complain(check, "column \"%s\": the column that says the same does not say so",
				 column->name);
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
	if ((column->flags & STATSIG_DEMANDED) &&
		(!(column->flags & STATSIG_NULLABLE) || !(column->flags & STATSIG_IN_WHOLE)))
		complain(check, "column \"%s\": demanded, but no null of a whole object", column->name);
	if ((column->flags & STATSIG_SHARED) && column->type != STATSIG_TEXT &&
		column->type != STATSIG_TEXT_ARRAY)
		complain(check, "column \"%s\": names objects, but is no text", column->name);
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

/* Whatever has the whole object has the secrets in it. */
static void
check_shown_secrets(Check *check)
{
	const StatsigTable *table = check->table;
	bool secrets = false;

	for (int i = 0; i < table->n_columns; i++)
		secrets = secrets || ((table->columns[i].flags & STATSIG_SECRET) &&
							  (table->columns[i].source == STATSIG_FROM_ROW ||
							   table->columns[i].source == STATSIG_FROM_ITEM));
	for (int i = 0; i < table->n_columns; i++)
	{
		if (secrets && table->columns[i].source == STATSIG_FROM_RAW &&
			!(table->columns[i].flags & STATSIG_SECRET))
			complain(check, "column \"%s\": shows the secrets of other columns",
					 table->columns[i].name);
	}
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
		statsig_check_column_writing(check, column);
		check_same_as(check, column);
		check_column_domain(check, column);
		check_column_shape(check, column);
		check_secret(check, column);
	}
	check_shown_secrets(check);
	if (table->n_columns == 0 || table->columns[table->n_columns - 1].source != STATSIG_FROM_RAW)
		complain(check, "the last column is not the raw object");
}

/* Whether the table can have but one row. */
static bool
is_one_row(const StatsigTable *table)
{
	return (table->list.envelope == STATSIG_DATA_OBJECT || table->list.envelope == STATSIG_ECHO) &&
		   table->list.path != NULL && strchr(table->list.path, '{') == NULL &&
		   table->n_facets == 0;
}

/*
 * An id that an INSERT gives may be changed by delete and insert only where
 * the verbs write entries.  What is only read or inserted needs no key, and
 * neither does the only row of a table.
 */
static void
check_key(Check *check)
{
	const StatsigTable *table = check->table;

	if (table->key[0] == NULL && !is_one_row(table) &&
		(statsig_table_can_update(table) || statsig_table_can_delete(table)))
		complain(check, "it has no key");
	for (const char *const *key = table->key; *key != NULL; key++)
	{
		need_column(check, "key", *key);
		if (is_column(check, *key) && !statsig_check_writes_sets(&table->update) &&
			(statsig_catalog_column_ref(table, *key)->flags & STATSIG_UPDATE))
			complain(check, "column \"%s\": in the key and updatable", *key);
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
		statsig_check_reading(&check);
		statsig_check_writing(&check);
		if (statsig_document_problem(tables[i]) != NULL)
			complain(&check, "%s", statsig_document_problem(tables[i]));
	}
	return check.problems + statsig_catalog_check_functions(report, arg);
}
