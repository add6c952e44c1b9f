/*-------------------------------------------------------------------------
 *
 * pulse.c
 *	  Pulse: the measured effect of gates, experiments and holdouts, and the
 *	  history of the loads that computed it.
 *
 * The three kinds of results have the same members.  An early form of the API
 * wrote them with underscores, and examples in the contract still do: both
 * spellings are read.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

/* A measured number; the API leaves out what it could not compute. */
#define MEASURE(name, member, old_member, text)                                                  \
	{                                                                                            \
		name, STATSIG_FLOAT8, STATSIG_FROM_ROW, member "|" old_member, 0, STATSIG_ANYTHING, text \
	}

#define PULSE_RESULT_COLUMNS                                                                         \
	{"ds",                                                                                           \
	 STATSIG_DATE,                                                                                   \
	 STATSIG_FROM_ITEM,                                                                              \
	 "ds",                                                                                           \
	 STATSIG_NOT_NULL,                                                                               \
	 STATSIG_ANYTHING,                                                                               \
	 "Day up to which the results go."},                                                             \
		{"metric_id",                                                                                \
		 STATSIG_TEXT,                                                                               \
		 STATSIG_FROM_ROW,                                                                           \
		 "metricID",                                                                                 \
		 STATSIG_NOT_NULL,                                                                           \
		 STATSIG_ANYTHING,                                                                           \
		 "Metric that was measured, as name::type; see table metrics."},                             \
		{"metric_name",	   STATSIG_TEXT,	 STATSIG_FROM_ROW,	   "metricName|metric_name",         \
		 STATSIG_NOT_NULL, STATSIG_ANYTHING, "Name of the metric."},                                 \
		{"directionality",                                                                           \
		 STATSIG_TEXT,                                                                               \
		 STATSIG_FROM_ROW,                                                                           \
		 "directionality",                                                                           \
		 STATSIG_NOT_NULL,                                                                           \
		 STATSIG_ANYTHING,                                                                           \
		 "Which change is the good one: increase or decrease."},                                     \
		MEASURE("absolute_change", "absoluteChange", "value",                                        \
				"Mean of the test group less that of the control group."),                           \
		MEASURE("confidence_interval_delta", "confidenceIntervalDelta",                              \
				"confidence_interval_delta",                                                         \
				"Half the width of the confidence interval around absolute_change."),                \
		MEASURE("percent_change", "percentChange", "percent_change",                                 \
				"absolute_change in percent of the control group's mean."),                          \
		MEASURE("sequential_testing_confidence_interval_delta",                                      \
				"sequentialTestingConfidenceIntervalDelta",                                          \
				"sequential_testing_confidence_interval_delta",                                      \
				"Half the width of the interval around absolute_change with sequential testing."),   \
		MEASURE("percent_confidence_interval_delta", "percentConfidenceIntervalDelta",               \
				"percent_confidence_interval_delta",                                                 \
				"Half the width of the confidence interval around percent_change."),                 \
		MEASURE("percent_sequential_testing_confidence_interval_delta",                              \
				"percentSequentialTestingConfidenceIntervalDelta",                                   \
				"percent_sequential_testing_confidence_interval_delta",                              \
				"Half the width of the interval around percent_change with sequential testing."),    \
		MEASURE("test_mean", "testMean", "test_mean", "Mean of the test group."),                    \
		MEASURE("control_mean", "controlMean", "control_mean", "Mean of the control group."),        \
		MEASURE("test_std", "testStd", "test_std",                                                   \
				"Standard deviation given for the test group."),                                     \
		MEASURE("control_std", "controlStd", "control_std",                                          \
				"Standard deviation given for the control group."),                                  \
		MEASURE("test_units", "testUnits", "test_units", "Number of units in the test group."),      \
		MEASURE("control_units", "controlUnits", "control_units",                                    \
				"Number of units in the control group."),                                            \
		MEASURE("p_value", "pValue", "p_value",                                                      \
				"Probability of a change at least this large if there were no effect."),             \
		MEASURE("absolute_topline_impact", "absoluteToplineImpact", "absolute_topline_impact",       \
				"Effect on the metric of the whole product so far."),                                \
		MEASURE("absolute_topline_impact_delta", "absoluteToplineImpactDelta",                       \
				"absolute_topline_impact_delta",                                                     \
				"Half the width of the confidence interval around absolute_topline_impact."),        \
		MEASURE("relative_topline_impact", "relativeToplineImpact", "relative_topline_impact",       \
				"absolute_topline_impact relative to the metric of the whole product."),             \
		MEASURE("relative_topline_impact_delta", "relativeToplineImpactDelta",                       \
				"relative_topline_impact_delta",                                                     \
				"Half the width of the confidence interval around relative_topline_impact."),        \
		MEASURE(                                                                                     \
			"projected_absolute_topline_impact", "projectedAbsoluteToplineImpact",                   \
			"projected_absolute_topline_impact",                                                     \
			"Effect on the metric of the whole product if everyone got the test group's variant."),  \
		MEASURE("projected_absolute_topline_impact_delta", "projectedAbsoluteToplineImpactDelta",    \
				"projected_absolute_topline_impact_delta",                                           \
				"Half the width of the confidence interval around "                                  \
				"projected_absolute_topline_impact."),                                               \
		MEASURE("projected_relative_topline_impact", "projectedRelativeToplineImpact",               \
				"projected_relative_topline_impact",                                                 \
				"projected_absolute_topline_impact relative to the metric of the whole product."),   \
		MEASURE(                                                                                     \
			"projected_relative_topline_impact_delta", "projectedRelativeToplineImpactDelta",        \
			"projected_relative_topline_impact_delta",                                               \
			"Half the width of the confidence interval around projected_relative_topline_impact."),  \
		{"cuped",                                                                                    \
		 STATSIG_BOOL,                                                                               \
		 STATSIG_FROM_QUERY,                                                                         \
		 "cuped",                                                                                    \
		 0,                                                                                          \
		 STATSIG_ANYTHING,                                                                           \
		 "Parameter for WHERE, otherwise NULL: whether CUPED is applied."},                          \
	{                                                                                                \
		"confidence", STATSIG_FLOAT8, STATSIG_FROM_QUERY, "confidence", 0, STATSIG_ANYTHING,         \
			"Parameter for WHERE, otherwise NULL: confidence of the intervals in percent, 0 to 100." \
	}

#define PULSE_RESULT_FILTERS                             \
	{"cuped", STATSIG_FILTER_EQUAL, "cuped"},            \
	{                                                    \
		"confidence", STATSIG_FILTER_EQUAL, "confidence" \
	}

/* Of gates and holdouts, whose results are of one kind. */
static const StatsigFilter pulse_result_filters[] = {PULSE_RESULT_FILTERS};
static const StatsigFacet monitoring_metric_facets[] = {{.array = "monitoringMetrics"}};

static const StatsigColumn gate_pulse_result_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Gate whose rule was measured; see table gates."},
	{"rule_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Rule that was measured, by its current id; see column id of table gate_rules."},
	PULSE_RESULT_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_gate_pulse_results = {
	.name = "gate_pulse_results",
	.comment = "Measured effect of the rules of feature gates: one row per rule and metric. Only "
			   "rules that let part of the units pass have results. Without a condition on "
			   "gate_id and rule_id: one request per rule.",
	.columns = gate_pulse_result_columns,
	.n_columns = STATSIG_LENGTHOF(gate_pulse_result_columns),
	.key = {"gate_id", "rule_id", "metric_id"},
	.list = {"/gates/{gate_id}/rules/{rule_id}/pulse_results", STATSIG_DATA_OBJECT,
			 STATSIG_NOT_PAGED},
	.facets = monitoring_metric_facets,
	.n_facets = STATSIG_LENGTHOF(monitoring_metric_facets),
	.parent = {"gate_id", "gate_rules", "gate_id", .also = {{"rule_id", "id"}}},
	.filters = pulse_result_filters,
	.n_filters = STATSIG_LENGTHOF(pulse_result_filters),
};

static const StatsigColumn experiment_pulse_result_columns[] = {
	{"experiment_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Experiment that was measured; see table experiments."},
	{"control", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the group compared with, usually the control group; see table experiment_groups."},
	{"test", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the group that was measured; see table experiment_groups."},
	{"metric_group", STATSIG_TEXT, STATSIG_FROM_FACET, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What the metric is to the experiment: primary, secondary or other."},
	PULSE_RESULT_COLUMNS,
	{"apply_bonferroni_per_variant", STATSIG_BOOL, STATSIG_FROM_QUERY, "applyBonferroniPerVariant",
	 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: whether the Bonferroni correction is applied per "
	 "variant."},
	{"apply_bonferroni_per_metric", STATSIG_BOOL, STATSIG_FROM_QUERY, "applyBonferroniPerMetric", 0,
	 STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: whether the Bonferroni correction is applied per "
	 "metric."},
	{"bonferroni_primary_metric_weight", STATSIG_FLOAT8, STATSIG_FROM_QUERY,
	 "bonferroniPrimaryMetricWeight", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: share of the significance level that primary metrics "
	 "get."},
	{"apply_benjamini_hochberg_per_metric", STATSIG_BOOL, STATSIG_FROM_QUERY,
	 "applyBenjaminiHochbergPerMetric", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: whether the Benjamini-Hochberg procedure is applied per "
	 "metric."},
	{"apply_benjamini_hochberg_per_variant", STATSIG_BOOL, STATSIG_FROM_QUERY,
	 "applyBenjaminiHochbergPerVariant", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: whether the Benjamini-Hochberg procedure is applied per "
	 "variant."},
	STATSIG_RAW_COLUMN,
};

/* A day asked for gives that day's results, otherwise they are the newest. */
static const StatsigFilter experiment_pulse_result_filters[] = {
	{"ds", STATSIG_FILTER_EQUAL, "date", .each = true},
	PULSE_RESULT_FILTERS,
	{"apply_bonferroni_per_variant", STATSIG_FILTER_EQUAL, "applyBonferroniPerVariant"},
	{"apply_bonferroni_per_metric", STATSIG_FILTER_EQUAL, "applyBonferroniPerMetric"},
	{"bonferroni_primary_metric_weight", STATSIG_FILTER_EQUAL, "bonferroniPrimaryMetricWeight"},
	{"apply_benjamini_hochberg_per_metric", STATSIG_FILTER_EQUAL,
	 "applyBenjaminiHochbergPerMetric"},
	{"apply_benjamini_hochberg_per_variant", STATSIG_FILTER_EQUAL,
	 "applyBenjaminiHochbergPerVariant"},
};

#define METRIC_GROUP(member, name)                                                    \
	{                                                                                 \
		.array = member, .values = { {"metric_group", STATSIG_FACET_CONSTANT, name} } \
	}

static const StatsigFacet experiment_pulse_result_facets[] = {
	METRIC_GROUP("primaryMetrics", "primary"),
	METRIC_GROUP("secondaryMetrics", "secondary"),
	METRIC_GROUP("otherMetrics", "other"),
};

const StatsigTable statsig_table_experiment_pulse_results = {
	.name = "experiment_pulse_results",
	.comment = "Measured effect of experiments: one row per pair of groups and metric, of the "
			   "newest day or of the one day that ds is equal to. Without a condition on control "
			   "and test each group is compared with the control group, one request for each.",
	.columns = experiment_pulse_result_columns,
	.n_columns = STATSIG_LENGTHOF(experiment_pulse_result_columns),
	.key = {"experiment_id", "control", "test", "metric_group", "metric_id"},
	.list = {"/experiments/{experiment_id}/pulse_results?control={control}&test={test}",
			 STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = experiment_pulse_result_facets,
	.n_facets = STATSIG_LENGTHOF(experiment_pulse_result_facets),
	.parent = {"experiment_id", "experiment_groups", "experiment_id", "is_control",
			   STATSIG_NAMES("false"), .also = {{"control", "control_group_id"}, {"test", "id"}}},
	.filters = experiment_pulse_result_filters,
	.n_filters = STATSIG_LENGTHOF(experiment_pulse_result_filters),
};

static const StatsigColumn holdout_pulse_result_columns[] = {
	{"holdout_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Holdout that was measured; see table holdouts."},
	PULSE_RESULT_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_holdout_pulse_results = {
	.name = "holdout_pulse_results",
	.comment = "Measured effect of holdouts: one row per holdout and metric. "
			   "Without a condition on holdout_id: one request per holdout.",
	.columns = holdout_pulse_result_columns,
	.n_columns = STATSIG_LENGTHOF(holdout_pulse_result_columns),
	.key = {"holdout_id", "metric_id"},
	.list = {"/holdouts/{holdout_id}/pulse_results", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = monitoring_metric_facets,
	.n_facets = STATSIG_LENGTHOF(monitoring_metric_facets),
	.parent = {"holdout_id", "holdouts", "id"},
	.filters = pulse_result_filters,
	.n_filters = STATSIG_LENGTHOF(pulse_result_filters),
};

#define PULSE_LOAD_COLUMNS                                                                \
	{"creator_name",                                                                      \
	 STATSIG_TEXT,                                                                        \
	 STATSIG_FROM_ROW,                                                                    \
	 "creatorName",                                                                       \
	 0,                                                                                   \
	 STATSIG_ANYTHING,                                                                    \
	 "Name of who started the load."},                                                    \
		{"created_time",                                                                  \
		 STATSIG_TIMESTAMPTZ_MS,                                                          \
		 STATSIG_FROM_ROW,                                                                \
		 "createdTime",                                                                   \
		 STATSIG_NOT_NULL,                                                                \
		 STATSIG_ANYTHING,                                                                \
		 "Time when the load was started."},                                              \
		{"finished_time",                                                                 \
		 STATSIG_TIMESTAMPTZ_MS,                                                          \
		 STATSIG_FROM_ROW,                                                                \
		 "finishedTime",                                                                  \
		 0,                                                                               \
		 STATSIG_ANYTHING,                                                                \
		 "Time when the load ended; NULL while it runs."},                                \
		{"finished_state",                                                                \
		 STATSIG_TEXT,                                                                    \
		 STATSIG_FROM_ROW,                                                                \
		 "finishedState",                                                                 \
		 0,                                                                               \
		 STATSIG_ANYTHING,                                                                \
		 "How the load ended: success, failure, partial_failure, cancelled or timeout."}, \
		{"start_ds",                                                                      \
		 STATSIG_DATE,                                                                    \
		 STATSIG_FROM_ROW,                                                                \
		 "startDs",                                                                       \
		 STATSIG_NOT_NULL,                                                                \
		 STATSIG_ANYTHING,                                                                \
		 "First day that was loaded."},                                                   \
		{"end_ds",		   STATSIG_DATE,	 STATSIG_FROM_ROW,			 "endDs",         \
		 STATSIG_NOT_NULL, STATSIG_ANYTHING, "Last day that was loaded."},                \
		{"reload_type",                                                                   \
		 STATSIG_TEXT,                                                                    \
		 STATSIG_FROM_ROW,                                                                \
		 "reloadType",                                                                    \
		 STATSIG_NOT_NULL,                                                                \
		 STATSIG_ANYTHING,                                                                \
		 "What was loaded: incremental, full or metric."},                                \
	{                                                                                     \
		"turbo_mode", STATSIG_BOOL, STATSIG_FROM_ROW, "turboMode", STATSIG_NOT_NULL,      \
			STATSIG_ANYTHING,                                                             \
			"Whether the load ran in turbo mode, which computes less and is faster."      \
	}

static const StatsigColumn gate_pulse_load_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Gate whose results were loaded; see table gates."},
	{"rule_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Rule whose results were loaded, by its current id; see column id of table gate_rules."},
	PULSE_LOAD_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_gate_pulse_load_history = {
	.name = "gate_pulse_load_history",
	.comment = "Loads of the results of feature gates (Warehouse Native): one row per load of a "
			   "rule. Without a condition on gate_id and rule_id: one or more requests per rule.",
	.columns = gate_pulse_load_columns,
	.n_columns = STATSIG_LENGTHOF(gate_pulse_load_columns),
	.key = {"gate_id", "rule_id", "created_time"},
	.list = {"/gates/{gate_id}/rules/{rule_id}/pulse_load_history", STATSIG_DATA_ARRAY,
			 STATSIG_PAGED},
	.parent = {"gate_id", "gate_rules", "gate_id", .also = {{"rule_id", "id"}}},
};

static const StatsigColumn experiment_pulse_load_columns[] = {
	{"experiment_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Experiment whose results were loaded; see table experiments."},
	PULSE_LOAD_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_experiment_pulse_load_history = {
	.name = "experiment_pulse_load_history",
	.comment = "Loads of the results of experiments (Warehouse Native): one row per load. Without "
			   "a condition on experiment_id: one or more requests per experiment.",
	.columns = experiment_pulse_load_columns,
	.n_columns = STATSIG_LENGTHOF(experiment_pulse_load_columns),
	.key = {"experiment_id", "created_time"},
	.list = {"/experiments/{experiment_id}/pulse_load_history", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.parent = {"experiment_id", "experiments", "id"},
};
