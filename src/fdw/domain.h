/*-------------------------------------------------------------------------
 *
 * domain.h
 *	  Whether a text or a number is one that the API takes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DOMAIN_H
#define STATSIG_DOMAIN_H

#include "src/catalog/types.h"
#include "src/fdw/encode.h"

/* What is wrong with a value. */
typedef enum StatsigBreach
{
	STATSIG_BREACH_NONE = 0,
	STATSIG_BREACH_TOO_LONG,
	STATSIG_BREACH_TOO_SHORT,
	STATSIG_BREACH_CHARACTER,
	STATSIG_BREACH_RANGE,
	STATSIG_BREACH_VALUE,
	STATSIG_BREACH_FORMAT
} StatsigBreach;

/* The first rule of the domain that the text (of a number: its digits) breaks. */
extern StatsigBreach statsig_domain_breach(const StatsigDomain *domain, const char *text);

/* The SQLSTATE of a breach. */
extern int statsig_domain_sqlstate(StatsigBreach breach);

/* Raises when the value of a column is outside the column's domain. */
extern void statsig_domain_check(const StatsigEncoder *encoder, const char *text);

/* The allowed texts as a list for messages, palloc'd. */
extern char *statsig_domain_values(const StatsigDomain *domain);

/* The format for messages: "an e-mail address". */
extern const char *statsig_domain_format(const StatsigDomain *domain);

/* Characters of the text, as the API counts them. */
extern int statsig_domain_length(const char *text);

#endif /* STATSIG_DOMAIN_H */
