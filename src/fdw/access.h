/*-------------------------------------------------------------------------
 *
 * access.h
 *	  Which endpoint reads the rows, given which columns have known values.
 *
 * The planner asks this to tell what a plan will cost, EXPLAIN to show it, and
 * the scan to do it; so they agree.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ACCESS_H
#define STATSIG_ACCESS_H

#include "nodes/bitmapset.h"
#include "src/catalog/types.h"

typedef enum StatsigAccessKind
{
	STATSIG_ACCESS_ITEM,	  /* the item endpoint or an alternative, once per key */
	STATSIG_ACCESS_LIST,	  /* the list endpoint, once per path and parameter value */
	STATSIG_ACCESS_ENUMERATE, /* the list endpoint, once per row of the parent table */
	STATSIG_ACCESS_NONE		  /* the API cannot answer */
} StatsigAccessKind;

typedef struct StatsigAccess
{
	StatsigAccessKind kind;
	const StatsigEndpoint *endpoint; /* what is asked; NULL: nothing */
	int column; /* ENUMERATE, NONE: the path column without value; -1: the table
				 * has no endpoint that reads */
} StatsigAccess;

/* Chooses by the columns (indexes into table->columns) whose values are known. */
extern StatsigAccess
statsig_access_choose(const StatsigTable *table, const Bitmapset *known_columns);

/* The same, leaving the item endpoint and its alternatives out of consideration. */
extern StatsigAccess
statsig_access_choose_list(const StatsigTable *table, const Bitmapset *known_columns);

/* The values that are asked for where a query gives the column none, or NULL. */
extern const char *const *statsig_access_enumeration(const StatsigTable *table, const char *column);

/* Index of the column that says which of the table's lists a row came from, or -1. */
extern int statsig_access_list_column(const StatsigTable *table);

/*
 * The table as it is seen through one of its lists: 0 is the table itself, n
 * its n-th part, in "copy".
 */
extern const StatsigTable *
statsig_access_of_list(const StatsigTable *table, int list, StatsigTable *copy);

/* Columns whose names stand in braces in a path; NULL path: none. */
extern Bitmapset *statsig_access_path_columns(const StatsigTable *table, const char *path);

#endif /* STATSIG_ACCESS_H */
