/*-------------------------------------------------------------------------
 *
 * json_tree.c
 *	  A cJSON tree that hangs on a memory context, so that no ERROR leaks it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/remote/json_tree.h"

static void
release_tree(void *arg)
{
	statsig_json_tree_free(arg);
}

StatsigJsonTree *
statsig_json_tree_create(void)
{
	StatsigJsonTree *tree = palloc0(sizeof(StatsigJsonTree));

	tree->release.func = release_tree;
	tree->release.arg = tree;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &tree->release);
	return tree;
}

void
statsig_json_tree_free(StatsigJsonTree *tree)
{
	cJSON_Delete(tree->root);
	tree->root = NULL;
}
