/*-------------------------------------------------------------------------
 *
 * tally.h
 *	  What the changes of a statement have cost in requests, by foreign table;
 *	  for EXPLAIN ANALYZE.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_TALLY_H
#define STATSIG_TALLY_H

#include "src/remote/session.h"

/* The counters of a statement's changes of a table; made when there are none. */
extern StatsigUsage *statsig_tally_of(uint64 statement, Oid relid);

/* Forgets all; called when a transaction ends, before its memory goes. */
extern void statsig_tally_forget(void);

#endif /* STATSIG_TALLY_H */
