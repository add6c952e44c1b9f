/*-------------------------------------------------------------------------
 *
 * list_read.c
 *	  A list read to its end as JSON.
 *
 * What is made of the pages is written back whole: something that slips
 * through between two of them would be deleted.  So a list that turns out
 * shorter than any of its pages says is an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "lib/stringinfo.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/remote/complaint.h"
#include "src/remote/digest.h"
#include "src/remote/list_read.h"
#include "src/remote/row_reader.h"
#include "src/remote/url.h"

/* No list that is written back whole has so many. */
#define MOST_PAGES_AHEAD 10000

static StatsigRequest *
page_request(const StatsigSession *session, const StatsigEndpoint *endpoint, const char *path,
			 int page)
{
	StatsigRequest *request = palloc0(sizeof(StatsigRequest));
	StringInfoData query;

	initStringInfo(&query);
	statsig_url_add_page(&query, endpoint, session->page_size, page);
	request->method = "GET";
	request->path = path;
	request->repeatable = true;
	if (query.len == 0)
		return request;
	if (strchr(path, '?'))
		request->path = psprintf("%s&%s", path, query.data);
	else
		request->query = query.data;
	return request;
}

const StatsigRequest *
statsig_list_request(const StatsigSession *session, const StatsigEndpoint *endpoint,
					 const char *path)
{
	return page_request(session, endpoint, path, 1);
}

static StatsigSlice
open_page(const StatsigTable *table, const StatsigEndpoint *endpoint, const StatsigAnswer *page,
		  StatsigPageInfo *info)
{
	StatsigSlice text = {STATSIG_JSON_ABSENT, page->body, (int) page->length, 0};

	memset(info, 0, sizeof(StatsigPageInfo));
	return statsig_envelope_open(table->name, text, endpoint->envelope, NULL, info);
}

StatsigSlice
statsig_list_data(const StatsigTable *table, const StatsigEndpoint *endpoint,
				  const StatsigAnswer *page)
{
	StatsigPageInfo info;

	return open_page(table, endpoint, page, &info);
}

/* What the pages have brought so far: items, or scalars of the item's list, each once. */
static HTAB *
create_seen(void)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(StatsigDigest)};

	control.hcxt = CurrentMemoryContext;
	return hash_create("statsig list", 256, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* The units of what is paged that lie on the page. */
static StatsigSlice *
page_units(const StatsigTable *table, StatsigSlice data, int *count)
{
	StatsigSlice list = {0};

	*count = 0;
	if (data.kind == STATSIG_JSON_ARRAY)
		return statsig_json_elements(data, count);
	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *facet = &table->facets[i];

		if (facet->write_only || facet->array != NULL || facet->list == NULL)
			continue;
		statsig_json_object(data, statsig_json_members(&facet->list, 1), &list);
		return list.kind == STATSIG_JSON_ARRAY ? statsig_json_elements(list, count) : NULL;
	}
	return NULL;
}

/* What tells the unit from others: its key, or else all of it. */
static StatsigSlice
unit_key(const StatsigTable *table, StatsigSlice unit)
{
	StatsigSlice key = {0};

	if (unit.kind == STATSIG_JSON_OBJECT && table->item_key)
		statsig_json_object(unit, statsig_json_members(&table->item_key, 1), &key);
	return key.kind > STATSIG_JSON_NULL ? key : unit;
}

/* Notes the units of a page; returns how many there are, and in *fresh how many are new. */
static int
note_units(HTAB *seen, const StatsigTable *table, StatsigSlice data, int *fresh)
{
	int count;
	StatsigSlice *units = page_units(table, data, &count);

	*fresh = 0;
	for (int i = 0; i < count; i++)
	{
		StatsigSlice key = unit_key(table, units[i]);
		StatsigDigest digest = statsig_digest(key.start, key.length);
		bool found;

		CHECK_FOR_INTERRUPTS();
		hash_search(seen, &digest, HASH_ENTER, &found);
		*fresh += !found;
	}
	return count;
}

static void
raise_shrunk(const StatsigTable *table, const char *path, int64 total, int64 seen)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("the list of \"%s\" was changed while it was read", table->name),
			 errdetail("%s has " INT64_FORMAT " elements, but its pages held " INT64_FORMAT ".",
					   statsig_complaint_shown_path(path), total, seen),
			 errhint("Run the transaction again.")));
}

static void
raise_endless(const char *path, int page)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_PROTOCOL_VIOLATION),
		 errmsg("the Statsig API does not end the list \"%s\"", statsig_complaint_shown_path(path)),
		 errdetail("Page %d holds nothing that earlier pages did not hold, and yet there "
				   "is a next page.",
				   page)));
}

/* Whether there is another page, by what the last one says or by how full it is. */
static bool
has_more(const StatsigSession *session, const StatsigEndpoint *endpoint,
		 const StatsigPageInfo *info, int units, int64 seen)
{
	if (units == 0)
		return false;
	if (info->has_block && info->names_next)
		return info->has_next;
	return seen < info->total || endpoint->paging == STATSIG_PAGED_BY_NUMBER ||
		   units == session->page_size;
}

/* The pages of one list: those that have been asked for, ahead of their turn. */
typedef struct AskedPages
{
	const StatsigSession *session;
	const StatsigEndpoint *endpoint;
	const char *path;
	StatsigUsage *usage;
	int last;	 /* the last page that the first one tells of */
	List *calls; /* StatsigCall *, from page 2 on */
} AskedPages;

/* Gets a page after the first, and has those after it under way meanwhile. */
static const StatsigAnswer *
get_page(AskedPages *asked, int page)
{
	int until = Max(page, Min(asked->last, page + asked->session->fetch_concurrency - 1));

	while (list_length(asked->calls) + 1 < until)
	{
		int next = list_length(asked->calls) + 2;

		asked->calls = lappend(
			asked->calls,
			statsig_api_start(asked->session,
							  page_request(asked->session, asked->endpoint, asked->path, next),
							  false, asked->usage));
	}
	return statsig_api_wait(list_nth(asked->calls, page - 2));
}

List *
statsig_list_pages(const StatsigSession *session, const StatsigTable *table,
				   const StatsigEndpoint *endpoint, const char *path, const StatsigAnswer *first,
				   StatsigUsage *usage)
{
	AskedPages asked = {session, endpoint, path, usage, 1, NIL};
	HTAB *seen;
	List *pages = NIL;
	StatsigPageInfo info;
	int64 total = -1;
	bool more = true;

	if (endpoint->paging == STATSIG_NOT_PAGED)
		return list_make1(unconstify(StatsigAnswer *, first));
	seen = create_seen();
	while (more)
	{
		int page = list_length(pages) + 1;
		const StatsigAnswer *answer = page == 1 ? first : get_page(&asked, page);
		int fresh;
		int units = note_units(seen, table, open_page(table, endpoint, answer, &info), &fresh);

		pages = lappend(pages, unconstify(StatsigAnswer *, answer));
		total = Max(total, info.total);
		if (page == 1 && units > 0 && total > units)
			asked.last = (int) Min((total - 1) / units + 1, MOST_PAGES_AHEAD);
		more = has_more(session, endpoint, &info, units, hash_get_num_entries(seen));
		if (more && fresh == 0)
			raise_endless(path, page);
	}
	if (hash_get_num_entries(seen) < total)
		raise_shrunk(table, path, total, hash_get_num_entries(seen));
	return pages;
}
