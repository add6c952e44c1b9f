/*-------------------------------------------------------------------------
 *
 * functions.c
 *	  Operations of the Console API that have no row meaning: each is a SQL
 *	  function, and an entry here.
 *
 * They start work or settle something, and nothing that could be read shows it
 * as a value that an UPDATE might set.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "src/catalog/functions.h"

/* Grid rows stop after their last member that says something; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */

#define PATH_ID(name) \
	{name, STATSIG_TEXT, STATSIG_IN_PATH, NULL, true}

#define REFRESH \
	{"refresh", STATSIG_TEXT, STATSIG_IN_BODY, "refresh", false, STATSIG_VALUES("full", "incremental", "metric")}

#define METRIC_IDS \
	{"metric_ids", STATSIG_TEXT_ARRAY, STATSIG_IN_BODY, "metricIDs", false}

#define RULE_ID(required) \
	{"rule_id", STATSIG_TEXT, STATSIG_IN_BODY, "ruleId", required}

#define TURBO_MODE \
	{"turbo_mode", STATSIG_BOOL, STATSIG_IN_BODY, "turboMode", false}

#define REASONING \
	{"reasoning", STATSIG_TEXT, STATSIG_IN_BODY, "reasoning", false}

static const StatsigFunction functions[] = {
	{
		.name = "statsig_load_experiment_pulse",
		.method = "POST", .path = "/experiments/{experiment_id}/load_pulse",
		/* The API takes these in the query as well; once is enough. */
		.parameters = {PATH_ID("experiment_id"), REFRESH, METRIC_IDS, RULE_ID(false), TURBO_MODE},
		.result = STATSIG_RESULT_TEXT, .member = "message",
	},
	{
		.name = "statsig_load_gate_pulse",
		.method = "POST", .path = "/gates/{gate_id}/load_pulse",
		.parameters = {PATH_ID("gate_id"), RULE_ID(true), REFRESH, METRIC_IDS, TURBO_MODE},
		.result = STATSIG_RESULT_TEXT, .member = "message",
	},
	{
		.name = "statsig_restart_experiment_as_new",
		.method = "POST", .path = "/experiments/{experiment_id}/restart_as_new",
		.parameters = {
			PATH_ID("experiment_id"),
			{"name", STATSIG_TEXT, STATSIG_IN_BODY, "name", true,
				{.min_length = 3, .max_length = 100, .characters = "_- "}},
		},
		.result = STATSIG_RESULT_TEXT, .member = "data.id",
	},
	{
		.name = "statsig_resolve_experiment_alert",
		.method = "POST", .path = "/experiments/{experiment_id}/alerts/{metric_id}/resolve",
		.parameters = {PATH_ID("experiment_id"), PATH_ID("metric_id"), REASONING},
		.result = STATSIG_RESULT_TIME, .member = "data.resolvedAt",
	},
	{
		.name = "statsig_resolve_gate_alert",
		.method = "POST", .path = "/gates/{gate_id}/alerts/{metric_id}/resolve",
		.parameters = {PATH_ID("gate_id"), PATH_ID("metric_id"), REASONING},
		.result = STATSIG_RESULT_TIME, .member = "data.resolvedAt",
	},
	{
		.name = "statsig_reload_metric",
		.method = "POST", .path = "/metrics/{metric_id}/reload",
		.parameters = {
			PATH_ID("metric_id"),
			{"incremental", STATSIG_BOOL, STATSIG_IN_QUERY, "incremental", false},
		},
		.result = STATSIG_RESULT_TEXT, .member = "message",
	},
	{
		.name = "statsig_schedule_metric_archive",
		.method = "PUT", .path = "/metrics/{metric_id}/schedule_archive",
		.parameters = {PATH_ID("metric_id")},
		.result = STATSIG_RESULT_TEXT, .member = "message", .repeatable = true,
	},
	{
		.name = "statsig_cancel_metric_archive",
		.method = "PUT", .path = "/metrics/{metric_id}/cancel_archive",
		.parameters = {PATH_ID("metric_id")},
		.result = STATSIG_RESULT_TEXT, .member = "message", .repeatable = true,
	},
	{
		.name = "statsig_unarchive_metric",
		.method = "PUT", .path = "/metrics/{metric_id}/unarchive",
		.parameters = {PATH_ID("metric_id")},
		.result = STATSIG_RESULT_TEXT, .member = "message", .repeatable = true,
	},
	{
		.name = "statsig_start_prompt_evals",
		.method = "POST", .path = "/prompts/{prompt_id}/versions/{version_id}/start_evals",
		.parameters = {PATH_ID("prompt_id"), PATH_ID("version_id")},
		.result = STATSIG_RESULT_JSON, .member = "data",
	},
};

/* clang-format on */

const StatsigFunction *
statsig_catalog_functions(int *count)
{
	*count = STATSIG_LENGTHOF(functions);
	return functions;
}

const StatsigFunction *
statsig_catalog_function(const char *name)
{
	for (int i = 0; i < STATSIG_LENGTHOF(functions); i++)
	{
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	}
	return NULL;
}

int
statsig_function_parameters(const StatsigFunction *function)
{
	int count = 0;

	while (function->parameters[count].name != NULL)
		count++;
	return count;
}
