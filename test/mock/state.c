/*
 * state.c
 *		The mock's project: values by state path, in a hash table.
 *
 * Invariant: a path is stored at most once; the table owns paths and values.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "state.h"

#define BUCKETS 4096

typedef struct Entry
{
	struct Entry *next;
	char *path;
	cJSON *value;
} Entry;

static Entry *buckets[BUCKETS];

static Entry **
bucket_of(const char *path)
{
	unsigned hash = 2166136261u;

	for (; *path != '\0'; path++)
		hash = (hash ^ (unsigned char) *path) * 16777619u;
	return &buckets[hash % BUCKETS];
}

static Entry *
find_entry(const char *path)
{
	for (Entry *entry = *bucket_of(path); entry != NULL; entry = entry->next)
	{
		if (strcmp(entry->path, path) == 0)
			return entry;
	}
	return NULL;
}

/* See state.h. */
cJSON *
mock_state_get(const char *path)
{
	Entry *entry = find_entry(path);

	return entry != NULL ? entry->value : NULL;
}

/* See state.h. */
void
mock_state_put(const char *path, cJSON *value)
{
	Entry *entry = find_entry(path);

	if (entry == NULL)
	{
		Entry **bucket = bucket_of(path);

		entry = mock_allocate(sizeof(Entry));
		entry->path = mock_copy_text(path);
		entry->next = *bucket;
		*bucket = entry;
	}
	else
		cJSON_Delete(entry->value);
	entry->value = value;
}

/* Frees the entry *link points to and closes the chain. */
static void
unlink_entry(Entry **link)
{
	Entry *entry = *link;

	*link = entry->next;
	cJSON_Delete(entry->value);
	free(entry->path);
	free(entry);
}

/* See state.h. */
bool
mock_state_remove(const char *path)
{
	for (Entry **link = bucket_of(path); *link != NULL; link = &(*link)->next)
	{
		if (strcmp((*link)->path, path) == 0)
		{
			unlink_entry(link);
			return true;
		}
	}
	return false;
}

/* Removes what lies below path; with an empty path, everything. */
static void
remove_below(const char *path)
{
	size_t length = strlen(path);

	for (int i = 0; i < BUCKETS; i++)
	{
		Entry **link = &buckets[i];

		while (*link != NULL)
		{
			if (strncmp((*link)->path, path, length) == 0 && (*link)->path[length] == '/')
				unlink_entry(link);
			else
				link = &(*link)->next;
		}
	}
}

/* See state.h. */
void
mock_state_remove_below(const char *path)
{
	remove_below(path);
}

/* See state.h. */
void
mock_state_free(void)
{
	remove_below("");
}

/* See state.h. */
cJSON *
mock_state_collection(const char *path)
{
	cJSON *value = mock_state_get(path);

	if (!cJSON_IsArray(value))
	{
		value = cJSON_CreateArray();
		mock_state_put(path, value);
	}
	return value;
}

/* See state.h. */
cJSON *
mock_state_object(const char *path)
{
	cJSON *value = mock_state_get(path);

	if (!cJSON_IsObject(value))
	{
		value = cJSON_CreateObject();
		mock_state_put(path, value);
	}
	return value;
}

/* See state.h. */
char *
mock_state_path(const char *prefix, const char *segment, const char *rest)
{
	MockBuffer path = {0};

	mock_buffer_printf(&path, "%s/", prefix);
	for (; *segment != '\0'; segment++)
	{
		if (*segment == '/')
			mock_buffer_add_text(&path, "%2F");
		else
			mock_buffer_add(&path, segment, 1);
	}
	if (rest != NULL)
		mock_buffer_printf(&path, "/%s", rest);
	return path.data;
}

/* See state.h. */
cJSON *
mock_collection_find(cJSON *collection, const char *member, const char *value)
{
	cJSON *item;

	cJSON_ArrayForEach(item, collection)
	{
		const cJSON *key = mock_json_get(item, member);
		const char *text = cJSON_IsString(key) ? key->valuestring : mock_json_number_text(key);

		if (text != NULL && strcmp(text, value) == 0)
			return item;
	}
	return NULL;
}

/* See state.h. */
void
mock_collection_append(cJSON *collection, cJSON *item)
{
	cJSON_AddItemToArray(collection, item);
}

/* See state.h. */
void
mock_collection_prepend(cJSON *collection, cJSON *item)
{
	cJSON_InsertItemInArray(collection, 0, item);
}

/* See state.h. */
void
mock_collection_remove(cJSON *collection, cJSON *item)
{
	cJSON_Delete(cJSON_DetachItemViaPointer(collection, item));
}

/* Moves every member of one fixture file into the state. */
static bool
load_file(const char *file)
{
	size_t length;
	const char *error;
	char *text = mock_read_file(file, &length);
	cJSON *root;
	cJSON *value;

	if (text == NULL)
		return false;
	root = mock_json_parse(text, length, &error);
	free(text);
	if (!cJSON_IsObject(root))
	{
		fprintf(stderr, "statsig-mock: %s: %s\n", file, error ? error : "no object");
		cJSON_Delete(root);
		return false;
	}
	while ((value = root->child) != NULL)
	{
		char *path = mock_copy_text(value->string);

		cJSON_DetachItemViaPointer(root, value);
		mock_state_put(path, value);
		free(path);
	}
	cJSON_Delete(root);
	return true;
}

static int
only_json(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* See state.h. */
bool
mock_state_load(const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, only_json, alphasort);
	bool good = count >= 0;

	if (!good)
	{
		perror(directory);
		return false;
	}
	for (int i = 0; i < count; i++)
	{
		char *file = mock_text_printf("%s/%s", directory, entries[i]->d_name);

		good = good && load_file(file);
		free(file);
		free(entries[i]);
	}
	free(entries);
	return good;
}
