/*-------------------------------------------------------------------------
 *
 * shapes_parts.h
 *	  The smallest shapes, of which the files that define shapes make theirs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_SHAPES_PARTS_H
#define STATSIG_CATALOG_SHAPES_PARTS_H

#include "src/catalog/shapes.h"

/* Shapes are sparse; the rest of each is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define REQUIRED true
#define OPTIONAL false

#define FILTER_CONDITIONS                                                                         \
	"in", "not_in", "=", ">", "<", ">=", "<=", "is_null", "non_null", "contains", "not_contains", \
		"sql_filter", "starts_with", "ends_with", "after_exposure", "before_exposure", "is_true", \
		"is_false"

static const StatsigShape text = {.kinds = STATSIG_KIND_STRING};
static const StatsigShape number = {.kinds = STATSIG_KIND_NUMBER};
static const StatsigShape truth = {.kinds = STATSIG_KIND_BOOL};
static const StatsigShape text_or_number = {.kinds = STATSIG_KIND_STRING | STATSIG_KIND_NUMBER};

static const StatsigShape percentage = {
	.kinds = STATSIG_KIND_NUMBER,
	.domain = STATSIG_RANGE(0, 100),
	.max_decimals = 2,
};

static const StatsigShape texts = {.kinds = STATSIG_KIND_ARRAY, .element = &text};

/* The user's own. */
static const StatsigShape anything = {
	.kinds = STATSIG_KIND_STRING | STATSIG_KIND_NUMBER | STATSIG_KIND_BOOL | STATSIG_KIND_OBJECT |
			 STATSIG_KIND_ARRAY,
};

/* Of parameters of layers and of parameter stores. */
static const StatsigShape parameter_type = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES("string", "number", "boolean", "object", "array"),
};

/* How a filter of a warehouse source compares. */
static const StatsigShape filter_condition = {
	.kinds = STATSIG_KIND_STRING,
	.domain = STATSIG_VALUES(FILTER_CONDITIONS),
};

#endif /* STATSIG_CATALOG_SHAPES_PARTS_H */
