/*-------------------------------------------------------------------------
 *
 * item_edit.c
 *	  Objects of the API with other values in some members.
 *
 * Works on the text, member by member, so that what no column knows stays as
 * it came.  What is written here is only ever read again by the row reader:
 * members are those a column is read from, not those it is sent as.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/catalog/catalog.h"
#include "src/remote/item_edit.h"
#include "src/remote/json.h"
#include "src/remote/json_edit.h"

static void
append_member(StringInfo text, const char *name, int name_length, const char *value,
			  int value_length)
{
	appendStringInfo(text, "%s\"%.*s\":", text->len > 1 ? "," : "", name_length, name);
	appendBinaryStringInfo(text, value, value_length);
}

/*
 * A copy of the object in which the first of the spellings has the value, in
 * its old place where there was one; NULL: none has.
 */
static char *
set_member(const char *object, const char *spelling, const char *json)
{
	int name_length = strcspn(spelling, "|");
	bool pending = json != NULL;
	StringInfoData text;
	StatsigMember member;

	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	while (statsig_json_next_member(&object, &member))
	{
		if (!statsig_json_member_is_spelled(&member, spelling))
			append_member(&text, member.name, member.name_length, member.value,
						  member.value_length);
		else if (pending)
		{
			append_member(&text, spelling, name_length, json, strlen(json));
			pending = false;
		}
	}
	if (pending)
		append_member(&text, spelling, name_length, json, strlen(json));
	appendStringInfoChar(&text, '}');
	return text.data;
}

char *
statsig_item_get(const char *object, const char *spelling)
{
	const char *dot = strchr(spelling, '.');
	char *outer = dot ? pnstrdup(spelling, dot - spelling) : NULL;
	char *inner;
	StatsigMember member;

	if (outer)
	{
		inner = statsig_item_get(object, outer);
		return inner ? statsig_item_get(inner, dot + 1) : NULL;
	}
	/* The spelling that stands first counts, wherever the members stand. */
	while (*spelling)
	{
		size_t length = strcspn(spelling, "|");
		char *name = pnstrdup(spelling, length);
		const char *cursor = object;

		while (statsig_json_next_member(&cursor, &member))
			if (statsig_json_member_is(&member, name) && !statsig_json_member_is_null(&member))
				return pnstrdup(member.value, member.value_length);
		spelling += length + (spelling[length] == '|');
	}
	return NULL;
}

/* The object of the array whose member has this value, or a new one that has nothing else. */
static char *
object_with(const char *array, const char *name, StatsigSlice value)
{
	StatsigSlice *objects;
	char *wanted = statsig_json_as_text(value);
	int count = 0;

	if (array)
	{
		objects = statsig_json_elements(statsig_json_text(array, strlen(array)), &count);
		for (int i = 0; i < count; i++)
		{
			char *object = statsig_json_as_written(objects[i]);
			char *found = statsig_item_get(object, name);

			if (found &&
				strcmp(statsig_json_as_text(statsig_json_text(found, strlen(found))), wanted) == 0)
				return object;
		}
	}
	return set_member("{}", name, statsig_json_as_written(value));
}

/* "array[].name" is written as objects again: those that are there keep their other members. */
static char *
array_of_objects(const char *old_array, const char *name, const char *json)
{
	StringInfoData text;
	int count;
	StatsigSlice *values = statsig_json_elements(statsig_json_text(json, strlen(json)), &count);

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	for (int i = 0; i < count; i++)
		appendStringInfo(&text, "%s%s", i > 0 ? "," : "", object_with(old_array, name, values[i]));
	appendStringInfoChar(&text, ']');
	return text.data;
}

char *
statsig_item_set(const char *object, const char *spelling, const char *json)
{
	const char *bracket = strstr(spelling, "[].");
	const char *dot = strchr(spelling, '.');
	char *outer;
	char *inner;

	if (bracket)
	{
		outer = pnstrdup(spelling, bracket - spelling);
		return set_member(
			object, outer,
			json ? array_of_objects(statsig_item_get(object, outer), bracket + 3, json) : NULL);
	}
	if (dot == NULL)
		return set_member(object, spelling, json);
	outer = pnstrdup(spelling, dot - spelling);
	inner = statsig_item_get(object, outer);
	return set_member(object, outer, statsig_item_set(inner ? inner : "{}", dot + 1, json));
}

char *
statsig_item_apply(const char *object, const StatsigChange *change)
{
	char *text = pstrdup(object);

	for (int i = 0; i < change->table->n_columns; i++)
	{
		const StatsigColumn *column = &change->table->columns[i];

		if (change->changed[i] && column->source == STATSIG_FROM_ROW)
			text = statsig_item_set(text, column->json, change->new_values[i].json);
	}
	return text;
}
