/*
 * exchange.h
 *		One request and its answer, from the wire and back.
 *
 * server.c fills the first part, exchange.c the second, deliver.c sends it.
 */
#ifndef MOCK_EXCHANGE_H
#define MOCK_EXCHANGE_H

#include "fault.h"
#include "handler.h"

#define MOCK_MAX_SEGMENTS 16

typedef struct MockExchange
{
	/* from the wire; the strings belong to the exchange */
	char *method;
	char *path;			/* without the query */
	char *query;		/* "" when there is none */
	char *key;			/* STATSIG-API-KEY, NULL when not sent */
	char *version;		/* STATSIG-API-VERSION, NULL when not sent */
	char *content_type; /* NULL when not sent */
	char *client;		/* User-Agent, NULL when not sent */
	MockBuffer body;
	unsigned long connection;
	unsigned under_way; /* requests that are not answered yet, with this one; 0: not counted */

	/* worked out */
	bool key_ok;
	char *segments[MOCK_MAX_SEGMENTS]; /* decoded, of the path below /console/v1 */
	int segment_count;
	char *decoded_query; /* holds the query parameters' texts */
	char *state_path;
	cJSON *body_json;
	MockRequest request;

	/* outcome */
	MockResponse response;
	MockFault fault; /* kind MOCK_FAULT_NONE: none */
} MockExchange;

/* Command line facts the exchanges depend on. */
typedef struct MockSettings
{
	const char *key;
	const char *readonly_key;
	int page_default;
	bool check_answers;
} MockSettings;

extern MockSettings mock_settings;

/*
 * Handles a request completely but for sending: takes the state lock, routes,
 * checks, applies faults, calls the handler, validates and logs.
 */
extern void mock_exchange_run(MockExchange *exchange);

/* Frees what the exchange holds, not the exchange. */
extern void mock_exchange_free(MockExchange *exchange);

/*
 * route.c: splits path and query, finds the operation.  Returns false when the
 * path cannot be decoded; request.operation is NULL when nothing matches.
 */
extern bool mock_route(MockExchange *exchange);

/* check_request.c: parameters and body against the contract; false after a 400. */
extern bool mock_check_request(MockExchange *exchange);

/* control.c: requests below /__mock. */
extern void mock_control(MockExchange *exchange);

/* Percent-decodes text in place; false when an escape is malformed or %00. */
extern bool mock_decode(char *text, bool plus_is_space);

#endif /* MOCK_EXCHANGE_H */
