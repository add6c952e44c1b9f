/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  The extension's settings (statsig_fdw.*).
 *
 * What protects others from a role (where requests may go, whether anything
 * may be changed) only superusers may set, and roles that were granted it.
 * What protects a role from its own mistakes it may set itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/guc.h"

#include "src/fdw/hosts.h"
#include "src/fdw/settings.h"

char *statsig_allowed_hosts = NULL;
int statsig_write_mode = STATSIG_WRITE_DEFAULT;
bool statsig_dry_run = false;
int statsig_max_changes = 100;
bool statsig_read_only = false;
int statsig_round_trip_time = -1;

static const struct config_enum_entry write_modes[] = {
	{"default", STATSIG_WRITE_DEFAULT, false},
	{"commit", STATSIG_WRITE_COMMIT, false},
	{"immediate", STATSIG_WRITE_IMMEDIATE, false},
	{NULL, 0, false},
};

void
statsig_settings_define(void)
{
	DefineCustomStringVariable("statsig_fdw.allowed_hosts", "Hosts that requests may be sent to.",
							   "A list of host names and addresses, separated by commas. "
							   "Requests carry the API key.",
							   &statsig_allowed_hosts,
							   "statsigapi.net, api.statsig.com, localhost, 127.0.0.1, ::1",
							   PGC_SUSET, 0, statsig_hosts_check_setting, NULL, NULL);
	DefineCustomEnumVariable("statsig_fdw.write_mode", "When changes are sent.",
							 "\"commit\": when the transaction commits; \"immediate\": by the end "
							 "of each statement; \"default\": as options of table and server say.",
							 &statsig_write_mode, STATSIG_WRITE_DEFAULT, write_modes, PGC_USERSET,
							 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("statsig_fdw.dry_run",
							 "Shows the requests that changes come to instead of sending them.",
							 "Each request is a NOTICE. A change that was made while this was on "
							 "is not sent, even when it is off at COMMIT.",
							 &statsig_dry_run, false, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"statsig_fdw.max_changes", "Most changes that a transaction may make at Statsig.",
		"A row counts as one change; of override sets and id lists, what fits "
		"into one request does.",
		&statsig_max_changes, 100, 1, 1000000, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("statsig_fdw.read_only", "Refuses all changes at Statsig.", NULL,
							 &statsig_read_only, false, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"statsig_fdw.round_trip_time", "Time that the planner takes a request to Statsig to last.",
		"-1 means what the requests of this session have taken.", &statsig_round_trip_time, -1, -1,
		3600000, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
}
