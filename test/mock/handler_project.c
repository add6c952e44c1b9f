/*
 * handler_project.c
 *		Keys, environments, and the assignment of target apps.
 *
 * Invariants: a rotated key has a new key string and is otherwise the same;
 * environments are always written as the whole list, and a new one gets an id
 * that is a text though it looks like a number.
 *
 * Not documented and assumed here: assigning target apps adds to those an
 * entity has; a name of an environment occurs once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

static const cJSON *
find_app(MockResponse *response, const char *property, const char *id)
{
	cJSON *apps = mock_state_collection("/target_app");
	cJSON *app = mock_collection_find(apps, "id", id);

	if (app == NULL)
		app = mock_collection_find(apps, "name", id);
	if (app == NULL)
		mock_answer_field_error(response, property, "Target app %s not found", id);
	return app;
}

/*
 * See handler.h, MockItemHookFunction.  Keys are written with ids of target
 * apps and read with their names.
 */
bool
mock_key_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const cJSON *primary = mock_json_get(request->body, "targetAppID");
	const cJSON *secondary = mock_json_get(request->body, "secondaryTargetAppIDs");
	const cJSON *id;
	cJSON *names;

	if (old == NULL)
		mock_json_set_text(item, "status", "active");
	if (cJSON_IsNull(primary))
		mock_json_set_null(item, "primaryTargetApp");
	else if (primary != NULL)
	{
		const cJSON *app = find_app(response, "targetAppID", primary->valuestring);

		if (app == NULL)
			return false;
		mock_json_set_text(item, "primaryTargetApp", mock_json_text(app, "name"));
	}
	if (secondary == NULL)
		return true;
	if (cJSON_IsNull(secondary))
	{
		mock_json_set_null(item, "secondaryTargetApps");
		return true;
	}
	names = cJSON_CreateArray();
	mock_json_set(item, "secondaryTargetApps", names);
	cJSON_ArrayForEach(id, secondary)
	{
		const cJSON *app = find_app(response, "secondaryTargetAppIDs", id->valuestring);

		if (app == NULL)
			return false;
		cJSON_AddItemToArray(names, cJSON_CreateString(mock_json_text(app, "name")));
	}
	return true;
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

static void
write_environments(const MockRequest *request, MockResponse *response)
{
	cJSON *environments = mock_json_clone(mock_json_get(request->body, "environments"));
	cJSON *data = mock_state_object("/environments");
	cJSON *environment;
	int number = 0;

	cJSON_ArrayForEach(environment, environments)
	{
		char id[32];

		for (const cJSON *other = environment->next; other != NULL; other = other->next)
		{
			if (strcmp(mock_json_text(environment, "name"), mock_json_text(other, "name")) == 0)
			{
				mock_answer_error(response, 400, "Name is already in use");
				cJSON_Delete(environments);
				return;
			}
		}
		if (mock_json_text(environment, "id") != NULL)
			continue;
		snprintf(id, sizeof(id), "0.%013lld%03d", (long long) mock_clock_now(), ++number);
		mock_json_set_text(environment, "id", id);
	}
	mock_json_set(data, "environments", environments);
	mock_audit_add("company_environments_edit", "Edited Environments", NULL, data);
	mock_answer_data(request, response, "Environments updated successfully.", data);
}

/* The lists of a bulk assignment and where their ids live. */
static const char *const assignable[][2] = {
	{"gates", "/gates"}, {"dynamicConfigs", "/dynamic_configs"}, {"experiments", "/experiments"}};

/* Are all entities of the body there?  404 otherwise. */
static bool
check_entities(const MockRequest *request, MockResponse *response)
{
	for (int i = 0; i < 3; i++)
	{
		const cJSON *id;

		cJSON_ArrayForEach(id, mock_json_get(request->body, assignable[i][0]))
		{
			if (mock_collection_find(mock_state_collection(assignable[i][1]), "id",
									 id->valuestring) == NULL)
			{
				mock_answer_not_found(response);
				return false;
			}
		}
	}
	return true;
}

/* Adds one target app's name to all entities of the body. */
static void
assign_app(const cJSON *body, const char *name)
{
	for (int i = 0; i < 3; i++)
	{
		const cJSON *id;

		cJSON_ArrayForEach(id, mock_json_get(body, assignable[i][0]))
		{
			cJSON *entity = mock_collection_find(mock_state_collection(assignable[i][1]), "id",
												 id->valuestring);
			cJSON *apps = mock_json_get(entity, "targetApps");

			if (!cJSON_IsArray(apps))
			{
				apps = cJSON_CreateArray();
				mock_json_set(entity, "targetApps", apps);
			}
			if (!mock_json_holds_text(apps, name))
				cJSON_AddItemToArray(apps, cJSON_CreateString(name));
		}
	}
}

static void
assign_apps(const MockRequest *request, MockResponse *response)
{
	const cJSON *given;

	cJSON_ArrayForEach(given, mock_json_get(request->body, "targetApps"))
	{
		if (find_app(response, "targetApps", given->valuestring) == NULL)
			return;
	}
	if (!check_entities(request, response))
		return;
	cJSON_ArrayForEach(given, mock_json_get(request->body, "targetApps"))
		assign_app(request->body,
				   mock_json_text(find_app(response, "targetApps", given->valuestring), "name"));
	mock_audit_add("config_edit_target_apps", "Assigned Target Apps", NULL, request->body);
	mock_answer_message(request, response, "Target apps assigned successfully.");
}

static void
create_app(const MockRequest *request, MockResponse *response)
{
	if (!check_entities(request, response))
		return;
	mock_generic_handle(request, response);
	if (response->status < 300)
	{
		assign_app(request->body, mock_json_text(request->body, "name"));
		mock_audit_add("create_customer_app", "Created Target App", NULL, request->body);
	}
}

const MockHandler mock_project_handlers[] = {
	{"PATCH", MOCK_PATH_PREFIX "/keys/{id}/rotate", rotate_key},
	{"POST", MOCK_PATH_PREFIX "/environments", write_environments},
	{"PATCH", MOCK_PATH_PREFIX "/target_app", assign_apps},
	{"POST", MOCK_PATH_PREFIX "/target_app", create_app},
	{NULL, NULL, NULL}};
