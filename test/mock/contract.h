/*
 * contract.h
 *		The contract: every operation with its parameters and schemas.
 *
 * The file is written by test/contract/extract.py.  Schemas are cJSON objects
 * in the contract's own form: {"$ref":"Name"} stands for a named schema;
 * mock_schema_resolve follows it.
 */
#ifndef MOCK_CONTRACT_H
#define MOCK_CONTRACT_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#define MOCK_PATH_PREFIX "/console/v1"

/* The envelope an operation answers with, found from its response schema. */
typedef enum MockAnswerKind
{
	MOCK_ANSWER_MESSAGE, /* {message} */
	MOCK_ANSWER_SINGLE,	 /* {message, data} */
	MOCK_ANSWER_LIST,	 /* {message, data, pagination} */
	MOCK_ANSWER_OTHER	 /* no JSON envelope (CSV) */
} MockAnswerKind;

typedef struct MockOperation
{
	const char *method;
	const char *path;		  /* template with prefix: "/console/v1/gates/{id}" */
	const cJSON *parameters;  /* array of {name, in, required?, schema} */
	const cJSON *body_schema; /* NULL: no body declared */
	bool body_required;
	int success_status;
	const cJSON *response_schema; /* of the success status; NULL: none */
	const cJSON *data_schema;	  /* of the data member; NULL: none */
	const cJSON *item_schema;	  /* data_schema, or its items when data is an array */
	MockAnswerKind answer;
} MockOperation;

/* Reads the contract file; false after a message on stderr. */
extern bool mock_contract_load(const char *path);
extern void mock_contract_free(void);

/* All operations, for walks over them. */
extern int mock_contract_count(void);
extern const MockOperation *mock_contract_operation(int number);

/* The operation with exactly this method and template, or NULL. */
extern const MockOperation *mock_contract_find(const char *method, const char *path);

/* Follows $ref as long as there is one; the schema itself otherwise. */
extern const cJSON *mock_schema_resolve(const cJSON *schema);

/*
 * The schema of a property, looked for through $ref, allOf, oneOf and anyOf;
 * NULL when no branch declares it.
 */
extern const cJSON *mock_schema_property(const cJSON *schema, const char *name);

/* The schema of an array's items through $ref, allOf, oneOf and anyOf, or NULL. */
extern const cJSON *mock_schema_items(const cJSON *schema);

/* Does any branch list the property as required (allOf) ? */
extern bool mock_schema_requires(const cJSON *schema, const char *name);

#endif /* MOCK_CONTRACT_H */
