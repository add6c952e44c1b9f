/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  Settings of the project: tables of one row.
 *
 * The API takes the settings of one kind as a whole, so an UPDATE reads them
 * first.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define SETTING_FLAGS (STATSIG_UPDATE | STATSIG_NOT_NULL)

static const StatsigColumn settings_project_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", SETTING_FLAGS, STATSIG_ANYTHING,
	 "Name of the project."},
	{"visibility", STATSIG_TEXT, STATSIG_FROM_ROW, "visibility", SETTING_FLAGS,
	 STATSIG_VALUES("OPEN", "CLOSED", "EXTERNAL"),
	 "Who of the company can see the project: OPEN, CLOSED or EXTERNAL; the API may return it in "
	 "lower case."},
	{"default_unit_type", STATSIG_TEXT, STATSIG_FROM_ROW, "default_unit_type", STATSIG_UPDATE,
	 STATSIG_ANYTHING, "Unit of what is made without one."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_settings_project = {
	.name = "settings_project",
	.comment = "Settings of the project: one row, which can be updated.",
	.columns = settings_project_columns,
	.n_columns = STATSIG_LENGTHOF(settings_project_columns),
	.list = {"/settings/project", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.update = {STATSIG_VERB_WHOLE, "POST", "/settings/project", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

static const StatsigColumn settings_reviews_columns[] = {
	{"is_config_review_required", STATSIG_BOOL, STATSIG_FROM_ROW, "is_config_review_required",
	 SETTING_FLAGS, STATSIG_ANYTHING,
	 "Whether changes of gates, configs and the like are reviewed."},
	{"is_metric_review_required", STATSIG_BOOL, STATSIG_FROM_ROW, "is_metric_review_required",
	 SETTING_FLAGS, STATSIG_ANYTHING, "Whether changes of metrics are reviewed."},
	{"is_metric_review_required_on_verified_only", STATSIG_BOOL, STATSIG_FROM_ROW,
	 "is_metric_review_required_on_verified_only", SETTING_FLAGS, STATSIG_ANYTHING,
	 "Whether only changes of verified metrics are reviewed."},
	{"is_whn_analysis_only_review_required", STATSIG_BOOL, STATSIG_FROM_ROW,
	 "is_whn_analysis_only_review_required", STATSIG_UPDATE, STATSIG_ANYTHING,
	 "Whether experiments that are only analysed are reviewed (Warehouse Native)."},
	{"is_whn_source_review_required", STATSIG_BOOL, STATSIG_FROM_ROW,
	 "is_whn_source_review_required", STATSIG_UPDATE, STATSIG_ANYTHING,
	 "Whether changes of warehouse sources are reviewed (Warehouse Native)."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_settings_reviews = {
	.name = "settings_reviews",
	.comment = "Settings about reviews: one row, which can be updated.",
	.columns = settings_reviews_columns,
	.n_columns = STATSIG_LENGTHOF(settings_reviews_columns),
	.list = {"/settings/reviews", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.update = {STATSIG_VERB_WHOLE, "POST", "/settings/reviews", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

static const StatsigColumn settings_roles_columns[] = {
	{"default_project_role", STATSIG_TEXT, STATSIG_FROM_ROW, "default_project_role", SETTING_FLAGS,
	 STATSIG_ANYTHING, "Role of who joins the project; see table roles."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_settings_roles = {
	.name = "settings_roles",
	.comment = "Settings about roles: one row, which can be updated.",
	.columns = settings_roles_columns,
	.n_columns = STATSIG_LENGTHOF(settings_roles_columns),
	.list = {"/settings/roles", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.update = {STATSIG_VERB_WHOLE, "POST", "/settings/roles", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

static const StatsigColumn settings_teams_columns[] = {
	{"require_teams_on_configs", STATSIG_BOOL, STATSIG_FROM_ROW, "require_teams_on_configs",
	 SETTING_FLAGS, STATSIG_ANYTHING, "Whether gates, configs and the like must have a team."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_settings_teams = {
	.name = "settings_teams",
	.comment = "Settings about teams (Enterprise): one row, which can be updated.",
	.columns = settings_teams_columns,
	.n_columns = STATSIG_LENGTHOF(settings_teams_columns),
	.list = {"/settings/teams", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.update = {STATSIG_VERB_WHOLE, "POST", "/settings/teams", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};
