\i test/psql/setup.sql
--
-- Documents that have no key: the project's settings, its environments; rows
-- that the API never shows.
--
\pset format unaligned
\pset tuples_only on
SELECT count(*) FROM pg_temp.sent();
-- One row, written whole.
SELECT name, visibility, default_unit_type FROM settings_project;
UPDATE settings_project SET name = 'Shop' RETURNING name, visibility;
UPDATE settings_project SET name = name;
SELECT pg_temp.sent();
-- Several tables and statements; what comes back to what it was is not sent.
BEGIN;
UPDATE settings_project SET name = 'A';
UPDATE settings_project SET visibility = 'EXTERNAL' WHERE name = 'A';
UPDATE settings_teams SET require_teams_on_configs = NOT require_teams_on_configs;
UPDATE settings_reviews SET is_config_review_required = true, is_whn_source_review_required = true;
SAVEPOINT s;
UPDATE settings_project SET name = 'B';
ROLLBACK TO s;
SELECT name, visibility FROM settings_project;
UPDATE settings_teams SET require_teams_on_configs = NOT require_teams_on_configs;
SELECT method, path, old_rows, new_rows FROM statsig_fdw_pending;
-- Somebody else's setting stays.
\! mock-control set-state '{"path":"/settings/project","object":{"name":"Shop","visibility":"CLOSED","default_unit_type":"stableID"}}'
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The API writes this member in small letters, and takes it in large ones.
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/settings/project"},"fault":{"kind":"status","status":200,"body":{"message":"Settings read successfully.","data":{"name":"Shop","visibility":"closed"}}}}'
SELECT name, visibility, default_unit_type FROM settings_project;
UPDATE settings_project SET name = 'Small';
UPDATE settings_project SET visibility = 'closed', default_unit_type = NULL;
UPDATE settings_project SET visibility = 'open';
\! mock-control clear
UPDATE settings_reviews SET is_whn_source_review_required = NULL;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
INSERT INTO settings_project (name) VALUES ('x');
DELETE FROM settings_project;
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE settings_project SET name = 'C', visibility = 'OPEN';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SET statsig_fdw.dry_run = on;
UPDATE settings_roles SET default_project_role = 'Read Only';
RESET statsig_fdw.dry_run;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Rows of the only array of the only object.
--
SELECT name, id, is_production, requires_review, required_review_group_id, requires_release_pipeline FROM environments;
SELECT name FROM environments WHERE id = '0.4067426155658289';
BEGIN;
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline) VALUES ('qa', false, false, false);
SELECT name, id FROM environments;
UPDATE environments SET requires_review = true WHERE name IN ('qa', 'staging');
DELETE FROM environments WHERE name = 'development';
SAVEPOINT s;
DELETE FROM environments;
SELECT count(*) FROM environments;
ROLLBACK TO s;
SELECT name, id, requires_review FROM environments;
SELECT method, path, body, old_rows, new_rows, note FROM statsig_fdw_pending;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline) VALUES ('qb', false, false, false), ('qc', false, false, false)
RETURNING name, id LIKE '0.%' AS has_id;
UPDATE environments SET name = 'quality' WHERE name = 'qb' RETURNING name, raw ->> 'name';
INSERT INTO environments (name, is_production, requires_review) VALUES ('qd', false, false);
INSERT INTO environments (name, id, is_production, requires_review, requires_release_pipeline) VALUES ('qd', '0.1', false, false, false);
UPDATE environments SET id = '0.1' WHERE name = 'qc';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Deleted meanwhile, changed meanwhile.
BEGIN;
UPDATE environments SET requires_review = true WHERE name = 'qc';
\! mock-control set-state '{"path":"/environments","object":{"environments":[{"name":"one","id":"0.1","isProduction":false,"requiresReview":false,"requiresReleasePipeline":false}]}}'
COMMIT;
BEGIN;
DELETE FROM environments WHERE name = 'one';
\! mock-control set-state '{"path":"/environments","object":{"environments":[{"name":"two","id":"0.2","isProduction":false,"requiresReview":false,"requiresReleasePipeline":false}]}}'
COMMIT;
BEGIN;
UPDATE environments SET requires_review = true WHERE name = 'two';
\! mock-control set-state '{"path":"/environments","object":{"environments":[{"name":"three","id":"0.3","isProduction":false,"requiresReview":false,"requiresReleasePipeline":false},{"name":"second","id":"0.2","isProduction":true,"requiresReview":false,"requiresReleasePipeline":false}]}}'
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Taken back.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO environments (name, is_production, requires_review, requires_release_pipeline) VALUES ('four', false, false, false);
UPDATE environments SET is_production = false WHERE name = 'second';
DELETE FROM environments WHERE name = 'three';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT name, is_production FROM environments;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- What the API takes and never shows.
--
UPDATE wh_connections SET bigquery = '{"project":"p","stagingDataset":"d"}' RETURNING bigquery, snowflake;
INSERT INTO change_validations (review_id, validated) VALUES ('r1', false), ('r2', true);
-- The column that identifies the row goes along; two rows are two requests, two changes of one are one.
UPDATE change_validations SET message = 'm-' || review_id WHERE review_id IN ('r1', 'r2') RETURNING review_id, message;
BEGIN;
INSERT INTO change_validations (review_id, validated) VALUES ('r3', true), ('r3', true);
UPDATE change_validations SET message = 'a' WHERE review_id = 'r3';
UPDATE change_validations SET message = 'b' WHERE review_id = 'r3';
UPDATE change_validations SET message = 'c' WHERE review_id = 'r1';
SELECT method, path, body, new_rows FROM statsig_fdw_pending;
COMMIT;
UPDATE change_validations SET review_id = 'r4' WHERE review_id = 'r1';
UPDATE change_validations SET message = 'x';
SELECT pg_temp.sent();
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
UPDATE change_validations SET message = 'd' WHERE review_id = 'r1';
INSERT INTO change_validations (review_id, validated) VALUES ('r5', true);
UPDATE wh_connections SET bigquery = '{}';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
-- Rows that can only be made: the answer tells of them, and equal ones are two.
INSERT INTO prompts (name) VALUES ('Prompt one') RETURNING id;
INSERT INTO prompt_versions (prompt_id, name, temperature) VALUES ('prompt_one', 'v one', 0.5) RETURNING prompt_id, id, temperature;
BEGIN;
INSERT INTO prompt_versions (prompt_id, id, name) VALUES ('prompt_one', 'same', 'v two'), ('prompt_one', 'same', 'v two');
SELECT method, path, body FROM statsig_fdw_pending;
INSERT INTO prompt_versions (prompt_id, name) VALUES ('prompt_one', 'v two') RETURNING id;
ROLLBACK;
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO prompt_versions (prompt_id, name) VALUES ('prompt_one', 'v three') RETURNING id;
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT s FROM pg_temp.sent() AS s WHERE s LIKE '%version%' OR s LIKE '%wh_%';
-- The key in the query of a DELETE, and in the body of an UPDATE.
INSERT INTO ingestion_sources (type, dataset, source_name, query) VALUES ('s3', 'Events', 'one', 'q'), ('s3', 'Events', 'two', 'q');
UPDATE ingestion_sources SET enabled = false WHERE type = 's3' AND dataset = 'Events' AND source_name IN ('one', 'two');
DELETE FROM ingestion_sources WHERE type = 's3' AND dataset = 'Events' AND source_name = 'one';
BEGIN;
UPDATE ingestion_schedules SET scheduled_hour_pst = 4 WHERE dataset = 'Events';
SELECT scheduled_hour_pst FROM ingestion_schedules WHERE dataset = 'Events';
UPDATE ingestion_schedules SET scheduled_hour_pst = 5 WHERE dataset = 'Events';
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- An argument's old value where the statement gives none.
UPDATE release_pipeline_triggers SET action = 'pause' WHERE id = '3tTrigger0000000000000';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
