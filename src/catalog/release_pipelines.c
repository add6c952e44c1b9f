/*-------------------------------------------------------------------------
 *
 * release_pipelines.c
 *	  Release pipelines, and the changes that go through them.
 *
 * A trigger is made by a change of a gate or dynamic config that names a
 * pipeline.  It has no fields to change: an UPDATE moves it on.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn release_pipeline_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING, "Name."},
	{"creator_id", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the pipeline."},
	{"created_time", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "createdTime", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Time of creation."},
	{"last_modifier_id", STATSIG_TEXT, STATSIG_FROM_ROW, "lastModifierID",
	 STATSIG_TOUCHED | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the last change."},
	{"phases", STATSIG_JSONB, STATSIG_FROM_ROW, "phases", STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "Phases in their order: array of {id, name, timeIntervalMs, requiredReview, rules}, where "
	 "rules is an array of {id, name, conditions, environments}. An UPDATE replaces all; keep the "
	 "ids of those that stay.",
	 .shape = &statsig_shape_phases},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_release_pipelines = {
	.name = "release_pipelines",
	.comment = "Release pipelines: phases in which changes reach users. One row per pipeline.",
	.columns = release_pipeline_columns,
	.n_columns = STATSIG_LENGTHOF(release_pipeline_columns),
	.key = {"id"},
	.list = {"/release_pipelines", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/release_pipelines/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/release_pipelines", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "POST", "/release_pipelines/{id}",
			   .answer = STATSIG_DATA_OBJECT, .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/release_pipelines/{id}",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};

#define TRIGGER_STATUSES "IN_PROGRESS", "PAUSED", "ABORTED", "COMPLETED", "WAITING_FOR_REVIEW"

static const StatsigColumn release_pipeline_trigger_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier, made by the API."},
	{"release_pipeline_id", STATSIG_TEXT, STATSIG_FROM_ROW, "releasePipelineID", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Pipeline that the change goes through; see table release_pipelines."},
	{"actions", STATSIG_JSONB, STATSIG_FROM_ROW, "actions", STATSIG_TOUCHED | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "What has been done: array of {type, timeMs, phaseID, actorID, actorName}."},
	{"creator_id", STATSIG_TEXT, STATSIG_FROM_ROW, "creatorID", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the change."},
	{"created_time", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "createdTime", STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Time of creation."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", 0, STATSIG_ANYTHING,
	 "What is rolled out."},
	{"gate_id", STATSIG_TEXT, STATSIG_FROM_ROW, "gateID", 0, STATSIG_ANYTHING,
	 "Gate that was changed; see table gates."},
	{"dynamic_config_id", STATSIG_TEXT, STATSIG_FROM_ROW, "dynamicConfigID", 0, STATSIG_ANYTHING,
	 "Dynamic config that was changed; see table dynamic_configs."},
	{"last_modifier_id", STATSIG_TEXT, STATSIG_FROM_ROW, "lastModifierID",
	 STATSIG_TOUCHED | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "ID of the user or key that made the last change."},
	{"last_modifier_name", STATSIG_TEXT, STATSIG_FROM_ROW, "lastModifierName",
	 STATSIG_TOUCHED | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Name of the user who made the last change."},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_ACTION | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "IN_PROGRESS, PAUSED, ABORTED, COMPLETED or WAITING_FOR_REVIEW. An UPDATE to PAUSED pauses, "
	 "one from there to IN_PROGRESS goes on, one to ABORTED or COMPLETED ends."},
	{"current_phase", STATSIG_TEXT, STATSIG_FROM_ROW, "currentPhase", STATSIG_TOUCHED,
	 STATSIG_ANYTHING, "Name of the phase that the change is in."},
	{"current_phase_id", STATSIG_TEXT, STATSIG_FROM_ROW, "currentPhaseID", STATSIG_TOUCHED,
	 STATSIG_ANYTHING, "ID of the phase that the change is in."},
	{"current_phase_end_time", STATSIG_TIMESTAMPTZ_MS, STATSIG_FROM_ROW, "currentPhaseEndTime",
	 STATSIG_TOUCHED, STATSIG_ANYTHING, "Time at which the phase ends."},
	{"action", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "What an UPDATE does: approve, pause, unpause, skip, abort or rollout; write-only."},
	{"phase_id", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "Phase that the action is about; write-only. To be given for approve and for skip (the phase "
	 "to skip to); for a pause and its end, current_phase_id when left out."},
	STATSIG_RAW_COLUMN,
};

static const StatsigFilter release_pipeline_trigger_filters[] = {
	{"release_pipeline_id", STATSIG_FILTER_EQUAL, "releasePipelineID"},
	{"gate_id", STATSIG_FILTER_EQUAL, "gateID"},
	{"dynamic_config_id", STATSIG_FILTER_EQUAL, "dynamicConfigID"},
	{"status", STATSIG_FILTER_EQUAL, "status", .values = STATSIG_NAMES(TRIGGER_STATUSES)},
	{"created_time", STATSIG_FILTER_DATE_FROM, "startDate"},
	{"created_time", STATSIG_FILTER_DATE_TO, "endDate"},
};

#define CURRENT_PHASE_ARGUMENT                                          \
	{                                                                   \
		{                                                               \
			"phase_id", "phaseID", true, .fallback = "current_phase_id" \
		}                                                               \
	}
#define PHASE_ARGUMENT                  \
	{                                   \
		{                               \
			"phase_id", "phaseID", true \
		}                               \
	}

/*
 * Every call but two leads to a state and may be sent twice.  Approving and
 * skipping move on from one phase to another.
 */
static const StatsigAction release_pipeline_trigger_actions[] = {
	{.column = "action",
	 .to = "approve",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/approve",
	 .arguments = PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .comment = "approves a phase that waits for a review"},
	{.column = "action",
	 .to = "pause",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/pause",
	 .arguments = CURRENT_PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "pauses the rollout"},
	{.column = "action",
	 .to = "unpause",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/unpause",
	 .arguments = CURRENT_PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "goes on after a pause"},
	{.column = "action",
	 .to = "skip",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/skip",
	 .arguments = PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .comment = "skips to a later phase"},
	{.column = "action",
	 .to = "abort",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/abort",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "ends the rollout and takes the change back"},
	{.column = "action",
	 .to = "rollout",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/rollout",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "rolls the change out to everyone"},
	{.column = "status",
	 .to = "PAUSED",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/pause",
	 .arguments = CURRENT_PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "pauses the rollout"},
	{.column = "status",
	 .to = "IN_PROGRESS",
	 .from = "PAUSED",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/unpause",
	 .arguments = CURRENT_PHASE_ARGUMENT,
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "goes on after a pause"},
	{.column = "status",
	 .to = "ABORTED",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/abort",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "ends the rollout and takes the change back"},
	{.column = "status",
	 .to = "COMPLETED",
	 .method = "PUT",
	 .path = "/release_pipeline_triggers/{id}/rollout",
	 .answer = STATSIG_DATA_OBJECT,
	 .repeatable = true,
	 .comment = "rolls the change out to everyone"},
};

const StatsigTable statsig_table_release_pipeline_triggers = {
	.name = "release_pipeline_triggers",
	.comment = "Changes that go through release pipelines. One row per change; it is made by an "
			   "UPDATE of a gate or dynamic config with a release_pipeline_id, and an UPDATE here "
			   "of action or status moves it on.",
	.columns = release_pipeline_trigger_columns,
	.n_columns = STATSIG_LENGTHOF(release_pipeline_trigger_columns),
	.key = {"id"},
	.list = {"/release_pipeline_triggers", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/release_pipeline_triggers/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.filters = release_pipeline_trigger_filters,
	.n_filters = STATSIG_LENGTHOF(release_pipeline_trigger_filters),
	.actions = release_pipeline_trigger_actions,
	.n_actions = STATSIG_LENGTHOF(release_pipeline_trigger_actions),
};
