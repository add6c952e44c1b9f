/*
 * handler_reports.c
 *		Reports: links to files of a day, and the usage report, which is CSV.
 *
 * The usage report is stored as its header (_mockText) and its lines
 * (_mockLines: time and text), each with its own end of line.
 *
 * Not documented and assumed here: a day without a report, and a range without
 * a line, are answered with 400; start and end both count.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"

#define REPORTS "/reports"
#define USAGE	"/project/usage_billing/report"

static void
answer_unavailable(MockResponse *response)
{
	mock_answer_error(response, 400, "Data is not available");
}

static bool
has_value(const cJSON *object, const char *member, const char *value)
{
	const char *text = mock_json_text(object, member);

	return text != NULL && value != NULL && strcmp(text, value) == 0;
}

static void
read_report(const MockRequest *request, MockResponse *response)
{
	const cJSON *report;

	cJSON_ArrayForEach(report, mock_state_collection(REPORTS))
	{
		if (has_value(report, "_mockType", mock_query_parameter(request, "type")) &&
			has_value(report, "_mockDate", mock_query_parameter(request, "date")))
		{
			mock_answer_data(request, response, "Report URL generated successfully", report);
			return;
		}
	}
	answer_unavailable(response);
}

/* A time in milliseconds of the query. */
static int64_t
time_of(const MockRequest *request, const char *name, int64_t fallback)
{
	const char *text = mock_query_parameter(request, name);

	return text != NULL ? strtoll(text, NULL, 10) : fallback;
}

static void
read_usage(const MockRequest *request, MockResponse *response)
{
	const cJSON *usage = mock_state_get(USAGE);
	int64_t start = time_of(request, "start", 0);
	int64_t end = time_of(request, "end", 0);
	MockBuffer text = {0};
	const cJSON *line;
	bool found = false;

	mock_buffer_add_text(&text, mock_json_text(usage, "_mockText"));
	cJSON_ArrayForEach(line, mock_json_get(usage, "_mockLines"))
	{
		int64_t time = mock_json_integer(mock_json_get(line, "time"), 0);

		if (time < start || time > end)
			continue;
		mock_buffer_add_text(&text, mock_json_text(line, "text"));
		found = true;
	}
	if (found)
		mock_answer_text(response, request->operation->success_status, "text/csv", text.data);
	else
		answer_unavailable(response);
	mock_buffer_free(&text);
}

const MockHandler mock_report_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/reports", read_report},
	{"GET", MOCK_PATH_PREFIX "/project/usage_billing/report", read_usage},
	{NULL, NULL, NULL}};
