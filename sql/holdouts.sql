\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Holdouts and their overrides.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
-- The API takes little with a new holdout; what it does not take follows, fields in a PATCH, lists with the whole holdout.
INSERT INTO holdouts (name) VALUES ('Plain Holdout') RETURNING id, id_type, description, is_enabled, pass_percentage, gate_ids, is_global, targeting_gate_id;
INSERT INTO holdouts (name, id_type, description, team_id, is_enabled, pass_percentage, is_global, targeting_gate_id, monitoring_metrics)
VALUES ('Fields Holdout', 'stableID', 'Größe "F"', '11ABSkeB4jbwKxz7Z861cw', true, 0.25, false, 'internal_users', '[{"name": "orders", "type": "event_count_custom"}]')
RETURNING id, team, is_enabled, pass_percentage, targeting_gate_id, monitoring_metrics;
INSERT INTO holdouts (name, description, is_enabled, pass_percentage, gate_ids, experiment_ids, layer_ids)
VALUES ('Lists Holdout', 'lists', true, 10, '{new_checkout,many_rules,new_checkout}', '{checkout_button_color}', '{search_layer}')
RETURNING id, pass_percentage, gate_ids, experiment_ids, layer_ids;
SELECT pg_temp.sent();
-- Each element of a list once, as in reading.
SELECT raw -> 'gateIDs' FROM holdouts WHERE id = 'lists_holdout';
-- Fields go in a PATCH.
UPDATE holdouts SET description = '', is_enabled = false WHERE id = 'fields_holdout';
UPDATE holdouts SET pass_percentage = 1.5, is_global = true, monitoring_metrics = '[]' WHERE id = 'fields_holdout' RETURNING pass_percentage, is_global, monitoring_metrics;
UPDATE holdouts SET targeting_gate_id = NULL WHERE id = 'fields_holdout' RETURNING targeting_gate_id;
UPDATE holdouts SET pass_percentage = pass_percentage WHERE id = 'fields_holdout';
SELECT pg_temp.changes();
-- Lists are replaced, and a PATCH would append: the whole holdout.
UPDATE holdouts SET gate_ids = array_remove(gate_ids, 'many_rules') WHERE id = 'lists_holdout' RETURNING gate_ids, experiment_ids;
UPDATE holdouts SET experiment_ids = experiment_ids || '{free_shipping_threshold,free_shipping_threshold}', layer_ids = '{}', description = 'both' WHERE id = 'lists_holdout'
RETURNING description, gate_ids, layer_ids;
SELECT pg_temp.sent();
SELECT gate_ids, experiment_ids, layer_ids FROM holdouts WHERE id = 'lists_holdout';
-- One that holds a gate twice: written back once, and not at all when nothing else changes.
SELECT gate_ids, raw -> 'gateIDs' FROM holdouts WHERE id = 'pricing_holdout';
UPDATE holdouts SET gate_ids = '{new_checkout,internal_users}' WHERE id = 'pricing_holdout';
UPDATE holdouts SET gate_ids = '{internal_users}' WHERE id = 'pricing_holdout' RETURNING gate_ids, pass_percentage;
SELECT pg_temp.changes();
-- What has no place, and what cannot change.
INSERT INTO holdouts (description) VALUES ('no name');
INSERT INTO holdouts (name) VALUES ('x');
INSERT INTO holdouts (id, name) VALUES ('own_id', 'Own id');
INSERT INTO holdouts (name, team) VALUES ('Team', 'Growth');
INSERT INTO holdouts (name, pass_percentage) VALUES ('Much', 10.1);
INSERT INTO holdouts (name, pass_percentage) VALUES ('Little', -1);
INSERT INTO holdouts (name, pass_percentage) VALUES ('None', 'NaN');
INSERT INTO holdouts (name, gate_ids) VALUES ('Null', '{new_checkout,NULL}');
INSERT INTO holdouts (name, monitoring_metrics) VALUES ('Metrics', '[{"type": "sum"}]');
UPDATE holdouts SET pass_percentage = 11 WHERE id = 'fields_holdout';
UPDATE holdouts SET gate_ids = NULL WHERE id = 'lists_holdout';
UPDATE holdouts SET is_enabled = NULL WHERE id = 'fields_holdout';
UPDATE holdouts SET monitoring_metrics = NULL WHERE id = 'fields_holdout';
UPDATE holdouts SET id = 'other' WHERE id = 'fields_holdout';
UPDATE holdouts SET name = 'Other' WHERE id = 'fields_holdout';
UPDATE holdouts SET id_type = 'userID' WHERE id = 'fields_holdout';
UPDATE holdouts SET team_id = NULL WHERE id = 'fields_holdout';
UPDATE holdouts SET tags = '{Core}', holdout_ids = '{}' WHERE id = 'fields_holdout';
SELECT pg_temp.changes();
-- What the API refuses.
INSERT INTO holdouts (name) VALUES ('Fields Holdout');
\echo :LAST_ERROR_SQLSTATE
UPDATE holdouts SET targeting_gate_id = 'no_such_gate' WHERE id = 'fields_holdout';
\echo :LAST_ERROR_SQLSTATE
UPDATE holdouts SET gate_ids = '{no_such_gate}' WHERE id = 'lists_holdout';
\echo :LAST_ERROR_SQLSTATE
-- The second request of an INSERT: the holdout is there.
INSERT INTO holdouts (name, pass_percentage, gate_ids) VALUES ('Half Made', 3, '{no_such_gate}');
\echo :LAST_ERROR_SQLSTATE
SELECT id, pass_percentage, gate_ids FROM holdouts WHERE id = 'half_made';
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() \gexec
SELECT id FROM holdouts WHERE id = 'half_made';
SELECT pg_temp.changes();
-- One transaction: one request for each holdout; its own changes show before COMMIT.
BEGIN;
INSERT INTO holdouts (name) VALUES ('Queued Holdout');
UPDATE holdouts SET pass_percentage = 4 WHERE name = 'Queued Holdout';
UPDATE holdouts SET gate_ids = '{many_rules}', description = 'queued' WHERE name = 'Queued Holdout';
UPDATE holdouts SET pass_percentage = 2 WHERE id = 'fields_holdout';
UPDATE holdouts SET pass_percentage = 3, description = 'three' WHERE id = 'fields_holdout';
UPDATE holdouts SET description = 'one' WHERE id = 'lists_holdout';
UPDATE holdouts SET gate_ids = gate_ids || '{many_rules}' WHERE id = 'lists_holdout';
UPDATE holdouts SET gate_ids = gate_ids || '{internal_users}', is_enabled = false WHERE id = 'lists_holdout';
DELETE FROM holdouts WHERE id = 'plain_holdout';
SELECT id, name, description, is_enabled, pass_percentage, gate_ids FROM holdouts WHERE name ~ '^(Plain|Queued|Fields|Lists)' ORDER BY name;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT id, name, description, is_enabled, pass_percentage, gate_ids FROM holdouts WHERE name ~ '^(Plain|Queued|Fields|Lists)' ORDER BY name;
BEGIN;
UPDATE holdouts SET gate_ids = '{}' WHERE id = 'lists_holdout';
DELETE FROM holdouts WHERE id = 'queued_holdout';
INSERT INTO holdouts (name) VALUES ('Rolled Back');
ROLLBACK;
SELECT pg_temp.changes();
-- Somebody else was faster.
BEGIN;
UPDATE holdouts SET gate_ids = gate_ids || '{condition_gallery}' WHERE id = 'lists_holdout';
\! curl -sS -o /dev/null --noproxy '*' -X PATCH -H 'STATSIG-API-KEY: console-mock-key' -H 'Content-Type: application/json' --data '{"description":"theirs"}' "$STATSIG_MOCK_URL/console/v1/holdouts/lists_holdout"
\set VERBOSITY terse
COMMIT;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT description, gate_ids FROM holdouts WHERE id = 'lists_holdout';
SELECT pg_temp.changes();
--
-- Overrides, as for gates.
--
INSERT INTO holdout_overrides (holdout_id, environment, unit_type, unit_id, passes)
VALUES ('lists_holdout', NULL, 'userID', 'u1', true), ('lists_holdout', NULL, 'userID', 'u,"2"', false), ('lists_holdout', NULL, 'customID', 'c1', true),
	   ('lists_holdout', 'staging', 'stableID', 'd1', false), ('lists_holdout', 'staging', 'stableID', 'd2', false), ('queued_holdout', NULL, 'userID', 'u1', true)
RETURNING holdout_id, unit_id;
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('queued_holdout', 'u2', false);
SELECT pg_temp.sent();
UPDATE holdout_overrides SET passes = NOT passes WHERE holdout_id = 'lists_holdout' AND unit_id IN ('u1', 'd1') RETURNING unit_id, passes;
UPDATE holdout_overrides SET passes = passes WHERE holdout_id = 'lists_holdout';
DELETE FROM holdout_overrides WHERE holdout_id = 'lists_holdout' AND unit_type = 'customID' RETURNING unit_id;
SELECT pg_temp.changes();
SELECT environment, unit_type, unit_id, passes FROM holdout_overrides WHERE holdout_id = 'lists_holdout' ORDER BY 1 NULLS FIRST, 2, 3;
\! mock-control state /holdouts/lists_holdout/overrides
BEGIN;
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('lists_holdout', 'u3', true), ('lists_holdout', 'u4', true), ('lists_holdout', 'u5', true);
UPDATE holdout_overrides SET passes = false WHERE holdout_id = 'lists_holdout' AND unit_id = 'u3';
DELETE FROM holdout_overrides WHERE holdout_id = 'lists_holdout' AND unit_id IN ('u1', 'u4');
SELECT unit_id, passes FROM holdout_overrides WHERE holdout_id = 'lists_holdout' AND environment IS NULL ORDER BY 1;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT unit_id, passes FROM holdout_overrides WHERE holdout_id = 'lists_holdout' AND environment IS NULL ORDER BY 1;
BEGIN;
DELETE FROM holdout_overrides WHERE holdout_id = 'lists_holdout';
ROLLBACK;
SELECT pg_temp.changes();
INSERT INTO holdout_overrides (holdout_id, unit_id) VALUES ('lists_holdout', 'u');
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('no_such_holdout', 'u', true);
\echo :LAST_ERROR_SQLSTATE
UPDATE holdout_overrides SET unit_id = 'u9' WHERE holdout_id = 'lists_holdout';
UPDATE holdout_overrides SET environment = NULL WHERE holdout_id = 'lists_holdout';
UPDATE holdout_overrides SET passes = NULL WHERE holdout_id = 'lists_holdout';
SELECT pg_temp.changes();
--
-- Taken back: a COMMIT that stops half-way.
--
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(
		(SELECT jsonb_agg(to_jsonb(h) - '{raw,version,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,created_time,creator_id,creator_name,creator_email}'::text[] ORDER BY id) FROM holdouts AS h),
		(SELECT jsonb_agg(to_jsonb(o) - 'raw' ORDER BY holdout_id, environment, unit_type, unit_id) FROM holdout_overrides AS o))
$$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE holdouts SET pass_percentage = 9, targeting_gate_id = 'internal_users' WHERE id = 'fields_holdout';
UPDATE holdouts SET gate_ids = '{}', description = 'undone' WHERE id = 'lists_holdout';
DELETE FROM holdouts WHERE id = 'checkout_holdout';
INSERT INTO holdouts (name, gate_ids) VALUES ('Undone Holdout', '{many_rules}');
UPDATE holdout_overrides SET passes = NOT passes WHERE holdout_id = 'lists_holdout' AND unit_id = 'd1';
DELETE FROM holdout_overrides WHERE holdout_id = 'pricing_holdout' AND unit_type = 'customID';
INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('queued_holdout', 'u8', true);
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
\set ECHO none
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\set ECHO all
SELECT pg_temp.changes();
SELECT pg_temp.state() = state FROM before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) INSERT INTO holdouts (name, pass_percentage, gate_ids) VALUES ('Plain Holdout', 1, '{}');
EXPLAIN (COSTS OFF) UPDATE holdouts SET pass_percentage = 1 WHERE id = 'lists_holdout';
EXPLAIN (COSTS OFF) UPDATE holdouts SET pass_percentage = 1, gate_ids = '{}' WHERE id = 'lists_holdout';
EXPLAIN (COSTS OFF) DELETE FROM holdouts WHERE id = 'lists_holdout';
EXPLAIN (COSTS OFF) INSERT INTO holdout_overrides (holdout_id, unit_id, passes) VALUES ('lists_holdout', 'u', true);
EXPLAIN (COSTS OFF) UPDATE holdout_overrides SET passes = true WHERE holdout_id = 'lists_holdout' AND unit_id = 'u';
EXPLAIN (COSTS OFF) DELETE FROM holdout_overrides WHERE holdout_id = 'lists_holdout';
SELECT pg_temp.changes();
