/*-------------------------------------------------------------------------
 *
 * write_form.h
 *	  What the API has given for a column, in the form in which it takes it
 *	  back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_WRITE_FORM_H
#define STATSIG_WRITE_FORM_H

#include "src/catalog/types.h"
#include "src/remote/change.h"
#include "src/remote/json.h"

/*
 * The path below which a column's value lies in its object, without the member
 * that it may name of each element of an array; NULL: it is not read from
 * members.  palloc'd, or the catalogue's own.
 */
extern const char *statsig_read_path(const StatsigColumn *column);

/* Whether what is found below that path reads as NULL; see values.c. */
extern bool statsig_reads_as_null(const StatsigColumn *column, StatsigSlice slice);

/*
 * JSON text in the current context of the value found below that path; NULL
 * when it reads as NULL, and when the API gives it but does not take it.
 */
extern char *statsig_write_form(const StatsigColumn *column, StatsigSlice slice);

/* What is found there as a value of a row, whether the API takes it or not; the text is SQL's. */
extern StatsigValue statsig_value_of_slice(const StatsigColumn *column, StatsigSlice slice);

/* The value of a column that the catalogue gives as SQL input. */
extern StatsigValue statsig_value_of_constant(const StatsigColumn *column, const char *text);

#endif /* STATSIG_WRITE_FORM_H */
