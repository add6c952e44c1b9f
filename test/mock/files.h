/*
 * files.h
 *		Reading whole files.
 */
#ifndef MOCK_FILES_H
#define MOCK_FILES_H

#include <stddef.h>

/*
 * The content of a file with a NUL behind it (not counted in *length), or NULL
 * after a message on stderr.  The caller frees it.
 */
extern char *mock_read_file(const char *path, size_t *length);

#endif /* MOCK_FILES_H */
