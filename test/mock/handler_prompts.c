/*
 * handler_prompts.c
 *		Prompts and their versions.
 *
 * Nothing reads a version back but the start of its evaluation, which wants it
 * to exist.
 *
 * Not documented and assumed here: displayName is what is read as name, while
 * name gives the id; the id of a version is derived from its name, and used
 * once in its prompt.
 */
#include <stdio.h>
#include <stdlib.h>

#include "handlers.h"
#include "history.h"

/* See handler.h, MockItemHookFunction. */
bool
mock_prompt_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const char *display = mock_json_text(request->body, "displayName");
	const cJSON *app = mock_json_get(item, "targetApps");

	if (old == NULL && display != NULL)
		mock_json_set_text(item, "name", display);
	/* one app may be written as a text; the list is read */
	if (cJSON_IsString(app))
	{
		cJSON *apps = cJSON_CreateArray();

		cJSON_AddItemToArray(apps, mock_json_clone(app));
		mock_json_set(item, "targetApps", apps);
	}
	return mock_entity_people(request, response, item);
}

/* The versions of a prompt: a collection of its own. */
static cJSON *
versions_of(const cJSON *prompt)
{
	char *path = mock_state_path("/prompts", mock_json_text(prompt, "id"), "versions");
	cJSON *versions = mock_state_collection(path);

	free(path);
	return versions;
}

static void
create_version(const MockRequest *request, MockResponse *response)
{
	const cJSON *prompt = mock_item_find(request, response);
	const char *id = mock_json_text(request->body, "id");
	char key[MOCK_ID_SIZE];
	cJSON *version;

	if (prompt == NULL)
		return;
	if (id != NULL)
		snprintf(key, sizeof(key), "%s", id);
	else
		mock_derive_id(mock_json_text(request->body, "name"), key);
	if (mock_collection_find(versions_of(prompt), "id", key) != NULL)
	{
		mock_answer_error(response, 400, "Name is already in use");
		return;
	}
	version = mock_json_clone(request->body);
	mock_json_set_text(version, "id", key);
	mock_collection_append(versions_of(prompt), version);
	mock_audit_add("create_ai_config_version", "Created Prompt Version", NULL, prompt);
	mock_answer_data(request, response, "Prompt version created successfully.", version);
}

static void
start_evaluation(const MockRequest *request, MockResponse *response)
{
	const cJSON *prompt = mock_item_find(request, response);
	const cJSON *version;
	cJSON *data;

	if (prompt == NULL)
		return;
	version =
		mock_collection_find(versions_of(prompt), "id", mock_path_parameter(request, "versionId"));
	if (version == NULL)
	{
		mock_answer_not_found(response);
		return;
	}
	data = cJSON_CreateObject();
	mock_json_set_text(data, "id", mock_json_text(version, "id"));
	mock_json_set_text(data, "name", mock_json_text(version, "name"));
	mock_audit_add("start_ai_config_version_evaluation_job", "Started Evaluation", NULL, prompt);
	mock_answer_data(request, response, "Evaluation job started successfully.", data);
	cJSON_Delete(data);
}

#define PROMPT_PATH MOCK_PATH_PREFIX "/prompts/{id}"

const MockHandler mock_prompt_handlers[] = {
	{"POST", PROMPT_PATH "/versions", create_version},
	{"POST", PROMPT_PATH "/versions/{versionId}/start_evals", start_evaluation},
	{NULL, NULL, NULL}};
