/*-------------------------------------------------------------------------
 *
 * document.h
 *	  Which document of the API a change is about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DOCUMENT_H
#define STATSIG_DOCUMENT_H

#include "src/remote/change.h"
#include "src/remote/digest.h"

/*
 * Sets document, key, digest and parent of a change from its row, in the
 * current context.  Raises HV00L when a column of the list's path has no value.
 */
extern void statsig_document_set(StatsigChange *change);

/* What tells documents apart; key NULL: the list has but this one. */
extern StatsigDigest
statsig_document_digest(const StatsigSession *session, const char *document, const char *key);

/*
 * The digest of the document that an entry's set belongs to, as "parent" of
 * the catalogue says; false when it has none.  key is the value of the column
 * that names it.
 */
extern bool statsig_document_parent(const StatsigSession *session, const StatsigTable *table,
									const char *key, StatsigDigest *digest);

/*
 * The stamp of a document, made of the members that the catalogue flags so;
 * NULL when it has none of them.  palloc'd.
 */
extern char *statsig_document_stamp(const StatsigTable *table, const char *item, size_t length);

/* Whether documents of the table's list have a stamp. */
extern bool statsig_document_has_stamp(const StatsigTable *table);

#endif /* STATSIG_DOCUMENT_H */
