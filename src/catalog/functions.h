/*-------------------------------------------------------------------------
 *
 * functions.h
 *	  The words in which the catalogue describes SQL functions that are calls of
 *	  the Console API: what can be asked of it that is no row of a table.
 *
 * The argument "server" comes first in all of them and is not listed.  Paths
 * and members are written as in types.h; a name in braces is an argument.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_FUNCTIONS_H
#define STATSIG_CATALOG_FUNCTIONS_H

#include "src/catalog/catalog.h"

/* clang-format off */

#define STATSIG_MAX_PARAMETERS	6

/* Where the value of an argument goes. */
typedef enum StatsigPlace
{
	STATSIG_IN_PATH,
	STATSIG_IN_QUERY,
	STATSIG_IN_BODY
} StatsigPlace;

typedef struct StatsigParameter
{
	const char *name;			/* SQL name of the argument */
	StatsigType type;			/* TEXT, BOOL or TEXT_ARRAY */
	StatsigPlace place;
	const char *member;			/* query parameter or member of the body; NULL in
								 * the path */
	bool		required;		/* NULL is an error; otherwise it is left out */
	StatsigDomain domain;		/* TEXT */
} StatsigParameter;

/* What the function returns of the answer; NULL where the answer has no such member. */
typedef enum StatsigResult
{
	STATSIG_RESULT_TEXT,		/* text */
	STATSIG_RESULT_TIME,		/* timestamptz; seconds or milliseconds since 1970 */
	STATSIG_RESULT_JSON			/* jsonb */
} StatsigResult;

typedef struct StatsigFunction
{
	const char *name;			/* SQL name */
	const char *method;
	const char *path;
	StatsigParameter parameters[STATSIG_MAX_PARAMETERS + 1];	/* the first without
																 * a name ends them */
	StatsigResult result;
	const char *member;			/* of the answer */
	bool		repeatable;		/* the same request twice does what once does */
} StatsigFunction;

/* clang-format on */

/* Every function, in documentation order; *count receives how many. */
extern const StatsigFunction *statsig_catalog_functions(int *count);

/* The function called "name", or NULL. */
extern const StatsigFunction *statsig_catalog_function(const char *name);

/* How many arguments it has beside the server. */
extern int statsig_function_parameters(const StatsigFunction *function);

/* check_functions.c: the part of statsig_catalog_check() that is about functions. */
extern int statsig_catalog_check_functions(StatsigProblemReporter report, void *arg);

#endif /* STATSIG_CATALOG_FUNCTIONS_H */
