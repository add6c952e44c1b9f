/*-------------------------------------------------------------------------
 *
 * json_edit.c
 *	  Copies of JSON values with some members left out, everything else as it
 *	  was written.
 *
 * A document model would turn numbers into doubles (cJSON) or reorder
 * members (jsonb).  What goes back to the API must be what came from it, so
 * members are found by scanning and copied as text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "src/remote/json_edit.h"

static const char *
skip_space(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
		at++;
	return at;
}

/* at is an opening quote; returns what follows the closing one. */
static const char *
skip_string(const char *at)
{
	for (at++; *at != '"' && *at != '\0'; at++)
		if (*at == '\\' && at[1] != '\0')
			at++;
	return *at == '"' ? at + 1 : at;
}

/* Returns what follows the value that begins at "at". */
static const char *
skip_value(const char *at)
{
	int depth = 0;

	do
	{
		if (*at == '"')
		{
			at = skip_string(at);
			continue;
		}
		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth--;
		else if (depth == 0)
			return at + strcspn(at, ",]} \t\n\r");
		at++;
	} while (depth > 0 && *at != '\0');
	return at;
}

char
statsig_json_first_character(const char *value)
{
	return *skip_space(value);
}

/*
 * The cursor stands on the opening brace, or on the comma or closing brace
 * after the member that was returned last.
 */
bool
statsig_json_next_member(const char **cursor, StatsigMember *member)
{
	const char *at = skip_space(*cursor);

	if (*at != '{' && *at != ',')
		return false;
	at = skip_space(at + 1);
	if (*at != '"')
		return false; /* an empty object */

	member->name = at + 1;
	at = skip_string(at);
	member->name_length = at - 1 - member->name;
	at = skip_space(at);
	if (*at != ':')
		elog(ERROR, "JSON member without a colon");
	member->value = skip_space(at + 1);
	at = skip_value(member->value);
	member->value_length = at - member->value;
	*cursor = skip_space(at);
	return true;
}

/* The cursor stands as for members, with brackets in the place of braces. */
bool
statsig_json_next_element(const char **cursor, const char **value, int *length)
{
	const char *at = skip_space(*cursor);

	if (*at != '[' && *at != ',')
		return false;
	at = skip_space(at + 1);
	if (*at == ']')
		return false; /* an empty array */

	*value = at;
	at = skip_value(at);
	*length = at - *value;
	*cursor = skip_space(at);
	return true;
}

bool
statsig_json_member_is(const StatsigMember *member, const char *name)
{
	return strlen(name) == (size_t) member->name_length &&
		   memcmp(member->name, name, member->name_length) == 0;
}

bool
statsig_json_member_is_spelled(const StatsigMember *member, const char *spelling)
{
	while (*spelling)
	{
		size_t length = strcspn(spelling, "|");

		if ((int) length == member->name_length && memcmp(spelling, member->name, length) == 0)
			return true;
		spelling += length + (spelling[length] == '|');
	}
	return false;
}

bool
statsig_json_member_is_null(const StatsigMember *member)
{
	return member->value_length == 4 && memcmp(member->value, "null", 4) == 0;
}

static bool
is_named(const StatsigMember *member, const char *const *names)
{
	for (; names && *names; names++)
		if (statsig_json_member_is(member, *names))
			return true;
	return false;
}

/* Names are copied with their escapes; none that the catalogue knows has any. */
static void
append_stripped_object(StringInfo target, const char *value, const char *const *keep_nulls_in,
					   const char *const *only)
{
	StatsigMember member;
	bool first = true;

	appendStringInfoChar(target, '{');
	while (statsig_json_next_member(&value, &member))
	{
		if (statsig_json_member_is_null(&member) || (only && !is_named(&member, only)))
			continue;
		appendStringInfo(target, "%s\"%.*s\":", first ? "" : ",", member.name_length, member.name);
		if (is_named(&member, keep_nulls_in))
			appendBinaryStringInfo(target, member.value, member.value_length);
		else
			statsig_json_append_stripped(target, member.value, member.value_length, keep_nulls_in,
										 NULL);
		first = false;
	}
	appendStringInfoChar(target, '}');
}

static void
append_stripped_array(StringInfo target, const char *array, const char *const *keep_nulls_in)
{
	const char *element;
	int length;
	bool first = true;

	appendStringInfoChar(target, '[');
	while (statsig_json_next_element(&array, &element, &length))
	{
		if (!first)
			appendStringInfoChar(target, ',');
		statsig_json_append_stripped(target, element, length, keep_nulls_in, NULL);
		first = false;
	}
	appendStringInfoChar(target, ']');
}

void
statsig_json_append_stripped(StringInfo target, const char *value, int length,
							 const char *const *keep_nulls_in, const char *const *only)
{
	const char *at = skip_space(value);

	check_stack_depth();
	switch (*at)
	{
		case '{':
			append_stripped_object(target, at, keep_nulls_in, only);
			break;
		case '[':
			append_stripped_array(target, at, keep_nulls_in);
			break;
		default:
			appendBinaryStringInfo(target, at, length - (at - value));
	}
}
