/*
 * handler_config_rules.c
 *		Rules of a dynamic config, one by one: read, change, remove.
 *
 * Whether the path takes the baseID besides the id is documented for gates
 * only; the mock takes both for configs too.  Rules are added by a PATCH of
 * the config with the whole array.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"
#include "rules.h"

#define RULES_ACTION "config_conditions_update"

/* The contract's answer for single rules and GET …/rules knows no JSON5 text and no variants. */
static cJSON *
shown_rule(const cJSON *rule)
{
	cJSON *shown = mock_json_clone(rule);

	mock_json_remove(shown, "returnValueJson5");
	mock_json_remove(shown, "variants");
	return shown;
}

static void
list_rules(const MockRequest *request, MockResponse *response)
{
	cJSON *config = mock_item_find(request, response);
	cJSON *data;
	cJSON *holder;
	cJSON *rules;
	const cJSON *rule;

	if (config == NULL)
		return;
	rules = cJSON_CreateArray();
	cJSON_ArrayForEach(rule, mock_json_get(config, "rules"))
		cJSON_AddItemToArray(rules, shown_rule(rule));
	holder = cJSON_CreateObject();
	mock_json_set(holder, "rules", rules);
	data = cJSON_CreateArray();
	cJSON_AddItemToArray(data, holder);
	mock_answer_page(request, response, data);
	cJSON_Delete(data);
}

/* The config and the rule that the path names; NULL after an error answer. */
static cJSON *
find_rule(const MockRequest *request, MockResponse *response, cJSON **config)
{
	cJSON *rule;

	*config = mock_item_find(request, response);
	if (*config == NULL)
		return NULL;
	rule = mock_rules_find(mock_json_get(*config, "rules"), mock_path_parameter(request, "ruleId"));
	if (rule == NULL)
		mock_rules_answer_unknown(response);
	return rule;
}

static void
read_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *config;
	cJSON *rule = find_rule(request, response, &config);
	cJSON *shown;

	if (rule == NULL)
		return;
	shown = shown_rule(rule);
	mock_answer_data(request, response, "Rule read successfully.", shown);
	cJSON_Delete(shown);
}

static void
change_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *config;
	cJSON *rule = find_rule(request, response, &config);
	cJSON *change;
	cJSON *old;

	if (rule == NULL)
		return;
	change = mock_json_clone(request->body);
	old = mock_json_clone(config);
	if (mock_config_settle_rule(response, request->body, change) &&
		mock_rule_update(response, mock_json_get(config, "rules"), rule, change))
	{
		/* A value without its JSON5 text outdates the text. */
		if (mock_json_get(change, "returnValue") != NULL &&
			mock_json_get(change, "returnValueJson5") == NULL)
			mock_json_remove(rule, "returnValueJson5");
		mock_entity_changed(&mock_config_kind, old, config, RULES_ACTION);
		mock_answer_data(request, response, "Rule updated successfully.", config);
	}
	else
		cJSON_Delete(old);
	cJSON_Delete(change);
}

static void
delete_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *config;
	cJSON *rule = find_rule(request, response, &config);
	cJSON *old;

	if (rule == NULL)
		return;
	old = mock_json_clone(config);
	mock_collection_remove(mock_json_get(config, "rules"), rule);
	mock_entity_changed(&mock_config_kind, old, config, RULES_ACTION);
	mock_answer_data(request, response, "Rule deleted successfully.", config);
}

#define CONFIG_PATH MOCK_PATH_PREFIX "/dynamic_configs/{id}"

const MockHandler mock_config_rule_handlers[] = {
	{"GET", CONFIG_PATH "/rules", list_rules},
	{"GET", CONFIG_PATH "/rule/{ruleId}", read_rule},
	{"PATCH", CONFIG_PATH "/rule/{ruleId}", change_rule},
	{"DELETE", CONFIG_PATH "/rule/{ruleId}", delete_rule},
	{NULL, NULL, NULL}};
