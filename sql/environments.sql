\i test/psql/setup.sql
--
-- Unit id types and environments; more about environments is in singletons.sql.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
--
-- Unit id types.
--
SELECT name, description FROM unit_id_types ORDER BY name;
SELECT description = '' FROM unit_id_types WHERE name = 'cart/ID 100%';
SELECT pg_temp.sent();
INSERT INTO unit_id_types (name) VALUES ('deviceID') RETURNING name, description;
INSERT INTO unit_id_types (name, description) VALUES ('house hold/ID', 'All at one address'), ('sessionID', '') RETURNING name, description;
SELECT pg_temp.sent();
UPDATE unit_id_types SET description = 'A device' WHERE name = 'deviceID' RETURNING description;
UPDATE unit_id_types SET description = '' WHERE name = 'house hold/ID';
UPDATE unit_id_types SET description = 'A device' WHERE name = 'deviceID';
SELECT pg_temp.sent();
BEGIN;
INSERT INTO unit_id_types (name) VALUES ('petID');
UPDATE unit_id_types SET description = 'A pet' WHERE name = 'petID';
UPDATE unit_id_types SET description = 'a' WHERE name = 'sessionID';
UPDATE unit_id_types SET description = 'b' WHERE name = 'sessionID';
UPDATE unit_id_types SET description = 'c' WHERE name = 'deviceID';
UPDATE unit_id_types SET description = 'A device' WHERE name = 'deviceID';
DELETE FROM unit_id_types WHERE name = 'house hold/ID';
INSERT INTO unit_id_types (name) VALUES ('briefID');
DELETE FROM unit_id_types WHERE name = 'briefID';
SELECT name, description FROM unit_id_types WHERE name ~ '^(pet|session|brief|house|device)' ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
SELECT name, description FROM unit_id_types WHERE name ~ '^(pet|session|brief|house|device)' ORDER BY 1;
BEGIN;
INSERT INTO unit_id_types (name) VALUES ('neverID');
DELETE FROM unit_id_types WHERE name <> 'neverID';
SELECT name FROM unit_id_types;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO unit_id_types (description) VALUES ('x');
\echo :LAST_ERROR_SQLSTATE
UPDATE unit_id_types SET description = NULL WHERE name = 'petID';
\echo :LAST_ERROR_SQLSTATE
UPDATE unit_id_types SET name = 'catID' WHERE name = 'petID';
\echo :LAST_ERROR_SQLSTATE
UPDATE unit_id_types SET raw = '{}' WHERE name = 'petID';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM unit_id_types WHERE name = 'none';
SELECT pg_temp.changes();
INSERT INTO unit_id_types (name) VALUES ('petID');
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"DELETE"},"times":1,"fault":{"kind":"status","status":400,"body":{"status":400,"message":"ID type is in use"}}}'
BEGIN;
INSERT INTO unit_id_types (name) VALUES ('catID');
UPDATE unit_id_types SET description = 'Dog' WHERE name = 'petID';
UPDATE unit_id_types SET description = 'Mine' WHERE name = 'customID';
DELETE FROM unit_id_types WHERE name = 'orderID';
INSERT INTO unit_id_types (name) VALUES ('lateID');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT name, description FROM unit_id_types WHERE name ~ '^(cat|pet|custom|order|late)ID' ORDER BY 1;
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
DELETE FROM unit_id_types WHERE name IN ('petID', 'cart/ID 100%');
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT name, description FROM unit_id_types WHERE name IN ('petID', 'cart/ID 100%') ORDER BY 1;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Environments: every change writes all of them.
--
\! mock-control state /environments
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline, required_review_group_id)
VALUES ('canary', true, true, false, 'group 2') RETURNING id IS NOT NULL, required_review_group_id;
UPDATE environments SET required_review_group_id = 'group 3', requires_release_pipeline = true WHERE name = 'canary' RETURNING name, required_review_group_id;
-- Several rows are one request.
UPDATE environments SET requires_review = NOT requires_review, required_review_group_id = CASE name WHEN 'staging' THEN 'group 1' ELSE required_review_group_id END
WHERE name IN ('staging', 'development');
UPDATE environments SET required_review_group_id = NULL WHERE name = 'canary' RETURNING required_review_group_id;
UPDATE environments SET name = 'canaries' WHERE name = 'canary';
DELETE FROM environments WHERE name = 'canaries' RETURNING name, is_production;
SELECT regexp_replace(s, '"id":"0\.0?17\d+"', '"id":"..."', 'g') FROM pg_temp.changes() AS s;
SELECT name, requires_review, required_review_group_id FROM environments;
-- Errors of the API: nothing is left half done.
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline) VALUES ('staging', false, false, false);
\echo :LAST_ERROR_SQLSTATE
UPDATE environments SET name = 'production' WHERE name = 'staging';
\echo :LAST_ERROR_SQLSTATE
UPDATE environments SET is_production = NULL WHERE name = 'staging';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO environments (name, is_production) VALUES ('qa', false);
\echo :LAST_ERROR_SQLSTATE
SELECT name FROM environments;
SELECT regexp_replace(s, '"id":"0\.\d+"', '"id":"..."', 'g') FROM pg_temp.changes() AS s;
-- Names that go round are given at once.
BEGIN;
UPDATE environments SET name = CASE name WHEN 'staging' THEN 'development' ELSE 'staging' END WHERE name IN ('staging', 'development');
SELECT name, id FROM environments;
COMMIT;
SELECT pg_temp.changes();
BEGIN;
DELETE FROM environments;
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline) VALUES ('only', true, false, false);
SELECT name FROM environments;
ROLLBACK;
SELECT pg_temp.changes();
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO unit_id_types (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE unit_id_types SET description = '' WHERE name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM unit_id_types WHERE description = 'a';
EXPLAIN (COSTS OFF) INSERT INTO environments (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE environments SET requires_review = true WHERE name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM environments WHERE name = 'a';
