/*-------------------------------------------------------------------------
 *
 * request_set.c
 *	  Requests that write the rows of one parent whole: they are read, what the
 *	  transaction takes away and adds is applied, and the rest is written back.
 *
 * As with arrays, nothing locks the set between the read and the write.  A row
 * to take away that is gone is an error; one to add that is there already is
 * there once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/remote/coalesce.h"
#include "src/remote/complaint.h"
#include "src/remote/entries_read.h"
#include "src/remote/list_read.h"
#include "src/remote/request_internal.h"

/* A row of the set; rows are told apart by all they consist of. */
typedef struct Place
{
	StatsigDigest digest;
	int at;
} Place;

typedef struct Set
{
	const StatsigTable *table;
	HTAB *places;		 /* Place by digest */
	StatsigValue **rows; /* in order; NULL: taken away */
	int n;
	int left; /* how many are not taken away */
} Set;

static Set *
create_set(const StatsigTable *table, int most)
{
	HASHCTL control = {.keysize = sizeof(StatsigDigest), .entrysize = sizeof(Place)};
	Set *set = palloc0(sizeof(Set));

	control.hcxt = CurrentMemoryContext;
	set->table = table;
	set->places = hash_create("statsig set", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	set->rows = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(StatsigValue *) * Max(most, 1));
	return set;
}

/* Adds a row; false when it is there already. */
static bool
add_row(Set *set, StatsigValue *row)
{
	StatsigDigest digest = statsig_entry_digest(set->table, row);
	bool found;
	Place *place = hash_search(set->places, &digest, HASH_ENTER, &found);

	if (found)
		return false;
	place->at = set->n;
	set->rows[set->n++] = row;
	set->left++;
	return true;
}

static void
take_row(Set *set, const StatsigChange *change)
{
	StatsigDigest digest = statsig_entry_digest(set->table, change->old_values);
	Place *place = hash_search(set->places, &digest, HASH_REMOVE, NULL);

	if (place == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("row of foreign table \"%s\" has vanished meanwhile", change->relation),
				 errdetail("It was read by this transaction but is no longer in %s.",
						   statsig_complaint_shown_path(
							   statsig_request_path(change, set->table->list.path))),
				 errhint("Run the transaction again.")));
	set->rows[place->at] = NULL;
	set->left--;
}

/* All rows that the pages have. */
static List *
read_rows(const StatsigChange *sample, const StatsigEndpoint *endpoint, List *pages)
{
	List *rows = NIL;
	ListCell *cell;

	foreach(cell, pages)
	{
		StatsigSlice data = statsig_list_data(sample->table, endpoint, lfirst(cell));
		StatsigSlice *items = &data;
		int count = 1;

		if (data.kind == STATSIG_JSON_ARRAY)
			items = statsig_json_elements(data, &count);
		for (int i = 0; i < count; i++)
			rows = list_concat(rows, statsig_entries_read(sample, items[i]));
	}
	return rows;
}

static List *
list_rows(const Set *set)
{
	List *rows = NIL;

	for (int i = 0; i < set->n; i++)
		if (set->rows[i])
			rows = lappend(rows, set->rows[i]);
	return rows;
}

/* Applies the changes; false when they change nothing. */
static bool
apply_changes(Set *set, List *changes)
{
	bool any = false;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation == STATSIG_OPERATION_DELETE)
		{
			take_row(set, change);
			any = true;
		}
		else
			any |= add_row(set, change->new_values);
	}
	return any;
}

/*
 * The step with its body, or with the call that takes everything away; a copy,
 * as the original may be described in an error.  None when the set is as it is
 * wanted.
 */
static List *
write_set(StatsigStep *step, List *pages)
{
	const StatsigChange *sample = linitial(step->changes);
	const StatsigVerb *verb = step->expand_arg;
	List *rows = read_rows(sample, step->list, pages);
	Set *set = create_set(sample->table, list_length(rows) + list_length(step->changes));
	StatsigStep *ready;
	ListCell *cell;

	foreach(cell, rows)
	{
		CHECK_FOR_INTERRUPTS();
		add_row(set, lfirst(cell));
	}
	if (!apply_changes(set, step->changes))
		return NIL;
	ready = palloc(sizeof(StatsigStep));
	*ready = *step;
	ready->read = NULL;
	ready->expand = NULL;
	if (set->left > 0 || verb->clear_method == NULL)
		ready->request.body =
			statsig_entries_whole_body(verb, sample, list_rows(set), rows ? linitial(rows) : NULL);
	else
	{
		ready->request.method = verb->clear_method;
		ready->request.path = statsig_request_path(sample, verb->clear_path);
		ready->template = verb->clear_path;
	}
	return list_make1(ready);
}

/* Grouped by the set that is read, which is also the one that is written. */
List *
statsig_set_steps(const StatsigVerb *verb, List *changes)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, statsig_group_by_path(changes, table->list.path))
	{
		List *group = lfirst(cell);
		StatsigStep *step = statsig_step_create(verb->method, verb->path, linitial(group), group,
												verb->answer, verb->repeatable);

		statsig_step_read_whole(step, &table->list);
		step->expand = write_set;
		step->expand_arg = unconstify(StatsigVerb *, verb);
		steps = lappend(steps, step);
	}
	return steps;
}
