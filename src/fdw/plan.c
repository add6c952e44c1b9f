/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Planning of scans.
 *
 * There is one path that uses the query's own conditions, and one for every
 * set of other relations whose columns could name the objects to get.  All
 * conditions stay with the plan node, to be checked on every row; those on
 * secret columns as fdw_recheck_quals, which EXPLAIN does not show and the scan
 * checks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "foreign/foreign.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/planmain.h"
#include "optimizer/restrictinfo.h"
#include "utils/rel.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/filter.h"
#include "src/fdw/options.h"
#include "src/fdw/plan.h"
#include "src/fdw/plan_cost.h"
#include "src/fdw/plan_count.h"
#include "src/fdw/plan_hidden.h"
#include "src/fdw/plan_order.h"
#include "src/fdw/plan_size.h"
#include "src/fdw/plan_state.h"

/*
 * The other relations that an attribute is compared or joined with.  For a
 * child (a partition, an arm of UNION ALL) the planner tells it of its
 * parent's columns only, so those that show the attribute are asked for.
 */
static Relids
needed_with(PlannerInfo *root, RelOptInfo *rel, AttrNumber attribute)
{
	Relids needed = NULL;

	if (rel->reloptkind == RELOPT_OTHER_MEMBER_REL)
	{
		AppendRelInfo *child = root->append_rel_array[rel->relid];
		RelOptInfo *parent = find_base_rel(root, child->parent_relid);
		ListCell *lc;

		foreach(lc, child->translated_vars)
		{
			Bitmapset *used = NULL;

			pull_varattnos(lfirst(lc), rel->relid, &used);
			if (bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, used))
				needed = bms_add_members(needed,
										 needed_with(root, parent, foreach_current_index(lc) + 1));
		}
		return needed;
	}
	needed = bms_copy(rel->attr_needed[attribute - rel->min_attr]);
	needed = bms_del_member(needed, 0);
	return bms_del_member(needed, rel->relid);
}

/*
 * The first parameter column that the query compares with something although
 * the plan does not give it a value; -1: none.  Such a column would read as
 * NULL, and which rows come out would depend on the shape of the plan.
 *
 * clauses are those the scan checks; all but equality (which is among the
 * conditions) and IS NULL need a value.  outer: the relations that the path
 * is parameterised by; a join with any other one needs a value, too.
 */
static int
unbound_parameter(PlannerInfo *root, RelOptInfo *baserel, List *clauses, List *conditions,
				  Relids outer)
{
	const StatsigPlanState *state = baserel->fdw_private;
	Bitmapset *known = statsig_plan_known_columns(state, conditions, NULL);
	Bitmapset *compared = NULL;
	ListCell *lc;

	foreach(lc, clauses)
	{
		Node *clause = lfirst(lc);

		if (IsA(clause, RestrictInfo))
			clause = (Node *) ((RestrictInfo *) clause)->clause;
		if (!IsA(clause, NullTest))
			pull_varattnos(clause, baserel->relid, &compared);
	}
	for (int attribute = 1; attribute <= baserel->max_attr; attribute++)
	{
		int column = state->attribute_columns[attribute - 1];

		if (column < 0 || state->table->columns[column].source != STATSIG_FROM_QUERY ||
			bms_is_member(column, known))
			continue;
		if (!bms_is_subset(needed_with(root, baserel, attribute), outer) ||
			bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, compared))
			return column;
	}
	return -1;
}

/*
 * Whether the query may want but some of the rows, so that pages should not be
 * asked for far ahead: it has a LIMIT, or is a cursor's, or an EXISTS.  What
 * sorts or groups first reads everything all the same.
 */
static bool
may_stop(PlannerInfo *root)
{
	const Query *query = root->parse;

	return root->tuple_fraction > 0 && query->groupClause == NIL && query->groupingSets == NIL &&
		   !query->hasAggs && query->distinctClause == NIL && query->setOperations == NULL &&
		   root->sort_pathkeys == NIL;
}

void
statsigGetForeignRelSize(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid)
{
	StatsigPlanState *state = palloc0(sizeof(StatsigPlanState));
	Relation relation = table_open(foreigntableid, NoLock);

	state->table = statsig_options_table(foreigntableid);
	state->attribute_columns = statsig_options_columns(relation, state->table);
	state->server_oid = GetForeignTable(foreigntableid)->serverid;
	state->page_size = statsig_options_page_size(foreigntableid);
	state->may_stop = may_stop(root);
	state->may_run_async =
		!state->may_stop && !bms_is_member(baserel->relid, root->all_result_relids);
	table_close(relation, NoLock);
	baserel->fdw_private = state;
	state->conditions = statsig_filter_conditions(root, baserel, baserel->baserestrictinfo,
												  state->table, state->attribute_columns);
	statsig_plan_size(root, baserel, foreigntableid);
}

static void
add_scan_path(PlannerInfo *root, RelOptInfo *baserel, StatsigPathCost cost, List *pathkeys,
			  Relids required_outer)
{
	add_path(baserel,
			 (Path *) statsig_create_scan_path(root, baserel, cost.rows, cost.useless, cost.startup,
											   cost.total, pathkeys, required_outer));
}

/* Tells generate_implied_equalities_for_column which column is asked for. */
static bool
is_wanted_column(PlannerInfo *root, RelOptInfo *rel, EquivalenceClass *ec, EquivalenceMember *em,
				 void *arg)
{
	return equal(em->em_expr, arg);
}

/*
 * Join conditions, stated or implied, that equate an attribute with something
 * of other relations.
 */
static List *
join_conditions(PlannerInfo *root, RelOptInfo *baserel, AttrNumber attribute, Relation relation)
{
	Form_pg_attribute form = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
	Node *variable = (Node *) makeVar(baserel->relid, attribute, form->atttypid, form->atttypmod,
									  form->attcollation, 0);

	/* a varchar column meets text operators in a relabelled form */
	if (form->atttypid == VARCHAROID)
		variable = (Node *) makeRelabelType((Expr *) variable, TEXTOID, -1, form->attcollation,
											COERCE_IMPLICIT_CAST);
	return generate_implied_equalities_for_column(root, baserel, is_wanted_column, variable,
												  baserel->lateral_referencers);
}

/* Whether a set of relations is among the candidates. */
static bool
is_candidate(List *candidates, Relids outer)
{
	ListCell *lc;

	foreach(lc, candidates)
	{
		if (bms_equal(lfirst(lc), outer))
			return true;
	}
	return false;
}

/* Adds the other relations that the clauses need to the candidates. */
static List *
add_candidates(RelOptInfo *baserel, List *clauses, List *candidates, Relids *all)
{
	ListCell *lc;

	foreach(lc, clauses)
	{
		RestrictInfo *info = lfirst_node(RestrictInfo, lc);
		Relids outer;

		if (!join_clause_is_movable_to(info, baserel))
			continue;
		outer = bms_union(info->clause_relids, baserel->lateral_relids);
		outer = bms_del_member(outer, baserel->relid);
		if (bms_is_empty(outer))
			continue;
		*all = bms_union(*all, outer);
		if (!is_candidate(candidates, outer))
			candidates = lappend(candidates, outer);
	}
	return candidates;
}

/*
 * A path for one set of outer relations, if their values narrow the requests:
 * that is, if a column gets a value that the query's own conditions do not
 * give it, or the list a parameter without which it cannot be read.
 */
static void
add_parameterised_path(PlannerInfo *root, RelOptInfo *baserel, Relids outer)
{
	StatsigPlanState *state = baserel->fdw_private;
	ParamPathInfo *info = get_baserel_parampathinfo(root, baserel, outer);
	List *joined = statsig_filter_conditions(root, baserel, info->ppi_clauses, state->table,
											 state->attribute_columns);
	List *all = list_concat_copy(state->conditions, joined);

	if (bms_is_subset(statsig_plan_known_columns(state, joined, NULL),
					  statsig_plan_known_columns(state, state->conditions, NULL)) &&
		(statsig_plan_can_be_read(state, state->conditions) ||
		 !statsig_plan_can_be_read(state, all)))
		return;
	add_scan_path(root, baserel, statsig_plan_cost(baserel, all, info->ppi_rows), NIL, outer);
}

/* Paths that take keys, path values or parameters from other relations. */
static void
add_parameterised_paths(PlannerInfo *root, RelOptInfo *baserel, Relation relation)
{
	StatsigPlanState *state = baserel->fdw_private;
	List *candidates = NIL;
	Relids all = NULL;
	ListCell *lc;

	for (int i = 0; i < RelationGetNumberOfAttributes(relation); i++)
	{
		int column = state->attribute_columns[i];

		if (column < 0 ||
			(!statsig_filter_takes_equal(state->table, &state->table->columns[column]) &&
			 !statsig_filter_takes_bounds(state->table, &state->table->columns[column])))
			continue;
		if (baserel->has_eclass_joins)
			candidates = add_candidates(baserel, join_conditions(root, baserel, i + 1, relation),
										candidates, &all);
	}
	foreach(lc, baserel->joininfo)
	{
		List *one = list_make1(lfirst(lc));

		if (statsig_filter_conditions(root, baserel, one, state->table, state->attribute_columns) !=
			NIL)
			candidates = add_candidates(baserel, one, candidates, &all);
	}
	if (all != NULL && !is_candidate(candidates, all))
		candidates = lappend(candidates, all);
	foreach(lc, candidates)
		add_parameterised_path(root, baserel, lfirst(lc));
}

void
statsigGetForeignPaths(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid)
{
	StatsigPlanState *state = baserel->fdw_private;
	Relation relation = table_open(foreigntableid, NoLock);
	StatsigPathCost cost = statsig_plan_cost(baserel, state->conditions, baserel->rows);

	if (unbound_parameter(root, baserel, baserel->baserestrictinfo, state->conditions, NULL) >= 0)
	{
		cost.useless = true;
		cost.total += STATSIG_USELESS_PLAN_COST;
	}
	add_scan_path(root, baserel, cost,
				  statsig_plan_ordered_attribute(root, baserel) > 0 ? root->query_pathkeys : NIL,
				  baserel->lateral_relids);
	add_parameterised_paths(root, baserel, relation);
	table_close(relation, NoLock);
}

/* The attributes that the query uses, as an integer List; whole rows use all. */
static List *
used_attributes(RelOptInfo *baserel, List *clauses, Oid foreigntableid)
{
	Relation relation = table_open(foreigntableid, NoLock);
	Bitmapset *used = NULL;
	List *attributes = NIL;

	pull_varattnos((Node *) baserel->reltarget->exprs, baserel->relid, &used);
	pull_varattnos((Node *) clauses, baserel->relid, &used);
	for (int attribute = 1; attribute <= RelationGetNumberOfAttributes(relation); attribute++)
	{
		if (bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, used) ||
			bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, used))
			attributes = lappend_int(attributes, attribute);
	}
	table_close(relation, NoLock);
	return attributes;
}

/* The plan of a scan of the table. */
static ForeignScan *
scan_plan(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid, ForeignPath *best_path,
		  List *tlist, List *scan_clauses, Plan *outer_plan)
{
	StatsigPlanState *state = baserel->fdw_private;
	List *clauses = extract_actual_clauses(scan_clauses, false);
	List *conditions =
		statsig_filter_conditions(root, baserel, clauses, state->table, state->attribute_columns);
	List *expressions;
	List *described = statsig_filter_describe(conditions, &expressions);
	int unbound =
		unbound_parameter(root, baserel, clauses, conditions, PATH_REQ_OUTER(&best_path->path));
	AttrNumber ordered =
		best_path->path.pathkeys == NIL ? 0 : statsig_plan_ordered_attribute(root, baserel);
	bool is_target = bms_is_member(baserel->relid, root->all_result_relids);
	List *shown;
	List *hidden = statsig_plan_take_hidden(baserel, scan_clauses, &shown);

	List *private =
		list_make5(described, used_attributes(baserel, clauses, foreigntableid),
				   unbound < 0 ? NIL : list_make1_int(unbound), is_target ? list_make1_int(1) : NIL,
				   ordered == 0 ? NIL : list_make1_int(ordered));

	private = lappend(private, state->may_stop || ordered != 0 ? list_make1_int(1) : NIL);
	return make_foreignscan(tlist, extract_actual_clauses(shown, false), baserel->relid,
							expressions, private, NIL, hidden, outer_plan);
}

ForeignScan *
statsigGetForeignPlan(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid,
					  ForeignPath *best_path, List *tlist, List *scan_clauses, Plan *outer_plan)
{
	if (IS_UPPER_REL(baserel))
		return statsig_count_plan(best_path, tlist, outer_plan);
	return scan_plan(root, baserel, foreigntableid, best_path, tlist, scan_clauses, outer_plan);
}
