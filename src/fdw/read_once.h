/*-------------------------------------------------------------------------
 *
 * read_once.h
 *	  Whether a statement reads what the API answers but once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_READ_ONCE_H
#define STATSIG_READ_ONCE_H

#include "nodes/execnodes.h"

/*
 * Whether the scan is the statement's only scan, and is certainly not started
 * again: then its answers need not be kept.  False when it cannot be told.
 */
extern bool statsig_reads_once(const ForeignScanState *node);

#endif /* STATSIG_READ_ONCE_H */
