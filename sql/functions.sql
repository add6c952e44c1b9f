\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\pset null NULL
\set SHOW_CONTEXT never
--
-- Functions that are calls of the API.
--
-- What there is.
SELECT name, request, result, member, repeatable FROM statsig_fdw_functions();
SELECT name, argument - 'name' || jsonb_build_object('name', argument -> 'name') FROM statsig_fdw_functions(), jsonb_array_elements(arguments) AS argument
WHERE argument ->> 'place' <> 'path';
-- The script's functions are the catalogue's: no rows.
CREATE VIEW functions AS
SELECT p.*, pg_get_function_arguments(p.oid) AS declared
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE e.extname = 'statsig_fdw' AND p.proname LIKE 'statsig\_%' AND p.proname NOT LIKE 'statsig\_fdw\_%';
SELECT coalesce(p.proname, f.name), p.declared, f.declared
FROM (SELECT name, result, 'server text' || string_agg(format(', %s %s%s', a ->> 'name', a ->> 'type',
		CASE WHEN a ? 'required' THEN '' ELSE format(' DEFAULT NULL::%s', a ->> 'type') END), '' ORDER BY n) AS declared
	  FROM statsig_fdw_functions(), jsonb_array_elements(arguments) WITH ORDINALITY AS t(a, n) GROUP BY name, result) AS f
FULL JOIN (SELECT * FROM functions WHERE proname <> 'statsig_request') AS p ON p.proname = f.name
WHERE (p.declared, p.prorettype) IS DISTINCT FROM (f.declared, f.result::regtype);
-- Nobody may call them who has not been granted it; all say what a ROLLBACK does.
SELECT proname, has_function_privilege('pg_monitor', oid, 'EXECUTE') AS for_all, proisstrict, provolatile, proparallel,
	   obj_description(oid, 'pg_proc') ~ 'at once.* ROLLBACK does not' AS commented
FROM functions ORDER BY proname COLLATE "C";
DROP VIEW functions;

--
-- What is sent, and what comes back.
--
SELECT statsig_load_experiment_pulse('statsig', 'checkout_button_color');
SELECT statsig_load_experiment_pulse('statsig', 'checkout_button_color', 'metric', '{orders::event_count_custom,"revenue \"per\" visit::ratio"}', 'rule', true);
SELECT statsig_load_experiment_pulse(server => 'statsig', experiment_id => 'checkout_button_color', metric_ids => '{}', turbo_mode => false);
SELECT statsig_load_gate_pulse('statsig', 'new_checkout', 'pj7Ooq9QJ68FMUMDvk3H26', turbo_mode => true);
SELECT statsig_load_gate_pulse('statsig', 'new_checkout', 'xYTE5fXWO2Ak7ZjF9HsJpy:100.00:1', 'incremental', ARRAY['a', 'b']);
SELECT statsig_restart_experiment_as_new('statsig', 'checkout_button_color', 'Button color again');
SELECT name, status FROM experiments WHERE id = 'button_color_again';
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
SELECT statsig_reload_metric('statsig', 'revenue per visit::ratio', true);
SELECT statsig_reload_metric('statsig', 'visits (web/app) 100%::event_user', incremental => false);
SELECT statsig_schedule_metric_archive('statsig', 'visits (web/app) 100%::event_user');
\! mock-control state /metrics/list | grep -o '"_mockArchive":"[a-z]*"'
SELECT statsig_cancel_metric_archive('statsig', 'visits (web/app) 100%::event_user');
\! mock-control state /metrics/list | grep -o '"_mockArchive":"[a-z]*"'
SELECT statsig_unarchive_metric('statsig', 'orders::event_count_custom');
SELECT statsig_request('statsig', 'POST', '/prompts/product_questions/versions', body => '{"id": "version_1.b", "name": "First"}') -> 'data' ->> 'id';
SELECT jsonb_typeof(statsig_start_prompt_evals('statsig', 'product_questions', 'version_1.b'));
SELECT pg_temp.sent();
-- Alerts; the API need not say when one was resolved.
SELECT statsig_resolve_experiment_alert('statsig', 'checkout_button_color', 'orders::event_count_custom', 'expected');
SELECT statsig_resolve_gate_alert('statsig', 'new_checkout', 'orders::event_count_custom', 'expected');
SELECT pg_temp.sent();
-- The time of an alert, in seconds or in milliseconds, may be missing.
\! mock-control fault '{"match":{"path":"/console/v1/experiments/checkout_button_color/alerts/*"},"times":1,"fault":{"kind":"status","status":200,"body":{"message":"m","data":{"resolvedAt":1718630400}}}}'
SELECT statsig_resolve_experiment_alert('statsig', 'checkout_button_color', 'orders::event_count_custom', 'It''s "fine"');
\! mock-control fault '{"match":{"path":"/console/v1/gates/new_checkout/alerts/*"},"times":1,"fault":{"kind":"status","status":200,"body":{"message":"m","data":{"resolvedAt":1718630400123}}}}'
SELECT statsig_resolve_gate_alert('statsig', 'new_checkout', 'orders::event_count_custom');
\! mock-control fault '{"match":{"path":"/console/v1/gates/new_checkout/alerts/*"},"times":1,"fault":{"kind":"status","status":200,"body":{"message":"m","data":{"resolvedAt":null}}}}'
SELECT statsig_resolve_gate_alert('statsig', 'new_checkout', 'orders::event_count_custom', 'x');
\! mock-control fault '{"match":{"path":"/console/v1/gates/new_checkout/alerts/*"},"times":1,"fault":{"kind":"status","status":200,"body":{"message":"m"}}}'
SELECT statsig_resolve_gate_alert('statsig', 'new_checkout', 'orders::event_count_custom', '');
\! mock-control fault '{"match":{"path":"/console/v1/prompts/*"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"1","score":0.10,"n":9007199254740993}}}}'
SELECT statsig_start_prompt_evals('statsig', 'product_questions', '1');
\! mock-control fault '{"match":{"path":"/console/v1/metrics/*"},"times":1,"fault":{"kind":"status","status":204}}'
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
SELECT pg_temp.sent();

--
-- Arguments are judged before anything is sent.
--
CREATE FUNCTION pg_temp.try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	result text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''));
END
$$;
SELECT call || E'\n\t' || pg_temp.try('SELECT ' || call)
FROM unnest(ARRAY[
	'statsig_reload_metric(NULL, ''m'')',
	'statsig_reload_metric(''statsig'', NULL)',
	'statsig_reload_metric(''statsig'', '''')',
	'statsig_reload_metric(''statsig'', ''.'')',
	'statsig_reload_metric(''statsig'', ''..'')',
	'statsig_reload_metric(''statsig'', ''x/../../gates/new_checkout'')',
	'statsig_reload_metric(''statsig'', ''x%2f%2e%2e%2fy'')',
	'statsig_reload_metric(''statsig'', repeat(''x'', 2049))',
	'statsig_schedule_metric_archive(''statsig'', NULL)',
	'statsig_start_prompt_evals(''statsig'', ''p'', NULL)',
	'statsig_start_prompt_evals(''statsig'', '''', ''v'')',
	'statsig_resolve_gate_alert(''statsig'', ''new_checkout'', '''')',
	'statsig_load_gate_pulse(''statsig'', ''new_checkout'', NULL)',
	'statsig_load_gate_pulse(''statsig'', ''new_checkout'', ''r'', ''FULL'')',
	'statsig_load_experiment_pulse(''statsig'', ''checkout_button_color'', ''weekly'')',
	'statsig_load_experiment_pulse(''statsig'', ''checkout_button_color'', metric_ids => ARRAY[''a'', NULL])',
	'statsig_restart_experiment_as_new(''statsig'', ''checkout_button_color'', NULL)',
	'statsig_restart_experiment_as_new(''statsig'', ''checkout_button_color'', ''x'')',
	'statsig_restart_experiment_as_new(''statsig'', ''checkout_button_color'', repeat(''x'', 101))',
	'statsig_restart_experiment_as_new(''statsig'', ''checkout_button_color'', ''a.b.c'')',
	'statsig_reload_metric(''no_such_server'', ''m'')']) AS call;
SELECT pg_temp.sent();

--
-- Errors of the API.
--
SELECT statsig_reload_metric('statsig', 'no such metric');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_restart_experiment_as_new('statsig', 'checkout_button_color', 'Button color again');
\echo :LAST_ERROR_SQLSTATE
\! mock-control fault '{"match":{"path":"/console/v1/metrics/*"},"fault":{"kind":"status","status":200,"body":"{\"message\":"}}'
SET client_min_messages = error;
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT remark FROM statsig_fdw_undo();
\! mock-control clear
SELECT pg_temp.sent();
-- What sets a state is repeated; what starts something is not, unless it was certainly not carried out.
\! mock-control fault '{"match":{"method":"PUT"},"times":1,"fault":{"kind":"close"}}'
SELECT statsig_unarchive_metric('statsig', 'orders::event_count_custom');
\! mock-control fault '{"match":{"method":"POST"},"times":1,"fault":{"kind":"status","status":429}}'
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\! mock-control fault '{"match":{"method":"POST"},"times":1,"fault":{"kind":"close"}}'
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT pg_temp.sent();

--
-- Switches, transactions and rights are those of statsig_request().
--
SET statsig_fdw.dry_run = on;
SELECT statsig_load_gate_pulse('statsig', 'new_checkout', 'pj7Ooq9QJ68FMUMDvk3H26', metric_ids => '{a}');
SELECT statsig_reload_metric('statsig', 'a/b', true);
SELECT statsig_schedule_metric_archive('statsig', 'a/b');
RESET statsig_fdw.dry_run;
SET statsig_fdw.read_only = on;
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
RESET statsig_fdw.read_only;
ALTER SERVER statsig OPTIONS (ADD updatable 'false');
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
ALTER SERVER statsig OPTIONS (DROP updatable);
BEGIN READ ONLY;
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
INSERT INTO tags (name, description) VALUES ('waits', 'x');
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT pg_temp.sent();
BEGIN;
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom', true);
ROLLBACK;
SELECT * FROM statsig_fdw_undo();
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_statsig_caller;
RESET client_min_messages;
CREATE ROLE regress_statsig_caller;
GRANT USAGE ON FOREIGN SERVER statsig TO regress_statsig_caller;
SET ROLE regress_statsig_caller;
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-key');
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
-- One function can be granted without the door to all others.
GRANT EXECUTE ON FUNCTION statsig_reload_metric TO regress_statsig_caller;
SET ROLE regress_statsig_caller;
SELECT statsig_reload_metric('statsig', 'orders::event_count_custom');
SELECT statsig_request('statsig', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
-- In whatever schema the extension is, and whatever is found first.
CREATE FUNCTION pg_temp.statsig_request(server text, method text, path text, query jsonb DEFAULT NULL, body jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS 'SELECT ''"not this one"''::jsonb';
RESET ROLE;
CREATE SCHEMA regress_elsewhere;
ALTER EXTENSION statsig_fdw SET SCHEMA regress_elsewhere;
GRANT USAGE ON SCHEMA regress_elsewhere TO regress_statsig_caller;
SET ROLE regress_statsig_caller;
SET search_path = '';
SELECT regress_elsewhere.statsig_reload_metric('statsig', 'orders::event_count_custom');
RESET search_path;
RESET ROLE;
ALTER EXTENSION statsig_fdw SET SCHEMA public;
SET search_path = public, statsig;
-- It is the same call under another name.
BEGIN;
ALTER FUNCTION statsig_reload_metric RENAME TO anything;
SELECT anything('statsig', 'orders::event_count_custom');
SET LOCAL client_min_messages = error;
ROLLBACK;
SELECT pg_temp.sent();
SET client_min_messages = warning;
DROP SCHEMA regress_elsewhere;
DROP OWNED BY regress_statsig_caller CASCADE;
DROP ROLE regress_statsig_caller;
