/*-------------------------------------------------------------------------
 *
 * segments.c
 *	  Segments, the rules of those that have rules, and the ids of those that
 *	  are lists of ids.
 *
 * The API cannot change a segment's name, description, tags or team once it
 * exists: those columns can be inserted only.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

/* Kinds of segments whose ids the API lists. */
#define ID_LIST_TYPES "id_list", "user_store_id_list"

static const StatsigColumn segment_columns[] = {
	{"is_enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "isEnabled", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Whether the segment is evaluated."},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_VALUES("id_list", "rule_based", "analysis_list", "user_store_id_list"),
	 "Kind of segment: id_list, rule_based, analysis_list or user_store_id_list."},
	{"count", STATSIG_INT8, STATSIG_FROM_ROW, "count", 0, STATSIG_ANYTHING,
	 "Number of ids, for lists of ids."},
	{"rules", STATSIG_JSONB, STATSIG_FROM_ROW, "rules", STATSIG_INSERT | STATSIG_ACTION,
	 STATSIG_ANYTHING,
	 "Rules of a rule_based segment in order of evaluation. An UPDATE replaces all: keep id and "
	 "baseID of those that stay. Table segment_rules changes single rules.",
	 .keep_nulls_in = STATSIG_NAMES("returnValue"), .shape = &statsig_shape_segment_rules},
	STATSIG_TAGS_COLUMN(STATSIG_INSERT),
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_UNDOTTED_ID_DOMAIN,
	 "Identifier that conditions refer to. Left out on INSERT, the API makes it from name."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_UNIQUE,
	 STATSIG_UNDOTTED_NAME_DOMAIN, "Display name."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", STATSIG_INSERT | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Unit the segment holds, such as userID; userID when left out."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_INSERT | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, "What the segment is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(STATSIG_INSERT),
	STATSIG_TARGET_APPS_COLUMN(0),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(STATSIG_INSERT),
	STATSIG_VERSION_COLUMN,
	{"is_archived", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "An UPDATE to true archives the segment, for good: the API has no way back. Write-only: "
	 "the API does not tell whether a segment is archived."},
	STATSIG_RAW_COLUMN,
};

/*
 * A second write of the same rules would give those without an id a new one,
 * so it is not repeated.
 */
static const StatsigAction segment_actions[] = {
	{.column = "rules",
	 .method = "POST",
	 .path = "/segments/{id}/conditional",
	 .arguments = {{"rules", NULL, true}},
	 .answer = STATSIG_DATA_OBJECT,
	 .comment = "replaces the rules of a rule_based segment"},
	{.column = "is_archived",
	 .to = "t",
	 .method = "PUT",
	 .path = "/segments/{id}/archive",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "archives the segment, for good"},
};

const StatsigTable statsig_table_segments = {
	.name = "segments",
	.comment = "Segments. One row per segment; the ids of an id list are in segment_ids.",
	.columns = segment_columns,
	.n_columns = STATSIG_LENGTHOF(segment_columns),
	.key = {"id"},
	.list = {"/segments", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/segments/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.omission = {"rules", "type", "rule_based"},
	.insert = {STATSIG_VERB_OBJECT, "POST", "/segments", .answer = STATSIG_DATA_OBJECT},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/segments/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.actions = segment_actions,
	.n_actions = STATSIG_LENGTHOF(segment_actions),
};

static const StatsigColumn segment_rule_columns[] = {
	{"segment_id", STATSIG_TEXT, STATSIG_FROM_ITEM, "id", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Segment the rule belongs to, of type rule_based; see table segments."},
	STATSIG_RULE_POSITION_COLUMN,
	STATSIG_RULE_NAME_COLUMN,
	STATSIG_RULE_PASS_PERCENTAGE_COLUMN(
		STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,
		"Percentage of the units that meet the conditions which are in the segment, "
		"0 to 100 in steps of 0.01."),
	STATSIG_RULE_TARGETING_COLUMNS(&statsig_shape_segment_conditions),
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet segment_rule_facets[] = {
	{.array = "rules"},
};

/* The API takes a segment's rules only as a whole, and without anything around them. */
#define SEGMENT_RULES_VERB(again)                                                \
	{                                                                            \
		STATSIG_VERB_PARENT_ARRAY, "POST", "/segments/{segment_id}/conditional", \
			.answer = STATSIG_DATA_OBJECT, .repeatable = (again), .bare = true   \
	}

/* A repeated insert would give the new rule another id, so it is not repeated. */
const StatsigTable statsig_table_segment_rules = {
	.name = "segment_rules",
	.comment = "Rules of the segments of type rule_based. One row per rule; read from the "
			   "segments' own list, and from the segment itself where the list leaves them out. "
			   "Every change reads the segment's rules and writes all of them back; a new rule "
			   "goes to the end.",
	.columns = segment_rule_columns,
	.n_columns = STATSIG_LENGTHOF(segment_rule_columns),
	.key = {"segment_id", "base_id"},
	.list = {"/segments", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/segments/{segment_id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.omission = {NULL, "type", "rule_based"},
	.facets = segment_rule_facets,
	.n_facets = STATSIG_LENGTHOF(segment_rule_facets),
	.insert = SEGMENT_RULES_VERB(false),
	.update = SEGMENT_RULES_VERB(true),
	.delete = SEGMENT_RULES_VERB(true),
	.reorder = SEGMENT_RULES_VERB(true),
	.unique_column = "name",
};

static const StatsigColumn segment_id_columns[] = {
	{"segment_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Segment that holds the id; see table segments."},
	{"unit_id", STATSIG_TEXT, STATSIG_FROM_FACET, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "The id, of the segment's id_type."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet segment_id_facets[] = {
	{.list = "ids", .values = {{"unit_id", STATSIG_FACET_ELEMENT, NULL}}, .always = true},
};

/*
 * An id list takes larger bodies, but only 1000 ids take effect at once.
 * Adding an id that is there and removing one that is not succeed.
 */
static const StatsigVerbVariant user_store_insert = {
	"/segments/{segment_id}",
	"type",
	"user_store_id_list",
	{STATSIG_VERB_ENTRIES, "PATCH", "/segments/{segment_id}/add_ids", .max_entries = 1000,
	 .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

static const StatsigVerbVariant user_store_delete = {
	"/segments/{segment_id}",
	"type",
	"user_store_id_list",
	{STATSIG_VERB_ENTRIES, "PATCH", "/segments/{segment_id}/remove_ids", .max_entries = 1000,
	 .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

const StatsigTable statsig_table_segment_ids = {
	.name = "segment_ids",
	.comment = "Ids of the segments that are lists of ids. One row per id; a list may hold "
			   "millions, so give segment_id. Changes of more than 1000 ids take effect with "
			   "a delay.",
	.columns = segment_id_columns,
	.n_columns = STATSIG_LENGTHOF(segment_id_columns),
	.key = {"segment_id", "unit_id"},
	.list = {"/segments/{segment_id}/id_list", STATSIG_DATA_OBJECT, STATSIG_PAGED},
	.facets = segment_id_facets,
	.n_facets = STATSIG_LENGTHOF(segment_id_facets),
	.parent = {"segment_id", "segments", "id", "type", STATSIG_NAMES(ID_LIST_TYPES),
			   .maybe_values = STATSIG_NAMES("analysis_list")},
	.insert = {STATSIG_VERB_ENTRIES, "PATCH", "/segments/{segment_id}/id_list", .max_entries = 1000,
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true, .variant = &user_store_insert},
	.whole = {STATSIG_VERB_SET, "POST", "/segments/{segment_id}/id_list/reset",
			  .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
	.delete = {STATSIG_VERB_ENTRIES, "DELETE", "/segments/{segment_id}/id_list",
			   .max_entries = 1000, .answer = STATSIG_MESSAGE_ONLY, .repeatable = true,
			   .variant = &user_store_delete},
};

static const StatsigColumn segment_list_metadata_columns[] = {
	{"segment_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Segment that is a list of ids; see table segments."},
	{"current_version", STATSIG_INT8, STATSIG_FROM_ROW, "currentVersion", 0, STATSIG_ANYTHING,
	 "Version of the list that is in effect."},
	{"is_updating", STATSIG_BOOL, STATSIG_FROM_ROW, "isUpdating", 0, STATSIG_ANYTHING,
	 "Whether changes of the list are still taking effect."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_segment_idlist_metadata = {
	.name = "segment_idlist_metadata",
	.comment = "State of the segments that are lists of ids: one row per segment. "
			   "Without a condition on segment_id: one request per list.",
	.columns = segment_list_metadata_columns,
	.n_columns = STATSIG_LENGTHOF(segment_list_metadata_columns),
	.key = {"segment_id"},
	.list = {"/segments/{segment_id}/idlist_metadata", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.parent = {"segment_id", "segments", "id", "type", STATSIG_NAMES(ID_LIST_TYPES),
			   .maybe_values = STATSIG_NAMES("analysis_list")},
};
