/*-------------------------------------------------------------------------
 *
 * catalog_definition.h
 *	  A table or a shape of the catalogue as JSON, for tools that check or
 *	  document it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_DEFINITION_H
#define STATSIG_CATALOG_DEFINITION_H

#include "src/catalog/shapes.h"
#include "src/catalog/types.h"

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

#endif /* STATSIG_CATALOG_DEFINITION_H */
