\i test/psql/setup.sql
--
-- Release pipelines, and the changes that go through them.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(s, 'release_pipelines/\w{22}', 'release_pipelines/...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
SELECT id, name, created_time, jsonb_array_length(phases) FROM release_pipelines ORDER BY id;
SELECT name FROM release_pipelines WHERE id = '2pHotfixPipeline000002';
SELECT pg_temp.sent();
-- The API makes the ids of the pipeline, its phases and their rules; RETURNING gives a value that was written as it was written.
INSERT INTO release_pipelines (name) VALUES ('Bare') RETURNING id IS NOT NULL, name, phases;
INSERT INTO release_pipelines (name, phases) VALUES ('Quick',
	'[{"name":"Staff","timeIntervalMs":3600000,"requiredReview":true,"rules":[{"name":"Staff","conditions":[{"type":"email","operator":"str_contains_any","targetValue":["@lindenhof.example"]}],"environments":["staging"]}]},
	  {"name":"All","timeIntervalMs":60000,"requiredReview":false,"rules":[{"name":"All","conditions":[{"type":"public"}]}]}]')
RETURNING phases #>> '{0,name}', phases #>> '{0,id}' IS NOT NULL;
SELECT phases #>> '{0,id}' IS NOT NULL, phases #>> '{0,rules,0,id}' IS NOT NULL FROM release_pipelines WHERE name = 'Quick';
SELECT pg_temp.sent();
-- Phases keep their ids when they are sent with them; an UPDATE is a POST of what changes.
CREATE TEMPORARY TABLE phases_before AS SELECT phases FROM release_pipelines WHERE name = 'Quick';
UPDATE release_pipelines SET phases = jsonb_set(phases, '{1,timeIntervalMs}', '120000') WHERE name = 'Quick' RETURNING phases #> '{1,timeIntervalMs}';
UPDATE release_pipelines SET name = 'Quickest' WHERE name = 'Quick' RETURNING name, phases #> '{0,id}' = (SELECT phases #> '{0,id}' FROM phases_before);
UPDATE release_pipelines SET phases = '[]' WHERE name = 'Bare';
UPDATE release_pipelines SET name = 'Quickest', phases = phases WHERE name = 'Quickest';
SELECT regexp_replace(s, '"id":"\w{22}"', '"id":...', 'g') FROM pg_temp.changes() AS s;
BEGIN;
INSERT INTO release_pipelines (name) VALUES ('Made');
UPDATE release_pipelines SET phases = '[{"name":"All","timeIntervalMs":1,"requiredReview":false,"rules":[]}]' WHERE name = 'Made';
UPDATE release_pipelines SET name = 'Fast' WHERE name = 'Quickest';
UPDATE release_pipelines SET name = 'Faster' WHERE name = 'Fast';
DELETE FROM release_pipelines WHERE name = 'Bare';
SELECT name, jsonb_array_length(phases) FROM release_pipelines ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
SELECT name, jsonb_array_length(phases) FROM release_pipelines ORDER BY 1;
BEGIN;
DELETE FROM release_pipelines;
SELECT count(*) FROM release_pipelines;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO release_pipelines (phases) VALUES ('[]');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO release_pipelines (id, name) VALUES ('a', 'b');
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipelines SET phases = '[{"name":"All"}]' WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipelines SET phases = '[{"name":"All","timeIntervalMs":1,"requiredReview":"no","rules":[]}]' WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipelines SET phases = NULL WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipelines SET creator_id = 'x' WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipelines SET id = 'x' WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
UPDATE release_pipelines SET phases = '[{"name":"All","timeIntervalMs":1,"requiredReview":false,"rules":[{"name":"r","conditions":[{"type":"weather"}]}]}]' WHERE name = 'Made';
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"DELETE"},"times":1,"fault":{"kind":"status","status":404,"body":{"status":404,"message":"No such pipeline"}}}'
BEGIN;
INSERT INTO release_pipelines (name) VALUES ('Half');
UPDATE release_pipelines SET name = 'Half made', phases = '[]' WHERE name = 'Made';
DELETE FROM release_pipelines WHERE name = 'Faster';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT pg_temp.changes();
SELECT regexp_replace(statement, '\w{22}', '...', 'g') AS statement, remark FROM statsig_fdw_undo();
\set ECHO none
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\set ECHO all
SELECT name, jsonb_array_length(phases) FROM release_pipelines WHERE name ~ '^(Half|Made|Fast)' ORDER BY 1;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Triggers: a change of a gate makes one, an UPDATE moves it on.
--
SELECT id, release_pipeline_id, status, gate_id, dynamic_config_id, current_phase FROM release_pipeline_triggers ORDER BY id;
SELECT pg_temp.sent();
SELECT id FROM release_pipeline_triggers WHERE release_pipeline_id = '2pHotfixPipeline000002' AND status = 'PAUSED';
SELECT id FROM release_pipeline_triggers WHERE gate_id = 'internal_users' ORDER BY 1;
SELECT id FROM release_pipeline_triggers WHERE dynamic_config_id = 'coupon_limits' AND status IN ('ABORTED', 'COMPLETED');
SELECT count(*) FROM release_pipeline_triggers WHERE created_time >= '2026-04-01' AND created_time < '2026-04-02';
SELECT pg_temp.sent();
-- By status: the phase is the present one.
UPDATE release_pipeline_triggers SET status = 'PAUSED' WHERE id = '3tTrigger0000000000000' RETURNING status, current_phase, actions -> -1 ->> 'type';
UPDATE release_pipeline_triggers SET status = 'IN_PROGRESS' WHERE id = '3tTrigger0000000000000' RETURNING status, actions -> -1 ->> 'type', last_modifier_name;
UPDATE release_pipeline_triggers SET status = 'COMPLETED' WHERE id = '3tTrigger0000000000005' RETURNING status, current_phase;
UPDATE release_pipeline_triggers SET status = 'ABORTED' WHERE id = '3tTrigger0000000000006' RETURNING status, current_phase, current_phase_end_time;
SELECT pg_temp.changes();
-- By name of the action: all six.
UPDATE release_pipeline_triggers SET action = 'pause' WHERE id = '3tTrigger0000000000000' RETURNING status, action;
UPDATE release_pipeline_triggers SET action = 'unpause', phase_id = current_phase_id WHERE id = '3tTrigger0000000000000' RETURNING status;
UPDATE release_pipeline_triggers SET action = 'skip', phase_id = (SELECT phases -> 1 ->> 'id' FROM release_pipelines WHERE id = '2pCarefulPipeline00001')
WHERE id = '3tTrigger0000000000000' RETURNING status, current_phase, current_phase_end_time;
UPDATE release_pipeline_triggers SET action = 'rollout' WHERE id = '3tTrigger0000000000000' RETURNING status, current_phase;
UPDATE release_pipeline_triggers SET action = 'approve', phase_id = current_phase_id WHERE id = '3tTrigger0000000000004' RETURNING status;
UPDATE release_pipeline_triggers SET action = 'abort' WHERE id = '3tTrigger0000000000004' RETURNING status;
SELECT pg_temp.changes();
SELECT status, array(SELECT a ->> 'type' FROM jsonb_array_elements(actions) AS a) FROM release_pipeline_triggers WHERE id = '3tTrigger0000000000000';
-- In a transaction: a status that is left again is nothing; actions by their name are all sent. The phase that
-- is the present one is that before the transaction.
BEGIN;
UPDATE release_pipeline_triggers SET status = 'PAUSED' WHERE id = '3tTrigger0000000000010';
SELECT status FROM release_pipeline_triggers WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET status = 'IN_PROGRESS' WHERE id = '3tTrigger0000000000010';
COMMIT;
SELECT pg_temp.changes();
BEGIN;
UPDATE release_pipeline_triggers SET action = 'pause' WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET action = 'unpause' WHERE id = '3tTrigger0000000000010';
SELECT action, status FROM release_pipeline_triggers WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET action = 'skip', phase_id = 'uuKGyg7LJ40yCNjlV4MjTt' WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET action = 'pause', phase_id = 'uuKGyg7LJ40yCNjlV4MjTt' WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET action = 'pause', phase_id = 'uuKGyg7LJ40yCNjlV4MjTt' WHERE id = '3tTrigger0000000000010';
COMMIT;
SELECT pg_temp.changes();
SELECT status, current_phase, array(SELECT a ->> 'type' FROM jsonb_array_elements(actions) AS a) FROM release_pipeline_triggers WHERE id = '3tTrigger0000000000010';
BEGIN;
UPDATE release_pipeline_triggers SET action = 'abort' WHERE status = 'PAUSED';
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
UPDATE release_pipeline_triggers SET status = 'IN_PROGRESS' WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipeline_triggers SET status = 'WAITING_FOR_REVIEW' WHERE id = '3tTrigger0000000000010';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipeline_triggers SET action = 'stop' WHERE id = '3tTrigger0000000000010';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipeline_triggers SET action = 'approve' WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipeline_triggers SET phase_id = 'x' WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
UPDATE release_pipeline_triggers SET description = 'x' WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO release_pipeline_triggers (release_pipeline_id) VALUES ('2pCarefulPipeline00001');
\echo :LAST_ERROR_SQLSTATE
DELETE FROM release_pipeline_triggers WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
UPDATE release_pipeline_triggers SET action = 'skip', phase_id = 'no such phase' WHERE id = '3tTrigger0000000000009';
\echo :LAST_ERROR_SQLSTATE
-- A change that has ended is in no phase.
UPDATE release_pipeline_triggers SET action = 'pause' WHERE id = '3tTrigger0000000000002';
\echo :LAST_ERROR_SQLSTATE
-- Taken back as far as the API has a way.
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE release_pipeline_triggers SET status = 'IN_PROGRESS' WHERE id = '3tTrigger0000000000001';
UPDATE release_pipeline_triggers SET action = 'unpause' WHERE id = '3tTrigger0000000000010';
UPDATE release_pipeline_triggers SET status = 'ABORTED' WHERE id = '3tTrigger0000000000009';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT status FROM release_pipeline_triggers WHERE id IN ('3tTrigger0000000000001', '3tTrigger0000000000009', '3tTrigger0000000000010') ORDER BY id;
SELECT pg_temp.changes();
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO release_pipelines (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE release_pipelines SET name = 'b' WHERE id = 'a';
EXPLAIN (COSTS OFF) DELETE FROM release_pipelines WHERE id = 'a';
EXPLAIN (COSTS OFF) UPDATE release_pipeline_triggers SET action = 'skip', phase_id = 'b' WHERE id = 'a';
EXPLAIN (COSTS OFF) UPDATE release_pipeline_triggers SET status = 'ABORTED' WHERE gate_id = 'a' AND status = 'PAUSED';
