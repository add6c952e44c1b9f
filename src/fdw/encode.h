/*-------------------------------------------------------------------------
 *
 * encode.h
 *	  From Datums of a foreign table's columns to what requests are made of:
 *	  SQL text and JSON text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ENCODE_H
#define STATSIG_ENCODE_H

#include "fmgr.h"
#include "src/catalog/types.h"
#include "src/remote/change.h"
#include "utils/date.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

/* What is needed to encode values of one attribute; plain data. */
typedef struct StatsigEncoder
{
	const StatsigColumn *column;
	const char *name; /* of the attribute; with the next for messages */
	const char *relation;
	bool secret;	  /* messages must not quote its values */
	Oid type;		  /* local type, domains resolved */
	Oid element_type; /* of an array; InvalidOid */
	int16 element_length;
	bool element_by_value;
	char element_align;
	FmgrInfo output; /* of the type, or of the array's elements */
} StatsigEncoder;

/*
 * Prepares an encoder in the current context.  Raises 42804 when the local
 * type cannot carry the column (a text[] column must be an array).
 */
extern void statsig_encode_prepare(StatsigEncoder *encoder, const StatsigColumn *column,
								   Relation relation, AttrNumber attno);

/*
 * Encodes a value that is not NULL; the result lives in the current context.
 * Values that the catalogue's type cannot take raise 22P02, 22003, 22008 and the like;
 * those outside the column's domain or shape 22001 (too long), 22003 (range), 23502 (a
 * member is missing), 23505 (twice) or 22023, naming the column.
 */
extern StatsigValue statsig_encode_new(StatsigEncoder *encoder, Datum datum);

/* The same for a value that was read: the domain is not checked. */
extern StatsigValue statsig_encode_old(StatsigEncoder *encoder, Datum datum);

/*
 * Calls an input function of one argument for a value that is to be written; a
 * secret is not in its errors.
 */
extern Datum
statsig_encode_input(const StatsigEncoder *encoder, PGFunction input, const char *text);

/* encode_time.c: a timestamptz as digits of milliseconds since 1970, or in ISO 8601 (UTC). */
extern char *statsig_encode_milliseconds(TimestampTz time);
extern char *statsig_encode_iso(TimestampTz time);

/* encode_time.c: a date as YYYY-MM-DD. */
extern char *statsig_encode_date(DateADT date);

#endif /* STATSIG_ENCODE_H */
