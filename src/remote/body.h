/*-------------------------------------------------------------------------
 *
 * body.h
 *	  Bodies of requests: a JSON tree that cannot leak, and the members that a
 *	  row contributes to it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_BODY_H
#define STATSIG_BODY_H

#include "src/remote/change.h"
#include "src/remote/json_tree.h"

typedef StatsigJsonTree StatsigBody;

/*
 * An empty object ("{") or array ("[").  The tree is libc's memory; it is
 * freed with the current memory context at the latest.
 */
extern StatsigBody *statsig_body_create(char kind);

/* The object that a verb's body begins as: empty, or with the member that every one has. */
extern StatsigBody *statsig_body_of(const StatsigVerb *verb);

/* The outermost object or array. */
extern cJSON *statsig_body_root(StatsigBody *body);

/* The body as JSON in UTF-8, palloc'd; the tree is freed. */
extern char *statsig_body_text(StatsigBody *body);

/* The same in the database's encoding. */
extern char *statsig_body_local_text(StatsigBody *body);

/* JSON text that is a body by itself, in UTF-8. */
extern char *statsig_body_verbatim(const char *json);

/*
 * Sets a member to JSON text.  "outer.inner" makes the outer object when it
 * is not there yet; of "x|y" the first spelling is written.
 */
extern void statsig_body_set(cJSON *object, const char *member, const char *json);

/* The array that is member "member" (spelled as above); made when missing. */
extern cJSON *statsig_body_list(cJSON *object, const char *member);

/* Appends JSON text to an array. */
extern void statsig_body_append(cJSON *array, const char *json);

/* Appends an empty object to an array and returns it. */
extern cJSON *statsig_body_append_object(cJSON *array);

/*
 * JSON text of a column's value as it is sent: without null members where
 * the column is not the user's own (FREE_FORM), and only the members that
 * the API takes.  palloc'd, or the input itself.
 */
extern const char *statsig_body_value(const StatsigColumn *column, const char *json);

/*
 * Adds the columns of the change's new row to an object: on INSERT those
 * that are given, on UPDATE those that changed (SQL NULL as null) and those by
 * which the API finds the object in the body.  Columns in the path template
 * and those with skip[column] (skip may be NULL) stay out.  Returns how many
 * were added, without those that find the object.
 */
extern int statsig_body_add_row(cJSON *object, const StatsigChange *change, const char *path,
								const bool *skip);

#endif /* STATSIG_BODY_H */
