/*
 * handler_write_only.c
 *		Operations whose effect nothing reads back: warehouse connections,
 *		validations of changes, alerts that are resolved.
 *
 * What was written is kept in the state all the same, for tests to look at
 * (mock-control state /wh_connections, /change_validation).
 *
 * Not documented and assumed here: a request describes exactly one warehouse;
 * a message can be changed only after the change was validated; an alert is
 * one of a metric that exists.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

#define CONNECTIONS "/wh_connections"
#define VALIDATIONS "/change_validation"

static void
update_connection(const MockRequest *request, MockResponse *response)
{
	const cJSON *warehouse = request->body->child;

	if (warehouse == NULL || warehouse->next != NULL)
	{
		mock_answer_error(response, 400, "Give exactly one of databricks, snowflake and bigquery");
		return;
	}
	mock_json_set(mock_state_object(CONNECTIONS), warehouse->string, mock_json_clone(warehouse));
	mock_answer_message(request, response, "Connection updated successfully");
}

static void
validate_change(const MockRequest *request, MockResponse *response)
{
	cJSON *validations = mock_state_collection(VALIDATIONS);
	cJSON *old =
		mock_collection_find(validations, "reviewID", mock_json_text(request->body, "reviewID"));

	if (old != NULL)
		mock_collection_remove(validations, old);
	mock_collection_append(validations, mock_json_clone(request->body));
	mock_answer_message(request, response, "Validation status updated successfully");
}

static void
change_message(const MockRequest *request, MockResponse *response)
{
	cJSON *validation = mock_collection_find(mock_state_collection(VALIDATIONS), "reviewID",
											 mock_json_text(request->body, "reviewID"));
	const char *message = mock_json_text(request->body, "message");

	if (validation == NULL)
	{
		mock_answer_not_found(response);
		return;
	}
	mock_json_set_text(validation, "message", message != NULL ? message : "");
	mock_answer_message(request, response, "Validation message updated successfully");
}

/* Is there a metric of this id or name? */
static bool
is_metric(const char *id)
{
	cJSON *metrics = mock_state_collection("/metrics/list");

	return mock_collection_find(metrics, "id", id) != NULL ||
		   mock_collection_find(metrics, "name", id) != NULL;
}

static void
resolve_alert(const MockRequest *request, MockResponse *response)
{
	const cJSON *entity = mock_item_find(request, response);
	cJSON *data;

	if (entity == NULL)
		return;
	if (!is_metric(mock_path_parameter(request, "metricId")))
	{
		mock_answer_not_found(response);
		return;
	}
	data = cJSON_CreateObject();
	mock_json_set_integer(data, "resolvedAt", mock_clock_now());
	mock_audit_add("resolve_guardrail_metric_alert", "Resolved Alert", entity, entity);
	mock_answer_data(request, response, "Metric rollout alert resolved successfully", data);
	cJSON_Delete(data);
}

const MockHandler mock_write_only_handlers[] = {
	{"PATCH", MOCK_PATH_PREFIX "/wh_connections", update_connection},
	{"POST", MOCK_PATH_PREFIX "/change_validation", validate_change},
	{"PATCH", MOCK_PATH_PREFIX "/change_validation/message", change_message},
	{"POST", MOCK_PATH_PREFIX "/gates/{id}/alerts/{metricId}/resolve", resolve_alert},
	{"POST", MOCK_PATH_PREFIX "/experiments/{id}/alerts/{metricId}/resolve", resolve_alert},
	{NULL, NULL, NULL}};
