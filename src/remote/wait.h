/*-------------------------------------------------------------------------
 *
 * wait.h
 *	  The one wait loop: the sockets libcurl wants watched, its timer, and the
 *	  backend's latch.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_WAIT_H
#define STATSIG_WAIT_H

#include <curl/curl.h>

/* What a wait is for, as pg_stat_activity shows it (from PostgreSQL 17 on). */
typedef enum StatsigWaitReason
{
	STATSIG_WAIT_REQUEST, /* an answer */
	STATSIG_WAIT_RETRY,	  /* the time before a request is repeated */
	STATSIG_WAIT_BUDGET	  /* room for another mutation */
} StatsigWaitReason;

/* Microseconds of a clock that never jumps. */
extern int64 statsig_wait_now(void);

/*
 * Adds an easy handle to the multi handle and lets libcurl begin at once, so
 * that the transfer may have ended when this returns.  Raises 08001 when the
 * backend has too many files open, 53200 without memory; the handle must be
 * removed then if *added has become true.
 */
extern void statsig_wait_add(CURL *easy, bool *added);

/* Takes an easy handle out of the multi handle; raises nothing. */
extern void statsig_wait_remove(CURL *easy);

/* CURLMOPT_SOCKETFUNCTION and CURLMOPT_TIMERFUNCTION of the multi handle. */
extern int
statsig_wait_note_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg);
extern int statsig_wait_note_timer(CURLM *multi, long milliseconds, void *arg);

/* CURLOPT_OPENSOCKETFUNCTION of every easy handle. */
extern curl_socket_t
statsig_wait_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address);

/*
 * Serves interrupts, waits until a socket or libcurl's timer is due, but not
 * beyond "until" (statsig_wait_now(); 0: not at all), and lets libcurl work on
 * what is ready.
 * Returns early for whatever reason; callers loop.
 */
extern void statsig_wait_once(int64 until, StatsigWaitReason reason);

#endif /* STATSIG_WAIT_H */
