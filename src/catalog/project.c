/*-------------------------------------------------------------------------
 *
 * project.c
 *	  The project that the API key belongs to.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn project_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the project."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_project = {
	.name = "project",
	.comment = "The project that the API key belongs to: one row. A cheap way to try a key.",
	.columns = project_columns,
	.n_columns = STATSIG_LENGTHOF(project_columns),
	.key = {"id"},
	.list = {"/project", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
};
