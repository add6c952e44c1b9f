/*
 * exchange.c
 *		One request from routing to the finished answer.
 *
 * Everything runs under the state lock; sending, with its delays, does not.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "deliver.h"
#include "form.h"
#include "log.h"
#include "validate.h"

#define CONTROL_PREFIX "/__mock/"

/* Status of an answer that does not keep to the contract (--check-answers). */
#define STATUS_CONTRACT_BROKEN 599

MockSettings mock_settings = {
	.key = "console-mock-key",
	.readonly_key = "console-mock-readonly",
	.page_default = 100,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The handler registered for the operation, or the generic one. */
static MockHandlerFunction
find_handler(const MockOperation *operation)
{
	for (const MockHandler *const *table = mock_handler_tables; *table != NULL; table++)
	{
		for (const MockHandler *handler = *table; handler->method != NULL; handler++)
		{
			if (strcmp(handler->method, operation->method) == 0 &&
				strcmp(handler->path, operation->path) == 0)
				return handler->function;
		}
	}
	return mock_generic_handle;
}

/* Replaces an answer that breaks the contract by a 599 that says why. */
static void
check_answer(MockExchange *exchange)
{
	const MockOperation *operation = exchange->request.operation;
	MockResponse *response = &exchange->response;
	cJSON *errors = cJSON_CreateArray();
	cJSON *value = NULL;
	const char *error = NULL;

	if (response->status / 100 == 2 && response->status != operation->success_status)
		mock_validation_error(errors, "", "status %d is not the contract's %d", response->status,
							  operation->success_status);
	else if (response->status == operation->success_status &&
			 operation->answer != MOCK_ANSWER_OTHER && operation->response_schema != NULL)
	{
		value = mock_json_parse(response->body.data, response->body.length, &error);
		if (value == NULL)
			mock_validation_error(errors, "", "the answer is no JSON: %s", error);
		else
			mock_validate(operation->response_schema, value, MOCK_ANSWER_BODY, errors);
	}
	if (errors->child != NULL)
	{
		MockBuffer remark = {0};

		mock_buffer_printf(&remark, "%s %s breaks the contract: ", exchange->method,
						   exchange->path);
		mock_json_print(&remark, errors);
		mock_log_remark(remark.data);
		mock_answer_error(response, STATUS_CONTRACT_BROKEN, "%.900s", remark.data);
		mock_buffer_free(&remark);
	}
	cJSON_Delete(value);
	cJSON_Delete(errors);
}

/* Answers without a change of state. */
static void
answer_instead(MockExchange *exchange)
{
	const MockFault *fault = &exchange->fault;
	const cJSON *body = mock_json_get(fault->arguments, "body");
	MockResponse *response = &exchange->response;

	if (fault->kind == MOCK_FAULT_REDIRECT)
		mock_answer_text(response, (int) mock_fault_number(fault, "status", 302), "text/html", "");
	else if (fault->kind == MOCK_FAULT_STATUS)
	{
		mock_answer_text(response, (int) mock_fault_number(fault, "status", 500),
						 cJSON_IsString(body) ? "text/html" : NULL,
						 cJSON_IsString(body) ? body->valuestring : "");
		if (body != NULL && !cJSON_IsString(body))
			mock_json_print_all(&response->body, body);
	}
	/* hang and close: status stays 0, deliver.c answers nothing */
}

static void
answer_request(MockExchange *exchange)
{
	MockRequest *request = &exchange->request;

	if (!mock_route(exchange) || request->operation == NULL)
	{
		mock_answer_error(&exchange->response, 404, "Cannot %s %s", exchange->method,
						  exchange->path);
		return;
	}
	if (!mock_access_check(exchange) || !mock_check_request(exchange))
		return;
	if (strcmp(exchange->method, "GET") != 0)
		mock_clock_tick();
	find_handler(request->operation)(request, &exchange->response);
	if (exchange->response.status == 0)
		mock_answer_error(&exchange->response, 501, "the mock's handler gave no answer");
	if (mock_settings.check_answers && exchange->fault.moment != MOCK_MOMENT_PAGING)
		check_answer(exchange);
	if (exchange->response.form != NULL && exchange->response.status / 100 == 2)
		mock_form_apply(&exchange->response.body, exchange->response.form);
}

/* See exchange.h. */
void
mock_exchange_run(MockExchange *exchange)
{
	pthread_mutex_lock(&lock);
	if (strncmp(exchange->path, CONTROL_PREFIX, strlen(CONTROL_PREFIX)) == 0)
	{
		mock_control(exchange);
		pthread_mutex_unlock(&lock);
		return;
	}
	exchange->under_way = mock_deliver_expect();
	exchange->fault =
		mock_fault_take(exchange->method, exchange->path, exchange->query, &exchange->body);
	exchange->request.fault = &exchange->fault;
	if (exchange->fault.moment == MOCK_MOMENT_INSTEAD)
	{
		/* routed for the log alone */
		mock_route(exchange);
		exchange->key_ok = mock_access_known(exchange->key);
		answer_instead(exchange);
	}
	else
		answer_request(exchange);
	if (exchange->fault.moment == MOCK_MOMENT_BODY)
		mock_fault_spoil(&exchange->fault, &exchange->response.body);
	if (exchange->fault.kind == MOCK_FAULT_APPLIED_CLOSE)
		exchange->response.status = 0;
	mock_log_request(exchange);
	pthread_mutex_unlock(&lock);
}

/* See exchange.h. */
void
mock_exchange_free(MockExchange *exchange)
{
	for (int i = 0; i < exchange->segment_count; i++)
		free(exchange->segments[i]);
	free(exchange->method);
	free(exchange->path);
	free(exchange->query);
	free(exchange->key);
	free(exchange->version);
	free(exchange->content_type);
	free(exchange->client);
	free(exchange->decoded_query);
	free(exchange->state_path);
	mock_buffer_free(&exchange->body);
	mock_buffer_free(&exchange->response.body);
	cJSON_Delete(exchange->body_json);
	cJSON_Delete(exchange->fault.arguments);
}
