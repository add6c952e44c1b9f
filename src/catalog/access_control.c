/*-------------------------------------------------------------------------
 *
 * access_control.c
 *	  Roles and API keys.
 *
 * A key is named by its own text, which stands in the paths of its requests
 * and is a secret: it is shown as the value of a row, and nowhere else.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn role_columns[] = {
	{"name", STATSIG_TEXT, STATSIG_FROM_ROW, "name", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "Name, as it stands in users.role; fixed."},
	{"permissions", STATSIG_JSONB, STATSIG_FROM_ROW, "permissions",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "What the role may do: object with true or false for each permission, such as "
	 "create_configs or start_experiments. An UPDATE sends the whole object.",
	 .shape = &statsig_shape_permissions},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_roles = {
	.name = "roles",
	.comment = "Roles of the project. One row per role. What becomes of a permission that an "
			   "UPDATE leaves out is not documented: change single ones with permissions || "
			   "'{\"...\": true}'.",
	.columns = role_columns,
	.n_columns = STATSIG_LENGTHOF(role_columns),
	.key = {"name"},
	.list = {"/roles", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/roles/{name}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "name",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/roles", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/roles/{name}", .answer = STATSIG_DATA_OBJECT,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/roles/{name}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};

static const StatsigColumn key_columns[] = {
	{"key", STATSIG_TEXT, STATSIG_FROM_ROW, "key", STATSIG_SECRET, STATSIG_ANYTHING,
	 "The key itself, made by the API; secret."},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_MANDATORY | STATSIG_NOT_NULL,
	 STATSIG_VALUES("SERVER", "CLIENT", "CONSOLE", "SCIM", "ORG"),
	 "What the key is for: SERVER, CLIENT, CONSOLE, SCIM or ORG; fixed."},
	{"description", STATSIG_TEXT, STATSIG_FROM_ROW, "description",
	 STATSIG_MANDATORY | STATSIG_UPDATE | STATSIG_NOT_NULL, STATSIG_DESCRIPTION_DOMAIN,
	 "What uses the key."},
	{"scopes", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "scopes", STATSIG_WRITABLE | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "What the key may do: omni_read_only, omni_read_write, client_download_config_specs, "
	 "none_hash_enabled, can_access_keys, client_can_write_user_store, personal_read_only, "
	 "personal_read_write."},
	{"environments", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "environments", STATSIG_WRITABLE,
	 STATSIG_ANYTHING, "Names of the environments that the key is for; NULL: all."},
	{"primary_target_app", STATSIG_TEXT, STATSIG_FROM_ROW, "primaryTargetApp",
	 STATSIG_WRITABLE | STATSIG_NULLABLE, STATSIG_ANYTHING,
	 "Target app that the key is bound to; see table target_apps.", "targetAppID"},
	{"secondary_target_apps", STATSIG_TEXT_ARRAY, STATSIG_FROM_ROW, "secondaryTargetApps",
	 STATSIG_WRITABLE | STATSIG_NULLABLE, STATSIG_ANYTHING,
	 "Further target apps that the key is bound to; see table target_apps.",
	 "secondaryTargetAppIDs"},
	{"status", STATSIG_TEXT, STATSIG_FROM_ROW, "status", STATSIG_ACTION | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING,
	 "active or deactivated. An UPDATE to deactivated ends the key for good; there is no way back."},
	{"rotate", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_ACTION, STATSIG_ANYTHING,
	 "An UPDATE to true gives the key a new text, which RETURNING key shows; write-only."},
	STATSIG_SECRET_RAW_COLUMN,
};

static const StatsigFilter key_filters[] = {
	{"environments", STATSIG_FILTER_MEMBER, "environment"},
};

/* A second rotation would make yet another key. */
static const StatsigAction key_actions[] = {
	{.column = "status",
	 .to = "deactivated",
	 .method = "PATCH",
	 .path = "/keys/{key}/deactivate",
	 .answer = STATSIG_MESSAGE_ONLY,
	 .repeatable = true,
	 .comment = "deactivates the key, for good"},
	{.column = "rotate",
	 .to = "t",
	 .method = "PATCH",
	 .path = "/keys/{key}/rotate",
	 .answer = STATSIG_DATA_OBJECT,
	 .rekeys = true,
	 .comment = "replaces the key by a new one"},
};

/*
 * The answer to an update is not the whole key: the API's example has only
 * what was changed, under the names of the request.  So it is read again.
 */
const StatsigTable statsig_table_keys = {
	.name = "keys",
	.comment = "API keys (Enterprise). One row per key. Needs a Console API key with the scope "
			   "can_access_keys. Target apps are read and written by different members, and "
			   "whether the API takes their names as well as their ids is not documented.",
	.columns = key_columns,
	.n_columns = STATSIG_LENGTHOF(key_columns),
	.key = {"key"},
	.list = {"/keys", STATSIG_DATA_ARRAY, STATSIG_PAGED},
	.item = {"/keys/{key}", STATSIG_DATA_OBJECT, STATSIG_NOT_PAGED},
	.item_key = "key",
	.filters = key_filters,
	.n_filters = STATSIG_LENGTHOF(key_filters),
	.insert = {STATSIG_VERB_OBJECT, "POST", "/keys", .answer = STATSIG_DATA_OBJECT},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/keys/{key}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.delete = {STATSIG_VERB_OBJECT, "DELETE", "/keys/{key}", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
	.actions = key_actions,
	.n_actions = STATSIG_LENGTHOF(key_actions),
};
