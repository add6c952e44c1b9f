/*-------------------------------------------------------------------------
 *
 * analyze.h
 *	  ANALYZE of foreign tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ANALYZE_H
#define STATSIG_ANALYZE_H

#include "foreign/fdwapi.h"

/*
 * False, upon which the server warns, for tables that the API cannot be asked for
 * as a whole.
 */
extern bool
statsigAnalyzeForeignTable(Relation relation, AcquireSampleRowsFunc *func, BlockNumber *totalpages);

#endif /* STATSIG_ANALYZE_H */
