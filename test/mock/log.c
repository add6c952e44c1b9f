/*
 * log.c
 *		The request log: one JSON line for each request.
 *
 * The file is opened for appending and written with one write(2) for each
 * line, so a reader never sees half a line, also when the mock is killed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static int file = -1;
static MockBuffer lines;
static unsigned long requests = 0;

/* See log.h. */
bool
mock_log_open(const char *path)
{
	mock_buffer_add(&lines, "", 0);
	if (path == NULL)
		return true;
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	if (file < 0)
		perror(path);
	return file >= 0;
}

/* See log.h. */
void
mock_log_close(void)
{
	if (file >= 0)
		close(file);
	file = -1;
	mock_buffer_free(&lines);
}

static void
append_line(const MockBuffer *line)
{
	mock_buffer_add(&lines, line->data, line->length);
	if (file >= 0 && write(file, line->data, line->length) != (ssize_t) line->length)
		perror("statsig-mock: request log");
}

/*
 * The body as it was sent when it is JSON on one line, else as a JSON string.
 * Bytes that are not UTF-8 make the line unreadable for strict readers; they
 * are shown as they came.
 */
static void
print_body(MockBuffer *line, const MockExchange *exchange)
{
	const MockBuffer *body = &exchange->body;
	cJSON *value;

	if (body->length == 0)
	{
		mock_buffer_add_text(line, "null");
		return;
	}
	value = memchr(body->data, '\n', body->length) == NULL ?
				mock_json_parse(body->data, body->length, NULL) :
				NULL;
	if (value != NULL)
		mock_buffer_add(line, body->data, body->length);
	else
		mock_json_print_string(line, body->data);
	cJSON_Delete(value);
}

static void
print_text_or_null(MockBuffer *line, const char *text)
{
	if (text != NULL)
		mock_json_print_string(line, text);
	else
		mock_buffer_add_text(line, "null");
}

/* See log.h. */
void
mock_log_request(const MockExchange *exchange)
{
	MockBuffer line = {0};

	mock_buffer_printf(&line, "{\"n\":%lu,\"method\":", ++requests);
	mock_json_print_string(&line, exchange->method);
	mock_buffer_add_text(&line, ",\"path\":");
	mock_json_print_string(&line, exchange->path);
	mock_buffer_add_text(&line, ",\"query\":");
	mock_json_print_string(&line, exchange->query);
	mock_buffer_add_text(&line, ",\"body\":");
	print_body(&line, exchange);
	mock_buffer_printf(&line, ",\"status\":%d,\"fault\":", exchange->response.status);
	print_text_or_null(&line,
					   exchange->fault.kind != MOCK_FAULT_NONE ? exchange->fault.name : NULL);
	mock_buffer_printf(&line,
					   ",\"connection\":%lu,\"key_ok\":%s,\"version\":", exchange->connection,
					   exchange->key_ok ? "true" : "false");
	print_text_or_null(&line, exchange->version);
	mock_buffer_add_text(&line, ",\"operation\":");
	print_text_or_null(
		&line, exchange->request.operation != NULL ? exchange->request.operation->path : NULL);
	mock_buffer_add_text(&line, "}\n");
	append_line(&line);
	mock_buffer_free(&line);
}

/* See log.h. */
void
mock_log_remark(const char *remark)
{
	MockBuffer line = {0};

	mock_buffer_printf(&line, "{\"n\":%lu,\"remark\":", requests);
	mock_json_print_string(&line, remark);
	mock_buffer_add_text(&line, "}\n");
	append_line(&line);
	mock_buffer_free(&line);
}

/* See log.h. */
const MockBuffer *
mock_log_text(void)
{
	return &lines;
}

/* See log.h. */
void
mock_log_clear(void)
{
	lines.length = 0;
	requests = 0;
	if (file >= 0 && ftruncate(file, 0) != 0)
		perror("statsig-mock: request log");
}
