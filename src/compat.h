/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  The only file that tests PG_VERSION_NUM or LIBCURL_VERSION_NUM.
 *
 * Each shim says which version changed what.  Callers use the newest
 * spelling.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COMPAT_H
#define STATSIG_COMPAT_H

#if PG_VERSION_NUM < 150000
#error statsig_fdw needs PostgreSQL 15 or newer
#endif

/* JSON lexer.  17 lets the caller bring the lexer and takes its input as const. */
#if PG_VERSION_NUM >= 170000
#define statsig_json_lexer(text, length, unescape) \
	makeJsonLexContextCstringLen(NULL, (text), (length), GetDatabaseEncoding(), (unescape))
#else
#define statsig_json_lexer(text, length, unescape)                                            \
	makeJsonLexContextCstringLen(unconstify(char *, (text)), (length), GetDatabaseEncoding(), \
								 (unescape))
#endif

/*
 * Wait sets.  17 made them belong to a resource owner (NULL: none, it lives
 * until freed) instead of a memory context.
 */
#if PG_VERSION_NUM >= 170000
#define statsig_create_wait_set(context, n) CreateWaitEventSet(NULL, (n))
#else
#define statsig_create_wait_set(context, n) CreateWaitEventSet((context), (n))
#endif

/* Paths.  17 wants the conditions enforced by a foreign join, 18 a count of disabled nodes. */
#if PG_VERSION_NUM >= 180000
#define statsig_create_scan_path(root, rel, rows, useless, startup, total, keys, outer)         \
	create_foreignscan_path((root), (rel), NULL, (rows), (useless) ? 1 : 0, (startup), (total), \
							(keys), (outer), NULL, NIL, NIL)
#elif PG_VERSION_NUM >= 170000
#define statsig_create_scan_path(root, rel, rows, useless, startup, total, keys, outer)       \
	create_foreignscan_path((root), (rel), NULL, (rows), (startup), (total), (keys), (outer), \
							NULL, NIL, NIL)
#else
#define statsig_create_scan_path(root, rel, rows, useless, startup, total, keys, outer)       \
	create_foreignscan_path((root), (rel), NULL, (rows), (startup), (total), (keys), (outer), \
							NULL, NIL)
#endif

/* The same for paths that compute what comes above scans. */
#if PG_VERSION_NUM >= 180000
#define statsig_create_upper_path(root, rel, target, rows, startup, total, private)              \
	create_foreign_upper_path((root), (rel), (target), (rows), 0, (startup), (total), NIL, NULL, \
							  NIL, (private))
#elif PG_VERSION_NUM >= 170000
#define statsig_create_upper_path(root, rel, target, rows, startup, total, private)                \
	create_foreign_upper_path((root), (rel), (target), (rows), (startup), (total), NIL, NULL, NIL, \
							  (private))
#else
#define statsig_create_upper_path(root, rel, target, rows, startup, total, private)           \
	create_foreign_upper_path((root), (rel), (target), (rows), (startup), (total), NIL, NULL, \
							  (private))
#endif

/* Directions of sort keys.  18 has an enum of its own for them. */
#if PG_VERSION_NUM >= 180000
#define statsig_pathkey_is_descending(key) ((key)->pk_cmptype == COMPARE_GT)
#else
#define statsig_pathkey_is_descending(key) ((key)->pk_strategy == BTGreaterStrategyNumber)
#endif

/*
 * Whose rights and user mapping a scan uses.  16 moved the checked user from
 * the range table entry to the plan node.  Ours are of one relation each, also
 * those that compute what comes above its scan and so have no scanrelid.
 */
#if PG_VERSION_NUM >= 160000
#define statsig_scan_checked_user(node) (((ForeignScan *) (node)->ss.ps.plan)->checkAsUser)
#else
#define statsig_scan_checked_user(node)                                                  \
	(exec_rt_fetch(bms_next_member(((ForeignScan *) (node)->ss.ps.plan)->fs_relids, -1), \
				   (node)->ss.ps.state)                                                  \
		 ->checkAsUser)
#endif

/*
 * Whose rights and user mapping a change uses.  In 15 the range table entry
 * tells; a partition that rows are routed to has none and goes by the root's.
 */
#if PG_VERSION_NUM >= 160000
#define statsig_modify_checked_user(result, estate) ExecGetResultRelCheckAsUser((result), (estate))
#else
#define statsig_modify_checked_user(result, estate)                        \
	(exec_rt_fetch((result)->ri_RangeTableIndex != 0 ?                     \
					   (result)->ri_RangeTableIndex :                      \
					   (result)->ri_RootResultRelInfo->ri_RangeTableIndex, \
				   (estate))                                               \
		 ->checkAsUser)
#endif

/* Whether a role may use a foreign server.  16 has one function for all kinds of objects. */
#if PG_VERSION_NUM >= 160000
#define statsig_server_aclcheck(server, role) \
	object_aclcheck(ForeignServerRelationId, (server), (role), ACL_USAGE)
#else
#define statsig_server_aclcheck(server, role) \
	pg_foreign_server_aclcheck((server), (role), ACL_USAGE)
#endif

/* Temporary files.  16 has a function that takes a short read for an error, as 15 leaves to us. */
#if PG_VERSION_NUM >= 160000
#define statsig_read_file_exact(file, data, length) BufFileReadExact((file), (data), (length))
#else
#define statsig_read_file_exact(file, data, length)                                       \
	do                                                                                    \
	{                                                                                     \
		if (BufFileRead((file), (data), (length)) != (length))                            \
			ereport(ERROR, (errcode_for_file_access(),                                    \
							errmsg("could not read the temporary file of answers: %m"))); \
	} while (0)
#endif

/* Wait events.  17 lets an extension name its own. */
#if PG_VERSION_NUM >= 170000
#define statsig_wait_event(name) WaitEventExtensionNew(name)
#else
#define statsig_wait_event(name) ((void) (name), PG_WAIT_EXTENSION)
#endif

/*
 * libcurl.  Files that include <curl/curl.h> before this one get these shims:
 * 7.80 can tell when a request is about to be sent, 7.85 names protocols as
 * text, 7.87 can end a transfer without waiting for its name resolver.
 */
#ifdef LIBCURL_VERSION_NUM
#if LIBCURL_VERSION_NUM >= 0x075000
#define STATSIG_CURL_HAS_PREREQUEST
#endif
#if LIBCURL_VERSION_NUM >= 0x075500
#define STATSIG_CURLOPT_PROTOCOLS CURLOPT_PROTOCOLS_STR
#define STATSIG_CURL_HTTPS		  "https"
#define STATSIG_CURL_HTTP		  "http"
#else
#define STATSIG_CURLOPT_PROTOCOLS CURLOPT_PROTOCOLS
#define STATSIG_CURL_HTTPS		  ((long) CURLPROTO_HTTPS)
#define STATSIG_CURL_HTTP		  ((long) CURLPROTO_HTTP)
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
#define STATSIG_CURL_HAS_QUICK_EXIT
#endif
#endif

/* EXPLAIN.  18 split its header. */
#include "commands/explain.h"
#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

/* Functions that do not return.  18 spells the attribute as a prefix. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/* Closest match of a misspelled name.  16 brought it as part of the server. */
#include "utils/varlena.h"

#if PG_VERSION_NUM < 160000

typedef struct ClosestMatchState
{
	const char *source;
	int min_d;
	int max_d;
	const char *match;
} ClosestMatchState;

static inline void
initClosestMatch(ClosestMatchState *state, const char *source, int max_d)
{
	state->source = source;
	state->min_d = -1;
	state->max_d = max_d;
	state->match = NULL;
}

/* Names that share less than half of their letters with the source do not count. */
static inline void
updateClosestMatch(ClosestMatchState *state, const char *candidate)
{
	int distance;

	if (state->source == NULL || state->source[0] == '\0' || strlen(state->source) > 255 ||
		candidate == NULL || candidate[0] == '\0' || strlen(candidate) > 255)
		return;
	distance = varstr_levenshtein_less_equal(state->source, strlen(state->source), candidate,
											 strlen(candidate), 1, 1, 1, state->max_d, true);
	if (distance <= state->max_d && distance <= (int) strlen(state->source) / 2 &&
		(state->min_d == -1 || distance < state->min_d))
	{
		state->min_d = distance;
		state->match = candidate;
	}
}

static inline const char *
getClosestMatch(ClosestMatchState *state)
{
	return state->match;
}
#endif

#endif /* STATSIG_COMPAT_H */
