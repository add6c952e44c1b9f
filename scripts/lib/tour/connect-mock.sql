-- The tour, first part: the way from nothing to foreign tables, with the mock.
\set ECHO queries
\echo
\echo '--- A server is a Statsig project, a user mapping holds its key, and IMPORT FOREIGN'
\echo '--- SCHEMA makes the tables.  This project is made up; a mock of the Console API serves it.'
\echo
CREATE EXTENSION statsig_fdw;
CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url');
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-key');
CREATE SCHEMA statsig;
IMPORT FOREIGN SCHEMA statsig FROM SERVER statsig INTO statsig;
\echo
SELECT string_agg(foreign_table_name, ', ' ORDER BY foreign_table_name) AS tables
FROM information_schema.foreign_tables;
