/*-------------------------------------------------------------------------
 *
 * host.c
 *	  The host in a URL, as libcurl understands it.
 *
 * A check of a host is worth something only if it looks at the host that the
 * connection will go to, so libcurl's own parser is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>

#include "src/remote/host.h"

/*
 * Copies the host of a URL into a buffer; see host.h.
 */
bool
statsig_host_of(const char *url, char *host, size_t size)
{
	/* Every scheme will do here: a redirect may name any. */
	unsigned int flags = CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER;
	CURLU *parts = curl_url();
	char *found = NULL;
	bool fine = false;

	host[0] = '\0';
	if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_HOST, &found, 0) == CURLUE_OK)
		fine = strlcpy(host, found, size) < size;
	curl_free(found);
	curl_url_cleanup(parts);

	if (!fine)
		host[0] = '\0';
	for (char *p = host; *p != '\0'; p++)
		*p = (char) pg_tolower((unsigned char) *p);
	return fine;
}

/*
 * Whether the host of a URL is the local machine.
 */
bool
statsig_host_is_loopback(const char *url)
{
	char host[256];

	if (!statsig_host_of(url, host, sizeof(host)))
		return false;
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
		   (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}
