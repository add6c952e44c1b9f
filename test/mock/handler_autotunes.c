/*
 * handler_autotunes.c
 *		Autotunes: their variants, start, reset, decision.
 *
 * Invariant: variants have ids of the server, which stay with their names.
 *
 * Not documented and assumed here: an autotune that runs refuses to be started
 * once more; a reset stops it and takes the winner away; make_decision ends it.
 */
#include "handlers.h"
#include "history.h"

static const MockEntityKind autotune_kind = {"/autotunes",
											 false,
											 "autotune_experiment_create",
											 "autotune_experiment_edit",
											 "autotune_experiment_delete",
											 "Autotune"};

/* See handler.h, MockItemHookFunction. */
bool
mock_autotune_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
				   cJSON *item)
{
	(void) response;
	if (mock_json_get(request->body, "variants") != NULL)
		mock_item_identify(mock_json_get(old, "variants"), mock_json_get(item, "variants"));
	return true;
}

static void
create_autotune(const MockRequest *request, MockResponse *response)
{
	mock_entity_create(&autotune_kind, request, response);
}

static void
update_autotune(const MockRequest *request, MockResponse *response)
{
	mock_entity_update(&autotune_kind, request, response);
}

static void
delete_autotune(const MockRequest *request, MockResponse *response)
{
	mock_entity_delete(&autotune_kind, request, response);
}

/* The autotune of the request when it has started, or has not; NULL after an error answer. */
static cJSON *
find_autotune(const MockRequest *request, MockResponse *response, bool started)
{
	cJSON *autotune = mock_item_find(request, response);

	if (autotune == NULL || mock_json_flag(autotune, "isStarted") == started)
		return autotune;
	mock_answer_error(response, 400, "Autotune experiment has %s started",
					  started ? "not yet" : "already");
	return NULL;
}

static void
start_autotune(const MockRequest *request, MockResponse *response)
{
	cJSON *autotune = find_autotune(request, response, false);
	cJSON *old;

	if (autotune == NULL)
		return;
	old = mock_json_clone(autotune);
	mock_json_set_flag(autotune, "isStarted", true);
	mock_entity_changed(&autotune_kind, old, autotune, NULL);
	mock_answer_message(request, response, "Autotune Experiment successfully started.");
}

static void
reset_autotune(const MockRequest *request, MockResponse *response)
{
	cJSON *autotune = find_autotune(request, response, true);
	cJSON *old;

	if (autotune == NULL)
		return;
	old = mock_json_clone(autotune);
	mock_json_set_flag(autotune, "isStarted", false);
	mock_json_set_null(autotune, "winner");
	mock_entity_changed(&autotune_kind, old, autotune, NULL);
	mock_answer_message(request, response, "Autotune Experiment successfully restarted.");
}

static void
decide_autotune(const MockRequest *request, MockResponse *response)
{
	cJSON *autotune = find_autotune(request, response, true);
	const cJSON *variant;
	cJSON *winner;
	cJSON *old;

	if (autotune == NULL)
		return;
	variant = mock_collection_find(mock_json_get(autotune, "variants"), "id",
								   mock_json_text(request->body, "id"));
	if (variant == NULL)
	{
		mock_answer_field_error(response, "id", "Variant not found");
		return;
	}
	old = mock_json_clone(autotune);
	winner = cJSON_CreateObject();
	mock_json_set_text(winner, "id", mock_json_text(variant, "id"));
	mock_json_set_text(winner, "name", mock_json_text(variant, "name"));
	mock_json_set(autotune, "winner", winner);
	mock_json_set_flag(autotune, "isStarted", false);
	mock_entity_changed(&autotune_kind, old, autotune, NULL);
	mock_answer_message(request, response, "Decision made for Autotune Experiment.");
}

#define AUTOTUNE_PATH MOCK_PATH_PREFIX "/autotunes/{id}"

const MockHandler mock_autotune_handlers[] = {
	{"POST", MOCK_PATH_PREFIX "/autotunes", create_autotune},
	{"POST", AUTOTUNE_PATH, update_autotune},
	{"PATCH", AUTOTUNE_PATH, update_autotune},
	{"DELETE", AUTOTUNE_PATH, delete_autotune},
	{"PUT", AUTOTUNE_PATH "/start", start_autotune},
	{"PUT", AUTOTUNE_PATH "/reset", reset_autotune},
	{"PUT", AUTOTUNE_PATH "/make_decision", decide_autotune},
	{NULL, NULL, NULL}};
