\i test/psql/setup.sql
--
-- ANALYZE of foreign tables.
--
-- All rows are read, and sampled.
ANALYZE gates;
SELECT pg_temp.sent();
SELECT reltuples FROM pg_class WHERE oid = 'gates'::regclass;
SELECT attname, null_frac, n_distinct FROM pg_stats WHERE tablename = 'gates' AND attname IN ('id', 'type', 'is_enabled', 'archive_reason') ORDER BY 1;
SELECT sum(f)::numeric(4, 2) AS sum, count(*) AS types
FROM pg_stats, unnest(most_common_freqs) AS f WHERE tablename = 'gates' AND attname = 'type';
-- Fewer rows than there are: the sample is a sample, the number is exact.
SET default_statistics_target = 1;
ANALYZE segment_ids (unit_id);
SELECT reltuples = (SELECT count(unit_id) FROM segment_ids) AS exact FROM pg_class WHERE oid = 'segment_ids'::regclass;
RESET default_statistics_target;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- Each row has its chance: a sample of 300 is not the first 300.
SELECT json_build_object('path', '/tags', 'items', json_agg(json_build_object(
	'id', to_char(i, 'FM0000'), 'name', 'Tag ' || i, 'description', '', 'isCore', false)))
FROM generate_series(1, 3000) AS i
\g (format=unaligned tuples_only=on) |mock-control set-state
SET default_statistics_target = 1;
ANALYZE tags;
SELECT reltuples FROM pg_class WHERE oid = 'tags'::regclass;
SELECT (histogram_bounds::text::text[])[1] < '0500' AS reaches_front, (histogram_bounds::text::text[])[2] > '2500' AS reaches_end
FROM pg_stats WHERE tablename = 'tags' AND attname = 'id';
RESET default_statistics_target;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- Several tables at once, of two servers; some columns only.
CREATE SERVER second FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', page_size '25');
CREATE USER MAPPING FOR CURRENT_USER SERVER second OPTIONS (api_key 'console-mock-key');
CREATE FOREIGN TABLE second_teams (id text, name text) SERVER second OPTIONS (resource 'teams');
ANALYZE teams, second_teams (name), project;
SELECT relname, reltuples FROM pg_class WHERE relname IN ('teams', 'second_teams', 'project') ORDER BY 1;
SELECT attname FROM pg_stats WHERE tablename = 'second_teams';
SELECT pg_temp.sent();
-- A tree of partitions, some foreign.
CREATE TABLE named (id text, name text) PARTITION BY LIST (name);
CREATE FOREIGN TABLE named_0 PARTITION OF named FOR VALUES IN ('a') SERVER statsig OPTIONS (resource 'teams');
CREATE FOREIGN TABLE named_1 PARTITION OF named FOR VALUES IN ('b') SERVER second OPTIONS (resource 'target_apps');
CREATE TABLE named_2 PARTITION OF named DEFAULT;
INSERT INTO named_2 SELECT 'local' || i, 'Local' FROM generate_series(1, 10) AS i;
ANALYZE named;
SELECT relname, reltuples = (CASE relname WHEN 'named_0' THEN (SELECT count(*) FROM named_0) WHEN 'named_1' THEN (SELECT count(*) FROM named_1)
							 WHEN 'named_2' THEN 10 ELSE (SELECT count(*) FROM named) END) AS exact
FROM pg_class WHERE relname LIKE 'named%' AND relkind <> 'i' ORDER BY 1;
SELECT tablename, attname, inherited FROM pg_stats WHERE tablename LIKE 'named%' ORDER BY 1, 2, 3;
DROP TABLE named;
-- Secret columns, and the whole object that has one in it, are not in the statistics.
ANALYZE keys;
SELECT attname, null_frac = 1 AS left_out FROM pg_stats WHERE tablename = 'keys' AND attname IN ('key', 'raw', 'type') ORDER BY 1;
SELECT count(*) FROM pg_statistic WHERE starelid = 'keys'::regclass
	AND concat(stavalues1, stavalues2, stavalues3) ~ (SELECT string_agg(key, '|') FROM keys);
-- What the transaction has changed and not sent is not counted.
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
BEGIN;
INSERT INTO users (email, role) VALUES ('new@shop.example', 'Admin');
DELETE FROM teams;
ANALYZE teams;
SELECT reltuples = (SELECT reltuples FROM pg_class WHERE relname = 'second_teams') AS all_of_them FROM pg_class WHERE oid = 'teams'::regclass;
SELECT count(*) FROM teams;
ROLLBACK;
-- Tables that cannot be read whole are passed over.
ANALYZE metric_values;
ANALYZE reports, event_metrics, prompt_versions, wh_connections, teams;
SELECT relname FROM pg_class WHERE relnamespace = 'statsig'::regnamespace AND reltuples > 0 ORDER BY 1;
-- As the table's owner.
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_statsig_analyst;
RESET client_min_messages;
CREATE ROLE regress_statsig_analyst;
GRANT USAGE ON SCHEMA statsig TO regress_statsig_analyst;
ALTER FOREIGN TABLE teams OWNER TO regress_statsig_analyst;
ANALYZE teams;
CREATE USER MAPPING FOR regress_statsig_analyst SERVER statsig OPTIONS (api_key 'console-mock-key');
ANALYZE teams;
SET ROLE regress_statsig_analyst;
ANALYZE statsig.teams;
RESET ROLE;
ALTER FOREIGN TABLE teams OWNER TO CURRENT_USER;
DROP USER MAPPING FOR regress_statsig_analyst SERVER statsig;
DROP OWNED BY regress_statsig_analyst;
DROP ROLE regress_statsig_analyst;
-- A failure is an error, and leaves what was known.
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=3"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"no"}}}'
ANALYZE gates;
\! mock-control clear
SELECT reltuples FROM pg_class WHERE oid = 'gates'::regclass;
-- Cancelled at once; nothing is left behind, and it works again.
CREATE FUNCTION pg_temp.memory() RETURNS bigint LANGUAGE sql AS $$
	SELECT coalesce(sum(total_bytes), 0)::bigint FROM pg_backend_memory_contexts WHERE name ILIKE '%statsig%'
$$;
SELECT pg_temp.memory() AS before \gset
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"fault":{"kind":"hang"}}'
SET statement_timeout = '200ms';
ANALYZE gates;
\echo :LAST_ERROR_SQLSTATE
RESET statement_timeout;
\! mock-control clear
ANALYZE gates;
SELECT pg_temp.memory() - :before AS more;
SET client_min_messages = warning;
DROP SERVER second CASCADE;
