/*
 * actions.h
 *		PUT and PATCH actions that only set members of an item.
 */
#ifndef MOCK_ACTIONS_H
#define MOCK_ACTIONS_H

#include "handler.h"

/*
 * Sets the members the operation's action sets; false when the operation is
 * no known action (then nothing has changed).
 */
extern bool mock_action_apply(const MockRequest *request, cJSON *item);

#endif /* MOCK_ACTIONS_H */
