/*
 * json_print.c
 *		cJSON trees to compact JSON text.
 *
 * Raw items are written as they are (numbers keep their digits); members that
 * begin with "_mock" are left out unless the caller wants all.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

#define HIDDEN_PREFIX "_mock"

/* See json.h. */
void
mock_json_print_string(MockBuffer *buffer, const char *text)
{
	const char *start = text;

	mock_buffer_add(buffer, "\"", 1);
	for (;; text++)
	{
		unsigned char c = (unsigned char) *text;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		mock_buffer_add(buffer, start, (size_t) (text - start));
		start = text + 1;
		if (c == '\0')
			break;
		if (c == '"' || c == '\\')
			mock_buffer_printf(buffer, "\\%c", c);
		else if (c == '\n')
			mock_buffer_add(buffer, "\\n", 2);
		else if (c == '\t')
			mock_buffer_add(buffer, "\\t", 2);
		else
			mock_buffer_printf(buffer, "\\u%04x", c);
	}
	mock_buffer_add(buffer, "\"", 1);
}

/* A cJSON_Number made by a handler; parsed numbers are raw. */
static void
print_double(MockBuffer *buffer, double number)
{
	char text[32];

	if (number == floor(number) && fabs(number) < 9007199254740992.0)
		snprintf(text, sizeof(text), "%.0f", number);
	else
		snprintf(text, sizeof(text), "%.17g", number);
	mock_buffer_add_text(buffer, text);
}

static void
print_value(MockBuffer *buffer, const cJSON *value, bool all)
{
	bool is_object = cJSON_IsObject(value);
	bool first = true;

	if (cJSON_IsString(value))
		mock_json_print_string(buffer, value->valuestring);
	else if (cJSON_IsRaw(value))
		mock_buffer_add_text(buffer, value->valuestring);
	else if (cJSON_IsNumber(value))
		print_double(buffer, value->valuedouble);
	else if (cJSON_IsBool(value))
		mock_buffer_add_text(buffer, cJSON_IsTrue(value) ? "true" : "false");
	else if (!is_object && !cJSON_IsArray(value))
		mock_buffer_add_text(buffer, "null");
	else
	{
		mock_buffer_add(buffer, is_object ? "{" : "[", 1);
		for (const cJSON *child = value->child; child != NULL; child = child->next)
		{
			if (is_object && !all &&
				strncmp(child->string, HIDDEN_PREFIX, strlen(HIDDEN_PREFIX)) == 0)
				continue;
			if (!first)
				mock_buffer_add(buffer, ",", 1);
			first = false;
			if (is_object)
			{
				mock_json_print_string(buffer, child->string);
				mock_buffer_add(buffer, ":", 1);
			}
			print_value(buffer, child, all);
		}
		mock_buffer_add(buffer, is_object ? "}" : "]", 1);
	}
}

/* See json.h. */
void
mock_json_print(MockBuffer *buffer, const cJSON *value)
{
	print_value(buffer, value, false);
}

/* See json.h. */
void
mock_json_print_all(MockBuffer *buffer, const cJSON *value)
{
	print_value(buffer, value, true);
}
