/*-------------------------------------------------------------------------
 *
 * request_function.c
 *	  statsig_request(): one request to the API, whatever it is.
 *
 * The door to operations that have neither a table nor a function of their
 * own.  The path is confined to the API; the body is sent as it is, nulls
 * included.  Nothing is known of what a request does, so only a GET may be
 * sent twice.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "src/compat.h"
#include "src/fdw/direct.h"
#include "src/remote/json.h"
#include "src/remote/path.h"
#include "src/remote/secrets.h"
#include "src/remote/url.h"

PG_FUNCTION_INFO_V1(statsig_request);

extern PGDLLEXPORT Datum statsig_request(PG_FUNCTION_ARGS);

/* --- the query --- */

pg_noreturn static void
raise_bad_query(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid query of a request"),
			 errdetail("%s", detail),
			 errhint("Write it as in '{\"limit\": 10, \"tags\": [\"a\", \"b\"]}'; the values of an "
					 "array repeat the parameter.")));
}

/* A scalar as the text of a parameter; NULL for JSON null. */
static char *
parameter_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return NULL;
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(
				DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			raise_bad_query("Values must be scalars, or arrays of scalars.");
	}
}

static void
add_array(StringInfo query, const char *name, JsonbContainer *array)
{
	JsonbIterator *iterator = JsonbIteratorInit(array);
	JsonbIteratorToken token;
	JsonbValue element;

	if (!JsonContainerIsArray(array))
		raise_bad_query("Values must be scalars, or arrays of scalars.");
	while ((token = JsonbIteratorNext(&iterator, &element, true)) != WJB_DONE)
	{
		char *text;

		if (token != WJB_ELEM)
			continue;
		text = parameter_text(&element);
		if (text == NULL)
			raise_bad_query("Arrays must not contain null.");
		statsig_url_add_parameter(query, name, text);
	}
}

/* A JSON object as the query of a request; members that are null are left out. */
static char *
query_text(Jsonb *object)
{
	JsonbIterator *iterator = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue value;
	StringInfoData query;
	char *name = NULL;

	if (!JB_ROOT_IS_OBJECT(object))
		raise_bad_query("It must be a JSON object.");
	initStringInfo(&query);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = parameter_text(&value);
		else if (token == WJB_VALUE && value.type == jbvBinary)
			add_array(&query, name, value.val.binary.data);
		else if (token == WJB_VALUE && value.type != jbvNull)
			statsig_url_add_parameter(&query, name, parameter_text(&value));
	}
	return query.len > 0 ? query.data : NULL;
}

/* --- the other arguments --- */

/* A text argument that must not be NULL. */
static char *
required_text(FunctionCallInfo fcinfo, int i, const char *name)
{
	if (PG_ARGISNULL(i))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("argument \"%s\" of statsig_request() must not be NULL", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(i));
}

static const char *
method_of(const char *name)
{
	const char *method = statsig_api_method(name);

	if (method == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid method of a request"),
				 errdetail("The API has the methods GET, POST, PUT, PATCH and DELETE.")));
	return method;
}

/* The body as it is sent: the text of the jsonb value in UTF-8. */
static const char *
body_text(Jsonb *body, const char *method)
{
	char *text = JsonbToCString(NULL, &body->root, VARSIZE(body));

	if (strcmp(method, "GET") == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a GET request cannot have a body"),
						errhint("Parameters go into the argument \"query\".")));
	return pg_server_to_any(text, (int) strlen(text), PG_UTF8);
}

/* --- the answer --- */

/* jsonb_in quotes what it cannot take, and there may be secrets in it. */
static Datum
parse_answer(const char *body)
{
	MemoryContext context = CurrentMemoryContext;
	Datum answer = (Datum) 0;

	PG_TRY();
	{
		answer = DirectFunctionCall1(jsonb_in, CStringGetDatum(body));
	}
	PG_CATCH();
	{
		statsig_secrets_withhold(context, NULL, NULL);
	}
	PG_END_TRY();
	return answer;
}

static Datum
answer_jsonb(const StatsigAnswer *answer)
{
	if (answer->is_csv)
	{
		StringInfoData text;

		initStringInfo(&text);
		statsig_json_append_string(&text, answer->body);
		return DirectFunctionCall1(jsonb_in, CStringGetDatum(text.data));
	}
	/* What is no JSON is the API's fault (08P01) and not the caller's. */
	(void) statsig_json_text(answer->body, answer->length);
	return parse_answer(answer->body);
}

Datum
statsig_request(PG_FUNCTION_ARGS)
{
	char *server = required_text(fcinfo, 0, "server");
	const char *method = method_of(required_text(fcinfo, 1, "method"));
	char *path = statsig_path_canonical(required_text(fcinfo, 2, "path"));
	StatsigRequest request = {.method = method, .path = path, .for_function = true};
	StatsigAnswer *answer;

	if (!PG_ARGISNULL(3))
		request.query = query_text(PG_GETARG_JSONB_P(3));
	if (!PG_ARGISNULL(4))
		request.body = body_text(PG_GETARG_JSONB_P(4), method);
	request.repeatable = strcmp(method, "GET") == 0;

	answer = statsig_direct_send(statsig_direct_session(server), &request, "statsig_request");
	if (answer == NULL || statsig_direct_is_empty(answer))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(answer_jsonb(answer));
}
