/*
 * buffer.c
 *		Growing text buffers and allocation for the mock.
 *
 * The mock ends when memory is gone: a test server has nothing better to do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* See json.h. */
void *
mock_allocate(size_t size)
{
	void *memory = calloc(1, size > 0 ? size : 1);

	if (memory == NULL)
	{
		fputs("statsig-mock: out of memory\n", stderr);
		abort();
	}
	return memory;
}

/* See json.h. */
char *
mock_copy_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(mock_allocate(size), text, size);
}

/* Makes room for extra bytes and a NUL. */
static void
buffer_reserve(MockBuffer *buffer, size_t extra)
{
	size_t needed = buffer->length + extra + 1;
	size_t size = buffer->size > 0 ? buffer->size : 256;

	if (needed <= buffer->size)
		return;
	while (size < needed)
		size *= 2;
	buffer->data = realloc(buffer->data, size);
	if (buffer->data == NULL)
	{
		fputs("statsig-mock: out of memory\n", stderr);
		abort();
	}
	buffer->size = size;
}

/* See json.h. */
void
mock_buffer_add(MockBuffer *buffer, const char *text, size_t length)
{
	buffer_reserve(buffer, length);
	if (length > 0)
		memcpy(buffer->data + buffer->length, text, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

/* See json.h. */
void
mock_buffer_add_text(MockBuffer *buffer, const char *text)
{
	mock_buffer_add(buffer, text, strlen(text));
}

static void
buffer_vprintf(MockBuffer *buffer, const char *format, va_list arguments)
{
	va_list copy;
	int length;

	va_copy(copy, arguments);
	length = vsnprintf(NULL, 0, format, copy);
	va_end(copy);
	if (length < 0)
		return;
	buffer_reserve(buffer, (size_t) length);
	vsnprintf(buffer->data + buffer->length, (size_t) length + 1, format, arguments);
	buffer->length += (size_t) length;
}

/* See json.h. */
void
mock_buffer_printf(MockBuffer *buffer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(buffer, format, arguments);
	va_end(arguments);
}

/* See json.h. */
char *
mock_text_printf(const char *format, ...)
{
	MockBuffer buffer = {0};
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&buffer, format, arguments);
	va_end(arguments);
	return buffer.data;
}

/* See json.h. */
void
mock_buffer_free(MockBuffer *buffer)
{
	free(buffer->data);
	memset(buffer, 0, sizeof(*buffer));
}
