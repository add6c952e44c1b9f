/*-------------------------------------------------------------------------
 *
 * gates.c
 *	  Feature gates: the gates themselves, their rules, overrides, history and
 *	  what refers to them.
 *
 * Rules lie inside the gates' list, so gate_rules costs no request of its
 * own.  Overrides, versions and references are asked for per gate.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

/* Values of members that are enumerated by the contract. */
#define GATE_TYPES "TEMPORARY", "PERMANENT", "STALE", "TEMPLATE"
#define GATE_TYPE_REASONS                                                                       \
	"NONE", "STALE_PROBABLY_LAUNCHED", "STALE_PROBABLY_UNLAUNCHED", "STALE_PROBABLY_FORGOTTEN", \
		"STALE_NO_RULES", "STALE_PROBABLY_DEAD_CHECK", "STALE_EMPTY_CHECKS", "STALE_ALL_TRUE",  \
		"STALE_ALL_FALSE"
#define GATE_RATES "0", "100", "INBETWEEN"

/* Comments of columns that gates and gate_versions share. */
#define GATE_ID_TYPE_TEXT \
	"Unit the gate is evaluated for, such as userID. A change overwrites earlier pulse results."
#define GATE_DESCRIPTION_TEXT "What the gate is for."
#define GATE_CHECKS_TEXT	  "Checks in the last hour as far as counted; follows with a delay of hours."
#define GATE_STATUS_TEXT \
	"In Progress, Launched (true for everyone), Disabled (false for everyone) or Archived."
#define GATE_TYPE_TEXT                                             \
	"TEMPORARY, PERMANENT, STALE (found by Statsig) or TEMPLATE; " \
	"only TEMPORARY and PERMANENT can be written."
#define GATE_TYPE_REASON_TEXT                                                                   \
	"Why a gate counts as stale: NONE, STALE_PROBABLY_LAUNCHED, STALE_PROBABLY_UNLAUNCHED, "    \
	"STALE_PROBABLY_FORGOTTEN, STALE_NO_RULES, STALE_PROBABLY_DEAD_CHECK, STALE_EMPTY_CHECKS, " \
	"STALE_ALL_TRUE or STALE_ALL_FALSE."
#define GATE_IS_TEMPLATE_TEXT "Whether the gate is a template for new gates."
#define GATE_IS_ENABLED_TEXT  "Whether the gate is evaluated; a disabled one is false for everyone."
#define GATE_MEASURE_TEXT	  "Whether metric lifts are measured for the gate's rules."
#define GATE_METRICS_TEXT	  "Metrics that are watched: array of {name, type}."
#define GATE_REVIEW_TEXT \
	"Who must review changes: {requiredReview, allowedReviewers}; only requiredReview is written."

static const StatsigColumn gate_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_ID_DOMAIN,
	 "Identifier that code checks. Left out on INSERT, the API makes it from name; fixed afterwards."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_WRITABLE | STATSIG_UNIQUE,
	 STATSIG_NAME_DOMAIN, "Display name; a change leaves id as it is."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_WRITABLE, STATSIG_ANYTHING,
	 GATE_ID_TYPE_TEXT},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, GATE_DESCRIPTION_TEXT},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_TAGS_COLUMN(STATSIG_WRITABLE),
	STATSIG_TARGET_APPS_COLUMN(STATSIG_WRITABLE),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_VERSION_COLUMN,
	{"checks_per_hour", STATSIG_FLOAT8, STATSIG_FROM_ROW, "checksPerHour", 0, STATSIG_ANYTHING,
	 GATE_CHECKS_TEXT},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_ACTION | STATSIG_NOT_NULL,
	 STATSIG_VALUES("In Progress", "Launched", "Disabled", "Archived"), GATE_STATUS_TEXT},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_VALUES("TEMPORARY", "PERMANENT"), GATE_TYPE_TEXT},
	{"type_reason", STATSIG_TEXT, STATSIG_FROM_ROW, "typeReason", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, GATE_TYPE_REASON_TEXT},
	STATSIG_OWNER_COLUMN(0, NULL),
	{"is_template", STATSIG_BOOL, STATSIG_FROM_ROW, "isTemplate", STATSIG_INSERT, STATSIG_ANYTHING,
	 GATE_IS_TEMPLATE_TEXT},
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, GATE_IS_ENABLED_TEXT},
	{"rules", STATSIG_JSONB, STATSIG_FROM_ROW, "rules", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "Rules in order of evaluation. An UPDATE replaces all: keep id and baseID of those that stay. "
	 "Table gate_rules changes single rules.",
	 .keep_nulls_in = STATSIG_NAMES("returnValue"), .shape = &statsig_shape_gate_rules},
	{"measure_metric_lifts", STATSIG_BOOL, STATSIG_FROM_ROW, "measureMetricLifts", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, GATE_MEASURE_TEXT},
	{"monitoring_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "monitoringMetrics", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, GATE_METRICS_TEXT, .shape = &statsig_shape_metrics},
	{"review_settings", STATSIG_JSONB, STATSIG_FROM_ROW, "reviewSettings", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, GATE_REVIEW_TEXT, .write_members = STATSIG_NAMES("requiredReview"),
	 .shape = &statsig_shape_review_settings},
	STATSIG_RELEASE_PIPELINE_COLUMN(STATSIG_WRITABLE | STATSIG_NULLABLE),
	STATSIG_ACTIVE_REVIEW_COLUMN,
	{"archive_reason", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Reason to give when an UPDATE sets status to Archived; write-only."},
	{"unarchive_reason", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Reason to give when an UPDATE changes status from Archived; write-only."},
	{"force_archive", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Archive although something refers to the gate; write-only, with status Archived."},
	{"pass_rate", STATSIG_TEXT, STATSIG_FROM_QUERY, "passRate", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: share of checks that passed; 0, 100 or INBETWEEN."},
	{"rollout_rate", STATSIG_TEXT, STATSIG_FROM_QUERY, "rolloutRate", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: share the rules let through; 0 (all rules at 0 %), "
	 "100 (everyone passes) or INBETWEEN."},
	STATSIG_RAW_COLUMN,
};

/*
 * A rate is a parameter, not a member: the row shows the value asked for, so
 * several values are several lists and never one list for all of them.
 */
static const StatsigFilter gate_filters[] = {
	{"id_type", STATSIG_FILTER_REPEATED, "idType"},
	{"type", STATSIG_FILTER_EQUAL, "type", .values = STATSIG_NAMES(GATE_TYPES)},
	{"type_reason", STATSIG_FILTER_EQUAL, "typeReason", .values = STATSIG_NAMES(GATE_TYPE_REASONS)},
	{"release_pipeline_id", STATSIG_FILTER_EQUAL, "releasePipelineID"},
	{"creator_id", STATSIG_FILTER_EQUAL, "creatorID"},
	{"creator_name", STATSIG_FILTER_EQUAL, "creatorName"},
	{"tags", STATSIG_FILTER_MEMBER, "tags"},
	{"pass_rate", STATSIG_FILTER_EQUAL, "passRate", .values = STATSIG_NAMES(GATE_RATES)},
	{"rollout_rate", STATSIG_FILTER_EQUAL, "rolloutRate", .values = STATSIG_NAMES(GATE_RATES)},
};

/*
 * Leaving Archived comes first, since an archived gate may refuse changes;
 * the target status is then reached by its own action.  A change of
 * is_enabled alone is the action; together with other columns it is a member
 * of the one PATCH.  The PUTs set a state and may be sent twice.
 */
static const StatsigAction gate_actions[] = {
	{.column = "status",
	 .to = "!Archived",
	 .from = "Archived",
	 .stage = STATSIG_BEFORE_FIELDS,
	 .method = "PUT",
	 .path = "/gates/{id}/unarchive",
	 .arguments = {{"unarchive_reason", "unarchiveReason", false}},
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "brings the gate back from the archive"},
	{.column = "is_enabled",
	 .to = "t",
	 .alone = true,
	 .method = "PUT",
	 .path = "/gates/{id}/enable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "evaluates the rules again"},
	{.column = "is_enabled",
	 .to = "f",
	 .alone = true,
	 .method = "PUT",
	 .path = "/gates/{id}/disable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "makes the gate false for everyone"},
	{.column = "status",
	 .to = "In Progress",
	 .method = "PUT",
	 .path = "/gates/{id}/enable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "evaluates the rules again"},
	{.column = "status",
	 .to = "Disabled",
	 .method = "PUT",
	 .path = "/gates/{id}/disable",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "makes the gate false for everyone"},
	{.column = "status",
	 .to = "Launched",
	 .method = "PUT",
	 .path = "/gates/{id}/launch",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "makes the gate true for everyone"},
	{.column = "status",
	 .to = "Archived",
	 .method = "PUT",
	 .path = "/gates/{id}/archive",
	 .arguments = {{"archive_reason", "archiveReason", false},
				   {"force_archive", "forceArchive", false}},
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "archives the gate"},
};

const StatsigTable statsig_table_gates = {
	.name = "gates",
	.comment = "Feature gates. One row per gate. Archived gates are not in every list, "
			   "but can be read by id.",
	.columns = gate_columns,
	.n_columns = STATSIG_LENGTHOF(gate_columns),
	.key = {"id"},
	.list = {"/gates", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/gates/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.filters = gate_filters,
	.n_filters = STATSIG_LENGTHOF(gate_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/gates", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/gates/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.whole = {STATSIG_VERB_WHOLE, "POST", "/gates/{id}", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/gates/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.actions = gate_actions,
	.n_actions = STATSIG_LENGTHOF(gate_actions),
	.insert_any = {"name", "id"},
};

static const StatsigColumn gate_rule_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_ITEM, "id", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Gate the rule belongs to; see table gates."},
	STATSIG_RULE_POSITION_COLUMN,
	STATSIG_RULE_NAME_COLUMN,
	STATSIG_RULE_PASS_PERCENTAGE_COLUMN(
		STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,
		"Percentage of the units that meet the conditions for which the gate is true, "
		"0 to 100 in steps of 0.01."),
	STATSIG_RULE_TARGETING_COLUMNS(&statsig_shape_conditions),
	STATSIG_RULE_ROLLOUT_COLUMNS,
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet gate_rule_facets[] = {
	{.array = "rules"},
};

const StatsigTable statsig_table_gate_rules = {
	.name = "gate_rules",
	.comment = "Rules of feature gates. One row per rule; read from the gates' own list. "
			   "A new rule goes to the end.",
	.columns = gate_rule_columns,
	.n_columns = STATSIG_LENGTHOF(gate_rule_columns),
	.key = {"gate_id", "base_id"},
	.list = {"/gates", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/gates/{gate_id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.facets = gate_rule_facets,
	.n_facets = STATSIG_LENGTHOF(gate_rule_facets),
	.insert = {STATSIG_VERB_CHILD, "POST", "/gates/{gate_id}/rule", "POST",
			   "/gates/{gate_id}/rules", "rules", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_CHILD, "PATCH", "/gates/{gate_id}/rules/{base_id}", "PATCH",
			   "/gates/{gate_id}/rules", "rules", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_CHILD, "DELETE", "/gates/{gate_id}/rules/{base_id}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.reorder = {STATSIG_VERB_PARENT_ARRAY, "PATCH", "/gates/{gate_id}",
				.answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.unique_column = "name",
};

static const StatsigColumn gate_override_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Gate that is overridden; see table gates."},
	STATSIG_PASS_OVERRIDE_COLUMNS("Whether the gate is true for the id."),
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet gate_override_facets[] = {STATSIG_PASS_OVERRIDE_FACETS};

/* PATCH adds to what is there, DELETE removes what its body names: both may be repeated. */
const StatsigTable statsig_table_gate_overrides = {
	.name = "gate_overrides",
	.comment = "Overrides of feature gates. One row per overridden id. "
			   "Without a condition on gate_id: one request per gate.",
	.columns = gate_override_columns,
	.n_columns = STATSIG_LENGTHOF(gate_override_columns),
	.key = {"gate_id", "environment", "unit_type", "unit_id"},
	.list = {"/gates/{gate_id}/overrides", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = gate_override_facets,
	.n_facets = STATSIG_LENGTHOF(gate_override_facets),
	.parent = {"gate_id", "gates", "id"},
	.insert = {STATSIG_VERB_ENTRIES, "PATCH", "/gates/{gate_id}/overrides", .max_entries = 2000,
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.update = {STATSIG_VERB_ENTRIES, "PATCH", "/gates/{gate_id}/overrides", .max_entries = 2000,
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.whole = {STATSIG_VERB_SET, "POST", "/gates/{gate_id}/overrides", .answer = STATSIG_DATA_OBJECT,
			  .repeatable = true},
	.delete = {STATSIG_VERB_ENTRIES, "DELETE", "/gates/{gate_id}/overrides", .max_entries = 2000,
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
};

static const StatsigColumn gate_version_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Gate the version belongs to; see table gates."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", 0, STATSIG_ANYTHING, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", 0, STATSIG_ANYTHING,
	 "Unit the gate was evaluated for, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, GATE_DESCRIPTION_TEXT},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(0),
	STATSIG_TAGS_COLUMN(0),
	STATSIG_TARGET_APPS_COLUMN(0),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(0),
	STATSIG_VERSION_COLUMN,
	{"checks_per_hour", STATSIG_FLOAT8, STATSIG_FROM_ROW, "checksPerHour", 0, STATSIG_ANYTHING,
	 GATE_CHECKS_TEXT},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 GATE_STATUS_TEXT},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "TEMPORARY, PERMANENT, STALE (found by Statsig) or TEMPLATE."},
	{"type_reason", STATSIG_TEXT, STATSIG_FROM_ROW, "typeReason", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, GATE_TYPE_REASON_TEXT},
	STATSIG_OWNER_COLUMN(0, NULL),
	{"is_template", STATSIG_BOOL, STATSIG_FROM_ROW, "isTemplate", 0, STATSIG_ANYTHING,
	 GATE_IS_TEMPLATE_TEXT},
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 GATE_IS_ENABLED_TEXT},
	{"rules", STATSIG_JSONB, STATSIG_FROM_ROW, "rules", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Rules in order of evaluation."},
	{"measure_metric_lifts", STATSIG_BOOL, STATSIG_FROM_ROW, "measureMetricLifts", 0,
	 STATSIG_ANYTHING, GATE_MEASURE_TEXT},
	{"monitoring_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "monitoringMetrics", 0,
	 STATSIG_ANYTHING, GATE_METRICS_TEXT},
	{"review_settings", STATSIG_JSONB, STATSIG_FROM_ROW, "reviewSettings", 0, STATSIG_ANYTHING,
	 "Who had to review changes: {requiredReview, allowedReviewers}."},
	STATSIG_RELEASE_PIPELINE_COLUMN(0),
	STATSIG_ACTIVE_REVIEW_COLUMN,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_gate_versions = {
	.name = "gate_versions",
	.comment = "History of feature gates: one row per version of a gate, as it was then. "
			   "Without a condition on gate_id: one or more requests per gate.",
	.columns = gate_version_columns,
	.n_columns = STATSIG_LENGTHOF(gate_version_columns),
	.key = {"gate_id", "version"},
	.list = {"/gates/{gate_id}/versions", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item_key = "version",
	.parent = {"gate_id", "gates", "id"},
};

/* What the three lists of references have in common; the whole object is in item. */
static const StatsigColumn gate_reference_columns[] = {
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Gate that is referred to; see table gates."},
	{"ref_kind", STATSIG_TEXT, STATSIG_FROM_LIST, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What refers to the gate: gate, experiment or dynamic_config. A condition on it saves requests."},
	{"ref_id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of what refers to the gate; see the tables gates, experiments and dynamic_configs."},
	{"ref_name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", 0, STATSIG_ANYTHING,
	 "Display name of what refers to the gate."},
	{"ref_status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", 0, STATSIG_ANYTHING,
	 "Status of what refers to the gate: In Progress, Launched, Disabled or Archived for a gate; "
	 "setup, active, decision_made, abandoned, archived, experiment_stopped or assignment_stopped "
	 "for an experiment; Enabled, Disabled or Archived for a dynamic config."},
	STATSIG_WHOLE_ITEM_COLUMN("The whole gate, experiment or dynamic config."),
	STATSIG_RAW_COLUMN,
};

static const StatsigPart gate_reference_parts[] = {
	{"experiment",
	 {"/gates/{gate_id}/experiment_references", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	 {"gate_id", "gates", "id"}},
	{"dynamic_config",
	 {"/gates/{gate_id}/dynamic_config_references", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	 {"gate_id", "gates", "id"}},
};

const StatsigTable statsig_table_gate_references = {
	.name = "gate_references",
	.comment = "What uses a feature gate: one row per gate, experiment or dynamic config that "
			   "refers to it. Without a condition on gate_id or ref_kind: three requests per gate.",
	.columns = gate_reference_columns,
	.n_columns = STATSIG_LENGTHOF(gate_reference_columns),
	.key = {"gate_id", "ref_kind", "ref_id"},
	.list = {"/gates/{gate_id}/gate_references", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.constant = "gate",
	.parts = gate_reference_parts,
	.n_parts = STATSIG_LENGTHOF(gate_reference_parts),
	.item_key = "id",
	.parent = {"gate_id", "gates", "id"},
};
