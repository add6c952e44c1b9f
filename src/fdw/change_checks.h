/*-------------------------------------------------------------------------
 *
 * change_checks.h
 *	  What a new change may not be, given those that wait.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CHANGE_CHECKS_H
#define STATSIG_CHANGE_CHECKS_H

#include "src/fdw/change_log.h"

/*
 * Raises 55000 when a change that is to be sent at once is about an object of
 * which a change waits for COMMIT: it would overtake what it builds upon.
 */
extern void
statsig_change_checks_order(const StatsigChangeLog *waiting, const StatsigChange *change);

/*
 * What the API would refuse only after other changes had been applied: raises
 * 23505 for an object that the transaction has made already, 02000 for rows
 * of one that it has deleted.
 */
extern void statsig_change_checks_insert(const StatsigChangeLog *log, const StatsigChange *change);

/* Whether an UPDATE of the same row is in the log that calls an action. */
extern bool
statsig_change_checks_await_action(const StatsigChangeLog *log, const StatsigChange *change);

#endif /* STATSIG_CHANGE_CHECKS_H */
