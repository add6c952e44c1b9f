/*-------------------------------------------------------------------------
 *
 * mask.c
 *	  Texts of others with the secrets in them made unreadable.
 *
 * Whoever complains about a request repeats it in a spelling of his own: a
 * proxy quotes the URL as it was sent, a JSON parser the body, the API the
 * values.  A secret is looked for in each of these spellings, at each place
 * of the text, and in whatever case: some speak of everything in capitals.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "src/remote/mask.h"

/* Bytes; shorter secrets are masked only where they stand alone. */
#define LONG_SECRET 8

/* Bytes of a secret's beginning that are taken for the secret, which was cut. */
#define TELLING_BEGINNING 16

/* Text by which a key is known, and how many characters must follow it. */
typedef struct KeyPrefix
{
	const char *prefix;
	int least;
} KeyPrefix;

/* "secret-" also begins harmless words; keys are long. */
static const KeyPrefix key_prefixes[] = {
	{"console-", 1},
	{"secret-", 16},
	{"client-", 16},
};

typedef enum Spelling
{
	SPELLED_PLAIN,
	SPELLED_PERCENT,
	SPELLED_JSON,
	N_SPELLINGS
} Spelling;

/* Bytes of the longest character, and a NUL. */
#define UNIT_SIZE 5

/* The number that hexadecimal digits write; -1: they are none. */
static int
read_hex(const char *digits, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++)
	{
		unsigned char c = (unsigned char) digits[i];

		if (!isxdigit(c))
			return -1;
		value = value * 16 + (isdigit(c) ? c - '0' : pg_tolower(c) - 'a' + 10);
	}
	return value;
}

/* "\u00e9", or two of them for one character; the text begins with a backslash. */
static size_t
read_unicode_escape(const char *text, char unit[UNIT_SIZE])
{
	int code = text[1] == 'u' ? read_hex(text + 2, 4) : -1;
	size_t used = 6;

	if (code <= 0)
		return 0;
	if (is_utf16_surrogate_first(code) && text[6] == '\\' && text[7] == 'u')
	{
		int second = read_hex(text + 8, 4);

		if (second < 0 || !is_utf16_surrogate_second(second))
			return 0;
		code = surrogate_pair_to_codepoint(code, second);
		used = 12;
	}
	unicode_to_utf8(code, (unsigned char *) unit);
	unit[pg_utf_mblen((unsigned char *) unit)] = '\0';
	return used;
}

/* Reads what stands at the beginning of a text: a byte or a character, in "unit".  Returns its
 * length. */
static size_t
read_unit(const char *text, Spelling spelling, char unit[UNIT_SIZE])
{
	static const char escapes[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *escape;
	size_t used;

	unit[0] = *text;
	unit[1] = '\0';
	if (spelling == SPELLED_PERCENT && *text == '%' && read_hex(text + 1, 2) > 0)
	{
		unit[0] = (char) read_hex(text + 1, 2);
		return 3;
	}
	if (spelling != SPELLED_JSON || *text != '\\' || text[1] == '\0')
		return 1;
	escape = strchr(escapes, text[1]);
	if (escape != NULL)
	{
		unit[0] = meanings[escape - escapes];
		return 2;
	}
	used = read_unicode_escape(text, unit);
	return used > 0 ? used : 1;
}

/* Without regard to the case of ASCII letters. */
static inline bool
is_same_byte(char a, char b)
{
	return pg_ascii_tolower((unsigned char) a) == pg_ascii_tolower((unsigned char) b);
}

/* Whether the text begins with the unit. */
static bool
begins_with(const char *text, const char *unit)
{
	while (*unit != '\0' && is_same_byte(*text, *unit))
	{
		text++;
		unit++;
	}
	return *unit == '\0';
}

/* Bytes at the beginning of the text that spell the secret, or enough of its beginning; 0: none do.
 */
static size_t
match_spelling(const char *text, const char *secret, Spelling spelling)
{
	const char *at = text;
	const char *rest = secret;

	while (*rest != '\0' && *at != '\0')
	{
		char unit[UNIT_SIZE];
		size_t used = read_unit(at, spelling, unit);

		if (!begins_with(rest, unit))
			break;
		at += used;
		rest += strlen(unit);
	}
	return *rest == '\0' || rest - secret >= TELLING_BEGINNING ? at - text : 0;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || IS_HIGHBIT_SET(c);
}

/* Bytes of the text at "at" that spell the secret. */
static size_t
match_secret(const char *text, const char *at, const char *secret)
{
	size_t longest = 0;

	for (Spelling spelling = 0; spelling < N_SPELLINGS; spelling++)
		longest = Max(longest, match_spelling(at, secret, spelling));
	if (longest > 0 && strlen(secret) < LONG_SECRET &&
		((at > text && is_word(at[-1])) || is_word(at[longest])))
		return 0;
	return longest;
}

/* Bytes of a key that begins here, the first *shown of which are its prefix; 0: none does. */
static size_t
match_key(const char *at, size_t *shown)
{
	for (int i = 0; i < (int) lengthof(key_prefixes); i++)
	{
		const KeyPrefix *known = &key_prefixes[i];
		size_t bytes;

		*shown = strlen(known->prefix);
		if (pg_strncasecmp(at, known->prefix, *shown) != 0)
			continue;
		bytes = strcspn(at, " \t\r\n\f\v");
		if (bytes >= *shown + known->least)
			return bytes;
	}
	return 0;
}

/* Whether a secret may begin with this byte of a text, spelled in whatever way. */
static inline bool
may_begin(const char *secret, char c)
{
	return is_same_byte(c, *secret) || c == '%' || c == '\\';
}

/* Bytes of a secret that begins at "at", the first *shown of which may be seen; 0: none does. */
static size_t
secret_length(const char *text, const char *at, List *secrets, size_t *shown)
{
	size_t longest = match_key(at, shown);
	ListCell *cell;

	foreach(cell, secrets)
	{
		const char *secret = lfirst(cell);
		size_t bytes = may_begin(secret, *at) ? match_secret(text, at, secret) : 0;

		if (bytes > longest)
		{
			longest = bytes;
			*shown = 0;
		}
	}
	return longest;
}

char *
statsig_mask(const char *text, List *secrets)
{
	StringInfoData masked;

	initStringInfo(&masked);
	for (const char *at = text; *at != '\0';)
	{
		size_t shown = 0;
		size_t bytes = secret_length(text, at, secrets, &shown);

		if (bytes == 0)
			appendStringInfoChar(&masked, *at++);
		else
		{
			appendBinaryStringInfo(&masked, at, (int) shown);
			appendStringInfoString(&masked, STATSIG_MASK);
			at += bytes;
		}
	}
	return masked.data;
}
