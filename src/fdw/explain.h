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

extern void statsigExplainForeignScan(ForeignScanState *node, struct ExplainState *es);

#endif							/* STATSIG_EXPLAIN_H */
