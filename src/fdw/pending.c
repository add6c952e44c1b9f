/*-------------------------------------------------------------------------
 *
 * pending.c
 *	  What waits for COMMIT, and what takes back what a failed transaction has
 *	  left, as rows.
 *
 * The requests are made by the same code that sends them, without asking the
 * API; where a body needs an answer first, the note says so.  Of rows of tables
 * that the role may not read only the method is shown: a function with other
 * rights may have changed them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "src/catalog/catalog.h"
#include "src/fdw/applied.h"
#include "src/fdw/changes.h"
#include "src/fdw/settings.h"
#include "src/remote/complaint.h"
#include "src/remote/json.h"

PG_FUNCTION_INFO_V1(statsig_fdw_pending_requests);
PG_FUNCTION_INFO_V1(statsig_fdw_undo);

extern PGDLLEXPORT Datum statsig_fdw_pending_requests(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_undo(PG_FUNCTION_ARGS);

/* Output columns of statsig_fdw_pending_requests, in order. */
typedef enum PendingColumn
{
	PENDING_STEP,
	PENDING_SERVER,
	PENDING_TABLE,
	PENDING_METHOD,
	PENDING_PATH,
	PENDING_BODY,
	PENDING_OLD,
	PENDING_NEW,
	PENDING_NOTE,
	N_PENDING_COLUMNS
} PendingColumn;

/* Output columns of statsig_fdw_undo. */
typedef enum UndoColumn
{
	UNDO_STEP,
	UNDO_STATEMENT,
	UNDO_REMARK,
	N_UNDO_COLUMNS
} UndoColumn;

static Datum
jsonb_datum(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

static void
append_value(StringInfo text, const char *name, const StatsigValue *value)
{
	appendStringInfo(text, "%s\"%s\":", text->data[text->len - 1] == '{' ? "" : ",", name);
	if (value->json)
		appendStringInfoString(text, value->json);
	else if (value->text)
		statsig_json_append_string(text, value->text);
	else
		appendStringInfoString(text, "null");
}

/* What the change says of its row: what names it, and what is changed. */
static void
append_row(StringInfo text, const StatsigChange *change, const StatsigValue *row)
{
	const StatsigTable *table = change->table;

	appendStringInfoString(text, text->data[text->len - 1] == '[' ? "{" : ",{");
	for (int i = 0; i < table->n_columns; i++)
	{
		bool is_key = statsig_catalog_in_key(table, table->columns[i].name);
		bool is_told = change->operation == STATSIG_OPERATION_UPDATE ?
						   is_key || change->changed[i] :
						   row[i].text != NULL || row[i].json != NULL;

		if (is_told)
			append_value(text, table->columns[i].name, &row[i]);
	}
	appendStringInfoChar(text, '}');
}

/* The old or the new rows of a step's changes, as a JSON array; NULL when there are none. */
static char *
rows_json(const StatsigStep *step, bool old)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);
		const StatsigValue *row = old ? change->old_values : change->new_values;

		if (row)
			append_row(&text, change, row);
	}
	appendStringInfoChar(&text, ']');
	return text.len > 2 ? text.data : NULL;
}

/*
 * Whether the role may see the rows of every table that the step is about.  Of
 * a table that has been dropped meanwhile, only who has made the change may.
 */
static bool
may_see(const StatsigStep *step)
{
	ListCell *cell;

	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);
		bool is_missing = false;
		bool may = pg_class_aclcheck_ext(change->relid, GetUserId(), ACL_SELECT, &is_missing) ==
				   ACLCHECK_OK;

		if (is_missing)
			may = has_privs_of_role(GetUserId(), change->session->user_oid);
		if (!may)
			return false;
	}
	return true;
}

static char *
note_of(const StatsigStep *step)
{
	if (step->read)
		return psprintf("The body is made of the answer to GET %s.",
						statsig_complaint_shown_path(step->read->path));
	if (step->awaits)
		return "Made with the key that the API gives the new object.";
	if (((const StatsigChange *) linitial(step->changes))->dry_run || statsig_dry_run)
		return "Is not sent (dry run).";
	return NULL;
}

static void
put_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	if (text)
		values[column] = CStringGetTextDatum(text);
}

static void
put_json(Datum *values, bool *nulls, int column, const char *json)
{
	nulls[column] = json == NULL;
	if (json)
		values[column] = jsonb_datum(json);
}

Datum
statsig_fdw_pending_requests(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int number = 0;
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, statsig_sending_steps(statsig_changes_visible(PG_UINT32_MAX)))
	{
		const StatsigStep *step = lfirst(cell);
		const StatsigChange *first = linitial(step->changes);
		Datum values[N_PENDING_COLUMNS] = {0};
		bool nulls[N_PENDING_COLUMNS] = {false};
		bool visible = may_see(step);
		const char *body = visible ? step->request.body : NULL;

		if (body)
			body = pg_any_to_server(body, strlen(body), PG_UTF8);
		values[PENDING_STEP] = Int32GetDatum(++number);
		put_text(values, nulls, PENDING_SERVER, first->session->server_name);
		put_text(values, nulls, PENDING_TABLE, first->names->table);
		put_text(values, nulls, PENDING_METHOD, step->request.method);
		put_text(values, nulls, PENDING_PATH,
				 visible ? statsig_complaint_shown_path(step->request.path) : NULL);
		put_json(values, nulls, PENDING_BODY, body);
		put_json(values, nulls, PENDING_OLD, visible ? rows_json(step, true) : NULL);
		put_json(values, nulls, PENDING_NEW, visible ? rows_json(step, false) : NULL);
		put_text(values, nulls, PENDING_NOTE, visible ? note_of(step) : NULL);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

Datum
statsig_fdw_undo(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int number = 0;
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, statsig_applied_undo())
	{
		const StatsigUndo *undo = lfirst(cell);
		Datum values[N_UNDO_COLUMNS] = {0};
		bool nulls[N_UNDO_COLUMNS] = {false};

		/* A pooled session may be another role's by now. */
		if (!has_privs_of_role(GetUserId(), undo->user_oid))
			continue;
		values[UNDO_STEP] = Int32GetDatum(++number);
		put_text(values, nulls, UNDO_STATEMENT, undo->statement);
		put_text(values, nulls, UNDO_REMARK, undo->remark);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
