\i test/psql/setup.sql
--
-- cache_ttl: answers that serve later statements of the session.
--
SELECT count(id) FROM tags;
SELECT count(id) FROM tags;
SELECT pg_temp.sent();
ALTER SERVER statsig OPTIONS (ADD cache_ttl '1h');
SELECT count(id) FROM tags;
SELECT count(id) FROM tags;
SELECT count(*) FROM tags WHERE name LIKE '%a%';
SELECT count(*), count(gate_id) FROM gates AS g LEFT JOIN gate_rules AS r ON r.gate_id = g.id;
SELECT count(*) FROM gates;
SELECT id FROM gates WHERE id = 'new_checkout';
SELECT count(*) FROM gate_rules WHERE gate_id = 'new_checkout';
SELECT id FROM gates WHERE id = 'none';
SELECT id FROM gates WHERE id = 'none';
SELECT pg_temp.sent();
-- Filters make other lists.
SELECT count(*) FROM gates WHERE type = 'STALE';
SELECT count(*) FROM gates WHERE type = 'STALE';
SELECT pg_temp.sent();
-- Another key is another project, as far as can be known.
SET client_min_messages = warning;
CREATE SERVER reader FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', cache_ttl '1h');
CREATE USER MAPPING FOR CURRENT_USER SERVER reader OPTIONS (api_key 'console-mock-readonly');
CREATE FOREIGN TABLE reader_tags (id text) SERVER reader OPTIONS (resource 'tags');
RESET client_min_messages;
SELECT count(id) FROM reader_tags;
SELECT count(id) FROM reader_tags;
SELECT pg_temp.sent();
-- Errors are not kept.
\! mock-control fault '{"match":{"path":"/console/v1/experiments"},"times":1,"fault":{"kind":"status","status":500}}'
SELECT count(id) FROM experiments;
SELECT count(id) FROM experiments;
\! mock-control clear
SELECT pg_temp.sent();
-- A list that was read in part is completed.
SELECT count(*) FROM (SELECT id FROM audit_logs LIMIT 3) AS l;
SELECT count(id) FROM audit_logs;
SELECT count(id) FROM audit_logs;
SELECT count(*) FROM pg_temp.sent();
-- Forgetting: a server's, another's, all.
SELECT statsig_fdw_forget('reader');
SELECT count(id) FROM tags;
SELECT count(id) FROM reader_tags;
SELECT pg_temp.sent();
SELECT statsig_fdw_forget();
SELECT count(id) FROM tags;
SELECT count(id) FROM reader_tags;
SELECT pg_temp.sent();
SELECT statsig_fdw_forget('nowhere');
-- Changes of one's own: not before they are sent, and for the project only.
BEGIN;
UPDATE gates SET description = 'waits' WHERE id = 'new_checkout';
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT count(id) FROM tags;
ROLLBACK;
SELECT count(id) FROM tags;
SELECT pg_temp.sent();
UPDATE gates SET description = 'changed' WHERE id = 'new_checkout';
SELECT pg_temp.sent();
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT count(id) FROM tags;
SELECT count(id) FROM reader_tags;
SELECT pg_temp.sent();
SELECT statsig_request('statsig', 'POST', '/tags', NULL, '{"name":"new","description":"x"}') IS NOT NULL AS done;
SELECT count(id) FROM tags;
SELECT pg_temp.sent();
-- A change that failed may have been applied all the same.
\! mock-control fault '{"match":{"method":"PATCH"},"times":8,"fault":{"kind":"applied_close"}}'
UPDATE gates SET description = 'perhaps' WHERE id = 'new_checkout';
\! mock-control clear
SELECT description FROM gates WHERE id = 'new_checkout';
-- So may one that was cancelled while it was at the server.
\! mock-control fault '{"match":{"method":"PATCH"},"times":1,"fault":{"kind":"latency","ms":5000}}'
SET statement_timeout = '700ms';
UPDATE gates SET description = 'cancelled' WHERE id = 'new_checkout';
RESET statement_timeout;
\! mock-control clear
SELECT description FROM gates WHERE id = 'new_checkout';
-- What is to be changed is not read from it, nor is the look for conflicts.
\! curl -s -o /dev/null -X PATCH -H 'STATSIG-API-KEY: console-mock-key' -H 'STATSIG-API-VERSION: 20240601' -H 'Content-Type: application/json' -d '{"description":"by somebody else"}' "$STATSIG_MOCK_URL/console/v1/gates/new_checkout"
SELECT description FROM gates WHERE id = 'new_checkout';
UPDATE gates SET description = description || ', then me' WHERE id = 'new_checkout';
SELECT description FROM gates WHERE id = 'new_checkout';
-- Time passes; a table's option is stronger; off again.
SELECT count(*) > 0 AS sent FROM pg_temp.sent();
ALTER SERVER statsig OPTIONS (SET cache_ttl '300ms');
ALTER FOREIGN TABLE gates OPTIONS (ADD cache_ttl '0');
SELECT count(id) FROM tags;
SELECT pg_sleep(0.4);
SELECT count(id) FROM tags;
SELECT count(id) FROM gates WHERE id = 'new_checkout';
SELECT count(id) FROM gates WHERE id = 'new_checkout';
ALTER SERVER statsig OPTIONS (DROP cache_ttl);
SELECT count(id) FROM tags;
SELECT pg_temp.sent();
-- With other bounds of memory: answers in a file that outlives its statement and its transaction.
ALTER SERVER statsig OPTIONS (ADD cache_ttl '1h');
ALTER FOREIGN TABLE gates OPTIONS (DROP cache_ttl);
SET work_mem = '64kB';
BEGIN;
SELECT count(id), md5(string_agg(raw::text, '' ORDER BY id)) AS gates FROM gates \gset before_
ROLLBACK;
SELECT count(id), md5(string_agg(raw::text, '' ORDER BY id)) = :'before_gates' AS same FROM gates;
SELECT pg_temp.sent();
SELECT statsig_fdw_forget();
RESET work_mem;
SET client_min_messages = warning;
DROP SERVER reader CASCADE;
