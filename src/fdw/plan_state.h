/*-------------------------------------------------------------------------
 *
 * plan_state.h
 *	  What the planning of scans knows of a relation.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PLAN_STATE_H
#define STATSIG_PLAN_STATE_H

#include "nodes/pg_list.h"
#include "src/catalog/types.h"

/* baserel->fdw_private */
typedef struct StatsigPlanState
{
	const StatsigTable *table;
	int *attribute_columns; /* by attribute number - 1; -1: not of the catalogue */
	Oid server_oid;
	int page_size;
	double items;		/* of the unfiltered list; where there are several lists, of each */
	double listed;		/* of the list with what the query's own conditions filter */
	double rows;		/* of the whole table */
	bool may_stop;		/* it may be that not all rows are wanted */
	bool may_run_async; /* together with other scans of an Append */
	List *conditions;	/* StatsigCondition: those of the query's own clauses */
} StatsigPlanState;

#endif /* STATSIG_PLAN_STATE_H */
