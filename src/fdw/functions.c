/*-------------------------------------------------------------------------
 *
 * functions.c
 *	  SQL functions that are calls of the API.
 *
 * What tells one from another is data (src/catalog/functions.c).  Each has a C
 * function of its own all the same, which does nothing but name its entry: so
 * what is called does not depend on what the SQL function is called today.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "src/catalog/functions.h"
#include "src/fdw/direct.h"
#include "src/fdw/domain.h"
#include "src/remote/json.h"
#include "src/remote/path.h"
#include "src/remote/url.h"

/* Numbers below this are seconds since 1970, others milliseconds: it is 1973 or the year 5138. */
#define FIRST_MILLISECONDS 1e11

/* One call. */
typedef struct Call
{
	const StatsigFunction *function;
	StatsigValue values[STATSIG_MAX_PARAMETERS]; /* of the parameters */
} Call;

/* --- arguments --- */

static void
raise_null(const Call *call, const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("argument \"%s\" of %s() must not be NULL", argument, call->function->name)));
}

/* Says what is wrong with a text; a sentence. */
static char *
describe_breach(const StatsigDomain *domain, StatsigBreach breach, const char *text)
{
	switch (breach)
	{
		case STATSIG_BREACH_TOO_LONG:
			return psprintf("It has %d characters; the API takes at most %d.",
							statsig_domain_length(text), domain->max_length);
		case STATSIG_BREACH_TOO_SHORT:
			return psprintf("It has %d characters; the API takes no fewer than %d.",
							statsig_domain_length(text), domain->min_length);
		case STATSIG_BREACH_CHARACTER:
			return psprintf("The API takes letters a to z and A to Z, digits and any of \"%s\".",
							domain->characters);
		case STATSIG_BREACH_VALUE:
			return psprintf("The API takes %s.", statsig_domain_values(domain));
		default:
			return psprintf("The API takes no such value.");
	}
}

static void
check_text(const Call *call, const StatsigParameter *parameter, const char *text)
{
	StatsigBreach breach = statsig_domain_breach(&parameter->domain, text);

	if (parameter->place == STATSIG_IN_PATH &&
		(!statsig_url_is_segment(text) || statsig_path_leads_away(text)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("argument \"%s\" of %s() cannot name an object", parameter->name,
							   call->function->name),
						errdetail("It is empty or too long, or would lead to another path.")));
	if (breach != STATSIG_BREACH_NONE)
		ereport(ERROR,
				(errcode(statsig_domain_sqlstate(breach)),
				 errmsg("invalid value for argument \"%s\" of %s()", parameter->name,
						call->function->name),
				 errdetail_internal("%s", describe_breach(&parameter->domain, breach, text))));
}

/* A text[] as a JSON array of strings. */
static char *
json_strings(const Call *call, const StatsigParameter *parameter, ArrayType *array)
{
	StringInfoData json;
	Datum *elements;
	bool *nulls;
	int count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			raise_null(call, psprintf("%s[%d]", parameter->name, i + 1));
		if (i > 0)
			appendStringInfoChar(&json, ',');
		statsig_json_append_string(&json, TextDatumGetCString(elements[i]));
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

/* The value of a parameter that is not NULL, as text and as JSON. */
static StatsigValue
take_value(const Call *call, const StatsigParameter *parameter, Datum datum)
{
	StatsigValue value = {0};

	switch (parameter->type)
	{
		case STATSIG_TEXT:
			value.text = TextDatumGetCString(datum);
			value.json = statsig_json_quote(value.text);
			check_text(call, parameter, value.text);
			break;
		case STATSIG_BOOL:
			value.text = value.json = DatumGetBool(datum) ? "true" : "false";
			break;
		case STATSIG_TEXT_ARRAY:
			value.json = json_strings(call, parameter, DatumGetArrayTypeP(datum));
			break;
		default:
			elog(ERROR, "argument \"%s\" has a type without a form", parameter->name);
	}
	return value;
}

/* Takes all arguments but the server. */
static void
take_arguments(Call *call, FunctionCallInfo fcinfo)
{
	int count = statsig_function_parameters(call->function);

	if (PG_NARGS() != count + 1)
		elog(ERROR, "function %s() must have %d arguments", call->function->name, count + 1);
	for (int i = 0; i < count; i++)
	{
		const StatsigParameter *parameter = &call->function->parameters[i];

		if (!PG_ARGISNULL(i + 1))
			call->values[i] = take_value(call, parameter, PG_GETARG_DATUM(i + 1));
		else if (parameter->required)
			raise_null(call, parameter->name);
	}
}

/* --- the request --- */

/* A StatsigPathLookup. */
static const char *
path_value(void *arg, const char *name)
{
	const Call *call = arg;

	for (int i = 0; call->function->parameters[i].name != NULL; i++)
	{
		if (strcmp(call->function->parameters[i].name, name) == 0)
			return call->values[i].text;
	}
	return NULL;
}

static char *
build_query(const Call *call)
{
	StringInfoData query;

	initStringInfo(&query);
	for (int i = 0; call->function->parameters[i].name != NULL; i++)
	{
		const StatsigParameter *parameter = &call->function->parameters[i];

		if (parameter->place == STATSIG_IN_QUERY && call->values[i].text != NULL)
			statsig_url_add_parameter(&query, parameter->member, call->values[i].text);
	}
	return query.len > 0 ? query.data : NULL;
}

/* NULL when nothing is to be said: the API then gets an empty object. */
static char *
build_body(const Call *call)
{
	StringInfoData body;

	initStringInfo(&body);
	appendStringInfoChar(&body, '{');
	for (int i = 0; call->function->parameters[i].name != NULL; i++)
	{
		const StatsigParameter *parameter = &call->function->parameters[i];

		if (parameter->place != STATSIG_IN_BODY || call->values[i].json == NULL)
			continue;
		appendStringInfo(&body, "%s\"%s\":%s", body.len > 1 ? "," : "", parameter->member,
						 call->values[i].json);
	}
	if (body.len == 1)
		return NULL;
	appendStringInfoChar(&body, '}');
	return pg_server_to_any(body.data, body.len, PG_UTF8);
}

/* --- the answer --- */

static Datum
time_of(StatsigSlice slice)
{
	double time = strtod(statsig_json_as_text(slice), NULL);

	if (time >= FIRST_MILLISECONDS)
		time /= 1000;
	return DirectFunctionCall1(float8_timestamptz, Float8GetDatum(time));
}

static Datum
result_of(const StatsigFunction *function, const StatsigAnswer *answer, bool *isnull)
{
	StatsigSlice whole = {STATSIG_JSON_OBJECT, answer->body, (int) answer->length, 0};
	StatsigSlice slice;

	statsig_json_object(whole, statsig_json_members(&function->member, 1), &slice);
	*isnull = slice.kind <= STATSIG_JSON_NULL ||
			  (function->result == STATSIG_RESULT_TIME && slice.kind != STATSIG_JSON_NUMBER);
	if (*isnull)
		return (Datum) 0;
	switch (function->result)
	{
		case STATSIG_RESULT_TEXT:
			break;
		case STATSIG_RESULT_TIME:
			return time_of(slice);
		case STATSIG_RESULT_JSON:
			return DirectFunctionCall1(jsonb_in, CStringGetDatum(statsig_json_as_written(slice)));
	}
	return CStringGetTextDatum(statsig_json_as_text(slice));
}

static Datum
run(const char *name, FunctionCallInfo fcinfo)
{
	Call call = {.function = statsig_catalog_function(name)};
	const StatsigFunction *function = call.function;
	StatsigRequest request = {
		.method = function->method, .repeatable = function->repeatable, .for_function = true};
	StatsigAnswer *answer;
	Datum result;
	bool isnull;

	if (PG_ARGISNULL(0))
		raise_null(&call, "server");
	take_arguments(&call, fcinfo);
	request.path = statsig_url_expand(function->path, path_value, &call);
	request.query = build_query(&call);
	request.body = build_body(&call);

	answer = statsig_direct_send(statsig_direct_session(text_to_cstring(PG_GETARG_TEXT_PP(0))),
								 &request, name);
	if (answer == NULL || statsig_direct_is_empty(answer))
		PG_RETURN_NULL();
	result = result_of(function, answer, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(result);
}

/* clang-format off */

/* PG_FUNCTION_INFO_V1 wants the semicolon after it. */
#define DEFINE(name) \
	extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	Datum name(PG_FUNCTION_ARGS) { return run(#name, fcinfo); } \
	PG_FUNCTION_INFO_V1(name)

DEFINE(statsig_load_experiment_pulse);
DEFINE(statsig_load_gate_pulse);
DEFINE(statsig_restart_experiment_as_new);
DEFINE(statsig_resolve_experiment_alert);
DEFINE(statsig_resolve_gate_alert);
DEFINE(statsig_reload_metric);
DEFINE(statsig_schedule_metric_archive);
DEFINE(statsig_cancel_metric_archive);
DEFINE(statsig_unarchive_metric);
DEFINE(statsig_start_prompt_evals);

/* clang-format on */
