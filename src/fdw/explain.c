/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  EXPLAIN of scans: the requests that will be sent, and what was.
 *
 * Constants appear as they go over the wire.  What is only known at run time
 * stands in braces as an expression; several values that make a request each
 * stand in braces with commas between them.  "none": nothing will be sent,
 * since no row can match, or since the scan will raise an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "foreign/foreign.h"
#include "lib/stringinfo.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/access.h"
#include "src/fdw/bind.h"
#include "src/fdw/count_scan.h"
#include "src/fdw/explain.h"
#include "src/fdw/options.h"
#include "src/fdw/parent.h"
#include "src/fdw/plan.h"
#include "src/fdw/query.h"
#include "src/fdw/scan.h"
#include "src/remote/mask.h"
#include "src/remote/url.h"

/* What is needed to show one scan. */
typedef struct StatsigExplained
{
	ForeignScanState *node;
	struct ExplainState *es;
	const StatsigTable *table;
	int page_size;
	Oid server_oid;
	List *value_sets;		  /* values are encoded, or expressions in braces */
	List *constant_sets;	  /* those of constants, not encoded */
	bool nothing;			  /* no request will be sent */
	const Bitmapset *changed; /* ANALYZE: columns whose filters were not sent, since the
							   * transaction has changed some of their values */
} StatsigExplained;

static bool
is_constant(List *expressions)
{
	ListCell *lc;

	foreach(lc, expressions)
	{
		if (!IsA(lfirst(lc), Const))
			return false;
	}
	return true;
}

/* An expression of the plan in SQL, in braces. */
static char *
braced_expression(StatsigExplained *explained, Node *expression)
{
	Plan *plan = explained->node->ss.ps.plan;
	List *context = set_deparse_context_plan(explained->es->deparse_cxt, plan, NIL);

	return psprintf("{%s}", deparse_expression(expression, context, false, false));
}

/* Whether values of a column must not be shown. */
static bool
is_secret(const StatsigExplained *explained, int column)
{
	return statsig_catalog_is_secret(explained->table, &explained->table->columns[column]);
}

/* The set with its values as they go over the wire, or as they may be shown. */
static StatsigValueSet *
encoded_set(const StatsigExplained *explained, const StatsigValueSet *set)
{
	const StatsigColumn *column = &explained->table->columns[set->column];
	StatsigValueSet *result = palloc(sizeof(StatsigValueSet));

	*result = *set;
	result->values = palloc(Max(set->n, 1) * sizeof(char *));
	for (int i = 0; i < set->n; i++)
	{
		const char *value = set->values[i];
		StringInfoData encoded;

		if (column->source == STATSIG_FROM_QUERY)
			value = statsig_query_parameter(column, value);
		initStringInfo(&encoded);
		if (is_secret(explained, set->column))
			appendStringInfoString(&encoded, STATSIG_MASK);
		else
			statsig_url_append_encoded(&encoded, value);
		result->values[i] = encoded.data;
	}
	return result;
}

/* The set for one condition on constants; NULL when it says nothing. */
static StatsigValueSet *
constant_set(StatsigExplained *explained, List *condition, List *expressions)
{
	PlanState *planstate = &explained->node->ss.ps;
	List *states = ExecInitExprList(expressions, planstate);
	List *sets = statsig_bind_conditions(explained->table, list_make1(condition), states,
										 planstate->ps_ExprContext);

	return sets == NIL ? NULL : linitial(sets);
}

/* The set for one condition on expressions, as far as it is known before they are evaluated. */
static StatsigValueSet *
expression_set(StatsigExplained *explained, List *condition, List *expressions)
{
	StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));
	ListCell *lc;

	set->column = linitial_int(condition);
	set->kind = statsig_bind_plain_kind(lsecond_int(condition));
	set->values = palloc(list_length(expressions) * sizeof(char *));
	foreach(lc, expressions)
		set->values[set->n++] = is_secret(explained, set->column) ?
									STATSIG_MASK :
									braced_expression(explained, lfirst(lc));
	return set;
}

/*
 * Adds a set unless there is one of its column and kind.  Like the scan, the
 * narrower one of two on constants is taken.
 */
static void
add_set(StatsigExplained *explained, StatsigValueSet *set, bool constant)
{
	StatsigValueSet *shown = constant ? encoded_set(explained, set) : set;
	StatsigValueSet *other = statsig_query_find_set(explained->value_sets, set->column, set->kind);
	StatsigValueSet *known =
		statsig_query_find_set(explained->constant_sets, set->column, set->kind);

	if (constant && set->n == 0)
		explained->nothing = true;
	if (other == NULL)
	{
		explained->value_sets = lappend(explained->value_sets, shown);
		if (constant)
			explained->constant_sets = lappend(explained->constant_sets, set);
	}
	else if (constant && known != NULL && set->n < known->n)
	{
		*other = *shown;
		*known = *set;
	}
}

/* The days that stand for the bounds of a column, as far as they are known. */
static void
add_days(StatsigExplained *explained)
{
	const StatsigTable *table = explained->table;

	explained->constant_sets = statsig_bind_days(table, explained->constant_sets);
	for (int i = 0; i < table->n_columns; i++)
	{
		StatsigValueSet *days =
			statsig_query_find_set(explained->constant_sets, i, STATSIG_CONDITION_EQUAL);
		StatsigValueSet *from =
			statsig_query_find_set(explained->value_sets, i, STATSIG_CONDITION_FROM);
		StatsigValueSet *to =
			statsig_query_find_set(explained->value_sets, i, STATSIG_CONDITION_TO);

		if (!statsig_bind_takes_days(table, i) || from == NULL || to == NULL ||
			statsig_query_find_set(explained->value_sets, i, STATSIG_CONDITION_EQUAL) != NULL)
			continue;
		if (days == NULL)
		{
			days = palloc0(sizeof(StatsigValueSet));
			days->column = i;
			days->kind = STATSIG_CONDITION_EQUAL;
			days->n = 1;
			days->values = palloc(sizeof(char *));
			days->values[0] = psprintf("%s...%s", from->values[0], to->values[0]);
		}
		explained->nothing |= days->n == 0;
		explained->value_sets = lappend(explained->value_sets, days);
	}
}

/* Fills the value sets from the plan's conditions. */
static void
collect_sets(StatsigExplained *explained)
{
	ForeignScan *plan = (ForeignScan *) explained->node->ss.ps.plan;
	List *described = list_nth(plan->fdw_private, STATSIG_SCAN_CONDITIONS);
	ListCell *lc;
	int next = 0;

	foreach(lc, described)
	{
		List *condition = lfirst(lc);
		int n = lthird_int(condition);
		List *expressions = list_copy_head(list_copy_tail(plan->fdw_exprs, next), n);
		bool constant = is_constant(expressions);
		StatsigValueSet *set = constant ? constant_set(explained, condition, expressions) :
										  expression_set(explained, condition, expressions);

		next += n;
		if (set != NULL)
			add_set(explained, set, constant);
	}
	add_days(explained);
}

/* Where a column without values takes them from: "{table.column}" or "{a,b}". */
static char *
show_origin(const StatsigTable *table, const char *column)
{
	const StatsigParent *parent = &table->parent;
	const char *const *few = statsig_access_enumeration(table, column);
	StringInfoData text;

	if (few == NULL)
	{
		for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
			if (strcmp(parent->also[i].column, column) == 0)
				return psprintf("{%s.%s}", parent->table, parent->also[i].key);
		return psprintf("{%s.%s}", parent->table, parent->key);
	}
	initStringInfo(&text);
	for (int i = 0; few[i] != NULL; i++)
		appendStringInfo(&text, "%c%s", i == 0 ? '{' : ',', few[i]);
	appendStringInfoChar(&text, '}');
	return text.data;
}

/* The values of a column as one text: "a", "{a,b}", or their origin when it has none. */
static char *
show_values(const StatsigExplained *explained, const char *column)
{
	StatsigValueSet *set = statsig_query_find_set(explained->value_sets,
												  statsig_catalog_column(explained->table, column),
												  STATSIG_CONDITION_EQUAL);
	StringInfoData text;

	if (set == NULL)
		return show_origin(explained->table, column);
	if (set->n == 1)
		return set->values[0];
	initStringInfo(&text);
	for (int i = 0; i < set->n; i++)
		appendStringInfo(&text, "%c%s", i == 0 ? '{' : ',', set->values[i]);
	appendStringInfoString(&text, set->n == 0 ? "{}" : "}");
	return text.data;
}

/* The path of an endpoint with the values in place of its columns. */
static void
append_path(StringInfo target, const StatsigExplained *explained, const char *path)
{
	appendStringInfoString(target, "GET " STATSIG_API_ROOT);
	while (*path != '\0')
	{
		const char *end = *path == '{' ? strchr(path, '}') : NULL;

		if (end == NULL)
			appendStringInfoChar(target, *path++);
		else
		{
			appendStringInfoString(target,
								   show_values(explained, pnstrdup(path + 1, end - path - 1)));
			path = end + 1;
		}
	}
}

/* StatsigParameterAdder for values that are encoded already. */
static void
append_parameter(StringInfo query, const char *name, const char *value)
{
	appendStringInfo(query, "%s%s=%s", query->len > 0 ? "&" : "", name, value);
}

/* The sets less those of constants that the scan will not send. */
static List *
sent_sets(const StatsigExplained *explained)
{
	List *sent = NIL;
	ListCell *lc;

	foreach(lc, explained->value_sets)
	{
		StatsigValueSet *set = lfirst(lc);
		StatsigValueSet *constant =
			statsig_query_find_set(explained->constant_sets, set->column, set->kind);

		if (constant == NULL || !statsig_query_stays_here(explained->table, constant))
			sent = lappend(sent, set);
	}
	return sent;
}

/* The query of a request; filtered: with what the conditions say. */
static void
append_query(StringInfo target, const StatsigExplained *explained, const StatsigEndpoint *endpoint,
			 bool filtered)
{
	const StatsigTable *table = explained->table;
	StatsigBinding *bindings = palloc((table->n_columns + 1) * sizeof(StatsigBinding));
	StringInfoData query;
	int n = 0;
	int column = -1;
	Bitmapset *known = statsig_query_known_columns(explained->value_sets);

	while ((column = bms_next_member(known, column)) >= 0)
	{
		bindings[n].column = table->columns[column].name;
		bindings[n++].value = show_values(explained, table->columns[column].name);
	}
	initStringInfo(&query);
	if (filtered)
		statsig_query_add_filters(&query, table, sent_sets(explained), bindings, n, false,
								  explained->changed, append_parameter);
	if (endpoint->paging == STATSIG_PAGED)
		append_parameter(&query, "limit", psprintf("%d", explained->page_size));
	if (endpoint->paging != STATSIG_NOT_PAGED)
		append_parameter(&query, "page", "{1...}");
	if (query.len > 0)
		appendStringInfo(target, "%c%s", strchr(endpoint->path, '?') ? '&' : '?', query.data);
}

void
statsig_explain_requests(struct ExplainState *es, List *requests)
{
	ListCell *lc;

	if (es->format != EXPLAIN_FORMAT_TEXT)
		ExplainPropertyList("Statsig Request", requests, es);
	else
	{
		foreach(lc, requests)
			ExplainPropertyText("Statsig Request", lfirst(lc), es);
	}
}

void
statsig_explain_usage(struct ExplainState *es, const StatsigUsage *usage)
{
	ExplainPropertyInteger("Statsig Requests", NULL, usage->requests, es);
	ExplainPropertyInteger("Statsig Bytes", "bytes", usage->bytes, es);
	ExplainPropertyInteger("Statsig Rows", NULL, usage->rows, es);
}

/*
 * How the rows will be read.  Whether there will be more keys than pages is
 * known for constants only.
 */
static StatsigAccess
choose_access(const StatsigExplained *explained)
{
	Bitmapset *known = statsig_query_known_columns(explained->value_sets);

	if (bms_equal(known, statsig_query_known_columns(explained->constant_sets)))
		return statsig_table_scan_access(explained->table, explained->constant_sets,
										 explained->server_oid, explained->page_size);
	return statsig_access_choose(explained->table, known);
}

static List *list_requests(const StatsigExplained *explained, List *requests);

/* The requests that read the rows which give unbound path columns their values. */
static List *
parent_requests(const StatsigExplained *explained, List *requests)
{
	StatsigExplained of_parent = *explained;

	of_parent.table = statsig_catalog_table(explained->table->parent.table);
	of_parent.value_sets = statsig_parent_sets(explained->table, explained->value_sets);
	of_parent.constant_sets = statsig_parent_sets(explained->table, explained->constant_sets);
	of_parent.changed = NULL;
	return list_requests(&of_parent, requests);
}

/* The requests for one of the table's lists, or for items. */
static List *
list_requests(const StatsigExplained *explained, List *requests)
{
	StatsigAccess access = choose_access(explained);
	StringInfoData line;

	if (access.kind == STATSIG_ACCESS_NONE || access.endpoint->envelope == STATSIG_ECHO)
		return requests;
	if (access.kind == STATSIG_ACCESS_ENUMERATE)
		requests = parent_requests(explained, requests);
	initStringInfo(&line);
	append_path(&line, explained, access.endpoint->path);
	append_query(&line, explained, access.endpoint, access.kind != STATSIG_ACCESS_ITEM);
	return lappend(requests, line.data);
}

static void
show_requests(StatsigExplained *explained)
{
	const StatsigTable *table = explained->table;
	List *requests = NIL;
	StatsigTable part;

	for (int list = 0; list <= table->n_parts && !explained->nothing; list++)
	{
		explained->table = statsig_access_of_list(table, list, &part);
		if (statsig_query_wants_list(explained->table, explained->constant_sets))
			requests = list_requests(explained, requests);
	}
	explained->table = table;
	statsig_explain_requests(explained->es,
							 requests != NIL ? requests : list_make1(pstrdup("none")));
}

/* The expression with a mask in the place of every constant. */
static Node *
mask_constants(Node *node, void *context)
{
	if (node != NULL && IsA(node, Const) && !((Const *) node)->constisnull)
		return (Node *) makeConst(TEXTOID, -1, DEFAULT_COLLATION_OID, -1,
								  CStringGetTextDatum(STATSIG_MASK), false, false);
	return expression_tree_mutator(node, mask_constants, context);
}

/* The conditions that the scan checks by itself, in the place of the server's "Filter". */
static void
show_hidden_filter(StatsigExplained *explained)
{
	Plan *plan = explained->node->ss.ps.plan;
	List *clauses = ((ForeignScan *) plan)->fdw_recheck_quals;
	List *context;

	if (clauses == NIL)
		return;
	context = set_deparse_context_plan(explained->es->deparse_cxt, plan, NIL);
	ExplainPropertyText(
		"Statsig Filter",
		deparse_expression(mask_constants((Node *) make_ands_explicit(clauses), NULL), context,
						   explained->es->verbose, false),
		explained->es);
}

void
statsigExplainForeignScan(ForeignScanState *node, struct ExplainState *es)
{
	StatsigScanState *state = node->fdw_state;
	StatsigExplained explained = {.node = node, .es = es};
	Oid relid;

	if (statsig_count_is_scan(node))
	{
		statsig_count_explain(node, es);
		return;
	}
	relid = RelationGetRelid(node->ss.ss_currentRelation);
	explained.table = statsig_options_table(relid);
	explained.page_size = statsig_options_page_size(relid);
	explained.server_oid = GetForeignTable(relid)->serverid;
	explained.nothing =
		list_nth(((ForeignScan *) node->ss.ps.plan)->fdw_private, STATSIG_SCAN_UNBOUND) != NIL;
	if (state != NULL)
		explained.changed = statsig_overlay_changed_columns(state->overlay);
	collect_sets(&explained);
	show_hidden_filter(&explained);
	show_requests(&explained);
	if (es->analyze && state != NULL)
		statsig_explain_usage(es, &state->usage);
}
