\i test/psql/setup.sql
--
-- Shapes: places in which a query may stand, and what may happen around a scan.
--
CREATE FUNCTION pg_temp.requests() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_temp.sent()';
-- System columns, whole rows, row comparisons.
SELECT DISTINCT tableoid::regclass FROM gates WHERE type = 'STALE';
SELECT count(*) FROM (SELECT tableoid::regclass AS t, id FROM gates UNION SELECT tableoid::regclass, name FROM tags) AS s WHERE t::text = 'tags';
SELECT g IS NOT NULL AS whole, (g).id, (g).version FROM gates AS g WHERE id = 'new_checkout';
SELECT count(*) FROM gates AS g WHERE g.* IS DISTINCT FROM NULL;
SELECT count(*) FROM gates AS a JOIN gates AS b ON a = b WHERE a.type = 'STALE';
SELECT count(*) FROM gates WHERE (id, type) = ('new_checkout', 'PERMANENT');
SELECT count(*) FROM gates WHERE (id, type) IN (('new_checkout', 'PERMANENT'), ('many_rules', 'STALE'));
SELECT count(*) FROM gates WHERE (id COLLATE "C", type) > ('m', '');
SELECT to_jsonb(t) - 'raw' - 'id' AS tag FROM tags AS t WHERE name = 'checkout';
-- Locks: there are none to take, but the query runs.
SELECT id FROM gates WHERE id = 'new_checkout' FOR UPDATE;
SELECT l.k FROM (VALUES ('new_checkout')) AS l(k) JOIN gates AS g ON g.id = l.k FOR SHARE OF g;
-- Conditions that are no conditions on a column.
SELECT count(*) FROM gates WHERE true;
SELECT count(*) FROM gates WHERE NULL;
SELECT count(*) FROM gates WHERE is_enabled IS NOT TRUE AND NOT is_enabled;
SELECT count(*) FROM gates WHERE id = name;
SELECT count(*) FROM gates WHERE id = ANY (tags);
SELECT count(*) FROM gates WHERE id = id;
SELECT count(*) FROM gates WHERE type = type AND 'STALE' = type;
SELECT count(*) FROM gates WHERE CASE WHEN type = 'STALE' THEN id = 'x' ELSE true END;
SELECT count(*) FROM gates WHERE (type = 'STALE') = is_enabled;
SELECT count(*) FROM gates WHERE (type = 'STALE') IS NOT TRUE;
SELECT count(*) FROM gates WHERE coalesce(team, 'none') = 'none';
SELECT count(*) FROM gates WHERE (SELECT bool_and(t <> 'Core') FROM unnest(tags) AS t);
-- A volatile condition is evaluated for every row, a stable one is sent.
CREATE SEQUENCE pg_temp.calls;
SELECT count(*) FROM gates WHERE id = 'new_checkout' || left(nextval('pg_temp.calls')::text, 0);
SELECT last_value FROM pg_temp.calls;
SELECT pg_temp.requests() > 0 AS asked;
SELECT count(*) FROM gates WHERE id = 'new_checkout' || left(now()::text, 0);
SELECT pg_temp.sent();
-- Into local tables and out of them.
CREATE TEMPORARY TABLE kept AS SELECT id, type FROM gates WHERE type = 'STALE';
INSERT INTO kept SELECT id, type FROM gates WHERE type = 'TEMPLATE' ORDER BY id LIMIT 2;
UPDATE kept SET type = g.status FROM gates AS g WHERE g.id = kept.id;
DELETE FROM kept WHERE NOT EXISTS (SELECT FROM gates AS g WHERE g.id = kept.id AND g.type = 'STALE');
SELECT count(*), count(DISTINCT type) FROM kept;
MERGE INTO kept USING (SELECT id, team FROM gates WHERE type = 'STALE' OR id = 'new_checkout') AS g ON g.id = kept.id
WHEN MATCHED THEN UPDATE SET type = g.team WHEN NOT MATCHED THEN INSERT VALUES (g.id, 'new');
SELECT count(*), count(*) FILTER (WHERE type = 'new') AS new FROM kept;
CREATE MATERIALIZED VIEW names AS SELECT name FROM tags;
SELECT count(*) FROM names;
REFRESH MATERIALIZED VIEW names;
DROP MATERIALIZED VIEW names;
COPY (SELECT name FROM tags WHERE name LIKE 'c%' ORDER BY name COLLATE "C") TO STDOUT;
-- A function that reads the same table for every row of a scan, two levels deep.
CREATE FUNCTION pg_temp.type_of(wanted text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT type FROM gates WHERE id = wanted);
END
$$;
SELECT pg_temp.requests() > 0 AS asked;
SELECT count(*), count(*) FILTER (WHERE pg_temp.type_of(id) = type) AS same FROM gates WHERE type = 'STALE';
SELECT pg_temp.requests();
SELECT count(*) FROM gates WHERE type = 'TEMPLATE' AND pg_temp.type_of(pg_temp.type_of(id)) IS NULL;
-- An error inside a loop over a scan, caught at every turn: the scan goes on where it was.
DO $$
DECLARE
	r record;
	n int := 0;
	failed int := 0;
BEGIN
	FOR r IN SELECT id FROM gates LOOP
		n := n + 1;
		IF n % 50 = 0 THEN
			BEGIN
				PERFORM 1 / (length(name) - length(name)) FROM tags;
			EXCEPTION WHEN division_by_zero THEN
				failed := failed + 1;
			END;
		END IF;
	END LOOP;
	RAISE NOTICE '% rows, % errors', n, failed;
END
$$;
-- Loops inside loops, each over pages of its own.
ALTER SERVER statsig OPTIONS (ADD page_size '20');
DO $$
DECLARE
	a record;
	b record;
	n int := 0;
BEGIN
	FOR a IN SELECT name FROM tags LOOP
		FOR b IN SELECT name FROM tags LOOP
			n := n + 1;
		END LOOP;
		EXIT WHEN n >= 90;
	END LOOP;
	RAISE NOTICE '% rows', n;
END
$$;
ALTER SERVER statsig OPTIONS (DROP page_size);
-- Two servers in one query, each with its own page size.
SELECT pg_temp.requests() > 0 AS asked;
CREATE SERVER second FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', page_size '25');
CREATE USER MAPPING FOR CURRENT_USER SERVER second OPTIONS (api_key 'console-mock-key');
CREATE FOREIGN TABLE second_tags (id text, name text) SERVER second OPTIONS (resource 'tags');
SELECT count(*) FROM tags JOIN second_tags USING (id, name);
SELECT pg_temp.requests() > 1 AS asked;
SELECT (SELECT count(id) FROM tags) AS tags, (SELECT count(id) FROM second_tags) AS second_tags;
SELECT pg_temp.sent();
SET client_min_messages = warning;
DROP SERVER second CASCADE;
RESET client_min_messages;
-- A transaction that is aborted, a savepoint that is, and reading after it.
BEGIN;
SELECT count(id) FROM tags;
SELECT 1 / 0;
SELECT count(id) FROM tags;
ROLLBACK;
BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE;
SELECT count(id) FROM tags;
COMMIT;
SELECT count(id) FROM tags;
