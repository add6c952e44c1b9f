/*
 * state.h
 *		What the mock's project contains now: values by path, the clock, new ids.
 *
 * A state path is the concrete path below /console/v1 with its segments
 * decoded: "/gates", "/gates/new_checkout/overrides".  A "/" inside a segment
 * is written %2F, nothing else is encoded.  The value is an array (a
 * collection) or an object (a single resource).
 *
 * All of it is guarded by one lock that is held while a request is handled, so
 * a handler may use every function here freely and keep borrowed pointers
 * until it returns (but not across a change of the same value).
 */
#ifndef MOCK_STATE_H
#define MOCK_STATE_H

#include "json.h"

#define MOCK_ID_SIZE 128 /* bytes that hold any generated id */

/* Merges every *.json file of a fixture directory; later files replace paths. */
extern bool mock_state_load(const char *directory);
extern void mock_state_free(void);

/* The value at a path (borrowed), or NULL. */
extern cJSON *mock_state_get(const char *path);

/* Stores a value (ownership passes), replacing and freeing what was there. */
extern void mock_state_put(const char *path, cJSON *value);

/* Removes the value at the path; false when there was none. */
extern bool mock_state_remove(const char *path);

/* Removes every value whose path lies below path (path itself stays). */
extern void mock_state_remove_below(const char *path);

/* The array at a path, made empty when there is nothing yet. */
extern cJSON *mock_state_collection(const char *path);

/* The object at a path, made empty when there is nothing yet. */
extern cJSON *mock_state_object(const char *path);

/* Builds "<prefix>/<segment>" or "<prefix>/<segment>/<rest>" (rest may be NULL); caller frees. */
extern char *mock_state_path(const char *prefix, const char *segment, const char *rest);

/*
 * Items of a collection.  find: the first item whose string (or number text)
 * member equals the value, borrowed, or NULL.  append and prepend take
 * ownership.  remove deletes the item; the pointer is dead afterwards.
 */
extern cJSON *mock_collection_find(cJSON *collection, const char *member, const char *value);
extern void mock_collection_append(cJSON *collection, cJSON *item);
extern void mock_collection_prepend(cJSON *collection, cJSON *item);
extern void mock_collection_remove(cJSON *collection, cJSON *item);

/*
 * The clock: milliseconds since 1970.  It starts at 2026-05-01T00:00:00Z and
 * the core moves it one second before each request that is no GET, so that
 * expected outputs stay the same from run to run.  A handler only reads it.
 */
extern int64_t mock_clock_now(void);
extern void mock_clock_tick(void);

/* Writes "YYYY-MM-DDThh:mm:ss.mmmZ" of a clock value; size >= 25. */
extern void mock_clock_iso(int64_t milliseconds, char *text, size_t size);

/* The beginning of a day "YYYY-MM-DD", as a clock value. */
extern int64_t mock_clock_of_day(const char *day);

/*
 * A new server-assigned id: 22 letters and digits, the same sequence in every
 * run.  id has MOCK_ID_SIZE bytes.
 */
extern void mock_new_id(char *id);

/* The id the API derives from a display name: lower case, spaces to "_". */
extern void mock_derive_id(const char *name, char *id);

#endif /* MOCK_STATE_H */
