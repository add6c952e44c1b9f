/*-------------------------------------------------------------------------
 *
 * shapes_project.c
 *	  What the JSON values of autotunes, roles, release pipelines, prompts and
 *	  parameter stores must look like to be written.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/shapes_parts.h"

/* Autotunes; the id of a variant is the API's, and not in the contract of what is written. */
static const StatsigShape autotune_variant = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"json", &anything, REQUIRED},
							   {"size", &number, OPTIONAL}),
};

const StatsigShape statsig_shape_autotune_variants = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &autotune_variant,
};

/* Roles: other clients of the API know more permissions than the contract. */

#define PERMISSION(name)       \
	{                          \
		name, &truth, OPTIONAL \
	}

const StatsigShape statsig_shape_permissions = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		PERMISSION("invitation_access"), PERMISSION("create_configs"),
		PERMISSION("edit_or_delete_configs"), PERMISSION("launch_to_production"),
		PERMISSION("launch_or_disable_configs"), PERMISSION("start_experiments"),
		PERMISSION("create_or_edit_templates"), PERMISSION("create_or_edit_dashboards"),
		PERMISSION("create_teams"), PERMISSION("edit_dynamic_config_schemas"),
		PERMISSION("create_release_pipelines"),
		PERMISSION("approve_required_review_release_pipeline_phase"),
		PERMISSION("self_approve_review"), PERMISSION("approve_reviews"),
		PERMISSION("bypass_reviews_for_overrides"), PERMISSION("metric_management"),
		PERMISSION("event_dimensions_access"), PERMISSION("verify_metrics"),
		PERMISSION("use_metrics_explorer"), PERMISSION("local_metrics"),
		PERMISSION("manage_alerts"), PERMISSION("integrations_edit_access"),
		PERMISSION("source_connection_and_creation"),
		PERMISSION("data_warehouse_ingestion_and_exports_edit_access"),
		PERMISSION("edit_and_tag_configs_with_core_tag"), PERMISSION("reset_experiments"),
		PERMISSION("manual_whn_reload")),
};

/* Release pipelines */

static const StatsigShape phase_rule = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"id", &text, OPTIONAL}, {"name", &text, REQUIRED},
							   {"conditions", &statsig_shape_conditions, REQUIRED},
							   {"environments", &texts, OPTIONAL}),
};

static const StatsigShape phase_rules = {.kinds = STATSIG_KIND_ARRAY, .element = &phase_rule};

static const StatsigShape phase = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		{"id", &text, OPTIONAL}, {"name", &text, REQUIRED}, {"timeIntervalMs", &number, REQUIRED},
		{"requiredReview", &truth, REQUIRED}, {"rules", &phase_rules, REQUIRED}),
};

const StatsigShape statsig_shape_phases = {.kinds = STATSIG_KIND_ARRAY, .element = &phase};

/* Versions of prompts */

static const StatsigShape message_role = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("system", "user", "assistant"),
};

static const StatsigShape message = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"role", &message_role, REQUIRED}, {"content", &text, REQUIRED}),
};

const StatsigShape statsig_shape_messages = {.kinds = STATSIG_KIND_ARRAY, .element = &message};

static const StatsigShape body_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("JSON"),
};

const StatsigShape statsig_shape_workflow_body = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"type", &body_type, REQUIRED}, {"value", &text, REQUIRED}),
};

static const StatsigShape header = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"value", &text, REQUIRED}),
};

const StatsigShape statsig_shape_headers = {.kinds = STATSIG_KIND_ARRAY, .element = &header};

/*
 * Parameter stores: which members a parameter needs depends on its ref_type,
 * and what its values are on its param_type; the API decides.
 */

static const StatsigShape reference_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("static", "gate", "layer", "dynamic_config", "experiment"),
};

static const StatsigShape parameter = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"name", &text, REQUIRED}, {"ref_type", &reference_type, REQUIRED},
						{"param_type", &parameter_type, REQUIRED}, {"value", &anything, OPTIONAL},
						{"gate_name", &text, OPTIONAL}, {"pass_value", &anything, OPTIONAL},
						{"fail_value", &anything, OPTIONAL}, {"layer_name", &text, OPTIONAL},
						{"config_name", &text, OPTIONAL}, {"experiment_name", &text, OPTIONAL},
						{"param_name", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_parameters = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &parameter,
};
