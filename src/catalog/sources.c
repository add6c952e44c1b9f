/*-------------------------------------------------------------------------
 *
 * sources.c
 *	  What is read from a warehouse (Warehouse Native): metric sources,
 *	  assignment sources, entity property sources and qualifying events.
 *
 * They are known by their names.  The contract lets some of them be renamed,
 * but a name is a key here and stays.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define SOURCE_NAME_COLUMN(text)                                                          \
	{                                                                                     \
		"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",                                   \
			STATSIG_MANDATORY | STATSIG_NOT_NULL | STATSIG_UNIQUE, STATSIG_ANYTHING, text \
	}

#define SOURCE_DESCRIPTION_COLUMN(text)                                 \
	{                                                                   \
		"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",   \
			STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_ANYTHING, text \
	}

/* flags: how an update sends it. */
#define SOURCE_SQL_COLUMN(flags)                                              \
	{                                                                         \
		"sql", STATSIG_TEXT, STATSIG_FROM_ROW, "sql",                         \
			STATSIG_MANDATORY | (flags) | STATSIG_NOT_NULL, STATSIG_ANYTHING, \
			"Query that Statsig runs in the warehouse."                       \
	}

#define SOURCE_TIMESTAMP_COLUMN(flags)                                                  \
	{                                                                                   \
		"timestamp_column", STATSIG_TEXT, STATSIG_FROM_ROW, "timestampColumn", (flags), \
			STATSIG_ANYTHING, "Column of the query with the time of a row."             \
	}

#define SOURCE_TIMESTAMP_AS_DAY_COLUMN                                                          \
	{                                                                                           \
		"timestamp_as_day", STATSIG_BOOL, STATSIG_FROM_ROW, "timestampAsDay", STATSIG_WRITABLE, \
			STATSIG_ANYTHING, "Whether timestamp_column holds days."                            \
	}

#define SOURCE_ID_TYPES_COLUMN                                                               \
	{                                                                                        \
		"id_type_mapping", STATSIG_JSONB, STATSIG_FROM_ROW, "idTypeMapping",                 \
			STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,         \
			"Which column of the query holds which unit: array of {statsigUnitID, column}.", \
			.shape = &statsig_shape_id_type_mapping                                          \
	}

#define SOURCE_READ_ONLY_COLUMN                                                         \
	{                                                                                   \
		"is_read_only", STATSIG_BOOL, STATSIG_FROM_ROW, "isReadOnly", STATSIG_WRITABLE, \
			STATSIG_ANYTHING, "Whether it can be changed through the API only."         \
	}

#define SOURCE_VERIFIED_COLUMN                                                         \
	{                                                                                  \
		"is_verified", STATSIG_BOOL, STATSIG_FROM_ROW, "isVerified", STATSIG_WRITABLE, \
			STATSIG_ANYTHING, "Whether it has been verified."                          \
	}

#define SOURCE_OWNER_COLUMNS                                                         \
	STATSIG_OWNER_COLUMN(STATSIG_WRITABLE | STATSIG_NULLABLE, &statsig_shape_owner), \
		STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE)

/* Metric sources and qualifying events are described alike. */
#define METRIC_SOURCE_COLUMNS(name_text, description_text)                              \
	SOURCE_NAME_COLUMN(name_text), SOURCE_DESCRIPTION_COLUMN(description_text),         \
		STATSIG_TAGS_COLUMN(STATSIG_WRITABLE), SOURCE_SQL_COLUMN(STATSIG_UPDATE),       \
		SOURCE_TIMESTAMP_COLUMN(STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL), \
		SOURCE_TIMESTAMP_AS_DAY_COLUMN, SOURCE_ID_TYPES_COLUMN,                         \
		{"source_type",                                                                 \
		 STATSIG_TEXT,                                                                  \
		 STATSIG_FROM_ROW,                                                              \
		 "sourceType",                                                                  \
		 STATSIG_WRITABLE,                                                              \
		 STATSIG_VALUES("table", "query"),                                              \
		 "Where rows come from: table or query."},                                      \
		{"table_name",                                                                  \
		 STATSIG_TEXT,                                                                  \
		 STATSIG_FROM_ROW,                                                              \
		 "tableName",                                                                   \
		 STATSIG_WRITABLE,                                                              \
		 STATSIG_ANYTHING,                                                              \
		 "Table of the warehouse, with source_type table."},                            \
		{"date_partition_column",                                                       \
		 STATSIG_TEXT,                                                                  \
		 STATSIG_FROM_ROW,                                                              \
		 "datePartitionColumn",                                                         \
		 STATSIG_WRITABLE,                                                              \
		 STATSIG_ANYTHING,                                                              \
		 "Column by whose day the table is partitioned."},                              \
		{"custom_field_mapping",                                                        \
		 STATSIG_JSONB,                                                                 \
		 STATSIG_FROM_ROW,                                                              \
		 "customFieldMapping",                                                          \
		 STATSIG_WRITABLE,                                                              \
		 STATSIG_ANYTHING,                                                              \
		 "Computed columns: array of {key, formula}.",                                  \
		 .shape = &statsig_shape_custom_field_mapping},                                 \
		SOURCE_READ_ONLY_COLUMN, SOURCE_VERIFIED_COLUMN, SOURCE_OWNER_COLUMNS

static const StatsigColumn metric_source_columns[] = {
	METRIC_SOURCE_COLUMNS("Name that metrics refer to.", "What the source holds."),
	STATSIG_RAW_COLUMN,
};

/* The only update is a POST of the whole source. */
const StatsigTable statsig_table_metric_sources = {
	.name = "metric_sources",
	.comment = "Metric sources (Warehouse Native). One row per source. An UPDATE reads the source "
			   "and writes it back whole.",
	.columns = metric_source_columns,
	.n_columns = STATSIG_LENGTHOF(metric_source_columns),
	.key = {"name"},
	.list = {"/metrics/metric_source/list", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/metrics/metric_source/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/metrics/metric_source",
			   .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_WHOLE, "POST", "/metrics/metric_source/{name}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/metrics/metric_source/{name}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

static const StatsigColumn metric_source_metric_columns[] = {
	{"metric_source_name", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Metric source that the metric reads; see table metric_sources."},
	STATSIG_LISTED_METRIC_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_metric_source_metrics = {
	.name = "metric_source_metrics",
	.comment =
		"Metrics by the metric source they read (Warehouse Native): one row per source and "
		"metric. Without a condition on metric_source_name: one or more requests per source.",
	.columns = metric_source_metric_columns,
	.n_columns = STATSIG_LENGTHOF(metric_source_metric_columns),
	.key = {"metric_source_name", "metric_id"},
	.list = {"/metrics/metric_source/{metric_source_name}/metrics", STATSIG_DATA_ARRAY,
			 STATSIG_PAGED},
	.item_key = "id",
	.parent = {"metric_source_name", "metric_sources", "name"},
};

static const StatsigColumn assignment_source_columns[] = {
	SOURCE_NAME_COLUMN("Name that experiments refer to."),
	SOURCE_DESCRIPTION_COLUMN("What the source holds."),
	SOURCE_VERIFIED_COLUMN,
	STATSIG_TAGS_COLUMN(STATSIG_WRITABLE | STATSIG_NOT_NULL),
	SOURCE_SQL_COLUMN(STATSIG_WHOLE),
	SOURCE_TIMESTAMP_COLUMN(STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL),
	{"experiment_id_column", STATSIG_TEXT, STATSIG_FROM_ROW, "experimentIDColumn",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Column of the query with the experiment a unit was assigned in."},
	{"group_id_column", STATSIG_TEXT, STATSIG_FROM_ROW, "groupIDColumn",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Column of the query with the group a unit was assigned to."},
	SOURCE_ID_TYPES_COLUMN,
	SOURCE_READ_ONLY_COLUMN,
	SOURCE_OWNER_COLUMNS,
	STATSIG_RAW_COLUMN,
};

/* A PATCH takes everything but the query, which only the POST of the whole source takes. */
const StatsigTable statsig_table_assignment_sources = {
	.name = "assignment_sources",
	.comment = "Assignment sources (Warehouse Native): which unit is in which group. One row per "
			   "source. An UPDATE of sql reads the source and writes it back whole.",
	.columns = assignment_source_columns,
	.n_columns = STATSIG_LENGTHOF(assignment_source_columns),
	.key = {"name"},
	.list = {"/experiments/assignment_sources", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/experiments/assignment_sources",
			   .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/experiments/assignment_source/{name}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/experiments/assignment_source/{name}",
			  .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/experiments/assignment_source/{name}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

static const StatsigColumn entity_property_source_columns[] = {
	SOURCE_NAME_COLUMN("Name that experiments refer to."),
	SOURCE_DESCRIPTION_COLUMN("What the source holds."),
	STATSIG_TAGS_COLUMN(STATSIG_WRITABLE | STATSIG_NOT_NULL),
	SOURCE_SQL_COLUMN(STATSIG_WHOLE),
	SOURCE_TIMESTAMP_COLUMN(STATSIG_WRITABLE),
	SOURCE_TIMESTAMP_AS_DAY_COLUMN,
	SOURCE_ID_TYPES_COLUMN,
	SOURCE_READ_ONLY_COLUMN,
	STATSIG_OWNER_COLUMN(0, NULL),
	STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_entity_property_sources = {
	.name = "entity_property_sources",
	.comment = "Entity property sources (Warehouse Native): properties of units. One row per "
			   "source. An UPDATE of sql reads the source and writes it back whole.",
	.columns = entity_property_source_columns,
	.n_columns = STATSIG_LENGTHOF(entity_property_source_columns),
	.key = {"name"},
	.list = {"/experiments/entity_properties", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/experiments/entity_property/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/experiments/entity_properties",
			   .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/experiments/entity_property/{name}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/experiments/entity_property/{name}",
			  .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/experiments/entity_property/{name}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

static const StatsigColumn qualifying_event_columns[] = {
	METRIC_SOURCE_COLUMNS("Name that experiments refer to.", "What the events mean."),
	STATSIG_RAW_COLUMN,
};

/* As for metric sources. */
const StatsigTable statsig_table_qualifying_events = {
	.name = "qualifying_events",
	.comment = "Qualifying events (Warehouse Native): what makes a unit take part. One row per "
			   "kind of event. An UPDATE reads it and writes it back whole.",
	.columns = qualifying_event_columns,
	.n_columns = STATSIG_LENGTHOF(qualifying_event_columns),
	.key = {"name"},
	.list = {"/experiments/qualifying_events", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/experiments/qualifying_events/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/experiments/qualifying_events",
			   .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_WHOLE, "POST", "/experiments/qualifying_events/{name}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/experiments/qualifying_events/{name}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};
