/*-------------------------------------------------------------------------
 *
 * list_size.c
 *	  What the API says how long a list is, without reading it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "src/remote/api.h"
#include "src/remote/list_size.h"
#include "src/remote/row_reader.h"
#include "src/remote/url.h"

/* The size that an answer tells, or -1. */
static int64
told_size(const StatsigEndpoint *endpoint, const StatsigAnswer *answer, const char *relation_name)
{
	StatsigSlice text = {STATSIG_JSON_ABSENT, answer->body, (int) answer->length, 0};
	StatsigPageInfo info = {0};

	statsig_envelope_open(relation_name, text, endpoint->envelope, NULL, &info);
	return info.total;
}

int64
statsig_list_size(const StatsigSession *session, const StatsigEndpoint *endpoint, const char *path,
				  const char *query, const char *relation_name)
{
	StatsigRequest request = {.method = "GET", .path = path, .repeatable = true};
	const StatsigAnswer *answer;
	StringInfoData page;

	initStringInfo(&page);
	if (query != NULL)
		appendStringInfoString(&page, query);
	statsig_url_add_page(&page, endpoint, 1, 1);
	request.query = page.data;
	request.refusal_ok = true;
	answer = statsig_api_call(session, &request, true, NULL);
	if (answer->status < 200 || answer->status > 299)
		return -1;
	return told_size(endpoint, answer, relation_name);
}
