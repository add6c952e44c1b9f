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

/*
 * The column that names a new row to a reader, or NULL: its path is that of
 * all of them.  Key columns that the path already shows say nothing more.
 */
static const StatsigColumn *
naming_column(const StatsigStep *step, const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->type == STATSIG_TEXT && change->new_values[i].text != NULL &&
			!(column->flags & STATSIG_SECRET) &&
			!statsig_catalog_in_path(step->template, column->name) &&
			(statsig_catalog_in_key(table, column->name) || (column->flags & STATSIG_REQUIRED) ||
			 strcmp(column->name, table->insert_any[0] ? table->insert_any[0] : "") == 0))
			return column;
	}
	return NULL;
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
