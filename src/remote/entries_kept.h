/*-------------------------------------------------------------------------
 *
 * entries_kept.h
 *	  Whether all that an object of a set has can be written back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ENTRIES_KEPT_H
#define STATSIG_ENTRIES_KEPT_H

#include "src/remote/change.h"
#include "src/remote/json.h"

/*
 * Raises 0A000 when the object, which lies in the facet's array, has a member
 * that rows of the change's table do not hold: the set is made of its rows when
 * it is written whole, and the member would be lost.
 */
extern void statsig_entries_check_kept(const StatsigChange *change, const StatsigFacet *facet,
									   StatsigSlice object);

#endif /* STATSIG_ENTRIES_KEPT_H */
