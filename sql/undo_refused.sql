\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Old values that the API shows and does not take: a remark, never a statement that would be refused with all others.
--
INSERT INTO gates (id, name, description) VALUES ('ur_a', 'Undo refused a', 'a');
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}}}'
-- A metric's type.
SELECT id, type FROM metrics WHERE id = 'add_to_cart::event_count';
BEGIN;
UPDATE gates SET description = 'b' WHERE id = 'ur_a';
DELETE FROM metrics WHERE id = 'add_to_cart::event_count';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT description FROM gates WHERE id = 'ur_a';
-- A gate's type that only Statsig sets: the rest is set back, or made again.
SELECT type FROM gates WHERE id = 'checkout_gift_wrapping';
BEGIN;
UPDATE gates SET description = 'b', type = 'PERMANENT' WHERE id = 'checkout_gift_wrapping';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\! mock-control state /gates | sed 's/"id":"ur_a"/"type":"STALE",&/; s/^/{"path":"\/gates","items":/; s/$/}/' | mock-control set-state
BEGIN;
DELETE FROM gates WHERE id = 'ur_a';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT type FROM gates WHERE id = 'ur_a';
-- JSON that the API would not take: a kind of condition that is new, thirds of a percent within rules.
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/gates/ur_a"},"fault":{"kind":"status","status":200,"body":{"message":"ok","data":{"id":"ur_a","name":"Undo refused a","idType":"userID","description":"a","rules":[{"id":"r1","baseID":"r1","name":"ur","passPercentage":33.333,"conditions":[]},{"id":"r2","baseID":"r2","name":"ur 2","passPercentage":10,"conditions":[{"type":"unheard of"}]}]}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/ur_a/rules*"},"fault":{"kind":"status","status":200,"body":{"message":"ok","data":{}}}}'
BEGIN;
UPDATE gate_rules SET environments = '{staging}', pass_percentage = 20 WHERE gate_id = 'ur_a' AND name = 'ur';
UPDATE gate_rules SET conditions = '[]', pass_percentage = 20 WHERE gate_id = 'ur_a' AND name = 'ur 2';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
BEGIN;
DELETE FROM gate_rules WHERE gate_id = 'ur_a' AND name = 'ur 2';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
BEGIN;
DELETE FROM gates WHERE id = 'ur_a';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
\! mock-control clear
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}}}'
-- A decision needs its reason: it is given, or nothing is set back where it is not known.
INSERT INTO experiments (id, name, hypothesis, groups) VALUES ('ur_exp', 'Undo refused experiment', 'h', '[{"name": "A", "size": 50, "parameterValues": {}}, {"name": "B", "size": 50, "parameterValues": {}}]');
UPDATE experiments SET status = 'active' WHERE id = 'ur_exp';
UPDATE experiments SET status = 'abandoned', decision_reason = 'no reason' WHERE id = 'ur_exp';
BEGIN;
UPDATE experiments SET status = 'setup' WHERE id = 'ur_exp';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT status, decision_reason FROM experiments WHERE id = 'ur_exp';
\! mock-control state /experiments | sed 's/"decisionReason":"no reason"/"decisionReason":null/; s/^/{"path":"\/experiments","items":/; s/$/}/' | mock-control set-state
BEGIN;
UPDATE experiments SET status = 'setup' WHERE id = 'ur_exp';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
-- A column that the row needs and that the foreign table lacks.
CREATE FOREIGN TABLE few_columns (id text, description text) SERVER statsig OPTIONS (resource 'tags');
BEGIN;
DELETE FROM few_columns WHERE description = (SELECT description FROM tags ORDER BY name LIMIT 1);
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
DROP FOREIGN TABLE few_columns;
--
-- What can be asked for in a list only: the row that the statement has read is made again.
--
INSERT INTO assignment_sources (name, description, is_verified, tags, sql, timestamp_column, experiment_id_column, group_id_column, id_type_mapping)
VALUES ('Ur source', 'It''s', true, '{core}', 'SELECT 1', 'ts', 'exp', 'grp', '[{"column": "user_id", "statsigUnitID": "userID"}]');
INSERT INTO ingestion_sources (type, dataset, source_name, query, column_mapping)
VALUES ('athena', 'Events', 'ur', 'SELECT 1', '{"unit_id": "u", "event_name": "e", "timestamp": "t", "ids": {"userID": "u"}, "metadata": {"a": "b"}, "event_value": "v"}');
CREATE TEMPORARY TABLE before AS SELECT to_jsonb(a) - '{raw,id,created_time,last_modified_time}'::text[] AS row FROM assignment_sources AS a WHERE name = 'Ur source';
CREATE FOREIGN TABLE few_sources (name text, sql text) SERVER statsig OPTIONS (resource 'assignment_sources');
BEGIN;
DELETE FROM assignment_sources WHERE name = 'Ur source';
DELETE FROM ingestion_sources WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'ur';
DELETE FROM few_sources WHERE name = 'Web Exposures';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
DROP FOREIGN TABLE few_sources;
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT row = to_jsonb(a) - '{raw,id,created_time,last_modified_time}'::text[] FROM before, assignment_sources AS a WHERE name = 'Ur source';
SELECT enabled FROM ingestion_sources WHERE type = 'athena' AND dataset = 'Events' AND source_name = 'ur';
