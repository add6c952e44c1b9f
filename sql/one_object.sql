\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- One object changed from several sides in one transaction.
--
-- Two foreign tables of one resource, with columns that the other one lacks.
CREATE FOREIGN TABLE descriptions (id text NOT NULL, description text) SERVER statsig OPTIONS (resource 'gates');
CREATE FOREIGN TABLE types (id text NOT NULL, type text, measure_metric_lifts boolean) SERVER statsig OPTIONS (resource 'gates');
BEGIN;
UPDATE descriptions SET description = 'from one' WHERE id = 'new_checkout';
UPDATE types SET type = 'PERMANENT', measure_metric_lifts = true WHERE id = 'new_checkout';
UPDATE descriptions SET description = description || ', twice' WHERE id = 'new_checkout';
SELECT id, description, type, measure_metric_lifts FROM gates WHERE id = 'new_checkout';
SELECT * FROM descriptions WHERE id = 'new_checkout';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
SELECT id, description, type, measure_metric_lifts FROM gates WHERE id = 'new_checkout';
BEGIN;
INSERT INTO descriptions VALUES ('narrow', 'made');
UPDATE types SET type = 'PERMANENT' WHERE id = 'narrow';
SELECT * FROM types WHERE id = 'narrow';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- What is set back to what it was, through another table, is not sent.
BEGIN;
UPDATE types SET measure_metric_lifts = false WHERE id = 'new_checkout';
UPDATE gates SET measure_metric_lifts = true WHERE id = 'new_checkout';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- Two columns that stand for actions: each is called, in the order of the statements.
INSERT INTO gates (id, name) VALUES ('acted', 'Acted');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gates SET status = 'Launched' WHERE id = 'acted';
UPDATE gates SET is_enabled = false WHERE id = 'acted';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
SELECT status, is_enabled FROM gates WHERE id = 'acted';
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gates SET status = 'Disabled' WHERE id = 'acted';
UPDATE gates SET is_enabled = true WHERE id = 'acted';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
SELECT status, is_enabled FROM gates WHERE id = 'acted';
SELECT count(*) > 0 FROM pg_temp.sent();
-- The same state again is nothing, in one column or in both.
INSERT INTO experiments (id, name, groups) VALUES ('starts', 'Starts', '[{"name": "A", "size": 100, "parameterValues": {}}]');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gates SET status = 'Launched' WHERE id = 'acted';
UPDATE gates SET status = 'Launched', is_enabled = true WHERE id = 'acted';
UPDATE experiments SET status = 'active', description = 'd1' WHERE id = 'starts';
UPDATE experiments SET status = 'active', description = 'd2' WHERE id = 'starts';
SELECT method, path, body FROM statsig_fdw_pending;
ROLLBACK;
-- One column twice: the last one counts, and back again is nothing.
BEGIN;
UPDATE gates SET is_enabled = false WHERE id = 'acted';
UPDATE gates SET is_enabled = true WHERE id = 'acted';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- A new experiment that is started at once.
BEGIN;
INSERT INTO experiments (id, name, groups) VALUES ('started', 'Started', '[{"name": "A", "size": 50, "parameterValues": {}}, {"name": "B", "size": 50, "parameterValues": {}}]');
UPDATE experiments SET status = 'active' WHERE id = 'started';
UPDATE experiments SET hypothesis = 'later' WHERE id = 'started';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
SELECT status, hypothesis FROM experiments WHERE id = 'started';
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- What is deleted is gone for the rest of the transaction.
--
INSERT INTO gates (id, name) VALUES ('ends', 'Ends'), ('stays', 'Stays');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES
	('ends', 'a', 1, '[]'), ('stays', 'a', 1, '[]'), ('stays', 'b', 2, '[]'), ('stays', 'c', 3, '[]'), ('stays', 'd', 4, '[]');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
DELETE FROM gates WHERE id = 'ends';
SAVEPOINT here;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('ends', 'late', 1, '[]');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO here;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ends', 'u', true);
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO here;
UPDATE gate_rules SET pass_percentage = 2 WHERE gate_id = 'ends';
SELECT count(*) FROM gate_rules WHERE gate_id = 'ends';
INSERT INTO gates (id, name) VALUES ('ends', 'Ends');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('ends', 'late', 1, '[]');
SELECT name FROM gate_rules WHERE gate_id = 'ends';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- The same id twice is an error where it is written.
BEGIN;
INSERT INTO gates (id, name) VALUES ('twice', 'Twice');
INSERT INTO gates (id, name) VALUES ('twice', 'Twice again');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
--
-- The rows are read while others are written.
--
BEGIN;
DECLARE open_scan CURSOR FOR SELECT id FROM gates WHERE id IN ('acted', 'stays', 'narrow') ORDER BY id;
UPDATE gates SET description = 'one' WHERE id = 'acted';
DECLARE second_scan CURSOR FOR SELECT id, description FROM gates WHERE id IN ('acted', 'stays');
FETCH 1 FROM second_scan;
UPDATE gates SET description = 'two' WHERE id IN ('acted', 'stays');
SAVEPOINT here;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('stays', 'from within', 9, '[]');
ROLLBACK TO here;
SET LOCAL statsig_fdw.write_mode = 'immediate';
INSERT INTO tags (name, description) VALUES ('seen at once', 'x');
FETCH ALL FROM second_scan;
FETCH ALL FROM open_scan;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- One function that writes each row it reads.
DO $$
DECLARE
	gate record;
BEGIN
	FOR gate IN SELECT id FROM gates WHERE id IN ('acted', 'stays', 'narrow') ORDER BY id LOOP
		UPDATE gates SET description = 'row by row ' || gate.id WHERE id = gate.id;
		INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES (gate.id, 'made', 1, '[]');
	END LOOP;
END $$;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- At once, while something of the same object waits: the order would be lost.
BEGIN;
UPDATE gates SET description = 'waits' WHERE id = 'stays';
SET LOCAL statsig_fdw.write_mode = 'immediate';
DELETE FROM gates WHERE id = 'stays';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('stays', 'u', true);
SET LOCAL statsig_fdw.write_mode = 'immediate';
DELETE FROM gates WHERE id = 'stays';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
UPDATE gates SET description = 'waits' WHERE id = 'stays';
SET LOCAL statsig_fdw.write_mode = 'immediate';
UPDATE gate_rules SET pass_percentage = 50 WHERE gate_id = 'stays' AND name = 'a';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- So it is for an object that the transaction itself has made, even without a key.
BEGIN;
INSERT INTO gates (name) VALUES ('Keyless');
SET LOCAL statsig_fdw.write_mode = 'immediate';
UPDATE gates SET description = 'too early' WHERE name = 'Keyless';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- Two servers that send the same changes in different ways.
CREATE SERVER reviewed FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', respect_review_settings 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER reviewed OPTIONS (api_key 'console-mock-key');
CREATE FOREIGN TABLE reviewed_gates (id text NOT NULL, description text) SERVER reviewed OPTIONS (resource 'gates');
BEGIN;
UPDATE gates SET description = 'plain' WHERE id = 'stays';
SELECT description FROM reviewed_gates WHERE id = 'stays';
UPDATE reviewed_gates SET description = 'with review' WHERE id = 'acted';
SAVEPOINT here;
UPDATE reviewed_gates SET description = 'with review' WHERE id = 'stays';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO here;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
DROP FOREIGN TABLE reviewed_gates;
DROP SERVER reviewed CASCADE;
-- An entry that was there before is there once, whatever is rolled back while it is read.
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('stays', 'u1', true), ('stays', 'u2', true), ('stays', 'u3', true);
BEGIN;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('stays', 'u1', true), ('stays', 'u4', true);
DECLARE entries CURSOR FOR SELECT unit_id FROM gate_overrides WHERE gate_id = 'stays';
FETCH 2 FROM entries;
SAVEPOINT here;
INSERT INTO tags (name, description) VALUES ('rolled back', 'x');
ROLLBACK TO here;
FETCH ALL FROM entries;
ROLLBACK;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- RETURNING in a WITH: the key is there, and each request goes out once.
--
WITH made AS (INSERT INTO tags (name, description) VALUES ('with returning', 'x') RETURNING name, id)
SELECT name, id IS NOT NULL AS has_id FROM made;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- With two parts that write, nothing can be sent before the end of both.
WITH made AS (INSERT INTO tags (name, description) VALUES ('with returning', 'x') RETURNING id)
INSERT INTO teams (name, description) SELECT id, 'x' FROM made;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
--
-- A name that becomes free is taken over in the order that the API needs.
--
INSERT INTO gates (id, name) VALUES ('holds', 'The name');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
INSERT INTO gates (id, name) VALUES ('takes', 'Another name');
DELETE FROM gates WHERE id = 'holds';
UPDATE gates SET name = 'The name' WHERE id = 'takes';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- What refers to an object that is made in between comes after it, whatever else is made, and in which order.
BEGIN;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('late', 'first of all', 1, '[]');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('acted', 'before', 1, '[]');
INSERT INTO segments (id, name, type) VALUES ('between', 'Between', 'rule_based');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('acted', 'after', 1, '[{"type": "passes_segment", "targetValue": ["between"]}]');
UPDATE gates SET description = 'last' WHERE id = 'narrow';
INSERT INTO gates (id, name) VALUES ('late', 'Late');
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
--
-- What a transaction read and wrote is checked before the first request.
--
CREATE TABLE rows_of_its_own (i int);
INSERT INTO rows_of_its_own VALUES (1);
\setenv PGDATABASE :DBNAME
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT sum(i) FROM rows_of_its_own;
INSERT INTO rows_of_its_own VALUES (3);
UPDATE gates SET description = 'not serializable' WHERE id = 'acted';
\! psql -Xqc "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT sum(i) FROM rows_of_its_own; INSERT INTO rows_of_its_own VALUES (2); COMMIT" >/dev/null
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- A re-read that answers without an object is no proof of anything.
BEGIN;
UPDATE gates SET description = 'unproven' WHERE id = 'acted';
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/gates/acted"},"fault":{"kind":"status","status":200,"body":{"message":"ok"}},"times":1}'
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
-- A row that is gone at COMMIT: an object, a rule, an override.
BEGIN;
UPDATE gate_rules SET pass_percentage = 77 WHERE gate_id = 'stays' AND name = 'd';
\! curl -sS -o /dev/null --noproxy '*' -X DELETE -H 'STATSIG-API-KEY: console-mock-key' "$STATSIG_MOCK_URL/console/v1/gates/stays"
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s !~ '^GET';
--
-- A row and the array that it lies in, changed by turns.
--
INSERT INTO gates (id, name, rules) VALUES ('turns', 'Turns', '[{"name": "r1", "passPercentage": 10, "conditions": []}, {"name": "r2", "passPercentage": 20, "conditions": []}]');
INSERT INTO experiments (id, name, groups) VALUES ('turns', 'Turns', '[{"name": "A", "size": 50, "parameterValues": {"a": 1}}, {"name": "B", "size": 50, "parameterValues": {}}]');
SELECT count(*) > 0 FROM pg_temp.sent();
-- The array comes back to what it was after the row had changed: the row's change is sent.
BEGIN;
UPDATE gate_rules SET pass_percentage = 79 WHERE gate_id = 'turns' AND name = 'r1';
UPDATE gates SET rules = rules || '[{"name": "r3", "passPercentage": 27, "conditions": []}]' WHERE id = 'turns';
DELETE FROM gate_rules WHERE gate_id = 'turns' AND name = 'r3';
SELECT method, regexp_replace(path, 'rules/\w+', 'rules/...') AS path, body FROM statsig_fdw_pending;
COMMIT;
BEGIN;
DELETE FROM gate_rules WHERE gate_id = 'turns' AND name = 'r2';
UPDATE gates SET rules = rules || '[{"name": "r3", "passPercentage": 27, "conditions": []}]', is_enabled = false WHERE id = 'turns';
UPDATE gates SET rules = rules - 1, is_enabled = true WHERE id = 'turns';
COMMIT;
BEGIN;
UPDATE experiment_groups SET parameter_values = '{"a": 2}' WHERE experiment_id = 'turns' AND name = 'A';
UPDATE experiments SET groups = jsonb_set(groups, '{1,name}', '"C"') WHERE id = 'turns';
UPDATE experiments SET groups = jsonb_set(groups, '{1,name}', '"B"') WHERE id = 'turns';
COMMIT;
SELECT regexp_replace(regexp_replace(s, '"(id|baseID)":"[^"]*"', '"\1":...', 'g'), 'rules/\w+', 'rules/...') FROM pg_temp.sent() AS s WHERE s !~ '^GET';
SELECT name, pass_percentage FROM gate_rules WHERE gate_id = 'turns' ORDER BY position;
SELECT name, parameter_values FROM experiment_groups WHERE experiment_id = 'turns' ORDER BY position;
-- Where both stay, the array is sent with the row's change in it; where all is as it was, nothing.
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gate_rules SET pass_percentage = 81 WHERE gate_id = 'turns' AND name = 'r1';
UPDATE gates SET rules = rules || '[{"name": "r3", "passPercentage": 27, "conditions": []}]' WHERE id = 'turns';
COMMIT;
BEGIN;
UPDATE gates SET rules = rules || '[{"name": "r4", "passPercentage": 27, "conditions": []}]' WHERE id = 'turns';
UPDATE gate_rules SET pass_percentage = 82 WHERE gate_id = 'turns' AND name = 'r1';
UPDATE gate_rules SET pass_percentage = 81 WHERE gate_id = 'turns' AND name = 'r1';
DELETE FROM gate_rules WHERE gate_id = 'turns' AND name = 'r4';
COMMIT;
SELECT regexp_replace(s, '"(id|baseID)":"[^"]*"', '"\1":...', 'g') FROM pg_temp.sent() AS s WHERE s !~ '^GET';
