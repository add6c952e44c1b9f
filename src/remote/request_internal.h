/*-------------------------------------------------------------------------
 *
 * request_internal.h
 *	  What the files of the request builder share: one function per kind of
 *	  verb, and steps.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_REQUEST_INTERNAL_H
#define STATSIG_REQUEST_INTERNAL_H

#include "src/remote/request.h"

/* A step without body yet. */
extern StatsigStep *
statsig_step_create(const char *method, const char *template, const StatsigChange *sample,
					List *changes, StatsigEnvelope answer, bool repeatable);

/* The GET of the object around the changes' rows, made from a path template. */
extern const StatsigRequest *statsig_step_read(const char *template, const StatsigChange *sample);

/* Makes the step read all that the endpoint has before it is made. */
extern void statsig_step_read_whole(StatsigStep *step, const StatsigEndpoint *endpoint);

/*
 * Splits changes into lists that share an expanded path (NULL template: all
 * share), keeping their order within a list and the order of first
 * appearance between lists.
 */
extern List *statsig_group_by_path(List *changes, const char *template);

/* request_object.c: one request for each row, and the actions of an UPDATE. */
extern List *statsig_object_steps(const StatsigVerb *verb, List *changes);
extern List *statsig_action_steps(List *changes, StatsigStage stage);

/* request_whole.c: the object of each row read, changed and written whole. */
extern List *statsig_whole_steps(const StatsigVerb *verb, List *changes);

/* request_child.c: rows of one parent in one request where the API can. */
extern List *statsig_child_steps(const StatsigVerb *verb, List *changes);

/*
 * request_entries.c: rows of one parent in one body.  use_old says which row
 * of the changes goes into the body.
 */
extern List *statsig_entries_steps(const StatsigVerb *verb, List *changes, bool use_old);

/*
 * The body that holds all rows of a set (const StatsigValue *), in UTF-8.  was:
 * a row that the set had; says what an empty body looks like; may be NULL.  Raises
 * 0A000 when the rows do not fit into one body, 54000 when they are too many.
 */
extern char *statsig_entries_whole_body(const StatsigVerb *verb, const StatsigChange *sample,
										List *rows, const StatsigValue *was);

/* request_set.c: rows of one parent read, changed and written whole. */
extern List *statsig_set_steps(const StatsigVerb *verb, List *changes);

/* Checks that the row has a place in some facet; raises 23514. */
extern void statsig_entries_check(const StatsigChange *change, const StatsigValue *row);

/*
 * request_array.c: the parent's array read, changed and written as a whole.
 * changes: what is done, for each row; log: how, in order.
 */
extern List *statsig_array_steps(const StatsigVerb *verb, List *changes, List *log);

/*
 * Takes another step, which writes fields of the same object to the same
 * place, into one that rewrites an array; false when it is no such step.
 */
extern bool statsig_array_step_takes(StatsigStep *step, const StatsigStep *other);

/* Whether the change is one of the array, and not only something that actions do. */
extern bool statsig_change_touches_array(const StatsigChange *change);

#endif /* STATSIG_REQUEST_INTERNAL_H */
