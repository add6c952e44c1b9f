-- The tour, first part: the way from nothing to foreign tables, with the real
-- API.  The key comes from the environment and is shown and logged nowhere.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\set ECHO queries
\echo
\echo '--- A server is a Statsig project, a user mapping holds its key, and IMPORT FOREIGN'
\echo '--- SCHEMA makes the tables.  updatable ''false'': nothing can be changed by mistake.'
\echo
CREATE EXTENSION statsig_fdw;
CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'base_url', updatable 'false');
\set ECHO none
\getenv api_key STATSIG_API_KEY
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key :'api_key');
\unset api_key
\set ECHO queries
\echo 'CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key ''***'');'
CREATE SCHEMA statsig;
IMPORT FOREIGN SCHEMA statsig FROM SERVER statsig INTO statsig;
\echo
SELECT relname AS table, relnatts AS columns, split_part(obj_description(oid), '. ', 1) AS comment
FROM pg_class WHERE relnamespace = 'statsig'::regnamespace ORDER BY relname;
