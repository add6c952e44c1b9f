/*-------------------------------------------------------------------------
 *
 * hosts.c
 *	  Which hosts requests, and with them the API key, may go to.
 *
 * A base URL is taken apart here and nowhere else, and by a grammar much
 * narrower than libcurl's: what this file accepts reads the same to every
 * URL parser, so that the host that is checked is the host that is called.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "src/fdw/hosts.h"
#include "src/fdw/settings.h"

#define HOST_CHARACTERS	   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
#define LITERAL_CHARACTERS "0123456789abcdefABCDEF:."

static bool
is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	if (inet_pton(AF_INET6, host, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	return pg_strcasecmp(host, "localhost") == 0;
}

/* Calls match(arg, entry) for each entry of the setting's text until it returns true. */
static bool
each_entry(const char *list, bool (*match)(const char *arg, const char *entry), const char *arg)
{
	const char *separators = ", \t\r\n";
	char *copy = pstrdup(list);
	char *position;
	bool found = false;

	for (char *entry = strtok_r(copy, separators, &position); entry != NULL && !found;
		 entry = strtok_r(NULL, separators, &position))
		found = match(arg, entry);
	pfree(copy);
	return found;
}

static bool
entry_is_host(const char *host, const char *entry)
{
	return pg_strcasecmp(host, entry) == 0;
}

static bool
entry_is_malformed(const char *unused, const char *entry)
{
	return strspn(entry, strchr(entry, ':') ? LITERAL_CHARACTERS : HOST_CHARACTERS) !=
		   strlen(entry);
}

bool
statsig_hosts_check_setting(char **newval, void **extra, GucSource source)
{
	if (!each_entry(*newval, entry_is_malformed, NULL))
		return true;
	GUC_check_errdetail("The value is a list of host names and addresses without scheme, port or "
						"brackets, separated by commas.");
	return false;
}

/*
 * The host of "host", "host:port" or "[address]:port", palloc'd, or NULL when
 * the text is none of these.  A final "/" is allowed.
 */
static char *
host_of(const char *authority)
{
	bool bracket = authority[0] == '[';
	const char *start = authority + (bracket ? 1 : 0);
	size_t length = strspn(start, bracket ? LITERAL_CHARACTERS : HOST_CHARACTERS);
	const char *rest = start + length;

	if (length == 0 || length > 253 || (bracket && *rest++ != ']'))
		return NULL;
	if (*rest == ':')
	{
		size_t digits = strspn(++rest, "0123456789");
		long port = strtol(rest, NULL, 10);

		if (digits == 0 || digits > 5 || port < 1 || port > 65535)
			return NULL;
		rest += digits;
	}
	if (*rest == '/')
		rest++;
	return *rest == '\0' ? pnstrdup(start, length) : NULL;
}

/* The URL may hold what looks like a password, so the message does not repeat it. */
static void
raise_bad_url(const char *reason)
{
	ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
					errmsg("invalid value for option \"base_url\""), errdetail("%s", reason),
					errhint("Write it as https://host or https://host:port.")));
}

void
statsig_hosts_check_url(const char *url)
{
	bool secure = pg_strncasecmp(url, "https://", 8) == 0;
	char *host;

	if (!secure && pg_strncasecmp(url, "http://", 7) != 0)
		raise_bad_url("The URL must begin with https://.");
	if (strpbrk(url, "@?#\\%") != NULL)
		raise_bad_url("The URL must not have a user, a password, a query or a fragment.");
	host = host_of(url + (secure ? 8 : 7));
	if (host == NULL)
		raise_bad_url("The URL must be a scheme, a host and at most a port; the API's path is "
					  "added to it.");
	if (!secure && !is_loopback(host))
		raise_bad_url("Plain http is allowed for hosts of this machine only.");
	if (!each_entry(statsig_allowed_hosts, entry_is_host, host))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("host \"%s\" is not allowed", host),
						errdetail("Requests carry the API key, so they go only to the hosts in "
								  "\"statsig_fdw.allowed_hosts\"."),
						errhint("A superuser can add the host to that setting.")));
}

char *
statsig_hosts_trim_url(const char *url)
{
	size_t length = strlen(url);

	if (length > 0 && url[length - 1] == '/')
		length--;
	return pnstrdup(url, length);
}
