/*-------------------------------------------------------------------------
 *
 * encode.c
 *	  From Datums of a foreign table's columns to what requests are made of.
 *
 * The local type of a column may differ from the catalogue's (varchar for
 * text, json for jsonb, numeric for float8).  So a value goes through its own
 * output function first and is then judged as the catalogue's type; where the
 * types agree and text would lose something (floats, times), the Datum is used.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "src/fdw/domain.h"
#include "src/fdw/encode.h"
#include "src/fdw/shape.h"
#include "src/remote/json.h"
#include "src/remote/secrets.h"

/*
 * An array column needs a local array and the other way round; everything else
 * has a text form that can be judged value by value.
 */
void
statsig_encode_prepare(StatsigEncoder *encoder, const StatsigColumn *column, Relation relation,
					   AttrNumber attno)
{
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(relation), attno - 1);
	Oid output;
	bool is_varlena;

	memset(encoder, 0, sizeof(*encoder));
	encoder->column = column;
	encoder->name = NameStr(attribute->attname);
	encoder->relation = RelationGetRelationName(relation);
	encoder->secret = (column->flags & STATSIG_SECRET) != 0;
	encoder->type = getBaseType(attribute->atttypid);
	encoder->element_type = get_element_type(encoder->type);
	if ((column->type == STATSIG_TEXT_ARRAY) != OidIsValid(encoder->element_type))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of foreign table \"%s\" cannot be written with type %s",
						NameStr(attribute->attname), encoder->relation,
						format_type_be(attribute->atttypid)),
				 errhint("IMPORT FOREIGN SCHEMA makes tables whose columns fit.")));
	if (OidIsValid(encoder->element_type))
		get_typlenbyvalalign(encoder->element_type, &encoder->element_length,
							 &encoder->element_by_value, &encoder->element_align);
	getTypeOutputInfo(OidIsValid(encoder->element_type) ? encoder->element_type : encoder->type,
					  &output, &is_varlena);
	fmgr_info(output, &encoder->output);
}

/* Copied out of its buffer, which is larger: many values wait in the queue. */
static char *
quoted(const char *string)
{
	StringInfoData json;
	char *copy;

	initStringInfo(&json);
	statsig_json_append_string(&json, string);
	copy = pstrdup(json.data);
	pfree(json.data);
	return copy;
}

/* text is both: SQL text, and JSON as it stands. */
static StatsigValue
literal(char *text)
{
	StatsigValue value = {text, text};

	return value;
}

static StatsigValue
string(char *text)
{
	StatsigValue value = {text, quoted(text)};

	return value;
}

/* The blanks that fill up a char(n) mean nothing and are not sent. */
static char *
output_text(StatsigEncoder *encoder, Datum datum)
{
	char *output = OutputFunctionCall(&encoder->output, datum);

	if (encoder->type == BPCHAROID || encoder->element_type == BPCHAROID)
		output[bpchartruelen(output, strlen(output))] = '\0';
	return output;
}

static StatsigValue
encode_bool(StatsigEncoder *encoder, Datum datum)
{
	bool truth;
	StatsigValue value;

	if (encoder->type == BOOLOID)
		truth = DatumGetBool(datum);
	else
		truth =
			DatumGetBool(DirectFunctionCall1(boolin, CStringGetDatum(output_text(encoder, datum))));
	value.text = truth ? "t" : "f";
	value.json = truth ? "true" : "false";
	return value;
}

/* Through the input function of the catalogue's type, so that only its values pass. */
static StatsigValue
encode_integer(StatsigEncoder *encoder, Datum datum)
{
	Datum text = CStringGetDatum(output_text(encoder, datum));

	if (encoder->column->type == STATSIG_INT4)
		return literal(psprintf("%d", DatumGetInt32(DirectFunctionCall1(int4in, text))));
	return literal(psprintf(INT64_FORMAT, DatumGetInt64(DirectFunctionCall1(int8in, text))));
}

static void
refuse_non_number(StatsigEncoder *encoder, const char *text)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("value \"%s\" of column \"%s\" of foreign table \"%s\" cannot be sent as JSON",
					text, encoder->name, encoder->relation)));
}

/* Digits of a numeric as they are; NaN and infinities have none. */
static StatsigValue
encode_numeric(StatsigEncoder *encoder, Datum datum)
{
	char *text = output_text(encoder, datum);
	Datum number = DirectFunctionCall3(numeric_in, CStringGetDatum(text),
									   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));

	if (numeric_is_nan(DatumGetNumeric(number)) || numeric_is_inf(DatumGetNumeric(number)))
		refuse_non_number(encoder, text);
	return literal(DatumGetCString(DirectFunctionCall1(numeric_out, number)));
}

/* extra_float_digits must not decide what is sent: the shortest exact digits do. */
static StatsigValue
encode_float(StatsigEncoder *encoder, Datum datum)
{
	char *digits;
	double number;

	if (encoder->type != FLOAT8OID && encoder->type != FLOAT4OID)
		return encode_numeric(encoder, datum);
	number = encoder->type == FLOAT8OID ? DatumGetFloat8(datum) : DatumGetFloat4(datum);
	if (isnan(number) || isinf(number))
		refuse_non_number(encoder, output_text(encoder, datum));
	digits = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);
	if (encoder->type == FLOAT8OID)
		double_to_shortest_decimal_buf(number, digits);
	else
		float_to_shortest_decimal_buf(DatumGetFloat4(datum), digits);
	return literal(digits);
}

/* The API takes hundredths of a percent; a finer value must not be rounded unseen. */
static StatsigValue
encode_percent(StatsigEncoder *encoder, Datum datum)
{
	StatsigValue value = encoder->type == FLOAT8OID || encoder->type == FLOAT4OID ?
							 encode_float(encoder, datum) :
							 encode_numeric(encoder, datum);
	Datum exact = DirectFunctionCall3(numeric_in, CStringGetDatum(value.text),
									  ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	Datum rounded = DirectFunctionCall2(numeric_round, exact, Int32GetDatum(2));

	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, exact, rounded)))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("value %s of column \"%s\" of foreign table \"%s\" is too fine",
							   value.text, encoder->name, encoder->relation),
						errdetail("The API takes percentages in steps of 0.01.")));
	return value;
}

static StatsigValue
encode_date(StatsigEncoder *encoder, Datum datum)
{
	if (encoder->type != DATEOID)
		datum = DirectFunctionCall1(date_in, CStringGetDatum(output_text(encoder, datum)));
	return string(statsig_encode_date(DatumGetDateADT(datum)));
}

/*
 * Zones are the session's business until here: a local timestamp without zone
 * is read as the session reads it.
 */
static StatsigValue
encode_time(StatsigEncoder *encoder, Datum datum)
{
	StatsigValue value;

	if (encoder->type != TIMESTAMPTZOID)
		datum = DirectFunctionCall3(timestamptz_in, CStringGetDatum(output_text(encoder, datum)),
									ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	value = string(statsig_encode_iso(DatumGetTimestampTz(datum)));
	if (encoder->column->type == STATSIG_TIMESTAMPTZ_MS)
		value.json = statsig_encode_milliseconds(DatumGetTimestampTz(datum));
	return value;
}

/* Input functions quote what they cannot read. */
Datum
statsig_encode_input(const StatsigEncoder *encoder, PGFunction input, const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	Datum datum = (Datum) 0;

	if (!encoder->secret)
		return DirectFunctionCall1(input, CStringGetDatum(text));
	PG_TRY();
	{
		datum = DirectFunctionCall1(input, CStringGetDatum(text));
	}
	PG_CATCH();
	{
		statsig_secrets_withhold(context, encoder->name, encoder->relation);
	}
	PG_END_TRY();
	return datum;
}

/* json_in checks and keeps the text, so numbers and the order of members stay. */
static StatsigValue
encode_json(StatsigEncoder *encoder, Datum datum, bool check)
{
	char *text = output_text(encoder, datum);

	if (encoder->type != JSONBOID && encoder->type != JSONOID)
		statsig_encode_input(encoder, json_in, text);
	if (check)
		statsig_shape_check(encoder, datum, text);
	return literal(text);
}

/* Has one of the first n elements this text already?  Lists of the API's are short. */
static bool
is_repeated(char **texts, int n, const char *text)
{
	for (int i = 0; i < n; i++)
	{
		if (texts[i] && text && strcmp(texts[i], text) == 0)
			return true;
	}
	return false;
}

/*
 * A NULL element has no spelling that the API takes; an old value that has one
 * all the same is shown as it is.  Where reading drops repeated elements so
 * does writing, else a row would not read as it was written.
 */
static StatsigValue
encode_array(StatsigEncoder *encoder, Datum datum, bool check)
{
	ArrayType *array = DatumGetArrayTypeP(datum);
	Datum *elements;
	bool *nulls;
	char **texts;
	int count;
	StringInfoData json;

	if (check && ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("column \"%s\" of foreign table \"%s\" takes arrays of one dimension only",
						encoder->name, encoder->relation)));
	deconstruct_array(array, encoder->element_type, encoder->element_length,
					  encoder->element_by_value, encoder->element_align, &elements, &nulls, &count);
	texts = palloc(sizeof(char *) * Max(count, 1));
	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < count; i++)
	{
		char *element = nulls[i] ? NULL : output_text(encoder, elements[i]);

		texts[i] = element;

		if (check && element == NULL)
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("column \"%s\" of foreign table \"%s\" takes no NULL elements",
								   encoder->name, encoder->relation)));
		if (check)
			statsig_domain_check(encoder, element);
		if ((encoder->column->flags & STATSIG_DISTINCT) && is_repeated(texts, i, element))
			continue;
		if (json.len > 1)
			appendStringInfoChar(&json, ',');
		if (element)
			statsig_json_append_string(&json, element);
		else
			appendStringInfoString(&json, "null");
	}
	appendStringInfoChar(&json, ']');

	/* SQL text of an array is of no use to a request; its JSON tells as much. */
	return literal(json.data);
}

/* Conversions whose own errors know the value, but not whose it is. */
static StatsigValue
convert(StatsigEncoder *encoder, Datum datum)
{
	switch (encoder->column->type)
	{
		case STATSIG_BOOL:
			return encode_bool(encoder, datum);
		case STATSIG_INT4:
		case STATSIG_INT8:
			return encode_integer(encoder, datum);
		case STATSIG_DATE:
			return encode_date(encoder, datum);
		default:
			return encode_time(encoder, datum);
	}
}

/* CONTEXT for errors of input functions. */
static void
name_column(void *arg)
{
	const StatsigEncoder *encoder = arg;

	errcontext("column \"%s\" of foreign table \"%s\"", encoder->name, encoder->relation);
}

static StatsigValue
convert_in_context(StatsigEncoder *encoder, Datum datum)
{
	ErrorContextCallback callback;
	StatsigValue value;

	callback.callback = name_column;
	callback.arg = encoder;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	value = convert(encoder, datum);
	error_context_stack = callback.previous;
	return value;
}

static StatsigValue
encode(StatsigEncoder *encoder, Datum datum, bool check)
{
	switch (encoder->column->type)
	{
		case STATSIG_TEXT:
			return string(output_text(encoder, datum));
		case STATSIG_BOOL:
		case STATSIG_INT4:
		case STATSIG_INT8:
		case STATSIG_DATE:
		case STATSIG_TIMESTAMPTZ_MS:
		case STATSIG_TIMESTAMPTZ_ISO:
			return convert_in_context(encoder, datum);
		case STATSIG_FLOAT8:
			return encode_float(encoder, datum);
		case STATSIG_PERCENT:
			return encode_percent(encoder, datum);
		case STATSIG_JSONB:
			return encode_json(encoder, datum, check);
		case STATSIG_TEXT_ARRAY:
			return encode_array(encoder, datum, check);
	}
	elog(ERROR, "unknown column type %d", (int) encoder->column->type);
}

StatsigValue
statsig_encode_old(StatsigEncoder *encoder, Datum datum)
{
	return encode(encoder, datum, false);
}

StatsigValue
statsig_encode_new(StatsigEncoder *encoder, Datum datum)
{
	StatsigValue value = encode(encoder, datum, true);

	if (encoder->column->type != STATSIG_TEXT_ARRAY && encoder->column->type != STATSIG_JSONB)
		statsig_domain_check(encoder, value.text);
	return value;
}
