/*
 * handler_experiments.c
 *		Experiments: create, update and what is checked then.
 *
 * Invariants: group ids are the server's and stay with the group of that id
 * or name; group sizes sum to 100; an unset targetingGateID is ""; groups
 * (but for `disabled`) and targeting change in setup only.
 *
 * Not documented and assumed here: the wording of the refusals about groups
 * and targeting; metric tags read back as an empty list.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

static bool
has_status(const cJSON *experiment, const char *status)
{
	const char *current = mock_json_text(experiment, "status");

	return current != NULL && strcmp(current, status) == 0;
}

/* The group of the same id, or else of the same name; NULL when there is none. */
static cJSON *
find_group(const cJSON *groups, const cJSON *wanted)
{
	const char *id = mock_json_text(wanted, "id");
	const char *name = mock_json_text(wanted, "name");
	cJSON *group = NULL;

	if (id != NULL)
		group = mock_collection_find((cJSON *) groups, "id", id);
	if (group == NULL && name != NULL)
		group = mock_collection_find((cJSON *) groups, "name", name);
	return group;
}

/* Sizes and names of the groups. */
static bool
check_groups(MockResponse *response, const cJSON *groups)
{
	const cJSON *group;
	double sum = 0;

	cJSON_ArrayForEach(group, groups)
	{
		sum += mock_json_double(mock_json_get(group, "size"), 0);
		for (const cJSON *other = group->next; other != NULL; other = other->next)
		{
			if (strcmp(mock_json_text(group, "name"), mock_json_text(other, "name")) == 0)
			{
				mock_answer_error(response, 400, "Duplicate group name(s) given");
				return false;
			}
		}
	}
	/* two decimals are the finest sizes: 33.34 + 33.33 + 33.33 */
	if (groups->child != NULL && (sum < 99.995 || sum > 100.005))
	{
		mock_answer_field_error(response, "groups", "Group sizes must sum to 100");
		return false;
	}
	return true;
}

/* Ids of the server; those of old groups stay. */
static void
assign_group_ids(const cJSON *old_groups, cJSON *groups)
{
	cJSON *group;

	cJSON_ArrayForEach(group, groups)
	{
		const cJSON *old = find_group(old_groups, group);
		char id[MOCK_ID_SIZE];

		if (old == NULL)
			mock_new_id(id);
		mock_json_set_text(group, "id", old != NULL ? mock_json_text(old, "id") : id);
	}
}

/* Parameters of an experiment in a layer must be the layer's. */
static bool
check_layer_parameters(MockResponse *response, const cJSON *experiment)
{
	const char *layer_id = mock_json_text(experiment, "layerID");
	const cJSON *group;
	cJSON *layer;

	if (layer_id == NULL)
		return true;
	layer = mock_collection_find(mock_state_collection("/layers"), "id", layer_id);
	if (layer == NULL)
	{
		mock_answer_field_error(response, "layerID", "Layer not found");
		return false;
	}
	cJSON_ArrayForEach(group, mock_json_get(experiment, "groups"))
	{
		const cJSON *value;

		cJSON_ArrayForEach(value, mock_json_get(group, "parameterValues"))
		{
			if (mock_collection_find(mock_json_get(layer, "parameters"), "name", value->string) ==
				NULL)
			{
				mock_answer_field_error(response, "groups",
										"Parameter %s is not one of the layer's", value->string);
				return false;
			}
		}
	}
	return true;
}

/* Do both lists have the same groups, whatever their disabled flags say? */
static bool
same_groups(const cJSON *left, const cJSON *right)
{
	cJSON *copies[2] = {mock_json_clone(left), mock_json_clone(right)};
	bool same;

	for (int i = 0; i < 2; i++)
	{
		cJSON *group;

		cJSON_ArrayForEach(group, copies[i]) mock_json_remove(group, "disabled");
	}
	same = mock_json_equal(copies[0], copies[1]);
	cJSON_Delete(copies[0]);
	cJSON_Delete(copies[1]);
	return same;
}

static bool
prepare_groups(MockResponse *response, const cJSON *old, cJSON *item)
{
	cJSON *groups = mock_json_get(item, "groups");

	if (!check_groups(response, groups))
		return false;
	assign_group_ids(mock_json_get(old, "groups"), groups);
	if (old != NULL && !has_status(old, "setup") &&
		!same_groups(mock_json_get(old, "groups"), groups))
	{
		mock_answer_error(response, 400,
						  "Experiment has already started: groups cannot be changed");
		return false;
	}
	return true;
}

/* The first group is the control, unless controlGroupID names another one. */
static bool
settle_control(const cJSON *body, MockResponse *response, cJSON *item)
{
	cJSON *groups = mock_json_get(item, "groups");
	const char *given = mock_json_text(body, "controlGroupID");
	cJSON *control = groups->child;

	if (given == NULL && mock_json_text(item, "controlGroupID") != NULL &&
		mock_collection_find(groups, "id", mock_json_text(item, "controlGroupID")) != NULL)
		return true;
	if (given != NULL)
	{
		control = mock_collection_find(groups, "id", given);
		/* ids are not known before the create, so a name does */
		if (control == NULL)
			control = mock_collection_find(groups, "name", given);
		if (control == NULL)
		{
			mock_answer_field_error(response, "controlGroupID", "Group not found");
			return false;
		}
	}
	if (control != NULL)
		mock_json_set_text(item, "controlGroupID", mock_json_text(control, "id"));
	return true;
}

/* Metric tags are resolved into metrics when written and read back empty. */
static void
resolve_metric_tags(cJSON *item, const char *tags_member, const char *metrics_member)
{
	cJSON *tags = mock_json_get(item, tags_member);
	cJSON *metrics = mock_json_get(item, metrics_member);
	const cJSON *metric;
	const cJSON *tag;

	if (tags == NULL || tags->child == NULL)
		return;
	cJSON_ArrayForEach(tag, tags)
	{
		cJSON_ArrayForEach(metric, mock_state_collection("/metrics/list"))
		{
			cJSON *chosen;

			if (!mock_json_holds_text(mock_json_get(metric, "tags"), tag->valuestring) ||
				mock_collection_find(metrics, "name", mock_json_text(metric, "name")) != NULL)
				continue;
			chosen = cJSON_CreateObject();
			mock_json_set_text(chosen, "name", mock_json_text(metric, "name"));
			mock_json_set_text(chosen, "type", mock_json_text(metric, "type"));
			cJSON_AddItemToArray(metrics, chosen);
		}
	}
	mock_json_set(item, tags_member, cJSON_CreateArray());
}

/* Members of a new experiment that its body leaves open. */
static void
set_defaults(const cJSON *body, cJSON *item)
{
	static const struct
	{
		const char *member;
		const char *text;
	} texts[] = {
		{"status", "setup"}, {"idType", "userID"}, {"defaultConfidenceInterval", "95"},
		{"description", ""}, {"hypothesis", ""},   {"targetingGateID", ""},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
	{
		if (mock_json_get(body, texts[i].member) == NULL)
			mock_json_set_text(item, texts[i].member, texts[i].text);
	}
	if (mock_json_get(body, "allocation") == NULL)
		mock_json_set_integer(item, "allocation", 100);
	mock_json_set_text(item, "healthCheckStatus", "WAITING");
}

/* Members a full update may leave out without resetting them. */
static void
keep_state(const cJSON *body, const cJSON *old, cJSON *item)
{
	static const char *const kept[] = {
		"status", "launchedGroupID", "decisionReason",	"controlGroupID",
		"tags",	  "primaryMetrics",	 "secondaryMetrics"};

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
	{
		const cJSON *value = mock_json_get(old, kept[i]);

		if (mock_json_get(body, kept[i]) == NULL && value != NULL)
			mock_json_set(item, kept[i], mock_json_clone(value));
	}
}

/* Times that follow from a status written by PATCH. */
static void
set_times(const cJSON *old, cJSON *item)
{
	if (has_status(item, "active") && mock_json_get(item, "startTime") != NULL &&
		!has_status(old, "active"))
		mock_json_set_integer(item, "startTime", mock_clock_now());
	if (has_status(item, "decision_made") || has_status(item, "abandoned"))
	{
		mock_json_set_integer(item, "endTime", mock_clock_now());
		mock_json_set_integer(item, "decisionTime", mock_clock_now());
	}
}

/* What only an existing experiment has to obey. */
static bool
check_update(const cJSON *body, MockResponse *response, const cJSON *old, cJSON *item)
{
	const char *before = mock_json_text(old, "targetingGateID");
	const char *after = mock_json_text(item, "targetingGateID");

	keep_state(body, old, item);
	if (mock_json_get(body, "targetingGateID") != NULL && !has_status(old, "setup") &&
		strcmp(before != NULL ? before : "", after != NULL ? after : "") != 0)
	{
		mock_answer_error(response, 400,
						  "Experiment has already started: targeting cannot be changed");
		return false;
	}
	if (has_status(item, "decision_made") && mock_json_text(item, "launchedGroupID") == NULL)
	{
		mock_answer_field_error(response, "launchedGroupID", "A decision needs a group");
		return false;
	}
	if (mock_json_get(body, "status") != NULL &&
		strcmp(mock_json_text(old, "status"), mock_json_text(item, "status")) != 0)
		set_times(old, item);
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_experiment_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
					 cJSON *item)
{
	const cJSON *body = request->body;

	if (!mock_entity_people(request, response, item))
		return false;
	if (old == NULL)
		set_defaults(body, item);
	else if (!check_update(body, response, old, item))
		return false;
	if (cJSON_IsNull(mock_json_get(item, "targetingGateID")))
		mock_json_set_text(item, "targetingGateID", "");
	resolve_metric_tags(item, "primaryMetricTags", "primaryMetrics");
	resolve_metric_tags(item, "secondaryMetricTags", "secondaryMetrics");
	if (mock_json_get(body, "groups") != NULL &&
		(!prepare_groups(response, old, item) || !check_layer_parameters(response, item)))
		return false;
	return settle_control(body, response, item);
}

static void
create_experiment(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&mock_experiment_kind, request, response);
}

static void
update_experiment(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&mock_experiment_kind, request, response);
}

static void
delete_experiment(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&mock_experiment_kind, request, response);
}

#define EXPERIMENT_PATH MOCK_PATH_PREFIX "/experiments/{id}"

const MockHandler mock_experiment_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/experiments", create_experiment},
	{"POST", EXPERIMENT_PATH, update_experiment},
	{"PATCH", EXPERIMENT_PATH, update_experiment},
	{"DELETE", EXPERIMENT_PATH, delete_experiment},
	{NULL, NULL, NULL}};
