/*-------------------------------------------------------------------------
 *
 * metrics.c
 *	  Metrics, their daily values and the experiments that use them.
 *
 * A metric's id is its name and its type, "name::type".
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define METRIC_NAME_DOMAIN                                            \
	{                                                                 \
		.min_length = 4, .max_length = 200, .characters = "_.-()/ %:" \
	}

static const StatsigColumn metric_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, METRIC_NAME_DOMAIN,
	 "Name; whether id follows a change of it is not documented."},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_VALUES("ratio", "mean", "event_count_custom", "event_user", "funnel", "composite",
					"composite_sum", "sum", "undefined", "user_warehouse"),
	 "Kind of metric: ratio, mean, event_count_custom, event_user, funnel, composite, "
	 "composite_sum, sum, undefined or user_warehouse; setup_incomplete, import_window and "
	 "count_distinct are only read. Fixed afterwards."},
	{"is_verified", STATSIG_BOOL, STATSIG_FROM_ROW, "isVerified", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Whether the metric has been verified."},
	{"is_read_only", STATSIG_BOOL, STATSIG_FROM_ROW, "isReadOnly", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Whether the metric can be changed through the API only."},
	{"unit_types", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "unitTypes", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Units the metric is computed for, such as userID."},
	{"metric_events", STATSIG_JSONB, STATSIG_FROM_ROW, "metricEvents", STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "Events that are counted, numerator and denominator for a ratio: array of {name, type (count, "
	 "count_distinct, value or metadata), metadataKey, criteria}. Fixed afterwards.",
	 .shape = &statsig_shape_metric_events},
	{"metric_component_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "metricComponentMetrics",
	 STATSIG_INSERT, STATSIG_ANYTHING,
	 "Metrics that a composite is made of: array of {name, type}. Fixed afterwards.",
	 .shape = &statsig_shape_metrics},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_WRITABLE,
	 STATSIG_DESCRIPTION_DOMAIN, "What the metric measures."},
	{"directionality", STATSIG_TEXT, STATSIG_FROM_ROW, "directionality",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_VALUES("increase", "decrease"),
	 "Which change is the good one: increase or decrease; increase when left out."},
	STATSIG_TAGS_COLUMN(STATSIG_WRITABLE),
	{"is_permanent", STATSIG_BOOL, STATSIG_FROM_ROW, "isPermanent", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Whether the metric is kept even when nothing uses it."},
	{"rollup_time_window", STATSIG_TEXT, STATSIG_FROM_ROW, "rollupTimeWindow", STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "Window over which values of a unit are added up: max, custom or a number of days. Fixed "
	 "afterwards."},
	{"custom_roll_up_start", STATSIG_FLOAT8, STATSIG_FROM_ROW, "customRollUpStart", STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "First day of a custom window, counted from the exposure. Fixed afterwards."},
	{"custom_roll_up_end", STATSIG_FLOAT8, STATSIG_FROM_ROW, "customRollUpEnd", STATSIG_INSERT,
	 STATSIG_ANYTHING, "Last day of a custom window, counted from the exposure. Fixed afterwards."},
	{"funnel_event_list", STATSIG_JSONB, STATSIG_FROM_ROW, "funnelEventList", STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "Steps of a funnel: array of {name, type (event_dau, event_user, event_count or "
	 "event_count_custom)}. Fixed afterwards.",
	 .shape = &statsig_shape_funnel_events},
	{"funnel_count_distinct", STATSIG_TEXT, STATSIG_FROM_ROW, "funnelCountDistinct", STATSIG_INSERT,
	 STATSIG_VALUES("events", "users"), "What a funnel counts: events or users. Fixed afterwards."},
	{"warehouse_native", STATSIG_JSONB, STATSIG_FROM_ROW, "warehouseNative", STATSIG_WRITABLE,
	 STATSIG_ANYTHING,
	 "Definition of a metric of the warehouse (Warehouse Native): {aggregation, metricSourceName, "
	 "criteria, valueColumn, ...}. An UPDATE replaces all.",
	 .shape = &statsig_shape_warehouse_metric},
	STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API: name::type."},
	{"is_hidden", STATSIG_BOOL, STATSIG_FROM_ROW, "isHidden", 0, STATSIG_ANYTHING,
	 "Whether the metric is hidden; see show_hidden."},
	{"lineage", STATSIG_JSONB, STATSIG_FROM_ROW, "lineage", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What the metric is computed from: {events, metrics}."},
	{"creator_name", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorName", 0, STATSIG_ANYTHING,
	 "Name of the creator; CONSOLE API for a Console API key."},
	{"creator_email", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorEmail", 0, STATSIG_ANYTHING,
	 "E-mail address of the creator."},
	{"created_time", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "createdTime", 0, STATSIG_ANYTHING,
	 "Time of creation."},
	STATSIG_MODIFIER_COLUMNS,
	{"owner", STATSIG_JSONB, STATSIG_FROM_ROW, "owner", STATSIG_UPDATE, STATSIG_ANYTHING,
	 "Owner: {ownerID, ownerType, ownerName, ownerEmail, name}; an UPDATE takes {ownerID} or "
	 "{email}.",
	 .write_members = STATSIG_NAMES("email", "ownerID"), .shape = &statsig_shape_metric_owner},
	{"show_hidden", STATSIG_BOOL, STATSIG_FROM_QUERY, "showHiddenMetrics", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: true lists hidden metrics as well."},
	STATSIG_RAW_COLUMN,
};

/*
 * The list's parameter "tags" takes ids of tags where the column has names,
 * and what "filters" takes is not documented: neither is sent.
 */
static const StatsigFilter metric_filters[] = {
	{"show_hidden", STATSIG_FILTER_EQUAL, "showHiddenMetrics",
	 .values = STATSIG_NAMES("true", "false")},
};

static const StatsigEndpoint metric_alternatives[] = {
	{"/metrics/{name}/{type}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
};

/* The update is a POST that sets what it is given and may be sent twice. */
const StatsigTable statsig_table_metrics = {
	.name = "metrics",
	.comment = "Metrics. One row per metric. Hidden ones are not listed unless show_hidden is "
			   "true, but can be read by id.",
	.columns = metric_columns,
	.n_columns = STATSIG_LENGTHOF(metric_columns),
	.key = {"id"},
	.list = {"/metrics/list", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/metrics/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.alternatives = metric_alternatives,
	.n_alternatives = STATSIG_LENGTHOF(metric_alternatives),
	.item_key = "id",
	.filters = metric_filters,
	.n_filters = STATSIG_LENGTHOF(metric_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/metrics", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "POST", "/metrics/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/metrics/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};

/* One metric's values are spelled in another way than those of all. */
static const StatsigColumn metric_value_columns[] = {
	{"date", STATSIG_DATE, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Day of the value; must be given in WHERE."},
	{"metric_id", STATSIG_TEXT, STATSIG_FROM_JOINED,
	 "metricName|metric_name+metricType|metric_type", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Metric that was measured, as name::type; see table metrics."},
	{"metric_name", STATSIG_TEXT, STATSIG_FROM_ROW, "metricName|metric_name", 0, STATSIG_ANYTHING,
	 "Name of the metric."},
	{"metric_type", STATSIG_TEXT, STATSIG_FROM_ROW, "metricType|metric_type", 0, STATSIG_ANYTHING,
	 "Kind of metric; see column type of table metrics."},
	{"unit_type", STATSIG_TEXT, STATSIG_FROM_ROW, "unitType|unit_type", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Unit the value was computed for, such as userID, or overall."},
	{"value", STATSIG_FLOAT8, STATSIG_FROM_ROW, "value", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Value of the metric on that day."},
	{"numerator", STATSIG_FLOAT8, STATSIG_FROM_ROW, "numerator", 0, STATSIG_ANYTHING,
	 "Numerator of the value, for ratios and means."},
	{"denominator", STATSIG_FLOAT8, STATSIG_FROM_ROW, "denominator", 0, STATSIG_ANYTHING,
	 "Denominator of the value, for ratios and means."},
	{"input_rows", STATSIG_INT8, STATSIG_FROM_ROW, "inputRows|row_count", 0, STATSIG_ANYTHING,
	 "Number of rows the value was computed from."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter metric_value_filters[] = {
	{"metric_name", STATSIG_FILTER_EQUAL, "metricName"},
	{"metric_type", STATSIG_FILTER_EQUAL, "metricType"},
};

static const StatsigEndpoint metric_value_alternatives[] = {
	{"/metrics?id={metric_id}&date={date}", STATSIG_DATA_ARRAY, STATSIG_NOT_PAGED},
};

const StatsigTable statsig_table_metric_values = {
	.name = "metric_values",
	.comment = "Daily values of metrics: one row per metric, unit type and day. "
			   "date must be given in WHERE; with metric_id as well, one metric is asked for.",
	.columns = metric_value_columns,
	.n_columns = STATSIG_LENGTHOF(metric_value_columns),
	.key = {"date", "metric_name", "metric_type", "unit_type"},
	.list = {"/metrics/values?date={date}", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.alternatives = metric_value_alternatives,
	.n_alternatives = STATSIG_LENGTHOF(metric_value_alternatives),
	.filters = metric_value_filters,
	.n_filters = STATSIG_LENGTHOF(metric_value_filters),
};

static const StatsigColumn metric_experiment_columns[] = {
	{"metric_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Metric that the experiment uses, as name::type; see table metrics."},
	{"experiment_id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Experiment that uses the metric; see table experiments."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", 0, STATSIG_ANYTHING,
	 "Display name of the experiment."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 STATSIG_EXPERIMENT_STATUS_TEXT},
	STATSIG_WHOLE_ITEM_COLUMN("The whole experiment."),
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter metric_experiment_filters[] = {
	{"status", STATSIG_FILTER_REPEATED, "status",
	 .values = STATSIG_NAMES(STATSIG_EXPERIMENT_STATUSES)},
};

const StatsigTable statsig_table_metric_experiments = {
	.name = "metric_experiments",
	.comment = "Experiments by the metrics they use: one row per metric and experiment. Without a "
			   "condition on metric_id: one or more requests per metric that is not hidden.",
	.columns = metric_experiment_columns,
	.n_columns = STATSIG_LENGTHOF(metric_experiment_columns),
	.key = {"metric_id", "experiment_id"},
	.list = {"/metrics/{metric_id}/experiments", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "id",
	.parent = {"metric_id", "metrics", "id"},
	.filters = metric_experiment_filters,
	.n_filters = STATSIG_LENGTHOF(metric_experiment_filters),
};
