/*-------------------------------------------------------------------------
 *
 * request_array.c
 *	  Requests that rewrite the parent's array: the parent is read, its array
 *	  changed, and the whole array written back.
 *
 * All that a transaction does to one array is one request, made from the log
 * of its changes in order: rows are moved among those that were there at the
 * time.
 *
 * Between the read and the write nothing locks the parent.  An element that
 * is no longer there is an error; a change of another session to another
 * element in that moment would be overwritten, which the API offers no way to
 * prevent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/array_edit.h"
#include "src/remote/body.h"
#include "src/remote/request_internal.h"
#include "src/remote/verbs.h"

typedef struct Rewrite
{
	const StatsigTable *table;
	const StatsigVerb *verb;
	List *log;					 /* const StatsigChange *: what is done to the array, in order */
	const StatsigChange *object; /* UPDATE of the object whose fields go along; NULL: none */
} Rewrite;

/* An object of another kind has no such rows: a list of ids has no rules. */
static void
check_kind(const StatsigTable *table, StatsigSlice item)
{
	const StatsigOmission *omission = &table->omission;
	const char *paths[] = {omission->member};
	StatsigSlice kind = {0};

	if (omission->member == NULL)
		return;
	statsig_json_object(item, statsig_json_members(paths, 1), &kind);
	if (kind.kind == STATSIG_JSON_STRING &&
		strcmp(statsig_json_as_text(kind), omission->value) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("row of foreign table \"%s\" belongs to an object that has no such rows",
						table->name),
				 errdetail("Its %s is \"%s\"; only those whose %s is \"%s\" have them.",
						   omission->member, statsig_json_as_text(kind), omission->member,
						   omission->value)));
}

/* The array in an answer. */
static StatsigSlice
read_array(const StatsigTable *table, const StatsigAnswer *answer)
{
	const char *outer_paths[] = {"data"};
	const char *array_paths[] = {table->facets[0].array};
	StatsigSlice item = statsig_json_text(answer->body, answer->length);
	StatsigSlice array = {0};

	statsig_json_object(item, statsig_json_members(outer_paths, 1), &item);
	if (item.kind == STATSIG_JSON_OBJECT)
	{
		check_kind(table, item);
		statsig_json_object(item, statsig_json_members(array_paths, 1), &array);
	}
	if (item.kind != STATSIG_JSON_OBJECT || array.kind != STATSIG_JSON_ARRAY)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("answer of the Statsig API has no array \"%s\"", array_paths[0])));
	return array;
}

/* The elements as they are sent, in one text, after the object's own fields. */
static char *
array_body(const Rewrite *rewrite, List *elements, const StatsigChange *object)
{
	const StatsigTable *table = rewrite->table;
	bool bare = rewrite->verb->bare;
	StatsigBody *body = bare ? statsig_body_create('[') : statsig_body_of(rewrite->verb);
	cJSON *list = statsig_body_root(body);
	ListCell *cell;

	if (object)
	{
		bool *taken = palloc0(sizeof(bool) * object->table->n_columns);

		statsig_actions_of(object, taken);
		statsig_body_add_row(statsig_body_root(body), object, object->table->update.path, taken);
	}
	if (!bare)
		list = statsig_body_list(list, table->facets[0].array);
	foreach(cell, elements)
		statsig_body_append(list, statsig_element_sent_text(table, lfirst(cell)));
	return statsig_body_text(body);
}

/*
 * The step that comes out is a copy with its body: the original may be
 * described in an error.  None comes out when the array is already as wanted.
 */
static List *
rewrite_array(StatsigStep *step, List *pages)
{
	const Rewrite *rewrite = step->expand_arg;
	const StatsigTable *table = rewrite->table;
	List *elements = statsig_elements_read(table, read_array(table, linitial(pages)), 0);
	char *old_text = array_body(rewrite, elements, NULL);
	char *new_text;
	StatsigStep *ready;

	elements = statsig_elements_apply(table, elements, rewrite->log, STATSIG_ARRAY_SENT);
	new_text = array_body(rewrite, elements, rewrite->object);
	if (strcmp(old_text, new_text) == 0)
		return NIL;
	ready = palloc(sizeof(StatsigStep));
	*ready = *step;
	ready->read = NULL;
	ready->expand = NULL;
	ready->request.body = new_text;
	return list_make1(ready);
}

bool
statsig_change_touches_array(const StatsigChange *change)
{
	return change->operation != STATSIG_OPERATION_UPDATE || statsig_change_moves(change) ||
		   statsig_actions_leave_fields(change);
}

/* A new element has no id yet: written twice, it would be made anew. */
static bool
is_repeatable(const StatsigVerb *verb, List *changes)
{
	ListCell *cell;

	foreach(cell, changes)
		if (((const StatsigChange *) lfirst(cell))->operation == STATSIG_OPERATION_INSERT)
			return false;
	return verb->repeatable;
}

/* The changes of the log that lie in one document. */
static List *
log_of(List *log, const StatsigChange *sample)
{
	List *own = NIL;
	ListCell *cell;

	foreach(cell, log)
	{
		const StatsigChange *change = lfirst(cell);

		if (strcmp(change->document, sample->document) == 0 &&
			(change->key == NULL || sample->key == NULL || strcmp(change->key, sample->key) == 0))
			own = lappend(own, lfirst(cell));
	}
	return own;
}

bool
statsig_array_step_takes(StatsigStep *step, const StatsigStep *other)
{
	const StatsigChange *object = linitial(other->changes);
	const StatsigVerb *verb = statsig_verb_of(object);
	Rewrite *rewrite = step->expand_arg;

	if (step->expand != rewrite_array || rewrite->verb->bare || rewrite->object != NULL ||
		other->action != NULL || other->read != NULL || other->awaits != NULL ||
		list_length(other->changes) != 1 || object->operation != STATSIG_OPERATION_UPDATE ||
		verb->kind != STATSIG_VERB_OBJECT || verb->member != NULL ||
		strcmp(step->request.method, other->request.method) != 0 ||
		strcmp(step->request.path, other->request.path) != 0 ||
		!statsig_same_project(object->session,
							  ((const StatsigChange *) linitial(step->changes))->session))
		return false;
	rewrite->object = object;
	step->changes = list_concat_copy(step->changes, other->changes);
	step->request.repeatable = step->request.repeatable && other->request.repeatable;
	return true;
}

/* Grouped by the parent that is read, which is also the one that is written. */
List *
statsig_array_steps(const StatsigVerb *verb, List *changes, List *log)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	List *touching = NIL;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
		if (statsig_change_touches_array(lfirst(cell)))
			touching = lappend(touching, lfirst(cell));

	foreach(cell, statsig_group_by_path(touching, table->item.path))
	{
		List *group = lfirst(cell);
		Rewrite *rewrite = palloc0(sizeof(Rewrite));
		StatsigStep *step = statsig_step_create(verb->method, verb->path, linitial(group), group,
												verb->answer, is_repeatable(verb, group));

		rewrite->table = table;
		rewrite->verb = verb;
		rewrite->log = log_of(log, linitial(group));
		step->read = statsig_step_read(table->item.path, linitial(group));
		step->expand = rewrite_array;
		step->expand_arg = rewrite;
		steps = lappend(steps, step);
	}
	return steps;
}
