/*-------------------------------------------------------------------------
 *
 * shape.c
 *	  Whether a JSON value has the shape that the API takes for its column,
 *	  judged before anything is sent.
 *
 * The value is walked along the shape and not the other way round: members
 * are looked up by name in jsonb, whose names are sorted, and what the shape
 * does not know is never looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "src/catalog/shapes.h"
#include "src/fdw/domain.h"
#include "src/fdw/shape.h"
#include "src/remote/json_edit.h"
#include "src/remote/mask.h"

/* Bytes of a text that messages repeat. */
#define SHOWN_TEXT 80

/* Sums of rounded shares (3 x 33.33) are the API's to judge. */
#define SUM_SLACK 0.02

/*
 * Where a value stands: a chain from the value out to the column's own, whose
 * place is NULL.  It becomes text only for a message.
 */
typedef struct Place
{
	const struct Place *outer;
	const char *name; /* NULL: an element of an array */
	int index;
} Place;

static void check_value(const StatsigEncoder *encoder, const StatsigShape *shape,
						const JsonbValue *value, const Place *place);

/* The bit of the value's kind; 0 for null. */
static unsigned
kind_of(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return STATSIG_KIND_STRING;
		case jbvNumeric:
			return STATSIG_KIND_NUMBER;
		case jbvBool:
			return STATSIG_KIND_BOOL;
		case jbvBinary:
			return JsonContainerIsObject(value->val.binary.data) ? STATSIG_KIND_OBJECT :
																   STATSIG_KIND_ARRAY;
		default:
			return 0;
	}
}

/* "a string, a number or an array"; "null" for none. */
static char *
kinds_text(unsigned kinds)
{
	StringInfoData text;

	if (kinds == 0)
		return "null";
	initStringInfo(&text);
	for (int i = 0; i < STATSIG_KINDS; i++)
	{
		unsigned bit = 1U << i;

		if (!(kinds & bit))
			continue;
		if (text.len > 0)
			appendStringInfoString(&text, kinds >= bit << 1 ? ", " : " or ");
		appendStringInfo(&text, "%s %s", strchr("ao", statsig_kind_name(i)[0]) ? "an" : "a",
						 statsig_kind_name(i));
	}
	return text.data;
}

static void
append_path(StringInfo path, const Place *place)
{
	if (place->outer)
		append_path(path, place->outer);
	if (place->name)
		appendStringInfo(path, "%s%s", path->len > 0 ? "." : "", place->name);
	else
		appendStringInfo(path, "[%d]", place->index);
}

/* The subject of a sentence: Member "type" of [2].conditions[0]. */
static char *
subject(const Place *place)
{
	StringInfoData path;

	if (place == NULL)
		return "It";
	initStringInfo(&path);
	if (place->name == NULL)
	{
		append_path(&path, place);
		return psprintf("Element %s", path.data);
	}
	if (place->outer == NULL)
		return psprintf("Member \"%s\"", place->name);
	append_path(&path, place->outer);
	return psprintf("Member \"%s\" of %s", place->name, path.data);
}

/*
 * A text, or the digits of a number, for a message: shortened when it is long,
 * not told when it is secret.
 */
static char *
told(const StatsigEncoder *encoder, const char *text)
{
	int length = strlen(text);
	int clipped = pg_mbcliplen(text, length, SHOWN_TEXT);

	if (encoder->secret)
		return STATSIG_MASK;
	return psprintf("%.*s%s", clipped, text, clipped < length ? "..." : "");
}

/* predicate: what is wrong with the value in that place; values: those allowed, or NULL. */
static void
report(const StatsigEncoder *encoder, const Place *place, int sqlstate, const char *predicate,
	   const char *values)
{
	ereport(ERROR, (errcode(sqlstate),
					errmsg("invalid value for column \"%s\" of foreign table \"%s\"", encoder->name,
						   encoder->relation),
					errdetail("%s %s.", subject(place), predicate),
					values ? errhint("Values that can be written are %s.", values) : 0));
}

/* text: a string, or the digits of a number. */
static void
report_breach(const StatsigEncoder *encoder, const StatsigDomain *domain, StatsigBreach breach,
			  const char *text, const Place *place)
{
	char *predicate;

	switch (breach)
	{
		case STATSIG_BREACH_TOO_LONG:
			predicate = psprintf("has %d characters; the API takes at most %d",
								 statsig_domain_length(text), domain->max_length);
			break;
		case STATSIG_BREACH_TOO_SHORT:
			predicate = psprintf("has %d characters; the API takes no fewer than %d",
								 statsig_domain_length(text), domain->min_length);
			break;
		case STATSIG_BREACH_RANGE:
			predicate = psprintf("is %s; the API takes values from %g to %g", told(encoder, text),
								 domain->minimum, domain->maximum);
			break;
		case STATSIG_BREACH_FORMAT:
			predicate = psprintf("is \"%s\"; the API takes %s", told(encoder, text),
								 statsig_domain_format(domain));
			break;
		default:
			predicate = psprintf("is \"%s\", which the API does not take", told(encoder, text));
			break;
	}
	report(encoder, place, statsig_domain_sqlstate(breach), predicate,
		   breach == STATSIG_BREACH_VALUE ? statsig_domain_values(domain) : NULL);
}

static char *
number_text(const JsonbValue *value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
}

static void
check_decimals(const StatsigEncoder *encoder, const StatsigShape *shape, const JsonbValue *value,
			   const Place *place)
{
	Datum number = NumericGetDatum(value->val.numeric);
	Datum rounded = DirectFunctionCall2(numeric_round, number, Int32GetDatum(shape->max_decimals));

	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, number, rounded)))
		report(encoder, place, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
			   psprintf("is %s; the API takes at most %d digits after the point",
						told(encoder, number_text(value)), shape->max_decimals),
			   NULL);
}

static void
check_scalar(const StatsigEncoder *encoder, const StatsigShape *shape, const JsonbValue *value,
			 const Place *place)
{
	StatsigBreach breach;
	char *text;

	if (value->type != jbvString && value->type != jbvNumeric)
		return;
	text = value->type == jbvString ? pnstrdup(value->val.string.val, value->val.string.len) :
									  number_text(value);
	breach = statsig_domain_breach(&shape->domain, text);
	if (breach != STATSIG_BREACH_NONE)
		report_breach(encoder, &shape->domain, breach, text, place);
	pfree(text);
	if (value->type == jbvNumeric && shape->max_decimals > 0)
		check_decimals(encoder, shape, value, place);
}

/* The value of a member, in "found", or NULL: there is none, or it is null. */
static JsonbValue *
get_member(JsonbContainer *object, const char *name, JsonbValue *found)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, name, strlen(name), found);

	return value != NULL && value->type != jbvNull ? value : NULL;
}

static void
check_object(const StatsigEncoder *encoder, const StatsigShape *shape, JsonbContainer *object,
			 const Place *place)
{
	for (const StatsigShapeMember *member = shape->members; member && member->name; member++)
	{
		Place inner = {place, member->name, 0};
		JsonbValue found;
		JsonbValue *value = get_member(object, member->name, &found);

		if (value != NULL)
			check_value(encoder, member->shape, value, &inner);
		else if (member->required)
			report(encoder, &inner, ERRCODE_NOT_NULL_VIOLATION, "is missing; the API requires it",
				   NULL);
	}
}

/* One element of an array; first: the kind of the first one. */
static void
check_element(const StatsigEncoder *encoder, const StatsigShape *shape, const JsonbValue *value,
			  unsigned first, const Place *place)
{
	check_value(encoder, shape->element, value, place);
	if (shape->one_kind && kind_of(value) != first)
		report(encoder, place, ERRCODE_INVALID_PARAMETER_VALUE,
			   psprintf("is %s, but the first one is %s; the API takes elements of one kind",
						kinds_text(kind_of(value)), kinds_text(first)),
			   NULL);
}

/* A name and the element that has it. */
typedef struct Named
{
	JsonbValue name;
	int index;
} Named;

static int
compare_named(const void *left, const void *right)
{
	const Named *a = left;
	const Named *b = right;
	int order = a->name.val.string.len - b->name.val.string.len;

	if (order == 0)
		order = memcmp(a->name.val.string.val, b->name.val.string.val, a->name.val.string.len);
	return order != 0 ? order : a->index - b->index;
}

/* The elements are objects and have the member: their shape demands it. */
static void
check_unique(const StatsigEncoder *encoder, const StatsigShape *shape, JsonbContainer *array,
			 const Place *place)
{
	int count = JsonContainerSize(array);
	Named *names = palloc(Max(count, 1) * sizeof(Named));

	for (int i = 0; i < count; i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);

		names[i].index = i;
		(void) get_member(element->val.binary.data, shape->unique_member, &names[i].name);
	}
	qsort(names, count, sizeof(Named), compare_named);
	for (int i = 1; i < count; i++)
	{
		Place element = {place, NULL, names[i].index};
		Place member = {&element, shape->unique_member, 0};
		const JsonbValue *name = &names[i].name;

		if (name->val.string.len == names[i - 1].name.val.string.len &&
			memcmp(name->val.string.val, names[i - 1].name.val.string.val, name->val.string.len) ==
				0)
			report(encoder, &member, ERRCODE_UNIQUE_VIOLATION,
				   psprintf("is \"%s\", as in [%d]; the API takes it only once",
							told(encoder, pnstrdup(name->val.string.val, name->val.string.len)),
							names[i - 1].index),
				   NULL);
	}
}

static void
check_sum(const StatsigEncoder *encoder, const StatsigShape *shape, JsonbContainer *array,
		  const Place *place)
{
	int count = JsonContainerSize(array);
	double sum = 0;

	for (int i = 0; i < count; i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);
		JsonbValue member;

		(void) get_member(element->val.binary.data, shape->sum_member, &member);
		sum += strtod(number_text(&member), NULL);
	}
	if (count > 0 && fabs(sum - shape->sum) > SUM_SLACK)
		report(encoder, place, ERRCODE_INVALID_PARAMETER_VALUE,
			   psprintf("has members \"%s\" that add up to %s; the API takes a sum of %g",
						shape->sum_member, told(encoder, psprintf("%g", sum)), shape->sum),
			   NULL);
}

static void
check_array(const StatsigEncoder *encoder, const StatsigShape *shape, JsonbContainer *array,
			const Place *place)
{
	int count = JsonContainerSize(array);
	unsigned first = 0;

	if (shape->max_elements > 0 && count > shape->max_elements)
		report(encoder, place, ERRCODE_INVALID_PARAMETER_VALUE,
			   psprintf("has %d elements; the API takes at most %d", count, shape->max_elements),
			   NULL);
	for (int i = 0; i < count && shape->element; i++)
	{
		Place inner = {place, NULL, i};
		JsonbValue *value = getIthJsonbValueFromContainer(array, i);

		if (i == 0)
			first = kind_of(value);
		check_element(encoder, shape, value, first, &inner);
		pfree(value);
	}
	if (shape->unique_member)
		check_unique(encoder, shape, array, place);
	if (shape->sum_member)
		check_sum(encoder, shape, array, place);
}

/* Raises unless the kind is one that the shape admits. */
static void
check_kind(const StatsigEncoder *encoder, const StatsigShape *shape, unsigned kind,
		   const Place *place)
{
	if (kind & shape->kinds)
		return;
	if (place == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("column \"%s\" of foreign table \"%s\" needs a JSON %s", encoder->name,
						encoder->relation, strchr(kinds_text(shape->kinds), ' ') + 1)));
	report(encoder, place, ERRCODE_INVALID_PARAMETER_VALUE,
		   psprintf("is %s; the API takes %s", kinds_text(kind), kinds_text(shape->kinds)), NULL);
}

static void
check_value(const StatsigEncoder *encoder, const StatsigShape *shape, const JsonbValue *value,
			const Place *place)
{
	check_stack_depth();
	check_kind(encoder, shape, kind_of(value), place);
	if (value->type != jbvBinary)
		check_scalar(encoder, shape, value, place);
	else if (JsonContainerIsObject(value->val.binary.data))
		check_object(encoder, shape, value->val.binary.data, place);
	else
		check_array(encoder, shape, value->val.binary.data, place);
}

/* A column's own value is always an object or an array; no column takes scalars. */
static void
check_root(const StatsigEncoder *encoder, const StatsigShape *shape, Datum datum, const char *json)
{
	char first = statsig_json_first_character(json);
	JsonbValue value;
	Jsonb *jsonb;

	check_kind(encoder, shape,
			   first == '{' ? STATSIG_KIND_OBJECT :
			   first == '[' ? STATSIG_KIND_ARRAY :
							  0,
			   NULL);
	/* The user's own: jsonb_in would refuse what the API need not. */
	if (shape->members == NULL && shape->element == NULL)
		return;
	if (encoder->type != JSONBOID)
		datum = statsig_encode_input(encoder, jsonb_in, json);
	jsonb = DatumGetJsonbP(datum);
	value.type = jbvBinary;
	value.val.binary.data = &jsonb->root;
	value.val.binary.len = VARSIZE(jsonb) - VARHDRSZ;
	check_value(encoder, shape, &value, NULL);
}

/* The caller's context may live long, so what is made on the way does not. */
void
statsig_shape_check(const StatsigEncoder *encoder, Datum datum, const char *json)
{
	MemoryContext context;
	MemoryContext old;

	if (encoder->column->shape == NULL)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "statsig shape", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	check_root(encoder, encoder->column->shape, datum, json);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* The words of the error that has just been caught, as a clause. */
static char *
caught_fault(MemoryContext context)
{
	ErrorData *error;
	char *text;
	int length;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_TO_CATEGORY(ERRCODE_INTERNAL_ERROR) ||
		ERRCODE_TO_CATEGORY(error->sqlerrcode) ==
			ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION))
		PG_RE_THROW();
	FlushErrorState();
	text = pstrdup(error->detail ? error->detail : error->message);
	length = strlen(text);
	if (length > 0 && text[length - 1] == '.')
		text[length - 1] = '\0';
	FreeErrorData(error);
	return text;
}

char *
statsig_shape_fault(const StatsigColumn *column, const char *json)
{
	MemoryContext context = CurrentMemoryContext;
	StatsigEncoder encoder = {.column = column, .name = column->name, .relation = ""};
	char *volatile fault = NULL;

	/* Not jsonb: there is no value but the text. */
	encoder.type = JSONOID;
	encoder.secret = (column->flags & STATSIG_SECRET) != 0;
	PG_TRY();
	{
		statsig_shape_check(&encoder, (Datum) 0, json);
	}
	PG_CATCH();
	{
		fault = caught_fault(context);
	}
	PG_END_TRY();
	return fault;
}
