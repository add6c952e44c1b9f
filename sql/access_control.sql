\i test/psql/setup.sql
--
-- Roles and API keys; what becomes of the text of a key is in secrets.sql.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
-- What was sent, reads left out, without the text of keys.
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(s, '/keys/[^/ ]+', '/keys/...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
--
-- Roles.
--
SELECT name, permissions -> 'approve_reviews', (SELECT count(*) FROM jsonb_object_keys(permissions)) FROM roles ORDER BY name;
SELECT permissions FROM roles WHERE name = 'Support (read/only)';
SELECT pg_temp.sent();
INSERT INTO roles (name, permissions) VALUES ('Metrics', '{"metric_management":true,"local_metrics":false}'), ('Nothing / at all', '{}')
RETURNING name, permissions;
SELECT pg_temp.changes();
-- An UPDATE sends the whole object.
UPDATE roles SET permissions = permissions || '{"verify_metrics":true}' WHERE name = 'Metrics' RETURNING permissions;
UPDATE roles SET permissions = permissions - 'local_metrics' WHERE name = 'Metrics';
UPDATE roles SET permissions = '{}' WHERE name = 'Nothing / at all';
SELECT pg_temp.changes();
SELECT permissions FROM roles WHERE name = 'Metrics';
BEGIN;
INSERT INTO roles (name, permissions) VALUES ('Both', '{"create_configs":true}');
UPDATE roles SET permissions = permissions || '{"start_experiments":true}' WHERE name = 'Both';
UPDATE roles SET permissions = permissions || '{"create_configs":true}' WHERE name = 'Metrics';
UPDATE roles SET permissions = permissions || '{"create_teams":true}' WHERE name = 'Metrics';
DELETE FROM roles WHERE name = 'Nothing / at all';
SELECT name, permissions FROM roles WHERE name IN ('Both', 'Metrics', 'Nothing / at all') ORDER BY 1;
COMMIT;
SELECT pg_temp.changes();
SELECT name, permissions FROM roles WHERE name IN ('Both', 'Metrics', 'Nothing / at all') ORDER BY 1;
BEGIN;
DELETE FROM roles;
INSERT INTO roles (name, permissions) VALUES ('Last', '{}');
SELECT name FROM roles;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO roles (name) VALUES ('Empty');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO roles (permissions) VALUES ('{}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO roles (name, permissions) VALUES ('Wrong', '{"create_configs":"yes"}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO roles (name, permissions) VALUES ('Wrong', '[]');
\echo :LAST_ERROR_SQLSTATE
UPDATE roles SET permissions = NULL WHERE name = 'Metrics';
\echo :LAST_ERROR_SQLSTATE
UPDATE roles SET name = 'Other' WHERE name = 'Metrics';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
INSERT INTO roles (name, permissions) VALUES ('Member', '{}');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
UPDATE roles SET permissions = '{}' WHERE name = 'Both';
DELETE FROM roles WHERE name = 'Auditor';
\! mock-control state /roles | sed 's/"Both"/"Gone"/; s/^/{"path":"\/roles","items":/; s/$/}/' | mock-control set-state
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"DELETE"},"times":1,"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Role is in use"}}}'
BEGIN;
UPDATE roles SET permissions = '{"local_metrics":true}' WHERE name = 'Metrics';
INSERT INTO roles (name, permissions) VALUES ('Half', '{}');
DELETE FROM roles WHERE name = 'Auditor';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT name, permissions FROM roles WHERE name IN ('Half', 'Metrics', 'Auditor') ORDER BY 1;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT name, permissions FROM roles WHERE name IN ('Half', 'Metrics', 'Auditor') ORDER BY 1;
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
DELETE FROM roles WHERE name = 'Metrics';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT count(*) FROM roles WHERE name = 'Metrics';
SELECT count(*) > 0 FROM pg_temp.sent();
--
-- Keys.
--
SELECT type, description, scopes, environments, primary_target_app, secondary_target_apps, status, rotate FROM keys ORDER BY description;
SELECT pg_temp.sent();
SELECT description FROM keys WHERE primary_target_app = 'Web Shop' ORDER BY 1;
SELECT description FROM keys WHERE 'staging' = ANY (environments) ORDER BY 1;
SELECT pg_temp.sent();
-- Target apps are written by other members than they are read; the API makes the key.
INSERT INTO keys (type, description) VALUES ('SERVER', 'Plain') RETURNING key IS NOT NULL, type, scopes, status;
INSERT INTO keys (type, description, scopes, environments, primary_target_app, secondary_target_apps)
VALUES ('CLIENT', 'Full', '{client_download_config_specs,none_hash_enabled}', '{staging,production}',
	(SELECT id FROM target_apps WHERE name = 'iOS App'), ARRAY(SELECT id FROM target_apps WHERE name ~ 'App$' ORDER BY name))
RETURNING description, scopes, environments, primary_target_app, secondary_target_apps;
SELECT pg_temp.changes();
UPDATE keys SET description = 'Plainer', scopes = '{omni_read_only}', environments = '{development}' WHERE description = 'Plain' RETURNING type, description, scopes, environments;
UPDATE keys SET primary_target_app = NULL, secondary_target_apps = '{}' WHERE description = 'Full' RETURNING primary_target_app, secondary_target_apps;
UPDATE keys SET secondary_target_apps = NULL WHERE description = 'Full' RETURNING secondary_target_apps;
UPDATE keys SET description = 'Full', scopes = '{client_download_config_specs,none_hash_enabled}' WHERE description = 'Full';
SELECT pg_temp.changes();
-- Actions: a new text, the end of the key.
CREATE TEMPORARY TABLE key_before AS SELECT key FROM keys WHERE description = 'Plainer';
UPDATE keys SET rotate = true WHERE description = 'Plainer' RETURNING key <> (SELECT key FROM key_before), description, rotate;
SELECT count(*) FROM keys JOIN key_before USING (key);
UPDATE keys SET rotate = false WHERE description = 'Plainer';
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET status = 'deactivated', description = 'Ended' WHERE description = 'Plainer' RETURNING description, status;
UPDATE keys SET status = 'active' WHERE description = 'Ended';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
BEGIN;
INSERT INTO keys (type, description) VALUES ('CONSOLE', 'Two steps');
UPDATE keys SET scopes = '{omni_read_write}', description = 'Made at once' WHERE description = 'Two steps';
UPDATE keys SET description = 'a' WHERE description = 'Full';
UPDATE keys SET environments = '{production}', description = 'b' WHERE description = 'a';
DELETE FROM keys WHERE description = 'Ended';
SELECT type, description, scopes, environments FROM keys WHERE description IN ('Made at once', 'b', 'Ended') ORDER BY 2;
COMMIT;
SELECT pg_temp.changes();
SELECT type, description, scopes, environments, status FROM keys WHERE description IN ('Made at once', 'b', 'Ended') ORDER BY 2;
-- Made and deactivated in one transaction: the API tells the key in between.
BEGIN;
INSERT INTO keys (type, description) VALUES ('SERVER', 'Short life');
UPDATE keys SET status = 'deactivated' WHERE description = 'Short life';
COMMIT;
SELECT status FROM keys WHERE description = 'Short life';
-- Two rotations of one transaction are one: nobody has seen the key in between.
BEGIN;
UPDATE keys SET rotate = true WHERE description = 'b';
UPDATE keys SET rotate = true WHERE description = 'b';
UPDATE keys SET description = 'c' WHERE description = 'b';
COMMIT;
SELECT pg_temp.changes();
SELECT description FROM keys WHERE description IN ('b', 'c');
BEGIN;
DELETE FROM keys WHERE key IS NOT NULL;
SELECT description FROM keys;
ROLLBACK;
SELECT pg_temp.changes();
-- Errors.
INSERT INTO keys (description) VALUES ('x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO keys (type) VALUES ('SERVER');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO keys (type, description) VALUES ('MASTER', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO keys (key, type, description) VALUES ('k', 'SERVER', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO keys (type, description, status) VALUES ('SERVER', 'x', 'active');
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET type = 'CLIENT' WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET key = 'k' WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET environments = NULL WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET description = repeat('x', 1001) WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
-- A key whose text the API does not show cannot be named.
UPDATE keys SET description = 'x' WHERE type = 'SCIM';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM keys WHERE type = 'SCIM';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
UPDATE keys SET primary_target_app = 'no such app' WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
UPDATE keys SET scopes = '{everything}' WHERE description = 'c';
\echo :LAST_ERROR_SQLSTATE
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/keys"},"times":1,"fault":{"kind":"status","status":403,"body":{"status":403,"message":"Key lacks the scope can_access_keys"}}}'
SELECT count(*) FROM keys;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
-- Taken back: there is no statement for what has a secret in it.
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO keys (type, description) VALUES ('SERVER', 'Left');
UPDATE keys SET description = 'd', environments = '{staging}' WHERE description = 'c';
UPDATE keys SET status = 'deactivated' WHERE description = 'd';
DELETE FROM keys WHERE description = 'Made at once';
ROLLBACK;
SELECT statement, remark FROM statsig_fdw_undo();
SELECT description, status, environments FROM keys WHERE description IN ('Left', 'c', 'd', 'Made at once') ORDER BY 1;
SELECT pg_temp.changes();
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO roles (name, permissions) VALUES ('a', '{}');
EXPLAIN (COSTS OFF) UPDATE roles SET permissions = '{}' WHERE name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM roles WHERE name = 'a';
EXPLAIN (COSTS OFF) INSERT INTO keys (type, description) VALUES ('SERVER', 'a');
EXPLAIN (COSTS OFF) UPDATE keys SET description = 'a' WHERE description = 'b';
EXPLAIN (COSTS OFF) UPDATE keys SET status = 'deactivated', rotate = true WHERE description = 'b';
EXPLAIN (COSTS OFF) DELETE FROM keys WHERE description = 'b';
-- What comes after the key has changed would need the new one.
BEGIN;
UPDATE keys SET rotate = true WHERE type = 'SERVER';
UPDATE keys SET status = 'deactivated' WHERE type = 'SERVER';
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
