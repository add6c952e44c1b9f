/*
 * contract.c
 *		Reading the contract file; walks through schemas.
 *
 * The tree lives from mock_contract_load to mock_contract_free and is never
 * changed, so every pointer into it may be kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "files.h"
#include "json.h"

static cJSON *contract = NULL;
static MockOperation *operations = NULL;
static int operation_count = 0;

/* Named schemas, sorted by name for bsearch. */
static const cJSON **schemas = NULL;
static int schema_count = 0;

/* Any of the keywords that hold alternatives or parts of a schema. */
static const char *const branch_keywords[] = {"allOf", "oneOf", "anyOf"};

#define BRANCH_KEYWORDS (sizeof(branch_keywords) / sizeof(branch_keywords[0]))

static int
compare_schemas(const void *left, const void *right)
{
	return strcmp((*(const cJSON *const *) left)->string, (*(const cJSON *const *) right)->string);
}

static int
compare_name(const void *name, const void *schema)
{
	return strcmp(name, (*(const cJSON *const *) schema)->string);
}

/* See contract.h. */
const cJSON *
mock_schema_resolve(const cJSON *schema)
{
	const char *name;

	while ((name = mock_json_text(schema, "$ref")) != NULL)
	{
		const cJSON **found =
			bsearch(name, schemas, (size_t) schema_count, sizeof(cJSON *), compare_name);

		if (found == NULL)
		{
			fprintf(stderr, "statsig-mock: contract has no schema \"%s\"\n", name);
			abort();
		}
		schema = *found;
	}
	return schema;
}

/* See contract.h. */
const cJSON *
mock_schema_property(const cJSON *schema, const char *name)
{
	const cJSON *found;

	schema = mock_schema_resolve(schema);
	found = mock_json_get(mock_json_get(schema, "properties"), name);
	for (size_t i = 0; i < BRANCH_KEYWORDS && found == NULL; i++)
	{
		const cJSON *branch;

		cJSON_ArrayForEach(branch, mock_json_get(schema, branch_keywords[i]))
		{
			if (found == NULL)
				found = mock_schema_property(branch, name);
		}
	}
	return found;
}

/* See contract.h. */
const cJSON *
mock_schema_items(const cJSON *schema)
{
	const cJSON *found;

	schema = mock_schema_resolve(schema);
	found = mock_json_get(schema, "items");
	for (size_t i = 0; i < BRANCH_KEYWORDS && found == NULL; i++)
	{
		const cJSON *branch;

		cJSON_ArrayForEach(branch, mock_json_get(schema, branch_keywords[i]))
		{
			if (found == NULL)
				found = mock_schema_items(branch);
		}
	}
	return found;
}

/* See contract.h. */
bool
mock_schema_requires(const cJSON *schema, const char *name)
{
	const cJSON *branch;

	schema = mock_schema_resolve(schema);
	if (mock_json_holds_text(mock_json_get(schema, "required"), name))
		return true;
	cJSON_ArrayForEach(branch, mock_json_get(schema, "allOf"))
	{
		if (mock_schema_requires(branch, name))
			return true;
	}
	return false;
}

/* See contract.h. */
int
mock_contract_count(void)
{
	return operation_count;
}

/* See contract.h. */
const MockOperation *
mock_contract_operation(int number)
{
	return &operations[number];
}

/* See contract.h. */
const MockOperation *
mock_contract_find(const char *method, const char *path)
{
	for (int i = 0; i < operation_count; i++)
	{
		if (strcmp(operations[i].method, method) == 0 && strcmp(operations[i].path, path) == 0)
			return &operations[i];
	}
	return NULL;
}

/* Finds the success response and the shape of its envelope. */
static void
set_responses(MockOperation *operation, const cJSON *responses)
{
	const cJSON *response;

	cJSON_ArrayForEach(response, responses)
	{
		if (response->string[0] != '2')
			continue;
		operation->success_status = atoi(response->string);
		operation->response_schema = mock_json_get(response, "schema");
		if (mock_json_get(response, "media") != NULL)
		{
			operation->answer = MOCK_ANSWER_OTHER;
			return;
		}
	}
	operation->data_schema = mock_schema_property(operation->response_schema, "data");
	operation->item_schema = mock_schema_items(operation->data_schema);
	if (operation->item_schema == NULL)
		operation->item_schema = operation->data_schema;
	if (mock_schema_property(operation->response_schema, "pagination") != NULL)
		operation->answer = MOCK_ANSWER_LIST;
	else if (operation->data_schema != NULL)
		operation->answer = MOCK_ANSWER_SINGLE;
	else
		operation->answer = MOCK_ANSWER_MESSAGE;
}

static void
read_operation(MockOperation *operation, const cJSON *source)
{
	const cJSON *body = mock_json_get(source, "body");

	operation->method = mock_json_text(source, "method");
	operation->path = mock_json_text(source, "path");
	operation->parameters = mock_json_get(source, "parameters");
	operation->body_schema = mock_json_get(body, "schema");
	operation->body_required = mock_json_flag(body, "required");
	set_responses(operation, mock_json_get(source, "responses"));
}

/* See contract.h. */
bool
mock_contract_load(const char *path)
{
	size_t length;
	char *text = mock_read_file(path, &length);
	const cJSON *source;
	const cJSON *list;

	if (text == NULL)
		return false;
	contract = cJSON_ParseWithLength(text, length);
	free(text);
	list = mock_json_get(contract, "schemas");
	if (!cJSON_IsObject(list) || !cJSON_IsArray(mock_json_get(contract, "operations")))
	{
		fprintf(stderr, "statsig-mock: %s is not a contract file\n", path);
		return false;
	}
	schemas = mock_allocate(sizeof(cJSON *) * (size_t) cJSON_GetArraySize(list));
	cJSON_ArrayForEach(source, list) schemas[schema_count++] = source;
	qsort(schemas, (size_t) schema_count, sizeof(cJSON *), compare_schemas);

	list = mock_json_get(contract, "operations");
	operations = mock_allocate(sizeof(MockOperation) * (size_t) cJSON_GetArraySize(list));
	cJSON_ArrayForEach(source, list) read_operation(&operations[operation_count++], source);
	return true;
}

/* See contract.h. */
void
mock_contract_free(void)
{
	free(operations);
	free(schemas);
	cJSON_Delete(contract);
	operations = NULL;
	schemas = NULL;
	contract = NULL;
	operation_count = schema_count = 0;
}
