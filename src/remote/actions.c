/*-------------------------------------------------------------------------
 *
 * actions.c
 *	  Which of a table's actions an UPDATE of one row calls for, and what is
 *	  left for the update verb.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/body.h"
#include "src/remote/secrets.h"

/* Whether a value matches "x", "!x" or NULL (everything); NULL text is SQL NULL. */
static bool
admits(const char *pattern, const char *text)
{
	if (pattern == NULL)
		return true;
	if (pattern[0] == '!')
		return text == NULL || strcmp(pattern + 1, text) != 0;
	return text != NULL && strcmp(pattern, text) == 0;
}

/* An action is about a change: a status that is set to what it was already calls nothing. */
static bool
matches(const StatsigChange *change, const StatsigAction *action)
{
	int column = statsig_catalog_column(change->table, action->column);

	return change->changed[column] && admits(action->from, change->old_values[column].text) &&
		   admits(action->to, change->new_values[column].text);
}

/*
 * A required argument is sent as the row has it.  An optional one only when
 * the statement gives it: the value of a column that also has a life of its
 * own must not slip into an action because it happens to be there.
 */
const char *
statsig_argument_json(const StatsigChange *change, const StatsigArgument *argument)
{
	const StatsigTable *table = change->table;
	int column = statsig_catalog_column(table, argument->column);
	const char *json = change->new_values[column].json;

	if (!argument->required && !change->changed[column])
		json = NULL;
	if (json == NULL && argument->fallback)
	{
		column = statsig_catalog_column(table, argument->fallback);
		json = change->old_values[column].json;
	}
	return json ? statsig_body_value(&table->columns[column], json) : NULL;
}

/*
 * Arguments belong to the action as much as its column: the update verb must
 * not send them again.
 */
static void
take(const StatsigChange *change, const StatsigAction *action, bool *taken)
{
	taken[statsig_catalog_column(change->table, action->column)] = true;
	for (int i = 0; i < STATSIG_MAX_ARGUMENTS && action->arguments[i].column; i++)
		taken[statsig_catalog_column(change->table, action->arguments[i].column)] = true;
}

/* Whether the update verb sends anything besides the action's own column. */
static bool
others_are_sent(const StatsigChange *change, const StatsigAction *action, const bool *taken)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < table->n_columns; i++)
		if (change->changed[i] && !taken[i] && statsig_column_is_updated(&table->columns[i]) &&
			strcmp(table->columns[i].name, action->column) != 0)
			return true;
	return false;
}

List *
statsig_actions_of(const StatsigChange *change, bool *taken)
{
	const StatsigTable *table = change->table;
	bool runs[64] = {false};
	List *actions = NIL;

	if (table->n_actions > (int) lengthof(runs))
		elog(ERROR, "table %s has too many actions", table->name);
	memset(taken, 0, sizeof(bool) * table->n_columns);

	/* Those that need nothing else come first: what they take is not "else". */
	for (int i = 0; i < table->n_actions; i++)
		if (!table->actions[i].alone && matches(change, &table->actions[i]))
		{
			runs[i] = true;
			take(change, &table->actions[i], taken);
		}
	for (int i = 0; i < table->n_actions; i++)
		if (table->actions[i].alone && matches(change, &table->actions[i]) &&
			!others_are_sent(change, &table->actions[i], taken))
		{
			runs[i] = true;
			take(change, &table->actions[i], taken);
		}
	for (int i = 0; i < table->n_actions; i++)
		if (runs[i])
			actions = lappend(actions, unconstify(StatsigAction *, &table->actions[i]));
	return actions;
}

List *
statsig_actions_called(const StatsigChange *change)
{
	bool *taken = palloc(sizeof(bool) * change->table->n_columns);
	List *actions = statsig_actions_of(change, taken);

	pfree(taken);
	return actions;
}

bool
statsig_actions_run_on(const StatsigTable *table, const char *column)
{
	for (int i = 0; i < table->n_actions; i++)
		if (strcmp(table->actions[i].column, column) == 0)
			return true;
	return false;
}

const StatsigAction *
statsig_actions_reach(const StatsigTable *table, const char *column, const char *from,
					  const char *to)
{
	for (int i = 0; i < table->n_actions; i++)
		if (strcmp(table->actions[i].column, column) == 0 && admits(table->actions[i].from, from) &&
			admits(table->actions[i].to, to))
			return &table->actions[i];
	return NULL;
}

bool
statsig_column_is_superseded(const StatsigChange *change, int column, const bool *taken)
{
	const char *same_as = change->table->columns[column].same_as;
	int other = same_as ? statsig_catalog_column(change->table, same_as) : -1;

	return other >= 0 && change->changed[other] && !taken[other] && !change->changed[column];
}

bool
statsig_actions_leave_fields(const StatsigChange *change)
{
	bool *taken = palloc(sizeof(bool) * change->table->n_columns);

	statsig_actions_of(change, taken);
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->changed[i] && !taken[i] &&
			statsig_column_is_updated(&change->table->columns[i]))
			return true;
	return false;
}

/* "b", "c": the values of the column that an action leads to from the old one. */
static char *
reachable_values(const StatsigChange *change, const char *column, const char *old)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < change->table->n_actions; i++)
	{
		const StatsigAction *action = &change->table->actions[i];

		if (strcmp(action->column, column) != 0 || !admits(action->from, old) ||
			action->to == NULL || action->to[0] == '!' || admits(action->to, old))
			continue;
		appendStringInfo(&list, "%s\"%s\"", list.len ? ", " : "", action->to);
	}
	return list.data;
}

/* The column whose change would make this one an argument, or NULL. */
static const char *
argument_of(const StatsigTable *table, const char *column)
{
	for (int i = 0; i < table->n_actions; i++)
		for (int j = 0; j < STATSIG_MAX_ARGUMENTS && table->actions[i].arguments[j].column; j++)
			if (strcmp(table->actions[i].arguments[j].column, column) == 0)
				return table->actions[i].column;
	return NULL;
}

/* Says what was tried, and what would work instead where the catalogue knows. */
static void
raise_unreachable(const StatsigChange *change, int i)
{
	const StatsigColumn *column = &change->table->columns[i];
	char *reachable = reachable_values(change, column->name, change->old_values[i].text);
	const char *old = statsig_secrets_value(change->table, column, change->old_values[i].text);
	const char *new = statsig_secrets_value(change->table, column, change->new_values[i].text);
	const char *leader = argument_of(change->table, column->name);

	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("column \"%s\" of foreign table \"%s\" cannot be changed this way",
						   column->name, change->relation),
					errdetail("The API has no call that changes it from %s%s%s to %s%s%s.",
							  old ? "\"" : "", old ? old : "NULL", old ? "\"" : "", new ? "\"" : "",
							  new ? new : "NULL", new ? "\"" : ""),
					reachable[0] != '\0' ?
						errhint("From the present value it can be set to %s.", reachable) :
					leader != NULL ?
						errhint("Set it in an UPDATE that also changes column \"%s\".", leader) :
						0));
}

static void
check_arguments(const StatsigChange *change, const StatsigAction *action)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < STATSIG_MAX_ARGUMENTS && action->arguments[i].column; i++)
	{
		if (action->arguments[i].required &&
			statsig_argument_json(change, &action->arguments[i]) == NULL)
			ereport(
				ERROR,
				(errcode(ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("column \"%s\" of foreign table \"%s\" is needed to set \"%s\" to \"%s\"",
						action->arguments[i].column, change->relation, action->column,
						change->new_values[statsig_catalog_column(table, action->column)].text),
				 errhint("Give it in the same UPDATE.")));
	}
}

/* A column that is changed and that nothing sends would be a change lost in silence. */
void
statsig_actions_check(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	bool *taken = palloc(sizeof(bool) * table->n_columns);
	List *actions = statsig_actions_of(change, taken);
	ListCell *cell;

	foreach(cell, actions)
		check_arguments(change, lfirst(cell));

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (!change->changed[i] || taken[i] || (column->flags & STATSIG_REORDER))
			continue;
		/* What an INSERT can say goes into that of a new row, or is left out of it. */
		if (change->token.serial != 0 &&
			(column->flags & (STATSIG_INSERT | STATSIG_INSERT_AFTER)) &&
			(change->new_values[i].json != NULL || !(column->flags & STATSIG_REQUIRED)))
			continue;
		if (!statsig_column_is_updated(column))
			raise_unreachable(change, i);
		if (change->new_values[i].json == NULL && !(column->flags & STATSIG_NULLABLE))
			ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
							errmsg("column \"%s\" of foreign table \"%s\" cannot be set to NULL",
								   column->name, change->relation),
							errdetail("The API has no way to clear it.")));
	}
}
