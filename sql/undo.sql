\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Statements that take back what was applied.
--
INSERT INTO gates (id, name, description) VALUES ('hw_a', 'Half way a', 'a'), ('hw_b', 'Half way b', 'b');
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- An answer that cannot be read: the change was applied all the same.
--
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/gates"},"fault":{"kind":"truncate_json"},"times":1}'
BEGIN;
INSERT INTO gates (name) VALUES ('Hw unread');
UPDATE gates SET status = 'Disabled' WHERE name = 'Hw unread';
INSERT INTO tags (name, description) VALUES ('hw after', 'x');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SELECT id, status FROM gates WHERE name = 'Hw unread';
SELECT statement, remark FROM statsig_fdw_undo();
-- The statements are for the role that made the changes, and for no other.
CREATE ROLE half_way_other;
GRANT USAGE ON SCHEMA statsig TO half_way_other;
SET ROLE half_way_other;
SELECT count(*) FROM statsig_fdw_undo();
RESET ROLE;
DROP OWNED BY half_way_other;
DROP ROLE half_way_other;
SELECT count(*) FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() \gexec
SELECT count(*) FROM gates WHERE name = 'Hw unread';
--
-- Rules that were moved, deleted and added get back where they were, with their ids of before where they are still there.
--
UPDATE gates SET rules = '[{"name": "1", "passPercentage": 1, "conditions": []}, {"name": "2", "passPercentage": 2, "conditions": []}, {"name": "3", "passPercentage": 3, "conditions": []},
	{"name": "4", "passPercentage": 4, "conditions": []}, {"name": "5", "passPercentage": 5, "conditions": []}, {"name": "6", "passPercentage": 6, "conditions": []}]' WHERE id = 'hw_a';
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
DELETE FROM gate_rules WHERE gate_id = 'hw_a' AND name IN ('2', '5');
UPDATE gate_rules SET position = 0 WHERE gate_id = 'hw_a' AND name = '6';
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('hw_a', '7', 7, '[]');
UPDATE gate_rules SET position = 1 WHERE gate_id = 'hw_a' AND name = '7';
DELETE FROM gate_rules WHERE gate_id = 'hw_a' AND name = '3';
INSERT INTO tags (name, description) VALUES ('hw fails', 'x');
COMMIT;
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
SELECT regexp_replace(statement, E'base_id = ''\\w+''', 'base_id = ...'), remark FROM statsig_fdw_undo();
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
SELECT string_agg(pass_percentage::text, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
--
-- What was sent at once is taken back last change first, also when a part was rolled back before the rest.
--
UPDATE gates SET description = 'a' WHERE id = 'hw_b';
SET client_min_messages = error;
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE gates SET description = 'b' WHERE id = 'hw_b';
SAVEPOINT s;
UPDATE gates SET description = 'c' WHERE id = 'hw_b';
ROLLBACK TO s;
ROLLBACK;
SELECT step, statement FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() ORDER BY step \gexec
SELECT description FROM gates WHERE id = 'hw_b';
-- A place is put back even if the rule was moved before, for good.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE gate_rules SET position = 0 WHERE gate_id = 'hw_a' AND name = '3';
SAVEPOINT s;
DELETE FROM gate_rules WHERE gate_id = 'hw_a' AND name = '1';
ROLLBACK TO s;
COMMIT;
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
SELECT statement FROM statsig_fdw_undo() ORDER BY step \gexec
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
-- Both rolled back: one statement puts all places back.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE gate_rules SET position = 0 WHERE gate_id = 'hw_a' AND name = '6';
DELETE FROM gate_rules WHERE gate_id = 'hw_a' AND name = '2';
ROLLBACK;
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
SELECT statement FROM statsig_fdw_undo() ORDER BY step \gexec
SELECT string_agg(name, ' ' ORDER BY position) FROM gate_rules WHERE gate_id = 'hw_a';
--
-- What a deleted object names may be gone, or go with it: its creator, its control group.
--
INSERT INTO experiments (id, name, groups) VALUES ('hw_control', 'Half way control', '[{"name": "A", "size": 50, "parameterValues": {"a": 1}}, {"name": "B", "size": 50, "parameterValues": {}}]');
SELECT creator_id FROM gates WHERE id = 'new_checkout';
CREATE FUNCTION pg_temp.deletable() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(
		(SELECT to_jsonb(g) - '{raw,rules,version,created_time,creator_id,creator_name,creator_email,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,checks_per_hour,holdout_ids,owner}'::text[] FROM gates AS g WHERE id = 'new_checkout'),
		(SELECT jsonb_agg(jsonb_build_array(name, pass_percentage, conditions, environments) ORDER BY position) FROM gate_rules WHERE gate_id = 'new_checkout'),
		(SELECT jsonb_agg(jsonb_build_array(name, size, parameter_values) ORDER BY position) FROM experiment_groups WHERE experiment_id = 'hw_control'))
$$;
CREATE TEMPORARY TABLE deletable AS SELECT pg_temp.deletable() AS state;
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
DELETE FROM experiments WHERE id = 'hw_control';
DELETE FROM gates WHERE id = 'new_checkout';
INSERT INTO tags (name, description) VALUES ('hw fails', 'x');
COMMIT;
SELECT remark FROM statsig_fdw_undo();
\set ECHO none
BEGIN;
\o /dev/null
SELECT statement FROM statsig_fdw_undo() ORDER BY step \gexec
\o
COMMIT;
\set ECHO all
SELECT pg_temp.deletable() = state FROM deletable;
-- A switch that is not shown is off: it is switched off again, and nothing is to be done where it stays off.
UPDATE experiments SET status = 'active' WHERE id = 'hw_control';
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE experiment_groups SET disabled = true WHERE experiment_id = 'hw_control' AND name = 'A';
UPDATE experiment_groups SET disabled = false WHERE experiment_id = 'hw_control' AND name = 'B';
INSERT INTO tags (name, description) VALUES ('hw fails', 'x');
COMMIT;
SELECT regexp_replace(statement, E' id = ''\\w+''', ' id = ...'), remark FROM statsig_fdw_undo();
