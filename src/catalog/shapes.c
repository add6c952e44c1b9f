/*-------------------------------------------------------------------------
 *
 * shapes.c
 *	  What JSON values must look like to be written.
 *
 * Members, kinds, enumerations and limits are those of the API's contract,
 * which test/contract/drift.py compares.  What the contract cannot say and
 * the API's documentation does (names that are unique, sums) stands here, too.
 * Where the API is known to take more than the contract says, so does this:
 * what is refused here wrongly cannot be written at all.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/shapes_parts.h"

/* Condition types of segments; all others know these and more. */
#define SEGMENT_CONDITION_TYPES                                                           \
	"app_version", "browser_name", "browser_version", "country", "custom_field", "email", \
		"environment_tier", "fails_segment", "ip_address", "os_name", "os_version",       \
		"passes_segment", "unit_id", "user_id"

/* The last two are not in the contract, but other clients of the API have met them. */
#define CONDITION_TYPES                                                                           \
	SEGMENT_CONDITION_TYPES, "device_model", "fails_gate", "javascript", "locale", "passes_gate", \
		"public", "target_app", "time", "url", "experiment_group", "user_agent"

const StatsigShape statsig_shape_object = {.kinds = STATSIG_KIND_OBJECT};

/* Rules */

/* One value, or a list of texts or of numbers. */
static const StatsigShape target_value = {
	.kinds = STATSIG_KIND_STRING | STATSIG_KIND_NUMBER | STATSIG_KIND_ARRAY,
	.element = &text_or_number,
	.one_kind = true,
};

static const StatsigShape condition_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES(CONDITION_TYPES),
};

static const StatsigShape segment_condition_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES(SEGMENT_CONDITION_TYPES),
};

/* Which operators a type has is not in the contract: the API decides. */
#define CONDITION_MEMBERS(types)                                                          \
	STATSIG_MEMBERS({"type", &(types), REQUIRED}, {"operator", &text, OPTIONAL},          \
					{"targetValue", &target_value, OPTIONAL}, {"field", &text, OPTIONAL}, \
					{"customID", &text, OPTIONAL})

static const StatsigShape condition = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = CONDITION_MEMBERS(condition_type),
};

static const StatsigShape segment_condition = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = CONDITION_MEMBERS(segment_condition_type),
};

const StatsigShape statsig_shape_conditions = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &condition,
};

const StatsigShape statsig_shape_segment_conditions = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &segment_condition,
};

static const StatsigShape rollout = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"time", &number, REQUIRED}, {"passPercent", &number, REQUIRED}),
};

const StatsigShape statsig_shape_rollouts = {.kinds = STATSIG_KIND_ARRAY, .element = &rollout};

static const StatsigShape variant = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"id", &text, OPTIONAL}, {"name", &text, REQUIRED},
							   {"passPercentage", &percentage, REQUIRED},
							   {"returnValue", &statsig_shape_object, OPTIONAL},
							   {"returnValueJson5", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_variants = {.kinds = STATSIG_KIND_ARRAY, .element = &variant};

/* What the rules of gates, dynamic configs and segments have in common. */
#define RULE_MEMBERS(conditions, percentage_is)                                                    \
	{"id", &text, OPTIONAL}, {"baseID", &text, OPTIONAL}, {"name", &text, REQUIRED},               \
		{"passPercentage", &percentage, (percentage_is)}, {"conditions", &(conditions), REQUIRED}, \
		{"environments", &texts, OPTIONAL}, {"returnValue", &statsig_shape_object, OPTIONAL},      \
		{"completedAutomatedRollouts", &statsig_shape_rollouts, OPTIONAL},                         \
	{                                                                                              \
		"pendingAutomatedRollouts", &statsig_shape_rollouts, OPTIONAL                              \
	}

static const StatsigShape gate_rule = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(RULE_MEMBERS(statsig_shape_conditions, REQUIRED)),
};

static const StatsigShape config_rule = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(RULE_MEMBERS(statsig_shape_conditions, OPTIONAL),
							   {"returnValueJson5", &text, OPTIONAL},
							   {"variants", &statsig_shape_variants, OPTIONAL}),
};

static const StatsigShape segment_rule = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(RULE_MEMBERS(statsig_shape_segment_conditions, REQUIRED)),
};

const StatsigShape statsig_shape_gate_rules = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &gate_rule,
	.unique_member = "name",
};

const StatsigShape statsig_shape_config_rules = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &config_rule,
	.unique_member = "name",
};

const StatsigShape statsig_shape_segment_rules = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &segment_rule,
	.unique_member = "name",
};

/* Around the rules */

const StatsigShape statsig_shape_review_settings = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"requiredReview", &truth, REQUIRED}),
};

const StatsigShape statsig_shape_owner = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"ownerID", &text, OPTIONAL}, {"ownerType", &text, OPTIONAL},
							   {"ownerName", &text, OPTIONAL}, {"ownerEmail", &text, OPTIONAL}),
};

static const StatsigShape metric = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"type", &text, REQUIRED}),
};

const StatsigShape statsig_shape_metrics = {.kinds = STATSIG_KIND_ARRAY, .element = &metric};

/* Experiments */

static const StatsigShape group_size = {
	.kinds = STATSIG_KIND_NUMBER,
	.domain = STATSIG_RANGE(0, 100),
};

static const StatsigShape group = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		{"id", &text, OPTIONAL}, {"name", &text, REQUIRED}, {"size", &group_size, REQUIRED},
		{"parameterValues", &statsig_shape_object, REQUIRED}, {"disabled", &truth, OPTIONAL},
		{"description", &text, OPTIONAL}, {"foreignGroupID", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_groups = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &group,
	.unique_member = "name",
	.sum_member = "size",
	.sum = 100,
};

static const StatsigShape direction = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("increase", "decrease"),
};

static const StatsigShape experiment_metric = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"type", &text, REQUIRED},
							   {"direction", &direction, OPTIONAL},
							   {"hypothesizedValue", &number, OPTIONAL}),
};

const StatsigShape statsig_shape_experiment_metrics = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &experiment_metric,
};

static const StatsigShape url = {
	.kinds = STATSIG_KIND_STRING,
	.domain = {.format = STATSIG_FORMAT_URI},
};

static const StatsigShape link = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"url", &url, REQUIRED}, {"title", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_links = {.kinds = STATSIG_KIND_ARRAY, .element = &link};

static const StatsigShape score_status = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("PASSED", "FAILED", "WARNING"),
};

static const StatsigShape quality_score = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"criteriaName", &text, REQUIRED}, {"criteriaDescription", &text, REQUIRED},
						{"status", &score_status, REQUIRED}, {"score", &number, REQUIRED},
						{"weight", &number, REQUIRED}),
};

const StatsigShape statsig_shape_quality_scores = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &quality_score,
	.max_elements = 10,
};

static const StatsigShape source_filter = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"column", &text, OPTIONAL}, {"condition", &filter_condition, REQUIRED},
						{"values", &texts, OPTIONAL}),
};

const StatsigShape statsig_shape_source_filters = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &source_filter,
};

static const StatsigShape sampling_status = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("pending", "success", "error"),
};

static const StatsigShape sampling_csv = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"identifier", &text, REQUIRED}, {"original", &text, REQUIRED}),
};

static const StatsigShape sampling_metric = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"startDate", &text, REQUIRED},
							   {"endDate", &text, REQUIRED}),
};

static const StatsigShape sampling_source = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"propertySourceName", &text, REQUIRED}, {"column", &text, REQUIRED}),
};

const StatsigShape statsig_shape_stratified_sampling = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"status", &sampling_status, REQUIRED}, {"csv", &sampling_csv, OPTIONAL},
						{"metric", &sampling_metric, OPTIONAL},
						{"entityPropertySource", &sampling_source, OPTIONAL}),
};

/* In the order of the bits STATSIG_KIND_... */
static const char *const kind_names[STATSIG_KINDS] = {"string", "number", "boolean", "object",
													  "array"};

const char *
statsig_kind_name(int bit)
{
	return kind_names[bit];
}
