/*-------------------------------------------------------------------------
 *
 * autotunes.c
 *	  Autotunes.
 *
 * An autotune is changed by a PATCH; whether it runs, and which variant won,
 * are calls of their own.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

/* The API takes and gives three spellings of the same hours. */
#define EXPLORATION_WINDOWS                                                                  \
	"1hr", "24hr", "48hr", "168hr", "336hr", "1", "24", "48", "168", "336", "1hrs", "24hrs", \
		"48hrs", "168hrs", "336hrs"
#define ATTRIBUTION_WINDOWS \
	"1hr", "2hr", "4hr", "24hr", "1hrs", "2hrs", "4hrs", "24hrs", "1", "2", "4", "24"

#define SHARE_DOMAIN STATSIG_RANGE(0.001, 1)

static const StatsigColumn autotune_columns[] = {
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_ANYTHING, "What the autotune is for."},
	{"variants", STATSIG_JSONB, STATSIG_FROM_ROW, "variants",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Variants: array of {id, name, json, size}, where id is made by the API. An UPDATE replaces "
	 "all; keep the ids of those that stay, which are sent although the API does not say that it "
	 "takes them.",
	 .keep_nulls_in = STATSIG_NAMES("json"), .shape = &statsig_shape_autotune_variants},
	{"success_event", STATSIG_TEXT, STATSIG_FROM_ROW, "successEvent",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Event to optimise for."},
	{"success_event_value", STATSIG_TEXT, STATSIG_FROM_ROW, "successEventValue",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Value the event must have to count as a success."},
	{"exploration_window", STATSIG_TEXT, STATSIG_FROM_ROW, "explorationWindow",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_VALUES(EXPLORATION_WINDOWS),
	 "Time for which traffic is split equally at first: 1hr, 24hr, 48hr, 168hr or 336hr. The API "
	 "also spells it 1hrs, 24hrs, 48hrs, 168hrs, 336hrs or 1, 24, 48, 168, 336."},
	{"attribution_window", STATSIG_TEXT, STATSIG_FROM_ROW, "attributionWindow",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_VALUES(ATTRIBUTION_WINDOWS),
	 "Longest time between exposure and success event: 1hr, 2hr, 4hr or 24hr. The API also spells "
	 "it 1hrs, 2hrs, 4hrs, 24hrs or 1, 2, 4, 24."},
	{"attribution_window_unit", STATSIG_TEXT, STATSIG_FROM_ROW, "attributionWindowUnit",
	 STATSIG_WRITABLE, STATSIG_VALUES("min", "hour", "day"),
	 "Unit of attribution_window: min, hour or day."},
	{"exploration_window_rate", STATSIG_FLOAT8, STATSIG_FROM_ROW, "explorationWindowRate",
	 STATSIG_WRITABLE, SHARE_DOMAIN, "Share of traffic during the exploration window, 0.001 to 1."},
	{"longterm_exploration_allocation", STATSIG_FLOAT8, STATSIG_FROM_ROW,
	 "longtermExplorationAllocation", STATSIG_WRITABLE, SHARE_DOMAIN,
	 "Share of traffic that goes on exploring in the long run, 0.001 to 1."},
	{"winner_threshold", STATSIG_TEXT, STATSIG_FROM_ROW, "winnerThreshold",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,
	 STATSIG_VALUES("80%", "90%", "95%", "98%", "99%"),
	 "Probability of being best at which a variant wins: 80%, 90%, 95%, 98% or 99%."},
	{"metadata_field", STATSIG_TEXT, STATSIG_FROM_ROW, "metadataField", STATSIG_WRITABLE,
	 STATSIG_ANYTHING,
	 "Metadata field with the number to optimise; NULL: whether the event happened."},
	{"higher_is_better", STATSIG_BOOL, STATSIG_FROM_ROW, "higherIsBetter", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Whether a higher value of metadata_field is better; true when left out."},
	{"is_contextual", STATSIG_BOOL, STATSIG_FROM_ROW, "isContextual", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Whether the best variant depends on the user."},
	{"metric_source_id", STATSIG_TEXT, STATSIG_FROM_ROW, "metricSourceID", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Metric source that the success events come from (Warehouse Native)."},
	{"linked_experiment_name", STATSIG_TEXT, STATSIG_FROM_ROW, "linkedExperimentName",
	 STATSIG_WRITABLE, STATSIG_ANYTHING, "Experiment that measures how well the autotune does."},
	{"goal_rich_text", STATSIG_TEXT, STATSIG_FROM_ROW, "goalRichText", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Goal of the autotune."},
	{"optimization_parameter", STATSIG_TEXT, STATSIG_FROM_ROW, "optimizationParameter",
	 STATSIG_WRITABLE, STATSIG_VALUES("occurrence", "value"),
	 "What of the event is optimised: occurrence or value."},
	{"value_column", STATSIG_TEXT, STATSIG_FROM_ROW, "valueColumn", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Column of the metric source to optimise (Warehouse Native)."},
	{"feature_list", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "featureList", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Features of the user that the analysis looks at."},
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier that code asks for, made by the API from name."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_UNIQUE,
	 STATSIG_ANYTHING, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Unit that gets a variant, such as userID; userID when left out."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(0),
	STATSIG_TAGS_COLUMN(0),
	STATSIG_TARGET_APPS_COLUMN(0),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMN(0, "Name of the owning team (Enterprise)."),
	STATSIG_TEAM_ID_COLUMN(0),
	STATSIG_VERSION_COLUMN,
	{"is_started", STATSIG_BOOL, STATSIG_FROM_ROW, "isStarted", STATSIG_ACTION | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "Whether the autotune runs. An UPDATE to true starts it, one to false resets it: what it has "
	 "learned is lost."},
	{"winner", STATSIG_JSONB, STATSIG_FROM_ROW, "winner", STATSIG_TOUCHED, STATSIG_ANYTHING,
	 "Variant that has won: {id, name}; NULL: none yet."},
	{"winner_id", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "An UPDATE ends the autotune with the variant of this id as its winner; write-only, see "
	 "winner."},
	{"decision_reason", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Why it was decided so; write-only, to be given when an UPDATE sets winner_id."},
	{"remove_targeting", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Launch to everyone instead of the targeted units; write-only, when an UPDATE sets "
	 "winner_id."},
	STATSIG_RAW_COLUMN,
};

/* What a second start, reset or decision does is not known: they are not repeated. */
static const StatsigAction autotune_actions[] = {
	{.column = "is_started",
	 .to = "t",
	 .method = "PUT",
	 .path = "/autotunes/{id}/start",
	 .answer = STATSIG_MESSAGE_ONLY,
	 .comment = "starts the autotune"},
	{.column = "is_started",
	 .to = "f",
	 .method = "PUT",
	 .path = "/autotunes/{id}/reset",
	 .answer = STATSIG_MESSAGE_ONLY,
	 .lost = "What the autotune had learned is lost.",
	 .comment = "resets the autotune: what it has learned is lost"},
	{.column = "winner_id",
	 .method = "PUT",
	 .path = "/autotunes/{id}/make_decision",
	 .arguments = {{"winner_id", "id", true},
				   {"decision_reason", "decisionReason", true},
				   {"remove_targeting", "removeTargeting", false}},
	 .answer = STATSIG_MESSAGE_ONLY,
	 .comment = "ends the autotune with a winner"},
};

const StatsigTable statsig_table_autotunes = {
	.name = "autotunes",
	.comment = "Autotunes: variants that get more traffic the better they do. One row per "
			   "autotune.",
	.columns = autotune_columns,
	.n_columns = STATSIG_LENGTHOF(autotune_columns),
	.key = {"id"},
	.list = {"/autotunes", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/autotunes/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/autotunes", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/autotunes/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/autotunes/{id}", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/autotunes/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.actions = autotune_actions,
	.n_actions = STATSIG_LENGTHOF(autotune_actions),
};
