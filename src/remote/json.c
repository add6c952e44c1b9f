/*-------------------------------------------------------------------------
 *
 * json.c
 *	  Finds members in JSON text, in place.
 *
 * A pull parser over json_lex(), the server's own lexer, which is run without
 * unescaping: a string is only unescaped when somebody wants its text.  The
 * grammar is checked everywhere, in the parts that are skipped as well, so
 * that a damaged answer is an error and never a short result.
 *
 * An array of items is read in one pass together with the answer around it;
 * the members that are wanted are noted on the way, as slices of the text.  Of
 * 50 pages with 8.8 MB of gates (PostgreSQL 15, cJSON 1.7.15) this takes, for
 * 31 columns, 15 ms.  The alternatives, measured on the same pages: the lexer
 * with pg_parse_json() and no actions 15 ms, with actions that are given
 * unescaped strings (json -> 'x') 28 ms, a tree by cJSON 25 ms (and numbers as
 * doubles), jsonb 50 ms.  None of these has a column's value yet but jsonb.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/jsonapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "src/compat.h"
#include "src/remote/json.h"

/* How a path speaks of the first element of an array. */
#define FIRST_ELEMENT "[0]"
#define FIRST_LENGTH  ((int) strlen(FIRST_ELEMENT))

/* Elements of an array that there is room for at first: pages have up to 100 items. */
#define FIRST_CAPACITY 128

/* One name to look for in an object. */
typedef struct StatsigMember
{
	char *name;
	int length;
	int slot;				   /* -1: only the nested names are wanted */
	bool alternative;		   /* a second spelling: never displaces a value */
	StatsigMembers *nested;	   /* names inside this member, or NULL */
	StatsigElements *elements; /* where the elements go if it is an array, or NULL */
} StatsigMember;

struct StatsigMembers
{
	bool of_first; /* inside a member: of the first element of the array that it is */
	int n_slots;   /* slots of the whole tree */
	int n_members;
	StatsigMember *members;
};

struct StatsigJsonReader
{
	JsonLexContext *lex;
	const StatsigMembers *members;
	bool first;
};

static StatsigSlice
read_value(JsonLexContext *lex, const StatsigMembers *members, StatsigSlice *slices);
static StatsigSlice read_elements(JsonLexContext *lex, StatsigElements *elements);

/* Whether the lexer's explanation of an error repeats nothing of the text. */
static bool
quotes_nothing(JsonParseErrorType error)
{
	switch (error)
	{
		case JSON_EXPECTED_MORE:
		case JSON_UNICODE_CODE_POINT_ZERO:
		case JSON_UNICODE_ESCAPE_FORMAT:
		case JSON_UNICODE_HIGH_ESCAPE:
		case JSON_UNICODE_HIGH_SURROGATE:
		case JSON_UNICODE_LOW_SURROGATE:
			return true;
		default:
			return false;
	}
}

/*
 * Malformed JSON from the server.  It is not quoted: what stands in the wrong
 * place may be a secret, and nobody can tell.
 */
static void
report_malformed(JsonParseErrorType error, JsonLexContext *lex)
{
	bool unicode = (error == JSON_UNICODE_CODE_POINT_ZERO || error == JSON_UNICODE_HIGH_ESCAPE);

	ereport(ERROR,
			(errcode(unicode ? ERRCODE_UNTRANSLATABLE_CHARACTER : ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("the answer of the Statsig API is not usable JSON"),
			 quotes_nothing(error) ?
				 errdetail_internal("%s", json_errdetail(error, lex)) :
				 errdetail("It is malformed at byte %d of %d.",
						   (int) (lex->token_start - lex->input) + 1, (int) lex->input_length)));
}

static void
report_unexpected(JsonLexContext *lex)
{
	report_malformed(lex->token_type == JSON_TOKEN_END ? JSON_EXPECTED_MORE : JSON_EXPECTED_JSON,
					 lex);
}

static inline void
advance(JsonLexContext *lex)
{
	JsonParseErrorType error = json_lex(lex);

	if (unlikely(error != JSON_SUCCESS))
		report_malformed(error, lex);
}

static inline void
expect(JsonLexContext *lex, JsonTokenType token)
{
	if (unlikely(lex->token_type != token))
		report_unexpected(lex);
	advance(lex);
}

/* A lexer on the slice, standing on its first token. */
static JsonLexContext *
start_lexer(StatsigSlice text)
{
	JsonLexContext *lex = statsig_json_lexer(text.start, text.length, false);

	advance(lex);
	return lex;
}

static inline bool
name_is(const StatsigMember *member, const char *name, int length)
{
	return member->length == length && memcmp(member->name, name, length) == 0;
}

/* Adds a name to a level; the same name may be added for several slots. */
static StatsigMember *
add_member(StatsigMembers *level, const char *name, int length)
{
	StatsigMember *member;

	level->members = level->members == NULL ?
						 palloc(sizeof(StatsigMember)) :
						 repalloc(level->members, (level->n_members + 1) * sizeof(StatsigMember));
	member = &level->members[level->n_members++];
	memset(member, 0, sizeof(*member));
	member->name = pnstrdup(name, length);
	member->length = length;
	member->slot = -1;
	return member;
}

/* The level inside a name, shared by all paths that begin with it; of_first: of "name[0]". */
static StatsigMembers *
nested_level(StatsigMembers *level, const char *name, int length)
{
	bool of_first = length > FIRST_LENGTH &&
					memcmp(name + length - FIRST_LENGTH, FIRST_ELEMENT, FIRST_LENGTH) == 0;
	StatsigMember *member;

	if (of_first)
		length -= FIRST_LENGTH;

	for (int i = 0; i < level->n_members; i++)
	{
		member = &level->members[i];
		if (member->nested != NULL && member->nested->of_first == of_first &&
			name_is(member, name, length))
			return member->nested;
	}
	member = add_member(level, name, length);
	member->nested = palloc0(sizeof(StatsigMembers));
	member->nested->of_first = of_first;
	return member->nested;
}

/* Adds one spelling ("a" or "a.b"), of the given length, for a slot. */
static void
add_path(StatsigMembers *level, const char *path, int length, int slot, bool alternative)
{
	const char *dot = memchr(path, '.', length);

	if (dot == NULL)
	{
		StatsigMember *member = add_member(level, path, length);

		member->slot = slot;
		member->alternative = alternative;
	}
	else
		add_path(nested_level(level, path, dot - path), dot + 1, length - (dot + 1 - path), slot,
				 alternative);
}

/*
 * How far one spelling goes: to "|", to "[" unless it is that of the first
 * element, or to the end.
 */
static int
spelling_length(const char *path)
{
	int length = strcspn(path, "|[");

	while (strncmp(path + length, FIRST_ELEMENT, FIRST_LENGTH) == 0)
		length += FIRST_LENGTH + strcspn(path + length + FIRST_LENGTH, "|[");
	return length;
}

StatsigMembers *
statsig_json_members(const char *const *paths, int n)
{
	StatsigMembers *root = palloc0(sizeof(StatsigMembers));

	root->n_slots = n;
	for (int slot = 0; slot < n; slot++)
	{
		const char *path = paths[slot];
		bool alternative = false;

		while (path != NULL && *path != '\0')
		{
			int length = spelling_length(path);

			add_path(root, path, length, slot, alternative);

			/* "array[].name": the reader of the array cares for the rest */
			path += length;
			if (*path != '|')
				break;
			path++;
			alternative = true;
		}
	}
	return root;
}

/* Whether the API means something by the value: it writes "" for what is not set. */
static inline bool
is_set(const StatsigSlice *value)
{
	return value->kind > STATSIG_JSON_NULL &&
		   !(value->kind == STATSIG_JSON_STRING && value->length == 2);
}

/*
 * Puts a value found under a name where it belongs.  Of two spellings the
 * first counts, unless it says nothing.
 */
static inline void
store(const StatsigMember *member, StatsigSlice value, StatsigSlice *slices)
{
	StatsigSlice *slot = &slices[member->slot];

	if (slot->kind != STATSIG_JSON_ABSENT && (member->alternative ? is_set(slot) : !is_set(&value)))
		return;
	*slot = value;
}

/*
 * Reads the value of one field.  The name may be wanted by several slots; a
 * value with nested names is read once with those, and by its first member.
 */
static void
read_field(JsonLexContext *lex, const StatsigMembers *members, StatsigSlice *slices,
		   const char *name, int length)
{
	const StatsigMembers *nested = NULL;
	StatsigElements *elements = NULL;
	StatsigSlice value;
	int first = -1;

	for (int i = 0; i < members->n_members; i++)
	{
		if (!name_is(&members->members[i], name, length))
			continue;
		if (first < 0)
			first = i;
		if (members->members[i].nested != NULL)
			nested = members->members[i].nested;
		if (members->members[i].elements != NULL)
			elements = members->members[i].elements;
	}

	value = elements != NULL && lex->token_type == JSON_TOKEN_ARRAY_START ?
				read_elements(lex, elements) :
				read_value(lex, nested, slices);
	if (first < 0)
		return;
	for (int i = first; i < members->n_members; i++)
	{
		if (members->members[i].slot >= 0 && name_is(&members->members[i], name, length))
			store(&members->members[i], value, slices);
	}
}

/* Reads an object whose "{" is the current token; advances past its "}". */
static void
read_object(JsonLexContext *lex, const StatsigMembers *members, StatsigSlice *slices)
{
	advance(lex);
	if (lex->token_type == JSON_TOKEN_OBJECT_END)
	{
		advance(lex);
		return;
	}
	for (;;)
	{
		const char *name = lex->token_start + 1;
		int length = lex->token_terminator - lex->token_start - 2;

		if (lex->token_type != JSON_TOKEN_STRING)
			report_unexpected(lex);
		if (unlikely(members != NULL && memchr(name, '\\', length) != NULL))
		{
			StatsigSlice quoted = {STATSIG_JSON_STRING, lex->token_start, length + 2, 0};

			name = statsig_json_as_text(quoted);
			length = strlen(name);
		}
		advance(lex);
		expect(lex, JSON_TOKEN_COLON);
		if (members != NULL)
			read_field(lex, members, slices, name, length);
		else
			read_value(lex, NULL, NULL);
		if (lex->token_type != JSON_TOKEN_COMMA)
			break;
		advance(lex);
	}
	expect(lex, JSON_TOKEN_OBJECT_END);
}

/*
 * Reads an array whose "[" is the current token; returns how many elements it
 * has.  members: names wanted of its first element, or NULL.
 */
static int
read_array(JsonLexContext *lex, const StatsigMembers *members, StatsigSlice *slices)
{
	int count = 0;

	advance(lex);
	if (lex->token_type == JSON_TOKEN_ARRAY_END)
	{
		advance(lex);
		return 0;
	}
	for (;;)
	{
		if (count == 0 && members != NULL && lex->token_type == JSON_TOKEN_OBJECT_START)
			read_object(lex, members, slices);
		else
			read_value(lex, NULL, NULL);
		count++;
		if (lex->token_type != JSON_TOKEN_COMMA)
			break;
		advance(lex);
	}
	expect(lex, JSON_TOKEN_ARRAY_END);
	return count;
}

/* Reads one value, filling the slices of the names wanted when it is an object. */
static StatsigSlice
read_value(JsonLexContext *lex, const StatsigMembers *members, StatsigSlice *slices)
{
	StatsigSlice value = {STATSIG_JSON_ABSENT, lex->token_start, 0, 0};

	switch (lex->token_type)
	{
		case JSON_TOKEN_STRING:
			value.kind = STATSIG_JSON_STRING;
			break;
		case JSON_TOKEN_NUMBER:
			value.kind = STATSIG_JSON_NUMBER;
			break;
		case JSON_TOKEN_TRUE:
		case JSON_TOKEN_FALSE:
			value.kind = STATSIG_JSON_BOOL;
			break;
		case JSON_TOKEN_NULL:
			value.kind = STATSIG_JSON_NULL;
			break;
		case JSON_TOKEN_OBJECT_START:
			check_stack_depth();
			value.kind = STATSIG_JSON_OBJECT;
			read_object(lex, members != NULL && members->of_first ? NULL : members, slices);
			value.length = lex->prev_token_terminator - value.start;
			return value;
		case JSON_TOKEN_ARRAY_START:
			check_stack_depth();
			value.kind = STATSIG_JSON_ARRAY;
			value.elements =
				read_array(lex, members != NULL && members->of_first ? members : NULL, slices);
			value.length = lex->prev_token_terminator - value.start;
			return value;
		default:
			report_unexpected(lex);
	}
	value.length = lex->token_terminator - value.start;
	advance(lex);
	return value;
}

static void
clear_slices(const StatsigMembers *members, StatsigSlice *slices)
{
	memset(slices, 0, members->n_slots * sizeof(StatsigSlice));
}

/* Makes room for one more element; returns where its slices go. */
static StatsigSlice *
add_element(StatsigElements *elements)
{
	int n_slots = elements->members->n_slots;

	if (elements->n == elements->capacity)
	{
		int capacity = Max(elements->capacity * 2, FIRST_CAPACITY);
		Size wholes = sizeof(StatsigSlice) * capacity;
		Size slices = wholes * Max(n_slots, 1);

		elements->wholes =
			elements->capacity == 0 ? palloc(wholes) : repalloc(elements->wholes, wholes);
		elements->slices =
			elements->capacity == 0 ? palloc(slices) : repalloc(elements->slices, slices);
		elements->capacity = capacity;
	}
	return elements->slices + (Size) elements->n * n_slots;
}

/* Reads an array whose "[" is the current token, taking its elements. */
static StatsigSlice
read_elements(JsonLexContext *lex, StatsigElements *elements)
{
	StatsigSlice array = {STATSIG_JSON_ARRAY, lex->token_start, 0, 0};

	elements->n = 0;
	advance(lex);
	while (lex->token_type != JSON_TOKEN_ARRAY_END)
	{
		bool taken = array.elements < STATSIG_MOST_ELEMENTS;
		StatsigSlice *slices = taken ? add_element(elements) : NULL;
		StatsigSlice whole;

		CHECK_FOR_INTERRUPTS();
		if (array.elements > 0)
			expect(lex, JSON_TOKEN_COMMA);
		if (taken)
			clear_slices(elements->members, slices);
		whole = read_value(lex, taken ? elements->members : NULL, slices);
		if (taken)
			elements->wholes[elements->n++] = whole;
		array.elements++;
	}
	if (array.elements > STATSIG_MOST_ELEMENTS)
		elements->n = 0;
	advance(lex);
	array.length = lex->prev_token_terminator - array.start;
	return array;
}

void
statsig_json_take_elements(StatsigMembers *members, int slot, StatsigElements *elements)
{
	for (int i = 0; i < members->n_members; i++)
		if (members->members[i].slot == slot)
			members->members[i].elements = elements;
}

void
statsig_json_object(StatsigSlice text, const StatsigMembers *members, StatsigSlice *slices)
{
	JsonLexContext *lex = start_lexer(text);

	clear_slices(members, slices);
	read_value(lex, members, slices);
	expect(lex, JSON_TOKEN_END);
}

StatsigSlice
statsig_json_text(const char *text, size_t length)
{
	StatsigSlice whole = {STATSIG_JSON_ABSENT, text, (int) length, 0};
	JsonLexContext *lex = start_lexer(whole);

	whole = read_value(lex, NULL, NULL);
	if (lex->token_type != JSON_TOKEN_END)
		report_unexpected(lex);
	return whole;
}

StatsigJsonReader *
statsig_json_open_array(StatsigSlice array, const StatsigMembers *members)
{
	StatsigJsonReader *reader = palloc(sizeof(StatsigJsonReader));

	Assert(array.kind == STATSIG_JSON_ARRAY);
	reader->lex = start_lexer(array);
	reader->members = members;
	reader->first = true;
	advance(reader->lex);
	return reader;
}

bool
statsig_json_next(StatsigJsonReader *reader, StatsigSlice *whole, StatsigSlice *slices)
{
	if (reader->lex->token_type == JSON_TOKEN_ARRAY_END)
		return false;
	if (!reader->first)
		expect(reader->lex, JSON_TOKEN_COMMA);
	reader->first = false;
	clear_slices(reader->members, slices);
	*whole = read_value(reader->lex, reader->members, slices);
	return true;
}

StatsigSlice *
statsig_json_elements(StatsigSlice array, int *count)
{
	StatsigSlice *elements = palloc(Max(array.elements, 1) * sizeof(StatsigSlice));
	JsonLexContext *lex = start_lexer(array);
	int capacity = Max(array.elements, 1);

	*count = 0;
	expect(lex, JSON_TOKEN_ARRAY_START);
	while (lex->token_type != JSON_TOKEN_ARRAY_END)
	{
		if (*count > 0)
			expect(lex, JSON_TOKEN_COMMA);
		if (*count == capacity)
		{
			capacity *= 2;
			elements = repalloc(elements, capacity * sizeof(StatsigSlice));
		}
		elements[(*count)++] = read_value(lex, NULL, NULL);
	}
	return elements;
}

char *
statsig_json_as_text(StatsigSlice slice)
{
	JsonLexContext *lex;
	JsonParseErrorType error;

	if (slice.kind <= STATSIG_JSON_NULL)
		return NULL;
	if (slice.kind != STATSIG_JSON_STRING)
		return pnstrdup(slice.start, slice.length);
	if (memchr(slice.start, '\\', slice.length) == NULL)
		return pnstrdup(slice.start + 1, slice.length - 2);

	lex = statsig_json_lexer(slice.start, slice.length, true);
	error = json_lex(lex);
	if (error != JSON_SUCCESS)
		report_malformed(error, lex);
	return pstrdup(lex->strval->data);
}

char *
statsig_json_as_written(StatsigSlice slice)
{
	if (slice.kind == STATSIG_JSON_ABSENT)
		return NULL;
	return pnstrdup(slice.start, slice.length);
}

void
statsig_json_append_string(StringInfo target, const char *text)
{
	escape_json(target, text);
}

char *
statsig_json_quote(const char *text)
{
	StringInfoData json;
	char *quoted;

	initStringInfo(&json);
	statsig_json_append_string(&json, text);
	quoted = pstrdup(json.data);
	pfree(json.data);
	return quoted;
}
