\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- update_mode full, table by table; whole_objects and whole_sets have how it works.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
ALTER FOREIGN TABLE gates OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE dynamic_configs OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE experiments OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE layers OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE holdouts OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE autotunes OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE assignment_sources OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE entity_property_sources OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE gate_overrides OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE experiment_overrides OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE layer_overrides OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE holdout_overrides OPTIONS (ADD update_mode 'full');
ALTER FOREIGN TABLE segment_ids OPTIONS (ADD update_mode 'full');
--
-- Objects of the fixtures: all that can be written is in the body as it was, and the rest of the object stays.
--
CREATE FUNCTION pg_temp.rest(item jsonb) RETURNS jsonb LANGUAGE sql AS
$$ SELECT item - '{description,version,lastModifiedTime,lastModifierID,lastModifierName,lastModifierEmail}'::text[] $$;
CREATE TEMPORARY TABLE before AS
SELECT 'gates' AS table_name, pg_temp.rest(raw) AS rest FROM gates WHERE id = 'checkout_guest_order'
UNION ALL SELECT 'dynamic_configs', pg_temp.rest(raw) FROM dynamic_configs WHERE id = 'unicode_value'
UNION ALL SELECT 'experiments', pg_temp.rest(raw) FROM experiments WHERE id = 'search_ranking_model'
UNION ALL SELECT 'layers', pg_temp.rest(raw) FROM layers WHERE id = 'pricing_layer'
UNION ALL SELECT 'holdouts', pg_temp.rest(raw) FROM holdouts WHERE id = 'checkout_holdout'
UNION ALL SELECT 'autotunes', pg_temp.rest(raw) FROM autotunes WHERE id = 'hero_picture'
UNION ALL SELECT 'assignment_sources', pg_temp.rest(raw) FROM assignment_sources WHERE name = 'Kiosk / Größe'
UNION ALL SELECT 'entity_property_sources', pg_temp.rest(raw) FROM entity_property_sources WHERE name = '100% "loyal"';
SELECT count(*) > 0 FROM pg_temp.sent();
UPDATE gates SET description = 'whole' WHERE id = 'checkout_guest_order';
UPDATE dynamic_configs SET description = 'whole' WHERE id = 'unicode_value';
UPDATE experiments SET description = 'whole' WHERE id = 'search_ranking_model';
SELECT regexp_replace(s, '"rules":.*', '"rules":...') FROM pg_temp.sent() AS s;
UPDATE layers SET description = 'whole' WHERE id = 'pricing_layer';
UPDATE holdouts SET description = 'whole' WHERE id = 'checkout_holdout';
UPDATE autotunes SET description = 'whole' WHERE id = 'hero_picture';
UPDATE assignment_sources SET description = 'whole' WHERE name = 'Kiosk / Größe';
UPDATE entity_property_sources SET description = 'whole' WHERE name = '100% "loyal"';
SELECT pg_temp.sent();
CREATE TEMPORARY TABLE after AS
SELECT 'gates' AS table_name, description, pg_temp.rest(raw) AS rest FROM gates WHERE id = 'checkout_guest_order'
UNION ALL SELECT 'dynamic_configs', description, pg_temp.rest(raw) FROM dynamic_configs WHERE id = 'unicode_value'
UNION ALL SELECT 'experiments', description, pg_temp.rest(raw) FROM experiments WHERE id = 'search_ranking_model'
UNION ALL SELECT 'layers', description, pg_temp.rest(raw) FROM layers WHERE id = 'pricing_layer'
UNION ALL SELECT 'holdouts', description, pg_temp.rest(raw) FROM holdouts WHERE id = 'checkout_holdout'
UNION ALL SELECT 'autotunes', description, pg_temp.rest(raw) FROM autotunes WHERE id = 'hero_picture'
UNION ALL SELECT 'assignment_sources', description, pg_temp.rest(raw) FROM assignment_sources WHERE name = 'Kiosk / Größe'
UNION ALL SELECT 'entity_property_sources', description, pg_temp.rest(raw) FROM entity_property_sources WHERE name = '100% "loyal"';
-- Members that are other than before, beside nulls in rules.
SELECT table_name, d.*
FROM before JOIN after USING (table_name),
	LATERAL (SELECT key, b.value, a.value FROM jsonb_each(before.rest) AS b FULL JOIN jsonb_each(after.rest) AS a USING (key)
		WHERE CASE WHEN key = 'rules' THEN jsonb_strip_nulls(b.value) ELSE b.value END IS DISTINCT FROM a.value) AS d
ORDER BY table_name, key;
SELECT table_name, description FROM after ORDER BY 1;
SELECT count(*) > 0 FROM pg_temp.sent();
-- Who counts as creator is in the body when the UPDATE says so.
UPDATE gates SET creator_email = 'anna.berg@lindenhof.example' WHERE id = 'new_checkout';
SELECT substring(s, '^\S+ \S+ '), substring(s, '"creator[^,]*.[^,]*') FROM pg_temp.changes() AS s;
SELECT creator_name, creator_email FROM gates WHERE id = 'new_checkout';
-- Each kind of column, together; several UPDATEs in one request; nothing to change, nothing sent.
BEGIN;
UPDATE layers SET target_apps = '{Web Shop,Mobile App}' WHERE id = 'pricing_layer';
UPDATE layers SET parameters = '[]' WHERE id = 'pricing_layer';
UPDATE autotunes SET success_event = 'purchase', exploration_window = '48' WHERE id = 'hero_picture';
UPDATE autotunes SET description = 'twice' WHERE id = 'hero_picture';
UPDATE holdouts SET pass_percentage = 7, targeting_gate_id = NULL WHERE id = 'checkout_holdout';
UPDATE assignment_sources SET team = 'Growth' WHERE name = 'Kiosk / Größe';
UPDATE entity_property_sources SET timestamp_as_day = true WHERE name = '100% "loyal"';
SELECT target_apps, parameters FROM layers WHERE id = 'pricing_layer';
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
UPDATE layers SET description = description;
UPDATE holdouts SET gate_ids = gate_ids;
UPDATE autotunes SET variants = variants;
SELECT pg_temp.changes();
-- Other actions stay calls of their own.
UPDATE autotunes SET is_started = true, description = 'started' WHERE id = 'hero_picture' RETURNING is_started, description;
UPDATE dynamic_configs SET is_enabled = false WHERE id = 'empty_value';
SELECT left(s, 90) FROM pg_temp.changes() AS s;
-- INSERT and DELETE are what they are without it.
INSERT INTO layers (name, id_type, parameters) VALUES ('New Layer', 'userID', '[{"name": "a", "type": "boolean", "defaultValue": true}]') RETURNING id, parameters;
DELETE FROM layers WHERE id = 'new_layer';
SELECT pg_temp.sent();
-- Refused; changed by somebody else.
UPDATE layers SET parameters = '[{"name": "a", "type": "boolean", "defaultValue": 1}]' WHERE id = 'pricing_layer';
\echo :LAST_ERROR_SQLSTATE
BEGIN;
UPDATE layers SET description = 'mine' WHERE id = 'pricing_layer';
\! curl -sS -o /dev/null --noproxy '*' -X PATCH -H 'STATSIG-API-KEY: console-mock-key' -H 'Content-Type: application/json' --data '{"description":"theirs"}' "$STATSIG_MOCK_URL/console/v1/layers/pricing_layer"
\set VERBOSITY terse
COMMIT;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT description FROM layers WHERE id = 'pricing_layer';
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Sets: read, changed, and written whole.
--
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('pricing_holdout', 'u1', true), ('checkout_holdout', 'u1', true), ('checkout_holdout', 'u2', false);
UPDATE holdout_overrides SET passes = NOT passes WHERE holdout_id = 'checkout_holdout' RETURNING unit_id, passes;
DELETE FROM holdout_overrides WHERE holdout_id = 'checkout_holdout' AND unit_id = 'u1';
DELETE FROM holdout_overrides WHERE holdout_id = 'checkout_holdout';
SELECT pg_temp.sent();
\! mock-control state /holdouts/checkout_holdout/overrides
-- Overrides of every form: what no single body can say is not tried.
DELETE FROM gate_overrides WHERE gate_id = 'new_checkout' AND unit_id = 'u-3001';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO layer_overrides (layer_id, kind, target, experiment_name, group_name) VALUES ('search_layer', 'unit', 'u1', 'search_ranking_model', 'Test');
DELETE FROM layer_overrides WHERE layer_id = 'search_layer' AND kind <> 'unit';
SELECT pg_temp.changes();
INSERT INTO experiment_overrides (experiment_id, kind, target, group_id, environment, unit_type) VALUES ('dark_mode_default', 'unit', 'u1', 'Control', 'staging', 'userID'), ('dark_mode_default', 'segment', 'gold_tier', 'Test', NULL, NULL);
UPDATE experiment_overrides SET group_id = 'Test' WHERE experiment_id = 'dark_mode_default' AND kind = 'unit';
DELETE FROM experiment_overrides WHERE experiment_id = 'dark_mode_default' AND kind = 'segment';
SELECT pg_temp.sent();
-- The ids of a list; those of a user store list the API cannot reset.
INSERT INTO segment_ids VALUES ('empty_list', 'a,b'), ('empty_list', '"c" %'), ('empty_list', 'größe');
DELETE FROM segment_ids WHERE segment_id = 'empty_list' AND unit_id = 'a,b';
DELETE FROM segment_ids WHERE segment_id = 'empty_list';
INSERT INTO segment_ids VALUES ('empty_store_list', 's1'), ('empty_store_list', 's2');
DELETE FROM segment_ids WHERE segment_id = 'empty_store_list' AND unit_id = 's1';
SELECT pg_temp.sent();
SELECT segment_id, unit_id FROM segment_ids WHERE segment_id IN ('empty_list', 'empty_store_list');
-- Own changes show before COMMIT; ROLLBACK sends nothing.
BEGIN;
INSERT INTO segment_ids VALUES ('empty_list', 'x'), ('empty_list', 'y');
DELETE FROM segment_ids WHERE segment_id = 'empty_list' AND unit_id = 'x';
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('checkout_holdout', 'u9', true);
SELECT unit_id FROM segment_ids WHERE segment_id = 'empty_list';
SELECT unit_id, passes FROM holdout_overrides WHERE holdout_id = 'checkout_holdout';
ROLLBACK;
SELECT pg_temp.changes();
--
-- Taken back: a COMMIT that stops half-way.
--
INSERT INTO segment_ids VALUES ('empty_list', 'stays'), ('empty_list', 'goes');
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(
		(SELECT jsonb_agg(pg_temp.rest(raw) || jsonb_build_object('description', description) ORDER BY id) FROM layers),
		(SELECT jsonb_agg(pg_temp.rest(raw) || jsonb_build_object('description', description) ORDER BY id) FROM holdouts),
		(SELECT jsonb_agg(pg_temp.rest(raw) || jsonb_build_object('description', description) ORDER BY id) FROM autotunes),
		(SELECT jsonb_agg(to_jsonb(o) - 'raw' ORDER BY holdout_id, environment, unit_type, unit_id) FROM holdout_overrides AS o),
		(SELECT jsonb_agg(unit_id ORDER BY unit_id) FROM segment_ids WHERE segment_id = 'empty_list'))
$$;
CREATE TEMPORARY TABLE state_before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE layers SET description = 'undone', parameters = '[]' WHERE id = 'search_layer';
UPDATE holdouts SET gate_ids = '{}', pass_percentage = 1 WHERE id = 'checkout_holdout';
UPDATE autotunes SET description = 'undone', success_event = 'view' WHERE id = 'hero_picture';
UPDATE holdout_overrides SET passes = NOT passes WHERE holdout_id = 'pricing_holdout' AND environment IS NULL AND unit_type = 'customID';
INSERT INTO segment_ids VALUES ('empty_list', 'new');
DELETE FROM segment_ids WHERE segment_id = 'empty_list' AND unit_id = 'goes';
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
\set ECHO none
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\set ECHO all
SELECT pg_temp.changes();
SELECT pg_temp.state() = state FROM state_before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) UPDATE layers SET description = 'x' WHERE id = 'pricing_layer';
EXPLAIN (COSTS OFF) UPDATE holdouts SET description = 'x' WHERE id = 'checkout_holdout';
EXPLAIN (COSTS OFF) UPDATE autotunes SET description = 'x' WHERE id = 'hero_picture';
EXPLAIN (COSTS OFF) UPDATE entity_property_sources SET description = 'x' WHERE name = '100% "loyal"';
EXPLAIN (COSTS OFF) INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('checkout_holdout', 'u', true);
EXPLAIN (COSTS OFF) DELETE FROM segment_ids WHERE segment_id = 'empty_list';
