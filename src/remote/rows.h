/*-------------------------------------------------------------------------
 *
 * rows.h
 *	  From the items of an answer to rows: applies a table's facets and turns
 *	  the members of each row object into Datums of the columns asked for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ROWS_H
#define STATSIG_ROWS_H

#include "access/tupdesc.h"
#include "src/catalog/types.h"
#include "src/remote/change.h"
#include "src/remote/json.h"

/* Values that do not come from the answer: path values and parameters asked for. */
typedef struct StatsigBinding
{
	const char *column;
	const char *value; /* SQL text; NULL: SQL NULL */
} StatsigBinding;

/* What one answer says about itself; see statsig_rows_open. */
typedef struct StatsigPageInfo
{
	int64 units;	 /* items, or scalars of the list that is paged */
	bool has_block;	 /* there is a pagination block */
	bool has_next;	 /* it names a next page ... */
	bool names_next; /* ... or says, by null or "", that there is none */
	int64 total;	 /* totalItems, or -1 */
} StatsigPageInfo;

typedef struct StatsigRowReader StatsigRowReader;

/*
 * A reader for rows of "table" as tuples of "tupdesc", whose attributes are
 * matched to catalogue columns by attribute_columns[attno - 1] (index into
 * table->columns, or -1: always NULL).  Only attributes with wanted[attno - 1]
 * are converted; the others are NULL.  relation_name is for error contexts.
 * Lives in the current context.
 */
extern StatsigRowReader *
statsig_rows_reader(const StatsigTable *table, TupleDesc tupdesc, const int *attribute_columns,
					const bool *wanted, const char *relation_name);

/*
 * Begins a new list: forgets which items were seen.  From here on an item
 * (or, where a list of scalars is paged, a scalar) that was seen since is
 * skipped, because pages shift while the list changes.  Without this call
 * nothing is skipped.
 */
extern void statsig_rows_begin_list(StatsigRowReader *reader);

/* Ends that: from here on nothing is skipped again. */
extern void statsig_rows_forget_list(StatsigRowReader *reader);

/* How many different items (or scalars) were delivered since statsig_rows_begin_list. */
extern int64 statsig_rows_seen(const StatsigRowReader *reader);

/*
 * Gets an item of a list by itself, because the list left out a member that
 * is wanted: the answer body in the current context, or NULL when the item is
 * gone meanwhile.  key is the item's text under table->item_key.
 */
typedef const char *(*StatsigItemFetcher)(void *arg, const char *key, size_t *length);

/* Asks for such an item, which is going to be fetched. */
typedef void (*StatsigItemAsker)(void *arg, const char *key);

extern void statsig_rows_set_fetcher(StatsigRowReader *reader, StatsigItemFetcher fetch,
									 StatsigItemAsker ask, void *arg);

/*
 * An item as the transaction sees it, which has changed it; see
 * document_view.h.
 */
typedef struct StatsigOverlaid
{
	bool hidden;	  /* there is none any more */
	const char *text; /* of the item; NULL: as it came */
	size_t length;
	StatsigToken token; /* of the item's only row; serial 0: it is the API's */
	int n_tokens;		/* of the objects of the first facet's array */
	const StatsigToken *tokens;
} StatsigOverlaid;

/* Says what becomes of an item of the API's; key NULL: the item has none. */
typedef StatsigOverlaid (*StatsigItemOverlay)(void *arg, const char *key, StatsigSlice item);

/* From here on items are shown as overlay(arg, ...) says; NULL: as they come. */
extern void
statsig_rows_set_overlay(StatsigRowReader *reader, StatsigItemOverlay overlay, void *arg);

/*
 * Starts on one item that is in no answer, as statsig_rows_open() does.  Nothing
 * is skipped and no overlay is asked.
 */
extern void statsig_rows_open_item(StatsigRowReader *reader, const StatsigOverlaid *item,
								   const StatsigBinding *bindings, int n_bindings);

/* The token of the row that statsig_rows_next() delivered last. */
extern StatsigToken statsig_rows_token(const StatsigRowReader *reader);

/*
 * Starts on the items of one answer body, which must stay where it is until
 * the next one is opened; what the reader needs meanwhile is allocated in the
 * current context.  envelope says how the items are wrapped.  bindings (may be
 * NULL) belong to this body.  A body that does not have that shape
 * raises 08P01.
 */
extern StatsigPageInfo
statsig_rows_open(StatsigRowReader *reader, const char *body, size_t length,
				  StatsigEnvelope envelope, const StatsigBinding *bindings, int n_bindings);

/*
 * Fills values/nulls (one entry per attribute) with the next row, allocating
 * in the current context; false when the body has no more.  Raises 22P02,
 * 22003, 22008 ... with the context "column ... of foreign table ...".
 */
extern bool statsig_rows_next(StatsigRowReader *reader, Datum *values, bool *nulls);

/* Whether the body is known to have no more rows; false when it cannot be told. */
extern bool statsig_rows_at_end(const StatsigRowReader *reader);

#endif /* STATSIG_ROWS_H */
