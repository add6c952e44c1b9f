/*
 * handler_ingestion.c
 *		Ingestion sources and schedules, which the query or the body chooses, and
 *		the connection to Databricks.
 *
 * The state holds an array of such objects; hidden members carry what the
 * answer does not show of their key.  A source without source_name in the
 * request is the first that fits type and dataset.  Bodies call a dataset
 * Exposures that the query calls export_exposures.
 *
 * Not documented and assumed here: a source of Databricks needs a connection,
 * or another such source.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

#define SOURCES	   "/ingestion"
#define SCHEDULES  "/ingestion/schedule"
#define DATABRICKS "/ingestion/connection/databricks"

#define DEFAULT_HOUR 10 /* of a schedule that names none; of the contract */

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

/* The request's value of a key part: of its body when it has one, else of the query. */
static const char *
given_value(const MockRequest *request, const char *name)
{
	const char *value = request->body != NULL ? mock_json_text(request->body, name) :
												mock_query_parameter(request, name);

	return value != NULL && strcmp(value, "Exposures") == 0 ? "export_exposures" : value;
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

/* The source of the request; NULL after a 404. */
static cJSON *
find_source(const MockRequest *request, MockResponse *response)
{
	cJSON *source = choose(request, SOURCES, source_key);

	if (source == NULL)
		mock_answer_error(response, 404, "Ingestion of type %s not found.",
						  given_value(request, "type"));
	return source;
}

static void
read_source(const MockRequest *request, MockResponse *response)
{
	const cJSON *source = find_source(request, response);

	if (source != NULL)
		mock_answer_data(request, response, "Ingestion read successfully.", source);
}

static void
read_schedule(const MockRequest *request, MockResponse *response)
{
	const cJSON *schedule = choose(request, SCHEDULES, schedule_key);

	if (schedule == NULL)
		mock_answer_not_found(response);
	else
		mock_answer_data(request, response, "Ingestion schedule read successfully.", schedule);
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

/* Can sources of the type be made?  Those of Databricks need a connection. */
static bool
is_connected(const char *type)
{
	return strcmp(type, "databricks") != 0 || mock_state_get(DATABRICKS) != NULL ||
		   mock_collection_find(mock_state_collection(SOURCES), "type", type) != NULL;
}

/* Stores the connection; what the answer shows of it has no token. */
static void
connect_databricks(const MockRequest *request, MockResponse *response)
{
	cJSON *connection = cJSON_CreateObject();
	cJSON *data = mock_json_clone(request->body);
	char id[MOCK_ID_SIZE];

	mock_new_id(id);
	mock_json_remove(data, "token");
	mock_json_remove(data, "deltaSharingCredentials");
	mock_json_set_text(connection, "id", id);
	mock_json_set_text(connection, "type", "databricks");
	mock_json_set_flag(connection, "enabled", true);
	mock_json_set(connection, "data", data);
	mock_state_put(DATABRICKS, connection);
	mock_audit_add("integration_create", "Connected Databricks", NULL, connection);
	mock_answer_data(request, response, "Ingestion connection created successfully.", connection);
}

static void
create_source(const MockRequest *request, MockResponse *response)
{
	const char *name = mock_json_text(request->body, "source_name");
	const char *type = mock_json_text(request->body, "type");
	char id[MOCK_ID_SIZE];
	cJSON *source;

	if (choose(request, SOURCES, source_key) != NULL)
	{
		mock_answer_error(response, 400, "Ingestion source already exists with name %s", name);
		return;
	}
	if (!is_connected(type))
	{
		mock_answer_error(response, 404, "Ingestion of type %s not found.", type);
		return;
	}
	source = cJSON_CreateObject();
	mock_new_id(id);
	mock_json_set_text(source, "id", id);
	mock_json_set_text(source, "type", type);
	mock_json_set_flag(source, "enabled", true);
	mock_json_set(source, "data", cJSON_CreateObject());
	mock_json_set_text(source, "_mockDataset", given_value(request, "dataset"));
	mock_json_set_text(source, "_mockSourceName", name != NULL ? name : "");
	fill_source(source, request->body);
	mock_collection_append(mock_state_collection(SOURCES), source);
	mock_audit_add("integration_create", "Created Ingestion Source", NULL, source);
	mock_answer_data(request, response, "Ingestion source created successfully.", source);
}

static void
update_source(const MockRequest *request, MockResponse *response)
{
	cJSON *source = find_source(request, response);

	if (source == NULL)
		return;
	fill_source(source, request->body);
	mock_audit_add("integration_update", "Updated Ingestion Source", NULL, source);
	mock_answer_data(request, response, "Ingestion source updated successfully.", source);
}

static void
delete_source(const MockRequest *request, MockResponse *response)
{
	cJSON *source = find_source(request, response);

	if (source == NULL)
		return;
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
	if (mock_json_get(request->body, "scheduled_hour_pst") == NULL)
		mock_json_set_integer(schedule, "scheduled_hour_pst", DEFAULT_HOUR);
	mock_answer_data(request, response, "Ingestion schedule updated successfully.", schedule);
}

const MockHandler mock_ingestion_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/ingestion", read_source},
	{"POST", MOCK_PATH_PREFIX "/ingestion", create_source},
	{"PATCH", MOCK_PATH_PREFIX "/ingestion", update_source},
	{"DELETE", MOCK_PATH_PREFIX "/ingestion", delete_source},
	{"GET", MOCK_PATH_PREFIX "/ingestion/schedule", read_schedule},
	{"POST", MOCK_PATH_PREFIX "/ingestion/schedule", set_schedule},
	{"POST", MOCK_PATH_PREFIX "/ingestion/connection/databricks", connect_databricks},
	{NULL, NULL, NULL}};
