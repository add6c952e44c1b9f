/*
 * handler_registry.c
 *		The list of all handler tables and item hooks.
 *
 * A new handler_<area>.c adds its array here and nowhere else.
 */
#include "handlers.h"

const MockHandler *const mock_handler_tables[] = {mock_gate_handlers,
												  mock_gate_rule_handlers,
												  mock_gate_override_handlers,
												  mock_config_handlers,
												  mock_config_rule_handlers,
												  mock_experiment_handlers,
												  mock_experiment_action_handlers,
												  mock_experiment_override_handlers,
												  mock_segment_handlers,
												  mock_id_list_handlers,
												  mock_people_handlers,
												  mock_audit_handlers,
												  mock_ingestion_handlers,
												  mock_layer_handlers,
												  mock_lineage_handlers,
												  mock_rollout_handlers,
												  mock_logged_handlers,
												  mock_project_handlers,
												  NULL};

const MockItemHook mock_item_hooks[] = {{"/gates", mock_gate_hook},
										{"/dynamic_configs", mock_config_hook},
										{"/experiments", mock_experiment_hook},
										{"/segments", mock_segment_hook},
										{"/holdouts", mock_holdout_hook},
										{"/users/teams", mock_team_hook},
										{"/autotunes", mock_autotune_hook},
										{"/release_pipelines", mock_pipeline_hook},
										{"/keys", mock_key_hook},
										{NULL, NULL}};
