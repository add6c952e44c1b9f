/*-------------------------------------------------------------------------
 *
 * tables.h
 *	  The tables that the area files define, for the registry in lookup.c.
 *
 * Nothing else includes this: readers of the catalogue go through catalog.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_TABLES_H
#define STATSIG_CATALOG_TABLES_H

#include "src/catalog/types.h"

/* gates.c */
extern const StatsigTable statsig_table_gates;
extern const StatsigTable statsig_table_gate_rules;
extern const StatsigTable statsig_table_gate_overrides;
extern const StatsigTable statsig_table_gate_versions;
extern const StatsigTable statsig_table_gate_references;

/* pulse.c */
extern const StatsigTable statsig_table_gate_pulse_results;
extern const StatsigTable statsig_table_gate_pulse_load_history;
extern const StatsigTable statsig_table_experiment_pulse_results;
extern const StatsigTable statsig_table_experiment_pulse_load_history;
extern const StatsigTable statsig_table_holdout_pulse_results;

/* dynamic_configs.c */
extern const StatsigTable statsig_table_dynamic_configs;
extern const StatsigTable statsig_table_dynamic_config_rules;
extern const StatsigTable statsig_table_dynamic_config_versions;

/* experiments.c */
extern const StatsigTable statsig_table_experiments;
extern const StatsigTable statsig_table_experiment_groups;
extern const StatsigTable statsig_table_experiment_overrides;

/* exposures.c */
extern const StatsigTable statsig_table_experiment_cumulative_exposures;
extern const StatsigTable statsig_table_exposure_counts;

/* layers.c */
extern const StatsigTable statsig_table_layers;
extern const StatsigTable statsig_table_layer_experiments;
extern const StatsigTable statsig_table_layer_overrides;

/* holdouts.c */
extern const StatsigTable statsig_table_holdouts;
extern const StatsigTable statsig_table_holdout_overrides;

/* segments.c */
extern const StatsigTable statsig_table_segments;
extern const StatsigTable statsig_table_segment_rules;
extern const StatsigTable statsig_table_segment_ids;
extern const StatsigTable statsig_table_segment_idlist_metadata;

/* metrics.c */
extern const StatsigTable statsig_table_metrics;
extern const StatsigTable statsig_table_metric_values;
extern const StatsigTable statsig_table_metric_experiments;

/* sources.c */
extern const StatsigTable statsig_table_metric_sources;
extern const StatsigTable statsig_table_metric_source_metrics;
extern const StatsigTable statsig_table_assignment_sources;
extern const StatsigTable statsig_table_entity_property_sources;
extern const StatsigTable statsig_table_qualifying_events;

/* events.c */
extern const StatsigTable statsig_table_events;
extern const StatsigTable statsig_table_event_metrics;

/* autotunes.c */
extern const StatsigTable statsig_table_autotunes;

/* audit_logs.c */
extern const StatsigTable statsig_table_audit_logs;

/* alerts.c */
extern const StatsigTable statsig_table_alerts;

/* people.c */
extern const StatsigTable statsig_table_users;
extern const StatsigTable statsig_table_teams;

/* access_control.c */
extern const StatsigTable statsig_table_roles;
extern const StatsigTable statsig_table_keys;

/* tags.c */
extern const StatsigTable statsig_table_tags;

/* target_apps.c */
extern const StatsigTable statsig_table_target_apps;
extern const StatsigTable statsig_table_target_app_assignments;

/* project_setup.c */
extern const StatsigTable statsig_table_unit_id_types;
extern const StatsigTable statsig_table_environments;

/* release_pipelines.c */
extern const StatsigTable statsig_table_release_pipelines;
extern const StatsigTable statsig_table_release_pipeline_triggers;

/* prompts.c */
extern const StatsigTable statsig_table_prompts;
extern const StatsigTable statsig_table_prompt_versions;

/* param_stores.c */
extern const StatsigTable statsig_table_param_stores;

/* ingestion.c */
extern const StatsigTable statsig_table_ingestion_sources;
extern const StatsigTable statsig_table_ingestion_runs;
extern const StatsigTable statsig_table_ingestion_schedules;
extern const StatsigTable statsig_table_ingestion_status;
extern const StatsigTable statsig_table_ingestion_event_counts;
extern const StatsigTable statsig_table_ingestion_event_deltas;
extern const StatsigTable statsig_table_ingestion_backfills;

/* connections.c */
extern const StatsigTable statsig_table_ingestion_databricks_connections;
extern const StatsigTable statsig_table_wh_connections;
extern const StatsigTable statsig_table_change_validations;

/* settings.c */
extern const StatsigTable statsig_table_settings_project;
extern const StatsigTable statsig_table_settings_reviews;
extern const StatsigTable statsig_table_settings_roles;
extern const StatsigTable statsig_table_settings_teams;

/* reports.c */
extern const StatsigTable statsig_table_reports;
extern const StatsigTable statsig_table_usage_billing_report;

/* project.c */
extern const StatsigTable statsig_table_company;
extern const StatsigTable statsig_table_project;

#endif /* STATSIG_CATALOG_TABLES_H */
