\i test/psql/setup.sql
-- What follows is about changes that are sent by the end of their statement.
SET statsig_fdw.write_mode = immediate;
-- An answer that got lost.  A DELETE is sent again; that the object is gone by then is what was wanted.
INSERT INTO tags (name, description) VALUES ('lost', 'x');
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"applied_close"},"times":1}'
DELETE FROM tags WHERE name = 'lost';
SELECT regexp_replace(s, 'tags/\w+', 'tags/...') FROM pg_temp.sent() AS s WHERE s ~ 'DELETE';
SELECT count(*) FROM tags WHERE name = 'lost';
-- Without a lost answer it is an error: someone else has deleted the object.
INSERT INTO tags (name, description) VALUES ('lost', 'x');
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"status","status":404},"times":1}'
DELETE FROM tags WHERE name = 'lost';
\echo :LAST_ERROR_SQLSTATE
-- A 404 that is not the API's word says nothing about the object.
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"close"},"times":1}'
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"status","status":404,"body":"<html></html>"},"times":1}'
-- (the warning about the outcome may come before or after the error)
SET client_min_messages = error;
\set VERBOSITY terse
DELETE FROM tags WHERE name = 'lost';
\set VERBOSITY default
RESET client_min_messages;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM tags WHERE name = 'lost';
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- A statement inside of another one sends what was queued before.  When that
-- fails and its error is caught, the outer statement must not succeed: its row is lost.
--
CREATE FUNCTION pg_temp.inner_update(tag text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF tag = 'second' THEN
		UPDATE statsig.gates SET description = 'inner' WHERE id = 'account_dark_mode';
	END IF;
	RETURN 'of ' || tag;
EXCEPTION WHEN OTHERS THEN
	RAISE NOTICE 'caught: %', sqlstate;
	RETURN 'caught';
END $$;
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400},"times":1}'
INSERT INTO tags (name, description)
	SELECT tag, pg_temp.inner_update(tag) FROM unnest(ARRAY['first', 'second', 'third']) AS tag;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
SELECT name FROM tags WHERE name IN ('first', 'second', 'third');
-- Without the fault all of them are sent, in order.
SELECT count(*) > 0 FROM pg_temp.sent();
INSERT INTO tags (name, description)
	SELECT tag, pg_temp.inner_update(tag) FROM unnest(ARRAY['first', 'second', 'third']) AS tag;
SELECT pg_temp.sent();
-- A savepoint before the statement brings the transaction back.
UPDATE gates SET description = 'outer' WHERE id = 'account_dark_mode';
DELETE FROM tags WHERE name IN ('first', 'second', 'third');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
SAVEPOINT before;
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400},"times":1}'
INSERT INTO tags (name, description)
	SELECT tag, pg_temp.inner_update(tag) FROM unnest(ARRAY['first', 'second', 'third']) AS tag;
ROLLBACK TO before;
INSERT INTO tags (name, description) VALUES ('fourth', 'after');
COMMIT;
SELECT pg_temp.sent();
--
-- One object through the mappings of two users with one key: it is changed once.
--
CREATE ROLE lost_changes_owner;
GRANT USAGE ON SCHEMA statsig TO lost_changes_owner;
GRANT ALL ON gates TO lost_changes_owner;
GRANT CREATE ON SCHEMA public TO lost_changes_owner;
CREATE USER MAPPING FOR lost_changes_owner SERVER statsig OPTIONS (api_key 'console-mock-key');
SET ROLE lost_changes_owner;
CREATE VIEW other_gates AS SELECT id, description FROM gates;
RESET ROLE;
WITH mine AS (UPDATE gates SET description = 'one' WHERE id = 'account_dark_mode')
UPDATE other_gates SET description = 'two' WHERE id = 'account_dark_mode';
SELECT s FROM pg_temp.sent() AS s WHERE s !~ 'GET' ORDER BY 1;
-- Met twice with the same key, it is changed once.
WITH mine AS (UPDATE gates SET description = 'three' WHERE id = 'account_dark_mode')
UPDATE gates SET description = 'four' WHERE id = 'account_dark_mode';
SELECT count(*) FROM pg_temp.sent() AS s WHERE s !~ 'GET';
DROP VIEW other_gates;
SET client_min_messages = warning;
DROP OWNED BY lost_changes_owner;
DROP USER MAPPING IF EXISTS FOR lost_changes_owner SERVER statsig;
DROP ROLE lost_changes_owner;
--
-- Two columns that stand for one could be given two values, and one would be lost.
--
CREATE FOREIGN TABLE twice (id text, one text OPTIONS (column_name 'description'),
	two text OPTIONS (column_name 'description')) SERVER statsig OPTIONS (resource 'tags');
SELECT one = two AS same FROM twice LIMIT 1;
UPDATE twice SET one = 'x' WHERE two = 'Speed.';
INSERT INTO twice (one, two) VALUES ('x', 'y');
-- A table without all of the key can be read; which row to change it cannot tell.
CREATE FOREIGN TABLE keyless (description text) SERVER statsig OPTIONS (resource 'tags');
UPDATE keyless SET description = 'x' WHERE description = 'Speed.';
\echo :LAST_ERROR_SQLSTATE
CREATE FOREIGN TABLE anywhere (gate_id text, unit_type text, unit_id text, passes boolean)
	SERVER statsig OPTIONS (resource 'gate_overrides');
SELECT * FROM anywhere WHERE gate_id = 'new_checkout' AND unit_id = 'u-3001';
DELETE FROM anywhere WHERE gate_id = 'new_checkout' AND unit_id = 'u-3001';
INSERT INTO anywhere VALUES ('new_checkout', 'userID', 'u-3001', true);
SELECT s FROM pg_temp.sent() AS s WHERE s !~ 'GET';
-- An array is no JSON.
CREATE FOREIGN TABLE arrays (tags jsonb) SERVER statsig OPTIONS (resource 'gates');
SELECT tags FROM arrays LIMIT 1;
SELECT count(*) > 0 AS some FROM arrays;
