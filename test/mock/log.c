/*
 * log.c
 *		The request log: one JSON line for each request.
 *
 * The file is opened for appending and written with one write(2) for each
 * line, so a reader never sees half a line, also when the mock is killed.  The
 * second file may be that of several mocks at once.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static int file = -1;
static int file_of_all = -1;
static MockBuffer lines;
static unsigned long requests = 0;

/* Opens a file for appending; true for none, false after a message. */
static bool
open_file(const char *path, int flags, int *opened)
{
	if (path == NULL)
		return true;
	*opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0644);
	if (*opened < 0)
		perror(path);
	return *opened >= 0;
}

/* See log.h. */
bool
mock_log_open(const char *path, const char *path_of_all)
{
	mock_buffer_add(&lines, "", 0);
	return open_file(path, O_TRUNC, &file) && open_file(path_of_all, 0, &file_of_all);
}

static void
close_file(int *opened)
{
	if (*opened >= 0)
		close(*opened);
	*opened = -1;
}

/* See log.h. */
void
mock_log_close(void)
{
	close_file(&file);
	close_file(&file_of_all);
	mock_buffer_free(&lines);
}

static void
write_line(int opened, const MockBuffer *line)
{
	if (opened >= 0 && write(opened, line->data, line->length) != (ssize_t) line->length)
		perror("statsig-mock: request log");
}

static void
append_line(const MockBuffer *line)
{
	mock_buffer_add(&lines, line->data, line->length);
	write_line(file, line);
	write_line(file_of_all, line);
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
	mock_buffer_printf(&line, ",\"connection\":%lu,\"under_way\":%u,\"key_ok\":%s,\"version\":",
					   exchange->connection, exchange->under_way,
					   exchange->key_ok ? "true" : "false");
	print_text_or_null(&line, exchange->version);
	mock_buffer_add_text(&line, ",\"operation\":");
	print_text_or_null(
		&line, exchange->request.operation != NULL ? exchange->request.operation->path : NULL);
	mock_buffer_add_text(&line, ",\"client\":");
	print_text_or_null(&line, exchange->client);
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
