/*
 * handlers.h
 *		The handler arrays and hooks that handler_registry.c puts together, and
 *		what handlers of one area offer to those of another.
 */
#ifndef MOCK_HANDLERS_H
#define MOCK_HANDLERS_H

#include "handler.h"

extern const MockHandler mock_gate_handlers[];
extern const MockHandler mock_gate_rule_handlers[];
extern const MockHandler mock_gate_override_handlers[];
extern const MockHandler mock_config_handlers[];
extern const MockHandler mock_config_rule_handlers[];
extern const MockHandler mock_experiment_handlers[];
extern const MockHandler mock_experiment_action_handlers[];
extern const MockHandler mock_experiment_override_handlers[];
extern const MockHandler mock_segment_handlers[];
extern const MockHandler mock_id_list_handlers[];
extern const MockHandler mock_people_handlers[];
extern const MockHandler mock_audit_handlers[];
extern const MockHandler mock_autotune_handlers[];
extern const MockHandler mock_exposure_handlers[];
extern const MockHandler mock_holdout_handlers[];
extern const MockHandler mock_ingestion_handlers[];
extern const MockHandler mock_ingestion_run_handlers[];
extern const MockHandler mock_key_handlers[];
extern const MockHandler mock_layer_handlers[];
extern const MockHandler mock_lineage_handlers[];
extern const MockHandler mock_logged_handlers[];
extern const MockHandler mock_metric_handlers[];
extern const MockHandler mock_pipeline_handlers[];
extern const MockHandler mock_project_handlers[];
extern const MockHandler mock_prompt_handlers[];
extern const MockHandler mock_pulse_handlers[];
extern const MockHandler mock_report_handlers[];
extern const MockHandler mock_write_only_handlers[];

/* Hooks of collections, see MockItemHookFunction. */
#define HOOK(name)                                                                         \
	extern bool name(const MockRequest *request, MockResponse *response, const cJSON *old, \
					 cJSON *item)

HOOK(mock_autotune_hook);
HOOK(mock_config_hook);
HOOK(mock_experiment_hook);
HOOK(mock_gate_hook);
HOOK(mock_holdout_hook);
HOOK(mock_key_hook);
HOOK(mock_layer_hook);
HOOK(mock_metric_hook);
HOOK(mock_param_store_hook);
HOOK(mock_pipeline_hook);
HOOK(mock_prompt_hook);
HOOK(mock_role_hook);
HOOK(mock_segment_hook);
HOOK(mock_source_hook);
HOOK(mock_team_hook);

#undef HOOK

/*
 * handler_configs.c, for handler_config_rules.c: makes a config rule's values
 * and their JSON5 texts agree and gives variants their ids.  given says which
 * members a request sent (it may be the rule itself).  False after a 400.
 */
extern bool mock_config_settle_rule(MockResponse *response, const cJSON *given, cJSON *rule);

/*
 * handler_lineage.c, for handler_layers.c: is there an experiment on the layer?
 */
extern bool mock_layer_has_experiments(const cJSON *layer);

/*
 * handler_project.c: the target app with this id or name, borrowed, or NULL
 * after a 400 that names the property.
 */
extern const cJSON *
mock_target_app_find(MockResponse *response, const char *property, const char *id);

#endif /* MOCK_HANDLERS_H */
