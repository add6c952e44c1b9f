\set ECHO none
--
-- What every test starts with: a server "statsig" for the mock of this very
-- test, its tables in a schema "statsig", and sent(), which tells what
-- was sent since it was asked last.  One request at a time, so that their
-- order is always the same.
--
\getenv mock_url STATSIG_MOCK_URL
\getenv mock_log STATSIG_MOCK_LOG
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, MDY';
DROP SERVER IF EXISTS statsig CASCADE;
DROP SCHEMA IF EXISTS statsig CASCADE;
CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url :'mock_url', fetch_concurrency '1');
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-key');
CREATE SCHEMA statsig;
IMPORT FOREIGN SCHEMA statsig FROM SERVER statsig INTO statsig;

CREATE TEMPORARY TABLE mock_log_position (n int);
INSERT INTO mock_log_position VALUES (0);
CREATE TEMPORARY TABLE mock_log_file AS SELECT :'mock_log'::text AS name;

-- One line per request: method, path below /console/v1, query, body as sent,
-- and the status when it was not a success.
CREATE OR REPLACE FUNCTION pg_temp.sent() RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	line json;
	position int := (SELECT n FROM mock_log_position);
BEGIN
	FOR line IN
		SELECT l::json
		FROM mock_log_file,
			 regexp_split_to_table(pg_read_file(name), E'\n') WITH ORDINALITY AS t(l, i)
		WHERE l <> ''
		ORDER BY i
	LOOP
		CONTINUE WHEN (line ->> 'n')::int <= position;
		position := (line ->> 'n')::int;
		RETURN NEXT (line ->> 'method') || ' ' || replace(line ->> 'path', '/console/v1', '')
			|| coalesce('?' || nullif(line ->> 'query', ''), '')
			|| CASE WHEN json_typeof(line -> 'body') = 'null' THEN ''
					ELSE ' ' || (line -> 'body')::text END
			|| CASE WHEN (line ->> 'status')::int BETWEEN 200 AND 299 THEN ''
					ELSE ' -> ' || (line ->> 'status') END;
	END LOOP;
	UPDATE mock_log_position SET n = position;
END
$$;
SET search_path = public, statsig;
RESET client_min_messages;
\set ECHO all
