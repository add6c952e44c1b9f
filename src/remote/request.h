/*-------------------------------------------------------------------------
 *
 * request.h
 *	  From changes of rows to the requests that make them.
 *
 * Pure: no network, no system catalogue, nothing but the changes and the
 * tables of src/catalog.  Some requests cannot be built before the parent
 * object has been read (its array is rewritten, or it decides which verb is
 * right); such a step says what to read and builds the rest from the answer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_REQUEST_H
#define STATSIG_REQUEST_H

#include "nodes/pg_list.h"
#include "src/remote/api.h"
#include "src/remote/change.h"
#include "src/remote/coalesce.h"

typedef struct StatsigStep StatsigStep;

/*
 * Builds the steps that follow from what was read: pages are the answers
 * (const StatsigAnswer *) to step->read, as a rule one.  Raises 40001 when the
 * object has changed so that the statement no longer applies.
 */
typedef List *(*StatsigStepExpansion)(StatsigStep *step, List *pages);

struct StatsigStep
{
	StatsigRequest request;		 /* what to send; method and template are set even
								  * where the rest is made by expand() */
	const char *template;		 /* path before expansion, "/gates/{id}" */
	List *changes;				 /* const StatsigChange *: the rows it is for */
	const StatsigAction *action; /* the action it is; NULL: it is a verb of the table */
	StatsigEnvelope answer;		 /* what a successful answer carries */
	const StatsigRequest *read;	 /* GET to make first, then expand(); NULL: none */
	const StatsigEndpoint *list; /* what read asks for, if expand() takes all pages; NULL */
	bool whole;					 /* all that is read is written back: what requests before it
								  * have changed must be there */
	bool late;					 /* is read, and made, only when its turn has come */
	const StatsigChange *awaits; /* expand() takes the answer to the step that made this; NULL */
	StatsigStepExpansion expand;
	void *expand_arg;
};

/*
 * The steps (StatsigStep *) that make the changes of a batch, in order.
 * Everything lives in the current context.  Rows that one request can carry
 * share a step; the order of changes of one object is kept.
 */
extern List *statsig_request_steps(const StatsigBatch *batch);

/*
 * The steps with those joined that write fields of an object and its array to
 * the same place, one right after the other.
 */
extern List *statsig_request_join(List *steps);

/*
 * Checks, before a change is queued, everything about it that can be judged
 * without the network: required columns, reachable values, NULLs, and that
 * its path can be made.  Raises at the statement what would otherwise fail
 * in the middle of sending.
 */
extern void statsig_request_check(const StatsigChange *change);

/* Expands a path template with values of the row that identifies the change; palloc'd. */
extern char *statsig_request_path(const StatsigChange *change, const char *template);

/* The endpoint at which an object is read that is written whole. */
extern const StatsigEndpoint *statsig_whole_endpoint(const StatsigTable *table);

/* The set that holds the change's new row and nothing else, as the API would show it; palloc'd. */
extern char *statsig_entries_item(const StatsigChange *change);

#endif /* STATSIG_REQUEST_H */
