/*-------------------------------------------------------------------------
 *
 * complaint.c
 *	  What an error answer says, made fit to be shown.
 *
 * The API's error bodies come in several shapes: {message}, {message, errors}
 * with errors being an array of {property, errorMessage}, an object or a
 * string, {statusCode, message, error}; and proxies on the way send HTML or
 * nothing.  Whatever comes, reading it must not fail: an error is being
 * reported already.
 *
 * The API repeats the key in its answer to an invalid one, and may repeat what
 * was sent.  Masking comes before cutting, so that no half of a secret is left
 * at the cut.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "src/remote/complaint.h"
#include "src/remote/json_tree.h"
#include "src/remote/secrets.h"
#include "utils/memutils.h"

/* Longest text shown, in bytes. */
#define SHOWN 512

/* Most bytes that are converted; some are lost to that. */
#define COLLECTED 4096

/* Bodies longer than this, in bytes, are no error messages. */
#define LONGEST_BODY (1024 * 1024)

/* How deep values inside "errors" are followed. */
#define DEEPEST 4

/* --- masking --- */

char *
statsig_complaint_mask(const char *text, const StatsigSession *session,
					   const StatsigRequest *request)
{
	List *secrets = statsig_secrets_of_request(request);

	return statsig_mask(text, lappend(secrets, session->api_key));
}

/*
 * A request's path as it may be shown.
 */
char *
statsig_complaint_shown_path(const char *path)
{
	char *shown = statsig_secrets_path(path);

	statsig_complaint_cut(shown);
	return shown;
}

/* --- text --- */

/*
 * Cuts a text in place, not within a character.
 */
void
statsig_complaint_cut(char *text)
{
	static const char dots[] = "...";
	int length = (int) strlen(text);
	int encoding = GetDatabaseEncoding();

	if (length <= SHOWN)
		return;
	/* What came from the API is UTF-8 in a database that knows no encoding. */
	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	length = pg_encoding_mbcliplen(encoding, text, length, SHOWN - (int) strlen(dots));
	memcpy(text + length, dots, sizeof(dots));
}

/* Puts blanks in the place of control characters: a log line must stay one line. */
static void
flatten(char *text)
{
	for (char *p = text; *p != '\0'; p++)
	{
		if ((unsigned char) *p < ' ' || *p == 0x7F)
			*p = ' ';
	}
}

/*
 * UTF-8 to the database's encoding, without an error: NULL for invalid text;
 * text ends before the first character that the encoding does not have.
 */
static char *
to_server(const char *text, int length)
{
	int encoding = GetDatabaseEncoding();
	Oid conversion;
	char *converted;
	int size = length * MAX_CONVERSION_GROWTH + 1;

	if (!pg_verify_mbstr(PG_UTF8, text, length, true))
		return NULL;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return pnstrdup(text, length);

	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(conversion))
		return NULL;
	converted = palloc0(size);
	pg_do_encoding_conversion_buf(conversion, PG_UTF8, encoding,
								  (unsigned char *) unconstify(char *, text), length,
								  (unsigned char *) converted, size, true);
	return converted;
}

/* --- reading --- */

/* Appends a piece of text, set off from what is there. */
static void
append_piece(StringInfo target, const char *piece, const char *separator)
{
	if (target->len > 0)
		appendStringInfoString(target, separator);
	appendStringInfoString(target, piece);
}

/*
 * Appends the words in a value of any shape, each after the name of the
 * member that holds it.
 */
static void
collect_words(StringInfo words, const cJSON *value, const char *name, int depth)
{
	const cJSON *property = cJSON_GetObjectItemCaseSensitive(value, "property");
	const cJSON *message = cJSON_GetObjectItemCaseSensitive(value, "errorMessage");
	const cJSON *element;

	if (words->len > COLLECTED || depth > DEEPEST)
		return;
	if (cJSON_IsString(value))
	{
		append_piece(words, name ? name : "", "; ");
		append_piece(words, value->valuestring, name ? ": " : "");
	}
	else if (cJSON_IsString(property) && cJSON_IsString(message))
		collect_words(words, message, property->valuestring, depth + 1);
	else if (cJSON_IsArray(value) || cJSON_IsObject(value))
	{
		cJSON_ArrayForEach(element, value)
			collect_words(words, element, element->string ? element->string : name, depth + 1);
	}
}

/* The words of a JSON body: what errors say, and the message unless they repeat it. */
static char *
words_of_json(const cJSON *root)
{
	StringInfoData words;
	StringInfoData errors;

	initStringInfo(&words);
	initStringInfo(&errors);
	collect_words(&words, cJSON_GetObjectItemCaseSensitive(root, "message"), NULL, 0);
	collect_words(&errors, cJSON_GetObjectItemCaseSensitive(root, "errors"), NULL, 0);
	if (words.len == 0 && errors.len == 0)
		collect_words(&words, cJSON_GetObjectItemCaseSensitive(root, "error"), NULL, 0);

	if (errors.len > 0)
	{
		if (words.len > 0 && strstr(errors.data, words.data) != NULL)
			resetStringInfo(&words);
		append_piece(&words, errors.data, "; ");
	}
	return words.data;
}

/* The words of a body in UTF-8; "" when there are none. */
static char *
words_of_body(const char *body, size_t length)
{
	StatsigJsonTree *tree;
	char *words;

	while (length > 0 && strchr(" \t\r\n", *body) != NULL && *body != '\0')
	{
		body++;
		length--;
	}
	if (length == 0 || length > LONGEST_BODY || *body == '<')
		return pstrdup("");

	tree = statsig_json_tree_create();
	tree->root = cJSON_ParseWithLength(body, length);

	if (cJSON_IsObject(tree->root))
		words = words_of_json(tree->root);
	else if (tree->root != NULL || *body == '{' || *body == '[')
		words = pstrdup("");
	else
		words = pnstrdup(body, length);
	statsig_json_tree_free(tree);
	return words;
}

/*
 * The API's words in the body of an error answer; see complaint.h.
 */
char *
statsig_complaint_read(const char *body, size_t length, const StatsigSession *session,
					   const StatsigRequest *request)
{
	char *words = statsig_complaint_mask(words_of_body(body, length), session, request);
	int bytes = pg_encoding_mbcliplen(PG_UTF8, words, (int) strlen(words), COLLECTED);
	char *text = bytes > 0 ? to_server(words, bytes) : NULL;

	if (text == NULL || text[0] == '\0')
		return NULL;
	flatten(text);
	return text;
}
