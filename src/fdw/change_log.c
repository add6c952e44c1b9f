/*-------------------------------------------------------------------------
 *
 * change_log.c
 *	  A list of changes that follows the subtransactions.
 *
 * Each subtransaction that adds changes has a room, a context of its own: what
 * is rolled back goes at once, as a loop may have very many.  Whatever could
 * look at it has ended with the subtransaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "src/fdw/change_log.h"
#include "src/remote/units.h"

/* Memory of the changes that one subtransaction has made or inherited. */
typedef struct Room
{
	SubTransactionId subtransaction;
	MemoryContext context; /* below that of the log */
} Room;

MemoryContext
statsig_change_log_room(StatsigChangeLog *log, MemoryContext parent)
{
	Room *room = log->rooms ? llast(log->rooms) : NULL;
	MemoryContext old;

	/* One for each filling of the log: it goes with the memory of whoever sends. */
	if (log->context == NULL)
		log->context = AllocSetContextCreate(parent, "statsig queue", ALLOCSET_SMALL_SIZES);
	if (room && room->subtransaction == GetCurrentSubTransactionId())
		return room->context;

	old = MemoryContextSwitchTo(log->context);
	room = palloc(sizeof(Room));
	room->subtransaction = GetCurrentSubTransactionId();
	room->context = AllocSetContextCreate(log->context, "statsig changes", ALLOCSET_SMALL_SIZES);
	log->rooms = lappend(log->rooms, room);
	MemoryContextSwitchTo(old);
	return room->context;
}

void
statsig_change_log_append(StatsigChangeLog *log, StatsigChange *change)
{
	MemoryContext old = MemoryContextSwitchTo(log->context);

	log->changes = lappend(log->changes, change);
	if (change->operation != STATSIG_OPERATION_UPDATE && statsig_change_is_document(change))
		log->documents = lappend(log->documents, change);
	MemoryContextSwitchTo(old);
	if (change->session->respect_review_settings)
		log->reviewed = true;
	else
		log->unreviewed = true;
}

void
statsig_change_log_hand_up(StatsigChangeLog *log, SubTransactionId subtransaction,
						   SubTransactionId parent)
{
	ListCell *cell;

	foreach(cell, log->changes)
	{
		StatsigChange *change = lfirst(cell);

		if (change->subtransaction == subtransaction)
			change->subtransaction = parent;
	}
	foreach(cell, log->rooms)
	{
		Room *room = lfirst(cell);

		if (room->subtransaction == subtransaction)
			room->subtransaction = parent;
	}
}

/* The youngest subtransaction's changes stand last. */
static List *
without(List *changes, SubTransactionId subtransaction)
{
	while (changes && ((const StatsigChange *) llast(changes))->subtransaction == subtransaction)
		changes = list_delete_last(changes);
	return changes;
}

bool
statsig_change_log_drop(StatsigChangeLog *log, SubTransactionId subtransaction)
{
	int length = list_length(log->changes);
	ListCell *cell;

	log->documents = without(log->documents, subtransaction);
	log->changes = without(log->changes, subtransaction);
	foreach(cell, log->rooms)
	{
		Room *room = lfirst(cell);

		if (room->subtransaction != subtransaction)
			continue;
		MemoryContextDelete(room->context);
		pfree(room);
		log->rooms = foreach_delete_current(log->rooms, cell);
	}
	if (list_length(log->changes) == length)
		return false;

	/* Each may have been one change, and have made an earlier one come to nothing. */
	log->counted_at -= 2 * (length - list_length(log->changes));
	return true;
}
