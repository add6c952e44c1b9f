\i test/psql/setup.sql
--
-- Ingestion: sources, schedules, backfills, connections.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
--
-- Sources: most of what is written is seen in data only.
--
SELECT type, dataset, enabled, data ->> 'source_name', source_name FROM ingestion_sources WHERE type IN ('snowflake-v2', 'bigquery-v2') ORDER BY 1, 2;
SELECT data ->> 'source_name' FROM ingestion_sources WHERE type = 'snowflake-v2' AND dataset = 'Events' AND source_name = 'visits';
SELECT pg_temp.sent();
INSERT INTO ingestion_sources (type, dataset, source_name, query, column_mapping)
VALUES ('s3', 'Metrics', 'facts', E'SELECT *\nFROM "f"', '{"unit_id":"u","id_type":"userID","dateid":"d","metric_name":"m","metric_value":"v"}')
RETURNING type, dataset, source_name, id IS NOT NULL, enabled, data - 'column_mapping';
INSERT INTO ingestion_sources (type, dataset, source_name, query, column_mapping, enabled)
VALUES ('s3', 'Exposures', 'seen', 'SELECT 1', '{"experiment":"e","group_id":"g","unit_id":"u","timestamp":"t","ids":{"userID":"u"},"metadata":{"a":"b"}}', false);
INSERT INTO ingestion_sources (type, dataset, source_name, use_delta_sharing, share, schema_name, table_name)
VALUES ('athena', 'Events', 'shared', true, 'sh', 'sc', 'ta');
SELECT pg_temp.sent();
SELECT dataset, enabled, data -> 'source_name', query FROM ingestion_sources WHERE type = 's3' ORDER BY 1;
SELECT data FROM ingestion_sources WHERE type = 'athena';
-- The key goes along in the body; it must be known.
UPDATE ingestion_sources SET enabled = false WHERE type = 's3' AND dataset = 'Metrics' AND source_name = 'facts' RETURNING enabled, data ->> 'query';
UPDATE ingestion_sources SET enabled = false, query = 'SELECT 2' WHERE type = 's3' AND dataset = 'Metrics' AND source_name = 'facts' RETURNING query, data ->> 'query';
UPDATE ingestion_sources SET enabled = false WHERE type = 's3' AND dataset = 'Metrics' AND source_name = 'facts';
UPDATE ingestion_sources SET column_mapping = '{"unit_id":"u2","event_name":"e","timestamp":"t","ids":{}}', share = 's', schema_name = 'c', table_name = 't' WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'shared';
SELECT pg_temp.changes();
UPDATE ingestion_sources SET enabled = true WHERE type = 's3' AND dataset = 'Metrics';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM ingestion_sources WHERE type = 's3';
\echo :LAST_ERROR_SQLSTATE
-- In a transaction a change cannot be read before COMMIT: rows do not tell their source_name.  So one statement changes what is there.
BEGIN;
UPDATE ingestion_sources SET query = 'SELECT 3', enabled = source_name = 'facts' WHERE type = 's3' AND dataset IN ('Metrics', 'export_exposures') AND source_name IN ('facts', 'seen');
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('adls', 'Events', 'new', 'SELECT 1');
SELECT method, path, body FROM statsig_fdw_pending;
SAVEPOINT s;
SELECT count(*) FROM ingestion_sources WHERE type = 's3';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
UPDATE ingestion_sources SET query = 'SELECT 2' WHERE type = 'adls' AND dataset = 'Events' AND source_name = 'new';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
COMMIT;
SELECT pg_temp.changes();
SELECT type, dataset, enabled, data ->> 'query' FROM ingestion_sources WHERE type IN ('adls', 's3') ORDER BY 1, 2;
-- It can where changes are sent at once.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('adls', 'Metrics', 'brief', 'SELECT 1');
UPDATE ingestion_sources SET query = 'SELECT 2' WHERE type = 'adls' AND dataset = 'Metrics' AND source_name = 'brief';
UPDATE ingestion_sources SET enabled = false WHERE type = 's3' AND dataset = 'Metrics' AND source_name = 'facts';
SELECT enabled, data ->> 'query' FROM ingestion_sources WHERE type IN ('adls', 's3') AND dataset = 'Metrics' ORDER BY type;
DELETE FROM ingestion_sources WHERE type = 'adls' AND dataset = 'Metrics' AND source_name = 'brief';
COMMIT;
SELECT pg_temp.changes();
DELETE FROM ingestion_sources WHERE type = 's3' AND dataset = 'export_exposures' AND source_name = 'seen' RETURNING type, source_name, enabled;
BEGIN;
DELETE FROM ingestion_sources WHERE type IN ('adls', 's3') AND dataset IN ('Events', 'Metrics') AND source_name IN ('new', 'facts');
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO ingestion_sources (type, dataset, query) VALUES ('s3', 'Events', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_sources (type, dataset, source_name) VALUES ('oracle', 'Events', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_sources (type, dataset, source_name) VALUES ('s3', 'entity_properties', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_sources (type, dataset, source_name, column_mapping) VALUES ('s3', 'Events', 'x', '{"unit_id":1}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_sources (type, dataset, source_name, data) VALUES ('s3', 'Events', 'x', '{}');
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_sources SET use_delta_sharing = true WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'shared';
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_sources SET type = 's3' WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'shared';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('adls', 'Events', 'new', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('databricks', 'Events', 'x', 'x');
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_sources SET enabled = true WHERE type = 'adls' AND dataset = 'Events' AND source_name = 'none';
-- What a column mapping needs depends on the data set.
UPDATE ingestion_sources SET column_mapping = '{"unit_id":"u"}' WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'shared';
\echo :LAST_ERROR_SQLSTATE
-- Half way, and back as far as the API shows what was.
\! mock-control fault '{"match":{"method":"DELETE"},"times":1,"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Not while it runs"}}}'
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('redshift', 'Events', 'half', 'x');
UPDATE ingestion_sources SET enabled = false, query = 'SELECT 5' WHERE type = 'adls' AND dataset = 'Events' AND source_name = 'new';
DELETE FROM ingestion_sources WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'shared';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT type, dataset, enabled, data ->> 'query' FROM ingestion_sources WHERE type IN ('adls', 'redshift', 'athena') AND dataset = 'Events' ORDER BY 1, 2;
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
DELETE FROM ingestion_sources WHERE type = 'adls' AND dataset = 'Events' AND source_name = 'new';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Schedules: an INSERT sets one, whether there was one or not.
--
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
INSERT INTO ingestion_schedules (dataset) VALUES ('export_exposures') RETURNING scheduled_hour_pst;
INSERT INTO ingestion_schedules (dataset, scheduled_hour_pst) VALUES ('entity_properties', 0), ('Metrics', 23) RETURNING *;
UPDATE ingestion_schedules SET scheduled_hour_pst = 12 WHERE dataset = 'Events' RETURNING scheduled_hour_pst;
UPDATE ingestion_schedules SET scheduled_hour_pst = 12 WHERE dataset = 'Events';
BEGIN;
UPDATE ingestion_schedules SET scheduled_hour_pst = scheduled_hour_pst + 1 WHERE dataset IN ('Events', 'entity_properties');
UPDATE ingestion_schedules SET scheduled_hour_pst = scheduled_hour_pst + 1 WHERE dataset IN ('Events', 'entity_properties');
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
BEGIN;
UPDATE ingestion_schedules SET scheduled_hour_pst = 1;
ROLLBACK;
INSERT INTO ingestion_schedules (scheduled_hour_pst) VALUES (1);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_schedules (dataset) VALUES ('Clicks');
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_schedules SET scheduled_hour_pst = 24 WHERE dataset = 'Events';
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_schedules SET scheduled_hour_pst = NULL WHERE dataset = 'Events';
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_schedules SET dataset = 'Metrics' WHERE dataset = 'Events';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM ingestion_schedules WHERE dataset = 'Events';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE ingestion_schedules SET scheduled_hour_pst = 5 WHERE dataset = 'Events';
INSERT INTO ingestion_schedules (dataset, scheduled_hour_pst) VALUES ('Metrics', 6);
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules WHERE dataset IN ('Events', 'Metrics') ORDER BY 1;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Backfills: an INSERT starts one, of which only its run is seen.
--
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', '2026-04-03', 'snowflake-v2', 'Events')
RETURNING run_id IS NOT NULL, datestamp_start, type;
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset, source) VALUES ('2026-04-01', '2026-04-01', 's3', 'Metrics', '{facts,"a, b"}');
BEGIN;
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', '2026-04-03', 'snowflake-v2', 'Events');
ROLLBACK;
SELECT pg_temp.changes();
INSERT INTO ingestion_backfills (datestamp_start, type, dataset) VALUES ('2026-04-01', 's3', 'Metrics');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', 'infinity', 's3', 'Metrics');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', '2026-04-01', 's3', 'Clicks');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_backfills (run_id, datestamp_start, datestamp_end, type, dataset) VALUES ('a', '2026-04-01', '2026-04-01', 's3', 'Metrics');
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_backfills SET type = 's3';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM ingestion_backfills;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
\! mock-control fault '{"match":{"method":"POST"},"times":1,"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Nothing to read"}}}'
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', '2026-04-03', 'snowflake-v2', 'Events');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO ingestion_backfills (datestamp_start, datestamp_end, type, dataset) VALUES ('2026-04-01', '2026-04-03', 'snowflake-v2', 'Events');
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
--
-- Connections to Databricks: tokens are in secrets.sql.
--
SET log_min_error_statement = panic;
INSERT INTO ingestion_databricks_connections (host, path) VALUES ('h', 'p');
\echo :LAST_ERROR_SQLSTATE
UPDATE ingestion_databricks_connections SET host = 'h';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM ingestion_databricks_connections;
\echo :LAST_ERROR_SQLSTATE
SELECT host FROM ingestion_databricks_connections;
\echo :LAST_ERROR_SQLSTATE
INSERT INTO ingestion_databricks_connections (host, path, token, verified) VALUES ('h', 'p', 't', true) RETURNING id IS NOT NULL, type, enabled, host, verified;
BEGIN;
INSERT INTO ingestion_databricks_connections (host, path, token) VALUES ('h', 'p', 't');
ROLLBACK;
SELECT count(*) FROM pg_temp.changes() AS s WHERE s LIKE 'POST /ingestion/connection/databricks %';
-- Now sources of that kind can be made.
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('databricks', 'Events', 'x', 'x') RETURNING enabled;
SELECT pg_temp.changes();
--
-- Runs.
--
SELECT latest_status, count(*) FROM ingestion_runs GROUP BY 1 ORDER BY 1;
SELECT r.run_id = s.run_id, s.latest_status, jsonb_array_length(s.run_history) > 0, s.sources FROM (SELECT run_id FROM ingestion_runs ORDER BY 1 LIMIT 1) AS r JOIN ingestion_runs AS s USING (run_id);
SELECT run_id FROM ingestion_runs WHERE run_id = 'none';
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO ingestion_sources (type, dataset, source_name) VALUES ('s3', 'Events', 'a');
EXPLAIN (COSTS OFF) UPDATE ingestion_sources SET enabled = true WHERE type = 's3' AND dataset = 'Events' AND source_name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM ingestion_sources WHERE type = 's3' AND dataset = 'Events' AND source_name = 'a';
EXPLAIN (COSTS OFF) INSERT INTO ingestion_schedules (dataset) VALUES ('Events');
EXPLAIN (COSTS OFF) UPDATE ingestion_schedules SET scheduled_hour_pst = 1 WHERE dataset = 'Events';
EXPLAIN (COSTS OFF) INSERT INTO ingestion_backfills (type) VALUES ('s3');
EXPLAIN (COSTS OFF) INSERT INTO ingestion_databricks_connections (host) VALUES ('h');
-- An INSERT takes the place of a schedule that is there, for the transaction as well.
BEGIN;
INSERT INTO ingestion_schedules (dataset, scheduled_hour_pst) VALUES ('Events', 9);
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
UPDATE ingestion_schedules SET scheduled_hour_pst = scheduled_hour_pst + 1 WHERE dataset = 'Events';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
