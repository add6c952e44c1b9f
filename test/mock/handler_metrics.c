/*
 * handler_metrics.c
 *		What a metric's definition needs, what follows from it, and its actions.
 *
 * Invariants: a metric's tags exist; _mockTagIDs are their ids, which the list
 * is filtered by; lineage names what the definition reads.
 *
 * Not documented and assumed here: a renamed metric keeps its id; the archive
 * state shows nowhere, and its actions can be repeated.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers.h"
#include "history.h"

#define ARCHIVE "_mockArchive"

/* The member that a type cannot do without, and how many elements of it. */
static const struct
{
	const char *type;
	const char *member;
	int least;
} needs[] = {
	{"ratio", "metricEvents", 2}, /* numerator and denominator */
	{"funnel", "funnelEventList", 1},
	{"composite", "metricComponentMetrics", 1},
	{"composite_sum", "metricComponentMetrics", 1},
};

/* Has the definition what its type needs?  A warehouse definition says it in another way. */
static bool
check_definition(MockResponse *response, const cJSON *metric)
{
	const char *type = mock_json_text(metric, "type");

	if (mock_json_get(metric, "warehouseNative") != NULL)
		return true;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
	{
		if (strcmp(needs[i].type, type) == 0 &&
			cJSON_GetArraySize(mock_json_get(metric, needs[i].member)) < needs[i].least)
		{
			mock_answer_field_error(response, needs[i].member,
									"A metric of type %s needs %d or more elements in %s", type,
									needs[i].least, needs[i].member);
			return false;
		}
	}
	return true;
}

/* Makes the tags of the body an array and finds their ids; false after a 400. */
static bool
settle_tags(const MockRequest *request, MockResponse *response, cJSON *metric)
{
	const cJSON *given = mock_json_get(request->body, "tags");
	cJSON *ids;
	const cJSON *name;

	if (given == NULL)
		return true;
	if (cJSON_IsString(given))
	{
		cJSON *tags = cJSON_CreateArray();

		cJSON_AddItemToArray(tags, mock_json_clone(given));
		mock_json_set(metric, "tags", tags);
	}
	ids = cJSON_CreateArray();
	mock_json_set(metric, "_mockTagIDs", ids);
	cJSON_ArrayForEach(name, mock_json_get(metric, "tags"))
	{
		const cJSON *tag =
			mock_collection_find(mock_state_collection("/tags"), "name", name->valuestring);

		if (tag == NULL)
		{
			mock_answer_field_error(response, "tags", "Tag %s not found", name->valuestring);
			return false;
		}
		cJSON_AddItemToArray(ids, cJSON_CreateString(mock_json_text(tag, "id")));
	}
	return true;
}

/* An owner is written by email or ownerID and read with all that is known of the user. */
static bool
settle_owner(const MockRequest *request, MockResponse *response, cJSON *metric)
{
	const cJSON *given = mock_json_get(request->body, "owner");
	cJSON *users = mock_state_collection("/users");
	const char *email = mock_json_text(given, "email");
	const char *id = mock_json_text(given, "ownerID");
	const cJSON *user;
	cJSON *owner;
	char *name;

	if (given == NULL)
		return true;
	user = email != NULL ? mock_collection_find(users, "email", email) :
		   id != NULL	 ? mock_collection_find(users, "_mockID", id) :
						   NULL;
	if (user == NULL)
	{
		mock_answer_field_error(response, "owner", "Owner not found");
		return false;
	}
	name = mock_text_printf("%s %s", mock_json_text(user, "firstName"),
							mock_json_text(user, "lastName"));
	owner = cJSON_CreateObject();
	mock_json_set_text(owner, "ownerID", mock_json_text(user, "_mockID"));
	mock_json_set_text(owner, "ownerType", "USER");
	mock_json_set_text(owner, "ownerName", name);
	mock_json_set_text(owner, "ownerEmail", mock_json_text(user, "email"));
	mock_json_set_text(owner, "name", name);
	free(name);
	mock_json_set(metric, "owner", owner);
	return true;
}

/* Adds the names of an array's elements to a list; those of metrics as name::type. */
static void
add_names(cJSON *list, const cJSON *elements, bool with_type)
{
	const cJSON *element;

	cJSON_ArrayForEach(element, elements)
	{
		const char *name = mock_json_text(element, "name");
		char *text = with_type ? mock_text_printf("%s::%s", name, mock_json_text(element, "type")) :
								 mock_copy_text(name);

		cJSON_AddItemToArray(list, cJSON_CreateString(text));
		free(text);
	}
}

static void
set_lineage(cJSON *metric)
{
	cJSON *lineage = cJSON_CreateObject();
	cJSON *events = cJSON_CreateArray();
	cJSON *metrics = cJSON_CreateArray();

	add_names(events, mock_json_get(metric, "metricEvents"), false);
	add_names(events, mock_json_get(metric, "funnelEventList"), false);
	add_names(metrics, mock_json_get(metric, "metricComponentMetrics"), true);
	mock_json_set(lineage, "events", events);
	mock_json_set(lineage, "metrics", metrics);
	mock_json_set(metric, "lineage", lineage);
}

/* See handler.h, MockItemHookFunction. */
bool
mock_metric_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	if (old == NULL && !check_definition(response, item))
		return false;
	if (!settle_tags(request, response, item) || !settle_owner(request, response, item) ||
		!mock_entity_people(request, response, item))
		return false;
	/* a definition is given once: an update cannot change what the metric reads */
	if (old == NULL)
		set_lineage(item);
	return true;
}

/* Notes the archive state, and the action in the audit log. */
static void
set_archive(const MockRequest *request, MockResponse *response, const char *state,
			const char *action, const char *message)
{
	cJSON *metric = mock_item_find(request, response);

	if (metric == NULL)
		return;
	mock_json_set_text(metric, ARCHIVE, state);
	mock_audit_add(action, message, metric, metric);
	mock_answer_message(request, response, message);
}

static void
schedule_archive(const MockRequest *request, MockResponse *response)
{
	set_archive(request, response, "scheduled", "schedule_archive_metric",
				"Metric archive scheduled successfully for next day.");
}

static void
cancel_archive(const MockRequest *request, MockResponse *response)
{
	set_archive(request, response, "none", "cancel_archive_metric",
				"Metric archival cancelled successfully.");
}

static void
unarchive(const MockRequest *request, MockResponse *response)
{
	set_archive(request, response, "none", "unarchive_metric", "Metric unarchived successfully.");
}

static void
reload(const MockRequest *request, MockResponse *response)
{
	cJSON *metric = mock_item_find(request, response);

	if (metric == NULL)
		return;
	mock_audit_add("load_echidna_metric", "Reloaded Metric", metric, metric);
	mock_answer_message(request, response, "Metric data reloaded successfully.");
}

#define METRIC_PATH MOCK_PATH_PREFIX "/metrics/{id}"

const MockHandler mock_metric_handlers[] = {
	{"PUT", METRIC_PATH "/schedule_archive", schedule_archive},
	{"PUT", METRIC_PATH "/cancel_archive", cancel_archive},
	{"PUT", METRIC_PATH "/unarchive", unarchive},
	{"POST", METRIC_PATH "/reload", reload},
	{NULL, NULL, NULL}};
