/*-------------------------------------------------------------------------
 *
 * access.c
 *	  Which endpoint reads the rows.
 *
 * The item endpoint is used when every column in its path is known, unless a
 * parameter column is known as well: only the list evaluates parameters, and
 * the rows would be labelled with a value that nobody has checked.
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

StatsigAccess
statsig_access_choose_list(const StatsigTable *table, const Bitmapset *known_columns)
{
	StatsigAccess access = {STATSIG_ACCESS_NONE, -1};
	Bitmapset *unknown;

	if (table->list.path == NULL)
	{
		unknown =
			bms_difference(statsig_access_path_columns(table, table->item.path), known_columns);
		access.column = bms_next_member(unknown, -1);
		return access;
	}
	unknown = bms_difference(statsig_access_path_columns(table, table->list.path), known_columns);
	if (bms_is_empty(unknown))
	{
		access.kind = STATSIG_ACCESS_LIST;
		return access;
	}
	access.column = bms_next_member(unknown, -1);
	if (bms_num_members(unknown) == 1 && table->parent.column != NULL &&
		strcmp(table->parent.column, table->columns[access.column].name) == 0)
		access.kind = STATSIG_ACCESS_ENUMERATE;
	return access;
}

StatsigAccess
statsig_access_choose(const StatsigTable *table, const Bitmapset *known_columns)
{
	if (table->item.path != NULL &&
		bms_is_subset(statsig_access_path_columns(table, table->item.path), known_columns) &&
		!knows_parameter(table, known_columns))
		return (StatsigAccess){STATSIG_ACCESS_ITEM, -1};
	return statsig_access_choose_list(table, known_columns);
}
