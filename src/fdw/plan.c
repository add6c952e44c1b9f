/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Planning of scans.
 *
 * There is one path that uses the query's own conditions, and one for every
 * set of other relations whose columns could name the objects to get.  They
 * are costed in requests, since a request outweighs whatever is done with its
 * rows.  All conditions stay with the plan node, to be checked on every row;
 * those on secret columns as fdw_recheck_quals, which EXPLAIN does not show and
 * the scan checks.
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
#include "src/fdw/access.h"
#include "src/fdw/bind.h"
#include "src/fdw/estimate.h"
#include "src/fdw/filter.h"
#include "src/fdw/options.h"
#include "src/fdw/plan.h"

/* Added to the cost of a plan that could only fail. */
#define STATSIG_USELESS_PLAN_COST 1.0e10

/* Days that a range of days is taken to have. */
#define DAYS_OF_RANGE 30

/* What planning knows of a relation; baserel->fdw_private. */
typedef struct StatsigPlanState
{
	const StatsigTable *table;
	int *attribute_columns;
	Oid server_oid;
	int page_size;
	double items;	  /* of the unfiltered list */
	List *conditions; /* StatsigCondition: those of the query's own clauses */
} StatsigPlanState;

/* Cost of one way to get at the rows. */
typedef struct StatsigPathCost
{
	double rows;
	Cost startup;
	Cost total;
} StatsigPathCost;

/* Rows that one item of the table's list is taken to have. */
static double
rows_per_item(const StatsigTable *table)
{
	/* facets may also only say how to write */
	return table->n_facets > 0 && !table->facets[0].write_only ? STATSIG_ROWS_PER_ITEM : 1;
}

/* Whether the column is asked for day by day, between two bounds. */
static bool
is_range_of_days(const StatsigTable *table, List *conditions, int column)
{
	ListCell *lc;

	if (!statsig_bind_takes_days(table, column))
		return false;
	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->column == column && condition->kind == STATSIG_CONDITION_TO)
			return true;
	}
	return false;
}

/* Columns that some equality among the conditions gives values to, and in how many combinations. */
static Bitmapset *
known_columns(const StatsigPlanState *state, List *conditions, double *combinations)
{
	Bitmapset *known = NULL;
	ListCell *lc;

	*combinations = 1;
	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->kind == STATSIG_CONDITION_FROM &&
			is_range_of_days(state->table, conditions, condition->column))
			*combinations *= DAYS_OF_RANGE;
		else if (condition->kind == STATSIG_CONDITION_EQUAL)
			*combinations *= list_length(condition->expressions);
		else if (condition->kind == STATSIG_CONDITION_ANY)
			*combinations *= statsig_filter_array_length(linitial(condition->expressions));
		else
			continue;
		known = bms_add_member(known, condition->column);
	}
	return known;
}

/* Requests that the conditions lead to. */
static double
estimate_requests(const StatsigPlanState *state, List *conditions)
{
	double lists = state->table->n_parts + 1;
	double combinations;
	Bitmapset *known = known_columns(state, conditions, &combinations);
	double pages = statsig_estimate_pages(state->table, state->items, state->page_size);
	StatsigAccess access = statsig_access_choose(state->table, known);

	if (access.kind == STATSIG_ACCESS_ITEM)
	{
		StatsigAccess list = statsig_access_choose_list(state->table, known);

		/* the scan takes the list when there are more keys than pages */
		return list.kind == STATSIG_ACCESS_LIST ? Min(combinations, pages) : combinations;
	}
	if (access.kind == STATSIG_ACCESS_ENUMERATE)
	{
		const StatsigTable *parent = statsig_catalog_table(state->table->parent.table);
		double parents = statsig_estimate_items(state->server_oid, parent);
		double requests = parents / Max(access.endpoint->most_values, 1);

		return lists * (statsig_estimate_pages(parent, parents, state->page_size) + requests);
	}
	return lists * pages;
}

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
	double combinations;
	Bitmapset *known = known_columns(state, conditions, &combinations);
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

/* No more rows than the items that are asked for one by one can have. */
static double
limit_rows(const StatsigPlanState *state, List *conditions, double rows)
{
	double combinations;
	Bitmapset *known = known_columns(state, conditions, &combinations);
	StatsigAccess access = statsig_access_choose(state->table, known);

	if (access.kind != STATSIG_ACCESS_ITEM || access.endpoint->envelope != STATSIG_DATA_OBJECT)
		return rows;
	return clamp_row_est(Min(rows, combinations * rows_per_item(state->table)));
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
	state->items = statsig_estimate_items(state->server_oid, state->table);
	table_close(relation, NoLock);
	baserel->fdw_private = state;

	baserel->tuples = state->items * rows_per_item(state->table);
	set_baserel_size_estimates(root, baserel);
	state->conditions = statsig_filter_conditions(root, baserel, baserel->baserestrictinfo,
												  state->table, state->attribute_columns);
	baserel->rows = limit_rows(state, state->conditions, baserel->rows);
}

/* Whether a condition of the kind on the column is among them; an equality bounds both ways. */
static bool
has_condition(const StatsigPlanState *state, List *conditions, const StatsigFilter *filter)
{
	StatsigConditionKind bound = filter->kind == STATSIG_FILTER_DATE_FROM ? STATSIG_CONDITION_FROM :
								 filter->kind == STATSIG_FILTER_DATE_TO	  ? STATSIG_CONDITION_TO :
																			STATSIG_CONDITION_EQUAL;
	ListCell *lc;

	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		if (condition->column == statsig_catalog_column(state->table, filter->column) &&
			statsig_bind_plain_kind(condition->kind) == bound)
			return true;
	}
	return false;
}

/*
 * Whether the API can be asked with these conditions: no column of the path is
 * without a value, and no parameter that it demands.
 */
static bool
can_be_read(const StatsigPlanState *state, List *conditions)
{
	const StatsigTable *table = state->table;
	double combinations;
	Bitmapset *known = known_columns(state, conditions, &combinations);

	if (statsig_access_choose(table, known).kind == STATSIG_ACCESS_NONE)
		return false;
	for (int i = 0; i < table->n_filters; i++)
	{
		bool given = !table->filters[i].required;

		for (int j = 0; j < table->n_filters && !given; j++)
			given = strcmp(table->filters[i].parameter, table->filters[j].parameter) == 0 &&
					has_condition(state, conditions, &table->filters[j]);
		if (!given)
			return false;
	}
	return true;
}

static StatsigPathCost
estimate_cost(RelOptInfo *baserel, List *conditions, double rows)
{
	const StatsigPlanState *state = baserel->fdw_private;
	double requests = estimate_requests(state, conditions);
	StatsigPathCost cost;

	rows = limit_rows(state, conditions, rows);
	cost.rows = rows;
	if (!can_be_read(state, conditions))
		requests += STATSIG_USELESS_PLAN_COST / STATSIG_REQUEST_COST;
	cost.startup = baserel->baserestrictcost.startup + STATSIG_REQUEST_COST;
	cost.total = cost.startup + (requests - 1) * STATSIG_REQUEST_COST +
				 rows * (cpu_tuple_cost + baserel->baserestrictcost.per_tuple);
	return cost;
}

static void
add_scan_path(PlannerInfo *root, RelOptInfo *baserel, StatsigPathCost cost, Relids required_outer)
{
	add_path(baserel, (Path *) statsig_create_scan_path(root, baserel, cost.rows, cost.startup,
														cost.total, required_outer));
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
	List *all;
	double combinations;

	all = list_concat_copy(state->conditions, joined);
	if (bms_is_subset(known_columns(state, joined, &combinations),
					  known_columns(state, state->conditions, &combinations)) &&
		(can_be_read(state, state->conditions) || !can_be_read(state, all)))
		return;
	add_scan_path(root, baserel, estimate_cost(baserel, all, info->ppi_rows), outer);
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
	StatsigPathCost cost = estimate_cost(baserel, state->conditions, baserel->rows);

	if (unbound_parameter(root, baserel, baserel->baserestrictinfo, state->conditions, NULL) >= 0)
		cost.total += STATSIG_USELESS_PLAN_COST;
	add_scan_path(root, baserel, cost, baserel->lateral_relids);
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

/*
 * The clauses (RestrictInfo) that the scan checks by itself and the others,
 * which stand in the plan for EXPLAIN to show.  Only a clause that may be
 * checked before all others is taken from them: one that could tell of rows
 * must not see those that a security barrier keeps from it.
 */
static List *
take_hidden(RelOptInfo *baserel, List *clauses, List **shown)
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

ForeignScan *
statsigGetForeignPlan(PlannerInfo *root, RelOptInfo *baserel, Oid foreigntableid,
					  ForeignPath *best_path, List *tlist, List *scan_clauses, Plan *outer_plan)
{
	StatsigPlanState *state = baserel->fdw_private;
	List *clauses = extract_actual_clauses(scan_clauses, false);
	List *conditions =
		statsig_filter_conditions(root, baserel, clauses, state->table, state->attribute_columns);
	List *described = NIL;
	List *expressions = NIL;
	int unbound =
		unbound_parameter(root, baserel, clauses, conditions, PATH_REQ_OUTER(&best_path->path));
	bool is_target = bms_is_member(baserel->relid, root->all_result_relids);
	List *shown;
	List *hidden = take_hidden(baserel, scan_clauses, &shown);
	ListCell *lc;

	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		described = lappend(described, list_make3_int(condition->column, condition->kind,
													  list_length(condition->expressions)));
		expressions = list_concat(expressions, condition->expressions);
	}
	return make_foreignscan(tlist, extract_actual_clauses(shown, false), baserel->relid,
							expressions,
							list_make4(described, used_attributes(baserel, clauses, foreigntableid),
									   unbound < 0 ? NIL : list_make1_int(unbound),
									   is_target ? list_make1_int(1) : NIL),
							NIL, hidden, outer_plan);
}
