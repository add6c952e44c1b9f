/*-------------------------------------------------------------------------
 *
 * request_object.c
 *	  Requests for one row each, and the actions of an UPDATE.
 *
 * A POST, PUT or PATCH always carries a JSON object, {} when there is
 * nothing to say: the API declares bodies of actions as required although
 * every member is optional.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/actions.h"
#include "src/remote/body.h"
#include "src/remote/request_internal.h"

/* A DELETE has no body; an UPDATE that actions have taken whole has no request of its own. */
List *
statsig_object_steps(const StatsigVerb *verb, List *changes)
{
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		StatsigStep *step;
		StatsigBody *body;
		bool *taken = palloc0(sizeof(bool) * change->table->n_columns);
		int added;

		step = NULL;
		if (change->operation == STATSIG_OPERATION_UPDATE)
			statsig_actions_of(change, taken);
		if (change->operation != STATSIG_OPERATION_DELETE)
		{
			body = statsig_body_of(verb);
			added = statsig_body_add_row(statsig_body_root(body), change, verb->path, taken);
			if (change->operation == STATSIG_OPERATION_UPDATE && added == 0)
				continue; /* actions do all there is to do */
		}
		else
			body = NULL;

		step = statsig_step_create(verb->method, verb->path, change, list_make1(lfirst(cell)),
								   verb->answer, verb->repeatable);
		if (body)
			step->request.body = statsig_body_text(body);
		steps = lappend(steps, step);
	}
	return steps;
}

/* The action's body for one row. */
static const char *
action_body(const StatsigChange *change, const StatsigAction *action)
{
	StatsigBody *body = statsig_body_create('{');

	for (int i = 0; i < STATSIG_MAX_ARGUMENTS && action->arguments[i].column; i++)
	{
		const StatsigArgument *argument = &action->arguments[i];
		const char *json = statsig_argument_json(change, argument);

		if (json == NULL)
			continue;
		if (argument->json == NULL)
			return statsig_body_verbatim(json);
		statsig_body_set(statsig_body_root(body), argument->json, json);
	}
	return statsig_body_text(body);
}

/* Several rows of one parent: their values of one column in a list. */
static const char *
collected_body(List *changes, const StatsigAction *action)
{
	StatsigBody *body = statsig_body_create('{');
	cJSON *list = statsig_body_list(statsig_body_root(body), action->collect);
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		int column = statsig_catalog_column(change->table, action->collect_column);

		statsig_body_append(list, change->new_values[column].json);
	}
	return statsig_body_text(body);
}

static StatsigStep *
action_step(List *changes, const StatsigAction *action)
{
	const StatsigChange *first = linitial(changes);
	StatsigStep *step = statsig_step_create(action->method, action->path, first, changes,
											action->answer, action->repeatable);

	step->action = action;
	step->request.body =
		action->collect_column ? collected_body(changes, action) : action_body(first, action);
	return step;
}

/* The changes that run an action, in order. */
static List *
changes_running(List *changes, const StatsigAction *action)
{
	List *running = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (list_member_ptr(statsig_actions_called(change), action))
			running = lappend(running, lfirst(cell));
	}
	return running;
}

/* Catalogue order within the stage, row by row, except where the API takes several rows at once. */
List *
statsig_action_steps(List *changes, StatsigStage stage)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	List *steps = NIL;

	for (int i = 0; i < table->n_actions; i++)
	{
		const StatsigAction *action = &table->actions[i];
		List *running;
		ListCell *cell;

		if (action->stage != stage)
			continue;
		running = changes_running(changes, action);
		if (action->collect_column)
		{
			foreach(cell, statsig_group_by_path(running, action->path))
				steps = lappend(steps, action_step(lfirst(cell), action));
		}
		else
		{
			foreach(cell, running)
				steps = lappend(steps, action_step(list_make1(lfirst(cell)), action));
		}
	}
	return steps;
}
