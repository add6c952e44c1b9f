/*-------------------------------------------------------------------------
 *
 * http.h
 *	  One HTTP transfer: an easy handle that hangs on a memory context, and
 *	  what came back through it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_HTTP_H
#define STATSIG_HTTP_H

#include <curl/curl.h>

#include "src/remote/session.h"
#include "src/remote/wait.h"

typedef struct StatsigTransfer StatsigTransfer;

/* How a transfer ended; plain data. */
typedef struct StatsigOutcome
{
	CURLcode code;			 /* CURLE_OK: a whole answer came */
	int status;				 /* HTTP status; 0: no head of an answer came */
	bool reached;			 /* the request may have reached the server */
	int resent;				 /* how often libcurl sent it again by itself */
	bool too_big;			 /* the answer exceeded max_response_size */
	int64 elapsed;			 /* microseconds from sending to the end */
	int64 retry_after;		 /* seconds the server asks to wait; 0: it does not */
	char redirect_host[256]; /* where a 3xx points to; "": nowhere */
	char media_type[64];	 /* of the body, as the answer names it; "": it does not */
	const char *words;		 /* libcurl's own; lives as long as the transfer */
} StatsigOutcome;

/*
 * Prepares a transfer in the current memory context; resetting that context
 * abandons it and frees everything.  The method is sent as it is; body may be
 * NULL (none is sent) and must live as long as the transfer; it is UTF-8.
 *
 * once: it must not reach the server twice.  It then gets a connection of its
 * own, and libcurl is kept from sending it again by itself.
 *
 * Raises 22023 for a session that cannot be sent, 54000 for a path and query too
 * long to be sent, 53200 without memory.
 */
extern StatsigTransfer *
statsig_http_prepare(const StatsigSession *session, const char *method, const char *path,
					 const char *query, const char *body, bool once);

/* Sends it, for the first time or again after it has ended.  Raises 08001, 53200. */
extern void statsig_http_send(StatsigTransfer *transfer);

/* Whether it has ended; outcome and body may be asked for from then on. */
extern bool statsig_http_ended(const StatsigTransfer *transfer);

/* Whether the request may have reached the server; may be asked at any time. */
extern bool statsig_http_reached(const StatsigTransfer *transfer);

/* How it ended. */
extern const StatsigOutcome *statsig_http_outcome(const StatsigTransfer *transfer);

/* The answer's body as it came, NUL-terminated; lives until the next send. */
extern const char *statsig_http_body(const StatsigTransfer *transfer, size_t *length);

/*
 * One step of all transfers: serves interrupts, waits until something can be
 * done, but not beyond "until" (statsig_wait_now()), and does it.
 */
extern void statsig_http_step(int64 until, StatsigWaitReason reason);

#endif /* STATSIG_HTTP_H */
