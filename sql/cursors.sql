\i test/psql/setup.sql
--
-- Cursors.
--
ALTER SERVER statsig OPTIONS (ADD page_size '10');
CREATE TEMPORARY TABLE local_tags AS SELECT row_number() OVER () AS n, name FROM tags;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- Rows come page by page, as they are fetched.
BEGIN;
DECLARE c CURSOR FOR SELECT name FROM tags;
SELECT pg_temp.sent();
FETCH 2 FROM c;
SELECT pg_temp.sent();
MOVE FORWARD 7 IN c;
SELECT pg_temp.sent();
FETCH 2 FROM c;
SELECT pg_temp.sent();
MOVE FORWARD ALL IN c;
FETCH 1 FROM c;
SELECT pg_temp.sent();
CLOSE c;
SELECT name FROM local_tags WHERE n IN (1, 2, 10, 11) ORDER BY n;
-- Several at once on one table, each at a place of its own.
DECLARE a CURSOR FOR SELECT name FROM tags;
DECLARE b CURSOR FOR SELECT name FROM tags WHERE is_core;
DECLARE d SCROLL CURSOR FOR SELECT name FROM tags;
MOVE FORWARD 9 IN a;
MOVE FORWARD 1 IN b;
MOVE FORWARD 19 IN d;
FETCH 2 FROM a;
FETCH 1 FROM b;
FETCH 2 FROM d;
FETCH BACKWARD 2 FROM d;
FETCH ABSOLUTE 1 FROM d;
FETCH LAST FROM d;
FETCH 1 FROM a;
SELECT name FROM local_tags WHERE n IN (10, 11, 12, 19, 20, 21, 30) ORDER BY n;
FETCH BACKWARD 1 FROM a;
ROLLBACK;
-- An error in a subtransaction between two fetches leaves the cursor alone.
BEGIN;
DECLARE c CURSOR FOR SELECT name FROM tags;
MOVE FORWARD 8 IN c;
SAVEPOINT s;
SELECT count(*) FROM gates WHERE id = 'new_checkout' AND 1 / (length(id) - 12) = 0;
ROLLBACK TO SAVEPOINT s;
SAVEPOINT s;
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"status","status":500}}'
SELECT count(*) FROM gates;
ROLLBACK TO SAVEPOINT s;
\! mock-control clear
FETCH 4 FROM c;
RELEASE SAVEPOINT s;
FETCH 1 FROM c;
SELECT name FROM local_tags WHERE n BETWEEN 9 AND 13 ORDER BY n;
COMMIT;
-- A cursor opened in a subtransaction goes away with it.
BEGIN;
SAVEPOINT s;
DECLARE c CURSOR FOR SELECT name FROM tags;
FETCH 1 FROM c;
ROLLBACK TO SAVEPOINT s;
FETCH 1 FROM c;
ROLLBACK;
-- A page that fails ends the cursor, not the session.
BEGIN;
DECLARE c CURSOR FOR SELECT name FROM tags;
MOVE FORWARD 9 IN c;
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"bad_json"}}'
SAVEPOINT s;
FETCH 3 FROM c;
ROLLBACK TO SAVEPOINT s;
\! mock-control clear
FETCH 3 FROM c;
ROLLBACK;
SELECT count(*) FROM tags;
-- WITH HOLD: read to the end at COMMIT.
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
BEGIN;
DECLARE h CURSOR WITH HOLD FOR SELECT name FROM tags;
FETCH 3 FROM h;
SELECT pg_temp.sent();
COMMIT;
SELECT pg_temp.sent();
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":500}}'
FETCH 2 FROM h;
MOVE FORWARD ALL IN h;
CLOSE h;
\! mock-control clear
SELECT name FROM local_tags WHERE n <= 5 ORDER BY n;
-- WITH HOLD when the rest cannot be read: the COMMIT fails.
BEGIN;
DECLARE h CURSOR WITH HOLD FOR SELECT name FROM tags;
FETCH 1 FROM h;
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":400}}'
COMMIT;
FETCH 1 FROM h;
\! mock-control clear
-- Cursors of PL/pgSQL, with a parameter.
DO $$
DECLARE
	c CURSOR (wanted text) FOR SELECT position, name FROM gate_rules WHERE gate_id = wanted ORDER BY position;
	r record;
BEGIN
	FOR r IN c ('new_checkout') LOOP
		RAISE NOTICE '%: %', r.position, r.name;
	END LOOP;
	FOR r IN c ('nope') LOOP
		RAISE NOTICE 'not to be seen';
	END LOOP;
END
$$;
-- Open cursors at the end of the transaction are closed.
BEGIN;
DECLARE c CURSOR FOR SELECT g.id FROM gates AS g, tags AS t;
FETCH 1 FROM c;
COMMIT;
SELECT count(*) FROM tags;
