/*-------------------------------------------------------------------------
 *
 * json_edit.h
 *	  Copies of JSON values with some members left out, everything else as it
 *	  was written.
 *
 * All functions take JSON that has been checked already (an answer of the
 * API, or the text of a json or jsonb datum): they scan, they do not parse.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_JSON_EDIT_H
#define STATSIG_JSON_EDIT_H

#include "lib/stringinfo.h"

/* One member of an object; name and value point into the object's text. */
typedef struct StatsigMember
{
	const char *name; /* between the quotes, escapes as written */
	int name_length;
	const char *value;
	int value_length;
} StatsigMember;

/*
 * The members of an object in turn.  Start with *cursor at the object's text
 * (which may begin with white space); returns false after the last member,
 * and at once when the value is not an object.
 */
extern bool statsig_json_next_member(const char **cursor, StatsigMember *member);

/*
 * The elements of an array in turn, in the same way: *value receives where the
 * next one begins, *length how long it is.
 */
extern bool statsig_json_next_element(const char **cursor, const char **value, int *length);

/* Whether the member has this name; names with escapes match nothing. */
extern bool statsig_json_member_is(const StatsigMember *member, const char *name);

/* The same for any of the names in "x|y". */
extern bool statsig_json_member_is_spelled(const StatsigMember *member, const char *spelling);

/* Whether the member's value is null. */
extern bool statsig_json_member_is_null(const StatsigMember *member);

/*
 * Appends the value without the null members of its objects, at any depth.
 * Elements of arrays stay, null ones too.  Values of members named in
 * keep_nulls_in (NULL-terminated, or NULL) are copied untouched.  Of the
 * outermost object only the members named in only (NULL: all) are taken.
 */
extern void statsig_json_append_stripped(StringInfo target, const char *value, int length,
										 const char *const *keep_nulls_in, const char *const *only);

/* First character that is not white space: tells what kind of value it is. */
extern char statsig_json_first_character(const char *value);

#endif /* STATSIG_JSON_EDIT_H */
