/*-------------------------------------------------------------------------
 *
 * param_stores.c
 *	  Parameter stores.
 *
 * The parameters of a store cannot be given when it is made: an INSERT with
 * them is two POSTs.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn param_store_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Name that code asks for; fixed."},
	{"display_name", STATSIG_TEXT, STATSIG_FROM_ROW, "displayName",
	 STATSIG_MANDATORY | STATSIG_NOT_NULL, STATSIG_ANYTHING, "Display name; fixed."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What the store is for."},
	{"created_time", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "createdTime", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Time of creation."},
	{"creator_id", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the store."},
	{"last_modifier_id", STATSIG_TEXT, STATSIG_FROM_ROW, "lastModifierID",
	 STATSIG_TOUCHED | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the last change."},
	STATSIG_TEAM_COLUMN(STATSIG_INSERT, "Name of the owning team (Enterprise); fixed."),
	STATSIG_TEAM_ID_COLUMN(0),
	{"parameters", STATSIG_JSONB, STATSIG_FROM_ROW, "parameters",
	 STATSIG_INSERT_AFTER | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Parameters: array of {name, ref_type (static, gate, layer, dynamic_config or experiment), "
	 "param_type (boolean, number, string, object or array), ...}. With ref_type static there is "
	 "a value; with gate gate_name, pass_value and fail_value; else layer_name, config_name or "
	 "experiment_name, and param_name. An INSERT writes them with a second request; an UPDATE "
	 "replaces all.",
	 .keep_nulls_in = STATSIG_NAMES("value", "pass_value", "fail_value"),
	 .shape = &statsig_shape_parameters},
	{"target_app_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "IDs of the target apps this is visible to; write-only, see table "
	 "target_apps.",
	 "targetAppIDs"},
	{"tags", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Names of the tags; write-only, see table tags.", "tags"},
	STATSIG_RAW_COLUMN,
};

/* The update is a POST that sets what it is given and may be sent twice. */
const StatsigTable statsig_table_param_stores = {
	.name = "param_stores",
	.comment = "Parameter stores: parameters that take their values from gates, dynamic configs, "
			   "experiments and layers. One row per store; the API cannot delete them.",
	.columns = param_store_columns,
	.n_columns = STATSIG_LENGTHOF(param_store_columns),
	.key = {"name"},
	.list = {"/param_stores", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/param_stores/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/param_stores", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "POST", "/param_stores/{name}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};
