\i test/psql/setup.sql
--
-- Prompts, which the API lists and cannot delete; their versions, which it only
-- takes; parameter stores.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
--
-- Prompts.
--
SELECT id, name, id_type, description, creator_name, version FROM prompts ORDER BY id;
SELECT pg_temp.sent();
INSERT INTO prompts (name) VALUES ('Answer Bot') RETURNING id, name, description;
INSERT INTO prompts (name, display_name, description, creator_id, creator_email, tags, target_apps, team, owner)
VALUES ('reply_writer', 'Reply Writer', 'Writes replies', (SELECT creator_id FROM prompts WHERE id = 'gift_finder'), 'felix.okafor@lindenhof.example',
	'{★ Core}', '{Web Shop,iOS App}', 'Checkout', '{"ownerID":"o","ownerType":"USER"}')
RETURNING id, display_name, owner;
SELECT id, name, description, creator_email, tags, target_apps, team, display_name, owner FROM prompts WHERE id IN ('answer_bot', 'reply_writer') ORDER BY id;
SELECT regexp_replace(s, '"creatorID":"\w+"', '"creatorID":"..."') FROM pg_temp.changes() AS s;
UPDATE prompts SET description = 'Answers' WHERE id = 'answer_bot' RETURNING description, last_modifier_name, version;
UPDATE prompts SET target_apps = '{Web Shop}', team = 'Checkout', description = 'Answers all' WHERE id = 'answer_bot' RETURNING target_apps, team;
UPDATE prompts SET target_apps = '{}' WHERE id = 'reply_writer' RETURNING target_apps, team;
UPDATE prompts SET description = 'Answers all' WHERE id = 'answer_bot';
SELECT pg_temp.changes();
BEGIN;
INSERT INTO prompts (name, description) VALUES ('In One', 'a');
UPDATE prompts SET description = 'b', target_apps = '{Web Shop}' WHERE name = 'In One';
UPDATE prompts SET description = 'c' WHERE id = 'answer_bot';
UPDATE prompts SET description = 'd' WHERE id = 'answer_bot';
SELECT name, description FROM prompts WHERE name IN ('In One', 'Answer Bot') ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
SELECT id, description, target_apps FROM prompts WHERE id IN ('in_one', 'answer_bot') ORDER BY 1;
BEGIN;
UPDATE prompts SET description = 'rolled back';
INSERT INTO prompts (name) VALUES ('Never');
SELECT count(*) FROM prompts WHERE description = 'rolled back' OR name = 'Never';
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO prompts (description) VALUES ('x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompts (name) VALUES ('x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompts (name, owner) VALUES ('Owned', '{"ownerID":1}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompts (id, name) VALUES ('a', 'Named');
\echo :LAST_ERROR_SQLSTATE
UPDATE prompts SET name = 'Other' WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
UPDATE prompts SET display_name = 'Other' WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
UPDATE prompts SET description = NULL WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
UPDATE prompts SET id = 'other' WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM prompts WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
INSERT INTO prompts (name) VALUES ('Answer Bot');
\echo :LAST_ERROR_SQLSTATE
UPDATE prompts SET team = 'No Such Team' WHERE id = 'in_one';
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
BEGIN;
INSERT INTO prompts (name) VALUES ('Half Way');
UPDATE prompts SET description = 'half' WHERE id = 'in_one';
UPDATE prompts SET target_apps = '{No Such App}', team = 'No Such Team' WHERE id = 'gift_finder';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT id, description FROM prompts WHERE id IN ('in_one', 'half_way') ORDER BY 1;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Versions.
--
INSERT INTO prompt_versions (prompt_id, name) VALUES ('answer_bot', 'First Version') RETURNING id, prompt_id, name, temperature;
-- Headers carry credentials and are not shown, by RETURNING alone.
INSERT INTO prompt_versions (prompt_id, id, name, description, prompts, temperature, model, provider, eval_model, top_p, frequency_penalty, presence_penalty, max_tokens,
	workflow_body, workflow_headers)
VALUES ('answer_bot', 'v-2', 'Second Version', 'Shorter', '[{"role":"system","content":"Be brief."},{"role":"user","content":"{{question}}"}]', 0.25, 'model-1', 'somebody', 'model-2',
	0.9, -0.5, 1e-7, 9007199254740993, '{"type":"JSON","value":"{\"q\": 1}"}', '[]')
RETURNING id, prompts -> 1 ->> 'content', temperature, presence_penalty, max_tokens;
SELECT pg_temp.changes();
\! mock-control state /prompts/answer_bot/versions
-- Of a prompt that the same transaction makes, under the id that the API chooses; a version goes behind it.
BEGIN;
INSERT INTO prompts (name) VALUES ('With Versions');
INSERT INTO prompt_versions (prompt_id, name) VALUES ('with_versions', 'Version A'), ('with_versions', 'Version B');
UPDATE prompts SET description = 'in front' WHERE name = 'With Versions';
COMMIT;
BEGIN;
INSERT INTO prompt_versions (prompt_id, name) VALUES ('with_versions', 'Version C');
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO prompt_versions (name) VALUES ('Version D');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompt_versions (prompt_id) VALUES ('with_versions');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompt_versions (prompt_id, name, prompts) VALUES ('with_versions', 'Version D', '[{"role":"robot","content":"x"}]');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompt_versions (prompt_id, name, workflow_body) VALUES ('with_versions', 'Version D', '{"type":"JSON","value":{}}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompt_versions (prompt_id, name, temperature) VALUES ('with_versions', 'Version D', 'NaN');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM prompt_versions;
\echo :LAST_ERROR_SQLSTATE
UPDATE prompt_versions SET model = 'x' WHERE prompt_id = 'with_versions';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM prompt_versions WHERE prompt_id = 'with_versions';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
INSERT INTO prompt_versions (prompt_id, name) VALUES ('no_such_prompt', 'Version D');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO prompt_versions (prompt_id, name) VALUES ('with_versions', 'Version E'), ('with_versions', 'Version A');
\echo :LAST_ERROR_SQLSTATE
SELECT statement, remark FROM statsig_fdw_undo();
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Parameter stores: parameters follow in a second request.
--
SELECT name, display_name, id, jsonb_array_length(parameters), team, tags FROM param_stores ORDER BY name;
SELECT parameters -> 1 AS exact, parameters -> 2 -> 'value' AS nulls FROM param_stores WHERE name = 'web_home';
SELECT pg_temp.sent();
INSERT INTO param_stores (name, display_name, description) VALUES ('plain', 'Plain', '') RETURNING id IS NOT NULL, parameters;
INSERT INTO param_stores (name, display_name, description, team, target_app_ids, tags, parameters)
VALUES ('all of it', 'All', 'Every kind', 'Checkout', '{Web Shop}', '{★ Core}',
	'[{"name":"s","ref_type":"static","param_type":"object","value":{"n":null,"exact":1.10}},
	  {"name":"g","ref_type":"gate","param_type":"number","gate_name":"new_checkout","pass_value":12345678901234567890,"fail_value":0},
	  {"name":"l","ref_type":"layer","param_type":"number","layer_name":"home_page_layer","param_name":"hero_height"},
	  {"name":"d","ref_type":"dynamic_config","param_type":"string","config_name":"coupon_limits","param_name":"limit"},
	  {"name":"e","ref_type":"experiment","param_type":"boolean","experiment_name":"checkout_button_color","param_name":"x"}]')
RETURNING id IS NOT NULL, name, jsonb_array_length(parameters), target_app_ids, tags;
SELECT pg_temp.sent();
UPDATE param_stores SET description = 'One kind' WHERE name = 'all of it' RETURNING description;
UPDATE param_stores SET parameters = jsonb_set(parameters, '{0,value}', '{"n":null}') - 4 WHERE name = 'all of it' RETURNING parameters -> 0 -> 'value', jsonb_array_length(parameters);
UPDATE param_stores SET parameters = '[]', description = 'Empty' WHERE name = 'plain' RETURNING parameters, description;
SELECT pg_temp.changes();
BEGIN;
INSERT INTO param_stores (name, display_name, description) VALUES ('late', 'Late', 'a');
UPDATE param_stores SET parameters = '[{"name":"s","ref_type":"static","param_type":"number","value":1}]', description = 'b' WHERE name = 'late';
UPDATE param_stores SET description = 'c' WHERE name = 'plain';
UPDATE param_stores SET description = 'd' WHERE name = 'plain';
SELECT name, description, jsonb_array_length(parameters) FROM param_stores WHERE name IN ('late', 'plain') ORDER BY 1;
SELECT method, path, body, note FROM statsig_fdw_pending;
COMMIT;
SELECT pg_temp.changes();
SELECT name, description, parameters FROM param_stores WHERE name IN ('late', 'plain') ORDER BY 1;
BEGIN;
UPDATE param_stores SET parameters = '[]';
INSERT INTO param_stores (name, display_name, description) VALUES ('never', 'Never', '');
SELECT name, parameters FROM param_stores ORDER BY 1;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO param_stores (name, display_name) VALUES ('a', 'A');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO param_stores (name, description) VALUES ('a', '');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO param_stores (id, name, display_name, description) VALUES ('i', 'a', 'A', '');
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET parameters = '[{"name":"s","ref_type":"elsewhere","param_type":"number"}]' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET parameters = '[{"name":"s","ref_type":"static"}]' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET parameters = '{}' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET parameters = NULL WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET name = 'other' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET display_name = 'Other' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM param_stores WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
UPDATE param_stores SET parameters = jsonb_set(parameters, '{0,value}', 'null') WHERE name = 'all of it';
\echo :LAST_ERROR_SQLSTATE
UPDATE param_stores SET parameters = '[{"name":"s","ref_type":"static","param_type":"number","value":1},{"name":"s","ref_type":"static","param_type":"number","value":2}]' WHERE name = 'plain';
\echo :LAST_ERROR_SQLSTATE
-- The store is made, its parameters are refused: what was done is told, and nothing takes it back.
INSERT INTO param_stores (name, display_name, description, parameters)
VALUES ('half', 'Half', '', '[{"name":"s","ref_type":"static","param_type":"number","value":1},{"name":"s","ref_type":"static","param_type":"number","value":2}]');
\echo :LAST_ERROR_SQLSTATE
SELECT name, parameters FROM param_stores WHERE name = 'half';
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE param_stores SET parameters = '[]', description = 'none' WHERE name = 'web_home';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT description, parameters FROM param_stores WHERE name = 'web_home';
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO prompts (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE prompts SET description = '' WHERE id = 'a';
EXPLAIN (COSTS OFF) INSERT INTO prompt_versions (prompt_id, name) VALUES ('a', 'b');
EXPLAIN (COSTS OFF) INSERT INTO param_stores (name, display_name, description) VALUES ('a', 'b', 'c');
EXPLAIN (COSTS OFF) UPDATE param_stores SET parameters = '[]' WHERE name = 'a';
