/*
 * control.c
 *		The endpoints below /__mock by which tests steer the mock.
 *
 * They need no key, are not logged and never meet a fault.
 */
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "log.h"

static void
answer_ok(MockResponse *response)
{
	mock_answer_text(response, 200, "application/json", "{\"ok\":true}\n");
}

static void
add_fault(MockExchange *exchange, const cJSON *body)
{
	const char *error = mock_fault_add(body);

	if (error != NULL)
		mock_answer_error(&exchange->response, 400, "%s", error);
	else
		answer_ok(&exchange->response);
}

static void
clear_faults(MockExchange *exchange, const cJSON *body)
{
	(void) body;
	mock_fault_clear();
	answer_ok(&exchange->response);
}

/* GET /__mock/state?path=/gates: everything stored there, hidden members too. */
static void
show_state(MockExchange *exchange, const cJSON *body)
{
	const char *path = strncmp(exchange->query, "path=", 5) == 0 ? exchange->query + 5 : "";
	char *decoded = mock_copy_text(path);
	const cJSON *value = mock_decode(decoded, true) ? mock_state_get(decoded) : NULL;

	(void) body;
	free(decoded);
	if (value == NULL)
	{
		mock_answer_not_found(&exchange->response);
		return;
	}
	mock_answer_text(&exchange->response, 200, "application/json", "");
	mock_json_print_all(&exchange->response.body, value);
	mock_buffer_add_text(&exchange->response.body, "\n");
}

static void
set_state(MockExchange *exchange, const cJSON *body)
{
	const char *path = mock_json_text(body, "path");
	const cJSON *value = mock_json_get(body, "items");

	if (value == NULL)
		value = mock_json_get(body, "object");
	if (path == NULL || (!cJSON_IsArray(value) && !cJSON_IsObject(value)))
	{
		mock_answer_error(&exchange->response, 400, "path and items or object are needed");
		return;
	}
	mock_state_put(path, mock_json_clone(value));
	answer_ok(&exchange->response);
}

static void
show_log(MockExchange *exchange, const cJSON *body)
{
	(void) body;
	mock_answer_text(&exchange->response, 200, "application/x-ndjson", "");
	mock_buffer_add(&exchange->response.body, mock_log_text()->data, mock_log_text()->length);
}

static void
clear_log(MockExchange *exchange, const cJSON *body)
{
	(void) body;
	mock_log_clear();
	answer_ok(&exchange->response);
}

static const struct
{
	const char *method;
	const char *path;
	void (*function)(MockExchange *exchange, const cJSON *body);
} controls[] = {
	{"POST", "/__mock/faults", add_fault}, {"DELETE", "/__mock/faults", clear_faults},
	{"GET", "/__mock/state", show_state},  {"POST", "/__mock/state", set_state},
	{"GET", "/__mock/log", show_log},	   {"DELETE", "/__mock/log", clear_log},
};

/* See exchange.h. */
void
mock_control(MockExchange *exchange)
{
	cJSON *body = NULL;

	if (exchange->body.length > 0)
		body = mock_json_parse(exchange->body.data, exchange->body.length, NULL);
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
	{
		if (strcmp(controls[i].method, exchange->method) == 0 &&
			strcmp(controls[i].path, exchange->path) == 0)
			controls[i].function(exchange, body);
	}
	cJSON_Delete(body);
	if (exchange->response.status == 0)
		mock_answer_error(&exchange->response, 404, "the mock has no such control");
}
