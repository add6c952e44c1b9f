/*-------------------------------------------------------------------------
 *
 * filter.c
 *	  Recognises the conditions that the API can evaluate, or that name the
 *	  object to get.
 *
 * Recognised are:
 *
 * - column = expression, either way round; the same joined by OR on one column
 * - a bool column and NOT of one
 * - column = ANY (array)
 * - expression = ANY (array column); array column @> array
 * - comparisons of a time column with an instant
 *
 * The operator must be the type's own equality or order, and the collation
 * deterministic: anything else could be true for rows that the API does not
 * return.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_am.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "src/catalog/catalog.h"
#include "src/fdw/filter.h"

/* What the recognisers need to know. */
typedef struct StatsigFilterContext
{
	PlannerInfo *root;
	RelOptInfo *rel;
	const StatsigTable *table;
	const int *attribute_columns;
} StatsigFilterContext;

/* The filter of the table for a column and one of two kinds, or NULL. */
static const StatsigFilter *
filter_for(const StatsigTable *table, const char *column, StatsigFilterKind kind,
		   StatsigFilterKind or_kind)
{
	for (int i = 0; i < table->n_filters; i++)
	{
		const StatsigFilter *filter = &table->filters[i];

		if ((filter->kind == kind || filter->kind == or_kind) &&
			strcmp(filter->column, column) == 0)
			return filter;
	}
	return NULL;
}

bool
statsig_filter_takes_equal(const StatsigTable *table, const StatsigColumn *column)
{
	for (int i = 0; i < table->n_alternatives; i++)
		if (statsig_catalog_in_path(table->alternatives[i].path, column->name))
			return true;
	for (int i = 0; i < table->n_parts; i++)
		if (statsig_catalog_in_path(table->parts[i].list.path, column->name))
			return true;
	return column->source == STATSIG_FROM_LIST ||
		   statsig_catalog_in_path(table->item.path, column->name) ||
		   statsig_catalog_in_path(table->list.path, column->name) ||
		   filter_for(table, column->name, STATSIG_FILTER_EQUAL, STATSIG_FILTER_REPEATED) != NULL;
}

/*
 * Whether an attribute of the type tells apart what the API tells apart.  An
 * integer does not where the API has text: it would look for "7" and miss
 * "007".  Text shows every value as the API writes it.
 */
static bool
is_faithful(const StatsigColumn *column, Oid type)
{
	switch (getBaseType(type))
	{
		case TEXTOID:
		case VARCHAROID:
		case TEXTARRAYOID:
		case VARCHARARRAYOID:
			return true;
		case BOOLOID:
			return column->type == STATSIG_BOOL;
		case INT4OID:
		case INT8OID:
			return column->type == STATSIG_INT4 || column->type == STATSIG_INT8;
		case FLOAT8OID:
			return column->type == STATSIG_FLOAT8;
		case DATEOID:
			return column->type == STATSIG_DATE;
		case TIMESTAMPTZOID:
			return column->type == STATSIG_TIMESTAMPTZ_MS ||
				   column->type == STATSIG_TIMESTAMPTZ_ISO;
		default:
			return false;
	}
}

/* A column of the relation, seen through harmless relabelling; -1 for anything else. */
static int
column_of(const StatsigFilterContext *context, Node *node)
{
	Var *var;
	int column;

	while (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	if (node == NULL || !IsA(node, Var))
		return -1;
	var = (Var *) node;
	if (!bms_is_member(var->varno, context->rel->relids) || var->varlevelsup != 0 ||
		var->varattno <= 0)
		return -1;
	column = context->attribute_columns[var->varattno - 1];
	if (column < 0 || !is_faithful(&context->table->columns[column], var->vartype))
		return -1;
	return column;
}

/* Whether an expression has one value during a scan, known before it. */
static bool
is_known(const StatsigFilterContext *context, Node *node)
{
	return !bms_overlap(pull_varnos(context->root, node), context->rel->relids) &&
		   !contain_volatile_functions(node);
}

/* bpchar compares without trailing blanks and so is not what the API compares. */
static bool
is_plain_type(Oid type)
{
	return type == TEXTOID || type == VARCHAROID || type == INT4OID || type == INT8OID ||
		   type == FLOAT8OID || type == BOOLOID || type == DATEOID || type == TIMESTAMPTZOID;
}

/* Whether the operator is plain equality of the left operand's type, for every collation in use. */
static bool
is_equality(Oid operator, Oid collation, Node *left)
{
	Oid type = exprType(left);
	TypeCacheEntry *entry;

	if (!is_plain_type(type))
		return false;
	if (OidIsValid(collation) && !get_collation_isdeterministic(collation))
		return false;
	entry = lookup_type_cache(type, TYPECACHE_EQ_OPR);
	return entry->eq_opr == operator;
}

static StatsigCondition *
make_condition(int column, StatsigConditionKind kind, List *expressions)
{
	StatsigCondition *condition = palloc0(sizeof(StatsigCondition));

	condition->column = column;
	condition->kind = kind;
	condition->expressions = expressions;
	return condition;
}

/* column = expression */
static StatsigCondition *
recognise_equal(const StatsigFilterContext *context, OpExpr *clause, Node *left, Node *right)
{
	int column = column_of(context, left);

	if (column < 0 || !is_known(context, right) ||
		!statsig_filter_takes_equal(context->table, &context->table->columns[column]) ||
		!is_equality(clause->opno, clause->inputcollid, left))
		return NULL;
	return make_condition(column, STATSIG_CONDITION_EQUAL, list_make1(right));
}

/* array column @> array expression */
static StatsigCondition *
recognise_contains(const StatsigFilterContext *context, OpExpr *clause, Node *left, Node *right)
{
	int column = column_of(context, left);

	if (column < 0 || clause->opno != OID_ARRAY_CONTAINS_OP || !is_known(context, right) ||
		exprType(right) != TEXTARRAYOID ||
		(OidIsValid(clause->inputcollid) && !get_collation_isdeterministic(clause->inputcollid)) ||
		filter_for(context->table, context->table->columns[column].name, STATSIG_FILTER_MEMBER,
				   STATSIG_FILTER_MEMBER) == NULL)
		return NULL;
	return make_condition(column, STATSIG_CONDITION_CONTAINS, list_make1(right));
}

/*
 * Whether bounds of the column say what is asked for: a filter takes them, or
 * it is a day in the list's path, and each day between them is asked for.
 */
static bool
takes_bound(const StatsigTable *table, const StatsigColumn *column, StatsigFilterKind kind)
{
	return filter_for(table, column->name, kind, kind) != NULL ||
		   (column->type == STATSIG_DATE &&
			statsig_catalog_in_path(table->list.path, column->name));
}

bool
statsig_filter_takes_bounds(const StatsigTable *table, const StatsigColumn *column)
{
	return takes_bound(table, column, STATSIG_FILTER_DATE_FROM) &&
		   takes_bound(table, column, STATSIG_FILTER_DATE_TO);
}

/*
 * Comparison of a timestamptz or date column with an instant, a timestamp or a day.
 * The direction comes from the operator's place in the B-tree family of dates
 * and times, which holds the comparisons across types as well.
 */
static StatsigCondition *
recognise_range(const StatsigFilterContext *context, OpExpr *clause, Node *left, Node *right)
{
	int column = column_of(context, left);
	StatsigCondition *condition;
	int strategy;
	Oid family;
	bool from;

	if (column < 0 || (exprType(left) != TIMESTAMPTZOID && exprType(left) != DATEOID) ||
		!is_known(context, right))
		return NULL;
	if (exprType(right) != TIMESTAMPTZOID && exprType(right) != TIMESTAMPOID &&
		exprType(right) != DATEOID)
		return NULL;
	family = get_opclass_family(GetDefaultOpClass(TIMESTAMPTZOID, BTREE_AM_OID));
	strategy = get_op_opfamily_strategy(clause->opno, family);
	if (strategy == 0)
		return NULL;
	from = strategy >= BTEqualStrategyNumber;
	if (!takes_bound(context->table, &context->table->columns[column],
					 from ? STATSIG_FILTER_DATE_FROM : STATSIG_FILTER_DATE_TO))
		return NULL;
	condition = make_condition(column, from ? STATSIG_CONDITION_FROM : STATSIG_CONDITION_TO,
							   list_make1(right));
	condition->on =
		strategy == BTEqualStrategyNumber &&
		takes_bound(context->table, &context->table->columns[column], STATSIG_FILTER_DATE_TO);
	return condition;
}

/* An operator with the column on its left; tries every form. */
static StatsigCondition *
recognise_ordered(const StatsigFilterContext *context, OpExpr *clause, Node *left, Node *right)
{
	StatsigCondition *condition = recognise_equal(context, clause, left, right);

	if (condition == NULL)
		condition = recognise_contains(context, clause, left, right);
	if (condition == NULL)
		condition = recognise_range(context, clause, left, right);
	return condition;
}

static StatsigCondition *
recognise_operator(const StatsigFilterContext *context, OpExpr *clause)
{
	StatsigCondition *condition;
	OpExpr *commuted;
	Oid commutator;

	if (list_length(clause->args) != 2)
		return NULL;
	condition = recognise_ordered(context, clause, linitial(clause->args), lsecond(clause->args));
	if (condition != NULL)
		return condition;

	commutator = get_commutator(clause->opno);
	if (!OidIsValid(commutator))
		return NULL;
	commuted = copyObject(clause);
	commuted->opno = commutator;
	return recognise_ordered(context, commuted, lsecond(clause->args), linitial(clause->args));
}

/* column = ANY (array), or value = ANY (array column) */
static StatsigCondition *
recognise_array_operator(const StatsigFilterContext *context, ScalarArrayOpExpr *clause)
{
	Node *left = linitial(clause->args);
	Node *right = lsecond(clause->args);
	int column;

	if (!clause->useOr || !is_equality(clause->opno, clause->inputcollid, left))
		return NULL;

	column = column_of(context, left);
	if (column >= 0 && is_known(context, right) && exprType(left) == DATEOID &&
		exprType(right) == DATEARRAYOID &&
		!statsig_filter_takes_equal(context->table, &context->table->columns[column]) &&
		statsig_filter_takes_bounds(context->table, &context->table->columns[column]))
	{
		/* the first and the last of the days are bounds */
		StatsigCondition *condition =
			make_condition(column, STATSIG_CONDITION_FROM, list_make1(right));

		condition->on = true;
		return condition;
	}
	if (column >= 0)
	{
		if (!is_known(context, right) ||
			!statsig_filter_takes_equal(context->table, &context->table->columns[column]))
			return NULL;
		return make_condition(column, STATSIG_CONDITION_ANY, list_make1(right));
	}

	column = column_of(context, right);
	if (column < 0 || !is_known(context, left) ||
		filter_for(context->table, context->table->columns[column].name, STATSIG_FILTER_MEMBER,
				   STATSIG_FILTER_MEMBER) == NULL)
		return NULL;
	return make_condition(column, STATSIG_CONDITION_MEMBER, list_make1(left));
}

/* column = a OR column = b OR ..., all on one column */
static StatsigCondition *
recognise_or(const StatsigFilterContext *context, BoolExpr *clause)
{
	StatsigCondition *all = NULL;
	ListCell *lc;

	foreach(lc, clause->args)
	{
		Node *arm = lfirst(lc);
		StatsigCondition *one;

		if (IsA(arm, RestrictInfo))
			arm = (Node *) ((RestrictInfo *) arm)->clause;
		one = IsA(arm, OpExpr) ? recognise_operator(context, (OpExpr *) arm) : NULL;
		if (one == NULL || one->kind != STATSIG_CONDITION_EQUAL ||
			(all != NULL && all->column != one->column))
			return NULL;
		if (all == NULL)
			all = one;
		else
			all->expressions = list_concat(all->expressions, one->expressions);
	}
	return all;
}

/* A bool column by itself, which is what the planner makes of column = true; NOT column. */
static StatsigCondition *
recognise_bool(const StatsigFilterContext *context, Node *clause, bool value)
{
	int column = column_of(context, clause);

	if (column < 0 || exprType(clause) != BOOLOID ||
		!statsig_filter_takes_equal(context->table, &context->table->columns[column]))
		return NULL;
	return make_condition(column, STATSIG_CONDITION_EQUAL, list_make1(makeBoolConst(value, false)));
}

static StatsigCondition *
recognise(const StatsigFilterContext *context, Node *clause)
{
	switch (nodeTag(clause))
	{
		case T_Var:
			return recognise_bool(context, clause, true);
		case T_BooleanTest:
			if (((BooleanTest *) clause)->booltesttype == IS_TRUE ||
				((BooleanTest *) clause)->booltesttype == IS_FALSE)
				return recognise_bool(context, (Node *) ((BooleanTest *) clause)->arg,
									  ((BooleanTest *) clause)->booltesttype == IS_TRUE);
			return NULL;
		case T_OpExpr:
			return recognise_operator(context, (OpExpr *) clause);
		case T_ScalarArrayOpExpr:
			return recognise_array_operator(context, (ScalarArrayOpExpr *) clause);
		case T_BoolExpr:
			if (is_orclause(clause))
				return recognise_or(context, (BoolExpr *) clause);
			if (is_notclause(clause))
				return recognise_bool(context, (Node *) get_notclausearg(clause), false);
			return NULL;
		default:
			return NULL;
	}
}

List *
statsig_filter_conditions(PlannerInfo *root, RelOptInfo *rel, List *clauses,
						  const StatsigTable *table, const int *attribute_columns)
{
	StatsigFilterContext context = {root, rel, table, attribute_columns};
	List *conditions = NIL;
	ListCell *lc;

	foreach(lc, clauses)
	{
		Node *clause = lfirst(lc);
		StatsigCondition *condition;

		if (IsA(clause, RestrictInfo))
		{
			RestrictInfo *info = (RestrictInfo *) clause;

			if (info->pseudoconstant)
				continue;
			clause = (Node *) info->clause;
		}
		condition = recognise(&context, clause);
		if (condition == NULL)
			continue;
		conditions = lappend(conditions, condition);
		if (condition->on)
			conditions = lappend(conditions, make_condition(condition->column, STATSIG_CONDITION_TO,
															condition->expressions));
	}
	return conditions;
}

List *
statsig_filter_describe(List *conditions, List **expressions)
{
	List *described = NIL;
	ListCell *lc;

	*expressions = NIL;
	foreach(lc, conditions)
	{
		StatsigCondition *condition = lfirst(lc);

		described = lappend(described, list_make3_int(condition->column, condition->kind,
													  list_length(condition->expressions)));
		*expressions = list_concat(*expressions, condition->expressions);
	}
	return described;
}

double
statsig_filter_array_length(Node *expression)
{
	while (expression != NULL && IsA(expression, RelabelType))
		expression = (Node *) ((RelabelType *) expression)->arg;
	if (IsA(expression, Const) && !((Const *) expression)->constisnull)
	{
		ArrayType *array = DatumGetArrayTypeP(((Const *) expression)->constvalue);

		return ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	}
	if (IsA(expression, ArrayExpr) && !((ArrayExpr *) expression)->multidims)
		return list_length(((ArrayExpr *) expression)->elements);

	/* what the planner itself assumes of an array it cannot see into */
	return 10;
}
