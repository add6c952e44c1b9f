/*-------------------------------------------------------------------------
 *
 * combinations.c
 *	  The values that the requests of a scan are made with.
 *
 * Columns with several values make an odometer, last column fastest.  A path
 * column without a value is given those that the rows of the parent table
 * have, or those that the catalogue knows to be all there are; every row of
 * the parent goes through all positions of the odometer.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/fdw/combinations.h"
#include "src/fdw/parent.h"
#include "src/fdw/query.h"

struct StatsigCombinations
{
	const StatsigTable *table;
	StatsigAccess access;
	int n_varying;
	StatsigValueSet **varying;
	int *digits;
	bool enumerates; /* some of them are the catalogue's */
	bool nothing;	 /* no value of some column can exist */
	bool started;
	StatsigParentScan *parent; /* ENUMERATE; else NULL */
	int n_parent;
	StatsigBinding parent_bindings[STATSIG_MAX_PARENT_BINDINGS];
};

/* A parameter is judged by the API on what it has; there is nothing to judge it by here. */
static void
check_parameter(const StatsigTable *table, const StatsigColumn *column,
				const StatsigOverlay *overlay)
{
	if (column->source != STATSIG_FROM_QUERY || !statsig_overlay_is_felt(overlay))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("parameter column \"%s\" cannot be compared after changes that wait for COMMIT",
					column->name),
			 errdetail("The API would judge the rows of \"%s\" as they were before.", table->name),
			 errhint("Read them before the changes, or after COMMIT.")));
}

/* Rows that do not tell their key cannot be told from those that have changed. */
static void
check_key(const StatsigTable *table, const StatsigOverlay *overlay)
{
	for (int i = 0; table->key[i]; i++)
	{
		const StatsigColumn *column = statsig_catalog_column_ref(table, table->key[i]);

		if (column->source != STATSIG_FROM_QUERY || !statsig_overlay_is_felt(overlay))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("rows of \"%s\" cannot be read after changes that wait for COMMIT",
						table->name),
				 errdetail("The API does not show their \"%s\", so it cannot be told which of them "
						   "have changed.",
						   column->name),
				 errhint("Read them before the changes, or after COMMIT, or set "
						 "\"statsig_fdw.write_mode\" to \"immediate\".")));
	}
}

/* Whether each value of the column makes requests of its own. */
static bool
varies(const StatsigCombinations *combinations, const StatsigColumn *column)
{
	if (combinations->access.kind != STATSIG_ACCESS_ITEM &&
		statsig_query_varies(combinations->table, column))
		return true;
	if (!statsig_catalog_in_path(combinations->access.endpoint->path, column->name))
		return false;
	return combinations->access.kind != STATSIG_ACCESS_ENUMERATE ||
		   !statsig_catalog_parent_gives(&combinations->table->parent, column->name);
}

/* The values that the catalogue knows of a column, of those that are wanted; NULL: all are. */
static StatsigValueSet *
enumerated_set(int column, const char *const *values, const StatsigValueSet *wanted)
{
	StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));
	int n = 0;

	while (values[n] != NULL)
		n++;
	set->column = column;
	set->kind = STATSIG_CONDITION_EQUAL;
	set->values = palloc(sizeof(char *) * Max(n, 1));
	for (int i = 0; i < n; i++)
		if (statsig_query_wants(wanted, values[i]))
			set->values[set->n++] = pstrdup(values[i]);
	return set;
}

static void
collect_varying(StatsigCombinations *combinations, List *value_sets, const StatsigOverlay *overlay)
{
	const StatsigTable *table = combinations->table;

	combinations->varying = palloc(Max(table->n_columns, 1) * sizeof(StatsigValueSet *));
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *const *few = statsig_access_enumeration(table, column->name);
		StatsigValueSet *set = statsig_query_find_set(value_sets, i, STATSIG_CONDITION_EQUAL);

		if (!varies(combinations, column))
			continue;
		if (few != NULL)
		{
			set = enumerated_set(i, few, set);
			combinations->enumerates = true;
			combinations->nothing |= set->n == 0;
		}
		if (set == NULL)
			continue;
		check_parameter(table, column, overlay);
		combinations->varying[combinations->n_varying++] = set;
	}
	combinations->digits = palloc0(Max(combinations->n_varying, 1) * sizeof(int));
}

StatsigCombinations *
statsig_combinations_open(const StatsigReading *reading, const StatsigTable *table,
						  StatsigAccess access, List *value_sets, StatsigOverlay *overlay)
{
	StatsigCombinations *combinations = palloc0(sizeof(StatsigCombinations));

	combinations->table = table;
	combinations->access = access;
	check_key(table, overlay);
	collect_varying(combinations, value_sets, overlay);
	if (access.kind == STATSIG_ACCESS_ENUMERATE)
		combinations->parent = statsig_parent_open(reading, table, value_sets, overlay);
	return combinations;
}

/* Steps the odometer; false when all positions have been used. */
static bool
turn_odometer(StatsigCombinations *combinations)
{
	for (int i = combinations->n_varying - 1; i >= 0; i--)
	{
		if (++combinations->digits[i] < combinations->varying[i]->n)
			return true;
		combinations->digits[i] = 0;
	}
	return false;
}

static bool
next_parent(StatsigCombinations *combinations)
{
	return statsig_parent_next(combinations->parent, combinations->parent_bindings,
							   &combinations->n_parent);
}

/* Steps to the next position; the first call finds the first. */
static bool
step(StatsigCombinations *combinations)
{
	bool first = !combinations->started;

	combinations->started = true;
	if (combinations->parent == NULL)
		return first || turn_odometer(combinations);
	return (!first && turn_odometer(combinations)) || next_parent(combinations);
}

/* The values of as many parents as one request can ask about. */
static List *
collect_batch(StatsigCombinations *combinations)
{
	int most = combinations->access.endpoint->most_values;
	List *batch = NIL;

	while (list_length(batch) < most && next_parent(combinations))
		batch = lappend(batch, pstrdup(combinations->parent_bindings[0].value));
	return batch;
}

static void
add_binding(StatsigCombination *combination, const char *column, const char *value)
{
	combination->bindings[combination->n_bindings].column = column;
	combination->bindings[combination->n_bindings++].value = value;
}

bool
statsig_combinations_next(StatsigCombinations *combinations, StatsigCombination *combination)
{
	const StatsigTable *table = combinations->table;
	bool batched = combinations->access.endpoint->most_values > 0;
	int list_column = statsig_access_list_column(table);

	memset(combination, 0, sizeof(*combination));
	if (combinations->nothing)
		return false;
	if (batched)
		combination->batch = collect_batch(combinations);
	if (batched ? combination->batch == NIL : !step(combinations))
		return false;

	combination->enumerated = combinations->enumerates;
	combination->bindings = palloc(sizeof(StatsigBinding) *
								   (combinations->n_varying + STATSIG_MAX_PARENT_BINDINGS + 1));
	for (int i = 0; i < combinations->n_varying; i++)
	{
		StatsigValueSet *set = combinations->varying[i];

		add_binding(combination, table->columns[set->column].name,
					set->values[combinations->digits[i]]);
	}
	for (int i = 0; !batched && i < combinations->n_parent; i++)
		add_binding(combination, combinations->parent_bindings[i].column,
					pstrdup(combinations->parent_bindings[i].value));
	if (list_column >= 0 && table->constant != NULL)
		add_binding(combination, table->columns[list_column].name, table->constant);
	return true;
}

bool
statsig_combinations_are_given(const StatsigCombinations *combinations)
{
	return combinations->parent == NULL;
}
