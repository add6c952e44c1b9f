/*-------------------------------------------------------------------------
 *
 * retry.c
 *	  Which ended requests are sent again, and when.
 *
 * A request that is not repeatable is sent again only if it has certainly not
 * been carried out: no connection was made, or the API refused it for its rate
 * (429).  Our own time limits are final: who set them wants an end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/pg_prng.h"
#include "src/remote/retry.h"

#define MILLISECOND INT64CONST(1000)
#define SECOND		INT64CONST(1000000)

/* Waiting times before the first, second, ... repetition, in milliseconds. */
static const int delays[] = {1000, 2000, 4000, 8000};

/* A status that passes. */
typedef struct PassingStatus
{
	int status;
	int repetitions; /* most; not more than there are delays */
	bool not_done;	 /* the request has certainly not been carried out */
} PassingStatus;

static const PassingStatus passing_statuses[] = {
	{429, 4, true},	 /* rate limit */
	{502, 3, false}, /* a gateway got no answer that it understood */
	{503, 3, false}, /* overload */
	{504, 3, false}, /* a gateway got no answer in time */
};

/* A failure of the transfer that passes. */
typedef struct PassingFailure
{
	CURLcode code;
	int repetitions;
} PassingFailure;

/*
 * Failures before the request was sent are repeated once only: mostly they
 * come from a wrong option, and the user should hear of it soon.
 */
static const PassingFailure passing_failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, 1}, {CURLE_COULDNT_CONNECT, 1}, {CURLE_SSL_CONNECT_ERROR, 1},
	{CURLE_SEND_ERROR, 3},			 {CURLE_RECV_ERROR, 3},		 {CURLE_GOT_NOTHING, 3},
	{CURLE_PARTIAL_FILE, 3},		 {CURLE_HTTP2, 3},			 {CURLE_HTTP2_STREAM, 3},
};

/* How often a request that ended so may be repeated; 0: never. */
static int
allowed_repetitions(const StatsigOutcome *outcome, bool repeatable)
{
	if (outcome->code != CURLE_OK)
	{
		if (outcome->reached && !repeatable)
			return 0;
		for (int i = 0; i < (int) lengthof(passing_failures); i++)
		{
			if (passing_failures[i].code == outcome->code)
				return passing_failures[i].repetitions;
		}
		return 0;
	}

	for (int i = 0; i < (int) lengthof(passing_statuses); i++)
	{
		const PassingStatus *passing = &passing_statuses[i];

		if (passing->status == outcome->status && (repeatable || passing->not_done))
			return passing->repetitions;
	}
	return 0;
}

/*
 * Microseconds to wait before a request is sent again, or -1.  Retry-After is
 * honoured in full; jitter only adds to it, so that clients that were refused
 * together do not come back together.
 */
int64
statsig_retry_delay(const StatsigOutcome *outcome, bool repeatable, int sent)
{
	int repetitions = Min(allowed_repetitions(outcome, repeatable), (int) lengthof(delays));
	double jitter;
	int64 delay;

	if (sent > repetitions || outcome->retry_after > STATSIG_LONGEST_RETRY_AFTER)
		return -1;

	jitter = pg_prng_double(&pg_global_prng_state);
	delay = (int64) (delays[sent - 1] * MILLISECOND * (0.5 + 0.5 * jitter));
	if (outcome->retry_after > 0)
	{
		int64 asked = outcome->retry_after * SECOND;

		delay = asked + (int64) (jitter * Min(asked / 10, SECOND));
	}
	return delay;
}

/*
 * Whether a request that changes something may have been applied.  Redirects
 * and 4xx are the API's word that it was not; any other answer, and none, is
 * not.
 */
bool
statsig_retry_may_be_applied(const StatsigOutcome *outcome)
{
	return outcome->reached && !(outcome->status >= 300 && outcome->status < 500);
}
