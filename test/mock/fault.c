/*
 * fault.c
 *		Faults that tests inject: the list and the match.
 *
 * Guarded by the state lock, as everything a request touches.
 */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "form.h"

typedef struct Rule
{
	struct Rule *next;
	cJSON *match;	  /* owned, may be NULL */
	cJSON *arguments; /* owned */
	int kind;		  /* index into kinds */
	int64_t after;	  /* matches to let pass first */
	int64_t times;	  /* then matches to act on; 0: all */
	int64_t seen;
} Rule;

static const struct
{
	const char *name;
	MockFaultKind kind;
	MockFaultMoment moment;
} kinds[] = {
	{"hang", MOCK_FAULT_HANG, MOCK_MOMENT_INSTEAD},
	{"close", MOCK_FAULT_CLOSE, MOCK_MOMENT_INSTEAD},
	{"redirect", MOCK_FAULT_REDIRECT, MOCK_MOMENT_INSTEAD},
	{"status", MOCK_FAULT_STATUS, MOCK_MOMENT_INSTEAD},
	{"endless", MOCK_FAULT_ENDLESS, MOCK_MOMENT_PAGING},
	{"repeat_page", MOCK_FAULT_REPEAT_PAGE, MOCK_MOMENT_PAGING},
	{"shift", MOCK_FAULT_SHIFT, MOCK_MOMENT_PAGING},
	{"unshift", MOCK_FAULT_UNSHIFT, MOCK_MOMENT_PAGING},
	{"no_pagination", MOCK_FAULT_NO_PAGINATION, MOCK_MOMENT_PAGING},
	{"ignore_paging", MOCK_FAULT_IGNORE_PAGING, MOCK_MOMENT_PAGING},
	{"wrong_total", MOCK_FAULT_WRONG_TOTAL, MOCK_MOMENT_PAGING},
	{"bad_json", MOCK_FAULT_BAD_JSON, MOCK_MOMENT_BODY},
	{"truncate_json", MOCK_FAULT_TRUNCATE_JSON, MOCK_MOMENT_BODY},
	{"wrong_type", MOCK_FAULT_WRONG_TYPE, MOCK_MOMENT_BODY},
	{"deep", MOCK_FAULT_DEEP, MOCK_MOMENT_BODY},
	{"invalid_utf8", MOCK_FAULT_INVALID_UTF8, MOCK_MOMENT_BODY},
	{"nul_escape", MOCK_FAULT_NUL_ESCAPE, MOCK_MOMENT_BODY},
	{"empty_2xx", MOCK_FAULT_EMPTY_2XX, MOCK_MOMENT_BODY},
	{"form", MOCK_FAULT_FORM, MOCK_MOMENT_BODY},
	{"latency", MOCK_FAULT_LATENCY, MOCK_MOMENT_SENDING},
	{"drip", MOCK_FAULT_DRIP, MOCK_MOMENT_SENDING},
	{"cut", MOCK_FAULT_CUT, MOCK_MOMENT_SENDING},
	{"huge", MOCK_FAULT_HUGE, MOCK_MOMENT_SENDING},
	{"applied_close", MOCK_FAULT_APPLIED_CLOSE, MOCK_MOMENT_SENDING},
};

static Rule *rules = NULL;

/* See fault.h. */
const char *
mock_fault_add(const cJSON *specification)
{
	const cJSON *arguments = mock_json_get(specification, "fault");
	const char *name = mock_json_text(arguments, "kind");
	const char *form = mock_json_text(arguments, "form");
	Rule **link = &rules;
	Rule *rule;
	size_t kind = 0;

	if (name == NULL)
		return "fault.kind is missing";
	while (kind < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[kind].name, name) != 0)
		kind++;
	if (kind == sizeof(kinds) / sizeof(kinds[0]))
		return "fault.kind is unknown";
	if (form != NULL && !mock_form_known(form))
		return "fault.form is unknown";
	rule = mock_allocate(sizeof(Rule));
	rule->kind = (int) kind;
	rule->arguments = mock_json_clone(arguments);
	rule->match = mock_json_clone(mock_json_get(specification, "match"));
	rule->after = mock_json_integer(mock_json_get(specification, "after"), 0);
	rule->times = mock_json_integer(mock_json_get(specification, "times"), 0);
	while (*link != NULL)
		link = &(*link)->next;
	*link = rule;
	return NULL;
}

/* See fault.h. */
void
mock_fault_clear(void)
{
	while (rules != NULL)
	{
		Rule *next = rules->next;

		cJSON_Delete(rules->match);
		cJSON_Delete(rules->arguments);
		free(rules);
		rules = next;
	}
}

static bool
path_matches(const char *pattern, const char *path)
{
	size_t length = strlen(pattern);

	if (length > 0 && pattern[length - 1] == '*')
		return strncmp(pattern, path, length - 1) == 0;
	return strcmp(pattern, path) == 0;
}

static bool
rule_matches(const Rule *rule, const char *method, const char *path, const char *query,
			 const MockBuffer *body)
{
	const char *wanted = mock_json_text(rule->match, "method");

	if (wanted != NULL && strcmp(wanted, method) != 0)
		return false;
	wanted = mock_json_text(rule->match, "path");
	if (wanted != NULL && !path_matches(wanted, path))
		return false;
	wanted = mock_json_text(rule->match, "query");
	if (wanted != NULL && strstr(query, wanted) == NULL)
		return false;
	wanted = mock_json_text(rule->match, "body");
	if (wanted != NULL && (body->length == 0 || strstr(body->data, wanted) == NULL))
		return false;
	return true;
}

/* See fault.h. */
MockFault
mock_fault_take(const char *method, const char *path, const char *query, const MockBuffer *body)
{
	MockFault fault = {.kind = MOCK_FAULT_NONE};

	for (Rule *rule = rules; rule != NULL; rule = rule->next)
	{
		if (rule->times > 0 && rule->seen >= rule->after + rule->times)
			continue;
		if (!rule_matches(rule, method, path, query, body))
			continue;
		if (++rule->seen <= rule->after)
			continue;
		fault.kind = kinds[rule->kind].kind;
		fault.moment = kinds[rule->kind].moment;
		fault.name = kinds[rule->kind].name;
		fault.arguments = mock_json_clone(rule->arguments);
		break;
	}
	return fault;
}

/* See fault.h. */
int64_t
mock_fault_number(const MockFault *fault, const char *name, int64_t fallback)
{
	return mock_json_integer(mock_json_get(fault->arguments, name), fallback);
}

/* See fault.h. */
bool
mock_fault_wants_form(const MockFault *fault, const char *name)
{
	const char *form = mock_json_text(fault->arguments, "form");

	return fault->kind == MOCK_FAULT_FORM && form != NULL && strcmp(form, name) == 0;
}
