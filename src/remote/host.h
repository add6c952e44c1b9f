/*-------------------------------------------------------------------------
 *
 * host.h
 *	  The host in a URL, as libcurl understands it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_HOST_H
#define STATSIG_HOST_H

/*
 * Copies the host of a URL into a buffer, in lower case and numbers in dotted
 * form; "" and false when the URL has none, names a user, or the host does not
 * fit.  Raises nothing.
 */
extern bool statsig_host_of(const char *url, char *host, size_t size);

/* Whether the host of a URL is the local machine, by name or number. */
extern bool statsig_host_is_loopback(const char *url);

#endif /* STATSIG_HOST_H */
