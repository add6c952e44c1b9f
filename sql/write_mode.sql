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
-- When changes are sent: by server, by table, by setting.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
-- The default is COMMIT.
SHOW statsig_fdw.write_mode;
BEGIN;
INSERT INTO tags (name, description) VALUES ('by default', 'x');
SELECT pg_temp.changes();
ROLLBACK;
-- A server, a table that differs from it, and the setting that goes before both.
ALTER SERVER statsig OPTIONS (write_mode 'immediate');
ALTER FOREIGN TABLE gates OPTIONS (write_mode 'commit');
BEGIN;
INSERT INTO tags (name, description) VALUES ('by the server', 'x');
SELECT pg_temp.changes();
INSERT INTO gates (id, name) VALUES ('by_the_table', 'By the table');
SELECT pg_temp.changes();
SET LOCAL statsig_fdw.write_mode = commit;
INSERT INTO tags (name, description) VALUES ('by the setting', 'x');
SELECT pg_temp.changes();
SET LOCAL statsig_fdw.write_mode = default;
INSERT INTO tags (name, description) VALUES ('by the server again', 'x');
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
-- What was sent stays: a warning lists it, and the undo takes it back.
BEGIN;
INSERT INTO tags (name, description) VALUES ('stays', 'x');
UPDATE tags SET description = 'stays, too' WHERE name = 'by the server';
INSERT INTO gates (id, name) VALUES ('goes', 'Goes');
ROLLBACK;
SELECT pg_temp.changes() ~ '^(POST|PATCH) /tags';
SELECT regexp_replace(statement, 'id = ''\w+''', 'id = ...'), remark FROM statsig_fdw_undo();
BEGIN;
SELECT statement FROM statsig_fdw_undo() ORDER BY step \g /dev/null
SET LOCAL statsig_fdw.write_mode = commit;
DO $$
DECLARE
	undo text;
BEGIN
	FOR undo IN SELECT statement FROM statsig_fdw_undo() ORDER BY step LOOP
		EXECUTE undo;
	END LOOP;
END $$;
COMMIT;
SELECT name, description FROM tags WHERE name IN ('stays', 'by the server');
-- A savepoint that is rolled back, and one whose changes an error has listed already.
SELECT count(*) > 0 FROM pg_temp.changes();
BEGIN;
SAVEPOINT s;
INSERT INTO tags (name, description) VALUES ('in a savepoint', 'x');
ROLLBACK TO s;
COMMIT;
SELECT statement IS NOT NULL FROM statsig_fdw_undo();
DELETE FROM tags WHERE name = 'in a savepoint';
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags","body":"second"},"fault":{"kind":"status","status":400},"times":2}'
INSERT INTO tags (name, description) VALUES ('first', 'x'), ('second', 'x');
DO $$
BEGIN
	INSERT INTO statsig.tags (name, description) VALUES ('first caught', 'x'), ('second', 'x');
EXCEPTION WHEN OTHERS THEN
	RAISE NOTICE 'caught %', sqlstate;
END $$;
\! mock-control clear
DELETE FROM tags WHERE name LIKE 'first%';
-- A change that is sent at once cannot come before one that waits and that it builds upon.
SELECT count(*) > 0 FROM pg_temp.changes();
BEGIN;
INSERT INTO gates (id, name) VALUES ('waits', 'Waits');
SAVEPOINT s;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('waits', 'r', 1, '[]');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('waits', 'u', true);
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO s;
UPDATE gates SET description = 'x' WHERE id = 'account_dark_mode';
SAVEPOINT t;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE gates SET description = 'y' WHERE id = 'account_dark_mode';
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO t;
INSERT INTO tags (name, description) VALUES ('not of theirs', 'x');
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
-- EXPLAIN ANALYZE says which.
SELECT pg_temp.analyze($$INSERT INTO tags (name, description) VALUES ('explained', 'x')$$);
BEGIN;
SELECT pg_temp.analyze($$UPDATE gates SET description = 'x' || id WHERE id IN ('account_dark_mode', 'new_checkout')$$);
ROLLBACK;
SELECT pg_temp.changes();
-- In a transaction that cannot write, nothing can be written.
BEGIN READ ONLY;
INSERT INTO tags (name, description) VALUES ('read only', 'x');
ROLLBACK;
-- A prepared transaction is refused for what was sent as well.
SET client_min_messages = error;
BEGIN;
INSERT INTO tags (name, description) VALUES ('prepared', 'x');
PREPARE TRANSACTION 'never';
\echo :LAST_ERROR_SQLSTATE
-- Values that do not exist.
ALTER SERVER statsig OPTIONS (SET write_mode 'deferred');
\echo :LAST_ERROR_SQLSTATE
SET statsig_fdw.write_mode = deferred;
\echo :LAST_ERROR_SQLSTATE
