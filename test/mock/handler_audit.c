/*
 * handler_audit.c
 *		The audit log's cursor.
 *
 * The log is newest first; latestID asks for the entries up to that one,
 * exclusive: those that are newer.  All other parameters are filters and
 * orders of the list (filter.c).
 */
#include <string.h>

#include "handlers.h"

static void
list_entries(const MockRequest *request, MockResponse *response)
{
	const char *latest = mock_query_parameter(request, "latestID");
	cJSON *newer;
	cJSON *entry;

	if (latest == NULL)
	{
		mock_answer_list(request, response, mock_state_collection("/audit_logs"));
		return;
	}
	newer = cJSON_CreateArray();
	cJSON_ArrayForEach(entry, mock_state_collection("/audit_logs"))
	{
		if (strcmp(mock_json_text(entry, "id"), latest) == 0)
			break;
		cJSON_AddItemReferenceToArray(newer, entry);
	}
	mock_answer_list(request, response, newer);
	cJSON_Delete(newer);
}

const MockHandler mock_audit_handlers[] = {{"GET", MOCK_PATH_PREFIX "/audit_logs", list_entries},
										   {NULL, NULL, NULL}};
