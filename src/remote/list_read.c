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

#include "lib/stringinfo.h"

#include "src/remote/complaint.h"
#include "src/remote/list_read.h"
#include "src/remote/row_reader.h"
#include "src/remote/url.h"

/* More pages than this are taken for a list without end. */
#define MOST_PAGES 100000

static StatsigRequest *
page_request(const StatsigSession *session, const StatsigEndpoint *endpoint, const char *path,
			 int page)
{
	StatsigRequest *request = palloc0(sizeof(StatsigRequest));
	StringInfoData query;

	initStringInfo(&query);
	if (endpoint->paging == STATSIG_PAGED)
		statsig_url_add_parameter(&query, "limit", psprintf("%d", session->page_size));
	if (endpoint->paging != STATSIG_NOT_PAGED)
		statsig_url_add_parameter(&query, "page", psprintf("%d", page));
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
	return statsig_envelope_open(table->name, text, endpoint->envelope, info);
}

StatsigSlice
statsig_list_data(const StatsigTable *table, const StatsigEndpoint *endpoint,
				  const StatsigAnswer *page)
{
	StatsigPageInfo info;

	return open_page(table, endpoint, page, &info);
}

/* How much of what is paged lies on the page: items, or scalars of the item's list. */
static int
count_units(const StatsigTable *table, StatsigSlice data)
{
	StatsigSlice list = {0};

	if (data.kind != STATSIG_JSON_OBJECT)
		return data.elements;
	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *facet = &table->facets[i];

		if (facet->write_only || facet->array != NULL || facet->list == NULL)
			continue;
		statsig_json_object(data, statsig_json_members(&facet->list, 1), &list);
		return list.elements;
	}
	return 1;
}

static void
raise_shrunk(const StatsigTable *table, const char *path, int64 total, int64 seen)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("the list of \"%s\" was changed while it was read", table->name),
					errdetail("%s has " INT64_FORMAT " elements, but its pages held " INT64_FORMAT
							  ". Nothing of it was sent.",
							  statsig_complaint_shown_path(path), total, seen),
					errhint("Run the transaction again.")));
}

static void
raise_endless(const char *path, int page)
{
	ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
					errmsg("the Statsig API does not end the list \"%s\"",
						   statsig_complaint_shown_path(path)),
					errdetail("There is still another page after page %d.", page)));
}

/* Whether there is another page, by what the last one says or by how full it is. */
static bool
has_more(const StatsigSession *session, const StatsigEndpoint *endpoint,
		 const StatsigPageInfo *info, int units, int64 seen)
{
	if (endpoint->paging == STATSIG_NOT_PAGED || units == 0)
		return false;
	if (info->has_block && info->names_next)
		return info->has_next;
	return seen < info->total || endpoint->paging == STATSIG_PAGED_BY_NUMBER ||
		   units == session->page_size;
}

List *
statsig_list_pages(const StatsigSession *session, const StatsigTable *table,
				   const StatsigEndpoint *endpoint, const char *path, const StatsigAnswer *first,
				   StatsigUsage *usage)
{
	const StatsigAnswer *answer = first;
	List *pages = NIL;
	StatsigPageInfo info;
	int64 total = -1;
	int64 seen = 0;

	for (;;)
	{
		int units = count_units(table, open_page(table, endpoint, answer, &info));
		int page = list_length(pages) + 1;

		pages = lappend(pages, unconstify(StatsigAnswer *, answer));
		seen += units;
		total = Max(total, info.total);
		if (!has_more(session, endpoint, &info, units, seen))
			break;
		if (page >= MOST_PAGES || (total >= 0 && seen > 2 * total + session->page_size))
			raise_endless(path, page);
		answer = statsig_api_call(session, page_request(session, endpoint, path, page + 1), false,
								  usage);
	}
	if (endpoint->paging != STATSIG_NOT_PAGED && seen < total)
		raise_shrunk(table, path, total, seen);
	return pages;
}
