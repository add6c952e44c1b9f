\i test/psql/setup.sql
--
-- Settings, connections to warehouses, answers to webhooks, and what can only
-- be read of the project; more about single rows is in singletons.sql.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
SELECT * FROM settings_project;
SELECT * FROM settings_reviews;
SELECT * FROM settings_roles;
SELECT * FROM settings_teams;
SELECT pg_temp.sent();
-- Every column of each; the API takes the object as a whole.
UPDATE settings_project SET name = 'Größe "1"', visibility = 'CLOSED', default_unit_type = 'stableID' RETURNING name, visibility, default_unit_type;
UPDATE settings_reviews SET is_config_review_required = true, is_metric_review_required = false, is_metric_review_required_on_verified_only = false,
	is_whn_analysis_only_review_required = true, is_whn_source_review_required = true RETURNING is_config_review_required, is_whn_source_review_required;
UPDATE settings_reviews SET is_config_review_required = false;
UPDATE settings_roles SET default_project_role = 'Viewer' RETURNING default_project_role;
UPDATE settings_teams SET require_teams_on_configs = true RETURNING require_teams_on_configs;
UPDATE settings_teams SET require_teams_on_configs = true;
UPDATE settings_teams SET require_teams_on_configs = false WHERE NOT require_teams_on_configs;
SELECT pg_temp.changes();
SELECT p.name, r.default_project_role, t.require_teams_on_configs FROM settings_project AS p, settings_roles AS r, settings_teams AS t;
\! mock-control state /settings/reviews
BEGIN;
UPDATE settings_roles SET default_project_role = 'Owner';
UPDATE settings_roles SET default_project_role = 'Auditor';
UPDATE settings_teams SET require_teams_on_configs = false;
UPDATE settings_teams SET require_teams_on_configs = true;
SELECT default_project_role FROM settings_roles;
COMMIT;
BEGIN;
UPDATE settings_roles SET default_project_role = 'Owner';
UPDATE settings_reviews SET is_metric_review_required = true;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
UPDATE settings_project SET visibility = 'SECRET';
\echo :LAST_ERROR_SQLSTATE
UPDATE settings_project SET name = NULL;
\echo :LAST_ERROR_SQLSTATE
UPDATE settings_project SET raw = '{}';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO settings_roles (default_project_role) VALUES ('Owner');
\echo :LAST_ERROR_SQLSTATE
DELETE FROM settings_teams;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
-- The second of two is refused.
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/settings/teams"},"times":1,"fault":{"kind":"status","status":403,"body":{"status":403,"message":"Teams are an Enterprise feature"}}}'
BEGIN;
UPDATE settings_project SET name = 'Half', default_unit_type = 'userID';
UPDATE settings_teams SET require_teams_on_configs = false;
UPDATE settings_roles SET default_project_role = 'Owner';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT p.name, p.default_unit_type, r.default_project_role, t.require_teams_on_configs FROM settings_project AS p, settings_roles AS r, settings_teams AS t;
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Connections to warehouses: one row that only UPDATE sees; passwords are in secrets.sql.
--
SET log_min_error_statement = panic;
UPDATE wh_connections SET databricks = '{"host":"h","path":"p","stagingDatabase":"d","consoleComputePath":"c"}';
UPDATE wh_connections SET snowflake = '{"accountName":"a","computeWarehouse":"w"}';
BEGIN;
UPDATE wh_connections SET bigquery = '{"project":"p","stagingDataset":"a"}';
UPDATE wh_connections SET bigquery = '{"project":"p","stagingDataset":"b"}';
COMMIT;
BEGIN;
UPDATE wh_connections SET snowflake = '{"accountName":"b"}';
ROLLBACK;
SELECT regexp_replace(s, ' .*', '') FROM pg_temp.sent() AS s;
\! mock-control state /wh_connections
UPDATE wh_connections SET snowflake = '{"accountName":1}';
\echo :LAST_ERROR_SQLSTATE
UPDATE wh_connections SET snowflake = '[]';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO wh_connections (snowflake) VALUES ('{}');
\echo :LAST_ERROR_SQLSTATE
DELETE FROM wh_connections;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM pg_temp.sent();
-- The API takes one of them at a time.
UPDATE wh_connections SET snowflake = '{"accountName":"b"}', bigquery = '{"project":"q"}';
\echo :LAST_ERROR_SQLSTATE
-- Nothing to send.
UPDATE wh_connections SET snowflake = NULL;
SELECT regexp_replace(s, ' \{.*\}', '') FROM pg_temp.sent() AS s;
--
-- Answers to webhooks.
--
INSERT INTO change_validations (review_id, validated, message, debug_links)
VALUES ('rev/1', false, 'Not on Fridays', '[{"title":"Rules","url":"https://lindenhof.example/rules"}]') RETURNING review_id, validated, debug_links;
INSERT INTO change_validations (review_id, validated) VALUES ('rev 2', true);
UPDATE change_validations SET message = 'Well then' WHERE review_id = 'rev/1';
BEGIN;
INSERT INTO change_validations (review_id, validated, message) VALUES ('never', true, 'x');
UPDATE change_validations SET message = 'never' WHERE review_id = 'rev/1';
ROLLBACK;
SELECT pg_temp.sent();
\! mock-control state /change_validation
INSERT INTO change_validations (review_id) VALUES ('rev 3');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO change_validations (validated) VALUES (true);
\echo :LAST_ERROR_SQLSTATE
INSERT INTO change_validations (review_id, validated, debug_links) VALUES ('rev 3', true, '[{"title":"Rules"}]');
\echo :LAST_ERROR_SQLSTATE
UPDATE change_validations SET validated = true WHERE review_id = 'rev/1';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM change_validations WHERE review_id = 'rev/1';
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM change_validations;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
UPDATE change_validations SET message = 'x' WHERE review_id = 'none';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
--
-- What can only be read.
--
SELECT id FROM project;
SELECT company_id, company_name, is_warehouse_native, org_id FROM company;
UPDATE company SET company_name = 'x';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO project (id) VALUES ('x');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
SELECT id, name, alert_type, priority, condition, alert_threshold, warning_threshold, team, tags FROM alerts ORDER BY id;
SELECT id, formula, window_ms, metrics -> 'A' ->> 'name', metric_group_bys, renotification_conditions, renotification_window_ms FROM alerts WHERE id IN ('alert-2', 'alert-4') ORDER BY id;
SELECT name FROM alerts WHERE team = 'Checkout' OR 'Core' = ANY (tags) ORDER BY 1;
SELECT name FROM alerts WHERE creator_name = 'Anna Berg' ORDER BY 1;
SELECT name FROM alerts WHERE 'Core' = ANY (tags) AND creator_id = 'LskBmFUFiOcIkU0844oiLY';
DELETE FROM alerts WHERE id = 'alert-1';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) UPDATE settings_project SET name = 'a';
EXPLAIN (COSTS OFF) UPDATE settings_teams SET require_teams_on_configs = true WHERE NOT require_teams_on_configs;
EXPLAIN (COSTS OFF) UPDATE wh_connections SET snowflake = '{}';
EXPLAIN (COSTS OFF) INSERT INTO change_validations (review_id, validated) VALUES ('a', true);
EXPLAIN (COSTS OFF) UPDATE change_validations SET message = 'b' WHERE review_id = 'a';
EXPLAIN (COSTS OFF) SELECT name FROM alerts WHERE team = 'a' AND id = 'b';
EXPLAIN (COSTS OFF) SELECT * FROM company;
