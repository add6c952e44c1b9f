--
-- Options of servers, user mappings, foreign tables and columns.
--
\set VERBOSITY verbose
\set SHOW_CONTEXT never
-- The source line in verbose messages changes with every edit.
\set ECHO none
\o /dev/null
\o
\set VERBOSITY default
\set ECHO all
CREATE SERVER options_test FOREIGN DATA WRAPPER statsig_fdw;
-- SQLSTATE, message, detail and hint of a statement that fails.
CREATE FUNCTION pg_temp.fails(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	message text; detail text; hint text;
BEGIN
	EXECUTE statement;
	RETURN NEXT 'no error';
	RAISE EXCEPTION 'undo' USING ERRCODE = 'ZZ000';
EXCEPTION
	WHEN SQLSTATE 'ZZ000' THEN
		RETURN NEXT 'no error';
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
			hint = PG_EXCEPTION_HINT;
		RETURN NEXT SQLSTATE || ': ' || message;
		IF detail <> '' THEN RETURN NEXT '  ' || detail; END IF;
		IF hint <> '' THEN RETURN NEXT '  ' || hint; END IF;
END
$$;
CREATE FUNCTION pg_temp.set_option(name text, value text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT pg_temp.fails(format('ALTER SERVER options_test OPTIONS (ADD %I %L)', name, value))
$$;
