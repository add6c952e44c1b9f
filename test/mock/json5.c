/*
 * json5.c
 *		Rewrites JSON5 text as JSON text and parses that.
 *
 * Each token is copied as JSON writes it; a comma is held back until the next
 * token shows that it does not end a list.  What is no valid JSON after that
 * is refused by the JSON parser.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "json5.h"

/* Skips white space and comments; NULL for a comment that does not end. */
static const char *
skip_blanks(const char *text)
{
	for (;;)
	{
		while (isspace((unsigned char) *text))
			text++;
		if (text[0] == '/' && text[1] == '/')
			text += strcspn(text, "\n");
		else if (text[0] == '/' && text[1] == '*')
		{
			text = strstr(text + 2, "*/");
			if (text == NULL)
				return NULL;
			text += 2;
		}
		else
			return text;
	}
}

/* Copies a quoted text with double quotes; the position behind it, or NULL. */
static const char *
copy_quoted(MockBuffer *out, const char *text)
{
	char quote = *text++;

	mock_buffer_add(out, "\"", 1);
	for (; *text != quote; text++)
	{
		if (*text == '\0')
			return NULL;
		if (text[0] == '\\' && text[1] == '\'')
			mock_buffer_add(out, ++text, 1);
		else if (text[0] == '\\' && text[1] != '\0')
			mock_buffer_add(out, text++, 2);
		else if (*text == '"')
			mock_buffer_add(out, "\\\"", 2);
		else
			mock_buffer_add(out, text, 1);
	}
	mock_buffer_add(out, "\"", 1);
	return text + 1;
}

/* Copies a bare word: a name when a colon follows, else a number or literal. */
static const char *
copy_word(MockBuffer *out, const char *text)
{
	size_t length = strcspn(text, " \t\r\n,:[]{}/\"'");
	const char *behind = skip_blanks(text + length);
	bool name = behind != NULL && *behind == ':';

	if (length == 0)
		return NULL;
	if (name)
		mock_buffer_add(out, "\"", 1);
	mock_buffer_add(out, text, length);
	if (name)
		mock_buffer_add(out, "\"", 1);
	return text + length;
}

/* Copies one token; the position behind it, or NULL. */
static const char *
copy_token(MockBuffer *out, const char *text)
{
	if (*text == '"' || *text == '\'')
		return copy_quoted(out, text);
	if (strchr("{}[]:", *text) != NULL)
	{
		mock_buffer_add(out, text, 1);
		return text + 1;
	}
	return copy_word(out, text);
}

/* See json5.h. */
cJSON *
mock_json5_parse(const char *text)
{
	MockBuffer out = {NULL, 0, 0};
	cJSON *value = NULL;
	bool comma = false;

	while ((text = skip_blanks(text)) != NULL && *text != '\0')
	{
		if (*text == ',')
		{
			/* two commas in a row are no JSON5 either */
			if (comma)
				mock_buffer_add(&out, ",", 1);
			comma = true;
			text++;
			continue;
		}
		if (comma && *text != '}' && *text != ']')
			mock_buffer_add(&out, ",", 1);
		comma = false;
		text = copy_token(&out, text);
		if (text == NULL)
			break;
	}
	if (text != NULL && !comma && out.data != NULL)
		value = mock_json_parse(out.data, out.length, NULL);
	mock_buffer_free(&out);
	return value;
}
