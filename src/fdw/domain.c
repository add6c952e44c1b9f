/*-------------------------------------------------------------------------
 *
 * domain.c
 *	  Whether a value is one that the API takes for a column, judged before
 *	  anything is sent.
 *
 * Judging comes apart from telling: the members of a JSON value are judged by
 * the same rules, but their place has other words (shape.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "src/catalog/catalog.h"
#include "src/fdw/domain.h"
#include "src/remote/mask.h"

/* The API counts characters, not bytes. */
int
statsig_domain_length(const char *text)
{
	return pg_mbstrlen(text);
}

/* Multi-byte characters are never among the allowed ones, so a byte test is enough to accept. */
static const char *
bad_character(const StatsigDomain *domain, const char *text)
{
	for (const char *at = text; *at; at += pg_mblen(at))
	{
		bool plain =
			(*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');

		if (!plain && strchr(domain->characters, *at) == NULL)
			return at;
	}
	return NULL;
}

/* Digits on either side may be many, but the bounds are small: a double tells enough. */
static bool
in_range(const StatsigDomain *domain, const char *text)
{
	double number = strtod(text, NULL);

	return number >= domain->minimum && number <= domain->maximum;
}

/* Loose on purpose: what is no such thing for anybody.  The API has the last word. */
static bool
has_format(StatsigFormat format, const char *text)
{
	const char *separator = strchr(text, format == STATSIG_FORMAT_EMAIL ? '@' : ':');

	return separator != NULL && separator > text && separator[1] != '\0' &&
		   strpbrk(text, " \t\r\n") == NULL;
}

StatsigBreach
statsig_domain_breach(const StatsigDomain *domain, const char *text)
{
	int length = domain->min_length > 0 || domain->max_length > 0 ? pg_mbstrlen(text) : 0;

	if (domain->max_length > 0 && length > domain->max_length)
		return STATSIG_BREACH_TOO_LONG;
	if (length < domain->min_length)
		return STATSIG_BREACH_TOO_SHORT;
	if (domain->characters && bad_character(domain, text))
		return STATSIG_BREACH_CHARACTER;
	if (domain->has_range && !in_range(domain, text))
		return STATSIG_BREACH_RANGE;
	/* exact: the API distinguishes upper and lower case */
	if (domain->values && !statsig_catalog_is_among(domain->values, text))
		return STATSIG_BREACH_VALUE;
	if (domain->format != STATSIG_FORMAT_ANY && !has_format(domain->format, text))
		return STATSIG_BREACH_FORMAT;
	return STATSIG_BREACH_NONE;
}

int
statsig_domain_sqlstate(StatsigBreach breach)
{
	switch (breach)
	{
		case STATSIG_BREACH_TOO_LONG:
			return ERRCODE_STRING_DATA_RIGHT_TRUNCATION;
		case STATSIG_BREACH_RANGE:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		default:
			return ERRCODE_INVALID_PARAMETER_VALUE;
	}
}

char *
statsig_domain_values(const StatsigDomain *domain)
{
	StringInfoData list;

	initStringInfo(&list);
	for (const char *const *value = domain->values; *value != NULL; value++)
		appendStringInfo(&list, "%s\"%s\"", value > domain->values ? ", " : "", *value);
	return list.data;
}

const char *
statsig_domain_format(const StatsigDomain *domain)
{
	return domain->format == STATSIG_FORMAT_EMAIL ? "an e-mail address" : "a URL with its scheme";
}

/* The text for a message, unless it is secret. */
static const char *
told(const StatsigEncoder *encoder, const char *text)
{
	return encoder->secret ? STATSIG_MASK : text;
}

static void
report_length(const StatsigEncoder *encoder, const char *text, bool too_long)
{
	const StatsigDomain *domain = &encoder->column->domain;

	if (too_long)
		ereport(ERROR, (errcode(statsig_domain_sqlstate(STATSIG_BREACH_TOO_LONG)),
						errmsg("value too long for column \"%s\" of foreign table \"%s\"",
							   encoder->name, encoder->relation),
						errdetail("It has %d characters; the API takes at most %d.",
								  statsig_domain_length(text), domain->max_length)));
	ereport(ERROR, (errcode(statsig_domain_sqlstate(STATSIG_BREACH_TOO_SHORT)),
					errmsg("value too short for column \"%s\" of foreign table \"%s\"",
						   encoder->name, encoder->relation),
					errdetail("It has %d characters; the API takes no fewer than %d.",
							  statsig_domain_length(text), domain->min_length)));
}

static void
report_character(const StatsigEncoder *encoder, const char *text)
{
	const StatsigDomain *domain = &encoder->column->domain;
	const char *at = bad_character(domain, text);
	char *character = pnstrdup(at, pg_mblen(at));

	ereport(ERROR, (errcode(statsig_domain_sqlstate(STATSIG_BREACH_CHARACTER)),
					errmsg("invalid character \"%s\" in column \"%s\" of foreign table \"%s\"",
						   told(encoder, character), encoder->name, encoder->relation),
					errdetail("The API takes letters a to z and A to Z, digits and any of \"%s\".",
							  domain->characters)));
}

static void
report_range(const StatsigEncoder *encoder, const char *text)
{
	const StatsigDomain *domain = &encoder->column->domain;

	ereport(ERROR,
			(errcode(statsig_domain_sqlstate(STATSIG_BREACH_RANGE)),
			 errmsg("value %s is out of range for column \"%s\" of foreign table \"%s\"",
					told(encoder, text), encoder->name, encoder->relation),
			 errdetail("The API takes values from %g to %g.", domain->minimum, domain->maximum)));
}

static void
report_text(const StatsigEncoder *encoder, const char *text, bool listed)
{
	const StatsigDomain *domain = &encoder->column->domain;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value \"%s\" for column \"%s\" of foreign table \"%s\"",
					told(encoder, text), encoder->name, encoder->relation),
			 listed ? errhint("Values that can be written are %s.", statsig_domain_values(domain)) :
					  errdetail("The API takes %s.", statsig_domain_format(domain))));
}

void
statsig_domain_check(const StatsigEncoder *encoder, const char *text)
{
	StatsigBreach breach = statsig_domain_breach(&encoder->column->domain, text);

	switch (breach)
	{
		case STATSIG_BREACH_NONE:
			break;
		case STATSIG_BREACH_TOO_LONG:
		case STATSIG_BREACH_TOO_SHORT:
			report_length(encoder, text, breach == STATSIG_BREACH_TOO_LONG);
			break;
		case STATSIG_BREACH_CHARACTER:
			report_character(encoder, text);
			break;
		case STATSIG_BREACH_RANGE:
			report_range(encoder, text);
			break;
		case STATSIG_BREACH_VALUE:
		case STATSIG_BREACH_FORMAT:
			report_text(encoder, text, breach == STATSIG_BREACH_VALUE);
			break;
	}
}
