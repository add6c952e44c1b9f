/*-------------------------------------------------------------------------
 *
 * plan_hidden.c
 *	  The conditions of a scan that a plan must not show.
 *
 * What is compared with a secret is as good as the secret.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "optimizer/optimizer.h"
#include "optimizer/restrictinfo.h"

#include "src/catalog/catalog.h"
#include "src/fdw/plan_hidden.h"
#include "src/fdw/plan_state.h"

/* Whether the clause is about values that must not be shown. */
static bool
is_hidden(const RelOptInfo *baserel, Node *clause)
{
	const StatsigPlanState *state = baserel->fdw_private;
	Bitmapset *used = NULL;
	int attribute = -1;

	pull_varattnos(clause, baserel->relid, &used);
	while ((attribute = bms_next_member(used, attribute)) >= 0)
	{
		int number = attribute + FirstLowInvalidHeapAttributeNumber;
		int column = number > 0 ? state->attribute_columns[number - 1] : -1;

		if (number == 0 ? statsig_catalog_flagged_column(state->table, STATSIG_SECRET) >= 0 :
						  column >= 0 && statsig_catalog_is_secret(state->table,
																   &state->table->columns[column]))
			return true;
	}
	return false;
}

List *
statsig_plan_take_hidden(RelOptInfo *baserel, List *clauses, List **shown)
{
	List *hidden = NIL;
	ListCell *lc;

	*shown = NIL;
	foreach(lc, clauses)
	{
		RestrictInfo *info = lfirst_node(RestrictInfo, lc);

		if (is_hidden(baserel, (Node *) info->clause) &&
			restriction_is_securely_promotable(info, baserel))
			hidden = lappend(hidden, info);
		else
			*shown = lappend(*shown, info);
	}
	return extract_actual_clauses(hidden, false);
}
