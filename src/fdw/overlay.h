/*-------------------------------------------------------------------------
 *
 * overlay.h
 *	  The transaction's unsent changes, laid over what the API returns: a scan
 *	  sees its own transaction's rows as it would those of an ordinary table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_OVERLAY_H
#define STATSIG_OVERLAY_H

#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "src/remote/rows.h"

typedef struct StatsigOverlay StatsigOverlay;

/* A row, or the rows of an item, that the API does not have. */
typedef struct StatsigMade
{
	StatsigOverlaid item;
	const StatsigBinding *bindings; /* of path columns */
	int n_bindings;
} StatsigMade;

/*
 * The overlay for scans of a table: changes of the session's project up to a
 * serial (of statsig_changes_last_serial()).  note: the rows are read to be
 * changed, so the versions of their documents are remembered.  NULL when
 * there is nothing to do.  Lives in the current context.
 */
extern StatsigOverlay *
statsig_overlay_create(const StatsigSession *session, const StatsigTable *table, uint32 last_serial,
					   bool note);

/* The overlay of the same moment for another table; overlay may be NULL. */
extern StatsigOverlay *
statsig_overlay_of_parent(const StatsigOverlay *overlay, const StatsigTable *table);

/* Begins another scan: forgets which entries have been met. */
extern void statsig_overlay_restart(StatsigOverlay *overlay);

/* A StatsigItemOverlay; arg is the overlay. */
extern StatsigOverlaid statsig_overlay_item(void *arg, const char *key, StatsigSlice item);

/* The path of the list that the items to come are of. */
extern void statsig_overlay_set_document(StatsigOverlay *overlay, const char *document);

/* Items (StatsigMade *) that only the transaction has; entries it has met are left out. */
extern List *statsig_overlay_made(StatsigOverlay *overlay);

/* Columns of the table whose values the API may have otherwise: it cannot judge them. */
extern const Bitmapset *statsig_overlay_changed_columns(const StatsigOverlay *overlay);

/* Whether any item of the table's list is changed or made. */
extern bool statsig_overlay_is_felt(const StatsigOverlay *overlay);

/* Whether the API need not be asked for the item: it is deleted, or it is made here. */
extern bool
statsig_overlay_replaces(const StatsigOverlay *overlay, const char *document, const char *key);

/* The same for the document that the table's rows belong to. */
extern bool statsig_overlay_replaces_parent(const StatsigOverlay *overlay, const char *key);

/*
 * Whether an entry of the API's is hidden.  row: texts of the catalogue columns.  The entry counts
 * as met.
 */
extern bool statsig_overlay_hides_entry(StatsigOverlay *overlay, const StatsigValue *row);

/* Whether entries must be shown to statsig_overlay_hides_entry(). */
extern bool statsig_overlay_judges_entries(const StatsigOverlay *overlay);

#endif /* STATSIG_OVERLAY_H */
