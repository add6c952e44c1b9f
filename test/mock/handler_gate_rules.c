/*
 * handler_gate_rules.c
 *		Rules of a gate, one by one: add, change, remove.
 *
 * Every change answers the whole gate.  A rule is named by its id or baseID,
 * in paths and in bodies; an unknown one is a 400, not a 404.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"
#include "rules.h"

#define RULES_ACTION "config_conditions_update"

/* The contract types data as an array that holds one object with the rules. */
static void
list_rules(const MockRequest *request, MockResponse *response)
{
	cJSON *gate = mock_item_find(request, response);
	cJSON *data;
	cJSON *holder;

	if (gate == NULL)
		return;
	data = cJSON_CreateArray();
	holder = cJSON_CreateObject();
	mock_json_set(holder, "rules", mock_json_clone(mock_json_get(gate, "rules")));
	cJSON_AddItemToArray(data, holder);
	mock_answer_page(request, response, data);
	cJSON_Delete(data);
}

/* Appends rules (an array, not kept) to the gate; all of them or none. */
static void
append_rules(const MockRequest *request, MockResponse *response, const cJSON *added)
{
	cJSON *gate = mock_item_find(request, response);
	cJSON *rules;
	const cJSON *rule;

	if (gate == NULL)
		return;
	rules = mock_json_clone(mock_json_get(gate, "rules"));
	cJSON_ArrayForEach(rule, added)
	{
		cJSON *copy = mock_json_clone(rule);

		/* A new rule gets ids of its own, whatever was sent. */
		mock_json_remove(copy, "id");
		mock_json_remove(copy, "baseID");
		cJSON_AddItemToArray(rules, copy);
	}
	/* Conditions of the stored rules are valid as they are: judge the new ones. */
	if (mock_rules_prepare_added(response, rules, cJSON_GetArraySize(mock_json_get(gate, "rules"))))
	{
		cJSON *old = mock_json_clone(gate);

		mock_json_set(gate, "rules", rules);
		mock_entity_changed(&mock_gate_kind, old, gate, RULES_ACTION);
		mock_answer_data(request, response, "Gate rules added successfully.", gate);
	}
	else
		cJSON_Delete(rules);
}

static void
add_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *added = cJSON_CreateArray();

	cJSON_AddItemToArray(added, mock_json_clone(request->body));
	append_rules(request, response, added);
	cJSON_Delete(added);
}

static void
add_rules(const MockRequest *request, MockResponse *response)
{
	append_rules(request, response, mock_json_get(request->body, "rules"));
}

/* Changes several rules; one that cannot be changed leaves all as they were. */
static void
change_rules(const MockRequest *request, MockResponse *response)
{
	cJSON *gate = mock_item_find(request, response);
	const cJSON *change;
	cJSON *rules;
	cJSON *old;

	if (gate == NULL)
		return;
	rules = mock_json_clone(mock_json_get(gate, "rules"));
	cJSON_ArrayForEach(change, mock_json_get(request->body, "rules"))
	{
		const char *base_id = mock_json_text(change, "baseID");
		const char *id = mock_json_text(change, "id");
		cJSON *rule = base_id != NULL ? mock_rules_find(rules, base_id) : NULL;

		if (rule == NULL && id != NULL)
			rule = mock_rules_find(rules, id);
		if (rule == NULL)
			mock_rules_answer_unknown(response);
		if (rule == NULL || !mock_rule_update(response, rules, rule, change))
		{
			cJSON_Delete(rules);
			return;
		}
	}
	old = mock_json_clone(gate);
	mock_json_set(gate, "rules", rules);
	mock_entity_changed(&mock_gate_kind, old, gate, RULES_ACTION);
	mock_answer_data(request, response, "Gate rules updated successfully.", gate);
}

/* The gate and the rule that the path names; NULL after an error answer. */
static cJSON *
find_rule(const MockRequest *request, MockResponse *response, cJSON **gate)
{
	cJSON *rule;

	*gate = mock_item_find(request, response);
	if (*gate == NULL)
		return NULL;
	rule = mock_rules_find(mock_json_get(*gate, "rules"), mock_path_parameter(request, "ruleID"));
	if (rule == NULL)
		mock_rules_answer_unknown(response);
	return rule;
}

static void
change_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *gate;
	cJSON *rule = find_rule(request, response, &gate);
	cJSON *old;

	if (rule == NULL)
		return;
	old = mock_json_clone(gate);
	if (!mock_rule_update(response, mock_json_get(gate, "rules"), rule, request->body))
	{
		cJSON_Delete(old);
		return;
	}
	mock_entity_changed(&mock_gate_kind, old, gate, RULES_ACTION);
	mock_answer_data(request, response, "Gate rule updated successfully.", gate);
}

static void
delete_rule(const MockRequest *request, MockResponse *response)
{
	cJSON *gate;
	cJSON *rule = find_rule(request, response, &gate);
	cJSON *old;

	if (rule == NULL)
		return;
	old = mock_json_clone(gate);
	mock_collection_remove(mock_json_get(gate, "rules"), rule);
	mock_entity_changed(&mock_gate_kind, old, gate, RULES_ACTION);
	mock_answer_data(request, response, "Gate rule deleted successfully.", gate);
}

#define GATE_PATH MOCK_PATH_PREFIX "/gates/{id}"

const MockHandler mock_gate_rule_handlers[] = {{"GET", GATE_PATH "/rules", list_rules},
											   {"POST", GATE_PATH "/rule", add_rule},
											   {"POST", GATE_PATH "/rules", add_rules},
											   {"PATCH", GATE_PATH "/rules", change_rules},
											   {"PATCH", GATE_PATH "/rules/{ruleID}", change_rule},
											   {"DELETE", GATE_PATH "/rules/{ruleID}", delete_rule},
											   {NULL, NULL, NULL}};
