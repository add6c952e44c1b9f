/*
 * handler_segments.c
 *		Segments: create, rules, archive.
 *
 * Invariants: only a rule_based segment has rules; count belongs to id_list
 * segments; an id list exists for every segment of the three list kinds.
 * There is no update of a segment but that of its rules.
 *
 * Not documented and assumed here: archiving switches isEnabled off and shows
 * nowhere else.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"
#include "rules.h"

static bool
has_type(const cJSON *segment, const char *type)
{
	const char *current = mock_json_text(segment, "type");

	return current != NULL && strcmp(current, type) == 0;
}

/* The empty id list of a new segment. */
static void
create_id_list(const cJSON *segment)
{
	const char *id = mock_json_text(segment, "id");
	char *path = mock_state_path("/segments", id, "id_list");
	cJSON *list = cJSON_CreateObject();

	mock_json_set_text(list, "name", mock_json_text(segment, "name"));
	mock_json_set_integer(list, "count", 0);
	mock_json_set(list, "ids", cJSON_CreateArray());
	mock_state_put(path, list);
	free(path);
}

/* See handler.h, MockItemHookFunction; segments are only created this way. */
bool
mock_segment_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const cJSON *body = request->body;

	if (old != NULL)
		return true;
	if (!mock_entity_people(request, response, item))
		return false;
	if (mock_json_get(body, "rules") != NULL && !has_type(item, "rule_based"))
	{
		mock_answer_field_error(response, "rules", "Segment must be of type 'rule_based'");
		return false;
	}
	mock_json_set_flag(item, "isEnabled", true);
	if (mock_json_get(body, "idType") == NULL)
		mock_json_set_text(item, "idType", "userID");
	if (has_type(item, "rule_based"))
	{
		if (mock_json_get(item, "rules") == NULL)
			mock_json_set(item, "rules", cJSON_CreateArray());
		return mock_rules_prepare(response, NULL, mock_json_get(item, "rules"));
	}
	if (has_type(item, "id_list"))
		mock_json_set_integer(item, "count", 0);
	create_id_list(item);
	return true;
}

static void
create_segment(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_segment_kind, request, response);
}

static void
delete_segment(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_segment_kind, request, response);
}

static void
archive_segment(const MockRequest *request, MockResponse *response)
{
	cJSON *segment = mock_item_find(request, response);
	cJSON *old;

	if (segment == NULL)
		return;
	old = mock_json_clone(segment);
	mock_json_set_flag(segment, "isEnabled", false);
	mock_json_set_flag(segment, "_mockArchived", true);
	mock_entity_changed(&mock_segment_kind, old, segment, "config_state_toggle");
	mock_answer_data(request, response, "Segment archived successfully.", segment);
}

/* The body is the bare array of all rules, or {rules: that array}. */
static void
replace_rules(const MockRequest *request, MockResponse *response)
{
	cJSON *segment = mock_item_find(request, response);
	const cJSON *sent = request->body;
	cJSON *rules;
	cJSON *old;

	if (segment == NULL)
		return;
	if (!has_type(segment, "rule_based"))
	{
		mock_answer_error(response, 400, "Segment must be of type 'rule_based'");
		return;
	}
	if (cJSON_IsObject(sent))
		sent = mock_json_get(sent, "rules");
	rules = mock_json_clone(sent);
	if (!mock_rules_prepare(response, mock_json_get(segment, "rules"), rules))
	{
		cJSON_Delete(rules);
		return;
	}
	old = mock_json_clone(segment);
	mock_json_set(segment, "rules", rules);
	mock_entity_changed(&mock_segment_kind, old, segment, NULL);
	mock_answer_data(request, response, "Segment rules updated successfully.", segment);
}

#define SEGMENT_PATH MOCK_PATH_PREFIX "/segments/{id}"

const MockHandler mock_segment_handlers[] = {{"POST", MOCK_PATH_PREFIX "/segments", create_segment},
											 {"DELETE", SEGMENT_PATH, delete_segment},
											 {"PUT", SEGMENT_PATH "/archive", archive_segment},
											 {"POST", SEGMENT_PATH "/conditional", replace_rules},
											 {NULL, NULL, NULL}};
