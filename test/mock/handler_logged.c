/*
 * handler_logged.c
 *		Collections and settings the generic handler serves as they are, with an
 *		audit log entry for each change.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

static const MockEntityKind logged_kinds[] = {
	{"/metrics", false, "custom_metric_definition_create", "custom_metric_definition_edit",
	 "delete_metric", "Metric"},
	{"/metrics/metric_source", false, "create_echidna_metric_source",
	 "update_echidna_metric_source", "delete_echidna_metric_source", "Metric Source"},
	{"/experiments/assignment_source", false, "create_echidna_assignment_source",
	 "update_echidna_assignment_source", "delete_echidna_assignment_source", "Assignment Source"},
	/* both spellings: …/entity_properties and …/entity_property/{name} */
	{"/experiments/entity_propert", false, "create_echidna_entity_property_source",
	 "update_echidna_entity_property_source", "delete_echidna_entity_property_source",
	 "Entity Property Source"},
	{"/experiments/qualifying_events", false, "create_echidna_metric_source",
	 "update_echidna_metric_source", "delete_echidna_metric_source", "Qualifying Event"},
	{"/roles", false, "upsert_user_role", "upsert_user_role", "delete_user_role", "Role"},
	{"/unit_id_types", false, "company_ID_type_add", "company_ID_type_edit",
	 "company_ID_type_delete", "ID Type"},
	{"/target_app", false, "create_customer_app", "edit_target_app", "delete_target_app",
	 "Target App"},
	{"/release_pipelines", false, "release_pipeline_create", "release_pipeline_update",
	 "release_pipeline_delete", "Release Pipeline"},
	{"/param_stores", false, "param_store_create", "param_store_update", "param_store_delete",
	 "Param Store"},
	{"/prompts", false, "ai_config_create", "edit_ai_config_version", "delete_ai_config", "Prompt"},
};

/* The kind whose paths the request's begins with: the longest one that fits. */
static const MockEntityKind *
kind_of(const MockRequest *request)
{
	const char *path = request->operation->path + strlen(MOCK_PATH_PREFIX);
	const MockEntityKind *best = NULL;

	for (size_t i = 0; i < sizeof(logged_kinds) / sizeof(logged_kinds[0]); i++)
	{
		const char *collection = logged_kinds[i].collection;

		if (strncmp(collection, path, strlen(collection)) == 0 &&
			(best == NULL || strlen(collection) > strlen(best->collection)))
			best = &logged_kinds[i];
	}
	return best;
}

static void
create_logged(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(kind_of(request), request, response);
}

static void
update_logged(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(kind_of(request), request, response);
}

static void
delete_logged(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(kind_of(request), request, response);
}

/* Settings are one object; the entry carries the object before and after. */
static void
write_settings(const MockRequest *request, MockResponse *response)
{
	cJSON *old = mock_json_clone(mock_state_get(request->state_path));

	mock_generic_handle(request, response);
	if (response->status < 300)
		mock_audit_add("company_basic_info_edit", "Updated Settings", old,
					   mock_state_get(request->state_path));
	cJSON_Delete(old);
}

#define ITEM(path, update)                             \
	{update, MOCK_PATH_PREFIX path, update_logged},    \
	{                                                  \
		"DELETE", MOCK_PATH_PREFIX path, delete_logged \
	}

const MockHandler mock_logged_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/metrics", create_logged},
	ITEM("/metrics/{id}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/metrics/metric_source", create_logged},
	ITEM("/metrics/metric_source/{name}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/experiments/assignment_sources", create_logged},
	{"PATCH", MOCK_PATH_PREFIX "/experiments/assignment_source/{name}", update_logged},
	ITEM("/experiments/assignment_source/{name}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/experiments/entity_properties", create_logged},
	{"PATCH", MOCK_PATH_PREFIX "/experiments/entity_property/{name}", update_logged},
	ITEM("/experiments/entity_property/{name}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/experiments/qualifying_events", create_logged},
	ITEM("/experiments/qualifying_events/{name}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/roles", create_logged},
	ITEM("/roles/{id}", "PATCH"),
	{"POST", MOCK_PATH_PREFIX "/unit_id_types", create_logged},
	ITEM("/unit_id_types/{id}", "PATCH"),
	ITEM("/target_app/{id}", "PATCH"),
	{"POST", MOCK_PATH_PREFIX "/release_pipelines", create_logged},
	ITEM("/release_pipelines/{id}", "POST"),
	{"POST", MOCK_PATH_PREFIX "/param_stores", create_logged},
	{"POST", MOCK_PATH_PREFIX "/param_stores/{name}", update_logged},
	{"POST", MOCK_PATH_PREFIX "/prompts", create_logged},
	{"PATCH", MOCK_PATH_PREFIX "/prompts/{id}", update_logged},
	{"POST", MOCK_PATH_PREFIX "/settings/project", write_settings},
	{"POST", MOCK_PATH_PREFIX "/settings/reviews", write_settings},
	{"POST", MOCK_PATH_PREFIX "/settings/roles", write_settings},
	{"POST", MOCK_PATH_PREFIX "/settings/teams", write_settings},
	{NULL, NULL, NULL}};
