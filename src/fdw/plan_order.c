/*-------------------------------------------------------------------------
 *
 * plan_order.c
 *	  ORDER BY that a list is in anyway.
 *
 * It spares requests where the query wants the first rows only.  A query that wants
 * all of them has them sorted here: a list that grew while it was read and is
 * read once more (see pages.c) has its latest items last.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "utils/lsyscache.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/filter.h"
#include "src/fdw/plan_order.h"
#include "src/fdw/plan_state.h"
#include "src/fdw/query.h"

/* Whether the query's own conditions lead to one list, and not to one after the other. */
static bool
reads_one_list(const StatsigPlanState *state)
{
	ListCell *lc;

	foreach(lc, state->conditions)
	{
		const StatsigCondition *condition = lfirst(lc);

		if (statsig_query_varies(state->table, &state->table->columns[condition->column]) &&
			(condition->kind != STATSIG_CONDITION_EQUAL ||
			 list_length(condition->expressions) != 1))
			return false;
	}
	return true;
}

/* The attribute among what a sort key may be computed from that shows the column; 0: none. */
static AttrNumber
attribute_of_key(const PathKey *key, const RelOptInfo *baserel, int column)
{
	const StatsigPlanState *state = baserel->fdw_private;
	ListCell *lc;

	foreach(lc, key->pk_eclass->ec_members)
	{
		const Var *var = (const Var *) ((EquivalenceMember *) lfirst(lc))->em_expr;

		if (IsA(var, Var) && (Index) var->varno == baserel->relid && var->varlevelsup == 0 &&
			var->varattno > 0 && var->vartype == TIMESTAMPTZOID &&
			state->attribute_columns[var->varattno - 1] == column)
			return var->varattno;
	}
	return 0;
}

AttrNumber
statsig_plan_ordered_attribute(PlannerInfo *root, RelOptInfo *baserel)
{
	const StatsigPlanState *state = baserel->fdw_private;
	const StatsigOrder *order = &state->table->order;
	const PathKey *key;

	if (order->column == NULL || root->tuple_fraction <= 0 ||
		baserel->reloptkind != RELOPT_BASEREL || !bms_is_empty(baserel->lateral_relids) ||
		list_length(root->query_pathkeys) != 1 || !reads_one_list(state))
		return 0;

	/* where NULLs would go does not matter: the scan refuses them */
	key = linitial_node(PathKey, root->query_pathkeys);
	if (statsig_pathkey_is_descending(key) != order->descending ||
		key->pk_opfamily != get_opclass_family(GetDefaultOpClass(TIMESTAMPTZOID, BTREE_AM_OID)))
		return 0;
	return attribute_of_key(key, baserel, statsig_catalog_column(state->table, order->column));
}
