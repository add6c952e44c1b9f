/*
 * handler.h
 *		What a handler of one or more operations sees: the request, the answer,
 *		and the tables by which handlers and hooks are registered.
 *
 * A handler is called after routing, key check and validation of parameters
 * and body against the contract, with the state lock held.  It must give one
 * answer through the mock_answer_* functions.  Operations without a handler
 * are served by the generic one (generic.c), which knows collections, items,
 * and single objects.
 *
 * To add handlers: write handler_<area>.c with a const MockHandler array and
 * name the array in handler_registry.c.
 */
#ifndef MOCK_HANDLER_H
#define MOCK_HANDLER_H

#include "contract.h"
#include "json.h"
#include "state.h"

#define MOCK_MAX_PATH_PARAMETERS  6
#define MOCK_MAX_QUERY_PARAMETERS 64

typedef struct MockParameter
{
	const char *name;
	const char *value; /* decoded */
} MockParameter;

typedef struct MockFault MockFault;

typedef struct MockRequest
{
	const char *method;
	const char *path;		/* as on the wire, without the query */
	const char *query;		/* as on the wire, "" when there is none */
	const char *state_path; /* see state.h; the concrete path of this request */
	const MockOperation *operation;
	MockParameter path_parameters[MOCK_MAX_PATH_PARAMETERS];
	int path_parameter_count;
	MockParameter query_parameters[MOCK_MAX_QUERY_PARAMETERS];
	int query_parameter_count;
	const cJSON *body;	   /* NULL when the request had no body */
	const char *body_text; /* as sent, NULL when the request had no body */
	size_t body_length;
	const MockFault *fault; /* paging faults act in mock_answer_list; else ignore */
} MockRequest;

typedef struct MockResponse
{
	int status;				  /* 0: nothing answered yet */
	const char *content_type; /* NULL: application/json; charset=utf-8 */
	const char *form;		  /* NULL: the contract's; else see form.h, borrowed from the state */
	MockBuffer body;
} MockResponse;

typedef void (*MockHandlerFunction)(const MockRequest *request, MockResponse *response);

typedef struct MockHandler
{
	const char *method; /* "GET" …; NULL ends an array */
	const char *path;	/* as in the contract: "/console/v1/gates/{id}/rules" */
	MockHandlerFunction function;
} MockHandler;

/*
 * Called by the generic handler after it has built the new form of an item of
 * a collection and before it stores it (create: old is NULL).  The hook may
 * change item (assign rule ids, derive members) and refuses the change by
 * giving an error answer and returning false.
 */
typedef bool (*MockItemHookFunction)(const MockRequest *request, MockResponse *response,
									 const cJSON *old, cJSON *item);

typedef struct MockItemHook
{
	const char *collection; /* state path of the collection, "/gates"; NULL ends the array */
	MockItemHookFunction function;
} MockItemHook;

/* handler_registry.c: all handler arrays (NULL-terminated list) and all hooks. */
extern const MockHandler *const mock_handler_tables[];
extern const MockItemHook mock_item_hooks[];

/* Path parameter by its name in the contract, decoded; never NULL for a routed name. */
extern const char *mock_path_parameter(const MockRequest *request, const char *name);

/* First query parameter of that name, decoded, or NULL; the nth one (0-based). */
extern const char *mock_query_parameter(const MockRequest *request, const char *name);
extern const char *
mock_query_parameter_at(const MockRequest *request, const char *name, int number);

/*
 * Answers.  Values stay the caller's; they are printed at once.  The status of
 * a success is the one the contract gives the operation (200 or 201).  A
 * message of NULL stands for a plain default text.
 */
extern void mock_answer_data(const MockRequest *request, MockResponse *response,
							 const char *message, const cJSON *data);
extern void
mock_answer_message(const MockRequest *request, MockResponse *response, const char *message);

/*
 * A page of items: the request's filters, limit and page are applied
 * (list.c), the pagination block is written in the form this endpoint uses.
 */
extern void
mock_answer_list(const MockRequest *request, MockResponse *response, const cJSON *items);

/* The same without applying the filters, for handlers that chose the items themselves. */
extern void
mock_answer_page(const MockRequest *request, MockResponse *response, const cJSON *items);

/*
 * A page where data is an object that holds the items in one of its members
 * (segments/{id}/id_list: {name, count, ids}).
 */
extern void mock_answer_page_within(const MockRequest *request, MockResponse *response,
									const cJSON *object, const char *member);

/* Another body as it is: CSV, or a shape that has no envelope. */
extern void
mock_answer_text(MockResponse *response, int status, const char *content_type, const char *text);

/* {"status":…,"message":…}; printf-like. */
extern void mock_answer_error(MockResponse *response, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* 400 with one entry in errors: {"property","errorMessage"}. */
extern void mock_answer_field_error(MockResponse *response, const char *property,
									const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * 404 "Not Found Exception" with one entry in errors: a list of the body names
 * what is not there.
 */
extern void
mock_answer_unknown_member(MockResponse *response, const char *property, const char *id);

/* 404 "Not Found. The requested resource could not be found." */
extern void mock_answer_not_found(MockResponse *response);

/*
 * Pieces of the generic handler for reuse.
 *
 * mock_item_find: the item a request's path names (for /gates/{id}/rules the
 * gate), borrowed; NULL after a 404 was answered.
 *
 * mock_item_merge: sets every top-level member of the body that the schema of
 * the stored item knows; others (dryRun, creatorEmail …) are left out.
 *
 * mock_item_complete: adds every member that the schema requires and the value
 * lacks, at every depth, with an empty value of its type.
 *
 * mock_item_touch: lastModifier*, lastModifiedTime and version after a change,
 * as far as the item has them.
 *
 * mock_item_identify: gives each element of an array its id: that of the old
 * element with the id or the name it was sent with, else a new one.
 */
extern cJSON *mock_item_find(const MockRequest *request, MockResponse *response);
extern void mock_item_merge(cJSON *item, const cJSON *body, const cJSON *schema);
extern void mock_item_complete(cJSON *item, const cJSON *schema);
extern void mock_item_touch(cJSON *item);
extern void mock_item_identify(const cJSON *old_elements, cJSON *elements);

/* The generic handler itself, for handlers that only add to it. */
extern void mock_generic_handle(const MockRequest *request, MockResponse *response);

#endif /* MOCK_HANDLER_H */
