/*-------------------------------------------------------------------------
 *
 * async.c
 *	  Asynchronous execution.
 *
 * The first request of every scan below an Append leaves before any of them is
 * waited for.  All requests of the backend are driven by one loop (api.h), so
 * the Append is given no event to wait for: when there is nothing else to do,
 * we wait here, for whichever of our scans can go on first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/execAsync.h"
#include "executor/instrument.h"
#include "nodes/execnodes.h"

#include "src/fdw/async.h"
#include "src/fdw/plan_state.h"
#include "src/fdw/scan.h"
#include "src/remote/api.h"

bool
statsigIsForeignPathAsyncCapable(ForeignPath *path)
{
	const RelOptInfo *rel = path->path.parent;

	return IS_SIMPLE_REL(rel) && ((const StatsigPlanState *) rel->fdw_private)->may_run_async;
}

/* Delivers the scan's next row, or its end; may wait when it takes another request. */
static void
deliver(AsyncRequest *areq)
{
	ExecAsyncRequestDone(areq, areq->requestee->ExecProcNodeReal(areq->requestee));
}

static bool
is_ready(const AsyncRequest *areq)
{
	return statsig_scan_is_ready(castNode(ForeignScanState, areq->requestee));
}

void
statsigForeignAsyncRequest(AsyncRequest *areq)
{
	statsig_scan_ask(castNode(ForeignScanState, areq->requestee));
	if (is_ready(areq))
		deliver(areq);
	else
		ExecAsyncRequestPending(areq);
}

/* Whether another scan of ours that the Append waits for can go on. */
static bool
is_any_ready(const AppendState *append)
{
	int i = -1;

	while ((i = bms_next_member(append->as_asyncplans, i)) >= 0)
	{
		const AsyncRequest *areq = append->as_asyncrequests[i];

		if (areq->callback_pending && IsA(areq->requestee, ForeignScanState) &&
			((ForeignScanState *) areq->requestee)->fdwroutine->ForeignAsyncRequest ==
				statsigForeignAsyncRequest &&
			is_ready(areq))
			return true;
	}
	return false;
}

void
statsigForeignAsyncConfigureWait(AsyncRequest *areq)
{
	const AppendState *append = castNode(AppendState, areq->requestor);

	statsig_api_poll();
	while (append->as_syncdone && !is_any_ready(append))
		statsig_api_step(NIL);
	if (!is_ready(areq))
		return;

	/* no event will be told of, so the request is completed here */
	areq->callback_pending = false;
	deliver(areq);
	ExecAsyncResponse(areq);
	if (areq->requestee->instrument)
		InstrUpdateTupleCount(areq->requestee->instrument, TupIsNull(areq->result) ? 0.0 : 1.0);
}

void
statsigForeignAsyncNotify(AsyncRequest *areq)
{
	elog(ERROR, "a scan that waits for no event was told of one");
}
