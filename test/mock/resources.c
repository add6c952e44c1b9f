/*
 * resources.c
 *		Which collection the items of a path live in and how they are named.
 *
 * The contract tells the paths; that /experiments/assignment_source/{name} is
 * an item of /experiments/assignment_sources it does not tell.
 */
#include <string.h>

#include "resources.h"

static const MockResource resources[] = {
	{"/alerts", "/alerts", MOCK_KEY_GENERATED, {"id"}},
	{"/autotunes", "/autotunes", MOCK_KEY_DERIVED, {"id"}},
	{"/dynamic_configs", "/dynamic_configs", MOCK_KEY_DERIVED, {"id"}},
	{"/events", "/events", MOCK_KEY_NAME, {"name"}},
	{"/experiments", "/experiments", MOCK_KEY_DERIVED, {"id"}},
	{"/experiments/assignment_source", "/experiments/assignment_sources", MOCK_KEY_NAME, {"name"}},
	{"/experiments/assignment_sources", "/experiments/assignment_sources", MOCK_KEY_NAME, {"name"}},
	{"/experiments/entity_property", "/experiments/entity_properties", MOCK_KEY_NAME, {"name"}},
	{"/experiments/entity_properties", "/experiments/entity_properties", MOCK_KEY_NAME, {"name"}},
	{"/experiments/qualifying_events", "/experiments/qualifying_events", MOCK_KEY_NAME, {"name"}},
	{"/gates", "/gates", MOCK_KEY_DERIVED, {"id"}},
	{"/holdouts", "/holdouts", MOCK_KEY_DERIVED, {"id"}},
	{"/ingestion/runs", "/ingestion/runs", MOCK_KEY_GENERATED, {"runID"}},
	{"/keys", "/keys", MOCK_KEY_SECRET, {"key"}},
	{"/layers", "/layers", MOCK_KEY_DERIVED, {"id"}},
	{"/metrics", "/metrics/list", MOCK_KEY_NAME_AND_TYPE, {"id"}},
	{"/metrics/metric_source", "/metrics/metric_source/list", MOCK_KEY_NAME, {"name"}},
	{"/param_stores", "/param_stores", MOCK_KEY_GENERATED, {"name", "id"}},
	{"/prompts", "/prompts", MOCK_KEY_DERIVED, {"id"}},
	{"/release_pipelines", "/release_pipelines", MOCK_KEY_GENERATED, {"id"}},
	{"/release_pipeline_triggers", "/release_pipeline_triggers", MOCK_KEY_GENERATED, {"id"}},
	{"/roles", "/roles", MOCK_KEY_NAME, {"name"}},
	{"/segments", "/segments", MOCK_KEY_DERIVED, {"id"}},
	{"/tags", "/tags", MOCK_KEY_GENERATED, {"id", "name"}},
	{"/target_app", "/target_app", MOCK_KEY_GENERATED, {"id", "name"}},
	{"/unit_id_types", "/unit_id_types", MOCK_KEY_NAME, {"name"}},
	{"/users", "/users", MOCK_KEY_NAME, {"email"}},
	{"/users/teams", "/users/teams", MOCK_KEY_GENERATED, {"id", "name"}},
};

/* See resources.h. */
const MockResource *
mock_resource_of(const MockOperation *operation)
{
	const char *path = operation->path + strlen(MOCK_PATH_PREFIX);
	size_t length = strcspn(path, "{");

	/* the prefix ends before the slash that a parameter follows */
	if (path[length] == '{')
		length--;
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++)
	{
		if (strlen(resources[i].prefix) == length &&
			strncmp(resources[i].prefix, path, length) == 0)
			return &resources[i];
	}
	return NULL;
}

/* See resources.h. */
cJSON *
mock_resource_find(const MockResource *resource, const char *key)
{
	cJSON *collection = mock_state_get(resource->collection);
	cJSON *item = NULL;

	for (int i = 0; i < 2 && item == NULL && resource->keys[i] != NULL; i++)
		item = mock_collection_find(collection, resource->keys[i], key);
	return item;
}
