\i test/psql/setup.sql
--
-- Target apps, and what is assigned to them.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
SELECT name, id, description, gates FROM target_apps ORDER BY name;
SELECT name FROM target_apps WHERE id = 'LT0M1720v5bw4TiIilgmhp';
SELECT name FROM target_apps WHERE id = 'none';
SELECT pg_temp.sent();
-- What the app is for, and what belongs to it, can be written only; other tables show it.
INSERT INTO target_apps (name, description) VALUES ('Tablet', 'At the till') RETURNING id IS NOT NULL, name, description, raw ->> 'name';
INSERT INTO target_apps (name, description, gates, dynamic_configs, experiments)
VALUES ('Watch', 'On the wrist', '{new_checkout,internal_users}', '{exact_numbers}', '{}') RETURNING id, gates, dynamic_configs, experiments;
SELECT pg_temp.sent();
\! mock-control state /target_app
SELECT 'gate', id FROM gates WHERE 'Watch' = ANY (target_apps) UNION ALL SELECT 'config', id FROM dynamic_configs WHERE 'Watch' = ANY (target_apps) ORDER BY 1, 2;
-- What can be written only is sent, whatever it was, but for NULL, as which it is read; the rest when it differs.
UPDATE target_apps SET description = NULL WHERE name = 'Tablet';
UPDATE target_apps SET description = 'Beside the till' WHERE name = 'Tablet' RETURNING name, description;
UPDATE target_apps SET name = 'Tablets' WHERE name = 'Tablet' RETURNING name;
UPDATE target_apps SET name = 'Tablets' WHERE name = 'Tablets';
UPDATE target_apps SET name = 'Tablet', description = 'd' WHERE name = 'Tablets';
SELECT regexp_replace(s, 'target_app/\w+', 'target_app/...') FROM pg_temp.changes() AS s;
-- An assignment is one request for all it names.
INSERT INTO target_app_assignments (target_apps, gates, experiments)
VALUES (ARRAY(SELECT id FROM target_apps WHERE name IN ('Watch', 'Tablet') ORDER BY name), '{maintenance_mode,new_checkout}', '{checkout_button_color}')
RETURNING gates, experiments, dynamic_configs;
INSERT INTO target_app_assignments (target_apps, dynamic_configs) VALUES ('{Watch}', '{exact_numbers}'), ('{Watch}', '{coupon_limits}');
SELECT regexp_replace(s, '"targetApps":\["\w{22}","\w{22}"\]', '"targetApps":["...","..."]') FROM pg_temp.changes() AS s;
SELECT id, target_apps FROM gates WHERE id IN ('new_checkout', 'maintenance_mode') ORDER BY 1;
SELECT id, target_apps FROM dynamic_configs WHERE id IN ('exact_numbers', 'coupon_limits') ORDER BY 1;
SELECT target_apps FROM experiments WHERE id = 'checkout_button_color';
-- The array of the gate itself can take away what an assignment adds.
UPDATE gates SET target_apps = array_remove(target_apps, 'Watch') WHERE id = 'new_checkout' RETURNING target_apps;
SELECT count(*) FROM pg_temp.sent();
--
-- Transactions.
--
BEGIN;
INSERT INTO target_apps (name, description, gates) VALUES ('Car', 'a', '{new_checkout}');
UPDATE target_apps SET description = 'b' WHERE name = 'Car';
SELECT name, description FROM target_apps WHERE name = 'Car';
UPDATE target_apps SET name = 'W' WHERE name = 'Watch';
UPDATE target_apps SET name = 'Watch 2', description = 'c' WHERE name = 'W';
DELETE FROM target_apps WHERE name = 'Tablet';
INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{Car}', '{internal_users}');
SELECT name FROM target_apps ORDER BY 1;
SELECT method, regexp_replace(path, '\w{22}', '...') AS path, body, note FROM statsig_fdw_pending;
COMMIT;
SELECT regexp_replace(s, 'target_app/\w+', 'target_app/...') FROM pg_temp.changes() AS s;
SELECT name FROM target_apps ORDER BY 1;
SELECT id, target_apps FROM gates WHERE id IN ('new_checkout', 'internal_users') ORDER BY 1;
BEGIN;
INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{Car}', '{maintenance_mode}');
UPDATE target_apps SET name = 'x' WHERE name = 'Car';
DELETE FROM target_apps WHERE name = 'Web Shop';
ROLLBACK;
SELECT pg_temp.changes();
--
-- Errors.
--
INSERT INTO target_apps (name) VALUES ('Nothing');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO target_apps (id, name, description) VALUES ('a', 'b', 'c');
\echo :LAST_ERROR_SQLSTATE
UPDATE target_apps SET gates = '{new_checkout}' WHERE name = 'Car';
\echo :LAST_ERROR_SQLSTATE
UPDATE target_apps SET id = 'a' WHERE name = 'Car';
\echo :LAST_ERROR_SQLSTATE
-- An app without id cannot be named.
UPDATE target_apps SET name = 'Kiosk' WHERE name = 'Legacy Kiosk';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM target_apps WHERE name = 'Legacy Kiosk';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO target_app_assignments (target_apps) VALUES ('{Car}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO target_app_assignments (gates) VALUES ('{new_checkout}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM target_app_assignments;
\echo :LAST_ERROR_SQLSTATE
UPDATE target_app_assignments SET gates = '{}';
\echo :LAST_ERROR_SQLSTATE
DELETE FROM target_app_assignments;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
INSERT INTO target_apps (name, description) VALUES ('Car', 'x');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{Car}', '{no_such_gate}');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{Bicycle}', '{new_checkout}');
\echo :LAST_ERROR_SQLSTATE
SET client_min_messages = error;
BEGIN;
UPDATE target_apps SET name = 'Cars', description = 'many' WHERE name = 'Car';
INSERT INTO target_apps (name, description) VALUES ('Bus', 'd');
INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{Bus}', '{new_checkout}'), ('{Bus}', '{no_such_gate}');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT regexp_replace(s, 'target_app/\w+', 'target_app/...') FROM pg_temp.changes() AS s;
SELECT regexp_replace(statement, '\w{22}', '...') AS statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT name FROM target_apps ORDER BY 1;
SELECT target_apps FROM gates WHERE id = 'new_checkout';
BEGIN;
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.write_mode = immediate;
DELETE FROM target_apps WHERE name = 'Car';
ROLLBACK;
SELECT regexp_replace(statement, '\w{22}', '...') AS statement, remark FROM statsig_fdw_undo();
SELECT count(*) FROM target_apps WHERE name = 'Car';
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO target_apps (name, description) VALUES ('a', 'b');
EXPLAIN (COSTS OFF) UPDATE target_apps SET description = 'b' WHERE name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM target_apps WHERE id = 'a';
EXPLAIN (COSTS OFF) INSERT INTO target_app_assignments (target_apps, gates) VALUES ('{a}', '{b}');
