/*-------------------------------------------------------------------------
 *
 * project.c
 *	  The project that the API key belongs to, and its company.
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

static const StatsigColumn company_columns[] = {
	{"company_id", STATSIG_TEXT, STATSIG_FROM_ROW, "companyID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the company."},
	{"company_name", STATSIG_TEXT, STATSIG_FROM_ROW, "companyName", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Name of the company."},
	{"is_warehouse_native", STATSIG_BOOL, STATSIG_FROM_ROW, "isWarehouseNative", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Whether its data stays in a warehouse of its own."},
	{"org_id", STATSIG_TEXT, STATSIG_FROM_ROW, "orgID", 0, STATSIG_ANYTHING,
	 "Identifier of the organisation that the company belongs to."},
	{"org_name", STATSIG_TEXT, STATSIG_FROM_ROW, "orgName", 0, STATSIG_ANYTHING,
	 "Name of the organisation."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_company = {
	.name = "company",
	.comment = "The company that the project belongs to: one row.",
	.columns = company_columns,
	.n_columns = STATSIG_LENGTHOF(company_columns),
	.key = {"company_id"},
	.list = {"/company", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
};
