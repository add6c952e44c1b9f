/*
 * handler_lineage.c
 *		Lists that follow from what other entities say: the experiments of a
 *		layer or metric, the metrics of a source or event, the values of an
 *		event; and the metric that a name and a type mean.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"

typedef bool (*Belongs)(const cJSON *candidate, const cJSON *owner);

static bool
same_text(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* Answers the members of a collection that belong to the owner. */
static void
answer_members(const MockRequest *request, MockResponse *response, const char *collection,
			   const cJSON *owner, Belongs belongs)
{
	cJSON *members;
	cJSON *candidate;

	if (owner == NULL)
		return;
	members = cJSON_CreateArray();
	cJSON_ArrayForEach(candidate, mock_state_collection(collection))
	{
		if (belongs(candidate, owner))
			cJSON_AddItemReferenceToArray(members, candidate);
	}
	mock_answer_list(request, response, members);
	cJSON_Delete(members);
}

/* Named so by the experiment, or the implicit layer that is named after it. */
static bool
is_in_layer(const cJSON *experiment, const cJSON *layer)
{
	const char *id = mock_json_text(layer, "id");
	char *implicit;
	bool found;

	if (!mock_json_flag(layer, "isImplicitLayer"))
		return same_text(mock_json_text(experiment, "layerID"), id);
	implicit = mock_text_printf("statsig::%s_layer", mock_json_text(experiment, "id"));
	found = same_text(implicit, id);
	free(implicit);
	return found;
}

/* See handlers.h. */
bool
mock_layer_has_experiments(const cJSON *layer)
{
	const cJSON *experiment;

	cJSON_ArrayForEach(experiment, mock_state_collection("/experiments"))
	{
		if (is_in_layer(experiment, layer))
			return true;
	}
	return false;
}

/* Does the array have an element of this name (and type, unless NULL)? */
static bool
has_named(const cJSON *array, const char *name, const char *type)
{
	const cJSON *element;

	cJSON_ArrayForEach(element, array)
	{
		if (same_text(mock_json_text(element, "name"), name) &&
			(type == NULL || same_text(mock_json_text(element, "type"), type)))
			return true;
	}
	return false;
}

static bool
uses_metric(const cJSON *experiment, const cJSON *metric)
{
	static const char *const lists[] = {"primaryMetrics", "secondaryMetrics", "otherMetrics"};

	for (int i = 0; i < 3; i++)
	{
		if (has_named(mock_json_get(experiment, lists[i]), mock_json_text(metric, "name"),
					  mock_json_text(metric, "type")))
			return true;
	}
	return false;
}

static bool
reads_source(const cJSON *metric, const cJSON *source)
{
	const cJSON *definition = mock_json_get(metric, "warehouseNative");
	const char *name = mock_json_text(source, "name");

	return same_text(mock_json_text(definition, "metricSourceName"), name) ||
		   same_text(mock_json_text(definition, "denominatorMetricSourceName"), name);
}

static bool
counts_event(const cJSON *metric, const cJSON *event)
{
	return mock_json_holds_text(mock_json_get(mock_json_get(metric, "lineage"), "events"),
								mock_json_text(event, "name"));
}

static bool
is_same_event(const cJSON *value, const cJSON *event)
{
	return same_text(mock_json_text(value, "name"), mock_json_text(event, "name"));
}

static void
list_layer_experiments(const MockRequest *request, MockResponse *response)
{
	answer_members(request, response, "/experiments", mock_item_find(request, response),
				   is_in_layer);
}

static void
list_metric_experiments(const MockRequest *request, MockResponse *response)
{
	answer_members(request, response, "/experiments", mock_item_find(request, response),
				   uses_metric);
}

static void
list_source_metrics(const MockRequest *request, MockResponse *response)
{
	answer_members(request, response, "/metrics/list", mock_item_find(request, response),
				   reads_source);
}

/*
 * Members that belong to the event the path names.  An event that was never
 * logged has none, but is no error.
 */
static void
answer_members_of_event(const MockRequest *request, MockResponse *response, const char *collection,
						Belongs belongs)
{
	cJSON *event = cJSON_CreateObject();

	mock_json_set_text(event, "name", mock_path_parameter(request, "eventName"));
	answer_members(request, response, collection, event, belongs);
	cJSON_Delete(event);
}

static void
list_event_metrics(const MockRequest *request, MockResponse *response)
{
	answer_members_of_event(request, response, "/metrics/list", counts_event);
}

static void
list_event_values(const MockRequest *request, MockResponse *response)
{
	answer_members_of_event(request, response, "/events", is_same_event);
}

static void
read_metric(const MockRequest *request, MockResponse *response)
{
	char *id = mock_text_printf("%s::%s", mock_path_parameter(request, "name"),
								mock_path_parameter(request, "type"));
	const cJSON *metric = mock_collection_find(mock_state_collection("/metrics/list"), "id", id);

	free(id);
	if (metric == NULL)
		mock_answer_not_found(response);
	else
		mock_answer_data(request, response, NULL, metric);
}

const MockHandler mock_lineage_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/layers/{id}/experiments", list_layer_experiments},
	{"GET", MOCK_PATH_PREFIX "/metrics/{id}/experiments", list_metric_experiments},
	{"GET", MOCK_PATH_PREFIX "/metrics/metric_source/{name}/metrics", list_source_metrics},
	{"GET", MOCK_PATH_PREFIX "/events/{eventName}/metrics", list_event_metrics},
	{"GET", MOCK_PATH_PREFIX "/events/{eventName}", list_event_values},
	{"GET", MOCK_PATH_PREFIX "/metrics/{name}/{type}", read_metric},
	{NULL, NULL, NULL}};
