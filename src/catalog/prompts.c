/*-------------------------------------------------------------------------
 *
 * prompts.c
 *	  AI configs, which the API calls prompts, and their versions.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn prompt_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier that code asks for, made by the API from name."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY, STATSIG_NAME_DOMAIN,
	 "Name; fixed. Where there is a display name, the API may show that instead."},
	{"id_type", STATSIG_TEXT, STATSIG_FROM_ROW, "idType", 0, STATSIG_ANYTHING,
	 "Unit that gets a version, such as userID."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_WRITABLE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN, "What the prompt is for."},
	STATSIG_MODIFIER_COLUMNS,
	STATSIG_CREATOR_COLUMNS(STATSIG_INSERT),
	STATSIG_TAGS_COLUMN(STATSIG_INSERT),
	STATSIG_TARGET_APPS_COLUMN(STATSIG_WRITABLE),
	STATSIG_HOLDOUT_IDS_COLUMN,
	STATSIG_TEAM_COLUMNS(STATSIG_WRITABLE),
	STATSIG_VERSION_COLUMN,
	{"display_name", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_NAME_DOMAIN,
	 "Display name, which the API may show as name; write-only.", "displayName"},
	{"owner", STATSIG_JSONB, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Owner: {ownerID, ownerType (USER or SDK_KEY), ownerName, ownerEmail}; write-only.", "owner",
	 .shape = &statsig_shape_owner},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_prompts = {
	.name = "prompts",
	.comment = "AI configs. One row per config; the API can neither delete them nor list their "
			   "versions.",
	.columns = prompt_columns,
	.n_columns = STATSIG_LENGTHOF(prompt_columns),
	.key = {"id"},
	.list = {"/prompts", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/prompts/{id}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "id",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/prompts", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/prompts/{id}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
};

/* Headers of requests often carry credentials, so they are secret whatever they are. */
static const StatsigColumn prompt_version_columns[] = {
	{"prompt_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL, STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Prompt that gets the version; see table prompts."},
	{"prompts", STATSIG_JSONB, STATSIG_FROM_ROW, "prompts", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Messages to the model: array of {role (system, user or assistant), content}.",
	 .shape = &statsig_shape_messages},
	{"temperature", STATSIG_FLOAT8, STATSIG_FROM_ROW, "temperature", STATSIG_INSERT,
	 STATSIG_ANYTHING, "Temperature of the model."},
	{"model", STATSIG_TEXT, STATSIG_FROM_ROW, "model", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Model to ask."},
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY, STATSIG_NAME_DOMAIN,
	 "Name of the version."},
	{"provider", STATSIG_TEXT, STATSIG_FROM_ROW, "provider", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Provider of the model."},
	{"workflow_body", STATSIG_JSONB, STATSIG_FROM_ROW, "workflow_body", STATSIG_INSERT,
	 STATSIG_ANYTHING,
	 "Body of the request to a workflow: {type (JSON), value}, where value is JSON text.",
	 .shape = &statsig_shape_workflow_body},
	{"workflow_headers", STATSIG_JSONB, STATSIG_FROM_ROW, "workflow_headers",
	 STATSIG_INSERT | STATSIG_SECRET, STATSIG_ANYTHING,
	 "Headers of the request to a workflow: array of {name, value}; secret.",
	 .shape = &statsig_shape_headers},
	{"auth_workflow_headers", STATSIG_JSONB, STATSIG_FROM_ROW, "auth_workflow_headers",
	 STATSIG_INSERT | STATSIG_SECRET, STATSIG_ANYTHING,
	 "Headers that authenticate the request to a workflow: array of {name, value}; secret.",
	 .shape = &statsig_shape_headers},
	{"eval_model", STATSIG_TEXT, STATSIG_FROM_ROW, "eval_model", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Model that judges the answers."},
	{"top_p", STATSIG_FLOAT8, STATSIG_FROM_ROW, "top_p", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Probability mass that the model samples from."},
	{"frequency_penalty", STATSIG_FLOAT8, STATSIG_FROM_ROW, "frequency_penalty", STATSIG_INSERT,
	 STATSIG_ANYTHING, "Penalty for tokens by how often they have come."},
	{"presence_penalty", STATSIG_FLOAT8, STATSIG_FROM_ROW, "presence_penalty", STATSIG_INSERT,
	 STATSIG_ANYTHING, "Penalty for tokens that have come at all."},
	{"max_tokens", STATSIG_INT8, STATSIG_FROM_ROW, "max_tokens", STATSIG_INSERT, STATSIG_ANYTHING,
	 "Most tokens of an answer."},
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_INSERT, STATSIG_ID_DOMAIN,
	 "Identifier. Left out on INSERT, the API makes it from name."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description", STATSIG_INSERT,
	 STATSIG_DESCRIPTION_DOMAIN, "What is new in the version."},
	STATSIG_SECRET_RAW_COLUMN,
};

const StatsigTable statsig_table_prompt_versions = {
	.name = "prompt_versions",
	.comment = "Versions of AI configs, which can only be inserted; RETURNING gives what the API "
			   "made of the row.",
	.columns = prompt_version_columns,
	.n_columns = STATSIG_LENGTHOF(prompt_version_columns),
	.key = {"prompt_id", "id"},
	.unreadable = "The API takes versions of prompts and does not show them.",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/prompts/{prompt_id}/versions",
			   .answer = STATSIG_DATA_OBJECT},
};
