/*-------------------------------------------------------------------------
 *
 * combinations.h
 *	  The values that the requests of a scan are made with, request by request.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COMBINATIONS_H
#define STATSIG_COMBINATIONS_H

#include "src/fdw/access.h"
#include "src/fdw/overlay.h"
#include "src/remote/rows.h"
#include "src/remote/snapshot.h"

typedef struct StatsigCombinations StatsigCombinations;

/* What one request is made with. */
typedef struct StatsigCombination
{
	int n_bindings;
	StatsigBinding *bindings;
	List *batch;	 /* char *: values of the one column that takes several; NIL: none does */
	bool enumerated; /* some value is one of a known few: there may be nothing for it */
} StatsigCombination;

/*
 * Prepares the combinations for the way the rows are read; nothing is sent
 * yet.  overlay: that of the scan, or NULL.  It lives in the current context;
 * the arguments must outlive it.  Raises 0A000 when a parameter is to be
 * judged by the API for rows that the transaction has changed.
 */
extern StatsigCombinations *
statsig_combinations_open(const StatsigReading *reading, const StatsigTable *table,
						  StatsigAccess access, List *value_sets, StatsigOverlay *overlay);

/*
 * Steps to the next combination, in the current context; false when all have
 * been used.  May send requests of its own, to enumerate a parent.
 */
extern bool
statsig_combinations_next(StatsigCombinations *combinations, StatsigCombination *combination);

/* Whether all combinations are known before, none comes from the rows of a parent. */
extern bool statsig_combinations_are_given(const StatsigCombinations *combinations);

#endif /* STATSIG_COMBINATIONS_H */
