/*-------------------------------------------------------------------------
 *
 * units.h
 *	  The log of changes, sorted by what they are about.
 *
 * A unit is one document from its making (or from before the transaction) to
 * its deletion, with all changes of it and of the rows inside of it; or the
 * entries of one set.  What reads look through and what sending works on are
 * units, so both see the same.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_UNITS_H
#define STATSIG_UNITS_H

#include "nodes/pg_list.h"
#include "src/remote/document.h"

typedef struct StatsigUnit
{
	const StatsigSession *session;
	const StatsigTable *table; /* the entries' table; else that of the first change */
	StatsigDigest digest;	   /* of the document */
	const char *document;
	bool entries;	 /* a set; all changes are of "table" */
	bool created;	 /* begins with an INSERT of the document */
	bool deleted;	 /* ends with a DELETE of the document */
	List *changes;	 /* const StatsigChange *, in the order of the log */
	bool has_parent; /* entries: there is a document around them ... */
	StatsigDigest parent_digest;
	bool of_new_parent;			   /* ... in its form after a DELETE in this transaction */
	struct StatsigUnit *parent;	   /* ... and this is its unit; NULL: it is not changed */
	struct StatsigUnit *name_from; /* whose name it takes over; see name_order.h */
	uint32 position;			   /* place among the units, and ... */
	bool visited;				   /* ... whether it has been reached; both for coalesce.c */
} StatsigUnit;

/*
 * The units of the changes (const StatsigChange *, in the order of the log),
 * in the order of their first changes.  Lives in the current context.
 */
extern List *statsig_units(List *changes);

/* The change of the document itself, as opposed to rows inside of it. */
extern bool statsig_change_is_document(const StatsigChange *change);

#endif /* STATSIG_UNITS_H */
