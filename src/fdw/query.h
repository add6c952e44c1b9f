/*-------------------------------------------------------------------------
 *
 * query.h
 *	  The query string of a list request, from the values that conditions came
 *	  to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_QUERY_H
#define STATSIG_QUERY_H

#include "lib/stringinfo.h"
#include "src/fdw/table_scan.h"

/* Adds one parameter to a query; statsig_url_add_parameter is one. */
typedef void (*StatsigParameterAdder)(StringInfo query, const char *name, const char *value);

/*
 * Adds every filter of the table that the values allow to be sent.  bindings
 * has the values of parameter columns for this very request.  judge: leave out
 * values that the API does not know, and raise 22023 for such a parameter;
 * EXPLAIN, which may not know the values, does not judge.  changed: columns
 * whose filters are not sent, since the transaction has changed some of their
 * values.  Of two filters for one parameter that of a parameter column is sent,
 * else the first in the catalogue.  When it judges, raises HV00L for a
 * parameter that the API demands and that has no value.
 */
extern void statsig_query_add_filters(StringInfo query, const StatsigTable *table, List *value_sets,
									  const StatsigBinding *bindings, int n_bindings, bool judge,
									  const Bitmapset *changed, StatsigParameterAdder add);

/*
 * A parameter's value as the API takes it; "value" is SQL text, in the
 * spelling of statsig_bind_conditions().  Raises 22023 for an infinite time.
 */
extern const char *statsig_query_parameter(const StatsigColumn *column, const char *value);

/* Whether each value of the column is a parameter of a list of its own. */
extern bool statsig_query_varies(const StatsigTable *table, const StatsigColumn *column);

/* Whether the values are not sent to the table's list: no filter takes them. */
extern bool statsig_query_stays_here(const StatsigTable *table, const StatsigValueSet *set);

/* The set of a column and kind, or NULL. */
extern StatsigValueSet *
statsig_query_find_set(List *value_sets, int column, StatsigConditionKind kind);

/* Whether the set takes the value; no set, NULL, takes every value. */
extern bool statsig_query_wants(const StatsigValueSet *set, const char *value);

/*
 * Whether rows of the list can be among those that are wanted; table is as
 * statsig_access_of_list() shows it.
 */
extern bool statsig_query_wants_list(const StatsigTable *table, List *value_sets);

/* The columns that have equality values, as indexes into table->columns. */
extern Bitmapset *statsig_query_known_columns(List *value_sets);

/* The value bound to a column, or NULL. */
extern const char *
statsig_query_binding(const StatsigBinding *bindings, int n_bindings, const char *column);

#endif /* STATSIG_QUERY_H */
