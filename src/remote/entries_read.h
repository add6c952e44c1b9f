/*-------------------------------------------------------------------------
 *
 * entries_read.h
 *	  The rows of a set, read as values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ENTRIES_READ_H
#define STATSIG_ENTRIES_READ_H

#include "nodes/pg_list.h"
#include "src/remote/change.h"
#include "src/remote/json.h"

/*
 * The rows (StatsigValue *, arrays by catalogue column) that lie in an item as
 * the facets of the sample's table say.  What is not in the item (columns of
 * the path) is as in the sample's row.  Lives in the current context.
 */
extern List *statsig_entries_read(const StatsigChange *sample, StatsigSlice item);

#endif /* STATSIG_ENTRIES_READ_H */
