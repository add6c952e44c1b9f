/*-------------------------------------------------------------------------
 *
 * undo_delete.c
 *	  The SQL statement that makes a deleted row again.
 *
 * The statement gives what it can.  What it leaves out, and why, is in the
 * remark; where the row cannot be made without it there is no statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/catalog/catalog.h"
#include "src/fdw/undo_internal.h"

/* The new row, and the names of columns that it lacks. */
typedef struct NewRow
{
	StringInfoData names;
	StringInfoData values;
	StringInfoData missing;	 /* the foreign table does not have them */
	StringInfoData outlived; /* see STATSIG_OUTLIVED */
	StringInfoData secret;
	StringInfoData hidden;	/* the API does not show them */
	StringInfoData refused; /* the API shows what it does not take */
	StringInfoData later;	/* no INSERT can give them */
} NewRow;

static void
start_row(NewRow *new_row)
{
	initStringInfo(&new_row->names);
	initStringInfo(&new_row->values);
	initStringInfo(&new_row->missing);
	initStringInfo(&new_row->outlived);
	initStringInfo(&new_row->secret);
	initStringInfo(&new_row->hidden);
	initStringInfo(&new_row->refused);
	initStringInfo(&new_row->later);
}

static void
append_item(StringInfo list, const char *item)
{
	appendStringInfo(list, "%s%s", list->len ? ", " : "", item);
}

static char *
remark_on_new(const StatsigChange *change, const NewRow *new_row)
{
	const char *lost = statsig_catalog_row_kind(change->table) == STATSIG_ROWS_ITEMS ?
						   "Makes a new object: history and results of the old one are gone, and "
						   "what belonged to it, such as overrides." :
						   "Makes a new row: what the API gives it of its own is another.";
	const struct
	{
		const char *format;
		const char *list;
	} lacks[] = {
		{"The foreign table lacks columns that are lost: %s.", new_row->missing.data},
		{"Left out, as what it names may be gone: %s.", new_row->outlived.data},
		{"Left out, as it is secret: %s.", new_row->secret.data},
		{"Left out, as the API does not show it: %s.", new_row->hidden.data},
		{"Left out, as the API does not take it: %s.", new_row->refused.data},
		{"Left out, as only an UPDATE can set it: %s.", new_row->later.data},
	};
	StringInfoData remark;

	initStringInfo(&remark);
	appendStringInfoString(&remark, lost);
	for (int i = 0; i < (int) lengthof(lacks); i++)
	{
		if (lacks[i].list[0] == '\0')
			continue;
		appendStringInfoChar(&remark, ' ');
		appendStringInfo(&remark, lacks[i].format, lacks[i].list);
	}
	return remark.data;
}

/* A value that an UPDATE gives and an INSERT cannot; places of rows are put back by themselves. */
static bool
is_set_later(const StatsigColumn *column)
{
	return (column->flags & (STATSIG_UPDATE | STATSIG_WHOLE)) &&
		   !(column->flags & STATSIG_WRITTEN_BY_INSERT) && column->source != STATSIG_FROM_POSITION;
}

/* Why a column that the row needs cannot be given; NULL: it can. */
static char *
obstacle(const StatsigChange *change, int i, const char *json)
{
	const StatsigColumn *column = &change->table->columns[i];
	char *refused;

	if (change->names->columns[i] == NULL)
		return psprintf("%s, which the foreign table lacks", column->name);
	if (json == NULL)
		return psprintf("%s, which is not known", column->name);
	if (statsig_undo_is_secret(change, i))
		return psprintf("%s, which is secret", change->names->columns[i]);
	refused = statsig_undo_refused(column, json);
	if (refused)
		return psprintf("%s, and the API does not take what it was: %s", change->names->columns[i],
						refused);
	return NULL;
}

/* Gives a column that the row can do without, or says why not. */
static void
add_column(NewRow *new_row, const StatsigChange *change, int i, const char *json)
{
	const StatsigColumn *column = &change->table->columns[i];
	const char *name = change->names->columns[i];
	char *refused;

	if (column->flags & STATSIG_OUTLIVED)
		append_item(&new_row->outlived, column->name);
	else if (name == NULL)
		append_item(&new_row->missing, column->name);
	else if (statsig_undo_is_secret(change, i))
		append_item(&new_row->secret, column->name);
	else if ((refused = statsig_undo_refused(column, json)) != NULL)
		append_item(&new_row->refused, psprintf("%s (%s)", column->name, refused));
	else
	{
		append_item(&new_row->names, name);
		append_item(&new_row->values, statsig_undo_literal(column, json));
	}
}

/* Of a row that was only read by the statement: what that could not see. */
static void
note_unseen(NewRow *new_row, const StatsigChange *change, int i)
{
	const StatsigColumn *column = &change->table->columns[i];

	if (!(column->flags & STATSIG_WRITTEN_BY_INSERT))
		return;
	if (column->source == STATSIG_FROM_NOWHERE)
		append_item(&new_row->hidden, column->name);
	else if (change->names->columns[i] == NULL)
		append_item(&new_row->missing, column->name);
}

/* The columns of which an INSERT needs one, when none of them is given; NULL: all is well. */
static char *
lacking_any(const StatsigTable *table, const bool *given)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; table->insert_any[i]; i++)
	{
		if (given[statsig_catalog_column(table, table->insert_any[i])])
			return NULL;
		append_item(&names, table->insert_any[i]);
	}
	return names.len > 0 ? psprintf("one of %s", names.data) : NULL;
}

/* Makes the row; returns what it cannot be made without, NULL: it can be made. */
static char *
make_row(NewRow *new_row, const StatsigChange *change, const char *row)
{
	const StatsigTable *table = change->table;
	bool *given = palloc0(sizeof(bool) * table->n_columns);

	start_row(new_row);
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		char *json = statsig_undo_json(change, row, i);
		char *reason = (column->flags & STATSIG_REQUIRED) ? obstacle(change, i, json) : NULL;
		int length = new_row->names.len;

		if (reason)
			return reason;
		if (json == NULL && row == NULL)
			note_unseen(new_row, change, i);
		if (json && is_set_later(column))
			append_item(&new_row->later, column->name);
		if (json && (column->flags & STATSIG_WRITTEN_BY_INSERT))
			add_column(new_row, change, i, json);
		given[i] = new_row->names.len > length;
	}
	return lacking_any(table, given);
}

List *
statsig_undo_delete(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	char *row = statsig_undo_row(change);
	NewRow new_row;
	char *reason;

	if (!statsig_table_can_insert(table))
		return statsig_undo_add(
			NIL, NULL, psprintf("The API cannot create rows of %s.", change->names->table));
	if (row == NULL && !statsig_catalog_is_only_listed(table))
		return statsig_undo_add(NIL, NULL, "What was deleted had not been read.");
	reason = make_row(&new_row, change, row);
	if (reason)
		return statsig_undo_add(
			NIL, NULL, psprintf("No statement, since the row cannot be made without %s.", reason));
	return statsig_undo_add(NIL,
							psprintf("INSERT INTO %s (%s) VALUES (%s)", change->names->table,
									 new_row.names.data, new_row.values.data),
							remark_on_new(change, &new_row));
}
