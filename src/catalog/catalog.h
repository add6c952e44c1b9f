/*-------------------------------------------------------------------------
 *
 * catalog.h
 *	  Looking things up in the catalogue of the Console API.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_H
#define STATSIG_CATALOG_H

#include "src/catalog/types.h"

/* Every table, in documentation order; *count receives how many. */
extern const StatsigTable *const *statsig_catalog_tables(int *count);

/* The table called "name", or NULL. */
extern const StatsigTable *statsig_catalog_table(const char *name);

/* Index of the column called "name" in the table, or -1. */
extern int statsig_catalog_column(const StatsigTable *table, const char *name);

/* Index of the table's first column with the flag, or -1. */
extern int statsig_catalog_flagged_column(const StatsigTable *table, int flag);

/* The column called "name"; the self-check guarantees that the catalogue's own references exist. */
extern const StatsigColumn *statsig_catalog_column_ref(const StatsigTable *table, const char *name);

/* The value that the facet pins down for the column called "column", or NULL. */
extern const StatsigFacetValue *
statsig_catalog_pinned(const StatsigFacet *facet, const char *column);

/* Whether the column is part of the table's key. */
extern bool statsig_catalog_in_key(const StatsigTable *table, const char *column);

/* Whether the text is among the values, which end with NULL (NULL values: false). */
extern bool statsig_catalog_is_among(const char *const *values, const char *text);

/* Whether rows of the parent give the column, which is one of its child's, its values. */
extern bool statsig_catalog_parent_gives(const StatsigParent *parent, const char *column);

/* Whether "{column}" occurs in the path template (NULL path: false). */
extern bool statsig_catalog_in_path(const char *path, const char *column);

/* Calls visit(arg, table, path) for the path template of every request that the table may make. */
typedef void (*StatsigPathVisitor)(void *arg, const StatsigTable *table, const char *path);
extern void
statsig_catalog_visit_paths(const StatsigTable *table, StatsigPathVisitor visit, void *arg);

/*
 * Whether the column's values must not be shown: it is secret, or holds the
 * whole of a row with such a column.
 */
extern bool statsig_catalog_is_secret(const StatsigTable *table, const StatsigColumn *column);

/* Spelling of a column type in SQL, e.g. "timestamp with time zone". */
extern const char *statsig_type_name(StatsigType type);

/* Name of a format, as JSON Schema has it; NULL for any text. */
extern const char *statsig_format_name(StatsigFormat format);

/* JSON member a column is written to. */
extern const char *statsig_column_write_member(const StatsigColumn *column);

/* Whether a verb sends a change of the column, and not only actions. */
static inline bool
statsig_column_is_updated(const StatsigColumn *column)
{
	return (column->flags & STATSIG_UPDATE) != 0 ||
		   (column->flags & (STATSIG_WHOLE | STATSIG_ACTION)) == STATSIG_WHOLE;
}

/* Whether any verb of the table writes. */
extern bool statsig_table_can_insert(const StatsigTable *table);
extern bool statsig_table_can_update(const StatsigTable *table);
extern bool statsig_table_can_delete(const StatsigTable *table);

/*
 * Documents.  What the API keeps as one JSON object (a gate with its rules) is
 * a document; several tables may show parts of it.  It is told apart by its
 * list and, among the items of the list, by the list's item_key.
 */

/* How the rows of a table lie in documents. */
typedef enum StatsigRowKind
{
	STATSIG_ROWS_ITEMS,	   /* a row is a document */
	STATSIG_ROWS_ELEMENTS, /* a row is an object of an array in a document */
	STATSIG_ROWS_ENTRIES   /* a row is an entry of the sets that are a document */
} StatsigRowKind;

extern StatsigRowKind statsig_catalog_row_kind(const StatsigTable *table);

/* Whether a row is a document that the API shows in a list and cannot be asked for by itself. */
extern bool statsig_catalog_is_only_listed(const StatsigTable *table);

/* Index of the column with the key of the document a row lies in; -1: none. */
extern int statsig_catalog_document_key(const StatsigTable *table);

/* The table whose rows are the documents that the table's rows lie in, or NULL. */
extern const StatsigTable *statsig_catalog_document_table(const StatsigTable *table);

/* The table whose rows are the objects of this array of the table's documents, or NULL. */
extern const StatsigTable *
statsig_catalog_element_table(const StatsigTable *table, const char *array);

/* Whether the column is part of what makes one entry of a set another than the next. */
extern bool statsig_catalog_in_entry(const StatsigColumn *column);

/* check_documents.c: what keeps changes of the rows from being seen, or NULL. */
extern const char *statsig_document_problem(const StatsigTable *table);

/*
 * Self-check: calls report(arg, name, problem) for every contradiction in the catalogue and returns
 * their number; the name is that of a table or of a function.
 */
typedef void (*StatsigProblemReporter)(void *arg, const char *name, const char *problem);
extern int statsig_catalog_check(StatsigProblemReporter report, void *arg);

#endif /* STATSIG_CATALOG_H */
