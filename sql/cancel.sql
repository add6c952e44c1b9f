\i test/psql/setup.sql
--
-- Cancel: a statement ends at once, with the server's own error, and leaves nothing behind.
--
-- What this session holds: descriptors, bytes of the extension's contexts, kilobytes resident.
CREATE FUNCTION pg_temp.descriptors() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM pg_ls_dir('/proc/self/fd')
$$;
CREATE FUNCTION pg_temp.memory() RETURNS bigint LANGUAGE sql AS $$
	SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts
	WHERE name ILIKE '%statsig%' OR name = 'TopMemoryContext'
$$;
CREATE FUNCTION pg_temp.resident() RETURNS bigint LANGUAGE sql AS $$
	SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmRSS:\s*([0-9]+) kB'))[1]::bigint
$$;
-- A server that says nothing.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"hang"}}'
SELECT clock_timestamp() AS start \gset
SET statement_timeout = '200ms';
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
SELECT clock_timestamp() - :'start' < '2 s' AS at_once;
SELECT count(id) FROM tags;
\! mock-control clear
-- One that sends a byte now and then.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"drip","bytes_per_second":200}}'
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- One that has a problem: the wait before the next attempt.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"status","status":503}}'
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- One that asks to wait for ten minutes.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"status","status":429,"headers":{"Retry-After":600}}}'
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
-- One that is slow, in the middle of many pages.
ALTER SERVER statsig OPTIONS (ADD page_size '1');
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"latency","ms":20}}'
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
ALTER SERVER statsig OPTIONS (DROP page_size);
-- The second page, behind a cursor that has read the first.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"fault":{"kind":"hang"}}'
BEGIN;
DECLARE c CURSOR FOR SELECT id FROM gates;
MOVE FORWARD 100 IN c;
SAVEPOINT s;
FETCH 1 FROM c;
\echo :LAST_ERROR_SQLSTATE
ROLLBACK TO SAVEPOINT s;
SELECT count(id) FROM tags;
COMMIT;
\! mock-control clear
RESET statement_timeout;
SELECT count(*), count(DISTINCT id) FROM gates;
-- A cancel that PL/pgSQL catches, and queries after it.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"hang"}}'
SET statement_timeout = '300ms';
DO $$
BEGIN
	PERFORM count(id) FROM gates;
	RAISE NOTICE 'not to be seen';
EXCEPTION WHEN query_canceled THEN
	RAISE NOTICE 'caught: %', SQLERRM;
	SET LOCAL statement_timeout = 0;
	RAISE NOTICE '% tags', (SELECT count(id) FROM tags);
END
$$;
RESET statement_timeout;
-- Another session cancels this one.
SELECT pg_backend_pid() AS pid, current_database() AS database \gset
\setenv BACKEND :pid
\setenv PGDATABASE :database
\! (for i in $(seq 100); do sleep 0.1; psql -X -q -A -t -c "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $BACKEND AND state = 'active' AND query LIKE 'SELECT count%'" | grep -q t && break; done) &
SELECT count(id) FROM gates;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
SELECT count(id) FROM gates;
-- Another session ends one like this.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"hang"}}'
\! (for i in $(seq 100); do sleep 0.1; psql -X -q -A -t -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'regress_statsig_ended' AND state = 'active' AND query LIKE 'SELECT count%'" | grep -q t && break; done) & PGAPPNAME=regress_statsig_ended psql -X -q -c 'SELECT count(*) FROM statsig.gates' 2>&1 | grep -c 'terminating connection due to administrator command'; wait
\! mock-control clear
-- A hundred requests given up, all in one statement: the last is no different from the first.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"hang"}}'
CREATE SERVER short FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', request_timeout '5ms');
CREATE USER MAPPING FOR CURRENT_USER SERVER short OPTIONS (api_key 'console-mock-key');
CREATE FOREIGN TABLE short_gates (id text) SERVER short OPTIONS (resource 'gates');
CREATE FUNCTION pg_temp.give_up(times int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	caught int := 0;
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			PERFORM count(id) FROM short_gates;
		EXCEPTION WHEN connection_failure THEN
			caught := caught + 1;
		END;
	END LOOP;
	RETURN caught;
END
$$;
SELECT pg_temp.give_up(10);
SELECT pg_temp.descriptors() AS descriptors, pg_temp.memory() AS memory, pg_temp.resident() AS resident \gset
SELECT pg_temp.give_up(100);
SELECT pg_temp.descriptors() - :descriptors <= 0 AS no_descriptor_more, pg_temp.memory() - :memory < 65536 AS flat,
	   pg_temp.resident() - :resident < 4096 AS flat_resident;
-- A hundred cancels, each in a statement of its own.
SET statement_timeout = '10ms';
\set VERBOSITY sqlstate
\set ECHO none
SELECT 'SELECT count(id) FROM gates' FROM generate_series(1, 100) \gexec
\set ECHO all
\set VERBOSITY default
RESET statement_timeout;
SELECT pg_temp.descriptors() - :descriptors <= 0 AS no_descriptor_more, pg_temp.memory() - :memory < 65536 AS flat,
	   pg_temp.resident() - :resident < 4096 AS flat_resident;
\! mock-control clear
SELECT count(*), count(DISTINCT id) FROM gates;
SET client_min_messages = warning;
DROP SERVER short CASCADE;

-- A session that is terminated while it writes tells what may have been applied, the request under way included.
\! mock-control fault '{"match":{"method":"PATCH"},"after":1,"times":1,"fault":{"kind":"hang"}}'
\setenv PGDATABASE :DBNAME
\! (psql -XAtqc "UPDATE statsig.gates SET description = 'terminated' WHERE id IN ('new_checkout', 'internal_users')" 2>&1 | grep Applied >"$STATSIG_MOCK_LOG.told") </dev/null >/dev/null 2>&1 &
DO $$
BEGIN
	FOR i IN 1 .. 500 LOOP
		PERFORM pg_sleep(0.02);
		EXIT WHEN (SELECT pg_read_file(name) ~ '"PATCH","path":"/console/v1/gates/internal_users"' FROM mock_log_file);
	END LOOP;
END
$$;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE query LIKE 'UPDATE statsig.gates%' AND datname = current_database();
\! for i in 1 2 3 4 5 6 7 8 9; do [ -s "$STATSIG_MOCK_LOG.told" ] && break; sleep 0.2; done; cat "$STATSIG_MOCK_LOG.told"
\! mock-control clear

-- The same when each statement is sent at once.
\! rm -f "$STATSIG_MOCK_LOG.told"
\! mock-control fault '{"match":{"method":"PATCH"},"after":1,"times":1,"fault":{"kind":"hang"}}'
\! (PGOPTIONS='-c statsig_fdw.write_mode=immediate' psql -XAtqc "UPDATE statsig.gates SET description = 'terminated at once' WHERE id IN ('new_checkout', 'internal_users')" 2>&1 | grep Applied >"$STATSIG_MOCK_LOG.told") </dev/null >/dev/null 2>&1 &
DO $$
BEGIN
	FOR i IN 1 .. 500 LOOP
		PERFORM pg_sleep(0.02);
		EXIT WHEN (SELECT pg_read_file(name) ~ 'PATCH.*internal_users.*PATCH.*internal_users' FROM mock_log_file);
	END LOOP;
END
$$;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE query LIKE 'UPDATE statsig.gates%' AND datname = current_database();
\! for i in 1 2 3 4 5 6 7 8 9; do [ -s "$STATSIG_MOCK_LOG.told" ] && break; sleep 0.2; done; cat "$STATSIG_MOCK_LOG.told"
\! mock-control clear
