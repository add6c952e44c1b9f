/*-------------------------------------------------------------------------
 *
 * pages.c
 *	  The ordered stream of the pages of one list.
 *
 * The API pages by number over data that may change meanwhile: an item that
 * is added at the front shows up twice, one that is removed makes another slip
 * through between two pages.  The reader skips what it has seen, and at the
 * end the number of different items is held against what the API said the
 * list has.  If it is short, the list is read once more and only what is new
 * is delivered; if it is still short of what its first page then promised, that
 * is an ERROR.
 *
 * The first page tells how many there are; the others are asked for ahead of
 * their turn, and taken in order.
 *
 * "nextPage" is never followed as a link: the API spells it in several ways,
 * one of them wrong.  It only tells whether there is another page.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "src/remote/complaint.h"
#include "src/remote/kept.h"
#include "src/remote/pages.h"
#include "src/remote/url.h"

/* More pages than this of a list that does not tell its size are taken for an endless one. */
#define MOST_PAGES_OF_UNKNOWN_LIST 100000

/* Whoever wants more rows than this of a list is taken to want them all. */
#define ROWS_OF_A_PEEK 2

/* Rows between two looks at what has come in meanwhile. */
#define ROWS_BETWEEN_POLLS 32

struct StatsigPages
{
	const StatsigReading *reading;
	StatsigDigest resource;
	const StatsigEndpoint *endpoint;
	const char *path;
	const char *query;
	bool missing_ok;
	StatsigRowReader *reader;
	const StatsigBinding *bindings;
	int n_bindings;
	StatsigRefusalJudge judge;
	void *judge_arg;

	MemoryContext page_context; /* the page being read; reset for the next */
	int page;					/* number of that page, 0: none yet */
	int pass;					/* 1, or 2 when the list is read again */
	bool finished;
	StatsigPageInfo info; /* of that page */
	int64 seen_before;	  /* items seen before that page */
	int64 first_total;	  /* what the first page of this pass promised */
	int64 largest_total;  /* most that any page of this pass promised */

	/* how far ahead of it pages have been asked for */
	int64 delivered; /* rows */
	int asked;		 /* the last page of this pass that has been asked for */
	int last;		 /* the last page that is known to be there */
	int step;		 /* may_stop: how many to ask for next time */
};

StatsigPages *
statsig_pages_open(const StatsigReading *reading, const StatsigEndpoint *endpoint, const char *path,
				   const char *query, bool missing_ok, StatsigRowReader *reader,
				   const StatsigBinding *bindings, int n_bindings)
{
	StatsigPages *pages = palloc0(sizeof(StatsigPages));

	pages->reading = reading;
	pages->resource = statsig_snapshot_resource(reading->session, path, query);
	pages->endpoint = endpoint;
	pages->path = path;
	pages->query = query;
	pages->missing_ok = missing_ok;
	pages->reader = reader;
	pages->bindings = bindings;
	pages->n_bindings = n_bindings;
	pages->pass = pages->step = 1;
	pages->first_total = pages->largest_total = -1;
	pages->page_context =
		AllocSetContextCreate(CurrentMemoryContext, "statsig page", ALLOCSET_DEFAULT_SIZES);
	return pages;
}

void
statsig_pages_set_judge(StatsigPages *pages, StatsigRefusalJudge judge, void *arg)
{
	pages->judge = judge;
	pages->judge_arg = arg;
}

int64
statsig_pages_total(const StatsigPages *pages)
{
	return pages->largest_total;
}

static bool
is_paged(const StatsigPages *pages)
{
	return pages->endpoint->paging != STATSIG_NOT_PAGED;
}

/* Whether the page has as many items as a page of this list can have. */
static bool
is_full(const StatsigPages *pages)
{
	/* where the API chooses the size, only an empty page is known not to be full */
	return pages->endpoint->paging == STATSIG_PAGED_BY_NUMBER ||
		   pages->info.units == pages->reading->session->page_size;
}

/* The request for a page. */
static StatsigRequest *
page_request(const StatsigPages *pages, int page)
{
	StatsigRequest *request = palloc0(sizeof(StatsigRequest));
	StringInfoData query;

	initStringInfo(&query);
	if (pages->query != NULL)
		appendStringInfoString(&query, pages->query);
	statsig_url_add_page(&query, pages->endpoint, pages->reading->session->page_size, page);
	request->method = "GET";
	request->path = pages->path;
	request->query = query.len > 0 ? query.data : NULL;
	request->repeatable = true;
	request->refusal_ok = page == 1 && pages->pass == 1 && pages->judge != NULL;
	return request;
}

/* Whether a 404 for the page says that there is no such list, which only the first can. */
static bool
may_be_missing(const StatsigPages *pages, int page)
{
	return pages->missing_ok && page == 1 && pages->pass == 1;
}

static StatsigAnswerKey
page_key(const StatsigPages *pages, int page)
{
	StatsigAnswerKey key = {pages->resource, is_paged(pages) ? page : 0, pages->pass};

	return key;
}

/* Asks for pages up to this one, of those that are known to be there. */
static void
ask_up_to(StatsigPages *pages, int page)
{
	page = Min(page, pages->last);
	while (pages->asked < page)
	{
		int next = ++pages->asked;
		StatsigAnswerKey key = page_key(pages, next);

		statsig_snapshot_ask(pages->reading, &key, page_request(pages, next),
							 may_be_missing(pages, next));
	}
}

/* Asks for what comes after the present page, unless the rest may not be wanted. */
static void
ask_ahead(StatsigPages *pages)
{
	if (!pages->reading->may_stop && pages->delivered > ROWS_OF_A_PEEK)
		ask_up_to(pages, pages->page + pages->reading->session->fetch_concurrency);
}

/* Asks for a page that is wanted now, and some more when several have been wanted before. */
static void
ask_for(StatsigPages *pages, int page)
{
	pages->last = Max(pages->last, page);
	if (page <= pages->asked)
		return;
	if (pages->reading->may_stop && page > 1)
	{
		ask_up_to(pages, page + pages->step - 1);
		pages->step = Min(pages->step * 2, pages->reading->session->fetch_concurrency);
	}
	else
		ask_up_to(pages, page);
}

void
statsig_pages_ask(StatsigPages *pages)
{
	MemoryContext caller = MemoryContextSwitchTo(pages->page_context);

	ask_for(pages, 1);
	MemoryContextSwitchTo(caller);
}

/*
 * Calls for the present page.  NULL when there is no such list: later than on
 * the first page, a 404 or 400 is a failed page.
 */
static StatsigAnswer *
call_page(StatsigPages *pages)
{
	StatsigRequest *request = page_request(pages, pages->page);
	StatsigAnswerKey key = page_key(pages, pages->page);
	bool missing_ok = may_be_missing(pages, pages->page);
	StatsigAnswer *answer;

	ask_for(pages, pages->page);
	answer = statsig_snapshot_get(pages->reading, &key, request, missing_ok);
	if (answer->status == 400)
	{
		statsig_snapshot_keep(pages->reading, &key, answer);
		if (pages->judge(pages->judge_arg))
			return NULL;
		request->refusal_ok = false;
		answer = statsig_snapshot_get(pages->reading, &key, request, missing_ok);
	}
	if (answer->status != 404)
		return answer;
	statsig_snapshot_keep(pages->reading, &key, answer);
	return NULL;
}

/* The last page that is known to be there, from what the present one says. */
static int
last_known_page(const StatsigPages *pages)
{
	const StatsigPageInfo *info = &pages->info;
	double last = pages->page;

	if (!is_paged(pages) || info->units == 0 || (info->names_next && !info->has_next))
		return pages->page;
	if (info->names_next)
		last++;
	if (info->total > 0 && pages->page == 1)
		last = Max(last, ceil((double) info->total / info->units));
	return (int) Min(Max(last, pages->last), MOST_PAGES_OF_UNKNOWN_LIST);
}

/* Fetches the next page and opens it in the reader; false when there is no such list. */
static bool
fetch_page(StatsigPages *pages)
{
	MemoryContext caller;
	StatsigAnswerKey key;
	StatsigAnswer *answer;

	MemoryContextReset(pages->page_context);
	caller = MemoryContextSwitchTo(pages->page_context);
	if (pages->page++ == 0 && is_paged(pages) && pages->pass == 1)
		statsig_rows_begin_list(pages->reader);
	answer = call_page(pages);
	if (answer == NULL)
	{
		MemoryContextSwitchTo(caller);
		return false;
	}
	if (pages->endpoint->envelope == STATSIG_CSV && !answer->is_csv)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("the answer of the Statsig API to GET \"%s\" is not CSV",
							   statsig_complaint_shown_path(pages->path)),
						errdetail("Its media type is not text/csv.")));
	key = page_key(pages, pages->page);
	pages->seen_before = is_paged(pages) ? statsig_rows_seen(pages->reader) : 0;
	pages->info = statsig_rows_open(pages->reader, answer->body, answer->length,
									pages->endpoint->envelope, pages->bindings, pages->n_bindings);
	statsig_snapshot_keep(pages->reading, &key, answer);
	if (pages->page == 1)
		pages->first_total = pages->info.total;
	pages->largest_total = Max(pages->largest_total, pages->info.total);
	pages->last = last_known_page(pages);
	ask_ahead(pages);
	MemoryContextSwitchTo(caller);
	return true;
}

/*
 * A server that hands out pages for ever must not be read for ever.  Whoever
 * tries again is to get other pages.
 */
static void
check_endless(const StatsigPages *pages, bool repeats)
{
	int64 most = MOST_PAGES_OF_UNKNOWN_LIST;

	if (pages->largest_total >= 0)
		most = (pages->largest_total / Max(pages->reading->session->page_size, 1) + 1) * 4 + 10;

	/* pages may be smaller than asked for when the server has a maximum of its own */
	if (pages->info.units > 0 && pages->largest_total >= 0)
		most = Max(most, (pages->largest_total / pages->info.units + 1) * 2 + 10);
	if (!repeats && pages->page < most)
		return;
	statsig_kept_outdate(pages->reading->session->project);
	ereport(
		ERROR,
		(errcode(ERRCODE_PROTOCOL_VIOLATION),
		 errmsg("the Statsig API does not end the list \"%s\"",
				statsig_complaint_shown_path(pages->path)),
		 repeats ?
			 errdetail(
				 "Page %d holds nothing that earlier pages did not hold, and yet names a next page.",
				 pages->page) :
			 errdetail("There is still another page after page %d.", pages->page)));
}

/* Whether another page must be asked for after the present one has been read. */
static bool
has_more(const StatsigPages *pages)
{
	const StatsigPageInfo *info = &pages->info;
	bool nothing_new = info->units > 0 && statsig_rows_seen(pages->reader) == pages->seen_before;
	bool more;

	if (!is_paged(pages) || info->units == 0)
		return false;
	if (info->has_block && info->names_next)
		more = info->has_next;
	else
	{
		/*
		 * No word about a next page: a full page may have a successor, even
		 * if the size that is told is reached, since it might be the page's
		 * own.  More than was asked for means that the server does not page
		 * this list, and so does a page that repeats what there was.
		 */
		more = statsig_rows_seen(pages->reader) < info->total ||
			   (is_full(pages) && !(nothing_new && pages->pass == 1));
	}
	if (more)
		check_endless(pages, nothing_new && pages->pass == 1);
	return more;
}

/*
 * Whether the list has been read whole.  False asks for a second pass.
 */
static bool
is_complete(StatsigPages *pages)
{
	int64 seen;

	if (!is_paged(pages))
		return true;
	seen = statsig_rows_seen(pages->reader);
	if (pages->pass == 1)
		return seen >= pages->largest_total;
	if (seen >= pages->first_total)
		return true;
	statsig_kept_outdate(pages->reading->session->project);
	ereport(ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("the Statsig API gave an incomplete list \"%s\"",
					statsig_complaint_shown_path(pages->path)),
			 errdetail("It says that the list has " INT64_FORMAT
					   " items, but its pages hold " INT64_FORMAT ", also when read a second time.",
					   pages->first_total, seen),
			 errhint("The list may be changing too fast to be read page by page; try again.")));
}

/* Another row is wanted: looks after what has been asked for, and asks for more. */
static void
note_wanted(StatsigPages *pages)
{
	MemoryContext caller;

	if (++pages->delivered == ROWS_OF_A_PEEK + 1 && pages->page > 0)
	{
		caller = MemoryContextSwitchTo(pages->page_context);
		ask_ahead(pages);
		MemoryContextSwitchTo(caller);
	}
	if (pages->delivered % ROWS_BETWEEN_POLLS == 0)
		statsig_api_poll();
}

StatsigPageInfo
statsig_pages_first_info(StatsigPages *pages)
{
	if (pages->page == 0)
		pages->finished = !fetch_page(pages);
	return pages->info;
}

bool
statsig_pages_next_row(StatsigPages *pages, Datum *values, bool *nulls)
{
	note_wanted(pages);
	while (!pages->finished)
	{
		if (pages->page > 0 && statsig_rows_next(pages->reader, values, nulls))
			return true;
		if (pages->page == 0 || has_more(pages))
			pages->finished = !fetch_page(pages);
		else if (is_complete(pages))
			pages->finished = true;
		else
		{
			pages->pass = 2;
			pages->page = pages->asked = pages->last = 0;
			pages->largest_total = -1;
		}
	}
	MemoryContextReset(pages->page_context);
	return false;
}

bool
statsig_pages_are_ready(const StatsigPages *pages)
{
	StatsigAnswerKey key = page_key(pages, pages->page + 1);

	return pages->finished || (pages->page > 0 && !statsig_rows_at_end(pages->reader)) ||
		   pages->asked <= pages->page || statsig_snapshot_is_ready(pages->reading, &key);
}
