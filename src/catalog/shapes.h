/*-------------------------------------------------------------------------
 *
 * shapes.h
 *	  What JSON values must look like to be written, and the shapes that the
 *	  tables use.
 *
 * A shape says which kinds of value may stand in a place, and for each kind
 * what holds of it.  Members that a shape does not list may be there and hold
 * anything: the API may know more than is known here.  A member that is null
 * counts as absent, because it is not sent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_SHAPES_H
#define STATSIG_CATALOG_SHAPES_H

#include "src/catalog/types.h"

/* clang-format off */

/* Kinds of JSON values, as bits. */
#define STATSIG_KIND_STRING	0x01
#define STATSIG_KIND_NUMBER	0x02
#define STATSIG_KIND_BOOL	0x04
#define STATSIG_KIND_OBJECT	0x08
#define STATSIG_KIND_ARRAY	0x10
#define STATSIG_KINDS		5

/* Shapes nest no deeper than this. */
#define STATSIG_MAX_SHAPE_DEPTH 8

typedef struct StatsigShape StatsigShape;

/* A member of an object that is known. */
typedef struct StatsigShapeMember
{
	const char *name;
	const StatsigShape *shape;
	bool		required;
} StatsigShapeMember;

struct StatsigShape
{
	unsigned	kinds;			/* what it may be; never null */
	StatsigDomain domain;		/* of the string or the number */
	int			max_decimals;	/* number: digits after the point; 0: no limit */
	const StatsigShapeMember *members;	/* of an object, the last without a name;
										 * NULL: it is the user's own */
	const StatsigShape *element;	/* of an array; NULL: anything */
	bool		one_kind;		/* array: all elements are of the same kind */
	int			max_elements;	/* array; 0: no limit */
	const char *unique_member;	/* array: a member that is different in all objects */
	const char *sum_member;		/* array: a member whose values ... */
	double		sum;			/* ... add up to this, unless the array is empty */
};

#define STATSIG_MEMBERS(...)	((const StatsigShapeMember[]){__VA_ARGS__, {NULL}})

/* clang-format on */

/* Any object: the user's own. */
extern const StatsigShape statsig_shape_object;

/* Of gates, dynamic configs and segments. */
extern const StatsigShape statsig_shape_gate_rules;
extern const StatsigShape statsig_shape_config_rules;
extern const StatsigShape statsig_shape_segment_rules;
extern const StatsigShape statsig_shape_conditions;
extern const StatsigShape statsig_shape_segment_conditions;
extern const StatsigShape statsig_shape_rollouts;
extern const StatsigShape statsig_shape_variants;
extern const StatsigShape statsig_shape_review_settings;
extern const StatsigShape statsig_shape_owner;

/* Metrics by name and type, as gates and teams list them. */
extern const StatsigShape statsig_shape_metrics;

/* Of experiments. */
extern const StatsigShape statsig_shape_groups;
extern const StatsigShape statsig_shape_experiment_metrics;
extern const StatsigShape statsig_shape_links;
extern const StatsigShape statsig_shape_quality_scores;
extern const StatsigShape statsig_shape_source_filters;
extern const StatsigShape statsig_shape_stratified_sampling;

/* Of layers, metrics and warehouse sources; in shapes_metrics.c. */
extern const StatsigShape statsig_shape_layer_parameters;
extern const StatsigShape statsig_shape_metric_events;
extern const StatsigShape statsig_shape_funnel_events;
extern const StatsigShape statsig_shape_metric_owner;
extern const StatsigShape statsig_shape_warehouse_metric;
extern const StatsigShape statsig_shape_id_type_mapping;
extern const StatsigShape statsig_shape_custom_field_mapping;

/* Of autotunes, roles, release pipelines, prompts and parameter stores; in shapes_project.c. */
extern const StatsigShape statsig_shape_autotune_variants;
extern const StatsigShape statsig_shape_permissions;
extern const StatsigShape statsig_shape_phases;
extern const StatsigShape statsig_shape_messages;
extern const StatsigShape statsig_shape_workflow_body;
extern const StatsigShape statsig_shape_headers;
extern const StatsigShape statsig_shape_parameters;

/* Of connections, ingestion and webhooks. */
extern const StatsigShape statsig_shape_databricks;
extern const StatsigShape statsig_shape_snowflake;
extern const StatsigShape statsig_shape_bigquery;
extern const StatsigShape statsig_shape_column_mapping;
extern const StatsigShape statsig_shape_debug_links;

/* Name of the kind with that bit (0 to STATSIG_KINDS - 1), as JSON Schema has it. */
extern const char *statsig_kind_name(int bit);

/*
 * The first contradiction in what a column says about its JSON, as text in
 * problem; returns whether there is one.
 */
extern bool statsig_shape_problem(const StatsigColumn *column, char *problem, size_t size);

#endif /* STATSIG_CATALOG_SHAPES_H */
