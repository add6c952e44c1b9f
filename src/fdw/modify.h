/*-------------------------------------------------------------------------
 *
 * modify.h
 *	  INSERT, UPDATE and DELETE on the foreign tables: the callbacks that the
 *	  planner and the executor call.
 *
 * modify_plan.c holds what runs before execution, modify_exec.c what runs
 * for each row and at the statement's end.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_MODIFY_H
#define STATSIG_MODIFY_H

#include "foreign/fdwapi.h"

/* Planning (modify_plan.c) */
extern void statsigAddForeignUpdateTargets(PlannerInfo *root, Index rtindex,
										   RangeTblEntry *target_rte, Relation target_relation);
extern List *statsigPlanForeignModify(PlannerInfo *root, ModifyTable *plan, Index resultRelation,
									  int subplan_index);
extern int statsigIsForeignRelUpdatable(Relation rel);
extern void statsigExecForeignTruncate(List *rels, DropBehavior behavior, bool restart_seqs);

/* Execution (modify_exec.c) */
extern void statsigBeginForeignModify(ModifyTableState *mtstate, ResultRelInfo *resultRelInfo,
									  List *fdw_private, int subplan_index, int eflags);
extern TupleTableSlot *statsigExecForeignInsert(EState *estate, ResultRelInfo *resultRelInfo,
												TupleTableSlot *slot, TupleTableSlot *planSlot);
extern TupleTableSlot **
statsigExecForeignBatchInsert(EState *estate, ResultRelInfo *resultRelInfo, TupleTableSlot **slots,
							  TupleTableSlot **planSlots, int *numSlots);
extern int statsigGetForeignModifyBatchSize(ResultRelInfo *resultRelInfo);
extern TupleTableSlot *statsigExecForeignUpdate(EState *estate, ResultRelInfo *resultRelInfo,
												TupleTableSlot *slot, TupleTableSlot *planSlot);
extern TupleTableSlot *statsigExecForeignDelete(EState *estate, ResultRelInfo *resultRelInfo,
												TupleTableSlot *slot, TupleTableSlot *planSlot);
extern void statsigEndForeignModify(EState *estate, ResultRelInfo *resultRelInfo);
extern void statsigBeginForeignInsert(ModifyTableState *mtstate, ResultRelInfo *resultRelInfo);
extern void statsigEndForeignInsert(EState *estate, ResultRelInfo *resultRelInfo);

#endif /* STATSIG_MODIFY_H */
