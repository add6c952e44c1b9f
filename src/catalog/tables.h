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

/* dynamic_configs.c */
extern const StatsigTable statsig_table_dynamic_configs;
extern const StatsigTable statsig_table_dynamic_config_rules;

/* experiments.c */
extern const StatsigTable statsig_table_experiments;
extern const StatsigTable statsig_table_experiment_groups;
extern const StatsigTable statsig_table_experiment_overrides;

/* segments.c */
extern const StatsigTable statsig_table_segments;
extern const StatsigTable statsig_table_segment_ids;

/* audit_logs.c */
extern const StatsigTable statsig_table_audit_logs;

/* people.c */
extern const StatsigTable statsig_table_users;
extern const StatsigTable statsig_table_teams;

/* tags.c */
extern const StatsigTable statsig_table_tags;

/* project.c */
extern const StatsigTable statsig_table_project;

#endif /* STATSIG_CATALOG_TABLES_H */
