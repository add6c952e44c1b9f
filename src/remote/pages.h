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
#include "src/remote/session.h"

typedef struct StatsigPages StatsigPages;

/*
 * Opens the list at "path" (encoded, below the API's root) with the filters in
 * "query" (encoded; NULL: none).  Nothing is sent yet.  missing_ok: a 404 is
 * an empty list.  bindings are handed to the reader with every page.  All
 * arguments must outlive the stream; it lives in the current context and ends
 * with it.
 */
extern StatsigPages *
statsig_pages_open(const StatsigSession *session, const StatsigEndpoint *endpoint, const char *path,
				   const char *query, bool missing_ok, StatsigRowReader *reader,
				   const StatsigBinding *bindings, int n_bindings, StatsigUsage *usage);

/*
 * Sets who judges a refusal (400) of the list's first page: when judge(arg)
 * says that the object has no such list, the list is empty; otherwise, and
 * without a judge, the refusal is an ERROR.
 */
typedef bool (*StatsigRefusalJudge)(void *arg);

extern void statsig_pages_set_judge(StatsigPages *pages, StatsigRefusalJudge judge, void *arg);

/*
 * Fills values/nulls with the next row of the list, in the current context;
 * false at its end.  Fetches pages as they are needed.  A page that fails, or
 * a set of pages that is smaller than what the API says it is, even
 * when read a second time, is an ERROR and never an end.
 */
extern bool statsig_pages_next_row(StatsigPages *pages, Datum *values, bool *nulls);

/*
 * What the first page says about itself; fetches it.  To be called before the
 * first row is asked for, which comes from that page then.
 */
extern StatsigPageInfo statsig_pages_first_info(StatsigPages *pages);

/* What the list said its size is (totalItems), or -1. */
extern int64 statsig_pages_total(const StatsigPages *pages);

#endif /* STATSIG_PAGES_H */
