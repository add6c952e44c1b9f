\i test/psql/setup.sql
\i test/psql/secrets.sql
--
-- Secrets: keys are sent and never shown, not in plans, errors, views, notices and undo.
--
\pset format unaligned
\pset tuples_only on
-- A query shows them: that is what it asks for.
SELECT count(*) FROM keys WHERE strpos(key, 'HUSH') > 0;
-- Plans: neither the request nor the condition.
-- A plan as every version of the server writes it.
CREATE FUNCTION pg_temp.plan(options text, query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE format('EXPLAIN (COSTS OFF, %s) %s', options, query) LOOP
		CONTINUE WHEN line ~ '^Planning|^ +Buffers:';
		RETURN NEXT regexp_replace(line, '(actual rows=[0-9]+)\.[0-9]+', '\1');
	END LOOP;
END $$;
EXPLAIN (VERBOSE, COSTS OFF) SELECT description FROM keys WHERE key = :'server_key';
SELECT pg_temp.plan('ANALYZE, VERBOSE, TIMING OFF, SUMMARY OFF', format('SELECT description FROM keys WHERE key = %L AND type = ''SERVER''', :'odd_key'));
EXPLAIN (COSTS OFF) SELECT description FROM keys WHERE key IN (:'server_key', :'odd_key') AND description <> 'x';
SELECT string_agg(l, E'\n') FROM regexp_split_to_table((SELECT pg_temp.plan('FORMAT JSON', format('SELECT description FROM keys WHERE key = %L OR key LIKE %L', :'server_key', :'tool_key' || '%'))), E'\n') AS l WHERE l NOT LIKE '%"Disabled"%';
EXPLAIN (COSTS OFF) SELECT description FROM keys WHERE raw @> jsonb_build_object('key', :'server_key');
EXPLAIN (COSTS OFF) SELECT description FROM keys WHERE key = lower(:'server_key') || type;
-- The conditions hold all the same.
SELECT description FROM keys WHERE key = :'odd_key' AND type = 'CLIENT';
SELECT description FROM keys WHERE key IN (:'server_key', :'odd_key') AND key > 'p' AND type = 'SERVER';
SELECT description FROM keys WHERE key = :'server_key' OR key LIKE :'tool_key' || '%' ORDER BY 1;
SELECT description FROM keys WHERE key IS NULL;
SELECT description FROM keys WHERE keys = (SELECT k FROM keys AS k WHERE k.description = 'Tool');
SELECT description FROM keys WHERE key = :'server_key' OR EXISTS (SELECT FROM pg_class WHERE relname = key) ORDER BY 1;
SELECT count(*), count(key) FROM keys WHERE key <> :'server_key' AND key <> :'odd_key' LIMIT 1;
SELECT w.n, k.description FROM (VALUES (1, :'server_key'), (2, 'none'), (3, :'odd_key')) AS w (n, key) LEFT JOIN keys AS k USING (key) ORDER BY 1;
PREPARE by_key AS SELECT description FROM keys WHERE key = $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE by_key(:'server_key');
EXECUTE by_key(:'server_key');
EXECUTE by_key(:'odd_key');
RESET plan_cache_mode;
DEALLOCATE by_key;
-- What a barrier keeps back is not checked before it.
CREATE FUNCTION pg_temp.leak(text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS $$BEGIN RAISE NOTICE 'sees %', left($1, 6); RETURN true; END$$;
CREATE TEMPORARY VIEW clients WITH (security_barrier) AS SELECT * FROM keys WHERE type = 'CLIENT';
SELECT description FROM clients WHERE pg_temp.leak(key);
DROP VIEW clients;
SELECT pg_temp.was_sent('/keys/' || :'server_key'), pg_temp.was_sent('/keys/' || :'odd_path');
-- Errors: what the API repeats, in whatever spelling.
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"key '"$SERVER_KEY"' is not in {\"key\":\"'"$SERVER_ESCAPED"'\"}, nor is '"$SERVER_PATH"'","errors":[{"property":"key","errorMessage":"'"$SERVER_KEY"'?"}]}}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"no '"$ODD_JSON"' at '"$ODD_PATH"', {\"key\":\"'"$ODD_ESCAPED"'\"}"}}}'
SELECT description FROM keys WHERE key = :'odd_key';
\! mock-control clear
-- In capitals.
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"NO '"$SERVER_UPPER"' HERE"}}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"NO '"$ODD_UPPER"' HERE"}}}'
SELECT description FROM keys WHERE key = :'odd_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":404,"body":"<h1>No '"$SERVER_KEY"'</h1>"}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":500,"body":"'"$SERVER_KEY"' has crashed"}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"close"}}'
UPDATE keys SET rotate = true WHERE key = :'odd_key';
\! mock-control clear
SELECT description FROM keys WHERE key = :'server_key' || 'x';
-- Answers that cannot be read are not quoted.
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"key\":'"$SERVER_KEY"',\"type\":\"SERVER\"}}"}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":200,"body":"{\"data\":\"'"$SERVER_KEY"'\"}"}}'
SELECT description FROM keys WHERE key = :'server_key';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"key\":\"'"$SERVER_KEY"'\",\"type\":\"\\u0000\"}}"}}'
SELECT raw FROM keys WHERE key = :'server_key';
\! mock-control clear
CREATE FOREIGN TABLE number_keys (key integer, description text, raw integer) SERVER statsig OPTIONS (resource 'keys');
SELECT key FROM number_keys WHERE description = 'Server';
SELECT raw FROM number_keys;
DROP FOREIGN TABLE number_keys;
-- A statement that is stopped.
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"hang"}}'
SET statement_timeout = '200ms';
SELECT description FROM keys WHERE key = :'server_key';
RESET statement_timeout;
\! mock-control clear
-- Changes: what waits for COMMIT.
BEGIN;
EXPLAIN (VERBOSE, COSTS OFF) UPDATE keys SET description = 'New' WHERE key = :'server_key';
UPDATE keys SET description = 'New' WHERE key = :'server_key';
UPDATE keys SET status = 'deactivated' WHERE key = :'odd_key';
DELETE FROM keys WHERE key = :'browser_key';
INSERT INTO keys (type, description) VALUES ('SERVER', 'Another');
SELECT method, path, body, old_rows, new_rows, note FROM statsig_fdw_pending;
SELECT description, status FROM keys WHERE key IN (:'server_key', :'odd_key') ORDER BY 1;
SET LOCAL statsig_fdw.dry_run = on;
COMMIT;
SELECT pg_temp.plan('ANALYZE, VERBOSE, TIMING OFF, SUMMARY OFF', format('UPDATE keys SET description = ''Newer'' WHERE key = %L', :'server_key'));
SELECT description FROM keys WHERE key = :'server_key';
-- Half-way, and what would take it back.
SELECT * FROM pg_temp.sent_secrets();
\! mock-control fault '{"match":{"method":"DELETE","path":"/console/v1/keys/*"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"'"$SERVER_KEY"' cannot be deleted"}}}'
BEGIN;
UPDATE keys SET description = 'Newest', environments = '{staging}' WHERE key = :'server_key';
UPDATE keys SET status = 'deactivated' WHERE key = :'tool_key';
INSERT INTO keys (type, description) VALUES ('CLIENT', 'Another');
DELETE FROM keys WHERE key = :'server_key' OR key = :'browser_key';
UPDATE keys SET description = 'Odder' WHERE key = :'odd_key';
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo();
\! mock-control clear
SELECT * FROM pg_temp.sent_secrets();
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
DELETE FROM keys WHERE key = :'browser_key';
UPDATE keys SET rotate = true WHERE key = :'odd_key';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
-- Somebody else has deleted it.
BEGIN;
DELETE FROM keys WHERE key = :'tool_key';
\! mock-control set-state '{"path":"/keys","items":[{"key":"'"$SERVER_KEY"'","type":"SERVER","description":"Server","scopes":[],"status":"active"}]}'
COMMIT;
BEGIN;
UPDATE keys SET description = 'Newest' WHERE key = :'server_key';
\! mock-control set-state '{"path":"/keys","items":[]}'
COMMIT;
\echo :LAST_ERROR_SQLSTATE
\! mock-control set-state '{"path":"/keys","items":[{"key":"'"$SERVER_KEY"'","type":"SERVER","description":"Server","scopes":[],"status":"active"}]}'
-- One that is stopped may have been applied.
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"hang"}}'
BEGIN;
SET LOCAL statement_timeout = '200ms';
UPDATE keys SET description = 'Newest' WHERE key = :'server_key';
COMMIT;
\! mock-control clear
-- What cannot be done.
UPDATE keys SET key = :'tool_key' WHERE key = :'server_key';
INSERT INTO keys (key, type, description) VALUES (:'tool_key', 'SERVER', 'x');
UPDATE keys SET status = 'active' WHERE key = :'server_key' AND status = 'active';
-- The API names a new key and a rotated one; RETURNING gives them.
INSERT INTO keys (type, description) VALUES ('SERVER', 'New one') RETURNING key AS new_key \gset
SELECT description FROM keys WHERE key = :'new_key';
UPDATE keys SET rotate = true, description = 'Rotated' WHERE key = :'new_key' RETURNING key AS rotated_key, description \gset
SELECT :'rotated_key' <> :'new_key', :'description';
SELECT description FROM keys WHERE key = :'new_key';
SELECT description FROM keys WHERE key = :'rotated_key';
UPDATE keys SET status = 'deactivated' WHERE key = :'rotated_key' RETURNING key = :'rotated_key', status;
BEGIN;
UPDATE keys SET rotate = true WHERE key = :'rotated_key' RETURNING key;
ROLLBACK;
BEGIN;
UPDATE keys SET description = 'Still there' WHERE key = :'rotated_key' RETURNING key = :'rotated_key';
COMMIT;
\! mock-control fault '{"match":{"path":"/console/v1/keys/*","method":"PATCH"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"key\":'"$SERVER_KEY"'}}"}}'
SET client_min_messages = error;
UPDATE keys SET rotate = true WHERE key = :'rotated_key' RETURNING key;
RESET client_min_messages;
\! mock-control clear
DELETE FROM keys WHERE key = :'rotated_key' RETURNING key = :'rotated_key';
SELECT count(*) FROM keys;
SELECT * FROM pg_temp.sent_secrets();
-- statsig_request() knows them by the path, however it is written.
SELECT statsig_request('statsig', 'GET', '/KEYS/' || :'odd_path');
SELECT statsig_request('statsig', 'GET', '/keys/' || :'odd_path' || '/history');
SELECT statsig_request('statsig', 'GET', '/keys/' || :'server_key') ->> 'description' IS NULL;
SET statsig_fdw.dry_run = on;
SELECT statsig_request('statsig', 'PATCH', '/keys/' || :'server_key', body => '{"description": "x"}');
SELECT statsig_request('statsig', 'PATCH', '/wh_connections', body => jsonb_build_object('bigquery', jsonb_build_object('privateKey', :'token')));
RESET statsig_fdw.dry_run;
BEGIN;
SELECT statsig_request('statsig', 'PATCH', '/keys/' || :'server_key', body => '{"description": "x"}') IS NULL;
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
\! mock-control fault '{"match":{"path":"/console/v1/keys/*"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"key\":\"'"$SERVER_KEY"'\",\"type\":\"\\u0000\"}}"}}'
SELECT statsig_request('statsig', 'GET', '/keys/' || :'server_key');
\! mock-control clear
--
-- What is written and never read: tokens, credentials, connections.
--
SELECT * FROM pg_temp.sent_secrets();
BEGIN;
INSERT INTO ingestion_databricks_connections (token, host, path, delta_sharing_credentials)
VALUES (:'token', 'dbc.example', '/sql/1', json_build_object('endpoint', 'https://share.example', 'bearerToken', :'bearer'));
UPDATE wh_connections SET snowflake = jsonb_build_object('accountName', 'acme', 'serviceUserPassword', :'password');
INSERT INTO prompt_versions (prompt_id, name, workflow_headers)
VALUES ('support', 'second', jsonb_build_array(jsonb_build_object('name', 'Authorization', 'value', :'bearer')));
SELECT method, path, body, old_rows, new_rows, note FROM statsig_fdw_pending;
SET LOCAL statsig_fdw.dry_run = on;
COMMIT;
-- The API complains with what it was given, as it is and as JSON.
\! mock-control fault '{"match":{"method":"POST"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"'"$TOKEN"' or '"$BEARER"' is wrong","errors":[{"property":"host","errorMessage":"dbc.example does not know {\"token\":\"'"$TOKEN"'\"}"}]}}}'
INSERT INTO ingestion_databricks_connections (token, host, path, delta_sharing_credentials)
VALUES (:'token', 'dbc.example', '/sql/1', json_build_object('endpoint', 'https://share.example', 'bearerToken', :'bearer'));
\! mock-control clear
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"status","status":422,"body":{"status":422,"message":"user of acme-corp with \"'"$PASSWORD_JSON"'\""}}}'
BEGIN;
INSERT INTO ingestion_databricks_connections (token, host, path) VALUES (:'token', 'dbc.example', '/sql/1');
UPDATE wh_connections SET snowflake = jsonb_build_object('accountName', 'acme', 'serviceUserPassword', :'password');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo();
\! mock-control clear
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE wh_connections SET snowflake = jsonb_build_object('accountName', 'acme', 'serviceUserPassword', :'password');
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT pg_temp.was_sent('"token":"' || :'token' || '"'), pg_temp.was_sent('"serviceUserPassword":' || to_json(:'password'::text));
SELECT * FROM pg_temp.sent_secrets();
-- Values that cannot be sent are not quoted.
UPDATE wh_connections SET snowflake = to_jsonb(:'password'::text);
UPDATE wh_connections SET bigquery = jsonb_build_object('privateKey', jsonb_build_array(:'token'));
CREATE FOREIGN TABLE text_connections (snowflake text) SERVER statsig OPTIONS (resource 'wh_connections');
UPDATE text_connections SET snowflake = '{' || :'password';
UPDATE text_connections SET snowflake = '{"privateKey": "' || :'token' || '\u0000"}';
DROP FOREIGN TABLE text_connections;
INSERT INTO ingestion_databricks_connections (token, host) VALUES (:'token', 'dbc.example');
EXPLAIN (COSTS OFF) UPDATE wh_connections SET snowflake = jsonb_build_object('serviceUserPassword', :'password');
