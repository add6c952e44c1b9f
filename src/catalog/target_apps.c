/*-------------------------------------------------------------------------
 *
 * target_apps.c
 *	  Target apps, and what is assigned to them.
 *
 * Of a target app the API gives its name and id only; the target_apps columns
 * of gates, dynamic configs and experiments say what belongs to it.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

/* What belongs to a target app. */
#define ASSIGNED_COLUMNS                                                                  \
	{"gates",                                                                             \
	 STATSIG_TEXT_ARRAY,                                                                  \
	 STATSIG_FROM_NOWHERE,                                                                \
	 NULL,                                                                                \
	 STATSIG_INSERT,                                                                      \
	 STATSIG_ANYTHING,                                                                    \
	 "IDs of the gates to assign; write-only, read gates.target_apps instead.",           \
	 "gates"},                                                                            \
		{"dynamic_configs",                                                               \
		 STATSIG_TEXT_ARRAY,                                                              \
		 STATSIG_FROM_NOWHERE,                                                            \
		 NULL,                                                                            \
		 STATSIG_INSERT,                                                                  \
		 STATSIG_ANYTHING,                                                                \
		 "IDs of the dynamic configs to assign; write-only, read "                        \
		 "dynamic_configs.target_apps instead.",                                          \
		 "dynamicConfigs"},                                                               \
	{                                                                                     \
		"experiments", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT,    \
			STATSIG_ANYTHING,                                                             \
			"IDs of the experiments to assign; write-only, read experiments.target_apps " \
			"instead.",                                                                   \
			"experiments"                                                                 \
	}

static const StatsigColumn target_app_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", 0, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL | STATSIG_UNIQUE, STATSIG_ANYTHING,
	 "Name, as it stands in the target_apps columns of other tables."},
	{"description", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY | STATSIG_UPDATE,
	 STATSIG_ANYTHING, "What the target app is; write-only.", "description"},
	ASSIGNED_COLUMNS,
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_target_apps = {
	.name = "target_apps",
	.comment = "Target apps: parts of the project that SDK keys can be bound to. One row per "
			   "target app.",
	.columns = target_app_columns,
	.n_columns = STATSIG_LENGTHOF(target_app_columns),
	.key = {"id"},
	.list = {"/target_app", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/target_app/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/target_app", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/target_app/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/target_app/{id}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};

static const StatsigColumn target_app_assignment_columns[] = {
	{"target_apps", STATSIG_TEXT_ARRAY, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY,
	 STATSIG_ANYTHING, "IDs of the target apps to assign to; write-only, see table target_apps.",
	 "targetApps"},
	ASSIGNED_COLUMNS,
	STATSIG_RAW_COLUMN,
};

/* What is assigned already may be assigned again. */
const StatsigTable statsig_table_target_app_assignments = {
	.name = "target_app_assignments",
	.comment = "Assignments to target apps, which can only be inserted: one row assigns all its "
			   "gates, dynamic configs and experiments to all its target apps.",
	.columns = target_app_assignment_columns,
	.n_columns = STATSIG_LENGTHOF(target_app_assignment_columns),
	.unreadable = "The API has no list of assignments; the target_apps columns of gates, "
				  "dynamic_configs and experiments show them.",
	.insert = {STATSIG_VERB_OBJECT, "PATCH", "/target_app", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.insert_any = {"gates", "dynamic_configs", "experiments"},
};
