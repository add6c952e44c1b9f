/*
 * handler_configs.c
 *		Dynamic configs: changes, life cycle, versions, values as JSON5.
 *
 * Invariants: isEnabled and status agree; a value and its JSON5 text parse to
 * the same object.
 *
 * Not documented and assumed here: a value given without its JSON5 text makes
 * the server drop the old text; an archived config refuses enable and disable.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"
#include "json5.h"
#include "rules.h"

static bool
has_status(const cJSON *config, const char *status)
{
	const char *current = mock_json_text(config, "status");

	return current != NULL && strcmp(current, status) == 0;
}

static void
set_status(cJSON *config, const char *status)
{
	mock_json_set_text(config, "status", status);
	mock_json_set_flag(config, "isEnabled", strcmp(status, "Enabled") == 0);
}

/*
 * Makes a value and its text agree.  given is the object that says which of
 * the two a request sent (for a config the body); holder has both members.
 */
static bool
settle_value(MockResponse *response, const cJSON *given, cJSON *holder, const char *value_member,
			 const char *text_member)
{
	cJSON *value = mock_json_get(given, value_member);
	cJSON *text = mock_json_get(given, text_member);
	cJSON *parsed;

	if (!mock_json_is_string(text))
	{
		if (value != NULL)
			mock_json_remove(holder, text_member);
		return true;
	}
	parsed = mock_json5_parse(text->valuestring);
	if (!cJSON_IsObject(parsed))
	{
		mock_answer_field_error(response, text_member, "Not a JSON5 object");
		cJSON_Delete(parsed);
		return false;
	}
	if (value != NULL && !mock_json_equal(value, parsed))
	{
		mock_answer_field_error(response, text_member, "%s and %s must parse to the same object",
								value_member, text_member);
		cJSON_Delete(parsed);
		return false;
	}
	if (value != NULL)
		cJSON_Delete(parsed);
	else
		mock_json_set(holder, value_member, parsed);
	return true;
}

/* See handlers.h. */
bool
mock_config_settle_rule(MockResponse *response, const cJSON *given, cJSON *rule)
{
	cJSON *variant;
	double sum = 0;

	if (!settle_value(response, given, rule, "returnValue", "returnValueJson5"))
		return false;
	if (mock_json_get(given, "variants") == NULL)
		return true;
	cJSON_ArrayForEach(variant, mock_json_get(rule, "variants"))
	{
		char id[MOCK_ID_SIZE];

		sum += mock_json_double(mock_json_get(variant, "passPercentage"), 0);
		if (mock_json_text(variant, "id") == NULL)
		{
			mock_new_id(id);
			mock_json_set_text(variant, "id", id);
		}
		if (!settle_value(response, variant, variant, "returnValue", "returnValueJson5"))
			return false;
	}
	if (cJSON_GetArraySize(mock_json_get(rule, "variants")) > 0 && (sum < 99.99 || sum > 100.01))
	{
		mock_answer_field_error(response, "variants",
								"The pass percentages of variants must sum to 100");
		return false;
	}
	return true;
}

static void
set_defaults(const cJSON *body, cJSON *config)
{
	if (mock_json_get(body, "description") == NULL)
		mock_json_set_text(config, "description", "");
	if (mock_json_get(body, "rules") == NULL)
		mock_json_set(config, "rules", cJSON_CreateArray());
	if (mock_json_get(body, "idType") == NULL)
		mock_json_set_text(config, "idType", "userID");
	if (mock_json_get(body, "defaultValue") == NULL &&
		mock_json_get(body, "defaultValueJson5") == NULL)
		mock_json_set(config, "defaultValue", cJSON_CreateObject());
	if (mock_json_get(body, "isEnabled") == NULL)
		mock_json_set_flag(config, "isEnabled", true);
	set_status(config, mock_json_flag(config, "isEnabled") ? "Enabled" : "Disabled");
}

static bool
prepare_rules(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	cJSON *rules = mock_json_get(item, "rules");
	const cJSON *sent = mock_json_get(request->body, "rules")->child;
	cJSON *rule;

	cJSON_ArrayForEach(rule, rules)
	{
		/* A rule that leaves its share open, as those with variants do, lets everybody pass. */
		if (mock_json_get(sent, "passPercentage") == NULL)
			mock_json_set_integer(rule, "passPercentage", 100);
		sent = sent->next;
		if (!mock_config_settle_rule(response, rule, rule))
			return false;
	}
	return mock_rules_prepare(response, mock_json_get(old, "rules"), rules);
}

/* See handler.h, MockItemHookFunction. */
bool
mock_config_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const cJSON *body = request->body;

	if (!mock_entity_people(request, response, item) ||
		!settle_value(response, body, item, "defaultValue", "defaultValueJson5"))
		return false;
	if (old == NULL)
		set_defaults(body, item);
	else if (mock_json_get(body, "isEnabled") != NULL)
	{
		if (has_status(old, "Archived") && mock_json_flag(body, "isEnabled"))
		{
			mock_answer_error(response, 400, "Dynamic config is archived");
			return false;
		}
		if (!has_status(old, "Archived"))
			set_status(item, mock_json_flag(body, "isEnabled") ? "Enabled" : "Disabled");
	}
	return mock_json_get(body, "rules") == NULL || prepare_rules(request, response, old, item);
}

static void
create_config(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_config_kind, request, response);
}

static void
update_config(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&mock_config_kind, request, response);
}

static void
delete_config(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_config_kind, request, response);
}

static void
list_versions(const MockRequest *request, MockResponse *response)
{
	mock_entity_versions(&mock_config_kind, request, response);
}

/* Stores the new status of a config and answers it. */
static void
change_status(const MockRequest *request, MockResponse *response, cJSON *config, const char *status,
			  const char *message)
{
	cJSON *old = mock_json_clone(config);

	set_status(config, status);
	mock_entity_changed(&mock_config_kind, old, config, "config_state_toggle");
	mock_answer_data(request, response, message, config);
}

/* Enables or disables a config that must not be archived. */
static void
switch_config(const MockRequest *request, MockResponse *response, const char *status,
			  const char *message)
{
	cJSON *config = mock_item_find(request, response);

	if (config == NULL)
		return;
	if (has_status(config, "Archived"))
		mock_answer_error(response, 400, "Dynamic config is archived");
	else
		change_status(request, response, config, status, message);
}

static void
enable_config(const MockRequest *request, MockResponse *response)
{
	switch_config(request, response, "Enabled", "Dynamic config enabled successfully.");
}

static void
disable_config(const MockRequest *request, MockResponse *response)
{
	switch_config(request, response, "Disabled", "Dynamic config disabled successfully.");
}

static void
archive_config(const MockRequest *request, MockResponse *response)
{
	cJSON *config = mock_item_find(request, response);

	if (config == NULL)
		return;
	if (!has_status(config, "Archived"))
		mock_json_set_flag(config, "_mockEnabledBefore", mock_json_flag(config, "isEnabled"));
	change_status(request, response, config, "Archived", "Dynamic config archived successfully.");
}

static void
unarchive_config(const MockRequest *request, MockResponse *response)
{
	cJSON *config = mock_item_find(request, response);

	if (config == NULL)
		return;
	/* actions can be repeated: nothing to do is no error */
	if (!has_status(config, "Archived"))
		mock_answer_data(request, response, "Dynamic config unarchived successfully.", config);
	else
		change_status(request, response, config,
					  mock_json_flag(config, "_mockEnabledBefore") ? "Enabled" : "Disabled",
					  "Dynamic config unarchived successfully.");
}

#define CONFIG_PATH MOCK_PATH_PREFIX "/dynamic_configs/{id}"

const MockHandler mock_config_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/dynamic_configs", create_config},
	{"POST", CONFIG_PATH, update_config},
	{"PATCH", CONFIG_PATH, update_config},
	{"DELETE", CONFIG_PATH, delete_config},
	{"PUT", CONFIG_PATH "/enable", enable_config},
	{"PUT", CONFIG_PATH "/disable", disable_config},
	{"PUT", CONFIG_PATH "/archive", archive_config},
	{"PUT", CONFIG_PATH "/unarchive", unarchive_config},
	{"GET", CONFIG_PATH "/versions", list_versions},
	{NULL, NULL, NULL}};
