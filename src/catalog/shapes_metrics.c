/*-------------------------------------------------------------------------
 *
 * shapes_metrics.c
 *	  What the JSON values of layers, metrics and warehouse sources must look
 *	  like to be written.
 *
 * As in shapes.c, all of it is the contract's; which members a metric of which
 * type needs is not in the contract, and the API decides.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/shapes_parts.h"

/* Layers */

static const StatsigShape layer_parameter = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"type", &parameter_type, REQUIRED},
							   {"defaultValue", &anything, REQUIRED}),
};

const StatsigShape statsig_shape_layer_parameters = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &layer_parameter,
};

/* Metrics of events */

static const StatsigShape criterion_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("value", "metadata", "user", "user_custom"),
};

static const StatsigShape criterion = {
	.kinds = STATSIG_KIND_OBJECT,
	.members =
		STATSIG_MEMBERS({"type", &criterion_type, REQUIRED}, {"column", &text, OPTIONAL},
						{"condition", &filter_condition, REQUIRED}, {"values", &texts, OPTIONAL},
						{"nullVacuousOverride", &truth, OPTIONAL}),
};

static const StatsigShape criteria = {.kinds = STATSIG_KIND_ARRAY, .element = &criterion};

static const StatsigShape event_counting = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("count", "count_distinct", "value", "metadata"),
};

static const StatsigShape metric_event = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"type", &event_counting, OPTIONAL},
							   {"metadataKey", &text, OPTIONAL}, {"criteria", &criteria, OPTIONAL}),
};

const StatsigShape statsig_shape_metric_events = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &metric_event,
};

static const StatsigShape funnel_event_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("event_dau", "event_user", "event_count", "event_count_custom"),
};

static const StatsigShape funnel_event = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, REQUIRED}, {"type", &funnel_event_type, REQUIRED}),
};

const StatsigShape statsig_shape_funnel_events = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &funnel_event,
};

/* What an update takes of an owner. */
const StatsigShape statsig_shape_metric_owner = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"email", &text, OPTIONAL}, {"ownerID", &text, OPTIONAL}),
};

/* Metrics of warehouse sources */

static const StatsigShape aggregation = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("count", "sum", "mean", "daily_participation", "ratio", "funnel",
							 "count_distinct", "percentile", "first_value", "latest_value",
							 "retention", "max", "min", ""),
};

static const StatsigShape share = {
	.kinds = STATSIG_KIND_NUMBER,
	.domain = STATSIG_RANGE(0, 1),
};

static const StatsigShape distinct_count = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("sessions", "users"),
};

static const StatsigShape funnel_start = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("start_event", "exposure"),
};

static const StatsigShape warehouse_funnel_event = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"name", &text, OPTIONAL}, {"metricSourceName", &text, OPTIONAL},
							   {"criteria", &criteria, OPTIONAL},
							   {"sessionIdentifierField", &text, OPTIONAL}),
};

static const StatsigShape warehouse_funnel_events = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &warehouse_funnel_event,
};

const StatsigShape statsig_shape_warehouse_metric = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		/* what is measured */
		{"aggregation", &aggregation, OPTIONAL}, {"metricSourceName", &text, OPTIONAL},
		{"criteria", &criteria, OPTIONAL}, {"valueColumn", &text, OPTIONAL},
		{"valueThreshold", &number, OPTIONAL}, {"percentile", &number, OPTIONAL},
		{"waitForCohortWindow", &truth, OPTIONAL}, {"metricBakeDays", &number, OPTIONAL},
		{"metricDimensionColumns", &texts, OPTIONAL}, {"rollupTimeWindow", &text, OPTIONAL},
		{"customRollUpStart", &number, OPTIONAL}, {"customRollUpEnd", &number, OPTIONAL},
		{"customRollupMeasureInMinutes", &truth, OPTIONAL},
		/* ratios */
		{"numeratorAggregation", &aggregation, OPTIONAL},
		{"denominatorAggregation", &aggregation, OPTIONAL},
		{"denominatorMetricSourceName", &text, OPTIONAL},
		{"denominatorCriteria", &criteria, OPTIONAL}, {"denominatorValueColumn", &text, OPTIONAL},
		{"denominatorRollupTimeWindow", &text, OPTIONAL},
		{"denominatorCustomRollupStart", &number, OPTIONAL},
		{"denominatorCustomRollupEnd", &number, OPTIONAL},
		{"denominatorCustomRollupMeasureInMinutes", &truth, OPTIONAL},
		{"allowNullRatioDenominator", &truth, OPTIONAL},
		/* funnels */
		{"funnelEvents", &warehouse_funnel_events, OPTIONAL},
		{"funnelCalculationWindow", &number, OPTIONAL},
		{"funnelCountDistinct", &distinct_count, OPTIONAL},
		{"funnelStartCriteria", &funnel_start, OPTIONAL},
		{"funnelStrictOrdering", &truth, OPTIONAL}, {"funnelTimeToConvert", &truth, OPTIONAL},
		{"funnelTimestampAllowanceMs", &number, OPTIONAL},
		{"funnelUseExposureAsFirstEvent", &truth, OPTIONAL},
		{"onlyIncludeUsersWithConversionEvent", &truth, OPTIONAL},
		/* retention */
		{"retentionEnd", &number, OPTIONAL}, {"retentionLength", &number, OPTIONAL},
		{"useSecondaryRetentionEvent", &truth, OPTIONAL},
		/* outliers and variance */
		{"cap", &number, OPTIONAL}, {"winsorizationLow", &share, OPTIONAL},
		{"winsorizationHigh", &share, OPTIONAL}, {"winsorizationLowDenominator", &share, OPTIONAL},
		{"winsorizationHighDenominator", &share, OPTIONAL},
		{"cupedAttributionWindow", &number, OPTIONAL}, {"surrogateMetricMSE", &number, OPTIONAL},
		{"useLogTransform", &truth, OPTIONAL}, {"logTransformBase", &number, OPTIONAL}),
};

/* Warehouse sources */

static const StatsigShape id_type_column = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"statsigUnitID", &text, REQUIRED}, {"column", &text, REQUIRED}),
};

const StatsigShape statsig_shape_id_type_mapping = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &id_type_column,
};

static const StatsigShape custom_field = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"key", &text, REQUIRED}, {"formula", &text, REQUIRED}),
};

const StatsigShape statsig_shape_custom_field_mapping = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &custom_field,
};
