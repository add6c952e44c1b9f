/*
 * handler_pulse.c
 *		Pulse results and their loads: of the rules of gates, of experiments, of
 *		holdouts.
 *
 * The state holds an array of results for each path (of a rule by its baseID):
 * newest first, each with its ds, those of an experiment with the groups they
 * compare in _mockControl and _mockTest.  A metric's member _mockWhen says what
 * it shows under a parameter: {"cuped=false": {…}, "confidence=90": {…}}.
 *
 * Not documented and assumed here: without results the lists are empty and ds
 * is "" (or the date asked for); a rule may be named by its id or its baseID;
 * control and test must be two groups of the experiment; a load appears in the
 * history at once, without an end.
 */
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "handlers.h"
#include "rules.h"

#define ACTOR_NAME "CONSOLE API"
#define DAY_MS	   INT64_C(86400000)
#define DAY_SIZE   32 /* bytes that hold an ISO time, of which a day is the beginning */

static bool
same_text(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* Is the parameter absent or "true" or "false"?  False after a 400. */
static bool
check_flag(const MockRequest *request, MockResponse *response, const char *name)
{
	const char *value = mock_query_parameter(request, name);

	if (value == NULL || strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
		return true;
	mock_answer_field_error(response, name, "%s must be \"true\" or \"false\"", name);
	return false;
}

/* Is the parameter absent or a number up to most?  False after a 400. */
static bool
check_number(const MockRequest *request, MockResponse *response, const char *name, double most)
{
	const char *value = mock_query_parameter(request, name);

	if (value == NULL ||
		(mock_text_is_number(value, false) && atof(value) >= 0 && atof(value) <= most))
		return true;
	mock_answer_field_error(response, name, "%s must be a number from 0 to %g", name, most);
	return false;
}

static bool
check_parameters(const MockRequest *request, MockResponse *response)
{
	static const char *const flags[] = {
		"cuped", "applyBonferroniPerVariant", "applyBonferroniPerMetric",
		"applyBenjaminiHochbergPerMetric", "applyBenjaminiHochbergPerVariant"};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
	{
		if (!check_flag(request, response, flags[i]))
			return false;
	}
	return check_number(request, response, "confidence", 100) &&
		   check_number(request, response, "bonferroniPrimaryMetricWeight", 1);
}

/* Lets a metric show what it shows under the request's parameters. */
static void
apply_parameters(const MockRequest *request, cJSON *metric)
{
	for (int i = 0; i < request->query_parameter_count; i++)
	{
		char *condition = mock_text_printf("%s=%s", request->query_parameters[i].name,
										   request->query_parameters[i].value);
		const cJSON *change = mock_json_get(mock_json_get(metric, "_mockWhen"), condition);
		const cJSON *member;

		cJSON_ArrayForEach(member, change)
			mock_json_set(metric, member->string, mock_json_clone(member));
		free(condition);
	}
}

/* The stored results of the request's groups and date, or NULL. */
static const cJSON *
choose(const MockRequest *request, const cJSON *stored)
{
	static const char *const keys[][2] = {
		{"control", "_mockControl"}, {"test", "_mockTest"}, {"date", "ds"}};
	const cJSON *result;

	cJSON_ArrayForEach(result, stored)
	{
		bool fits = true;

		for (int i = 0; i < 3; i++)
		{
			const char *given = mock_query_parameter(request, keys[i][0]);

			fits = fits && (given == NULL || same_text(given, mock_json_text(result, keys[i][1])));
		}
		if (fits)
			return result;
	}
	return NULL;
}

/* Answers the results stored at a path; frees the path. */
static void
answer_results(const MockRequest *request, MockResponse *response, char *path)
{
	const cJSON *found = choose(request, mock_state_get(path));
	const char *date = mock_query_parameter(request, "date");
	cJSON *data = found != NULL ? mock_json_clone(found) : cJSON_CreateObject();
	cJSON *list;
	cJSON *metric;

	if (found == NULL)
		mock_json_set_text(data, "ds", date != NULL ? date : "");
	mock_item_complete(data, request->operation->data_schema);
	cJSON_ArrayForEach(list, data)
	{
		if (cJSON_IsArray(list))
			cJSON_ArrayForEach(metric, list) apply_parameters(request, metric);
	}
	mock_answer_data(request, response, "Successfully loaded Pulse Results", data);
	response->form = mock_json_text(found, "_mockForm");
	cJSON_Delete(data);
	free(path);
}

/* State path of something below a gate's rule, or NULL after a 404; the caller frees it. */
static char *
rule_path(MockResponse *response, const cJSON *gate, const char *id, const char *rest)
{
	const cJSON *rule = mock_rules_find(mock_json_get(gate, "rules"), id);
	char *rules;
	char *path;

	if (rule == NULL)
	{
		mock_answer_not_found(response);
		return NULL;
	}
	rules = mock_state_path("/gates", mock_json_text(gate, "id"), "rules");
	path = mock_state_path(rules, mock_json_text(rule, "baseID"), rest);
	free(rules);
	return path;
}

static void
read_gate_results(const MockRequest *request, MockResponse *response)
{
	const cJSON *gate = mock_item_find(request, response);
	char *path = gate == NULL ? NULL :
								rule_path(response, gate, mock_path_parameter(request, "ruleID"),
										  "pulse_results");

	if (path != NULL && check_parameters(request, response))
		answer_results(request, response, path);
	else
		free(path);
}

static void
read_holdout_results(const MockRequest *request, MockResponse *response)
{
	const cJSON *holdout = mock_item_find(request, response);

	if (holdout != NULL && check_parameters(request, response))
		answer_results(
			request, response,
			mock_state_path("/holdouts", mock_json_text(holdout, "id"), "pulse_results"));
}

/* Are control and test two groups of the experiment?  False after a 400. */
static bool
check_groups(const MockRequest *request, MockResponse *response, const cJSON *experiment)
{
	static const char *const names[] = {"control", "test"};
	cJSON *groups = mock_json_get(experiment, "groups");

	for (int i = 0; i < 2; i++)
	{
		if (mock_collection_find(groups, "id", mock_query_parameter(request, names[i])) == NULL)
		{
			mock_answer_field_error(response, names[i], "%s is no group of the experiment",
									names[i]);
			return false;
		}
	}
	if (same_text(mock_query_parameter(request, "control"), mock_query_parameter(request, "test")))
	{
		mock_answer_field_error(response, "test", "control and test must be different groups");
		return false;
	}
	return true;
}

static void
read_experiment_results(const MockRequest *request, MockResponse *response)
{
	const cJSON *experiment = mock_item_find(request, response);

	if (experiment != NULL && check_groups(request, response, experiment) &&
		check_parameters(request, response))
		answer_results(
			request, response,
			mock_state_path("/experiments", mock_json_text(experiment, "id"), "pulse_results"));
}

static void
list_gate_loads(const MockRequest *request, MockResponse *response)
{
	const cJSON *gate = mock_item_find(request, response);
	char *path = gate == NULL ? NULL :
								rule_path(response, gate, mock_path_parameter(request, "ruleID"),
										  "pulse_load_history");

	if (path != NULL)
		mock_answer_list(request, response, mock_state_collection(path));
	free(path);
}

static void
set_day(cJSON *load, const char *member, int64_t time)
{
	char text[DAY_SIZE];

	mock_clock_iso(time, text, sizeof(text));
	text[strlen("YYYY-MM-DD")] = '\0';
	mock_json_set_text(load, member, text);
}

/* Notes a load that has begun and answers; entity is what it loads the results of. */
static void
start_load(const MockRequest *request, MockResponse *response, const cJSON *entity,
		   const char *path, const char *message)
{
	const char *refresh = mock_json_text(request->body, "refresh");
	cJSON *load = cJSON_CreateObject();

	mock_json_set_text(load, "creatorName", ACTOR_NAME);
	mock_json_set_integer(load, "createdTime", mock_clock_now());
	set_day(load, "startDs", mock_json_integer(mock_json_get(entity, "createdTime"), 0));
	set_day(load, "endDs", mock_clock_now() - DAY_MS);
	mock_json_set_text(load, "reloadType", refresh != NULL ? refresh : "full");
	mock_json_set_flag(load, "turboMode", mock_json_flag(request->body, "turboMode"));
	mock_collection_prepend(mock_state_collection(path), load);
	mock_answer_message(request, response, message);
}

static void
load_gate(const MockRequest *request, MockResponse *response)
{
	const cJSON *gate = mock_item_find(request, response);
	char *path = gate == NULL ? NULL :
								rule_path(response, gate, mock_json_text(request->body, "ruleId"),
										  "pulse_load_history");

	if (path != NULL)
		start_load(request, response, gate, path, "Gate loaded successfully.");
	free(path);
}

static void
load_experiment(const MockRequest *request, MockResponse *response)
{
	const cJSON *experiment = mock_item_find(request, response);
	char *path;

	if (experiment == NULL)
		return;
	if (same_text(mock_json_text(experiment, "status"), "setup"))
	{
		mock_answer_error(response, 400, "Experiment has not yet started");
		return;
	}
	path = mock_state_path("/experiments", mock_json_text(experiment, "id"), "pulse_load_history");
	start_load(request, response, experiment, path, "Experiment is loading.");
	free(path);
}

#define GATE_PATH		MOCK_PATH_PREFIX "/gates/{id}"
#define EXPERIMENT_PATH MOCK_PATH_PREFIX "/experiments/{id}"

const MockHandler mock_pulse_handlers[] = {
	{"GET", GATE_PATH "/rules/{ruleID}/pulse_results", read_gate_results},
	{"GET", GATE_PATH "/rules/{ruleID}/pulse_load_history", list_gate_loads},
	{"POST", GATE_PATH "/load_pulse", load_gate},
	{"GET", EXPERIMENT_PATH "/pulse_results", read_experiment_results},
	{"POST", EXPERIMENT_PATH "/load_pulse", load_experiment},
	{"GET", MOCK_PATH_PREFIX "/holdouts/{id}/pulse_results", read_holdout_results},
	{NULL, NULL, NULL}};
