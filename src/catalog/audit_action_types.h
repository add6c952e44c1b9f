/*-------------------------------------------------------------------------
 *
 * audit_action_types.h
 *	  The values that the audit log's parameters actionType and actionTypes
 *	  take: pure data, sorted, as the contract enumerates them.
 *
 * The log itself knows more, and gets new ones; those are compared locally.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_AUDIT_ACTION_TYPES_H
#define STATSIG_AUDIT_ACTION_TYPES_H

#define AUDIT_ACTION_TYPES                                                                         \
	"AWS_marketplace_account_delete", "ID_list_update", "OIDC_configuration_delete",               \
		"OIDC_configuration_upsert", "SSO_disable", "accept_echidna_source_review",                \
		"active_user_definition_update", "add_dashboard_widget", "add_geo_type",                   \
		"add_segments_of_interest_property", "add_session_recordings_to_playlist",                 \
		"add_srm_debugger_custom_dimension", "ai_config_create", "ai_playground_create",           \
		"apply_experiment_review", "archive_experiment", "archive_metric", "archive_org_project",  \
		"attach_experiment_to_power_analysis_report", "autotune_experiment_create",                \
		"autotune_experiment_delete", "autotune_experiment_edit",                                  \
		"autotune_experiment_snapshot_delete", "autotune_experiment_update_pulse_paused",          \
		"autotune_experiment_update_target_apps", "autotune_overrides_edit",                       \
		"autotune_reviews_on", "backfill_metric_results", "batch_cancel_company_invites",          \
		"batch_load_echidna_topline_impact", "batch_user_role_update", "cancel_archive_metric",    \
		"cancel_delete_metric", "cancel_echidna_dag", "cancel_metric_backfills",                   \
		"clone_ai_config", "clone_ai_config_version", "commit_echidna_source_review",              \
		"company_ID_type_add", "company_ID_type_delete", "company_ID_type_edit",                   \
		"company_basic_info_edit", "company_create", "company_delete",                             \
		"company_email_domain_config_delete", "company_environments_edit",                         \
		"company_invite_access_update", "company_member_remove", "company_metric_delete",          \
		"company_metric_management_update", "company_snapshot_delete", "config_add_tag",           \
		"config_allowed_reviewers_update", "config_conditions_update",                             \
		"config_default_value_update", "config_delete", "config_description_update",               \
		"config_display_name_update", "config_edit_tags", "config_edit_target_apps",               \
		"config_environments_update", "config_id_type_update", "config_monitoring_metrics_update", \
		"config_remove_tag", "config_require_reviews", "config_resalt", "config_revert",           \
		"config_review_accept", "config_review_commit", "config_review_create",                    \
		"config_review_delete", "config_review_info_update", "config_review_reject",               \
		"config_review_required_update", "config_review_update", "config_reviews_disable",         \
		"config_state_toggle", "config_update_owners", "create_ai_config_eval_grader",             \
		"create_ai_config_version", "create_ai_dataset", "create_customer_app",                    \
		"create_dashboard", "create_echidna_assignment_source",                                    \
		"create_echidna_data_quality_checks", "create_echidna_entity_property_source",             \
		"create_echidna_metric_source", "create_echidna_source_review", "create_geotest_design",   \
		"create_guardrail_metric_alert", "create_power_analysis_custom_query",                     \
		"create_power_analysis_gate_query", "create_statsig_proxy", "create_topline_alert",        \
		"custom_metric_definition_create", "custom_metric_definition_delete",                      \
		"custom_metric_definition_edit", "custom_metric_edit", "custom_metric_name_edit",          \
		"custom_metric_review_accept", "custom_metric_review_delete",                              \
		"custom_metric_review_reject", "custom_metric_update_owners", "custom_pulse_query_create", \
		"custom_pulse_query_delete", "custom_pulse_query_name_edit",                               \
		"custom_query_toggle_favorite", "custom_sankey_delete", "dashboard_update_owners",         \
		"delete_ai_config", "delete_ai_config_eval_grader", "delete_ai_config_version",            \
		"delete_dashboard", "delete_dashboard_widget", "delete_echidna_assignment_source",         \
		"delete_echidna_entity_property_source", "delete_echidna_metric_source",                   \
		"delete_echidna_source_review", "delete_geo_type", "delete_geotest_design",                \
		"delete_guardrail_metric_alert", "delete_layer_parameter", "delete_metric",                \
		"delete_payment_method", "delete_segments_of_interest_property",                           \
		"delete_session_recordings_from_playlist", "delete_session_replay_playlist",               \
		"delete_srm_debugger_custom_dimension", "delete_tag", "delete_target_app",                 \
		"delete_topline_alert", "delete_trigger_integration", "delete_user_role",                  \
		"dismiss_runaway_entity", "dynamic_config_create", "dynamic_config_template_create",       \
		"dynamic_config_update_owners", "echidna_drop_tables", "edit_ai_config_agent_version",     \
		"edit_ai_config_eval_grader", "edit_ai_config_eval_settings", "edit_ai_config_version",    \
		"edit_ai_playground_setup", "edit_dashboard_description", "edit_dashboard_name",           \
		"edit_dashboard_widget", "edit_experiment_scheduled_start", "edit_guardrail_metric_alert", \
		"edit_target_app", "event_dimension_update", "experiment_abandon",                         \
		"experiment_advanced_settings_edit", "experiment_allowed_reviewers_update",                \
		"experiment_assigned_to_layer", "experiment_create", "experiment_data_report_delete",      \
		"experiment_data_report_rename", "experiment_data_report_update_parameters",               \
		"experiment_decision_make", "experiment_delete", "experiment_description_edit",            \
		"experiment_discussion_post_create", "experiment_discussion_post_delete",                  \
		"experiment_display_name_edit", "experiment_edit", "experiment_follow_toggle",             \
		"experiment_group_disable", "experiment_overrides_edit", "experiment_pause_assignment",    \
		"experiment_restart", "experiment_restart_as_new", "experiment_review_accept",             \
		"experiment_review_create", "experiment_review_delete", "experiment_review_info_update",   \
		"experiment_review_reject", "experiment_review_update_overrides",                          \
		"experiment_review_update_owners", "experiment_review_update_team",                        \
		"experiment_reviews_on", "experiment_rollout", "experiment_schedule_rollout",              \
		"experiment_snapshot_delete", "experiment_start", "experiment_stopped",                    \
		"experiment_template_create", "experiment_update_decision_note",                           \
		"experiment_update_owners", "experiment_update_subdimension_filter",                       \
		"experiment_update_summary_sections", "experiment_update_target_apps",                     \
		"extend_experiment_pulse_end_date", "gate_create", "gate_overrides_update",                \
		"gate_template_create", "gate_update", "gate_update_owners",                               \
		"generate_integration_webhook_secret", "holdout_create", "holdout_delete",                 \
		"holdout_layer_parameter_values_update", "holdout_update", "holdout_update_owners",        \
		"hypothesis_edit", "ingestion_source_delete", "integration_create", "integration_delete",  \
		"integration_set_enabled", "integration_update", "integration_update_disabled_events",     \
		"integration_update_outgoing_config", "integration_update_rate_limits",                    \
		"integration_upsert", "key_experiment_metrics_edit", "layer_allowed_reviewers_update",     \
		"layer_create", "layer_delete", "layer_description_edit", "layer_edit",                    \
		"layer_overrides_edit", "layer_parameter_add", "layer_parameters_edit",                    \
		"layer_review_accept", "layer_review_commit", "layer_review_create",                       \
		"layer_review_delete", "layer_review_info_update", "layer_review_reject",                  \
		"layer_reviews_on", "layer_snapshot_delete", "layer_update_owners",                        \
		"layer_update_target_apps", "load_echidna_assignment_source",                              \
		"load_echidna_autotune_pulse", "load_echidna_metric", "load_echidna_pulse",                \
		"metric_add_tag", "metric_allowed_reviewers_update", "metric_disable_reviews_locally",     \
		"metric_edit_definition", "metric_edit_description", "metric_remove_tag",                  \
		"metric_review_commit", "metric_review_create", "metric_review_info_update",               \
		"metric_reviews_on", "modify_override_config", "modify_overrides", "org_api_key_create",   \
		"organization_member_remove", "param_store_create", "param_store_delete",                  \
		"param_store_update", "param_store_update_owners", "payment_entitlements_upsert",          \
		"pin_chart_to_summary", "pin_dashboard_for_company", "project_description_edit",           \
		"project_owner_set", "project_review_group_delete", "project_review_group_remove",         \
		"project_review_group_upsert", "pulse_results_export", "reject_echidna_source_review",     \
		"release_pipeline_completed", "release_pipeline_create", "release_pipeline_delete",        \
		"release_pipeline_trigger_create", "release_pipeline_update",                              \
		"release_pipeline_waiting_for_review", "remove_override_config",                           \
		"remove_template_decision_framework", "resalt_experiment",                                 \
		"resolve_guardrail_metric_alert", "restart_experiment_pulse", "restore_dashboard",         \
		"schedule_archive_metric", "schedule_delete_metric", "schedule_experiment_start",          \
		"scheduled_custom_pulse_query_create", "scheduled_pulse_custom_query_delete",              \
		"scheduled_pulse_query_name_edit", "scheduled_pulse_rollups_update", "sdk_key_create",     \
		"sdk_key_deactivate", "sdk_key_delete", "sdk_key_update_description",                      \
		"sdk_key_update_environments", "sdk_key_update_scopes", "sdk_key_update_target_app",       \
		"secret_key_regenerate", "segment_create", "segment_update_owners",                        \
		"set_ai_config_baseline_version", "set_api_share_key_access",                              \
		"set_automated_bot_removals", "set_bv3_plan_type", "set_company_default_user_role",        \
		"set_company_session_replay_sampling_rate", "set_company_session_replay_settings",         \
		"set_default_payment_method", "set_dynamic_config_analytics_enabled_by_default",           \
		"set_echidna_project_metric_schedule", "set_echidna_project_pulse_schedule",               \
		"set_echidna_schedule_hour", "set_enable_id_resolution_toggle",                            \
		"set_first_exposure_user_store_default", "set_gate_analytics_0_100_exposures_enabled",     \
		"set_gate_analytics_enabled_by_default", "set_geotest_design",                             \
		"set_id_resolution_inferred_id", "set_id_resolution_labeled_id",                           \
		"set_metric_directionality", "set_personal_api_key_access", "set_plan_type",               \
		"set_require_target_app_for_new_entity", "set_self_approvals_blocked",                     \
		"set_stop_experiment_enabled", "set_stop_new_assignment_toggle",                           \
		"set_suggest_cure_covariates", "set_user_sampling_rate",                                   \
		"set_user_sampling_rate_for_gate", "set_whn_results_export_setting", "set_whn_table_ttls", \
		"setup_external_opt_in", "setup_stratified_sampling", "shared_report_link_delete",         \
		"shared_report_link_upsert", "source_allowed_reviewers_update",                            \
		"start_ai_config_version_evaluation_job", "start_ai_playground_completion_job",            \
		"stop_ai_config_version_evaluation_job", "tag_configs_bulk", "tag_create", "tag_delete",   \
		"tag_edit", "tag_metrics_bulk", "tag_update_owners", "unarchive_experiment",               \
		"unarchive_metric", "unattach_experiment_to_power_analysis_report",                        \
		"unsnooze_guardrail_metric_alert", "update_ai_assistance_enabled",                         \
		"update_ai_business_context", "update_ai_dataset", "update_bv3_subscription",              \
		"update_company_auto_capture_settings", "update_company_experiment_exclusion_segment",     \
		"update_company_remove_default_gates_setting", "update_company_user_store_enabled",        \
		"update_config_analytics_enabled", "update_config_release_pipeline",                       \
		"update_dashboard_settings", "update_dashboard_widgets_from_generated_tags",               \
		"update_echidna_assignment_source", "update_echidna_assignment_source_is_verified",        \
		"update_echidna_assignment_source_loading_window",                                         \
		"update_echidna_assignment_source_name", "update_echidna_entity_property_source",          \
		"update_echidna_entity_property_source_is_verified",                                       \
		"update_echidna_entity_property_source_name", "update_echidna_metric_loading_window",      \
		"update_echidna_metric_source", "update_echidna_metric_source_is_verified",                \
		"update_echidna_metric_source_name", "update_echidna_metric_tag_or_description",           \
		"update_echidna_source_is_verified", "update_echidna_source_owner",                        \
		"update_echidna_source_review", "update_echidna_source_review_required",                   \
		"update_echidna_subtype", "update_entities_require_teams",                                 \
		"update_experiment_ai_settings", "update_experiment_enabled_non_prod_environments",        \
		"update_experiment_quality_score_criteria", "update_experiment_quality_score_settings",    \
		"update_experiment_salt", "update_gate_analytics_enabled", "update_gate_display_name",     \
		"update_gate_is_permanent", "update_layer_parameter", "update_metric_is_permanent",        \
		"update_metric_is_verified", "update_metric_review_required", "update_precommit_hook",     \
		"update_precommit_webhook_key", "update_server_sdk_configuration_rollback",                \
		"update_store_0_100_exposures", "update_team", "update_team_admins",                       \
		"update_team_description", "update_team_name", "update_team_settings",                     \
		"update_template_decision_framework", "update_topline_alert",                              \
		"upload_ai_config_dataset_csv", "upsert_ai_config_eval_groups",                            \
		"upsert_ai_config_version", "upsert_experiment_settings", "upsert_gate_settings",          \
		"upsert_trigger_integration", "upsert_user_role",                                          \
		"upsert_user_store_client_targeting_properties", "user_data_load", "user_login",           \
		"user_role_update", "verify_dashboard"

#endif /* STATSIG_AUDIT_ACTION_TYPES_H */
