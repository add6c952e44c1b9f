/*-------------------------------------------------------------------------
 *
 * catalog_definition.h
 *	  What the catalogue has as JSON, for tools that check or document it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_DEFINITION_H
#define STATSIG_CATALOG_DEFINITION_H

#include "src/catalog/functions.h"
#include "src/catalog/shapes.h"

/*
 * Endpoints, facets, verbs and actions of the table as the text of a JSON
 * object; members that say nothing are left out.  palloc'd.
 */
extern char *statsig_catalog_definition(const StatsigTable *table);

/*
 * A shape as the text of a JSON Schema, with words of our own where that has
 * none: oneKind, uniqueMember, sumMember and sum.  palloc'd.
 */
extern char *statsig_shape_definition(const StatsigShape *shape);

/* The arguments of a function as the text of a JSON array, without the server.  palloc'd. */
extern char *statsig_function_definition(const StatsigFunction *function);

#endif /* STATSIG_CATALOG_DEFINITION_H */
