/*
 * check_request.c
 *		Parameters and body of a request against the contract.
 *
 * A query parameter the contract does not declare is refused, although the
 * real API is thought to ignore it: nothing should send one.  "limit" is left
 * to list.c, which cuts it to the maximum instead of refusing it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exchange.h"
#include "formats.h"
#include "validate.h"

static const cJSON *
declared_parameter(const MockOperation *operation, const char *name, const char *place)
{
	const cJSON *declared;

	cJSON_ArrayForEach(declared, operation->parameters)
	{
		if (strcmp(mock_json_text(declared, "name"), name) == 0 &&
			strcmp(mock_json_text(declared, "in"), place) == 0)
			return declared;
	}
	return NULL;
}

/* May the parameter occur more than once? */
static bool
is_repeatable(const cJSON *schema)
{
	return mock_schema_items(schema) != NULL;
}

/*
 * The contract calls days strings and says only in prose how they are written;
 * their parameters' names end in "date".
 */
static bool
is_day(const char *name)
{
	size_t length = strlen(name);

	return length >= 4 && strcasecmp(name + length - 4, "date") == 0;
}

static void
check_query(const MockRequest *request, cJSON *errors)
{
	const cJSON *declared;

	for (int i = 0; i < request->query_parameter_count; i++)
	{
		const MockParameter *parameter = &request->query_parameters[i];
		const cJSON *found = declared_parameter(request->operation, parameter->name, "query");

		if (found == NULL)
			mock_validation_error(errors, parameter->name, "property %s should not exist",
								  parameter->name);
		else if (strcmp(parameter->name, "limit") != 0)
			mock_validate_text(mock_json_get(found, "schema"), parameter->name, parameter->value,
							   errors);
		if (found != NULL && is_day(parameter->name) && !mock_text_is_day(parameter->value))
			mock_validation_error(errors, parameter->name,
								  "%s: Expected valid date in the form of YYYY-MM-DD",
								  parameter->name);
		if (found != NULL && !is_repeatable(mock_json_get(found, "schema")) &&
			mock_query_parameter_at(request, parameter->name, 1) != NULL)
			mock_validation_error(errors, parameter->name, "%s must be a single value",
								  parameter->name);
	}
	cJSON_ArrayForEach(declared, request->operation->parameters)
	{
		const char *name = mock_json_text(declared, "name");

		if (mock_json_flag(declared, "required") &&
			strcmp(mock_json_text(declared, "in"), "query") == 0 &&
			mock_query_parameter(request, name) == NULL)
			mock_validation_error(errors, name, "%s should not be null or undefined", name);
	}
}

static void
check_body(MockExchange *exchange, cJSON *errors)
{
	const MockOperation *operation = exchange->request.operation;
	const char *error;

	if (exchange->body.length == 0)
	{
		if (operation->body_required)
			mock_validation_error(errors, "body", "body is required");
		return;
	}
	/* the real service does not read a body of another type at all */
	if (exchange->content_type == NULL ||
		strncasecmp(exchange->content_type, "application/json", strlen("application/json")) != 0)
	{
		mock_validation_error(errors, "body", "Content-Type of a body must be application/json");
		return;
	}
	exchange->body_json = mock_json_parse(exchange->body.data, exchange->body.length, &error);
	if (exchange->body_json == NULL)
	{
		mock_validation_error(errors, "body", "Unexpected token in JSON: %s", error);
		return;
	}
	exchange->request.body = exchange->body_json;
	exchange->request.body_text = exchange->body.data;
	exchange->request.body_length = exchange->body.length;
	if (operation->body_schema != NULL)
		mock_validate(operation->body_schema, exchange->body_json, MOCK_REQUEST_BODY, errors);
	else if (exchange->body_json->child != NULL || !cJSON_IsObject(exchange->body_json))
		/* clients send {} with actions; anything more has no meaning here */
		mock_validation_error(errors, "body", "this endpoint takes no body");
}

/* {"status":400,"message":first error,"errors":[…]} */
static void
answer_errors(MockResponse *response, const cJSON *errors)
{
	response->status = 400;
	mock_buffer_add_text(&response->body, "{\"status\":400,\"message\":");
	mock_json_print_string(&response->body, mock_json_text(errors->child, "errorMessage"));
	mock_buffer_add_text(&response->body, ",\"errors\":");
	mock_json_print(&response->body, errors);
	mock_buffer_add_text(&response->body, "}");
}

/* See exchange.h. */
bool
mock_check_request(MockExchange *exchange)
{
	cJSON *errors = cJSON_CreateArray();
	bool good;

	check_query(&exchange->request, errors);
	check_body(exchange, errors);
	good = errors->child == NULL;
	if (!good)
		answer_errors(&exchange->response, errors);
	cJSON_Delete(errors);
	return good;
}
