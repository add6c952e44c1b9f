/*-------------------------------------------------------------------------
 *
 * paths.c
 *	  The paths of all requests that a table may make.
 *
 *-------------------------------------------------------------------------
 */
#include "src/catalog/catalog.h"

/* A walk over the paths of one table. */
typedef struct Walk
{
	const StatsigTable *table;
	StatsigPathVisitor visit;
	void *arg;
} Walk;

static void
visit_path(const Walk *walk, const char *path)
{
	if (path != NULL)
		walk->visit(walk->arg, walk->table, path);
}

static void
visit_verb(const Walk *walk, const StatsigVerb *verb)
{
	visit_path(walk, verb->path);
	visit_path(walk, verb->several_path);
	visit_path(walk, verb->clear_path);
	if (verb->variant != NULL)
	{
		visit_path(walk, verb->variant->parent_path);
		visit_verb(walk, &verb->variant->verb);
	}
}

void
statsig_catalog_visit_paths(const StatsigTable *table, StatsigPathVisitor visit, void *arg)
{
	const Walk walk = {table, visit, arg};

	visit_path(&walk, table->list.path);
	visit_path(&walk, table->item.path);
	for (int i = 0; i < table->n_alternatives; i++)
		visit_path(&walk, table->alternatives[i].path);
	for (int i = 0; i < table->n_parts; i++)
		visit_path(&walk, table->parts[i].list.path);
	visit_verb(&walk, &table->insert);
	visit_verb(&walk, &table->update);
	visit_verb(&walk, &table->whole);
	visit_verb(&walk, &table->delete);
	visit_verb(&walk, &table->reorder);
	for (int i = 0; i < table->n_actions; i++)
		visit_path(&walk, table->actions[i].path);
}
