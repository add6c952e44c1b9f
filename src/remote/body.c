/*-------------------------------------------------------------------------
 *
 * body.c
 *	  Bodies of requests: a JSON tree that cannot leak, and the members that a
 *	  row contributes to it.
 *
 * cJSON keeps numbers as doubles, so values enter the tree as text only
 * ("raw" items): an int8 or a jsonb value arrives as the user wrote it.  The
 * tree hangs on a memory context callback that is armed before the first
 * node exists, so an ERROR anywhere frees it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "src/catalog/catalog.h"
#include "src/remote/body.h"
#include "src/remote/json_edit.h"

static void
raise_out_of_memory(void)
{
	ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
					errdetail("The body of a request could not be built.")));
}

/* cJSON says "out of memory" by returning nothing. */
static cJSON *
checked(cJSON *item)
{
	if (item == NULL)
		raise_out_of_memory();
	return item;
}

/* The tree grows only below its root, so all of it goes with the context. */
StatsigBody *
statsig_body_create(char kind)
{
	StatsigBody *body = statsig_json_tree_create();

	body->root = kind == '[' ? cJSON_CreateArray() : cJSON_CreateObject();
	checked(body->root);
	return body;
}

StatsigBody *
statsig_body_of(const StatsigVerb *verb)
{
	StatsigBody *body = statsig_body_create('{');

	if (verb->member)
		statsig_body_set(body->root, verb->member, verb->member_json);
	return body;
}

cJSON *
statsig_body_root(StatsigBody *body)
{
	return body->root;
}

/*
 * Prints a node of the tree into palloc'd memory and frees the tree.  Between
 * cJSON's print and the free nothing may raise an error: that text is libc's.
 */
static char *
print_and_free(StatsigBody *body, const cJSON *node)
{
	char *printed = cJSON_PrintUnformatted(node);
	char *text = NULL;

	statsig_json_tree_free(body);
	if (printed)
	{
		text = MemoryContextAllocExtended(CurrentMemoryContext, strlen(printed) + 1,
										  MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);
		if (text)
			strcpy(text, printed);
		cJSON_free(printed);
	}
	if (text == NULL)
		raise_out_of_memory();
	return text;
}

char *
statsig_body_text(StatsigBody *body)
{
	char *text = print_and_free(body, body->root);

	return pg_server_to_any(text, strlen(text), PG_UTF8);
}

char *
statsig_body_local_text(StatsigBody *body)
{
	return print_and_free(body, body->root);
}

char *
statsig_body_verbatim(const char *json)
{
	char *copy = pstrdup(json);

	return pg_server_to_any(copy, strlen(copy), PG_UTF8);
}

/*
 * Follows "outer.inner|other" down to the object that holds the innermost
 * member, whose name is copied to "name".
 */
static cJSON *
innermost(cJSON *object, const char *member, char name[NAMEDATALEN])
{
	for (;;)
	{
		size_t length = strcspn(member, ".|[");
		cJSON *inner;

		strlcpy(name, member, Min(length + 1, (size_t) NAMEDATALEN));
		if (member[length] != '.')
			return object;
		inner = cJSON_GetObjectItemCaseSensitive(object, name);
		if (inner == NULL)
			inner = checked(cJSON_AddObjectToObject(object, name));
		object = inner;
		member += length + 1;
	}
}

void
statsig_body_set(cJSON *object, const char *member, const char *json)
{
	char name[NAMEDATALEN];

	object = innermost(object, member, name);
	checked(cJSON_AddRawToObject(object, name, json));
}

cJSON *
statsig_body_list(cJSON *object, const char *member)
{
	char name[NAMEDATALEN];
	cJSON *list;

	object = innermost(object, member, name);
	list = cJSON_GetObjectItemCaseSensitive(object, name);
	return list ? list : checked(cJSON_AddArrayToObject(object, name));
}

/* The item is nobody's until it is in the array; adding to an array cannot fail. */
static cJSON *
append_item(cJSON *array, cJSON *item)
{
	cJSON_AddItemToArray(array, checked(item));
	return item;
}

void
statsig_body_append(cJSON *array, const char *json)
{
	append_item(array, cJSON_CreateRaw(json));
}

cJSON *
statsig_body_append_object(cJSON *array)
{
	return append_item(array, cJSON_CreateObject());
}

/*
 * Nulls inside a DTO make the API refuse the request; nulls inside a value
 * that belongs to the user are data.
 */
const char *
statsig_body_value(const StatsigColumn *column, const char *json)
{
	StringInfoData text;

	if (column->type != STATSIG_JSONB)
		return json;
	if ((column->flags & STATSIG_FREE_FORM) && column->write_members == NULL)
		return json;
	initStringInfo(&text);
	statsig_json_append_stripped(&text, json, strlen(json), column->keep_nulls_in,
								 column->write_members);
	return text.data;
}

/* What one column sends, or NULL: nothing. */
static const char *
column_json(const StatsigChange *change, int i)
{
	const StatsigColumn *column = &change->table->columns[i];
	const char *json = change->new_values[i].json;

	if (change->operation == STATSIG_OPERATION_INSERT)
	{
		if (!(column->flags & (STATSIG_INSERT | STATSIG_REQUIRED)))
			return NULL;
		return json ? statsig_body_value(column, json) : column->insert_default;
	}
	if (!(column->flags & STATSIG_UPDATE) || !change->changed[i])
		return NULL;
	return json ? statsig_body_value(column, json) : "null";
}

/* Catalogue order, so that the same change always makes the same body. */
int
statsig_body_add_row(cJSON *object, const StatsigChange *change, const char *path, const bool *skip)
{
	const StatsigTable *table = change->table;
	int added = 0;

	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *json;

		if (skip && skip[i])
			continue;
		if (change->operation == STATSIG_OPERATION_UPDATE && (column->flags & STATSIG_IDENTIFIES))
		{
			if (change->old_values[i].json)
				statsig_body_set(object, statsig_column_write_member(column),
								 statsig_body_value(column, change->old_values[i].json));
			continue;
		}
		if (statsig_catalog_in_path(path, column->name))
			continue;
		json = column_json(change, i);
		if (json == NULL)
			continue;
		statsig_body_set(object, statsig_column_write_member(column), json);
		added++;
	}
	return added;
}
