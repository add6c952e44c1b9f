/*-------------------------------------------------------------------------
 *
 * libcurl.c
 *	  libcurl in this backend: set up once, entered with signals blocked.
 *
 * There is no clean-up at the backend's end: the operating system closes
 * sockets faster than a TLS shutdown does, and curl_global_cleanup() would take
 * libcurl away from other extensions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "src/remote/libcurl.h"
#include "src/remote/wait.h"

/* Idle connections kept for reuse. */
#define POOLED_CONNECTIONS 16L

static CURLM *multi;
static CURLSH *share;
static sigset_t all_signals; /* set up together with multi */

/* Raises 0A000 for a libcurl that would harm the backend. */
static void
check_libcurl(void)
{
	curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	/* A synchronous resolver uses alarm() and siglongjmp(), and cannot be cancelled. */
	if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("libcurl %s resolves host names synchronously", version->version),
						errhint("Install a libcurl that was built with a threaded resolver.")));
	if ((version->features & CURL_VERSION_SSL) == 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("libcurl %s was built without TLS", version->version)));
}

/* The signals to block; those that report a fault of the running code stay. */
static void
fill_signal_mask(void)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};

	sigfillset(&all_signals);
	for (int i = 0; i < (int) lengthof(faults); i++)
		sigdelset(&all_signals, faults[i]);
}

/*
 * What easy handles share: TLS sessions, so that the fresh connections of
 * mutations need no full handshake.  Host names and connections are shared by
 * the multi handle already.
 */
CURLSH *
statsig_libcurl_share(void)
{
	if (share == NULL)
	{
		CURLSH *handle = curl_share_init();

		if (handle == NULL ||
			curl_share_setopt(handle, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
		{
			curl_share_cleanup(handle);
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY),
							errmsg("could not set up libcurl's shared state")));
		}
		share = handle;
	}
	return share;
}

/*
 * The backend's multi handle.  Never made in the postmaster, as no request is:
 * a handle must not cross a fork.
 */
CURLM *
statsig_libcurl_multi(void)
{
	CURLM *handle;

	if (multi != NULL)
		return multi;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("could not initialize libcurl")));
	check_libcurl();
	fill_signal_mask();

	handle = curl_multi_init();
	if (handle == NULL ||
		curl_multi_setopt(handle, CURLMOPT_SOCKETFUNCTION, statsig_wait_note_socket) != CURLM_OK ||
		curl_multi_setopt(handle, CURLMOPT_TIMERFUNCTION, statsig_wait_note_timer) != CURLM_OK ||
		curl_multi_setopt(handle, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX) != CURLM_OK ||
		curl_multi_setopt(handle, CURLMOPT_MAXCONNECTS, POOLED_CONNECTIONS) != CURLM_OK)
	{
		curl_multi_cleanup(handle);
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY),
						errmsg("could not set up libcurl's multi handle")));
	}
	multi = handle;
	return multi;
}

/*
 * Brackets around libcurl's work.  The thread in which libcurl resolves host
 * names inherits the signal mask; a signal handler of the backend's must never
 * run in that thread.  The multi handle must exist: it brings the mask.
 */
void
statsig_libcurl_enter(sigset_t *saved)
{
	HOLD_INTERRUPTS();
	pthread_sigmask(SIG_SETMASK, &all_signals, saved);
}

void
statsig_libcurl_leave(const sigset_t *saved)
{
	pthread_sigmask(SIG_SETMASK, saved, NULL);
	RESUME_INTERRUPTS();
}
