/*-------------------------------------------------------------------------
 *
 * bind.c
 *	  Evaluates the expressions of conditions.
 *
 * A value goes into a request in the spelling that the API uses, whatever
 * the session's DateStyle or TimeZone is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "src/catalog/catalog.h"
#include "src/fdw/bind.h"
#include "src/fdw/query.h"

/*
 * How far a day that is sent lies outside the range asked for.  The API does
 * not say in which zone its days run nor whether a bound belongs to the range;
 * two days are enough for every combination of both.
 */
#define WIDENED_DAYS 2

/*
 * The same for a column that holds days, which are compared with days: only
 * where a bound belongs is unknown.
 */
#define WIDENED_DAYS_OF_DATES 1

/* Most days that are asked for one by one. */
#define MOST_DAYS 1000

/* Days that are sent: those every reader of YYYY-MM-DD understands, 1970 to 9999. */
#define FIRST_DAY (UNIX_EPOCH_JDATE - POSTGRES_EPOCH_JDATE)
#define LAST_DAY  (date2j(9999, 12, 31) - POSTGRES_EPOCH_JDATE)

/* An expression's present value. */
typedef struct StatsigEvaluated
{
	Oid type;
	Datum value;
	bool isnull;
} StatsigEvaluated;

static StatsigEvaluated
evaluate(ExprState *state, ExprContext *econtext)
{
	StatsigEvaluated result;

	result.type = exprType((Node *) state->expr);
	result.value = ExecEvalExprSwitchContext(state, econtext, &result.isnull);
	return result;
}

static char *
date_text(DateADT date)
{
	struct pg_tm tm;
	char buffer[MAXDATELEN + 1];

	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, buffer);
	return pstrdup(buffer);
}

/* An instant in UTC, which the input function reads the same in every session. */
static char *
instant_text(TimestampTz instant)
{
	struct pg_tm tm;
	fsec_t fraction;
	char buffer[MAXDATELEN + 1];

	if (TIMESTAMP_NOT_FINITE(instant))
		EncodeSpecialTimestamp(instant, buffer);
	else if (timestamp2tm(instant, NULL, &tm, &fraction, NULL, NULL) == 0)
	{
		/* or the zone would be left out */
		tm.tm_isdst = 0;
		EncodeDateTime(&tm, fraction, true, 0, NULL, USE_ISO_DATES, buffer);
	}
	else
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("timestamp out of range")));
	return pstrdup(buffer);
}

/* A value as the API writes it. */
static char *
value_text(Oid type, Datum value)
{
	Oid output;
	bool varlena;

	switch (type)
	{
		case BOOLOID:
			return pstrdup(DatumGetBool(value) ? "true" : "false");
		case DATEOID:
			return date_text(DatumGetDateADT(value));
		case TIMESTAMPTZOID:
			return instant_text(DatumGetTimestampTz(value));
		default:
			getTypeOutputInfo(type, &output, &varlena);
			return OidOutputFunctionCall(output, value);
	}
}

static void
add_value(StatsigValueSet *set, char *text)
{
	for (int i = 0; i < set->n; i++)
	{
		if (strcmp(set->values[i], text) == 0)
			return;
	}
	set->values = set->values == NULL ? palloc(sizeof(char *)) :
										repalloc(set->values, (set->n + 1) * sizeof(char *));
	set->values[set->n++] = text;
}

/* For a hash table of texts that are kept elsewhere: its keys are pointers to them. */
static uint32
hash_text(const void *key, Size size)
{
	const char *text = *(const char *const *) key;

	return hash_bytes((const unsigned char *) text, (int) strlen(text));
}

static int
compare_texts(const void *left, const void *right, Size size)
{
	return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Fills an empty set with texts, each once; there may be very many. */
static void
add_distinct(StatsigValueSet *set, char **texts, int n)
{
	HASHCTL control = {.keysize = sizeof(char *), .entrysize = sizeof(char *)};
	HTAB *seen;
	bool found;

	control.hash = hash_text;
	control.match = compare_texts;
	control.hcxt = CurrentMemoryContext;
	seen = hash_create("statsig values", Max(n, 16), &control,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	Assert(set->n == 0);
	set->values = texts;
	for (int i = 0; i < n; i++)
	{
		hash_search(seen, &texts[i], HASH_ENTER, &found);
		if (!found)
			set->values[set->n++] = texts[i];
	}
	hash_destroy(seen);
}

bool
statsig_bind_takes_days(const StatsigTable *table, int column)
{
	return table->columns[column].type == STATSIG_DATE &&
		   statsig_catalog_in_path(table->list.path, table->columns[column].name);
}

/* There is nothing for a day that the API may not read. */
static bool
can_be_asked(const StatsigTable *table, int column, Oid type, Datum value)
{
	return type != DATEOID || !statsig_bind_takes_days(table, column) ||
		   (DatumGetDateADT(value) >= FIRST_DAY && DatumGetDateADT(value) <= LAST_DAY);
}

/* The elements of an array value; NULL elements equal nothing and are left out. */
static void
add_elements(const StatsigTable *table, StatsigValueSet *set, const StatsigEvaluated *array,
			 bool *has_nulls)
{
	Oid type = get_element_type(array->type);
	int16 length;
	bool by_value;
	char alignment;
	Datum *elements;
	bool *nulls;
	char **texts;
	int n_texts = 0;
	int n;

	get_typlenbyvalalign(type, &length, &by_value, &alignment);
	deconstruct_array(DatumGetArrayTypeP(array->value), type, length, by_value, alignment,
					  &elements, &nulls, &n);
	texts = palloc(Max(n, 1) * sizeof(char *));
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			*has_nulls = true;
		else if (can_be_asked(table, set->column, type, elements[i]))
			texts[n_texts++] = value_text(type, elements[i]);
	}
	add_distinct(set, texts, n_texts);
}

/* A day moved by some; NULL for infinities and for days that the API may not read. */
static char *
day_within(DateADT day, int widen)
{
	if (DATE_NOT_FINITE(day) || day + widen < FIRST_DAY || day + widen > LAST_DAY)
		return NULL;
	return date_text(day + widen);
}

/* The first or last day of an array of days, as a bound; NULL when there is none. */
static StatsigEvaluated
outermost(const StatsigEvaluated *days, StatsigConditionKind kind)
{
	StatsigEvaluated bound = {DATEOID, (Datum) 0, true};
	Datum *elements;
	bool *nulls;
	int n;

	if (days->isnull)
		return bound;
	deconstruct_array(DatumGetArrayTypeP(days->value), DATEOID, sizeof(DateADT), true, TYPALIGN_INT,
					  &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		DateADT day = nulls[i] ? 0 : DatumGetDateADT(elements[i]);

		if (nulls[i] || (!bound.isnull &&
						 (kind == STATSIG_CONDITION_FROM ? day >= DatumGetDateADT(bound.value) :
														   day <= DatumGetDateADT(bound.value))))
			continue;
		bound.value = DateADTGetDatum(day);
		bound.isnull = false;
	}
	return bound;
}

/*
 * The day, in UTC, of an instant, moved outwards.  Timestamps and days are
 * instants of the session's zone, as in the comparison itself.  NULL for
 * infinities, which bound nothing, and for days that the API may not read.
 */
static char *
day_text(const StatsigEvaluated *evaluated, bool of_days, int widen)
{
	Datum instant = evaluated->value;
	DateADT date;

	if (of_days && evaluated->type == DATEOID)
		return day_within(DatumGetDateADT(instant), widen);
	if (evaluated->type == DATEOID)
		instant = DirectFunctionCall1(date_timestamptz, instant);
	else if (evaluated->type == TIMESTAMPOID)
		instant = DirectFunctionCall1(timestamp_timestamptz, instant);
	if (TIMESTAMP_NOT_FINITE(DatumGetTimestampTz(instant)))
		return NULL;

	/* read as a timestamp without zone, the instant shows its UTC day */
	date = DatumGetDateADT(DirectFunctionCall1(timestamp_date, instant));
	return day_within(date, widen);
}

/* How far outside a bound the day lies that is sent for it. */
static int
widened_days(const StatsigTable *table, int column, const StatsigEvaluated *evaluated)
{
	if (table->columns[column].type != STATSIG_DATE ||
		getBaseType(evaluated->type) == TIMESTAMPOID ||
		getBaseType(evaluated->type) == TIMESTAMPTZOID)
		return WIDENED_DAYS;
	return statsig_bind_takes_days(table, column) ? 0 : WIDENED_DAYS_OF_DATES;
}

/* Adds the present values of one condition; false when it says nothing after all. */
static bool
bind_condition(const StatsigTable *table, StatsigValueSet *set, StatsigConditionKind kind,
			   const StatsigEvaluated *evaluated)
{
	int widen = widened_days(table, set->column, evaluated);
	StatsigEvaluated bound = *evaluated;
	bool has_nulls = false;
	char *day;

	switch (kind)
	{
		case STATSIG_CONDITION_EQUAL:
		case STATSIG_CONDITION_MEMBER:
			if (!evaluated->isnull &&
				can_be_asked(table, set->column, evaluated->type, evaluated->value))
				add_value(set, value_text(evaluated->type, evaluated->value));
			return true;
		case STATSIG_CONDITION_ANY:
			if (!evaluated->isnull)
				add_elements(table, set, evaluated, &has_nulls);
			return true;
		case STATSIG_CONDITION_CONTAINS:
			if (evaluated->isnull)
				return true;
			add_elements(table, set, evaluated, &has_nulls);

			/* an array with a NULL is contained in none, an empty one in all */
			if (has_nulls)
				set->n = 0;
			else if (set->n == 0)
				return false;

			/* what several values mean to the API is not known: send one */
			set->n = Min(set->n, 1);
			return true;
		case STATSIG_CONDITION_FROM:
		case STATSIG_CONDITION_TO:
			if (evaluated->isnull)
				return true;
			if (OidIsValid(get_element_type(evaluated->type)))
				bound = outermost(evaluated, kind);
			if (bound.isnull)
				return true;
			day = day_text(&bound, table->columns[set->column].type == STATSIG_DATE,
						   kind == STATSIG_CONDITION_FROM ? -widen : widen);
			if (day == NULL)
				return false;
			add_value(set, day);
			return true;
	}
	return false;
}

StatsigConditionKind
statsig_bind_plain_kind(StatsigConditionKind kind)
{
	if (kind == STATSIG_CONDITION_ANY)
		return STATSIG_CONDITION_EQUAL;
	if (kind == STATSIG_CONDITION_CONTAINS)
		return STATSIG_CONDITION_MEMBER;
	return kind;
}

/* Adds a set unless there is one of its column and kind that is at least as narrow. */
static List *
add_set(List *sets, StatsigValueSet *set)
{
	ListCell *lc;

	foreach(lc, sets)
	{
		StatsigValueSet *other = lfirst(lc);

		if (other->column != set->column || other->kind != set->kind)
			continue;
		if (set->n < other->n)
			lfirst(lc) = set;
		return sets;
	}
	return lappend(sets, set);
}

List *
statsig_bind_conditions(const StatsigTable *table, List *described, List *states,
						ExprContext *econtext)
{
	List *sets = NIL;
	ListCell *lc;
	int next = 0;

	foreach(lc, described)
	{
		List *condition = lfirst(lc);
		StatsigConditionKind kind = lsecond_int(condition);
		StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));
		bool says_something = true;

		set->column = linitial_int(condition);
		set->kind = statsig_bind_plain_kind(kind);
		for (int i = 0; i < lthird_int(condition); i++)
		{
			StatsigEvaluated evaluated = evaluate(list_nth(states, next++), econtext);

			says_something &= bind_condition(table, set, kind, &evaluated);
		}
		if (says_something)
			sets = add_set(sets, set);
	}
	return sets;
}

static DateADT
day_of(const StatsigValueSet *bound)
{
	return DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(bound->values[0])));
}

/* Each day from one bound to the other. */
static StatsigValueSet *
days_between(const StatsigTable *table, const StatsigValueSet *from, const StatsigValueSet *to)
{
	StatsigValueSet *set = palloc0(sizeof(StatsigValueSet));
	DateADT first = 0;
	DateADT last = -1;

	set->column = from->column;
	set->kind = STATSIG_CONDITION_EQUAL;
	if (from->n > 0 && to->n > 0)
	{
		first = day_of(from);
		last = day_of(to);
	}
	if (last - first >= MOST_DAYS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("too many days are asked for in column \"%s\" of \"%s\"",
							   table->columns[set->column].name, table->name),
						errdetail("Each day is a request of its own; the most are %d.", MOST_DAYS),
						errhint("Narrow the condition on the column.")));
	set->values = palloc(sizeof(char *) * Max(last - first + 1, 1));
	for (DateADT day = first; day <= last; day++)
		set->values[set->n++] = date_text(day);
	return set;
}

List *
statsig_bind_days(const StatsigTable *table, List *sets)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		StatsigValueSet *from;
		StatsigValueSet *to;

		if (!statsig_bind_takes_days(table, i) ||
			statsig_query_find_set(sets, i, STATSIG_CONDITION_EQUAL) != NULL)
			continue;
		from = statsig_query_find_set(sets, i, STATSIG_CONDITION_FROM);
		to = statsig_query_find_set(sets, i, STATSIG_CONDITION_TO);
		if (from != NULL && to != NULL)
			sets = lappend(sets, days_between(table, from, to));
	}
	return sets;
}
