\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Sending that stops half-way, and what takes back what was applied.
--
-- The mock's state without what changes with every write.
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object(
		'gates', (SELECT jsonb_agg(to_jsonb(g) - '{raw,version,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,rules,checks_per_hour,created_time}'::text[] ORDER BY id) FROM gates AS g WHERE id ~ '^hw'),
		'rules', (SELECT jsonb_agg(to_jsonb(r) - '{raw,id,base_id}'::text[] ORDER BY gate_id, position) FROM gate_rules AS r WHERE gate_id ~ '^hw'),
		'overrides', (SELECT jsonb_agg(to_jsonb(o) - 'raw' ORDER BY environment, unit_type, unit_id) FROM gate_overrides AS o WHERE gate_id = 'hw_a'),
		'configs', (SELECT jsonb_agg(to_jsonb(d) - '{raw,version,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,rules}'::text[] ORDER BY id) FROM dynamic_configs AS d WHERE id = 'hw_config'),
		'config_rules', (SELECT jsonb_agg(to_jsonb(r) - '{raw,id,base_id}'::text[] ORDER BY position) FROM dynamic_config_rules AS r WHERE dynamic_config_id = 'hw_config'),
		'experiments', (SELECT jsonb_agg(to_jsonb(e) - '{raw,version,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,groups}'::text[] ORDER BY id) FROM experiments AS e WHERE id = 'hw_exp'),
		'groups', (SELECT jsonb_agg(to_jsonb(g) - '{raw,id}'::text[] ORDER BY position) FROM experiment_groups AS g WHERE experiment_id = 'hw_exp'),
		'exp_overrides', (SELECT jsonb_agg(to_jsonb(o) - 'raw' ORDER BY kind, target) FROM experiment_overrides AS o WHERE experiment_id = 'hw_exp'),
		'segments', (SELECT jsonb_agg(jsonb_build_object('id', id, 'type', type, 'name', name, 'rules', jsonb_path_query_array(rules, '$[*].conditions')) ORDER BY id) FROM segments WHERE id ~ '^hw'),
		'ids', (SELECT jsonb_agg(unit_id ORDER BY unit_id) FROM segment_ids WHERE segment_id = 'hw_ids'),
		'tags', (SELECT jsonb_agg(to_jsonb(t) - '{raw,id}'::text[] ORDER BY name) FROM tags AS t WHERE name ~ '^hw'),
		'teams', (SELECT jsonb_agg(to_jsonb(t) - '{raw,id}'::text[] ORDER BY name) FROM teams AS t WHERE name ~ '^hw'),
		'users', (SELECT jsonb_agg(to_jsonb(u) - 'raw') FROM users AS u WHERE email = 'anna.berg@lindenhof.example'))
$$;
BEGIN;
INSERT INTO tags (name, description, is_core) VALUES ('hw tag', 'It''s "here"', true), ('hw gone', 'x', false);
INSERT INTO teams (name, description, members) VALUES ('hw team', 'x', '{anna.berg@lindenhof.example}');
INSERT INTO gates (id, name, description, tags, rules) VALUES
	('hw_a', 'Half way a', E'It''s\n"quoted" \\ ', '{hw tag}', '[{"name": "r1", "passPercentage": 10, "conditions": [{"type": "public"}]},
		{"name": "r2", "passPercentage": 20, "conditions": [{"type": "email", "operator": "any", "targetValue": ["a@b.c"]}], "environments": ["staging"]},
		{"name": "r3", "passPercentage": 30, "conditions": []}]'),
	('hw_b', 'Half way b', 'b', NULL, NULL), ('hw_c', 'Half way c', 'c', NULL, NULL);
INSERT INTO gate_overrides (gate_id, environment, unit_type, unit_id, passes) VALUES
	('hw_a', NULL, 'userID', 'u1', true), ('hw_a', NULL, 'userID', 'it''s', false), ('hw_a', 'staging', 'stableID', 's1', true);
INSERT INTO dynamic_configs (id, name, default_value, rules) VALUES ('hw_config', 'Half way config', '{"a": null, "b": 9007199254740993}',
	'[{"name": "c1", "passPercentage": 10, "conditions": [], "returnValue": {"x": null}}, {"name": "c2", "passPercentage": 20, "conditions": [], "returnValue": {}}]');
INSERT INTO experiments (id, name, hypothesis, groups) VALUES ('hw_exp', 'Half way experiment', 'h',
	'[{"name": "A", "size": 50, "parameterValues": {"p": null}}, {"name": "B", "size": 50, "parameterValues": {}}]');
INSERT INTO experiment_overrides (experiment_id, kind, target, group_id, unit_type) VALUES ('hw_exp', 'unit', 'u1', 'A', 'userID');
INSERT INTO segments (id, name, type) VALUES ('hw_ids', 'Half way ids', 'id_list');
INSERT INTO segments (id, name, type, rules) VALUES ('hw_rules', 'Half way rules', 'rule_based', '[{"name": "s1", "passPercentage": 100, "conditions": [{"type": "user_id", "operator": "any", "targetValue": ["u"]}]}]');
INSERT INTO segment_ids VALUES ('hw_ids', 'i1'), ('hw_ids', 'i,2');
COMMIT;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
-- One of everything, and a last request that fails.
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags","body":"the last"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE gates SET description = 'changed', tags = '{}', type = 'PERMANENT' WHERE id = 'hw_a';
UPDATE gates SET status = 'Disabled' WHERE id = 'hw_b';
DELETE FROM gates WHERE id = 'hw_c';
INSERT INTO gates (name) VALUES ('Half way new');
UPDATE gate_rules SET pass_percentage = 11, environments = '{production}' WHERE gate_id = 'hw_a' AND name = 'r1';
DELETE FROM gate_rules WHERE gate_id = 'hw_a' AND name = 'r2';
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('hw_a', 'r4', 4, '[]');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('hw_a', 'u2', true);
DELETE FROM gate_overrides WHERE gate_id = 'hw_a' AND unit_id = 'it''s';
UPDATE gate_overrides SET passes = NOT passes WHERE gate_id = 'hw_a' AND unit_id = 's1';
UPDATE dynamic_configs SET default_value = '{"a": 1}' WHERE id = 'hw_config';
UPDATE dynamic_config_rules SET return_value = '{"x": 1}' WHERE dynamic_config_id = 'hw_config' AND name = 'c1';
UPDATE experiments SET hypothesis = 'other' WHERE id = 'hw_exp';
UPDATE experiment_groups SET size = 100 - size * 0.5 - CASE name WHEN 'A' THEN 50 ELSE 0 END WHERE experiment_id = 'hw_exp';
UPDATE experiment_overrides SET group_id = 'B' WHERE experiment_id = 'hw_exp';
UPDATE segments SET rules = '[]' WHERE id = 'hw_rules';
INSERT INTO segment_ids VALUES ('hw_ids', 'i3');
DELETE FROM segment_ids WHERE segment_id = 'hw_ids' AND unit_id = 'i1';
UPDATE tags SET description = 'changed', is_core = false WHERE name = 'hw tag';
DELETE FROM tags WHERE name = 'hw gone';
UPDATE teams SET description = 'changed', members = '{}' WHERE name = 'hw team';
UPDATE users SET first_name = 'Annette' WHERE email = 'anna.berg@lindenhof.example';
INSERT INTO tags (name, description) VALUES ('hw the last', 'the last'), ('hw not even that', 'x');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.state() = state FROM before;
SELECT regexp_replace(statement, E'base_id = ''\\w+''', 'base_id = ...'), remark FROM statsig_fdw_undo() ORDER BY step;
-- Run as they are, in one transaction, they bring the state back.
\pset null ''
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT key, value AS now, state -> key AS before FROM before, jsonb_each(pg_temp.state()) WHERE value IS DISTINCT FROM state -> key;
-- They stay until another transaction leaves something behind.
SELECT count(*) FROM statsig_fdw_undo();
--
-- The answer gets lost: it may have been applied.
--
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"applied_close"},"times":1}'
BEGIN;
UPDATE gates SET description = 'applied' WHERE id = 'hw_a';
INSERT INTO tags (name, description) VALUES ('hw lost', 'x');
UPDATE gates SET description = 'not sent' WHERE id = 'hw_b';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT statement, remark FROM statsig_fdw_undo();
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT key, value AS now, state -> key AS before FROM before, jsonb_each(pg_temp.state()) WHERE value IS DISTINCT FROM state -> key;
-- A request that sets a state is sent again when its answer gets lost, and no error comes of it.
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/gates/hw_a"},"fault":{"kind":"applied_close"},"times":1}'
SELECT count(*) > 0 FROM pg_temp.sent();
UPDATE gates SET description = 'twice' WHERE id = 'hw_a';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- Conflicts: somebody else has changed what is about to be changed.
--
CREATE PROCEDURE pg_temp.somebody_else(path text, body text) LANGUAGE plpgsql AS $$
DECLARE
	url text := current_setting('test.mock_url') || '/console/v1' || path;
BEGIN
	EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', format(
		'env -u LD_PRELOAD curl -sS --noproxy ''*'' -X PATCH -H ''STATSIG-API-KEY: console-mock-key'' -H ''Content-Type: application/json'' --data-binary ''%s'' ''%s'' >/dev/null', body, url));
END $$;
SELECT set_config('test.mock_url', :'mock_url', false) IS NOT NULL;
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
INSERT INTO tags (name, description) VALUES ('hw conflict', 'x');
UPDATE gates SET description = 'mine' WHERE id = 'hw_b';
CALL pg_temp.somebody_else('/gates/hw_b', '{"description":"theirs"}');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s !~ 'limit=';
SELECT description FROM gates WHERE id = 'hw_b';
-- The same for a rule of the object, for a DELETE, and for an object that is gone.
BEGIN;
UPDATE gate_rules SET pass_percentage = 99 WHERE gate_id = 'hw_a' AND name = 'r1';
CALL pg_temp.somebody_else('/gates/hw_a', '{"description":"theirs"}');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
BEGIN;
DELETE FROM gates WHERE id = 'hw_b';
CALL pg_temp.somebody_else('/gates/hw_b', '{"description":"theirs again"}');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
BEGIN;
UPDATE gates SET description = 'mine' WHERE id = 'hw_b';
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/gates/hw_b"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Gate not found."}},"times":1}'
COMMIT;
\echo :LAST_ERROR_SQLSTATE
-- Read again, it goes through; and a transaction's own two statements are no conflict.
BEGIN;
UPDATE gates SET description = 'mine' WHERE id = 'hw_b';
UPDATE gates SET measure_metric_lifts = true WHERE id = 'hw_b';
UPDATE gate_rules SET pass_percentage = 99 WHERE gate_id = 'hw_a' AND name = 'r1';
COMMIT;
SELECT id, description FROM gates WHERE id = 'hw_b';
-- The first statement read another version than the second: what it was based on is no longer there.
BEGIN;
UPDATE gates SET description = 'first' WHERE id = 'hw_b';
CALL pg_temp.somebody_else('/gates/hw_b', '{"description":"between"}');
UPDATE gates SET measure_metric_lifts = false WHERE id = 'hw_b';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
-- Without the check the last one wins.
ALTER SERVER statsig OPTIONS (check_conflicts 'false');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gates SET description = 'mine' WHERE id = 'hw_b';
CALL pg_temp.somebody_else('/gates/hw_b', '{"description":"theirs"}');
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ 'limit=';
SELECT description FROM gates WHERE id = 'hw_b';
ALTER SERVER statsig OPTIONS (SET check_conflicts 'true');
-- All objects are looked at before the first is changed.
SELECT count(*) > 0 FROM pg_temp.sent();
UPDATE gates SET description = 'all' WHERE id IN ('hw_a', 'hw_b');
SELECT pg_temp.sent();
