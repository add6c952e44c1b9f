/*-------------------------------------------------------------------------
 *
 * exposures.c
 *	  How often gates, experiments and dynamic configs are checked.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn cumulative_exposure_columns[] = {
	{"experiment_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Experiment that units were exposed to; see table experiments."},
	{"group_id", STATSIG_TEXT, STATSIG_FROM_ITEM, "groupID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Group that the units were assigned to; see table experiment_groups."},
	{"group_name", STATSIG_TEXT, STATSIG_FROM_ITEM, "groupName", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the group."},
	{"date", STATSIG_DATE, STATSIG_FROM_ROW, "date", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Day up to which exposures are counted."},
	{"exposures", STATSIG_INT8, STATSIG_FROM_ROW, "exposures", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Number of units exposed up to that day."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet cumulative_exposure_facets[] = {
	{.array = "results"},
};

const StatsigTable statsig_table_experiment_cumulative_exposures = {
	.name = "experiment_cumulative_exposures",
	.comment = "Exposures of experiments, added up day by day: one row per group and day. "
			   "Without a condition on experiment_id: one request per experiment.",
	.columns = cumulative_exposure_columns,
	.n_columns = STATSIG_LENGTHOF(cumulative_exposure_columns),
	.key = {"experiment_id", "group_id", "date"},
	.list = {"/experiments/{experiment_id}/cumulative_exposures", STATSIG_DATA_ARRAY,
			 STATSIG_NOT_PAGED},
	.item_key = "groupID",
	.facets = cumulative_exposure_facets,
	.n_facets = STATSIG_LENGTHOF(cumulative_exposure_facets),
	.parent = {"experiment_id", "experiments", "id"},
};

static const StatsigColumn exposure_count_columns[] = {
	{"kind", STATSIG_TEXT, STATSIG_FROM_LIST, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What was checked: gate, experiment or dynamic_config. A condition on it saves requests."},
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of what was checked; see the tables gates, experiments and dynamic_configs."},
	{"past_day", STATSIG_INT8, STATSIG_FROM_ROW, "pastDay", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Number of exposures in the last day."},
	{"past_7_days", STATSIG_INT8, STATSIG_FROM_ROW, "past7Days", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Number of exposures in the last 7 days."},
	STATSIG_RAW_COLUMN,
};

/* The answer has all three arrays, those of the kinds that were not asked for empty. */
static const StatsigFacet exposure_count_facets[] = {
	{.array = "gates", .values = {{"kind", STATSIG_FACET_CONSTANT, "gate"}}},
	{.array = "experiments", .values = {{"kind", STATSIG_FACET_CONSTANT, "experiment"}}},
	{.array = "dynamicConfigs", .values = {{"kind", STATSIG_FACET_CONSTANT, "dynamic_config"}}},
};

#define MOST_IDS 25

static const StatsigPart exposure_count_parts[] = {
	{"experiment",
	 {"/exposure_count?experiments={id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED, MOST_IDS},
	 {"id", "experiments", "id"}},
	{"dynamic_config",
	 {"/exposure_count?dynamicConfigs={id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED, MOST_IDS},
	 {"id", "dynamic_configs", "id"}},
};

const StatsigTable statsig_table_exposure_counts = {
	.name = "exposure_counts",
	.comment = "Recent exposures of gates, experiments and dynamic configs: one row for each. "
			   "Without a condition on id: one request per 25 of them, besides their lists.",
	.columns = exposure_count_columns,
	.n_columns = STATSIG_LENGTHOF(exposure_count_columns),
	.key = {"kind", "id"},
	.list = {"/exposure_count?gates={id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED, MOST_IDS},
	.constant = "gate",
	.parts = exposure_count_parts,
	.n_parts = STATSIG_LENGTHOF(exposure_count_parts),
	.facets = exposure_count_facets,
	.n_facets = STATSIG_LENGTHOF(exposure_count_facets),
	.parent = {"id", "gates", "id"},
};
