/*-------------------------------------------------------------------------
 *
 * direct.c
 *	  Requests that SQL functions send at once, beside the queue of changes.
 *
 * What such a request does is not known here: it is no change of a row.  So it
 * can neither wait for COMMIT, nor be shown to later statements, nor be taken
 * back; but it goes the same way down as everything else, is held back by the
 * same switches, and is told of when its transaction is rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_foreign_server.h"
#include "foreign/fdwapi.h"
#include "foreign/foreign.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/acl.h"

#include "src/compat.h"
#include "src/fdw/applied.h"
#include "src/fdw/changes.h"
#include "src/fdw/direct.h"
#include "src/fdw/options.h"
#include "src/fdw/scan.h"
#include "src/remote/complaint.h"

StatsigSession *
statsig_direct_session(const char *server_name)
{
	ForeignServer *server = GetForeignServerByName(server_name, false);
	AclResult may = statsig_server_aclcheck(server->serverid, GetUserId());

	if (may != ACLCHECK_OK)
		aclcheck_error(may, OBJECT_FOREIGN_SERVER, server->servername);
	/* The wrapper may have been made under another name. */
	if (GetFdwRoutineByServerId(server->serverid)->BeginForeignScan != statsigBeginForeignScan)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("server \"%s\" is not a server of statsig_fdw", server->servername)));
	return statsig_options_session(server->serverid, GetUserId(), InvalidOid);
}

/* What the request is called in messages: "POST /metrics/a/reload?incremental=true". */
static char *
describe(const StatsigSession *session, const StatsigRequest *request)
{
	StringInfoData text;
	char *query = NULL;

	if (request->query != NULL)
	{
		query = statsig_complaint_mask(request->query, session, request);
		statsig_complaint_cut(query);
	}
	initStringInfo(&text);
	appendStringInfo(&text, "%s %s%s%s", request->method,
					 statsig_complaint_shown_path(request->path), query ? "?" : "",
					 query ? query : "");
	return text.data;
}

static void
check_updatable(const StatsigSession *session)
{
	if (!statsig_options_server_updatable(session->server_oid))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("server \"%s\" does not allow changes", session->server_name),
						errdetail("Its option \"updatable\" is false.")));
}

/* Raises 55000 when a change of the same project has not been sent yet. */
static void
check_waiting(const StatsigSession *session)
{
	ListCell *cell;

	foreach(cell, statsig_changes_visible(PG_UINT32_MAX))
	{
		const StatsigChange *change = lfirst(cell);

		if (change->session->server_oid != session->server_oid &&
			!statsig_same_project(change->session, session))
			continue;
		ereport(
			ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("cannot send a request to server \"%s\" at once", session->server_name),
			 errdetail("Earlier changes, as one of foreign table \"%s\", wait for COMMIT, and the "
					   "request would overtake them.",
					   change->relation),
			 errhint("Call the function before the changes, or in a transaction of its own.")));
	}
}

static void
check_allowed(const StatsigSession *session, const char *function)
{
	PreventCommandIfReadOnly(psprintf("%s()", function));
	statsig_sending_check_allowed();
	check_updatable(session);
	check_waiting(session);
}

/* There is no statement that takes it back, but whoever asks is to be told of it. */
static List *
undo_of(const StatsigSession *session, const char *description, const char *function)
{
	StatsigUndo *undo = palloc0(sizeof(StatsigUndo));

	undo->remark =
		psprintf("%s was sent by %s(); what takes it back is not known.", description, function);
	undo->user_oid = session->user_oid;
	return list_make1(undo);
}

StatsigAnswer *
statsig_direct_send(const StatsigSession *session, const StatsigRequest *request,
					const char *function)
{
	char *description;

	if (strcmp(request->method, "GET") == 0)
		return statsig_api_call(session, request, false, NULL);
	check_allowed(session, function);
	description = describe(session, request);
	(void) statsig_changes_transaction_context();
	return statsig_sending_one(session, request, description,
							   undo_of(session, description, function));
}

bool
statsig_direct_is_empty(const StatsigAnswer *answer)
{
	return answer->body[strspn(answer->body, " \t\r\n")] == '\0';
}
