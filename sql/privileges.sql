\i test/psql/setup.sql
\set SHOW_CONTEXT never
--
-- Privileges: whose key a request is made with, and who may read what.
--
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_statsig_owner, regress_statsig_reader, regress_statsig_nobody;
CREATE ROLE regress_statsig_owner;
CREATE ROLE regress_statsig_reader;
CREATE ROLE regress_statsig_nobody;
RESET client_min_messages;
CREATE FUNCTION pg_temp.try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
GRANT USAGE ON SCHEMA statsig TO PUBLIC;
GRANT SELECT ON statsig.tags, statsig.gates TO regress_statsig_owner, regress_statsig_reader;
-- No mapping.
SET ROLE regress_statsig_reader;
SELECT count(*) FROM tags;
SELECT count(*) FROM teams;
EXPLAIN (COSTS OFF) SELECT count(*) FROM tags;
RESET ROLE;
SET ROLE regress_statsig_nobody;
SELECT count(*) FROM tags;
RESET ROLE;
-- A mapping for PUBLIC serves everybody without one.
CREATE USER MAPPING FOR PUBLIC SERVER statsig OPTIONS (api_key 'console-mock-key');
SET ROLE regress_statsig_reader;
SELECT count(*) FROM tags;
RESET ROLE;
-- One's own goes before it.
CREATE USER MAPPING FOR regress_statsig_reader SERVER statsig OPTIONS (api_key 'console-wrong-key');
SET ROLE regress_statsig_reader;
SELECT pg_temp.try('SELECT count(*) FROM tags');
RESET ROLE;
ALTER USER MAPPING FOR regress_statsig_reader SERVER statsig OPTIONS (DROP api_key);
SET ROLE regress_statsig_reader;
SELECT count(*) FROM tags;
RESET ROLE;
DROP USER MAPPING FOR PUBLIC SERVER statsig;
DROP USER MAPPING FOR regress_statsig_reader SERVER statsig;

-- A view reads with its owner's key, unless it says security_invoker.
CREATE USER MAPPING FOR regress_statsig_owner SERVER statsig OPTIONS (api_key 'console-mock-key');
GRANT CREATE ON SCHEMA statsig TO regress_statsig_owner;
SET ROLE regress_statsig_owner;
CREATE VIEW statsig.tag_names AS SELECT name FROM statsig.tags;
CREATE VIEW statsig.invoker_names WITH (security_invoker = true) AS SELECT name FROM statsig.tags;
CREATE VIEW statsig.barrier_names WITH (security_barrier = true) AS SELECT id, name FROM statsig.tags WHERE is_core;
CREATE FUNCTION statsig.count_tags() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = statsig AS 'SELECT count(*) FROM tags';
CREATE FUNCTION statsig.count_tags_as_me() RETURNS bigint LANGUAGE plpgsql SET search_path = statsig AS 'BEGIN RETURN (SELECT count(*) FROM tags); END';
GRANT SELECT ON statsig.tag_names, statsig.invoker_names, statsig.barrier_names TO regress_statsig_reader, regress_statsig_nobody;
RESET ROLE;
SET ROLE regress_statsig_reader;
SELECT count(name), (SELECT count(*) FROM tag_names) FROM tag_names;
SELECT count(*) FROM barrier_names;
SELECT count(name), (SELECT count(*) FROM invoker_names) FROM invoker_names;
SELECT statsig.count_tags();
SELECT statsig.count_tags_as_me();
RESET ROLE;
SET ROLE regress_statsig_nobody;
SELECT count(name), (SELECT count(*) FROM tag_names) FROM tag_names;
SELECT count(name), (SELECT count(*) FROM invoker_names) FROM invoker_names;
SELECT count(*) FROM tags;
SELECT statsig.count_tags();
-- A condition with a side effect does not see what a security barrier keeps back.
CREATE FUNCTION pg_temp.peek(name text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS $$
BEGIN
	IF name NOT IN ('Core', '★ Core') THEN
		RAISE NOTICE 'saw %', name;
	END IF;
	RETURN true;
END
$$;
SELECT name FROM barrier_names WHERE pg_temp.peek(name) ORDER BY name;
RESET ROLE;
-- A plan made for one role is made anew for another.
PREPARE names AS SELECT count(name), (SELECT count(*) FROM tags) FROM tags;
EXECUTE names;
SET ROLE regress_statsig_reader;
SELECT pg_temp.try('EXECUTE names');
RESET ROLE;
SET ROLE regress_statsig_owner;
EXECUTE names;
RESET ROLE;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();

-- Columns.
REVOKE SELECT ON statsig.tags FROM regress_statsig_owner;
GRANT SELECT (id, name) ON statsig.tags TO regress_statsig_owner;
SET ROLE regress_statsig_owner;
SELECT count(name) FROM tags;
SELECT count(*) FROM tags;
SELECT description FROM tags;
SELECT * FROM tags;
SELECT name FROM tags WHERE raw IS NOT NULL;
RESET ROLE;
-- Row security does not exist for foreign tables.
ALTER TABLE statsig.tags ENABLE ROW LEVEL SECURITY;

-- Options: who may set what.
SET ROLE regress_statsig_owner;
CREATE SERVER mine FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url 'https://statsigapi.net');
RESET ROLE;
GRANT USAGE ON FOREIGN DATA WRAPPER statsig_fdw TO regress_statsig_owner;
SET ROLE regress_statsig_owner;
CREATE SERVER mine FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url 'https://elsewhere.example');
CREATE SERVER mine FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url 'http://127.0.0.1:1');
ALTER SERVER mine OPTIONS (SET base_url 'http://elsewhere.example');
CREATE USER MAPPING FOR CURRENT_USER SERVER mine OPTIONS (api_key 'console-mock-key');
CREATE FOREIGN TABLE statsig.my_tags (name text) SERVER mine OPTIONS (resource 'tags');
SET statsig_fdw.allowed_hosts = 'elsewhere.example';
ALTER SERVER mine OPTIONS (ADD ca_file '/etc/passwd');
ALTER SERVER statsig OPTIONS (ADD page_size '5');
-- Nobody else sees the key of a mapping.
SELECT srvname, umoptions FROM pg_user_mappings WHERE srvname IN ('statsig', 'mine') AND usename = 'regress_statsig_owner' ORDER BY 1;
RESET ROLE;
SET ROLE regress_statsig_reader;
SELECT srvname, umoptions FROM pg_user_mappings WHERE srvname IN ('statsig', 'mine') AND usename = 'regress_statsig_owner' ORDER BY 1;
RESET ROLE;
ALTER SERVER mine OPTIONS (SET base_url :'mock_url');
SET ROLE regress_statsig_owner;
SELECT count(*) FROM my_tags;
RESET ROLE;
-- A host that is not allowed any more.
SET statsig_fdw.allowed_hosts = 'statsigapi.net';
SET ROLE regress_statsig_owner;
SELECT count(*) FROM my_tags;
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
RESET statsig_fdw.allowed_hosts;
SET client_min_messages = warning;
DROP SERVER mine CASCADE;
DROP OWNED BY regress_statsig_owner, regress_statsig_reader, regress_statsig_nobody CASCADE;
DROP ROLE regress_statsig_owner, regress_statsig_reader, regress_statsig_nobody;
