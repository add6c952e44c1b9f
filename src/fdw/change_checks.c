/*-------------------------------------------------------------------------
 *
 * change_checks.c
 *	  What a new change may not be, given those that wait.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/fdw/change_checks.h"
#include "src/remote/actions.h"
#include "src/remote/secrets.h"
#include "src/remote/units.h"

/*
 * Whether two changes are about the same document, or one about the document
 * that the other's set belongs to.  New objects without a key have nothing to
 * do with one another, unless the later change is of the very row that the
 * earlier one, a, has made.
 */
static bool
are_related(const StatsigChange *a, const StatsigChange *b)
{
	if (b->token.serial != 0 && b->token.serial == a->serial)
		return true;
	if (statsig_same_digest(&a->digest, &b->digest) &&
		(a->key != NULL || statsig_catalog_document_key(a->table) < 0))
		return true;
	return (a->has_parent && statsig_same_digest(&a->parent, &b->digest)) ||
		   (b->has_parent && statsig_same_digest(&b->parent, &a->digest));
}

void
statsig_change_checks_order(const StatsigChangeLog *waiting, const StatsigChange *change)
{
	ListCell *cell;

	foreach(cell, waiting->changes)
		if (are_related(lfirst(cell), change))
			ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
							errmsg("cannot send a change of foreign table \"%s\" at once",
								   change->relation),
							errdetail("An earlier change of the same object waits for COMMIT."),
							errhint("Use the same \"write_mode\" for both.")));
}

void
statsig_change_checks_review(const StatsigChangeLog *log, const StatsigChange *change)
{
	bool respects = change->session->respect_review_settings;
	ListCell *cell;

	/* As a rule there is one kind. */
	foreach(cell, (respects ? log->unreviewed : log->reviewed) ? log->changes : NIL)
	{
		const StatsigChange *earlier = lfirst(cell);

		if (earlier->session->respect_review_settings != respects && are_related(earlier, change))
			ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
							errmsg("cannot change an object through servers that differ in "
								   "\"respect_review_settings\""),
							errdetail("\"%s\" and \"%s\" are two such servers.",
									  earlier->session->server_name, change->session->server_name),
							errhint("Make the changes in two transactions.")));
	}
}

/* Whether the change calls an action that gives the row another key, or one that does not. */
static bool
calls_action(const StatsigChange *change, bool rekeys)
{
	ListCell *cell;

	if (change->operation != STATSIG_OPERATION_UPDATE)
		return false;
	foreach(cell, statsig_actions_called(change))
		if (((const StatsigAction *) lfirst(cell))->rekeys == rekeys)
			return true;
	return false;
}

void
statsig_change_checks_rekeyed(const StatsigChangeLog *log, const StatsigChange *change)
{
	ListCell *cell;

	if (!calls_action(change, false))
		return;
	foreach(cell, log->changes)
	{
		const StatsigChange *earlier = lfirst(cell);

		if (earlier->table == change->table &&
			statsig_same_digest(&earlier->digest, &change->digest) && calls_action(earlier, true))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("row of foreign table \"%s\" cannot be changed like this after its key "
							"in one transaction",
							change->relation),
					 errdetail("Its new key is not known before COMMIT."),
					 errhint("Make both changes in one UPDATE, or in two transactions.")));
	}
}

/* The last change that made or deleted the document; NULL: none. */
static const StatsigChange *
last_of_document(const StatsigChangeLog *log, const StatsigDigest *digest)
{
	for (int i = list_length(log->documents) - 1; i >= 0; i--)
	{
		const StatsigChange *change = list_nth(log->documents, i);

		if (statsig_same_digest(&change->digest, digest))
			return change;
	}
	return NULL;
}

/* The key of a change's document, for a message. */
static const char *
shown_key(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	int column = statsig_catalog_document_key(table);

	return statsig_secrets_value(table, &table->columns[column], change->key);
}

void
statsig_change_checks_insert(const StatsigChangeLog *log, const StatsigChange *change)
{
	bool is_document = statsig_change_is_document(change);
	const StatsigDigest *digest = change->has_parent ? &change->parent : &change->digest;
	const StatsigChange *last;

	if (change->operation != STATSIG_OPERATION_INSERT || (is_document && change->key == NULL))
		return;
	last = last_of_document(log, digest);
	if (last == NULL)
		return;
	if (is_document && !change->has_parent && last->operation == STATSIG_OPERATION_INSERT)
		ereport(ERROR, (errcode(ERRCODE_UNIQUE_VIOLATION),
						errmsg("\"%s\" is already in foreign table \"%s\"", shown_key(change),
							   change->relation),
						errdetail("This transaction has inserted it.")));
	if ((!is_document || change->has_parent) && last->operation == STATSIG_OPERATION_DELETE)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("row of foreign table \"%s\" belongs to an object that does not exist",
						change->relation),
				 errdetail("This transaction has deleted it.")));
}

Bitmapset *
statsig_change_checks_action_columns(const StatsigChangeLog *log, const StatsigChange *change)
{
	Bitmapset *columns = NULL;
	ListCell *cell;
	ListCell *action_cell;

	if (change->key == NULL && statsig_catalog_document_key(change->table) >= 0)
		return NULL;
	foreach(cell, log->changes)
	{
		const StatsigChange *earlier = lfirst(cell);

		if (earlier->operation != STATSIG_OPERATION_UPDATE || earlier->table != change->table ||
			!statsig_same_digest(&earlier->digest, &change->digest))
			continue;
		foreach(action_cell, statsig_actions_called(earlier))
		{
			const StatsigAction *action = lfirst(action_cell);

			columns =
				bms_add_member(columns, statsig_catalog_column(change->table, action->column));
		}
	}
	return columns;
}
