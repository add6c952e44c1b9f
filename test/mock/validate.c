/*
 * validate.c
 *		Checks JSON values and query texts against schemas of the contract.
 *
 * oneOf is taken as anyOf: the contract's alternatives overlap (string and
 * string with an enum), so "exactly one" would refuse good values.  When no
 * alternative holds, the errors of the nearest one are reported.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "formats.h"
#include "json.h"
#include "validate.h"

/*
 * Where a value stands: a chain from the value up to the body, whose own place
 * is NULL.  It becomes a text only when there is something to complain about.
 */
typedef struct Place
{
	const struct Place *owner;
	const char *name; /* NULL: an element of an array */
	int number;
} Place;

typedef struct Check
{
	MockDirection direction;
	cJSON *errors;
} Check;

static void check_value(Check *check, const cJSON *schema, const cJSON *value, const Place *place,
						int depth, bool whole);

/* See validate.h. */
void
mock_validation_error(cJSON *errors, const char *property, const char *format, ...)
{
	cJSON *error = cJSON_CreateObject();
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	cJSON_AddStringToObject(error, "property", property);
	cJSON_AddStringToObject(error, "errorMessage", message);
	cJSON_AddItemToArray(errors, error);
}

static void
print_place(MockBuffer *buffer, const Place *place)
{
	if (place == NULL)
		return;
	print_place(buffer, place->owner);
	if (buffer->length > 0)
		mock_buffer_add_text(buffer, ".");
	if (place->name != NULL)
		mock_buffer_add_text(buffer, place->name);
	else
		mock_buffer_printf(buffer, "%d", place->number);
}

/*
 * One error.  $ in the format stands for the place's name: "$ must be a %s".
 */
static void
complain(Check *check, const Place *place, const char *format, ...)
{
	MockBuffer property = {0};
	MockBuffer named = {0};
	char message[512];
	va_list arguments;

	mock_buffer_add_text(&property, "");
	print_place(&property, place);
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	for (const char *at = message; *at != '\0'; at++)
	{
		if (*at != '$' || at != strchr(message, '$'))
			mock_buffer_add(&named, at, 1);
		else
			mock_buffer_add_text(&named, property.length > 0 ? property.data : "body");
	}
	mock_validation_error(check->errors, property.data, "%s", named.data);
	mock_buffer_free(&property);
	mock_buffer_free(&named);
}

static bool
type_holds(const char *type, const cJSON *value)
{
	if (strcmp(type, "string") == 0)
		return mock_json_is_string(value);
	if (strcmp(type, "number") == 0)
		return mock_json_is_number(value);
	if (strcmp(type, "integer") == 0)
	{
		double number = mock_json_double(value, 0.5);

		return mock_json_is_number(value) && number == floor(number);
	}
	if (strcmp(type, "boolean") == 0)
		return cJSON_IsBool(value);
	if (strcmp(type, "array") == 0)
		return cJSON_IsArray(value);
	if (strcmp(type, "object") == 0)
		return cJSON_IsObject(value);
	return false;
}

static bool
enum_holds(const cJSON *allowed, const cJSON *value)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, allowed)
	{
		if (mock_json_is_number(entry) && mock_json_is_number(value))
		{
			if (mock_json_double(entry, 0) == mock_json_double(value, 0))
				return true;
		}
		else if (mock_json_equal(entry, value))
			return true;
	}
	return false;
}

static void
check_enum(Check *check, const cJSON *allowed, const cJSON *value, const Place *place)
{
	MockBuffer list = {0};
	const cJSON *entry;

	if (allowed == NULL || enum_holds(allowed, value))
		return;
	cJSON_ArrayForEach(entry, allowed)
	{
		if (list.length > 300)
		{
			mock_buffer_add_text(&list, ", …");
			break;
		}
		if (list.length > 0)
			mock_buffer_add_text(&list, ", ");
		if (cJSON_IsString(entry))
			mock_buffer_add_text(&list, entry->valuestring);
		else
			mock_json_print(&list, entry);
	}
	complain(check, place, "$ must be one of the following values: %s",
			 list.length > 0 ? list.data : "");
	mock_buffer_free(&list);
}

static void
check_string(Check *check, const cJSON *schema, const cJSON *value, const Place *place)
{
	const char *text = cJSON_IsString(value) ? value->valuestring : "";
	const char *pattern = mock_json_text(schema, "pattern");
	const char *format = mock_json_text(schema, "format");
	int length = mock_text_length(text);

	if (length < mock_json_integer(mock_json_get(schema, "minLength"), 0))
		complain(check, place, "$ must be longer than or equal to %d characters",
				 (int) mock_json_integer(mock_json_get(schema, "minLength"), 0));
	if (length > mock_json_integer(mock_json_get(schema, "maxLength"), INT64_MAX))
		complain(check, place, "$ must be shorter than or equal to %d characters",
				 (int) mock_json_integer(mock_json_get(schema, "maxLength"), 0));
	if (pattern != NULL && !mock_pattern_matches(pattern, text))
		complain(check, place, "$ must match %s regular expression", pattern);
	if (format != NULL && !mock_format_holds(format, text))
		complain(check, place, "$ must be a valid %s", format);
}

static void
check_number(Check *check, const cJSON *schema, double number, const Place *place)
{
	double minimum = mock_json_double(mock_json_get(schema, "minimum"), -INFINITY);
	double maximum = mock_json_double(mock_json_get(schema, "maximum"), INFINITY);
	double step = mock_json_double(mock_json_get(schema, "multipleOf"), 0);

	if (number < minimum || (number == minimum && mock_json_flag(schema, "exclusiveMinimum")))
		complain(check, place, "$ must not be less than %g", minimum);
	if (number > maximum || (number == maximum && mock_json_flag(schema, "exclusiveMaximum")))
		complain(check, place, "$ must not be greater than %g", maximum);
	/* the quotient of two decimals is rarely whole: allow the rounding of a double */
	if (step > 0 && fabs(number / step - round(number / step)) > 1e-6)
		complain(check, place, "$ must be a multiple of %g", step);
}

static void
check_array(Check *check, const cJSON *schema, const cJSON *value, const Place *place, int depth)
{
	int size = cJSON_GetArraySize(value);
	const cJSON *items = mock_json_get(schema, "items");
	const cJSON *element;
	int number = 0;

	if (size < mock_json_integer(mock_json_get(schema, "minItems"), 0))
		complain(check, place, "$ must contain at least %d elements",
				 (int) mock_json_integer(mock_json_get(schema, "minItems"), 0));
	if (size > mock_json_integer(mock_json_get(schema, "maxItems"), INT64_MAX))
		complain(check, place, "$ must contain no more than %d elements",
				 (int) mock_json_integer(mock_json_get(schema, "maxItems"), 0));
	if (items == NULL)
		return;
	cJSON_ArrayForEach(element, value)
	{
		Place inner = {place, NULL, number++};

		check_value(check, items, element, &inner, depth + 1, true);
	}
}

/* Does any branch of the schema list properties (so that others are unknown)? */
static bool
lists_properties(const cJSON *schema)
{
	static const char *const keywords[] = {"allOf", "oneOf", "anyOf"};

	schema = mock_schema_resolve(schema);
	if (mock_json_get(schema, "additionalProperties") != NULL &&
		!cJSON_IsFalse(mock_json_get(schema, "additionalProperties")))
		return false;
	/* an empty list stands for an object nobody described */
	if (cJSON_GetArraySize(mock_json_get(schema, "properties")) > 0)
		return true;
	for (int i = 0; i < 3; i++)
	{
		const cJSON *branch;

		cJSON_ArrayForEach(branch, mock_json_get(schema, keywords[i]))
		{
			if (lists_properties(branch))
				return true;
		}
	}
	return false;
}

static void
check_unknown_members(Check *check, const cJSON *schema, const cJSON *value, const Place *place)
{
	const cJSON *member;

	if (!lists_properties(schema))
		return;
	cJSON_ArrayForEach(member, value)
	{
		Place inner = {place, member->string, 0};

		if (mock_schema_property(schema, member->string) == NULL)
			complain(check, &inner, "property $ should not exist");
	}
}

/* One declared property; the body's own members have depth 1. */
static void
check_member(Check *check, const cJSON *owner, const cJSON *schema, const cJSON *value,
			 const Place *place, int depth)
{
	bool sent = check->direction == MOCK_REQUEST_BODY;

	if (sent && mock_json_flag(mock_schema_resolve(schema), "readOnly"))
		complain(check, place, "property $ should not exist");
	else if (sent && depth > 1 && cJSON_IsNull(value) &&
			 mock_schema_resolve(schema)->child != NULL &&
			 !mock_json_holds_text(mock_json_get(owner, "required"), schema->string))
		complain(check, place, "$ must not be null; leave it out");
	else
		check_value(check, schema, value, place, depth, true);
}

static void
check_object(Check *check, const cJSON *schema, const cJSON *value, const Place *place, int depth)
{
	const cJSON *required;
	const cJSON *member;
	const cJSON *additional = mock_json_get(schema, "additionalProperties");

	cJSON_ArrayForEach(required, mock_json_get(schema, "required"))
	{
		Place inner = {place, required->valuestring, 0};

		if (mock_json_get(value, required->valuestring) == NULL)
			complain(check, &inner, "$ should not be null or undefined");
	}
	cJSON_ArrayForEach(member, value)
	{
		const cJSON *declared = mock_json_get(mock_json_get(schema, "properties"), member->string);
		Place inner = {place, member->string, 0};

		if (declared != NULL)
			check_member(check, schema, declared, member, &inner, depth + 1);
		else if (cJSON_IsObject(additional))
			check_value(check, additional, member, &inner, depth + 1, true);
	}
}

/* At least one of the alternatives must hold. */
static void
check_alternatives(Check *check, const cJSON *alternatives, const cJSON *value, const Place *place,
				   int depth)
{
	cJSON *nearest = NULL;
	const cJSON *alternative;
	cJSON *error;

	cJSON_ArrayForEach(alternative, alternatives)
	{
		Check attempt = {check->direction, cJSON_CreateArray()};
		int found;

		check_value(&attempt, alternative, value, place, depth, true);
		found = cJSON_GetArraySize(attempt.errors);
		if (nearest == NULL || found < cJSON_GetArraySize(nearest))
		{
			cJSON_Delete(nearest);
			nearest = attempt.errors;
		}
		else
			cJSON_Delete(attempt.errors);
		if (found == 0)
			break;
	}
	while (nearest != NULL && (error = cJSON_DetachItemFromArray(nearest, 0)) != NULL)
		cJSON_AddItemToArray(check->errors, error);
	cJSON_Delete(nearest);
}

/* The keywords that depend on the value's own type. */
static void
check_by_type(Check *check, const cJSON *schema, const cJSON *value, const Place *place, int depth)
{
	if (mock_json_is_string(value))
		check_string(check, schema, value, place);
	else if (mock_json_is_number(value))
		check_number(check, schema, mock_json_double(value, 0), place);
	else if (cJSON_IsArray(value))
		check_array(check, schema, value, place, depth);
	else if (cJSON_IsObject(value))
		check_object(check, schema, value, place, depth);
}

/*
 * Checks one value.  whole says that the schema describes the whole value, so
 * unknown members can be told; the branches of an allOf describe parts.
 */
static void
check_value(Check *check, const cJSON *schema, const cJSON *value, const Place *place, int depth,
			bool whole)
{
	const char *type;
	const cJSON *branch;

	schema = mock_schema_resolve(schema);
	if (cJSON_IsNull(value) && (mock_json_flag(schema, "nullable") || schema->child == NULL))
		return;
	type = mock_json_text(schema, "type");
	if (type != NULL && !type_holds(type, value))
	{
		complain(check, place, "$ must be a %s", type);
		return;
	}
	check_enum(check, mock_json_get(schema, "enum"), value, place);
	check_by_type(check, schema, value, place, depth);
	if (whole && cJSON_IsObject(value) && (check->direction == MOCK_ANSWER_BODY || depth == 0))
		check_unknown_members(check, schema, value, place);
	cJSON_ArrayForEach(branch, mock_json_get(schema, "allOf"))
		check_value(check, branch, value, place, depth, false);
	if (mock_json_get(schema, "oneOf") != NULL)
		check_alternatives(check, mock_json_get(schema, "oneOf"), value, place, depth);
	if (mock_json_get(schema, "anyOf") != NULL)
		check_alternatives(check, mock_json_get(schema, "anyOf"), value, place, depth);
}

/* See validate.h. */
bool
mock_validate(const cJSON *schema, const cJSON *value, MockDirection direction, cJSON *errors)
{
	Check check = {direction, errors};
	int before = cJSON_GetArraySize(errors);

	check_value(&check, schema, value, NULL, 0, true);
	return cJSON_GetArraySize(errors) == before;
}

/* The JSON value a text stands for under a scalar type; NULL when it is none. */
static cJSON *
value_of_text(const char *type, const char *text)
{
	if (type == NULL || strcmp(type, "string") == 0)
		return cJSON_CreateString(text);
	if (strcmp(type, "boolean") == 0)
		return strcmp(text, "true") == 0  ? cJSON_CreateTrue() :
			   strcmp(text, "false") == 0 ? cJSON_CreateFalse() :
											NULL;
	return mock_text_is_number(text, strcmp(type, "integer") == 0) ?
			   mock_json_number_from_text(text) :
			   NULL;
}

/*
 * Alternatives of a parameter: one value or an array of the same, or several
 * lists of values.  When none holds, the first one's errors are reported.
 */
static bool
check_text_alternatives(const cJSON *alternatives, const char *name, const char *text,
						cJSON *errors)
{
	const cJSON *alternative;

	cJSON_ArrayForEach(alternative, alternatives)
	{
		cJSON *unseen = cJSON_CreateArray();
		bool holds = mock_validate_text(alternative, name, text, unseen);

		cJSON_Delete(unseen);
		if (holds)
			return true;
	}
	return mock_validate_text(alternatives->child, name, text, errors);
}

/* See validate.h. */
bool
mock_validate_text(const cJSON *schema, const char *name, const char *text, cJSON *errors)
{
	Check check = {MOCK_REQUEST_BODY, errors};
	int before = cJSON_GetArraySize(errors);
	const char *type;
	cJSON *value;

	schema = mock_schema_resolve(schema);
	/* an array parameter is repeated, once for each element */
	if (mock_json_get(schema, "items") != NULL)
		return mock_validate_text(mock_json_get(schema, "items"), name, text, errors);
	if (mock_json_get(schema, "oneOf") != NULL)
		return check_text_alternatives(mock_json_get(schema, "oneOf"), name, text, errors);
	type = mock_json_text(schema, "type");
	value = value_of_text(type, text);
	if (value == NULL)
		mock_validation_error(errors, name, "%s must be a %s", name, type);
	else
		check_value(&check, schema, value, &(Place){NULL, name, 0}, 1, true);
	cJSON_Delete(value);
	return cJSON_GetArraySize(errors) == before;
}
