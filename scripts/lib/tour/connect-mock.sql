-- The tour, first part: the way from nothing to foreign tables, with the mock.
\set ECHO queries
\echo
\echo '--- A server is a Statsig project, a user mapping holds its key, and IMPORT FOREIGN'
\echo '--- SCHEMA makes the tables.  This project is made up; a mock of the Console API serves it.'
\echo
CREATE EXTENSION statsig_fdw;
CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'base_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-key');
CREATE SCHEMA statsig;
IMPORT FOREIGN SCHEMA statsig FROM SERVER statsig INTO statsig;
\echo
SELECT relname AS table, relnatts AS columns, split_part(obj_description(oid), '. ', 1) AS comment
FROM pg_class WHERE relnamespace = 'statsig'::regnamespace ORDER BY relname;
