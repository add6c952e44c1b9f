/*-------------------------------------------------------------------------
 *
 * list_read.h
 *	  A list read to its end as JSON, for requests that are made of all of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_LIST_READ_H
#define STATSIG_LIST_READ_H

#include "nodes/pg_list.h"
#include "src/catalog/types.h"
#include "src/remote/api.h"
#include "src/remote/json.h"

/* The request for the first page of what an endpoint has at "path"; palloc'd. */
extern const StatsigRequest *
statsig_list_request(const StatsigSession *session, const StatsigEndpoint *endpoint,
					 const char *path);

/*
 * All pages (const StatsigAnswer *) of the table's list at "path", of which the
 * first has come as the answer to that request.  usage may be NULL.  Raises
 * 40001 when the list is shorter than the API says it is: it changes while it
 * is read.
 */
extern List *statsig_list_pages(const StatsigSession *session, const StatsigTable *table,
								const StatsigEndpoint *endpoint, const char *path,
								const StatsigAnswer *first, StatsigUsage *usage);

/*
 * What an answer of the endpoint carries: an array of items, or an object.
 * Raises 08P01 when it has another form.
 */
extern StatsigSlice statsig_list_data(const StatsigTable *table, const StatsigEndpoint *endpoint,
									  const StatsigAnswer *page);

#endif /* STATSIG_LIST_READ_H */
