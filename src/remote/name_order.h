/*-------------------------------------------------------------------------
 *
 * name_order.h
 *	  Which document must be changed before another one can have its name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_NAME_ORDER_H
#define STATSIG_NAME_ORDER_H

#include "src/remote/units.h"

/*
 * Sets name_from of every unit that ends up with a name (a column flagged
 * STATSIG_UNIQUE) which the API has for the document of another unit now.
 */
extern void statsig_order_names(List *units);

#endif /* STATSIG_NAME_ORDER_H */
