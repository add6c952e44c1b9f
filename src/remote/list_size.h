/*-------------------------------------------------------------------------
 *
 * list_size.h
 *	  What the API says how long a list is, without reading it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_LIST_SIZE_H
#define STATSIG_LIST_SIZE_H

#include "src/catalog/types.h"
#include "src/remote/session.h"

/*
 * Items that the list at "path" (encoded, below the API's root) has with the
 * filters in "query" (encoded; NULL: none): one request, for a page of one item.
 * -1 when the API does not tell, has no such list, or refuses the request; that
 * is for a scan to complain of.  Any other failure is raised, as for every
 * request.  relation_name is for messages.
 */
extern int64 statsig_list_size(const StatsigSession *session, const StatsigEndpoint *endpoint,
							   const char *path, const char *query, const char *relation_name);

#endif /* STATSIG_LIST_SIZE_H */
