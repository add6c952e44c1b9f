/*-------------------------------------------------------------------------
 *
 * modify_junk.h
 *	  What planning and execution of changes must agree on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_MODIFY_JUNK_H
#define STATSIG_MODIFY_JUNK_H

#include "catalog/pg_attribute.h"
#include "nodes/nodes.h"
#include "src/catalog/types.h"
#include "utils/rel.h"

/* The name under which a DELETE's plan carries an attribute; palloc'd. */
extern char *statsig_junk_name(Form_pg_attribute attribute);

/* Whether the plan of a DELETE delivers the column's old value. */
extern bool statsig_delete_reads(const StatsigTable *table, const StatsigColumn *column);

/* Raises 0A000 for any ON CONFLICT clause. */
extern void statsig_refuse_on_conflict(OnConflictAction action, Relation relation);

#endif /* STATSIG_MODIFY_JUNK_H */
