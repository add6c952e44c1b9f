\i test/psql/setup.sql
--
-- Pages and lookups under way together: how many, in which order their rows come, and when they are not.
--
SET client_min_messages = warning;
CREATE SERVER wide FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', page_size '10', fetch_concurrency '8');
CREATE USER MAPPING FOR CURRENT_USER SERVER wide OPTIONS (api_key 'console-mock-key');
CREATE SCHEMA wide;
IMPORT FOREIGN SCHEMA statsig FROM SERVER wide INTO wide;
CREATE SERVER narrow FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', page_size '10', fetch_concurrency '1');
CREATE USER MAPPING FOR CURRENT_USER SERVER narrow OPTIONS (api_key 'console-mock-key');
CREATE SCHEMA narrow;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gates, gate_overrides, segment_ids, segment_rules) FROM SERVER narrow INTO narrow;
RESET client_min_messages;
-- The most requests that were under way at once, and how many there were, since it was asked last.
CREATE FUNCTION pg_temp.together(OUT most int, OUT requests bigint) LANGUAGE sql AS $$
	WITH lines AS MATERIALIZED (
		SELECT l::json AS line FROM mock_log_file, regexp_split_to_table(pg_read_file(name), E'\n') AS l WHERE l <> ''
	), moved AS (
		UPDATE mock_log_position SET n = (SELECT max((line ->> 'n')::int) FROM lines) RETURNING n
	)
	SELECT max((line ->> 'under_way')::int), count(*) FROM lines, mock_log_position AS p WHERE (line ->> 'n')::int > p.n
$$;
CREATE TEMPORARY TABLE expected AS SELECT row_number() OVER () AS i, * FROM narrow.gates;
SELECT * FROM pg_temp.together();

-- Eight at a time: the mock answers none of them before there are eight.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page="},"after":1,"times":24,"fault":{"kind":"latency","ms":5000,"gather":8}}'
SELECT count(*), count(id) FROM wide.gates;
SELECT * FROM pg_temp.together();
\! mock-control clear
-- Pages that come in the wrong order: their rows do not.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"fault":{"kind":"latency","ms":300}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=3"},"fault":{"kind":"latency","ms":200}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=9"},"fault":{"kind":"latency","ms":100}}'
SELECT count(*) AS rows, bool_and(e.id = g.id AND e.raw = g.raw AND to_jsonb(g) = to_jsonb(e)) AS same
FROM (SELECT row_number() OVER () AS i, * FROM wide.gates) AS g FULL JOIN expected AS e USING (i);
\! mock-control clear
-- Refusals for the rate, failures and lost connections in between change nothing.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"after":3,"times":3,"fault":{"kind":"status","status":429,"headers":{"Retry-After":1}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=17"},"times":1,"fault":{"kind":"status","status":503}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=20"},"times":1,"fault":{"kind":"close"}}'
SELECT count(*) AS rows, bool_and(e.id = g.id AND e.raw = g.raw) AS same
FROM (SELECT row_number() OVER () AS i, * FROM wide.gates) AS g FULL JOIN expected AS e USING (i);
\! mock-control clear
-- A refusal halves the window: of those that come later, no more are under way together than four and one more by then.
SELECT * FROM pg_temp.together() \gset
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"times":1,"fault":{"kind":"status","status":429,"headers":{"Retry-After":1}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"after":1,"times":7,"fault":{"kind":"latency","ms":200}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=1"},"after":1,"fault":{"kind":"latency","ms":30}}'
SELECT count(id) FROM wide.gates;
SELECT max((l::json ->> 'under_way')::int) BETWEEN 2 AND 5 AS narrow
FROM mock_log_file, regexp_split_to_table(pg_read_file(name), E'\n') AS l
WHERE l <> '' AND (l::json ->> 'n')::int > (SELECT n FROM mock_log_position) AND l::json ->> 'query' ~ 'page=1[0-4]$';
\! mock-control clear
-- A page that fails for good is an error, whichever it is, and nothing comes after it.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=7"},"fault":{"kind":"status","status":500}}'
SELECT count(id) FROM wide.gates;
-- ... but not where its rows are not wanted.
SELECT count(*) FROM (SELECT id FROM wide.gates LIMIT 30) AS g;
\! mock-control clear
-- A list that changes while it is read.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"after":2,"times":3,"fault":{"kind":"shift"}}'
SELECT count(*) = count(DISTINCT id) AS each_once, count(DISTINCT id) >= 250 AS all_there FROM wide.gates;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"times":4,"fault":{"kind":"unshift"}}'
SELECT count(*) = count(DISTINCT id) AS each_once, count(DISTINCT id) AS gates FROM wide.gates;
\! mock-control clear

-- Lookups: keys of an IN, keys of a join, parents that are enumerated, objects that a list shows incompletely.
SELECT * FROM pg_temp.together() \gset
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"times":8,"fault":{"kind":"latency","ms":5000,"gather":8}}'
SELECT string_agg(id, ' ' ORDER BY i) = (SELECT string_agg(id, ' ' ORDER BY id) FROM (SELECT id FROM expected ORDER BY id LIMIT 20) AS e) AS same
FROM (SELECT row_number() OVER () AS i, id FROM wide.gates WHERE id = ANY (ARRAY(SELECT id FROM expected ORDER BY id LIMIT 20))) AS g;
SELECT * FROM pg_temp.together();
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"times":8,"fault":{"kind":"latency","ms":5000,"gather":8}}'
SELECT count(*) AS differ FROM (
	(SELECT * FROM wide.gate_overrides EXCEPT ALL SELECT * FROM narrow.gate_overrides) UNION ALL
	(SELECT * FROM narrow.gate_overrides EXCEPT ALL SELECT * FROM wide.gate_overrides)) AS d;
\! mock-control clear
SELECT count(*) AS differ FROM (
	(SELECT * FROM wide.segment_ids EXCEPT ALL SELECT * FROM narrow.segment_ids) UNION ALL
	(SELECT * FROM narrow.segment_ids EXCEPT ALL SELECT * FROM wide.segment_ids)) AS d;
SELECT most FROM pg_temp.together();
ALTER FOREIGN TABLE wide.segment_rules OPTIONS (ADD page_size '100');
\! mock-control fault '{"match":{"path":"/console/v1/segments/*"},"times":2,"fault":{"kind":"latency","ms":5000,"gather":2}}'
SELECT count(*) AS rules FROM wide.segment_rules;
SELECT most > 1 AS together FROM pg_temp.together();
\! mock-control clear
SELECT count(*) AS differ FROM (
	(SELECT * FROM wide.segment_rules EXCEPT ALL SELECT * FROM narrow.segment_rules) UNION ALL
	(SELECT * FROM narrow.segment_rules EXCEPT ALL SELECT * FROM wide.segment_rules)) AS d;
SELECT * FROM pg_temp.together() \gset

-- What may not be wanted: one page, then one, two, four ...
SELECT id = (SELECT id FROM expected WHERE i = 1) AS first FROM wide.gates LIMIT 1;
SELECT requests FROM pg_temp.together();
SELECT count(*) FROM (SELECT id FROM wide.gates LIMIT 10) AS g;
SELECT requests FROM pg_temp.together();
SELECT count(*) FROM (SELECT id FROM wide.gates LIMIT 11) AS g;
SELECT requests FROM pg_temp.together();
SELECT count(*) FROM (SELECT id FROM wide.gates LIMIT 30) AS g;
SELECT requests FROM pg_temp.together();
SELECT EXISTS (SELECT FROM wide.gates WHERE is_enabled);
SELECT requests FROM pg_temp.together();
BEGIN;
DECLARE c CURSOR FOR SELECT id FROM wide.gates;
MOVE FORWARD 10 IN c;
SELECT requests FROM pg_temp.together();
MOVE FORWARD 1 IN c;
SELECT requests FROM pg_temp.together();
MOVE FORWARD ALL IN c;
SELECT requests FROM pg_temp.together();
COMMIT;
-- Who wants but a row or two of a query without LIMIT.
DO $$
DECLARE
	first text;
BEGIN
	SELECT id INTO first FROM wide.gates;
	PERFORM 1 FROM wide.gates LIMIT 2;
END
$$;
SELECT requests FROM pg_temp.together();
-- Sorting comes before the LIMIT: all are wanted, and at once.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page="},"after":1,"times":24,"fault":{"kind":"latency","ms":5000,"gather":8}}'
SELECT count(*) FROM (SELECT id FROM wide.gates ORDER BY name LIMIT 3) AS g;
SELECT * FROM pg_temp.together();
\! mock-control clear

-- Several tables at once, of one server or of two.
EXPLAIN (COSTS OFF) SELECT id FROM wide.gates UNION ALL SELECT id FROM narrow.gates;
EXPLAIN (COSTS OFF) SELECT id FROM wide.gates UNION ALL SELECT id FROM narrow.gates LIMIT 5;
\! mock-control fault '{"match":{"path":"/console/v1/*","query":"page=1"},"times":3,"fault":{"kind":"latency","ms":5000,"gather":3}}'
SELECT kind, count(*), count(DISTINCT id) FROM (
	SELECT 'gate' AS kind, id FROM wide.gates UNION ALL SELECT 'config', id FROM wide.dynamic_configs UNION ALL
	SELECT 'experiment', id FROM wide.experiments) AS t GROUP BY 1 ORDER BY 1;
SELECT most >= 3 AS at_once FROM pg_temp.together();
\! mock-control clear
CREATE TABLE objects (id text, name text);
CREATE FOREIGN TABLE object_gates () INHERITS (objects) SERVER wide OPTIONS (resource 'gates');
CREATE FOREIGN TABLE object_experiments () INHERITS (objects) SERVER narrow OPTIONS (resource 'experiments');
EXPLAIN (COSTS OFF) SELECT tableoid::regclass, id FROM objects;
SELECT tableoid::regclass, count(*), count(DISTINCT id) FROM objects GROUP BY 1 ORDER BY 1;
-- Rows that are read to be changed are not.
EXPLAIN (COSTS OFF) UPDATE objects SET name = name;
SELECT * FROM pg_temp.together() \gset
-- Rows that are not delivered at once, filters here, an error of one of them, an end before the end.
SELECT count(*) FROM (SELECT id FROM wide.gates WHERE length(id) % 2 = 0 UNION ALL SELECT id FROM narrow.gates WHERE length(id) % 2 = 1 UNION ALL SELECT i::text FROM generate_series(1, 10) AS i) AS t;
\! mock-control fault '{"match":{"path":"/console/v1/experiments"},"fault":{"kind":"status","status":500}}'
SELECT count(*) FROM (SELECT id FROM wide.gates UNION ALL SELECT id FROM wide.experiments) AS t;
\! mock-control clear
SELECT count(*) FROM (SELECT id FROM wide.gates UNION ALL SELECT id FROM wide.experiments) AS t WHERE false;
SELECT i, (SELECT count(*) FROM (SELECT id FROM wide.gates UNION ALL SELECT id FROM wide.tags) AS t WHERE length(id) > i) > 0 AS some FROM generate_series(1, 3) AS i;
SET client_min_messages = warning;
DROP TABLE objects CASCADE;
DROP SERVER wide CASCADE;
DROP SERVER narrow CASCADE;
