/*-------------------------------------------------------------------------
 *
 * option_checks.h
 *	  What single options accept, beyond their type.
 *
 * Each check returns when the value will do and raises HV024 otherwise, but
 * for the codes named here.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_OPTION_CHECKS_H
#define STATSIG_OPTION_CHECKS_H

#include "src/compat.h"

/* A token of printable ASCII; not a key for SDKs. */
extern void statsig_check_api_key(const char *value);

/* A word that can stand in a header. */
extern void statsig_check_api_version(const char *value);

/* An absolute path; 42501 unless the current user may read files of the server. */
extern void statsig_check_ca_file(const char *value);

extern void statsig_check_write_mode(const char *value);
extern void statsig_check_update_mode(const char *value);

/* The name of a table of the catalogue; HV00R otherwise, with the closest match. */
extern void statsig_check_resource(const char *value);

/* Raises HV024 for the option; hint may be NULL. */
pg_noreturn extern void
statsig_raise_bad_value(const char *name, const char *detail, const char *hint);

#endif /* STATSIG_OPTION_CHECKS_H */
