/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  The extension's settings (statsig_fdw.*).
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SETTINGS_H
#define STATSIG_SETTINGS_H

/* When changes are sent. */
typedef enum StatsigWriteMode
{
	STATSIG_WRITE_DEFAULT,	/* as the options of table and server say */
	STATSIG_WRITE_COMMIT,	/* when the transaction commits */
	STATSIG_WRITE_IMMEDIATE /* by the end of the statement */
} StatsigWriteMode;

/* Defines the settings; called once by _PG_init. */
extern void statsig_settings_define(void);

extern char *statsig_allowed_hosts; /* statsig_fdw.allowed_hosts */
extern int statsig_write_mode;		/* statsig_fdw.write_mode, a StatsigWriteMode */
extern bool statsig_dry_run;		/* statsig_fdw.dry_run */
extern int statsig_max_changes;		/* statsig_fdw.max_changes */
extern bool statsig_read_only;		/* statsig_fdw.read_only */
extern int statsig_round_trip_time; /* statsig_fdw.round_trip_time, milliseconds; -1: learned */

#endif /* STATSIG_SETTINGS_H */
