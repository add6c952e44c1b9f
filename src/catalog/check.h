/*-------------------------------------------------------------------------
 *
 * check.h
 *	  What the files of the catalogue's self-check share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_CHECK_H
#define STATSIG_CATALOG_CHECK_H

#include "src/catalog/catalog.h"

#define PROBLEM_LENGTH 512

/* One run of the check; counts what it reports. */
typedef struct Check
{
	StatsigProblemReporter report;
	void *arg;
	const StatsigTable *table;
	int problems;
} Check;

/* Reports a problem of the present table. */
extern void
statsig_check_complain(Check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether the present table has the column. */
extern bool statsig_check_is_column(const Check *check, const char *name);

/* what: the part of the table that refers to the column, for the message. */
extern void statsig_check_need_column(Check *check, const char *what, const char *name);

/* A path begins with a slash, names columns, and its query is made of parameters; NULL: none. */
extern void statsig_check_path(Check *check, const char *what, const char *path);

/* check_reading.c: where the rows of the present table come from. */
extern void statsig_check_reading(Check *check);

/* check_writing.c: how a column, and the rows of the present table, are written. */
extern void statsig_check_column_writing(Check *check, const StatsigColumn *column);
extern void statsig_check_writing(Check *check);

/* Whether the verb writes sets of entries, which have no identity but their values. */
extern bool statsig_check_writes_sets(const StatsigVerb *verb);

/* Short names for the files of the check. */
#define complain	statsig_check_complain
#define is_column	statsig_check_is_column
#define need_column statsig_check_need_column
#define check_path	statsig_check_path

#endif /* STATSIG_CATALOG_CHECK_H */
