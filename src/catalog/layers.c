/*-------------------------------------------------------------------------
 *
 * layers.c
 *	  Layers, their experiments and their overrides.
 *
 * A layer's parameters cannot be given when it is made: an INSERT with them is
 * a POST and a PATCH.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn layer_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier that code asks for, made by the API from name."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_UNIQUE,
	 STATSIG_UNDOTTED_NAME_DOMAIN, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Unit that the layer's experiments assign, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, "What the layer is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(0),
	STATSIG_TAGS_COLUMN(0),
	STATSIG_TARGET_APPS_COLUMN(STATSIG_WRITABLE),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMN(STATSIG_INSERT, "Name of the owning team (Enterprise)."),
	STATSIG_TEAM_ID_COLUMN(0),
	STATSIG_VERSION_COLUMN,
	{"is_implicit_layer", STATSIG_BOOL, STATSIG_FROM_ROW, "isImplicitLayer", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "Whether Statsig made the layer for a single experiment; its id is then "
	 "statsig::<experiment>_layer."},
	{"parameters", STATSIG_JSONB, STATSIG_FROM_ROW, "parameters",
	 STATSIG_INSERT_AFTER | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Parameters that the layer's experiments may use: array of {name, type (string, number, "
	 "boolean, object or array), defaultValue}. An INSERT writes them with a second request; an "
	 "UPDATE replaces all.",
	 .keep_nulls_in = STATSIG_NAMES("defaultValue"), .shape = &statsig_shape_layer_parameters},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_layers = {
	.name = "layers",
	.comment = "Layers: experiments in one layer share its parameters and never meet in one unit. "
			   "One row per layer. A layer with experiments cannot be deleted.",
	.columns = layer_columns,
	.n_columns = STATSIG_LENGTHOF(layer_columns),
	.key = {"id"},
	.list = {"/layers", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/layers/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/layers", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/layers/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/layers/{id}", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/layers/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};

static const StatsigColumn layer_experiment_columns[] = {
	{"layer_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Layer that the experiment belongs to; see table layers."},
	{"experiment_id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Experiment in the layer; see table experiments."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", 0, STATSIG_ANYTHING,
	 "Display name of the experiment."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 STATSIG_EXPERIMENT_STATUS_TEXT},
	STATSIG_WHOLE_ITEM_COLUMN("The whole experiment."),
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_layer_experiments = {
	.name = "layer_experiments",
	.comment = "Experiments of layers: one row per experiment in a layer. Without a condition on "
			   "layer_id: one or more requests per layer; table experiments has layer_id, too.",
	.columns = layer_experiment_columns,
	.n_columns = STATSIG_LENGTHOF(layer_experiment_columns),
	.key = {"layer_id", "experiment_id"},
	.list = {"/layers/{layer_id}/experiments", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "id",
	.parent = {"layer_id", "layers", "id"},
};

static const StatsigColumn layer_override_columns[] = {
	{"layer_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Layer that is overridden; see table layers."},
	{"kind", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_VALUES("gate", "segment", "unit"), "What target is: gate, segment or unit."},
	{"target", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Name of the gate or segment, or the id of the unit."},
	{"experiment_name", STATSIG_TEXT, STATSIG_FROM_ROW, "experimentName",
	 STATSIG_WRITABLE | STATSIG_NULLABLE, STATSIG_ANYTHING,
	 "Experiment of the layer whose group the target gets; must be given for gates and segments."},
	{"group_name", STATSIG_TEXT, STATSIG_FROM_ROW, "groupName",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the group that the target gets."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_WRITABLE | STATSIG_NULLABLE,
	 STATSIG_ANYTHING, "Kind of unit, such as userID; only with kind unit."},
	{"environment", STATSIG_TEXT, STATSIG_FROM_ROW, "environment",
	 STATSIG_WRITABLE | STATSIG_NULLABLE, STATSIG_ANYTHING,
	 "Environment the override holds in, only with kind unit; NULL: all."},
	STATSIG_RAW_COLUMN,
};

/* The list of units comes first: its constant tells the two apart when rows are written. */
static const StatsigFacet layer_override_facets[] = {
	{.array = "idOverrides",
	 .list = "ids",
	 .values = {{"kind", STATSIG_FACET_CONSTANT, "unit"}, {"target", STATSIG_FACET_ELEMENT, NULL}},
	 .body = 1,
	 .always = true},
	{.array = "conditionalOverrides",
	 .values = {{"id_type", STATSIG_FACET_NULL, NULL}, {"environment", STATSIG_FACET_NULL, NULL}},
	 .body = 1,
	 .always = true},
};

/*
 * The API can only add to the set, replace it, or clear it: what an UPDATE or
 * a DELETE leaves is read, changed and written back.
 */
#define LAYER_OVERRIDE_SET                                                               \
	{                                                                                    \
		STATSIG_VERB_SET, "POST", "/layers/{layer_id}/overrides",                        \
			.answer = STATSIG_DATA_OBJECT, .repeatable = true, .clear_method = "DELETE", \
			.clear_path = "/layers/{layer_id}/overrides"                                 \
	}

const StatsigTable statsig_table_layer_overrides = {
	.name = "layer_overrides",
	.comment = "Overrides of layers. One row per overridden unit, gate or segment. Without a "
			   "condition on layer_id: one request per layer. An UPDATE or DELETE reads the "
			   "layer's overrides and writes all of them back; that an empty set is cleared by "
			   "one call is not documented.",
	.columns = layer_override_columns,
	.n_columns = STATSIG_LENGTHOF(layer_override_columns),
	.key = {"layer_id", "kind", "target", "experiment_name", "group_name", "environment"},
	.list = {"/layers/{layer_id}/overrides", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = layer_override_facets,
	.n_facets = STATSIG_LENGTHOF(layer_override_facets),
	.parent = {"layer_id", "layers", "id"},
	.insert = {STATSIG_VERB_ENTRIES, "PATCH", "/layers/{layer_id}/overrides",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true, .member = "op",
			   .member_json = "\"add\""},
	.update = LAYER_OVERRIDE_SET,
	.whole = LAYER_OVERRIDE_SET,
	.delete = LAYER_OVERRIDE_SET,
};
