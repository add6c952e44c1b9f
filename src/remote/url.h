/*-------------------------------------------------------------------------
 *
 * url.h
 *	  Building the path and query of a request.  Input is text in the
 *	  database's encoding; output is pure ASCII, percent-encoded UTF-8.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_URL_H
#define STATSIG_URL_H

#include "lib/stringinfo.h"
#include "src/catalog/types.h"

/* The API's root below the base URL. */
#define STATSIG_API_ROOT "/console/v1"

/*
 * Whether a value can stand as one segment of a path: not empty, not a dot
 * segment (which every URL parser on the way may resolve), not absurdly long.
 * A value that cannot names no object that the API could be asked for.
 */
extern bool statsig_url_is_segment(const char *value);

/* Gives the value of a "{column}" of a path template; see statsig_url_expand. */
typedef const char *(*StatsigPathLookup)(void *arg, const char *column);

/*
 * Expands a path template ("/gates/{id}/overrides") with percent-encoded
 * values.  Values must satisfy statsig_url_is_segment(); raises HV00L
 * when one does not or when lookup() returns NULL.  The result is palloc'd.
 */
extern char *statsig_url_expand(const char *template, StatsigPathLookup lookup, void *arg);

/* Appends "name=value" to a query, with "&" before it unless the query is empty. */
extern void statsig_url_add_parameter(StringInfo query, const char *name, const char *value);

/*
 * Appends what asks for a page (from 1) of an endpoint's list, and for so many
 * rows of it where the API lets the size be chosen; nothing where it does not page.
 */
extern void
statsig_url_add_page(StringInfo query, const StatsigEndpoint *endpoint, int page_size, int page);

/* Appends a value percent-encoded with only the unreserved characters kept. */
extern void statsig_url_append_encoded(StringInfo target, const char *value);

/* The same for a value that is UTF-8 already. */
extern void statsig_url_append_encoded_utf8(StringInfo target, const char *value);

/*
 * The other way round: a copy of the text with its percent-encoded bytes
 * decoded.  A "%" that begins none is kept, and so is one that stands for a
 * NUL; *is_exact, unless NULL, receives whether there was no such "%".
 * palloc'd.
 */
extern char *statsig_url_decode(const char *text, bool *is_exact);

#endif /* STATSIG_URL_H */
