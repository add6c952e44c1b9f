/*-------------------------------------------------------------------------
 *
 * undo_entries.c
 *	  SQL statements that take back what a request has added to a set or taken
 *	  away from it: one for all its rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "src/catalog/catalog.h"
#include "src/fdw/undo_internal.h"

/* Columns that make an entry and that the foreign table has. */
static bool
is_entry_column(const StatsigChange *change, int column)
{
	return statsig_catalog_in_entry(&change->table->columns[column]) &&
		   change->names->columns[column] != NULL;
}

/* A value as a literal; truth in the spelling that it has as text. */
static char *
literal(const StatsigColumn *column, const char *text)
{
	if (text == NULL)
		return "NULL";
	if (column->type == STATSIG_BOOL)
		return text[0] == 't' ? "'true'" : "'false'";
	return quote_literal_cstr(text);
}

/* "(a, b)" of the columns, or "('x', NULL)" of a row's values. */
static void
append_row(StringInfo text, const StatsigChange *change, const StatsigValue *row)
{
	bool first = true;

	appendStringInfoChar(text, '(');
	for (int i = 0; i < change->table->n_columns; i++)
	{
		if (!is_entry_column(change, i))
			continue;
		appendStringInfo(text, "%s%s", first ? "" : ", ",
						 row ? literal(&change->table->columns[i], row[i].text) :
							   change->names->columns[i]);
		first = false;
	}
	appendStringInfoChar(text, ')');
}

/* A column of the entry with a value that the API does not take; -1: none. */
static int
refused_column(const StatsigChange *change)
{
	const StatsigValue *row = statsig_change_identity(change);

	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];

		if (is_entry_column(change, i) && row[i].json && statsig_undo_refused(column, row[i].json))
			return i;
	}
	return -1;
}

/* Remarks on entries that are gone and cannot be made again. */
static List *
add_refused(List *undo, const StatsigStep *step)
{
	ListCell *cell;

	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);
		const StatsigValue *row = statsig_change_identity(change);
		int column = change->operation == STATSIG_OPERATION_DELETE ? refused_column(change) : -1;

		if (column >= 0)
			undo = statsig_undo_add(
				undo, NULL,
				psprintf("A row of %s is not made again, as the API does not take its %s: %s.",
						 change->names->table, change->names->columns[column],
						 statsig_undo_refused(&change->table->columns[column], row[column].json)));
	}
	return undo;
}

/*
 * The rows of the step's changes of one operation: "(...), (...)"; "" when there is none.  Those
 * that the API would not take are not among the deleted ones, which are to be made again.
 */
static char *
rows_text(const StatsigStep *step, StatsigOperation operation)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != operation ||
			(operation == STATSIG_OPERATION_DELETE && refused_column(change) >= 0))
			continue;
		appendStringInfoString(&text, text.len ? ", " : "");
		append_row(&text, change, statsig_change_identity(change));
	}
	return text.data;
}

/*
 * What holds for an entry that is one of the rows v, compared as text: the
 * foreign table may have types of its own.
 */
static char *
match_text(const StatsigChange *change)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];
		const char *name = change->names->columns[i];

		if (!is_entry_column(change, i))
			continue;
		appendStringInfoString(&text, text.len ? " AND " : "");
		if (column->source == STATSIG_FROM_PATH)
			appendStringInfo(&text, "t.%s = %s", name,
							 quote_literal_cstr(statsig_change_identity(change)[i].text));
		else
			appendStringInfo(&text, "t.%s::text IS NOT DISTINCT FROM v.%s::text", name, name);
	}
	return text.data;
}

List *
statsig_undo_entries(const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	char *inserted = rows_text(step, STATSIG_OPERATION_INSERT);
	char *deleted = rows_text(step, STATSIG_OPERATION_DELETE);
	StringInfoData columns;
	List *undo = add_refused(NIL, step);

	initStringInfo(&columns);
	append_row(&columns, first, NULL);
	if (inserted[0] != '\0' && !statsig_table_can_delete(first->table))
		undo = statsig_undo_add(undo, NULL,
								psprintf("The API cannot delete rows of %s.", first->names->table));
	else if (inserted[0] != '\0')
		undo = statsig_undo_add(
			undo,
			psprintf("DELETE FROM %s AS t USING (VALUES %s) AS v %s WHERE %s", first->names->table,
					 inserted, columns.data, match_text(first)),
			"Deletes these rows also if they were there before the transaction.");
	if (deleted[0] != '\0')
		undo = statsig_undo_add(
			undo,
			psprintf("INSERT INTO %s %s VALUES %s", first->names->table, columns.data, deleted),
			NULL);
	return undo;
}
