/*-------------------------------------------------------------------------
 *
 * footprint.h
 *	  Which requests may be under way at the same time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_FOOTPRINT_H
#define STATSIG_FOOTPRINT_H

#include "src/remote/request.h"

/* What a step touches and mentions, as far as that matters to others. */
typedef struct StatsigFootprint StatsigFootprint;

/* That of a step, which must live as long; in the current context. */
extern StatsigFootprint *statsig_footprint_of(const StatsigStep *step);

/*
 * Whether the later step must wait for the end of the earlier one.  False only
 * where both orders certainly come to the same.
 */
extern bool statsig_footprints_meet(const StatsigFootprint *earlier, const StatsigFootprint *later);

#endif /* STATSIG_FOOTPRINT_H */
