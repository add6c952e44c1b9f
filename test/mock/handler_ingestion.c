/*
 * handler_ingestion.c
 *		Operations whose object is chosen by the query or the body, not by the
 *		path: ingestion sources, ingestion schedules, reports, exposure counts.
 *
 * The state holds an array of such objects; hidden members carry what the
 * answer does not show of their key.  A source without source_name in the
 * request is the first that fits type and dataset.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

#define SOURCES	  "/ingestion"
#define SCHEDULES "/ingestion/schedule"
#define REPORTS	  "/reports"

/* Which member of a stored object a member of the request must equal. */
typedef struct KeyPart
{
	const char *given;
	const char *stored;
} KeyPart;

static const KeyPart source_key[] = {{"type", "type"},
									 {"dataset", "_mockDataset"},
									 {"source_name", "_mockSourceName"},
									 {NULL, NULL}};
static const KeyPart schedule_key[] = {{"dataset", "dataset"}, {NULL, NULL}};
static const KeyPart report_key[] = {{"type", "_mockType"}, {NULL, NULL}};

/* The request's value of a key part: of its body when it has one, else of the query. */
static const char *
given_value(const MockRequest *request, const char *name)
{
	return request->body != NULL ? mock_json_text(request->body, name) :
								   mock_query_parameter(request, name);
}

/* The first object all given key parts fit, or NULL. */
static cJSON *
choose(const MockRequest *request, const char *collection, const KeyPart *key)
{
	cJSON *object;

	cJSON_ArrayForEach(object, mock_state_collection(collection))
	{
		bool fits = true;

		for (const KeyPart *part = key; fits && part->given != NULL; part++)
		{
			const char *given = given_value(request, part->given);
			const char *stored = mock_json_text(object, part->stored);

			fits = given == NULL || (stored != NULL && strcmp(given, stored) == 0);
		}
		if (fits)
			return object;
	}
	return NULL;
}

static void
answer_chosen(const MockRequest *request, MockResponse *response, const char *collection,
			  const KeyPart *key)
{
	const cJSON *object = choose(request, collection, key);

	if (object == NULL)
		mock_answer_not_found(response);
	else
		mock_answer_data(request, response, NULL, object);
}

static void
read_source(const MockRequest *request, MockResponse *response)
{
	answer_chosen(request, response, SOURCES, source_key);
}

static void
read_schedule(const MockRequest *request, MockResponse *response)
{
	answer_chosen(request, response, SCHEDULES, schedule_key);
}

static void
read_report(const MockRequest *request, MockResponse *response)
{
	answer_chosen(request, response, REPORTS, report_key);
}

/* Puts what the body says into a source; its free-form data holds all but the type. */
static void
fill_source(cJSON *source, const cJSON *body)
{
	cJSON *data = mock_json_get(source, "data");
	const cJSON *member;

	cJSON_ArrayForEach(member, body)
	{
		if (strcmp(member->string, "enabled") == 0)
			mock_json_set(source, "enabled", mock_json_clone(member));
		else if (strcmp(member->string, "type") != 0)
			mock_json_set(data, member->string, mock_json_clone(member));
	}
}

static void
create_source(const MockRequest *request, MockResponse *response)
{
	const char *name = mock_json_text(request->body, "source_name");
	char id[MOCK_ID_SIZE];
	cJSON *source;

	if (choose(request, SOURCES, source_key) != NULL)
	{
		mock_answer_error(response, 400, "Ingestion source already exists with name %s", name);
		return;
	}
	source = cJSON_CreateObject();
	mock_new_id(id);
	mock_json_set_text(source, "id", id);
	mock_json_set_text(source, "type", mock_json_text(request->body, "type"));
	mock_json_set_flag(source, "enabled", true);
	mock_json_set(source, "data", cJSON_CreateObject());
	mock_json_set_text(source, "_mockDataset", mock_json_text(request->body, "dataset"));
	mock_json_set_text(source, "_mockSourceName", name != NULL ? name : "");
	fill_source(source, request->body);
	mock_collection_append(mock_state_collection(SOURCES), source);
	mock_audit_add("integration_create", "Created Ingestion Source", NULL, source);
	mock_answer_data(request, response, "Ingestion source created successfully.", source);
}

static void
update_source(const MockRequest *request, MockResponse *response)
{
	cJSON *source = choose(request, SOURCES, source_key);

	if (source == NULL)
	{
		mock_answer_not_found(response);
		return;
	}
	fill_source(source, request->body);
	mock_audit_add("integration_update", "Updated Ingestion Source", NULL, source);
	mock_answer_data(request, response, "Ingestion source updated successfully.", source);
}

static void
delete_source(const MockRequest *request, MockResponse *response)
{
	cJSON *source = choose(request, SOURCES, source_key);

	if (source == NULL)
	{
		mock_answer_not_found(response);
		return;
	}
	mock_audit_add("ingestion_source_delete", "Deleted Ingestion Source", source, NULL);
	mock_answer_data(request, response, "Ingestion source deleted successfully.", source);
	mock_collection_remove(mock_state_collection(SOURCES), source);
}

/* A dataset has one schedule: setting it creates or changes it. */
static void
set_schedule(const MockRequest *request, MockResponse *response)
{
	cJSON *schedule = choose(request, SCHEDULES, schedule_key);

	if (schedule == NULL)
	{
		schedule = cJSON_CreateObject();
		mock_collection_append(mock_state_collection(SCHEDULES), schedule);
	}
	mock_item_merge(schedule, request->body, request->operation->data_schema);
	mock_answer_data(request, response, "Ingestion schedule updated successfully.", schedule);
}

/* The counts of the ids the query names; zeros for an id nothing is known of. */
static void
read_exposure_counts(const MockRequest *request, MockResponse *response)
{
	static const char *const kinds[] = {"gates", "experiments", "dynamicConfigs"};
	cJSON *data = cJSON_CreateObject();

	for (int i = 0; i < 3; i++)
	{
		cJSON *known = mock_json_get(mock_state_get("/exposure_count"), kinds[i]);
		cJSON *rows = cJSON_CreateArray();
		const char *id;

		for (int n = 0; (id = mock_query_parameter_at(request, kinds[i], n)) != NULL; n++)
		{
			cJSON *count = known != NULL ? mock_collection_find(known, "id", id) : NULL;
			cJSON *row = count != NULL ? mock_json_clone(count) : cJSON_CreateObject();

			if (count == NULL)
			{
				mock_json_set_text(row, "id", id);
				mock_json_set_integer(row, "pastDay", 0);
				mock_json_set_integer(row, "past7Days", 0);
			}
			cJSON_AddItemToArray(rows, row);
		}
		mock_json_set(data, kinds[i], rows);
	}
	mock_answer_data(request, response, NULL, data);
	cJSON_Delete(data);
}

const MockHandler mock_ingestion_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/ingestion", read_source},
	{"POST", MOCK_PATH_PREFIX "/ingestion", create_source},
	{"PATCH", MOCK_PATH_PREFIX "/ingestion", update_source},
	{"DELETE", MOCK_PATH_PREFIX "/ingestion", delete_source},
	{"GET", MOCK_PATH_PREFIX "/ingestion/schedule", read_schedule},
	{"POST", MOCK_PATH_PREFIX "/ingestion/schedule", set_schedule},
	{"GET", MOCK_PATH_PREFIX "/reports", read_report},
	{"GET", MOCK_PATH_PREFIX "/exposure_count", read_exposure_counts},
	{NULL, NULL, NULL}};
