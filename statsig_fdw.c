/*-------------------------------------------------------------------------
 *
 * statsig_fdw.c
 *	  The door of the extension: what the server calls first.
 *
 * No logic here: the handler lists the callbacks, which live in src/fdw, and
 * the validator hands the options on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "fmgr.h"
#include "foreign/fdwapi.h"
#include "utils/guc.h"

#include "src/compat.h"
#include "src/fdw/analyze.h"
#include "src/fdw/async.h"
#include "src/fdw/explain.h"
#include "src/fdw/explain_modify.h"
#include "src/fdw/import.h"
#include "src/fdw/modify.h"
#include "src/fdw/options.h"
#include "src/fdw/plan.h"
#include "src/fdw/plan_count.h"
#include "src/fdw/scan.h"
#include "src/fdw/settings.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(statsig_fdw_handler);
PG_FUNCTION_INFO_V1(statsig_fdw_validator);

extern PGDLLEXPORT void _PG_init(void);
extern PGDLLEXPORT Datum statsig_fdw_handler(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum statsig_fdw_validator(PG_FUNCTION_ARGS);

void
_PG_init(void)
{
	statsig_settings_define();
	MarkGUCPrefixReserved("statsig_fdw");
}

Datum
statsig_fdw_handler(PG_FUNCTION_ARGS)
{
	FdwRoutine *routine = makeNode(FdwRoutine);

	routine->GetForeignRelSize = statsigGetForeignRelSize;
	routine->GetForeignPaths = statsigGetForeignPaths;
	routine->GetForeignUpperPaths = statsigGetForeignUpperPaths;
	routine->GetForeignPlan = statsigGetForeignPlan;
	routine->BeginForeignScan = statsigBeginForeignScan;
	routine->IterateForeignScan = statsigIterateForeignScan;
	routine->ReScanForeignScan = statsigReScanForeignScan;
	routine->EndForeignScan = statsigEndForeignScan;

	routine->IsForeignPathAsyncCapable = statsigIsForeignPathAsyncCapable;
	routine->ForeignAsyncRequest = statsigForeignAsyncRequest;
	routine->ForeignAsyncConfigureWait = statsigForeignAsyncConfigureWait;
	routine->ForeignAsyncNotify = statsigForeignAsyncNotify;

	routine->AddForeignUpdateTargets = statsigAddForeignUpdateTargets;
	routine->PlanForeignModify = statsigPlanForeignModify;
	routine->BeginForeignModify = statsigBeginForeignModify;
	routine->ExecForeignInsert = statsigExecForeignInsert;
	routine->ExecForeignBatchInsert = statsigExecForeignBatchInsert;
	routine->GetForeignModifyBatchSize = statsigGetForeignModifyBatchSize;
	routine->ExecForeignUpdate = statsigExecForeignUpdate;
	routine->ExecForeignDelete = statsigExecForeignDelete;
	routine->EndForeignModify = statsigEndForeignModify;
	routine->BeginForeignInsert = statsigBeginForeignInsert;
	routine->EndForeignInsert = statsigEndForeignInsert;
	routine->IsForeignRelUpdatable = statsigIsForeignRelUpdatable;
	routine->ExecForeignTruncate = statsigExecForeignTruncate;

	routine->AnalyzeForeignTable = statsigAnalyzeForeignTable;
	routine->ExplainForeignScan = statsigExplainForeignScan;
	routine->ExplainForeignModify = statsigExplainForeignModify;
	routine->ImportForeignSchema = statsigImportForeignSchema;

	PG_RETURN_POINTER(routine);
}

Datum
statsig_fdw_validator(PG_FUNCTION_ARGS)
{
	statsig_options_validate(untransformRelOptions(PG_GETARG_DATUM(0)), PG_GETARG_OID(1));
	PG_RETURN_VOID();
}
