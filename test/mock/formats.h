/*
 * formats.h
 *		The contract's patterns and string formats.
 */
#ifndef MOCK_FORMATS_H
#define MOCK_FORMATS_H

#include <stdbool.h>

/*
 * Does the text match the pattern?  Only the form the contract uses is known,
 * "^[…]*$"; another one ends the program, so that it cannot pass unnoticed.
 */
extern bool mock_pattern_matches(const char *pattern, const char *text);

/* Does the text have the format (date-time, email, uri)?  Other formats always hold. */
extern bool mock_format_holds(const char *format, const char *text);

/* Is the text a day as the API takes it, YYYY-MM-DD? */
extern bool mock_text_is_day(const char *text);

/* Is the text a decimal number as JSON writes it, with no fraction if integer? */
extern bool mock_text_is_number(const char *text, bool integer);

/* Number of characters (code points) of UTF-8 text. */
extern int mock_text_length(const char *text);

#endif /* MOCK_FORMATS_H */
