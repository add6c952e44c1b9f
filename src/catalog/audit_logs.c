/*-------------------------------------------------------------------------
 *
 * audit_logs.c
 *	  The audit log.
 *
 * The log is read newest first and grows while it is read; rows are told
 * apart by id.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/audit_action_types.h"
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn audit_log_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the entry."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of what was changed."},
	{"change_log", STATSIG_TEXT, STATSIG_FROM_ROW, "changeLog", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Description of the change."},
	{"action_type", STATSIG_TEXT, STATSIG_FROM_ROW, "actionType", 0, STATSIG_ANYTHING,
	 "What was done, such as gate_update; Statsig knows several hundred."},
	{"date", STATSIG_TEXT, STATSIG_FROM_ROW, "date", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Day of the change as display text; see logged_at."},
	{"time", STATSIG_TEXT, STATSIG_FROM_ROW, "time", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Time of the change as display text; see logged_at."},
	{"updated_by", STATSIG_TEXT, STATSIG_FROM_ROW, "updatedBy", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of who made the change."},
	{"updated_by_user_id", STATSIG_TEXT, STATSIG_FROM_ROW, "updatedByUserID", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "ID of who made the change."},
	{"modifier_email", STATSIG_TEXT, STATSIG_FROM_ROW, "modifierEmail", 0, STATSIG_ANYTHING,
	 "E-mail address of who made the change; NULL for a Console API key."},
	{"changes", STATSIG_JSONB, STATSIG_FROM_ROW, "changes", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "The members that changed: {member: {old, new}} in Statsig's internal form."},
	{"tags", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "tags", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Tags of what was changed."},
	{"target_app_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "targetAppIDs", 0, STATSIG_ANYTHING,
	 "Target apps of what was changed."},
	{"logged_at", STATSIG_TIMESTAMPTZ_ISO, STATSIG_FROM_DISPLAY_TIME, "date+time", 0,
	 STATSIG_ANYTHING, "Time of the change, made from date and time."},
	{"after_id", STATSIG_TEXT, STATSIG_FROM_QUERY, "latestID", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: entries up to the one with this id, without it."},
	STATSIG_RAW_COLUMN,
};

/* The parameter called id is compared with the name of what was changed. */
static const StatsigFilter audit_log_filters[] = {
	{"name", STATSIG_FILTER_EQUAL, "id"},
	{"action_type", STATSIG_FILTER_REPEATED, "actionType", "actionTypes",
	 STATSIG_NAMES(AUDIT_ACTION_TYPES)},
	{"tags", STATSIG_FILTER_MEMBER, "tags"},
	{"logged_at", STATSIG_FILTER_DATE_FROM, "startDate"},
	{"logged_at", STATSIG_FILTER_DATE_TO, "endDate"},
	{"after_id", STATSIG_FILTER_EQUAL, "latestID"},
};

const StatsigTable statsig_table_audit_logs = {
	.name = "audit_logs",
	.comment = "Audit log (Enterprise): one row per change that was made in the project.",
	.columns = audit_log_columns,
	.n_columns = STATSIG_LENGTHOF(audit_log_columns),
	.key = {"id"},
	.list = {"/audit_logs", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "id",
	.order = {"logged_at", true},
	.filters = audit_log_filters,
	.n_filters = STATSIG_LENGTHOF(audit_log_filters),
};
