/*-------------------------------------------------------------------------
 *
 * connections.c
 *	  What the API takes and does not show: connections to warehouses, with
 *	  their credentials, and answers to a webhook.
 *
 * An UPDATE needs a row to change.  Where the API shows none, there is one
 * row with what the statement's conditions say, seen by UPDATE alone.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/tables.h"
#include "src/catalog/columns.h"

static const StatsigColumn databricks_connection_columns[] = {
	{"id", STATSIG_TEXT, STATSIG_FROM_ROW, "id", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the connection."},
	{"type", STATSIG_TEXT, STATSIG_FROM_ROW, "type", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Kind of warehouse."},
	{"enabled", STATSIG_BOOL, STATSIG_FROM_ROW, "enabled", STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Whether the connection is used."},
	{"data", STATSIG_JSONB, STATSIG_FROM_ROW, "data", STATSIG_SECRET | STATSIG_NOT_NULL,
	 STATSIG_ANYTHING, "The connection's settings as the API has them."},
	{"token", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY | STATSIG_SECRET,
	 STATSIG_ANYTHING, "Access token; write-only.", "token"},
	{"host", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY, STATSIG_ANYTHING,
	 "Host of the workspace; write-only.", "host"},
	{"path", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY, STATSIG_ANYTHING,
	 "HTTP path of the compute resource; write-only.", "path"},
	{"delta_sharing_credentials", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL,
	 STATSIG_INSERT | STATSIG_SECRET, STATSIG_ANYTHING,
	 "Credential file for Delta Sharing; write-only.", "deltaSharingCredentials"},
	{"verified", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Whether the connection has been tried; write-only.", "verified"},
	STATSIG_SECRET_RAW_COLUMN,
};

const StatsigTable statsig_table_ingestion_databricks_connections = {
	.name = "ingestion_databricks_connections",
	.comment = "Connections of the ingestion to Databricks: an INSERT makes one, RETURNING gives "
			   "what the API made of it. The table can only be inserted into.",
	.columns = databricks_connection_columns,
	.n_columns = STATSIG_LENGTHOF(databricks_connection_columns),
	.unreadable = "The API makes such connections and does not show them.",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/ingestion/connection/databricks",
			   .answer = STATSIG_DATA_OBJECT},
};

#define WAREHOUSE_COLUMN(name, text, looks)                                               \
	{                                                                                     \
		name, STATSIG_JSONB, STATSIG_FROM_NOWHERE, NULL, STATSIG_UPDATE | STATSIG_SECRET, \
			STATSIG_ANYTHING, text " Write-only; write one of the three columns.", name,  \
			.shape = &(looks)                                                             \
	}

static const StatsigColumn wh_connection_columns[] = {
	WAREHOUSE_COLUMN("databricks",
					 "Databricks: {host, path, accessToken, stagingDatabase, oauthClientID, "
					 "consoleComputePath}.",
					 statsig_shape_databricks),
	WAREHOUSE_COLUMN("snowflake",
					 "Snowflake: {accountName, serviceUserName, serviceUserPassword, privateKey, "
					 "keyPassPhrase, stagingDatabaseName, stagingSchemaName, computeWarehouse, "
					 "consoleComputeWarehouse}.",
					 statsig_shape_snowflake),
	WAREHOUSE_COLUMN("bigquery",
					 "BigQuery: {privateKey, project, consoleComputeProject, stagingDataset}.",
					 statsig_shape_bigquery),
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_wh_connections = {
	.name = "wh_connections",
	.comment = "The project's connection to its warehouse (Warehouse Native): an UPDATE without "
			   "WHERE sets what the object has. The table can only be updated.",
	.columns = wh_connection_columns,
	.n_columns = STATSIG_LENGTHOF(wh_connection_columns),
	.list = {"/wh_connections", STATSIG_ECHO, STATSIG_NOT_PAGED},
	.unreadable = "The API takes the parameters of the connection and does not show them.",
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/wh_connections", .answer = STATSIG_MESSAGE_ONLY,
			   .repeatable = true},
};

static const StatsigColumn change_validation_columns[] = {
	{"review_id", STATSIG_TEXT, STATSIG_FROM_PATH, NULL,
	 STATSIG_MANDATORY | STATSIG_IDENTIFIES | STATSIG_NOT_NULL, STATSIG_ANYTHING,
	 "Identifier of the review, as the webhook was given it.", "reviewID"},
	{"validated", STATSIG_BOOL, STATSIG_FROM_NOWHERE, NULL, STATSIG_MANDATORY, STATSIG_ANYTHING,
	 "Whether the change may be committed; write-only.", "validated"},
	{"message", STATSIG_TEXT, STATSIG_FROM_NOWHERE, NULL, STATSIG_WRITABLE, STATSIG_ANYTHING,
	 "What is said about the change; write-only.", "message"},
	{"debug_links", STATSIG_JSONB, STATSIG_FROM_NOWHERE, NULL, STATSIG_INSERT, STATSIG_ANYTHING,
	 "Links to more: array of {title, url}; write-only.", "debugLinks",
	 .shape = &statsig_shape_debug_links},
	STATSIG_RAW_COLUMN,
};

const StatsigTable statsig_table_change_validations = {
	.name = "change_validations",
	.comment = "Answers to the webhook that is asked before a change is committed: an INSERT "
			   "answers, an UPDATE ... WHERE review_id = ... changes the message. The table cannot "
			   "be read.",
	.columns = change_validation_columns,
	.n_columns = STATSIG_LENGTHOF(change_validation_columns),
	.key = {"review_id"},
	.list = {"/change_validation/{review_id}", STATSIG_ECHO, STATSIG_NOT_PAGED},
	.unreadable = "The API takes the answer to a webhook and does not show it.",
	.insert = {STATSIG_VERB_OBJECT, "POST", "/change_validation", .answer = STATSIG_MESSAGE_ONLY},
	.update = {STATSIG_VERB_OBJECT, "PATCH", "/change_validation/message",
			   .answer = STATSIG_MESSAGE_ONLY, .repeatable = true},
};
