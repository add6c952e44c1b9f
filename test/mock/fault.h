/*
 * fault.h
 *		Faults that tests inject: the list, the match, the kinds.
 *
 * A kind acts at one moment:
 *	- instead of handling the request (the state does not change): hang, close,
 *	  redirect, status;
 *	- while a list is paged: endless, repeat_page, shift, unshift,
 *	  no_pagination, ignore_paging, wrong_total;
 *	- on the finished body: bad_json, truncate_json, wrong_type, deep,
 *	  invalid_utf8, nul_escape, empty_2xx, form (see form.h);
 *	- while it is sent (the state has changed): latency, drip, cut, huge,
 *	  applied_close.
 *
 * Any kind may carry "ms", a delay before the answer, and "gather": the delay
 * ends as soon as so many requests wait for one.
 */
#ifndef MOCK_FAULT_H
#define MOCK_FAULT_H

#include "json.h"

typedef enum MockFaultKind
{
	MOCK_FAULT_NONE,
	MOCK_FAULT_HANG,
	MOCK_FAULT_CLOSE,
	MOCK_FAULT_REDIRECT,
	MOCK_FAULT_STATUS,
	MOCK_FAULT_ENDLESS,
	MOCK_FAULT_REPEAT_PAGE,
	MOCK_FAULT_SHIFT,
	MOCK_FAULT_UNSHIFT,
	MOCK_FAULT_NO_PAGINATION,
	MOCK_FAULT_IGNORE_PAGING,
	MOCK_FAULT_WRONG_TOTAL,
	MOCK_FAULT_BAD_JSON,
	MOCK_FAULT_TRUNCATE_JSON,
	MOCK_FAULT_WRONG_TYPE,
	MOCK_FAULT_DEEP,
	MOCK_FAULT_INVALID_UTF8,
	MOCK_FAULT_NUL_ESCAPE,
	MOCK_FAULT_EMPTY_2XX,
	MOCK_FAULT_FORM,
	MOCK_FAULT_LATENCY,
	MOCK_FAULT_DRIP,
	MOCK_FAULT_CUT,
	MOCK_FAULT_HUGE,
	MOCK_FAULT_APPLIED_CLOSE
} MockFaultKind;

/* The moments above. */
typedef enum MockFaultMoment
{
	MOCK_MOMENT_NEVER,
	MOCK_MOMENT_INSTEAD,
	MOCK_MOMENT_PAGING,
	MOCK_MOMENT_BODY,
	MOCK_MOMENT_SENDING
} MockFaultMoment;

typedef struct MockFault
{
	MockFaultKind kind;
	MockFaultMoment moment;
	const char *name; /* of the kind, constant */
	cJSON *arguments; /* the "fault" object, owned; NULL when kind is NONE */
} MockFault;

/*
 * Adds a fault as given to POST /__mock/faults.  Returns NULL, or a constant
 * text that says what is wrong with it.
 */
extern const char *mock_fault_add(const cJSON *specification);
extern void mock_fault_clear(void);

/* The first fault that matches and is not used up; counts the use. */
extern MockFault
mock_fault_take(const char *method, const char *path, const char *query, const MockBuffer *body);

/* A number among the fault's arguments. */
extern int64_t mock_fault_number(const MockFault *fault, const char *name, int64_t fallback);

/* Is this the form (see form.h) a test asks for?  For handlers that can answer in two. */
extern bool mock_fault_wants_form(const MockFault *fault, const char *name);

/* Changes a finished body as a fault of the moment BODY wants it. */
extern void mock_fault_spoil(const MockFault *fault, MockBuffer *body);

#endif /* MOCK_FAULT_H */
