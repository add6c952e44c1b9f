/* statsig_fdw--1.0.sql */

-- complain if the script is run by psql and not by CREATE EXTENSION
\echo Use "CREATE EXTENSION statsig_fdw" to load this file. \quit

CREATE FUNCTION statsig_fdw_handler()
RETURNS fdw_handler
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION statsig_fdw_handler() IS
'Handler of the foreign data wrapper statsig_fdw';

CREATE FUNCTION statsig_fdw_validator(options text[], catalog oid)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION statsig_fdw_validator(text[], oid) IS
'Checks the options of servers, user mappings, foreign tables and columns';

-- The server calls these two itself; nobody else has a use for them.
REVOKE ALL ON FUNCTION statsig_fdw_handler() FROM PUBLIC;
REVOKE ALL ON FUNCTION statsig_fdw_validator(text[], oid) FROM PUBLIC;

CREATE FOREIGN DATA WRAPPER statsig_fdw
  HANDLER statsig_fdw_handler
  VALIDATOR statsig_fdw_validator;

COMMENT ON FOREIGN DATA WRAPPER statsig_fdw IS
'The Statsig Console API as foreign tables';

-- The catalogue as rows.  It is part of the library, so every role may read it.

CREATE FUNCTION statsig_fdw_tables(
  OUT name text,
  OUT comment text,
  OUT key text[],
  OUT list text,
  OUT item text,
  OUT parent text,
  OUT insert text,
  OUT update text,
  OUT delete text,
  OUT actions text[],
  OUT definition jsonb)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 72;

COMMENT ON FUNCTION statsig_fdw_tables() IS
'The tables that IMPORT FOREIGN SCHEMA makes: key, the requests that read and write them, and the UPDATEs that are calls of their own';

CREATE FUNCTION statsig_fdw_columns(
  OUT table_name text,
  OUT ordinal integer,
  OUT name text,
  OUT type text,
  OUT source text,
  OUT member text,
  OUT write_member text,
  OUT readable boolean,
  OUT insertable boolean,
  OUT required boolean,
  OUT updatable boolean,
  OUT action boolean,
  OUT nullable boolean,
  OUT parameter boolean,
  OUT always_present boolean,
  OUT allowed_values text[],
  OUT min_length integer,
  OUT max_length integer,
  OUT extra_characters text,
  OUT minimum double precision,
  OUT maximum double precision,
  OUT format text,
  OUT insert_default text,
  OUT write_members text[],
  OUT shape jsonb,
  OUT comment text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 1500;

COMMENT ON FUNCTION statsig_fdw_columns() IS
'The columns of the tables: type, member of the API''s JSON, and what can be written';

CREATE FUNCTION statsig_fdw_filters(
  OUT table_name text,
  OUT column_name text,
  OUT kind text,
  OUT parameter text,
  OUT several_parameter text,
  OUT allowed_values text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 100;

COMMENT ON FUNCTION statsig_fdw_filters() IS
'The conditions that the API evaluates itself, with the query parameters they are sent as';

CREATE FUNCTION statsig_fdw_functions(
  OUT name text,
  OUT request text,
  OUT arguments jsonb,
  OUT result text,
  OUT member text,
  OUT repeatable boolean)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10;

COMMENT ON FUNCTION statsig_fdw_functions() IS
'The functions that are calls of the API: the request, the arguments after the server, and what of the answer they return';

CREATE FUNCTION statsig_fdw_check(
  OUT table_name text,
  OUT problem text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 1;

COMMENT ON FUNCTION statsig_fdw_check() IS
'Contradictions in the catalogue; no rows when all is well';

-- Transactions.

CREATE FUNCTION statsig_fdw_pending_requests(
  OUT step integer,
  OUT server text,
  OUT changed_table text,
  OUT method text,
  OUT path text,
  OUT body jsonb,
  OUT old_rows jsonb,
  OUT new_rows jsonb,
  OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10;

COMMENT ON FUNCTION statsig_fdw_pending_requests() IS
'The requests that this transaction''s changes come to, in the order in which COMMIT sends them; see the view statsig_fdw_pending';

CREATE VIEW statsig_fdw_pending AS
SELECT * FROM statsig_fdw_pending_requests();

COMMENT ON VIEW statsig_fdw_pending IS
'What COMMIT is going to send, in order: method, path, body, and the rows before and after. Rows of tables that the role may not read show no values';

GRANT SELECT ON statsig_fdw_pending TO PUBLIC;

CREATE FUNCTION statsig_fdw_undo(
  OUT step integer,
  OUT statement text,
  OUT remark text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10;

COMMENT ON FUNCTION statsig_fdw_undo() IS
'Statements that take back what this session''s last rolled back transaction has left applied at Statsig, in the order in which to run them; remark says what they cannot bring back';

-- Requests beside the queue of changes.  What they do is not known, and the
-- key they go with may be good for everything: nobody may call them who has
-- not been granted it.

CREATE FUNCTION statsig_request(
  server text,
  method text,
  path text,
  query jsonb DEFAULT NULL,
  body jsonb DEFAULT NULL)
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_request(text, text, text, jsonb, jsonb) IS
'Sends one request to the API, at once: it does not wait for COMMIT, a ROLLBACK does not take it back, a GET does not see changes that wait, and statsig_fdw.max_changes does not count it. Returns the whole answer. The path is below /console/v1; the body is sent as it is, nulls included';

CREATE FUNCTION statsig_load_experiment_pulse(
  server text,
  experiment_id text,
  refresh text DEFAULT NULL,
  metric_ids text[] DEFAULT NULL,
  rule_id text DEFAULT NULL,
  turbo_mode boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_load_experiment_pulse(text, text, text, text[], text, boolean) IS
'Starts to compute the results of an experiment (Warehouse Native), at once; a ROLLBACK does not stop it. refresh: full (default), incremental or metric, which takes those of metric_ids. Returns the API''s message';

CREATE FUNCTION statsig_load_gate_pulse(
  server text,
  gate_id text,
  rule_id text,
  refresh text DEFAULT NULL,
  metric_ids text[] DEFAULT NULL,
  turbo_mode boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_load_gate_pulse(text, text, text, text, text[], boolean) IS
'Starts to compute the results of a rule of a gate, at once; a ROLLBACK does not stop it. refresh: full (default), incremental or metric, which takes those of metric_ids. Returns the API''s message';

CREATE FUNCTION statsig_restart_experiment_as_new(
  server text,
  experiment_id text,
  name text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_restart_experiment_as_new(text, text, text) IS
'Makes a new experiment of this name from one that has been started, at once; a ROLLBACK does not take it back. Returns the id of the new one';

CREATE FUNCTION statsig_resolve_experiment_alert(
  server text,
  experiment_id text,
  metric_id text,
  reasoning text DEFAULT NULL)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_resolve_experiment_alert(text, text, text, text) IS
'Resolves the rollout alert of a metric in an experiment, at once; a ROLLBACK does not take it back. Returns the time of it';

CREATE FUNCTION statsig_resolve_gate_alert(
  server text,
  gate_id text,
  metric_id text,
  reasoning text DEFAULT NULL)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_resolve_gate_alert(text, text, text, text) IS
'Resolves the rollout alert of a metric in a gate, at once; a ROLLBACK does not take it back. Returns the time of it';

CREATE FUNCTION statsig_reload_metric(
  server text,
  metric_id text,
  incremental boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_reload_metric(text, text, boolean) IS
'Computes the data of a metric again (Warehouse Native), at once; a ROLLBACK does not stop it. incremental: only what is new. Returns the API''s message';

CREATE FUNCTION statsig_schedule_metric_archive(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_schedule_metric_archive(text, text) IS
'Has a metric archived the next day; the request is sent at once, and a ROLLBACK does not take it back, but statsig_cancel_metric_archive() does. Returns the API''s message';

CREATE FUNCTION statsig_cancel_metric_archive(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_cancel_metric_archive(text, text) IS
'Takes back statsig_schedule_metric_archive() before it has come to pass, at once; a ROLLBACK does not undo that. Returns the API''s message';

CREATE FUNCTION statsig_unarchive_metric(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_unarchive_metric(text, text) IS
'Takes a metric out of the archive, at once; a ROLLBACK does not put it back. Returns the API''s message';

CREATE FUNCTION statsig_start_prompt_evals(
  server text,
  prompt_id text,
  version_id text)
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_start_prompt_evals(text, text, text) IS
'Starts the evaluation of a version of a prompt, at once; a ROLLBACK does not stop it. Returns the version as the API has it';

REVOKE ALL ON FUNCTION
  statsig_request(text, text, text, jsonb, jsonb),
  statsig_load_experiment_pulse(text, text, text, text[], text, boolean),
  statsig_load_gate_pulse(text, text, text, text, text[], boolean),
  statsig_restart_experiment_as_new(text, text, text),
  statsig_resolve_experiment_alert(text, text, text, text),
  statsig_resolve_gate_alert(text, text, text, text),
  statsig_reload_metric(text, text, boolean),
  statsig_schedule_metric_archive(text, text),
  statsig_cancel_metric_archive(text, text),
  statsig_unarchive_metric(text, text),
  statsig_start_prompt_evals(text, text, text)
FROM PUBLIC;
