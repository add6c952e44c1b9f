/*-------------------------------------------------------------------------
 *
 * values.h
 *	  One JSON value to one Datum, by the catalogue's idea of the column and
 *	  the type that the foreign table gives it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_VALUES_H
#define STATSIG_VALUES_H

#include "catalog/pg_attribute.h"
#include "fmgr.h"
#include "src/catalog/types.h"
#include "src/remote/json.h"

/* What is needed to convert values for one attribute; plain data. */
typedef struct StatsigConverter
{
	const StatsigColumn *column;
	Oid type;
	int32 typmod;
	Oid typioparam;
	FmgrInfo input;				/* input function of the attribute's type */
	const char *element_member; /* text[]: member of each object, or NULL */
} StatsigConverter;

/*
 * Prepares a converter in the current context.  Raises 42804 for a type that
 * cannot show what the column holds.
 */
extern void statsig_value_prepare(StatsigConverter *converter, const StatsigColumn *column,
								  Form_pg_attribute attribute);

/*
 * The Datum for a JSON value, in the current context; *isnull is set for
 * absent, null and, where it cannot be a value, "".  Numbers never pass
 * through a double on their way.  Raises the errors of the type's input
 * function, 22003 for a number with a fraction in an integer column, 22007 and
 * 22008 for times.
 */
extern Datum
statsig_value_from_slice(StatsigConverter *converter, StatsigSlice slice, bool *isnull);

/* The Datum for SQL text (a path value, a constant); NULL text gives NULL. */
extern Datum statsig_value_from_text(StatsigConverter *converter, const char *text, bool *isnull);

/* The Datum for a truth value. */
extern Datum statsig_value_from_bool(StatsigConverter *converter, bool value);

/* The Datum for a number. */
extern Datum statsig_value_from_integer(StatsigConverter *converter, int64 value);

/* The Datum for an instant given as the API's display texts of date and time. */
extern Datum statsig_value_from_display_time(StatsigConverter *converter, StatsigSlice date,
											 StatsigSlice time, bool *isnull);

#endif /* STATSIG_VALUES_H */
