/*
 * lineage.c
 *		Lists below an item that are drawn from another collection.
 *
 * Nothing is stored for them, so they follow every change of that collection.
 */
#include <string.h>

#include "lineage.h"

typedef bool (*BelongsFunction) (const cJSON *item, const cJSON *candidate);

static bool
texts_equal(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

static bool
experiment_is_in_layer(const cJSON *layer, const cJSON *experiment)
{
	return texts_equal(mock_json_text(layer, "id"), mock_json_text(experiment, "layerID"));
}

static bool
experiment_has_metric(const cJSON *metric, const cJSON *experiment)
{
	static const char *const members[] = {"primaryMetrics", "secondaryMetrics", "otherMetrics"};

	for (int i = 0; i < 3; i++)
	{
		const cJSON *used;

		cJSON_ArrayForEach(used, mock_json_get(experiment, members[i]))
		{
			if (texts_equal(mock_json_text(used, "name"), mock_json_text(metric, "name")) &&
				texts_equal(mock_json_text(used, "type"), mock_json_text(metric, "type")))
				return true;
		}
	}
	return false;
}

static bool
metric_has_event(const cJSON *event, const cJSON *metric)
{
	const cJSON *used;

	cJSON_ArrayForEach(used, mock_json_get(metric, "metricEvents"))
	{
		if (texts_equal(mock_json_text(used, "name"), mock_json_text(event, "name")))
			return true;
	}
	return false;
}

static bool
metric_has_source(const cJSON *source, const cJSON *metric)
{
	const cJSON *warehouse = mock_json_get(metric, "warehouseNative");

	return texts_equal(mock_json_text(source, "name"),
					   mock_json_text(warehouse, "metricSourceName"));
}

static const struct
{
	const char *path;
	const char *collection;
	BelongsFunction belongs;
}			lineages[] = {
	{"/layers/{id}/experiments", "/experiments", experiment_is_in_layer},
	{"/metrics/{id}/experiments", "/experiments", experiment_has_metric},
	{"/events/{eventName}/metrics", "/metrics/list", metric_has_event},
	{"/metrics/metric_source/{name}/metrics", "/metrics/list", metric_has_source},
};

/* See lineage.h. */
cJSON *
mock_lineage(const MockRequest *request, const cJSON *item)
{
	for (size_t i = 0; i < sizeof(lineages) / sizeof(lineages[0]); i++)
	{
		cJSON	   *list;
		cJSON	   *candidate;

		if (strcmp(lineages[i].path, request->operation->path + strlen(MOCK_PATH_PREFIX)) != 0)
			continue;
		list = cJSON_CreateArray();
		cJSON_ArrayForEach(candidate, mock_state_get(lineages[i].collection))
		{
			if (lineages[i].belongs(item, candidate))
				cJSON_AddItemReferenceToArray(list, candidate);
		}
		return list;
	}
	return NULL;
}
