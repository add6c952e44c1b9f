/*-------------------------------------------------------------------------
 *
 * csv.h
 *	  Answers in text/csv, read as if they were JSON.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CSV_H
#define STATSIG_CSV_H

#include "postgres.h"

/*
 * The records of a CSV text (RFC 4180, the first one names the fields) as a
 * JSON array of {"line_no": n from 1, "line": {name: field, ...}}; fields are
 * strings.  Nothing is lost: a name that occurs twice gets its number, and so
 * does a field that has no name; a record with fewer fields has fewer members.
 * Raises 08P01 for a quoted field without an end.  palloc'd.
 */
extern char *statsig_csv_to_json(const char *text, size_t length);

#endif /* STATSIG_CSV_H */
