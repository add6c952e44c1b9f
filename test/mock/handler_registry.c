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
												  mock_pipeline_handlers,
												  mock_logged_handlers,
												  mock_project_handlers,
												  mock_autotune_handlers,
												  mock_exposure_handlers,
												  mock_holdout_handlers,
												  mock_ingestion_run_handlers,
												  mock_key_handlers,
												  mock_metric_handlers,
												  mock_prompt_handlers,
												  mock_pulse_handlers,
												  mock_report_handlers,
												  mock_write_only_handlers,
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
										{"/layers", mock_layer_hook},
										{"/metrics/list", mock_metric_hook},
										{"/metrics/metric_source/list", mock_source_hook},
										{"/experiments/assignment_sources", mock_source_hook},
										{"/experiments/entity_properties", mock_source_hook},
										{"/experiments/qualifying_events", mock_source_hook},
										{"/param_stores", mock_param_store_hook},
										{"/prompts", mock_prompt_hook},
										{"/roles", mock_role_hook},
										{NULL, NULL}};
