/*
 * files.c
 *		Reading whole files.
 */
#include <stdio.h>
#include <stdlib.h>

#include "files.h"
#include "json.h"

/* See files.h. */
char *
mock_read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	MockBuffer buffer = {0};
	char piece[65536];
	size_t got;

	if (file == NULL)
	{
		perror(path);
		return NULL;
	}
	mock_buffer_add(&buffer, "", 0);
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
		mock_buffer_add(&buffer, piece, got);
	if (ferror(file))
	{
		perror(path);
		mock_buffer_free(&buffer);
	}
	fclose(file);
	*length = buffer.length;
	return buffer.data;
}
