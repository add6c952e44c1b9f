/*-------------------------------------------------------------------------
 *
 * json.h
 *	  Reading JSON text in place, with the server's own lexer: finds the
 *	  members that are asked for and returns them as slices of the text, so
 *	  that numbers stay as they were written and nothing is built that no one
 *	  uses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_JSON_H
#define STATSIG_JSON_H

#include "lib/stringinfo.h"

/* What kind of value a slice holds. */
typedef enum StatsigJsonKind
{
	STATSIG_JSON_ABSENT = 0,
	STATSIG_JSON_NULL,
	STATSIG_JSON_BOOL,
	STATSIG_JSON_NUMBER,
	STATSIG_JSON_STRING,
	STATSIG_JSON_OBJECT,
	STATSIG_JSON_ARRAY
} StatsigJsonKind;

/* A value inside a JSON text; points into that text. */
typedef struct StatsigSlice
{
	StatsigJsonKind kind;
	const char *start;
	int length;
	int elements; /* of an array: how many */
} StatsigSlice;

/*
 * The members to look for, compiled from paths ("id", "a.b", "x|y").  Slot i
 * of the slices of an object belongs to the i-th path.
 */
typedef struct StatsigMembers StatsigMembers;

/* Compiles n paths; NULL entries are slots that stay absent. */
extern StatsigMembers *statsig_json_members(const char *const *paths, int n);

/*
 * The objects of an array, taken while the text around it is read: of each the
 * whole, and the slices of its members.  Of an array with more than
 * STATSIG_MOST_ELEMENTS none is taken, so that memory stays bounded.
 */
#define STATSIG_MOST_ELEMENTS 1024
typedef struct StatsigElements
{
	const StatsigMembers *members;
	int n; /* 0: none was taken */
	int capacity;
	StatsigSlice *wholes; /* n */
	StatsigSlice *slices; /* n times as many as there are paths in members */
} StatsigElements;

/*
 * From here on, whenever an object is read and the path of the slot, which must
 * be a plain name, leads to an array, its elements are put into "elements" (NULL:
 * they are not), in the current context.
 */
extern void
statsig_json_take_elements(StatsigMembers *members, int slot, StatsigElements *elements);

/* The slices of one object; slices has one entry per path.  Raises 08P01 when malformed. */
extern void
statsig_json_object(StatsigSlice text, const StatsigMembers *members, StatsigSlice *slices);

/*
 * The objects of an array one at a time, without holding them all: open once,
 * then next() fills "whole" and the slices of the next element until it
 * returns false.  Raises 08P01 when malformed.  The reader lives in the
 * current context and points into the text.
 */
typedef struct StatsigJsonReader StatsigJsonReader;

extern StatsigJsonReader *
statsig_json_open_array(StatsigSlice array, const StatsigMembers *members);
extern bool statsig_json_next(StatsigJsonReader *reader, StatsigSlice *whole, StatsigSlice *slices);

/* The elements of an array in order; *count receives their number.  palloc'd. */
extern StatsigSlice *statsig_json_elements(StatsigSlice array, int *count);

/* The whole text as a slice, after checking that it is one well-formed JSON value. */
extern StatsigSlice statsig_json_text(const char *text, size_t length);

/*
 * A slice as SQL text: strings unescaped, everything else as it is written.
 * NULL for absent and null.  Raises 22P05 for \u0000.  palloc'd.
 */
extern char *statsig_json_as_text(StatsigSlice slice);

/* A copy of the slice's JSON as it is written.  palloc'd. */
extern char *statsig_json_as_written(StatsigSlice slice);

/* Appends text as a quoted JSON string (database encoding, not yet UTF-8). */
extern void statsig_json_append_string(StringInfo target, const char *text);

/*
 * Text as a quoted JSON string, palloc'd with no more room than it needs: many
 * values wait in the queue.
 */
extern char *statsig_json_quote(const char *text);

#endif /* STATSIG_JSON_H */
