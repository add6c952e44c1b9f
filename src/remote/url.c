/*-------------------------------------------------------------------------
 *
 * url.c
 *	  Building the path and query of a request.
 *
 * Everything that is not an unreserved character (RFC 3986, section 2.3) is
 * percent-encoded, so a value can neither end its segment nor begin a query,
 * whatever it holds.  The result is ASCII in every database encoding.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "src/remote/url.h"

/*
 * Longest value, in bytes, that becomes a segment.  Three times as long when
 * encoded, it still fits the 8 kB that servers commonly give a request line.
 */
#define LONGEST_SEGMENT 2048

/* Whether a byte of UTF-8 may stay as it is. */
static inline bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		   c == '.' || c == '_' || c == '~';
}

/*
 * Whether a value can stand as one segment of a path.
 *
 * "." and ".." cannot even when encoded: "%2e" is the same segment to a URL
 * parser, and a parser on the way that resolves it would turn a request for
 * one object into a request for the list, or for another object.
 */
bool
statsig_url_is_segment(const char *value)
{
	if (value[0] == '\0' || strcmp(value, ".") == 0 || strcmp(value, "..") == 0)
		return false;
	return strlen(value) <= LONGEST_SEGMENT;
}

/* Appends the value of one "{column}", or raises HV00L. */
static void
append_segment(StringInfo path, const char *column, const char *value)
{
	if (value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
				 errmsg("no value is known for column \"%s\"", column),
				 errdetail("The column is a part of the request's path."),
				 errhint("Add a condition such as %s = '...' to the statement, or the column to "
						 "the foreign table.",
						 column)));

	if (!statsig_url_is_segment(value))
		ereport(ERROR, (errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
						errmsg("value of column \"%s\" cannot name an object", column),
						errdetail("It is empty, \".\", \"..\" or longer than %d bytes.",
								  LONGEST_SEGMENT)));

	statsig_url_append_encoded(path, value);
}

/*
 * Expands a path template such as "/gates/{id}/overrides".  lookup(arg,
 * column) gives the value of each "{column}"; it must satisfy
 * statsig_url_is_segment(), otherwise HV00L is raised, as for NULL.  The
 * result is palloc'd in the current context.
 */
char *
statsig_url_expand(const char *template, StatsigPathLookup lookup, void *arg)
{
	StringInfoData path;
	const char *rest = template;

	initStringInfo(&path);
	for (;;)
	{
		const char *open = strchr(rest, '{');
		const char *close = open ? strchr(open, '}') : NULL;
		char *column;

		if (close == NULL)
			break;
		appendBinaryStringInfo(&path, rest, (int) (open - rest));
		column = pnstrdup(open + 1, close - open - 1);
		append_segment(&path, column, lookup(arg, column));
		pfree(column);
		rest = close + 1;
	}
	appendStringInfoString(&path, rest);

	return path.data;
}

/*
 * Appends "name=value" to a query, with "&" before it unless the query is
 * empty.  Both are encoded.
 */
void
statsig_url_add_parameter(StringInfo query, const char *name, const char *value)
{
	if (query->len > 0)
		appendStringInfoChar(query, '&');
	statsig_url_append_encoded(query, name);
	appendStringInfoChar(query, '=');
	statsig_url_append_encoded(query, value);
}

void
statsig_url_add_page(StringInfo query, const StatsigEndpoint *endpoint, int page_size, int page)
{
	if (endpoint->paging == STATSIG_PAGED)
		statsig_url_add_parameter(query, "limit", psprintf("%d", page_size));
	if (endpoint->paging != STATSIG_NOT_PAGED)
		statsig_url_add_parameter(query, "page", psprintf("%d", page));
}

/*
 * Appends a value in UTF-8 percent-encoded, with only the unreserved
 * characters kept.
 */
void
statsig_url_append_encoded_utf8(StringInfo target, const char *value)
{
	static const char hex[] = "0123456789ABCDEF";

	for (const char *p = value; *p != '\0'; p++)
	{
		unsigned char c = (unsigned char) *p;

		if (is_unreserved(c))
			appendStringInfoCharMacro(target, c);
		else
		{
			appendStringInfoCharMacro(target, '%');
			appendStringInfoCharMacro(target, hex[c >> 4]);
			appendStringInfoCharMacro(target, hex[c & 0x0F]);
		}
	}
}

/*
 * The same for a value in the database's encoding.  Raises 22021 for bytes
 * that are no text (a database in SQL_ASCII can hold them).
 */
void
statsig_url_append_encoded(StringInfo target, const char *value)
{
	char *utf8 = pg_server_to_any(value, (int) strlen(value), PG_UTF8);

	statsig_url_append_encoded_utf8(target, utf8);
	if (utf8 != value)
		pfree(utf8);
}

/* The value of a hexadecimal digit, or -1. */
static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *
statsig_url_decode(const char *text, bool *is_exact)
{
	char *decoded = palloc(strlen(text) + 1);
	char *end = decoded;
	bool exact = true;

	for (const char *p = text; *p != '\0'; p++)
	{
		int high = *p == '%' ? hex_value(p[1]) : -1;
		int low = high >= 0 ? hex_value(p[2]) : -1;

		if (low >= 0 && high + low > 0)
		{
			*end++ = (char) (high * 16 + low);
			p += 2;
			continue;
		}
		if (*p == '%')
			exact = false;
		*end++ = *p;
	}
	*end = '\0';
	if (is_exact != NULL)
		*is_exact = exact;
	return decoded;
}
