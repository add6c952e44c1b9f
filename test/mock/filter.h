/*
 * filter.h
 *		The filters of list endpoints.
 */
#ifndef MOCK_FILTER_H
#define MOCK_FILTER_H

#include "handler.h"

/*
 * The items that the request's filter parameters let through, in the order
 * the request asks for.  A malloc'ed array of borrowed items; *count is set.
 */
extern const cJSON **mock_filter(const MockRequest *request, const cJSON *items, int *count);

#endif /* MOCK_FILTER_H */
