/*-------------------------------------------------------------------------
 *
 * coalesce_internal.h
 *	  What the files that coalesce changes share; included by them only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COALESCE_INTERNAL_H
#define STATSIG_COALESCE_INTERNAL_H

#include "src/remote/coalesce.h"

/*
 * coalesce_rows.c: what the changes of one array's rows come to: first what
 * goes, then what changes, then what comes.
 */
extern List *statsig_coalesce_rows(List *log);

/* coalesce_entries.c: what the changes of a unit of entries come to, in order. */
extern List *statsig_coalesce_set(const StatsigUnit *unit);

#endif /* STATSIG_COALESCE_INTERNAL_H */
