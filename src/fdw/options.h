/*-------------------------------------------------------------------------
 *
 * options.h
 *	  Options of servers, user mappings and foreign tables: which exist, which
 *	  values they take, and the session they resolve to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_OPTIONS_H
#define STATSIG_OPTIONS_H

#include "src/catalog/types.h"
#include "src/remote/session.h"
#include "utils/rel.h"

/*
 * The catalogue entry of a foreign table: that of its option "resource", or
 * of its name.  Raises HV00R when there is none, with the closest match.
 */
extern const StatsigTable *statsig_options_table(Oid relid);

/* The same, NULL when there is none. */
extern const StatsigTable *statsig_options_find_table(Oid relid);

/*
 * Resolves server, user mapping and table options for requests made as
 * "userid" (InvalidOid: the current user).  relid may be InvalidOid.  Raises
 * 28000 when the user has no mapping or the mapping no key, 42501 when the
 * host is not allowed.  Lives in the current context.
 */
extern StatsigSession *statsig_options_session(Oid server_oid, Oid userid, Oid relid);

/* Rows a page of the foreign table's lists is asked for; needs no user mapping. */
extern int statsig_options_page_size(Oid relid);

/* Whether planning asks the API how large the foreign table's list is; needs no user mapping. */
extern bool statsig_options_use_remote_estimate(Oid relid);

/* Whether options "updatable" of table and server allow writing. */
extern bool statsig_options_updatable(Oid relid);

/* The same of a server alone. */
extern bool statsig_options_server_updatable(Oid server_oid);

/*
 * Whether the foreign table's option "update_mode" is "full".  Raises HV024 when
 * the API has no call for that.
 */
extern bool statsig_options_writes_whole(Oid relid, const StatsigTable *table);

/*
 * For each attribute of the relation, the index of its catalogue column in
 * table->columns, by option "column_name" or by name; -1 for dropped ones.
 * Raises HV005 for an attribute that no column matches.  palloc'd.
 */
extern int *statsig_options_columns(Relation relation, const StatsigTable *table);

/*
 * Checks the options of one object, as CREATE and ALTER give them; catalog is
 * the system catalog that the object lives in.  Raises HV00D for an option
 * that does not belong there and HV024 for a value it cannot take.
 */
extern void statsig_options_validate(List *options, Oid catalog);

#endif /* STATSIG_OPTIONS_H */
