\i test/psql/setup.sql
--
-- DELETE.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
INSERT INTO gates (id, name) VALUES ('one', 'One'), ('two', 'Two'), ('three', 'Three'), ('four', 'Four');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions)
VALUES ('four', 'a', 1, '[]'), ('four', 'b', 2, '[]'), ('four', 'c', 3, '[]');
SELECT count(*) FROM pg_temp.sent();
DELETE FROM gates WHERE id = 'one';
-- RETURNING shows the row as it was; no answer is needed for that.
DELETE FROM gates WHERE id = 'two' RETURNING id, name, status, tags, raw ->> 'id';
SELECT pg_temp.sent();
SELECT id FROM gates WHERE id IN ('one', 'two', 'three', 'four') ORDER BY id;
SELECT count(*) FROM pg_temp.sent();
-- A row that a join delivers several times is deleted once.
DELETE FROM gates USING generate_series(1, 3) AS i WHERE id = 'three' RETURNING id, i;
SELECT pg_temp.sent();
-- Elements of an array, one by one.
DELETE FROM gate_rules WHERE gate_id = 'four' AND name <> 'b' RETURNING name, position;
SELECT regexp_replace(s, '(rules/)\S+', '\1...') FROM pg_temp.sent() AS s;
SELECT name, position FROM gate_rules WHERE gate_id = 'four';
-- The plan carries no more than the key.
EXPLAIN (VERBOSE, COSTS OFF) DELETE FROM gate_rules WHERE gate_id = 'four';
-- Nothing matches: nothing is sent; the object has gone meanwhile: an error.
DELETE FROM gates WHERE id = 'one';
SELECT count(*) FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"DELETE","path":"/console/v1/gates/*"},"fault":{"kind":"status","status":404},"times":1}'
DELETE FROM gates WHERE id = 'four';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
-- A trigger that fails keeps the request from being made.
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'gate % stays', old.id; END $$;
CREATE TRIGGER refuse AFTER DELETE ON gates FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
DELETE FROM gates WHERE id = 'four';
DROP TRIGGER refuse ON gates;
SELECT pg_temp.sent();
DELETE FROM gates WHERE id = 'four';
SELECT pg_temp.sent();
-- What cannot be deleted.
DELETE FROM users WHERE email = 'anna.berg@lindenhof.example';
DELETE FROM audit_logs;
TRUNCATE gates;
TRUNCATE segment_ids, gate_overrides;
SELECT pg_temp.sent();
-- Dynamic configs and segments.
INSERT INTO dynamic_configs (id, name) VALUES ('del_config', 'Del config');
INSERT INTO segments (id, name, type) VALUES ('del_segment', 'Del segment', 'id_list');
SELECT count(*) FROM pg_temp.sent();
BEGIN;
DELETE FROM dynamic_configs WHERE id = 'del_config';
DELETE FROM segments WHERE id = 'del_segment';
SELECT (SELECT count(*) FROM dynamic_configs WHERE id = 'del_config') AS configs, (SELECT count(*) FROM segments WHERE id = 'del_segment') AS segments;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT (SELECT count(*) FROM dynamic_configs WHERE id = 'del_config') AS configs, (SELECT count(*) FROM segments WHERE id = 'del_segment') AS segments;
