/*-------------------------------------------------------------------------
 *
 * tags.c
 *	  Tags.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn tag_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL | STATSIG_UNIQUE, STATSIG_LENGTH(1, 100),
	 "Name, as it stands in the tags columns of other tables."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN,
	 "What the tag stands for."},
	{"is_core", STATSIG_BOOL, STATSIG_FROM_ROW, "isCore", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Whether this is a core tag; false when left out."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_tags = {
	.name = "tags",
	.comment = "Tags of the project. One row per tag.",
	.columns = tag_columns,
	.n_columns = STATSIG_LENGTHOF(tag_columns),
	.key = {"id"},
	.list = {"/tags", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/tags/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/tags", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/tags/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/tags/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};
