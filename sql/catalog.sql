--
-- The catalogue as rows, and its self-check.
--
-- No contradictions.
SELECT * FROM statsig_fdw_check();
-- Tables with the requests that read and write them.
SELECT name, key, list, item, parent FROM statsig_fdw_tables();
SELECT name, insert, update, delete FROM statsig_fdw_tables();
-- Further lists, and endpoints that are used when their columns are known.
SELECT name, definition ->> 'constant' AS constant, p ->> 'constant' AS part, p #>> '{list,path}' AS list
FROM statsig_fdw_tables(), jsonb_array_elements(definition -> 'parts') AS p;
SELECT name, a ->> 'path' AS alternative
FROM statsig_fdw_tables(), jsonb_array_elements(definition -> 'alternatives') AS a;
-- Where several columns come from one parent.
SELECT name, definition -> 'parent' AS parent FROM statsig_fdw_tables()
WHERE (SELECT count(*) FROM jsonb_object_keys(definition #> '{parent,columns}')) > 1;
-- Objects and sets that are written whole, and the columns for which they must be.
SELECT name, concat_ws(' ', definition #>> '{whole,method}', definition #>> '{whole,path}') AS whole,
	   definition -> 'whole_columns' AS whole_columns, definition -> 'inserted_after' AS inserted_after
FROM statsig_fdw_tables()
WHERE definition ? 'whole' OR definition -> 'inserted_after' <> '[]';
-- UPDATEs that are calls of their own.
SELECT name, unnest(actions) AS action FROM statsig_fdw_tables();
-- Conditions that the API evaluates; of the audit log's actions only how many there are.
SELECT table_name, column_name, kind, parameter, several_parameter,
	   CASE WHEN cardinality(allowed_values) <= 10 THEN allowed_values::text
			ELSE cardinality(allowed_values)::text END AS allowed_values
FROM statsig_fdw_filters();
-- Columns: R read, I insert, ! required, U update, A by an action,
-- N may be set to NULL, P parameter.
SELECT table_name, name, type, coalesce(member, '(' || source || ')') AS member,
	   CASE WHEN readable THEN 'R' ELSE '' END || CASE WHEN insertable THEN 'I' ELSE '' END
	   || CASE WHEN required THEN '!' ELSE '' END || CASE WHEN updatable THEN 'U' ELSE '' END
	   || CASE WHEN action THEN 'A' ELSE '' END || CASE WHEN nullable THEN 'N' ELSE '' END
	   || CASE WHEN parameter THEN 'P' ELSE '' END AS uses
FROM statsig_fdw_columns()
WHERE name <> 'raw'
ORDER BY table_name COLLATE "C", ordinal;
-- Limits on what is written.
SELECT table_name, name, allowed_values, min_length, max_length, extra_characters, minimum,
	   CASE WHEN maximum < 1e15 THEN maximum END AS maximum
FROM statsig_fdw_columns()
WHERE coalesce(allowed_values::text, min_length::text, max_length::text, minimum::text) IS NOT NULL
ORDER BY table_name COLLATE "C", ordinal;

--
-- Rules that hold for every table and column: no rows.
--
SELECT table_name FROM statsig_fdw_columns() GROUP BY 1
HAVING (array_agg(name || ' ' || type ORDER BY ordinal DESC))[1] <> 'raw jsonb';
SELECT t.name, k FROM statsig_fdw_tables() AS t, unnest(t.key) AS k
WHERE NOT EXISTS (SELECT FROM statsig_fdw_columns() AS c WHERE c.table_name = t.name AND c.name = k);
SELECT table_name, name, comment FROM statsig_fdw_columns()
WHERE comment !~ '^[A-Za-z].*\.$' OR comment ~ '\s\s';
SELECT name, comment FROM statsig_fdw_tables() WHERE comment !~ '^[A-Z].*\.$';
-- The comment names every value that can be written.
SELECT table_name, name, v FROM statsig_fdw_columns(), unnest(allowed_values) AS v
WHERE strpos(comment, v) = 0;
SELECT table_name, name FROM statsig_fdw_columns()
WHERE required AND NOT insertable OR nullable AND NOT updatable
   OR parameter AND (readable OR updatable OR action);
-- Every type is one that exists.
SELECT type, format_type(type::regtype, NULL) AS resolved FROM statsig_fdw_columns()
GROUP BY type ORDER BY type COLLATE "C";
-- The functions have comments, and everyone may call those meant for users.
SELECT p.proname, has_function_privilege('pg_monitor', p.oid, 'EXECUTE') AS for_all,
	   p.provolatile AS volatility, p.proparallel AS parallel,
	   obj_description(p.oid, 'pg_proc') IS NOT NULL AS commented
FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE e.extname = 'statsig_fdw'
  AND (p.proname LIKE 'statsig\_fdw\_%')
ORDER BY 1;
