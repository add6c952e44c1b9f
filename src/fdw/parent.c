/*-------------------------------------------------------------------------
 *
 * parent.c
 *	  The rows of another table that give path columns their values.
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
#include "src/fdw/access.h"
#include "src/fdw/parent.h"
#include "src/fdw/query.h"
#include "src/fdw/table_scan.h"

/* Columns of the parent that are read: those that give values, then the kind. */
#define MOST_COLUMNS (STATSIG_MAX_PARENT_BINDINGS + 1)

/* What is read of a parent's rows. */
typedef struct ParentColumns
{
	int n_keys;									   /* how many give values ... */
	const char *path[STATSIG_MAX_PARENT_BINDINGS]; /* ... to these columns of the table */
	const char *names[MOST_COLUMNS];
	bool has_kind; /* the column after them is the kind */
} ParentColumns;

struct StatsigParentScan
{
	const StatsigTable *table;
	ParentColumns columns;
	List *value_sets; /* of the table */
	StatsigTableScan *scan;
	MemoryContext row_context;
};

static ParentColumns
columns_of(const StatsigParent *parent)
{
	ParentColumns columns = {1, {parent->column}, {parent->key}, parent->when_column != NULL};

	for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
	{
		columns.path[columns.n_keys] = parent->also[i].column;
		columns.names[columns.n_keys++] = parent->also[i].key;
	}
	columns.names[columns.n_keys] = parent->when_column;
	return columns;
}

List *
statsig_parent_sets(const StatsigTable *table, List *value_sets)
{
	const StatsigTable *parent = statsig_catalog_table(table->parent.table);
	ParentColumns columns = columns_of(&table->parent);
	List *sets = NIL;

	for (int i = 0; i < columns.n_keys; i++)
	{
		StatsigValueSet *known = statsig_query_find_set(
			value_sets, statsig_catalog_column(table, columns.path[i]), STATSIG_CONDITION_EQUAL);
		StatsigValueSet *set;

		if (known == NULL)
			continue;
		set = palloc(sizeof(StatsigValueSet));
		*set = *known;
		set->column = statsig_catalog_column(parent, columns.names[i]);
		sets = lappend(sets, set);
	}
	return sets;
}

/* Opens a scan of the parent table for what is known of the table's columns. */
static StatsigTableScan *
open_rows(const StatsigReading *reading, const StatsigTable *table, List *value_sets,
		  const StatsigOverlay *overlay)
{
	const StatsigTable *parent = statsig_catalog_table(table->parent.table);
	ParentColumns wanted_columns = columns_of(&table->parent);
	int n = wanted_columns.n_keys + (wanted_columns.has_kind ? 1 : 0);
	TupleDesc tupdesc = CreateTemplateTupleDesc(n);
	int columns[MOST_COLUMNS];
	bool wanted[MOST_COLUMNS];

	for (int i = 0; i < n; i++)
	{
		TupleDescInitEntry(tupdesc, i + 1, wanted_columns.names[i], TEXTOID, -1, 0);
		columns[i] = statsig_catalog_column(parent, wanted_columns.names[i]);
		wanted[i] = true;
	}
	return statsig_table_scan_open(
		reading, parent, statsig_rows_reader(parent, tupdesc, columns, wanted, parent->name),
		statsig_parent_sets(table, value_sets), statsig_overlay_of_parent(overlay, parent));
}

/* The kind of a parent that was read, or NULL. */
static char *
kind_of(const ParentColumns *columns, const Datum *values, const bool *nulls)
{
	return !columns->has_kind || nulls[columns->n_keys] ?
			   NULL :
			   TextDatumGetCString(values[columns->n_keys]);
}

/* Whether rows of the parent are to be read when all are wanted. */
static bool
is_of_kind(const StatsigParentScan *scan, const Datum *values, const bool *nulls)
{
	const StatsigParent *parent = &scan->table->parent;
	char *kind;

	if (!scan->columns.has_kind)
		return true;
	kind = kind_of(&scan->columns, values, nulls);
	return kind != NULL && (statsig_catalog_is_among(parent->when_values, kind) ||
							statsig_catalog_is_among(parent->maybe_values, kind));
}

/* Whether a value is one of those that are known for the column; all are when none is known. */
static bool
is_wanted(const StatsigParentScan *scan, const char *column, const char *value)
{
	StatsigValueSet *set = statsig_query_find_set(
		scan->value_sets, statsig_catalog_column(scan->table, column), STATSIG_CONDITION_EQUAL);

	return statsig_query_wants(set, value);
}

/* Whether all values of the row are wanted. */
static bool
is_row_wanted(const StatsigParentScan *scan, const Datum *values, const bool *nulls)
{
	for (int i = 0; i < scan->columns.n_keys; i++)
		if (nulls[i] || !is_wanted(scan, scan->columns.path[i], TextDatumGetCString(values[i])))
			return false;
	return true;
}

/* The values that the row gives; false when it gives none that are wanted. */
static bool
take_values(const StatsigParentScan *scan, const Datum *values, const bool *nulls,
			StatsigBinding *bindings)
{
	if (!is_of_kind(scan, values, nulls) || !is_row_wanted(scan, values, nulls))
		return false;
	for (int i = 0; i < scan->columns.n_keys; i++)
	{
		bindings[i].column = scan->columns.path[i];
		bindings[i].value = TextDatumGetCString(values[i]);
	}
	return true;
}

StatsigParentScan *
statsig_parent_open(const StatsigReading *reading, const StatsigTable *table, List *value_sets,
					const StatsigOverlay *overlay)
{
	StatsigParentScan *scan = palloc0(sizeof(StatsigParentScan));

	scan->table = table;
	scan->columns = columns_of(&table->parent);
	scan->value_sets = value_sets;
	scan->scan = open_rows(reading, table, value_sets, overlay);
	scan->row_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig parent row", ALLOCSET_SMALL_SIZES);
	return scan;
}

bool
statsig_parent_next(StatsigParentScan *scan, StatsigBinding *bindings, int *n)
{
	MemoryContext caller = MemoryContextSwitchTo(scan->row_context);
	Datum values[MOST_COLUMNS];
	bool nulls[MOST_COLUMNS];
	bool found;

	*n = scan->columns.n_keys;
	do
	{
		MemoryContextReset(scan->row_context);
		found = statsig_table_scan_next(scan->scan, values, nulls);
	} while (found && !take_values(scan, values, nulls, bindings));
	MemoryContextSwitchTo(caller);
	return found;
}

/* A set of the one value that a column is bound to. */
static StatsigValueSet *
bound_set(const StatsigTable *table, const StatsigBinding *binding)
{
	StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));

	set->column = statsig_catalog_column(table, binding->column);
	set->kind = STATSIG_CONDITION_EQUAL;
	set->n = 1;
	set->values = palloc(sizeof(char *));
	set->values[0] = pstrdup(binding->value);
	return set;
}

bool
statsig_parent_lacks_list(const StatsigReading *reading, const StatsigTable *table,
						  const StatsigBinding *bindings, int n)
{
	StatsigParentScan scan = {.table = table, .columns = columns_of(&table->parent)};
	Datum values[MOST_COLUMNS];
	bool nulls[MOST_COLUMNS];
	bool lacks = true;

	for (int i = 0; i < n; i++)
		if (statsig_catalog_parent_gives(&table->parent, bindings[i].column))
			scan.value_sets = lappend(scan.value_sets, bound_set(table, &bindings[i]));
	scan.scan = open_rows(reading, table, scan.value_sets, NULL);
	while (lacks && statsig_table_scan_next(scan.scan, values, nulls))
	{
		const char *kind = kind_of(&scan.columns, values, nulls);

		/* what cannot be told from what has a list is taken to have one */
		lacks = !is_row_wanted(&scan, values, nulls) ||
				(kind != NULL && !statsig_catalog_is_among(table->parent.when_values, kind));
	}
	return lacks;
}
