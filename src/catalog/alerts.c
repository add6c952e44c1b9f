/*-------------------------------------------------------------------------
 *
 * alerts.c
 *	  Topline alerts.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn alert_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the alert."},
	{"alert_type", STATSIG_TEXT, STATSIG_FROM_ROW, "alertType", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What is compared: threshold (the value), change or pct_change."},
	{"metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "metrics", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Metrics that the alert watches."},
	{"metric_group_bys", STATSIG_JSONB, STATSIG_FROM_ROW, "metricGroupBys", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "What the metrics are grouped by."},
	{"formula", STATSIG_TEXT, STATSIG_FROM_ROW, "formula", 0, STATSIG_ANYTHING,
	 "Formula that makes one value of the metrics."},
	{"message", STATSIG_TEXT, STATSIG_FROM_ROW, "message", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Text of the notification."},
	{"creator_id", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorID", 0, STATSIG_ANYTHING,
	 "ID of the user who made the alert."},
	{"company_id", STATSIG_TEXT, STATSIG_FROM_ROW, "companyID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Company the alert belongs to; see table company."},
	{"priority", STATSIG_TEXT, STATSIG_FROM_ROW, "priority", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "P0 (highest), P1, P2, P3, P4 or P5."},
	{"alert_threshold", STATSIG_FLOAT8, STATSIG_FROM_ROW, "alertThreshold", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Value at which the alert is raised."},
	{"warning_threshold", STATSIG_FLOAT8, STATSIG_FROM_ROW, "warningThreshold", 0, STATSIG_ANYTHING,
	 "Value at which there is a warning."},
	{"window_ms", STATSIG_INT8, STATSIG_FROM_ROW, "windowMs", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "How far back and how often the metrics are looked at, in milliseconds."},
	{"condition", STATSIG_TEXT, STATSIG_FROM_ROW, "condition", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "How the value must compare to a threshold: greater, greater_or_equal, less, less_or_equal, "
	 "equal or not_equal."},
	{"renotification_conditions", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "renotificationConditions",
	 0, STATSIG_ANYTHING, "When there is another notification: raise, warn, no-data."},
	{"renotification_window_ms", STATSIG_INT8, STATSIG_FROM_ROW, "renotificationWindowMs", 0,
	 STATSIG_ANYTHING, "Time until another notification, in milliseconds."},
	{"renotification_message", STATSIG_TEXT, STATSIG_FROM_ROW, "renotificationMessage", 0,
	 STATSIG_ANYTHING, "Text of another notification."},
	STATSIG_TEAM_COLUMN(0, "Name of the team that the alert belongs to."),
	STATSIG_TAGS_COLUMN(STATSIG_NOT_NULL),
	{"creator_name", STATSIG_TEXT, STATSIG_FROM_QUERY, "creatorName", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: alerts made by the user of this name."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter alert_filters[] = {
	{"creator_id", STATSIG_FILTER_EQUAL, "creatorID"},
	{"creator_name", STATSIG_FILTER_EQUAL, "creatorName"},
	{"tags", STATSIG_FILTER_MEMBER, "tags"},
};

const StatsigTable statsig_table_alerts = {
	.name = "alerts",
	.comment = "Topline alerts (Enterprise). One row per alert; the API only lists them.",
	.columns = alert_columns,
	.n_columns = STATSIG_LENGTHOF(alert_columns),
	.key = {"id"},
	.list = {"/alerts", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "id",
	.filters = alert_filters,
	.n_filters = STATSIG_LENGTHOF(alert_filters),
};
