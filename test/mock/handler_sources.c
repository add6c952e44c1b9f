/*
 * handler_sources.c
 *		What sources of the warehouse refuse: metric sources, assignment sources,
 *		entity properties, qualifying events.
 *
 * The contract alone says what each of them needs.  Not documented and assumed
 * here: a unit id is mapped once.
 */
#include <string.h>

#include "handlers.h"
#include "history.h"

/* See handler.h, MockItemHookFunction. */
bool
mock_source_hook(const MockRequest *request, MockResponse *response, const cJSON *old, cJSON *item)
{
	const cJSON *mapping;

	(void) old;
	cJSON_ArrayForEach(mapping, mock_json_get(item, "idTypeMapping"))
	{
		const char *unit = mock_json_text(mapping, "statsigUnitID");

		for (const cJSON *other = mapping->next; other != NULL; other = other->next)
		{
			if (strcmp(unit, mock_json_text(other, "statsigUnitID")) == 0)
			{
				mock_answer_field_error(response, "idTypeMapping", "%s is mapped twice", unit);
				return false;
			}
		}
	}
	return mock_entity_people(request, response, item);
}
