\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\pset null NULL
\set SHOW_CONTEXT never
--
-- statsig_request(): one request to the API, at once.
--
-- Reading: the whole answer.
SELECT statsig_request('statsig', 'GET', '/project');
SELECT statsig_request('statsig', 'get', '/console/v1/gates/new_checkout') #>> '{data,id}';
SELECT jsonb_array_length(statsig_request('statsig', 'GET', '/gates', '{"limit": 3, "page": 2, "creatorName": null}') -> 'data');
SELECT jsonb_array_length(statsig_request(server => 'statsig', method => 'GET', path => '/gates', query => '{"tags": ["Core"], "idType": ["userID", "stableID"]}') -> 'data') > 0;
SELECT jsonb_array_length(statsig_request('statsig', 'GET', '/gates', '{}') -> 'data') > 0;
SELECT count(*) FROM statsig_request('statsig', 'GET', '/gates', '{"creatorName": "Anna Ümlaut & Co=?#", "tags": []}');
SELECT pg_temp.sent();
-- Numbers come and go as they are written.
SELECT statsig_request('statsig', 'GET', '/dynamic_configs/exact_numbers') #> '{data,defaultValue}';
SELECT statsig_request('statsig', 'POST', '/dynamic_configs', body => '{"name": "Verbatim", "description": "größer",
	"defaultValue": {"big": 9007199254740993, "small": 0.10, "none": null, "many": 1e20}}') #> '{data,defaultValue}';
-- Text is a string.
SELECT statsig_request('statsig', 'GET', '/project/usage_billing/report', '{"start": 1777334400000, "end": 1777507200000}');
SELECT jsonb_typeof(statsig_request('statsig', 'GET', '/project/usage_billing/report', '{"end": 1777507200000}'));
-- What is empty is NULL.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":204}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"empty_2xx"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":200,"body":" \r\n"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
-- Any JSON value is one.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":200,"body":"[1, 2.50]"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":200,"body":"null"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\! mock-control clear
SELECT pg_temp.sent();

-- Changing.
SELECT statsig_request('statsig', 'POST', '/tags', NULL, '{"name": "by request", "description": "x", "isCore": false}') #>> '{data,name}';
SELECT id AS tag FROM tags WHERE name = 'by request' \gset
SELECT statsig_request('statsig', 'patch', '/tags/' || :'tag', body => '{"description": "changed"}') #>> '{data,description}';
SELECT name, description FROM tags WHERE id = :'tag';
SELECT statsig_request('statsig', 'DELETE', '/tags/' || :'tag') ->> 'message' IS NOT NULL;
SELECT count(*) FROM tags WHERE id = :'tag';
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/disable') #> '{data,isEnabled}';
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable', body => '{}') #> '{data,isEnabled}';
SELECT statsig_request('statsig', 'PATCH', '/gates/new_checkout/overrides', body => '{"passingUserIDs": ["by request"], "failingUserIDs": []}') IS NOT NULL;
SELECT count(*) FROM gate_overrides WHERE gate_id = 'new_checkout' AND unit_id = 'by request';
SELECT statsig_request('statsig', 'DELETE', '/gates/new_checkout/overrides', body => '{"passingUserIDs": ["by request"], "failingUserIDs": []}') IS NOT NULL;
SELECT count(*) FROM gate_overrides WHERE gate_id = 'new_checkout' AND unit_id = 'by request';
SELECT replace(s, :'tag', '...') FROM pg_temp.sent() AS s;

--
-- Paths: confined to the API, and sent in one spelling.
--
SELECT statsig_request('statsig', 'GET', '/metrics/orders::event_count_custom') #>> '{data,name}';
SELECT statsig_request('statsig', 'GET', '/metrics/%6frders%3A%3aevent_count_custom') #>> '{data,name}';
SELECT statsig_request('statsig', 'GET', '/metrics/visits (web%2Fapp) 100%25::event_user') #>> '{data,name}';
SELECT statsig_request('statsig', 'GET', '/metrics/größe/%C3%BC');
SELECT statsig_request('statsig', 'GET', '/gates/...');
SELECT statsig_request('statsig', 'GET', '/gates/a..b');
SELECT statsig_request('statsig', 'GET', '/gates/a=b;c,d&e+f@g');
SELECT pg_temp.sent();
CREATE FUNCTION pg_temp.refused(method text, path text, query jsonb DEFAULT NULL, body jsonb DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	PERFORM public.statsig_request('statsig', method, path, query, body);
	RETURN 'was sent';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''));
END
$$;
SELECT left(to_json(path)::text, 60) || ': ' || pg_temp.refused('GET', path)
FROM unnest(ARRAY[
	'', 'gates', ' /gates', '/', '//', '/gates/', '//gates', '/gates//x', '/console/v1', '/console/v1/', '/console/v1//gates',
	'https://statsigapi.net/console/v1/gates', '//elsewhere.example/gates', 'http:gates', '@elsewhere.example/gates',
	'/console/v2/gates', '/console', '/Console/v1/gates', '/%63onsole/v2/gates', '/console/v1/console/v1/gates', '/console/v10/gates',
	'/gates?limit=1', '/gates#x', '/gates\x', '\gates',
	'/..', '/../x', '/gates/..', '/gates/./x', '/gates/.', '/console/v1/../v2/gates',
	'/%2e%2e/x', '/gates/%2E%2e/x', '/gates/.%2e', '/gates/%2e', '/gates/x%2F..%2F..', '/gates/..%2fx', '/gates/..%5cx', '/gates/x%2f.',
	'/gates/%252e%252e/x', '/gates/%25252e%25252e/x', '/gates/x%252f%252e%252e', '/gates/..;a=b/x', '/gates/%2e%2e%3bx',
	'/gates/%c0%ae%c0%ae', '/gates/%ff', '/gates/%C3%28',
	'/gates/%', '/gates/%2', '/gates/%zz', '/gates/100%',
	E'/gates/a\tb', E'/gates/a\nb', E'/gates/a\r\nHost: x', '/gates/%00', '/gates/%0a', '/gates/%7F',
	'/gates/' || repeat('x', 2049)]) AS path;
-- Neither the path nor a part of it is in the error.
\set VERBOSITY verbose
SELECT statsig_request('statsig', 'GET', 'https://statsigapi.net/keys/secret-FIXTUREserver1');
\set VERBOSITY default
-- Methods.
SELECT to_json(method) || ': ' || pg_temp.refused(method, '/tags') FROM unnest(ARRAY['HEAD', 'OPTIONS', 'TRACE', 'CONNECT', '', 'GET ', E'GET\r\nX: y', 'PUTT']) AS method;
-- Queries.
SELECT query::text || ': ' || pg_temp.refused('GET', '/tags', query)
FROM unnest(ARRAY['[]', '1', '"a=b"', 'null', '[["limit", 1]]', '{"a": {"b": 1}}', '{"a": [{"b": 1}]}', '{"a": [[1]]}', '{"a": [1, null]}', '{"a": {}}']::jsonb[]) AS query;
SELECT pg_temp.refused('GET', '/tags', NULL, '{"name": "x"}');
-- NULL is no call that does nothing.
SELECT statsig_request(NULL, 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', NULL, '/tags');
SELECT statsig_request('statsig', 'GET', NULL);
SELECT pg_temp.sent();

--
-- Errors: those of every other request.
--
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Bad Request Exception","errors":[{"property":"name","errorMessage":"name is too short"},{"property":"isCore","errorMessage":"isCore must be a boolean value"}]}}}'
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "x"}');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "Core", "description": "x"}');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', 'GET', '/gates/no_such_gate');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', 'PATCH', '/gates/no_such_gate', body => '{}');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', 'GET', '/no_such_area');
\echo :LAST_ERROR_SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-mock-readonly');
SELECT statsig_request('statsig', 'DELETE', '/tags/x');
\echo :LAST_ERROR_SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-SecretOfMine');
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-mock-key');
SELECT count(*) > 0 FROM pg_temp.sent();
-- What passes: a GET is repeated, anything else only where it was certainly not carried out.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":503}}'
SELECT jsonb_typeof(statsig_request('statsig', 'GET', '/tags', '{"limit": 1}'));
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":429,"headers":{"Retry-After":1}}}'
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "after a while", "description": "x", "isCore": false}') #>> '{data,name}';
\! mock-control fault '{"match":{"method":"PUT"},"times":1,"fault":{"kind":"status","status":503}}'
\set VERBOSITY terse
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT pg_temp.sent();
-- An answer that got lost: it may have been done.
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"applied_close"}}'
SELECT statsig_request('statsig', 'DELETE', '/tags/after a while');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT count(*) FROM tags WHERE name = 'after a while';
SELECT statement, remark FROM statsig_fdw_undo();
SELECT count(*) FROM pg_temp.sent() AS s WHERE s LIKE 'DELETE%';
-- Answers that are none.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"bad_json"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
-- ... also to what has been done.
SET client_min_messages = error;
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "unread", "description": "x", "isCore": false}');
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT remark FROM statsig_fdw_undo();
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"<html>Sign in</html>"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"invalid_utf8"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
ALTER SERVER statsig OPTIONS (ADD max_response_size '4kB');
SELECT statsig_request('statsig', 'GET', '/gates');
\echo :LAST_ERROR_SQLSTATE
ALTER SERVER statsig OPTIONS (DROP max_response_size);
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"redirect","location":"https://elsewhere.example/console/v1/tags"}}'
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- Cancelled at once; the session goes on.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"hang"}}'
SET statement_timeout = '200ms';
SELECT statsig_request('statsig', 'GET', '/tags');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', 'POST', '/tags', body => '{}');
\echo :LAST_ERROR_SQLSTATE
RESET statement_timeout;
\! mock-control clear
SELECT statement, remark FROM statsig_fdw_undo();
SELECT jsonb_typeof(statsig_request('statsig', 'GET', '/tags'));
SELECT count(*) > 0 FROM pg_temp.sent();

--
-- Keys of the project are secrets, and stand in paths.
--
SELECT statsig_request('statsig', 'GET', '/keys/secret-FIXTUREserver1') #>> '{data,description}';
SELECT statsig_request('statsig', 'GET', '/keys/secret-NoSuchKey');
SELECT statsig_request('statsig', 'PATCH', '/console/v1/keys/secret-NoSuchKey/deactivate');
SELECT statsig_request('statsig', 'GET', '/%6beys/secret-NoSuchKey');
SELECT statsig_request('statsig', 'GET', '/Keys/secret-NoSuchKey');
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Key secret-NoSuchKey is not to be had"}}}'
SELECT statsig_request('statsig', 'PATCH', '/keys/secret-NoSuchKey/rotate');
\! mock-control clear
SET statsig_fdw.dry_run = on;
SELECT statsig_request('statsig', 'PATCH', '/keys/secret-FIXTUREserver1', body => '{"description": "x"}');
RESET statsig_fdw.dry_run;
BEGIN;
SELECT statsig_request('statsig', 'PATCH', '/keys/client-FIXTUREclient1', body => '{"description": "x"}') #>> '{data,description}';
ROLLBACK;
SELECT remark FROM statsig_fdw_undo();
SELECT count(*) > 0 FROM pg_temp.sent();

--
-- Transactions: it is beside the queue.
--
-- A GET does not see changes that wait, and anything else must not overtake them.
BEGIN;
UPDATE gates SET description = 'waits' WHERE id = 'new_checkout';
SELECT statsig_request('statsig', 'GET', '/gates/new_checkout') #>> '{data,description}' = 'waits';
SAVEPOINT s;
SELECT statsig_request('statsig', 'POST', '/tags', body => '{}');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO SAVEPOINT s;
COMMIT;
SELECT statsig_request('statsig', 'GET', '/gates/new_checkout') #>> '{data,description}';
-- Nor through another server for the same project; one for another project is free.
CREATE SERVER same FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER same OPTIONS (api_key 'console-mock-key');
CREATE SERVER other FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER other OPTIONS (api_key 'console-mock-readonly');
BEGIN;
INSERT INTO tags (name, description) VALUES ('waits', 'x');
SAVEPOINT s;
SELECT statsig_request('same', 'POST', '/tags', body => '{}');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO SAVEPOINT s;
SELECT statsig_request('other', 'POST', '/tags', body => '{}');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
-- Changes that were rolled back do not wait, and those after it do no harm.
BEGIN;
SAVEPOINT s;
INSERT INTO tags (name, description) VALUES ('waits', 'x');
ROLLBACK TO SAVEPOINT s;
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "first", "description": "x", "isCore": false}') #>> '{data,name}';
INSERT INTO tags (name, description) VALUES ('second', 'x');
COMMIT;
SELECT name FROM tags WHERE name IN ('first', 'second') ORDER BY name;
-- In a statement whose own changes wait.
CREATE FUNCTION pg_temp.call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM public.statsig_request('statsig', 'PUT', '/gates/new_checkout/enable');
	RETURN NULL;
END
$$;
CREATE TRIGGER calls AFTER INSERT ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.call();
INSERT INTO tags (name, description) VALUES ('with trigger', 'x');
DROP TRIGGER calls ON tags;
-- A rollback does not take it back, and says so.
BEGIN;
SELECT statsig_request('statsig', 'POST', '/tags', body => '{"name": "stays", "description": "x", "isCore": false}') #>> '{data,name}';
ROLLBACK;
SELECT name FROM tags WHERE name = 'stays';
SELECT * FROM statsig_fdw_undo();
BEGIN;
SAVEPOINT s;
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable') IS NOT NULL;
ROLLBACK TO SAVEPOINT s;
COMMIT;
SET client_min_messages = error;
DO $$
BEGIN
	PERFORM public.statsig_request('statsig', 'POST', '/tags', NULL, '{"name": "before", "description": "x", "isCore": false}');
	RAISE EXCEPTION 'after it';
END
$$;
SELECT remark FROM statsig_fdw_undo();
DO $$
BEGIN
	PERFORM public.statsig_request('statsig', 'PUT', '/gates/new_checkout/enable');
	PERFORM public.statsig_request('statsig', 'PUT', '/gates/no_such_gate/enable');
EXCEPTION WHEN SQLSTATE '02000' THEN
	NULL;
END
$$;
SELECT remark FROM statsig_fdw_undo();
RESET client_min_messages;
-- What follows it in the transaction is sent and taken back by its own rules.
BEGIN;
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable') IS NOT NULL;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO tags (name, description) VALUES ('at once', 'x');
ROLLBACK;
SELECT regexp_replace(statement, '''\w+''', '...'), remark FROM statsig_fdw_undo();
-- One that was refused has done nothing.
BEGIN;
SELECT statsig_request('statsig', 'PATCH', '/gates/no_such_gate', body => '{}');
ROLLBACK;
BEGIN;
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable') IS NOT NULL;
SET LOCAL client_min_messages = error;
PREPARE TRANSACTION 'statsig';
\echo :LAST_ERROR_SQLSTATE
-- Transactions that only read.
BEGIN READ ONLY;
SELECT statsig_request('statsig', 'GET', '/project') IS NOT NULL;
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT count(*) > 0 FROM pg_temp.sent();
-- statsig_fdw.max_changes counts what waits.
SET statsig_fdw.max_changes = 1;
BEGIN;
SELECT count(statsig_request('statsig', 'PUT', '/gates/new_checkout/enable')) FROM generate_series(1, 3);
COMMIT;
RESET statsig_fdw.max_changes;
SELECT pg_temp.sent();

--
-- Switches.
--
SET statsig_fdw.dry_run = on;
SELECT statsig_request('statsig', 'POST', '/tags', '{"a": "größer", "b": [1, 2]}', '{"name": "größer", "none": null}');
SELECT statsig_request('statsig', 'DELETE', '/tags/x');
SELECT statsig_request('statsig', 'GET', '/project') IS NOT NULL;
RESET statsig_fdw.dry_run;
SET statsig_fdw.read_only = on;
SELECT statsig_request('statsig', 'DELETE', '/tags/x');
\echo :LAST_ERROR_SQLSTATE
SELECT statsig_request('statsig', 'GET', '/project') IS NOT NULL;
RESET statsig_fdw.read_only;
ALTER SERVER statsig OPTIONS (ADD updatable 'false');
SELECT statsig_request('statsig', 'DELETE', '/tags/x');
\echo :LAST_ERROR_SQLSTATE
-- In a dry run, too.
SET statsig_fdw.dry_run = on;
SELECT statsig_request('statsig', 'DELETE', '/tags/x');
RESET statsig_fdw.dry_run;
SELECT statsig_request('statsig', 'GET', '/project') IS NOT NULL;
ALTER SERVER statsig OPTIONS (DROP updatable);
SET statsig_fdw.allowed_hosts = 'statsigapi.net';
SELECT statsig_request('statsig', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
RESET statsig_fdw.allowed_hosts;
SELECT pg_temp.sent();

--
-- Privileges.
--
SELECT statsig_request('no_such_server', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
CREATE FOREIGN DATA WRAPPER regress_other;
CREATE SERVER no_handler FOREIGN DATA WRAPPER regress_other;
SELECT statsig_request('no_handler', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
-- The same wrapper under another name is the same.
CREATE FOREIGN DATA WRAPPER regress_same HANDLER statsig_fdw_handler VALIDATOR statsig_fdw_validator;
CREATE SERVER renamed FOREIGN DATA WRAPPER regress_same OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER renamed OPTIONS (api_key 'console-mock-key');
SELECT statsig_request('renamed', 'GET', '/project') IS NOT NULL;
SET client_min_messages = warning;
DROP FOREIGN DATA WRAPPER regress_other, regress_same CASCADE;
DROP ROLE IF EXISTS regress_statsig_caller;
RESET client_min_messages;
CREATE ROLE regress_statsig_caller;
SET ROLE regress_statsig_caller;
SELECT statsig_request('statsig', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
GRANT EXECUTE ON FUNCTION statsig_request TO regress_statsig_caller;
SET ROLE regress_statsig_caller;
SELECT statsig_request('statsig', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
GRANT USAGE ON FOREIGN SERVER statsig TO regress_statsig_caller;
SET ROLE regress_statsig_caller;
SELECT statsig_request('statsig', 'GET', '/project');
\echo :LAST_ERROR_SQLSTATE
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-readonly');
SELECT statsig_request('statsig', 'GET', '/project') IS NOT NULL;
-- With this key, and not with that of who made the server.
SELECT statsig_request('statsig', 'PUT', '/gates/new_checkout/enable');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
-- A function of another's lends that one's key.
CREATE FUNCTION public.enable_it() RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC SELECT public.statsig_request('statsig', 'PUT', '/gates/new_checkout/enable') IS NOT NULL; END;
SET ROLE regress_statsig_caller;
SELECT public.enable_it();
RESET ROLE;
-- What another role has left applied is not shown.
BEGIN;
SET LOCAL ROLE regress_statsig_caller;
SELECT public.enable_it();
ROLLBACK;
SELECT count(*) FROM statsig_fdw_undo();
SET ROLE regress_statsig_caller;
SELECT count(*) FROM statsig_fdw_undo();
RESET ROLE;
SELECT pg_temp.sent();
SET client_min_messages = warning;
DROP FUNCTION public.enable_it();
DROP SERVER same, other CASCADE;
DROP OWNED BY regress_statsig_caller CASCADE;
DROP ROLE regress_statsig_caller;
--
-- What tables read from the lists of their parents has endpoints of its own, which say the same.
--
RESET ROLE;
WITH answer AS MATERIALIZED (SELECT statsig_request('statsig', 'GET', '/gates/new_checkout/rules') -> 'data' AS data),
	 rules AS (SELECT jsonb_path_query(data, 'lax $.rules[*]') AS rule FROM answer)
SELECT count(*), count(r.base_id), bool_and(r.raw = rule) FROM rules LEFT JOIN gate_rules AS r ON r.gate_id = 'new_checkout' AND r.base_id = rule ->> 'baseID';
WITH answer AS MATERIALIZED (SELECT statsig_request('statsig', 'GET', '/dynamic_configs/checkout_texts/rules') -> 'data' AS data),
	 rules AS (SELECT jsonb_path_query(data, 'lax $.rules[*]') AS rule FROM answer)
SELECT count(*), count(r.base_id), bool_and(r.name = rule ->> 'name' AND r.conditions = rule -> 'conditions' AND r.return_value = rule -> 'returnValue') FROM rules LEFT JOIN dynamic_config_rules AS r ON r.dynamic_config_id = 'checkout_texts' AND r.base_id = rule ->> 'baseID';
SELECT r.name, statsig_request('statsig', 'GET', '/dynamic_configs/checkout_texts/rule/' || r.id) -> 'data' -> 'returnValue' = r.return_value AS same
FROM dynamic_config_rules AS r WHERE dynamic_config_id = 'checkout_texts' ORDER BY position;
--
-- A request that is too long for any server is not begun.
--
SELECT statsig_request('statsig', 'GET', '/gates', query => jsonb_build_object('x', repeat('a', 1000000)));
SELECT statsig_request('statsig', 'GET', '/gates', query => jsonb_build_object('x', repeat('a', 9000000)));
SELECT statsig_request('statsig', 'GET', '/gates' || repeat('/a', 4500000));
SELECT pg_temp.sent();
