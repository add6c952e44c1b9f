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
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "src/catalog/catalog.h"
#include "src/fdw/applied.h"
#include "src/fdw/changes.h"
#include "src/fdw/output_row.h"
#include "src/fdw/settings.h"
#include "src/remote/complaint.h"
#include "src/remote/json.h"
#include "src/remote/secrets.h"

PG_FUNCTION_INFO_V1(statsig_fdw_pending_requests);
PG_FUNCTION_INFO_V1(statsig_fdw_undo);

extern PGDLLEXPORT Datum statsig_fdw_pending_requests(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_undo(PG_FUNCTION_ARGS);

static void
append_value(StringInfo text, const StatsigTable *table, const StatsigColumn *column,
			 const StatsigValue *value)
{
	appendStringInfo(text, "%s\"%s\":", text->data[text->len - 1] == '{' ? "" : ",", column->name);
	if (statsig_catalog_is_secret(table, column) && (value->json || value->text))
		statsig_json_append_string(text, STATSIG_MASK);
	else if (value->json)
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
			append_value(text, table, &table->columns[i], &row[i]);
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

Datum
statsig_fdw_pending_requests(PG_FUNCTION_ARGS)
{
	StatsigOutputRow row;
	int number = 0;
	ListCell *cell;

	statsig_output_start(&row, fcinfo);
	foreach(cell, statsig_sending_steps(statsig_changes_visible(PG_UINT32_MAX)))
	{
		const StatsigStep *step = lfirst(cell);
		const StatsigChange *first = linitial(step->changes);
		bool visible = may_see(step);

		statsig_output_put(&row, Int32GetDatum(++number), false);
		statsig_output_text(&row, first->session->server_name);
		statsig_output_text(&row, first->names->table);
		statsig_output_text(&row, step->request.method);
		statsig_output_text(&row,
							visible ? statsig_complaint_shown_path(step->request.path) : NULL);
		statsig_output_jsonb(&row, visible ? statsig_secrets_body(&step->request) : NULL);
		statsig_output_jsonb(&row, visible ? rows_json(step, true) : NULL);
		statsig_output_jsonb(&row, visible ? rows_json(step, false) : NULL);
		statsig_output_text(&row, visible ? note_of(step) : NULL);
		statsig_output_finish(&row);
	}
	return (Datum) 0;
}

Datum
statsig_fdw_undo(PG_FUNCTION_ARGS)
{
	StatsigOutputRow row;
	int number = 0;
	ListCell *cell;

	statsig_output_start(&row, fcinfo);
	foreach(cell, statsig_applied_undo())
	{
		const StatsigUndo *undo = lfirst(cell);

		/* A pooled session may be another role's by now. */
		if (!has_privs_of_role(GetUserId(), undo->user_oid))
			continue;
		statsig_output_put(&row, Int32GetDatum(++number), false);
		statsig_output_text(&row, undo->statement);
		statsig_output_text(&row, undo->remark);
		statsig_output_finish(&row);
	}
	return (Datum) 0;
}
