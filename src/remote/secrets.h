/*-------------------------------------------------------------------------
 *
 * secrets.h
 *	  What may be shown of a request, and which texts may not.
 *
 * Columns that the catalogue calls secret are sent as they are and never
 * shown: not in EXPLAIN, messages, logs or views.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SECRETS_H
#define STATSIG_SECRETS_H

#include "src/compat.h"
#include "nodes/pg_list.h"
#include "src/catalog/types.h"
#include "src/remote/api.h"
#include "src/remote/mask.h"

/* The column's value as it may be shown; NULL stays NULL. */
extern const char *
statsig_secrets_value(const StatsigTable *table, const StatsigColumn *column, const char *text);

/*
 * The path of a request of whatever kind as it may be shown: "/keys/abc" as
 * "/keys/" and a mask.  palloc'd.
 */
extern char *statsig_secrets_path(const char *path);

/* The body of the request as it may be shown, in the database's encoding; NULL: it has none. */
extern const char *statsig_secrets_body(const StatsigRequest *request);

/*
 * The texts (char *, UTF-8) that words of others about the request must not
 * repeat.  request may be NULL.
 */
extern List *statsig_secrets_of_request(const StatsigRequest *request);

/* Those of changes (StatsigChange *): all secret values of their rows, sent or not. */
extern List *statsig_secrets_of_changes(List *changes);

/*
 * To be called in PG_CATCH where an error may quote a secret value: raises
 * another one with the same SQLSTATE that does not, or, where the error is not
 * about data, the error itself.  context: what was current before PG_TRY.
 * column, relation: whose value it is; NULL: it is an answer of the API.
 */
pg_noreturn extern void
statsig_secrets_withhold(MemoryContext context, const char *column, const char *relation);

#endif /* STATSIG_SECRETS_H */
