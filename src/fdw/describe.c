/*-------------------------------------------------------------------------
 *
 * describe.c
 *	  What a request is called in messages: for the lists of what was applied,
 *	  what failed and what was not sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

#include "src/catalog/catalog.h"
#include "src/fdw/describe.h"
#include "src/remote/complaint.h"

/* How well a column names a row to a reader; 0: not at all. */
static int
naming_power(const StatsigTable *table, const StatsigColumn *column)
{
	if (statsig_catalog_in_key(table, column->name))
		return 3;
	if (column->flags & STATSIG_UNIQUE)
		return 2;
	return (column->flags & STATSIG_REQUIRED) ||
		   (table->insert_any[0] && strcmp(column->name, table->insert_any[0]) == 0);
}

/*
 * The column that names a new row to a reader, or NULL: its path is that of
 * all of them.  Key columns that the path already shows say nothing more.
 */
static const StatsigColumn *
naming_column(const StatsigStep *step, const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	const StatsigColumn *best = NULL;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->type == STATSIG_TEXT && change->new_values[i].text != NULL &&
			!(column->flags & STATSIG_SECRET) &&
			!statsig_catalog_in_path(step->template, column->name) &&
			naming_power(table, column) > (best ? naming_power(table, best) : 0))
			best = column;
	}
	return best;
}

/* "PATCH /gates/a (2 rows of "gates")", "POST /gates (1 row of "gates": name "A")". */
char *
statsig_describe_step(const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	int rows = list_length(step->changes);
	const StatsigColumn *column = NULL;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%s %s (%d %s of \"%s\"", step->request.method,
					 statsig_complaint_shown_path(step->request.path), rows,
					 rows == 1 ? "row" : "rows", first->relation);
	if (rows == 1 && first->operation == STATSIG_OPERATION_INSERT)
		column = naming_column(step, first);
	if (column)
		appendStringInfo(
			&text, ": %s \"%s\"", column->name,
			first->new_values[statsig_catalog_column(first->table, column->name)].text);
	appendStringInfoChar(&text, ')');
	return text.data;
}
