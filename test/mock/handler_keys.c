/*
 * handler_keys.c
 *		API keys: what they are written and read with, rotation.
 *
 * Invariants: a key is written with ids of target apps and read with their
 * names; a rotated key has a new key string and is otherwise the same.  An
 * update answers what it was sent; a test may ask for the whole key instead
 * (form.h, "whole").
 */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "handlers.h"
#include "history.h"

static const MockEntityKind key_kind = {
	"/keys", false, "sdk_key_create", "sdk_key_update_description", "sdk_key_delete", "Key"};

/* Sets primaryTargetApp from targetAppID of the body; false after a 400. */
static bool
set_primary_app(const MockRequest *request, MockResponse *response, cJSON *key)
{
	const cJSON *id = mock_json_get(request->body, "targetAppID");
	const cJSON *app;

	if (id == NULL)
		return true;
	if (cJSON_IsNull(id))
	{
		mock_json_set_null(key, "primaryTargetApp");
		return true;
	}
	app = mock_target_app_find(response, "targetAppID", id->valuestring);
	if (app == NULL)
		return false;
	mock_json_set_text(key, "primaryTargetApp", mock_json_text(app, "name"));
	return true;
}

/* Sets secondaryTargetApps from secondaryTargetAppIDs of the body; false after a 400. */
static bool
set_secondary_apps(const MockRequest *request, MockResponse *response, cJSON *key)
{
	const cJSON *ids = mock_json_get(request->body, "secondaryTargetAppIDs");
	const cJSON *id;
	cJSON *names;

	if (ids == NULL)
		return true;
	if (cJSON_IsNull(ids))
	{
		mock_json_set_null(key, "secondaryTargetApps");
		return true;
	}
	names = cJSON_CreateArray();
	mock_json_set(key, "secondaryTargetApps", names);
	cJSON_ArrayForEach(id, ids)
	{
		const cJSON *app = mock_target_app_find(response, "secondaryTargetAppIDs", id->valuestring);

		if (app == NULL)
			return false;
		cJSON_AddItemToArray(names, cJSON_CreateString(mock_json_text(app, "name")));
	}
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_key_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	if (old == NULL)
		mock_json_set_text(item, "status", "active");
	return set_primary_app(request, response, item) && set_secondary_apps(request, response, item);
}

static void
create_key(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&key_kind, request, response);
}

static void
update_key(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&key_kind, request, response);
	if (response->status < 300 && !mock_fault_wants_form(request->fault, "whole"))
		mock_answer_data(request, response, "Key updated successfully.", request->body);
}

static void
delete_key(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&key_kind, request, response);
}

static void
deactivate_key(const MockRequest *request, MockResponse *response)
{
	cJSON *key = mock_item_find(request, response);
	cJSON *old;

	if (key == NULL)
		return;
	old = mock_json_clone(key);
	mock_json_set_text(key, "status", "deactivated");
	mock_audit_add("sdk_key_deactivate", "Deactivated Key", old, key);
	cJSON_Delete(old);
	mock_answer_message(request, response, "Key deactivated successfully.");
}

static void
rotate_key(const MockRequest *request, MockResponse *response)
{
	cJSON *key = mock_item_find(request, response);
	const char *old;
	char id[MOCK_ID_SIZE];
	char *fresh;

	if (key == NULL)
		return;
	old = mock_json_text(key, "key");
	mock_new_id(id);
	fresh = mock_text_printf("%.*s-%s", (int) strcspn(old, "-"), old, id);
	mock_json_set_text(key, "key", fresh);
	free(fresh);
	mock_audit_add("secret_key_regenerate", "Rotated Key", NULL, key);
	mock_answer_data(request, response, "Key rotated successfully.", key);
}

#define KEY_PATH MOCK_PATH_PREFIX "/keys/{id}"

const MockHandler mock_key_handlers[] = {{"POST", MOCK_PATH_PREFIX "/keys", create_key},
										 {"PATCH", KEY_PATH, update_key},
										 {"DELETE", KEY_PATH, delete_key},
										 {"PATCH", KEY_PATH "/deactivate", deactivate_key},
										 {"PATCH", KEY_PATH "/rotate", rotate_key},
										 {NULL, NULL, NULL}};
