\i test/psql/setup.sql
--
-- Objects that are written whole, and columns that follow an INSERT.
--
\pset format unaligned
\pset tuples_only on
SELECT count(*) FROM pg_temp.sent();
-- The only update is a POST of everything: what does not change is as it is just before sending, not as it was read.
BEGIN;
UPDATE metric_sources SET description = 'mine' WHERE name = 'Order Lines';
SELECT name, description FROM metric_sources WHERE description = 'mine';
SELECT method, path, body, new_rows, note FROM statsig_fdw_pending;
\! mock-control state '/metrics/metric_source/list' | sed 's/"created_at"/"shipped_at"/; s/^/{"path":"\/metrics\/metric_source\/list","items":/; s/$/}/' | mock-control set-state
COMMIT;
SELECT pg_temp.sent();
-- Members that the source does not have stay out; a name and an id of one thing are not sent together.
UPDATE metric_sources SET team = 'Checkout' WHERE name = 'Order Lines' RETURNING name, team, timestamp_column;
UPDATE metric_sources SET team_id = NULL WHERE name = 'Order Lines' RETURNING name, team, team_id;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
UPDATE metric_sources SET sql = NULL WHERE name = 'Order Lines';
UPDATE metric_sources SET name = 'Other' WHERE name = 'Order Lines';
-- A column that only the POST takes. Without an endpoint for one object the list is read, once for all of them.
UPDATE assignment_sources SET description = 'a' WHERE name = 'App Exposures';
SELECT pg_temp.sent();
UPDATE assignment_sources SET sql = 'SELECT 1', description = 'b' WHERE name IN ('App Exposures', 'Kiosk / Größe');
SELECT pg_temp.sent();
-- Gone meanwhile.
BEGIN;
UPDATE assignment_sources SET sql = 'SELECT 2' WHERE name = 'App Exposures';
\! mock-control state '/experiments/assignment_sources' | sed 's/"App Exposures"/"App"/; s/^/{"path":"\/experiments\/assignment_sources","items":/; s/$/}/' | mock-control set-state
COMMIT;
BEGIN;
UPDATE metric_sources SET description = 'x' WHERE name = 'Order Lines';
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/metrics/metric_source/Order%20Lines"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Metric source not found"}}}'
COMMIT;
\! mock-control clear
-- The lists of a holdout: PATCH would add to them.
UPDATE holdouts SET description = 'x' WHERE id = 'empty_holdout';
UPDATE holdouts SET description = 'y', gate_ids = '{new_checkout}' WHERE id = 'empty_holdout' RETURNING description, gate_ids, targeting_gate_id;
UPDATE holdouts SET gate_ids = '{}', experiment_ids = '{}' WHERE id = 'empty_holdout';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Somebody else's change is found as with every object that has a version.
BEGIN;
UPDATE holdouts SET gate_ids = '{new_checkout}' WHERE id = 'empty_holdout';
\! mock-control state '/holdouts' | sed 's/"version":/"version":1/g; s/^/{"path":"\/holdouts","items":/; s/$/}/' | mock-control set-state
COMMIT;
--
-- Columns that the API takes only once the object is there.
--
INSERT INTO layers (name, id_type) VALUES ('Plain Layer', 'userID');
INSERT INTO layers (name, id_type, parameters) VALUES ('Wide Layer', 'userID', '[{"name":"a","type":"number","defaultValue":1.50}]')
RETURNING id, parameters, version > 1 AS changed;
SELECT pg_temp.sent();
-- Several of them, in one request or, where one of them needs it, with everything.
BEGIN;
INSERT INTO holdouts (name, pass_percentage, is_enabled) VALUES ('Small Holdout', 2.50, true);
INSERT INTO holdouts (name, pass_percentage, gate_ids) VALUES ('Large Holdout', 9, '{new_checkout}');
SELECT id, name, pass_percentage, gate_ids FROM holdouts WHERE name LIKE '%e Holdout' OR name LIKE 'Small%' ORDER BY name;
UPDATE holdouts SET pass_percentage = 3, is_global = false WHERE name = 'Small Holdout';
UPDATE holdouts SET description = 'd' WHERE name = 'Large Holdout';
SELECT method, path, body, note FROM statsig_fdw_pending;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET /holdouts?%';
-- Nothing is left of it, and nothing follows.
BEGIN;
INSERT INTO layers (name, id_type, parameters) VALUES ('No Layer', 'userID', '[]');
UPDATE layers SET parameters = NULL WHERE name = 'No Layer';
COMMIT;
BEGIN;
INSERT INTO layers (name, id_type, parameters) VALUES ('Gone Layer', 'userID', '[]');
DELETE FROM layers WHERE name = 'Gone Layer';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Two changes where columns follow.
BEGIN;
SET LOCAL statsig_fdw.max_changes = 3;
INSERT INTO layers (name, id_type, parameters) VALUES ('Layer one', 'userID', '[]'), ('Layer two', 'userID', '[]');
COMMIT;
SET statsig_fdw.dry_run = on;
INSERT INTO param_stores (name, display_name, description, parameters) VALUES ('store', 'Store', 'd', '[]');
INSERT INTO layers (name, id_type, parameters) VALUES ('Dry Layer', 'userID', '[]');
INSERT INTO holdouts (name, gate_ids) VALUES ('Dry Holdout', '{new_checkout}');
UPDATE holdouts SET gate_ids = '{new_checkout}' WHERE id = 'small_holdout';
RESET statsig_fdw.dry_run;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The second request fails: the object exists.
INSERT INTO holdouts (name, gate_ids, is_enabled) VALUES ('Half Holdout', '{no_such_gate}', true);
SELECT statement, remark FROM statsig_fdw_undo();
BEGIN;
SET LOCAL client_min_messages = error; -- the place of a WARNING beside an ERROR is left to chance
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO layers (name, id_type, parameters) VALUES ('Sent Layer', 'userID', '[]') RETURNING id, parameters;
SAVEPOINT s;
INSERT INTO holdouts (name, gate_ids) VALUES ('Other Half', '{no_such_gate}') RETURNING id;
ROLLBACK TO s;
UPDATE holdouts SET layer_ids = '{sent_layer}' WHERE id = 'half_holdout' RETURNING layer_ids;
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT id, layer_ids FROM holdouts WHERE id LIKE '%half%' ORDER BY id;
-- It fails to be read; the answer to the INSERT says nothing; the INSERT itself fails.
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/holdouts/unread_holdout"},"fault":{"kind":"status","status":403}}'
INSERT INTO holdouts (name, gate_ids) VALUES ('Unread Holdout', '{new_checkout}');
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/layers"},"fault":{"kind":"empty_2xx"},"times":1}'
INSERT INTO layers (name, id_type, parameters) VALUES ('Silent Layer', 'userID', '[]');
BEGIN;
INSERT INTO layers (name, id_type, parameters) VALUES ('Wide Layer', 'userID', '[]');
INSERT INTO layers (name, id_type, parameters) VALUES ('Third Layer', 'userID', '[]');
COMMIT;
\! mock-control clear
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- update_mode.
--
ALTER FOREIGN TABLE gates OPTIONS (ADD update_mode 'most');
ALTER SERVER statsig OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE tags OPTIONS (ADD update_mode 'full');
SELECT count(*) FROM tags WHERE name = 'guardrail';
UPDATE tags SET description = 'x';
INSERT INTO tags (name, description) VALUES ('x', 'x');
COPY tags (name) FROM stdin;
x
\.
EXPLAIN (COSTS OFF) DELETE FROM tags;
ALTER FOREIGN TABLE gates OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE dynamic_configs OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE experiments OPTIONS (ADD update_mode 'full');
SELECT count(*) >= 0 FROM pg_temp.sent();
INSERT INTO gates (id, name, description) VALUES ('gat', 'G g', 'd');
UPDATE gates SET description = 'e' WHERE id = 'gat';
-- Actions stay what they are; the whole object is made of what they leave.
UPDATE gates SET status = 'Archived' WHERE id = 'gat';
UPDATE gates SET status = 'Disabled', description = 'f' WHERE id = 'gat';
UPDATE gates SET is_enabled = true WHERE id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- A type that the API computes it does not take back; who made the gate is not repeated either.
UPDATE gates SET description = 'stale' WHERE id = (SELECT min(id) FROM gates WHERE type = 'STALE' AND creator_email IS NOT NULL);
SELECT s ~ '"type":"STALE"', s ~ 'creator', substring(s, '"description".*?,') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- What the transaction does to the rules is in it, whatever comes first.
BEGIN;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('gat', 'r1', 10, '[{"type":"public"}]');
UPDATE gates SET description = 'g' WHERE id = 'gat';
COMMIT;
BEGIN;
UPDATE gates SET description = 'h' WHERE id = 'gat';
UPDATE gate_rules SET pass_percentage = 20 WHERE gate_id = 'gat';
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('gat', 'r2', 30, '[{"type":"public"}]');
COMMIT;
SELECT description, (SELECT string_agg(name || ' ' || pass_percentage, ', ' ORDER BY position) FROM gate_rules WHERE gate_id = 'gat') FROM gates WHERE id = 'gat';
SELECT left(s, 80) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Numbers as they are written; the JSON5 form is not sent beside a new value.
UPDATE dynamic_configs SET default_value = '{"a": 12345678901234567890.10, "b": null}' WHERE id = 'admin_limits';
UPDATE dynamic_configs SET description = 'numbers' WHERE id = 'admin_limits';
SELECT substring(s, 'POST [^ ]* '), substring(s, '"description":"[^"]*"'), substring(s, '"defaultValue.*'), s ~ 'Json5' FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The status is in it, as it is; it is changed by actions only.
INSERT INTO experiments (id, name, hypothesis) VALUES ('exp', 'E x', 'x');
UPDATE experiments SET hypothesis = 'y' WHERE id = 'exp';
UPDATE experiments SET decision_reason = 'none' WHERE id = 'exp';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SET statsig_fdw.dry_run = on;
UPDATE gates SET description = 'dry' WHERE id = 'gat';
RESET statsig_fdw.dry_run;
-- What the statements may send.
\pset tuples_only off
EXPLAIN (COSTS OFF) UPDATE metric_sources SET description = '' WHERE name = 'a';
EXPLAIN (COSTS OFF) UPDATE assignment_sources SET description = '';
EXPLAIN (COSTS OFF) UPDATE assignment_sources SET sql = '';
EXPLAIN (COSTS OFF) UPDATE holdouts SET description = '', gate_ids = '{}', layer_ids = '{}' WHERE id = 'a';
EXPLAIN (COSTS OFF) INSERT INTO holdouts (name) VALUES ('a');
EXPLAIN (COSTS OFF) INSERT INTO layers (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE gates SET description = '' WHERE id = 'a';
EXPLAIN (COSTS OFF) UPDATE experiments SET status = 'active' WHERE id = 'a';
