\i test/psql/setup.sql
--
-- What the planner makes of requests and of sizes.
--
-- Functions of this test, in a schema that outlives the session.
CREATE FUNCTION statsig.estimate(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan #>> '{0,Plan,Plan Rows}';
END
$$;
CREATE FUNCTION statsig.cost(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan #>> '{0,Plan,Startup Cost}';
END
$$;
-- As every version of the server shows it: they turn a join condition each in its own way.
CREATE FUNCTION statsig.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		RETURN NEXT regexp_replace(line, 'Filter: \((\w+) = (\w+\.\w+)\)', 'Filter: (\2 = \1)');
	END LOOP;
END
$$;
-- What a request costs: 50 ms before one has been seen, what the setting says, never less than 10 ms.
SELECT cost('TABLE project');
SET statsig_fdw.round_trip_time = '120ms';
SELECT cost('TABLE project');
SET statsig_fdw.round_trip_time = '2s';
SELECT cost('TABLE project');
SET statsig_fdw.round_trip_time = 0;
SELECT cost('TABLE project');
\set VERBOSITY sqlstate
SET statsig_fdw.round_trip_time = -2;
\set VERBOSITY default
SHOW statsig_fdw.round_trip_time;
RESET statsig_fdw.round_trip_time;
SHOW statsig_fdw.round_trip_time;
-- A slow answer is learned from, by this server's cost alone.
CREATE SERVER another FOREIGN DATA WRAPPER statsig_fdw;
CREATE FOREIGN TABLE statsig.another_project (id text) SERVER another OPTIONS (resource 'project');
\! mock-control fault '{"match":{"path":"/console/v1/project"},"fault":{"kind":"latency","ms":1500},"times":1}'
SELECT count(*) FROM project;
SELECT cost('TABLE project') >= 800 AS learned, cost('TABLE another_project');
SET client_min_messages = warning;
DROP SERVER another CASCADE;
RESET client_min_messages;
SELECT pg_temp.sent();

-- Lookups or the list: whichever takes fewer requests, however quick the server is.
SELECT count(id) FROM gates;
SELECT pg_temp.sent();
CREATE TABLE statsig.wanted AS SELECT id FROM gates ORDER BY id LIMIT 2;
CREATE TABLE statsig.many AS SELECT id FROM gates ORDER BY id LIMIT 20;
CREATE TABLE statsig.repeated AS SELECT id, n FROM wanted, generate_series(1, 200) AS n;
ANALYZE wanted, many, repeated;
SELECT pg_temp.sent();
SET statsig_fdw.round_trip_time = 0;
SELECT plan('SELECT * FROM wanted JOIN gates USING (id)');
SELECT plan('SELECT * FROM many JOIN gates USING (id)');
SET statsig_fdw.round_trip_time = '1s';
SELECT plan('SELECT * FROM wanted JOIN gates USING (id)');
SELECT plan('SELECT * FROM many JOIN gates USING (id)');
RESET statsig_fdw.round_trip_time;
SELECT count(name) FROM wanted JOIN gates USING (id);
SELECT count(*) FROM pg_temp.sent();
SELECT count(name) FROM many JOIN gates USING (id);
SELECT count(*) FROM pg_temp.sent();
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b', 'c');
EXPLAIN (COSTS OFF) SELECT * FROM gates WHERE id IN ('a', 'b', 'c', 'd');
-- Few different keys of many rows: each is looked up once.
SELECT plan('SELECT * FROM repeated AS r LEFT JOIN gate_overrides AS o ON o.gate_id = r.id');
SELECT count(*) >= 400 AS all_rows FROM repeated AS r LEFT JOIN gate_overrides AS o ON o.gate_id = r.id;
SELECT count(*) FROM pg_temp.sent();

-- In a session that knows nothing: a constant, until ANALYZE has counted.
\c -
SET search_path = public, statsig;
SELECT estimate('TABLE gates') AS gates, estimate('TABLE gate_rules') AS gate_rules, estimate('TABLE gate_overrides') AS gate_overrides;
ANALYZE gates, gate_overrides;
\c -
SET search_path = public, statsig;
\! mock-control reset-log
-- Nothing is asked for it, and the list of gates has as many pages for gate_rules.
SELECT estimate('TABLE gates') AS gates, estimate('TABLE gate_rules') AS gate_rules, estimate('TABLE gate_overrides') AS gate_overrides;
SELECT estimate('SELECT * FROM gates WHERE type = ''STALE''') AS by_statistics;
EXPLAIN (COSTS OFF) SELECT * FROM gate_rules WHERE gate_id IN ('a', 'b', 'c', 'd');
\! mock-control log
ANALYZE gate_rules;
SELECT estimate('TABLE gate_rules')::int = count(id) AS counted FROM gate_rules;
-- What the API has told goes before what ANALYZE has counted.
SELECT json_build_object('path', '/tags', 'items', json_agg(json_build_object(
	'id', 'tag_' || i, 'name', 'Tag ' || i, 'description', '', 'isCore', false)))
FROM generate_series(1, 140) AS i
\g (format=unaligned tuples_only=on) |mock-control set-state
SELECT estimate('TABLE tags');
ANALYZE tags;
\c -
SET search_path = public, statsig;
SELECT estimate('TABLE tags');
SELECT json_build_object('path', '/tags', 'items', json_agg(json_build_object(
	'id', 'tag_' || i, 'name', 'Tag ' || i, 'description', '', 'isCore', false)))
FROM generate_series(1, 150) AS i
\g (format=unaligned tuples_only=on) |mock-control set-state
SELECT count(*) FROM tags;
SELECT estimate('TABLE tags');

-- Option use_remote_estimate: planning asks.
\c -
SET search_path = public, statsig;
\! mock-control reset-log
ALTER FOREIGN TABLE gates OPTIONS (ADD use_remote_estimate 'true');
ALTER FOREIGN TABLE gate_rules OPTIONS (ADD use_remote_estimate 'true');
SELECT estimate('TABLE gates');
SELECT estimate('SELECT * FROM gates WHERE type = ''STALE'' AND id_type IN (''userID'', ''stableID'')');
SELECT estimate('SELECT * FROM gates WHERE type = ''STALE'' AND length(name) > 3')::int < 40 AS less;
\! mock-control log
\! mock-control reset-log
-- What is not known yet is not sent; one request for each time that the table stands in the query.
PREPARE by_type (text) AS SELECT * FROM gates WHERE type = $1;
SELECT estimate('EXECUTE by_type (''PERMANENT'')');
SET plan_cache_mode = force_generic_plan;
SELECT estimate('EXECUTE by_type (''PERMANENT'')')::int > 0 AS some;
RESET plan_cache_mode;
SELECT estimate('SELECT * FROM gates AS a, gates AS b WHERE a.type = ''STALE'' AND b.status = current_user')::int > 0 AS some;
\! mock-control log
\! mock-control reset-log
-- Nothing to ask: objects by key, a parameter's list, rows that cannot be, a value that is not constant in the path.
SELECT estimate('SELECT * FROM gates WHERE id IN (''a'', ''b'')'), estimate('SELECT * FROM gates WHERE pass_rate = ''0''')::int > 0 AS some,
	   estimate('SELECT * FROM gates WHERE false');
ALTER FOREIGN TABLE segment_ids OPTIONS (ADD use_remote_estimate 'true');
SELECT estimate('SELECT * FROM segment_ids WHERE segment_id = current_user')::int > 0 AS some;
SELECT estimate('TABLE segment_ids')::int > 0 AS some;
ALTER FOREIGN TABLE metric_values OPTIONS (ADD use_remote_estimate 'true');
SELECT estimate('TABLE metric_values')::int > 0 AS some;
\! mock-control log
-- A constant in the path.
SELECT estimate('SELECT * FROM segment_ids WHERE segment_id = ''large_list''');
SELECT estimate('SELECT * FROM segment_ids WHERE segment_id = ''no_such_segment''')::int > 0 AS some;
SELECT estimate('SELECT * FROM segment_ids WHERE segment_id = ''awkward_ids'' AND unit_id > ''a''')::int <= (SELECT count(unit_id) FROM segment_ids WHERE segment_id = 'awkward_ids') AS bounded;
\! mock-control log
\! mock-control reset-log
-- Items with parts: their number is guessed, or counted by ANALYZE.
SELECT estimate('TABLE gate_rules')::int = count(id) AS counted FROM gate_rules;
\! mock-control log | head -1
-- Without a size in the answer the estimate stays; without an answer there is an error.
SELECT estimate('TABLE gates');
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"no_pagination"}}'
SELECT estimate('TABLE gates');
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"status","status":403,"body":{"status":403,"message":"Forbidden resource"}}}'
SELECT estimate('TABLE gates');
\! mock-control clear
-- On the server it is for all tables; a table may say otherwise.
ALTER SERVER statsig OPTIONS (ADD use_remote_estimate 'on');
ALTER FOREIGN TABLE gates OPTIONS (SET use_remote_estimate 'off');
\! mock-control reset-log
SELECT estimate('TABLE users'), estimate('TABLE gates');
\! mock-control log
ALTER FOREIGN TABLE gates OPTIONS (SET use_remote_estimate 'maybe');
-- It is asked as the user whom the scan will be checked as.
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_statsig_planner;
RESET client_min_messages;
CREATE ROLE regress_statsig_planner;
GRANT USAGE ON SCHEMA statsig TO regress_statsig_planner;
CREATE VIEW statsig.user_names AS SELECT email FROM users;
GRANT SELECT ON users, user_names TO regress_statsig_planner;
SET ROLE regress_statsig_planner;
SELECT estimate('TABLE user_names');
SELECT estimate('TABLE users');
RESET ROLE;
DROP VIEW user_names;
DROP OWNED BY regress_statsig_planner;
DROP ROLE regress_statsig_planner;
