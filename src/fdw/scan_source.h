/*-------------------------------------------------------------------------
 *
 * scan_source.h
 *	  One source of a table scan: the pages of one list, one item, or one row
 *	  that no request is needed for.
 *
 * A source is opened, and asked for, before its turn comes; only when it is
 * begun does it touch the reader.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SCAN_SOURCE_H
#define STATSIG_SCAN_SOURCE_H

#include "src/fdw/combinations.h"
#include "src/remote/pages.h"

/* What all sources of one list of a table have in common. */
typedef struct StatsigScanSourceKind
{
	const StatsigReading *reading;
	const StatsigTable *table;
	StatsigAccess access;
	List *value_sets;
	StatsigOverlay *overlay; /* NULL: nothing to lay over */
	StatsigRowReader *reader;
} StatsigScanSourceKind;

typedef struct StatsigScanSource
{
	MemoryContext context; /* of all that belongs to it */
	const StatsigScanSourceKind *kind;
	StatsigCombination combination;
	StatsigPages *pages; /* NULL: none is needed */
	bool echo;			 /* it is the one row of the values known */
	bool whole_list;	 /* it is the table's list without filter */
	bool refused;		 /* the API has refused it, with a value of a known few */
} StatsigScanSource;

/*
 * Opens a source for a combination of values; the source lives in the current
 * context, which is its own.  It has neither pages nor a row when the
 * combination names nothing that could exist.  insist: a refusal is an error.
 */
extern StatsigScanSource *
statsig_scan_source_open(const StatsigScanSourceKind *kind, const StatsigCombination *combination,
						 bool insist);

/* Its turn has come. */
extern void statsig_scan_source_begin(StatsigScanSource *source);

/* Fills values/nulls with the next row, in the current context; false at the end. */
extern bool statsig_scan_source_next(StatsigScanSource *source, Datum *values, bool *nulls);

/* Whether that will not have to wait, as far as is known. */
extern bool statsig_scan_source_is_ready(const StatsigScanSource *source);

#endif /* STATSIG_SCAN_SOURCE_H */
