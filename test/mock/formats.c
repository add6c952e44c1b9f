/*
 * formats.c
 *		The contract's patterns and string formats.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"

/*
 * Is the character in the class that begins at *at (behind "[")?  The class is
 * JavaScript's: a backslash takes the next character as it is, a "-" between
 * two characters is a range.
 */
static bool
class_holds(const char *at, char character)
{
	while (*at != ']' && *at != '\0')
	{
		char low;

		if (*at == '\\' && at[1] != '\0')
			at++;
		low = *at++;
		if (*at == '-' && at[1] != ']' && at[1] != '\0')
		{
			if (character >= low && character <= at[1])
				return true;
			at += 2;
		}
		else if (character == low)
			return true;
	}
	return false;
}

/* See formats.h. */
bool
mock_pattern_matches(const char *pattern, const char *text)
{
	size_t length = strlen(pattern);

	if (length < 6 || strncmp(pattern, "^[", 2) != 0 || strcmp(pattern + length - 3, "]*$") != 0)
	{
		fprintf(stderr, "statsig-mock: pattern \"%s\" has a form that formats.c does not know\n",
				pattern);
		abort();
	}
	for (; *text != '\0'; text++)
	{
		if (!class_holds(pattern + 2, *text))
			return false;
	}
	return true;
}

/* "0" in the mask stands for a digit, anything else for itself. */
static bool
starts_with_mask(const char *text, const char *mask)
{
	for (; *mask != '\0'; mask++, text++)
	{
		if (*mask == '0' ? !isdigit((unsigned char) *text) : *text != *mask)
			return false;
	}
	return true;
}

/* See formats.h. */
bool
mock_format_holds(const char *format, const char *text)
{
	if (strcmp(format, "date-time") == 0)
		return starts_with_mask(text, "0000-00-00T00:00:00");
	if (strcmp(format, "email") == 0)
		return strchr(text, '@') != NULL && strchr(text, ' ') == NULL;
	if (strcmp(format, "uri") == 0)
		return strstr(text, "://") != NULL && strchr(text, ' ') == NULL;
	return true;
}

/* See formats.h. */
bool
mock_text_is_day(const char *text)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = atoi(text);
	int month;
	int day;

	if (strlen(text) != 10 || !starts_with_mask(text, "0000-00-00"))
		return false;
	month = atoi(text + 5);
	day = atoi(text + 8);
	if (month < 1 || month > 12 || day < 1)
		return false;
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return day <= 29;
	return day <= lengths[month - 1];
}

/* See formats.h. */
bool
mock_text_is_number(const char *text, bool integer)
{
	if (*text == '-')
		text++;
	if (!isdigit((unsigned char) *text))
		return false;
	while (isdigit((unsigned char) *text))
		text++;
	if (*text == '\0' || integer)
		return *text == '\0';
	if (*text == '.')
	{
		if (!isdigit((unsigned char) *++text))
			return false;
		while (isdigit((unsigned char) *text))
			text++;
	}
	if (*text == 'e' || *text == 'E')
	{
		text++;
		if (*text == '+' || *text == '-')
			text++;
		if (!isdigit((unsigned char) *text))
			return false;
		while (isdigit((unsigned char) *text))
			text++;
	}
	return *text == '\0';
}

/* See formats.h. */
int
mock_text_length(const char *text)
{
	int length = 0;

	for (; *text != '\0'; text++)
	{
		if (((unsigned char) *text & 0xC0) != 0x80)
			length++;
	}
	return length;
}
