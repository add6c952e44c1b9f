/*
 * handler_experiment_overrides.c
 *		Overrides of experiments: by gate or segment, and by unit id.
 *
 * PATCH adds, POST replaces the whole set, DELETE takes out what its body
 * names.  Group ids are kept as sent: the examples show group names, the
 * schema says id, so both occur.
 *
 * Not documented and assumed here: DELETE without a body clears the whole set.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

#define CONDITIONAL "overrides"
#define UNITS		"userIDOverrides"

/* What tells one override from another; null and absent are the same. */
static const char *const conditional_key[] = {"type", "id", "groupID", "environment", NULL};
static const char *const unit_key[] = {"groupID", "environment", "unitType", NULL};

static bool
same_key(const cJSON *left, const cJSON *right, const char *const *members)
{
	for (int i = 0; members[i] != NULL; i++)
	{
		const char *left_text = mock_json_text(left, members[i]);
		const char *right_text = mock_json_text(right, members[i]);

		if (left_text == NULL || right_text == NULL)
		{
			if (left_text != right_text)
				return false;
		}
		else if (strcmp(left_text, right_text) != 0)
			return false;
	}
	return true;
}

static cJSON *
find_entry(cJSON *entries, const cJSON *wanted, const char *const *members)
{
	cJSON *entry;

	cJSON_ArrayForEach(entry, entries)
	{
		if (same_key(entry, wanted, members))
			return entry;
	}
	return NULL;
}

static void
add_ids(cJSON *list, const cJSON *ids)
{
	const cJSON *id;

	cJSON_ArrayForEach(id, ids)
	{
		if (!mock_json_holds_text(list, id->valuestring))
			cJSON_AddItemToArray(list, cJSON_CreateString(id->valuestring));
	}
}

static void
remove_ids(cJSON *list, const cJSON *ids)
{
	for (int i = cJSON_GetArraySize(list) - 1; i >= 0; i--)
	{
		if (mock_json_holds_text(ids, cJSON_GetArrayItem(list, i)->valuestring))
			cJSON_DeleteItemFromArray(list, i);
	}
}

static void
add_all(cJSON *overrides, const cJSON *body)
{
	cJSON *conditional = mock_json_get(overrides, CONDITIONAL);
	cJSON *units = mock_json_get(overrides, UNITS);
	const cJSON *added;

	cJSON_ArrayForEach(added, mock_json_get(body, CONDITIONAL))
	{
		if (find_entry(conditional, added, conditional_key) == NULL)
			cJSON_AddItemToArray(conditional, mock_json_clone(added));
	}
	cJSON_ArrayForEach(added, mock_json_get(body, UNITS))
	{
		cJSON *entry = find_entry(units, added, unit_key);

		if (entry == NULL)
			cJSON_AddItemToArray(units, mock_json_clone(added));
		else
			add_ids(mock_json_get(entry, "ids"), mock_json_get(added, "ids"));
	}
}

static void
remove_all(cJSON *overrides, const cJSON *body)
{
	cJSON *conditional = mock_json_get(overrides, CONDITIONAL);
	cJSON *units = mock_json_get(overrides, UNITS);
	const cJSON *removed;

	cJSON_ArrayForEach(removed, mock_json_get(body, CONDITIONAL))
	{
		cJSON *entry = find_entry(conditional, removed, conditional_key);

		if (entry != NULL)
			mock_collection_remove(conditional, entry);
	}
	cJSON_ArrayForEach(removed, mock_json_get(body, UNITS))
	{
		cJSON *entry = find_entry(units, removed, unit_key);

		if (entry == NULL)
			continue;
		remove_ids(mock_json_get(entry, "ids"), mock_json_get(removed, "ids"));
		if (cJSON_GetArraySize(mock_json_get(entry, "ids")) == 0)
			mock_collection_remove(units, entry);
	}
}

static cJSON *
empty_overrides(void)
{
	cJSON *overrides = cJSON_CreateObject();

	mock_json_set(overrides, CONDITIONAL, cJSON_CreateArray());
	mock_json_set(overrides, UNITS, cJSON_CreateArray());
	return overrides;
}

/* The stored overrides of the request's experiment, made when missing; NULL after a 404. */
static cJSON *
find_overrides(const MockRequest *request, MockResponse *response, cJSON **experiment)
{
	cJSON *overrides;
	char *path;

	*experiment = mock_item_find(request, response);
	if (*experiment == NULL)
		return NULL;
	path = mock_state_path("/experiments", mock_json_text(*experiment, "id"), "overrides");
	overrides = mock_state_get(path);
	if (overrides == NULL)
	{
		overrides = empty_overrides();
		mock_state_put(path, overrides);
	}
	free(path);
	return overrides;
}

static void
clear(cJSON *overrides)
{
	mock_json_set(overrides, CONDITIONAL, cJSON_CreateArray());
	mock_json_set(overrides, UNITS, cJSON_CreateArray());
}

static void
answer_change(const MockRequest *request, MockResponse *response, const cJSON *experiment,
			  const cJSON *overrides)
{
	mock_audit_add("experiment_overrides_edit", "Edited Overrides", experiment, experiment);
	mock_answer_data(request, response, "Experiment overrides updated successfully.", overrides);
}

static void
read_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment;
	cJSON *overrides = find_overrides(request, response, &experiment);

	if (overrides != NULL)
		mock_answer_data(request, response, "Experiment Overrides read successfully.", overrides);
}

static void
replace_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment;
	cJSON *overrides = find_overrides(request, response, &experiment);

	if (overrides == NULL)
		return;
	clear(overrides);
	add_all(overrides, request->body);
	answer_change(request, response, experiment, overrides);
}

static void
add_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment;
	cJSON *overrides = find_overrides(request, response, &experiment);

	if (overrides == NULL)
		return;
	add_all(overrides, request->body);
	answer_change(request, response, experiment, overrides);
}

static void
delete_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment;
	cJSON *overrides = find_overrides(request, response, &experiment);

	if (overrides == NULL)
		return;
	if (request->body == NULL)
		clear(overrides);
	else
		remove_all(overrides, request->body);
	answer_change(request, response, experiment, overrides);
}

#define OVERRIDES_PATH MOCK_PATH_PREFIX "/experiments/{id}/overrides"

const MockHandler mock_experiment_override_handlers[] = {
	{"GET", OVERRIDES_PATH, read_overrides},
	{"POST", OVERRIDES_PATH, replace_overrides},
	{"PATCH", OVERRIDES_PATH, add_overrides},
	{"DELETE", OVERRIDES_PATH, delete_overrides},
	{NULL, NULL, NULL}};
