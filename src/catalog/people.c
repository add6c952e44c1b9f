/*-------------------------------------------------------------------------
 *
 * people.c
 *	  Users and teams.
 *
 * Users are invited, not created: the answer to an invitation carries no
 * user, and no row appears before the invitation is accepted.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

#define EMAIL_DOMAIN                                    \
	{                                                   \
		.min_length = 1, .format = STATSIG_FORMAT_EMAIL \
	}

static const StatsigColumn user_columns[] = {
	{"email", STATSIG_TEXT, STATSIG_FROM_ROW, "email", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 EMAIL_DOMAIN, "E-mail address; that of an invitation must be in the company's domain."},
	{"first_name", STATSIG_TEXT, STATSIG_FROM_ROW, "firstName", STATSIG_UPDATE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "First name."},
	{"last_name", STATSIG_TEXT, STATSIG_FROM_ROW, "lastName", STATSIG_UPDATE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Last name."},
	{"role", STATSIG_TEXT, STATSIG_FROM_ROW, "role",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the role, such as Admin; the API may return it in lower case."},
	{"teams", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Teams to add an invited user to; write-only.", "teams"},
	STATSIG_RAW_COLUMN,
};

static const StatsigFacet user_facets[] = {
	{.list = "emails",
	 .values = {{"email", STATSIG_FACET_ELEMENT, NULL}},
	 .always = true,
	 .write_only = true},
};

/* The update is a POST that sets what it is given and may be sent twice; an invitation may not. */
const StatsigTable statsig_table_users = {
	.name = "users",
	.comment = "Users of the project. One row per user. An INSERT invites, and no row appears "
			   "before the invitation is accepted; the API cannot remove users.",
	.columns = user_columns,
	.n_columns = STATSIG_LENGTHOF(user_columns),
	.key = {"email"},
	.list = {"/users", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/users/{email}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "email",
	.facets = user_facets,
	.n_facets = STATSIG_LENGTHOF(user_facets),
	.insert = {STATSIG_VERB_ENTRIES, "POST", "/users/invite", .answer = STATSIG_MESSAGE_ONLY},
	.update = {STATSIG_VERB_OBJECT, "POST", "/users/{email}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

/* Lists that the API demands of a new team: an empty one is sent when left out. */
#define TEAM_METRICS_FLAGS	(STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL)
#define TEAM_TEMPLATE_FLAGS (STATSIG_WRITABLE | STATSIG_NULLABLE)

static const StatsigColumn team_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL | STATSIG_UNIQUE, STATSIG_ANYTHING,
	 "Name."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "What the team does."},
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"default_gate_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "defaultGateMetrics",
	 TEAM_METRICS_FLAGS, STATSIG_ANYTHING,
	 "Metrics that new gates of the team watch: array of {name, type}; [] when left out.",
	 .insert_default = "[]", .shape = &statsig_shape_metrics},
	{"default_experiment_primary_metrics", STATSIG_JSONB, STATSIG_FROM_ROW,
	 "defaultExperimentPrimaryMetrics", TEAM_METRICS_FLAGS, STATSIG_ANYTHING,
	 "Primary metrics of new experiments of the team: array of {name, type}; [] when left out.",
	 .insert_default = "[]", .shape = &statsig_shape_metrics},
	{"default_experiment_secondary_metrics", STATSIG_JSONB, STATSIG_FROM_ROW,
	 "defaultExperimentSecondaryMetrics", TEAM_METRICS_FLAGS, STATSIG_ANYTHING,
	 "Secondary metrics of new experiments of the team: array of {name, type}; [] when left out.",
	 .insert_default = "[]", .shape = &statsig_shape_metrics},
	{"default_holdout_metrics", STATSIG_JSONB, STATSIG_FROM_ROW, "defaultHoldoutMetrics",
	 TEAM_METRICS_FLAGS, STATSIG_ANYTHING,
	 "Metrics of new holdouts of the team: array of {name, type}; [] when left out.",
	 .insert_default = "[]", .shape = &statsig_shape_metrics},
	{"change_team_configs", STATSIG_TEXT, STATSIG_FROM_ROW, "changeTeamConfigs",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_VALUES("anyone", "team_only"),
	 "Who may change what the team owns: anyone or team_only; anyone when left out.",
	 .insert_default = "\"anyone\""},
	{"review_approval", STATSIG_TEXT, STATSIG_FROM_ROW, "reviewApproval",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,
	 STATSIG_VALUES("anyone", "team_only", "admin_only"),
	 "Who may approve reviews: anyone, team_only or admin_only; anyone when left out.",
	 .insert_default = "\"anyone\""},
	{"default_target_applications", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW,
	 "defaultTargetApplications", STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Target apps of what the team creates; none when left out.",
	 .insert_default = "[]"},
	{"default_holdout_id", STATSIG_TEXT, STATSIG_FROM_ROW, "defaultHoldoutID",
	 STATSIG_WRITABLE | STATSIG_NULLABLE | STATSIG_EMPTY_NULL, STATSIG_ANYTHING,
	 "Holdout that what the team creates is added to."},
	{"require_reviews", STATSIG_BOOL, STATSIG_FROM_ROW, "requireReviews", TEAM_TEMPLATE_FLAGS,
	 STATSIG_ANYTHING, "Whether changes must be reviewed."},
	{"require_gate_templates", STATSIG_BOOL, STATSIG_FROM_ROW, "requireGateTemplates",
	 TEAM_TEMPLATE_FLAGS, STATSIG_ANYTHING, "Whether new gates must come from a template."},
	{"require_experiment_templates", STATSIG_BOOL, STATSIG_FROM_ROW, "requireExperimentTemplates",
	 TEAM_TEMPLATE_FLAGS, STATSIG_ANYTHING, "Whether new experiments must come from a template."},
	{"require_dynamic_config_templates", STATSIG_BOOL, STATSIG_FROM_ROW,
	 "requireDynamicConfigTemplates", TEAM_TEMPLATE_FLAGS, STATSIG_ANYTHING,
	 "Whether new dynamic configs must come from a template."},
	{"members", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "members[].email",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "E-mail addresses of the members; an UPDATE replaces all. None when left out.", "members",
	 "[]"},
	{"admins", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "admins[].email",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "E-mail addresses of the team's admins; an UPDATE replaces all. None when left out.", "admins",
	 "[]"},
	{"members_detail", STATSIG_JSONB, STATSIG_FROM_ROW, "members", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "The members: array of {email, firstName, lastName, role}."},
	{"admins_detail", STATSIG_JSONB, STATSIG_FROM_ROW, "admins", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "The team's admins: array of {email, firstName, lastName, role}."},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_teams = {
	.name = "teams",
	.comment = "Teams (Enterprise). One row per team.",
	.columns = team_columns,
	.n_columns = STATSIG_LENGTHOF(team_columns),
	.key = {"id"},
	.list = {"/users/teams", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/users/teams/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/users/teams", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/users/teams/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/users/teams/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};
