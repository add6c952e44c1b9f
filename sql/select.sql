\i test/psql/setup.sql
--
-- SELECT: plain reading of every table.
--
-- How many rows each table has, against the counts of the fixtures.
SELECT 'gates' AS name, count(id) FROM gates
UNION ALL SELECT 'gate_rules', count(*) FROM gate_rules
UNION ALL SELECT 'gate_overrides', count(*) FROM gate_overrides
UNION ALL SELECT 'gate_versions', count(*) FROM gate_versions
UNION ALL SELECT 'dynamic_configs', count(id) FROM dynamic_configs
UNION ALL SELECT 'dynamic_config_rules', count(*) FROM dynamic_config_rules
UNION ALL SELECT 'experiments', count(id) FROM experiments
UNION ALL SELECT 'experiment_groups', count(*) FROM experiment_groups
UNION ALL SELECT 'experiment_overrides', count(*) FROM experiment_overrides
UNION ALL SELECT 'segments', count(id) FROM segments
UNION ALL SELECT 'segment_ids', count(*) FROM segment_ids
UNION ALL SELECT 'users', count(email) FROM users
UNION ALL SELECT 'teams', count(id) FROM teams
UNION ALL SELECT 'tags', count(id) FROM tags
UNION ALL SELECT 'audit_logs', count(id) FROM audit_logs
UNION ALL SELECT 'project', count(*) FROM project;
-- Lists are read page by page; tables without a list of their own once per parent.
SELECT split_part(request, '?', 1) AS list, count(*)
FROM (SELECT regexp_replace(sent, '/[^/]+/(overrides|versions|id_list)', '/.../\1') AS request
	  FROM pg_temp.sent()) AS s
GROUP BY 1 ORDER BY 1;
-- One object, all columns that have a value.
CREATE FUNCTION pg_temp.shown(whole jsonb) RETURNS TABLE (column_name text, value text)
LANGUAGE sql AS $$
	SELECT key, CASE WHEN length(value) > 90 THEN left(value, 90) || ' ...' ELSE value END
	FROM jsonb_each_text(jsonb_strip_nulls(whole - 'raw')) ORDER BY key
$$;
SELECT s.* FROM gates AS g, pg_temp.shown(to_jsonb(g)) AS s WHERE g.id = 'new_checkout';
SELECT s.* FROM experiments AS e, pg_temp.shown(to_jsonb(e)) AS s WHERE e.id = 'checkout_button_color';
SELECT * FROM project;
SELECT pg_temp.sent();
-- The column raw is what the API sent: held against the mock's own state.
\set state `mock-control state /gates`
SELECT count(*), count(*) FILTER (WHERE g.raw = s.item - '{_mockPassRate,_mockRolloutRate,_mockID}'::text[]) AS same
FROM gates AS g JOIN jsonb_array_elements(:'state'::jsonb) AS s(item) ON s.item ->> 'id' = g.id;
\set state `mock-control state /experiments`
SELECT count(*), count(*) FILTER (WHERE e.raw = s.item - '_mockID') AS same
FROM experiments AS e JOIN jsonb_array_elements(:'state'::jsonb) AS s(item) ON s.item ->> 'id' = e.id;
-- Shapes: alias, expression, whole row, no column at all, system column.
SELECT g.id, upper(g.name) FROM gates AS g ORDER BY g.id LIMIT 3;
SELECT (t).name FROM (SELECT t FROM tags AS t) AS s ORDER BY 1 LIMIT 3;
SELECT count(*) FROM (SELECT FROM gates) AS s;
SELECT DISTINCT tableoid::regclass FROM teams;
SELECT id FROM gates WHERE false;
SELECT count(*) FROM gates WHERE id = 'no_such_gate';
-- Rules of a gate in order of evaluation.
SELECT position, name, pass_percentage, environments, base_id = id AS same_id
FROM gate_rules WHERE gate_id = 'new_checkout' ORDER BY position;
-- Overrides in their two forms.
SELECT environment, unit_type, unit_id, passes
FROM gate_overrides WHERE gate_id = 'new_checkout' ORDER BY 1 NULLS FIRST, 2, 3, 4;
SELECT kind, target, group_id, environment, unit_type
FROM experiment_overrides WHERE experiment_id = 'checkout_button_color' ORDER BY 1, 2, 3, 4;
-- Groups: the control is the one the experiment names, else the first.
SELECT experiment_id, position, name, is_control, size
FROM experiment_groups
WHERE experiment_id IN ('out_of_stock_alternatives', 'free_shipping_threshold')
ORDER BY 1, 2;
SELECT email, role FROM users WHERE email = 'elif.ozturk+statsig@lindenhof.example';
SELECT name, cardinality(members) AS members, admins FROM teams ORDER BY name;
SELECT id, name, action_type, date, time, logged_at FROM audit_logs ORDER BY logged_at DESC, id LIMIT 3;
SELECT unit_id FROM segment_ids WHERE segment_id = 'awkward_ids';
SELECT count(*), count(DISTINCT unit_id) FROM segment_ids WHERE segment_id = 'large_list';
-- The list leaves out the rules of some segments: those are got by themselves, when wanted.
SELECT id, jsonb_array_length(rules) AS rules FROM segments WHERE type = 'rule_based' ORDER BY id;
SELECT s FROM pg_temp.sent() AS s WHERE s LIKE '% /segments%' AND s NOT LIKE '%id_list%';
SELECT count(*) FROM segments WHERE type = 'rule_based';
SELECT pg_temp.sent();
