/*-------------------------------------------------------------------------
 *
 * parent.c
 *	  The rows of another table that give a path column its values.
 *
 * The catalogue says which parents have rows for certain and which may have
 * some.  The others are left out when all are wanted; when one of them is
 * asked for by name, the API refuses, and that is no row and not an error,
 * just as if it had been left out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/parent.h"
#include "src/fdw/table_scan.h"

/* The columns of the parent that are read. */
enum
{
	PARENT_KEY,
	PARENT_WHEN,
	N_PARENT_COLUMNS
};

struct StatsigParentScan
{
	const StatsigParent *parent;
	StatsigTableScan *scan;
	MemoryContext row_context;
};

/* Opens a scan of the parent table; key: only that row, NULL: all. */
static StatsigTableScan *
open_rows(const StatsigSession *session, const StatsigParent *parent, char *key,
		  const StatsigOverlay *overlay, StatsigUsage *usage)
{
	const StatsigTable *table = statsig_catalog_table(parent->table);
	int n = parent->when_column == NULL ? PARENT_WHEN : N_PARENT_COLUMNS;
	TupleDesc tupdesc = CreateTemplateTupleDesc(n);
	const char *names[N_PARENT_COLUMNS] = {parent->key, parent->when_column};
	int columns[N_PARENT_COLUMNS];
	bool wanted[N_PARENT_COLUMNS] = {true, true};
	List *value_sets = NIL;

	for (int i = 0; i < n; i++)
	{
		TupleDescInitEntry(tupdesc, i + 1, names[i], TEXTOID, -1, 0);
		columns[i] = statsig_catalog_column(table, names[i]);
	}
	if (key != NULL)
	{
		StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));

		set->column = columns[PARENT_KEY];
		set->kind = STATSIG_CONDITION_EQUAL;
		set->n = 1;
		set->values = palloc(sizeof(char *));
		set->values[0] = key;
		value_sets = list_make1(set);
	}
	return statsig_table_scan_open(
		session, table, statsig_rows_reader(table, tupdesc, columns, wanted, table->name),
		value_sets, statsig_overlay_of_parent(overlay, table), usage);
}

static bool
is_among(const char *const *values, const char *text)
{
	for (; values != NULL && *values != NULL; values++)
	{
		if (strcmp(*values, text) == 0)
			return true;
	}
	return false;
}

/* The kind of a parent that was read, or NULL. */
static char *
kind_of(const Datum *values, const bool *nulls)
{
	return nulls[PARENT_WHEN] ? NULL : TextDatumGetCString(values[PARENT_WHEN]);
}

/* Whether rows of the parent are to be read when all are wanted. */
static bool
is_selected(const StatsigParent *parent, const Datum *values, const bool *nulls)
{
	char *kind;

	if (nulls[PARENT_KEY])
		return false;
	if (parent->when_column == NULL)
		return true;
	kind = kind_of(values, nulls);
	return kind != NULL &&
		   (is_among(parent->when_values, kind) || is_among(parent->maybe_values, kind));
}

StatsigParentScan *
statsig_parent_open(const StatsigSession *session, const StatsigTable *table,
					const StatsigOverlay *overlay, StatsigUsage *usage)
{
	StatsigParentScan *scan = palloc0(sizeof(StatsigParentScan));

	scan->parent = &table->parent;
	scan->scan = open_rows(session, scan->parent, NULL, overlay, usage);
	scan->row_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig parent row", ALLOCSET_SMALL_SIZES);
	return scan;
}

const char *
statsig_parent_next(StatsigParentScan *scan)
{
	MemoryContext caller = MemoryContextSwitchTo(scan->row_context);
	Datum values[N_PARENT_COLUMNS];
	bool nulls[N_PARENT_COLUMNS];
	const char *key = NULL;

	do
	{
		MemoryContextReset(scan->row_context);
		if (!statsig_table_scan_next(scan->scan, values, nulls))
			break;
		if (is_selected(scan->parent, values, nulls))
			key = TextDatumGetCString(values[PARENT_KEY]);
	} while (key == NULL);
	MemoryContextSwitchTo(caller);
	return key;
}

bool
statsig_parent_lacks_list(const StatsigSession *session, const StatsigTable *table, const char *key,
						  StatsigUsage *usage)
{
	const StatsigParent *parent = &table->parent;
	StatsigTableScan *scan = open_rows(session, parent, pstrdup(key), NULL, usage);
	Datum values[N_PARENT_COLUMNS];
	bool nulls[N_PARENT_COLUMNS];
	char *kind;

	if (!statsig_table_scan_next(scan, values, nulls))
		return true;
	kind = kind_of(values, nulls);
	return kind != NULL && !is_among(parent->when_values, kind);
}
