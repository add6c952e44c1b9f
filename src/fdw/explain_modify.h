/*-------------------------------------------------------------------------
 *
 * explain_modify.h
 *	  EXPLAIN of INSERT, UPDATE and DELETE on a foreign table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_EXPLAIN_MODIFY_H
#define STATSIG_EXPLAIN_MODIFY_H

#include "commands/explain.h"
#include "foreign/fdwapi.h"

/*
 * FDW callback: shows the method and the path template of every request that
 * the statement may send, and with ANALYZE how many were sent.
 */
extern void
statsigExplainForeignModify(ModifyTableState *mtstate, ResultRelInfo *rinfo, List *fdw_private,
							int subplan_index, struct ExplainState *es);

#endif /* STATSIG_EXPLAIN_MODIFY_H */
