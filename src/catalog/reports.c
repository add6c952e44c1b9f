/*-------------------------------------------------------------------------
 *
 * reports.c
 *	  Reports: files to download, and what Statsig bills.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn report_columns[] = {
	{"type", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Kind of report: first_exposures, pulse_daily or topline_impact_daily; must be given."},
	{"date", STATSIG_DATE, STATSIG_FROM_PATH, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Day of the report; must be given, as a day or as a range of days."},
	{"url", STATSIG_TEXT, STATSIG_FROM_ROW, "url", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Address of the file, which holds for a short time."},
	STATSIG_RAW_COLUMN,
};

static const StatsigEnumeration report_enumerations[] = {
	{"type", STATSIG_NAMES("first_exposures", "pulse_daily", "topline_impact_daily")},
};

const StatsigTable statsig_table_reports = {
	.name = "reports",
	.comment = "Reports (Enterprise): one row per kind and day, with the address of the file. A "
			   "query must say which day.",
	.columns = report_columns,
	.n_columns = STATSIG_LENGTHOF(report_columns),
	.key = {"type", "date"},
	.list = {"/reports?type={type}&date={date}", STATSIG_DATA_ANY, STATSIG_NOT_PAGED},
	.enumerations = report_enumerations,
	.n_enumerations = STATSIG_LENGTHOF(report_enumerations),
};

static const StatsigColumn usage_billing_columns[] = {
	{"line_no", STATSIG_INT8, STATSIG_FROM_ROW, "line_no", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Number of the line, from 1, without the header."},
	{"line", STATSIG_JSONB, STATSIG_FROM_ROW, "line", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "The line's fields by the names in the header; all are strings."},
	{"range_start", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_QUERY, "start", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, otherwise NULL: beginning of the time that is billed."},
	{"range_end", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_QUERY, "end", 0, STATSIG_ANYTHING,
	 "Parameter for WHERE, which must be given: end of the time that is billed."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter usage_billing_filters[] = {
	{"range_start", STATSIG_FILTER_EQUAL, "start"},
	{"range_end", STATSIG_FILTER_EQUAL, "end", .required = true},
};

const StatsigTable statsig_table_usage_billing_report = {
	.name = "usage_billing_report",
	.comment =
		"What Statsig bills the project for: one row per line of its CSV file, whose columns "
		"the API does not name beforehand. A query must say WHERE range_end = ....",
	.columns = usage_billing_columns,
	.n_columns = STATSIG_LENGTHOF(usage_billing_columns),
	.list = {"/project/usage_billing/report", STATSIG_CSV, STATSIG_NOT_PAGED},
	.filters = usage_billing_filters,
	.n_filters = STATSIG_LENGTHOF(usage_billing_filters),
};
