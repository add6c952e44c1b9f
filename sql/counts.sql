\i test/psql/setup.sql
--
-- count(*) of a whole table: one request where the list tells its size beyond doubt, else rows are counted.
--
CREATE FUNCTION pg_temp.counted(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		CONTINUE WHEN line !~ 'Statsig (Count|Requests|Rows)';
		RETURN NEXT line;
	END LOOP;
END
$$;
EXPLAIN (COSTS OFF) SELECT count(*) FROM gates;
EXPLAIN (COSTS OFF, VERBOSE) SELECT count(*) + 1, count(*), 'x' AS x FROM gates AS g;
SELECT pg_temp.sent();
SELECT count(*) FROM gates;
SELECT pg_temp.sent();
SELECT count(*) + 1, count(*), 'x' AS x FROM gates AS g;
SELECT pg_temp.sent();
SELECT pg_temp.counted('SELECT count(*) FROM gates');
SELECT (SELECT count(*) FROM audit_logs) = (SELECT count(id) FROM audit_logs) AS same;
SELECT pg_temp.sent();
-- One page: its rows are counted.
SELECT pg_temp.counted('SELECT count(*) FROM tags');
SELECT count(*) FROM tags;
SELECT DISTINCT pg_temp.sent();
-- Again and again in one statement, with other values around it: asked for once.
SELECT n, (SELECT count(*) + n FROM gates) AS c FROM generate_series(1, 3) AS n;
SELECT a.c, b.c AS d FROM (SELECT count(*) AS c FROM gates) AS a, (SELECT count(*) AS c FROM gates OFFSET 0) AS b;
SELECT EXISTS (SELECT count(*) FROM gates WHERE false), EXISTS (SELECT count(*) FROM gates);
SELECT count(*) FROM gates LIMIT 0;
SELECT pg_temp.sent();
SELECT n FROM generate_series(249, 251) AS n WHERE n >= (SELECT count(*) FROM gates);
SELECT count(*) FROM gates ORDER BY 1 LIMIT 5;
SELECT v.n, c.count FROM (VALUES (1), (2)) AS v(n) LEFT JOIN LATERAL (SELECT count(*) FROM gates OFFSET v.n - 1) AS c ON true;
WITH c AS (SELECT count(*) AS n FROM gates) SELECT a.n, b.n AS m FROM c AS a, c AS b;
SELECT pg_temp.sent();
-- Prepared, in PL/pgSQL, behind a cursor, through a view.
PREPARE gates_count AS SELECT count(*) FROM gates;
EXECUTE gates_count;
SET plan_cache_mode = force_generic_plan;
EXECUTE gates_count;
EXECUTE gates_count;
ALTER FOREIGN TABLE gates OPTIONS (ADD page_size '50');
EXECUTE gates_count;
ALTER FOREIGN TABLE gates OPTIONS (DROP page_size);
RESET plan_cache_mode;
DO $$
BEGIN
	FOR i IN 1..2 LOOP
		RAISE NOTICE '% gates', (SELECT count(*) FROM gates);
	END LOOP;
END
$$;
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT count(*) FROM gates;
FETCH ALL FROM c;
MOVE BACKWARD ALL IN c;
FETCH ALL FROM c;
COMMIT;
CREATE VIEW statsig.gate_names WITH (security_barrier = true) AS SELECT name FROM gates;
SELECT count(*) FROM gate_names;
SELECT pg_temp.sent();
-- Not one list of items, or not all of it, or something else about it: the ordinary way.
CREATE FUNCTION pg_temp.way(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN CASE WHEN jsonb_path_exists(plan, 'strict $.**."Statsig Count"') THEN 'told' ELSE 'counted' END;
END
$$;
CREATE TABLE statsig.heir (id text);
CREATE FOREIGN TABLE statsig.heir_gates () INHERITS (statsig.heir) SERVER statsig OPTIONS (resource 'gates');
CREATE TEMPORARY TABLE shapes (n serial, query text);
COPY shapes (query) FROM stdin;
SELECT count(*) FROM gates
SELECT count(*) FROM gates AS g(x)
SELECT count(*) FROM ONLY gates
SELECT count(*) FROM (SELECT id, upper(name) FROM gates) AS s
SELECT DISTINCT count(*) FROM gates
SELECT count(*) FROM gates WHERE true
SELECT count(*) FROM gates WHERE id = 'a'
SELECT count(*) FROM gates WHERE type = 'STALE'
SELECT count(*) FROM gates WHERE current_user <> ''
SELECT count(*) FROM gates WHERE random() < 2
SELECT count(*) FROM gates HAVING count(*) > 1
SELECT count(*) FROM gates GROUP BY ()
SELECT count(*) FROM gates GROUP BY type
SELECT count(*), max(id) FROM gates
SELECT count(*) FILTER (WHERE is_enabled) FROM gates
SELECT count(id) FROM gates
SELECT count(DISTINCT id) FROM gates
SELECT count(*), row_number() OVER () FROM gates
SELECT count(*), generate_series(1, 2) FROM gates
SELECT count(*) OVER () FROM gates
SELECT count(*) FROM gates AS a, gates AS b
SELECT count(*) FROM gates LEFT JOIN tags ON false
SELECT count(*) FROM (SELECT FROM gates LIMIT 5) AS s
SELECT count(*) FROM (SELECT FROM gates FOR UPDATE) AS s
SELECT count(*) FROM (SELECT id FROM gates UNION ALL SELECT id FROM tags) AS s
SELECT count(*) FROM gate_rules
SELECT count(*) FROM gate_overrides
SELECT count(*) FROM segment_ids
SELECT count(*) FROM environments
SELECT count(*) FROM project
SELECT count(*) FROM heir
SELECT count(*) FROM heir_gates
\.
SELECT n, pg_temp.way(query), query FROM shapes ORDER BY n;
SELECT count(*) AS of_heir FROM heir;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- Changes of the transaction that the table shows: rows are counted; others do not matter.
BEGIN;
UPDATE tags SET description = 'other' WHERE name = 'Core';
SELECT pg_temp.counted('SELECT count(*) FROM gates');
INSERT INTO gates (id, name) VALUES ('one_more', 'One more');
SELECT pg_temp.counted('SELECT count(*) FROM gates');
SELECT count(*) FROM gates;
SAVEPOINT s;
DELETE FROM gates WHERE id IN ('new_checkout', 'many_rules', 'one_more');
SELECT count(*) FROM gates;
DELETE FROM gate_rules WHERE gate_id = 'new_checkout';
SELECT count(*) FROM gates;
ROLLBACK TO SAVEPOINT s;
SELECT count(*) FROM gates;
-- A cursor sees what was there when it was opened.
DECLARE c CURSOR FOR SELECT count(*) FROM gates;
DELETE FROM gates WHERE id = 'new_checkout';
FETCH c;
SELECT count(*) FROM gates;
ROLLBACK;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
SELECT count(*) FROM gates;
SELECT pg_temp.sent();

-- A first page whose word cannot be relied upon.
CREATE FUNCTION pg_temp.tags(n int) RETURNS json LANGUAGE sql AS $$
	SELECT json_build_object('path', '/tags', 'items', json_agg(json_build_object(
		'id', 'tag_' || i, 'name', 'Tag ' || i, 'description', '', 'isCore', false))) FROM generate_series(1, n) AS i
$$;
ALTER SERVER statsig OPTIONS (ADD page_size '10');
SELECT pg_temp.tags(30) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
-- Three full pages.
SELECT count(*) FROM tags;
SELECT pg_temp.sent();
-- No block at all, and a server that does not page.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"no_pagination"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"ignore_paging"}}'
SELECT count(*) FROM tags;
\! mock-control clear
SELECT pg_temp.sent();
-- A size that might be the page's own.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_total","delta":-20}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_total","delta":-25}}'
SELECT count(*) FROM tags;
\! mock-control clear
SELECT pg_temp.sent();
-- No size; no word on the next page; a size larger than the only page; no items; the end in its two forms.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"}],"pagination":{"nextPage":"?page=2"}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"b"}],"pagination":{"nextPage":null}}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"}],"pagination":{"totalItems":3}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"b"},{"id":"c"}],"pagination":{"totalItems":3}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":200,"body":{"data":[],"pagination":{"totalItems":3}}}}'
SELECT count(*) FROM tags;
\! mock-control clear
SELECT pg_temp.sent();
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"}],"pagination":{"nextPage":null,"totalItems":3}}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[],"pagination":{"nextPage":"?page=2","totalItems":3}}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[],"pagination":{"nextPage":null,"totalItems":0}}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"a"}],"pagination":{"nextPage":""}}}}'
SELECT count(*), (SELECT count(id) FROM tags) AS rows FROM tags;
\! mock-control clear
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- It fails as any other scan does.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":403,"body":{"status":403,"message":"Forbidden resource"}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"hang"}}'
SET statement_timeout = '200ms';
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
RESET statement_timeout;
\! mock-control clear
SELECT count(*) FROM tags;
