/*-------------------------------------------------------------------------
 *
 * errors.c
 *	  From a request that failed to an ERROR.
 *
 * Every message reads "could not METHOD path of server ...: what happened", in
 * our words.  DETAIL carries the words of the API or of libcurl, masked and
 * cut, and says when a change may have been applied all the same.  HINT says
 * what the user can do.
 *
 * 57014 is never raised here: cancels and timeouts of the statement are the
 * server's to report.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "src/remote/complaint.h"
#include "src/remote/errors.h"
#include "src/remote/retry.h"

/* What a range of statuses means. */
typedef struct StatusMeaning
{
	int first;
	int last;
	int table;	/* SQLSTATE when the rows of a table were asked for */
	int object; /* SQLSTATE of everything else */
	const char *hint;
} StatusMeaning;

/*
 * The first range that holds the status counts.
 *
 * 404: a list that is not there is a foreign table that is not there (HV00R).
 * A change of an object that is not there, and a function that asks for one,
 * have their own SQLSTATE, 02000 "no data", so that a statement can catch just
 * that.
 */
static const StatusMeaning status_meanings[] = {
	{300, 399, ERRCODE_PROTOCOL_VIOLATION, ERRCODE_PROTOCOL_VIOLATION,
	 "Check option \"base_url\" of the server."},
	{400, 400, ERRCODE_INVALID_PARAMETER_VALUE, ERRCODE_INVALID_PARAMETER_VALUE, NULL},
	{401, 401, ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION,
	 ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION,
	 "Check option \"api_key\" of the user mapping; it must be an active Console API key."},
	{403, 403, ERRCODE_INSUFFICIENT_PRIVILEGE, ERRCODE_INSUFFICIENT_PRIVILEGE,
	 "Check the scopes of the Console API key and what the project's plan includes."},
	{404, 404, ERRCODE_FDW_TABLE_NOT_FOUND, ERRCODE_NO_DATA,
	 "It may have been deleted meanwhile; otherwise check option \"base_url\" of the server."},
	{409, 409, ERRCODE_UNIQUE_VIOLATION, ERRCODE_UNIQUE_VIOLATION, NULL},
	{413, 413, ERRCODE_PROGRAM_LIMIT_EXCEEDED, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
	 "Send less in one statement."},
	{422, 422, ERRCODE_INVALID_PARAMETER_VALUE, ERRCODE_INVALID_PARAMETER_VALUE, NULL},
	{429, 429, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
	 "The project's rate limit is used up; repeat the statement later."},
	{400, 499, ERRCODE_FDW_ERROR, ERRCODE_FDW_ERROR, NULL},
	{500, 599, ERRCODE_CONNECTION_FAILURE, ERRCODE_CONNECTION_FAILURE,
	 "The Statsig API has a problem of its own; repeat the statement later."},
	{0, INT_MAX, ERRCODE_PROTOCOL_VIOLATION, ERRCODE_PROTOCOL_VIOLATION,
	 "Check option \"base_url\" of the server."},
};

/* Words by which the API says that a name or ID is taken; it uses status 400 for that. */
static const char *const taken_words[] = {"already in use", "already exist", "duplicate"};

/* What a failure of the transfer means. */
typedef struct FailureMeaning
{
	CURLcode code;
	int sqlstate;
	const char *words;
	const char *hint;
} FailureMeaning;

/* Failures to connect are 08001, broken connections 08006, as with postgres_fdw. */
static const FailureMeaning failure_meanings[] = {
	{CURLE_COULDNT_RESOLVE_HOST, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
	 "host name could not be resolved", "Check option \"base_url\" of the server."},
	{CURLE_COULDNT_CONNECT, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
	 "no connection could be made", "Check option \"base_url\" of the server."},
	{CURLE_SSL_CONNECT_ERROR, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
	 "TLS could not be established", "Check option \"base_url\" of the server."},
	{CURLE_PEER_FAILED_VERIFICATION, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
	 "the other side could not prove who it is",
	 "Check options \"base_url\" and \"ca_file\" of the server."},
	{CURLE_SSL_CACERT_BADFILE, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
	 "certificates could not be read", "Check option \"ca_file\" of the server."},
	{CURLE_URL_MALFORMAT, ERRCODE_INVALID_PARAMETER_VALUE, "URL is malformed",
	 "Check option \"base_url\" of the server."},
	{CURLE_UNSUPPORTED_PROTOCOL, ERRCODE_PROTOCOL_VIOLATION,
	 "the other side does not speak the protocol", "Check option \"base_url\" of the server."},
	{CURLE_WEIRD_SERVER_REPLY, ERRCODE_PROTOCOL_VIOLATION, "answer is no HTTP",
	 "Check option \"base_url\" of the server."},
	{CURLE_BAD_CONTENT_ENCODING, ERRCODE_PROTOCOL_VIOLATION, "answer could not be unpacked", NULL},
	{CURLE_OUT_OF_MEMORY, ERRCODE_OUT_OF_MEMORY, "out of memory", NULL},
};

/* All others, before and after the request was sent. */
static const FailureMeaning no_connection = {CURLE_OK,
											 ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
											 "no connection could be made", NULL};
static const FailureMeaning lost_connection = {CURLE_OK, ERRCODE_CONNECTION_FAILURE,
											   "connection was lost", NULL};

/*
 * Reports a failure.  "said" (may be NULL) is what others said about it; it
 * may still be too long.  "hint" may be NULL.
 */
pg_noreturn static void
report(const StatsigFailure *failure, int sqlstate, const char *what, char *said, const char *hint)
{
	StringInfoData detail;
	bool unsure = failure->mutation && failure->may_be_applied;

	initStringInfo(&detail);
	if (said != NULL)
	{
		statsig_complaint_cut(said);
		appendStringInfoString(&detail, said);
		if (strchr(".!?", said[strlen(said) - 1]) == NULL)
			appendStringInfoChar(&detail, '.');
	}
	if (unsure)
	{
		if (detail.len > 0)
			appendStringInfoChar(&detail, '\n');
		appendStringInfoString(&detail, "The change may have been applied all the same.");
		hint = "Look at the object before you repeat the change.";
	}

	ereport(ERROR, (errcode(sqlstate),
					errmsg("could not %s %s of server \"%s\": %s", failure->method,
						   statsig_complaint_shown_path(failure->path),
						   failure->session->server_name, what),
					detail.len > 0 ? errdetail_internal("%s", detail.data) : 0,
					hint != NULL ? errhint("%s", hint) : 0));
}

/* Whether the API's words say that a name or ID is taken. */
static bool
says_taken(const char *complaint)
{
	for (int i = 0; i < (int) lengthof(taken_words); i++)
	{
		size_t length = strlen(taken_words[i]);

		for (const char *p = complaint; *p != '\0'; p++)
		{
			if (pg_strncasecmp(p, taken_words[i], length) == 0)
				return true;
		}
	}
	return false;
}

/* Raises what an answer's status means. */
pg_noreturn static void
raise_status(const StatsigFailure *failure)
{
	const StatsigOutcome *outcome = failure->outcome;
	const StatusMeaning *meaning = status_meanings;
	char *what = psprintf("HTTP status %d", outcome->status);
	char *said = NULL;
	char *complaint;
	int sqlstate;

	while (outcome->status < meaning->first || outcome->status > meaning->last)
		meaning++;
	sqlstate = failure->mutation || failure->for_function ? meaning->object : meaning->table;

	complaint = failure->body == NULL ? NULL :
										statsig_complaint_read(failure->body, failure->length,
															   failure->session, failure->request);
	if (complaint != NULL && sqlstate == ERRCODE_INVALID_PARAMETER_VALUE && says_taken(complaint))
		sqlstate = ERRCODE_UNIQUE_VIOLATION;

	if (outcome->redirect_host[0] != '\0')
		said = psprintf("The answer redirects to host \"%s\".  Redirects are not followed, since "
						"the API key would go there, too.",
						outcome->redirect_host);
	else if (complaint != NULL)
		said = psprintf("The API says: %s", complaint);

	report(failure, sqlstate, what, said, meaning->hint);
}

/* Raises that one of our own time limits has passed, naming its option. */
pg_noreturn static void
raise_time_limit(const StatsigFailure *failure)
{
	const StatsigSession *session = failure->session;
	bool connecting =
		!failure->outcome->reached && failure->outcome->elapsed / 1000 < session->request_timeout;

	if (connecting)
		report(failure, ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION,
			   psprintf("no connection within %d ms", session->connect_timeout), NULL,
			   "Option \"connect_timeout\" of the server sets this limit.");
	report(failure, ERRCODE_CONNECTION_FAILURE,
		   psprintf("no complete answer within %d ms", session->request_timeout), NULL,
		   "Option \"request_timeout\" of the server sets this limit.");
}

/* Raises what a failed transfer means. */
pg_noreturn static void
raise_failed_transfer(const StatsigFailure *failure)
{
	const StatsigOutcome *outcome = failure->outcome;
	const FailureMeaning *meaning = outcome->reached ? &lost_connection : &no_connection;
	char *said = NULL;

	for (int i = 0; i < (int) lengthof(failure_meanings); i++)
	{
		if (failure_meanings[i].code == outcome->code)
			meaning = &failure_meanings[i];
	}

	if (outcome->words[0] != '\0')
		said = psprintf("libcurl says: %s",
						statsig_complaint_mask(outcome->words, failure->session, failure->request));
	else
		said = psprintf("libcurl says: %s", curl_easy_strerror(outcome->code));
	report(failure, meaning->sqlstate, meaning->words, said, meaning->hint);
}

/*
 * Raises what the outcome of a request means.
 */
void
statsig_errors_raise(const StatsigFailure *failure)
{
	const StatsigOutcome *outcome = failure->outcome;

	if (outcome->too_big)
		report(
			failure, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
			psprintf("answer exceeds " INT64_FORMAT " bytes", failure->session->max_response_size),
			NULL, "Option \"max_response_size\" of the server sets this limit.");
	if (outcome->code == CURLE_OPERATION_TIMEDOUT)
		raise_time_limit(failure);
	if (outcome->code != CURLE_OK)
		raise_failed_transfer(failure);
	if (outcome->retry_after > STATSIG_LONGEST_RETRY_AFTER &&
		(outcome->status == 429 || outcome->status == 503))
		report(failure, ERRCODE_CONFIGURATION_LIMIT_EXCEEDED,
			   psprintf("HTTP status %d", outcome->status),
			   psprintf("The API asks to wait " INT64_FORMAT " seconds.", outcome->retry_after),
			   psprintf("Repeat the statement after that time; a statement waits for at most %d "
						"seconds.",
						STATSIG_LONGEST_RETRY_AFTER));
	raise_status(failure);
}

/*
 * Raises 08P01 for an answer whose status is fine and whose body is not.
 */
void
statsig_errors_raise_malformed(const StatsigFailure *failure, const char *why)
{
	report(failure, ERRCODE_PROTOCOL_VIOLATION, "malformed answer", pstrdup(why), NULL);
}
