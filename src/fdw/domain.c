/*-------------------------------------------------------------------------
 *
 * domain.c
 *	  Whether a value is one that the API takes for a column, judged before
 *	  anything is sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "src/fdw/encode.h"

/* The API counts characters, not bytes. */
static void
check_length(const StatsigEncoder *encoder, const char *text)
{
	int length = pg_mbstrlen(text);

	if (encoder->column->domain.max_length > 0 && length > encoder->column->domain.max_length)
		ereport(ERROR, (errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
						errmsg("value too long for column \"%s\" of foreign table \"%s\"",
							   encoder->name, encoder->relation),
						errdetail("It has %d characters; the API takes at most %d.", length,
								  encoder->column->domain.max_length)));
	if (length < encoder->column->domain.min_length)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("value too short for column \"%s\" of foreign table \"%s\"",
							   encoder->name, encoder->relation),
						errdetail("It has %d characters; the API takes no fewer than %d.", length,
								  encoder->column->domain.min_length)));
}

/* Multi-byte characters are never among the allowed ones, so a byte test is enough to accept. */
static void
check_characters(const StatsigEncoder *encoder, const char *text)
{
	for (const char *at = text; *at; at += pg_mblen(at))
	{
		bool plain =
			(*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');

		if (plain || strchr(encoder->column->domain.characters, *at) != NULL)
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid character \"%.*s\" in column \"%s\" of foreign table \"%s\"",
						pg_mblen(at), at, encoder->name, encoder->relation),
				 errdetail("The API takes letters a to z and A to Z, digits and any of \"%s\".",
						   encoder->column->domain.characters)));
	}
}

/* Digits on either side may be many, but the bounds are small: a double tells enough. */
static void
check_range(const StatsigEncoder *encoder, const char *text)
{
	double number = strtod(text, NULL);

	if (number < encoder->column->domain.minimum || number > encoder->column->domain.maximum)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value %s is out of range for column \"%s\" of foreign table \"%s\"", text,
						encoder->name, encoder->relation),
				 errdetail("The API takes values from %g to %g.", encoder->column->domain.minimum,
						   encoder->column->domain.maximum)));
}

/* Enumerated values are exact: the API distinguishes upper and lower case. */
static void
check_values(const StatsigEncoder *encoder, const char *text)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; encoder->column->domain.values[i]; i++)
	{
		if (strcmp(encoder->column->domain.values[i], text) == 0)
			return;
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "", encoder->column->domain.values[i]);
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid value \"%s\" for column \"%s\" of foreign table \"%s\"", text,
						   encoder->name, encoder->relation),
					errhint("Values that can be written are %s.", list.data)));
}

void
statsig_domain_check(const StatsigEncoder *encoder, const char *text)
{
	const StatsigDomain *domain = &encoder->column->domain;

	if (domain->min_length > 0 || domain->max_length > 0)
		check_length(encoder, text);
	if (domain->characters)
		check_characters(encoder, text);
	if (domain->has_range)
		check_range(encoder, text);
	if (domain->values)
		check_values(encoder, text);
}
