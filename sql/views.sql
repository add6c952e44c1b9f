\i test/psql/setup.sql
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
--
-- Views over the foreign tables.
--
-- Tables that this file imports itself, so that new ones in the catalogue change nothing here.
CREATE SCHEMA "Flags & more";
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gates, gate_rules, dynamic_configs, dynamic_config_rules, experiments,
	experiment_groups, segments, teams, audit_logs) FROM SERVER statsig INTO "Flags & more";
CREATE SCHEMA "of ""rows""";
SELECT statsig_fdw_create_views('Flags & more', 'of "rows"');
SELECT pg_temp.sent();
-- What is listed: names that no table has, queries without a word left over, tables in the order of the queries.
SELECT name FROM statsig_fdw_views() INTERSECT SELECT name FROM statsig_fdw_tables();
SELECT name, query FROM statsig_fdw_views(), unnest(queries) AS query
WHERE regexp_replace(query, '{table}|''{}''', '', 'g') ~ '[{}]' OR query !~ 'FROM {table}';
SELECT name, cardinality(tables), cardinality(queries) FROM statsig_fdw_views() WHERE cardinality(tables) <> cardinality(queries);
SELECT tables FROM statsig_fdw_views() WHERE name = 'config_tags';
-- Columns that the queries name exist, where the catalogue has the table.
SELECT DISTINCT v.name, t.table_name, c[1]
FROM statsig_fdw_views() AS v, unnest(v.tables, v.queries) AS t (table_name, query), regexp_matches(t.query, '\mt\.(\w+)', 'g') AS c
WHERE t.table_name IN (SELECT name FROM statsig_fdw_tables())
  AND NOT EXISTS (SELECT FROM statsig_fdw_columns() AS k WHERE k.table_name = t.table_name AND k.name = c[1]);
-- All of them and all of their columns have comments, read as the caller, and take nothing for a barrier.
SELECT c.relname, a.attname, c.reloptions
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = '"of ""rows"""'::regnamespace AND c.relkind = 'v' AND a.attnum > 0
  AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL
	   OR c.reloptions <> '{security_invoker=true}');
SELECT obj_description('"of ""rows""".gate_rule_conditions'::regclass, 'pg_class');
SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
WHERE attrelid = '"of ""rows""".dynamic_config_rule_conditions'::regclass AND attnum IN (1, 2, 13) ORDER BY attnum;
SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
WHERE attrelid = '"of ""rows""".stale_gates'::regclass AND attnum IN (3, 4) ORDER BY attnum;

-- What they show, and the same from the objects themselves: the number of rows, and of those that only one has.
SET search_path = "of ""rows""", "Flags & more", public;
CREATE FUNCTION pg_temp.compare(view text, own text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('WITH v AS MATERIALIZED (%1$s), o AS MATERIALIZED (%2$s)
		SELECT (SELECT count(*) FROM v) || '' rows, '' || (SELECT count(*) FROM o) || '' expected, ''
			|| (SELECT count(*) FROM (TABLE v EXCEPT ALL TABLE o) d) || '' too many, ''
			|| (SELECT count(*) FROM (TABLE o EXCEPT ALL TABLE v) d) || '' missing''', view, own) INTO result;
	RETURN result;
END
$$;
-- Conditions: every type and operator, values of every kind.
SELECT pg_temp.compare('TABLE gate_rule_conditions', $$
	SELECT g.id, r.value->>'baseID', r.value->>'name', r.ordinality::int - 1, (r.value->>'passPercentage')::numeric,
		   e.names, c.ordinality::int - 1, c.value->>'type', c.value->>'operator', c.value->>'field',
		   c.value->>'customID', c.value->'targetValue', v.texts
	FROM gates AS g, jsonb_array_elements(g.rules) WITH ORDINALITY AS r,
		 jsonb_array_elements(r.value->'conditions') WITH ORDINALITY AS c,
		 LATERAL (SELECT CASE WHEN r.value->'environments' <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(r.value->'environments')) END) AS e (names),
		 LATERAL (SELECT CASE jsonb_typeof(c.value->'targetValue') WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(c.value->'targetValue'))
					  WHEN 'string' THEN ARRAY[c.value->>'targetValue'] WHEN 'number' THEN ARRAY[c.value->>'targetValue'] END) AS v (texts)
$$);
SELECT position, condition_no, type, operator, field, custom_id, target_value, target_values, cardinality(target_values)
FROM gate_rule_conditions WHERE gate_id = 'condition_gallery' AND position IN (0, 1, 5, 6, 7, 10, 19, 92) ORDER BY position;
SELECT jsonb_typeof(target_value), count(*), count(target_values), sum(cardinality(target_values))
FROM gate_rule_conditions WHERE gate_id = 'condition_gallery' GROUP BY 1 ORDER BY 1;
SELECT pg_temp.compare('SELECT dynamic_config_id, base_id, position, condition_no, type FROM dynamic_config_rule_conditions', $$
	SELECT g.id, r.value->>'baseID', r.ordinality::int - 1, c.ordinality::int - 1, c.value->>'type'
	FROM dynamic_configs AS g, jsonb_array_elements(g.rules) WITH ORDINALITY AS r, jsonb_array_elements(r.value->'conditions') WITH ORDINALITY AS c
$$);
-- Who asks for one segment.
SELECT kind, id, dependency, part FROM config_dependencies
WHERE depends_on_kind = 'segment' AND depends_on_id = 'vip_customers' ORDER BY 1, 2;
SELECT kind, dependency, depends_on_kind, depends_on_id, count(*) FROM config_dependencies GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
-- Rollouts.
SELECT rule_name, position, state, step_no, step_time, pass_percentage FROM gate_rollout_steps
WHERE gate_id = 'new_checkout' ORDER BY step_time;
SELECT pg_temp.compare($$SELECT gate_id, base_id, step_time, pass_percentage FROM gate_rollout_steps WHERE state = 'completed'$$, $$
	SELECT g.id, r->>'baseID', timestamptz 'epoch' + (s->>'time')::bigint * interval '1 ms', (s->>'passPercent')::numeric
	FROM gates AS g, jsonb_array_elements(g.rules) AS r, jsonb_array_elements(r->'completedAutomatedRollouts') AS s
$$);
SELECT count(*), count(step_time) FROM dynamic_config_rollout_steps;
SELECT dynamic_config_id, rule_name, variant_no, variant_name, pass_percentage, return_value
FROM dynamic_config_rule_variants WHERE dynamic_config_id = 'return_windows' ORDER BY position, variant_no;
-- Gates.
SELECT type_reason, reason, count(*) FROM stale_gates GROUP BY 1, 2 ORDER BY 1;
SELECT pg_temp.compare('SELECT gate_id, name, owner_email, checks_per_hour FROM stale_gates',
	$$SELECT id, name, owner->>'ownerEmail', checks_per_hour FROM gates WHERE type_reason <> 'NONE'$$);
SELECT * FROM gate_monitoring_metrics WHERE gate_id = 'checkout_one_page_layout' ORDER BY metric_id;
SELECT count(*), count(DISTINCT gate_id) FROM gate_monitoring_metrics;
SELECT * FROM gate_active_reviews WHERE gate_id = 'many_rules';
SELECT pg_temp.compare('SELECT gate_id, review_id FROM gate_active_reviews', $$SELECT id, raw->'activeReview'->>'reviewID' FROM gates WHERE raw ? 'activeReview'$$);
-- Experiments.
SELECT role, metric_no, metric_id, metric_name, metric_type, direction, hypothesized_value FROM experiment_metrics
WHERE experiment_id = 'checkout_button_color' ORDER BY role, metric_no;
SELECT pg_temp.compare('SELECT experiment_id, role, metric_name, hypothesized_value FROM experiment_metrics', $$
	SELECT id, 'primary', m->>'name', (m->>'hypothesizedValue')::numeric FROM experiments, jsonb_array_elements(primary_metrics) AS m
	UNION ALL SELECT id, 'secondary', m->>'name', (m->>'hypothesizedValue')::numeric FROM experiments, jsonb_array_elements(secondary_metrics) AS m
	UNION ALL SELECT id, 'other', m->>'name', (m->>'hypothesizedValue')::numeric FROM experiments, jsonb_array_elements(other_metrics) AS m
$$);
SELECT group_name, is_control, parameter_name, value FROM experiment_parameters
WHERE experiment_id = 'checkout_button_color' ORDER BY is_control DESC, parameter_name;
SELECT pg_temp.compare('SELECT experiment_id, group_id, parameter_name, value FROM experiment_parameters', $$
	SELECT e.id, g->>'id', p.key, p.value FROM experiments AS e, jsonb_array_elements(e.groups) AS g, jsonb_each(g->'parameterValues') AS p
$$);
SELECT count(*) FROM experiment_health_checks;
-- What they have in common.
SELECT * FROM config_owners WHERE kind = 'gate' AND id = 'checkout_one_page_layout';
SELECT kind, count(*), count(owner_id) FROM config_owners GROUP BY 1 ORDER BY 1;
SELECT pg_temp.compare('SELECT kind, id, tag FROM config_tags', $$
	SELECT 'gate', id, t FROM gates, unnest(tags) AS t UNION ALL SELECT 'dynamic_config', id, t FROM dynamic_configs, unnest(tags) AS t
	UNION ALL SELECT 'experiment', id, t FROM experiments, unnest(tags) AS t UNION ALL SELECT 'segment', id, t FROM segments, unnest(tags) AS t
$$);
SELECT pg_temp.compare('SELECT kind, id, target_app FROM config_target_apps', $$
	SELECT 'gate', id, t FROM gates, unnest(target_apps) AS t UNION ALL SELECT 'dynamic_config', id, t FROM dynamic_configs, unnest(target_apps) AS t
	UNION ALL SELECT 'experiment', id, t FROM experiments, unnest(target_apps) AS t UNION ALL SELECT 'segment', id, t FROM segments, unnest(target_apps) AS t
$$);
SELECT kind, count(*) FROM config_tags GROUP BY 1 ORDER BY 1;
-- People.
SELECT team_name, count(*), count(*) FILTER (WHERE is_admin) FROM team_members GROUP BY 1 ORDER BY 1;
SELECT email, first_name, last_name, role, is_admin FROM team_members WHERE team_name = 'Growth' ORDER BY is_admin DESC, email LIMIT 3;
SELECT pg_temp.compare('SELECT team_id, email, is_admin FROM team_members', 'SELECT id, e, e = ANY (admins) FROM teams, unnest(members) AS e');
SELECT logged_at, action_type, name, modifier_email, member, old_value, new_value FROM audit_log_changes
WHERE audit_log_id = 'lUUEjmstIapwcMvdlB1KwO' ORDER BY member;
SELECT count(*), count(DISTINCT audit_log_id) FROM audit_log_changes;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();

-- Segments, layers, holdouts and metrics.
CREATE SCHEMA others;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (segment_rules, layers, holdouts, metrics) FROM SERVER statsig INTO others;
SET client_min_messages = warning;
SELECT statsig_fdw_create_views('others');
SET search_path = others, "Flags & more", public;
SELECT pg_temp.compare('SELECT segment_id, base_id, position, condition_no, type, target_value FROM segment_rule_conditions', $$
	SELECT s.id, r.value->>'baseID', r.ordinality::int - 1, c.ordinality::int - 1, c.value->>'type', c.value->'targetValue'
	FROM segments AS s, jsonb_array_elements(s.rules) WITH ORDINALITY AS r, jsonb_array_elements(r.value->'conditions') WITH ORDINALITY AS c
$$);
SELECT * FROM config_dependencies WHERE id IN ('search_holdout', 'all_conditions') ORDER BY 1, 2, 3;
SELECT * FROM layer_parameters WHERE layer_id = 'search_layer' ORDER BY parameter_no;
SELECT * FROM holdout_members WHERE holdout_id IN ('company_holdout_2026', 'search_holdout') ORDER BY 1, 2, 3;
SELECT raw->'experimentIDs' FROM holdouts WHERE id = 'search_holdout';
SELECT * FROM holdout_monitoring_metrics WHERE holdout_id = 'company_holdout_2026';
SELECT * FROM metric_lineage WHERE metric_id IN ('checkout funnel::funnel', 'basket health::composite') ORDER BY 1, 2, 3;
SELECT * FROM config_owners WHERE id = 'checkout funnel::funnel';
SELECT kind, id, tag FROM config_tags WHERE id IN ('search_layer', 'page_load_time::mean') ORDER BY 1, 2, 3;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
SELECT count(*) FROM segment_rule_conditions WHERE segment_id = 'gold_tier';
SELECT count(*) FROM metric_lineage WHERE metric_id = 'visits (web/app) 100%::event_user';
SELECT count(*) FROM holdout_members WHERE holdout_id = 'company_holdout_2026';
SELECT count(*) FROM layer_parameters WHERE layer_id = 'search_layer';
SELECT pg_temp.sent();
DROP SCHEMA others CASCADE;
RESET client_min_messages;
SET search_path = "of ""rows""", "Flags & more", public;

-- Conditions reach the API: one object by its key, one kind without the lists of the others.
CREATE FUNCTION pg_temp.requests(query text, wanted text DEFAULT 'Statsig Request') RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		IF line ~ wanted THEN
			RETURN NEXT btrim(line);
		END IF;
	END LOOP;
END
$$;
SELECT pg_temp.requests($$SELECT * FROM gate_rule_conditions WHERE gate_id = 'x'$$, 'Foreign Scan|Filter|Statsig');
SELECT pg_temp.requests($$SELECT * FROM gate_rule_conditions WHERE gate_id IN ('x', 'y') AND type = 'email'$$);
SELECT pg_temp.requests($$SELECT * FROM gate_rule_conditions WHERE type = 'email'$$);
SELECT pg_temp.requests($$SELECT * FROM stale_gates$$);
SELECT pg_temp.requests($$SELECT * FROM config_dependencies WHERE kind = 'gate' AND id = 'x'$$);
SELECT pg_temp.requests($$SELECT * FROM config_tags WHERE kind = 'segment'$$);
SELECT pg_temp.requests($$SELECT * FROM config_owners WHERE id = 'x'$$);
SELECT pg_temp.requests($$SELECT * FROM config_owners WHERE kind = 'metric'$$);
SELECT pg_temp.requests($$SELECT * FROM audit_log_changes WHERE logged_at >= '2026-04-20' AND action_type = 'gate_update'$$);
-- Every view: its first column, and the id of those with a kind, as the key of one request.
SELECT c.relname, pg_temp.requests(format('SELECT * FROM %I WHERE %I = %L', c.relname,
	CASE a.attname WHEN 'kind' THEN 'id' ELSE a.attname END, 'x'))
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = 1
WHERE c.relnamespace = '"of ""rows"""'::regnamespace AND c.relkind = 'v' ORDER BY c.relname;
-- A join with a table of one's own asks for the objects that it names.
CREATE TEMPORARY TABLE wanted (gate_id text);
INSERT INTO wanted VALUES ('new_checkout'), ('internal_users');
ANALYZE wanted;
SELECT gate_id, count(*) FROM wanted JOIN gate_rule_conditions USING (gate_id) GROUP BY 1 ORDER BY 1;
SELECT pg_temp.sent();
-- Tags of segments need no rules, which would be asked for one by one.
SELECT count(*) FROM config_tags WHERE kind = 'segment';
SELECT pg_temp.sent();
-- They show what the transaction has changed.
BEGIN;
UPDATE gate_rules SET conditions = '[{"type": "country", "operator": "any", "targetValue": ["DE", "AT"]}, {"type": "public"}]'
WHERE gate_id = 'new_checkout' AND position = 0;
SELECT condition_no, type, target_values FROM gate_rule_conditions WHERE gate_id = 'new_checkout' AND position = 0;
ROLLBACK;
SELECT pg_temp.sent();
-- Nobody writes through them.
\set VERBOSITY terse
UPDATE gate_rule_conditions SET type = 'public' WHERE gate_id = 'new_checkout';
\set VERBOSITY default

-- No value makes a view fail.  The queries over local tables: NULL in every column, and every kind of JSON
-- value as the value of each jsonb column, as an element, and as each member of an element.
CREATE FUNCTION pg_temp.try_values(resource text, query text) RETURNS TABLE (value jsonb, problem text) LANGUAGE plpgsql AS $$
DECLARE
	members text[] := ARRAY(SELECT DISTINCT m[1] FROM regexp_matches(query, '''(\w+)''', 'g') AS m);
	jsonb_columns text[];
	columns text;
BEGIN
	SELECT string_agg(format('%I %s', c.name, c.type), ', ' ORDER BY c.ordinal), array_agg(c.name) FILTER (WHERE c.type = 'jsonb')
	INTO columns, jsonb_columns FROM statsig_fdw_columns() AS c WHERE c.table_name = resource;
	EXECUTE format('CREATE TEMPORARY TABLE local_rows (%s)', columns);
	query := format('SELECT count(v::text) FROM (%s) AS v', replace(query, '{table}', 'pg_temp.local_rows AS t'));
	FOR value IN
		WITH odd (value) AS (VALUES (NULL::jsonb), ('null'), ('true'), ('"text"'), ('""'), ('-1'), ('1e400'), ('0.5'), ('[]'), ('{}'),
				('[[1, null]]'), ('{"a": {"b": []}}'), ('253402300799999'), ('"2026-01-01"')),
			 member (value) AS (SELECT jsonb_object_agg(m, o.value) FROM odd AS o, unnest(members) AS m GROUP BY o.value)
		SELECT odd.value FROM odd
		UNION ALL SELECT jsonb_build_array(odd.value, odd.value) FROM odd
		UNION ALL SELECT member.value FROM member
		UNION ALL SELECT jsonb_build_array(member.value) FROM member
		UNION ALL SELECT jsonb_build_object('old', odd.value, 'events', jsonb_build_array(odd.value)) FROM odd
	LOOP
		DELETE FROM local_rows;
		IF jsonb_columns IS NULL THEN
			INSERT INTO local_rows DEFAULT VALUES;
		ELSE
			EXECUTE format('INSERT INTO local_rows (%s) VALUES (%s)',
				(SELECT string_agg(quote_ident(c), ', ') FROM unnest(jsonb_columns) AS c),
				(SELECT string_agg(quote_nullable(value), ', ') FROM unnest(jsonb_columns)));
		END IF;
		BEGIN
			EXECUTE query;
			problem := NULL;
		EXCEPTION WHEN OTHERS THEN
			problem := SQLERRM;
		END;
		RETURN NEXT;
	END LOOP;
	DROP TABLE local_rows;
END
$$;
SELECT v.name, t.value, t.problem
FROM statsig_fdw_views() AS v, unnest(v.tables, v.queries) AS q (table_name, query), pg_temp.try_values(q.table_name, q.query) AS t
WHERE q.table_name IN (SELECT name FROM statsig_fdw_tables()) AND t.problem IS NOT NULL;
SELECT count(*), count(problem) FROM pg_temp.try_values('gate_rules', 'SELECT (t.conditions->>''x'')::int FROM {table}');
-- What such values look like.
CREATE TEMPORARY TABLE odd (gate_id text, base_id text, name text, "position" int, pass_percentage numeric, environments text[], conditions jsonb,
	completed_automated_rollouts jsonb, pending_automated_rollouts jsonb);
INSERT INTO odd (gate_id, conditions, completed_automated_rollouts, pending_automated_rollouts) VALUES
	('no array', '{"type": "public"}', '5', 'null'),
	('no objects', '[1, "public", null]', '[7]', NULL),
	('values', '[{"type": "a", "targetValue": {"x": 1}}, {"type": "b", "targetValue": true}, {"type": "c", "targetValue": [1.50, null, "x", [2]]}, {"type": "d", "targetValue": []}]',
	 '[{"time": -1, "passPercent": "5"}, {"time": "1776816000000", "passPercent": 5}, {"time": 1e300, "passPercent": 1e300}, {"time": 1776816000000.5, "passPercent": 0.01}]', '[]');
DO $$
DECLARE
	view record;
BEGIN
	FOR view IN SELECT * FROM statsig_fdw_views() WHERE name IN ('gate_rule_conditions', 'gate_rollout_steps') LOOP
		EXECUTE format('CREATE TEMPORARY VIEW %I AS %s', 'odd_' || view.name, replace(view.queries[1], '{table}', 'odd AS t'));
	END LOOP;
END
$$;
SELECT gate_id, condition_no, type, target_value, target_values FROM odd_gate_rule_conditions ORDER BY 1, 2;
SELECT gate_id, state, step_no, step_time, pass_percentage::text FROM odd_gate_rollout_steps ORDER BY 1, 2, 3;

-- A second call replaces them: as they were, with the same rights, also with more tables than before.
GRANT SELECT ON config_tags TO PUBLIC;
CREATE VIEW on_top AS SELECT kind, count(*) FROM config_tags GROUP BY 1;
SET client_min_messages = warning;
SELECT count(*) FROM statsig_fdw_create_views('Flags & more', 'of "rows"');
RESET client_min_messages;
SELECT relacl::text ~ '(^|,|{)=r/' AS public_reads FROM pg_class WHERE oid = 'config_tags'::regclass;
DROP VIEW on_top;
CREATE SCHEMA part;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (gates, teams) FROM SERVER statsig INTO part;
SET client_min_messages = warning;
SELECT statsig_fdw_create_views('part');
SELECT kind, count(*) FROM part.config_tags GROUP BY 1;
IMPORT FOREIGN SCHEMA statsig LIMIT TO (experiments) FROM SERVER statsig INTO part;
SELECT statsig_fdw_create_views('part');
RESET client_min_messages;
SELECT kind, count(*) FROM part.config_tags GROUP BY 1 ORDER BY 1;
DROP FOREIGN TABLE part.teams;
DROP FOREIGN TABLE part.teams CASCADE;
-- What is not one of them stays, whatever it is, and nothing else is made.
CREATE FUNCTION pg_temp.conflict(source name, target name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	message text;
	hint text;
BEGIN
	PERFORM statsig_fdw_create_views(source, target);
	RETURN 'made';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(E'\n', state || ': ' || message, nullif(hint, ''));
END
$$;
SET client_min_messages = warning;
CREATE SCHEMA other;
CREATE VIEW other.stale_gates AS SELECT 1 AS mine;
SELECT pg_temp.conflict('part', 'other');
SELECT relname FROM pg_class WHERE relnamespace = 'other'::regnamespace;
COMMENT ON VIEW other.stale_gates IS 'My own. Made by statsig_fdw_create_views() or not.';
SELECT pg_temp.conflict('part', 'other');
DROP VIEW other.stale_gates;
CREATE TABLE other.stale_gates ();
COMMENT ON TABLE other.stale_gates IS 'A table. Made by statsig_fdw_create_views().';
SELECT pg_temp.conflict('part', 'other');
DROP TABLE other.stale_gates;
CREATE MATERIALIZED VIEW other.config_tags AS SELECT 1 AS x;
SELECT pg_temp.conflict('part', 'other');
DROP MATERIALIZED VIEW other.config_tags;
-- One of them whose comment was changed is somebody's own from then on.
SELECT pg_temp.conflict('part', 'other');
COMMENT ON VIEW other.stale_gates IS 'Ours';
SELECT pg_temp.conflict('part', 'other');
-- One whose columns were renamed is for the server to refuse.
DROP VIEW other.stale_gates;
ALTER VIEW other.config_tags RENAME COLUMN tag TO label;
SELECT pg_temp.conflict('part', 'other');
DROP SCHEMA other CASCADE;

-- What there is to read is looked for in the schema, by what it is.
SELECT pg_temp.conflict(NULL, 'part');
SELECT pg_temp.conflict('nowhere', 'part');
SELECT pg_temp.conflict('part', 'nowhere');
CREATE SCHEMA empty;
SELECT pg_temp.conflict('empty', 'part');
CREATE TABLE empty.gates (LIKE part.gates);
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE empty.gate_rules (gate_id text) SERVER elsewhere;
SELECT pg_temp.conflict('empty', 'empty');
DROP FOREIGN DATA WRAPPER elsewhere CASCADE;
DROP SCHEMA empty CASCADE;
-- A renamed table is found, columns by what they are; of two tables, the one that has kept its name.  Where a
-- column is missing, so is the view, or its part.
CREATE SCHEMA "{array x} {table} \1 %I";
CREATE FOREIGN TABLE "{array x} {table} \1 %I"."Flags" (gone text, "Is" text OPTIONS (column_name 'id'), tags text[], "T %s" text[] OPTIONS (column_name 'target_apps'))
	SERVER statsig OPTIONS (resource 'gates');
ALTER FOREIGN TABLE "{array x} {table} \1 %I"."Flags" DROP COLUMN gone;
RESET client_min_messages;
SELECT statsig_fdw_create_views('{array x} {table} \1 %I');
SELECT * FROM "{array x} {table} \1 %I".config_tags WHERE id = 'new_checkout';
SELECT count(*) FROM "{array x} {table} \1 %I".config_target_apps;
CREATE FOREIGN TABLE "{array x} {table} \1 %I".gates (id text, tags text[], target_apps text[]) SERVER statsig;
SET client_min_messages = warning;
SELECT statsig_fdw_create_views('{array x} {table} \1 %I');
SELECT table_name FROM information_schema.view_table_usage
WHERE view_schema = '{array x} {table} \1 %I' AND view_name = 'config_target_apps';
DROP SCHEMA "{array x} {table} \1 %I" CASCADE;
-- Neither search_path nor the place of the extension matters.
CREATE SCHEMA trap;
CREATE FUNCTION trap.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql AS $$SELECT 'trapped'$$;
CREATE FUNCTION trap.replace(text, text, text) RETURNS text LANGUAGE sql AS $$SELECT 'trapped'$$;
CREATE VIEW trap.pg_foreign_table AS SELECT 1 AS trapped;
SET search_path = trap, pg_catalog;
SELECT count(*) FROM public.statsig_fdw_create_views('part');
SELECT count(*) FROM part.config_tags WHERE id = 'new_checkout';
BEGIN;
CREATE SCHEMA elsewhere;
ALTER EXTENSION statsig_fdw SET SCHEMA elsewhere;
SELECT count(*) FROM elsewhere.statsig_fdw_create_views('part');
ROLLBACK;
SET search_path = public;
DROP SCHEMA trap CASCADE;

-- Rights are those of who reads: on the foreign table and with a mapping of one's own.
DROP ROLE IF EXISTS regress_statsig_maker, regress_statsig_reader;
CREATE ROLE regress_statsig_maker;
CREATE ROLE regress_statsig_reader;
CREATE SCHEMA made;
GRANT USAGE ON SCHEMA part, made TO regress_statsig_maker, regress_statsig_reader;
SET ROLE regress_statsig_maker;
SELECT pg_temp.conflict('part', 'made');
RESET ROLE;
GRANT CREATE ON SCHEMA made TO regress_statsig_maker;
SET ROLE regress_statsig_maker;
SELECT pg_temp.conflict('part', 'made');
SELECT count(*) FROM made.stale_gates;
GRANT SELECT ON made.stale_gates TO regress_statsig_reader;
SET ROLE regress_statsig_reader;
SELECT count(*) FROM made.stale_gates;
SELECT count(*) FROM made.config_tags;
SELECT pg_temp.conflict('part', 'made');
RESET ROLE;
GRANT SELECT (id, type, type_reason) ON part.gates TO regress_statsig_reader;
SET ROLE regress_statsig_reader;
SELECT count(*) FROM made.stale_gates;
RESET ROLE;
GRANT SELECT ON part.gates TO regress_statsig_reader;
SET ROLE regress_statsig_reader;
SELECT count(*) FROM made.stale_gates;
RESET ROLE;
CREATE USER MAPPING FOR regress_statsig_reader SERVER statsig OPTIONS (api_key 'console-mock-key');
SET ROLE regress_statsig_reader;
SELECT count(*) FROM made.stale_gates;
SELECT count(*) FROM made.config_tags;
RESET ROLE;
DROP SCHEMA made CASCADE;
DROP OWNED BY regress_statsig_maker, regress_statsig_reader CASCADE;
DROP ROLE regress_statsig_maker, regress_statsig_reader;
DROP SCHEMA part CASCADE;
DROP SCHEMA "of ""rows""" CASCADE;
DROP SCHEMA "Flags & more" CASCADE;
