/*-------------------------------------------------------------------------
 *
 * project_setup.c
 *	  Unit ID types and environments.
 *
 * All environments of the project are one document: its array is read,
 * changed and written back whatever is done to one of them.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn unit_id_type_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Name, as it stands in the id_type columns of other tables; fixed."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "What the ids stand for."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_unit_id_types = {
	.name = "unit_id_types",
	.comment = "Kinds of unit that the project knows beside userID. One row per kind.",
	.columns = unit_id_type_columns,
	.n_columns = STATSIG_LENGTHOF(unit_id_type_columns),
	.key = {"name"},
	.list = {"/unit_id_types", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/unit_id_types/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/unit_id_types", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/unit_id_types/{name}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/unit_id_types/{name}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

#define ENVIRONMENT_FLAGS (STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL)

static const StatsigColumn environment_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", ENVIRONMENT_FLAGS, STATSIG_ANYTHING,
	 "Name, as it stands in the environment columns of other tables; unique."},
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"is_production", STATSIG_BOOL, STATSIG_FROM_ROW, "isProduction", ENVIRONMENT_FLAGS,
	 STATSIG_ANYTHING, "Whether this is a production environment."},
	{"requires_review", STATSIG_BOOL, STATSIG_FROM_ROW, "requiresReview", ENVIRONMENT_FLAGS,
	 STATSIG_ANYTHING, "Whether changes that reach the environment must be reviewed."},
	{"required_review_group_id", STATSIG_TEXT, STATSIG_FROM_ROW, "requiredReviewGroupID",
	 STATSIG_WRITABLE, STATSIG_ANYTHING, "ID of the group that must review."},
	{"requires_release_pipeline", STATSIG_BOOL, STATSIG_FROM_ROW, "requiresReleasePipeline",
	 ENVIRONMENT_FLAGS, STATSIG_ANYTHING,
	 "Whether changes must reach the environment through a release pipeline."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet environment_facets[] = {
	{.array = "environments", .always = true},
};

/* A repeated insert would give the new environment another id, so it is not repeated. */
#define ENVIRONMENTS_VERB(again)                                                           \
	{                                                                                      \
		STATSIG_VERB_PARENT_ARRAY, "POST", "/environments", .answer = STATSIG_DATA_OBJECT, \
															.repeatable = (again)          \
	}

const StatsigTable statsig_table_environments = {
	.name = "environments",
	.comment = "Environments of the project. One row per environment. Every change reads all "
			   "environments and writes all of them back, where one that is missing counts as "
			   "deleted: of changes made elsewhere at the same moment the last one stands.",
	.columns = environment_columns,
	.n_columns = STATSIG_LENGTHOF(environment_columns),
	.key = {"id"},
	.list = {"/environments", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item = {"/environments", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.facets = environment_facets,
	.n_facets = STATSIG_LENGTHOF(environment_facets),
	.insert = ENVIRONMENTS_VERB(false),
	.update = ENVIRONMENTS_VERB(true),
	.delete = ENVIRONMENTS_VERB(true),
	.unique_column = "name",
};
