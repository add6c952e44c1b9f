/*
 * handler_ingestion_runs.c
 *		Runs of the ingestion, and backfills, which start one.
 *
 * Not documented and assumed here: a backfill needs a source of its type and
 * dataset; its run is the newest at once, enqueued, with a date stamp for each
 * day of the range; a range is a year long at most.
 */
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "handlers.h"
#include "history.h"

#define RUNS	 "/ingestion/runs"
#define SOURCES	 "/ingestion"
#define ENQUEUED "enqueued"
#define DAY_MS	 INT64_C(86400000)
#define MAX_DAYS 366
#define ISO_SIZE 32

static void
read_run(const MockRequest *request, MockResponse *response)
{
	const char *id = mock_path_parameter(request, "id");
	const cJSON *run = mock_collection_find(mock_state_collection(RUNS), "runID", id);

	if (run == NULL)
		mock_answer_error(response, 404, "runID %s not found", id);
	else
		mock_answer_data(request, response, "Ingestion Run Read Successfully", run);
}

static bool
has_value(const cJSON *object, const char *member, const char *value)
{
	const char *text = mock_json_text(object, member);

	return text != NULL && strcmp(text, value) == 0;
}

/* Names of the sources the body asks for, all of its type and dataset by default; a new array. */
static cJSON *
names_of_sources(const cJSON *body)
{
	const cJSON *wanted = mock_json_get(body, "source");
	cJSON *names = cJSON_CreateArray();
	const cJSON *source;

	cJSON_ArrayForEach(source, mock_state_collection(SOURCES))
	{
		const char *name = mock_json_text(source, "_mockSourceName");

		if (has_value(source, "type", mock_json_text(body, "type")) &&
			has_value(source, "_mockDataset", mock_json_text(body, "dataset")) &&
			(wanted == NULL || cJSON_IsNull(wanted) || mock_json_holds_text(wanted, name)))
			cJSON_AddItemToArray(names, cJSON_CreateString(name));
	}
	return names;
}

/* The statuses of a run that was just enqueued; a new array. */
static cJSON *
first_statuses(const char *now)
{
	cJSON *statuses = cJSON_CreateArray();
	cJSON *status = cJSON_CreateObject();

	mock_json_set_text(status, "statusTimestamp", now);
	mock_json_set_text(status, "status", ENQUEUED);
	cJSON_AddItemToArray(statuses, status);
	return statuses;
}

/* The days from start to end; a new array. */
static cJSON *
days_between(int64_t start, int64_t end)
{
	cJSON *days = cJSON_CreateArray();

	for (int64_t day = start; day <= end; day += DAY_MS)
	{
		char text[ISO_SIZE];

		mock_clock_iso(day, text, sizeof(text));
		text[strlen("YYYY-MM-DD")] = '\0';
		cJSON_AddItemToArray(days, cJSON_CreateString(text));
	}
	return days;
}

/* What a new run tells of one of its sources; a new object. */
static cJSON *
history_of_source(const char *name, const cJSON *days, const char *now)
{
	cJSON *history = cJSON_CreateObject();
	cJSON *by_date = cJSON_CreateArray();
	const cJSON *day;

	mock_json_set_text(history, "source", name);
	mock_json_set_text(history, "latestSourceStatus", ENQUEUED);
	mock_json_set(history, "statusByDate", by_date);
	cJSON_ArrayForEach(day, days)
	{
		cJSON *entry = cJSON_CreateObject();

		mock_json_set_text(entry, "dateStamp", day->valuestring);
		mock_json_set(entry, "statuses", first_statuses(now));
		cJSON_AddItemToArray(by_date, entry);
	}
	return history;
}

/* A run of the sources (ownership passes) over the days (as well). */
static cJSON *
new_run(cJSON *names, cJSON *days)
{
	cJSON *run = cJSON_CreateObject();
	cJSON *histories = cJSON_CreateArray();
	const cJSON *name;
	char id[MOCK_ID_SIZE];
	char now[ISO_SIZE];

	mock_new_id(id);
	mock_clock_iso(mock_clock_now(), now, sizeof(now));
	cJSON_ArrayForEach(name, names)
		cJSON_AddItemToArray(histories, history_of_source(name->valuestring, days, now));
	mock_json_set_text(run, "runID", id);
	mock_json_set_text(run, "latestStatus", ENQUEUED);
	mock_json_set_text(run, "lastUpdatedAt", now);
	mock_json_set_text(run, "createdAt", now);
	mock_json_set_text(run, "trigger", "manual");
	mock_json_set(run, "sources", names);
	mock_json_set(run, "dateStamps", days);
	mock_json_set(run, "runHistory", first_statuses(now));
	mock_json_set(run, "granularHistory", histories);
	return run;
}

/* Are both ends days, in order, and near each other?  False after a 400. */
static bool
check_range(MockResponse *response, const char *start, const char *end)
{
	if (!mock_text_is_day(start) || !mock_text_is_day(end))
	{
		const char *property = mock_text_is_day(start) ? "datestamp_end" : "datestamp_start";

		mock_answer_field_error(response, property,
								"%s: Expected valid date in the form of YYYY-MM-DD", property);
		return false;
	}
	if (strcmp(start, end) > 0 ||
		mock_clock_of_day(end) - mock_clock_of_day(start) >= MAX_DAYS * DAY_MS)
	{
		mock_answer_field_error(response, "datestamp_end",
								"datestamp_end must be at most a year after datestamp_start");
		return false;
	}
	return true;
}

static void
start_backfill(const MockRequest *request, MockResponse *response)
{
	const char *start = mock_json_text(request->body, "datestamp_start");
	const char *end = mock_json_text(request->body, "datestamp_end");
	cJSON *names;
	cJSON *run;
	cJSON *data;

	if (!check_range(response, start, end))
		return;
	names = names_of_sources(request->body);
	if (cJSON_GetArraySize(names) == 0)
	{
		mock_answer_error(response, 404, "Ingestion of type %s not found.",
						  mock_json_text(request->body, "type"));
		cJSON_Delete(names);
		return;
	}
	run = new_run(names, days_between(mock_clock_of_day(start), mock_clock_of_day(end)));
	mock_collection_prepend(mock_state_collection(RUNS), run);
	mock_audit_add("integration_update", "Started Backfill", NULL, run);
	data = cJSON_CreateObject();
	mock_json_set_text(data, "runID", mock_json_text(run, "runID"));
	mock_answer_data(request, response, "Ingestion backfilled successfully.", data);
	cJSON_Delete(data);
}

const MockHandler mock_ingestion_run_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/ingestion/runs/{id}", read_run},
	{"POST", MOCK_PATH_PREFIX "/ingestion/backfill", start_backfill},
	{NULL, NULL, NULL}};
