/*
 * json.h
 *		JSON values of the mock: parsing, printing and member access.
 *
 * Values are cJSON trees with one difference: a number is never turned into a
 * double.  The parser keeps its text in a cJSON_Raw item, so 9007199254740993,
 * 0.30000000000000004 and 1e400 come out of the mock exactly as they went in.
 * A string that a C string cannot hold (\u0000, a lone surrogate) is kept the
 * same way, quotes included.  Use the functions below instead of
 * cJSON_IsNumber() and item->valuedouble.
 *
 * Members whose name begins with "_mock" belong to the mock alone (facts that
 * the API filters by but does not show); printing leaves them out.
 */
#ifndef MOCK_JSON_H
#define MOCK_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing text buffer; data is always NUL-terminated once anything was added. */
typedef struct MockBuffer
{
	char *data;
	size_t length;
	size_t size;
} MockBuffer;

extern void mock_buffer_add(MockBuffer *buffer, const char *text, size_t length);
extern void mock_buffer_add_text(MockBuffer *buffer, const char *text);
extern void mock_buffer_printf(MockBuffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
extern void mock_buffer_free(MockBuffer *buffer);

/* Allocation that ends the program when memory is gone; results are freed with free(). */
extern void *mock_allocate(size_t size);
extern char *mock_copy_text(const char *text);
extern char *mock_text_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Parses a whole JSON text.  Returns a tree the caller frees with
 * cJSON_Delete(), or NULL; then *error (when error is not NULL) tells why, a
 * constant string.
 */
extern cJSON *mock_json_parse(const char *text, size_t length, const char **error);

/* Appends the value as compact JSON, without "_mock" members (or with them). */
extern void mock_json_print(MockBuffer *buffer, const cJSON *value);
extern void mock_json_print_all(MockBuffer *buffer, const cJSON *value);
extern void mock_json_print_string(MockBuffer *buffer, const char *text);

/* What the value is; exactly one holds for every value. */
extern bool mock_json_is_number(const cJSON *value);
extern bool mock_json_is_string(const cJSON *value);

/* The number's text (borrowed), or NULL when value is no number. */
extern const char *mock_json_number_text(const cJSON *value);

/* The number's value, or fallback when value is NULL or no number. */
extern double mock_json_double(const cJSON *value, double fallback);
extern int64_t mock_json_integer(const cJSON *value, int64_t fallback);

/*
 * Member access.  get: borrowed, NULL when object is NULL or lacks the member;
 * names are compared with case.  text: the string, or NULL when the member is
 * absent or no string.
 */
extern cJSON *mock_json_get(const cJSON *object, const char *member);
extern const char *mock_json_text(const cJSON *object, const char *member);
extern bool mock_json_flag(const cJSON *object, const char *member);

/*
 * Sets a member, replacing an old value in place (its position stays) or
 * appending it.  mock_json_set takes ownership of value.
 */
extern void mock_json_set(cJSON *object, const char *member, cJSON *value);
extern void mock_json_set_text(cJSON *object, const char *member, const char *text);
extern void mock_json_set_integer(cJSON *object, const char *member, int64_t number);
extern void mock_json_set_flag(cJSON *object, const char *member, bool flag);
extern void mock_json_set_null(cJSON *object, const char *member);
extern void mock_json_remove(cJSON *object, const char *member);

/* A new number from its text (not checked) or value. */
extern cJSON *mock_json_number_from_text(const char *text);
extern cJSON *mock_json_number_from_integer(int64_t number);

/* A deep copy, number texts included; the caller frees it. */
extern cJSON *mock_json_clone(const cJSON *value);

/* Same value?  Numbers are compared by text, objects without regard to order. */
extern bool mock_json_equal(const cJSON *left, const cJSON *right);

/* Does the array (or the single string) hold the text? */
extern bool mock_json_holds_text(const cJSON *array_or_text, const char *text);

#endif /* MOCK_JSON_H */
