/*-------------------------------------------------------------------------
 *
 * modify_plan.c
 *	  INSERT, UPDATE and DELETE before execution: which tables can be written,
 *	  what the plan must deliver of the old rows, and what is refused at once.
 *
 * For an UPDATE the executor itself asks for the whole old row.  A DELETE
 * asks for the columns that its request is made of, and for the whole row
 * when RETURNING wants to show it.
 *
 * What never gets here: MERGE, WHERE CURRENT OF and ON CONFLICT with a target
 * are refused for foreign tables by PostgreSQL, with an error of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "optimizer/appendinfo.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/rel.h"

#include "src/catalog/catalog.h"
#include "src/fdw/modify.h"
#include "src/fdw/modify_junk.h"
#include "src/fdw/modify_state.h"
#include "src/fdw/options.h"
#include "src/fdw/row_change.h"
#include "src/remote/verbs.h"

/*
 * The name under which a DELETE's plan carries an attribute.  Partitions of
 * one table share names, and PostgreSQL wants a shared name to stand for the
 * same column everywhere; so all that may differ is in the name.
 */
char *
statsig_junk_name(Form_pg_attribute attribute)
{
	return psprintf("statsig %d %u %d %u", attribute->attnum, attribute->atttypid,
					attribute->atttypmod, attribute->attcollation);
}

/*
 * An entry of an override set is named by all it consists of; every other row
 * by its key and the columns of its path.
 */
static bool
delete_needs(const StatsigTable *table, const StatsigColumn *column)
{
	if (statsig_verb_is_of_entries(&table->delete))
		return column->source != STATSIG_FROM_RAW;
	return statsig_row_is_identity(table, column->name);
}

/*
 * A name that becomes free is good to know: another row may get it.  So is
 * what would make the row again, where the API cannot be asked for the row by
 * itself before it is deleted.
 */
bool
statsig_delete_reads(const StatsigTable *table, const StatsigColumn *column)
{
	return delete_needs(table, column) || (column->flags & STATSIG_UNIQUE) ||
		   (statsig_catalog_is_only_listed(table) &&
			(column->flags & (STATSIG_WRITTEN_BY_INSERT | STATSIG_IN_WHOLE)));
}

void
statsigAddForeignUpdateTargets(PlannerInfo *root, Index rtindex, RangeTblEntry *target_rte,
							   Relation target_relation)
{
	const StatsigTable *table = statsig_options_table(RelationGetRelid(target_relation));
	int *columns = statsig_options_columns(target_relation, table);
	TupleDesc tupdesc = RelationGetDescr(target_relation);
	TriggerDesc *triggers = target_relation->trigdesc;

	/* A row that this transaction has made is told by its ctid; see scan.c. */
	add_row_identity_var(
		root, makeVar(rtindex, SelfItemPointerAttributeNumber, TIDOID, -1, InvalidOid, 0), rtindex,
		"ctid");
	if (root->parse->commandType != CMD_DELETE)
		return;
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);

		if (columns[i] < 0 || !statsig_delete_reads(table, &table->columns[columns[i]]))
			continue;
		add_row_identity_var(root,
							 makeVar(rtindex, attribute->attnum, attribute->atttypid,
									 attribute->atttypmod, attribute->attcollation, 0),
							 rtindex, statsig_junk_name(attribute));
	}

	/* With row triggers PostgreSQL adds the same variable. */
	if (root->parse->returningList != NIL &&
		!(triggers && (triggers->trig_delete_before_row || triggers->trig_delete_after_row)))
		add_row_identity_var(root,
							 makeVar(rtindex, InvalidAttrNumber, RECORDOID, -1, InvalidOid, 0),
							 rtindex, "wholerow");
}

/*
 * A foreign table may leave out columns, but not those that say which row is
 * meant: with one of them unknown, another row might be hit.
 */
static void
check_identity(Relation relation, const StatsigTable *table)
{
	int *columns = statsig_options_columns(relation, table);

	for (int i = 0; i < table->n_columns; i++)
	{
		bool found = !delete_needs(table, &table->columns[i]);

		for (int j = 0; j < RelationGetDescr(relation)->natts && !found; j++)
			found = columns[j] == i;
		if (!found)
			ereport(ERROR,
					(errcode(ERRCODE_FDW_COLUMN_NAME_NOT_FOUND),
					 errmsg("rows of foreign table \"%s\" cannot be changed without column \"%s\"",
							RelationGetRelationName(relation), table->columns[i].name),
					 errdetail("It is needed to tell its rows apart."),
					 errhint("Add the column to the foreign table.")));
	}
}

/* Refuses SET of columns that no UPDATE can write; key columns are judged by value. */
static void
check_assigned(Relation relation, const StatsigTable *table, List *assigned)
{
	int *columns = statsig_options_columns(relation, table);
	ListCell *cell;

	foreach(cell, assigned)
	{
		int attno = lfirst_int(cell);
		const StatsigColumn *column = &table->columns[columns[attno - 1]];
		const char *others;

		if ((column->flags & (STATSIG_IN_WHOLE | STATSIG_ACTION | STATSIG_REORDER)) ||
			statsig_row_is_identity(table, column->name))
			continue;
		others = statsig_row_writable_columns(table,
											  STATSIG_IN_WHOLE | STATSIG_ACTION | STATSIG_REORDER);
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("cannot update column \"%s\" of foreign table \"%s\"", column->name,
							   RelationGetRelationName(relation)),
						errdetail("The API does not let it be changed."),
						others[0] ? errhint("Columns that can be updated are %s.", others) : 0));
	}
}

/* Whether AFTER ROW triggers see every column of the changed row. */
static bool
has_after_triggers(Relation relation, CmdType operation)
{
	TriggerDesc *triggers = relation->trigdesc;

	if (triggers == NULL)
		return false;
	return operation == CMD_INSERT ? triggers->trig_insert_after_row :
		   operation == CMD_UPDATE ? triggers->trig_update_after_row :
									 false;
}

/* Attribute numbers that RETURNING or a view's check reads after the change; 0 stands for all. */
static List *
returned_attributes(ModifyTable *plan, Index result, int subplan_index)
{
	Bitmapset *used = NULL;
	List *needed = NIL;
	int member = -1;

	if (plan->returningLists)
		pull_varattnos(list_nth(plan->returningLists, subplan_index), result, &used);
	if (plan->withCheckOptionLists)
		pull_varattnos(list_nth(plan->withCheckOptionLists, subplan_index), result, &used);
	while ((member = bms_next_member(used, member)) >= 0)
	{
		int attno = member + FirstLowInvalidHeapAttributeNumber;

		if (attno >= 0) /* system columns are the executor's */
			needed = lappend_int(needed, attno);
	}
	return needed;
}

void
statsig_refuse_on_conflict(OnConflictAction action, Relation relation)
{
	if (action == ONCONFLICT_NONE)
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
		 errmsg("ON CONFLICT is not supported for foreign table \"%s\"",
				RelationGetRelationName(relation)),
		 errdetail(
			 "The API does not tell a new object from one that exists before it is asked to make it."),
		 errhint("Leave out existing rows with WHERE NOT EXISTS.")));
}

/* What is refused here is refused once for the statement, even when no row matches. */
List *
statsigPlanForeignModify(PlannerInfo *root, ModifyTable *plan, Index resultRelation,
						 int subplan_index)
{
	RangeTblEntry *entry = planner_rt_fetch(resultRelation, root);
	Relation relation = table_open(entry->relid, NoLock);
	const StatsigTable *table = statsig_options_table(entry->relid);
	List *assigned = NIL;
	List *returned;
	List *needed;

	statsig_refuse_on_conflict(plan->onConflictAction, relation);
	statsig_options_writes_whole(entry->relid, table);
	if (plan->operation != CMD_INSERT)
		check_identity(relation, table);
	if (plan->operation == CMD_UPDATE)
	{
		assigned = list_nth(plan->updateColnosLists, subplan_index);
		check_assigned(relation, table, assigned);
	}
	returned = returned_attributes(plan, resultRelation, subplan_index);
	needed =
		has_after_triggers(relation, plan->operation) ? list_make1_int(0) : list_copy(returned);
	table_close(relation, NoLock);

	/* In the order of StatsigModifyPrivate. */
	return list_make3(needed, returned, list_copy(assigned));
}

/*
 * information_schema asks this of all tables at once, so a table whose
 * resource does not exist must not raise an error here; statements on it do.
 */
int
statsigIsForeignRelUpdatable(Relation rel)
{
	const StatsigTable *table = statsig_options_find_table(RelationGetRelid(rel));

	if (table == NULL || !statsig_options_updatable(RelationGetRelid(rel)))
		return 0;
	return (statsig_table_can_insert(table) ? 1 << CMD_INSERT : 0) |
		   (statsig_table_can_update(table) ? 1 << CMD_UPDATE : 0) |
		   (statsig_table_can_delete(table) ? 1 << CMD_DELETE : 0);
}

/* TRUNCATE is expected to be cheap and to be undone by ROLLBACK; here it would be neither. */
void
statsigExecForeignTruncate(List *rels, DropBehavior behavior, bool restart_seqs)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("cannot truncate foreign table \"%s\"",
					RelationGetRelationName((Relation) linitial(rels))),
			 errdetail("Deleting an object at Statsig is final, so rows are deleted one by one."),
			 errhint("Use DELETE.")));
}
