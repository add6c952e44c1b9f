/*-------------------------------------------------------------------------
 *
 * check_documents.c
 *	  The part of the catalogue's self-check that looks at documents: whether
 *	  changes of a table's rows can be seen in the documents they lie in.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "src/catalog/catalog.h"

static bool
is_written(const StatsigTable *table)
{
	return statsig_table_can_insert(table) || statsig_table_can_update(table) ||
		   statsig_table_can_delete(table);
}

/* An array is written as a whole in one way, whatever is done to its rows. */
static bool
arrays_agree(const StatsigTable *table)
{
	const StatsigVerb *verbs[] = {&table->insert, &table->update, &table->delete, &table->reorder};
	const StatsigVerb *first = NULL;

	for (int i = 0; i < STATSIG_LENGTHOF(verbs); i++)
	{
		if (verbs[i]->kind != STATSIG_VERB_PARENT_ARRAY)
			continue;
		if (first != NULL &&
			(strcmp(first->method, verbs[i]->method) != 0 ||
			 strcmp(first->path, verbs[i]->path) != 0 || first->bare != verbs[i]->bare))
			return false;
		first = verbs[i];
	}
	return first == NULL || table->reorder.kind == STATSIG_VERB_PARENT_ARRAY ||
		   table->update.kind == STATSIG_VERB_PARENT_ARRAY;
}

/* Whether the rows lie in the one document that the list's path names. */
static bool
is_only_document(const StatsigTable *table)
{
	return table->list.path != NULL && strchr(table->list.path, '{') == NULL &&
		   table->list.envelope == STATSIG_DATA_OBJECT && table->item_key == NULL;
}

const char *
statsig_document_problem(const StatsigTable *table)
{
	StatsigRowKind kind = statsig_catalog_row_kind(table);

	for (int i = 0; i < table->n_columns; i++)
		if ((table->columns[i].flags & STATSIG_STAMP) &&
			(kind != STATSIG_ROWS_ITEMS || table->columns[i].source != STATSIG_FROM_ROW))
			return "a stamp must be a member of the table's own items";
	if (!is_written(table))
		return NULL;
	if (!arrays_agree(table))
		return "its verbs write the array in different ways, or none for an update or a move";
	if (kind == STATSIG_ROWS_ELEMENTS && !is_only_document(table) &&
		statsig_catalog_document_table(table) == NULL)
		return "no table has the items around its rows";
	if (kind != STATSIG_ROWS_ENTRIES && table->item_key != NULL &&
		statsig_catalog_document_key(table) < 0)
		return "no column has the key of the item that a row lies in";
	if (kind == STATSIG_ROWS_ENTRIES && table->parent.column == NULL)
		return "its entries belong to no object";
	return NULL;
}
