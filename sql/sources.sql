\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Sources of the warehouse: known by their names, and those with sql written back whole.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
--
-- Metric sources.
--
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping) VALUES ('Plain', 'SELECT 1', 'ts', '[{"statsigUnitID": "userID", "column": "id"}]')
RETURNING name, description, tags, is_verified;
INSERT INTO metric_sources (name, description, tags, sql, timestamp_column, timestamp_as_day, id_type_mapping, source_type, table_name, date_partition_column, custom_field_mapping, is_read_only, is_verified, team)
VALUES ('Orders 50%/day :: "net"', 'Größe', '{backend,Core}', E'SELECT *\nFROM shop.orders -- "it''s"', 'day', true, '[{"statsigUnitID": "userID", "column": "customer"}, {"statsigUnitID": "orderID", "column": "id"}]',
	'table', 'shop.orders', 'ds', '[{"key": "net", "formula": "gross / 1.19"}]', false, true, 'Growth');
SELECT pg_temp.sent();
SELECT name, description, tags, sql, timestamp_column, timestamp_as_day, id_type_mapping, source_type, table_name, date_partition_column, custom_field_mapping, is_read_only, is_verified, team
FROM metric_sources WHERE name = 'Orders 50%/day :: "net"';
-- Every UPDATE writes all of it.
UPDATE metric_sources SET description = 'told' WHERE name = 'Plain';
UPDATE metric_sources SET sql = 'SELECT 2', timestamp_column = 'at', timestamp_as_day = false, tags = '{}' WHERE name = 'Orders 50%/day :: "net"' RETURNING sql, timestamp_column, tags;
UPDATE metric_sources SET id_type_mapping = id_type_mapping - 1, custom_field_mapping = '[]', source_type = 'query', is_verified = false WHERE name = 'Orders 50%/day :: "net"'
RETURNING id_type_mapping, custom_field_mapping, source_type;
UPDATE metric_sources SET team = NULL WHERE name = 'Orders 50%/day :: "net"' RETURNING team;
UPDATE metric_sources SET owner = NULL WHERE name = 'Page Views' RETURNING owner;
UPDATE metric_sources SET owner = '{"ownerID": "lmQ6Eymqx3lY54OmXRrecc", "ownerType": "USER", "ownerName": "Mara Nakamura", "ownerEmail": "mara.nakamura@lindenhof.example"}' WHERE name = 'Page Views' RETURNING owner ->> 'ownerName';
UPDATE metric_sources SET sql = sql, tags = tags WHERE name = 'Plain';
SELECT pg_temp.sent();
-- What has no place, and what cannot change.
INSERT INTO metric_sources (sql, timestamp_column, id_type_mapping) VALUES ('SELECT 1', 'ts', '[]');
INSERT INTO metric_sources (name, timestamp_column, id_type_mapping) VALUES ('No sql', 'ts', '[]');
INSERT INTO metric_sources (name, sql, id_type_mapping) VALUES ('No time', 'SELECT 1', '[]');
INSERT INTO metric_sources (name, sql, timestamp_column) VALUES ('No ids', 'SELECT 1', 'ts');
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping) VALUES ('Shape', 'SELECT 1', 'ts', '[{"statsigUnitID": "userID"}]');
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping, source_type) VALUES ('Type', 'SELECT 1', 'ts', '[]', 'view');
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping, custom_field_mapping) VALUES ('Fields', 'SELECT 1', 'ts', '[]', '[{"key": "net"}]');
UPDATE metric_sources SET name = 'Other' WHERE name = 'Plain';
UPDATE metric_sources SET sql = NULL WHERE name = 'Plain';
UPDATE metric_sources SET description = NULL WHERE name = 'Plain';
SELECT pg_temp.changes();
-- What the API refuses.
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping) VALUES ('Plain', 'SELECT 1', 'ts', '[]');
\echo :LAST_ERROR_SQLSTATE
UPDATE metric_sources SET id_type_mapping = '[{"statsigUnitID": "userID", "column": "a"}, {"statsigUnitID": "userID", "column": "b"}]' WHERE name = 'Plain';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
-- One transaction: one request for each source; its own changes show before COMMIT.
BEGIN;
INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping) VALUES ('Queued', 'SELECT 1', 'ts', '[]');
UPDATE metric_sources SET sql = 'SELECT 2', description = 'queued' WHERE name = 'Queued';
UPDATE metric_sources SET description = 'one' WHERE name = 'Order Lines';
UPDATE metric_sources SET timestamp_column = 'at' WHERE name = 'Order Lines';
DELETE FROM metric_sources WHERE name = 'Plain';
SELECT name, description, sql, timestamp_column FROM metric_sources WHERE name IN ('Queued', 'Order Lines', 'Plain') ORDER BY 1;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT name, description, sql, timestamp_column FROM metric_sources WHERE name IN ('Queued', 'Order Lines', 'Plain') ORDER BY 1;
BEGIN;
UPDATE metric_sources SET sql = 'SELECT 0' WHERE name = 'Queued';
DELETE FROM metric_sources WHERE name = 'Order Lines';
ROLLBACK;
SELECT pg_temp.changes();
DELETE FROM metric_sources WHERE name = 'Refunds (50%/daily)' RETURNING name;
SELECT pg_temp.sent();
--
-- Assignment sources: a PATCH, and the whole source when sql changes; no get endpoint.
--
INSERT INTO assignment_sources (name, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping)
VALUES ('Plain / 50%', 'SELECT 1', 'ts', 'experiment', 'variant', '[{"statsigUnitID": "userID", "column": "id"}]') RETURNING name, description, tags;
INSERT INTO assignment_sources (name, description, is_verified, tags, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping, is_read_only, team_id)
VALUES ('Full', 'Größe', true, '{Core}', E'SELECT *\nFROM x', 'ts', 'experiment', 'variant', '[]', false, '11ABSkeB4jbwKxz7Z861cw') RETURNING team;
SELECT pg_temp.sent();
UPDATE assignment_sources SET description = 'patched', tags = '{}', is_verified = false WHERE name = 'Full';
UPDATE assignment_sources SET timestamp_column = 'at', experiment_id_column = 'e', group_id_column = 'g', id_type_mapping = '[{"statsigUnitID": "userID", "column": "u"}]' WHERE name = 'Plain / 50%';
UPDATE assignment_sources SET sql = 'SELECT 2', description = 'whole' WHERE name = 'Plain / 50%' RETURNING sql, description, timestamp_column;
UPDATE assignment_sources SET team_id = NULL, owner = NULL WHERE name = 'Web Exposures' RETURNING team_id, owner;
UPDATE assignment_sources SET sql = sql WHERE name = 'Full';
SELECT pg_temp.sent();
SELECT name, description, tags, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping, team FROM assignment_sources WHERE name IN ('Full', 'Plain / 50%') ORDER BY 1;
INSERT INTO assignment_sources (name, sql, timestamp_column, group_id_column, id_type_mapping) VALUES ('No experiment', 'SELECT 1', 'ts', 'g', '[]');
UPDATE assignment_sources SET name = 'Other' WHERE name = 'Full';
UPDATE assignment_sources SET tags = NULL WHERE name = 'Full';
INSERT INTO assignment_sources (name, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping) VALUES ('Full', 'SELECT 1', 'ts', 'e', 'g', '[]');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
UPDATE assignment_sources SET description = 'one' WHERE name = 'Full';
UPDATE assignment_sources SET sql = 'SELECT 3' WHERE name = 'Full';
UPDATE assignment_sources SET description = 'two' WHERE name = 'Full';
DELETE FROM assignment_sources WHERE name = 'Kiosk / Größe';
SELECT name, description, sql FROM assignment_sources WHERE name IN ('Full', 'Kiosk / Größe');
COMMIT;
SELECT pg_temp.changes();
BEGIN;
UPDATE assignment_sources SET sql = 'SELECT 0' WHERE name = 'Full';
ROLLBACK;
SELECT pg_temp.changes();
--
-- Entity property sources: the same, and a get endpoint.
--
INSERT INTO entity_property_sources (name, sql, id_type_mapping) VALUES ('Plain / 50%', 'SELECT 1', '[{"statsigUnitID": "userID", "column": "id"}]') RETURNING name, timestamp_column, tags;
INSERT INTO entity_property_sources (name, description, tags, sql, timestamp_column, timestamp_as_day, id_type_mapping, is_read_only, team)
VALUES ('Full', 'Größe', '{Core}', E'SELECT *\nFROM x', 'ts', true, '[]', false, 'Growth') RETURNING team_id;
SELECT pg_temp.sent();
UPDATE entity_property_sources SET description = 'patched', tags = '{}', timestamp_column = 'at', timestamp_as_day = false, is_read_only = true WHERE name = 'Full';
UPDATE entity_property_sources SET sql = 'SELECT 2' WHERE name = 'Plain / 50%' RETURNING sql, description;
UPDATE entity_property_sources SET sql = 'SELECT 2', team = NULL WHERE name = '100% "loyal"' RETURNING sql, team, owner ->> 'ownerName';
SELECT pg_temp.sent();
INSERT INTO entity_property_sources (name, sql, id_type_mapping, owner) VALUES ('Owner', 'SELECT 1', '[]', '{}');
UPDATE entity_property_sources SET owner = NULL WHERE name = 'Full';
UPDATE entity_property_sources SET timestamp_column = NULL WHERE name = 'Full';
UPDATE entity_property_sources SET name = 'Other' WHERE name = 'Full';
\! mock-control fault '{"match":{"method":"POST"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Entity property not found."}},"times":1}'
UPDATE entity_property_sources SET sql = 'SELECT 3' WHERE name = 'Full';
\echo :LAST_ERROR_SQLSTATE
BEGIN;
INSERT INTO entity_property_sources (name, sql, id_type_mapping) VALUES ('Queued', 'SELECT 1', '[]');
UPDATE entity_property_sources SET sql = 'SELECT 2' WHERE name = 'Queued';
UPDATE entity_property_sources SET sql = 'SELECT 2' WHERE name = 'Full';
UPDATE entity_property_sources SET description = 'two' WHERE name = 'Full';
DELETE FROM entity_property_sources WHERE name = 'Plain / 50%' RETURNING name;
SELECT name, sql, description FROM entity_property_sources WHERE name IN ('Queued', 'Full', 'Plain / 50%') ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
--
-- Qualifying events: as metric sources.
--
INSERT INTO qualifying_events (name, sql, timestamp_column, id_type_mapping, source_type, table_name, date_partition_column, custom_field_mapping)
VALUES ('Signed up > 1/day', 'SELECT 1', 'ts', '[{"statsigUnitID": "userID", "column": "id"}]', 'table', 'shop.signups', 'ds', '[{"key": "k", "formula": "f"}]') RETURNING name, is_verified, table_name;
UPDATE qualifying_events SET description = 'all of it', is_verified = true, table_name = 'shop.signups_2' WHERE name = 'Signed up > 1/day' RETURNING description, table_name;
UPDATE qualifying_events SET tags = '{Core}', timestamp_as_day = true WHERE name = 'Refund > 10%' RETURNING tags, owner ->> 'ownerName';
SELECT pg_temp.sent();
INSERT INTO qualifying_events (name, sql, id_type_mapping) VALUES ('No time', 'SELECT 1', '[]');
INSERT INTO qualifying_events (name, sql, timestamp_column, id_type_mapping, source_type) VALUES ('Type', 'SELECT 1', 'ts', '[]', 'event');
UPDATE qualifying_events SET name = 'Other' WHERE name = 'App Install';
BEGIN;
UPDATE qualifying_events SET sql = 'SELECT 2' WHERE name = 'Signed up > 1/day';
UPDATE qualifying_events SET sql = 'SELECT 3' WHERE name = 'Signed up > 1/day';
DELETE FROM qualifying_events WHERE name = 'Refund > 10%';
SELECT name, sql FROM qualifying_events WHERE name IN ('Signed up > 1/day', 'Refund > 10%');
COMMIT;
SELECT pg_temp.changes();
-- Gone when it is to be written back.
BEGIN;
UPDATE qualifying_events SET sql = 'SELECT 4' WHERE name = 'Signed up > 1/day';
\! mock-control fault '{"match":{"method":"GET"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Not found."}},"times":1}'
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
--
-- Taken back: a COMMIT that stops half-way.
--
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(
		(SELECT jsonb_agg(to_jsonb(m) - '{raw,owner,team_id}'::text[] ORDER BY name) FROM metric_sources AS m),
		(SELECT jsonb_agg(to_jsonb(a) - '{raw,owner,team_id}'::text[] ORDER BY name) FROM assignment_sources AS a),
		(SELECT jsonb_agg(to_jsonb(e) - '{raw,owner,team_id}'::text[] ORDER BY name) FROM entity_property_sources AS e),
		(SELECT jsonb_agg(to_jsonb(q) - '{raw,owner,team_id}'::text[] ORDER BY name) FROM qualifying_events AS q))
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE metric_sources SET sql = 'SELECT 9', tags = '{}' WHERE name = 'Order Lines';
DELETE FROM metric_sources WHERE name = 'Queued';
UPDATE assignment_sources SET sql = 'SELECT 9' WHERE name = 'App Exposures';
UPDATE assignment_sources SET description = 'undone' WHERE name = 'Full';
INSERT INTO assignment_sources (name, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping) VALUES ('Undone / %', 'SELECT 1', 'ts', 'e', 'g', '[]');
UPDATE entity_property_sources SET sql = 'SELECT 9', description = 'undone' WHERE name = '100% "loyal"';
DELETE FROM entity_property_sources WHERE name = 'Full';
UPDATE qualifying_events SET custom_field_mapping = '[]' WHERE name = 'Signed up > 1/day';
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
\set ECHO none
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\set ECHO all
SELECT pg_temp.changes();
SELECT pg_temp.state() = state FROM before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) INSERT INTO metric_sources (name, sql, timestamp_column, id_type_mapping) VALUES ('Plain', 'SELECT 1', 'ts', '[]');
EXPLAIN (COSTS OFF) UPDATE metric_sources SET description = 'x' WHERE name = 'Order Lines';
EXPLAIN (COSTS OFF) DELETE FROM metric_sources WHERE name = 'Order Lines';
EXPLAIN (COSTS OFF) UPDATE assignment_sources SET description = 'x' WHERE name = 'Full';
EXPLAIN (COSTS OFF) UPDATE assignment_sources SET sql = 'x' WHERE name = 'Full';
EXPLAIN (COSTS OFF) UPDATE entity_property_sources SET sql = 'x' WHERE name = '100% "loyal"';
EXPLAIN (COSTS OFF) UPDATE qualifying_events SET sql = 'x' WHERE name = 'Refund > 10%';
