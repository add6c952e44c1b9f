/*
 * filter.c
 *		The filters of list endpoints: which parameter looks at which member.
 *
 * What is not documented is assumed, and each assumption is the narrow one, so
 * that a client which relies on the wider reading loses rows in its tests:
 * comparisons heed case, creatorName is a substring, several values of one
 * parameter are alternatives, a date is the UTC day and both ends count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "filter.h"

typedef enum FilterKind
{
	FILTER_EQUAL,	 /* member is one of the values */
	FILTER_FOLDED,	 /* the same, without regard to case */
	FILTER_CONTAINS, /* member contains a value */
	FILTER_HOLDS,	 /* array member holds one of the values */
	FILTER_APP,		 /* array member holds the name of the target app whose id is the value */
	FILTER_FROM_DAY, /* member's day is the value or later */
	FILTER_TO_DAY	 /* member's day is the value or earlier */
} FilterKind;

typedef struct Filter
{
	const char *path; /* only for operations whose path begins so; NULL: all */
	const char *parameter;
	FilterKind kind;
	const char *member;
} Filter;

/* The first entry whose path and parameter fit counts. */
static const Filter filters[] = {
	{"/console/v1/alerts", "creatorName", FILTER_CONTAINS, "_mockCreatorName"},
	{"/console/v1/audit_logs", "id", FILTER_EQUAL, "name"},
	{"/console/v1/audit_logs", "actionType", FILTER_EQUAL, "actionType"},
	{"/console/v1/audit_logs", "actionTypes", FILTER_EQUAL, "actionType"},
	{"/console/v1/audit_logs", "startDate", FILTER_FROM_DAY, "_mockTime"},
	{"/console/v1/audit_logs", "endDate", FILTER_TO_DAY, "_mockTime"},
	{"/console/v1/gates", "passRate", FILTER_EQUAL, "_mockPassRate"},
	{"/console/v1/gates", "rolloutRate", FILTER_EQUAL, "_mockRolloutRate"},
	{"/console/v1/ingestion/events/count", "source_name", FILTER_EQUAL, "_mockSourceName"},
	{"/console/v1/ingestion/events/delta", "source_name", FILTER_EQUAL, "source"},
	{"/console/v1/ingestion/events", "event_name", FILTER_EQUAL, "event"},
	{"/console/v1/ingestion/events", "start_date", FILTER_FROM_DAY, "date"},
	{"/console/v1/ingestion/events", "end_date", FILTER_TO_DAY, "date"},
	{"/console/v1/ingestion/status", "source", FILTER_EQUAL, "ingestion_source"},
	{"/console/v1/ingestion/status", "dataset", FILTER_FOLDED, "ingestion_dataset"},
	{"/console/v1/ingestion/status", "statuses", FILTER_EQUAL, "status"},
	{"/console/v1/ingestion/status", "startDate", FILTER_FROM_DAY, "_mockDay"},
	{"/console/v1/ingestion/status", "endDate", FILTER_TO_DAY, "_mockDay"},
	{"/console/v1/keys", "environment", FILTER_HOLDS, "environments"},
	{"/console/v1/keys", "primaryTargetApp", FILTER_EQUAL, "primaryTargetApp"},
	{"/console/v1/metrics/list", "tags", FILTER_HOLDS, "_mockTagIDs"},
	{"/console/v1/metrics/values", "date", FILTER_EQUAL, "_mockDate"},
	{"/console/v1/metrics/values", "metricName", FILTER_EQUAL, "metricName"},
	{"/console/v1/metrics/values", "metricType", FILTER_EQUAL, "metricType"},
	{"/console/v1/metrics", "id", FILTER_EQUAL, "_mockMetricID"},
	{"/console/v1/metrics", "date", FILTER_EQUAL, "_mockDate"},
	{"/console/v1/release_pipeline_triggers", "gateID", FILTER_EQUAL, "gateID"},
	{"/console/v1/release_pipeline_triggers", "dynamicConfigID", FILTER_EQUAL, "dynamicConfigID"},
	{"/console/v1/release_pipeline_triggers", "startDate", FILTER_FROM_DAY, "createdTime"},
	{"/console/v1/release_pipeline_triggers", "endDate", FILTER_TO_DAY, "createdTime"},
	{NULL, "createdStartDate", FILTER_FROM_DAY, "createdTime"},
	{NULL, "createdEndDate", FILTER_TO_DAY, "createdTime"},
	{NULL, "creatorID", FILTER_EQUAL, "creatorID"},
	{NULL, "creatorName", FILTER_CONTAINS, "creatorName"},
	{NULL, "idType", FILTER_EQUAL, "idType"},
	{NULL, "layerID", FILTER_EQUAL, "layerID"},
	{NULL, "releasePipelineID", FILTER_EQUAL, "releasePipelineID"},
	{NULL, "status", FILTER_EQUAL, "status"},
	{NULL, "tags", FILTER_HOLDS, "tags"},
	{NULL, "targetAppID", FILTER_APP, "targetApps"},
	{NULL, "teamID", FILTER_EQUAL, "teamID"},
	{NULL, "type", FILTER_EQUAL, "type"},
	{NULL, "typeReason", FILTER_EQUAL, "typeReason"},
};

static const Filter *
find_filter(const MockRequest *request, const char *parameter)
{
	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
	{
		const Filter *filter = &filters[i];

		if (strcmp(filter->parameter, parameter) == 0 &&
			(filter->path == NULL ||
			 strncmp(request->operation->path, filter->path, strlen(filter->path)) == 0))
			return filter;
	}
	return NULL;
}

/* The day "YYYY-MM-DD" of a time in milliseconds, an ISO time or a date; "" for none. */
static void
day_of(const cJSON *value, char *day)
{
	char text[32] = "";

	if (mock_json_is_number(value))
		mock_clock_iso(mock_json_integer(value, 0), text, sizeof(text));
	else if (cJSON_IsString(value))
		snprintf(text, sizeof(text), "%s", value->valuestring);
	snprintf(day, 11, "%.10s", text);
}

static bool
value_fits(const Filter *filter, const cJSON *member, const char *value)
{
	const char *number = mock_json_number_text(member);
	const cJSON *app;
	char day[11];

	switch (filter->kind)
	{
		case FILTER_EQUAL:
			return number != NULL ?
					   strcmp(number, value) == 0 :
					   cJSON_IsString(member) && strcmp(member->valuestring, value) == 0;
		case FILTER_FOLDED:
			return cJSON_IsString(member) && strcasecmp(member->valuestring, value) == 0;
		case FILTER_CONTAINS:
			return cJSON_IsString(member) && strstr(member->valuestring, value) != NULL;
		case FILTER_HOLDS:
			return mock_json_holds_text(member, value);
		case FILTER_APP:
			app = mock_collection_find(mock_state_get("/target_app"), "id", value);
			return app != NULL && mock_json_holds_text(member, mock_json_text(app, "name"));
		case FILTER_FROM_DAY:
			day_of(member, day);
			return strcmp(day, value) >= 0;
		case FILTER_TO_DAY:
			day_of(member, day);
			return *day != '\0' && strcmp(day, value) <= 0;
	}
	return false;
}

/* Does one of the parameter's values fit the item? */
static bool
parameter_fits(const MockRequest *request, const char *parameter, const cJSON *item)
{
	const Filter *filter = find_filter(request, parameter);
	const char *value;

	if (filter == NULL)
		return true;
	for (int i = 0; (value = mock_query_parameter_at(request, parameter, i)) != NULL; i++)
	{
		if (value_fits(filter, mock_json_get(item, filter->member), value))
			return true;
	}
	return false;
}

/*
 * What a list leaves out without being asked.  Archived gates can be read by
 * id but are not listed; hidden metrics are listed on request.  (Whether the
 * API lists archived dynamic configs and experiments is not known; the mock
 * lists them, so that clients meet both.)
 */
static bool
is_listed(const MockRequest *request, const cJSON *item)
{
	const char *path = request->operation->path;
	const char *status = mock_json_text(item, "status");
	const char *show_hidden = mock_query_parameter(request, "showHiddenMetrics");

	if (strcmp(path, "/console/v1/gates") == 0 && status != NULL && strcmp(status, "Archived") == 0)
		return false;
	if (strcmp(path, "/console/v1/metrics/list") == 0 && mock_json_flag(item, "isHidden"))
		return show_hidden != NULL && strcmp(show_hidden, "true") == 0;
	return true;
}

static bool
item_fits(const MockRequest *request, const cJSON *item)
{
	if (!is_listed(request, item))
		return false;
	for (int i = 0; i < request->query_parameter_count; i++)
	{
		if (!parameter_fits(request, request->query_parameters[i].name, item))
			return false;
	}
	return true;
}

/* For qsort, which takes no argument of ours; guarded by the state lock. */
static const char *sort_member;
static int sort_direction;

static int
compare_items(const void *left, const void *right)
{
	const cJSON *a = mock_json_get(*(const cJSON *const *) left, sort_member);
	const cJSON *b = mock_json_get(*(const cJSON *const *) right, sort_member);
	double difference;

	if (cJSON_IsString(a) && cJSON_IsString(b))
		return sort_direction * strcmp(a->valuestring, b->valuestring);
	difference = mock_json_double(a, 0) - mock_json_double(b, 0);
	return sort_direction * (difference > 0 ? 1 : difference < 0 ? -1 : 0);
}

/* sortKey and sortOrder exist for the audit log; its time is a hidden member. */
static void
sort_items(const MockRequest *request, const cJSON **items, int count)
{
	const char *key = mock_query_parameter(request, "sortKey");
	const char *order = mock_query_parameter(request, "sortOrder");

	if (key == NULL && order == NULL)
		return;
	sort_member =
		key == NULL || strcmp(key, "date") == 0 || strcmp(key, "time") == 0 ? "_mockTime" : key;
	sort_direction = order != NULL && strcasecmp(order, "asc") == 0 ? 1 : -1;
	qsort(items, (size_t) count, sizeof(items[0]), compare_items);
}

/* See filter.h. */
const cJSON **
mock_filter(const MockRequest *request, const cJSON *items, int *count)
{
	const cJSON **chosen =
		mock_allocate(sizeof(cJSON *) * ((size_t) cJSON_GetArraySize(items) + 1));
	const cJSON *item;

	*count = 0;
	cJSON_ArrayForEach(item, items)
	{
		if (item_fits(request, item))
			chosen[(*count)++] = item;
	}
	sort_items(request, chosen, *count);
	return chosen;
}
