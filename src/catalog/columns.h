/*-------------------------------------------------------------------------
 *
 * columns.h
 *	  Rows of the column grids that several tables have in common.
 *
 * Statsig gives gates, dynamic configs, experiments and segments the same
 * members for who changed them, who owns them and which rules they have.
 * What differs between tables is what can be written; those rows take their
 * flags as an argument.  Every macro here is one or more complete rows and
 * is used inside an array of StatsigColumn.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_COLUMNS_H
#define STATSIG_CATALOG_COLUMNS_H

#include "src/catalog/shapes.h"
#include "src/catalog/types.h"

/* Grid rows stop after their last member that says something; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Usual combinations of flags. */
#define STATSIG_WRITABLE  (STATSIG_INSERT | STATSIG_UPDATE)
#define STATSIG_MANDATORY (STATSIG_INSERT | STATSIG_REQUIRED)

/* Names and ids that users choose: gates and dynamic configs allow dots. */
#define STATSIG_ID_DOMAIN                                       \
	{                                                           \
		.min_length = 3, .max_length = 100, .characters = "_-." \
	}
#define STATSIG_NAME_DOMAIN                                      \
	{                                                            \
		.min_length = 3, .max_length = 100, .characters = "_-. " \
	}

/* Experiments and segments do not. */
#define STATSIG_UNDOTTED_ID_DOMAIN                             \
	{                                                          \
		.min_length = 3, .max_length = 100, .characters = "_-" \
	}
#define STATSIG_UNDOTTED_NAME_DOMAIN                            \
	{                                                           \
		.min_length = 3, .max_length = 100, .characters = "_- " \
	}

#define STATSIG_DESCRIPTION_DOMAIN STATSIG_LENGTH(0, 1000)

/* Of experiments, and of where they are only listed. */
#define STATSIG_EXPERIMENT_STATUSES                                                    \
	"active", "setup", "decision_made", "abandoned", "archived", "experiment_stopped", \
		"assignment_stopped"
#define STATSIG_EXPERIMENT_STATUS_TEXT                                              \
	"Status of the experiment: setup, active, decision_made, abandoned, archived, " \
	"experiment_stopped or assignment_stopped."

/* The last column of every table. */
#define STATSIG_RAW_COLUMN                                                                \
	{                                                                                     \
		"raw", STATSIG_JSONB, STATSIG_FROM_RAW, NULL, 0, STATSIG_ANYTHING,                \
			"The whole object as the API sent it, including members that have no column." \
	}

/* The same where the object holds what must not be shown. */
#define STATSIG_SECRET_RAW_COLUMN                                                         \
	{                                                                                     \
		"raw", STATSIG_JSONB, STATSIG_FROM_RAW, NULL, STATSIG_SECRET, STATSIG_ANYTHING,   \
			"The whole object as the API sent it, including members that have no column." \
	}

#define STATSIG_MODIFIER_COLUMNS                                                                   \
	{"last_modifier_id",                                                                           \
	 STATSIG_TEXT,                                                                                 \
	 STATSIG_FROM_ROW,                                                                             \
	 "lastModifierID",                                                                             \
	 STATSIG_TOUCHED,                                                                              \
	 STATSIG_ANYTHING,                                                                             \
	 "ID of the user or key that made the last change."},                                          \
		{"last_modified_time",		STATSIG_TIMESTAMPTZ_MS,			 STATSIG_FROM_ROW,             \
		 "lastModifiedTime",		STATSIG_TOUCHED | STATSIG_STAMP, STATSIG_ANYTHING,             \
		 "Time of the last change."},                                                              \
		{"last_modifier_email",                                                                    \
		 STATSIG_TEXT,                                                                             \
		 STATSIG_FROM_ROW,                                                                         \
		 "lastModifierEmail",                                                                      \
		 STATSIG_TOUCHED,                                                                          \
		 STATSIG_ANYTHING,                                                                         \
		 "E-mail address of the user who made the last change; NULL for a Console API key."},      \
	{                                                                                              \
		"last_modifier_name", STATSIG_TEXT, STATSIG_FROM_ROW, "lastModifierName", STATSIG_TOUCHED, \
			STATSIG_ANYTHING,                                                                      \
			"Name of the user who made the last change; CONSOLE API for a Console API key."        \
	}

/*
 * flags: those of creator_id and creator_email, who may have left; the other two are the
 * API's.  An id may be that of a key, which cannot be written, so an object that is written
 * whole names its creator by the e-mail address, which a key does not have.
 */
#define STATSIG_CREATOR_COLUMNS(flags)                                                   \
	{"creator_id",                                                                       \
	 STATSIG_TEXT,                                                                       \
	 STATSIG_FROM_ROW,                                                                   \
	 "creatorID",                                                                        \
	 (flags) | STATSIG_OUTLIVED | STATSIG_ON_CHANGE,                                     \
	 STATSIG_ANYTHING,                                                                   \
	 "ID of the user who counts as creator.",                                            \
	 .same_as = "creator_email"},                                                        \
		{"created_time",   STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW,   "createdTime",    \
		 STATSIG_NOT_NULL, STATSIG_ANYTHING,	   "Time of creation."},                 \
		{"creator_name",                                                                 \
		 STATSIG_TEXT,                                                                   \
		 STATSIG_FROM_ROW,                                                               \
		 "creatorName",                                                                  \
		 0,                                                                              \
		 STATSIG_ANYTHING,                                                               \
		 "Name of the creator; CONSOLE API for a Console API key."},                     \
	{                                                                                    \
		"creator_email", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorEmail",                 \
			(flags) | STATSIG_OUTLIVED, STATSIG_ANYTHING,                                \
			"E-mail address of the user who counts as creator.", .same_as = "creator_id" \
	}

#define STATSIG_TAGS_COLUMN(flags)                                                       \
	{                                                                                    \
		"tags", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "tags", (flags), STATSIG_ANYTHING, \
			"Names of the tags; see table tags."                                         \
	}

#define STATSIG_TARGET_APPS_COLUMN(flags)                                                        \
	{                                                                                            \
		"target_apps", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "targetApps", (flags),              \
			STATSIG_ANYTHING, "Names of the target apps this is visible to; NULL or empty: all." \
	}

/* The API has been seen to repeat ids here. */
#define STATSIG_HOLDOUT_IDS_COLUMN                                                           \
	{                                                                                        \
		"holdout_ids", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "holdoutIDs", STATSIG_DISTINCT, \
			STATSIG_ANYTHING, "IDs of the holdouts that apply; changed on the holdout."      \
	}

/* "..." is the comment. */
#define STATSIG_TEAM_COLUMN(flags, ...)                                                        \
	{                                                                                          \
		"team", STATSIG_TEXT, STATSIG_FROM_ROW, "team", (flags), STATSIG_ANYTHING, __VA_ARGS__ \
	}

#define STATSIG_TEAM_ID_COLUMN(flags)                                                      \
	{                                                                                      \
		"team_id", STATSIG_TEXT, STATSIG_FROM_ROW, "teamID", (flags) | STATSIG_EMPTY_NULL, \
			STATSIG_ANYTHING, "ID of the owning team (Enterprise)."                        \
	}

#define STATSIG_TEAM_COLUMNS(flags)                                                               \
	STATSIG_TEAM_COLUMN(flags,                                                                    \
						"Name of the owning team (Enterprise). Write team or team_id, not both.", \
						.same_as = "team_id"),                                                    \
	{                                                                                             \
		"team_id", STATSIG_TEXT, STATSIG_FROM_ROW, "teamID", (flags) | STATSIG_EMPTY_NULL,        \
			STATSIG_ANYTHING, "ID of the owning team (Enterprise).", .same_as = "team"            \
	}

#define STATSIG_VERSION_COLUMN                                                                 \
	{                                                                                          \
		"version", STATSIG_INT8, STATSIG_FROM_ROW, "version", STATSIG_TOUCHED | STATSIG_STAMP, \
			STATSIG_ANYTHING, "Version number; grows with every change."                       \
	}

#define STATSIG_RELEASE_PIPELINE_COLUMN(flags)                                      \
	{                                                                               \
		"release_pipeline_id", STATSIG_TEXT, STATSIG_FROM_ROW, "releasePipelineID", \
			(flags) | STATSIG_EMPTY_NULL, STATSIG_ANYTHING,                         \
			"ID of the release pipeline that rolls changes out."                    \
	}

/* looks: the shape of an owner that can be written, or NULL. */
#define STATSIG_OWNER_COLUMN(flags, looks)                                            \
	{                                                                                 \
		"owner", STATSIG_JSONB, STATSIG_FROM_ROW, "owner", (flags), STATSIG_ANYTHING, \
			"Owner: {ownerID, ownerType (USER or SDK_KEY), ownerName, ownerEmail}; "  \
			"may be missing for what the Console API created.",                       \
			.shape = (looks)                                                          \
	}

#define STATSIG_ACTIVE_REVIEW_COLUMN                                                           \
	{                                                                                          \
		"active_review", STATSIG_JSONB, STATSIG_FROM_ROW, "activeReview", 0, STATSIG_ANYTHING, \
			"Review that is open now: {reviewID, reviewStatus, description}."                  \
	}

/* A whole object of another kind, for tables that list what belongs to something. */
#define STATSIG_WHOLE_ITEM_COLUMN(text)                                                         \
	{                                                                                           \
		"item", STATSIG_JSONB, STATSIG_FROM_RAW, NULL, STATSIG_NOT_NULL, STATSIG_ANYTHING, text \
	}

/* Metrics, where they are only listed. */
#define STATSIG_LISTED_METRIC_COLUMNS                                                         \
	{"metric_id",                                                                             \
	 STATSIG_TEXT,                                                                            \
	 STATSIG_FROM_ROW,                                                                        \
	 "id",                                                                                    \
	 STATSIG_NOT_NULL,                                                                        \
	 STATSIG_ANYTHING,                                                                        \
	 "Metric, as name::type; see table metrics."},                                            \
		{"name",		   STATSIG_TEXT,	 STATSIG_FROM_ROW,	   "name",                    \
		 STATSIG_NOT_NULL, STATSIG_ANYTHING, "Name of the metric."},                          \
		{"type",                                                                              \
		 STATSIG_TEXT,                                                                        \
		 STATSIG_FROM_ROW,                                                                    \
		 "type",                                                                              \
		 STATSIG_NOT_NULL,                                                                    \
		 STATSIG_ANYTHING,                                                                    \
		 "Kind of metric: ratio, mean, event_count_custom, event_user, funnel, composite, "   \
		 "composite_sum, sum, undefined, user_warehouse, setup_incomplete, import_window or " \
		 "count_distinct; others have been seen, such as event_count."},                      \
		STATSIG_WHOLE_ITEM_COLUMN("The whole metric.")

/* Overrides of gates and holdouts, after the column that names the gate or holdout. */
#define STATSIG_PASS_OVERRIDE_COLUMNS(passes_text)                                                 \
	{"environment",                                                                                \
	 STATSIG_TEXT,                                                                                 \
	 STATSIG_FROM_ROW,                                                                             \
	 "environment",                                                                                \
	 STATSIG_INSERT,                                                                               \
	 STATSIG_ANYTHING,                                                                             \
	 "Environment the override holds in; NULL: all."},                                             \
		{"unit_type",                                                                              \
		 STATSIG_TEXT,                                                                             \
		 STATSIG_FROM_ROW,                                                                         \
		 "unitID",                                                                                 \
		 STATSIG_INSERT,                                                                           \
		 STATSIG_ANYTHING,                                                                         \
		 "Kind of unit_id: userID, customID or the name of a unit ID type; userID when left out.", \
		 .insert_default = "\"userID\""},                                                          \
		{"unit_id",                                                                                \
		 STATSIG_TEXT,                                                                             \
		 STATSIG_FROM_FACET,                                                                       \
		 NULL,                                                                                     \
		 STATSIG_MANDATORY | STATSIG_NOT_NULL,                                                     \
		 STATSIG_LENGTH(1, 0),                                                                     \
		 "The id that is overridden."},                                                            \
	{                                                                                              \
		"passes", STATSIG_BOOL, STATSIG_FROM_FACET, NULL,                                          \
			STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING, passes_text   \
	}

/*
 * The body is either the flat lists or environmentOverrides.  A flat list
 * stands for all environments; the lists of user ids must both be there.
 */
#define STATSIG_FLAT_PASS_OVERRIDE(member, type, result, must)  \
	{                                                           \
		.list = member,                                         \
		.values = {{"environment", STATSIG_FACET_NULL, NULL},   \
				   {"unit_type", STATSIG_FACET_CONSTANT, type}, \
				   {"passes", STATSIG_FACET_CONSTANT, result},  \
				   {"unit_id", STATSIG_FACET_ELEMENT, NULL}},   \
		.body = 1, .always = (must)                             \
	}

#define STATSIG_ENVIRONMENT_PASS_OVERRIDE(member, result)      \
	{                                                          \
		.array = "environmentOverrides", .list = member,       \
		.values = {{"passes", STATSIG_FACET_CONSTANT, result}, \
				   {"unit_id", STATSIG_FACET_ELEMENT, NULL}},  \
		.body = 2                                              \
	}

#define STATSIG_PASS_OVERRIDE_FACETS                                                \
	STATSIG_FLAT_PASS_OVERRIDE("passingUserIDs", "userID", "true", true),           \
		STATSIG_FLAT_PASS_OVERRIDE("failingUserIDs", "userID", "false", true),      \
		STATSIG_FLAT_PASS_OVERRIDE("passingCustomIDs", "customID", "true", false),  \
		STATSIG_FLAT_PASS_OVERRIDE("failingCustomIDs", "customID", "false", false), \
		STATSIG_ENVIRONMENT_PASS_OVERRIDE("passingIDs", "true"),                    \
		STATSIG_ENVIRONMENT_PASS_OVERRIDE("failingIDs", "false")

/*
 * Columns of the tables whose rows are the elements of a "rules" array.  The
 * first rule whose conditions all hold decides.
 */
#define STATSIG_RULE_POSITION_COLUMN                                                               \
	{                                                                                              \
		"position", STATSIG_INT4, STATSIG_FROM_POSITION, NULL, STATSIG_REORDER | STATSIG_NOT_NULL, \
			STATSIG_ANYTHING,                                                                      \
			"Place in the order of evaluation, from 0; the first rule that matches decides. "      \
			"An UPDATE moves the rule."                                                            \
	}

#define STATSIG_RULE_NAME_COLUMN                                                     \
	{                                                                                \
		"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",                              \
			STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING, \
			"Name of the rule; unique among its rules."                              \
	}

#define STATSIG_RULE_PASS_PERCENTAGE_COLUMN(flags, text)                                 \
	{                                                                                    \
		"pass_percentage", STATSIG_PERCENT, STATSIG_FROM_ROW, "passPercentage", (flags), \
			STATSIG_RANGE(0, 100), text                                                  \
	}

/*
 * environments is sent as null to return to "all": the contract says
 * nullable, and an absent member would leave the old list in place.
 *
 * looks: the shape of the conditions.
 */
#define STATSIG_RULE_TARGETING_COLUMNS(looks)                                                      \
	{"conditions",                                                                                 \
	 STATSIG_JSONB,                                                                                \
	 STATSIG_FROM_ROW,                                                                             \
	 "conditions",                                                                                 \
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL,                                        \
	 STATSIG_ANYTHING,                                                                             \
	 "Array of {type, operator, targetValue, field, customID}; all of them must hold.",            \
	 .shape = (looks)},                                                                            \
		{"environments",                                                                           \
		 STATSIG_TEXT_ARRAY,                                                                       \
		 STATSIG_FROM_ROW,                                                                         \
		 "environments",                                                                           \
		 STATSIG_WRITABLE | STATSIG_NULLABLE,                                                      \
		 STATSIG_ANYTHING,                                                                         \
		 "Environments the rule is evaluated in; NULL: all."},                                     \
		{"id",                                                                                     \
		 STATSIG_TEXT,                                                                             \
		 STATSIG_FROM_ROW,                                                                         \
		 "id",                                                                                     \
		 STATSIG_TOUCHED,                                                                          \
		 STATSIG_ANYTHING,                                                                         \
		 "Current id of the rule; changes with pass_percentage. Use base_id to refer to a rule."}, \
	{                                                                                              \
		"base_id", STATSIG_TEXT, STATSIG_FROM_ROW, "baseID|id", 0, STATSIG_ANYTHING,               \
			"Stable id of the rule, made by the API.", "baseID"                                    \
	}

#define STATSIG_RULE_ROLLOUT_COLUMNS                                                               \
	{"completed_automated_rollouts",                                                               \
	 STATSIG_JSONB,                                                                                \
	 STATSIG_FROM_ROW,                                                                             \
	 "completedAutomatedRollouts",                                                                 \
	 0,                                                                                            \
	 STATSIG_ANYTHING,                                                                             \
	 "Rollout steps that have happened: array of {time (ms since 1970), passPercent}."},           \
	{                                                                                              \
		"pending_automated_rollouts", STATSIG_JSONB, STATSIG_FROM_ROW, "pendingAutomatedRollouts", \
			STATSIG_WRITABLE, STATSIG_ANYTHING,                                                    \
			"Rollout steps to come: array of {time (ms since 1970), passPercent}.",                \
			.shape = &statsig_shape_rollouts                                                       \
	}

#endif /* STATSIG_CATALOG_COLUMNS_H */
