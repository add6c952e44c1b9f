/*
 * json_access.c
 *		Reading and setting members of JSON values.
 *
 * These functions know that numbers are raw items (see json.h); cJSON's own
 * ones do not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* See json.h. */
bool
mock_json_is_number(const cJSON *value)
{
	return cJSON_IsNumber(value) || (cJSON_IsRaw(value) && value->valuestring[0] != '"');
}

/* See json.h. */
bool
mock_json_is_string(const cJSON *value)
{
	return cJSON_IsString(value) || (cJSON_IsRaw(value) && value->valuestring[0] == '"');
}

/* See json.h. */
const char *
mock_json_number_text(const cJSON *value)
{
	return cJSON_IsRaw(value) && value->valuestring[0] != '"' ? value->valuestring : NULL;
}

/* See json.h. */
double
mock_json_double(const cJSON *value, double fallback)
{
	const char *text = mock_json_number_text(value);

	if (text != NULL)
		return strtod(text, NULL);
	return cJSON_IsNumber(value) ? value->valuedouble : fallback;
}

/* See json.h. */
int64_t
mock_json_integer(const cJSON *value, int64_t fallback)
{
	const char *text = mock_json_number_text(value);

	if (text != NULL && strpbrk(text, ".eE") == NULL)
		return strtoll(text, NULL, 10);
	if (text == NULL && !cJSON_IsNumber(value))
		return fallback;
	return (int64_t) mock_json_double(value, (double) fallback);
}

/* See json.h. */
cJSON *
mock_json_get(const cJSON *object, const char *member)
{
	return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, member) : NULL;
}

/* See json.h. */
const char *
mock_json_text(const cJSON *object, const char *member)
{
	const cJSON *value = mock_json_get(object, member);

	return cJSON_IsString(value) ? value->valuestring : NULL;
}

/* See json.h. */
bool
mock_json_flag(const cJSON *object, const char *member)
{
	return cJSON_IsTrue(mock_json_get(object, member));
}

/* See json.h. */
void
mock_json_set(cJSON *object, const char *member, cJSON *value)
{
	if (mock_json_get(object, member) != NULL)
		cJSON_ReplaceItemInObjectCaseSensitive(object, member, value);
	else
		cJSON_AddItemToObject(object, member, value);
}

/* See json.h. */
void
mock_json_set_text(cJSON *object, const char *member, const char *text)
{
	mock_json_set(object, member, cJSON_CreateString(text));
}

/* See json.h. */
void
mock_json_set_integer(cJSON *object, const char *member, int64_t number)
{
	mock_json_set(object, member, mock_json_number_from_integer(number));
}

/* See json.h. */
void
mock_json_set_flag(cJSON *object, const char *member, bool flag)
{
	mock_json_set(object, member, cJSON_CreateBool(flag));
}

/* See json.h. */
void
mock_json_set_null(cJSON *object, const char *member)
{
	mock_json_set(object, member, cJSON_CreateNull());
}

/* See json.h. */
void
mock_json_remove(cJSON *object, const char *member)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, member);
}

/* See json.h. */
cJSON *
mock_json_number_from_text(const char *text)
{
	return cJSON_CreateRaw(text);
}

/* See json.h. */
cJSON *
mock_json_number_from_integer(int64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, number);
	return cJSON_CreateRaw(text);
}

/* See json.h. */
cJSON *
mock_json_clone(const cJSON *value)
{
	return cJSON_Duplicate(value, 1);
}

/* See json.h. */
bool
mock_json_equal(const cJSON *left, const cJSON *right)
{
	return cJSON_Compare(left, right, 1);
}

/* See json.h. */
bool
mock_json_holds_text(const cJSON *array_or_text, const char *text)
{
	const cJSON *element;

	if (cJSON_IsString(array_or_text))
		return strcmp(array_or_text->valuestring, text) == 0;
	cJSON_ArrayForEach(element, array_or_text)
	{
		if (cJSON_IsString(element) && strcmp(element->valuestring, text) == 0)
			return true;
	}
	return false;
}
