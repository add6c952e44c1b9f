/*
 * handler_project.c
 *		Environments, roles, and the assignment of target apps.
 *
 * Invariants: environments are always written as the whole list, and a new one
 * gets an id that is a text though it looks like a number.
 *
 * Not documented and assumed here: assigning target apps adds to those an
 * entity has; a name of an environment occurs once, and an id that is not
 * known is refused; the names of the built-in roles are taken.
 */
#include <stdio.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

/* See handlers.h. */
const cJSON *
mock_target_app_find(MockResponse *response, const char *property, const char *id)
{
	cJSON *apps = mock_state_collection("/target_app");
	cJSON *app = mock_collection_find(apps, "id", id);

	if (app == NULL)
		app = mock_collection_find(apps, "name", id);
	if (app == NULL)
		mock_answer_field_error(response, property, "Target app %s not found", id);
	return app;
}

/* Names once each, ids of environments there are; false after a 400. */
static bool
check_environments(MockResponse *response, const cJSON *environments)
{
	cJSON *known = mock_json_get(mock_state_object("/environments"), "environments");
	const cJSON *environment;

	cJSON_ArrayForEach(environment, environments)
	{
		const char *id = mock_json_text(environment, "id");

		for (const cJSON *other = environment->next; other != NULL; other = other->next)
		{
			if (strcmp(mock_json_text(environment, "name"), mock_json_text(other, "name")) == 0)
			{
				mock_answer_error(response, 400, "Name is already in use");
				return false;
			}
		}
		if (id != NULL && mock_collection_find(known, "id", id) == NULL)
		{
			mock_answer_field_error(response, "environments", "Environment %s not found", id);
			return false;
		}
	}
	return true;
}

static void
write_environments(const MockRequest *request, MockResponse *response)
{
	const cJSON *sent = mock_json_get(request->body, "environments");
	cJSON *data = mock_state_object("/environments");
	cJSON *environments;
	cJSON *environment;
	int number = 0;

	if (!check_environments(response, sent))
		return;
	environments = mock_json_clone(sent);
	cJSON_ArrayForEach(environment, environments)
	{
		char id[32];

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
		if (mock_target_app_find(response, "targetApps", given->valuestring) == NULL)
			return;
	}
	if (!check_entities(request, response))
		return;
	cJSON_ArrayForEach(given, mock_json_get(request->body, "targetApps")) assign_app(
		request->body,
		mock_json_text(mock_target_app_find(response, "targetApps", given->valuestring), "name"));
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

/* See handler.h, MockItemHookFunction. */
bool
mock_role_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	static const char *const built_in[] = {"Admin", "Member", "Read Only"};

	(void) request;
	for (int i = 0; i < 3 && old == NULL; i++)
	{
		if (strcmp(built_in[i], mock_json_text(item, "name")) == 0)
		{
			mock_answer_error(response, 400, "Name is already in use");
			return false;
		}
	}
	return true;
}

const MockHandler mock_project_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/environments", write_environments},
	{"PATCH", MOCK_PATH_PREFIX "/target_app", assign_apps},
	{"POST", MOCK_PATH_PREFIX "/target_app", create_app},
	{NULL, NULL, NULL}};
