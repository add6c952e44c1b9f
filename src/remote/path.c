/*-------------------------------------------------------------------------
 *
 * path.c
 *	  The path of a request as a user writes it, confined to the API.
 *
 * The key that goes with a request is good for the whole API, and whoever may
 * name a path must not get out of it.  So the path is taken apart, each
 * segment decoded, judged, and encoded anew: what is sent has one spelling,
 * which every URL parser on the way reads alike, and is recognized where it
 * must be masked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "src/compat.h"
#include "src/remote/path.h"
#include "src/remote/url.h"

pg_noreturn static void
raise_bad_path(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid path of a request"),
			 errdetail("%s", detail),
			 errhint("Write it as in \"/gates/my_gate\", with special characters in a name "
					 "percent-encoded: \"%%2F\" for a slash, \"%%25\" for a percent sign.")));
}

/*
 * Whether a part of the text, between slashes of either kind, is "." or "..".
 * Some servers take "..;x" for ".." with a parameter.
 */
static bool
has_dots(const char *text)
{
	for (;;)
	{
		size_t length = strcspn(text, "/\\;");

		if (length > 0 && length <= 2 && strspn(text, ".") >= length)
			return true;
		text += strcspn(text, "/\\");
		if (*text++ == '\0')
			return false;
	}
}

bool
statsig_path_leads_away(const char *segment)
{
	for (;;)
	{
		char *decoded = statsig_url_decode(segment, NULL);

		if (has_dots(segment))
			return true;
		if (strcmp(decoded, segment) == 0)
			return false;
		segment = decoded;
	}
}

static bool
has_control_characters(const char *text)
{
	for (; *text != '\0'; text++)
	{
		if ((unsigned char) *text < ' ' || *text == 0x7F)
			return true;
	}
	return false;
}

/* One segment, decoded and judged; UTF-8. */
static char *
take_segment(const char *start, size_t length)
{
	bool is_exact;
	char *text = statsig_url_decode(pnstrdup(start, length), &is_exact);

	if (!is_exact)
		raise_bad_path("It has a percent sign that no two hexadecimal digits follow, or \"%00\".");
	if (has_control_characters(text))
		raise_bad_path("It must not contain control characters, encoded or not.");
	if (text[0] == '\0')
		raise_bad_path("It must not have empty segments, nor a slash at its end.");
	/* This also refuses overlong forms of "." and "/". */
	if (!pg_verify_mbstr(PG_UTF8, text, (int) strlen(text), true))
		raise_bad_path("Its percent-encoded bytes are not UTF-8.");
	if (statsig_path_leads_away(text))
		raise_bad_path("It must not have segments \".\" or \"..\", encoded or not.");
	if (!statsig_url_is_segment(text))
		raise_bad_path("It has a segment that is too long.");
	return text;
}

char *
statsig_path_canonical(const char *path)
{
	static const char root[] = STATSIG_API_ROOT "/";
	const char *rest = pg_server_to_any(path, (int) strlen(path), PG_UTF8);
	StringInfoData canonical;

	if (rest[0] != '/')
		raise_bad_path("It must begin with a slash: the scheme and the host are those of option "
					   "\"base_url\" of the server.");
	if (strpbrk(rest, "?#\\") != NULL)
		raise_bad_path("It must not contain a question mark, a number sign or a backslash; "
					   "parameters go into the argument \"query\".");
	if (strncmp(rest, root, strlen(root)) == 0)
		rest += strlen(STATSIG_API_ROOT);

	initStringInfo(&canonical);
	while (*rest != '\0')
	{
		size_t length = strcspn(++rest, "/");
		char *segment = take_segment(rest, length);

		if (canonical.len == 0 && pg_strcasecmp(segment, "console") == 0)
			raise_bad_path("It is below " STATSIG_API_ROOT " and cannot leave it.");
		appendStringInfoChar(&canonical, '/');
		statsig_url_append_encoded_utf8(&canonical, segment);
		rest += length;
	}
	return canonical.data;
}
