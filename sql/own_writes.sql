\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.analyze(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		RETURN NEXT regexp_replace(line, ' \(actual .*\)', '');
	END LOOP;
END $$;
--
-- A transaction sees its own changes before they are sent.
--
BEGIN;
-- An object, by key, through the list, in counts and in conditions that the API would evaluate.
UPDATE gates SET type = 'TEMPORARY', tags = '{core,mine}', description = 'mine' WHERE id = 'new_checkout';
SELECT id, type, tags, description FROM gates WHERE id = 'new_checkout';
SELECT count(*) > 0 FROM pg_temp.sent();
SELECT count(*) FILTER (WHERE id = 'new_checkout') FROM gates WHERE type = 'TEMPORARY';
SELECT id FROM gates WHERE 'mine' = ANY (tags);
SELECT count(*) FILTER (WHERE id = 'new_checkout') FROM gates WHERE type = 'PERMANENT';
-- Only conditions on columns that were changed stay here.
SELECT count(*) FROM gates WHERE creator_name = 'nobody';
SELECT DISTINCT regexp_replace(s, 'page=\d+', 'page=...') FROM pg_temp.sent() AS s ORDER BY 1;
SELECT pg_temp.analyze($$SELECT id FROM gates WHERE type = 'STALE' AND creator_name = 'nobody'$$);
SELECT count(*) > 0 FROM pg_temp.sent();
-- Rules: of the gate and in their own table, both ways.
UPDATE gate_rules SET pass_percentage = 1 WHERE gate_id = 'new_checkout' AND position = 0;
SELECT rules -> 0 -> 'passPercentage' FROM gates WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '2') WHERE id = 'new_checkout';
SELECT position, pass_percentage FROM gate_rules WHERE gate_id = 'new_checkout' AND position < 2 ORDER BY 1;
DELETE FROM gate_rules WHERE gate_id = 'new_checkout' AND position > 1;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('new_checkout', 'appended', 3, '[]');
SELECT position, pass_percentage, base_id IS NULL AS is_new FROM gate_rules WHERE gate_id = 'new_checkout' ORDER BY 1;
SELECT jsonb_array_length(rules), rules -> 2 ->> 'name' FROM gates WHERE id = 'new_checkout';
UPDATE gate_rules SET position = 0 WHERE gate_id = 'new_checkout' AND name = 'appended';
SELECT jsonb_path_query_array(rules, '$[*].passPercentage') FROM gates WHERE id = 'new_checkout';
-- New objects, with and without an id; what the API is going to give is NULL so far.
INSERT INTO gates (id, name) VALUES ('known', 'Known');
INSERT INTO gates (name, rules) VALUES ('Unknown', '[{"name": "r", "passPercentage": 1, "conditions": []}]');
SELECT id, name, status, rules FROM gates WHERE name IN ('Known', 'Unknown') ORDER BY 2;
UPDATE gate_rules SET pass_percentage = 2 WHERE name = 'r' AND gate_id IS NULL;
SELECT rules FROM gates WHERE name = 'Unknown';
SELECT count(*) > 0 FROM pg_temp.sent();
SELECT id, name FROM gates WHERE id = 'known';
SELECT count(*) FROM gate_overrides WHERE gate_id = 'known';
-- (nothing to ask the API for)
SELECT * FROM pg_temp.sent();
-- Deleted with all that belongs to it.
SELECT count(*) > 0 FROM gate_overrides WHERE gate_id = 'new_checkout';
DELETE FROM gates WHERE id = 'new_checkout';
SELECT count(*) FROM gates WHERE id = 'new_checkout';
SELECT count(*) FROM gate_rules WHERE gate_id = 'new_checkout';
SELECT count(*) FROM gate_overrides WHERE gate_id = 'new_checkout';
SELECT count(*) FROM gate_versions WHERE gate_id = 'new_checkout';
-- Made again under the same id it has nothing of the old one.
INSERT INTO gates (id, name) VALUES ('new_checkout', 'Anew');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('new_checkout', 'first', true);
SELECT id, name, rules FROM gates WHERE id = 'new_checkout';
SELECT unit_id, passes, raw FROM gate_overrides WHERE gate_id = 'new_checkout';
ROLLBACK;
SELECT name, description <> 'mine' FROM gates WHERE id = 'new_checkout';
-- Sets: hidden, added, and not there twice.
BEGIN;
INSERT INTO segment_ids VALUES ('vip_customers', 'added'), ('vip_customers', 'added too');
INSERT INTO segment_ids SELECT segment_id, unit_id FROM (SELECT * FROM segment_ids WHERE segment_id = 'vip_customers' ORDER BY unit_id LIMIT 1) AS s;
SELECT count(*) - count(DISTINCT unit_id), count(*) FILTER (WHERE unit_id LIKE 'added%') FROM segment_ids WHERE segment_id = 'vip_customers';
DELETE FROM segment_ids WHERE segment_id = 'vip_customers' AND unit_id <> 'added';
SELECT * FROM segment_ids WHERE segment_id = 'vip_customers';
ROLLBACK;
-- A foreign table with fewer and other columns sees the same.
CREATE FOREIGN TABLE few (unit text OPTIONS (column_name 'unit_id')) SERVER statsig OPTIONS (resource 'gate_overrides');
BEGIN;
DELETE FROM gate_overrides WHERE gate_id = 'new_checkout' AND unit_id = 'u-3001';
INSERT INTO gate_overrides (gate_id, environment, unit_type, unit_id, passes) VALUES ('new_checkout', 'staging', 'companyID', 'zz-1', true);
SELECT unit FROM few WHERE unit IN ('u-3001', 'u-3002', 'zz-1') ORDER BY 1;
ROLLBACK;
DROP FOREIGN TABLE few;
-- A statement sees what was there when it began, not what it does itself.
BEGIN;
INSERT INTO tags (name, description) SELECT name || ' copy', description FROM tags WHERE name IN ('Core', 'android');
INSERT INTO tags (name, description) SELECT name || ' copy', description FROM tags WHERE name LIKE '% copy';
SELECT name FROM tags WHERE name LIKE '% copy%' ORDER BY 1;
WITH gone AS (DELETE FROM tags WHERE name LIKE 'Core%copy' RETURNING name)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM tags WHERE name LIKE '% copy%');
SELECT name FROM tags WHERE name LIKE '% copy%' ORDER BY 1;
-- So does a cursor: what comes after it was opened is not for it.
DECLARE c CURSOR FOR SELECT name FROM tags WHERE name LIKE '% copy%' ORDER BY 1;
FETCH 1 FROM c;
INSERT INTO tags (name, description) VALUES ('z copy', 'x');
DELETE FROM tags WHERE name LIKE '% copy copy';
FETCH ALL FROM c;
SELECT name FROM tags WHERE name LIKE '% copy%' ORDER BY 1;
-- A function that is called by a statement sees what the statement has done so far, as with any table.
CREATE FUNCTION pg_temp.tags_now() RETURNS bigint LANGUAGE plpgsql VOLATILE AS
$$ BEGIN RETURN (SELECT count(*) FROM statsig.tags WHERE name LIKE 'f%copy'); END $$;
INSERT INTO tags (name, description) SELECT 'f' || n || ' copy', pg_temp.tags_now() FROM generate_series(1, 3) AS n;
SELECT name, description FROM tags WHERE name LIKE 'f%copy' ORDER BY 1;
ROLLBACK;
-- Triggers: BEFORE changes what is sent, AFTER sees it.
CREATE FUNCTION pg_temp.shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.description := upper(NEW.description); RETURN NEW; END $$;
CREATE FUNCTION pg_temp.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% -> %', OLD.description, NEW.description; RETURN NULL; END $$;
CREATE TRIGGER shout BEFORE UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.shout();
CREATE TRIGGER tell AFTER UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.tell();
BEGIN;
UPDATE tags SET description = 'quiet' WHERE name = 'Core';
UPDATE tags SET description = 'quieter' WHERE name = 'Core';
SELECT description FROM tags WHERE name = 'Core';
ROLLBACK;
DROP TRIGGER shout ON tags;
DROP TRIGGER tell ON tags;
-- RETURNING: what is known; what only the API can tell is an error in a block.
BEGIN;
INSERT INTO gates (id, name, description) VALUES ('returned', 'Returned', 'x') RETURNING id, name, archive_reason;
UPDATE gates SET description = 'y' WHERE id = 'returned' RETURNING id, name, description;
UPDATE gates SET description = 'y' WHERE id = 'new_checkout' RETURNING id, description, type, created_time;
DELETE FROM gate_rules WHERE gate_id = 'new_checkout' AND position = 0 RETURNING position, name;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('new_checkout', 'ret', true) RETURNING unit_type, environment, passes;
SAVEPOINT s;
UPDATE gates SET description = 'z' WHERE id = 'new_checkout' RETURNING version;
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
INSERT INTO gates (name) VALUES ('Returned 2') RETURNING id;
ROLLBACK TO s;
UPDATE gates SET is_enabled = NOT is_enabled WHERE id = 'new_checkout' RETURNING status;
ROLLBACK TO s;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE gates SET description = 'z' WHERE id = 'account_dark_mode' RETURNING version > 0;
COMMIT;
INSERT INTO gates (name) VALUES ('Returned 3') RETURNING id, status;
-- A function is not a transaction by itself, even when it is called by a single statement.
CREATE FUNCTION pg_temp.returning_id() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	made text;
BEGIN
	INSERT INTO statsig.gates (name) VALUES ('Returned 4') RETURNING id INTO made;
	RETURN made;
END $$;
SELECT pg_temp.returning_id();
SELECT count(*) FROM pg_temp.sent() AS s WHERE s ~ 'Returned 4';
-- A parameter that the API evaluates cannot be compared with rows that it does not know.
BEGIN;
UPDATE gates SET description = 'x' WHERE id = 'new_checkout';
SELECT count(*) FROM gates WHERE rollout_rate = '100';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT count(*) > 0 FROM gates WHERE rollout_rate = '100';
-- Another server for the same project sees the changes, one with another key does not.
CREATE SERVER same FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER same OPTIONS (api_key 'console-mock-key');
CREATE SERVER other FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER other OPTIONS (api_key 'console-mock-readonly');
CREATE FOREIGN TABLE same_gates (id text, description text) SERVER same OPTIONS (resource 'gates');
CREATE FOREIGN TABLE other_gates (id text, description text) SERVER other OPTIONS (resource 'gates');
BEGIN;
UPDATE gates SET description = 'seen' WHERE id = 'new_checkout';
SELECT 'same', description FROM same_gates WHERE id = 'new_checkout' UNION ALL
SELECT 'other', left(description, 12) FROM other_gates WHERE id = 'new_checkout' ORDER BY 1 DESC;
ROLLBACK;
DROP SERVER same CASCADE;
DROP SERVER other CASCADE;
