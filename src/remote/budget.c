/*-------------------------------------------------------------------------
 *
 * budget.c
 *	  Pacing of mutations, so that the project's limit is not run into.
 *
 * The Console API allows a project about 100 mutations in 10 seconds and 900
 * in 15 minutes; how many we make of that is the server's options to say.  We
 * remember when the last ones were sent and hold the next one back until every
 * window has room.  A bucket that refills steadily would need less memory, but
 * lets nearly twice its size through in one window (a full bucket and what
 * flows in meanwhile).
 *
 * A budget belongs to this backend and to one key at one base URL.  Other
 * backends and other clients spend from the same allowance; what they take is
 * learnt from the API's status 429 only.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/ilist.h"
#include "src/remote/budget.h"
#include "utils/memutils.h"

#define SECOND INT64CONST(1000000)

/* At most as many mutations as the session says in any "length" microseconds. */
typedef struct BudgetWindow
{
	size_t most; /* offset of an int in StatsigSession */
	int64 length;
} BudgetWindow;

static const BudgetWindow windows[] = {
	{offsetof(StatsigSession, mutations_per_10_seconds), 10 * SECOND},
	{offsetof(StatsigSession, mutations_per_15_minutes), 15 * 60 * SECOND},
};

/* When nothing was sent that is remembered: before every window. */
#define LONG_AGO (PG_INT64_MIN / 2)

/* When the last mutations with one key were sent. */
typedef struct Budget
{
	slist_node node;
	uint64 project[2]; /* see session.h */
	int64 count;	   /* sent so far; the n-th is at sent[n % remembered] */
	int remembered;	   /* as many as the largest limit that has been asked for */
	int64 *sent;
} Budget;

/* All budgets of this backend; they live in TopMemoryContext. */
static slist_head budgets = SLIST_STATIC_INIT(budgets);

/* Whether a budget has nothing left to remember, so that it can be given away. */
static bool
is_idle(const Budget *budget, int64 now)
{
	return budget->count > 0 && now - budget->sent[(budget->count - 1) % budget->remembered] >
									windows[lengthof(windows) - 1].length;
}

static int
most_of(const BudgetWindow *window, const StatsigSession *session)
{
	return *(const int *) ((const char *) session + window->most);
}

/*
 * Makes room for as many as the session's limits need.  What was forgotten
 * before then has left every window: the limits so far have seen to that.
 */
static void
remember_more(Budget *budget, const StatsigSession *session)
{
	int needed = 0;
	int64 *sent;

	for (int i = 0; i < (int) lengthof(windows); i++)
		needed = Max(needed, most_of(&windows[i], session));
	if (needed <= budget->remembered)
		return;
	sent = MemoryContextAlloc(TopMemoryContext, sizeof(int64) * needed);
	for (int i = 0; i < needed; i++)
		sent[i] = LONG_AGO;
	for (int64 n = Max(0, budget->count - budget->remembered); n < budget->count; n++)
		sent[n % needed] = budget->sent[n % budget->remembered];
	if (budget->sent)
		pfree(budget->sent);
	budget->sent = sent;
	budget->remembered = needed;
}

/*
 * The budget of a session.  Keys come and go in a long-lived backend, so an
 * idle budget is taken over before a new one is made.
 */
static Budget *
find_budget(const StatsigSession *session, int64 now)
{
	Budget *budget = NULL;
	slist_iter iter;

	slist_foreach(iter, &budgets)
	{
		Budget *candidate = slist_container(Budget, node, iter.cur);

		if (statsig_is_project(candidate->project, session->project))
			return candidate;
		if (is_idle(candidate, now))
			budget = candidate;
	}

	if (budget == NULL)
	{
		budget = MemoryContextAllocZero(TopMemoryContext, sizeof(Budget));
		slist_push_head(&budgets, &budget->node);
	}
	memcpy(budget->project, session->project, sizeof(budget->project));
	budget->count = 0;
	return budget;
}

/*
 * Asks to send one mutation at time "now", in microseconds.  Returns 0 and
 * counts it when it may be sent, else the time at which to ask again.
 */
int64
statsig_budget_take(const StatsigSession *session, int64 now)
{
	Budget *budget = find_budget(session, now);
	int64 free_at = 0;

	remember_more(budget, session);
	for (int i = 0; i < (int) lengthof(windows); i++)
	{
		const BudgetWindow *window = &windows[i];
		int most = most_of(window, session);

		/* The window has room once the mutation "most" places back has left it. */
		if (budget->count >= most)
			free_at = Max(free_at, budget->sent[(budget->count - most) % budget->remembered] +
									   window->length);
	}
	if (free_at > now)
		return free_at;

	budget->sent[budget->count % budget->remembered] = now;
	budget->count++;
	return 0;
}
