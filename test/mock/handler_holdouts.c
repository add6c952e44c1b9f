/*
 * handler_holdouts.c
 *		Holdouts: create, update, delete.
 *
 * PATCH appends to gateIDs, experimentIDs and layerIDs and does not look for
 * repeats (observed for experimentIDs); POST replaces the lists.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

static const MockEntityKind holdout_kind = {
	"/holdouts", false, "holdout_create", "holdout_update", "holdout_delete", "Holdout"};

/* The lists of a holdout and where their ids live. */
static const char *const lists[][2] = {
	{"gateIDs", "/gates"}, {"experimentIDs", "/experiments"}, {"layerIDs", "/layers"}};
#define LISTS 3

static bool
exists(const char *collection, const char *id)
{
	return mock_collection_find(mock_state_collection(collection), "id", id) != NULL;
}

/* False, after a 404, when the holdout names a gate, experiment or layer that does not exist. */
static bool
check_members(const MockRequest *request, MockResponse *response)
{
	const char *target = mock_json_text(request->body, "targetingGateID");
	const cJSON *id;

	for (int i = 0; i < LISTS; i++)
	{
		cJSON_ArrayForEach(id, mock_json_get(request->body, lists[i][0]))
		{
			if (!exists(lists[i][1], id->valuestring))
			{
				mock_answer_unknown_member(response, lists[i][0], id->valuestring);
				return false;
			}
		}
	}
	/* an empty text means no gate, as null does */
	if (target != NULL && *target != '\0' && !exists("/gates", target))
	{
		mock_answer_unknown_member(response, "targetingGateID", target);
		return false;
	}
	return true;
}

/* Puts the ids that were there before in front of those the request sent. */
static void
append_to_old(const cJSON *old, cJSON *item, const char *member)
{
	cJSON *all = mock_json_clone(mock_json_get(old, member));
	const cJSON *id;

	cJSON_ArrayForEach(id, mock_json_get(item, member))
		cJSON_AddItemToArray(all, mock_json_clone(id));
	mock_json_set(item, member, all);
}

/* See handler.h, MockItemHookFunction. */
bool
mock_holdout_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	if (!mock_entity_people(request, response, item) || !check_members(request, response))
		return false;
	for (int i = 0; i < LISTS && old != NULL; i++)
	{
		if (strcmp(request->method, "PATCH") == 0 &&
			mock_json_get(request->body, lists[i][0]) != NULL)
			append_to_old(old, item, lists[i][0]);
	}
	return true;
}

static void
create_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&holdout_kind, request, response);
}

static void
update_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&holdout_kind, request, response);
}

static void
delete_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&holdout_kind, request, response);
}

#define HOLDOUT_PATH MOCK_PATH_PREFIX "/holdouts/{id}"

const MockHandler mock_holdout_handlers[] = {{"POST", MOCK_PATH_PREFIX "/holdouts", create_holdout},
											 {"POST", HOLDOUT_PATH, update_holdout},
											 {"PATCH", HOLDOUT_PATH, update_holdout},
											 {"DELETE", HOLDOUT_PATH, delete_holdout},
											 {NULL, NULL, NULL}};
