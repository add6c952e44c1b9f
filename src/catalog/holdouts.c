/*-------------------------------------------------------------------------
 *
 * holdouts.c
 *	  Holdouts and their overrides.
 *
 * A new holdout takes only its name, description, unit and team; all else is
 * written with a second request.  A PATCH has been seen to append to the list
 * of experiments instead of replacing it, so the three lists are written only
 * with the whole holdout.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define HOLDOUT_FIELD_FLAGS (STATSIG_INSERT_AFTER | STATSIG_UPDATE)
#define HOLDOUT_LIST_FLAGS \
	(STATSIG_INSERT_AFTER | STATSIG_WHOLE | STATSIG_NOT_NULL | STATSIG_DISTINCT)

static const StatsigColumn holdout_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API from name."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_UNIQUE,
	 STATSIG_UNDOTTED_NAME_DOMAIN, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Unit that is held out, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, "What the holdout is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(0),
	STATSIG_TAGS_COLUMN(0),
	STATSIG_TARGET_APPS_COLUMN(0),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMN(0, "Name of the owning team (Enterprise)."),
	STATSIG_TEAM_ID_COLUMN(STATSIG_INSERT),
	STATSIG_VERSION_COLUMN,
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled",
	 HOLDOUT_FIELD_FLAGS | STATSIG_NOT_NULL, STATSIG_ANYTHING, "Whether units are held out."},
	{"pass_percentage", STATSIG_FLOAT8, STATSIG_FROM_ROW, "passPercentage",
	 HOLDOUT_FIELD_FLAGS | STATSIG_NOT_NULL, STATSIG_RANGE(0, 10),
	 "Percentage of the units that are held out, 0 to 10."},
	{"gate_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "gateIDs", HOLDOUT_LIST_FLAGS,
	 STATSIG_ANYTHING,
	 "Gates that units are held out of; see table gates. An UPDATE replaces all and writes the "
	 "whole holdout."},
	{"experiment_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "experimentIDs", HOLDOUT_LIST_FLAGS,
	 STATSIG_ANYTHING,
	 "Experiments that units are held out of; see table experiments. An UPDATE replaces all and "
	 "writes the whole holdout."},
	{"layer_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "layerIDs", HOLDOUT_LIST_FLAGS,
	 STATSIG_ANYTHING,
	 "Layers that units are held out of; see table layers. An UPDATE replaces all and writes the "
	 "whole holdout."},
	{"is_global", STATSIG_BOOL, STATSIG_FROM_ROW, "isGlobal",
	 HOLDOUT_FIELD_FLAGS | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Whether units are held out of whatever is created from now on."},
	{"targeting_gate_id", STATSIG_TEXT, STATSIG_FROM_ROW, "targetingGateID",
	 HOLDOUT_FIELD_FLAGS | STATSIG_NULLABLE | STATSIG_EMPTY_NULL | STATSIG_DEMANDED,
	 STATSIG_ANYTHING, "Gate that units must pass to be held out; NULL: everyone may be."},
	{"monitoring_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "monitoringMetrics",
	 HOLDOUT_FIELD_FLAGS, STATSIG_ANYTHING, "Metrics that are watched: array of {name, type}.",
	 .shape = &statsig_shape_metrics},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter holdout_filters[] = {
	{"creator_id", STATSIG_FILTER_EQUAL, "creatorID"},
	{"creator_name", STATSIG_FILTER_EQUAL, "creatorName"},
	{"tags", STATSIG_FILTER_MEMBER, "tags"},
};

const StatsigTable statsig_table_holdouts = {
	.name = "holdouts",
	.comment = "Holdouts: units that get none of the gates, experiments and layers named. One row "
			   "per holdout. An INSERT of more than name, description, id_type and team_id makes "
			   "two requests.",
	.columns = holdout_columns,
	.n_columns = STATSIG_LENGTHOF(holdout_columns),
	.key = {"id"},
	.list = {"/holdouts", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/holdouts/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.filters = holdout_filters,
	.n_filters = STATSIG_LENGTHOF(holdout_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/holdouts", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/holdouts/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/holdouts/{id}", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/holdouts/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

static const StatsigColumn holdout_override_columns[] = {
	{"holdout_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Holdout that is overridden; see table holdouts."},
	STATSIG_PASS_OVERRIDE_COLUMNS("Whether the id passes the holdout."),
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet holdout_override_facets[] = {STATSIG_PASS_OVERRIDE_FACETS};

/* As for gates. */
const StatsigTable statsig_table_holdout_overrides = {
	.name = "holdout_overrides",
	.comment = "Overrides of holdouts. One row per overridden id. "
			   "Without a condition on holdout_id: one request per holdout.",
	.columns = holdout_override_columns,
	.n_columns = STATSIG_LENGTHOF(holdout_override_columns),
	.key = {"holdout_id", "environment", "unit_type", "unit_id"},
	.list = {"/holdouts/{holdout_id}/overrides", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = holdout_override_facets,
	.n_facets = STATSIG_LENGTHOF(holdout_override_facets),
	.parent = {"holdout_id", "holdouts", "id"},
	.insert = {STATSIG_VERB_ENTRIES, "PATCH", "/holdouts/{holdout_id}/overrides",
			   .max_entries = 2000, .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.update = {STATSIG_VERB_ENTRIES, "PATCH", "/holdouts/{holdout_id}/overrides",
			   .max_entries = 2000, .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.whole = {STATSIG_VERB_SET, "POST", "/holdouts/{holdout_id}/overrides",
			  .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_ENTRIES, "DELETE", "/holdouts/{holdout_id}/overrides",
			   .max_entries = 2000, .answer = STATSIG_DATA_OBJECT, .repeatable = true},
};
