\i test/psql/setup.sql
--
-- EXPLAIN: the requests that will be sent, and nothing is sent for it.
--
CREATE TEMPORARY TABLE wanted (k text);
INSERT INTO wanted VALUES ('new_checkout'), ('many_rules');
ANALYZE wanted;
-- A plan as every version of the server shows it: they name an initplan's value and turn a join
-- condition each in its own way.
CREATE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		line := regexp_replace(line, '\(InitPlan \d+\)\.col\d+', '$0');
		RETURN NEXT regexp_replace(line, 'Filter: \((\w+) = (\w+\.\w+)\)', 'Filter: (\2 = \1)');
	END LOOP;
END
$$;
-- The lines of foreign scans only: others differ between versions of the server.
CREATE FUNCTION pg_temp.requests(query text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT line FROM pg_temp.plan(query) AS line WHERE line ~ 'Statsig|Foreign Scan'
$$;
-- Objects.
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = 'new_checkout';
EXPLAIN (COSTS OFF) SELECT * FROM users WHERE email = 'a+b@c.example';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = 'größe/x y';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b c', 'a');
SELECT pg_temp.requests('SELECT * FROM gates WHERE id = ''a'' OR id = lower(''B'')');
SELECT pg_temp.requests('SELECT * FROM gates WHERE id = (SELECT min(k) FROM wanted)');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = current_setting('search_path');
SELECT pg_temp.requests('SELECT * FROM gates WHERE id = ANY (ARRAY(SELECT k FROM wanted))');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = NULL;
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = ANY ('{NULL}');
EXPLAIN (COSTS OFF) SELECT * FROM project;
-- A key that can be no part of a path: the list.
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = '..';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('', 'a');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b') AND id = 'a';
-- Lists.
EXPLAIN (COSTS OFF) SELECT * FROM gates;
EXPLAIN (COSTS OFF) SELECT count(*) FROM gate_rules;
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE type = 'STALE' AND id_type IN ('userID', 'a&b') AND 'x=y' = ANY (tags) AND length(name) > 3;
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE type IN ('STALE', 'PERMANENT');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE type = 'NONSENSE';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE tags @> '{a,b}';
EXPLAIN (COSTS OFF) SELECT * FROM experiments WHERE created_time >= '2026-02-01' AND created_time < '2026-03-01';
EXPLAIN (COSTS OFF) SELECT * FROM experiments WHERE created_time >= now() - interval '1 day';
EXPLAIN (COSTS OFF) SELECT * FROM experiments WHERE status IN ('active', 'setup');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE pass_rate = '0';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE pass_rate IN ('0', '100') AND rollout_rate = '0';
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id = 'a' AND pass_rate = '0';
-- PostgreSQL 18 adds that such a plan is disabled.
CREATE FUNCTION pg_temp.useless_plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		CONTINUE WHEN line ~ '^ +Disabled: true$';
		RETURN NEXT line;
	END LOOP;
END $$;
SELECT pg_temp.useless_plan($$SELECT * FROM gates WHERE pass_rate <> '0'$$);
-- Below a parent.
EXPLAIN (COSTS OFF) SELECT * FROM gate_overrides WHERE gate_id = 'a';
EXPLAIN (COSTS OFF) SELECT * FROM gate_overrides WHERE gate_id IN ('a', 'b');
EXPLAIN (COSTS OFF) SELECT * FROM gate_overrides;
EXPLAIN (COSTS OFF) SELECT * FROM segment_ids;
EXPLAIN (COSTS OFF) SELECT * FROM segment_ids WHERE segment_id = 'large_list';
-- Joins.
SELECT pg_temp.plan('SELECT * FROM wanted AS w JOIN gates AS g ON g.id = w.k');
SELECT pg_temp.plan('SELECT * FROM wanted AS w LEFT JOIN gate_overrides AS o ON o.gate_id = w.k');
SELECT pg_temp.requests('SELECT (SELECT count(*) FROM gate_rules AS r WHERE r.gate_id = w.k) FROM wanted AS w');
SELECT pg_temp.plan('SELECT * FROM wanted AS w, gates AS g WHERE g.pass_rate = w.k');
SELECT pg_temp.plan('SELECT * FROM experiments AS e JOIN gates AS g ON g.id = e.targeting_gate_id WHERE e.id = ''x''');
SELECT pg_temp.plan('SELECT * FROM gates LIMIT 1');
SELECT pg_temp.plan('SELECT id FROM gates WHERE false');
EXPLAIN (COSTS OFF, VERBOSE) SELECT id FROM gates WHERE type = 'STALE';
-- Page sizes of server and table.
ALTER FOREIGN TABLE gates OPTIONS (ADD page_size '7');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE is_enabled;
ALTER FOREIGN TABLE gates OPTIONS (DROP page_size);
-- Nothing has been sent so far.
SELECT pg_temp.sent();

-- ANALYZE counts what was sent; lines of the server that differ between versions are left out.
CREATE FUNCTION pg_temp.counted(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		CONTINUE WHEN line !~ '^ *(Statsig|->  Foreign|Foreign)';
		line := regexp_replace(line, ' \(actual rows=([0-9]+)(\.[0-9]+)? loops=([0-9]+)\)', ' (\1 rows, \3 loops)');
		RETURN NEXT regexp_replace(line, 'Bytes: [1-9][0-9]* bytes', 'Bytes: some');
	END LOOP;
END
$$;
SELECT pg_temp.counted('SELECT * FROM gates');
SELECT pg_temp.counted('SELECT * FROM gates WHERE id = ''new_checkout''');
SELECT pg_temp.counted('SELECT * FROM gates WHERE id IN (''new_checkout'', ''nope'')');
SELECT pg_temp.counted('SELECT * FROM gates WHERE id = NULL');
SELECT pg_temp.counted('SELECT * FROM gates LIMIT 1');
SELECT pg_temp.counted('SELECT * FROM gates LIMIT 0');
SELECT pg_temp.counted('SELECT * FROM gates WHERE type = ''STALE'' AND length(id) > 100');
SELECT pg_temp.counted('SELECT count(*) FROM segment_ids');
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_memoize = off;
SELECT pg_temp.counted('SELECT * FROM wanted AS w JOIN gates AS g ON g.id = w.k');
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_memoize;
SELECT sent, count(*) FROM pg_temp.sent() AS s(sent) WHERE sent !~ '/segments' GROUP BY 1 ORDER BY sent COLLATE "C";
-- More keys than the list is now known to have pages.
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b', 'c');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b', 'c', 'd');
SELECT count(*) FROM gates WHERE id IN ('a', 'b', 'c', 'd');
SELECT pg_temp.sent();
-- What is sent is what was shown.
CREATE FUNCTION pg_temp.shown(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON, ANALYZE, TIMING OFF) ' || query INTO plan;
	RETURN (SELECT string_agg(replace(value #>> '{}', '/console/v1', ''), '; ')
			FROM jsonb_path_query(plan::jsonb, 'strict $.**."Statsig Request"[*]') AS value);
END
$$;
SELECT pg_temp.shown('SELECT * FROM gates WHERE type = ''STALE'' AND ''a b'' = ANY (tags)');
SELECT pg_temp.sent();
-- FORMAT JSON, XML and YAML hold what TEXT does.
CREATE FUNCTION pg_temp.formatted(format text, query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF, TIMING OFF, SUMMARY OFF, ANALYZE, FORMAT ' || format || ') ' || query LOOP
		RETURN QUERY SELECT rtrim(trim(m), ',') FROM regexp_split_to_table(line, E'\n') AS m WHERE m ~ 'Statsig|GET' AND m !~ 'Bytes';
	END LOOP;
END
$$;
SELECT pg_temp.formatted('JSON', 'SELECT * FROM gates WHERE id = ''a"b''');
SELECT pg_temp.formatted('XML', 'SELECT * FROM gates WHERE id_type = ''a<b''');
SELECT pg_temp.formatted('YAML', 'SELECT * FROM gates WHERE id = ''a''');
-- Several requests are one array: a member must not be there twice.
SELECT pg_temp.formatted('JSON', 'SELECT * FROM gate_overrides LIMIT 0');
-- Estimates: unknown lists, then as large as they were seen to be.
CREATE FUNCTION pg_temp.estimate(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan #>> '{0,Plan,Plan Rows}';
END
$$;
SELECT pg_temp.estimate('SELECT * FROM gates') AS known, pg_temp.estimate('SELECT * FROM project') AS one;
SELECT pg_temp.estimate('SELECT * FROM users') AS unknown;
SELECT count(*) FROM users;
SELECT pg_temp.estimate('SELECT * FROM users') AS seen;
-- EXPLAIN needs no key.
DROP USER MAPPING FOR CURRENT_USER SERVER statsig;
EXPLAIN (COSTS OFF) SELECT * FROM tags;
