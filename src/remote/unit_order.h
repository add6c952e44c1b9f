/*-------------------------------------------------------------------------
 *
 * unit_order.h
 *	  In which order the units of the log are sent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_UNIT_ORDER_H
#define STATSIG_UNIT_ORDER_H

#include "src/remote/units.h"

/* Sets the position of every unit, and sorts the list by it. */
extern void statsig_order_units(List *units);

#endif /* STATSIG_UNIT_ORDER_H */
