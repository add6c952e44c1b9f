/*-------------------------------------------------------------------------
 *
 * filter.h
 *	  Which conditions of a query the API can be told about.
 *
 * What is told is never trusted: the executor checks every condition again on
 * every row.  So a condition may be recognised only if the API cannot return
 * fewer rows for it than SQL would.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_FILTER_H
#define STATSIG_FILTER_H

#include "nodes/pathnodes.h"
#include "src/catalog/types.h"

/* The form of a recognised condition. */
typedef enum StatsigConditionKind
{
	STATSIG_CONDITION_EQUAL,	/* column = one of the expressions */
	STATSIG_CONDITION_ANY,		/* column = ANY (the array expression) */
	STATSIG_CONDITION_MEMBER,	/* the expression is an element of the array column */
	STATSIG_CONDITION_CONTAINS, /* the array column @> the array expression */
	STATSIG_CONDITION_FROM,		/* column >= or > the expression */
	STATSIG_CONDITION_TO		/* column <= or < the expression */
} StatsigConditionKind;

/* A recognised condition. */
typedef struct StatsigCondition
{
	int column; /* index into table->columns */
	StatsigConditionKind kind;
	bool on;		   /* FROM: it is an equality, and so a TO as well */
	List *expressions; /* free of this relation's columns and of volatile functions */
} StatsigCondition;

/*
 * The conditions among "clauses" (RestrictInfos or bare expressions, ANDed)
 * that can be used for requests of the table, as a List of StatsigCondition.
 * attribute_columns as for statsig_rows_reader().
 */
extern List *statsig_filter_conditions(PlannerInfo *root, RelOptInfo *rel, List *clauses,
									   const StatsigTable *table, const int *attribute_columns);

/*
 * The conditions as a plan carries them: an integer List for each, of its column,
 * its kind and the number of its expressions; *expressions receives those of all,
 * one after the other.
 */
extern List *statsig_filter_describe(List *conditions, List **expressions);

/* Whether some request can be narrowed by an equality on the column. */
extern bool statsig_filter_takes_equal(const StatsigTable *table, const StatsigColumn *column);

/* Whether an equality on the column narrows a request as two bounds do. */
extern bool statsig_filter_takes_bounds(const StatsigTable *table, const StatsigColumn *column);

/* How many elements an array expression is taken to have at plan time. */
extern double statsig_filter_array_length(Node *expression);

#endif /* STATSIG_FILTER_H */
