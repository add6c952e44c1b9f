/*-------------------------------------------------------------------------
 *
 * document.c
 *	  Which document of the API a change is about.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "src/catalog/catalog.h"
#include "src/remote/document.h"
#include "src/remote/json.h"
#include "src/remote/request.h"

/* Most members in a stamp. */
#define MOST_STAMPS 4

/*
 * Where the API has no list, the item's own path names the document as well,
 * and where nothing shows it, the one that it is written at.
 */
static const char *
document_path(const StatsigTable *table)
{
	if (table->list.path && table->list.envelope != STATSIG_ECHO)
		return table->list.path;
	if (table->item.path && table->item.envelope != STATSIG_ECHO)
		return table->item.path;
	return table->update.path ? table->update.path : table->insert.path;
}

/*
 * The key of an item that has none among the members of the list's items: all
 * columns of the table's key that neither the document's path names nor an
 * object that is alone in its answer.  NULL for new rows, which are told apart
 * by who made them, and where nothing is left.
 */
static const char *
row_key(const StatsigChange *change, const char *path)
{
	const StatsigTable *table = change->table;
	StringInfoData text;
	char *key;

	if (change->operation == STATSIG_OPERATION_INSERT ||
		statsig_catalog_row_kind(table) != STATSIG_ROWS_ITEMS)
		return NULL;
	initStringInfo(&text);
	for (int i = 0; table->key[i]; i++)
	{
		int column = statsig_catalog_column(table, table->key[i]);
		const char *value = change->old_values[column].text;

		if (statsig_catalog_in_path(path, table->key[i]) ||
			(table->columns[column].source == STATSIG_FROM_ROW &&
			 table->list.envelope == STATSIG_DATA_OBJECT))
			continue;
		if (value)
			appendStringInfo(&text, "%zu:%s", strlen(value), value);
		else
			appendStringInfoChar(&text, '-');
	}
	key = text.len > 0 ? pstrdup(text.data) : NULL;
	pfree(text.data);
	return key;
}

void
statsig_document_set(StatsigChange *change)
{
	int key = statsig_catalog_document_key(change->table);
	char *path = statsig_request_path(change, document_path(change->table));

	/* Many changes wait in the queue. */
	change->document = pstrdup(path);
	pfree(path);
	if (key >= 0)
		change->key = statsig_change_identity(change)[key].text;
	else
		change->key = row_key(change, document_path(change->table));
	change->digest = statsig_document_digest(change->session, change->document, change->key);
	if (change->table->parent.column)
		change->has_parent = statsig_document_parent(
			change->session, change->table,
			statsig_change_identity(
				change)[statsig_catalog_column(change->table, change->table->parent.column)]
				.text,
			&change->parent);
}

StatsigDigest
statsig_document_digest(const StatsigSession *session, const char *document, const char *key)
{
	StringInfoData text;
	StatsigDigest digest;

	initStringInfo(&text);
	appendStringInfo(&text, UINT64_FORMAT " " UINT64_FORMAT " %zu:%s", session->project[0],
					 session->project[1], strlen(document), document);
	if (key)
		appendStringInfo(&text, " %s", key);
	digest = statsig_digest(text.data, text.len);
	pfree(text.data);
	return digest;
}

/* A parent whose own list lies below another object cannot be told from here. */
bool
statsig_document_parent(const StatsigSession *session, const StatsigTable *table, const char *key,
						StatsigDigest *digest)
{
	const StatsigTable *parent;

	if (table->parent.column == NULL || key == NULL)
		return false;
	parent = statsig_catalog_table(table->parent.table);
	if (parent->list.path == NULL || strchr(parent->list.path, '{') != NULL ||
		parent->item_key == NULL)
		return false;
	*digest = statsig_document_digest(session, parent->list.path, key);
	return true;
}

/* The members of a stamp; returns how many. */
static int
stamp_members(const StatsigTable *table, const char *members[MOST_STAMPS])
{
	const StatsigTable *documents = statsig_catalog_document_table(table);
	int n = 0;

	for (int i = 0; documents && i < documents->n_columns && n < MOST_STAMPS; i++)
		if (documents->columns[i].flags & STATSIG_STAMP)
			members[n++] = documents->columns[i].json;
	return n;
}

bool
statsig_document_has_stamp(const StatsigTable *table)
{
	const char *members[MOST_STAMPS];

	return stamp_members(table, members) > 0;
}

char *
statsig_document_stamp(const StatsigTable *table, const char *item, size_t length)
{
	const char *members[MOST_STAMPS];
	StatsigSlice slices[MOST_STAMPS];
	StatsigSlice text = statsig_json_text(item, length);
	StringInfoData stamp;
	int n = stamp_members(table, members);

	if (n == 0 || text.kind != STATSIG_JSON_OBJECT)
		return NULL;
	statsig_json_object(text, statsig_json_members(members, n), slices);
	initStringInfo(&stamp);
	for (int i = 0; i < n; i++)
	{
		char *value = statsig_json_as_text(slices[i]);

		if (value)
			appendStringInfo(&stamp, "%s%s %s", stamp.len > 0 ? ", " : "", members[i], value);
	}
	return stamp.len > 0 ? stamp.data : NULL;
}
