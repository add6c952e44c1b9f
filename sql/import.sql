--
-- IMPORT FOREIGN SCHEMA.  It asks the API nothing, so the server has no key.
--
SET client_min_messages = warning;
CREATE SERVER "import test" FOREIGN DATA WRAPPER statsig_fdw;
CREATE SCHEMA "import schema";
-- Everything, commented.
IMPORT FOREIGN SCHEMA statsig FROM SERVER "import test" INTO "import schema";
SELECT (SELECT count(*) FROM statsig_fdw_tables()) = count(*) AS all_tables,
	   count(obj_description(oid, 'pg_class')) = count(*) AS all_commented
FROM pg_class WHERE relnamespace = '"import schema"'::regnamespace;
-- Columns, types and comments are those of the catalogue: no rows.
SELECT c.table_name, c.name, c.type, format_type(a.atttypid, a.atttypmod)
FROM statsig_fdw_columns() AS c
LEFT JOIN pg_attribute AS a ON a.attrelid = ('"import schema".' || c.table_name)::regclass
	AND a.attnum = c.ordinal
WHERE (a.attname::text, format_type(a.atttypid, a.atttypmod), col_description(a.attrelid, a.attnum))
	  IS DISTINCT FROM (c.name, c.type, c.comment);
SELECT t.name FROM statsig_fdw_tables() AS t
WHERE obj_description(('"import schema".' || t.name)::regclass, 'pg_class') IS DISTINCT FROM t.comment;
\d+ "import schema".tags
-- A table keeps what it stands for when it is renamed.
ALTER FOREIGN TABLE "import schema".tags RENAME TO labels;
SELECT ftoptions FROM pg_foreign_table WHERE ftrelid = '"import schema".labels'::regclass;
DROP SCHEMA "import schema" CASCADE;

-- Parts of it.
CREATE SCHEMA part;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gates, gate_rules, no_such_table)
	FROM SERVER "import test" INTO part;
SELECT relname FROM pg_class WHERE relnamespace = 'part'::regnamespace ORDER BY 1;
DROP SCHEMA part CASCADE;
CREATE SCHEMA part;
IMPORT FOREIGN SCHEMA statsig EXCEPT (gates, gate_rules) FROM SERVER "import test" INTO part;
SELECT name FROM statsig_fdw_tables()
EXCEPT SELECT relname FROM pg_class WHERE relnamespace = 'part'::regnamespace ORDER BY 1;
DROP SCHEMA part CASCADE;
CREATE SCHEMA part;

-- Without comments.
IMPORT FOREIGN SCHEMA statsig LIMIT TO (project) FROM SERVER "import test" INTO part
	OPTIONS (import_comments 'false');
\d+ part.project

-- What cannot be.
\set VERBOSITY sqlstate
IMPORT FOREIGN SCHEMA public FROM SERVER "import test" INTO part;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gate) FROM SERVER "import test" INTO part;
IMPORT FOREIGN SCHEMA statsig FROM SERVER "import test" INTO part OPTIONS (comments 'true');
IMPORT FOREIGN SCHEMA statsig FROM SERVER "import test" INTO part OPTIONS (import_comments 'so');
\set VERBOSITY default
IMPORT FOREIGN SCHEMA public FROM SERVER "import test" INTO part;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gate) FROM SERVER "import test" INTO part;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (features) FROM SERVER "import test" INTO part;
IMPORT FOREIGN SCHEMA statsig FROM SERVER "import test" INTO part OPTIONS (comments 'true');
IMPORT FOREIGN SCHEMA statsig LIMIT TO (project) FROM SERVER "import test" INTO part;
-- All or nothing: the table that is there stops the others too.
IMPORT FOREIGN SCHEMA statsig FROM SERVER "import test" INTO part;
SELECT relname FROM pg_class WHERE relnamespace = 'part'::regnamespace;

-- Event triggers see every table, and who may not use the server may not import.
CREATE TABLE seen (tag text, object text);
CREATE FUNCTION note_commands() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen SELECT command_tag, object_identity FROM pg_event_trigger_ddl_commands();
END
$$;
CREATE EVENT TRIGGER statsig_import_test ON ddl_command_end
	WHEN TAG IN ('IMPORT FOREIGN SCHEMA') EXECUTE FUNCTION note_commands();
IMPORT FOREIGN SCHEMA statsig LIMIT TO (teams, users) FROM SERVER "import test" INTO part;
DROP EVENT TRIGGER statsig_import_test;
SELECT * FROM seen ORDER BY object;
CREATE ROLE statsig_import_user;
GRANT CREATE, USAGE ON SCHEMA part TO statsig_import_user;
SET ROLE statsig_import_user;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (tags) FROM SERVER "import test" INTO part;
RESET ROLE;
GRANT USAGE ON FOREIGN SERVER "import test" TO statsig_import_user;
SET ROLE statsig_import_user;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (tags) FROM SERVER "import test" INTO part;
SELECT relname, relowner::regrole, obj_description(oid, 'pg_class') FROM pg_class
WHERE oid = 'part.tags'::regclass;
RESET ROLE;
DROP TABLE seen;
DROP FUNCTION note_commands();
DROP SCHEMA part CASCADE;
DROP SERVER "import test" CASCADE;
DROP OWNED BY statsig_import_user;
DROP ROLE statsig_import_user;
