/*
 * handler_gate_overrides.c
 *		Overrides of gates and holdouts: read, replace, add, remove.
 *
 * PATCH adds to the lists, POST replaces the whole set, DELETE takes what its
 * body names out of the lists.  A body has either the four flat lists or
 * environmentOverrides, never both.
 *
 * Not documented and assumed here: DELETE without a body clears the whole set
 * (so that a test can show that nobody sends one by mistake); adding an id to
 * one list leaves it in the opposite list.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

#define MAX_IDS 2000 /* per list, of the contract */

typedef enum ChangeKind
{
	CHANGE_ADD,
	CHANGE_REMOVE
} ChangeKind;

static const char *const flat_lists[] = {"passingUserIDs", "failingUserIDs", "passingCustomIDs",
										 "failingCustomIDs"};
#define FLAT_LISTS	   4
#define REQUIRED_LISTS 2 /* the first two are always present */

static const char *const environment_lists[] = {"passingIDs", "failingIDs"};
#define ENVIRONMENT_LISTS 2

static cJSON *
empty_overrides(void)
{
	cJSON *overrides = cJSON_CreateObject();

	for (int i = 0; i < REQUIRED_LISTS; i++)
		mock_json_set(overrides, flat_lists[i], cJSON_CreateArray());
	mock_json_set(overrides, "environmentOverrides", cJSON_CreateArray());
	return overrides;
}

/* Path of the overrides of the entity a request names; the caller frees it. */
static char *
overrides_path(const MockRequest *request, const cJSON *entity)
{
	bool holdout = strncmp(request->state_path, "/holdouts/", 10) == 0;

	return mock_state_path(holdout ? "/holdouts" : "/gates", mock_json_text(entity, "id"),
						   "overrides");
}

/* A copy of the stored overrides, empty ones when there are none. */
static cJSON *
copy_overrides(const char *path)
{
	cJSON *stored = mock_state_get(path);

	return stored != NULL ? mock_json_clone(stored) : empty_overrides();
}

static void
remove_text(cJSON *list, const char *text)
{
	for (int i = cJSON_GetArraySize(list) - 1; i >= 0; i--)
	{
		if (strcmp(cJSON_GetArrayItem(list, i)->valuestring, text) == 0)
			cJSON_DeleteItemFromArray(list, i);
	}
}

/* Adds the ids to, or removes them from, the list that is a member of holder. */
static void
change_list(cJSON *holder, const char *member, const cJSON *ids, ChangeKind kind)
{
	cJSON *list = mock_json_get(holder, member);
	const cJSON *id;

	if (ids == NULL)
		return;
	if (list == NULL)
	{
		list = cJSON_CreateArray();
		mock_json_set(holder, member, list);
	}
	cJSON_ArrayForEach(id, ids)
	{
		if (kind == CHANGE_REMOVE)
			remove_text(list, id->valuestring);
		else if (!mock_json_holds_text(list, id->valuestring))
			cJSON_AddItemToArray(list, cJSON_CreateString(id->valuestring));
	}
}

/* null and absent mean the same. */
static bool
same_or_both_missing(const cJSON *left, const cJSON *right, const char *member)
{
	const char *left_text = mock_json_text(left, member);
	const char *right_text = mock_json_text(right, member);

	if (left_text == NULL || right_text == NULL)
		return left_text == right_text;
	return strcmp(left_text, right_text) == 0;
}

static cJSON *
find_environment(cJSON *entries, const cJSON *wanted)
{
	cJSON *entry;

	cJSON_ArrayForEach(entry, entries)
	{
		if (same_or_both_missing(entry, wanted, "environment") &&
			same_or_both_missing(entry, wanted, "unitID"))
			return entry;
	}
	return NULL;
}

/* Applies the entries of a body to the stored ones; entries left empty go away. */
static void
change_environments(cJSON *entries, const cJSON *changes, ChangeKind kind)
{
	const cJSON *change;

	cJSON_ArrayForEach(change, changes)
	{
		cJSON *entry = find_environment(entries, change);
		int left = 0;

		if (entry == NULL && kind == CHANGE_REMOVE)
			continue;
		if (entry == NULL)
		{
			entry = mock_json_clone(change);
			for (int i = 0; i < ENVIRONMENT_LISTS; i++)
				mock_json_set(entry, environment_lists[i], cJSON_CreateArray());
			cJSON_AddItemToArray(entries, entry);
		}
		for (int i = 0; i < ENVIRONMENT_LISTS; i++)
		{
			change_list(entry, environment_lists[i], mock_json_get(change, environment_lists[i]),
						kind);
			left += cJSON_GetArraySize(mock_json_get(entry, environment_lists[i]));
		}
		if (left == 0)
			mock_collection_remove(entries, entry);
	}
}

/* Exactly one of the two body forms, as the contract's oneOf says. */
static bool
check_form(const MockRequest *request, MockResponse *response)
{
	bool flat = false;

	for (int i = 0; i < FLAT_LISTS; i++)
		flat = flat || mock_json_get(request->body, flat_lists[i]) != NULL;
	if (flat && mock_json_get(request->body, "environmentOverrides") != NULL)
	{
		mock_answer_field_error(response, "environmentOverrides",
								"Give either environmentOverrides or lists of ids, not both");
		return false;
	}
	return true;
}

static bool
check_sizes(MockResponse *response, const cJSON *overrides)
{
	for (int i = 0; i < FLAT_LISTS; i++)
	{
		if (cJSON_GetArraySize(mock_json_get(overrides, flat_lists[i])) > MAX_IDS)
		{
			mock_answer_field_error(response, flat_lists[i], "Must not hold more than %d ids",
									MAX_IDS);
			return false;
		}
	}
	return true;
}

/* Applies the body to overrides. */
static void
change_overrides(cJSON *overrides, const cJSON *body, ChangeKind kind)
{
	for (int i = 0; i < FLAT_LISTS; i++)
		change_list(overrides, flat_lists[i], mock_json_get(body, flat_lists[i]), kind);
	change_environments(mock_json_get(overrides, "environmentOverrides"),
						mock_json_get(body, "environmentOverrides"), kind);
}

/* Stores the new set (ownership passes), logs the change and answers it. */
static void
store_overrides(const MockRequest *request, MockResponse *response, const cJSON *entity,
				cJSON *overrides, const char *message)
{
	char *path = overrides_path(request, entity);

	if (check_sizes(response, overrides))
	{
		mock_state_put(path, overrides);
		mock_audit_add("gate_overrides_update", "Updated Overrides", entity, entity);
		mock_answer_data(request, response, message, overrides);
	}
	else
		cJSON_Delete(overrides);
	free(path);
}

static void
read_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *entity = mock_item_find(request, response);
	cJSON *overrides;
	char *path;

	if (entity == NULL)
		return;
	path = overrides_path(request, entity);
	overrides = copy_overrides(path);
	mock_answer_data(request, response, "Overrides read successfully.", overrides);
	cJSON_Delete(overrides);
	free(path);
}

static void
replace_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *entity = mock_item_find(request, response);
	cJSON *overrides;

	if (entity == NULL || !check_form(request, response))
		return;
	overrides = empty_overrides();
	change_overrides(overrides, request->body, CHANGE_ADD);
	store_overrides(request, response, entity, overrides, "Overrides updated successfully.");
}

static void
add_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *entity = mock_item_find(request, response);
	cJSON *overrides;
	char *path;

	if (entity == NULL || !check_form(request, response))
		return;
	path = overrides_path(request, entity);
	overrides = copy_overrides(path);
	free(path);
	change_overrides(overrides, request->body, CHANGE_ADD);
	store_overrides(request, response, entity, overrides, "Overrides added successfully.");
}

static void
delete_overrides(const MockRequest *request, MockResponse *response)
{
	cJSON *entity = mock_item_find(request, response);
	cJSON *overrides;
	char *path;

	if (entity == NULL || !check_form(request, response))
		return;
	path = overrides_path(request, entity);
	if (request->body == NULL)
		overrides = empty_overrides();
	else
	{
		overrides = copy_overrides(path);
		change_overrides(overrides, request->body, CHANGE_REMOVE);
	}
	free(path);
	store_overrides(request, response, entity, overrides, "Overrides deleted successfully.");
}

#define GATE_OVERRIDES	  MOCK_PATH_PREFIX "/gates/{id}/overrides"
#define HOLDOUT_OVERRIDES MOCK_PATH_PREFIX "/holdouts/{id}/overrides"

const MockHandler mock_gate_override_handlers[] = {{"GET", GATE_OVERRIDES, read_overrides},
												   {"POST", GATE_OVERRIDES, replace_overrides},
												   {"PATCH", GATE_OVERRIDES, add_overrides},
												   {"DELETE", GATE_OVERRIDES, delete_overrides},
												   {"GET", HOLDOUT_OVERRIDES, read_overrides},
												   {"POST", HOLDOUT_OVERRIDES, replace_overrides},
												   {"PATCH", HOLDOUT_OVERRIDES, add_overrides},
												   {"DELETE", HOLDOUT_OVERRIDES, delete_overrides},
												   {NULL, NULL, NULL}};
