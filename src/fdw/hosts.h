/*-------------------------------------------------------------------------
 *
 * hosts.h
 *	  Which hosts requests, and with them the API key, may go to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_HOSTS_H
#define STATSIG_HOSTS_H

#include "utils/guc.h"

/*
 * Checks a base URL: https://host, or http:// for a loopback host, with an
 * optional port and nothing else.  Raises HV024 when it is anything else and
 * 42501 when statsig_fdw.allowed_hosts does not have the host.
 */
extern void statsig_hosts_check_url(const char *url);

/* The URL without a trailing slash.  palloc'd. */
extern char *statsig_hosts_trim_url(const char *url);

/* Check hook of statsig_fdw.allowed_hosts. */
extern bool statsig_hosts_check_setting(char **newval, void **extra, GucSource source);

#endif /* STATSIG_HOSTS_H */
