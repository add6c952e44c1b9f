/*-------------------------------------------------------------------------
 *
 * plan_ask.c
 *	  Planning asks the API how long a list is (option use_remote_estimate).
 *
 * Conditions are sent when they are constants at this point: literals, and the
 * parameters of a plan that is made for their values.  What an expression comes to
 * when it is executed is not anticipated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/fdw/access.h"
#include "src/fdw/bind.h"
#include "src/fdw/estimate.h"
#include "src/fdw/filter.h"
#include "src/fdw/options.h"
#include "src/fdw/plan_ask.h"
#include "src/fdw/plan_cost.h"
#include "src/fdw/query.h"
#include "src/remote/list_size.h"
#include "src/remote/url.h"

/* What a request is made of. */
typedef struct StatsigAsked
{
	const StatsigTable *table;
	List *value_sets; /* of constants */
	bool all_sent;	  /* the query has no other conditions */
} StatsigAsked;

/* Whether a condition compares with constants alone. */
static bool
is_constant(const StatsigCondition *condition)
{
	ListCell *lc;

	foreach(lc, condition->expressions)
		if (!IsA(lfirst(lc), Const))
			return false;
	return true;
}

/* The values of conditions on constants. */
static List *
constant_sets(const StatsigTable *table, List *conditions)
{
	ExprContext *econtext = CreateStandaloneExprContext();
	List *expressions;
	List *described = statsig_filter_describe(conditions, &expressions);
	List *sets =
		statsig_bind_conditions(table, described, ExecInitExprList(expressions, NULL), econtext);

	FreeExprContext(econtext, true);
	return sets;
}

/* Whether the list is asked with all that the values say. */
static bool
are_sent(const StatsigTable *table, List *sets)
{
	ListCell *lc;

	foreach(lc, sets)
	{
		const StatsigValueSet *set = lfirst(lc);

		if (!statsig_catalog_in_path(table->list.path, table->columns[set->column].name) &&
			statsig_query_stays_here(table, set))
			return false;
	}
	return sets != NIL;
}

/*
 * Collects the values, clause by clause.  False when the scan will read other
 * lists than one that could be asked for now.
 */
static bool
collect(PlannerInfo *root, RelOptInfo *baserel, StatsigAsked *asked)
{
	const StatsigPlanState *state = baserel->fdw_private;
	List *constants = NIL;
	ListCell *lc;

	asked->all_sent = baserel->baserestrictinfo != NIL;
	foreach(lc, baserel->baserestrictinfo)
	{
		List *conditions = statsig_filter_conditions(root, baserel, list_make1(lfirst(lc)),
													 asked->table, state->attribute_columns);
		bool constant = conditions != NIL;
		ListCell *cell;

		foreach(cell, conditions)
		{
			const StatsigCondition *condition = lfirst(cell);

			/* every value of such a column is a list of its own */
			if (statsig_query_varies(asked->table, &asked->table->columns[condition->column]))
				return false;
			constant &= is_constant(condition);
		}
		if (!constant || !are_sent(asked->table, constant_sets(asked->table, conditions)))
			asked->all_sent = false;
		if (constant)
			constants = list_concat(constants, conditions);
	}
	asked->value_sets = constant_sets(asked->table, constants);
	return true;
}

/* Whether there is one list to ask, and its path has values that can stand in it. */
static bool
has_path(const StatsigAsked *asked, const StatsigPlanState *state)
{
	const StatsigTable *table = asked->table;
	Bitmapset *known = statsig_plan_known_columns(state, state->conditions, NULL);
	ListCell *lc;

	if (table->unreadable != NULL || table->n_parts > 0 || table->list.path == NULL ||
		table->list.paging != STATSIG_PAGED || strchr(table->list.path, '?') != NULL ||
		statsig_access_choose(table, known).kind != STATSIG_ACCESS_LIST ||
		!bms_is_subset(statsig_access_path_columns(table, table->list.path),
					   statsig_query_known_columns(asked->value_sets)))
		return false;
	for (int i = 0; i < table->n_filters; i++)
		if (table->filters[i].required)
			return false;
	foreach(lc, asked->value_sets)
	{
		const StatsigValueSet *set = lfirst(lc);

		/* nothing can be found, and nothing will be asked */
		if (set->n == 0 && set->kind == STATSIG_CONDITION_EQUAL)
			return false;
		if (statsig_catalog_in_path(table->list.path, table->columns[set->column].name) &&
			(set->n != 1 || !statsig_url_is_segment(set->values[0])))
			return false;
	}
	return true;
}

/* A StatsigPathLookup. */
static const char *
lookup_constant(void *arg, const char *column)
{
	const StatsigAsked *asked = arg;

	return statsig_query_find_set(asked->value_sets, statsig_catalog_column(asked->table, column),
								  STATSIG_CONDITION_EQUAL)
		->values[0];
}

static int64
ask(RelOptInfo *baserel, StatsigAsked *asked, Oid relid)
{
	const StatsigPlanState *state = baserel->fdw_private;
	const StatsigTable *table = asked->table;
	const StatsigSession *session =
		statsig_options_session(state->server_oid, baserel->userid, relid);
	StringInfoData query;
	int64 total;

	initStringInfo(&query);
	if (asked->all_sent)
		statsig_query_add_filters(&query, table, asked->value_sets, NULL, 0, true, NULL,
								  statsig_url_add_parameter);
	total = statsig_list_size(session, &table->list,
							  statsig_url_expand(table->list.path, lookup_constant, asked),
							  query.len > 0 ? query.data : NULL, get_rel_name(relid));
	if (query.len == 0 && strchr(table->list.path, '{') == NULL)
		statsig_estimate_remember(state->server_oid, table, total);
	return total;
}

int64
statsig_plan_ask_size(PlannerInfo *root, RelOptInfo *baserel, Oid relid, bool *filtered)
{
	const StatsigPlanState *state = baserel->fdw_private;
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig plan", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigAsked asked = {.table = state->table};
	int64 total = -1;

	if (collect(root, baserel, &asked) && has_path(&asked, state))
		total = ask(baserel, &asked, relid);
	*filtered = asked.all_sent;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return total;
}
