/*
 * handler_experiment_actions.c
 *		Life cycle of experiments: start, reset, decide, abandon, archive,
 *		schedule, restart, enable and disable groups.
 *
 * PUT actions and schedule_start answer a message alone; clients read the
 * experiment again.  Which states a step takes is in the table `refusals`; the
 * texts of the first three are documented.
 *
 * Not documented and assumed here: an experiment in setup can be abandoned,
 * every state can be archived, and unarchive gives the state before.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

#define BEFORE "_mockStatusBefore"

#define NOT_STARTED "Experiment has not yet started"
#define STARTED		"Experiment has already started"
#define FINISHED	"Experiment has already finished"
#define ARCHIVED	"Experiment is archived"

typedef enum Step
{
	STEP_START,
	STEP_RESET,
	STEP_DECIDE,
	STEP_ABANDON,
	STEP_SCHEDULE
} Step;

#define STATUSES 7

static const char *const statuses[STATUSES] = {
	"setup",	 "active",	"experiment_stopped", "assignment_stopped", "decision_made",
	"abandoned", "archived"};

/* Why a step is refused in each of the statuses above; NULL: it is not. */
static const char *const refusals[][STATUSES] = {
	[STEP_START] = {NULL, STARTED, STARTED, STARTED, FINISHED, FINISHED, ARCHIVED},
	[STEP_RESET] = {NOT_STARTED, NULL, NULL, NULL, NULL, NULL, ARCHIVED},
	[STEP_DECIDE] = {NOT_STARTED, NULL, NULL, NULL, FINISHED, FINISHED, ARCHIVED},
	[STEP_ABANDON] = {NULL, NULL, NULL, NULL, FINISHED, FINISHED, ARCHIVED},
	[STEP_SCHEDULE] = {NULL, STARTED, STARTED, STARTED, FINISHED, FINISHED, ARCHIVED},
};

/* The experiment of the request when it allows the step; NULL after an error answer. */
static cJSON *
find_for_step(const MockRequest *request, MockResponse *response, Step step)
{
	cJSON *experiment = mock_item_find(request, response);
	const char *status = mock_json_text(experiment, "status");

	if (experiment == NULL)
		return NULL;
	for (int i = 0; i < STATUSES; i++)
	{
		if (strcmp(statuses[i], status) == 0 && refusals[step][i] != NULL)
		{
			mock_answer_error(response, 400, "%s", refusals[step][i]);
			return NULL;
		}
	}
	return experiment;
}

/* Logs the change and answers the message alone. */
static void
finish(const MockRequest *request, MockResponse *response, cJSON *old, cJSON *experiment,
	   const char *action, const char *message)
{
	mock_entity_changed(&mock_experiment_kind, old, experiment, action);
	mock_answer_message(request, response, message);
}

static void
start(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment = find_for_step(request, response, STEP_START);
	cJSON *old;

	if (experiment == NULL)
		return;
	old = mock_json_clone(experiment);
	mock_json_set_text(experiment, "status", "active");
	mock_json_set_integer(experiment, "startTime", mock_clock_now());
	mock_json_remove(experiment, "_mockScheduledTime");
	finish(request, response, old, experiment, "experiment_start",
		   "Experiment started successfully.");
}

static void
reset(const MockRequest *request, MockResponse *response)
{
	static const char *const cleared[] = {"startTime", "endTime", "decisionTime", "launchedGroupID",
										  "decisionReason"};
	cJSON *experiment = find_for_step(request, response, STEP_RESET);
	cJSON *old;

	if (experiment == NULL)
		return;
	old = mock_json_clone(experiment);
	mock_json_set_text(experiment, "status", "setup");
	for (size_t i = 0; i < sizeof(cleared) / sizeof(cleared[0]); i++)
		mock_json_set_null(experiment, cleared[i]);
	finish(request, response, old, experiment, "experiment_restart",
		   "Experiment reset successfully.");
}

/* Status, end and reason of an experiment that is over. */
static void
conclude(cJSON *experiment, const char *status, const cJSON *body)
{
	mock_json_set_text(experiment, "status", status);
	mock_json_set_integer(experiment, "endTime", mock_clock_now());
	mock_json_set_integer(experiment, "decisionTime", mock_clock_now());
	mock_json_set_text(experiment, "decisionReason", mock_json_text(body, "decisionReason"));
}

static void
make_decision(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment = find_for_step(request, response, STEP_DECIDE);
	const char *group_id = mock_json_text(request->body, "id");
	cJSON *old;

	if (experiment == NULL)
		return;
	if (mock_collection_find(mock_json_get(experiment, "groups"), "id", group_id) == NULL)
	{
		mock_answer_field_error(response, "id", "Group not found");
		return;
	}
	old = mock_json_clone(experiment);
	conclude(experiment, "decision_made", request->body);
	mock_json_set_text(experiment, "launchedGroupID", group_id);
	if (mock_json_flag(request->body, "removeTargeting"))
		mock_json_set_text(experiment, "targetingGateID", "");
	finish(request, response, old, experiment, "experiment_decision_make",
		   "Experiment decision made successfully.");
}

static void
abandon(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment = find_for_step(request, response, STEP_ABANDON);
	cJSON *old;

	if (experiment == NULL)
		return;
	old = mock_json_clone(experiment);
	conclude(experiment, "abandoned", request->body);
	finish(request, response, old, experiment, "experiment_abandon",
		   "Experiment abandoned successfully.");
}

static bool
is_archived(const cJSON *experiment)
{
	return strcmp(mock_json_text(experiment, "status"), "archived") == 0;
}

/* archive and unarchive can be repeated: nothing to do is no error */
static void
archive(const MockRequest *request, MockResponse *response)
{
	static const char *const message = "Experiment archived successfully.";
	cJSON *experiment = mock_item_find(request, response);
	cJSON *old;

	if (experiment == NULL)
		return;
	if (is_archived(experiment))
	{
		mock_answer_message(request, response, message);
		return;
	}
	old = mock_json_clone(experiment);
	mock_json_set_text(experiment, BEFORE, mock_json_text(old, "status"));
	mock_json_set_text(experiment, "status", "archived");
	finish(request, response, old, experiment, "archive_experiment", message);
}

static void
unarchive(const MockRequest *request, MockResponse *response)
{
	static const char *const message = "Experiment unarchived successfully.";
	cJSON *experiment = mock_item_find(request, response);
	const char *before;
	cJSON *old;

	if (experiment == NULL)
		return;
	if (!is_archived(experiment))
	{
		mock_answer_message(request, response, message);
		return;
	}
	old = mock_json_clone(experiment);
	before = mock_json_text(old, BEFORE);
	if (before == NULL)
		before = cJSON_IsNull(mock_json_get(old, "startTime")) ? "setup" : "abandoned";
	mock_json_set_text(experiment, "status", before);
	mock_json_remove(experiment, BEFORE);
	finish(request, response, old, experiment, "unarchive_experiment", message);
}

static void
schedule_start(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment = find_for_step(request, response, STEP_SCHEDULE);
	const cJSON *time = mock_json_get(request->body, "scheduledTime");
	cJSON *old;

	if (experiment == NULL)
		return;
	if (mock_json_double(time, 0) <= (double) mock_clock_now())
	{
		mock_answer_field_error(response, "scheduledTime", "The time must be in the future");
		return;
	}
	old = mock_json_clone(experiment);
	mock_json_set(experiment, "_mockScheduledTime", mock_json_clone(time));
	finish(request, response, old, experiment, "schedule_experiment_start",
		   "Experiment start scheduled successfully.");
}

/* The groups are named by name; one unknown name refuses the request. */
static void
switch_groups(const MockRequest *request, MockResponse *response, bool disabled)
{
	cJSON *experiment = mock_item_find(request, response);
	const cJSON *names = mock_json_get(request->body, "group_names");
	cJSON *groups = mock_json_get(experiment, "groups");
	const cJSON *name;
	cJSON *old;

	if (experiment == NULL)
		return;
	cJSON_ArrayForEach(name, names)
	{
		if (mock_collection_find(groups, "name", name->valuestring) == NULL)
		{
			mock_answer_field_error(response, "group_names", "Group %s not found",
									name->valuestring);
			return;
		}
	}
	old = mock_json_clone(experiment);
	cJSON_ArrayForEach(name, names) mock_json_set_flag(
		mock_collection_find(groups, "name", name->valuestring), "disabled", disabled);
	mock_entity_changed(&mock_experiment_kind, old, experiment, "experiment_group_disable");
	mock_answer_data(request, response, "Experiment groups updated successfully.", experiment);
}

static void
enable_groups(const MockRequest *request, MockResponse *response)
{
	switch_groups(request, response, false);
}

static void
disable_groups(const MockRequest *request, MockResponse *response)
{
	switch_groups(request, response, true);
}

/* A copy in setup, with ids of its own. */
static cJSON *
copy_experiment(const cJSON *experiment, const char *name, const char *id)
{
	static const char *const cleared[] = {"startTime", "endTime", "decisionTime", "launchedGroupID",
										  "decisionReason"};
	cJSON *copy = mock_json_clone(experiment);
	const char *control = mock_json_text(experiment, "controlGroupID");
	cJSON *group;

	mock_json_set_text(copy, "id", id);
	mock_json_set_text(copy, "name", name);
	mock_json_set_text(copy, "status", "setup");
	mock_json_set_integer(copy, "createdTime", mock_clock_now());
	mock_json_set_integer(copy, "version", 0);
	for (size_t i = 0; i < sizeof(cleared) / sizeof(cleared[0]); i++)
		mock_json_set_null(copy, cleared[i]);
	cJSON_ArrayForEach(group, mock_json_get(copy, "groups"))
	{
		char group_id[MOCK_ID_SIZE];
		bool is_control = control != NULL && strcmp(mock_json_text(group, "id"), control) == 0;

		mock_new_id(group_id);
		mock_json_set_text(group, "id", group_id);
		if (is_control)
			mock_json_set_text(copy, "controlGroupID", group_id);
	}
	mock_item_touch(copy);
	return copy;
}

static void
restart_as_new(const MockRequest *request, MockResponse *response)
{
	cJSON *experiment = mock_item_find(request, response);
	cJSON *collection = mock_state_collection("/experiments");
	const char *name = mock_json_text(request->body, "name");
	char id[MOCK_ID_SIZE];
	cJSON *copy;

	if (experiment == NULL)
		return;
	mock_derive_id(name, id);
	if (mock_collection_find(collection, "name", name) != NULL ||
		mock_collection_find(collection, "id", id) != NULL)
	{
		mock_answer_error(response, 400, "Name is already in use");
		return;
	}
	copy = copy_experiment(experiment, name, id);
	mock_collection_prepend(collection, copy);
	mock_audit_add("experiment_restart_as_new", "Restarted Experiment as new", NULL, copy);
	mock_answer_data(request, response, "Experiment restarted successfully.", copy);
}

#define EXPERIMENT_PATH MOCK_PATH_PREFIX "/experiments/{id}"

const MockHandler mock_experiment_action_handlers[] = {
	{"PUT", EXPERIMENT_PATH "/start", start},
	{"PUT", EXPERIMENT_PATH "/reset", reset},
	{"PUT", EXPERIMENT_PATH "/make_decision", make_decision},
	{"PUT", EXPERIMENT_PATH "/abandon", abandon},
	{"PUT", EXPERIMENT_PATH "/archive", archive},
	{"PUT", EXPERIMENT_PATH "/unarchive", unarchive},
	{"POST", EXPERIMENT_PATH "/schedule_start", schedule_start},
	{"POST", EXPERIMENT_PATH "/enable_groups", enable_groups},
	{"POST", EXPERIMENT_PATH "/disable_groups", disable_groups},
	{"POST", EXPERIMENT_PATH "/restart_as_new", restart_as_new},
	{NULL, NULL, NULL}};
