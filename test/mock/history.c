/*
 * history.c
 *		Audit log entries and version rows of changed entities.
 *
 * Invariants: the audit log is newest first; the first version row of an
 * entity equals its present state.  A version history begins with the state
 * before the first change the mock sees, when the fixtures have none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "history.h"

#define AUDIT_LOG "/audit_logs"

const MockEntityKind mock_gate_kind = {"/gates",		true,  "gate_create", "gate_update",
									   "config_delete", "Gate"};
const MockEntityKind mock_config_kind = {"/dynamic_configs",	  true,
										 "dynamic_config_create", "config_default_value_update",
										 "config_delete",		  "Dynamic Config"};
const MockEntityKind mock_experiment_kind = {"/experiments",	  false,
											 "experiment_create", "experiment_edit",
											 "experiment_delete", "Experiment"};
const MockEntityKind mock_segment_kind = {
	"/segments", false, "segment_create", "config_conditions_update", "config_delete", "Segment"};
const MockEntityKind mock_team_kind = {"/users/teams", false,		  "update_team",
									   "update_team",  "update_team", "Team"};
const MockEntityKind mock_tag_kind = {"/tags",	  false,		"tag_create",
									  "tag_edit", "tag_delete", "Tag"};

/* Members that change with every change and say nothing; and key strings, which are secret. */
static const char *const unremarkable[] = {"lastModifiedTime",
										   "lastModifierID",
										   "lastModifierName",
										   "lastModifierEmail",
										   "version",
										   "key",
										   NULL};

static bool
is_remarkable(const char *member)
{
	if (strncmp(member, "_mock", 5) == 0)
		return false;
	for (int i = 0; unremarkable[i] != NULL; i++)
	{
		if (strcmp(unremarkable[i], member) == 0)
			return false;
	}
	return true;
}

/* {member: {old, new}} for the members of one side that differ in the other. */
static void
add_changes(cJSON *changes, const cJSON *members, const cJSON *old, const cJSON *new)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, members)
	{
		cJSON *before = mock_json_get(old, member->string);
		cJSON *after = mock_json_get(new, member->string);
		cJSON *change;

		if (!is_remarkable(member->string) || mock_json_get(changes, member->string) != NULL ||
			(before != NULL && after != NULL && mock_json_equal(before, after)))
			continue;
		change = cJSON_CreateObject();
		if (before != NULL)
			mock_json_set(change, "old", mock_json_clone(before));
		if (after != NULL)
			mock_json_set(change, "new", mock_json_clone(after));
		mock_json_set(changes, member->string, change);
	}
}

/* The clock as the log's display texts: "Fri May 01 2026", "00:00:01 GMT+0000 (…)". */
static void
set_display_time(cJSON *entry, int64_t now)
{
	static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
										 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t) (now / 1000);
	struct tm parts;
	char *text;

	gmtime_r(&seconds, &parts);
	text = mock_text_printf("%s %s %02d %d", weekdays[parts.tm_wday], months[parts.tm_mon],
							parts.tm_mday, parts.tm_year + 1900);
	mock_json_set_text(entry, "date", text);
	free(text);
	text = mock_text_printf("%02d:%02d:%02d GMT+0000 (Coordinated Universal Time)", parts.tm_hour,
							parts.tm_min, parts.tm_sec);
	mock_json_set_text(entry, "time", text);
	free(text);
}

/* See history.h. */
void
mock_audit_add(const char *action, const char *text, const cJSON *old, const cJSON *new)
{
	const cJSON *item = new != NULL ? new : old;
	const char *name = mock_json_text(item, "name");
	cJSON *tags = mock_json_get(item, "tags");
	cJSON *entry = cJSON_CreateObject();
	cJSON *changes = cJSON_CreateObject();
	char id[MOCK_ID_SIZE];

	if (name == NULL)
		name = mock_json_text(item, "id");
	if (name == NULL)
		name = mock_json_text(item, "email");
	mock_new_id(id);
	mock_json_set_text(entry, "id", id);
	mock_json_set_text(entry, "name", name != NULL ? name : "");
	mock_json_set_text(entry, "changeLog", text);
	mock_json_set_text(entry, "actionType", action);
	set_display_time(entry, mock_clock_now());
	mock_json_set_text(entry, "updatedBy", "CONSOLE API");
	mock_json_set_text(entry, "updatedByUserID", "5kConsoleApiKeyOwner001");
	mock_json_set_text(entry, "modifierEmail", "");
	add_changes(changes, new, old, new);
	add_changes(changes, old, old, new);
	mock_json_set(entry, "changes", changes);
	mock_json_set(entry, "tags", cJSON_IsArray(tags) ? mock_json_clone(tags) : cJSON_CreateArray());
	mock_json_set_integer(entry, "_mockTime", mock_clock_now());
	mock_collection_prepend(mock_state_collection(AUDIT_LOG), entry);
}

/* State path of an item's version rows; the caller frees it. */
static char *
versions_path(const MockEntityKind *kind, const cJSON *item)
{
	return mock_state_path(kind->collection, mock_json_text(item, "id"), "versions");
}

/* Adds the present state of the item with this id to its version rows. */
static void
add_version(const MockEntityKind *kind, const char *id, const cJSON *old)
{
	cJSON *item = NULL;
	char *path;

	if (kind->versions && id != NULL)
		item = mock_collection_find(mock_state_collection(kind->collection), "id", id);
	if (item == NULL)
		return;
	path = versions_path(kind, item);
	if (old != NULL && mock_state_get(path) == NULL)
		mock_collection_prepend(mock_state_collection(path), mock_json_clone(old));
	mock_collection_prepend(mock_state_collection(path), mock_json_clone(item));
	free(path);
}

/* See history.h. */
void
mock_entity_changed(const MockEntityKind *kind, cJSON *old, cJSON *item, const char *action)
{
	char *text = mock_text_printf("Updated %s", kind->noun);

	mock_item_touch(item);
	add_version(kind, mock_json_text(item, "id"), old);
	mock_audit_add(action != NULL ? action : kind->update_action, text, old, item);
	free(text);
	cJSON_Delete(old);
}

/* Has the request changed anything?  A dry run answers as if it had. */
static bool
has_changed(const MockRequest *request, const MockResponse *response)
{
	return response->status >= 200 && response->status < 300 &&
		   !mock_json_flag(request->body, "dryRun");
}

/* The data member of what was just answered (the caller frees it), or NULL. */
static cJSON *
answered_data(const MockResponse *response)
{
	cJSON *answer = mock_json_parse(response->body.data, response->body.length, NULL);
	cJSON *data = NULL;

	if (cJSON_IsObject(mock_json_get(answer, "data")))
		data = cJSON_DetachItemFromObjectCaseSensitive(answer, "data");
	cJSON_Delete(answer);
	return data;
}

/* See history.h. */
void
mock_entity_create(const MockEntityKind *kind, const MockRequest *request, MockResponse *response)
{
	cJSON *data;
	char *text;

	mock_generic_handle(request, response);
	if (!has_changed(request, response))
		return;
	data = answered_data(response);
	add_version(kind, mock_json_text(data, "id"), NULL);
	text = mock_text_printf("Created %s", kind->noun);
	mock_audit_add(kind->create_action, text, NULL, data != NULL ? data : request->body);
	free(text);
	cJSON_Delete(data);
}

/* See history.h. */
void
mock_entity_update(const MockEntityKind *kind, const MockRequest *request, MockResponse *response)
{
	cJSON *item = mock_item_find(request, response);
	cJSON *old;

	if (item == NULL)
		return;
	old = mock_json_clone(item);
	/* The generic handler stamps the item and may replace it: `item` is dead now. */
	mock_generic_handle(request, response);
	if (has_changed(request, response))
	{
		cJSON *data = answered_data(response);
		char *text = mock_text_printf("Updated %s", kind->noun);

		add_version(kind, mock_json_text(old, "id"), old);
		/* some updates answer a message alone: then old stands for both */
		mock_audit_add(kind->update_action, text, old, data != NULL ? data : old);
		free(text);
		cJSON_Delete(data);
	}
	cJSON_Delete(old);
}

/* See history.h. */
void
mock_entity_delete(const MockEntityKind *kind, const MockRequest *request, MockResponse *response)
{
	cJSON *item = mock_item_find(request, response);
	cJSON *old;
	char *text;

	if (item == NULL)
		return;
	old = mock_json_clone(item);
	mock_generic_handle(request, response);
	if (has_changed(request, response))
	{
		mock_state_remove_below(request->state_path);
		text = mock_text_printf("Deleted %s", kind->noun);
		mock_audit_add(kind->delete_action, text, old, NULL);
		free(text);
	}
	cJSON_Delete(old);
}

/* See history.h. */
void
mock_entity_versions(const MockEntityKind *kind, const MockRequest *request, MockResponse *response)
{
	cJSON *item = mock_item_find(request, response);
	cJSON *rows;
	char *path;

	if (item == NULL)
		return;
	path = versions_path(kind, item);
	rows = mock_state_get(path);
	free(path);
	if (rows != NULL)
		mock_answer_list(request, response, rows);
	else
	{
		rows = cJSON_CreateArray();
		cJSON_AddItemToArray(rows, mock_json_clone(item));
		mock_answer_list(request, response, rows);
		cJSON_Delete(rows);
	}
}

/* Sets the creator from the user the body names; see mock_entity_people. */
static bool
set_creator(const MockRequest *request, MockResponse *response, cJSON *item)
{
	const char *id = mock_json_text(request->body, "creatorID");
	const char *email = mock_json_text(request->body, "creatorEmail");
	cJSON *users = mock_state_collection("/users");
	cJSON *user;
	char *name;

	if (id == NULL && email == NULL)
		return true;
	user = id != NULL ? mock_collection_find(users, "_mockID", id) :
						mock_collection_find(users, "email", email);
	if (user == NULL)
	{
		mock_answer_field_error(response, id != NULL ? "creatorID" : "creatorEmail",
								"Creator not found");
		return false;
	}
	name = mock_text_printf("%s %s", mock_json_text(user, "firstName"),
							mock_json_text(user, "lastName"));
	mock_json_set_text(item, "creatorID", mock_json_text(user, "_mockID"));
	mock_json_set_text(item, "creatorName", name);
	mock_json_set_text(item, "creatorEmail", mock_json_text(user, "email"));
	free(name);
	return true;
}

/* Sets team and teamID from the one the body gives. */
static bool
set_team(const MockRequest *request, MockResponse *response, cJSON *item)
{
	static const char *const members[2][2] = {{"teamID", "id"}, {"team", "name"}};

	for (int i = 0; i < 2; i++)
	{
		cJSON *given = mock_json_get(request->body, members[i][0]);
		cJSON *team;

		if (given == NULL)
			continue;
		if (cJSON_IsNull(given))
		{
			mock_json_set_null(item, "team");
			mock_json_set_null(item, "teamID");
			return true;
		}
		team = mock_collection_find(mock_state_collection("/users/teams"), members[i][1],
									given->valuestring);
		if (team == NULL)
		{
			mock_answer_field_error(response, members[i][0], "Team not found");
			return false;
		}
		mock_json_set_text(item, "team", mock_json_text(team, "name"));
		mock_json_set_text(item, "teamID", mock_json_text(team, "id"));
		return true;
	}
	return true;
}

/* See history.h. */
bool
mock_entity_people(const MockRequest *request, MockResponse *response, cJSON *item)
{
	return set_creator(request, response, item) && set_team(request, response, item);
}
