\i test/psql/setup.sql
--
-- Sets that are written whole: overrides of layers, and every set with update_mode full.
--
\pset format unaligned
\pset tuples_only on
SELECT count(*) FROM pg_temp.sent();
SELECT kind, target, experiment_name, group_name, id_type, environment FROM layer_overrides WHERE layer_id = 'home_page_layer';
-- The API can add by itself: a body with its word for that.
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name)
VALUES ('home_page_layer', 'unit', 'u-7', 'home_page_hero', 'Test'), ('home_page_layer', 'segment', 'staff', 'home_page_hero', 'Test');
SELECT pg_temp.sent();
-- Everything else reads the set and writes it whole; with it all that the transaction does, in one request.
UPDATE layer_overrides SET group_name = 'Control' WHERE layer_id = 'home_page_layer' AND target IN ('u-7', 'staff') RETURNING kind, target, id_type, group_name;
SELECT pg_temp.sent();
BEGIN;
DELETE FROM layer_overrides WHERE layer_id = 'home_page_layer' AND kind = 'unit' AND experiment_name IS NOT NULL;
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) VALUES ('home_page_layer', 'unit', 'u-8', 'home_page_hero', 'Test');
UPDATE layer_overrides SET group_name = 'Both', environment = 'staging' WHERE layer_id = 'home_page_layer' AND kind = 'unit';
SELECT kind, target, group_name, environment FROM layer_overrides WHERE layer_id = 'home_page_layer';
SELECT method, path, body, old_rows, new_rows, note FROM statsig_fdw_pending;
COMMIT;
SELECT pg_temp.sent();
-- What comes to nothing sends nothing; what is there already is there once.
BEGIN;
UPDATE layer_overrides SET group_name = 'Other' WHERE layer_id = 'home_page_layer' AND target = 'u-8';
UPDATE layer_overrides SET group_name = 'Both' WHERE layer_id = 'home_page_layer' AND target = 'u-8';
COMMIT;
BEGIN;
DELETE FROM layer_overrides WHERE layer_id = 'home_page_layer' AND target = 'u-9';
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) VALUES ('home_page_layer', 'gate', 'internal_users', 'home_page_hero', 'Test');
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- RETURNING of what only the API tells.
UPDATE layer_overrides SET group_name = 'Test' WHERE layer_id = 'home_page_layer' AND target = 'u-8' RETURNING target, group_name, raw;
SELECT pg_temp.sent();
-- A row to take away that is gone.
BEGIN;
DELETE FROM layer_overrides WHERE layer_id = 'home_page_layer' AND target = 'u-8';
\! mock-control state /layers/home_page_layer/overrides | sed 's/u-8/u-18/; s/^/{"path":"\/layers\/home_page_layer\/overrides","object":/; s/$/}/' | mock-control set-state
COMMIT;
-- Nothing left: the call for that.
DELETE FROM layer_overrides WHERE layer_id = 'home_page_layer' AND kind = 'unit';
BEGIN;
DELETE FROM layer_overrides WHERE layer_id = 'home_page_layer';
SELECT count(*) FROM layer_overrides WHERE layer_id = 'home_page_layer';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Several sets, that of a layer whose key the API is going to choose, the key, and what does not exist.
BEGIN;
INSERT INTO layers (name, id_type) VALUES ('New Layer', 'userID');
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) VALUES ('new_layer', 'unit', 'u', 'e', 'g'), ('search_layer', 'unit', 'u', 'e', 'g');
UPDATE layer_overrides SET group_name = 'h' WHERE layer_id IN ('new_layer', 'search_layer');
COMMIT;
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) VALUES ('no_layer', 'unit', 'u', 'e', 'g');
UPDATE layer_overrides SET kind = 'gate' WHERE layer_id = 'search_layer';
UPDATE layer_overrides SET layer_id = 'x' WHERE layer_id = 'search_layer';
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name, id_type) VALUES ('search_layer', 'gate', 'u', 'e', 'g', 'userID');
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Taken back.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE layer_overrides SET group_name = 'i' WHERE layer_id = 'new_layer';
DELETE FROM layer_overrides WHERE layer_id = 'search_layer' AND target = 'u';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT layer_id, target, group_name FROM layer_overrides WHERE layer_id IN ('search_layer', 'new_layer') AND target = 'u' ORDER BY 1;
-- One change for each set, however many rows.
BEGIN;
SET LOCAL statsig_fdw.max_changes = 1;
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) SELECT 'new_layer', 'unit', 'u' || i, 'e', 'g' FROM generate_series(1, 40) AS i;
DELETE FROM layer_overrides WHERE layer_id = 'new_layer' AND target = 'u';
COMMIT;
SELECT count(*), min(target) FROM layer_overrides WHERE layer_id = 'new_layer';
BEGIN;
SET LOCAL statsig_fdw.max_changes = 1;
DELETE FROM layer_overrides WHERE layer_id IN ('search_layer', 'new_layer');
COMMIT;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- update_mode full.
--
ALTER FOREIGN TABLE gate_overrides OPTIONS (ADD update_mode 'full');
INSERT INTO gates (id, name) VALUES ('gat', 'G g');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('gat', 'u1', true), ('gat', 'u2', false);
INSERT INTO gate_overrides (gate_id, unit_type, unit_id, passes) VALUES ('gat', 'userID', 'u1', true), ('gat', 'customID', 'c1', true);
UPDATE gate_overrides SET passes = NOT passes WHERE gate_id = 'gat' AND unit_type = 'userID';
SELECT pg_temp.sent();
-- Two kinds of body exclude each other: found before anything is sent.
BEGIN;
UPDATE gates SET description = 'x' WHERE id = 'gat';
INSERT INTO gate_overrides (gate_id, environment, unit_type, unit_id, passes) VALUES ('gat', 'staging', 'userID', 'u1', true);
COMMIT;
DELETE FROM gate_overrides WHERE gate_id = 'gat' AND unit_type = 'userID';
DELETE FROM gate_overrides WHERE gate_id = 'gat';
INSERT INTO gate_overrides (gate_id, environment, unit_type, unit_id, passes)
VALUES ('gat', 'staging', 'userID', 'u1', true), ('gat', 'production', 'userID', 'u1', false), ('gat', 'staging', 'userID', 'u2', false);
DELETE FROM gate_overrides WHERE gate_id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- A gate of the same transaction: its overrides are read when it is there.
BEGIN;
INSERT INTO gates (id, name) VALUES ('hub', 'H h h');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('hub', 'u1', true);
SELECT gate_id, unit_id FROM gate_overrides WHERE gate_id = 'hub';
COMMIT;
SELECT pg_temp.sent();
BEGIN;
DELETE FROM gates WHERE id = 'hub';
INSERT INTO gates (id, name) VALUES ('hub', 'H again');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('hub', 'u2', true);
COMMIT;
SELECT unit_id FROM gate_overrides WHERE gate_id = 'hub';
SET statsig_fdw.dry_run = on;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('hub', 'u3', false);
BEGIN;
INSERT INTO gates (id, name) VALUES ('ivy', 'I i i');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ivy', 'u1', true);
COMMIT;
RESET statsig_fdw.dry_run;
-- Through a second table of the same resource without the option: the set is one.
CREATE FOREIGN TABLE parts (gate_id text, environment text, unit_type text, unit_id text, passes boolean)
SERVER statsig OPTIONS (resource 'gate_overrides');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
INSERT INTO parts (gate_id, unit_type, unit_id, passes) VALUES ('hub', 'userID', 'u4', true);
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('hub', 'u5', true);
COMMIT;
INSERT INTO parts (gate_id, unit_type, unit_id, passes) VALUES ('hub', 'userID', 'u6', true);
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
DROP FOREIGN TABLE parts;
-- Both arrays of an experiment's overrides.
ALTER FOREIGN TABLE experiment_overrides OPTIONS (ADD update_mode 'full');
INSERT INTO experiments (id, name, hypothesis) VALUES ('exp', 'E x', 'x');
INSERT INTO experiment_overrides (experiment_id, kind, target, group_id) VALUES ('exp', 'unit', 'u1', 'Control'), ('exp', 'gate', 'new_checkout', 'Test');
UPDATE experiment_overrides SET group_id = 'Test' WHERE experiment_id = 'exp' AND kind = 'unit' RETURNING target, group_id;
DELETE FROM experiment_overrides WHERE experiment_id = 'exp';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- A list of several pages.
--
ALTER FOREIGN TABLE segment_ids OPTIONS (ADD update_mode 'full', ADD page_size '2');
INSERT INTO segments (id, name, type) VALUES ('lst', 'List', 'id_list');
INSERT INTO segment_ids SELECT 'lst', 'u' || i FROM generate_series(1, 5) AS i;
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
DELETE FROM segment_ids WHERE segment_id = 'lst' AND unit_id IN ('u1', 'u4');
INSERT INTO segment_ids VALUES ('lst', 'u6'), ('lst', 'u2');
COMMIT;
SELECT pg_temp.sent();
SELECT string_agg(unit_id, ' ' ORDER BY unit_id) FROM segment_ids WHERE segment_id = 'lst';
-- It changes while it is read, or its pages are not what they say: nothing is sent that would delete the rest.
ALTER FOREIGN TABLE segment_ids OPTIONS (SET page_size '100');
PREPARE remove_first AS
DELETE FROM segment_ids WHERE segment_id = 'large_list' AND unit_id = (SELECT min(unit_id) FROM segment_ids WHERE segment_id = 'large_list');
BEGIN;
EXECUTE remove_first;
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"unshift"}}'
COMMIT;
\! mock-control clear
BEGIN;
EXECUTE remove_first;
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"wrong_total"}}'
COMMIT;
\! mock-control clear
BEGIN;
EXECUTE remove_first;
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"endless"}}'
COMMIT;
\! mock-control clear
BEGIN;
EXECUTE remove_first;
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"wrong_type"}}'
COMMIT;
\! mock-control clear
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
BEGIN;
EXECUTE remove_first;
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"no_pagination"}}'
COMMIT;
\! mock-control clear
SELECT count(*) FROM segment_ids WHERE segment_id = 'large_list';
-- What the statements may send.
\pset tuples_only off
EXPLAIN (COSTS OFF) INSERT INTO layer_overrides (layer_id) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE layer_overrides SET group_name = '' WHERE layer_id = 'a';
EXPLAIN (COSTS OFF) DELETE FROM layer_overrides WHERE layer_id = 'a';
EXPLAIN (COSTS OFF) INSERT INTO segment_ids VALUES ('a', 'b');
EXPLAIN (COSTS OFF) UPDATE gate_overrides SET passes = false WHERE gate_id = 'a';
ALTER FOREIGN TABLE gate_overrides OPTIONS (SET update_mode 'partial');
EXPLAIN (COSTS OFF) UPDATE gate_overrides SET passes = false WHERE gate_id = 'a';
