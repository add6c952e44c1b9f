/*-------------------------------------------------------------------------
 *
 * json_tree.h
 *	  A cJSON tree that hangs on a memory context.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_JSON_TREE_H
#define STATSIG_JSON_TREE_H

#include <cJSON.h>

#include "utils/palloc.h"

/* The tree is libc's memory; it goes with the context that the holder was made in. */
typedef struct StatsigJsonTree
{
	cJSON *root; /* NULL: none yet, or freed */
	MemoryContextCallback release;
} StatsigJsonTree;

/* A holder without a tree, in the current context: armed before there is something to free. */
extern StatsigJsonTree *statsig_json_tree_create(void);

/* Frees the tree before its context goes. */
extern void statsig_json_tree_free(StatsigJsonTree *tree);

#endif /* STATSIG_JSON_TREE_H */
