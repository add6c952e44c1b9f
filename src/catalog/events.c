/*-------------------------------------------------------------------------
 *
 * events.c
 *	  Logged events and the metrics that count them.
 *
 * The API shows the newest events only, some more of one name than of each
 * when all are asked for, and gives them no identity.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn event_columns[] = {
	{"timestamp", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "timestamp", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Time of the event."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the event."},
	{"source", STATSIG_TEXT, STATSIG_FROM_ROW, "source", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "SDK or integration that logged the event."},
	{"value", STATSIG_TEXT, STATSIG_FROM_ROW, "value", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Value that was logged with the event."},
	{"user_id", STATSIG_TEXT, STATSIG_FROM_ROW, "userID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "User who caused the event."},
	{"metadata", STATSIG_JSONB, STATSIG_FROM_ROW, "metadata", 0, STATSIG_ANYTHING,
	 "Metadata that was logged with the event."},
	STATSIG_RAW_COLUMN,
};

static const StatsigEndpoint event_alternatives[] = {
	{"/events/{name}", STATSIG_DATA_ARRAY, STATSIG_PAGED},
};

const StatsigTable statsig_table_events = {
	.name = "events",
	.comment = "Newest logged events: one row per event. The API keeps only a sample, of about "
			   "1000 events in all or 100 of one name; a condition on name asks for those.",
	.columns = event_columns,
	.n_columns = STATSIG_LENGTHOF(event_columns),
	.list = {"/events", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.alternatives = event_alternatives,
	.n_alternatives = STATSIG_LENGTHOF(event_alternatives),
};

static const StatsigColumn event_metric_columns[] = {
	{"event_name", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the event that the metric counts; must be given in WHERE or by a join."},
	STATSIG_LISTED_METRIC_COLUMNS,
	STATSIG_RAW_COLUMN,
};

/* The sample of events does not have every name, so names are not taken from there. */
const StatsigTable statsig_table_event_metrics = {
	.name = "event_metrics",
	.comment = "Metrics by the event they count: one row per event and metric. event_name must be "
			   "given in WHERE or by a join.",
	.columns = event_metric_columns,
	.n_columns = STATSIG_LENGTHOF(event_metric_columns),
	.key = {"event_name", "metric_id"},
	.list = {"/events/{event_name}/metrics", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "id",
};
