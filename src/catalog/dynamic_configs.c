/*-------------------------------------------------------------------------
 *
 * dynamic_configs.c
 *	  Dynamic configs, their rules and their history.
 *
 * The values a config returns are the user's own JSON: nulls inside them
 * mean something and are never stripped.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn dynamic_config_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_ID_DOMAIN,
	 "Identifier that code asks for. Left out on INSERT, the API makes it from name; "
	 "fixed afterwards."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_UNIQUE, STATSIG_NAME_DOMAIN,
	 "Display name; a change leaves id as it is."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Unit the config is evaluated for, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, "What the config is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_TAGS_COLUMN(STATSIG_WRITABLE),
	STATSIG_TARGET_APPS_COLUMN(STATSIG_WRITABLE),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_VERSION_COLUMN,
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "Whether the rules are evaluated; a disabled config returns its default value."},
	{"rules", STATSIG_JSONB, STATSIG_FROM_ROW, "rules", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "Rules in order of evaluation. An UPDATE replaces all: keep id and baseID of those that stay. "
	 "Table dynamic_config_rules changes single rules.",
	 .keep_nulls_in = STATSIG_NAMES("returnValue"), .shape = &statsig_shape_config_rules},
	{"default_value", STATSIG_JSONB, STATSIG_FROM_ROW, "defaultValue",
	 STATSIG_WRITABLE | STATSIG_FREE_FORM, STATSIG_ANYTHING,
	 "JSON object returned when no rule matches.", .shape = &statsig_shape_object,
	 .same_as = "default_value_json5"},
	{"default_value_json5", STATSIG_TEXT, STATSIG_FROM_ROW, "defaultValueJson5", STATSIG_WRITABLE,
	 STATSIG_ANYTHING,
	 "The default value as JSON5 text, with comments; written together with default_value "
	 "it must say the same.",
	 .same_as = "default_value"},
	STATSIG_OWNER_COLUMN(STATSIG_WRITABLE | STATSIG_NULLABLE, &statsig_shape_owner),
	{"schema", STATSIG_TEXT, STATSIG_FROM_ROW, "schema", STATSIG_WRITABLE | STATSIG_NULLABLE,
	 STATSIG_ANYTHING, "JSON Schema (draft 2020-12), as text, that the values must satisfy.",
	 .same_as = "schema_json5"},
	{"schema_json5", STATSIG_TEXT, STATSIG_FROM_ROW, "schemaJson5",
	 STATSIG_WRITABLE | STATSIG_NULLABLE, STATSIG_ANYTHING,
	 "The schema as JSON5 text, with comments; written together with schema it must say the same.",
	 .same_as = "schema"},
	STATSIG_RELEASE_PIPELINE_COLUMN(STATSIG_WRITABLE | STATSIG_NULLABLE),
	{"is_template", STATSIG_BOOL, STATSIG_FROM_ROW, "isTemplate", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Whether the config is a template for new configs."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_ACTION,
	 STATSIG_VALUES("Enabled", "Disabled", "Archived"), "Enabled, Disabled or Archived."},
	{"archive_reason", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Reason to give when an UPDATE sets status to Archived; write-only."},
	{"unarchive_reason", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Reason to give when an UPDATE changes status from Archived; write-only."},
	{"force_archive", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Archive although something refers to the config; write-only, with status Archived."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter dynamic_config_filters[] = {
	{"release_pipeline_id", STATSIG_FILTER_EQUAL, "releasePipelineID"},
	{"creator_id", STATSIG_FILTER_EQUAL, "creatorID"},
	{"creator_name", STATSIG_FILTER_EQUAL, "creatorName"},
	{"tags", STATSIG_FILTER_MEMBER, "tags"},
};

/* As for gates: unarchive first, then fields, then the target status's own action. */
static const StatsigAction dynamic_config_actions[] = {
	{.column = "status",
	 .to = "!Archived",
	 .from = "Archived",
	 .stage = STATSIG_BEFORE_FIELDS,
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/unarchive",
	 .arguments = {{"unarchive_reason", "unarchiveReason", false}},
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "brings the config back from the archive"},
	{.column = "is_enabled",
	 .to = "t",
	 .alone = true,
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/enable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "evaluates the rules again"},
	{.column = "is_enabled",
	 .to = "f",
	 .alone = true,
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/disable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "returns the default value to everyone"},
	{.column = "status",
	 .to = "Enabled",
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/enable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "evaluates the rules again"},
	{.column = "status",
	 .to = "Disabled",
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/disable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "returns the default value to everyone"},
	{.column = "status",
	 .to = "Archived",
	 .method = "PUT",
	 .path = "/dynamic_configs/{id}/archive",
	 .arguments = {{"archive_reason", "archiveReason", false},
				   {"force_archive", "forceArchive", false}},
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "archives the config"},
};

const StatsigTable statsig_table_dynamic_configs = {
	.name = "dynamic_configs",
	.comment = "Dynamic configs. One row per config.",
	.columns = dynamic_config_columns,
	.n_columns = STATSIG_LENGTHOF(dynamic_config_columns),
	.key = {"id"},
	.list = {"/dynamic_configs", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/dynamic_configs/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.filters = dynamic_config_filters,
	.n_filters = STATSIG_LENGTHOF(dynamic_config_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/dynamic_configs", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/dynamic_configs/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/dynamic_configs/{id}", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/dynamic_configs/{id}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
	.actions = dynamic_config_actions,
	.n_actions = STATSIG_LENGTHOF(dynamic_config_actions),
};

static const StatsigColumn dynamic_config_rule_columns[] = {
	{"dynamic_config_id", STATSIG_TEXT, STATSIG_FROM_ITEM, "id",
	 STATSIG_MANDATORY | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Config the rule belongs to; see table dynamic_configs."},
	STATSIG_RULE_POSITION_COLUMN,
	STATSIG_RULE_NAME_COLUMN,
	STATSIG_RULE_PASS_PERCENTAGE_COLUMN(
		STATSIG_WRITABLE,
		"Percentage of the units that meet the conditions which get return_value, 0 to 100 in "
		"steps of 0.01; NULL where variants are used."),
	STATSIG_RULE_TARGETING_COLUMNS(&statsig_shape_conditions),
	{"return_value", STATSIG_JSONB, STATSIG_FROM_ROW, "returnValue",
	 STATSIG_WRITABLE | STATSIG_FREE_FORM, STATSIG_ANYTHING, "JSON object the rule returns.",
	 .shape = &statsig_shape_object, .same_as = "return_value_json5"},
	STATSIG_RULE_ROLLOUT_COLUMNS,
	{"return_value_json5", STATSIG_TEXT, STATSIG_FROM_ROW, "returnValueJson5", STATSIG_WRITABLE,
	 STATSIG_ANYTHING,
	 "The value the rule returns as JSON5 text, with comments; written together with "
	 "return_value it must say the same.",
	 .same_as = "return_value"},
	{"variants", STATSIG_JSONB, STATSIG_FROM_ROW, "variants", STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Values between which the rule divides: array of {id, name, passPercentage, returnValue, "
	 "returnValueJson5}; instead of pass_percentage and return_value.",
	 .keep_nulls_in = STATSIG_NAMES("returnValue"), .shape = &statsig_shape_variants},
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet dynamic_config_rule_facets[] = {
	{.array = "rules"},
};

/*
 * The API has no call that adds a rule to a config: the config's whole array
 * is written.  That request may not be repeated, because the new rule has no
 * id yet and a second request would make another one in its place.
 *
 * A single rule is addressed by its present id, which is what the API calls
 * the rule's ID; that it takes the stable baseID as well is known of gates
 * only.
 */
const StatsigTable statsig_table_dynamic_config_rules = {
	.name = "dynamic_config_rules",
	.comment = "Rules of dynamic configs. One row per rule; read from the configs' own list. "
			   "A new rule goes to the end: the config's rules are read, and written back with it.",
	.columns = dynamic_config_rule_columns,
	.n_columns = STATSIG_LENGTHOF(dynamic_config_rule_columns),
	.key = {"dynamic_config_id", "base_id"},
	.list = {"/dynamic_configs", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/dynamic_configs/{dynamic_config_id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.facets = dynamic_config_rule_facets,
	.n_facets = STATSIG_LENGTHOF(dynamic_config_rule_facets),
	.insert = {STATSIG_VERB_PARENT_ARRAY, "PATCH", "/dynamic_configs/{dynamic_config_id}",
			   .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_CHILD, "PATCH", "/dynamic_configs/{dynamic_config_id}/rule/{id}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_CHILD, "DELETE", "/dynamic_configs/{dynamic_config_id}/rule/{id}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.reorder = {STATSIG_VERB_PARENT_ARRAY, "PATCH", "/dynamic_configs/{dynamic_config_id}",
				.answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.unique_column = "name",
};

static const StatsigColumn dynamic_config_version_columns[] = {
	{"dynamic_config_id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Config the version belongs to; see table dynamic_configs."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", 0, STATSIG_ANYTHING, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", 0, STATSIG_ANYTHING,
	 "Unit the config was evaluated for, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "What the config is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(0),
	STATSIG_TAGS_COLUMN(0),
	STATSIG_TARGET_APPS_COLUMN(0),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(0),
	STATSIG_VERSION_COLUMN,
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Whether the rules were evaluated; a disabled config returns its default value."},
	{"rules", STATSIG_JSONB, STATSIG_FROM_ROW, "rules", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Rules in order of evaluation."},
	{"default_value", STATSIG_JSONB, STATSIG_FROM_ROW, "defaultValue", 0, STATSIG_ANYTHING,
	 "JSON object returned when no rule matched."},
	{"default_value_json5", STATSIG_TEXT, STATSIG_FROM_ROW, "defaultValueJson5", 0,
	 STATSIG_ANYTHING, "The default value as JSON5 text, with comments."},
	STATSIG_OWNER_COLUMN(0, NULL),
	{"schema", STATSIG_TEXT, STATSIG_FROM_ROW, "schema", 0, STATSIG_ANYTHING,
	 "JSON Schema (draft 2020-12), as text, that the values had to satisfy."},
	{"schema_json5", STATSIG_TEXT, STATSIG_FROM_ROW, "schemaJson5", 0, STATSIG_ANYTHING,
	 "The schema as JSON5 text, with comments."},
	STATSIG_RELEASE_PIPELINE_COLUMN(0),
	{"is_template", STATSIG_BOOL, STATSIG_FROM_ROW, "isTemplate", 0, STATSIG_ANYTHING,
	 "Whether the config is a template for new configs."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", 0, STATSIG_ANYTHING,
	 "Enabled, Disabled or Archived."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_dynamic_config_versions = {
	.name = "dynamic_config_versions",
	.comment = "History of dynamic configs: one row per version of a config, as it was then. "
			   "Without a condition on dynamic_config_id: one or more requests per config.",
	.columns = dynamic_config_version_columns,
	.n_columns = STATSIG_LENGTHOF(dynamic_config_version_columns),
	.key = {"dynamic_config_id", "version"},
	.list = {"/dynamic_configs/{dynamic_config_id}/versions", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "version",
	.parent = {"dynamic_config_id", "dynamic_configs", "id"},
};
