/*-------------------------------------------------------------------------
 *
 * import.c
 *	  IMPORT FOREIGN SCHEMA statsig: foreign tables from the catalogue, with
 *	  comments on every table and column.
 *
 * The server runs what an FDW returns from here only if it is CREATE FOREIGN
 * TABLE, and that statement cannot carry comments.  So the tables are made
 * in the callback itself, the way the server would have made them (as
 * subcommands of the running statement, so that privileges, event triggers
 * and dependencies are as usual), each is commented at once, and the list
 * that goes back is empty.  The other ways were a hook on every utility
 * statement of the session, or a second statement for the user to know about.
 *
 * The server has checked before that the user may use the server and create
 * in the schema; what LIMIT TO and EXCEPT mean is left to its own function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/comment.h"
#include "commands/defrem.h"
#include "foreign/foreign.h"
#include "lib/stringinfo.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/import.h"

#define REMOTE_SCHEMA "statsig"

static void
check_schema(const ImportForeignSchemaStmt *stmt)
{
	if (strcmp(stmt->remote_schema, REMOTE_SCHEMA) != 0)
		ereport(ERROR, (errcode(ERRCODE_FDW_SCHEMA_NOT_FOUND),
						errmsg("there is no remote schema \"%s\"", stmt->remote_schema),
						errhint("The only remote schema is \"%s\".", REMOTE_SCHEMA)));
}

/* Whether tables and columns are to be commented. */
static bool
import_comments(const ImportForeignSchemaStmt *stmt)
{
	bool comments = true;
	ListCell *cell;

	foreach(cell, stmt->options)
	{
		DefElem *element = lfirst_node(DefElem, cell);

		if (strcmp(element->defname, "import_comments") != 0)
			ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
							errmsg("invalid option \"%s\"", element->defname),
							errdetail("Valid options are: import_comments.")));
		comments = defGetBoolean(element);
	}
	return comments;
}

/*
 * A name in LIMIT TO that does not exist is skipped by the server, without a
 * word; when none of them exists, that must have been a mistake.
 */
static void
check_limit(const ImportForeignSchemaStmt *stmt)
{
	ClosestMatchState match;
	const char *closest;
	const char *first;
	ListCell *cell;
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);

	if (stmt->list_type != FDW_IMPORT_SCHEMA_LIMIT_TO)
		return;
	foreach(cell, stmt->table_list)
	{
		if (statsig_catalog_table(lfirst_node(RangeVar, cell)->relname) != NULL)
			return;
	}

	first = linitial_node(RangeVar, stmt->table_list)->relname;
	initClosestMatch(&match, first, 3);
	for (int i = 0; i < count; i++)
		updateClosestMatch(&match, tables[i]->name);
	closest = getClosestMatch(&match);
	ereport(ERROR,
			(errcode(ERRCODE_FDW_TABLE_NOT_FOUND),
			 errmsg("remote schema \"%s\" has none of the tables in LIMIT TO", REMOTE_SCHEMA),
			 closest ? errhint("Perhaps you meant \"%s\" instead of \"%s\".", closest, first) :
					   errhint("The function statsig_fdw_tables() lists the tables.")));
}

/*
 * The table's resource is an option of its own, so that the table may be
 * renamed.
 */
static char *
create_command(const StatsigTable *table, const ImportForeignSchemaStmt *stmt)
{
	StringInfoData command;

	initStringInfo(&command);
	appendStringInfo(&command, "CREATE FOREIGN TABLE %s (",
					 quote_qualified_identifier(stmt->local_schema, table->name));
	for (int i = 0; i < table->n_columns; i++)
		appendStringInfo(&command, "%s\n    %s %s", i > 0 ? "," : "",
						 quote_identifier(table->columns[i].name),
						 statsig_type_name(table->columns[i].type));
	appendStringInfo(&command, "\n) SERVER %s\nOPTIONS (resource %s)",
					 quote_identifier(stmt->server_name), quote_literal_cstr(table->name));
	return command.data;
}

/* Runs one command as part of the statement under way. */
static void
run_command(const char *command)
{
	RawStmt *raw = linitial_node(RawStmt, pg_parse_query(command));
	PlannedStmt *planned = makeNode(PlannedStmt);

	planned->commandType = CMD_UTILITY;
	planned->canSetTag = false;
	planned->utilityStmt = raw->stmt;
	planned->stmt_location = raw->stmt_location;
	planned->stmt_len = raw->stmt_len;
	ProcessUtility(planned, command, false, PROCESS_UTILITY_SUBCOMMAND, NULL, NULL, None_Receiver,
				   NULL);
	CommandCounterIncrement();
}

/* The table was just made, so its columns are numbered as in the catalogue. */
static void
comment_table(const StatsigTable *table, Oid relid)
{
	CreateComments(relid, RelationRelationId, 0, table->comment);
	for (int i = 0; i < table->n_columns; i++)
		CreateComments(relid, RelationRelationId, i + 1, table->columns[i].comment);
}

static void
add_error_context(void *table_name)
{
	errcontext("importing foreign table \"%s\"", (const char *) table_name);
}

List *
statsigImportForeignSchema(ImportForeignSchemaStmt *stmt, Oid server_oid)
{
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);
	Oid schema;
	bool comments;

	check_schema(stmt);
	comments = import_comments(stmt);
	check_limit(stmt);
	schema = get_namespace_oid(stmt->local_schema, false);

	for (int i = 0; i < count; i++)
	{
		ErrorContextCallback context = {
			.previous = error_context_stack,
			.callback = add_error_context,
			.arg = unconstify(char *, tables[i]->name),
		};

		if (!IsImportableForeignTable(tables[i]->name, stmt))
			continue;
		error_context_stack = &context;
		run_command(create_command(tables[i], stmt));
		if (comments)
			comment_table(tables[i], get_relname_relid(tables[i]->name, schema));
		error_context_stack = context.previous;
	}
	return NIL;
}
