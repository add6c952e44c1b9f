/*
 * json5.h
 *		Values given as JSON5 text (defaultValueJson5, returnValueJson5).
 */
#ifndef MOCK_JSON5_H
#define MOCK_JSON5_H

#include "json.h"

/*
 * Parses a JSON5 text: JSON with comments, trailing commas, names without
 * quotes and texts in single quotes.  Not taken: line continuations, hex
 * numbers, NaN, Infinity, numbers with a bare point or a plus sign.  The
 * caller frees the tree; NULL when the text is no such value.
 */
extern cJSON *mock_json5_parse(const char *text);

#endif /* MOCK_JSON5_H */
