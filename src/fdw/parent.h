/*-------------------------------------------------------------------------
 *
 * parent.h
 *	  The rows of another table that give path columns their values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PARENT_H
#define STATSIG_PARENT_H

#include "src/catalog/types.h"
#include "src/fdw/overlay.h"
#include "src/remote/rows.h"
#include "src/remote/snapshot.h"

typedef struct StatsigParentScan StatsigParentScan;

/* What is known of the table's path columns, said of its parent's columns. */
extern List *statsig_parent_sets(const StatsigTable *table, List *value_sets);

/*
 * Opens a scan of the table's parent; nothing is sent yet.  value_sets: what is
 * known of the table's columns; only rows of the parent that agree are read.
 * overlay: that of the table's own scan, or NULL.  It lives in the current
 * context; the arguments must outlive it.
 */
extern StatsigParentScan *
statsig_parent_open(const StatsigReading *reading, const StatsigTable *table, List *value_sets,
					const StatsigOverlay *overlay);

/*
 * Steps to the next parent whose rows are to be read; false at the end.
 * bindings: room for STATSIG_MAX_PARENT_BINDINGS; receives the values of the
 * path columns, valid until the next step.  *n: how many.
 */
#define STATSIG_MAX_PARENT_BINDINGS (STATSIG_MAX_PARENT_KEYS + 1)
extern bool statsig_parent_next(StatsigParentScan *scan, StatsigBinding *bindings, int *n);

/*
 * Whether the API's refusal to list the rows for these values means that there
 * are none: the parent's row is gone, or it is not of the kind that always has
 * such a list.  Reads the parent.
 */
extern bool statsig_parent_lacks_list(const StatsigReading *reading, const StatsigTable *table,
									  const StatsigBinding *bindings, int n);

#endif /* STATSIG_PARENT_H */
