/*
 * item.c
 *		Items of collections: finding, merging, completing, stamping.
 *
 * The schema of an item is the one the contract gives its GET answer.
 */
#include <stdlib.h>
#include <string.h>

#include "resources.h"

#define ACTOR_NAME "CONSOLE API"

/* See handler.h. */
cJSON *
mock_item_find(const MockRequest *request, MockResponse *response)
{
	const MockResource *resource = mock_resource_of(request->operation);
	cJSON *item = NULL;

	if (resource != NULL && strstr(request->operation->path, "}/{") != NULL)
	{
		char *key = mock_text_printf("%s::%s", request->path_parameters[0].value,
									 request->path_parameters[1].value);

		item = mock_resource_find(resource, key);
		free(key);
	}
	else if (resource != NULL && request->path_parameter_count > 0)
		item = mock_resource_find(resource, request->path_parameters[0].value);
	if (item == NULL)
		mock_answer_not_found(response);
	return item;
}

/* See handler.h. */
void
mock_item_merge(cJSON *item, const cJSON *body, const cJSON *schema)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, body)
	{
		/* dryRun is said of the request, though the contract declares it of metrics too */
		if (mock_schema_property(schema, member->string) != NULL &&
			strcmp(member->string, "dryRun") != 0)
			mock_json_set(item, member->string, mock_json_clone(member));
	}
}

/* Is null a value of the schema? */
static bool
is_nullable(const cJSON *schema)
{
	return mock_json_flag(schema, "nullable");
}

/* A value for a member that is required and was not given. */
static cJSON *
empty_value(const cJSON *schema)
{
	const char *type;
	const cJSON *value;

	schema = mock_schema_resolve(schema);
	if (is_nullable(schema))
		return cJSON_CreateNull();
	if ((value = mock_json_get(schema, "default")) != NULL)
		return mock_json_clone(value);
	if ((value = mock_json_get(schema, "enum")) != NULL)
		return mock_json_clone(value->child);
	type = mock_json_text(schema, "type");
	if (type == NULL && (value = mock_json_get(schema, "oneOf")) != NULL)
		return empty_value(value->child);
	if (type == NULL || strcmp(type, "object") == 0)
	{
		cJSON *object = cJSON_CreateObject();

		mock_item_complete(object, schema);
		return object;
	}
	if (strcmp(type, "array") == 0)
		return cJSON_CreateArray();
	if (strcmp(type, "boolean") == 0)
		return cJSON_CreateFalse();
	if (strcmp(type, "string") == 0)
		return cJSON_CreateString("");
	value = mock_json_get(schema, "minimum");
	return value != NULL ? mock_json_clone(value) : mock_json_number_from_integer(0);
}

/* See handler.h. */
void
mock_item_complete(cJSON *item, const cJSON *schema)
{
	const cJSON *entry;
	const cJSON *items;
	cJSON *member;

	schema = mock_schema_resolve(schema);
	cJSON_ArrayForEach(entry, mock_json_get(schema, "allOf")) mock_item_complete(item, entry);
	if (cJSON_IsArray(item))
	{
		items = mock_schema_items(schema);
		cJSON_ArrayForEach(member, item) mock_item_complete(member, items);
		return;
	}
	if (!cJSON_IsObject(item))
		return;
	cJSON_ArrayForEach(entry, mock_json_get(schema, "required"))
	{
		const cJSON *declared = mock_schema_property(schema, entry->valuestring);

		if (mock_json_get(item, entry->valuestring) == NULL)
			mock_json_set(item, entry->valuestring, empty_value(declared));
	}
	cJSON_ArrayForEach(entry, mock_json_get(schema, "properties"))
	{
		if ((member = mock_json_get(item, entry->string)) != NULL)
			mock_item_complete(member, entry);
	}
}

/* See handler.h. */
void
mock_item_touch(cJSON *item)
{
	const cJSON *version = mock_json_get(item, "version");

	if (mock_json_get(item, "lastModifierName") != NULL)
		mock_json_set_text(item, "lastModifierName", ACTOR_NAME);
	/* the API names no person when a key made the change */
	if (mock_json_get(item, "lastModifierEmail") != NULL)
		mock_json_set_null(item, "lastModifierEmail");
	if (mock_json_get(item, "lastModifiedTime") != NULL)
		mock_json_set_integer(item, "lastModifiedTime", mock_clock_now());
	if (mock_json_is_number(version))
		mock_json_set_integer(item, "version", mock_json_integer(version, 0) + 1);
}

/* The old element that an element of a new array continues, or NULL. */
static const cJSON *
find_continued(const cJSON *old_elements, const cJSON *element)
{
	const char *id = mock_json_text(element, "id");
	const char *name = mock_json_text(element, "name");
	const cJSON *old = NULL;

	if (id != NULL)
		old = mock_collection_find((cJSON *) old_elements, "id", id);
	if (old == NULL && name != NULL)
		old = mock_collection_find((cJSON *) old_elements, "name", name);
	return old;
}

/* See handler.h. */
void
mock_item_identify(const cJSON *old_elements, cJSON *elements)
{
	cJSON *element;

	cJSON_ArrayForEach(element, elements)
	{
		const char *id = mock_json_text(find_continued(old_elements, element), "id");
		char fresh[MOCK_ID_SIZE];

		if (id == NULL)
			mock_new_id(fresh);
		mock_json_set_text(element, "id", id != NULL ? id : fresh);
	}
}
