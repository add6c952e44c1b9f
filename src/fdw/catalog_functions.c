/*-------------------------------------------------------------------------
 *
 * catalog_functions.c
 *	  The catalogue as rows: tables, columns, filters, functions, and what
 *	  its self-check finds.
 *
 * The documentation, the drift check and users read these; the names and the
 * order of what they return are those of the CREATE FUNCTION statements in
 * the extension's script.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "src/catalog/catalog.h"
#include "src/fdw/catalog_definition.h"
#include "src/fdw/output_row.h"

PG_FUNCTION_INFO_V1(statsig_fdw_tables);
PG_FUNCTION_INFO_V1(statsig_fdw_columns);
PG_FUNCTION_INFO_V1(statsig_fdw_filters);
PG_FUNCTION_INFO_V1(statsig_fdw_functions);
PG_FUNCTION_INFO_V1(statsig_fdw_check);

extern PGDLLEXPORT Datum statsig_fdw_tables(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_columns(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_filters(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_functions(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_check(PG_FUNCTION_ARGS);

static const char *const source_names[] = {
	[STATSIG_FROM_ROW] = "row",		[STATSIG_FROM_ITEM] = "item",
	[STATSIG_FROM_FACET] = "facet", [STATSIG_FROM_PATH] = "path",
	[STATSIG_FROM_QUERY] = "query", [STATSIG_FROM_POSITION] = "position",
	[STATSIG_FROM_MATCH] = "match", [STATSIG_FROM_DISPLAY_TIME] = "display time",
	[STATSIG_FROM_RAW] = "raw",		[STATSIG_FROM_NOWHERE] = "nowhere",
	[STATSIG_FROM_LIST] = "list",	[STATSIG_FROM_JOINED] = "joined",
};

static const char *const filter_names[] = {
	[STATSIG_FILTER_EQUAL] = "equal",	  [STATSIG_FILTER_REPEATED] = "repeated",
	[STATSIG_FILTER_MEMBER] = "member",	  [STATSIG_FILTER_DATE_FROM] = "date from",
	[STATSIG_FILTER_DATE_TO] = "date to",
};

static const char *const result_names[] = {
	[STATSIG_RESULT_TEXT] = "text",
	[STATSIG_RESULT_TIME] = "timestamp with time zone",
	[STATSIG_RESULT_JSON] = "jsonb",
};

/* A NULL-terminated list of names; NULL gives NULL. */
static void
put_names(StatsigOutputRow *row, const char *const *names)
{
	ArrayBuildState *state = NULL;

	if (names == NULL)
	{
		statsig_output_put(row, (Datum) 0, true);
		return;
	}
	for (; *names != NULL; names++)
		state = accumArrayResult(state, CStringGetTextDatum(*names), false, TEXTOID,
								 CurrentMemoryContext);
	statsig_output_put(row,
					   state ? makeArrayResult(state, CurrentMemoryContext) :
							   PointerGetDatum(construct_empty_array(TEXTOID)),
					   false);
}

/* "GET /gates", or NULL for an endpoint that does not exist. */
static const char *
request_text(const char *method, const char *path)
{
	return method != NULL && path != NULL ? psprintf("%s %s", method, path) : NULL;
}

static const char *
parent_text(const StatsigParent *parent)
{
	StringInfoData text;

	if (parent->column == NULL)
		return NULL;
	initStringInfo(&text);
	appendStringInfo(&text, "%s = %s.%s", parent->column, parent->table, parent->key);
	for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
		appendStringInfo(&text, ", %s = %s.%s", parent->also[i].column, parent->table,
						 parent->also[i].key);
	if (parent->when_column == NULL)
		return text.data;
	appendStringInfo(&text, " where %s is", parent->when_column);
	for (const char *const *value = parent->when_values; *value != NULL; value++)
		appendStringInfo(&text, "%s %s", value == parent->when_values ? "" : " or", *value);
	return text.data;
}

/* "status = Archived: PUT /gates/{id}/archive" */
static const char *
action_text(const StatsigAction *action)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, action->column);
	if (action->to != NULL)
		appendStringInfo(&text, action->to[0] == '!' ? " <> %s" : " = %s",
						 action->to + (action->to[0] == '!'));
	if (action->from != NULL)
		appendStringInfo(&text, action->from[0] == '!' ? " from other than %s" : " from %s",
						 action->from + (action->from[0] == '!'));
	if (action->alone)
		appendStringInfoString(&text, " alone");
	appendStringInfo(&text, ": %s %s", action->method, action->path);
	return text.data;
}

static void
put_actions(StatsigOutputRow *row, const StatsigTable *table)
{
	const char **texts = palloc0(sizeof(char *) * (table->n_actions + 1));

	for (int i = 0; i < table->n_actions; i++)
		texts[i] = action_text(&table->actions[i]);
	put_names(row, texts);
}

Datum
statsig_fdw_tables(PG_FUNCTION_ARGS)
{
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);
	StatsigOutputRow row;

	statsig_output_start(&row, fcinfo);
	for (int i = 0; i < count; i++)
	{
		const StatsigTable *table = tables[i];

		statsig_output_text(&row, table->name);
		statsig_output_text(&row, table->comment);
		put_names(&row, table->key);
		statsig_output_text(&row, table->unreadable ? NULL : request_text("GET", table->list.path));
		statsig_output_text(&row, request_text("GET", table->item.path));
		statsig_output_text(&row, parent_text(&table->parent));
		statsig_output_text(&row, request_text(table->insert.method, table->insert.path));
		statsig_output_text(&row, request_text(table->update.method, table->update.path));
		statsig_output_text(&row, request_text(table->delete.method, table->delete.path));
		put_actions(&row, table);
		statsig_output_jsonb(&row, statsig_catalog_definition(table));
		statsig_output_finish(&row);
	}
	return (Datum) 0;
}

static void
put_domain(StatsigOutputRow *row, const StatsigDomain *domain)
{
	put_names(row, domain->values);
	statsig_output_put(row, Int32GetDatum(domain->min_length), domain->min_length == 0);
	statsig_output_put(row, Int32GetDatum(domain->max_length), domain->max_length == 0);
	statsig_output_text(row, domain->characters);
	statsig_output_put(row, Float8GetDatum(domain->minimum), !domain->has_range);
	statsig_output_put(row, Float8GetDatum(domain->maximum), !domain->has_range);
	statsig_output_text(row, statsig_format_name(domain->format));
}

static void
put_column(StatsigOutputRow *row, const StatsigTable *table, int i)
{
	const StatsigColumn *column = &table->columns[i];
	unsigned flags = column->flags;
	bool parameter = column->source == STATSIG_FROM_QUERY;
	bool written = (flags & STATSIG_WRITTEN_BY_INSERT) || statsig_column_is_updated(column);

	statsig_output_text(row, table->name);
	statsig_output_put(row, Int32GetDatum(i + 1), false);
	statsig_output_text(row, column->name);
	statsig_output_text(row, statsig_type_name(column->type));
	statsig_output_text(row, source_names[column->source]);
	statsig_output_text(row, column->json);
	statsig_output_text(row, written ? statsig_column_write_member(column) : NULL);
	statsig_output_bool(row, !parameter && column->source != STATSIG_FROM_NOWHERE);
	statsig_output_bool(row, (flags & STATSIG_WRITTEN_BY_INSERT) != 0);
	statsig_output_bool(row, (flags & STATSIG_REQUIRED) != 0);
	statsig_output_bool(row, statsig_column_is_updated(column) || (flags & STATSIG_REORDER));
	statsig_output_bool(row, (flags & STATSIG_ACTION) != 0);
	statsig_output_bool(row, (flags & STATSIG_NULLABLE) != 0);
	statsig_output_bool(row, parameter);
	statsig_output_bool(row, (flags & STATSIG_NOT_NULL) != 0);
	put_domain(row, &column->domain);
	statsig_output_text(row, column->insert_default);
	put_names(row, column->write_members);
	statsig_output_jsonb(row, column->shape ? statsig_shape_definition(column->shape) : NULL);
	statsig_output_text(row, column->comment);
	statsig_output_finish(row);
}

Datum
statsig_fdw_columns(PG_FUNCTION_ARGS)
{
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);
	StatsigOutputRow row;

	statsig_output_start(&row, fcinfo);
	for (int i = 0; i < count; i++)
	{
		for (int j = 0; j < tables[i]->n_columns; j++)
			put_column(&row, tables[i], j);
	}
	return (Datum) 0;
}

Datum
statsig_fdw_filters(PG_FUNCTION_ARGS)
{
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);
	StatsigOutputRow row;

	statsig_output_start(&row, fcinfo);
	for (int i = 0; i < count; i++)
	{
		for (int j = 0; j < tables[i]->n_filters; j++)
		{
			const StatsigFilter *filter = &tables[i]->filters[j];

			statsig_output_text(&row, tables[i]->name);
			statsig_output_text(&row, filter->column);
			statsig_output_text(&row, filter_names[filter->kind]);
			statsig_output_text(&row, filter->parameter);
			statsig_output_text(&row, filter->several);
			put_names(&row, filter->values);
			statsig_output_finish(&row);
		}
	}
	return (Datum) 0;
}

Datum
statsig_fdw_functions(PG_FUNCTION_ARGS)
{
	int count;
	const StatsigFunction *functions = statsig_catalog_functions(&count);
	StatsigOutputRow row;

	statsig_output_start(&row, fcinfo);
	for (int i = 0; i < count; i++)
	{
		statsig_output_text(&row, functions[i].name);
		statsig_output_text(&row, request_text(functions[i].method, functions[i].path));
		statsig_output_jsonb(&row, statsig_function_definition(&functions[i]));
		statsig_output_text(&row, result_names[functions[i].result]);
		statsig_output_text(&row, functions[i].member);
		statsig_output_bool(&row, functions[i].repeatable);
		statsig_output_finish(&row);
	}
	return (Datum) 0;
}

static void
put_problem(void *arg, const char *table, const char *problem)
{
	StatsigOutputRow *row = arg;

	statsig_output_text(row, table);
	statsig_output_text(row, problem);
	statsig_output_finish(row);
}

Datum
statsig_fdw_check(PG_FUNCTION_ARGS)
{
	StatsigOutputRow row;

	statsig_output_start(&row, fcinfo);
	(void) statsig_catalog_check(put_problem, &row);
	return (Datum) 0;
}
