/*-------------------------------------------------------------------------
 *
 * option_checks.c
 *	  What single options accept, beyond their type.
 *
 * No message repeats the value of an option that may hold a secret.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/option_checks.h"

#define MAX_API_KEY_LENGTH 1024

void
statsig_raise_bad_value(const char *name, const char *detail, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
					errmsg("invalid value for option \"%s\"", name), errdetail("%s", detail),
					hint ? errhint("%s", hint) : 0));
}

/* The message never has the value: it may be a key with a typing mistake. */
void
statsig_check_api_key(const char *value)
{
	size_t length = strlen(value);

	if (length == 0 || length > MAX_API_KEY_LENGTH)
		statsig_raise_bad_value("api_key", "The key is empty or too long.", NULL);
	for (size_t i = 0; i < length; i++)
	{
		if (value[i] <= ' ' || value[i] >= 0x7f)
			statsig_raise_bad_value(
				"api_key", "A key has no spaces, control characters or accented letters.", NULL);
	}
	if (strncmp(value, "secret-", 7) == 0 || strncmp(value, "client-", 7) == 0)
		statsig_raise_bad_value("api_key", "This is a key for SDKs, which the Console API refuses.",
								"Use a Console API key; it begins with \"console-\".");
}

/* It becomes part of a header. */
void
statsig_check_api_version(const char *value)
{
	size_t length = strlen(value);

	if (length == 0 || length > 32 ||
		strspn(value, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_") !=
			length)
		statsig_raise_bad_value("api_version",
								"A version is letters, digits, \".\", \"-\" and \"_\".",
								"The version this extension was made for is 20240601.");
}

/* The server process reads the file, so its name is for those who may read any file. */
void
statsig_check_ca_file(const char *value)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to set option \"ca_file\""),
				 errdetail("Only roles with privileges of \"pg_read_server_files\" may set it.")));
	if (!is_absolute_path(value))
		statsig_raise_bad_value("ca_file",
								"The name must be an absolute path on the database server.", NULL);
}

void
statsig_check_write_mode(const char *value)
{
	if (strcmp(value, "commit") != 0 && strcmp(value, "immediate") != 0)
		statsig_raise_bad_value("write_mode", "The modes are \"commit\" and \"immediate\".", NULL);
}

void
statsig_check_update_mode(const char *value)
{
	if (strcmp(value, "partial") != 0 && strcmp(value, "full") != 0)
		statsig_raise_bad_value("update_mode", "The modes are \"partial\" and \"full\".", NULL);
}

void
statsig_check_resource(const char *value)
{
	ClosestMatchState match;
	const char *closest;
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);

	if (statsig_catalog_table(value) != NULL)
		return;
	initClosestMatch(&match, value, 3);
	for (int i = 0; i < count; i++)
		updateClosestMatch(&match, tables[i]->name);
	closest = getClosestMatch(&match);
	ereport(ERROR,
			(errcode(ERRCODE_FDW_TABLE_NOT_FOUND), errmsg("there is no resource \"%s\"", value),
			 closest ? errhint("Perhaps you meant the resource \"%s\".", closest) :
					   errhint("The function statsig_fdw_tables() lists the resources.")));
}
