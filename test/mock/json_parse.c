/*
 * json_parse.c
 *		JSON text to cJSON trees, keeping the text of numbers.
 *
 * cJSON's own parser turns numbers into doubles.  This one makes a number a
 * cJSON_Raw item that holds its text, and does the same (quotes included) for
 * a string that a C string cannot hold.  It takes exactly RFC 8259: no
 * trailing text, no control characters in strings, valid UTF-8.
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* Deeper nesting is refused: the tree is built and freed by recursion. */
#define DEEPEST 2000

typedef struct Parser
{
	const char *at;
	const char *end;
	const char *error;
	MockBuffer scratch; /* the string being decoded */
	int depth;
} Parser;

static cJSON *parse_value(Parser *parser);

static void
skip_space(Parser *parser)
{
	while (parser->at < parser->end && (*parser->at == ' ' || *parser->at == '\t' ||
										*parser->at == '\n' || *parser->at == '\r'))
		parser->at++;
}

static cJSON *
fail(Parser *parser, const char *error)
{
	if (parser->error == NULL)
		parser->error = error;
	return NULL;
}

static cJSON *
raw_item(const char *start, size_t length)
{
	char *text = mock_allocate(length + 1);
	cJSON *item;

	memcpy(text, start, length);
	item = cJSON_CreateRaw(text);
	free(text);
	return item;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hexadecimal digits at the current place, or -1. */
static int
parse_hex4(Parser *parser)
{
	int code = 0;

	if (parser->end - parser->at < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		int digit = hex_digit(parser->at[i]);

		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	parser->at += 4;
	return code;
}

static void
add_utf8(MockBuffer *buffer, unsigned code)
{
	char bytes[4];
	size_t length;

	if (code < 0x80)
	{
		bytes[0] = (char) code;
		length = 1;
	}
	else if (code < 0x800)
	{
		bytes[0] = (char) (0xC0 | (code >> 6));
		bytes[1] = (char) (0x80 | (code & 0x3F));
		length = 2;
	}
	else if (code < 0x10000)
	{
		bytes[0] = (char) (0xE0 | (code >> 12));
		bytes[1] = (char) (0x80 | ((code >> 6) & 0x3F));
		bytes[2] = (char) (0x80 | (code & 0x3F));
		length = 3;
	}
	else
	{
		bytes[0] = (char) (0xF0 | (code >> 18));
		bytes[1] = (char) (0x80 | ((code >> 12) & 0x3F));
		bytes[2] = (char) (0x80 | ((code >> 6) & 0x3F));
		bytes[3] = (char) (0x80 | (code & 0x3F));
		length = 4;
	}
	mock_buffer_add(buffer, bytes, length);
}

/*
 * The part of an escape after "\u".  Sets *representable to false for code
 * points a C string or UTF-8 cannot hold.
 */
static bool
parse_unicode_escape(Parser *parser, bool *representable)
{
	int code = parse_hex4(parser);

	if (code < 0)
		return fail(parser, "bad \\u escape") != NULL;
	if (code >= 0xD800 && code < 0xDC00 && parser->end - parser->at >= 6 && parser->at[0] == '\\' &&
		parser->at[1] == 'u')
	{
		const char *before = parser->at;
		int low;

		parser->at += 2;
		low = parse_hex4(parser);
		if (low >= 0xDC00 && low < 0xE000)
		{
			add_utf8(&parser->scratch,
					 0x10000 + (((unsigned) code - 0xD800) << 10) + ((unsigned) low - 0xDC00));
			return true;
		}
		parser->at = before;
	}
	if (code == 0 || (code >= 0xD800 && code < 0xE000))
		*representable = false;
	else
		add_utf8(&parser->scratch, (unsigned) code);
	return true;
}

/* One escape; the current place is behind the backslash. */
static bool
parse_escape(Parser *parser, bool *representable)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if (parser->at >= parser->end)
		return fail(parser, "unterminated string") != NULL;
	if (*parser->at == 'u')
	{
		parser->at++;
		return parse_unicode_escape(parser, representable);
	}
	found = *parser->at != '\0' ? strchr(letters, *parser->at) : NULL;
	if (found == NULL)
		return fail(parser, "bad escape") != NULL;
	mock_buffer_add(&parser->scratch, &meanings[found - letters], 1);
	parser->at++;
	return true;
}

/* Decodes a string into scratch; false on error. */
static bool
parse_string(Parser *parser, bool *representable)
{
	*representable = true;
	parser->scratch.length = 0;
	mock_buffer_add(&parser->scratch, "", 0);
	parser->at++; /* opening quote */
	for (;;)
	{
		const char *start = parser->at;

		while (parser->at < parser->end && *parser->at != '"' && *parser->at != '\\' &&
			   (unsigned char) *parser->at >= 0x20)
			parser->at++;
		mock_buffer_add(&parser->scratch, start, (size_t) (parser->at - start));
		if (parser->at >= parser->end)
			return fail(parser, "unterminated string") != NULL;
		if (*parser->at == '"')
			break;
		if (*parser->at != '\\')
			return fail(parser, "control character in string") != NULL;
		parser->at++;
		if (!parse_escape(parser, representable))
			return false;
	}
	parser->at++; /* closing quote */
	return true;
}

static bool
skip_digits(Parser *parser)
{
	const char *start = parser->at;

	while (parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9')
		parser->at++;
	return parser->at > start;
}

static cJSON *
parse_number(Parser *parser)
{
	const char *start = parser->at;

	if (*parser->at == '-')
		parser->at++;
	if (parser->at < parser->end && *parser->at == '0')
		parser->at++;
	else if (!skip_digits(parser))
		return fail(parser, "bad number");
	if (parser->at < parser->end && *parser->at == '.')
	{
		parser->at++;
		if (!skip_digits(parser))
			return fail(parser, "bad number");
	}
	if (parser->at < parser->end && (*parser->at == 'e' || *parser->at == 'E'))
	{
		parser->at++;
		if (parser->at < parser->end && (*parser->at == '+' || *parser->at == '-'))
			parser->at++;
		if (!skip_digits(parser))
			return fail(parser, "bad number");
	}
	return raw_item(start, (size_t) (parser->at - start));
}

static cJSON *
parse_literal(Parser *parser)
{
	static const struct
	{
		const char *text;
		cJSON *(*create)(void);
	} literals[] = {
		{"null", cJSON_CreateNull},
		{"true", cJSON_CreateTrue},
		{"false", cJSON_CreateFalse},
	};

	for (size_t i = 0; i < sizeof(literals) / sizeof(literals[0]); i++)
	{
		size_t length = strlen(literals[i].text);

		if ((size_t) (parser->end - parser->at) >= length &&
			memcmp(parser->at, literals[i].text, length) == 0)
		{
			parser->at += length;
			return literals[i].create();
		}
	}
	return fail(parser, "unexpected character");
}

static cJSON *
parse_string_item(Parser *parser)
{
	const char *start = parser->at;
	bool representable;

	if (!parse_string(parser, &representable))
		return NULL;
	if (!representable)
		return raw_item(start, (size_t) (parser->at - start));
	return cJSON_CreateString(parser->scratch.data);
}

/* One "name": value of an object; false on error. */
static bool
parse_member(Parser *parser, cJSON *object)
{
	bool representable;
	char *name;
	cJSON *value;

	if (parser->at >= parser->end || *parser->at != '"')
		return fail(parser, "member name expected") != NULL;
	if (!parse_string(parser, &representable))
		return false;
	if (!representable)
		return fail(parser, "unsupported member name") != NULL;
	name = mock_copy_text(parser->scratch.data);
	skip_space(parser);
	if (parser->at >= parser->end || *parser->at != ':')
	{
		free(name);
		return fail(parser, "colon expected") != NULL;
	}
	parser->at++;
	value = parse_value(parser);
	if (value != NULL)
		cJSON_AddItemToObject(object, name, value);
	free(name);
	return value != NULL;
}

/* An array or an object: the two differ in their elements only. */
static cJSON *
parse_container(Parser *parser)
{
	bool is_object = *parser->at == '{';
	char closing = is_object ? '}' : ']';
	cJSON *container = is_object ? cJSON_CreateObject() : cJSON_CreateArray();

	parser->at++;
	skip_space(parser);
	if (parser->at < parser->end && *parser->at == closing)
	{
		parser->at++;
		return container;
	}
	for (;;)
	{
		cJSON *element = NULL;

		skip_space(parser);
		if (is_object ? !parse_member(parser, container) : (element = parse_value(parser)) == NULL)
			break;
		if (!is_object)
			cJSON_AddItemToArray(container, element);
		skip_space(parser);
		if (parser->at < parser->end && *parser->at == ',')
		{
			parser->at++;
			continue;
		}
		if (parser->at < parser->end && *parser->at == closing)
		{
			parser->at++;
			return container;
		}
		fail(parser, "comma or end of container expected");
		break;
	}
	cJSON_Delete(container);
	return NULL;
}

static cJSON *
parse_value(Parser *parser)
{
	cJSON *value;

	skip_space(parser);
	if (parser->at >= parser->end)
		return fail(parser, "unexpected end");
	if (*parser->at == '{' || *parser->at == '[')
	{
		if (++parser->depth > DEEPEST)
			return fail(parser, "nested too deeply");
		value = parse_container(parser);
		parser->depth--;
		return value;
	}
	if (*parser->at == '"')
		return parse_string_item(parser);
	if (*parser->at == '-' || (*parser->at >= '0' && *parser->at <= '9'))
		return parse_number(parser);
	return parse_literal(parser);
}

/* Length of the valid UTF-8 sequence at text, or 0. */
static size_t
utf8_sequence(const unsigned char *text, size_t left)
{
	size_t length;
	unsigned code;

	if (text[0] < 0x80)
		return 1;
	if (text[0] < 0xC2 || text[0] > 0xF4)
		return 0;
	length = text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : 4;
	if (length > left)
		return 0;
	code = text[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++)
	{
		if ((text[i] & 0xC0) != 0x80)
			return 0;
		code = (code << 6) | (text[i] & 0x3Fu);
	}
	if ((length == 3 && code < 0x800) || (length == 4 && code < 0x10000) ||
		(code >= 0xD800 && code < 0xE000) || code > 0x10FFFF)
		return 0;
	return length;
}

static bool
utf8_valid(const char *text, size_t length)
{
	for (size_t i = 0; i < length;)
	{
		size_t step = utf8_sequence((const unsigned char *) text + i, length - i);

		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

/* See json.h. */
cJSON *
mock_json_parse(const char *text, size_t length, const char **error)
{
	Parser parser = {.at = text, .end = text + length};
	cJSON *value = NULL;

	if (!utf8_valid(text, length))
		fail(&parser, "invalid UTF-8");
	else
		value = parse_value(&parser);
	skip_space(&parser);
	if (value != NULL && parser.at != parser.end)
	{
		fail(&parser, "text after the value");
		cJSON_Delete(value);
		value = NULL;
	}
	mock_buffer_free(&parser.scratch);
	if (error != NULL)
		*error = parser.error;
	return value;
}
