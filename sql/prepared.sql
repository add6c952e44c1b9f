\i test/psql/setup.sql
--
-- Prepared statements: other values, custom and generic plans, options that
-- change in between.
--
PREPARE by_id (text) AS SELECT id, type FROM gates WHERE id = $1;
EXECUTE by_id('new_checkout');
EXECUTE by_id('many_rules');
EXECUTE by_id('nope');
EXECUTE by_id(NULL);
EXECUTE by_id('');
EXECUTE by_id('no_rules_gate');
EXECUTE by_id('maintenance_mode');
SELECT pg_temp.sent();
PREPARE by_ids (text[]) AS SELECT id FROM gates WHERE id = ANY ($1) ORDER BY id;
PREPARE by_type (text, int) AS SELECT count(*), min(id) FROM gates WHERE type = $1 AND length(id) > $2;
PREPARE by_tag (text) AS SELECT count(*) FROM gates WHERE $1 = ANY (tags);
PREPARE by_tags (text[]) AS SELECT count(*) FROM gates WHERE tags @> $1;
PREPARE by_time (timestamptz, timestamptz) AS SELECT count(*) FROM experiments WHERE created_time >= $1 AND created_time < $2;
PREPARE by_rate (text) AS SELECT count(*), min(pass_rate) FROM gates WHERE pass_rate = $1;
PREPARE by_parent (text) AS SELECT count(*) FROM gate_overrides WHERE gate_id = $1;
PREPARE cut (int, int) AS SELECT count(*) FROM (SELECT FROM gates LIMIT $1 OFFSET $2) AS s;
-- Seven executions of each under both kinds of plan, against the answers of plain queries.
CREATE TEMPORARY TABLE results (mode text, statement text, n int, result text);
CREATE FUNCTION pg_temp.run(mode text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	call record;
	result text;
	n int := 0;
BEGIN
	PERFORM set_config('plan_cache_mode', mode, false);
	FOR call IN
		SELECT * FROM (VALUES
		('by_ids', '{"{new_checkout,many_rules}","{}",NULL,"{NULL,nope}","{no_rules_gate,no_rules_gate}","{a,b,c,d,new_checkout}","{..}"}'::text[]),
		('by_type', '{"''STALE'',5","''STALE'',500","''x'',1","NULL,1","''PERMANENT'',0","''TEMPLATE'',10","''STALE'',5"}'),
		('by_tag', '{checkout,Core,nope,NULL,payments,checkout,Core}'),
		('by_tags', '{"{checkout}","{}","{NULL}",NULL,"{Core,checkout}","{payments}","{checkout}"}'),
		('by_time', '{"''2026-01-01'',''2026-02-01''","''2025-01-01'',''2025-12-31''","NULL,''2026-01-01''","''-infinity'',''infinity''","''infinity'',''-infinity''","''2026-01-01'',''2026-01-02''","''2026-01-01'',''2026-02-01''"}'),
		('by_rate', '{0,100,INBETWEEN,NULL,0,100,INBETWEEN}'),
		('by_parent', '{new_checkout,nope,NULL,"",..,many_rules,new_checkout}'),
		('cut', '{"0,0","1,0","101,0","300,0","100,200","NULL,249","100,300"}')) AS v(name, arguments)
	LOOP
		FOR n IN 1 .. 7 LOOP
			EXECUTE format('EXECUTE %I(%s)', call.name,
						   CASE WHEN call.arguments[n] LIKE '%,%' AND call.arguments[n] NOT LIKE '{%' THEN call.arguments[n]
								ELSE quote_nullable(call.arguments[n]) END)
				INTO result;
			INSERT INTO results SELECT mode, call.name, n, result;
		END LOOP;
	END LOOP;
END
$$;
SELECT pg_temp.run('force_custom_plan');
SELECT pg_temp.run('force_generic_plan');
SELECT pg_temp.run('auto');
SELECT statement, n, min(result) AS result, count(DISTINCT coalesce(result, 'NULL')) AS kinds, count(*) AS runs
FROM results GROUP BY 1, 2 ORDER BY 1, 2;
-- What the plans say.
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE by_ids('{new_checkout,many_rules}');
EXPLAIN (COSTS OFF) EXECUTE by_rate('0');
SET plan_cache_mode = force_custom_plan;
EXPLAIN (COSTS OFF) EXECUTE by_ids('{new_checkout,many_rules}');
EXPLAIN (COSTS OFF) EXECUTE by_rate('0');
RESET plan_cache_mode;

-- PL/pgSQL: parameters and variables, one session, many calls.
CREATE FUNCTION pg_temp.type_of(wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	SELECT type INTO result FROM gates WHERE id = wanted;
	RETURN result;
END
$$;
SELECT i, pg_temp.type_of((ARRAY['new_checkout', 'nope', 'many_rules', NULL, 'maintenance_mode', 'no_rules_gate', 'new_checkout'])[i])
FROM generate_series(1, 7) AS i;
-- SQL functions, inlined and not.
CREATE FUNCTION pg_temp.rules_of(wanted text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT name FROM statsig.gate_rules WHERE gate_id = wanted ORDER BY position
$$;
CREATE FUNCTION pg_temp.count_of(wanted text) RETURNS bigint LANGUAGE sql VOLATILE AS $$
	SELECT count(*) FROM statsig.gate_rules WHERE gate_id = $1
$$;
SELECT w.k, r FROM (VALUES ('new_checkout'), ('nope')) AS w(k) LEFT JOIN pg_temp.rules_of(w.k) AS r ON true LIMIT 3;
SELECT k, pg_temp.count_of(k) FROM (VALUES ('new_checkout'), ('nope'), ('many_rules'), (NULL)) AS w(k);

-- Options that change between executions take effect.
SET plan_cache_mode = force_generic_plan;
PREPARE all_tags AS SELECT count(id) FROM tags;
EXECUTE all_tags;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s LIKE '%/tags?%page=1';
ALTER SERVER statsig OPTIONS (ADD page_size '15');
EXECUTE all_tags;
ALTER FOREIGN TABLE tags OPTIONS (ADD page_size '10');
EXECUTE all_tags;
SELECT pg_temp.sent();
PREPARE other AS SELECT count(*) FROM teams;
EXECUTE other;
CREATE FOREIGN TABLE thing (id text) SERVER statsig OPTIONS (resource 'tags');
PREPARE thing AS SELECT count(*) FROM thing WHERE id = 'new_checkout';
EXECUTE thing;
ALTER FOREIGN TABLE thing OPTIONS (SET resource 'gates');
EXECUTE thing;
ALTER FOREIGN TABLE thing ALTER COLUMN id OPTIONS (ADD column_name 'name');
EXECUTE thing;
ALTER FOREIGN TABLE thing ALTER COLUMN id OPTIONS (SET column_name 'type');
EXECUTE thing;
SELECT DISTINCT regexp_replace(sent, '&page=.*', '') COLLATE "C" AS list FROM pg_temp.sent() AS s(sent) ORDER BY 1;
-- A mapping that goes away, comes back with a wrong key, and with the right one.
DROP USER MAPPING FOR CURRENT_USER SERVER statsig;
\set VERBOSITY sqlstate
EXECUTE other;
\set VERBOSITY default
CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-wrong-key');
EXECUTE other;
ALTER USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (SET api_key 'console-mock-key');
EXECUTE other;
DEALLOCATE ALL;
