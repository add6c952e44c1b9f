/*-------------------------------------------------------------------------
 *
 * query.c
 *	  The query string of a list request.
 *
 * A filter is left out whenever sending it could cost rows or make the API
 * refuse the request: a value that it does not know, several values where it
 * takes one.  The condition is checked on every row anyway.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "src/catalog/catalog.h"
#include "src/fdw/access.h"
#include "src/fdw/query.h"

/*
 * More values, or more bytes of them, are not put into one query: some server
 * on the way would refuse its length.
 */
#define MOST_REPEATED_VALUES 50
#define MOST_BYTES			 1000

StatsigValueSet *
statsig_query_find_set(List *value_sets, int column, StatsigConditionKind kind)
{
	ListCell *lc;

	foreach(lc, value_sets)
	{
		StatsigValueSet *set = lfirst(lc);

		if (set->column == column && set->kind == kind)
			return set;
	}
	return NULL;
}

bool
statsig_query_wants(const StatsigValueSet *set, const char *value)
{
	if (set == NULL)
		return true;
	for (int i = 0; i < set->n; i++)
		if (strcmp(set->values[i], value) == 0)
			return true;
	return false;
}

bool
statsig_query_wants_list(const StatsigTable *table, List *value_sets)
{
	int column = statsig_access_list_column(table);

	return column < 0 ||
		   statsig_query_wants(statsig_query_find_set(value_sets, column, STATSIG_CONDITION_EQUAL),
							   table->constant);
}

Bitmapset *
statsig_query_known_columns(List *value_sets)
{
	Bitmapset *known = NULL;
	ListCell *lc;

	foreach(lc, value_sets)
	{
		StatsigValueSet *set = lfirst(lc);

		if (set->kind == STATSIG_CONDITION_EQUAL)
			known = bms_add_member(known, set->column);
	}
	return known;
}

const char *
statsig_query_binding(const StatsigBinding *bindings, int n_bindings, const char *column)
{
	for (int i = 0; i < n_bindings; i++)
	{
		if (strcmp(bindings[i].column, column) == 0)
			return bindings[i].value;
	}
	return NULL;
}

/* Whether the API takes the value for the filter at all. */
static bool
is_allowed(const StatsigFilter *filter, const char *value)
{
	return filter->values == NULL || statsig_catalog_is_among(filter->values, value);
}

/* Whether the values may be sent for the filter. */
static bool
can_send(const StatsigFilter *filter, const StatsigValueSet *set, bool judge)
{
	size_t bytes = 0;

	if (set->n > (filter->kind == STATSIG_FILTER_REPEATED ? MOST_REPEATED_VALUES : 1))
		return false;
	for (int i = 0; judge && i < set->n; i++)
	{
		bytes += strlen(set->values[i]);
		if (bytes > MOST_BYTES || !is_allowed(filter, set->values[i]))
			return false;
	}
	return true;
}

/* A parameter that the API would refuse: there is no row it could be checked on. */
static void
check_parameter(const StatsigFilter *filter, const char *value)
{
	StringInfoData allowed;

	if (is_allowed(filter, value))
		return;
	initStringInfo(&allowed);
	for (int i = 0; filter->values[i] != NULL; i++)
		appendStringInfo(&allowed, "%s\"%s\"", i > 0 ? ", " : "", filter->values[i]);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for parameter column \"%s\": \"%s\"", filter->column, value),
			 errhint("The Statsig API takes %s.", allowed.data)));
}

/* The condition whose values a filter takes. */
static const StatsigConditionKind condition_kinds[] = {
	[STATSIG_FILTER_EQUAL] = STATSIG_CONDITION_EQUAL,
	[STATSIG_FILTER_REPEATED] = STATSIG_CONDITION_EQUAL,
	[STATSIG_FILTER_MEMBER] = STATSIG_CONDITION_MEMBER,
	[STATSIG_FILTER_DATE_FROM] = STATSIG_CONDITION_FROM,
	[STATSIG_FILTER_DATE_TO] = STATSIG_CONDITION_TO};

bool
statsig_query_stays_here(const StatsigTable *table, const StatsigValueSet *set)
{
	if (statsig_query_varies(table, &table->columns[set->column]))
		return false;
	for (int i = 0; i < table->n_filters; i++)
	{
		const StatsigFilter *filter = &table->filters[i];

		if (condition_kinds[filter->kind] == set->kind &&
			statsig_catalog_column(table, filter->column) == set->column &&
			can_send(filter, set, true))
			return false;
	}
	return true;
}

const char *
statsig_query_parameter(const StatsigColumn *column, const char *value)
{
	Datum instant;

	if (column->type != STATSIG_TIMESTAMPTZ_MS)
		return value;
	instant = DirectFunctionCall3(timestamptz_in, CStringGetDatum(value),
								  ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	if (TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(instant)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("parameter column \"%s\" cannot be infinite", column->name)));
	return psprintf(INT64_FORMAT, (DatumGetTimestampTz(instant) +
								   (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY) /
									  1000);
}

/* The names of the columns that give a parameter its value, for messages. */
static char *
columns_of_parameter(const StatsigTable *table, const char *parameter)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < table->n_filters; i++)
		if (strcmp(table->filters[i].parameter, parameter) == 0)
			appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? " or " : "",
							 table->filters[i].column);
	return names.data;
}

/* The condition that a filter needs, as an example. */
static char *
example_condition(const StatsigFilter *filter)
{
	return psprintf("%s %s ...", filter->column,
					filter->kind == STATSIG_FILTER_DATE_FROM ? ">=" :
					filter->kind == STATSIG_FILTER_DATE_TO	 ? "<=" :
															   "=");
}

bool
statsig_query_varies(const StatsigTable *table, const StatsigColumn *column)
{
	if (column->source == STATSIG_FROM_QUERY)
		return true;
	for (int i = 0; i < table->n_filters; i++)
		if (table->filters[i].each && strcmp(table->filters[i].column, column->name) == 0)
			return true;
	return false;
}

/* Whether the query has the parameter. */
static bool
is_sent(List *sent, const char *parameter)
{
	ListCell *lc;

	foreach(lc, sent)
		if (strcmp(lfirst(lc), parameter) == 0)
			return true;
	return false;
}

/* Whether a parameter column has a value for the parameter: then rows are labelled with that. */
static bool
is_labelled(const StatsigTable *table, List *value_sets, const char *parameter)
{
	for (int i = 0; i < table->n_filters; i++)
	{
		int column = statsig_catalog_column(table, table->filters[i].column);

		if (table->columns[column].source == STATSIG_FROM_QUERY &&
			strcmp(table->filters[i].parameter, parameter) == 0 &&
			statsig_query_find_set(value_sets, column, STATSIG_CONDITION_EQUAL) != NULL)
			return true;
	}
	return false;
}

/* Raises HV00L when the API would refuse the list for want of a parameter. */
static void
check_required(const StatsigTable *table, List *sent)
{
	for (int i = 0; i < table->n_filters; i++)
	{
		const StatsigFilter *filter = &table->filters[i];

		if (filter->required && !is_sent(sent, filter->parameter))
			ereport(ERROR,
					(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
					 errmsg("rows of \"%s\" cannot be read without a condition on column %s",
							table->name, columns_of_parameter(table, filter->parameter)),
					 errdetail("The Statsig API demands the parameter \"%s\".", filter->parameter),
					 errhint("Add a condition like %s to the query.", example_condition(filter))));
	}
}

void
statsig_query_add_filters(StringInfo query, const StatsigTable *table, List *value_sets,
						  const StatsigBinding *bindings, int n_bindings, bool judge,
						  const Bitmapset *changed, StatsigParameterAdder add)
{
	List *sent = NIL;

	for (int i = 0; i < table->n_filters; i++)
	{
		const StatsigFilter *filter = &table->filters[i];
		int column = statsig_catalog_column(table, filter->column);
		StatsigValueSet *set =
			statsig_query_find_set(value_sets, column, condition_kinds[filter->kind]);
		const char *parameter = filter->parameter;

		if (set == NULL)
			continue;
		if (statsig_query_varies(table, &table->columns[column]))
		{
			/* only the value that the rows of this request will be labelled with */
			const char *value = statsig_query_binding(bindings, n_bindings, filter->column);

			if (judge)
			{
				check_parameter(filter, value);
				value = statsig_query_parameter(&table->columns[column], value);
			}
			add(query, parameter, value);
			sent = lappend(sent, unconstify(char *, filter->parameter));
			continue;
		}
		if (!can_send(filter, set, judge) || bms_is_member(column, changed) ||
			is_sent(sent, filter->parameter) || is_labelled(table, value_sets, filter->parameter))
			continue;
		if (set->n > 1 && filter->several != NULL)
			parameter = filter->several;
		for (int j = 0; j < set->n; j++)
			add(query, parameter, set->values[j]);
		sent = lappend(sent, unconstify(char *, filter->parameter));
	}
	if (judge)
		check_required(table, sent);
}
