/*-------------------------------------------------------------------------
 *
 * explain.h
 *	  EXPLAIN of scans.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_EXPLAIN_H
#define STATSIG_EXPLAIN_H

#include "foreign/fdwapi.h"
#include "src/remote/session.h"

/*
 * Shows requests (List of char *): in text format one line for each, otherwise
 * one array, since an object must not have a member twice.
 */
extern void statsig_explain_requests(struct ExplainState *es, List *requests);

/* Shows what a scan has cost, for ANALYZE. */
extern void statsig_explain_usage(struct ExplainState *es, const StatsigUsage *usage);

extern void statsigExplainForeignScan(ForeignScanState *node, struct ExplainState *es);

#endif /* STATSIG_EXPLAIN_H */
