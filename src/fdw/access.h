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
	STATSIG_ACCESS_ITEM,	  /* the item endpoint, once per key */
	STATSIG_ACCESS_LIST,	  /* the list endpoint, once per path and parameter value */
	STATSIG_ACCESS_ENUMERATE, /* the list endpoint, once per row of the parent table */
	STATSIG_ACCESS_NONE		  /* the API cannot answer */
} StatsigAccessKind;

typedef struct StatsigAccess
{
	StatsigAccessKind kind;
	int column; /* ENUMERATE, NONE: the path column without value; -1: the table
				 * has no endpoint that reads */
} StatsigAccess;

/* Chooses by the columns (indexes into table->columns) whose values are known. */
extern StatsigAccess
statsig_access_choose(const StatsigTable *table, const Bitmapset *known_columns);

/* The same, leaving the item endpoint out of consideration. */
extern StatsigAccess
statsig_access_choose_list(const StatsigTable *table, const Bitmapset *known_columns);

/* Columns whose names stand in braces in a path; NULL path: none. */
extern Bitmapset *statsig_access_path_columns(const StatsigTable *table, const char *path);

#endif /* STATSIG_ACCESS_H */
