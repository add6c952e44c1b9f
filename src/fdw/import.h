/*-------------------------------------------------------------------------
 *
 * import.h
 *	  IMPORT FOREIGN SCHEMA statsig.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_IMPORT_H
#define STATSIG_IMPORT_H

#include "foreign/fdwapi.h"

/*
 * FDW callback: makes a foreign table of every table of the catalogue that
 * the statement wants, with comments, and returns an empty list of commands
 * (see import.c).  Raises HV00Q for a remote schema other than "statsig",
 * HV00R when LIMIT TO names no table that exists, HV00D for an unknown
 * option.  Options: import_comments (bool, default true).
 */
extern List *statsigImportForeignSchema(ImportForeignSchemaStmt *stmt, Oid server_oid);

#endif /* STATSIG_IMPORT_H */
