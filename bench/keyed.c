/*
 * keyed.c
 *		What a plain C program needs for one request after the other: libcurl with
 *		one handle, and so one connection, whose answers are thrown away.
 *
 * usage: keyed HEADER < URLS
 *
 * Gets the first URL once, to make the connection, then every URL in turn and
 * prints the milliseconds these took together.  Any failure ends it with a
 * message and a status that is not 0.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_URLS 10000

static size_t
throw_away(char *bytes, size_t size, size_t count, void *unused)
{
	(void) bytes;
	(void) unused;
	return size * count;
}

static double
milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1000000;
}

static void
get(CURL *handle, const char *url)
{
	CURLcode code;

	curl_easy_setopt(handle, CURLOPT_URL, url);
	if ((code = curl_easy_perform(handle)) != CURLE_OK)
	{
		fprintf(stderr, "keyed: %s: %s\n", url, curl_easy_strerror(code));
		exit(1);
	}
}

/* One URL a line; returns how many. */
static int
read_urls(char **urls)
{
	char line[1024];
	int count = 0;

	while (count < MOST_URLS && fgets(line, sizeof(line), stdin) != NULL)
	{
		line[strcspn(line, "\n")] = '\0';
		if ((urls[count++] = strdup(line)) == NULL)
			exit(1);
	}
	return count;
}

int
main(int argc, char **argv)
{
	static char *urls[MOST_URLS];
	int count = argc == 2 ? read_urls(urls) : 0;
	struct curl_slist *headers;
	CURL *handle;
	double start;

	if (count == 0)
	{
		fputs("usage: keyed HEADER < URLS\n", stderr);
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	handle = curl_easy_init();
	headers = curl_slist_append(NULL, argv[1]);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, throw_away);
	curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
	get(handle, urls[0]);
	start = milliseconds_now();
	for (int i = 0; i < count; i++)
		get(handle, urls[i]);
	printf("%.3f\n", milliseconds_now() - start);
	curl_easy_cleanup(handle);
	curl_slist_free_all(headers);
	return 0;
}
