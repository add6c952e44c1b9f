/*
 * fault_body.c
 *		Faults that spoil a finished answer body.
 *
 * The answers are JSON objects written by answer.c, so "right behind the first
 * brace" is a place where a member can be put.
 */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "form.h"

/* Puts text behind the first byte of the body. */
static void
insert_member(MockBuffer *body, const char *text, size_t length)
{
	MockBuffer longer = {0};

	mock_buffer_add(&longer, "{", 1);
	mock_buffer_add(&longer, text, length);
	if (body->length > 2)
	{
		mock_buffer_add(&longer, ",", 1);
		mock_buffer_add(&longer, body->data + 1, body->length - 1);
	}
	else
		mock_buffer_add(&longer, "}", 1);
	mock_buffer_free(body);
	*body = longer;
}

/* The middle of the body, but never between the bytes of one character. */
static void
truncate_in_the_middle(MockBuffer *body)
{
	size_t length = body->length / 2;

	while (length > 0 && ((unsigned char) body->data[length] & 0xC0) == 0x80)
		length--;
	body->length = length;
	if (body->data != NULL)
		body->data[length] = '\0';
}

/* A member (default: data) gets a value of a type nobody expects there. */
static void
change_type(const MockFault *fault, MockBuffer *body)
{
	const char *member = mock_json_text(fault->arguments, "member");
	cJSON *value = mock_json_parse(body->data, body->length, NULL);
	const cJSON *wanted = mock_json_get(fault->arguments, "value");

	if (cJSON_IsObject(value))
	{
		mock_json_set(value, member != NULL ? member : "data",
					  wanted != NULL ? mock_json_clone(wanted) :
									   cJSON_CreateString("not what it should be"));
		body->length = 0;
		mock_json_print_all(body, value);
	}
	cJSON_Delete(value);
}

static void
nest(const MockFault *fault, MockBuffer *body)
{
	int64_t depth = mock_fault_number(fault, "depth", 100000);
	MockBuffer member = {0};

	mock_buffer_add_text(&member, "\"deep\":");
	for (int64_t i = 0; i < depth; i++)
		mock_buffer_add(&member, "[", 1);
	for (int64_t i = 0; i < depth; i++)
		mock_buffer_add(&member, "]", 1);
	insert_member(body, member.data, member.length);
	mock_buffer_free(&member);
}

/*
 * Puts bytes into the first string of the data: behind the opening quote of
 * the first string value that follows "data", so that a row holds it.
 */
static void
poison_string(MockBuffer *body, const char *bytes)
{
	const char *data = body->data != NULL ? strstr(body->data, "\"data\":") : NULL;
	const char *place = data != NULL ? strstr(data + 7, "\":\"") : NULL;
	MockBuffer longer = {0};
	size_t before;

	if (place == NULL)
		return;
	before = (size_t) (place + 3 - body->data);
	mock_buffer_add(&longer, body->data, before);
	mock_buffer_add_text(&longer, bytes);
	mock_buffer_add(&longer, body->data + before, body->length - before);
	mock_buffer_free(body);
	*body = longer;
}

/* See fault.h. */
void
mock_fault_spoil(const MockFault *fault, MockBuffer *body)
{
	switch (fault->kind)
	{
		case MOCK_FAULT_BAD_JSON:
			body->length = 0;
			mock_buffer_add_text(body, "{\"message\":\"ok\",\"data\":[{\"id\":\"a\",}]]");
			break;
		case MOCK_FAULT_TRUNCATE_JSON:
			truncate_in_the_middle(body);
			break;
		case MOCK_FAULT_WRONG_TYPE:
			change_type(fault, body);
			break;
		case MOCK_FAULT_DEEP:
			nest(fault, body);
			break;
		case MOCK_FAULT_INVALID_UTF8:
			poison_string(body, "\xC3\x28");
			break;
		case MOCK_FAULT_NUL_ESCAPE:
			poison_string(body, "\\u0000");
			break;
		case MOCK_FAULT_EMPTY_2XX:
			body->length = 0;
			break;
		case MOCK_FAULT_FORM:
			mock_form_apply_all(body, fault->arguments);
			break;
		default:
			break;
	}
}
