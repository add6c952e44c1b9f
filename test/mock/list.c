/*
 * list.c
 *		Pages of lists: limit and page, the pagination block, paging faults.
 *
 * Known: pages count from 1; the block's members; three links forms of
 * nextPage seen in examples; some lists have no block; the *_references lists
 * and pipeline triggers declare a maximum of 100.  Assumed: a larger limit is
 * cut to a declared maximum, elsewhere to 1000; limit=0 means the default; a
 * page behind the last is empty.
 */
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "filter.h"
#include "formats.h"

#define GREATEST_LIMIT			1000
#define PAGE_SIZE_WITHOUT_LIMIT 10 /* ingestion runs: parameter page only */

typedef enum LinkForm
{
	LINK_PATH,		/* "/console/v1/gates?page=2&limit=5" */
	LINK_QUERY,		/* "?page=2&limit=5" */
	LINK_HOST,		/* "statsigapi.net/console/v1/events?…" */
	LINK_ELSEWHERE, /* a path that is not this list's */
	LINK_NO_BLOCK	/* no pagination block at all */
} LinkForm;

/* How a list writes its links; end is what nextPage is on the last page. */
static const struct
{
	const char *path;
	LinkForm form;
	const char *end; /* NULL: null */
} forms[] = {
	{"/console/v1/dynamic_configs", LINK_NO_BLOCK, NULL},
	{"/console/v1/experiments", LINK_NO_BLOCK, NULL},
	{"/console/v1/keys", LINK_NO_BLOCK, NULL},
	{"/console/v1/param_stores", LINK_NO_BLOCK, NULL},
	{"/console/v1/prompts", LINK_NO_BLOCK, NULL},
	{"/console/v1/target_app", LINK_NO_BLOCK, NULL},
	{"/console/v1/segments", LINK_PATH, ""},
	{"/console/v1/users", LINK_QUERY, ""},
	{"/console/v1/tags", LINK_QUERY, NULL},
	{"/console/v1/audit_logs", LINK_QUERY, NULL},
	{"/console/v1/events", LINK_HOST, NULL},
	{"/console/v1/holdouts", LINK_HOST, NULL},
	{"/console/v1/experiments/qualifying_events", LINK_ELSEWHERE, NULL},
};

typedef struct Page
{
	int limit;
	int number;	  /* from 1 */
	bool limited; /* the endpoint pages at all */
	LinkForm form;
	const char *end;
} Page;

static const cJSON *
parameter_schema(const MockOperation *operation, const char *name)
{
	const cJSON *declared;

	cJSON_ArrayForEach(declared, operation->parameters)
	{
		if (strcmp(mock_json_text(declared, "name"), name) == 0)
			return mock_json_get(declared, "schema");
	}
	return NULL;
}

/* A count in the query; false (after a 400) when it is none. */
static bool
read_count(const MockRequest *request, MockResponse *response, const char *name, int least,
		   int *count)
{
	const char *text = mock_query_parameter(request, name);

	if (text == NULL)
		return true;
	if (!mock_text_is_number(text, true) || atoll(text) < least || strlen(text) > 9)
	{
		mock_answer_field_error(response, name, "%s must not be less than %d", name, least);
		return false;
	}
	*count = atoi(text);
	return true;
}

/* Which page is asked for; false after a 400. */
static bool
read_page(const MockRequest *request, MockResponse *response, Page *page)
{
	const cJSON *limit = parameter_schema(request->operation, "limit");
	bool by_page = parameter_schema(request->operation, "page") != NULL;

	*page = (Page){.number = 1, .form = LINK_PATH, .limited = limit != NULL || by_page};
	if (!read_count(request, response, "limit", 0, &page->limit) ||
		!read_count(request, response, "page", 1, &page->number))
		return false;
	if (page->limit == 0)
		page->limit = limit != NULL ? mock_settings.page_default : PAGE_SIZE_WITHOUT_LIMIT;
	if (page->limit > GREATEST_LIMIT)
		page->limit = GREATEST_LIMIT;
	if (page->limit > mock_json_integer(mock_json_get(limit, "maximum"), GREATEST_LIMIT))
		page->limit = (int) mock_json_integer(mock_json_get(limit, "maximum"), 0);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
	{
		if (strcmp(forms[i].path, request->operation->path) == 0)
		{
			page->form = forms[i].form;
			page->end = forms[i].end;
		}
	}
	return true;
}

static void
print_link(MockBuffer *buffer, const MockRequest *request, const Page *page, int number)
{
	static const char *const prefixes[] = {
		[LINK_PATH] = "",	   [LINK_QUERY] = NULL,	 [LINK_HOST] = "statsigapi.net",
		[LINK_ELSEWHERE] = "", [LINK_NO_BLOCK] = "",
	};
	const char *path =
		page->form == LINK_ELSEWHERE ? "/console/v1/metrics/qualifying_event/list" : request->path;
	char *link;

	if (page->form == LINK_QUERY)
		link = mock_text_printf("?page=%d&limit=%d", number, page->limit);
	else
		link = mock_text_printf("%s%s?page=%d&limit=%d", prefixes[page->form], path, number,
								page->limit);
	mock_json_print_string(buffer, link);
	free(link);
}

static void
print_block(MockBuffer *buffer, const MockRequest *request, const Page *page, int total, bool more)
{
	bool endless = request->fault != NULL && request->fault->kind == MOCK_FAULT_ENDLESS;

	mock_buffer_printf(
		buffer, ",\"pagination\":{\"itemsPerPage\":%d,\"pageNumber\":%d,\"nextPage\":", page->limit,
		page->number);
	if (more || endless)
		print_link(buffer, request, page, page->number + 1);
	else if (page->end != NULL)
		mock_json_print_string(buffer, page->end);
	else
		mock_buffer_add_text(buffer, "null");
	mock_buffer_add_text(buffer, ",\"previousPage\":");
	if (page->number > 1)
		print_link(buffer, request, page, page->number - 1);
	else
		mock_buffer_add_text(buffer, "null");
	/* a total would tell where an endless list ends; runs have none */
	if (!endless && strcmp(request->operation->path, "/console/v1/ingestion/runs") != 0)
		mock_buffer_printf(buffer, ",\"totalItems\":%d", total);
	mock_buffer_add_text(buffer, ",\"all\":");
	mock_json_print_string(buffer, request->path);
	mock_buffer_add_text(buffer, "}");
}

/* Where the page begins and how many items the block claims, faults included. */
static void
apply_paging_fault(const MockRequest *request, Page *page, int count, long *first, int *total)
{
	switch (request->fault != NULL ? request->fault->kind : MOCK_FAULT_NONE)
	{
		case MOCK_FAULT_ENDLESS:
			if (count > 0)
				*first %= count;
			break;
		case MOCK_FAULT_REPEAT_PAGE:
			if (page->number > 1)
				*first -= page->limit;
			break;
		case MOCK_FAULT_SHIFT:
			/* as if an item had come in front of the list after page 1 was read */
			*total += 1;
			if (page->number > 1)
				*first -= 1;
			break;
		case MOCK_FAULT_UNSHIFT:
			/* as if an item of page 1 had gone; the total is still the old one */
			if (page->number > 1)
				*first += 1;
			break;
		case MOCK_FAULT_WRONG_TOTAL:
			*total += (int) mock_fault_number(request->fault, "delta", 1);
			break;
		case MOCK_FAULT_NO_PAGINATION:
			page->form = LINK_NO_BLOCK;
			break;
		case MOCK_FAULT_IGNORE_PAGING:
			page->limited = false;
			break;
		default:
			break;
	}
}

/* Lists may leave rules out that a get of the item shows (seen for segments). */
static void
print_item(MockBuffer *buffer, const cJSON *item)
{
	cJSON *copy;

	if (!mock_json_flag(item, "_mockListWithoutRules"))
	{
		mock_json_print(buffer, item);
		return;
	}
	copy = mock_json_clone(item);
	mock_json_remove(copy, "rules");
	mock_json_print(buffer, copy);
	cJSON_Delete(copy);
}

/* Prints the members of data before the paged one; the caller prints the array. */
static void
print_members_around(MockBuffer *body, const cJSON *object, const char *member)
{
	const cJSON *other;

	mock_buffer_add_text(body, "{");
	cJSON_ArrayForEach(other, object)
	{
		if (strcmp(other->string, member) == 0)
			continue;
		mock_json_print_string(body, other->string);
		mock_buffer_add_text(body, ":");
		mock_json_print(body, other);
		mock_buffer_add_text(body, ",");
	}
	mock_json_print_string(body, member);
	mock_buffer_add_text(body, ":");
}

/* Answers one page; owner is the object data consists of, or NULL (data is the array). */
static void
answer_items(const MockRequest *request, MockResponse *response, const cJSON **items, int count,
			 const cJSON *owner, const char *member)
{
	MockBuffer *body = &response->body;
	Page page;
	long first;
	long last;
	int total = count;

	if (!read_page(request, response, &page))
		return;
	if (!page.limited)
		page.limit = count;
	first = (long) (page.number - 1) * page.limit;
	apply_paging_fault(request, &page, count, &first, &total);
	last = first + page.limit;
	if (!page.limited)
		first = 0;
	if (!page.limited || last > count)
		last = count;

	response->status = request->operation->success_status;
	body->length = 0;
	mock_buffer_add_text(body, "{\"message\":\"Listed successfully.\",\"data\":");
	if (owner != NULL)
		print_members_around(body, owner, member);
	mock_buffer_add_text(body, "[");
	for (long i = first; i < last; i++)
	{
		if (i > first)
			mock_buffer_add(body, ",", 1);
		print_item(body, items[i]);
	}
	mock_buffer_add_text(body, owner != NULL ? "]}" : "]");
	if (page.form != LINK_NO_BLOCK)
		print_block(body, request, &page, total, last < count);
	mock_buffer_add_text(body, "}");
}

/* See handler.h. */
void
mock_answer_list(const MockRequest *request, MockResponse *response, const cJSON *items)
{
	int count;
	const cJSON **chosen = mock_filter(request, items, &count);

	answer_items(request, response, chosen, count, NULL, NULL);
	free(chosen);
}

/* The items of an array as a plain C array the caller frees. */
static const cJSON **
all_items(const cJSON *items, int *count)
{
	const cJSON **all = mock_allocate(sizeof(cJSON *) * ((size_t) cJSON_GetArraySize(items) + 1));
	const cJSON *item;

	*count = 0;
	cJSON_ArrayForEach(item, items) all[(*count)++] = item;
	return all;
}

/* See handler.h. */
void
mock_answer_page(const MockRequest *request, MockResponse *response, const cJSON *items)
{
	int count;
	const cJSON **all = all_items(items, &count);

	answer_items(request, response, all, count, NULL, NULL);
	free(all);
}

/* See handler.h. */
void
mock_answer_page_within(const MockRequest *request, MockResponse *response, const cJSON *object,
						const char *member)
{
	int count;
	const cJSON **all = all_items(mock_json_get(object, member), &count);

	answer_items(request, response, all, count, object, member);
	free(all);
}
