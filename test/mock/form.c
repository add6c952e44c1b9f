/*
 * form.c
 *		Other forms of an answer than the contract's.
 *
 * A form works on the parsed envelope and replaces its data member.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

/* Members whose other name no rule gives: camelCase, snake_case. */
static const char *const odd_names[][2] = {
	{"metricID", "metricID"}, /* stands so between the snake_case members of the example */
	{"absoluteChange", "value"},
	{"inputRows", "row_count"},
};

#define ODD_NAMES (sizeof(odd_names) / sizeof(odd_names[0]))

/* The odd name, or NULL; from is the column of odd_names that the name is in. */
static const char *
odd_name(const char *name, int from)
{
	for (size_t i = 0; i < ODD_NAMES; i++)
	{
		if (strcmp(odd_names[i][from], name) == 0)
			return odd_names[i][1 - from];
	}
	return NULL;
}

/* "testMean" as "test_mean"; the caller frees it. */
static char *
snake_name(const char *name)
{
	MockBuffer snake = {0};

	if (odd_name(name, 0) != NULL)
		return mock_copy_text(odd_name(name, 0));
	mock_buffer_add_text(&snake, "");
	for (; *name != '\0'; name++)
	{
		char lower = (char) tolower((unsigned char) *name);

		if (lower != *name)
			mock_buffer_add(&snake, "_", 1);
		mock_buffer_add(&snake, &lower, 1);
	}
	return snake.data;
}

/* "unit_type" as "unitType"; the caller frees it. */
static char *
camel_name(const char *name)
{
	MockBuffer camel = {0};

	/* value is a name of its own in the lists that are turned this way */
	if (odd_name(name, 1) != NULL && strcmp(name, "value") != 0)
		return mock_copy_text(odd_name(name, 1));
	mock_buffer_add_text(&camel, "");
	for (; *name != '\0'; name++)
	{
		char upper = (char) toupper((unsigned char) name[1]);

		if (*name == '_' && name[1] != '\0')
		{
			mock_buffer_add(&camel, &upper, 1);
			name++;
		}
		else
			mock_buffer_add(&camel, name, 1);
	}
	return camel.data;
}

/* A copy of the value in which every member has another name. */
static cJSON *
renamed(const cJSON *value, char *(*new_name)(const char *name))
{
	cJSON *result;
	const cJSON *member;

	if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
		return mock_json_clone(value);
	result = cJSON_IsObject(value) ? cJSON_CreateObject() : cJSON_CreateArray();
	cJSON_ArrayForEach(member, value)
	{
		if (cJSON_IsObject(value))
		{
			char *name = new_name(member->string);

			mock_json_set(result, name, renamed(member, new_name));
			free(name);
		}
		else
			cJSON_AddItemToArray(result, renamed(member, new_name));
	}
	return result;
}

/*
 * A copy of data whose items have members of other names: its elements, or the
 * elements of the arrays in it; what holds them keeps its names.
 */
static cJSON *
with_renamed_items(const cJSON *data, char *(*new_name)(const char *name))
{
	cJSON *result;
	const cJSON *member;

	if (!cJSON_IsObject(data))
		return renamed(data, new_name);
	result = cJSON_CreateObject();
	cJSON_ArrayForEach(member, data)
		mock_json_set(result, member->string,
					  cJSON_IsArray(member) ? renamed(member, new_name) : mock_json_clone(member));
	return result;
}

static cJSON *
to_snake_case(const cJSON *data)
{
	return with_renamed_items(data, snake_name);
}

static cJSON *
to_camel_case(const cJSON *data)
{
	return with_renamed_items(data, camel_name);
}

static cJSON *
to_array(const cJSON *data)
{
	cJSON *array = cJSON_CreateArray();

	cJSON_AddItemToArray(array, mock_json_clone(data));
	return array;
}

static cJSON *
to_object(const cJSON *data)
{
	return mock_json_clone(cJSON_IsArray(data) && data->child != NULL ? data->child : data);
}

/* Rows with a date, by date in the order of their first rows. */
static cJSON *
to_nested(const cJSON *data)
{
	cJSON *days = cJSON_CreateArray();
	const cJSON *row;

	cJSON_ArrayForEach(row, data)
	{
		const char *date = mock_json_text(row, "date");
		cJSON *day;
		cJSON *event = mock_json_clone(row);

		cJSON_ArrayForEach(day, days)
		{
			if (date != NULL && strcmp(mock_json_text(day, "date"), date) == 0)
				break;
		}
		if (day == NULL)
		{
			day = cJSON_CreateObject();
			mock_json_set_text(day, "date", date != NULL ? date : "");
			mock_json_set(day, "events", cJSON_CreateArray());
			cJSON_AddItemToArray(days, day);
		}
		mock_json_remove(event, "date");
		cJSON_AddItemToArray(mock_json_get(day, "events"), event);
	}
	return days;
}

/* Forms of the data; those without a function change the envelope, or act in a handler. */
static const struct
{
	const char *name;
	cJSON *(*function)(const cJSON *data);
} forms[] = {
	{"snake_case", to_snake_case},
	{"camel_case", to_camel_case},
	{"array", to_array},
	{"object", to_object},
	{"nested", to_nested},
	{"bare", NULL},
	{"message", NULL},
	{"no_message", NULL},
	{"whole", NULL},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

/* See form.h. */
bool
mock_form_known(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
	{
		if (strcmp(forms[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Gives the envelope the form; a bare one is its data from then on. */
static cJSON *
transformed(cJSON *envelope, const char *name)
{
	cJSON *data = mock_json_get(envelope, "data");

	if (data == NULL)
		return envelope;
	for (size_t i = 0; i < FORMS; i++)
	{
		if (forms[i].function != NULL && strcmp(forms[i].name, name) == 0)
			mock_json_set(envelope, "data", forms[i].function(data));
	}
	if (strcmp(name, "message") == 0)
		mock_json_remove(envelope, "data");
	else if (strcmp(name, "no_message") == 0)
		mock_json_remove(envelope, "message");
	else if (strcmp(name, "bare") == 0)
	{
		data = cJSON_DetachItemViaPointer(envelope, data);
		cJSON_Delete(envelope);
		return data;
	}
	return envelope;
}

/* Takes members of these names away, at every depth. */
static void
take_away(cJSON *value, const cJSON *names)
{
	const cJSON *name;
	cJSON *member;

	if (cJSON_IsObject(value))
	{
		cJSON_ArrayForEach(name, names)
		{
			if (cJSON_IsString(name))
				mock_json_remove(value, name->valuestring);
		}
	}
	cJSON_ArrayForEach(member, value) take_away(member, names);
}

static void
set_members(cJSON *item, const cJSON *members)
{
	const cJSON *member;

	if (!cJSON_IsObject(item))
		return;
	cJSON_ArrayForEach(member, members)
		mock_json_set(item, member->string, mock_json_clone(member));
}

/* Sets members of each element of data, or of data itself when it is an object. */
static void
set_in_items(cJSON *data, const cJSON *members)
{
	cJSON *item;

	if (cJSON_IsArray(data))
	{
		cJSON_ArrayForEach(item, data) set_members(item, members);
	}
	else
		set_members(data, members);
}

/* See form.h. */
void
mock_form_apply_all(MockBuffer *body, const cJSON *arguments)
{
	cJSON *envelope = mock_json_parse(body->data, body->length, NULL);
	const char *name = mock_json_text(arguments, "form");
	cJSON *data = mock_json_get(envelope, "data");

	if (data != NULL)
	{
		take_away(data, mock_json_get(arguments, "without"));
		set_in_items(data, mock_json_get(arguments, "set"));
		if (name != NULL)
			envelope = transformed(envelope, name);
		body->length = 0;
		mock_json_print_all(body, envelope);
	}
	cJSON_Delete(envelope);
}

/* See form.h. */
void
mock_form_apply(MockBuffer *body, const char *name)
{
	cJSON *arguments = cJSON_CreateObject();

	mock_json_set_text(arguments, "form", name);
	mock_form_apply_all(body, arguments);
	cJSON_Delete(arguments);
}
