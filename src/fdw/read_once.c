/*-------------------------------------------------------------------------
 *
 * read_once.c
 *	  Whether a statement reads what the API answers but once.
 *
 * The common case is a plan that is a chain: one scan, and above it nodes that
 * pull their only input once.  Its answers go as they have come, without a
 * copy in memory or in a temporary file.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "nodes/plannodes.h"

#include "src/fdw/read_once.h"

/* The only input of a node that pulls it once; NULL for all other nodes. */
static Plan *
only_input(Plan *plan)
{
	switch (nodeTag(plan))
	{
		case T_SubqueryScan:
			return ((SubqueryScan *) plan)->subplan;
		case T_Agg:
		case T_Group:
		case T_IncrementalSort:
		case T_Limit:
		case T_LockRows:
		case T_Material:
		case T_ModifyTable:
		case T_ProjectSet:
		case T_Result:
		case T_Sort:
		case T_Unique:
		case T_WindowAgg:
			return innerPlan(plan) == NULL ? outerPlan(plan) : NULL;
		default:
			return NULL;
	}
}

bool
statsig_reads_once(const ForeignScanState *node)
{
	const EState *estate = node->ss.ps.state;
	Plan *plan;

	if (estate->es_plannedstmt == NULL || estate->es_plannedstmt->subplans != NIL ||
		(estate->es_top_eflags & (EXEC_FLAG_REWIND | EXEC_FLAG_BACKWARD | EXEC_FLAG_MARK)) != 0)
		return false;
	plan = estate->es_plannedstmt->planTree;
	while (plan != NULL && plan != node->ss.ps.plan)
		plan = only_input(plan);
	return plan != NULL;
}
