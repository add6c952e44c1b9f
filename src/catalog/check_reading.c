/*-------------------------------------------------------------------------
 *
 * check_reading.c
 *	  The part of the catalogue's self-check that looks at where rows come
 *	  from: endpoints, the values in their paths, facets and filters.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <string.h>

#include "src/catalog/check.h"

/* Parents of parents end after so many. */
#define DEEPEST_PARENT 8

static int
count_names(const char *const *names)
{
	int n = 0;

	while (names != NULL && names[n] != NULL)
		n++;
	return n;
}

static bool
has_repeats(const char *const *names)
{
	for (int i = 0; i < count_names(names); i++)
	{
		for (int j = 0; j < i; j++)
		{
			if (strcmp(names[i], names[j]) == 0)
				return true;
		}
	}
	return false;
}

/* Endpoints */

/* Whether the column is in the path of any endpoint that reads the table's rows. */
static bool
in_reading_path(const StatsigTable *table, const char *column)
{
	bool found = statsig_catalog_in_path(table->list.path, column) ||
				 statsig_catalog_in_path(table->item.path, column);

	for (int i = 0; i < table->n_parts && !found; i++)
		found = statsig_catalog_in_path(table->parts[i].list.path, column);
	for (int i = 0; i < table->n_alternatives && !found; i++)
		found = statsig_catalog_in_path(table->alternatives[i].path, column);
	return found;
}

/* The first column in a path, after "from"; NULL: there is none. */
static const char *
column_in_path(const char *from)
{
	return from == NULL ? NULL : strchr(from, '{');
}

/* Several values are one parameter repeated, so it is the last of the query. */
static bool
ends_in_parameter(const char *path)
{
	const char *query = path ? strchr(path, '?') : NULL;

	return column_in_path(query) != NULL && path[strlen(path) - 1] == '}';
}

static void
check_endpoint(Check *check, const char *what, const StatsigEndpoint *endpoint)
{
	bool array =
		endpoint->envelope == STATSIG_DATA_ARRAY || endpoint->envelope == STATSIG_BARE_ARRAY;

	check_path(check, what, endpoint->path);
	if (endpoint->path == NULL)
		return;
	if (endpoint->envelope == STATSIG_MESSAGE_ONLY)
		complain(check, "%s: an answer without rows", what);
	if ((endpoint->envelope == STATSIG_CSV || endpoint->envelope == STATSIG_ECHO) &&
		endpoint->paging != STATSIG_NOT_PAGED)
		complain(check, "%s: an answer of this kind has no pages", what);
	if (endpoint->paging == STATSIG_PAGED_BY_NUMBER && !array)
		complain(check, "%s: numbered pages of something that is no array", what);
	if (endpoint->most_values > 0 &&
		(check->table->n_filters > 0 || check->table->n_enumerations > 0))
		complain(check, "%s: several values, and other parameters beside them", what);
	if (endpoint->most_values < 0 ||
		(endpoint->most_values > 0 && !ends_in_parameter(endpoint->path)))
		complain(check, "%s: several values, but no parameter at the end that takes them", what);
}

/* Which of their columns are known tells when they are used. */
static void
check_alternatives(Check *check)
{
	const StatsigTable *table = check->table;

	if ((table->alternatives != NULL) != (table->n_alternatives > 0))
		complain(check, "alternatives: they and their number do not go together");
	for (int i = 0; i < table->n_alternatives; i++)
	{
		const StatsigEndpoint *endpoint = &table->alternatives[i];

		check_endpoint(check, "alternative", endpoint);
		if (column_in_path(endpoint->path) == NULL)
			complain(check, "alternative %d: no column tells when it is used", i + 1);
	}
}

/* A sentence says why not, and then nothing else may say how. */
static void
check_readability(Check *check)
{
	const StatsigTable *table = check->table;
	const char *reason = table->unreadable;
	bool endpoint = (table->list.path != NULL && table->list.envelope != STATSIG_ECHO) ||
					table->item.path != NULL;

	if (endpoint == (reason != NULL))
		complain(check, endpoint ? "unreadable: it has an endpoint to read from" :
								   "it has no endpoint to read from");
	if (reason == NULL)
		return;
	if (reason[0] < 'A' || reason[0] > 'Z' || reason[strlen(reason) - 1] != '.')
		complain(check, "unreadable: \"%s\" is no sentence", reason);
	if (table->n_parts > 0 || table->n_alternatives > 0 || table->n_enumerations > 0 ||
		table->n_filters > 0 || table->parent.column != NULL)
		complain(check, "unreadable: but something says how to read it");
}

/* Columns that are read from the path must be in a path. */
static void
check_path_columns(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source == STATSIG_FROM_PATH && table->unreadable == NULL &&
			!in_reading_path(table, column->name))
			complain(check, "column \"%s\": read from a path it is not in", column->name);
	}
}

/* Values of path columns */

/* Whether enumerating the table leads to itself; the tables exist. */
static bool
has_endless_parents(const StatsigTable *table, int depth)
{
	const StatsigTable *parent =
		table->parent.table ? statsig_catalog_table(table->parent.table) : NULL;

	if (depth > DEEPEST_PARENT)
		return true;
	if (parent != NULL && has_endless_parents(parent, depth + 1))
		return true;
	for (int i = 0; i < table->n_parts; i++)
	{
		parent = table->parts[i].parent.table ?
					 statsig_catalog_table(table->parts[i].parent.table) :
					 NULL;
		if (parent != NULL && has_endless_parents(parent, depth + 1))
			return true;
	}
	return false;
}

/* One column of the table that takes its values from a column of the parent. */
static void
check_parent_column(Check *check, const char *what, const char *path, const char *name,
					const StatsigTable *table, const char *key)
{
	int column = statsig_catalog_column(table, key);

	need_column(check, what, name);
	if (!statsig_catalog_in_path(path, name))
		complain(check, "%s: column \"%s\" is not in the list's path", what, name);
	if (column < 0)
		complain(check, "%s: table \"%s\" has no column \"%s\"", what, table->name, key);
	else if (table->columns[column].source == STATSIG_FROM_QUERY ||
			 table->columns[column].source == STATSIG_FROM_NOWHERE)
		complain(check, "%s: column \"%s\" of table \"%s\" has no value", what, key, table->name);
}

/* A condition compares text, or a bool with "true" or "false". */
static void
check_parent_condition(Check *check, const char *what, const StatsigParent *parent,
					   const StatsigTable *table)
{
	int column = parent->when_column ? statsig_catalog_column(table, parent->when_column) : -1;

	if ((parent->when_column != NULL) != (parent->when_values != NULL) ||
		(parent->maybe_values != NULL && parent->when_column == NULL))
		complain(check, "%s: a condition lacks its column or its values", what);
	if (parent->when_column == NULL)
		return;
	if (column < 0)
		complain(check, "%s: table \"%s\" has no column \"%s\"", what, table->name,
				 parent->when_column);
	else if (table->columns[column].type == STATSIG_BOOL)
	{
		for (const char *const *value = parent->when_values; value && *value; value++)
		{
			if (strcmp(*value, "true") != 0 && strcmp(*value, "false") != 0)
				complain(check, "%s: \"%s\" is neither true nor false", what, *value);
		}
	}
	else if (table->columns[column].type != STATSIG_TEXT)
		complain(check, "%s: column \"%s\" is neither text nor bool", what, parent->when_column);
}

/*
 * The parent must be a table that can be listed, and what is taken from it
 * must tell its rows apart: a value that comes twice would give rows twice.
 */
static void
check_parent(Check *check, const char *what, const StatsigParent *parent, const char *path)
{
	const StatsigTable *table;

	if (parent->column == NULL)
	{
		if (parent->table != NULL || parent->also[0].column != NULL)
			complain(check, "%s: a parent without a column", what);
		return;
	}
	table = statsig_catalog_table(parent->table);
	if (table == NULL)
	{
		complain(check, "%s: there is no table \"%s\"", what, parent->table);
		return;
	}
	if (table->list.path == NULL)
		complain(check, "%s: table \"%s\" cannot be listed", what, table->name);
	if (!statsig_catalog_in_key(table, parent->key))
		complain(check, "%s: column \"%s\" is no part of the key of table \"%s\"", what,
				 parent->key, table->name);
	check_parent_column(check, what, path, parent->column, table, parent->key);
	for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
		check_parent_column(check, what, path, parent->also[i].column, table, parent->also[i].key);
	check_parent_condition(check, what, parent, table);
}

static void
check_enumerations(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_enumerations; i++)
	{
		const StatsigEnumeration *enumeration = &table->enumerations[i];

		need_column(check, "enumeration", enumeration->column);
		if (count_names(enumeration->values) == 0 || has_repeats(enumeration->values))
			complain(check, "enumeration of \"%s\": no values, or one twice", enumeration->column);
		if (!in_reading_path(table, enumeration->column))
			complain(check, "enumeration of \"%s\": it is in no path", enumeration->column);
		if (statsig_catalog_parent_gives(&table->parent, enumeration->column))
			complain(check, "enumeration of \"%s\": the parent gives its values",
					 enumeration->column);
		for (int j = 0; j < i; j++)
		{
			if (strcmp(table->enumerations[j].column, enumeration->column) == 0)
				complain(check, "enumeration of \"%s\": there are two", enumeration->column);
		}
	}
}

/* Several lists */

static const StatsigColumn *
list_column(const StatsigTable *table)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		if (table->columns[i].source == STATSIG_FROM_LIST)
			return &table->columns[i];
	}
	return NULL;
}

/* Every list has a constant of its own, by which a column tells the rows apart. */
static void
check_parts(Check *check)
{
	const StatsigTable *table = check->table;

	if ((table->parts != NULL) != (table->n_parts > 0))
		complain(check, "parts: they and their number do not go together");
	if ((table->constant != NULL) != (table->n_parts > 0) ||
		(table->constant != NULL) != (list_column(table) != NULL))
		complain(check, "several lists, the constant and the column that shows it go together");
	for (int i = 0; i < table->n_parts; i++)
	{
		const StatsigPart *part = &table->parts[i];
		bool repeated = part->constant != NULL && table->constant != NULL &&
						strcmp(part->constant, table->constant) == 0;

		for (int j = 0; j < i && !repeated; j++)
			repeated = part->constant != NULL && table->parts[j].constant != NULL &&
					   strcmp(part->constant, table->parts[j].constant) == 0;
		if (part->constant == NULL || part->list.path == NULL || repeated)
			complain(check, "part %d: no list, or no constant of its own", i + 1);
		check_endpoint(check, "part", &part->list);
		check_parent(check, "parent of a part", &part->parent, part->list.path);
	}
}

/* How rows lie in items */

/* A column that the facet gives a value to. */
static void
check_facet_value(Check *check, int number, const StatsigFacet *facet,
				  const StatsigFacetValue *value)
{
	need_column(check, "facet", value->column);
	if ((value->kind == STATSIG_FACET_CONSTANT) != (value->text != NULL))
		complain(check, "facet %d: column \"%s\" has a text or lacks one", number, value->column);
	if (value->kind == STATSIG_FACET_ELEMENT && facet->list == NULL)
		complain(check, "facet %d: column \"%s\" has no list to come from", number, value->column);
}

/* Whether some other facet reads the array. */
static bool
is_array_of_facet(const StatsigTable *table, const char *array)
{
	for (int i = 0; i < table->n_facets; i++)
	{
		if (!table->facets[i].write_only && table->facets[i].array != NULL &&
			strcmp(table->facets[i].array, array) == 0)
			return true;
	}
	return false;
}

static void
check_facets(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *facet = &table->facets[i];

		if (facet->array == NULL && facet->list == NULL && facet->unless == NULL)
			complain(check, "facet %d names neither an array nor a list", i + 1);
		if (facet->unless != NULL &&
			(facet->array != NULL || !is_array_of_facet(table, facet->unless)))
			complain(check, "facet %d gives way to \"%s\", which no other facet reads", i + 1,
					 facet->unless);
		for (int j = 0; j < STATSIG_MAX_FACET_VALUES && facet->values[j].column != NULL; j++)
			check_facet_value(check, i + 1, facet, &facet->values[j]);
	}
	for (int i = 0; i < table->n_columns; i++)
	{
		if (table->columns[i].source == STATSIG_FROM_ITEM &&
			statsig_catalog_row_kind(table) == STATSIG_ROWS_ITEMS)
			complain(check, "column \"%s\": there is no item around the row",
					 table->columns[i].name);
	}
}

/* Without a column it is the array of an element table that is left out. */
static void
check_omission(Check *check)
{
	const StatsigTable *table = check->table;
	const StatsigOmission *omission = &table->omission;

	if (omission->column == NULL && omission->member == NULL)
		return;
	if (omission->column != NULL)
		need_column(check, "omission", omission->column);
	else if (statsig_catalog_row_kind(table) != STATSIG_ROWS_ELEMENTS)
		complain(check, "omission of an array that the table does not read");
	if (omission->member == NULL || omission->value == NULL)
		complain(check, "omission does not say of which items");
	if (table->item_key == NULL || table->item.path == NULL)
		complain(check, "omission without an item endpoint and its key");
}

/* Filters */

/* Whether the list's own path has the query parameter. */
static bool
is_parameter_of_path(const StatsigTable *table, const char *parameter)
{
	const char *query = table->list.path ? strchr(table->list.path, '?') : NULL;
	size_t length = strlen(parameter);

	for (; query != NULL; query = strchr(query + 1, '&'))
	{
		if (strncmp(query + 1, parameter, length) == 0 && query[1 + length] == '=')
			return true;
	}
	return false;
}

/*
 * A parameter column shows the value that was asked for, so one list must
 * never be asked for several.  Days can be compared with times only, and what
 * the API demands must be a value that a condition can give.
 */
static void
check_filter(Check *check, const StatsigFilter *filter)
{
	const StatsigTable *table = check->table;
	const StatsigColumn *column;

	need_column(check, "filter", filter->column);
	if (!is_column(check, filter->column))
		return;
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
	if (is_parameter_of_path(table, filter->parameter))
		complain(check, "filter on \"%s\": the list's path has its parameter", column->name);
	if (filter->values != NULL && has_repeats(filter->values))
		complain(check, "filter on \"%s\": a value twice", column->name);
	if (filter->required && filter->kind == STATSIG_FILTER_MEMBER)
		complain(check, "filter on \"%s\": the API demands one value", column->name);
}

static void
check_filters(Check *check)
{
	const StatsigTable *table = check->table;

	for (int i = 0; i < table->n_filters; i++)
		check_filter(check, &table->filters[i]);
	for (int i = 0; i < table->n_columns; i++)
	{
		bool found = table->columns[i].source != STATSIG_FROM_QUERY;

		for (int j = 0; j < table->n_filters && !found; j++)
			found = strcmp(table->filters[j].column, table->columns[i].name) == 0;
		if (!found)
			complain(check, "column \"%s\": a parameter without a filter", table->columns[i].name);
	}
}

/* Order */

/* The scan checks it row by row, so it must be that of all rows, and nobody may have changed them.
 */
static void
check_order(Check *check)
{
	const StatsigTable *table = check->table;
	const char *name = table->order.column;
	const StatsigColumn *column;

	if (name == NULL)
		return;
	need_column(check, "order", name);
	if (!is_column(check, name))
		return;
	column = statsig_catalog_column_ref(table, name);
	if (column->type != STATSIG_TIMESTAMPTZ_ISO && column->type != STATSIG_TIMESTAMPTZ_MS)
		complain(check, "order: column \"%s\" is no time", name);
	if (column_in_path(table->list.path) != NULL || table->n_parts > 0 || table->n_facets > 0 ||
		table->n_enumerations > 0)
		complain(check, "order: the rows are not the items of one list");
	if (table->item.path != NULL || table->n_alternatives > 0)
		complain(check, "order: rows are not always read from the list");
	if (statsig_table_can_insert(table) || statsig_table_can_update(table) ||
		statsig_table_can_delete(table))
		complain(check, "order: rows can be changed");
}

void
statsig_check_reading(Check *check)
{
	const StatsigTable *table = check->table;

	check_readability(check);
	check_endpoint(check, "list", &table->list);
	check_endpoint(check, "item", &table->item);
	check_alternatives(check);
	check_path_columns(check);
	check_parts(check);
	check_parent(check, "parent", &table->parent, table->list.path);
	if (has_endless_parents(table, 1))
		complain(check, "parent: the chain of parents does not end");
	check_enumerations(check);
	check_facets(check);
	check_omission(check);
	check_filters(check);
	check_order(check);
}
