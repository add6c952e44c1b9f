/*-------------------------------------------------------------------------
 *
 * describe.h
 *	  What a request is called in messages.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DESCRIBE_H
#define STATSIG_DESCRIBE_H

#include "src/remote/request.h"

/*
 * A request and the rows it is for, such as "PATCH /gates/a (2 rows of
 * "gates")"; paths are masked as in errors.  palloc'd.
 */
extern char *statsig_describe_step(const StatsigStep *step);

#endif /* STATSIG_DESCRIBE_H */
