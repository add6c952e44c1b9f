/*
 * handlers.h
 *		The handler arrays and hooks that handler_registry.c puts together.
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
extern const MockHandler mock_ingestion_handlers[];
extern const MockHandler mock_layer_handlers[];
extern const MockHandler mock_lineage_handlers[];
extern const MockHandler mock_logged_handlers[];
extern const MockHandler mock_rollout_handlers[];
extern const MockHandler mock_project_handlers[];

extern bool
mock_gate_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item);
extern bool
mock_config_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item);
extern bool mock_experiment_hook(const MockRequest *request, MockResponse *response,
								 const cJSON *old, cJSON *item);
extern bool mock_segment_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
							  cJSON *item);
extern bool mock_holdout_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
							  cJSON *item);
extern bool mock_autotune_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
							   cJSON *item);
extern bool mock_pipeline_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
							   cJSON *item);
extern bool
mock_key_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item);
extern bool
mock_team_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item);

/*
 * handler_configs.c, for handler_config_rules.c: makes a config rule's values
 * and their JSON5 texts agree and gives variants their ids.  given says which
 * members a request sent (it may be the rule itself).  False after a 400.
 */
extern bool mock_config_settle_rule(MockResponse *response, const cJSON *given, cJSON *rule);

#endif /* MOCK_HANDLERS_H */
