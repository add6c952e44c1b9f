/*
 * lineage.h
 *		Lists below an item that are drawn from another collection.
 */
#ifndef MOCK_LINEAGE_H
#define MOCK_LINEAGE_H

#include "handler.h"

/*
 * The items that belong to the item of the request's path: the experiments of
 * a layer, the metrics of an event …  An array of references the caller frees
 * with cJSON_Delete(), or NULL when the path is no such list.
 */
extern cJSON *mock_lineage(const MockRequest *request, const cJSON *item);

#endif							/* MOCK_LINEAGE_H */
