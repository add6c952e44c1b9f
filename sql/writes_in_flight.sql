\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Changes that do not depend on each other are under way at the same time, the others one after
-- the other; and what is told of them does not go by the order of the answers.
--
-- Since sent() was asked last: how many changes were under way at once.
CREATE FUNCTION pg_temp.at_once() RETURNS bigint LANGUAGE sql AS $$
	SELECT max((l::json ->> 'under_way')::int)
	FROM mock_log_file, regexp_split_to_table(pg_read_file(name), E'\n') AS l
	WHERE l <> '' AND (l::json ->> 'n')::int > (SELECT n FROM mock_log_position) AND l::json ->> 'method' <> 'GET'
$$;
-- What was sent, whatever the order.
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' ORDER BY s COLLATE "C"
$$;
INSERT INTO gates (id, name, description) SELECT 'wf_' || n, 'Flight ' || n, 'x' FROM generate_series(1, 12) AS n;
INSERT INTO dynamic_configs (id, name) VALUES ('wf_config', 'Flight config');
INSERT INTO segments (id, name, type) VALUES ('wf_ids', 'Flight ids', 'id_list'), ('wf_more', 'Flight more', 'id_list');
ALTER SERVER statsig OPTIONS (SET fetch_concurrency '4', ADD mutations_per_10_seconds '100000');
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Independent: the mock answers when so many are there, or after a long time.
--
\! mock-control fault '{"match":{"method":"PATCH"},"times":4,"fault":{"kind":"latency","ms":20000,"gather":4}}'
UPDATE gates SET description = 'together' WHERE id IN ('wf_1', 'wf_2', 'wf_3', 'wf_4', 'wf_10', 'wf_11');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
SELECT id FROM gates WHERE description = 'together' ORDER BY id;
-- The id of one is the beginning of the other's, and no mention of it.
\! mock-control fault '{"match":{"method":"PATCH"},"times":2,"fault":{"kind":"latency","ms":20000,"gather":2}}'
UPDATE gates SET description = 'words' WHERE id IN ('wf_1', 'wf_10');
SELECT pg_temp.at_once();
SELECT count(*) FROM pg_temp.changes();
-- Of several statements, and tables.
\! mock-control fault '{"match":{"method":"PATCH"},"times":3,"fault":{"kind":"latency","ms":20000,"gather":3}}'
BEGIN;
UPDATE gates SET description = 'first' WHERE id = 'wf_1';
UPDATE dynamic_configs SET description = 'second' WHERE id = 'wf_config';
UPDATE gates SET measure_metric_lifts = true WHERE id = 'wf_2';
COMMIT;
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
-- New objects of one statement, each on a connection of its own; and their DELETE.
\! mock-control fault '{"match":{"method":"POST"},"times":3,"fault":{"kind":"latency","ms":20000,"gather":3}}'
INSERT INTO tags (name, description) VALUES ('wf one', 'x'), ('wf two', 'x'), ('wf three', 'x');
SELECT pg_temp.at_once();
SELECT count(DISTINCT l::json ->> 'connection') FROM mock_log_file, regexp_split_to_table(pg_read_file(name), E'\n') AS l
WHERE l LIKE '%"POST"%wf %';
SELECT pg_temp.changes();
\! mock-control fault '{"match":{"method":"DELETE"},"times":3,"fault":{"kind":"latency","ms":20000,"gather":3}}'
DELETE FROM gates WHERE id IN ('wf_10', 'wf_11', 'wf_12');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
-- Entries of several sets, and actions.
\! mock-control fault '{"match":{"method":"PATCH"},"times":2,"fault":{"kind":"latency","ms":20000,"gather":2}}'
\! mock-control fault '{"match":{"method":"PUT"},"times":2,"fault":{"kind":"latency","ms":20000,"gather":2}}'
ALTER SERVER statsig OPTIONS (ADD check_conflicts 'false');
INSERT INTO segment_ids VALUES ('wf_ids', 'a'), ('wf_more', 'b'), ('wf_ids', 'c');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
UPDATE gates SET status = 'Disabled' WHERE id IN ('wf_8', 'wf_9');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
ALTER SERVER statsig OPTIONS (DROP check_conflicts);
-- Sent at once, by the end of the statement.
\! mock-control fault '{"match":{"method":"PATCH"},"times":3,"fault":{"kind":"latency","ms":20000,"gather":3}}'
SET statsig_fdw.write_mode = immediate;
UPDATE gates SET description = 'at once' WHERE id IN ('wf_1', 'wf_2', 'wf_3');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
UPDATE gates SET description = id WHERE id IN ('wf_1', 'wf_2', 'wf_3') RETURNING id, description;
RESET statsig_fdw.write_mode;
-- A thousand ids are one request.
SELECT count(*) > 0 FROM pg_temp.sent();
INSERT INTO segment_ids SELECT 'wf_ids', 'u' || n FROM generate_series(1, 1000) AS n;
SELECT left(s, 60), (length(s) - length(replace(s, '"u', ''))) / 2 AS ids FROM pg_temp.changes() AS s;
-- The option says how many.
ALTER SERVER statsig OPTIONS (SET fetch_concurrency '1');
\! mock-control clear
\! mock-control fault '{"match":{},"fault":{"kind":"latency","ms":30}}'
UPDATE gates SET description = 'alone' WHERE id IN ('wf_1', 'wf_2', 'wf_3');
SELECT pg_temp.at_once();
SELECT count(*) FROM pg_temp.changes();
ALTER SERVER statsig OPTIONS (SET fetch_concurrency '4');
--
-- Dependent: never two at once, and in order.
--
-- New objects, and deletions, of different statements; a change after them.
BEGIN;
INSERT INTO tags (name, description) VALUES ('wf four', 'x');
INSERT INTO tags (name, description) VALUES ('wf five', 'x');
DELETE FROM gates WHERE id = 'wf_9';
DELETE FROM gates WHERE id = 'wf_8';
UPDATE gates SET description = 'after' WHERE id = 'wf_7';
COMMIT;
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- An action is not a change of fields.
BEGIN;
UPDATE gates SET description = 'fields' WHERE id = 'wf_1';
UPDATE gates SET status = 'Disabled' WHERE id = 'wf_2';
UPDATE gates SET description = 'fields' WHERE id = 'wf_3';
COMMIT;
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- One object with what is inside of it and belongs to it.
BEGIN;
UPDATE gates SET description = 'with rules' WHERE id = 'wf_3';
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('wf_3', 'r', 1, '[]');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('wf_3', 'u', true);
COMMIT;
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- One is mentioned by another one of the same statement, in its new form ...
UPDATE gates SET rules = CASE id WHEN 'wf_1' THEN '[{"name": "r", "passPercentage": 1, "conditions": [{"type": "passes_gate", "targetValue": ["wf_2"]}]}]' ELSE '[]' END::jsonb,
	description = 'mentions'
WHERE id IN ('wf_1', 'wf_2');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
-- ... and in the one that is deleted.
DELETE FROM gates WHERE id IN ('wf_1', 'wf_2');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
-- A name that one gives up and another takes.
BEGIN;
UPDATE gates SET name = 'Flight three' WHERE id = 'wf_3';
UPDATE gates SET name = 'Flight 3' WHERE id = 'wf_4';
COMMIT;
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Two new ones of one name: the second is refused, not one of them.
BEGIN;
INSERT INTO gates (id, name, description) VALUES ('wf_twin_1', 'Flight twin', 'x'), ('wf_twin_2', 'Flight twin', 'x');
COMMIT;
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- New experiments of one layer, which the API changes along with them; others need not wait for them.
INSERT INTO layers (name, id_type) VALUES ('wf_layer', 'userID');
SELECT count(*) > 0 FROM pg_temp.sent();
INSERT INTO experiments (id, name, hypothesis, layer_id)
VALUES ('wf_e1', 'Flight e1', 'h', 'wf_layer'), ('wf_e2', 'Flight e2', 'h', 'wf_layer');
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- What follows an INSERT.
INSERT INTO layers (name, id_type, parameters)
VALUES ('wf_layer_2', 'userID', '[{"name": "p", "type": "number", "defaultValue": 1}]'), ('wf_layer_3', 'userID', '[{"name": "q", "type": "number", "defaultValue": 1}]');
SELECT pg_temp.at_once();
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
\! mock-control clear
-- Other experiments need not wait for each other.
\! mock-control fault '{"match":{"method":"POST"},"times":2,"fault":{"kind":"latency","ms":20000,"gather":2}}'
INSERT INTO experiments (id, name, hypothesis) VALUES ('wf_e3', 'Flight e3', 'h'), ('wf_e4', 'Flight e4', 'h');
SELECT pg_temp.at_once();
SELECT pg_temp.changes();
\! mock-control clear
--
-- Failures
--
-- One of three: the others are applied, what comes after them is not sent.  The slowest answer is that of the first.
\! mock-control fault '{"match":{"path":"/console/v1/gates/wf_4","method":"PATCH"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No."}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/wf_3","method":"PATCH"},"fault":{"kind":"latency","ms":200}}'
BEGIN;
UPDATE gates SET description = 'stays' WHERE id IN ('wf_3', 'wf_4', 'wf_5');
INSERT INTO tags (name, description) VALUES ('wf not sent', 'x');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
\! mock-control clear
SELECT id, description FROM gates WHERE id IN ('wf_3', 'wf_4', 'wf_5') ORDER BY id;
SELECT count(*) > 0 FROM pg_temp.sent();
-- Several, and a lost answer: the first of the statement gives the error, the others are told.
\! mock-control fault '{"match":{"method":"POST","body":"wf lost"},"fault":{"kind":"applied_close","ms":100}}'
\! mock-control fault '{"match":{"method":"POST","body":"wf refused"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Not this one."}}}'
\! mock-control fault '{"match":{"method":"POST","body":"wf broken"},"fault":{"kind":"invalid_utf8"}}'
INSERT INTO tags (name, description) VALUES ('wf lost', 'x'), ('wf refused', 'x'), ('wf good', 'x'), ('wf broken', 'x');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
SELECT regexp_replace(statement, 'id = .*', 'id = ...'), remark FROM statsig_fdw_undo();
\! mock-control clear
-- The same, caught: the changes of before are told of, and the session goes on.
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/wf_4"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No."}}}'
SET statsig_fdw.write_mode = immediate;
DO $$
BEGIN
	UPDATE gates SET description = 'caught' WHERE id IN ('wf_3', 'wf_4', 'wf_5');
EXCEPTION WHEN invalid_parameter_value THEN
	RAISE NOTICE '%', SQLERRM;
	UPDATE gates SET description = 'next' WHERE id = 'wf_6';
END
$$;
RESET statsig_fdw.write_mode;
\! mock-control clear
SELECT pg_temp.changes();
-- What waits for the API to have time for it is not sent any more.
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/wf_3"},"fault":{"kind":"status","status":429,"headers":{"Retry-After":600}}}'
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/wf_4"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No."}}}'
UPDATE gates SET description = 'withdrawn' WHERE id IN ('wf_3', 'wf_4');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT pg_temp.changes();
-- 429: nothing more is started before it is over, and nothing is done twice.
ALTER SERVER statsig OPTIONS (SET fetch_concurrency '2');
\! mock-control fault '{"match":{"method":"POST"},"times":2,"fault":{"kind":"status","status":429,"headers":{"Retry-After":1}}}'
INSERT INTO tags (name, description) VALUES ('wf busy 1', 'x'), ('wf busy 2', 'x'), ('wf busy 3', 'x'), ('wf busy 4', 'x');
CREATE TEMPORARY TABLE busy AS SELECT s, n FROM pg_temp.sent() WITH ORDINALITY AS t(s, n) WHERE s NOT LIKE 'GET%';
SELECT regexp_replace(s, 'busy [0-9]', 'busy') AS s, count(*) FROM busy GROUP BY 1 ORDER BY count(*);
SELECT min(n) FILTER (WHERE s !~ '429') > max(n) FILTER (WHERE s ~ '429') FROM busy;
ALTER SERVER statsig OPTIONS (SET fetch_concurrency '4');
--
-- Cancel and termination: all that are under way may have been applied.
--
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"hang"}}'
SELECT pg_backend_pid() AS pid, current_database() AS database \gset
\setenv BACKEND :pid
\setenv PGDATABASE :database
\! mock-control reset-log; (mock-control await 4 PATCH; psql -X -q -A -t -c "SELECT pg_cancel_backend($BACKEND)" >/dev/null) &
BEGIN;
UPDATE gates SET description = 'cancelled' WHERE id IN ('wf_3', 'wf_4', 'wf_5', 'wf_6', 'wf_7');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT statement, remark FROM statsig_fdw_undo();
\! mock-control clear
-- A failure and a cancel, while another one is waited for.
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/wf_3"},"fault":{"kind":"hang"}}'
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/wf_4"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No."}}}'
\! mock-control reset-log; (mock-control await 2 PATCH; sleep 0.5; psql -X -q -A -t -c "SELECT pg_cancel_backend($BACKEND)" >/dev/null) &
UPDATE gates SET description = 'both' WHERE id IN ('wf_3', 'wf_4');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- A session that is terminated tells of all of them.
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"hang"}}'
\! mock-control reset-log; (psql -X -q -c "SET application_name = regress_statsig_flight" -c "UPDATE statsig.gates SET description = 'terminated' WHERE id IN ('wf_3', 'wf_4', 'wf_5')" 2>&1 | grep Applied >"$STATSIG_MOCK_LOG.told") & mock-control await 3 PATCH; psql -X -q -A -t -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'regress_statsig_flight'" >/dev/null; wait; cat "$STATSIG_MOCK_LOG.told"
\! mock-control clear
SELECT id, description FROM gates WHERE description IN ('cancelled', 'terminated');
--
-- The budget: a session of its own has sent nothing yet.
--
ALTER SERVER statsig OPTIONS (ADD mutations_per_15_minutes '3');
\! mock-control reset-log; (mock-control await 3 PATCH; sleep 0.3; psql -X -q -A -t -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'regress_statsig_budget'" >/dev/null) & psql -X -q -c "SET application_name = regress_statsig_budget" -c "UPDATE statsig.gates SET description = 'budget' WHERE id IN ('wf_3', 'wf_4', 'wf_5', 'wf_6', 'wf_7')"; mock-control log | grep ^PATCH | sort
ALTER SERVER statsig OPTIONS (DROP mutations_per_15_minutes);
