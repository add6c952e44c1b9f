\i test/psql/setup.sql
--
-- Errors: what the API and the network can do to a reading, and what becomes of it.
--
-- Statuses.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Bad Request Exception","errors":[{"property":"limit","errorMessage":"limit is wrong"},{"property":"page","errorMessage":"page is wrong"}]}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- The API repeats a wrong key in its answer: it is not shown.
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-SecretOfMine');
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\echo :LAST_ERROR_MESSAGE
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":500,"body":"<p>key console-SecretOfMine is console-SecretOfMine</p>"}}'
SELECT count(*) FROM tags;
\! mock-control clear
SELECT count(*) FROM pg_foreign_server, pg_stat_activity WHERE query LIKE '%Secret' || 'OfMine%' AND pid <> pg_backend_pid();
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-mock-key');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":403,"body":{"status":403,"message":"Forbidden resource"}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- 404 on a list is an error; on an object, from the API itself, it is no row; from anything else it is an error.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Not Found."}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT count(*) FROM gates WHERE id = 'no_such_gate';
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"fault":{"kind":"status","status":404,"body":"\r\n {\"status\":404,\"message\":\"Not Found.\"}"}}'
SELECT id FROM gates WHERE id = 'new_checkout';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"fault":{"kind":"status","status":404,"body":"<html><body>404 from a proxy</body></html>"}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"fault":{"kind":"status","status":404}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"fault":{"kind":"status","status":404,"body":{"statusCode":404,"message":"Cannot GET /console/v1/gates/new_checkout","error":"Not Found"}}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":409,"body":{"message":["one","two"]}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":418,"body":{"error":"teapot"}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":500,"body":"<html><head><title>Internal Server Error</title></head><body>oops</body></html>"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":500}}'
SELECT count(*) FROM tags;
\! mock-control clear
-- Redirects are not followed; the key stays here.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"redirect","location":"https://elsewhere.example/console/v1/tags?key=1"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- 204 has no list in it.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":204}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT sent, count(*) FROM pg_temp.sent() AS s(sent) GROUP BY 1 ORDER BY sent COLLATE "C";

-- What passes is tried again, and the rows are whole.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=1"},"times":1,"fault":{"kind":"cut","after_bytes":20000}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"times":1,"fault":{"kind":"close"}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=3"},"times":1,"fault":{"kind":"status","status":502,"body":"<html>Bad Gateway</html>"}}'
SELECT count(*), count(DISTINCT id) FROM gates;
SELECT pg_temp.sent();
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=1"},"times":1,"fault":{"kind":"status","status":429}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=3"},"times":1,"fault":{"kind":"cut","after_bytes":20000,"chunked":true}}'
SELECT count(*), count(DISTINCT id) FROM gates;
SELECT pg_temp.sent();
\! mock-control clear
-- Retry-After is waited for, not less and not much more.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"times":1,"fault":{"kind":"status","status":503,"headers":{"Retry-After":1}}}'
SELECT clock_timestamp() AS start \gset
SELECT count(*) FROM tags;
SELECT clock_timestamp() - :'start' BETWEEN '1 s' AND '3 s' AS waited;
SELECT pg_temp.sent();
\! mock-control clear
-- One that is too long is an error at once.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":429,"headers":{"Retry-After":3600}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
\! mock-control clear
-- Refused for good.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":429,"headers":{"Retry-After":1},"body":{"status":429,"message":"Too Many Requests"}}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
\! mock-control clear

-- Bodies.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"empty_2xx"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"bad_json"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"truncate_json"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
-- ... even if no row behind the damage is asked for.
SELECT id FROM tags LIMIT 0;
SELECT count(*) FROM (SELECT FROM tags LIMIT 1) AS s;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"<html>Sign in</html>"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"{\"data\":[{\"id\":\"a\"}]} trailing"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"{\"data\":[{\"id\":\"a\"}]}{\"data\":[]}"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"{\"data\":[{\"id\":01}]}"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":"{\"data\":[{\"id\":\"a\",\"name\":\"b\\x\"}]}"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":[]}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"message":"nothing else"}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_type"}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_type","value":null}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_type","value":{"id":"a"}}}'
SELECT count(*) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/*"},"fault":{"kind":"wrong_type","value":[]}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\! mock-control clear
-- Elements that are no objects: an error, not rows of NULLs.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_type","value":[{"id":"a"},"b",null,7]}}'
SELECT id FROM tags;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM tags;
\! mock-control clear
-- A child table whose array is none.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","rules":{"a":1}}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","rules":"none"}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","rules":[{"name":"r"},"s"]}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","rules":null}}}}'
SELECT name FROM gate_rules WHERE gate_id = 'x';
SELECT name FROM gate_rules WHERE gate_id = 'x';
SELECT name FROM gate_rules WHERE gate_id = 'x';
SELECT name FROM gate_rules WHERE gate_id = 'x';
\! mock-control clear
-- A list of ids that is none.
\! mock-control fault '{"match":{"path":"/console/v1/segments/vip_customers/id_list"},"fault":{"kind":"wrong_type","value":{"name":"x","count":3,"ids":"a,b,c"}}}'
SELECT count(*) FROM segment_ids WHERE segment_id = 'vip_customers';
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/segments/vip_customers/id_list"},"fault":{"kind":"wrong_type","value":{"name":"x","count":40}}}'
SELECT count(*) FROM segment_ids WHERE segment_id = 'vip_customers';
\! mock-control clear

-- Answers that are too big, told by their head and found out on the way.
ALTER SERVER statsig OPTIONS (ADD max_response_size '1MB');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"huge","bytes":2000000}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"huge","bytes":200000000,"chunked":true}}'
SELECT count(*) FROM tags;
\! mock-control clear
ALTER SERVER statsig OPTIONS (SET max_response_size '16MB');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"huge","bytes":8000000}}'
SELECT count(*) FROM tags;
\! mock-control clear
-- Deep nesting.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"deep","depth":1000000}}'
\set VERBOSITY sqlstate
SELECT count(*) FROM tags;
\set VERBOSITY default
\! mock-control clear
-- No one there; no answer in time.
\set VERBOSITY terse
ALTER SERVER statsig OPTIONS (SET base_url 'http://127.0.0.1:1');
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
ALTER SERVER statsig OPTIONS (SET base_url :'mock_url');
ALTER SERVER statsig OPTIONS (ADD request_timeout '300ms');
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"hang"}}'
SELECT count(*) FROM tags;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
ALTER SERVER statsig OPTIONS (DROP request_timeout);
\set VERBOSITY default
-- The session is none the worse for it.
SELECT count(*) FROM tags;
