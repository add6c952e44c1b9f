/*-------------------------------------------------------------------------
 *
 * preread.h
 *	  What must be read before the first change is sent, all of it at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PREREAD_H
#define STATSIG_PREREAD_H

#include "nodes/pg_list.h"
#include "src/remote/request.h"

/*
 * Reads the documents that the batches (StatsigBatch *) change and that the
 * steps (StatsigStep *) need, several at a time, and returns the steps with
 * those that had to be built from what was read in their place.  Steps that are
 * made of what requests before them leave behind stay as they are (late).
 *
 * sending: a document that has changed since a row of it was read raises 40001,
 * and changes get the document as it is ("before").  Without it only what the
 * steps need is read.
 */
extern List *statsig_preread(List *batches, List *steps, bool sending);

/* Reads what a late step needs, now that its turn has come, and returns what it becomes. */
extern List *statsig_preread_late(StatsigStep *step);

#endif /* STATSIG_PREREAD_H */
