/*
 * handler_people.c
 *		Users, teams and tags.
 *
 * An invitation makes no user: the row appears when the invitee accepts, which
 * nobody does here.  Members and admins of a team are written as e-mail
 * addresses and read as objects.
 *
 * Not documented and assumed here: an address that belongs to no user cannot
 * be put into a team.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

/* The domain of the company: that of its first user. */
static const char *
company_domain(void)
{
	const cJSON *user = mock_state_collection("/users")->child;
	const char *email = mock_json_text(user, "email");
	const char *at = email != NULL ? strrchr(email, '@') : NULL;

	return at != NULL ? at : "";
}

static void
invite_users(const MockRequest *request, MockResponse *response)
{
	const char *domain = company_domain();
	const cJSON *email;

	cJSON_ArrayForEach(email, mock_json_get(request->body, "emails"))
	{
		const char *at = strrchr(email->valuestring, '@');

		if (at == NULL || strcasecmp(at, domain) != 0)
		{
			mock_answer_error(response, 400,
							  "Can not invite emails from outside your organization's domain");
			return;
		}
	}
	mock_answer_message(request, response, "Users invited successfully.");
}

static void
update_user(const MockRequest *request, MockResponse *response)
{
	cJSON *user = mock_item_find(request, response);
	cJSON *old;

	if (user == NULL)
		return;
	old = mock_json_clone(user);
	mock_item_merge(user, request->body, request->operation->data_schema);
	mock_audit_add("user_role_update", "Updated User", old, user);
	cJSON_Delete(old);
	mock_answer_data(request, response, "User updated successfully.", user);
}

/* Replaces the addresses in a list by what a team shows of the users. */
static bool
resolve_people(MockResponse *response, cJSON *team, const char *member)
{
	static const char *const shown[] = {"email", "firstName", "lastName", "role"};
	cJSON *people = cJSON_CreateArray();
	const cJSON *person;

	cJSON_ArrayForEach(person, mock_json_get(team, member))
	{
		cJSON *user;
		cJSON *object;

		if (!mock_json_is_string(person))
		{
			/* not part of this request: stored as an object already */
			cJSON_AddItemToArray(people, mock_json_clone(person));
			continue;
		}
		user = mock_collection_find(mock_state_collection("/users"), "email", person->valuestring);
		if (user == NULL)
		{
			mock_answer_field_error(response, member, "User %s not found", person->valuestring);
			cJSON_Delete(people);
			return false;
		}
		object = cJSON_CreateObject();
		for (int i = 0; i < 4; i++)
			mock_json_set_text(object, shown[i], mock_json_text(user, shown[i]));
		cJSON_AddItemToArray(people, object);
	}
	mock_json_set(team, member, people);
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_team_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const char *id = mock_json_text(request->body, "id");

	if (old != NULL && id != NULL && strcmp(id, mock_json_text(old, "id")) != 0)
	{
		mock_answer_field_error(response, "id", "The id of a team cannot be changed");
		return false;
	}
	return resolve_people(response, item, "members") && resolve_people(response, item, "admins");
}

static void
create_team(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_team_kind, request, response);
}

static void
update_team(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&mock_team_kind, request, response);
}

static void
delete_team(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_team_kind, request, response);
}

static void
create_tag(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_tag_kind, request, response);
}

static void
update_tag(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&mock_tag_kind, request, response);
}

static void
delete_tag(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_tag_kind, request, response);
}

const MockHandler mock_people_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/users/invite", invite_users},
	{"POST", MOCK_PATH_PREFIX "/users/{email}", update_user},
	{"POST", MOCK_PATH_PREFIX "/users/teams", create_team},
	{"PATCH", MOCK_PATH_PREFIX "/users/teams/{id}", update_team},
	{"DELETE", MOCK_PATH_PREFIX "/users/teams/{id}", delete_team},
	{"POST", MOCK_PATH_PREFIX "/tags", create_tag},
	{"PATCH", MOCK_PATH_PREFIX "/tags/{id}", update_tag},
	{"DELETE", MOCK_PATH_PREFIX "/tags/{id}", delete_tag},
	{NULL, NULL, NULL}};
