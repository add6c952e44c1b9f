/*-------------------------------------------------------------------------
 *
 * parent.h
 *	  The rows of another table that give a path column its values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PARENT_H
#define STATSIG_PARENT_H

#include "src/catalog/types.h"
#include "src/fdw/overlay.h"
#include "src/remote/session.h"

typedef struct StatsigParentScan StatsigParentScan;

/*
 * Opens a scan of the table's parent; nothing is sent yet.  overlay: that of
 * the table's own scan, or NULL.  It lives in the current context; the
 * arguments must outlive it.
 */
extern StatsigParentScan *
statsig_parent_open(const StatsigSession *session, const StatsigTable *table,
					const StatsigOverlay *overlay, StatsigUsage *usage);

/*
 * Steps to the next parent whose rows are to be read.  The text of its key,
 * valid until the next step; NULL at the end.
 */
extern const char *statsig_parent_next(StatsigParentScan *scan);

/*
 * Whether the API's refusal to list the rows of one parent means that it has
 * none: it is gone, or it is not of the kind that always has such a list.
 * Reads the parent.
 */
extern bool statsig_parent_lacks_list(const StatsigSession *session, const StatsigTable *table,
									  const char *key, StatsigUsage *usage);

#endif /* STATSIG_PARENT_H */
