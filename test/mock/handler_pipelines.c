/*
 * handler_pipelines.c
 *		Release pipelines and their triggers.
 *
 * Invariants: phases and their rules have ids of the server; an action on a
 * trigger that names a phase must name the current one (skip: the phase to
 * go to), which is how two clients are kept from acting twice.
 *
 * Not documented and assumed here: the wording of refusals; a trigger that has
 * ended takes no action.
 */
#include <string.h>

#include "conditions.h"
#include "handlers.h"
#include "history.h"

#define PIPELINES "/release_pipelines"

static bool
same_text(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_pipeline_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
				   cJSON *item)
{
	cJSON *phase;
	cJSON *rule;

	if (mock_json_get(request->body, "phases") == NULL)
		return true;
	mock_item_identify(mock_json_get(old, "phases"), mock_json_get(item, "phases"));
	cJSON_ArrayForEach(phase, mock_json_get(item, "phases"))
	{
		const cJSON *before = mock_json_get(old, "phases") != NULL ?
								  mock_collection_find(mock_json_get(old, "phases"), "id",
													   mock_json_text(phase, "id")) :
								  NULL;

		mock_item_identify(mock_json_get(before, "rules"), mock_json_get(phase, "rules"));
		cJSON_ArrayForEach(rule, mock_json_get(phase, "rules"))
		{
			if (!mock_conditions_prepare(response, mock_json_get(rule, "conditions")))
				return false;
		}
	}
	return true;
}

/* The phase of the trigger's pipeline with this id, or NULL. */
static const cJSON *
find_phase(const cJSON *trigger, const char *id)
{
	const cJSON *pipeline = mock_collection_find(mock_state_collection(PIPELINES), "id",
												 mock_json_text(trigger, "releasePipelineID"));

	return pipeline != NULL && mock_json_get(pipeline, "phases") != NULL ?
			   mock_collection_find(mock_json_get(pipeline, "phases"), "id", id) :
			   NULL;
}

/* A trigger that is still running; NULL after an error answer. */
static cJSON *
find_running(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = mock_item_find(request, response);
	const char *status = mock_json_text(trigger, "status");

	if (same_text(status, "ABORTED") || same_text(status, "COMPLETED"))
	{
		mock_answer_error(response, 400, "Release pipeline trigger has already ended");
		return NULL;
	}
	return trigger;
}

/* The same, when the request names the trigger's current phase. */
static cJSON *
find_in_phase(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_running(request, response);

	if (trigger != NULL && !same_text(mock_json_text(request->body, "phaseID"),
									  mock_json_text(trigger, "currentPhaseID")))
	{
		mock_answer_field_error(response, "phaseID", "The phase is not the current one");
		return NULL;
	}
	return trigger;
}

/* Notes the action, sets the status and answers the trigger. */
static void
apply_action(const MockRequest *request, MockResponse *response, cJSON *trigger, const char *type,
			 const char *status)
{
	const char *phase = mock_json_text(trigger, "currentPhaseID");
	cJSON *action = cJSON_CreateObject();

	mock_json_set_text(action, "type", type);
	mock_json_set_integer(action, "timeMs", mock_clock_now());
	mock_json_set_text(action, "phaseID", phase != NULL ? phase : "");
	mock_json_set_text(action, "actorID", "5kConsoleApiKeyOwner001");
	mock_json_set_text(action, "actorName", "CONSOLE API");
	cJSON_AddItemToArray(mock_json_get(trigger, "actions"), action);
	mock_json_set_text(trigger, "status", status);
	if (strcmp(status, "ABORTED") == 0 || strcmp(status, "COMPLETED") == 0)
	{
		mock_json_set_null(trigger, "currentPhase");
		mock_json_set_null(trigger, "currentPhaseID");
		mock_json_set_null(trigger, "currentPhaseEndTime");
	}
	mock_item_touch(trigger);
	mock_audit_add("update_config_release_pipeline", type, NULL, trigger);
	mock_answer_data(request, response, NULL, trigger);
}

static void
abort_trigger(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_running(request, response);

	if (trigger != NULL)
		apply_action(request, response, trigger, "ABORTED", "ABORTED");
}

static void
roll_out_trigger(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_running(request, response);

	if (trigger != NULL)
		apply_action(request, response, trigger, "FULL_ROLL_OUT", "COMPLETED");
}

static void
approve_trigger(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_in_phase(request, response);

	if (trigger != NULL)
		apply_action(request, response, trigger, "APPROVED_FOR", "IN_PROGRESS");
}

static void
pause_trigger(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_in_phase(request, response);

	if (trigger != NULL)
		apply_action(request, response, trigger, "PAUSED", "PAUSED");
}

static void
unpause_trigger(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_in_phase(request, response);

	if (trigger != NULL)
		apply_action(request, response, trigger, "UNPAUSED", "IN_PROGRESS");
}

static void
skip_to_phase(const MockRequest *request, MockResponse *response)
{
	cJSON *trigger = find_running(request, response);
	const cJSON *phase;

	if (trigger == NULL)
		return;
	phase = find_phase(trigger, mock_json_text(request->body, "phaseID"));
	if (phase == NULL)
	{
		mock_answer_field_error(response, "phaseID", "The pipeline has no such phase");
		return;
	}
	mock_json_set_text(trigger, "currentPhase", mock_json_text(phase, "name"));
	mock_json_set_text(trigger, "currentPhaseID", mock_json_text(phase, "id"));
	mock_json_set_integer(trigger, "currentPhaseEndTime",
						  mock_clock_now() +
							  mock_json_integer(mock_json_get(phase, "timeIntervalMs"), 0));
	apply_action(request, response, trigger, "SKIPPED", "IN_PROGRESS");
}

#define TRIGGER_PATH MOCK_PATH_PREFIX "/release_pipeline_triggers/{id}"

const MockHandler mock_pipeline_handlers[] = {{"PUT", TRIGGER_PATH "/abort", abort_trigger},
											  {"PUT", TRIGGER_PATH "/rollout", roll_out_trigger},
											  {"PUT", TRIGGER_PATH "/approve", approve_trigger},
											  {"PUT", TRIGGER_PATH "/pause", pause_trigger},
											  {"PUT", TRIGGER_PATH "/unpause", unpause_trigger},
											  {"PUT", TRIGGER_PATH "/skip", skip_to_phase},
											  {NULL, NULL, NULL}};
