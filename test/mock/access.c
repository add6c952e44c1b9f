/*
 * access.c
 *		What an API key may do.
 *
 * Two keys are given on the command line or built in: one that may do
 * everything and one that may read.  Besides, every active CONSOLE key among
 * the project's keys is taken, with its scopes: omni_read_write or
 * omni_read_only, and can_access_keys for everything below /keys.  So a key
 * that is deactivated, rotated or deleted stops working.
 */
#include <string.h>

#include "access.h"

typedef enum Scope
{
	SCOPE_NONE,
	SCOPE_READ,
	SCOPE_WRITE
} Scope;

/* The stored key when it is an active one of the Console API, or NULL. */
static const cJSON *
find_stored(const char *key)
{
	const cJSON *stored = mock_collection_find(mock_state_get("/keys"), "key", key);
	const char *type = mock_json_text(stored, "type");
	const char *status = mock_json_text(stored, "status");

	if (type == NULL || strcmp(type, "CONSOLE") != 0 || status == NULL ||
		strcmp(status, "active") != 0)
		return NULL;
	return stored;
}

/* What the key may do, and whether that includes the project's keys. */
static Scope
scope_of(const char *key, bool *sees_keys)
{
	const cJSON *scopes = mock_json_get(find_stored(key), "scopes");

	*sees_keys = strcmp(key, mock_settings.key) == 0;
	if (*sees_keys)
		return SCOPE_WRITE;
	if (strcmp(key, mock_settings.readonly_key) == 0)
		return SCOPE_READ;
	*sees_keys = mock_json_holds_text(scopes, "can_access_keys");
	if (mock_json_holds_text(scopes, "omni_read_write"))
		return SCOPE_WRITE;
	return mock_json_holds_text(scopes, "omni_read_only") ? SCOPE_READ : SCOPE_NONE;
}

/* See access.h. */
bool
mock_access_known(const char *key)
{
	bool sees_keys;

	return key != NULL && scope_of(key, &sees_keys) != SCOPE_NONE;
}

/* See access.h. */
bool
mock_access_check(MockExchange *exchange)
{
	const char *key = exchange->key != NULL ? exchange->key : "";
	const char *path = exchange->request.operation->path + strlen(MOCK_PATH_PREFIX);
	bool sees_keys;
	Scope scope = scope_of(key, &sees_keys);

	exchange->key_ok = scope != SCOPE_NONE;
	if (scope == SCOPE_NONE)
	{
		/* the real message echoes the key as well */
		mock_answer_error(&exchange->response, 401,
						  "This endpoint only accepts an active CONSOLE key, "
						  "but an invalid key was sent. Key: %s",
						  key);
		return false;
	}
	if (scope == SCOPE_READ && strcmp(exchange->method, "GET") != 0)
	{
		mock_answer_error(&exchange->response, 403, "Forbidden resource");
		return false;
	}
	if (!sees_keys && strncmp(path, "/keys", strlen("/keys")) == 0)
	{
		mock_answer_error(&exchange->response, 403,
						  "Forbidden. The request was valid, but the server is refusing action. "
						  "You might not have the necessary permissions to access the resource.");
		return false;
	}
	return true;
}
