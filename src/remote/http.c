/*-------------------------------------------------------------------------
 *
 * http.c
 *	  One HTTP transfer: an easy handle that hangs on a memory context, and
 *	  what came back through it.
 *
 * Invariants:
 *
 * - A reset callback of the memory context is armed before there is anything
 *   to free, so an error or a cancel at any point leaks nothing.
 * - The API key is in the header list, which is wiped when it is freed, and
 *   nowhere else; libcurl never traces.
 * - A transfer that must happen once has a connection of its own, closed
 *   afterwards, and speaks HTTP/1.1.  libcurl sends a POST again by itself when
 *   a reused connection is closed without an answer; and with HTTP/2 a fresh
 *   connection becomes a reused one as soon as another request joins it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>

#include "miscadmin.h"
#include "src/compat.h"
#include "src/remote/host.h"
#include "src/remote/http.h"
#include "src/remote/libcurl.h"
#include "src/remote/url.h"
#include "src/remote/wait.h"

/* Bytes libcurl reads at once; list pages are tens to hundreds of kilobytes. */
#define READ_SIZE 65536L

/* First size of a body's buffer, in bytes; most answers are one object. */
#define FIRST_BODY_SIZE 4096

/* Most bytes of a path and query; libcurl builds request line and headers in at most 1 MB. */
#define MOST_TARGET_BYTES 1000000

struct StatsigTransfer
{
	MemoryContextCallback release;
	CURL *easy;
	struct curl_slist *headers;
	bool running; /* in the multi handle */
	bool ended;
	bool once;
	StatsigOutcome outcome;
	char words[CURL_ERROR_SIZE];

	/* Written by libcurl's callbacks. */
	int sent;	/* how often libcurl began to send the request */
	char *body; /* malloc'd */
	size_t length;
	size_t capacity;
	size_t limit; /* most bytes of body */
	bool too_big;
	bool no_memory;
};

/* Sets an option of a transfer's easy handle; the error names the option. */
#define set_option(easy, option, value)                                       \
	do                                                                        \
	{                                                                         \
		CURLcode set_option_code = curl_easy_setopt((easy), option, (value)); \
                                                                              \
		if (set_option_code != CURLE_OK)                                      \
			option_refused(#option, set_option_code);                         \
	} while (0)

static void
option_refused(const char *option, CURLcode code)
{
	if (code == CURLE_OUT_OF_MEMORY)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("libcurl could not store option %s.", option)));
	elog(ERROR, "libcurl refuses option %s: %s", option, curl_easy_strerror(code));
}

/* --- libcurl's callbacks: libc only --- */

/* CURLOPT_WRITEFUNCTION: collects the body. */
static size_t
receive_body(char *data, size_t size, size_t count, void *arg)
{
	StatsigTransfer *transfer = arg;
	size_t length = size * count;

	if (length > transfer->limit - transfer->length)
	{
		transfer->too_big = true;
		return 0;
	}
	/* One byte more than the body, for the NUL. */
	if (transfer->length + length + 1 > transfer->capacity)
	{
		size_t capacity =
			Max(Max(transfer->capacity * 2, FIRST_BODY_SIZE), transfer->length + length + 1);
		char *body = realloc(transfer->body, capacity);

		if (body == NULL)
		{
			transfer->no_memory = true;
			return 0;
		}
		transfer->body = body;
		transfer->capacity = capacity;
	}
	memcpy(transfer->body + transfer->length, data, length);
	transfer->length += length;
	transfer->body[transfer->length] = '\0';
	return length;
}

#ifdef STATSIG_CURL_HAS_PREREQUEST
/*
 * CURLOPT_PREREQFUNCTION: a connection is there and the request is about to be
 * sent on it.  This is where libcurl's own second try would show.
 */
static int
note_sending(void *arg, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	StatsigTransfer *transfer = arg;

	if (transfer->once && transfer->sent > 0)
		return CURL_PREREQFUNC_ABORT;
	transfer->sent++;
	return CURL_PREREQFUNC_OK;
}
#endif

/* --- release --- */

/* Frees a header list; it holds the API key, so it is wiped first. */
static void
free_headers(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header != NULL; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

/* The context's reset callback.  Nothing here can raise an error. */
static void
release_transfer(void *arg)
{
	StatsigTransfer *transfer = arg;

	if (transfer->running)
		statsig_wait_remove(transfer->easy);
	transfer->running = false;
	curl_easy_cleanup(transfer->easy);
	transfer->easy = NULL;
	free_headers(transfer->headers);
	transfer->headers = NULL;
	free(transfer->body);
	transfer->body = NULL;
}

/* --- preparing --- */

/*
 * Refuses a value that cannot stand in a header: a line break would end the
 * header and begin another.  Keys and versions are printable ASCII.
 */
static void
check_header_value(const char *what, const char *value)
{
	bool fine = value[0] != '\0';

	for (const char *p = value; *p != '\0'; p++)
		fine = fine && *p > ' ' && *p < 0x7F;
	if (!fine)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"%s\" cannot be sent in a request header", what),
						errdetail("It is empty, or it holds a character other than visible "
								  "ASCII characters.")));
}

/* Adds "name: value" to a transfer's header list and leaves no other copy of it. */
static void
add_header(StatsigTransfer *transfer, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 3;
	char *line = palloc(size);
	struct curl_slist *headers;

	snprintf(line, size, "%s: %s", name, value);
	headers = curl_slist_append(transfer->headers, line);
	explicit_bzero(line, size);
	pfree(line);
	if (headers == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("libcurl could not store a request header.")));
	transfer->headers = headers;
}

static void
set_headers(StatsigTransfer *transfer, const StatsigSession *session, bool mutation, bool body)
{
	check_header_value("api_key", session->api_key);
	check_header_value("api_version", session->api_version);

	add_header(transfer, "STATSIG-API-KEY", session->api_key);
	add_header(transfer, "STATSIG-API-VERSION", session->api_version);
	add_header(transfer, "Accept", "application/json, text/csv");
	if (body)
	{
		add_header(transfer, "Content-Type", "application/json");
		/* Large bodies would wait a second for a "100 Continue" that may never come. */
		add_header(transfer, "Expect", "");
	}
	if (mutation && session->respect_review_settings)
		add_header(transfer, "x-respect-review-settings", "true");
	set_option(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

/*
 * Sets the URL and the protocols allowed for it: https, and http where the
 * key does not leave the machine.
 */
static void
set_url(StatsigTransfer *transfer, const StatsigSession *session, const char *path,
		const char *query)
{
	bool plain = pg_strncasecmp(session->base_url, "http://", 7) == 0;
	char *url = psprintf("%s%s%s%s%s", session->base_url, STATSIG_API_ROOT, path,
						 query && query[0] ? "?" : "", query ? query : "");
	size_t target = strlen(url) - strlen(session->base_url);

	if (plain && !statsig_host_is_loopback(session->base_url))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("option \"base_url\" of server \"%s\" must begin with https://",
							   session->server_name),
						errdetail("The API key is sent unencrypted to loopback hosts only.")));
	if (target > MOST_TARGET_BYTES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("request to server \"%s\" is too long", session->server_name),
						errdetail("Its path and query have %zu bytes; the most are %d.", target,
								  MOST_TARGET_BYTES)));
	set_option(transfer->easy, STATSIG_CURLOPT_PROTOCOLS,
			   plain ? STATSIG_CURL_HTTP : STATSIG_CURL_HTTPS);
	set_option(transfer->easy, CURLOPT_URL, url);
	set_option(transfer->easy, CURLOPT_PATH_AS_IS, 1L);
	set_option(transfer->easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	/* Parallel requests share one TLS connection where the server speaks HTTP/2. */
	set_option(transfer->easy, CURLOPT_PIPEWAIT, plain || transfer->once ? 0L : 1L);
	pfree(url);
}

/* What keeps the key with the server it is meant for, and libcurl out of the backend's way. */
static void
set_safeguards(StatsigTransfer *transfer, const StatsigSession *session)
{
	CURL *easy = transfer->easy;

	/* Custom headers, and with them the key, would follow a redirect to another host. */
	set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
	/* Without these, the postmaster's environment and home directory decide. */
	set_option(easy, CURLOPT_PROXY, "");
	set_option(easy, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
	set_option(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	set_option(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	set_option(easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	if (session->ca_file != NULL)
		set_option(easy, CURLOPT_CAINFO, session->ca_file);
	/* SIGALRM is the backend's. */
	set_option(easy, CURLOPT_NOSIGNAL, 1L);
#ifdef STATSIG_CURL_HAS_QUICK_EXIT
	/* A cancel must not wait for a name server. */
	set_option(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
	set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, (long) session->connect_timeout);
	set_option(easy, CURLOPT_TIMEOUT_MS, (long) session->request_timeout);
}

/* Options by which libcurl reports to this file and to wait.c. */
static void
set_plumbing(StatsigTransfer *transfer)
{
	CURL *easy = transfer->easy;

	set_option(easy, CURLOPT_PRIVATE, transfer);
	set_option(easy, CURLOPT_ERRORBUFFER, transfer->words);
	set_option(easy, CURLOPT_SHARE, statsig_libcurl_share());
	set_option(easy, CURLOPT_OPENSOCKETFUNCTION, statsig_wait_open_socket);
	set_option(easy, CURLOPT_WRITEFUNCTION, receive_body);
	set_option(easy, CURLOPT_WRITEDATA, transfer);
	set_option(easy, CURLOPT_BUFFERSIZE, READ_SIZE);
	set_option(easy, CURLOPT_ACCEPT_ENCODING, "");
	set_option(easy, CURLOPT_USERAGENT, "statsig_fdw (PostgreSQL " PG_MAJORVERSION ")");
#ifdef STATSIG_CURL_HAS_PREREQUEST
	set_option(easy, CURLOPT_PREREQFUNCTION, note_sending);
	set_option(easy, CURLOPT_PREREQDATA, transfer);
#endif
	if (transfer->once)
	{
		set_option(easy, CURLOPT_FRESH_CONNECT, 1L);
		set_option(easy, CURLOPT_FORBID_REUSE, 1L);
		set_option(easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	}
}

/* Method and body.  POSTFIELDS alone means POST; CUSTOMREQUEST renames it. */
static void
set_method(StatsigTransfer *transfer, const char *method, const char *body)
{
	if (body != NULL)
	{
		set_option(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen(body));
		set_option(transfer->easy, CURLOPT_POSTFIELDS, body);
	}
	if (strcmp(method, body != NULL ? "POST" : "GET") != 0)
		set_option(transfer->easy, CURLOPT_CUSTOMREQUEST, method);
}

/*
 * Prepares a transfer; see http.h.
 */
StatsigTransfer *
statsig_http_prepare(const StatsigSession *session, const char *method, const char *path,
					 const char *query, const char *body, bool once)
{
	StatsigTransfer *transfer = palloc0(sizeof(StatsigTransfer));
	bool mutation = strcmp(method, "GET") != 0;

	statsig_libcurl_multi();
	transfer->once = once;
	transfer->limit = (size_t) session->max_response_size;
	transfer->outcome.words = transfer->words;
	transfer->release.func = release_transfer;
	transfer->release.arg = transfer;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &transfer->release);

	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("libcurl could not set up a request.")));
	set_plumbing(transfer);
	set_safeguards(transfer, session);
	set_url(transfer, session, path, query);
	set_method(transfer, method, body);
	set_headers(transfer, session, mutation, body != NULL);
	return transfer;
}

/* --- running --- */

/*
 * Sends a transfer; what an earlier attempt left is forgotten.
 */
void
statsig_http_send(StatsigTransfer *transfer)
{
	Assert(!transfer->running);
	transfer->ended = false;
	transfer->sent = 0;
	transfer->length = 0;
	transfer->too_big = transfer->no_memory = false;
	memset(transfer->words, 0, sizeof(transfer->words));
	memset(&transfer->outcome, 0, sizeof(transfer->outcome));
	transfer->outcome.words = transfer->words;

	statsig_wait_add(transfer->easy, &transfer->running);
}

/* Notes how a transfer ended.  Nothing here can raise an error. */
static void
note_end(StatsigTransfer *transfer, CURLcode code)
{
	StatsigOutcome *outcome = &transfer->outcome;
	long status = 0;
	curl_off_t retry_after = 0;
	curl_off_t elapsed = 0;
	char *redirect = NULL;
	char *media_type = NULL;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &retry_after);
	curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &elapsed);
	curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &redirect);
	curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &media_type);
	if (redirect != NULL)
		statsig_host_of(redirect, outcome->redirect_host, sizeof(outcome->redirect_host));

	if (media_type != NULL)
		strlcpy(outcome->media_type, media_type, sizeof(outcome->media_type));

	outcome->code = transfer->no_memory ? CURLE_OUT_OF_MEMORY : code;
	outcome->status = (int) status;
	outcome->reached = statsig_http_reached(transfer);
	outcome->resent = Max(transfer->sent - 1, 0);
	outcome->too_big = transfer->too_big;
	outcome->elapsed = (int64) elapsed;
	outcome->retry_after = Max((int64) retry_after, 0);
	transfer->ended = true;
}

/* Takes the transfers that have ended out of the multi handle; returns their number. */
static int
collect_ended(void)
{
	CURLM *multi = statsig_libcurl_multi();
	CURLMsg *message;
	int unused;
	int ended = 0;

	while ((message = curl_multi_info_read(multi, &unused)) != NULL)
	{
		StatsigTransfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		note_end(transfer, message->data.result);
		/* The message is gone after this. */
		statsig_wait_remove(transfer->easy);
		transfer->running = false;
		ended++;
	}
	return ended;
}

/*
 * One step of all transfers; see http.h.  A quick server's answer may be
 * there as soon as the request has been sent; then there is nothing to wait
 * for, and nothing that would end the wait.
 */
void
statsig_http_step(int64 until, StatsigWaitReason reason)
{
	CHECK_FOR_INTERRUPTS();
	if (collect_ended() > 0)
		return;
	statsig_wait_once(until, reason);
	collect_ended();
}

/* --- what came of it --- */

/*
 * Whether a transfer has ended.
 */
bool
statsig_http_ended(const StatsigTransfer *transfer)
{
	return transfer->ended;
}

/*
 * Whether the request may have reached the server.  An old libcurl does not
 * tell when it begins to send; it tells how many bytes it has sent.
 */
bool
statsig_http_reached(const StatsigTransfer *transfer)
{
#ifdef STATSIG_CURL_HAS_PREREQUEST
	return transfer->sent > 0;
#else
	long bytes = 0;

	if (transfer->ended || transfer->easy == NULL)
		return transfer->outcome.reached;
	curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &bytes);
	return bytes > 0;
#endif
}

/*
 * How a transfer ended.
 */
const StatsigOutcome *
statsig_http_outcome(const StatsigTransfer *transfer)
{
	Assert(transfer->ended);
	return &transfer->outcome;
}

/*
 * The answer's body as it came, NUL-terminated; *length receives its bytes.
 */
const char *
statsig_http_body(const StatsigTransfer *transfer, size_t *length)
{
	Assert(transfer->ended);
	*length = transfer->length;
	return transfer->length > 0 ? transfer->body : "";
}
