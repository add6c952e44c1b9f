/*-------------------------------------------------------------------------
 *
 * merge.h
 *	  Two changes of one row as one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_MERGE_H
#define STATSIG_MERGE_H

#include "src/compat.h"
#include "src/remote/change.h"

/* Whether two texts are the same; NULL is the same as NULL. */
extern bool statsig_same_text(const char *a, const char *b);

/* Whether two values are sent as the same. */
extern bool statsig_same_value(const StatsigValue *a, const StatsigValue *b);

/* A copy of a change that may be altered and remembers which one it was. */
extern StatsigChange *statsig_merge_copy(const StatsigChange *change);

/* Remembers that the change was also made of "source". */
extern void statsig_merge_source(StatsigChange *change, const StatsigChange *source);

/*
 * Two UPDATEs of one row, one after the other, as one; NULL when they must
 * stay two, because the API has to be taken through the state in between.
 */
extern StatsigChange *
statsig_merge_updates(const StatsigChange *first, const StatsigChange *second);

/*
 * Puts an UPDATE into the INSERT (a copy) that makes its row.  What an INSERT
 * cannot write goes to *residual, an UPDATE that is made when it is NULL.
 */
extern void statsig_merge_into_insert(StatsigChange *insert, StatsigChange **residual,
									  const StatsigChange *update);

/*
 * Takes what the API accepts only once the object is there out of the INSERT (a
 * copy) and puts it into *residual, as above.
 */
extern void statsig_merge_split_insert(StatsigChange *insert, StatsigChange **residual);

/* Whether it is an UPDATE that changes nothing any more. */
extern bool statsig_merge_is_idle(const StatsigChange *change);

/* Raises 27000 for a change of a row that has been deleted before. */
pg_noreturn extern void statsig_merge_report_deleted(const StatsigChange *change);

#endif /* STATSIG_MERGE_H */
