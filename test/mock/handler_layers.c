/*
 * handler_layers.c
 *		Layers and their overrides.
 *
 * Invariants: a layer with experiments on it cannot be deleted; the parameters
 * of a layer have different names, and default values of their types.
 *
 * Not documented and assumed here: DELETE of a layer's overrides clears them;
 * an override is the same when all members but ids are; an implicit layer,
 * "statsig::<experiment>_layer", has that experiment on it.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

static const MockEntityKind layer_kind = {"/layers",	false,			"layer_create",
										  "layer_edit", "layer_delete", "Layer"};

#define CONDITIONAL "conditionalOverrides"
#define BY_ID		"idOverrides"

static void
create_layer(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&layer_kind, request, response);
}

static void
update_layer(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&layer_kind, request, response);
}

static void
delete_layer(const MockRequest *request, MockResponse *response)
{
	const cJSON *layer = mock_item_find(request, response);

	if (layer == NULL)
		return;
	if (mock_layer_has_experiments(layer))
		mock_answer_error(response, 400, "Layer cannot be deleted with experiments still on it");
	else
		mock_entity_delete(&layer_kind, request, response);
}

/* Each conditional override is one of a gate or a segment; false after a 400. */
static bool
check_overrides(const MockRequest *request, MockResponse *response)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, mock_json_get(request->body, CONDITIONAL))
	{
		const char *type = mock_json_text(entry, "type");

		if (strcmp(type, "gate") != 0 && strcmp(type, "segment") != 0)
		{
			mock_answer_field_error(response, CONDITIONAL,
									"type must be one of the following values: gate, segment");
			return false;
		}
	}
	return true;
}

/* The overrides of the request's layer, made when missing; NULL after a 404. */
static cJSON *
find_overrides(const MockRequest *request, MockResponse *response, cJSON **layer)
{
	char *path;
	cJSON *overrides;

	*layer = mock_item_find(request, response);
	if (*layer == NULL)
		return NULL;
	path = mock_state_path("/layers", mock_json_text(*layer, "id"), "overrides");
	overrides = mock_state_object(path);
	free(path);
	if (mock_json_get(overrides, CONDITIONAL) == NULL)
		mock_json_set(overrides, CONDITIONAL, cJSON_CreateArray());
	if (mock_json_get(overrides, BY_ID) == NULL)
		mock_json_set(overrides, BY_ID, cJSON_CreateArray());
	return overrides;
}

static void
clear(cJSON *overrides)
{
	mock_json_set(overrides, CONDITIONAL, cJSON_CreateArray());
	mock_json_set(overrides, BY_ID, cJSON_CreateArray());
}

/* Is everything but the ids the same? */
static bool
same_but_ids(const cJSON *left, const cJSON *right)
{
	cJSON *copies[2] = {mock_json_clone(left), mock_json_clone(right)};
	bool same;

	mock_json_remove(copies[0], "ids");
	mock_json_remove(copies[1], "ids");
	same = mock_json_equal(copies[0], copies[1]);
	cJSON_Delete(copies[0]);
	cJSON_Delete(copies[1]);
	return same;
}

static void
add_entries(cJSON *entries, const cJSON *added)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, added)
	{
		cJSON *known;
		const cJSON *id;

		cJSON_ArrayForEach(known, entries)
		{
			if (same_but_ids(known, entry))
				break;
		}
		if (known == NULL)
		{
			cJSON_AddItemToArray(entries, mock_json_clone(entry));
			continue;
		}
		cJSON_ArrayForEach(id, mock_json_get(entry, "ids"))
		{
			if (!mock_json_holds_text(mock_json_get(known, "ids"), id->valuestring))
				cJSON_AddItemToArray(mock_json_get(known, "ids"), mock_json_clone(id));
		}
	}
}

static void
add_all(const MockRequest *request, MockResponse *response, const cJSON *layer, cJSON *overrides)
{
	add_entries(mock_json_get(overrides, CONDITIONAL), mock_json_get(request->body, CONDITIONAL));
	add_entries(mock_json_get(overrides, BY_ID), mock_json_get(request->body, BY_ID));
	mock_audit_add("layer_overrides_edit", "Edited Overrides", layer, layer);
	mock_answer_data(request, response, "Layer overrides updated successfully.", overrides);
}

static void
read_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *layer;
	cJSON *overrides = find_overrides(request, response, &layer);

	if (overrides != NULL)
		mock_answer_data(request, response, "Layer overrides read successfully.", overrides);
}

static void
replace_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *layer;
	cJSON *overrides = find_overrides(request, response, &layer);

	if (overrides == NULL || !check_overrides(request, response))
		return;
	clear(overrides);
	add_all(request, response, layer, overrides);
}

static void
add_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *layer;
	cJSON *overrides = find_overrides(request, response, &layer);

	if (overrides != NULL && check_overrides(request, response))
		add_all(request, response, layer, overrides);
}

static void
delete_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *layer;
	cJSON *overrides = find_overrides(request, response, &layer);

	if (overrides == NULL)
		return;
	clear(overrides);
	mock_audit_add("layer_overrides_edit", "Deleted Overrides", layer, layer);
	mock_answer_data(request, response, "Layer overrides deleted successfully.", overrides);
}

/* Does the value have the type a parameter declares? */
static bool
has_type(const cJSON *value, const char *type)
{
	if (strcmp(type, "string") == 0)
		return mock_json_is_string(value);
	if (strcmp(type, "number") == 0)
		return mock_json_is_number(value);
	if (strcmp(type, "boolean") == 0)
		return cJSON_IsBool(value);
	return strcmp(type, "array") == 0 ? cJSON_IsArray(value) : cJSON_IsObject(value);
}

/* Names once each, default values of the declared types; false after a 400. */
static bool
check_parameters(MockResponse *response, const cJSON *parameters)
{
	const cJSON *parameter;

	cJSON_ArrayForEach(parameter, parameters)
	{
		const char *name = mock_json_text(parameter, "name");
		const char *type = mock_json_text(parameter, "type");

		for (const cJSON *other = parameter->next; other != NULL; other = other->next)
		{
			if (strcmp(name, mock_json_text(other, "name")) == 0)
			{
				mock_answer_field_error(response, "parameters", "Duplicate parameter name %s",
										name);
				return false;
			}
		}
		if (!has_type(mock_json_get(parameter, "defaultValue"), type))
		{
			mock_answer_field_error(response, "parameters",
									"The default value of parameter %s must be a %s", name, type);
			return false;
		}
	}
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_layer_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	(void) old;
	return mock_entity_people(request, response, item) &&
		   check_parameters(response, mock_json_get(request->body, "parameters"));
}

#define LAYER_PATH MOCK_PATH_PREFIX "/layers/{id}"

const MockHandler mock_layer_handlers[] = {{"POST", MOCK_PATH_PREFIX "/layers", create_layer},
										   {"POST", LAYER_PATH, update_layer},
										   {"PATCH", LAYER_PATH, update_layer},
										   {"DELETE", LAYER_PATH, delete_layer},
										   {"GET", LAYER_PATH "/overrides", read_overrides},
										   {"POST", LAYER_PATH "/overrides", replace_overrides},
										   {"PATCH", LAYER_PATH "/overrides", add_overrides},
										   {"DELETE", LAYER_PATH "/overrides", delete_overrides},
										   {NULL, NULL, NULL}};
