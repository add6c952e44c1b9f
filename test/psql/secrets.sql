\set ECHO none
--
-- Secrets for tests that show nothing of them.  They stand here and nowhere
-- else, and each has the word HUSH in it: scripts/check looks for it in what
-- tests print and in the server's log.  \setenv hands them to the commands
-- that make the mock repeat them.
--
\set server_key 'secret-HUSHserver'
\set browser_key 'client-HUSHbrowser'
\set tool_key 'console-HUSHtool'
\set odd_key 'odd/HUSHodd "k%41é'
\set odd_path 'odd%2FHUSHodd%20%22k%2541%C3%A9'
\set token 'dapiHUSHtoken'
\set bearer 'HUSHbearer'
\set password 'HUSHpassword\\"'
\setenv SERVER_KEY :server_key
\setenv SERVER_ESCAPED 'secret\\u002dHUSHserver'
\setenv SERVER_UPPER 'SECRET-HUSHSERVER'
\setenv SERVER_PATH 'secret%2dHUSHserver'
\setenv ODD_JSON 'odd/HUSHodd \\"k%41é'
\setenv ODD_ESCAPED 'odd\\\\/HUSHodd \\\\\\"k%41\\\\u00e9'
\setenv ODD_UPPER 'ODD%2fHUSHODD%20%22K%2541%C3%A9'
\setenv ODD_PATH :odd_path
\setenv TOKEN :token
\setenv BEARER :bearer
\setenv PASSWORD_JSON 'HUSHpassword\\\\\\"'
\! mock-control set-state '{"path":"/keys","items":[{"key":"secret-HUSHserver","type":"SERVER","description":"Server","scopes":[],"environments":["production"],"status":"active"},{"key":"client-HUSHbrowser","type":"CLIENT","description":"Browser","scopes":[],"status":"active"},{"key":"console-HUSHtool","type":"CONSOLE","description":"Tool","scopes":["omni_read_write"],"status":"active"},{"key":"odd/HUSHodd \"k%41é","type":"SERVER","description":"Odd","scopes":[],"status":"active"},{"key":null,"type":"SCIM","description":"Directory","scopes":[],"status":"active"}]}'
-- The server's log would repeat statements, with the secrets in them.
SET log_min_error_statement = panic;

-- What was sent since it was asked last, reads left out, with names in the place of secrets.
CREATE FUNCTION pg_temp.sent_secrets() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(s, '[^/"{}, ]*HUSH([a-z]+)([^/"{}, ]|\\")*', '<\1>', 'g')
	FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
-- Whether the log of the mock has a text in it.
CREATE FUNCTION pg_temp.was_sent(text) RETURNS bool LANGUAGE sql AS $$
	SELECT strpos(pg_read_file(name), $1) > 0 FROM mock_log_file
$$;
\set ECHO all
