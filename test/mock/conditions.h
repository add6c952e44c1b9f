/*
 * conditions.h
 *		Which operators a condition type takes.
 */
#ifndef MOCK_CONDITIONS_H
#define MOCK_CONDITIONS_H

#include "handler.h"

/*
 * Checks the conditions of one rule as the service does and turns targetValue
 * arrays of one element into scalars.  False after a 400.
 */
extern bool mock_conditions_prepare(MockResponse *response, cJSON *conditions);

#endif /* MOCK_CONDITIONS_H */
