/*
 * resources.h
 *		Which collection the items of a path live in and how they are named.
 */
#ifndef MOCK_RESOURCES_H
#define MOCK_RESOURCES_H

#include "handler.h"

/* Where the key of a new item comes from. */
typedef enum MockKeySource
{
	MOCK_KEY_DERIVED,		/* id: the body's, else derived from the name */
	MOCK_KEY_GENERATED,		/* id: assigned by the server */
	MOCK_KEY_NAME,			/* the name itself; there is no id to assign */
	MOCK_KEY_NAME_AND_TYPE, /* id: "name::type" (metrics) */
	MOCK_KEY_SECRET			/* key: a new key string */
} MockKeySource;

typedef struct MockResource
{
	const char *prefix;		/* path below /console/v1 up to the key */
	const char *collection; /* state path of the collection */
	MockKeySource source;
	const char *keys[2]; /* members by which a path names an item */
} MockResource;

/* The resource an operation's path begins with, or NULL (single objects). */
extern const MockResource *mock_resource_of(const MockOperation *operation);

/* The item with this key, borrowed, or NULL. */
extern cJSON *mock_resource_find(const MockResource *resource, const char *key);

#endif /* MOCK_RESOURCES_H */
