/*
 * handler_layers.c
 *		Layers, their overrides, and holdouts.
 *
 * A layer with experiments on it cannot be deleted.  PATCH of a holdout
 * appends to experimentIDs and does not look for repeats; the other lists are
 * replaced (only experimentIDs has been observed to grow).
 *
 * Not documented and assumed here: DELETE of a layer's overrides clears them;
 * an override is the same when all members but ids are.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

static const MockEntityKind layer_kind = {"/layers",	false,			"layer_create",
										  "layer_edit", "layer_delete", "Layer"};
static const MockEntityKind holdout_kind = {
	"/holdouts", false, "holdout_create", "holdout_update", "holdout_delete", "Holdout"};

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
	if (mock_collection_find(mock_state_collection("/experiments"), "layerID",
							 mock_json_text(layer, "id")) != NULL)
		mock_answer_error(response, 400, "Layer cannot be deleted with experiments still on it");
	else
		mock_entity_delete(&layer_kind, request, response);
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

	if (overrides == NULL)
		return;
	clear(overrides);
	add_all(request, response, layer, overrides);
}

static void
add_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *layer;
	cJSON *overrides = find_overrides(request, response, &layer);

	if (overrides != NULL)
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

/* 404 when the holdout names a gate, experiment or layer that does not exist. */
static bool
check_members(const MockRequest *request, MockResponse *response)
{
	static const char *const lists[][2] = {
		{"gateIDs", "/gates"}, {"experimentIDs", "/experiments"}, {"layerIDs", "/layers"}};

	for (int i = 0; i < 3; i++)
	{
		const cJSON *id;

		cJSON_ArrayForEach(id, mock_json_get(request->body, lists[i][0]))
		{
			if (mock_collection_find(mock_state_collection(lists[i][1]), "id", id->valuestring) ==
				NULL)
			{
				mock_answer_error(response, 404, "Not Found Exception");
				return false;
			}
		}
	}
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_holdout_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const cJSON *added = mock_json_get(request->body, "experimentIDs");
	const cJSON *id;
	cJSON *all;

	if (!mock_entity_people(request, response, item) || !check_members(request, response))
		return false;
	if (added == NULL || old == NULL || strcmp(request->method, "PATCH") != 0)
		return true;
	all = mock_json_clone(mock_json_get(old, "experimentIDs"));
	cJSON_ArrayForEach(id, added) cJSON_AddItemToArray(all, mock_json_clone(id));
	mock_json_set(item, "experimentIDs", all);
	return true;
}

static void
create_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&holdout_kind, request, response);
}

static void
update_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&holdout_kind, request, response);
}

static void
delete_holdout(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&holdout_kind, request, response);
}

#define LAYER_PATH	 MOCK_PATH_PREFIX "/layers/{id}"
#define HOLDOUT_PATH MOCK_PATH_PREFIX "/holdouts/{id}"

const MockHandler mock_layer_handlers[] = {{"POST", MOCK_PATH_PREFIX "/layers", create_layer},
										   {"POST", LAYER_PATH, update_layer},
										   {"PATCH", LAYER_PATH, update_layer},
										   {"DELETE", LAYER_PATH, delete_layer},
										   {"GET", LAYER_PATH "/overrides", read_overrides},
										   {"POST", LAYER_PATH "/overrides", replace_overrides},
										   {"PATCH", LAYER_PATH "/overrides", add_overrides},
										   {"DELETE", LAYER_PATH "/overrides", delete_overrides},
										   {"POST", MOCK_PATH_PREFIX "/holdouts", create_holdout},
										   {"POST", HOLDOUT_PATH, update_holdout},
										   {"PATCH", HOLDOUT_PATH, update_holdout},
										   {"DELETE", HOLDOUT_PATH, delete_holdout},
										   {NULL, NULL, NULL}};
