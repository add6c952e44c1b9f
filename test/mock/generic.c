/*
 * generic.c
 *		Serves every operation that has no handler of its own, by the shape of
 *		its path and of its answer.
 *
 * Three shapes of paths:
 *	- a root ("/gates", "/project"): a collection or a single object;
 *	- an item ("/gates/{id}"): one member of a collection;
 *	- something below an item ("/gates/{id}/versions"): a collection or an
 *	  object of its own, or an action.
 *
 * POST on an item replaces it when the contract requires members of the body
 * and merges otherwise (metrics, users, param stores, release pipelines);
 * PATCH merges.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "resources.h"

#define ACTOR_NAME "CONSOLE API"
#define ACTOR_ID   "5kConsoleApiKeyOwner001"

typedef enum PathShape
{
	SHAPE_ROOT,
	SHAPE_ITEM,
	SHAPE_BELOW
} PathShape;

static PathShape
shape_of(const MockOperation *operation)
{
	const char *parameter = strchr(operation->path, '{');
	const char *second;

	if (parameter == NULL)
		return SHAPE_ROOT;
	/* a key of two segments: /metrics/{name}/{type} */
	second = strstr(parameter, "}/{");
	if (second != NULL)
		parameter = second + 2;
	return strchr(parameter, '/') == NULL ? SHAPE_ITEM : SHAPE_BELOW;
}

/* Answers with the item or with a message, as the contract has it. */
static void
answer_item(const MockRequest *request, MockResponse *response, const cJSON *item)
{
	if (request->operation->answer == MOCK_ANSWER_MESSAGE)
		mock_answer_message(request, response, NULL);
	else
		mock_answer_data(request, response, NULL, item);
}

/* Runs the hook of the item's collection; false after it refused. */
static bool
hook_accepts(const MockRequest *request, MockResponse *response, const char *collection,
			 const cJSON *old, cJSON *item)
{
	for (const MockItemHook *hook = mock_item_hooks; hook->collection != NULL; hook++)
	{
		if (strcmp(hook->collection, collection) == 0)
			return hook->function(request, response, old, item);
	}
	return true;
}

/* Is the name or the key taken by another item? */
static bool
name_is_taken(const MockResource *resource, const cJSON *item, const cJSON *except)
{
	static const char *const members[] = {"id", "name", "email"};
	const cJSON *other;

	cJSON_ArrayForEach(other, mock_state_get(resource->collection))
	{
		if (other == except)
			continue;
		for (int i = 0; i < 3; i++)
		{
			const char *mine = mock_json_text(item, members[i]);
			const char *theirs = mock_json_text(other, members[i]);

			/* two metrics may share a name, as long as their types differ */
			if (resource->source == MOCK_KEY_NAME_AND_TYPE && i == 1)
				continue;
			if (mine != NULL && theirs != NULL && strcmp(mine, theirs) == 0)
				return true;
		}
	}
	return false;
}

/* Gives a new item its key; false after a 400. */
static bool
assign_key(const MockRequest *request, MockResponse *response, const MockResource *resource,
		   cJSON *item)
{
	const char *name = mock_json_text(item, "name");
	const char *id = mock_json_text(request->body, "id");
	const char *type = mock_json_text(item, "type");
	char key[MOCK_ID_SIZE];
	char *text = NULL;

	switch (resource->source)
	{
		case MOCK_KEY_NAME:
			return true;
		case MOCK_KEY_DERIVED:
			if (name == NULL && id == NULL)
			{
				mock_answer_field_error(response, "name", "name should not be null or undefined");
				return false;
			}
			mock_derive_id(id != NULL ? id : name, key);
			if (id != NULL)
				snprintf(key, sizeof(key), "%s", id);
			if (name == NULL)
				mock_json_set_text(item, "name", id);
			break;
		case MOCK_KEY_NAME_AND_TYPE:
			text = mock_text_printf("%s::%s", name != NULL ? name : "", type != NULL ? type : "");
			mock_json_set_text(item, "id", text);
			free(text);
			return true;
		case MOCK_KEY_SECRET:
			mock_new_id(key);
			text = mock_text_printf("%s-%s", type != NULL ? type : "secret", key);
			for (char *c = text; *c != '-'; c++)
				*c |= 0x20; /* lower case; the types are ASCII letters */
			mock_json_set_text(item, "key", text);
			free(text);
			return true;
		case MOCK_KEY_GENERATED:
			mock_new_id(key);
			break;
	}
	mock_json_set_text(item, "id", key);
	return true;
}

/*
 * Members that every new item shows although the contract calls them optional,
 * as far as the schema knows them and the body does not give them.
 */
static void
set_usual_members(cJSON *item, const cJSON *schema)
{
	static const char usual[] =
		"{\"description\":\"\",\"idType\":\"userID\",\"tags\":[],\"targetApps\":[],"
		"\"holdoutIDs\":[],\"team\":null,\"teamID\":null}";
	cJSON *members = mock_json_parse(usual, strlen(usual), NULL);
	const cJSON *member;

	cJSON_ArrayForEach(member, members)
	{
		const cJSON *declared = mock_schema_resolve(mock_schema_property(schema, member->string));

		if (declared != NULL && mock_json_get(item, member->string) == NULL &&
			(!cJSON_IsNull(member) || mock_json_flag(declared, "nullable")))
			mock_json_set(item, member->string, mock_json_clone(member));
	}
	cJSON_Delete(members);
}

/* Sets a member to null where the schema allows that, else to text if it must be there. */
static void
set_unknown(cJSON *item, const cJSON *schema, const char *member, const char *text)
{
	const cJSON *declared = mock_schema_resolve(mock_schema_property(schema, member));

	if (mock_json_flag(declared, "nullable"))
		mock_json_set_null(item, member);
	else if (mock_schema_requires(schema, member))
		mock_json_set_text(item, member, text);
}

/* Members the server sets on a new item, as far as the schema knows them. */
static void
set_origin(cJSON *item, const cJSON *schema)
{
	static const char *const names[] = {"creatorName", "lastModifierName"};
	static const char *const emails[] = {"creatorEmail", "lastModifierEmail"};
	static const char *const ids[] = {"creatorID", "lastModifierID"};
	static const char *const times[] = {"createdTime", "lastModifiedTime"};

	for (int i = 0; i < 2; i++)
	{
		if (mock_schema_property(schema, names[i]) != NULL)
			mock_json_set_text(item, names[i], ACTOR_NAME);
		if (mock_schema_property(schema, times[i]) != NULL)
			mock_json_set_integer(item, times[i], mock_clock_now());
	}
	for (int i = 0; i < 2; i++)
		set_unknown(item, schema, emails[i], "");
	for (int i = 0; i < 2; i++)
		set_unknown(item, schema, ids[i], ACTOR_ID);
	if (mock_schema_property(schema, "version") != NULL)
		mock_json_set_integer(item, "version", 1);
}

/* The schema of a resource's items: that of its list, else of this answer. */
static const cJSON *
schema_of_items(const MockRequest *request, const MockResource *resource)
{
	char *path = mock_text_printf("%s%s", MOCK_PATH_PREFIX, resource->collection);
	const MockOperation *list = mock_contract_find("GET", path);

	free(path);
	return list != NULL && list->item_schema != NULL ? list->item_schema :
													   request->operation->item_schema;
}

/* A dry run is judged and answered as a change, and changes nothing. */
static bool
is_dry_run(const MockRequest *request)
{
	return mock_json_flag(request->body, "dryRun");
}

static void
create_item(const MockRequest *request, MockResponse *response, const MockResource *resource)
{
	const cJSON *schema = schema_of_items(request, resource);
	cJSON *collection = mock_state_collection(resource->collection);
	cJSON *item = cJSON_CreateObject();

	/* the id comes first, as in the API's answers; assign_key gives its value */
	if (resource->source != MOCK_KEY_NAME && resource->source != MOCK_KEY_SECRET)
		mock_json_set_null(item, "id");
	mock_item_merge(item, request->body, schema);
	if (!assign_key(request, response, resource, item))
	{
		cJSON_Delete(item);
		return;
	}
	if (name_is_taken(resource, item, NULL))
		mock_answer_error(response, 400, "Name is already in use");
	else
	{
		set_usual_members(item, schema);
		set_origin(item, schema);
		mock_item_complete(item, schema);
		if (hook_accepts(request, response, resource->collection, NULL, item))
		{
			answer_item(request, response, item);
			if (is_dry_run(request))
				cJSON_Delete(item);
			/* lists that have times are newest first */
			else if (mock_json_get(item, "createdTime") != NULL)
				mock_collection_prepend(collection, item);
			else
				mock_collection_append(collection, item);
			return;
		}
	}
	cJSON_Delete(item);
}

/* Does the body's schema require anything, that is, is this a full update? */
static bool
is_full_update(const MockOperation *operation)
{
	return strcmp(operation->method, "POST") == 0 &&
		   mock_json_get(mock_schema_resolve(operation->body_schema), "required") != NULL;
}

/*
 * Stays although a full update does not give it.  Not documented and assumed
 * here: who counts as creator changes only when it is said who it is.
 */
static bool
stays(const char *member)
{
	return strcmp(member, "name") == 0 || strcmp(member, "id") == 0 ||
		   strncmp(member, "creator", strlen("creator")) == 0;
}

/* Takes away what a full update could have given and did not. */
static void
drop_missing(cJSON *item, const MockRequest *request)
{
	const cJSON *declared;

	cJSON_ArrayForEach(
		declared, mock_json_get(mock_schema_resolve(request->operation->body_schema), "properties"))
	{
		if (mock_json_get(request->body, declared->string) == NULL && !stays(declared->string))
			mock_json_remove(item, declared->string);
	}
}

static void
update_item(const MockRequest *request, MockResponse *response)
{
	const MockResource *resource = mock_resource_of(request->operation);
	cJSON *old = mock_item_find(request, response);
	const cJSON *schema;
	cJSON *item;

	if (old == NULL)
		return;
	schema = schema_of_items(request, resource);
	item = mock_json_clone(old);
	if (is_full_update(request->operation))
		drop_missing(item, request);
	mock_item_merge(item, request->body, schema);
	mock_item_complete(item, schema);
	if (name_is_taken(resource, item, old))
		mock_answer_error(response, 400, "Name is already in use");
	else if (hook_accepts(request, response, resource->collection, old, item))
	{
		mock_item_touch(item);
		answer_item(request, response, item);
		if (is_dry_run(request))
			cJSON_Delete(item);
		else
			cJSON_ReplaceItemViaPointer(mock_state_get(resource->collection), old, item);
		return;
	}
	cJSON_Delete(item);
}

static void
delete_item(const MockRequest *request, MockResponse *response)
{
	const MockResource *resource = mock_resource_of(request->operation);
	cJSON *item = mock_item_find(request, response);

	if (item == NULL)
		return;
	answer_item(request, response, item);
	mock_collection_remove(mock_state_get(resource->collection), item);
	mock_state_remove_below(request->state_path);
}

/* GET of an array that is no paged list: the parameters still filter it. */
static void
answer_filtered(const MockRequest *request, MockResponse *response, const cJSON *stored)
{
	int count;
	const cJSON **chosen = mock_filter(request, stored, &count);
	cJSON *data = cJSON_CreateArray();

	for (int i = 0; i < count; i++)
		cJSON_AddItemToArray(data, mock_json_clone(chosen[i]));
	free(chosen);
	mock_answer_data(request, response, NULL, data);
	cJSON_Delete(data);
}

/* GET of a stored value: page, page inside an object, or object. */
static void
answer_stored(const MockRequest *request, MockResponse *response, const cJSON *value)
{
	const char *text = mock_json_text(value, "_mockText");
	const cJSON *member = cJSON_IsObject(value) ? value->child : NULL;

	if (request->operation->answer == MOCK_ANSWER_OTHER)
		mock_answer_text(response, request->operation->success_status, "text/csv",
						 text != NULL ? text : "");
	else if (request->operation->answer != MOCK_ANSWER_LIST && cJSON_IsArray(value))
		answer_filtered(request, response, value);
	else if (request->operation->answer != MOCK_ANSWER_LIST)
		mock_answer_data(request, response, NULL, value);
	else if (cJSON_IsArray(value))
		mock_answer_list(request, response, value);
	else
	{
		while (member != NULL && !cJSON_IsArray(member))
			member = member->next;
		mock_answer_page_within(request, response, value, member != NULL ? member->string : "ids");
	}
}

/* GET where nothing is stored: an empty list or an object of empty values. */
static void
answer_nothing(const MockRequest *request, MockResponse *response)
{
	cJSON *value;

	if (mock_schema_items(request->operation->data_schema) != NULL)
		value = cJSON_CreateArray();
	else
	{
		value = cJSON_CreateObject();
		mock_item_complete(value, request->operation->data_schema);
	}
	answer_stored(request, response, value);
	cJSON_Delete(value);
}

static void
get_item(const MockRequest *request, MockResponse *response)
{
	const cJSON *item = mock_item_find(request, response);

	if (item != NULL)
		mock_answer_data(request, response, NULL, item);
}

/* POST or PATCH of a value that is no item of a collection. */
static void
write_value(const MockRequest *request, MockResponse *response)
{
	cJSON *value;

	if (request->operation->answer == MOCK_ANSWER_MESSAGE)
	{
		/* a request whose effect cannot be read back */
		mock_answer_message(request, response, NULL);
		return;
	}
	value = strcmp(request->method, "PATCH") == 0 ?
				mock_json_clone(mock_state_get(request->state_path)) :
				NULL;
	if (!cJSON_IsObject(value))
	{
		cJSON_Delete(value);
		value = cJSON_CreateObject();
	}
	mock_item_merge(value, request->body, request->operation->data_schema);
	mock_item_complete(value, request->operation->data_schema);
	mock_state_put(request->state_path, value);
	mock_answer_data(request, response, NULL, value);
}

static void
handle_root(const MockRequest *request, MockResponse *response)
{
	const MockResource *resource = mock_resource_of(request->operation);
	const cJSON *value = mock_state_get(request->state_path);

	if (strcmp(request->method, "GET") == 0)
	{
		if (value != NULL)
			answer_stored(request, response, value);
		else
			answer_nothing(request, response);
	}
	else if (strcmp(request->method, "POST") == 0 && resource != NULL)
		create_item(request, response, resource);
	else
		write_value(request, response);
}

static void
handle_item(const MockRequest *request, MockResponse *response)
{
	if (strcmp(request->method, "GET") == 0)
		get_item(request, response);
	else if (strcmp(request->method, "DELETE") == 0)
		delete_item(request, response);
	else
		update_item(request, response);
}

/* POST on a collection below an item: a new entry of its own. */
static void
append_below(const MockRequest *request, MockResponse *response)
{
	cJSON *entry = cJSON_CreateObject();

	mock_item_merge(entry, request->body, request->operation->item_schema);
	set_origin(entry, request->operation->item_schema);
	mock_item_complete(entry, request->operation->item_schema);
	mock_answer_data(request, response, NULL, entry);
	mock_collection_append(mock_state_collection(request->state_path), entry);
}

static void
handle_below(const MockRequest *request, MockResponse *response)
{
	cJSON *item = mock_item_find(request, response);
	cJSON *value = mock_state_get(request->state_path);

	if (item == NULL)
		return;
	if (strcmp(request->method, "GET") == 0)
	{
		if (value != NULL)
			answer_stored(request, response, value);
		else
			answer_nothing(request, response);
	}
	else if (strcmp(request->method, "DELETE") == 0)
	{
		mock_state_remove(request->state_path);
		if (request->operation->answer == MOCK_ANSWER_MESSAGE)
			mock_answer_message(request, response, NULL);
		else
			answer_nothing(request, response);
	}
	else if (strcmp(request->method, "PUT") == 0)
		answer_item(request, response, item);
	else if (cJSON_IsArray(value))
		append_below(request, response);
	else
		write_value(request, response);
}

/* See handler.h. */
void
mock_generic_handle(const MockRequest *request, MockResponse *response)
{
	switch (shape_of(request->operation))
	{
		case SHAPE_ROOT:
			handle_root(request, response);
			break;
		case SHAPE_ITEM:
			handle_item(request, response);
			break;
		case SHAPE_BELOW:
			handle_below(request, response);
			break;
	}
}
