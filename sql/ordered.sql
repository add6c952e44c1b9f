\i test/psql/setup.sql
--
-- ORDER BY that a list is in anyway: the audit log is newest first.
--
ALTER SERVER statsig OPTIONS (ADD page_size '20');
EXPLAIN (COSTS OFF) SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 5;
CREATE TEMPORARY TABLE log AS SELECT row_number() OVER () AS n, id, logged_at, action_type, name FROM audit_logs;
SELECT count(*) > 100 AS many, bool_and(ordered) AS ordered FROM (SELECT logged_at <= lag(logged_at, 1, 'infinity') OVER (ORDER BY n) AS ordered FROM log) AS s;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- No more pages than the rows need, and the right rows.
CREATE FUNCTION pg_temp.check_order(skip int, rows int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	got timestamptz[];
	wanted timestamptz[];
BEGIN
	PERFORM pg_temp.sent();
	got := ARRAY(SELECT logged_at FROM audit_logs ORDER BY logged_at DESC LIMIT rows OFFSET skip);
	wanted := ARRAY(SELECT logged_at FROM log ORDER BY logged_at DESC LIMIT rows OFFSET skip);
	RETURN format('limit %s offset %s: %s rows, %s, %s requests', rows, skip, cardinality(got),
				  CASE WHEN got = wanted THEN 'right' ELSE 'WRONG' END, (SELECT count(*) FROM pg_temp.sent()));
END
$$;
SELECT pg_temp.check_order(s, r) FROM (VALUES (0, 1), (0, 20), (0, 21), (15, 10), (60, 5)) AS v(s, r);
SELECT id = (SELECT id FROM log WHERE n = 1) AS newest FROM audit_logs ORDER BY logged_at DESC LIMIT 1;
SELECT (SELECT max(logged_at) FROM audit_logs) = (SELECT max(logged_at) FROM log) AS right;
SELECT pg_temp.sent();
-- Filters leave the order as it is; a condition that stays here is checked as the rows come.
SELECT count(*) AS rows, bool_and(action_type IN ('gate_create', 'gate_update')) AS fit FROM (
	SELECT action_type FROM audit_logs WHERE action_type IN ('gate_create', 'gate_update') AND logged_at < '2026-04-15'
	ORDER BY logged_at DESC LIMIT 3) AS s;
SELECT pg_temp.sent();
SELECT (SELECT array_agg(logged_at) FROM (SELECT logged_at FROM audit_logs WHERE length(name) % 2 = 0 ORDER BY logged_at DESC LIMIT 12) AS a)
	 = (SELECT array_agg(logged_at) FROM (SELECT logged_at FROM log WHERE length(name) % 2 = 0 ORDER BY logged_at DESC LIMIT 12) AS b) AS same;
SELECT count(*) < 5 AS few FROM pg_temp.sent();
-- A cursor and a prepared limit.
BEGIN;
DECLARE c CURSOR FOR SELECT logged_at FROM audit_logs ORDER BY logged_at DESC;
FETCH 2 FROM c;
SELECT pg_temp.sent();
COMMIT;
PREPARE newest (int) AS SELECT count(*) FROM (SELECT FROM audit_logs ORDER BY logged_at DESC LIMIT $1) AS s;
SET plan_cache_mode = force_generic_plan;
EXECUTE newest (30);
EXECUTE newest (3);
RESET plan_cache_mode;
SELECT pg_temp.sent();
-- Which queries: that order alone, some rows, one list.
CREATE FUNCTION pg_temp.is_sorted_here(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN CASE WHEN plan::text ~ '"Node Type": "(Incremental )?Sort"' THEN 'sorted here' ELSE 'as it comes' END;
END
$$;
CREATE TEMPORARY TABLE shapes (n serial, query text);
COPY shapes (query) FROM stdin;
SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 5
SELECT id FROM audit_logs ORDER BY logged_at DESC NULLS LAST LIMIT 5
SELECT id FROM audit_logs ORDER BY logged_at DESC NULLS FIRST LIMIT 5 OFFSET 3
SELECT id FROM audit_logs AS a ORDER BY a.logged_at DESC FETCH FIRST 2 ROWS ONLY
SELECT id FROM audit_logs WHERE after_id = 'x' ORDER BY logged_at DESC LIMIT 5
SELECT id FROM audit_logs WHERE action_type = ANY ('{gate_create,gate_update}') ORDER BY logged_at DESC LIMIT 5
SELECT id FROM audit_logs ORDER BY logged_at DESC
SELECT id FROM audit_logs ORDER BY logged_at LIMIT 5
SELECT id FROM audit_logs ORDER BY logged_at DESC, id LIMIT 5
SELECT id FROM audit_logs ORDER BY id DESC LIMIT 5
SELECT id FROM audit_logs ORDER BY date DESC LIMIT 5
SELECT id FROM audit_logs ORDER BY date_trunc('hour', logged_at) DESC LIMIT 5
SELECT id FROM audit_logs ORDER BY logged_at::date DESC LIMIT 5
SELECT id FROM audit_logs WHERE after_id IN ('x', 'y') ORDER BY logged_at DESC LIMIT 5
SELECT id FROM gates ORDER BY last_modified_time DESC LIMIT 5
SELECT a.id FROM audit_logs AS a JOIN audit_logs AS b USING (id) ORDER BY a.logged_at LIMIT 5
\.
SELECT n, pg_temp.is_sorted_here(query), query FROM shapes ORDER BY n;
SELECT pg_temp.sent();
-- A foreign table that shows the time as text has it sorted as text.
CREATE FOREIGN TABLE statsig.texts (at text OPTIONS (column_name 'logged_at')) SERVER statsig OPTIONS (resource 'audit_logs');
SELECT pg_temp.is_sorted_here('SELECT * FROM texts ORDER BY at DESC LIMIT 5');
-- Entries that come in while the log is read: seen twice, delivered once.
\! mock-control fault '{"match":{"path":"/console/v1/audit_logs"},"fault":{"kind":"shift"},"times":3}'
SELECT count(*), count(DISTINCT id) FROM (SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 45) AS s;
\! mock-control clear
-- A list that is not in its order, or has no time, is an error; a sort needs no order.
CREATE FUNCTION pg_temp.entries(times text[]) RETURNS json LANGUAGE sql AS $$
	SELECT json_build_object('match', json_build_object('path', '/console/v1/audit_logs'), 'fault', json_build_object(
		'kind', 'status', 'status', 200, 'body', json_build_object('pagination', json_build_object('nextPage', null), 'data', (
			SELECT json_agg(json_build_object('id', n, 'name', 'n', 'changeLog', '', 'actionType', 'gate_create', 'date', 'Mon Sep 26 2022',
				'time', t || ' GMT+0000 (Coordinated Universal Time)', 'updatedBy', '', 'updatedByUserID', '', 'changes', '{}'::json,
				'tags', '[]'::json)) FROM unnest(times) WITH ORDINALITY AS u(t, n)))))
$$;
SELECT pg_temp.entries('{23:00:00,22:00:00,22:00:00,22:00:01,21:00:00}') AS body \gset
\setenv BODY :body
\! mock-control fault "$BODY"
SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 3;
SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 4;
\echo :LAST_ERROR_SQLSTATE
SELECT id FROM audit_logs ORDER BY logged_at DESC;
\! mock-control clear
SELECT pg_temp.entries('{23:00:00,NULL}') AS body \gset
\setenv BODY :body
\! mock-control fault "$BODY"
SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 1;
SELECT id FROM audit_logs ORDER BY logged_at DESC LIMIT 2;
\! mock-control clear
