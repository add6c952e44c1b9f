/*
 * actions.c
 *		PUT and PATCH actions that only set members of an item.
 *
 * Actions with rules of their own (experiments) have handlers instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"

/* Keeps the status an archived item had, for unarchive. */
#define STATUS_BEFORE "_mockStatusBefore"

typedef enum ActionStatus
{
	STATUS_AS_SET,				/* the members say it */
	STATUS_REMEMBER,			/* remember the old one first (archive) */
	STATUS_RESTORE				/* back to the remembered one (unarchive) */
} ActionStatus;

static const struct
{
	const char *method;
	const char *path;
	const char *members;		/* JSON object merged into the item */
	ActionStatus status;
}			actions[] = {
	{"PUT", "/gates/{id}/enable", "{\"isEnabled\":true,\"status\":\"In Progress\"}", STATUS_AS_SET},
	{"PUT", "/gates/{id}/disable", "{\"isEnabled\":false,\"status\":\"Disabled\"}", STATUS_AS_SET},
	{"PUT", "/gates/{id}/launch", "{\"isEnabled\":true,\"status\":\"Launched\"}", STATUS_AS_SET},
	{"PUT", "/gates/{id}/archive", "{\"status\":\"Archived\"}", STATUS_REMEMBER},
	{"PUT", "/gates/{id}/unarchive", "{\"status\":\"In Progress\"}", STATUS_RESTORE},
	{"PUT", "/dynamic_configs/{id}/enable", "{\"isEnabled\":true,\"status\":\"Enabled\"}", STATUS_AS_SET},
	{"PUT", "/dynamic_configs/{id}/disable", "{\"isEnabled\":false,\"status\":\"Disabled\"}", STATUS_AS_SET},
	{"PUT", "/dynamic_configs/{id}/archive", "{\"status\":\"Archived\"}", STATUS_REMEMBER},
	{"PUT", "/dynamic_configs/{id}/unarchive", "{\"status\":\"Enabled\"}", STATUS_RESTORE},
	{"PUT", "/autotunes/{id}/start", "{\"isStarted\":true}", STATUS_AS_SET},
	{"PUT", "/autotunes/{id}/reset", "{\"isStarted\":false}", STATUS_AS_SET},
	{"PUT", "/segments/{id}/archive", "{\"isEnabled\":false}", STATUS_AS_SET},
	{"PUT", "/metrics/{id}/schedule_archive", "{\"_mockArchive\":\"scheduled\"}", STATUS_AS_SET},
	{"PUT", "/metrics/{id}/cancel_archive", "{\"_mockArchive\":\"none\"}", STATUS_AS_SET},
	{"PUT", "/metrics/{id}/unarchive", "{\"_mockArchive\":\"none\"}", STATUS_AS_SET},
	{"PATCH", "/keys/{id}/deactivate", "{\"status\":\"deactivated\"}", STATUS_AS_SET},
	{"PUT", "/release_pipeline_triggers/{id}/abort", "{\"status\":\"ABORTED\"}", STATUS_AS_SET},
	{"PUT", "/release_pipeline_triggers/{id}/pause", "{\"status\":\"PAUSED\"}", STATUS_AS_SET},
	{"PUT", "/release_pipeline_triggers/{id}/unpause", "{\"status\":\"IN_PROGRESS\"}", STATUS_AS_SET},
	{"PUT", "/release_pipeline_triggers/{id}/rollout", "{\"status\":\"COMPLETED\"}", STATUS_AS_SET},
};

/* The status part of an action, after its members are set. */
static void
settle_status(ActionStatus kind, const char *old_status, cJSON *item)
{
	const char *before = mock_json_text(item, STATUS_BEFORE);

	if (kind == STATUS_REMEMBER && old_status != NULL && strcmp(old_status, "Archived") != 0)
		mock_json_set_text(item, STATUS_BEFORE, old_status);
	if (kind == STATUS_RESTORE && before != NULL)
	{
		mock_json_set_text(item, "status", before);
		mock_json_remove(item, STATUS_BEFORE);
	}
}

static void
apply(size_t number, cJSON *item)
{
	const char *members = actions[number].members;
	const char *status = mock_json_text(item, "status");
	char	   *old_status = status != NULL ? mock_copy_text(status) : NULL;
	cJSON	   *parsed = mock_json_parse(members, strlen(members), NULL);
	const cJSON *member;

	cJSON_ArrayForEach(member, parsed)
		mock_json_set(item, member->string, mock_json_clone(member));
	cJSON_Delete(parsed);
	settle_status(actions[number].status, old_status, item);
	free(old_status);
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
