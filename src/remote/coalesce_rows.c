/*-------------------------------------------------------------------------
 *
 * coalesce_rows.c
 *	  What the changes of the rows of one array come to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/coalesce_internal.h"
#include "src/remote/merge.h"

/* The change of the same row among those so far; -1: none. */
static int
find_row(List *rows, const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = list_length(rows) - 1; i >= 0; i--)
	{
		const StatsigChange *row = list_nth(rows, i);
		bool same = row->old_values != NULL && change->token.serial == 0;

		if (change->token.serial != 0)
		{
			if (row->serial == change->token.serial ||
				statsig_same_token(row->token, change->token))
				return i;
			continue;
		}
		for (int j = 0; same && table->key[j]; j++)
		{
			int column = statsig_catalog_column(table, table->key[j]);

			same = statsig_same_text(row->old_values[column].text, change->old_values[column].text);
		}
		if (same && row->token.serial == 0)
			return i;
	}
	return -1;
}

/* The list with one more change of a row, which may end up as none. */
static List *
reduce_row(List *rows, const StatsigChange *change)
{
	int at = change->operation == STATSIG_OPERATION_INSERT ? -1 : find_row(rows, change);
	StatsigChange *row;
	StatsigChange *residual = NULL;
	StatsigChange *merged;

	if (at < 0)
		return lappend(rows, statsig_merge_copy(change));
	row = list_nth(rows, at);
	if (row->operation == STATSIG_OPERATION_DELETE)
		statsig_merge_report_deleted(change);
	if (change->operation == STATSIG_OPERATION_DELETE)
	{
		bool is_new = row->operation == STATSIG_OPERATION_INSERT;

		rows = list_delete_nth_cell(rows, at);
		return is_new ? rows : lappend(rows, statsig_merge_copy(change));
	}
	if (row->operation == STATSIG_OPERATION_INSERT)
	{
		statsig_merge_into_insert(row, &residual, change);
		return residual ? lappend(rows, residual) : rows;
	}
	merged = statsig_merge_updates(row, change);
	if (merged == NULL)
		return lappend(rows, statsig_merge_copy(change));
	lfirst(list_nth_cell(rows, at)) = merged;
	return rows;
}

/*
 * First what goes, then what changes, then what comes: names become free
 * before they are given again.
 */
static int
by_operation(const ListCell *a, const ListCell *b)
{
	static const int order[] = {
		[STATSIG_OPERATION_DELETE] = 0,
		[STATSIG_OPERATION_UPDATE] = 1,
		[STATSIG_OPERATION_INSERT] = 2,
	};
	const StatsigChange *left = lfirst(a);
	const StatsigChange *right = lfirst(b);

	if (left->operation != right->operation)
		return order[left->operation] - order[right->operation];
	return left->serial < right->serial ? -1 : left->serial > right->serial;
}

List *
statsig_coalesce_rows(List *log)
{
	List *rows = NIL;
	List *result = NIL;
	ListCell *cell;

	foreach(cell, log)
		rows = reduce_row(rows, lfirst(cell));
	foreach(cell, rows)
		if (!statsig_merge_is_idle(lfirst(cell)))
			result = lappend(result, lfirst(cell));
	list_sort(result, by_operation);
	return result;
}
