\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Layers and their overrides.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
-- Parameters follow in a second request: the API does not take them with a new layer.
INSERT INTO layers (name, id_type) VALUES ('Plain Layer', 'userID') RETURNING id, name, id_type, description, is_implicit_layer, parameters;
INSERT INTO layers (name, id_type, description, target_apps, team, parameters)
VALUES ('Size Layer', 'stableID', 'Größe "L"', '{Web Shop,Mobile App}', 'Growth',
	'[{"name": "big", "type": "number", "defaultValue": 9007199254740993}, {"name": "deep", "type": "object", "defaultValue": {"a": null, "ratio": 1.50}}, {"name": "list", "type": "array", "defaultValue": [1.50, "x", {"b": null}]}]')
RETURNING id, target_apps, team, parameters;
SELECT pg_temp.sent();
SELECT id, id_type, description, target_apps, team, team_id, parameters FROM layers WHERE id = 'size_layer';
-- Each kind of column.
UPDATE layers SET description = '' WHERE id = 'size_layer';
UPDATE layers SET target_apps = '{}', parameters = parameters - 0 || '{"name": "on", "type": "boolean", "defaultValue": false}' WHERE id = 'size_layer' RETURNING target_apps, parameters;
UPDATE layers SET parameters = '[]' WHERE id = 'size_layer' RETURNING parameters;
UPDATE layers SET description = description WHERE id = 'size_layer';
UPDATE layers SET target_apps = NULL WHERE id = 'size_layer';
SELECT pg_temp.changes();
-- An implicit layer's id has colons.
UPDATE layers SET description = 'implicit' WHERE id = 'statsig::dark_mode_default_layer' RETURNING id, description;
SELECT pg_temp.sent();
-- What has no place, and what cannot change.
INSERT INTO layers (name) VALUES ('No unit');
INSERT INTO layers (id_type) VALUES ('userID');
INSERT INTO layers (name, id_type) VALUES ('No', 'userID');
INSERT INTO layers (name, id_type) VALUES ('With.Dot', 'userID');
INSERT INTO layers (id, name, id_type) VALUES ('own_id', 'Own id', 'userID');
INSERT INTO layers (name, id_type, parameters) VALUES ('Shape', 'userID', '[{"name": "a", "type": "text", "defaultValue": "x"}]');
INSERT INTO layers (name, id_type, parameters) VALUES ('Shape', 'userID', '{"name": "a"}');
INSERT INTO layers (name, id_type, parameters) VALUES ('Shape', 'userID', '[{"name": "a", "typ": "string", "defaultValue": "x"}]');
UPDATE layers SET description = NULL WHERE id = 'size_layer';
UPDATE layers SET parameters = NULL WHERE id = 'size_layer';
UPDATE layers SET id = 'other' WHERE id = 'size_layer';
UPDATE layers SET name = 'Other Layer' WHERE id = 'size_layer';
UPDATE layers SET id_type = 'userID' WHERE id = 'size_layer';
UPDATE layers SET team = 'Growth' WHERE id = 'size_layer';
UPDATE layers SET tags = '{Core}' WHERE id = 'size_layer';
UPDATE layers SET version = 1 WHERE id = 'size_layer';
UPDATE layers SET is_implicit_layer = true WHERE id = 'size_layer';
SELECT pg_temp.changes();
-- What the API refuses: nothing happens, or the layer is there and its parameters are not.
INSERT INTO layers (name, id_type) VALUES ('Size Layer', 'userID');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO layers (name, id_type, parameters) VALUES ('Half Made', 'userID', '[{"name": "a", "type": "number", "defaultValue": "x"}]');
\echo :LAST_ERROR_SQLSTATE
SELECT id, parameters FROM layers WHERE id = 'half_made';
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() \gexec
SELECT id, parameters FROM layers WHERE id = 'half_made';
SELECT pg_temp.changes();
DELETE FROM layers WHERE id = 'search_layer';
\echo :LAST_ERROR_SQLSTATE
UPDATE layers SET description = 'x' WHERE id = 'no_such_layer';
SELECT pg_temp.sent();
-- Deleted meanwhile.
\! mock-control fault '{"match":{"method":"PATCH","path":"/console/v1/layers/size_layer"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Layer not found."}},"times":1}'
UPDATE layers SET description = 'gone' WHERE id = 'size_layer';
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) > 0 FROM pg_temp.sent();
-- One transaction: one request for each layer; its own changes show before COMMIT.
BEGIN;
INSERT INTO layers (name, id_type, description) VALUES ('Queued Layer', 'userID', 'first');
UPDATE layers SET parameters = '[{"name": "a", "type": "string", "defaultValue": ""}]' WHERE name = 'Queued Layer';
UPDATE layers SET description = 'second' WHERE name = 'Queued Layer';
UPDATE layers SET description = 'one' WHERE id = 'size_layer';
UPDATE layers SET description = 'two', parameters = '[{"name": "b", "type": "boolean", "defaultValue": true}]' WHERE id = 'size_layer';
DELETE FROM layers WHERE id = 'plain_layer';
SELECT id, name, description, parameters FROM layers WHERE id_type = 'userID' AND name ~ 'Plain|Queued' OR id = 'size_layer' ORDER BY name;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT id, description, parameters FROM layers WHERE name ~ '^(Plain|Queued|Size)' ORDER BY 1;
BEGIN;
UPDATE layers SET parameters = '[]' WHERE id = 'size_layer';
DELETE FROM layers WHERE id = 'queued_layer';
INSERT INTO layers (name, id_type) VALUES ('Rolled Back', 'userID');
ROLLBACK;
SELECT pg_temp.changes();
-- Somebody else was faster.
BEGIN;
UPDATE layers SET description = 'mine' WHERE id = 'size_layer';
\! curl -sS -o /dev/null --noproxy '*' -X PATCH -H 'STATSIG-API-KEY: console-mock-key' -H 'Content-Type: application/json' --data '{"description":"theirs"}' "$STATSIG_MOCK_URL/console/v1/layers/size_layer"
\set VERBOSITY terse
COMMIT;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT description FROM layers WHERE id = 'size_layer';
SELECT pg_temp.changes();
--
-- Overrides: units, gates and segments.
--
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name, id_type, environment)
VALUES ('size_layer', 'unit', 'u1', 'checkout_button_color', 'Control', 'userID', NULL), ('size_layer', 'unit', 'u,"2"', 'checkout_button_color', 'Control', 'userID', NULL),
	   ('size_layer', 'unit', 'u3', NULL, 'Test', NULL, NULL), ('size_layer', 'unit', 'd1', 'checkout_button_color', 'Test', 'stableID', 'staging'),
	   ('size_layer', 'gate', 'new_checkout', 'checkout_button_color', 'Test', NULL, NULL), ('size_layer', 'segment', 'gold_tier', 'checkout_button_color', 'Control', NULL, NULL),
	   ('queued_layer', 'segment', 'gold_tier', 'checkout_button_color', 'Control', NULL, NULL)
RETURNING layer_id, kind, target;
SELECT pg_temp.sent();
\! mock-control state /layers/size_layer/overrides
SELECT kind, target, experiment_name, group_name, id_type, environment FROM layer_overrides WHERE layer_id = 'size_layer' ORDER BY 1, 2;
-- The set is read, changed and written back.
UPDATE layer_overrides SET group_name = 'Test' WHERE layer_id = 'size_layer' AND target IN ('u,"2"', 'gold_tier') RETURNING kind, target, group_name;
UPDATE layer_overrides SET id_type = 'userID', environment = 'production' WHERE layer_id = 'size_layer' AND target = 'u3';
UPDATE layer_overrides SET environment = NULL WHERE layer_id = 'size_layer' AND target = 'd1';
UPDATE layer_overrides SET experiment_name = NULL, id_type = NULL WHERE layer_id = 'size_layer' AND target = 'u1';
UPDATE layer_overrides SET group_name = group_name WHERE layer_id = 'size_layer';
SELECT pg_temp.sent();
DELETE FROM layer_overrides WHERE layer_id = 'size_layer' AND kind <> 'unit' RETURNING target;
SELECT pg_temp.sent();
\! mock-control state /layers/size_layer/overrides
-- None left: cleared.
DELETE FROM layer_overrides WHERE layer_id = 'queued_layer';
SELECT pg_temp.sent();
\! mock-control state /layers/queued_layer/overrides
-- Written back are the entries that have ids, in one form.
UPDATE layer_overrides SET group_name = 'Control' WHERE layer_id = 'search_layer' AND target = 'dev-2';
SELECT pg_temp.sent();
\! mock-control state /layers/search_layer/overrides
-- In one transaction; ROLLBACK sends nothing.
BEGIN;
INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('size_layer', 'unit', 'u5', 'Test'), ('size_layer', 'unit', 'u6', 'Test');
UPDATE layer_overrides SET group_name = 'Control' WHERE layer_id = 'size_layer' AND target = 'u5';
DELETE FROM layer_overrides WHERE layer_id = 'size_layer' AND target IN ('u1', 'u6');
SELECT target, group_name FROM layer_overrides WHERE layer_id = 'size_layer' ORDER BY 1;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT target, group_name FROM layer_overrides WHERE layer_id = 'size_layer' ORDER BY 1;
BEGIN;
DELETE FROM layer_overrides WHERE layer_id = 'size_layer';
ROLLBACK;
SELECT pg_temp.changes();
-- What has no place, and what cannot change.
INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('size_layer', 'city', 'Berlin', 'Test');
INSERT INTO layer_overrides (layer_id, kind, target) VALUES ('size_layer', 'unit', 'u');
INSERT INTO layer_overrides (layer_id, kind, group_name) VALUES ('size_layer', 'unit', 'Test');
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name, environment) VALUES ('size_layer', 'gate', 'new_checkout', 'checkout_button_color', 'Test', 'staging');
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name, id_type) VALUES ('size_layer', 'gate', 'new_checkout', 'checkout_button_color', 'Test', 'userID');
INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('size_layer', 'gate', 'new_checkout', 'Test');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('no_such_layer', 'unit', 'u', 'Test');
\echo :LAST_ERROR_SQLSTATE
UPDATE layer_overrides SET target = 'u9' WHERE layer_id = 'size_layer';
UPDATE layer_overrides SET kind = 'gate' WHERE layer_id = 'size_layer';
UPDATE layer_overrides SET layer_id = 'queued_layer' WHERE layer_id = 'size_layer';
UPDATE layer_overrides SET group_name = NULL WHERE layer_id = 'size_layer';
SELECT pg_temp.changes();
--
-- Taken back: a COMMIT that stops half-way.
--
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(
		(SELECT jsonb_agg(to_jsonb(l) - '{raw,version,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,created_time}'::text[] ORDER BY id) FROM layers AS l),
		(SELECT jsonb_agg(to_jsonb(o) - 'raw' ORDER BY layer_id, kind, target) FROM layer_overrides AS o))
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE layers SET description = 'undone', parameters = '[]' WHERE id = 'size_layer';
DELETE FROM layers WHERE id = 'queued_layer';
INSERT INTO layers (name, id_type, parameters) VALUES ('Undone Layer', 'userID', '[{"name": "a", "type": "string", "defaultValue": ""}]');
INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('home_page_layer', 'unit', 'u5', 'Test');
UPDATE layer_overrides SET group_name = 'Control' WHERE layer_id = 'size_layer' AND target = 'd1';
DELETE FROM layer_overrides WHERE layer_id = 'search_layer' AND kind = 'gate';
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT pg_temp.changes();
SELECT pg_temp.state() = state FROM before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) INSERT INTO layers (name, id_type) VALUES ('Plain Layer', 'userID');
EXPLAIN (COSTS OFF) INSERT INTO layers (name, id_type, parameters) VALUES ('Plain Layer', 'userID', '[]');
EXPLAIN (COSTS OFF) UPDATE layers SET description = 'x' WHERE id = 'size_layer';
EXPLAIN (COSTS OFF) DELETE FROM layers WHERE id = 'statsig::dark_mode_default_layer';
EXPLAIN (COSTS OFF) INSERT INTO layer_overrides (layer_id, kind, target, group_name) VALUES ('size_layer', 'unit', 'u5', 'Test');
EXPLAIN (COSTS OFF) UPDATE layer_overrides SET group_name = 'Control' WHERE layer_id = 'size_layer' AND target = 'u5';
EXPLAIN (COSTS OFF) DELETE FROM layer_overrides WHERE layer_id = 'size_layer';
SELECT pg_temp.sent();
