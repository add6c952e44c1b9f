/*-------------------------------------------------------------------------
 *
 * wait.c
 *	  The one wait loop: the sockets libcurl wants watched, its timer, and the
 *	  backend's latch.
 *
 * libcurl tells through callbacks which sockets to watch and when to call it
 * again; we wait on all of them and the latch in one WaitEventSet.  Invariants:
 *
 * - libcurl's callbacks call libc only.  A longjmp out of them would leave
 *   libcurl's state half changed for the rest of the session.  They record,
 *   and errors are raised after libcurl has returned.
 * - Interrupts are served between libcurl's steps only, by
 *   CHECK_FOR_INTERRUPTS(), which knows whether it was a cancel, a timeout or
 *   a termination.
 *
 * The state below lives as long as the backend.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "miscadmin.h"
#include "portability/instr_time.h"
#include "src/compat.h"
#include "src/remote/libcurl.h"
#include "src/remote/wait.h"
#include "storage/fd.h"
#include "storage/latch.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

/* Sockets served after one wake-up; the others are served after the next. */
#define EVENTS_AT_ONCE 16

/*
 * Longest wait, in microseconds, while transfers are under way.  libcurl asks
 * for its timer in time; should it ever not, this keeps the loop alive.
 */
#define HEARTBEAT INT64CONST(1000000)

/*
 * A socket libcurl wants watched, or has opened, or that is in the wait set.
 *
 * libcurl closes some sockets without a word (those that never became a
 * connection, those of its name resolver), and the next one gets the number
 * that has become free.  The kernel drops a closed socket from the wait set, so
 * we must be able to tell the two apart: by the inode.
 */
typedef struct WatchedSocket
{
	curl_socket_t fd;
	ino_t inode;   /* 0: unknown */
	uint32 events; /* WL_SOCKET_... */
	int position;  /* in the wait set */
} WatchedSocket;

/* An array the callbacks may grow, hence malloc'd. */
typedef struct SocketList
{
	WatchedSocket *items;
	int count;
	int capacity;
} SocketList;

/* Wait event names, by StatsigWaitReason. */
static const char *const wait_event_names[] = {
	[STATSIG_WAIT_REQUEST] = "StatsigFdwRequest",
	[STATSIG_WAIT_RETRY] = "StatsigFdwRetry",
	[STATSIG_WAIT_BUDGET] = "StatsigFdwBudget",
};

/* --- state of the backend, written by libcurl's callbacks --- */
static SocketList wanted;	 /* sockets to watch */
static SocketList opened;	 /* sockets opened for connections, some closed since */
static int64 timer_due = -1; /* when libcurl wants to be called; -1: not at all */
static bool wanted_changed;	 /* something was added to or removed from wanted */
static bool callback_failed; /* a callback had no memory */

/* --- state of the backend, written by this file's functions --- */
static int running;	 /* easy handles in the multi handle */
static int reserved; /* descriptors we have told fd.c about */

/*
 * The wait set is persistent, because making one costs several system calls
 * and a warm request needs only one wait.  wait_set_sockets says what is in
 * it; it is complete only if wait_set_ready.  An error while it is being built
 * leaves it not ready, and the next wait frees it: nothing leaks.
 */
static WaitEventSet *wait_set;
static MemoryContext wait_set_context;
static WatchedSocket *wait_set_sockets;
static int wait_set_count;
static bool wait_set_ready;

/*
 * Microseconds of a clock that never jumps.
 */
int64
statsig_wait_now(void)
{
	instr_time now;

	INSTR_TIME_SET_CURRENT(now);
	return (int64) INSTR_TIME_GET_MICROSEC(now);
}

/* --- what callbacks may call --- */

static WatchedSocket *
find_socket(SocketList *list, curl_socket_t fd)
{
	for (int i = 0; i < list->count; i++)
	{
		if (list->items[i].fd == fd)
			return &list->items[i];
	}
	return NULL;
}

static void
forget_socket(SocketList *list, curl_socket_t fd)
{
	WatchedSocket *socket = find_socket(list, fd);

	if (socket != NULL)
		*socket = list->items[--list->count];
}

/* The inode of an open socket, 0 where the system has none; false if it is closed. */
static bool
get_inode(curl_socket_t fd, ino_t *inode)
{
	struct stat status;

	*inode = 0;
	if (fstat(fd, &status) != 0)
		return false;
	*inode = status.st_ino;
	return true;
}

/* Finds or adds a socket; NULL when there is no memory. */
static WatchedSocket *
remember_socket(SocketList *list, curl_socket_t fd)
{
	WatchedSocket *socket = find_socket(list, fd);

	if (socket != NULL)
		return socket;
	if (list->count == list->capacity)
	{
		int capacity = Max(16, list->capacity * 2);
		WatchedSocket *items = realloc(list->items, capacity * sizeof(WatchedSocket));

		if (items == NULL)
			return NULL;
		list->items = items;
		list->capacity = capacity;
	}
	socket = &list->items[list->count++];
	socket->fd = fd;
	socket->inode = 0;
	socket->events = 0;
	socket->position = -1;
	return socket;
}

/*
 * CURLMOPT_SOCKETFUNCTION: what libcurl wants to know about a socket.
 */
int
statsig_wait_note_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	WatchedSocket *socket;

	wanted_changed = true;
	if (what == CURL_POLL_REMOVE || what == CURL_POLL_NONE)
	{
		forget_socket(&wanted, fd);
		return 0;
	}

	socket = remember_socket(&wanted, fd);
	if (socket == NULL)
	{
		/* A non-zero result would condemn the multi handle for ever. */
		callback_failed = true;
		return 0;
	}
	socket->events = ((what & CURL_POLL_IN) ? WL_SOCKET_READABLE : 0) |
					 ((what & CURL_POLL_OUT) ? WL_SOCKET_WRITEABLE : 0);
	return 0;
}

/*
 * CURLMOPT_TIMERFUNCTION: when libcurl wants to be called, in milliseconds
 * from now.
 */
int
statsig_wait_note_timer(CURLM *handle, long milliseconds, void *arg)
{
	timer_due = milliseconds < 0 ? -1 : statsig_wait_now() + (int64) milliseconds * 1000;
	return 0;
}

/*
 * CURLOPT_OPENSOCKETFUNCTION: opens a socket, as libcurl would, and counts it.
 */
curl_socket_t
statsig_wait_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	curl_socket_t fd;
	WatchedSocket *entry;

	fd = socket(address->family, address->socktype, address->protocol);
	if (fd < 0)
		return CURL_SOCKET_BAD;
	/* Child processes (those of COPY ... PROGRAM) must not inherit it. */
	entry = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? remember_socket(&opened, fd) : NULL;
	if (entry == NULL)
	{
		close(fd);
		return CURL_SOCKET_BAD;
	}
	get_inode(fd, &entry->inode);
	return fd;
}

/* --- descriptors --- */

/* Forgets the sockets that libcurl has closed. */
static void
forget_closed_sockets(void)
{
	for (int i = opened.count - 1; i >= 0; i--)
	{
		ino_t inode;

		if (!get_inode(opened.items[i].fd, &inode) || inode != opened.items[i].inode)
			opened.items[i] = opened.items[--opened.count];
	}
}

/*
 * Tells fd.c how many descriptors we hold, so that it closes files of its own
 * in time: the open sockets, or one per transfer while they are still to be
 * opened.  Sockets exist before we can ask for them (libcurl opens several at
 * once to find the address that works), hence Reserve, which cannot refuse.
 * The wait set counts its own descriptor, and the name resolver's pair, held
 * for some milliseconds, is not counted.
 */
static void
settle_descriptors(void)
{
	while (reserved < opened.count)
	{
		ReserveExternalFD();
		reserved++;
	}
	while (reserved > Max(opened.count, running))
	{
		ReleaseExternalFD();
		reserved--;
	}
}

/*
 * Acquires a descriptor for one more transfer before libcurl opens any; raises
 * 08001 when fd.c refuses.
 */
static void
acquire_descriptor(void)
{
	if (reserved > running)
		return;
	if (!AcquireExternalFD())
		ereport(ERROR, (errcode(ERRCODE_SQLCLIENT_UNABLE_TO_ESTABLISH_SQLCONNECTION),
						errmsg("could not start a request to the Statsig API"),
						errdetail("There are too many open files on the local server."),
						errhint("Raise the server's \"max_files_per_process\" and/or "
								"\"ulimit -n\" limits.")));
	reserved++;
}

/* --- the wait set --- */

/* Builds the wait set anew from what libcurl wants watched. */
static void
build_wait_set(void)
{
	wait_set_ready = false;
	if (wait_set != NULL)
	{
		WaitEventSet *old = wait_set;

		wait_set = NULL;
		FreeWaitEventSet(old);
	}
	if (wait_set_context == NULL)
		wait_set_context =
			AllocSetContextCreate(TopMemoryContext, "statsig wait set", ALLOCSET_SMALL_SIZES);
	MemoryContextReset(wait_set_context);

	wait_set_count = wanted.count;
	wait_set_sockets =
		MemoryContextAlloc(wait_set_context, (wait_set_count + 1) * sizeof(WatchedSocket));
	wait_set = statsig_create_wait_set(wait_set_context, wait_set_count + 2);
	AddWaitEventToSet(wait_set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, NULL);
	/* A server in single-user mode has no postmaster. */
	if (IsUnderPostmaster)
		AddWaitEventToSet(wait_set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, NULL, NULL);
	for (int i = 0; i < wait_set_count; i++)
	{
		WatchedSocket *socket = &wait_set_sockets[i];

		*socket = wanted.items[i];
		get_inode(socket->fd, &socket->inode);
		socket->position = AddWaitEventToSet(wait_set, socket->events, socket->fd, NULL, NULL);
	}
	wanted_changed = false;
	wait_set_ready = true;
}

/* Whether a socket in the wait set is still the one that was put there. */
static bool
is_same_socket(const WatchedSocket *present)
{
	ino_t inode;

	return get_inode(present->fd, &inode) && inode != 0 && inode == present->inode;
}

/*
 * Brings the wait set up to date.  A request on a warm connection watches the
 * socket that the one before it watched, so usually there is nothing to do.
 */
static void
refresh_wait_set(void)
{
	if (!wait_set_ready || wait_set_count != wanted.count)
	{
		build_wait_set();
		return;
	}
	if (!wanted_changed)
		return;

	for (int i = 0; i < wait_set_count; i++)
	{
		WatchedSocket *present = &wait_set_sockets[i];
		WatchedSocket *socket = find_socket(&wanted, present->fd);

		if (socket == NULL || !is_same_socket(present))
		{
			build_wait_set();
			return;
		}
		if (present->events != socket->events)
		{
			ModifyWaitEvent(wait_set, present->position, socket->events, NULL);
			present->events = socket->events;
		}
	}
	wanted_changed = false;
}

/* The number of a wait event, made at first use. */
static uint32
wait_event(StatsigWaitReason reason)
{
	static uint32 numbers[lengthof(wait_event_names)];

	if (numbers[reason] == 0)
		numbers[reason] = statsig_wait_event(wait_event_names[reason]);
	return numbers[reason];
}

/* --- letting libcurl work --- */

/* After libcurl has worked: descriptors, and the errors that could not be raised meanwhile. */
static void
check_result(CURLMcode code)
{
	settle_descriptors();
	if (callback_failed || code == CURLM_OUT_OF_MEMORY)
	{
		callback_failed = false;
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
						errdetail("libcurl could not go on with a request.")));
	}
	if (code != CURLM_OK)
		elog(ERROR, "libcurl could not go on: %s", curl_multi_strerror(code));
}

/*
 * Adds an easy handle to the multi handle and lets libcurl begin at once.
 */
void
statsig_wait_add(CURL *easy, bool *added)
{
	CURLM *multi = statsig_libcurl_multi();
	CURLMcode code;
	sigset_t saved;
	int unused;

	acquire_descriptor();
	statsig_libcurl_enter(&saved);
	code = curl_multi_add_handle(multi, easy);
	if (code == CURLM_OK)
	{
		*added = true;
		running++;
		timer_due = -1;
		code = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &unused);
	}
	statsig_libcurl_leave(&saved);
	check_result(code);
}

/*
 * Takes an easy handle out of the multi handle.  A connection that is in the
 * middle of an answer is closed by this.
 */
void
statsig_wait_remove(CURL *easy)
{
	sigset_t saved;

	statsig_libcurl_enter(&saved);
	curl_multi_remove_handle(statsig_libcurl_multi(), easy);
	statsig_libcurl_leave(&saved);
	Assert(running > 0);
	running--;
	forget_closed_sockets();
	settle_descriptors();
}

/* Lets libcurl work on the sockets that are ready, and on its timer if that is due. */
static void
run_libcurl(const WaitEvent *events, int n_events, bool timer)
{
	CURLM *multi = statsig_libcurl_multi();
	sigset_t saved;
	CURLMcode code = CURLM_OK;
	int unused;

	statsig_libcurl_enter(&saved);
	for (int i = 0; i < n_events && code == CURLM_OK; i++)
	{
		int ready = 0;

		if (events[i].events & WL_SOCKET_READABLE)
			ready |= CURL_CSELECT_IN;
		if (events[i].events & WL_SOCKET_WRITEABLE)
			ready |= CURL_CSELECT_OUT;
		if (ready != 0)
			code = curl_multi_socket_action(multi, events[i].fd, ready, &unused);
	}
	if (timer && code == CURLM_OK)
	{
		timer_due = -1;
		code = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &unused);
	}
	statsig_libcurl_leave(&saved);

	check_result(code);
}

/*
 * One step: serves interrupts, waits, lets libcurl work.  Not beyond "until".
 */
void
statsig_wait_once(int64 until, StatsigWaitReason reason)
{
	WaitEvent events[EVENTS_AT_ONCE];
	int n_events = 0;
	int64 now = statsig_wait_now();
	int64 wake = until;

	CHECK_FOR_INTERRUPTS();

	if (running > 0)
		wake = Min(wake, now + HEARTBEAT);
	if (timer_due >= 0)
		wake = Min(wake, timer_due);
	if (wake > now || running > 0)
	{
		/* Rounded up: called too early, libcurl would do nothing and not ask again. */
		long timeout = (long) Min(Max(wake - now + 999, 0) / 1000, INT_MAX);

		refresh_wait_set();
		n_events = WaitEventSetWait(wait_set, timeout, events, EVENTS_AT_ONCE, wait_event(reason));
		for (int i = 0; i < n_events; i++)
		{
			if (events[i].events & WL_LATCH_SET)
				ResetLatch(MyLatch);
		}
		CHECK_FOR_INTERRUPTS();
	}

	/* Without a transfer there is nothing for libcurl to do. */
	if (running > 0)
	{
		bool timer = timer_due >= 0 && timer_due <= statsig_wait_now();

		/* the heartbeat: nothing has come for long */
		timer |= n_events == 0 && wake > now;

		run_libcurl(events, n_events, timer);
	}
}
