/*-------------------------------------------------------------------------
 *
 * values.c
 *	  One JSON value to one Datum.
 *
 * Every value reaches the type's own input function as text, so a foreign
 * table may give a column another type than the catalogue; text, jsonb, text[]
 * and timestamptz, which are the bulk, are built directly.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "src/remote/values.h"

/* Milliseconds since 1970 whose microseconds, counted from 2000, fit 64 bits with room to spare. */
#define FARTHEST_MILLISECONDS 8.0e15

void
statsig_value_prepare(StatsigConverter *converter, const StatsigColumn *column,
					  Form_pg_attribute attribute)
{
	Oid input;
	const char *bracket = column->json == NULL ? NULL : strstr(column->json, "[].");
	Oid base = getBaseType(attribute->atttypid);

	/* the text of an array is no JSON, except that "{}" looks like an object */
	if (column->type == STATSIG_TEXT_ARRAY && (base == JSONOID || base == JSONBOID))
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("column \"%s\" cannot be read with type %s",
							   NameStr(attribute->attname), format_type_be(attribute->atttypid)),
						errhint("Give the column the type text[]; to_jsonb() makes JSON of it.")));
	converter->column = column;
	converter->type = attribute->atttypid;
	converter->typmod = attribute->atttypmod;
	getTypeInputInfo(attribute->atttypid, &input, &converter->typioparam);
	fmgr_info(input, &converter->input);
	converter->element_member = bracket == NULL ? NULL : bracket + strlen("[].");
}

static Datum
call_input(StatsigConverter *converter, char *text)
{
	return InputFunctionCall(&converter->input, text, converter->typioparam, converter->typmod);
}

/*
 * An instant as the attribute's type, which may be another.  On the way it is
 * written in ISO form, which every DateStyle reads the same, and with the
 * offset in figures: names of zones are ambiguous.
 */
static Datum
adapt_timestamp(StatsigConverter *converter, TimestampTz value)
{
	struct pg_tm tm;
	fsec_t fraction;
	int offset;
	char text[MAXDATELEN + 1];

	if (converter->type == TIMESTAMPTZOID && converter->typmod < 0)
		return TimestampTzGetDatum(value);
	if (timestamp2tm(value, &offset, &tm, &fraction, NULL, NULL) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("timestamp out of range")));
	EncodeDateTime(&tm, fraction, true, offset, NULL, USE_ISO_DATES, text);
	return call_input(converter, pstrdup(text));
}

static Numeric
parse_numeric(const char *text)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

/*
 * Milliseconds since 1970 to an instant.  The number may carry a fraction or
 * an exponent; what is finer than a microsecond is rounded, as the type does.
 */
static TimestampTz
milliseconds_to_timestamp(const char *text)
{
	Datum milliseconds = NumericGetDatum(parse_numeric(text));
	Datum micros;
	TimestampTz result = DT_NOEND;

	if (fabs(strtod(text, NULL)) < FARTHEST_MILLISECONDS)
	{
		micros =
			DirectFunctionCall2(numeric_mul, milliseconds, NumericGetDatum(int64_to_numeric(1000)));
		result = DatumGetInt64(DirectFunctionCall1(numeric_int8, micros)) -
				 (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
	}
	if (TIMESTAMP_NOT_FINITE(result) || !IS_VALID_TIMESTAMP(result))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("time %s ms since 1970 is out of range", text)));
	return result;
}

/* Whether an ISO 8601 text names its offset from UTC. */
static bool
has_zone(const char *text)
{
	const char *time = strchr(text, 'T');

	if (time == NULL)
		time = strchr(text, ' ');
	return time != NULL && strpbrk(time, "Zz+-") != NULL;
}

/* The API's ISO texts are UTC when they do not say otherwise, whatever the session's zone. */
static TimestampTz
iso_to_timestamp(const char *text)
{
	char *zoned = has_zone(text) ?
					  pstrdup(text) :
					  psprintf("%s%s+00", text, strchr(text, ':') == NULL ? " 00:00:00" : "");

	return DatumGetTimestampTz(DirectFunctionCall3(
		timestamptz_in, CStringGetDatum(zoned), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

/*
 * Text of a JSON number as an integer's input function wants it: "1e3" and
 * "5.0" are integers, "5.5" is an error rather than a rounded value.
 */
static char *
integer_text(char *text)
{
	Numeric number;
	Datum whole;

	if (strpbrk(text, ".eE") == NULL)
		return text;
	number = parse_numeric(text);
	whole = DirectFunctionCall2(numeric_trunc, NumericGetDatum(number), Int32GetDatum(0));
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, whole, NumericGetDatum(number))))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("value %s is not an integer", text)));
	return DatumGetCString(DirectFunctionCall1(numeric_out, whole));
}

/* Whether an attribute takes whole numbers only, whatever the catalogue says. */
static bool
is_integer_type(Oid type)
{
	return type == INT2OID || type == INT4OID || type == INT8OID;
}

/* The text of one element of a text[]: a scalar, or a member of an object. */
static char *
element_text(StatsigConverter *converter, StatsigSlice element)
{
	StatsigMembers *members;
	StatsigSlice slice;

	if (converter->element_member == NULL || element.kind != STATSIG_JSON_OBJECT)
		return statsig_json_as_text(element);
	members = statsig_json_members(&converter->element_member, 1);
	statsig_json_object(element, members, &slice);
	return statsig_json_as_text(slice);
}

/* Whether an equal element stands before the n-th; lists are short. */
static bool
is_repeated(const Datum *values, const bool *nulls, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (nulls[i] && nulls[n])
			return true;
		if (!nulls[i] && !nulls[n] &&
			DatumGetBool(DirectFunctionCall2Coll(texteq, C_COLLATION_OID, values[i], values[n])))
			return true;
	}
	return false;
}

/* A JSON array, or a bare scalar, as text[]. */
static Datum
array_from_slice(StatsigConverter *converter, StatsigSlice slice)
{
	StatsigSlice *elements = &slice;
	int count = 1;
	int n = 0;
	Datum *values;
	bool *nulls;
	int lower = 1;
	Datum result;

	if (slice.kind == STATSIG_JSON_ARRAY)
		elements = statsig_json_elements(slice, &count);
	values = palloc(Max(count, 1) * sizeof(Datum));
	nulls = palloc(Max(count, 1) * sizeof(bool));
	for (int i = 0; i < count; i++)
	{
		char *text = element_text(converter, elements[i]);

		nulls[n] = (text == NULL);
		values[n] = text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
		if ((converter->column->flags & STATSIG_DISTINCT) == 0 || !is_repeated(values, nulls, n))
			n++;
	}
	if (n == 0)
		result = PointerGetDatum(construct_empty_array(TEXTOID));
	else
		result = PointerGetDatum(
			construct_md_array(values, nulls, 1, &n, &lower, TEXTOID, -1, false, TYPALIGN_INT));
	if (converter->type == TEXTARRAYOID)
		return result;
	return call_input(converter, OidOutputFunctionCall(F_ARRAY_OUT, result));
}

/*
 * Whether "" stands for no value.  The API writes it for ids that are not
 * set; of a number, a truth value or a time it cannot be the value either.
 */
static bool
empty_is_null(const StatsigColumn *column)
{
	return (column->flags & STATSIG_EMPTY_NULL) != 0 ||
		   (column->type != STATSIG_TEXT && column->type != STATSIG_JSONB &&
			column->type != STATSIG_TEXT_ARRAY);
}

Datum
statsig_value_from_slice(StatsigConverter *converter, StatsigSlice slice, bool *isnull)
{
	const StatsigColumn *column = converter->column;
	char *text;

	*isnull = slice.kind <= STATSIG_JSON_NULL ||
			  (slice.kind == STATSIG_JSON_STRING && slice.length == 2 && empty_is_null(column));
	if (*isnull)
		return (Datum) 0;

	if (column->type == STATSIG_TEXT_ARRAY)
		return array_from_slice(converter, slice);
	text = column->type == STATSIG_JSONB ? statsig_json_as_written(slice) :
										   statsig_json_as_text(slice);
	switch (column->type)
	{
		case STATSIG_TIMESTAMPTZ_MS:
			return adapt_timestamp(converter, milliseconds_to_timestamp(text));
		case STATSIG_TIMESTAMPTZ_ISO:
			return adapt_timestamp(converter, iso_to_timestamp(text));
		case STATSIG_INT4:
		case STATSIG_INT8:
			return call_input(converter, integer_text(text));
		default:
			if (converter->type == TEXTOID)
				return CStringGetTextDatum(text);
			if (slice.kind == STATSIG_JSON_NUMBER && is_integer_type(converter->type))
				text = integer_text(text);
			return call_input(converter, text);
	}
}

Datum
statsig_value_from_text(StatsigConverter *converter, const char *text, bool *isnull)
{
	*isnull = (text == NULL);
	if (*isnull)
		return (Datum) 0;
	return call_input(converter, pstrdup(text));
}

Datum
statsig_value_from_bool(StatsigConverter *converter, bool value)
{
	if (converter->type == BOOLOID)
		return BoolGetDatum(value);
	return call_input(converter, pstrdup(value ? "true" : "false"));
}

Datum
statsig_value_from_integer(StatsigConverter *converter, int64 value)
{
	return call_input(converter, psprintf(INT64_FORMAT, value));
}

/*
 * The audit log shows "Mon Sep 26 2022" and "23:46:14 GMT+0000 (Coordinated
 * Universal Time)".  The parts are put in an order that no DateStyle reads
 * differently, and the offset loses its "GMT", with which PostgreSQL would take
 * the sign the POSIX way round.
 */
Datum
statsig_value_from_display_time(StatsigConverter *converter, StatsigSlice date, StatsigSlice time,
								bool *isnull)
{
	char *date_text = statsig_json_as_text(date);
	char *time_text = statsig_json_as_text(time);
	char month[4];
	char clock[16];
	char offset[8];
	int day;
	int year;

	*isnull = (date_text == NULL || time_text == NULL);
	if (*isnull)
		return (Datum) 0;
	if (sscanf(date_text, "%*3[A-Za-z] %3[A-Za-z] %2d %4d", month, &day, &year) != 3 ||
		sscanf(time_text, "%15[0-9:.] GMT%6[-+0-9:]", clock, offset) != 2)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
			 errmsg("the Statsig API shows a time as \"%s\" and \"%s\", which is not understood",
					date_text, time_text)));
	date_text = psprintf("%04d-%s-%02d %s %s", year, month, day, clock, offset);
	return adapt_timestamp(converter, iso_to_timestamp(date_text));
}
