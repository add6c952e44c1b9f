/*
 * actions.c
 *		PUT and PATCH actions that only set members of an item.
 *
 * Actions with rules of their own (gates, configs, experiments, segments,
 * pipeline triggers) have handlers instead.
 */
#include <string.h>

#include "actions.h"

static const struct
{
	const char *method;
	const char *path;
	const char *members; /* JSON object merged into the item */
} actions[] = {
	{"PUT", "/autotunes/{id}/start", "{\"isStarted\":true}"},
	{"PUT", "/autotunes/{id}/reset", "{\"isStarted\":false}"},
	{"PUT", "/metrics/{id}/schedule_archive", "{\"_mockArchive\":\"scheduled\"}"},
	{"PUT", "/metrics/{id}/cancel_archive", "{\"_mockArchive\":\"none\"}"},
	{"PUT", "/metrics/{id}/unarchive", "{\"_mockArchive\":\"none\"}"},
	{"PATCH", "/keys/{id}/deactivate", "{\"status\":\"deactivated\"}"},
};

static void
apply(size_t number, cJSON *item)
{
	const char *members = actions[number].members;
	cJSON *parsed = mock_json_parse(members, strlen(members), NULL);
	const cJSON *member;

	cJSON_ArrayForEach(member, parsed) mock_json_set(item, member->string, mock_json_clone(member));
	cJSON_Delete(parsed);
}

/* See actions.h. */
bool
mock_action_apply(const MockRequest *request, cJSON *item)
{
	const MockOperation *operation = request->operation;

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
	{
		if (strcmp(actions[i].method, operation->method) == 0 &&
			strcmp(actions[i].path, operation->path + strlen(MOCK_PATH_PREFIX)) == 0)
		{
			apply(i, item);
			return true;
		}
	}
	return false;
}
