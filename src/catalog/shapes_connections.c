/*-------------------------------------------------------------------------
 *
 * shapes_connections.c
 *	  What JSON values about connections and ingestion must look like to be
 *	  written.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/shapes_parts.h"

const StatsigShape statsig_shape_databricks = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		{"host", &text, OPTIONAL}, {"path", &text, OPTIONAL}, {"accessToken", &text, OPTIONAL},
		{"stagingDatabase", &text, OPTIONAL}, {"oauthClientID", &text, OPTIONAL},
		{"consoleComputePath", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_snowflake = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		{"accountName", &text, OPTIONAL}, {"serviceUserName", &text, OPTIONAL},
		{"serviceUserPassword", &text, OPTIONAL}, {"privateKey", &text, OPTIONAL},
		{"keyPassPhrase", &text, OPTIONAL}, {"stagingDatabaseName", &text, OPTIONAL},
		{"stagingSchemaName", &text, OPTIONAL}, {"computeWarehouse", &text, OPTIONAL},
		{"consoleComputeWarehouse", &text, OPTIONAL}),
};

const StatsigShape statsig_shape_bigquery = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"privateKey", &text, OPTIONAL}, {"project", &text, OPTIONAL},
							   {"consoleComputeProject", &text, OPTIONAL},
							   {"stagingDataset", &text, OPTIONAL}),
};

/* Which of them a source needs depends on its data set; the API decides. */
const StatsigShape statsig_shape_column_mapping = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS(
		{"unit_id", &text, OPTIONAL}, {"event_name", &text, OPTIONAL},
		{"timestamp", &text, OPTIONAL}, {"ids", &statsig_shape_object, OPTIONAL},
		{"metadata", &statsig_shape_object, OPTIONAL}, {"metadata_object", &text, OPTIONAL},
		{"event_value", &text, OPTIONAL}, {"id_type", &text, OPTIONAL}, {"dateid", &text, OPTIONAL},
		{"metric_name", &text, OPTIONAL}, {"metric_value", &text, OPTIONAL},
		{"numerator", &text, OPTIONAL}, {"denominator", &text, OPTIONAL},
		{"experiment", &text, OPTIONAL}, {"group_id", &text, OPTIONAL}),
};

static const StatsigShape debug_link = {
	.kinds = STATSIG_KIND_OBJECT,
	.members = STATSIG_MEMBERS({"title", &text, REQUIRED}, {"url", &text, REQUIRED}),
};

const StatsigShape statsig_shape_debug_links = {
	.kinds = STATSIG_KIND_ARRAY,
	.element = &debug_link,
};
