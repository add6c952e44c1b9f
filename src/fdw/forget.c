/*-------------------------------------------------------------------------
 *
 * forget.c
 *	  statsig_fdw_forget(): lets go of the answers that cache_ttl keeps.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "foreign/foreign.h"
#include "utils/builtins.h"

#include "src/remote/kept.h"

PG_FUNCTION_INFO_V1(statsig_fdw_forget);

extern PGDLLEXPORT Datum statsig_fdw_forget(PG_FUNCTION_ARGS);

/* server NULL: all servers.  Only this session is concerned, so anyone may. */
Datum
statsig_fdw_forget(PG_FUNCTION_ARGS)
{
	Oid server_oid = InvalidOid;

	if (!PG_ARGISNULL(0))
		server_oid = GetForeignServerByName(text_to_cstring(PG_GETARG_TEXT_PP(0)), false)->serverid;
	statsig_kept_forget(server_oid);
	PG_RETURN_VOID();
}
