/*-------------------------------------------------------------------------
 *
 * request.c
 *	  From changes of rows to the requests that make them: which kind of verb
 *	  builds which changes, and in which order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/json.h"
#include "src/remote/list_read.h"
#include "src/remote/merge.h"
#include "src/remote/request_internal.h"
#include "src/remote/secrets.h"
#include "src/remote/url.h"
#include "src/remote/verbs.h"

/* For statsig_url_expand(). The old row says where an object is; a new one has no other. */
static const char *
lookup_value(void *arg, const char *column)
{
	const StatsigChange *change = arg;
	int i = statsig_catalog_column(change->table, column);

	return statsig_change_identity(change)[i].text;
}

char *
statsig_request_path(const StatsigChange *change, const char *template)
{
	return statsig_url_expand(template, lookup_value, unconstify(StatsigChange *, change));
}

StatsigStep *
statsig_step_create(const char *method, const char *template, const StatsigChange *sample,
					List *changes, StatsigEnvelope answer, bool repeatable)
{
	StatsigStep *step = palloc0(sizeof(StatsigStep));

	step->request.method = method;
	step->request.path = statsig_request_path(sample, template);
	step->request.repeatable = repeatable;
	step->request.secrets = statsig_secrets_of_changes(changes);
	step->template = template;
	step->changes = changes;
	step->answer = answer;
	return step;
}

const StatsigRequest *
statsig_step_read(const char *template, const StatsigChange *sample)
{
	StatsigRequest *read = palloc0(sizeof(StatsigRequest));

	read->method = "GET";
	read->path = statsig_request_path(sample, template);
	read->repeatable = true;
	return read;
}

void
statsig_step_read_whole(StatsigStep *step, const StatsigEndpoint *endpoint)
{
	const StatsigChange *first = linitial(step->changes);

	step->read =
		statsig_list_request(first->session, endpoint, statsig_request_path(first, endpoint->path));
	step->list = endpoint;
	step->whole = true;
}

typedef struct PathGroup
{
	const char *path;
	List *changes;
} PathGroup;

/*
 * Two rows have the same parent when their paths come out the same, however
 * many columns make the path.
 */
List *
statsig_group_by_path(List *changes, const char *template)
{
	List *groups = NIL;
	List *result = NIL;
	ListCell *cell;
	ListCell *group_cell;

	foreach(cell, changes)
	{
		const char *path = template ? statsig_request_path(lfirst(cell), template) : "";
		PathGroup *found = NULL;

		/* Newest first: rows of one parent usually come together. */
		for (int i = list_length(groups) - 1; i >= 0 && found == NULL; i--)
		{
			PathGroup *group = list_nth(groups, i);

			if (strcmp(group->path, path) == 0)
				found = group;
		}
		if (found == NULL)
		{
			found = palloc0(sizeof(PathGroup));
			found->path = path;
			groups = lappend(groups, found);
		}
		found->changes = lappend(found->changes, lfirst(cell));
	}
	foreach(group_cell, groups)
		result = lappend(result, ((PathGroup *) lfirst(group_cell))->changes);
	return result;
}

/* The steps of a verb for changes of one operation. */
static List *
verb_steps(const StatsigVerb *verb, List *changes)
{
	const StatsigChange *sample = linitial(changes);

	switch (verb->kind)
	{
		case STATSIG_VERB_NONE:
			return NIL;
		case STATSIG_VERB_OBJECT:
			return statsig_object_steps(verb, changes);
		case STATSIG_VERB_CHILD:
			return statsig_child_steps(verb, changes);
		case STATSIG_VERB_PARENT_ARRAY:
			return statsig_array_steps(verb, changes, changes);
		case STATSIG_VERB_WHOLE:
			return statsig_whole_steps(verb, changes);
		case STATSIG_VERB_SET:
			return statsig_set_steps(verb, changes);
		case STATSIG_VERB_ENTRIES:
			if (sample->operation != STATSIG_OPERATION_UPDATE)
				return statsig_entries_steps(verb, changes,
											 sample->operation == STATSIG_OPERATION_DELETE);
			/* An entry has nothing that could be changed: the old one goes, the new one comes. */
			return list_concat(statsig_entries_steps(&sample->table->delete, changes, true),
							   statsig_entries_steps(verb, changes, false));
	}
	elog(ERROR, "unknown kind of verb %d", (int) verb->kind);
}

/*
 * An object is finished before the next one is begun, so that a failure
 * leaves whole objects behind.  Rows of a parent share requests, and so share
 * the stages.
 */
static List *
update_steps(const StatsigTable *table, List *changes)
{
	StatsigVerbKind kind = table->update.kind;
	List *steps = NIL;
	List *batches = NIL;
	ListCell *cell;

	if (kind == STATSIG_VERB_OBJECT || kind == STATSIG_VERB_WHOLE || kind == STATSIG_VERB_NONE)
	{
		foreach(cell, changes)
			batches = lappend(batches, list_make1(lfirst(cell)));
	}
	else
		batches = list_make1(changes);

	foreach(cell, batches)
	{
		List *batch = lfirst(cell);

		steps = list_concat(steps, statsig_action_steps(batch, STATSIG_BEFORE_FIELDS));
		steps = list_concat(steps, verb_steps(statsig_verb_of(linitial(batch)), batch));
		steps = list_concat(steps, statsig_action_steps(batch, STATSIG_AFTER_FIELDS));
	}
	return steps;
}

static List *
operation_steps(const StatsigTable *table, List *changes)
{
	const StatsigChange *first = linitial(changes);

	if (first->operation == STATSIG_OPERATION_UPDATE)
		return update_steps(table, changes);
	return verb_steps(statsig_verb_of(first), changes);
}

/*
 * Whether an UPDATE gives its row a name that another row has until the same
 * request: one by one the API would refuse the first of them.
 */
static bool
takes_name(const StatsigTable *table, List *changes, const StatsigChange *change)
{
	int column = table->unique_column ? statsig_catalog_column(table, table->unique_column) : -1;
	ListCell *cell;

	if (column < 0 || change->operation != STATSIG_OPERATION_UPDATE || !change->changed[column] ||
		change->new_values[column].text == NULL)
		return false;
	foreach(cell, changes)
	{
		const StatsigChange *other = lfirst(cell);

		if (other->operation == STATSIG_OPERATION_UPDATE && other != change &&
			statsig_same_text(other->old_values[column].text, change->new_values[column].text))
			return true;
	}
	return false;
}

/*
 * How the table's array is written as a whole; NULL when the changes need no
 * such thing.  A table's verbs of this kind all write it the same way.
 */
static const StatsigVerb *
array_verb(const StatsigTable *table, List *changes)
{
	bool needed = false;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (statsig_change_moves(change) || takes_name(table, changes, change) ||
			(statsig_verb_of(change)->kind == STATSIG_VERB_PARENT_ARRAY &&
			 statsig_change_touches_array(change)))
			needed = true;
	}
	return !needed											? NULL :
		   table->reorder.kind == STATSIG_VERB_PARENT_ARRAY ? &table->reorder :
															  &table->update;
}

/*
 * All that is done to one array is one request: between the parts the array
 * might be something that the API refuses (sizes that have to sum up).
 */
static List *
array_batch_steps(const StatsigBatch *batch, const StatsigVerb *verb)
{
	List *updates = NIL;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, batch->changes)
		if (((const StatsigChange *) lfirst(cell))->operation == STATSIG_OPERATION_UPDATE)
			updates = lappend(updates, lfirst(cell));
	if (updates != NIL)
		steps = statsig_action_steps(updates, STATSIG_BEFORE_FIELDS);
	steps = list_concat(steps, statsig_array_steps(verb, batch->changes, batch->log));
	if (updates != NIL)
		steps = list_concat(steps, statsig_action_steps(updates, STATSIG_AFTER_FIELDS));
	return steps;
}

/* Fills in the key that the API has given the new row, and goes on from there. */
static List *
continue_with_key(StatsigStep *step, List *pages)
{
	const StatsigAnswer *answer = linitial(pages);
	const StatsigChange *change = linitial(step->changes);
	const StatsigTable *table = change->table;
	int key = statsig_catalog_document_key(table);
	const char *outer_paths[] = {"data"};
	const char *key_paths[] = {table->item_key};
	StatsigChange *known = palloc(sizeof(StatsigChange));
	StatsigBatch batch = {table, NIL, NIL};
	StatsigSlice data;
	StatsigSlice value = {0};

	statsig_json_object(statsig_json_text(answer->body, answer->length),
						statsig_json_members(outer_paths, 1), &data);
	if (data.kind == STATSIG_JSON_OBJECT)
		statsig_json_object(data, statsig_json_members(key_paths, 1), &value);
	*known = *change;
	known->awaits = NULL;
	known->key = statsig_json_as_text(value);
	if (known->key == NULL)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("answer of the Statsig API has no \"%s\"", table->item_key),
						errdetail("It is needed to change the new object further.")));
	known->old_values[key].text = known->key;
	batch.changes = list_make1(known);
	return statsig_request_steps(&batch);
}

/* A change of a row whose key the API has not made yet: its requests come with the answer. */
static List *
awaiting_steps(const StatsigBatch *batch, const StatsigChange *change)
{
	const StatsigVerb *verb = statsig_verb_of(change);
	List *actions = statsig_actions_called(change);
	const StatsigAction *first = actions ? linitial(actions) : NULL;
	StatsigStep *step = palloc0(sizeof(StatsigStep));

	step->request.method = first ? first->method : verb->method;
	step->template = first ? first->path : verb->path;
	step->request.path = step->template;
	step->changes = batch->changes;
	step->awaits = change->awaits;
	step->expand = continue_with_key;
	return list_make1(step);
}

/* Runs of one operation are built together; between runs the order of the batch holds. */
List *
statsig_request_steps(const StatsigBatch *batch)
{
	const StatsigVerb *verb = array_verb(batch->table, batch->changes);
	const StatsigVerb *set = statsig_changes_set_verb(batch->changes);
	const StatsigChange *first = linitial(batch->changes);
	List *steps = NIL;
	List *run = NIL;
	ListCell *cell;

	if (first->awaits)
		return awaiting_steps(batch, first);
	if (set)
		return statsig_set_steps(set, batch->changes);
	if (verb)
		return array_batch_steps(batch, verb);
	foreach(cell, batch->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (run != NIL && ((const StatsigChange *) linitial(run))->operation != change->operation)
		{
			steps = list_concat(steps, operation_steps(batch->table, run));
			run = NIL;
		}
		run = lappend(run, lfirst(cell));
	}
	if (run != NIL)
		steps = list_concat(steps, operation_steps(batch->table, run));
	return steps;
}

List *
statsig_request_join(List *steps)
{
	List *result = NIL;
	ListCell *cell;

	foreach(cell, steps)
	{
		StatsigStep *step = lfirst(cell);
		StatsigStep *last = result ? llast(result) : NULL;

		if (last && statsig_array_step_takes(last, step))
			continue;
		if (last && statsig_array_step_takes(step, last))
			llast(result) = step;
		else
			result = lappend(result, step);
	}
	return result;
}

/*
 * Raises when a column of the path has no value that can stand in a path.  A
 * row that this transaction makes may get it later.
 */
static void
check_path(const StatsigChange *change, const char *template)
{
	if (template == NULL || change->token.serial != 0)
		return;
	for (int i = 0; change->operation != STATSIG_OPERATION_INSERT && change->table->key[i]; i++)
		if (statsig_catalog_in_path(template, change->table->key[i]) &&
			lookup_value(unconstify(StatsigChange *, change), change->table->key[i]) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_FDW_UNABLE_TO_CREATE_EXECUTION),
					 errmsg("row of foreign table \"%s\" cannot be changed without a value in "
							"column \"%s\"",
							change->relation, change->table->key[i]),
					 errdetail("The path of the request needs it, and the API does not show "
							   "it for this row.")));
	pfree(statsig_request_path(change, template));
}

/* NULL-terminated names as "a", "b" or "c". */
static char *
alternatives(const char *const *names)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; names[i]; i++)
		appendStringInfo(&text, "%s\"%s\"", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
	return text.data;
}

/*
 * SQL has no constraint that could say this; the API's own refusal would come
 * after other rows were sent.
 */
static void
check_insert(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	bool any = table->insert_any[0] == NULL;

	for (int i = 0; i < table->n_columns; i++)
		if ((table->columns[i].flags & STATSIG_REQUIRED) && change->new_values[i].text == NULL)
			ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
							errmsg("null value in column \"%s\" of foreign table \"%s\"",
								   table->columns[i].name, change->relation),
							errdetail("The API requires it to create the object.")));

	for (int i = 0; table->insert_any[i]; i++)
		if (change->new_values[statsig_catalog_column(table, table->insert_any[i])].text)
			any = true;
	if (!any)
		ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
						errmsg("INSERT into foreign table \"%s\" needs a value in column %s",
							   change->relation, alternatives(table->insert_any))));
}

/* How far an array goes is not known yet; that a place is one is. */
static void
check_position(const StatsigChange *change)
{
	for (int i = 0; i < change->table->n_columns; i++)
	{
		const char *text = change->new_values[i].text;

		if (!change->changed[i] || !(change->table->columns[i].flags & STATSIG_REORDER))
			continue;
		if (text == NULL || text[0] == '-')
			ereport(
				ERROR,
				(errcode(text ? ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE : ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("column \"%s\" of foreign table \"%s\" cannot be set to %s",
						change->table->columns[i].name, change->relation, text ? text : "NULL"),
				 errdetail("Positions run from 0.")));
	}
}

/* Without a part of its key the API would choose which object is changed. */
static void
check_identity(const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < table->n_columns; i++)
		if ((table->columns[i].flags & STATSIG_IDENTIFIES) && change->token.serial == 0 &&
			change->old_values[i].text == NULL)
			ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
							errmsg("no value is known for column \"%s\" of foreign table \"%s\"",
								   table->columns[i].name, change->relation),
							errdetail("The API needs it to tell which object is meant."),
							errhint("Add a condition such as %s = '...' to the statement.",
									table->columns[i].name)));
}

/*
 * Paths are expanded and thrown away: what cannot stand in a path must be
 * known before the first request.
 */
void
statsig_request_check(const StatsigChange *change)
{
	const StatsigTable *table = change->table;
	const StatsigVerb *verb = statsig_verb_of(change);

	if (change->operation == STATSIG_OPERATION_INSERT)
		check_insert(change);
	if (change->operation == STATSIG_OPERATION_UPDATE)
	{
		ListCell *cell;

		statsig_actions_check(change);
		check_position(change);
		foreach(cell, statsig_actions_called(change))
			check_path(change, ((const StatsigAction *) lfirst(cell))->path);
		check_path(change, table->reorder.path);
		check_identity(change);
	}
	check_path(change, verb->path);
	if (verb->kind == STATSIG_VERB_PARENT_ARRAY)
		check_path(change, table->item.path);
	if (verb->kind == STATSIG_VERB_WHOLE)
		check_path(change, statsig_whole_endpoint(table)->path);
	if (verb->kind == STATSIG_VERB_SET)
		check_path(change, table->list.path);

	if (statsig_verb_is_of_entries(verb))
	{
		if (change->old_values)
			statsig_entries_check(change, change->old_values);
		if (change->new_values)
			statsig_entries_check(change, change->new_values);
	}
}
