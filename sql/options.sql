--
-- Options of servers, user mappings, foreign tables and columns.
--
-- SQLSTATE, message, detail and hint of a statement; what it did is undone.
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	message text; detail text; hint text;
BEGIN
	EXECUTE statement;
	RAISE EXCEPTION 'accepted' USING ERRCODE = 'ZZ000';
EXCEPTION
	WHEN SQLSTATE 'ZZ000' THEN
		RETURN NEXT 'accepted';
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
			hint = PG_EXCEPTION_HINT;
		RETURN NEXT SQLSTATE || ': ' || message;
		IF detail <> '' THEN RETURN NEXT 'DETAIL: ' || detail; END IF;
		IF hint <> '' THEN RETURN NEXT 'HINT: ' || hint; END IF;
END
$$;
CREATE FUNCTION pg_temp.server_option(name text, value text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.attempt(format('ALTER SERVER options_test OPTIONS (ADD %I %L)', name, value))
$$;
\t on
\pset format unaligned
CREATE SERVER options_test FOREIGN DATA WRAPPER statsig_fdw;
-- What a server takes.
SELECT o, v, pg_temp.server_option(o, v)
FROM (VALUES ('base_url', 'https://api.statsig.com'), ('base_url', 'HTTPS://StatsigAPI.net:443/'),
			 ('base_url', 'http://localhost:8080'), ('base_url', 'http://[::1]:8080'),
			 ('page_size', '1'), ('fetch_concurrency', '32'), ('mutations_per_10_seconds', '1'),
			 ('mutations_per_15_minutes', '100000'), ('connect_timeout', '500'),
			 ('connect_timeout', '2.5 s'), ('request_timeout', '5min'),
			 ('max_response_size', '64MB'), ('max_response_size', '512'),
			 ('updatable', 'off'), ('write_mode', 'immediate'),
			 ('respect_review_settings', 'true'), ('api_version', '20240601'),
			 ('ca_file', '/etc/ssl/certs/ca.pem')) AS t(o, v);
-- What it does not take.
SELECT pg_temp.server_option('page_size', '0');
SELECT pg_temp.server_option('page_size', '101');
SELECT pg_temp.server_option('page_size', '10 s');
SELECT pg_temp.server_option('page_size', '');
SELECT pg_temp.server_option('fetch_concurrency', '33');
SELECT pg_temp.server_option('mutations_per_10_seconds', '0');
SELECT pg_temp.server_option('mutations_per_10_seconds', '1.5k');
SELECT pg_temp.server_option('mutations_per_15_minutes', '100001');
SELECT pg_temp.server_option('connect_timeout', '0');
SELECT pg_temp.server_option('connect_timeout', '2h');
SELECT pg_temp.server_option('request_timeout', '10 parsecs');
SELECT pg_temp.server_option('max_response_size', '2GB');
SELECT pg_temp.server_option('max_response_size', 'all');
SELECT pg_temp.server_option('updatable', 'perhaps');
SELECT pg_temp.server_option('write_mode', 'commit');
SELECT pg_temp.server_option('api_version', E'1\r\nX-Other: 2');
SELECT pg_temp.server_option('ca_file', 'ca.pem');
-- Options that do not exist, or belong elsewhere.
SELECT pg_temp.server_option('pagesize', '10');
SELECT pg_temp.server_option('nonsense', '10');
SELECT pg_temp.server_option('resource', 'gates');
SELECT pg_temp.server_option('api_key', 'console-abc');
SELECT pg_temp.attempt('ALTER FOREIGN DATA WRAPPER statsig_fdw OPTIONS (ADD foo ''1'')');
SELECT pg_temp.attempt('ALTER FOREIGN DATA WRAPPER statsig_fdw OPTIONS (ADD base_url ''1'')');

-- Base URLs: the value is not repeated, since it may hold a password.
SELECT u, pg_temp.server_option('base_url', u)
FROM unnest(ARRAY['', 'statsigapi.net', 'ftp://statsigapi.net', 'https://', 'https://:443',
				  'https://user:pass@statsigapi.net', 'https://statsigapi.net/console/v1',
				  'https://statsigapi.net?x=1', 'https://statsigapi.net#x',
				  'https://statsigapi.net:', 'https://statsigapi.net:0',
				  'https://statsigapi.net:65536', 'https://statsigapi.net:443x',
				  'https://statsigapi.net\@localhost', 'https://statsigapi%2enet',
				  E'https://statsigapi.net\nx', 'https://stätsig.net', 'https://[::1',
				  'http://statsigapi.net', 'http://127.1', 'http://127.0.0.1.example.com',
				  'http://localhost.example.com', 'http://[::2]']) AS u;
-- Hosts that are not allowed, and who may allow them.
SELECT pg_temp.server_option('base_url', 'https://example.com');
SELECT pg_temp.server_option('base_url', 'https://statsigapi.net.example.com');
SET statsig_fdw.allowed_hosts = 'example.com,localhost';
SELECT pg_temp.server_option('base_url', 'https://EXAMPLE.com');
SELECT pg_temp.server_option('base_url', 'https://statsigapi.net');
SET statsig_fdw.allowed_hosts = '';
SELECT pg_temp.server_option('base_url', 'https://localhost');
SELECT pg_temp.attempt('SET statsig_fdw.allowed_hosts = ''https://example.com''');
SELECT pg_temp.attempt('SET statsig_fdw.allowed_hosts = ''example.com:443''');
RESET statsig_fdw.allowed_hosts;
SHOW statsig_fdw.allowed_hosts;
SELECT pg_temp.attempt('SET statsig_fdw.alowed_hosts = ''example.com''');

-- User mappings: a key and nothing else, and never shown.
SELECT o, v, pg_temp.attempt(format('CREATE USER MAPPING FOR CURRENT_USER SERVER options_test '
									'OPTIONS (%I %L)', o, v))
FROM (VALUES ('api_key', 'console-abc'), ('api_key', ''), ('api_key', 'console abc'),
			 ('api_key', E'console-abc\n'), ('api_key', 'console-äbc'),
			 ('api_key', 'secret-abc'), ('api_key', 'client-abc'),
			 ('apikey', 'console-abc'), ('page_size', '10')) AS t(o, v);

-- Tables and columns.
CREATE FUNCTION pg_temp.table_option(name text, value text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.attempt(format('CREATE FOREIGN TABLE t (id text) SERVER options_test '
								  'OPTIONS (%I %L)', name, value))
$$;
SELECT o, v, pg_temp.table_option(o, v)
FROM (VALUES ('resource', 'gates'), ('updatable', 'false'), ('page_size', '50'),
			 ('resource', 'gate'), ('resource', 'flags'), ('page_size', '1000'),
			 ('base_url', 'https://statsigapi.net'), ('api_key', 'console-abc'),
			 ('resorce', 'gates')) AS t(o, v);
SELECT pg_temp.attempt('CREATE FOREIGN TABLE t (n text OPTIONS (column_name ''id'')) SERVER options_test');
SELECT pg_temp.attempt('CREATE FOREIGN TABLE t (n text OPTIONS (columnname ''id'')) SERVER options_test');

-- How tables and columns find what they stand for: planning does not need the API.
CREATE FUNCTION pg_temp.plan(definition text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.attempt(format('CREATE FOREIGN TABLE %s; '
								  'CREATE USER MAPPING FOR CURRENT_USER SERVER options_test '
								  'OPTIONS (api_key ''console-abc''); '
								  'EXPLAIN SELECT * FROM gates', definition))
$$;
SELECT pg_temp.plan('gates (id text) SERVER options_test');
SELECT pg_temp.plan('gates (i text OPTIONS (column_name ''id'')) SERVER options_test');
SELECT pg_temp.plan('gates (identifier text) SERVER options_test');
SELECT pg_temp.plan('gates (idd text) SERVER options_test');
SELECT pg_temp.plan('gates (n text OPTIONS (column_name ''no'')) SERVER options_test');
SELECT pg_temp.plan('gates (experiment_id text) SERVER options_test OPTIONS (resource ''experiment_groups'')');

-- Mappings: of the user, else of PUBLIC; without a key nothing works.
CREATE ROLE statsig_options_user;
CREATE FOREIGN TABLE gates (id text) SERVER options_test;
GRANT SELECT ON gates TO statsig_options_user;
SET ROLE statsig_options_user;
SELECT pg_temp.attempt('SELECT * FROM gates');
RESET ROLE;
CREATE USER MAPPING FOR PUBLIC SERVER options_test;
SET ROLE statsig_options_user;
SELECT pg_temp.attempt('SELECT * FROM gates');
RESET ROLE;
-- The host is checked when it is used, too.
ALTER USER MAPPING FOR PUBLIC SERVER options_test OPTIONS (ADD api_key 'console-abc');
SET statsig_fdw.allowed_hosts = 'api.statsig.com';
SELECT pg_temp.attempt('SELECT * FROM gates');
RESET statsig_fdw.allowed_hosts;

-- Rights: files and hosts are for those who may; the key is not for the others to see.
GRANT USAGE ON FOREIGN DATA WRAPPER statsig_fdw TO statsig_options_user;
SET ROLE statsig_options_user;
CREATE SERVER options_test_2 FOREIGN DATA WRAPPER statsig_fdw;
SELECT pg_temp.attempt('ALTER SERVER options_test_2 OPTIONS (ADD ca_file ''/etc/passwd'')');
SELECT pg_temp.attempt('SET statsig_fdw.allowed_hosts = ''example.com''');
SELECT srvname, usename, umoptions FROM pg_user_mappings WHERE srvname LIKE 'options\_test%';
RESET ROLE;
GRANT pg_read_server_files TO statsig_options_user;
SET ROLE statsig_options_user;
SELECT pg_temp.attempt('ALTER SERVER options_test_2 OPTIONS (ADD ca_file ''/etc/ssl/certs/ca.pem'')');
RESET ROLE;
DROP SERVER options_test_2;
SET client_min_messages = warning;
DROP SERVER options_test CASCADE;
DROP OWNED BY statsig_options_user;
DROP ROLE statsig_options_user;
-- A table of an unknown resource is not in the way of those who look at all tables.
CREATE SERVER options_test FOREIGN DATA WRAPPER statsig_fdw;
CREATE FOREIGN TABLE no_such_resource (id text) SERVER options_test;
SELECT column_name, is_updatable FROM information_schema.columns WHERE table_name = 'no_such_resource';
SELECT is_insertable_into FROM information_schema.tables WHERE table_name = 'no_such_resource';
INSERT INTO no_such_resource VALUES ('a');
DROP SERVER options_test CASCADE;
