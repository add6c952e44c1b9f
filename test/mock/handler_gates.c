/*
 * handler_gates.c
 *		Feature gates: changes, life cycle, references, versions.
 *
 * Invariants: isEnabled and status agree (Disabled and Archived are off, In
 * Progress and Launched are on).  That an archived gate is left out of the
 * list is the list's business (filter.c).
 *
 * Not documented and assumed here: an archived gate refuses enable, disable
 * and launch; archiving a gate that rules, experiments or configs still name
 * needs forceArchive; unarchive gives the state before.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"
#include "rules.h"

#define GATES "/gates"

static bool
has_status(const cJSON *gate, const char *status)
{
	const char *current = mock_json_text(gate, "status");

	return current != NULL && strcmp(current, status) == 0;
}

static void
set_status(cJSON *gate, const char *status, bool enabled)
{
	mock_json_set_text(gate, "status", status);
	mock_json_set_flag(gate, "isEnabled", enabled);
}

/* The hidden member that the list's rolloutRate filter reads. */
static void
set_rollout_rate(cJSON *gate)
{
	const cJSON *rule;
	bool all = true;
	bool none = true;
	const char *rate;

	cJSON_ArrayForEach(rule, mock_json_get(gate, "rules"))
	{
		double pass = mock_json_double(mock_json_get(rule, "passPercentage"), 0);

		all = all && pass == 100;
		none = none && pass == 0;
	}
	if (has_status(gate, "Launched"))
		rate = "100";
	else if (none || !has_status(gate, "In Progress"))
		rate = "0";
	else
		rate = all ? "100" : "INBETWEEN";
	mock_json_set_text(gate, "_mockRolloutRate", rate);
	if (!has_status(gate, "In Progress"))
		mock_json_set_text(gate, "_mockPassRate", rate);
	else if (mock_json_get(gate, "_mockPassRate") == NULL)
		mock_json_set_text(gate, "_mockPassRate", "0");
}

/* Members of a new gate that its body leaves open. */
static void
set_defaults(const cJSON *body, cJSON *gate)
{
	if (mock_json_get(body, "type") == NULL)
		mock_json_set_text(gate, "type",
						   mock_json_flag(body, "isTemplate") ? "TEMPLATE" : "TEMPORARY");
	if (mock_json_get(body, "isEnabled") == NULL)
		mock_json_set_flag(gate, "isEnabled", true);
	if (mock_json_get(body, "description") == NULL)
		mock_json_set_text(gate, "description", "");
	if (mock_json_get(body, "rules") == NULL)
		mock_json_set(gate, "rules", cJSON_CreateArray());
	if (mock_json_get(body, "idType") == NULL)
		mock_json_set_text(gate, "idType", "userID");
	mock_json_set_text(gate, "typeReason", "NONE");
	mock_json_set_null(gate, "checksPerHour");
	set_status(gate, mock_json_flag(gate, "isEnabled") ? "In Progress" : "Disabled",
			   mock_json_flag(gate, "isEnabled"));
}

/* See handler.h, MockItemHookFunction. */
bool
mock_gate_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	if (!mock_entity_people(request, response, item))
		return false;
	if (old == NULL)
		set_defaults(request->body, item);
	else if (mock_json_get(request->body, "isEnabled") != NULL &&
			 mock_json_flag(old, "isEnabled") != mock_json_flag(item, "isEnabled"))
	{
		if (has_status(old, "Archived"))
		{
			mock_answer_error(response, 400, "Gate is archived");
			return false;
		}
		set_status(item, mock_json_flag(item, "isEnabled") ? "In Progress" : "Disabled",
				   mock_json_flag(item, "isEnabled"));
	}
	if (mock_json_get(request->body, "rules") != NULL &&
		!mock_rules_prepare(response, mock_json_get(old, "rules"), mock_json_get(item, "rules")))
		return false;
	set_rollout_rate(item);
	return true;
}

static void
create_gate(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_gate_kind, request, response);
}

static void
update_gate(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&mock_gate_kind, request, response);
}

static void
delete_gate(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_gate_kind, request, response);
}

static void
list_versions(const MockRequest *request, MockResponse *response)
{
	mock_entity_versions(&mock_gate_kind, request, response);
}

/* Changes status and flag of a gate that must not be archived. */
static void
switch_gate(const MockRequest *request, MockResponse *response, const char *status, bool enabled,
			const char *message)
{
	cJSON *gate = mock_item_find(request, response);
	cJSON *old;

	if (gate == NULL)
		return;
	if (has_status(gate, "Archived"))
	{
		mock_answer_error(response, 400, "Gate is archived");
		return;
	}
	old = mock_json_clone(gate);
	set_status(gate, status, enabled);
	set_rollout_rate(gate);
	mock_entity_changed(&mock_gate_kind, old, gate, "config_state_toggle");
	mock_answer_data(request, response, message, gate);
}

static void
enable_gate(const MockRequest *request, MockResponse *response)
{
	switch_gate(request, response, "In Progress", true, "Gate enabled successfully.");
}

static void
disable_gate(const MockRequest *request, MockResponse *response)
{
	switch_gate(request, response, "Disabled", false, "Gate disabled successfully.");
}

static void
launch_gate(const MockRequest *request, MockResponse *response)
{
	switch_gate(request, response, "Launched", true, "Gate launched successfully.");
}

/* Puts an override of an experiment those who pass the gate into a group? */
static bool
overrides_refer_to(const cJSON *experiment, const char *gate_id)
{
	char *path = mock_state_path("/experiments", mock_json_text(experiment, "id"), "overrides");
	const cJSON *override;
	bool found = false;

	cJSON_ArrayForEach(override, mock_json_get(mock_state_get(path), "overrides"))
	{
		const char *type = mock_json_text(override, "type");

		found = found || (type != NULL && strcmp(type, "gate") == 0 &&
						  mock_json_holds_text(mock_json_get(override, "id"), gate_id));
	}
	free(path);
	return found;
}

/* Do the rules of a gate or config, or targeting or overrides of an experiment, name the gate? */
static bool
refers_to(const char *collection, const cJSON *entity, const char *gate_id)
{
	const char *targeting = mock_json_text(entity, "targetingGateID");

	return (targeting != NULL && strcmp(targeting, gate_id) == 0) ||
		   mock_rules_refer_to_gate(mock_json_get(entity, "rules"), gate_id) ||
		   (strcmp(collection, "/experiments") == 0 && overrides_refer_to(entity, gate_id));
}

/* An array of references to the entities of a collection that name the gate. */
static cJSON *
collect_references(const char *collection, const char *gate_id)
{
	cJSON *found = cJSON_CreateArray();
	cJSON *entity;

	cJSON_ArrayForEach(entity, mock_state_collection(collection))
	{
		if (!has_status(entity, "Archived") && refers_to(collection, entity, gate_id))
			cJSON_AddItemReferenceToArray(found, entity);
	}
	return found;
}

static void
list_references(const MockRequest *request, MockResponse *response, const char *collection)
{
	cJSON *gate = mock_item_find(request, response);
	cJSON *found;

	if (gate == NULL)
		return;
	found = collect_references(collection, mock_json_text(gate, "id"));
	mock_answer_list(request, response, found);
	cJSON_Delete(found);
}

static void
list_gate_references(const MockRequest *request, MockResponse *response)
{
	list_references(request, response, GATES);
}

static void
list_experiment_references(const MockRequest *request, MockResponse *response)
{
	list_references(request, response, "/experiments");
}

static void
list_config_references(const MockRequest *request, MockResponse *response)
{
	list_references(request, response, "/dynamic_configs");
}

static bool
is_referenced(const char *gate_id)
{
	static const char *const collections[] = {GATES, "/experiments", "/dynamic_configs"};
	bool found = false;

	for (int i = 0; i < 3 && !found; i++)
	{
		cJSON *references = collect_references(collections[i], gate_id);

		found = cJSON_GetArraySize(references) > 0;
		cJSON_Delete(references);
	}
	return found;
}

static void
archive_gate(const MockRequest *request, MockResponse *response)
{
	cJSON *gate = mock_item_find(request, response);
	cJSON *old;

	if (gate == NULL)
		return;
	if (!mock_json_flag(request->body, "forceArchive") && is_referenced(mock_json_text(gate, "id")))
	{
		mock_answer_error(response, 400,
						  "Gate is referenced by other configs; set forceArchive to archive it");
		return;
	}
	old = mock_json_clone(gate);
	if (!has_status(gate, "Archived"))
		mock_json_set_text(gate, "_mockStatusBefore", mock_json_text(old, "status"));
	set_status(gate, "Archived", false);
	set_rollout_rate(gate);
	mock_entity_changed(&mock_gate_kind, old, gate, "config_state_toggle");
	mock_answer_data(request, response, "Gate archived successfully.", gate);
}

static void
unarchive_gate(const MockRequest *request, MockResponse *response)
{
	cJSON *gate = mock_item_find(request, response);
	const char *before;
	cJSON *old;

	if (gate == NULL)
		return;
	/* actions can be repeated: nothing to do is no error */
	if (!has_status(gate, "Archived"))
	{
		mock_answer_data(request, response, "Gate unarchived successfully.", gate);
		return;
	}
	old = mock_json_clone(gate);
	before = mock_json_text(old, "_mockStatusBefore");
	if (before == NULL)
		before = "Disabled";
	set_status(gate, before, strcmp(before, "Disabled") != 0);
	set_rollout_rate(gate);
	mock_entity_changed(&mock_gate_kind, old, gate, "config_state_toggle");
	mock_answer_data(request, response, "Gate unarchived successfully.", gate);
}

#define GATE_PATH MOCK_PATH_PREFIX "/gates/{id}"

const MockHandler mock_gate_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/gates", create_gate},
	{"POST", GATE_PATH, update_gate},
	{"PATCH", GATE_PATH, update_gate},
	{"DELETE", GATE_PATH, delete_gate},
	{"PUT", GATE_PATH "/enable", enable_gate},
	{"PUT", GATE_PATH "/disable", disable_gate},
	{"PUT", GATE_PATH "/launch", launch_gate},
	{"PUT", GATE_PATH "/archive", archive_gate},
	{"PUT", GATE_PATH "/unarchive", unarchive_gate},
	{"GET", GATE_PATH "/versions", list_versions},
	{"GET", GATE_PATH "/gate_references", list_gate_references},
	{"GET", GATE_PATH "/experiment_references", list_experiment_references},
	{"GET", GATE_PATH "/dynamic_config_references", list_config_references},
	{NULL, NULL, NULL}};
