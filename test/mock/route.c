/*
 * route.c
 *		From path and query on the wire to an operation and its parameters.
 *
 * A literal segment of a template wins over a parameter, from left to right,
 * so /metrics/list is never taken for /metrics/{id}.  A path segment is
 * decoded after the split, so %2F stays inside its segment.
 */
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* See exchange.h. */
bool
mock_decode(char *text, bool plus_is_space)
{
	char *out = text;

	for (; *text != '\0'; text++)
	{
		if (*text == '%')
		{
			int high = hex_value(text[1]);
			int low = high < 0 ? -1 : hex_value(text[2]);

			if (low < 0 || high * 16 + low == 0)
				return false;
			*out++ = (char) (high * 16 + low);
			text += 2;
		}
		else
			*out++ = *text == '+' && plus_is_space ? ' ' : *text;
	}
	*out = '\0';
	return true;
}

/* Splits and decodes what follows /console/v1. */
static bool
split_path(MockExchange *exchange)
{
	const char *at = exchange->path + strlen(MOCK_PATH_PREFIX);

	while (*at == '/')
	{
		size_t length = strcspn(++at, "/");
		char *segment;

		if (exchange->segment_count == MOCK_MAX_SEGMENTS)
			return false;
		segment = mock_allocate(length + 1);
		memcpy(segment, at, length);
		exchange->segments[exchange->segment_count++] = segment;
		if (!mock_decode(segment, false))
			return false;
		at += length;
	}
	return *at == '\0';
}

static bool
split_query(MockExchange *exchange)
{
	MockRequest *request = &exchange->request;
	char *at = exchange->decoded_query = mock_copy_text(exchange->query);

	while (at != NULL && *at != '\0')
	{
		char *next = strchr(at, '&');
		char *value = NULL;
		MockParameter *parameter;

		if (next != NULL)
			*next++ = '\0';
		if (request->query_parameter_count == MOCK_MAX_QUERY_PARAMETERS)
			return false;
		if ((value = strchr(at, '=')) != NULL)
			*value++ = '\0';
		parameter = &request->query_parameters[request->query_parameter_count++];
		parameter->name = at;
		parameter->value = value != NULL ? value : "";
		if (!mock_decode(at, true) || (value != NULL && !mock_decode(value, true)))
			return false;
		at = next;
	}
	return true;
}

/*
 * Matches a template.  kinds gets one letter for each segment, 'a' for a
 * literal and 'b' for a parameter, so that the better of two matches is the
 * smaller text.
 */
static bool
template_matches(const char *template, const MockExchange *exchange, char *kinds)
{
	const char *at = template + strlen(MOCK_PATH_PREFIX);
	int number = 0;

	for (; *at == '/'; number++)
	{
		size_t length = strcspn(++at, "/");

		if (number == exchange->segment_count)
			return false;
		kinds[number] = *at == '{' ? 'b' : 'a';
		if (*at == '{' ? exchange->segments[number][0] == '\0' :
						 (strlen(exchange->segments[number]) != length ||
						  strncmp(exchange->segments[number], at, length) != 0))
			return false;
		at += length;
	}
	kinds[number] = '\0';
	return number == exchange->segment_count;
}

static const MockOperation *
find_operation(const MockExchange *exchange)
{
	const MockOperation *best = NULL;
	char best_kinds[MOCK_MAX_SEGMENTS + 1] = "";

	for (int i = 0; i < mock_contract_count(); i++)
	{
		const MockOperation *operation = mock_contract_operation(i);
		char kinds[MOCK_MAX_SEGMENTS + 1];

		if (strcmp(operation->method, exchange->method) != 0 ||
			!template_matches(operation->path, exchange, kinds))
			continue;
		if (best == NULL || strcmp(kinds, best_kinds) < 0)
		{
			best = operation;
			strcpy(best_kinds, kinds);
		}
	}
	return best;
}

/* Names the path parameters by the template's braces. */
static void
set_path_parameters(MockExchange *exchange)
{
	MockRequest *request = &exchange->request;
	const cJSON *declared;
	const char *at = request->operation->path + strlen(MOCK_PATH_PREFIX);

	for (int number = 0; *at == '/'; number++)
	{
		size_t length = strcspn(++at, "/");

		cJSON_ArrayForEach(declared, request->operation->parameters)
		{
			const char *name = mock_json_text(declared, "name");

			if (*at == '{' && strlen(name) == length - 2 &&
				strncmp(at + 1, name, length - 2) == 0 &&
				request->path_parameter_count < MOCK_MAX_PATH_PARAMETERS)
			{
				MockParameter *parameter =
					&request->path_parameters[request->path_parameter_count++];

				parameter->name = name;
				parameter->value = exchange->segments[number];
			}
		}
		at += length;
	}
}

/* See exchange.h. */
bool
mock_route(MockExchange *exchange)
{
	MockRequest *request = &exchange->request;
	size_t prefix = strlen(MOCK_PATH_PREFIX);
	char *path = mock_copy_text("");

	if (strncmp(exchange->path, MOCK_PATH_PREFIX, prefix) != 0 || !split_path(exchange) ||
		!split_query(exchange))
	{
		exchange->state_path = path;
		return false;
	}
	for (int i = 0; i < exchange->segment_count; i++)
	{
		char *longer = mock_state_path(path, exchange->segments[i], NULL);

		free(path);
		path = longer;
	}
	exchange->state_path = path;
	request->method = exchange->method;
	request->path = exchange->path;
	request->query = exchange->query;
	request->state_path = path;
	request->operation = find_operation(exchange);
	if (request->operation != NULL)
		set_path_parameters(exchange);
	return true;
}

/* See handler.h. */
const char *
mock_path_parameter(const MockRequest *request, const char *name)
{
	for (int i = 0; i < request->path_parameter_count; i++)
	{
		if (strcmp(request->path_parameters[i].name, name) == 0)
			return request->path_parameters[i].value;
	}
	return "";
}

/* See handler.h. */
const char *
mock_query_parameter_at(const MockRequest *request, const char *name, int number)
{
	for (int i = 0; i < request->query_parameter_count; i++)
	{
		if (strcmp(request->query_parameters[i].name, name) == 0 && number-- == 0)
			return request->query_parameters[i].value;
	}
	return NULL;
}

/* See handler.h. */
const char *
mock_query_parameter(const MockRequest *request, const char *name)
{
	return mock_query_parameter_at(request, name, 0);
}
