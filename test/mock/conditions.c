/*
 * conditions.c
 *		Which operators a condition type takes.
 *
 * The contract types operators as plain text; the service refuses those that
 * do not belong to the condition's type, explicit nulls, and operators on
 * types that have none.
 */
#include <string.h>

#include "conditions.h"

#define MAX_OPERATORS 28

typedef struct ConditionType
{
	const char *type;
	const char *operators[MAX_OPERATORS]; /* none: the member must be absent */
} ConditionType;

#define EQUALITY "any", "none"
#define CONTAINS "str_contains_any", "str_contains_none"
#define VERSIONS "version_lt", "version_lte", "version_gt", "version_gte"
#define PRESENCE "is_null", "is_not_null"

static const ConditionType condition_types[] = {
	{"public", {NULL}},
	{"passes_gate", {NULL}},
	{"fails_gate", {NULL}},
	{"passes_segment", {NULL}},
	{"fails_segment", {NULL}},
	{"user_id", {EQUALITY, CONTAINS, PRESENCE, "regex"}},
	{"unit_id", {EQUALITY, CONTAINS, PRESENCE}},
	{"email", {EQUALITY, CONTAINS, "str_matches"}},
	{"custom_field",
	 {EQUALITY,
	  CONTAINS,
	  VERSIONS,
	  "any_case_sensitive",
	  "none_case_sensitive",
	  "str_matches",
	  "eq",
	  "neq",
	  "lt",
	  "lte",
	  "gt",
	  "gte",
	  "version_eq",
	  "version_neq",
	  "before",
	  "after",
	  "on",
	  "array_contains_any",
	  "array_contains_none",
	  "array_contains_all",
	  "not_array_contains_all"}},
	{"app_version", {EQUALITY, VERSIONS}},
	{"os_version", {EQUALITY, VERSIONS}},
	{"browser_version", {EQUALITY, VERSIONS}},
	{"browser_name", {EQUALITY}},
	{"os_name", {EQUALITY}},
	{"country", {EQUALITY}},
	{"ip_address", {EQUALITY}},
	{"locale", {EQUALITY, CONTAINS, "str_matches"}},
	{"device_model", {EQUALITY, CONTAINS, "str_matches"}},
	{"url", {EQUALITY, CONTAINS, "str_matches"}},
	{"time", {"before", "after"}},
	{"environment_tier", {EQUALITY}},
};

/* Entry of a type, or NULL for the undocumented ones, which take anything. */
static const ConditionType *
find_type(const char *type)
{
	for (size_t i = 0; i < sizeof(condition_types) / sizeof(condition_types[0]); i++)
	{
		if (strcmp(condition_types[i].type, type) == 0)
			return &condition_types[i];
	}
	return NULL;
}

static bool
takes_operator(const ConditionType *type, const char *operator)
{
	for (int i = 0; i < MAX_OPERATORS && type->operators[i] != NULL; i++)
	{
		if (strcmp(type->operators[i], operator) == 0)
			return true;
	}
	return false;
}

/* The members a condition may have must have a value when they are present. */
static bool
check_nulls(MockResponse *response, const cJSON *condition)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, condition)
	{
		if (cJSON_IsNull(member))
		{
			mock_answer_field_error(response, "conditions", "%s must not be null; leave it out",
									member->string);
			return false;
		}
	}
	return true;
}

static bool
check_operator(MockResponse *response, const cJSON *condition)
{
	const char *type_name = mock_json_text(condition, "type");
	const char *operator= mock_json_text(condition, "operator");
	const ConditionType *type = find_type(type_name);

	if (type == NULL)
		return true;
	if (type->operators[0] == NULL)
	{
		if (operator== NULL)
			return true;
		mock_answer_field_error(response, "conditions", "A %s condition takes no operator",
								type_name);
		return false;
	}
	if (operator!= NULL && takes_operator(type, operator))
		return true;
	mock_answer_field_error(response, "conditions",
							"Operator %s is not valid for a %s condition",
							operator != NULL ? operator : "(none)", type_name);
	return false;
}

/* See conditions.h. */
bool
mock_conditions_prepare(MockResponse *response, cJSON *conditions)
{
	cJSON *condition;

	cJSON_ArrayForEach(condition, conditions)
	{
		cJSON *target = mock_json_get(condition, "targetValue");

		if (!check_nulls(response, condition) || !check_operator(response, condition))
			return false;
		if (target != NULL && strcmp(mock_json_text(condition, "type"), "public") == 0)
		{
			mock_answer_field_error(response, "conditions",
									"A public condition takes no targetValue");
			return false;
		}
		if (cJSON_IsArray(target) && cJSON_GetArraySize(target) == 1)
			mock_json_set(condition, "targetValue", cJSON_DetachItemFromArray(target, 0));
	}
	return true;
}
