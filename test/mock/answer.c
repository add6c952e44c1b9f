/*
 * answer.c
 *		The envelopes of answers: data, message, errors.
 *
 * Bodies are written as text right away, so an answer never shares memory with
 * the state.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handler.h"

/* Starts a new body; an earlier answer to the same request is dropped. */
static void
start(MockResponse *response, int status)
{
	response->status = status;
	response->content_type = NULL;
	response->form = NULL;
	response->body.length = 0;
}

/* {"message":"…" — the caller closes the object. */
static void
start_with_message(const MockRequest *request, MockResponse *response, const char *message)
{
	start(response, request->operation->success_status);
	mock_buffer_add_text(&response->body, "{\"message\":");
	mock_json_print_string(&response->body,
						   message != NULL ? message : "Request completed successfully.");
}

/* See handler.h. */
void
mock_answer_data(const MockRequest *request, MockResponse *response, const char *message,
				 const cJSON *data)
{
	start_with_message(request, response, message);
	mock_buffer_add_text(&response->body, ",\"data\":");
	mock_json_print(&response->body, data);
	mock_buffer_add_text(&response->body, "}");
}

/* See handler.h. */
void
mock_answer_message(const MockRequest *request, MockResponse *response, const char *message)
{
	start_with_message(request, response, message);
	mock_buffer_add_text(&response->body, "}");
}

/* See handler.h. */
void
mock_answer_text(MockResponse *response, int status, const char *content_type, const char *text)
{
	start(response, status);
	response->content_type = content_type;
	mock_buffer_add_text(&response->body, text);
}

/* {"status":…,"message":"…" — the caller closes the object. */
static void
start_error(MockResponse *response, int status, const char *message)
{
	start(response, status);
	mock_buffer_printf(&response->body, "{\"status\":%d,\"message\":", status);
	mock_json_print_string(&response->body, message);
}

/* See handler.h. */
void
mock_answer_error(MockResponse *response, int status, const char *format, ...)
{
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	start_error(response, status, message);
	mock_buffer_add_text(&response->body, "}");
}

/* ,"errors":[{"property":"…","errorMessage":"…"}]} */
static void
end_with_error(MockResponse *response, const char *property, const char *message)
{
	mock_buffer_add_text(&response->body, ",\"errors\":[{\"property\":");
	mock_json_print_string(&response->body, property);
	mock_buffer_add_text(&response->body, ",\"errorMessage\":");
	mock_json_print_string(&response->body, message);
	mock_buffer_add_text(&response->body, "}]}");
}

/* See handler.h. */
void
mock_answer_field_error(MockResponse *response, const char *property, const char *format, ...)
{
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	start_error(response, 400, message);
	end_with_error(response, property, message);
}

/* See handler.h. */
void
mock_answer_unknown_member(MockResponse *response, const char *property, const char *id)
{
	char *message = mock_text_printf("%s not found", id);

	start_error(response, 404, "Not Found Exception");
	end_with_error(response, property, message);
	free(message);
}

/* See handler.h. */
void
mock_answer_not_found(MockResponse *response)
{
	mock_answer_error(response, 404, "Not Found. The requested resource could not be found.");
}
