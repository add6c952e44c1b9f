/*-------------------------------------------------------------------------
 *
 * encode_time.c
 *	  Dates and times as the API takes them, whatever DateStyle and TimeZone say.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/fdw/encode.h"
#include "utils/datetime.h"

/* Microseconds from 1970, the epoch of the API, to 2000, that of PostgreSQL. */
#define EPOCH_SHIFT ((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY)

static void
refuse_infinity(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
					errmsg("infinite dates and times cannot be sent to the Statsig API")));
}

/* The API counts whole milliseconds: what is finer is cut off towards the past. */
char *
statsig_encode_milliseconds(TimestampTz time)
{
	int64 shifted;
	int64 milliseconds;

	if (TIMESTAMP_NOT_FINITE(time))
		refuse_infinity();
	shifted = time + EPOCH_SHIFT;
	milliseconds = shifted / 1000;
	if (shifted % 1000 < 0)
		milliseconds--;
	return psprintf(INT64_FORMAT, milliseconds);
}

/* ISO 8601 has four digits for a year, and the API has no other form. */
static void
split_date(int julian, int *year, int *month, int *day)
{
	j2date(julian, year, month, day);
	if (*year < 1 || *year > 9999)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("dates and times sent to the Statsig API need a year from 1 to 9999")));
}

char *
statsig_encode_iso(TimestampTz time)
{
	int year, month, day;
	int64 days;
	int64 rest;

	if (TIMESTAMP_NOT_FINITE(time))
		refuse_infinity();
	days = time / USECS_PER_DAY;
	rest = time % USECS_PER_DAY;
	if (rest < 0)
	{
		days--;
		rest += USECS_PER_DAY;
	}
	split_date((int) days + POSTGRES_EPOCH_JDATE, &year, &month, &day);

	/* Milliseconds, as the API writes them; finer parts only when there are any. */
	return psprintf("%04d-%02d-%02dT%02d:%02d:%02d.%0*dZ", year, month, day,
					(int) (rest / USECS_PER_HOUR), (int) (rest / USECS_PER_MINUTE % 60),
					(int) (rest / USECS_PER_SEC % 60), rest % 1000 ? 6 : 3,
					(int) (rest % 1000 ? rest % USECS_PER_SEC : rest % USECS_PER_SEC / 1000));
}

char *
statsig_encode_date(DateADT date)
{
	int year, month, day;

	if (DATE_NOT_FINITE(date))
		refuse_infinity();
	split_date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return psprintf("%04d-%02d-%02d", year, month, day);
}
