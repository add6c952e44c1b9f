/*-------------------------------------------------------------------------
 *
 * change_checks.h
 *	  What a new change may not be, given those that wait.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGE_CHECKS_H
#define STATSIG_CHANGE_CHECKS_H

#include "nodes/bitmapset.h"
#include "src/fdw/change_log.h"

/*
 * Raises 55000 when a change that is to be sent at once is about an object of
 * which a change waits for COMMIT: it would overtake what it builds upon.
 */
extern void
statsig_change_checks_order(const StatsigChangeLog *waiting, const StatsigChange *change);

/*
 * Raises 0A000 when another change of the same object is in the log that
 * differs in "respect_review_settings": one request cannot do both.
 */
extern void statsig_change_checks_review(const StatsigChangeLog *log, const StatsigChange *change);

/*
 * Raises 0A000 for an action on a row that an action in the log gives another
 * key: nobody knows the key that its path would need.
 */
extern void statsig_change_checks_rekeyed(const StatsigChangeLog *log, const StatsigChange *change);

/*
 * What the API would refuse only after other changes had been applied: raises
 * 23505 for an object that the transaction has made already, 02000 for rows
 * of one that it has deleted.
 */
extern void statsig_change_checks_insert(const StatsigChangeLog *log, const StatsigChange *change);

/*
 * The columns (by number in the table) on which UPDATEs of the same row call
 * actions that are in the log.
 */
extern Bitmapset *
statsig_change_checks_action_columns(const StatsigChangeLog *log, const StatsigChange *change);

#endif /* STATSIG_CHANGE_CHECKS_H */
