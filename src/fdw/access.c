/*-------------------------------------------------------------------------
 *
 * access.c
 *	  Which endpoint reads the rows.
 *
 * The item endpoint, or the first alternative to it, is used when every column
 * in its path is known, unless a parameter column is known as well: only the
 * list evaluates parameters, and the rows would be labelled with a value that
 * nobody has checked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/fdw/access.h"

Bitmapset *
statsig_access_path_columns(const StatsigTable *table, const char *path)
{
	Bitmapset *columns = NULL;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (statsig_catalog_in_path(path, table->columns[i].name))
			columns = bms_add_member(columns, i);
	}
	return columns;
}

static bool
knows_parameter(const StatsigTable *table, const Bitmapset *known_columns)
{
	int i = -1;

	while ((i = bms_next_member(known_columns, i)) >= 0)
	{
		if (table->columns[i].source == STATSIG_FROM_QUERY)
			return true;
	}
	return false;
}

const char *const *
statsig_access_enumeration(const StatsigTable *table, const char *column)
{
	for (int i = 0; i < table->n_enumerations; i++)
		if (strcmp(table->enumerations[i].column, column) == 0)
			return table->enumerations[i].values;
	return NULL;
}

int
statsig_access_list_column(const StatsigTable *table)
{
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].source == STATSIG_FROM_LIST)
			return i;
	return -1;
}

const StatsigTable *
statsig_access_of_list(const StatsigTable *table, int list, StatsigTable *copy)
{
	if (list == 0)
		return table;
	*copy = *table;
	copy->list = table->parts[list - 1].list;
	copy->parent = table->parts[list - 1].parent;
	copy->constant = table->parts[list - 1].constant;
	copy->n_parts = 0;
	return copy;
}

/* The columns of the list's path that must be given a value. */
static Bitmapset *
needed_columns(const StatsigTable *table, const Bitmapset *known_columns)
{
	Bitmapset *unknown =
		bms_difference(statsig_access_path_columns(table, table->list.path), known_columns);
	int i = -1;

	while ((i = bms_next_member(unknown, i)) >= 0)
		if (statsig_access_enumeration(table, table->columns[i].name) != NULL)
			unknown = bms_del_member(unknown, i);
	return unknown;
}

/* Whether the parent's rows have a value for each of the columns. */
static bool
parent_gives(const StatsigTable *table, const Bitmapset *columns)
{
	int i = -1;

	while ((i = bms_next_member(columns, i)) >= 0)
		if (!statsig_catalog_parent_gives(&table->parent, table->columns[i].name))
			return false;
	return true;
}

StatsigAccess
statsig_access_choose_list(const StatsigTable *table, const Bitmapset *known_columns)
{
	StatsigAccess access = {STATSIG_ACCESS_NONE, NULL, -1};
	Bitmapset *unknown;

	if (table->list.path == NULL)
	{
		unknown =
			bms_difference(statsig_access_path_columns(table, table->item.path), known_columns);
		access.column = bms_next_member(unknown, -1);
		return access;
	}
	unknown = needed_columns(table, known_columns);
	access.column = bms_next_member(unknown, -1);

	/* what is asked about several objects at once is asked about those that exist */
	if (parent_gives(table, unknown) && (access.column >= 0 || table->list.most_values > 0))
		access.kind = STATSIG_ACCESS_ENUMERATE;
	else if (access.column < 0)
		access.kind = STATSIG_ACCESS_LIST;
	if (access.kind != STATSIG_ACCESS_NONE)
		access.endpoint = &table->list;
	return access;
}

/* Whether the endpoint can be asked with the columns that are known. */
static bool
can_ask(const StatsigTable *table, const StatsigEndpoint *endpoint, const Bitmapset *known_columns)
{
	return endpoint->path != NULL &&
		   bms_is_subset(statsig_access_path_columns(table, endpoint->path), known_columns) &&
		   !knows_parameter(table, known_columns);
}

StatsigAccess
statsig_access_choose(const StatsigTable *table, const Bitmapset *known_columns)
{
	if (can_ask(table, &table->item, known_columns))
		return (StatsigAccess){STATSIG_ACCESS_ITEM, &table->item, -1};
	for (int i = 0; i < table->n_alternatives; i++)
		if (can_ask(table, &table->alternatives[i], known_columns))
			return (StatsigAccess){STATSIG_ACCESS_ITEM, &table->alternatives[i], -1};
	return statsig_access_choose_list(table, known_columns);
}
