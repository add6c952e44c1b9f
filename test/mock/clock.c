/*
 * clock.c
 *		The mock's clock and the ids it hands out.
 *
 * Neither depends on the real time or on chance: the same requests in the same
 * order give the same times and ids in every run.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "state.h"

#define START_OF_TIME INT64_C(1777593600000) /* 2026-05-01T00:00:00Z */

static int64_t now = START_OF_TIME;
static uint64_t ids_given = 0;

/* See state.h. */
int64_t
mock_clock_now(void)
{
	return now;
}

/* See state.h. */
void
mock_clock_tick(void)
{
	now += 1000;
}

/* See state.h. */
void
mock_clock_iso(int64_t milliseconds, char *text, size_t size)
{
	time_t seconds = (time_t) (milliseconds / 1000);
	struct tm parts;
	char date[32];

	gmtime_r(&seconds, &parts);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text, size, "%s.%03dZ", date, (int) (milliseconds % 1000));
}

/* See state.h. */
int64_t
mock_clock_of_day(const char *day)
{
	struct tm parts = {
		.tm_year = atoi(day) - 1900, .tm_mon = atoi(day + 5) - 1, .tm_mday = atoi(day + 8)};

	return (int64_t) timegm(&parts) * 1000;
}

/* See state.h.  The counter is mixed (splitmix64) so that ids look like the API's. */
void
mock_new_id(char *id)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint64_t mixed = 0;

	ids_given++;
	for (int i = 0; i < 22; i++)
	{
		if (i % 10 == 0)
		{
			mixed = ids_given * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t) i;
			mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
			mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
			mixed ^= mixed >> 31;
		}
		id[i] = letters[mixed % 62];
		mixed /= 62;
	}
	id[22] = '\0';
}

/* See state.h. */
void
mock_derive_id(const char *name, char *id)
{
	size_t length = 0;

	for (; *name != '\0' && length < MOCK_ID_SIZE - 1; name++)
		id[length++] = *name == ' ' ? '_' : (char) tolower((unsigned char) *name);
	id[length] = '\0';
}
