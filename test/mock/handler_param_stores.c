/*
 * handler_param_stores.c
 *		What param stores refuse.
 *
 * Target apps and tags are written and never read.
 *
 * Not documented and assumed here: the target apps must exist; a name of a
 * parameter occurs once in its store.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

static bool
check_parameters(MockResponse *response, const cJSON *parameters)
{
	const cJSON *parameter;

	cJSON_ArrayForEach(parameter, parameters)
	{
		const char *name = mock_json_text(parameter, "name");

		for (const cJSON *other = parameter->next; other != NULL; other = other->next)
		{
			if (strcmp(name, mock_json_text(other, "name")) == 0)
			{
				mock_answer_field_error(response, "parameters", "Duplicate parameter name %s",
										name);
				return false;
			}
		}
	}
	return true;
}

/* See handler.h, MockItemHookFunction. */
bool
mock_param_store_hook(const MockRequest *request, MockResponse *response, const cJSON *old,
					  cJSON *item)
{
	const cJSON *id;

	(void) old;
	cJSON_ArrayForEach(id, mock_json_get(request->body, "targetAppIDs"))
	{
		if (mock_target_app_find(response, "targetAppIDs", id->valuestring) == NULL)
			return false;
	}
	return mock_entity_people(request, response, item) &&
		   check_parameters(response, mock_json_get(request->body, "parameters"));
}
