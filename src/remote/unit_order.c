/*-------------------------------------------------------------------------
 *
 * unit_order.c
 *	  In which order the units of the log are sent.
 *
 * It goes by their places in the log.  That some must wait for others all the
 * same (a set for its document) is for coalesce.c to see to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/remote/change.h"
#include "src/remote/unit_order.h"

static uint32
first_serial(const StatsigUnit *unit)
{
	return ((const StatsigChange *) linitial(unit->changes))->serial;
}

/*
 * Where in the log a unit counts from: what is made is needed from then on,
 * what is deleted until then.  What is changed counts from its first change,
 * unless something was made before its last one, to which it may refer in the
 * end.  "created" has the units that are made, in the order of the log.
 */
static uint32
find_position(const StatsigUnit *unit, List *created)
{
	uint32 first = first_serial(unit);
	uint32 last = ((const StatsigChange *) llast(unit->changes))->serial;
	ListCell *cell;

	if (unit->deleted)
		return last;
	foreach(cell, unit->created ? NIL : created)
	{
		uint32 made = first_serial(lfirst(cell));

		if (made > first)
			return made < last ? last : first;
	}
	return first;
}

static int
by_first_serial(const ListCell *a, const ListCell *b)
{
	uint32 left = first_serial(lfirst(a));
	uint32 right = first_serial(lfirst(b));

	return left < right ? -1 : left > right;
}

static void
set_positions(List *units)
{
	List *created = NIL;
	ListCell *cell;

	foreach(cell, units)
		if (((StatsigUnit *) lfirst(cell))->created)
			created = lappend(created, lfirst(cell));
	list_sort(created, by_first_serial);
	foreach(cell, units)
		((StatsigUnit *) lfirst(cell))->position = find_position(lfirst(cell), created);
}

static int
by_position(const ListCell *a, const ListCell *b)
{
	const StatsigUnit *left = lfirst(a);
	const StatsigUnit *right = lfirst(b);

	return left->position < right->position ? -1 : left->position > right->position;
}

void
statsig_order_units(List *units)
{
	set_positions(units);
	list_sort(units, by_position);
}
