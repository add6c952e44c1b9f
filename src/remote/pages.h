/*-------------------------------------------------------------------------
 *
 * pages.h
 *	  The ordered stream of the pages of one list.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PAGES_H
#define STATSIG_PAGES_H

#include "src/remote/rows.h"
#include "src/remote/snapshot.h"

typedef struct StatsigPages StatsigPages;

/*
 * Opens the list at "path" (encoded, below the API's root) with the filters in
 * "query" (encoded; NULL: none).  Nothing is sent yet.  missing_ok: a 404 is
 * an empty list.  bindings are handed to the reader with every page.  All
 * arguments must outlive the stream; it lives in the current context and ends
 * with it.
 */
extern StatsigPages *
statsig_pages_open(const StatsigReading *reading, const StatsigEndpoint *endpoint, const char *path,
				   const char *query, bool missing_ok, StatsigRowReader *reader,
				   const StatsigBinding *bindings, int n_bindings);

/* Asks for the first page, so that it comes while other lists are read. */
extern void statsig_pages_ask(StatsigPages *pages);

/*
 * Sets who judges a refusal (400) of the list's first page: when judge(arg)
 * says that the object has no such list, the list is empty; otherwise, and
 * without a judge, the refusal is an ERROR.
 */
typedef bool (*StatsigRefusalJudge)(void *arg);

extern void statsig_pages_set_judge(StatsigPages *pages, StatsigRefusalJudge judge, void *arg);

/*
 * Fills values/nulls with the next row of the list, in the current context;
 * false at its end.  Asks for pages ahead: as many as may be under way once it
 * is clear that more than a row or two of the list are wanted, or, where
 * reading->may_stop says so, one page after the first and then twice as many
 * each time.  A page that fails, or
 * a set of pages that is smaller than what the API says it is, even
 * when read a second time, is an ERROR and never an end.
 */
extern bool statsig_pages_next_row(StatsigPages *pages, Datum *values, bool *nulls);

/*
 * Whether the next row, or the end, can be had without waiting.  True when it
 * cannot be told.
 */
extern bool statsig_pages_are_ready(const StatsigPages *pages);

/*
 * What the first page says about itself; fetches it.  To be called before the
 * first row is asked for, which comes from that page then.
 */
extern StatsigPageInfo statsig_pages_first_info(StatsigPages *pages);

/* What the list said its size is (totalItems), or -1. */
extern int64 statsig_pages_total(const StatsigPages *pages);

#endif /* STATSIG_PAGES_H */
