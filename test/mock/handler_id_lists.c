/*
 * handler_id_lists.c
 *		The ids of segments: read, add, remove, reset, metadata.
 *
 * Invariants: an id is in a list once; count is the number of ids.  id_list
 * segments are changed below /id_list, user_store_id_list segments by add_ids
 * and remove_ids.  The service's rate limits are not enforced; tests inject
 * them as faults.
 *
 * A change of more than 1000 ids is applied asynchronously by the service:
 * here it is applied at once, but the list says isUpdating to the next two
 * readers of its metadata.  Not documented and assumed here: DELETE without a
 * body clears the list (so that a test can show that nobody sends one by
 * mistake); removing an id that is not there succeeds.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

#define IMMEDIATE_IDS 1000
#define READERS_TOLD  2
#define PENDING		  "_mockPendingReads"

typedef enum ListChange
{
	LIST_ADD,
	LIST_REMOVE,
	LIST_RESET
} ListChange;

static bool
has_type(const cJSON *segment, const char *type)
{
	const char *current = mock_json_text(segment, "type");

	return current != NULL && strcmp(current, type) == 0;
}

/* What is stored below the segment, made with empty members when missing. */
static cJSON *
stored_object(const cJSON *segment, const char *rest)
{
	char *path = mock_state_path("/segments", mock_json_text(segment, "id"), rest);
	cJSON *object = mock_state_object(path);

	free(path);
	return object;
}

static cJSON *
id_list_of(const cJSON *segment)
{
	cJSON *list = stored_object(segment, "id_list");

	if (mock_json_get(list, "ids") == NULL)
	{
		mock_json_set_text(list, "name", mock_json_text(segment, "name"));
		mock_json_set_integer(list, "count", 0);
		mock_json_set(list, "ids", cJSON_CreateArray());
	}
	return list;
}

static cJSON *
metadata_of(const cJSON *segment)
{
	cJSON *metadata = stored_object(segment, "idlist_metadata");

	if (mock_json_get(metadata, "currentVersion") == NULL)
	{
		mock_json_set_integer(metadata, "currentVersion", 1);
		mock_json_set_flag(metadata, "isUpdating", false);
	}
	return metadata;
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* A sorted array of the ids' texts (borrowed), so that a large change stays quick. */
static const char **
sorted_ids(const cJSON *ids, int *count)
{
	const char **texts = mock_allocate(sizeof(char *) * ((size_t) cJSON_GetArraySize(ids) + 1));
	const cJSON *id;

	*count = 0;
	cJSON_ArrayForEach(id, ids) texts[(*count)++] = id->valuestring;
	qsort(texts, (size_t) *count, sizeof(char *), compare_texts);
	return texts;
}

/* Position of the first of the sorted texts that equals text, or -1. */
static long
position_of(const char **sorted, int count, const char *text)
{
	const char **found = bsearch(&text, sorted, (size_t) count, sizeof(char *), compare_texts);

	if (found == NULL)
		return -1;
	while (found > sorted && strcmp(found[-1], text) == 0)
		found--;
	return found - sorted;
}

/* The ids of list that are not among ids. */
static cJSON *
without_ids(const cJSON *list, const cJSON *ids)
{
	cJSON *result = cJSON_CreateArray();
	int count;
	const char **sorted = sorted_ids(ids, &count);
	const cJSON *id;

	cJSON_ArrayForEach(id, list)
	{
		if (position_of(sorted, count, id->valuestring) < 0)
			cJSON_AddItemToArray(result, cJSON_CreateString(id->valuestring));
	}
	free(sorted);
	return result;
}

/* The ids of list (NULL: none), then those of added that are new, each once. */
static cJSON *
with_ids(const cJSON *list, const cJSON *added)
{
	cJSON *result = cJSON_CreateArray();
	int count;
	const char **sorted = sorted_ids(added, &count);
	bool *present = mock_allocate((size_t) count + 1);
	const cJSON *id;

	memset(present, 0, (size_t) count + 1);
	cJSON_ArrayForEach(id, list)
	{
		long position = position_of(sorted, count, id->valuestring);

		if (position >= 0)
			present[position] = true;
		cJSON_AddItemToArray(result, cJSON_CreateString(id->valuestring));
	}
	cJSON_ArrayForEach(id, added)
	{
		long position = position_of(sorted, count, id->valuestring);

		if (!present[position])
			cJSON_AddItemToArray(result, cJSON_CreateString(id->valuestring));
		present[position] = true;
	}
	free(present);
	free(sorted);
	return result;
}

/* Applies the change and logs it. */
static void
change_ids(cJSON *segment, const cJSON *ids, ListChange change)
{
	cJSON *list = id_list_of(segment);
	cJSON *metadata = metadata_of(segment);
	cJSON *old = mock_json_clone(segment);
	cJSON *result;
	int count;

	if (change == LIST_REMOVE)
		result = without_ids(mock_json_get(list, "ids"), ids);
	else
		result = with_ids(change == LIST_ADD ? mock_json_get(list, "ids") : NULL, ids);
	count = cJSON_GetArraySize(result);
	mock_json_set(list, "ids", result);
	mock_json_set_integer(list, "count", count);
	if (has_type(segment, "id_list"))
		mock_json_set_integer(segment, "count", count);
	mock_json_set_integer(metadata, "currentVersion",
						  mock_json_integer(mock_json_get(metadata, "currentVersion"), 0) + 1);
	if (cJSON_GetArraySize(ids) > IMMEDIATE_IDS)
		mock_json_set_integer(metadata, PENDING, READERS_TOLD);
	mock_entity_changed(&mock_segment_kind, old, segment, "ID_list_update");
}

/* The segment of the request when it is of the type; NULL after an error answer. */
static cJSON *
find_segment(const MockRequest *request, MockResponse *response, const char *type)
{
	cJSON *segment = mock_item_find(request, response);

	if (segment != NULL && !has_type(segment, type))
	{
		mock_answer_error(response, 400, "Segment must be of type '%s'", type);
		return NULL;
	}
	return segment;
}

static void
change_list(const MockRequest *request, MockResponse *response, const char *type, ListChange change,
			const char *message)
{
	cJSON *segment = find_segment(request, response, type);

	if (segment == NULL)
		return;
	change_ids(segment, mock_json_get(request->body, "ids"), change);
	mock_answer_message(request, response, message);
}

static void
add_to_list(const MockRequest *request, MockResponse *response)
{
	change_list(request, response, "id_list", LIST_ADD, "IDs added to segment successfully.");
}

static void
delete_from_list(const MockRequest *request, MockResponse *response)
{
	change_list(request, response, "id_list", request->body == NULL ? LIST_RESET : LIST_REMOVE,
				"IDs removed from segment successfully.");
}

static void
reset_list(const MockRequest *request, MockResponse *response)
{
	change_list(request, response, "id_list", LIST_RESET, "ID list reset successfully.");
}

static void
add_to_store(const MockRequest *request, MockResponse *response)
{
	change_list(request, response, "user_store_id_list", LIST_ADD, "IDs added successfully.");
}

static void
remove_from_store(const MockRequest *request, MockResponse *response)
{
	change_list(request, response, "user_store_id_list", LIST_REMOVE, "IDs removed successfully.");
}

/* The generic handler pages through the list; here its existence is ensured. */
static void
read_list(const MockRequest *request, MockResponse *response)
{
	cJSON *segment = mock_item_find(request, response);

	if (segment == NULL)
		return;
	if (has_type(segment, "rule_based"))
	{
		mock_answer_error(response, 400, "Segment must be of type 'id_list'");
		return;
	}
	id_list_of(segment);
	mock_generic_handle(request, response);
}

static void
read_metadata(const MockRequest *request, MockResponse *response)
{
	cJSON *segment = mock_item_find(request, response);
	cJSON *metadata;
	int64_t pending;

	if (segment == NULL)
		return;
	if (has_type(segment, "rule_based"))
	{
		mock_answer_error(response, 400, "Segment must be of type 'id_list'");
		return;
	}
	metadata = metadata_of(segment);
	pending = mock_json_integer(mock_json_get(metadata, PENDING), -1);
	if (pending >= 0)
	{
		mock_json_set_flag(metadata, "isUpdating", pending > 0);
		mock_json_set_integer(metadata, PENDING, pending > 0 ? pending - 1 : 0);
	}
	mock_answer_data(request, response, "ID list metadata read successfully.", metadata);
}

#define SEGMENT_PATH MOCK_PATH_PREFIX "/segments/{id}"

const MockHandler mock_id_list_handlers[] = {
	{"GET", SEGMENT_PATH "/id_list", read_list},
	{"PATCH", SEGMENT_PATH "/id_list", add_to_list},
	{"DELETE", SEGMENT_PATH "/id_list", delete_from_list},
	{"POST", SEGMENT_PATH "/id_list/reset", reset_list},
	{"PATCH", SEGMENT_PATH "/add_ids", add_to_store},
	{"PATCH", SEGMENT_PATH "/remove_ids", remove_from_store},
	{"GET", SEGMENT_PATH "/idlist_metadata", read_metadata},
	{NULL, NULL, NULL}};
