\i test/psql/setup.sql
--
-- LIMIT and whatever else stops early: right rows, and no request too many.
--
ALTER SERVER statsig OPTIONS (ADD page_size '20');
CREATE FUNCTION pg_temp.requests() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_temp.sent()';
CREATE TEMPORARY TABLE all_gates AS SELECT row_number() OVER () AS n, id, type FROM gates;
SELECT count(*), count(DISTINCT id) FROM all_gates;
SELECT pg_temp.requests();
-- The first rows of the list, over page boundaries, against the whole list.
CREATE FUNCTION pg_temp.check_limit(rows int, skip int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	got text[];
	wanted text[];
BEGIN
	PERFORM pg_temp.requests();
	got := ARRAY(SELECT id FROM gates LIMIT rows OFFSET skip);
	wanted := ARRAY(SELECT id FROM all_gates WHERE n > skip AND n <= skip + rows ORDER BY n);
	RETURN format('limit %s offset %s: %s rows, %s, %s requests', rows, skip, cardinality(got),
				  CASE WHEN got = wanted THEN 'right' ELSE 'WRONG' END, pg_temp.requests());
END
$$;
SELECT pg_temp.check_limit(l, o)
FROM (VALUES (0, 0), (1, 0), (19, 0), (20, 0), (21, 0), (1, 19), (1, 20), (5, 18), (40, 0), (1000, 0), (1000, 249),
			 (1, 250), (1000, 1000)) AS v(l, o);
SELECT count(*) FROM (SELECT FROM gates LIMIT ALL OFFSET 245) AS s;
-- A filter that stays here is applied before the limit.
SELECT pg_temp.requests() > 0 AS asked;
SELECT count(*) FROM (SELECT FROM gates WHERE length(id) % 2 = 0 LIMIT 7) AS s;
SELECT pg_temp.requests() < 13 AS fewer;
SELECT (SELECT array_agg(id) FROM (SELECT id FROM gates WHERE type = 'STALE' LIMIT 5) AS s)
	 = (SELECT array_agg(id) FROM (SELECT id FROM all_gates WHERE type = 'STALE' ORDER BY n LIMIT 5) AS s) AS same;
SELECT pg_temp.sent();
-- A filter that few rows pass runs through the whole list.
SELECT count(*) FROM (SELECT FROM gates WHERE upper(id) = 'NEW_CHECKOUT' LIMIT 5) AS s;
SELECT pg_temp.requests();
-- LIMIT 0, EXISTS, a subquery that gives one row, a union that is cut off.
SELECT id FROM gates LIMIT 0;
SELECT pg_temp.requests();
SELECT EXISTS (SELECT FROM gates);
SELECT EXISTS (SELECT FROM gates WHERE false);
SELECT pg_temp.requests();
SELECT count((SELECT id FROM gates LIMIT 1));
SELECT pg_temp.requests();
SELECT count(*) FROM (SELECT id FROM gates UNION ALL SELECT name FROM tags LIMIT 3) AS s;
SELECT pg_temp.requests();
-- A limit over a sort, and one known only at run time.
SELECT (SELECT array_agg(id) FROM (SELECT id FROM gates ORDER BY id DESC LIMIT 30) AS s)
	 = (SELECT array_agg(id) FROM (SELECT id FROM all_gates ORDER BY id DESC LIMIT 30) AS s) AS same;
SELECT pg_temp.requests();
SELECT count(*) FROM (SELECT FROM gates LIMIT (SELECT 33)) AS s;
SELECT pg_temp.requests();
SELECT count(*) FROM (SELECT FROM gates LIMIT NULL) AS s;
SELECT pg_temp.requests();
SELECT id FROM gates LIMIT -1;
SELECT count(*) FROM (SELECT id FROM gates FETCH FIRST 21 ROWS ONLY) AS s;
SELECT pg_temp.requests();
-- Rules of gates: the rows of a page are many, the pages few.
SELECT count(*) FROM (SELECT FROM gate_rules LIMIT 30) AS s;
SELECT pg_temp.requests() <= 2 AS few;
-- Tables below a parent: only the parents that are needed.
SELECT count(*) FROM (SELECT FROM segment_ids LIMIT 1) AS s;
SELECT pg_temp.sent();
-- A cursor that is closed early.
BEGIN;
DECLARE c CURSOR FOR SELECT id FROM gates;
FETCH 5 FROM c;
SELECT pg_temp.requests();
CLOSE c;
COMMIT;
-- PL/pgSQL loops fetch ahead, at most 50 rows.
DO $$
DECLARE
	r record;
	n int := 0;
BEGIN
	FOR r IN SELECT id FROM gates LOOP
		n := n + 1;
		EXIT WHEN n = 3;
	END LOOP;
END
$$;
SELECT pg_temp.requests() <= 3 AS few;
