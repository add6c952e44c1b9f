/*-------------------------------------------------------------------------
 *
 * libcurl.h
 *	  libcurl in this backend: set up once, entered with signals blocked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_LIBCURL_H
#define STATSIG_LIBCURL_H

#include <curl/curl.h>
#include <signal.h>

/*
 * The backend's multi handle, and what its easy handles share.  Made at first
 * use; raises 0A000 when libcurl cannot be used in a backend.
 */
extern CURLM *statsig_libcurl_multi(void);
extern CURLSH *statsig_libcurl_share(void);

/*
 * Brackets around every call of libcurl that may do work: between them no
 * signal and no interrupt is served.  Nothing in between may raise an error.
 */
extern void statsig_libcurl_enter(sigset_t *saved);
extern void statsig_libcurl_leave(const sigset_t *saved);

#endif /* STATSIG_LIBCURL_H */
