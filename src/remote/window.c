/*-------------------------------------------------------------------------
 *
 * window.c
 *	  How many GETs of a project may be under way at once.
 *
 * At most fetch_concurrency of the session that asks.  When the API refuses a
 * request for its rate, the window is halved and stays shut until the time to
 * repeat it has come; every answer then opens it a little, by about one for
 * each round of the window, as TCP's congestion window does.  It does not stay
 * shut when nobody is left who waits: a statement that comes later, after a
 * cancel perhaps, asks for itself.
 *
 * A window belongs to this backend and to one project.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "src/remote/window.h"

/* As wide as any session's concurrency: nothing has been refused. */
#define WIDE_OPEN 1000.0

typedef struct Window
{
	slist_node node;
	uint64 project[2];
	int members;	  /* GETs that are known */
	int under_way;	  /* of these, have been sent */
	double width;	  /* at least 1 */
	int64 shut_until; /* statsig_wait_now() */
} Window;

/* All windows of this backend; they live in TopMemoryContext. */
static slist_head windows = SLIST_STATIC_INIT(windows);

/* The project's window.  Projects come and go, so one that is not in use is taken over. */
static Window *
find_window(const uint64 *project)
{
	Window *window = NULL;
	slist_iter iter;

	slist_foreach(iter, &windows)
	{
		Window *candidate = slist_container(Window, node, iter.cur);

		if (statsig_is_project(candidate->project, project))
			return candidate;
		if (candidate->members == 0 && candidate->width >= WIDE_OPEN)
			window = candidate;
	}
	if (window == NULL)
	{
		window = MemoryContextAllocZero(TopMemoryContext, sizeof(Window));
		slist_push_head(&windows, &window->node);
	}
	memcpy(window->project, project, sizeof(window->project));
	window->members = window->under_way = 0;
	window->width = WIDE_OPEN;
	window->shut_until = 0;
	return window;
}

void
statsig_window_join(const uint64 *project)
{
	find_window(project)->members++;
}

void
statsig_window_part(const uint64 *project)
{
	Window *window = find_window(project);

	Assert(window->members > 0);
	if (--window->members == 0)
		window->shut_until = 0;
}

int64
statsig_window_enter(const StatsigSession *session, int64 now)
{
	Window *window = find_window(session->project);

	if (window->shut_until > now)
		return window->shut_until;
	if (window->under_way >= Min((double) session->fetch_concurrency, window->width))
		return PG_INT64_MAX;
	window->under_way++;
	return 0;
}

void
statsig_window_leave(const uint64 *project)
{
	Window *window = find_window(project);

	Assert(window->under_way > 0);
	window->under_way--;
}

void
statsig_window_widen(const StatsigSession *session, int64 now)
{
	Window *window = find_window(session->project);

	/* answers to what was sent before the refusal say nothing of what is allowed now */
	if (window->width >= WIDE_OPEN || window->shut_until > now)
		return;
	window->width += 1 / window->width;
	if (window->width >= session->fetch_concurrency)
		window->width = WIDE_OPEN;
}

void
statsig_window_narrow(const StatsigSession *session, int64 now, int64 until)
{
	Window *window = find_window(session->project);

	/* nothing is sent while it is shut: what is refused then was sent together with the first */
	if (window->shut_until <= now)
		window->width = Max(1, Min(window->width, session->fetch_concurrency) / 2);
	window->shut_until = Max(window->shut_until, until);
}
