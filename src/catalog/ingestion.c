/*-------------------------------------------------------------------------
 *
 * ingestion.c
 *	  Ingestion of data from a warehouse: sources, their schedules, and what
 *	  has been read from them.
 *
 * The API has no list of sources or schedules: it is asked for each kind of
 * warehouse and each data set, of which it names all.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define WAREHOUSES \
	"redshift", "bigquery-v2", "snowflake-v2", "databricks", "azure-synapse", "s3", "athena", "adls"
#define WAREHOUSES_TEXT \
	"redshift, bigquery-v2, snowflake-v2, databricks, azure-synapse, s3, athena or adls"

/* Data sets that the API can be asked about; sources can be made for one more. */
#define DATASETS	  "Events", "Metrics", "export_exposures", "entity_properties"
#define DATASETS_TEXT "Events, Metrics, export_exposures or entity_properties"

#define STATUSES                                                                                  \
	"IMPORT_SUCCESSFUL", "ROWS_INSERTED", "LOADED_EMPTY_DATA", "IMPORT_SCHEDULED",                \
		"IMPORT_RESCHEDULED", "IMPORT_STARTED", "FILE_CREATED", "DOWNLOAD_COMPLETED",             \
		"BACKFILL_REQUESTED", "CONNECTION_CONFIG_ERROR", "SSH_ERROR", "QUERY_CONSTRUCTION_ERROR", \
		"INTERNAL_WRITE_ERROR_METRICS", "INTERNAL_WRITE_ERROR_EVENTS",                            \
		"INTERNAL_WRITE_ERROR_EXPOSURES", "QUERY_ERROR", "SETUP_ERROR", "AUTHENTICATION_ERROR",   \
		"CONNECTION_ERROR", "BULK_LOAD_ERROR", "BULK_LOAD_SUCCESSFUL", "%Other"

static const StatsigColumn ingestion_source_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"type", STATSIG_TEXT, STATSIG_FROM_PATH, NULL,
	 STATSIG_MANDATORY | STATSIG_IDENTIFIES | STATSIG_NOT_NULL, STATSIG_VALUES(WAREHOUSES),
	 "Kind of warehouse: " WAREHOUSES_TEXT ".", "type"},
	{"enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "enabled", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Whether data is read from the source."},
	{"data", STATSIG_JSONB, STATSIG_FROM_ROW, "data", STATSIG_TOUCHED | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "The source's settings as the API has them."},
	{"dataset", STATSIG_TEXT, STATSIG_FROM_PATH, NULL,
	 STATSIG_MANDATORY | STATSIG_IDENTIFIES | STATSIG_NOT_NULL,
	 STATSIG_VALUES("Events", "Metrics", "Exposures", "export_exposures"),
	 "What is read: " DATASETS_TEXT ". Sources of entity_properties can be read and deleted only; "
	 "Exposures can be inserted, and is read as export_exposures.",
	 "dataset"},
	{"column_mapping", STATSIG_JSONB, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE,
	 STATSIG_ANYTHING,
	 "Which column of the query is what: for Events {unit_id, event_name, timestamp, ids, metadata, "
	 "metadata_object, event_value}, for Metrics {unit_id, id_type, dateid, metric_name, "
	 "metric_value, numerator, denominator}, for Exposures {experiment, group_id, unit_id, "
	 "timestamp, ids, metadata, metadata_object, event_value}. Write-only: data shows what the API "
	 "made of it.",
	 "column_mapping", .shape = &statsig_shape_column_mapping},
	{"source_name", STATSIG_TEXT, STATSIG_FROM_QUERY, "source_name",
	 STATSIG_MANDATORY | STATSIG_IDENTIFIES, STATSIG_ANYTHING,
	 "Name of the source. Parameter for WHERE, otherwise NULL: the source of this name; to be "
	 "given when a source is changed or deleted."},
	{"query", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Query that the warehouse is asked; write-only.", "query"},
	{"use_delta_sharing", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT,
	 STATSIG_ANYTHING, "Read through Delta Sharing; only true can be written. Write-only.",
	 "use_delta_sharing"},
	{"share", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Share to read from, for Delta Sharing; write-only.", "share"},
	{"schema_name", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Schema to read from, for Delta Sharing; write-only.", "schema"},
	{"table_name", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Table to read from, for Delta Sharing; write-only.", "table"},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter ingestion_source_filters[] = {
	{"source_name", STATSIG_FILTER_EQUAL, "source_name"},
};

static const StatsigEnumeration ingestion_source_enumerations[] = {
	{"type", STATSIG_NAMES(WAREHOUSES)},
	{"dataset", STATSIG_NAMES(DATASETS)},
};

const StatsigTable statsig_table_ingestion_sources = {
	.name = "ingestion_sources",
	.comment =
		"Sources that data is ingested from: one row for a kind of warehouse, a data set and "
		"a name. The API has no list of them: without conditions on type and dataset it is "
		"asked for each of their 32 combinations, and shows one source of each.",
	.columns = ingestion_source_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_source_columns),
	.key = {"type", "dataset", "source_name"},
	.list = {"/ingestion?type={type}&dataset={dataset}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.enumerations = ingestion_source_enumerations,
	.n_enumerations = STATSIG_LENGTHOF(ingestion_source_enumerations),
	.filters = ingestion_source_filters,
	.n_filters = STATSIG_LENGTHOF(ingestion_source_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/ingestion", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/ingestion", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE",
			   "/ingestion?type={type}&dataset={dataset}&source_name={source_name}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
};

static const StatsigColumn ingestion_run_columns[] = {
	{"run_id", STATSIG_TEXT, STATSIG_FROM_ROW, "runID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the run."},
	{"latest_status", STATSIG_TEXT, STATSIG_FROM_ROW, "latestStatus", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Where the run is, such as download_started or load_success."},
	{"last_updated_at", STATSIG_TIMESTAMPTZ_ISO, STATSIG_FROM_ROW, "lastUpdatedAt",
	 STATSIG_NOT_NULL, STATSIG_ANYTHING, "Time of the last change of status."},
	{"created_at", STATSIG_TIMESTAMPTZ_ISO, STATSIG_FROM_ROW, "createdAt", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Time the run was asked for."},
	{"trigger", STATSIG_TEXT, STATSIG_FROM_ROW, "trigger", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What started the run, such as scheduled."},
	{"sources", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "sources", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Names of the sources that were read."},
	{"date_stamps", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "dateStamps", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Days that were read."},
	{"run_history", STATSIG_JSONB, STATSIG_FROM_ROW, "runHistory", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Changes of status: array of {statusTimestamp, status}."},
	{"granular_history", STATSIG_JSONB, STATSIG_FROM_ROW, "granularHistory", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "The same by source and day: array of {source, latestSourceStatus, "
	 "statusByDate}."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_ingestion_runs = {
	.name = "ingestion_runs",
	.comment =
		"Runs of the ingestion: one row per run. The API gives them in pages of its own size.",
	.columns = ingestion_run_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_run_columns),
	.key = {"run_id"},
	.list = {"/ingestion/runs", STATSIG_DATA_ARRAY, STATSIG_PAGED_BY_NUMBER},
	.item = {"/ingestion/runs/{run_id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "runID",
};

static const StatsigColumn ingestion_schedule_columns[] = {
	{"dataset", STATSIG_TEXT, STATSIG_FROM_PATH, NULL,
	 STATSIG_MANDATORY | STATSIG_IDENTIFIES | STATSIG_NOT_NULL, STATSIG_VALUES(DATASETS),
	 "What is read: " DATASETS_TEXT ".", "dataset"},
	{"scheduled_hour_pst", STATSIG_INT8, STATSIG_FROM_ROW, "scheduled_hour_pst",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_RANGE(0, 23),
	 "Hour of the daily run, Pacific time; 0 to 23, 10 when an INSERT leaves it out."},
	STATSIG_RAW_COLUMN,
};

static const StatsigEnumeration ingestion_schedule_enumerations[] = {
	{"dataset", STATSIG_NAMES(DATASETS)},
};

/* The API sets a schedule, whether there was one or not. */
const StatsigTable statsig_table_ingestion_schedules = {
	.name = "ingestion_schedules",
	.comment =
		"Daily schedules of the ingestion: one row per data set that has one. The API cannot "
		"delete a schedule; an INSERT for a data set that has one replaces it.",
	.columns = ingestion_schedule_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_schedule_columns),
	.key = {"dataset"},
	.list = {"/ingestion/schedule?dataset={dataset}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.enumerations = ingestion_schedule_enumerations,
	.n_enumerations = STATSIG_LENGTHOF(ingestion_schedule_enumerations),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/ingestion/schedule", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.update = {STATSIG_VERB_OBJECT, "POST", "/ingestion/schedule", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

static const StatsigColumn ingestion_status_columns[] = {
	{"ds", STATSIG_DATE, STATSIG_FROM_ROW, "ds", 0, STATSIG_ANYTHING, "Day of the data."},
	{"ingestion_dataset", STATSIG_TEXT, STATSIG_FROM_ROW, "ingestion_dataset", 0, STATSIG_ANYTHING,
	 "What was read, in the API's spelling, such as events."},
	{"ingestion_source", STATSIG_TEXT, STATSIG_FROM_ROW, "ingestion_source", 0, STATSIG_ANYTHING,
	 "Kind of warehouse that was read."},
	{"source_name", STATSIG_TEXT, STATSIG_FROM_ROW, "source_name", 0, STATSIG_ANYTHING,
	 "Name of the source."},
	{"message", STATSIG_TEXT, STATSIG_FROM_ROW, "message", 0, STATSIG_ANYTHING, "What happened."},
	{"error_message", STATSIG_TEXT, STATSIG_FROM_ROW, "error_message", 0, STATSIG_ANYTHING,
	 "What went wrong, as the warehouse said it."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", 0, STATSIG_ANYTHING,
	 "Status, such as IMPORT_SUCCESSFUL."},
	{"row_count", STATSIG_INT8, STATSIG_FROM_ROW, "rowCount", 0, STATSIG_ANYTHING,
	 "Number of rows."},
	{"metric_count", STATSIG_INT8, STATSIG_FROM_ROW, "metricCount", 0, STATSIG_ANYTHING,
	 "Number of metrics."},
	{"timestamp", STATSIG_TIMESTAMPTZ_ISO, STATSIG_FROM_ROW, "timestamp", 0, STATSIG_ANYTHING,
	 "Time of the entry."},
	{"start_date", STATSIG_DATE, STATSIG_FROM_QUERY, "startDate", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: first day to list. A condition like ds >= ... does as "
	 "well."},
	{"end_date", STATSIG_DATE, STATSIG_FROM_QUERY, "endDate", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: last day to list. A condition like ds <= ... does as "
	 "well."},
	STATSIG_RAW_COLUMN,
};

/* A data set is called otherwise in the filter than in the rows, so none is sent. */
static const StatsigFilter ingestion_status_filters[] = {
	{"ds", STATSIG_FILTER_DATE_FROM, "startDate", .required = true},
	{"ds", STATSIG_FILTER_DATE_TO, "endDate", .required = true},
	{"start_date", STATSIG_FILTER_EQUAL, "startDate", .required = true},
	{"end_date", STATSIG_FILTER_EQUAL, "endDate", .required = true},
	{"ingestion_source", STATSIG_FILTER_EQUAL, "source"},
	{"status", STATSIG_FILTER_REPEATED, "status", "statuses", STATSIG_NAMES(STATUSES)},
};

const StatsigTable statsig_table_ingestion_status = {
	.name = "ingestion_status",
	.comment = "Log of the ingestion: one row per entry. The API demands a range of days, so give "
			   "ds >= ... AND ds <= ..., or start_date and end_date.",
	.columns = ingestion_status_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_status_columns),
	.list = {"/ingestion/status", STATSIG_BARE_ARRAY, STATSIG_NOT_PAGED},
	.filters = ingestion_status_filters,
	.n_filters = STATSIG_LENGTHOF(ingestion_status_filters),
};

#define EVENT_DATE_COLUMN                                                                    \
	{                                                                                        \
		"date", STATSIG_DATE, STATSIG_FROM_ITEM, "date", STATSIG_NOT_NULL, STATSIG_ANYTHING, \
			"Day of the events; the API demands a range of days."                            \
	}

#define EVENT_UPDATED_COLUMN                                                                 \
	{                                                                                        \
		"last_updated_time", STATSIG_TIMESTAMPTZ_ISO, STATSIG_FROM_ROW, "last_updated_time", \
			STATSIG_NOT_NULL, STATSIG_ANYTHING, "Time of the last count."                    \
	}

#define EVENT_SOURCE_NAME_COLUMN                                                             \
	{                                                                                        \
		"source_name", STATSIG_TEXT, STATSIG_FROM_QUERY, "source_name", 0, STATSIG_ANYTHING, \
			"Parameter for WHERE, otherwise NULL: events of the source of this name."        \
	}

/* The parameter is the event's name. */
#define EVENT_FILTERS                                                   \
	{"date", STATSIG_FILTER_DATE_FROM, "start_date", .required = true}, \
		{"date", STATSIG_FILTER_DATE_TO, "end_date", .required = true}, \
		{"source_name", STATSIG_FILTER_EQUAL, "source_name"},           \
	{                                                                   \
		"event", STATSIG_FILTER_EQUAL, "event_name"                     \
	}

static const StatsigColumn ingestion_event_count_columns[] = {
	EVENT_DATE_COLUMN,
	{"event", STATSIG_TEXT, STATSIG_FROM_ROW, "event", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the event."},
	{"count", STATSIG_INT8, STATSIG_FROM_ROW, "count", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Number of events that were read."},
	EVENT_UPDATED_COLUMN,
	EVENT_SOURCE_NAME_COLUMN,
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter ingestion_event_count_filters[] = {EVENT_FILTERS};

/* The answer is flat, or has the events of a day in an array. */
static const StatsigFacet event_facets[] = {
	{.array = "events"},
	{.unless = "events"},
};

const StatsigTable statsig_table_ingestion_event_counts = {
	.name = "ingestion_event_counts",
	.comment = "Numbers of events that were ingested: one row per day and event. The API demands a "
			   "range of days, so give a condition on date.",
	.columns = ingestion_event_count_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_event_count_columns),
	.key = {"date", "event"},
	.list = {"/ingestion/events/count", STATSIG_DATA_ARRAY, STATSIG_NOT_PAGED},
	.facets = event_facets,
	.n_facets = STATSIG_LENGTHOF(event_facets),
	.filters = ingestion_event_count_filters,
	.n_filters = STATSIG_LENGTHOF(ingestion_event_count_filters),
};

static const StatsigColumn ingestion_event_delta_columns[] = {
	EVENT_DATE_COLUMN,
	{"source", STATSIG_TEXT, STATSIG_FROM_ROW, "source", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Kind of warehouse."},
	{"event", STATSIG_TEXT, STATSIG_FROM_ROW, "event", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the event."},
	{"internal_count", STATSIG_INT8, STATSIG_FROM_ROW, "internal_count", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Number of events at Statsig."},
	{"external_count", STATSIG_INT8, STATSIG_FROM_ROW, "external_count", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Number of events in the warehouse."},
	{"has_diff", STATSIG_BOOL, STATSIG_FROM_ROW, "has_diff", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Whether the two differ by more than threshold."},
	{"threshold", STATSIG_FLOAT8, STATSIG_FROM_ROW, "threshold", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Difference that is tolerated."},
	EVENT_UPDATED_COLUMN,
	EVENT_SOURCE_NAME_COLUMN,
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter ingestion_event_delta_filters[] = {EVENT_FILTERS};

const StatsigTable statsig_table_ingestion_event_deltas = {
	.name = "ingestion_event_deltas",
	.comment = "Differences between the warehouse and Statsig: one row per day, source and event. "
			   "The API demands a range of days, so give a condition on date.",
	.columns = ingestion_event_delta_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_event_delta_columns),
	.key = {"date", "source", "event"},
	.list = {"/ingestion/events/delta", STATSIG_DATA_ARRAY, STATSIG_NOT_PAGED},
	.facets = event_facets,
	.n_facets = STATSIG_LENGTHOF(event_facets),
	.filters = ingestion_event_delta_filters,
	.n_filters = STATSIG_LENGTHOF(ingestion_event_delta_filters),
};

static const StatsigColumn ingestion_backfill_columns[] = {
	{"run_id", STATSIG_TEXT, STATSIG_FROM_ROW, "runID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the run that was started; RETURNING gives it, ingestion_runs shows how it "
	 "goes."},
	{"datestamp_start", STATSIG_DATE, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY,
	 STATSIG_ANYTHING, "First day to read again.", "datestamp_start"},
	{"datestamp_end", STATSIG_DATE, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY, STATSIG_ANYTHING,
	 "Last day to read again.", "datestamp_end"},
	{"type", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY,
	 STATSIG_VALUES(WAREHOUSES), "Kind of warehouse: " WAREHOUSES_TEXT ".", "type"},
	{"source", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Names of the sources to read; all of the type when left out.", "source"},
	{"dataset", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY,
	 STATSIG_VALUES(DATASETS), "What is read: " DATASETS_TEXT ".", "dataset"},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_ingestion_backfills = {
	.name = "ingestion_backfills",
	.comment = "Backfills: an INSERT starts one. The table can only be inserted into; "
			   "ingestion_runs shows the runs.",
	.columns = ingestion_backfill_columns,
	.n_columns = STATSIG_LENGTHOF(ingestion_backfill_columns),
	.key = {"run_id"},
	.unreadable = "The API starts backfills and does not list them; ingestion_runs has their runs.",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/ingestion/backfill", .answer = STATSIG_DATA_OBJECT},
};
