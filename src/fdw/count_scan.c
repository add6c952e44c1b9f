/*-------------------------------------------------------------------------
 *
 * count_scan.c
 *	  count(*) of a whole table by what its list says of its size: execution.
 *
 * The first page is the one that a scan of the table would ask for.  Its word on
 * the size is taken where it cannot be meant otherwise: there is a next page, and
 * the list has more items than this one.  In any other case (there is no other
 * page, or no word about that; no size, or one that might be the page's) rows are
 * counted as a scan delivers them, from that very page on.  So they are from the
 * start when the transaction has changed the table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "executor/executor.h"
#include "foreign/foreign.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/changes.h"
#include "src/fdw/count_scan.h"
#include "src/fdw/estimate.h"
#include "src/fdw/explain.h"
#include "src/fdw/options.h"
#include "src/fdw/plan_count.h"
#include "src/fdw/read_once.h"
#include "src/fdw/table_scan.h"
#include "src/remote/pages.h"
#include "src/remote/url.h"

/* fdw_state of the node; NULL for EXPLAIN without ANALYZE. */
typedef struct StatsigCountState
{
	const StatsigTable *table;
	StatsigSession *session;
	StatsigRowReader *reader; /* of rows without attributes */
	uint32 last_serial;		  /* of the transaction's changes when the statement began */
	StatsigUsage usage;
	StatsigReading reading;
	bool known; /* count has been found; it is the same for the whole statement */
	int64 count;
	bool told;		/* the API told it */
	bool delivered; /* the only row has been given */
} StatsigCountState;

static Oid
counted_relation(const ForeignScanState *node)
{
	const ForeignScan *plan = (const ForeignScan *) node->ss.ps.plan;

	return linitial_oid(list_nth(plan->fdw_private, STATSIG_COUNT_RELATION));
}

bool
statsig_count_is_scan(const ForeignScanState *node)
{
	return ((const ForeignScan *) node->ss.ps.plan)->scan.scanrelid == 0;
}

void
statsig_count_begin(ForeignScanState *node, int eflags)
{
	Oid relid = counted_relation(node);
	StatsigCountState *state;

	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;
	state = palloc0(sizeof(StatsigCountState));
	state->table = statsig_options_table(relid);
	state->session = statsig_options_session(GetForeignTable(relid)->serverid,
											 statsig_scan_checked_user(node), relid);
	state->last_serial = statsig_changes_last_serial();
	state->reader = statsig_rows_reader(state->table, CreateTemplateTupleDesc(0), NULL, NULL,
										get_rel_name(relid));
	state->reading.session = state->session;
	state->reading.snapshot = statsig_snapshot_acquire(node->ss.ps.state->es_query_cxt);
	state->reading.usage = &state->usage;
	state->reading.once = statsig_reads_once(node);
	node->fdw_state = state;
}

/* The transaction's changes, as far as they show in the table's rows; NULL: none does. */
static StatsigOverlay *
felt_changes(const StatsigCountState *state)
{
	StatsigOverlay *overlay =
		state->last_serial == 0 ?
			NULL :
			statsig_overlay_create(state->session, state->table, state->last_serial, false);

	return overlay != NULL && statsig_overlay_is_felt(overlay) ? overlay : NULL;
}

/* Counts the rows as a scan of the table gives them. */
static int64
count_scanned(StatsigCountState *state, StatsigOverlay *overlay)
{
	StatsigTableScan *scan =
		statsig_table_scan_open(&state->reading, state->table, state->reader, NIL, overlay);
	Datum value;
	bool null;

	while (statsig_table_scan_next(scan, &value, &null))
	{
		CHECK_FOR_INTERRUPTS();
		state->usage.rows++;
	}
	return state->usage.rows;
}

/* Whether a first page tells the size of the list beyond doubt. */
static bool
tells_size(const StatsigPageInfo *info)
{
	return info->has_block && info->has_next && info->units > 0 && info->total > info->units;
}

/* Counts by the size that the first page tells, or on from there. */
static int64
count_listed(StatsigCountState *state)
{
	StatsigPages *pages =
		statsig_pages_open(&state->reading, &state->table->list, state->table->list.path, NULL,
						   false, state->reader, NULL, 0);
	StatsigPageInfo info = statsig_pages_first_info(pages);
	Datum value;
	bool null;

	state->told = tells_size(&info);
	if (state->told)
		return info.total;
	while (statsig_pages_next_row(pages, &value, &null))
	{
		CHECK_FOR_INTERRUPTS();
		state->usage.rows++;
	}
	return state->usage.rows;
}

static void
find_count(StatsigCountState *state)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig count", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	StatsigOverlay *overlay = felt_changes(state);

	state->usage.rows = 0;
	if (overlay != NULL)
		state->count = count_scanned(state, overlay);
	else
	{
		state->count = count_listed(state);
		statsig_estimate_remember(state->session->server_oid, state->table, state->count);
	}
	state->known = true;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

TupleTableSlot *
statsig_count_iterate(ForeignScanState *node)
{
	StatsigCountState *state = node->fdw_state;
	TupleTableSlot *slot = node->ss.ss_ScanTupleSlot;

	ExecClearTuple(slot);
	if (state->delivered)
		return slot;
	if (!state->known)
		find_count(state);
	state->delivered = true;
	slot->tts_values[0] = Int64GetDatum(state->count);
	slot->tts_isnull[0] = false;
	return ExecStoreVirtualTuple(slot);
}

void
statsig_count_rescan(ForeignScanState *node)
{
	((StatsigCountState *) node->fdw_state)->delivered = false;
}

void
statsig_count_end(ForeignScanState *node)
{
	StatsigCountState *state = node->fdw_state;

	if (state != NULL)
		statsig_snapshot_release(state->reading.snapshot);
}

/* The request for the first page. */
static char *
first_request(const StatsigTable *table, Oid relid)
{
	StringInfoData query;

	initStringInfo(&query);
	statsig_url_add_page(&query, &table->list, statsig_options_page_size(relid), 1);
	return psprintf("GET " STATSIG_API_ROOT "%s?%s", table->list.path, query.data);
}

void
statsig_count_explain(ForeignScanState *node, struct ExplainState *es)
{
	const StatsigCountState *state = node->fdw_state;
	Oid relid = counted_relation(node);

	statsig_explain_requests(es, list_make1(first_request(statsig_options_table(relid), relid)));
	ExplainPropertyText("Statsig Count",
						state == NULL || !state->known || state->told ? "totalItems" : "rows", es);
	if (es->analyze && state != NULL)
		statsig_explain_usage(es, &state->usage);
}
