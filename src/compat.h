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

/* The handler and the SQL functions must be visible although all else is hidden. */
#ifndef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#endif

/*
 * JSON lexer.  16 made semantic actions return an error code; 17 lets the
 * caller bring the lexer and takes its input as const.
 */
#if PG_VERSION_NUM >= 160000
typedef JsonParseErrorType StatsigJsonActionResult;
#define STATSIG_JSON_ACTION_OK	return JSON_SUCCESS
#else
typedef void StatsigJsonActionResult;
#define STATSIG_JSON_ACTION_OK	return
#endif

#if PG_VERSION_NUM >= 170000
#define statsig_json_lexer(text, length, unescape) \
	makeJsonLexContextCstringLen(NULL, (text), (length), GetDatabaseEncoding(), (unescape))
#else
#define statsig_json_lexer(text, length, unescape) \
	makeJsonLexContextCstringLen(unconstify(char *, (text)), (length), \
								 GetDatabaseEncoding(), (unescape))
#endif

#endif							/* STATSIG_COMPAT_H */
