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

/*
 * JSON text in the current context of the value found below that path; NULL
 * when it reads as NULL.
 */
extern char *statsig_write_form(const StatsigColumn *column, StatsigSlice slice);

/* The same as a value of a row; the text as SQL would have it. */
extern StatsigValue statsig_value_of_slice(const StatsigColumn *column, StatsigSlice slice);

/* The value of a column that the catalogue gives as SQL input. */
extern StatsigValue statsig_value_of_constant(const StatsigColumn *column, const char *text);

#endif /* STATSIG_WRITE_FORM_H */
