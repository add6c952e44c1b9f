\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Looking before sending, and what keeps a transaction from changing too much.
--
-- The view shows what COMMIT would send, in order; nothing is asked for it.
BEGIN;
INSERT INTO gates (name, description) VALUES ('Pending gate', 'x');
UPDATE gates SET status = 'Launched' WHERE name = 'Pending gate';
UPDATE gates SET description = 'y', tags = '{core}' WHERE id = 'account_dark_mode';
UPDATE dynamic_config_rules SET position = 0 WHERE dynamic_config_id = 'exact_numbers' AND position = 1;
INSERT INTO segment_ids VALUES ('vip_customers', 'one'), ('vip_customers', 'two');
DELETE FROM gate_overrides WHERE gate_id = 'new_checkout' AND unit_type = 'stableID';
DELETE FROM tags WHERE name = 'Core';
SELECT count(*) > 0 FROM pg_temp.sent();
\x on
SELECT step, server, changed_table, method, regexp_replace(path, '(tags/)\w+', '\1...') AS path, body, regexp_replace(old_rows::text, '"(id|base_id)": "\w{22}"', '"\1": ...', 'g') AS old_rows,
	regexp_replace(new_rows::text, '"(id|base_id)": "\w{22}"', '"\1": ...', 'g') AS new_rows, note
FROM statsig_fdw_pending ORDER BY step;
\x off
SELECT pg_temp.sent();
ROLLBACK;
SELECT count(*) FROM statsig_fdw_pending;
-- Rows of tables that a role may not read show no values; the requests it sees.
CREATE ROLE guards_reader;
GRANT USAGE ON SCHEMA statsig TO guards_reader;
GRANT SELECT ON tags TO guards_reader;
BEGIN;
INSERT INTO tags (name, description) VALUES ('seen', 'x');
INSERT INTO gates (id, name) VALUES ('hidden', 'Hidden');
SET LOCAL ROLE guards_reader;
SELECT method, path, body, new_rows FROM statsig_fdw_pending ORDER BY step;
ROLLBACK;
DROP OWNED BY guards_reader;
DROP ROLE guards_reader;
--
-- Dry run: the requests are told, nothing is sent, and the transaction commits.
--
CREATE TABLE committed (what text);
SET statsig_fdw.dry_run = on;
SELECT count(*) >= 0 FROM pg_temp.sent();
BEGIN;
INSERT INTO committed VALUES ('dry');
INSERT INTO gates (name) VALUES ('Dry');
UPDATE gates SET status = 'Disabled' WHERE name = 'Dry';
UPDATE gates SET description = 'größer' WHERE id = 'account_dark_mode';
UPDATE gate_rules SET position = 1 WHERE gate_id = 'new_checkout' AND position = 0;
SELECT name, status FROM gates WHERE name = 'Dry';
COMMIT;
SELECT * FROM committed;
SELECT s FROM pg_temp.sent() AS s WHERE s !~ 'limit=';
SELECT count(*) FROM gates WHERE name = 'Dry';
-- By itself, and at once, it sends nothing either; what only the API could tell is not to be had.
INSERT INTO tags (name, description) VALUES ('dry', 'x');
INSERT INTO tags (name, description) VALUES ('dry', 'x') RETURNING name;
INSERT INTO tags (name, description) VALUES ('dry', 'x') RETURNING id;
SET statsig_fdw.write_mode = immediate;
INSERT INTO tags (name, description) VALUES ('dry', 'x');
INSERT INTO tags (name, description) VALUES ('dry', 'x') RETURNING id;
RESET statsig_fdw.write_mode;
-- Changes that were made in a dry run are not sent when it is over.
BEGIN;
INSERT INTO tags (name, description) VALUES ('dry and wet', 'x');
SET statsig_fdw.dry_run = off;
COMMIT;
BEGIN;
INSERT INTO tags (name, description) VALUES ('wet', 'x');
SET LOCAL statsig_fdw.dry_run = on;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
INSERT INTO tags (name, description) VALUES ('wet', 'x');
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- statsig_fdw.max_changes
--
SHOW statsig_fdw.max_changes;
UPDATE gates SET description = 'too many';
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SET statsig_fdw.max_changes = 3;
BEGIN;
UPDATE gates SET description = 'x' WHERE id IN ('account_dark_mode', 'new_checkout');
UPDATE gates SET description = 'y' WHERE id IN ('account_dark_mode', 'new_checkout');
INSERT INTO tags (name, description) VALUES ('third', 'x');
INSERT INTO tags (name, description) VALUES ('fourth', 'x');
\echo :LAST_ERROR_SQLSTATE
COMMIT;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- What comes to nothing does not count, nor do ids that share a request.
BEGIN;
INSERT INTO tags (name, description) SELECT 'n' || n, 'x' FROM generate_series(1, 3) AS n;
DELETE FROM tags WHERE name ~ '^n[123]$';
INSERT INTO tags (name, description) VALUES ('n4', 'x'), ('n5', 'x');
INSERT INTO segment_ids SELECT 'vip_customers', 'n' || n FROM generate_series(1, 1000) AS n;
COMMIT;
SELECT left(s, 60) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
DO $$
BEGIN
	FOR i IN 1..50 LOOP
		UPDATE gates SET description = 'loop ' || i WHERE id = 'account_dark_mode';
	END LOOP;
END $$;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- What was sent at once counts as well.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO tags (name, description) VALUES ('i1', 'x'), ('i2', 'x');
INSERT INTO tags (name, description) VALUES ('i3', 'x');
SET LOCAL client_min_messages = error;
INSERT INTO tags (name, description) VALUES ('i4', 'x');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- A transaction that has run into it goes on after a savepoint.
BEGIN;
SAVEPOINT s;
INSERT INTO tags (name, description) SELECT 'm' || n, 'x' FROM generate_series(1, 4) AS n;
ROLLBACK TO s;
INSERT INTO tags (name, description) SELECT 'm' || n, 'x' FROM generate_series(1, 3) AS n;
COMMIT;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Memory is bounded, too.
SET statsig_fdw.max_changes = 1;
DO $$
BEGIN
	FOR i IN 1..300 LOOP
		UPDATE gates SET description = repeat('x', 990) || i, rules = (SELECT jsonb_agg(jsonb_build_object('name', repeat('n', 300) || n, 'passPercentage', 1, 'conditions', '[]'::jsonb)) FROM generate_series(1, 50) AS n)
		WHERE id = 'account_dark_mode';
	END LOOP;
END $$;
\echo :LAST_ERROR_SQLSTATE
RESET statsig_fdw.max_changes;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- Switches
--
SET statsig_fdw.read_only = on;
INSERT INTO tags (name, description) VALUES ('read only', 'x');
\echo :LAST_ERROR_SQLSTATE
UPDATE gates SET description = 'x' WHERE false;
DELETE FROM tags WHERE false;
COPY tags (name, description) FROM stdin;
a	b
\.
SELECT count(*) FROM tags WHERE name = 'wet';
EXPLAIN (COSTS OFF) DELETE FROM tags WHERE name = 'wet';
RESET statsig_fdw.read_only;
-- Switched on before COMMIT it holds for what waits.
BEGIN;
INSERT INTO tags (name, description) VALUES ('read only', 'x');
SET LOCAL statsig_fdw.read_only = on;
COMMIT;
\echo :LAST_ERROR_SQLSTATE
-- Only a superuser can lift it.
CREATE ROLE guards_user;
ALTER ROLE guards_user SET statsig_fdw.read_only = on;
SET ROLE guards_user;
SET statsig_fdw.read_only = off;
\echo :LAST_ERROR_SQLSTATE
ALTER ROLE guards_user SET statsig_fdw.read_only = off;
\echo :LAST_ERROR_SQLSTATE
SET statsig_fdw.dry_run = on;
SET statsig_fdw.max_changes = 5;
SET statsig_fdw.write_mode = commit;
RESET ROLE;
RESET ALL;
DROP ROLE guards_user;
SET search_path = public, statsig;
-- By server and by table.
ALTER SERVER statsig OPTIONS (updatable 'false');
INSERT INTO tags (name, description) VALUES ('not updatable', 'x');
\echo :LAST_ERROR_SQLSTATE
ALTER FOREIGN TABLE tags OPTIONS (updatable 'true');
BEGIN;
INSERT INTO tags (name, description) VALUES ('updatable', 'x');
DELETE FROM gates WHERE id = 'account_dark_mode';
ROLLBACK;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
DROP TABLE committed;
ALTER FOREIGN TABLE tags OPTIONS (DROP updatable);
ALTER SERVER statsig OPTIONS (DROP updatable);
--
-- A dry run that is switched on half-way is one of the whole transaction; none can be switched off again.
--
BEGIN;
INSERT INTO tags (name, description) VALUES ('really', 'x');
SET LOCAL statsig_fdw.dry_run = on;
INSERT INTO tags (name, description) VALUES ('only shown', 'x');
COMMIT;
BEGIN;
SET LOCAL statsig_fdw.dry_run = on;
INSERT INTO tags (name, description) VALUES ('only shown', 'x');
SET LOCAL statsig_fdw.dry_run = off;
INSERT INTO tags (name, description) VALUES ('really', 'x');
COMMIT;
\echo :LAST_ERROR_SQLSTATE
BEGIN;
INSERT INTO tags (name, description) VALUES ('really', 'x');
SET LOCAL statsig_fdw.dry_run = on;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The same where each statement is sent at once; what was rolled back does not count.
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
SAVEPOINT s;
SET LOCAL statsig_fdw.dry_run = on;
INSERT INTO tags (name, description) VALUES ('only shown', 'x');
ROLLBACK TO s;
INSERT INTO tags (name, description) VALUES ('at once', 'x');
SET LOCAL client_min_messages = error;
SET LOCAL statsig_fdw.dry_run = on;
INSERT INTO tags (name, description) VALUES ('only shown', 'x');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
SET LOCAL statsig_fdw.dry_run = on;
SAVEPOINT s;
INSERT INTO tags (name, description) VALUES ('only shown', 'x');
RELEASE s;
SET LOCAL statsig_fdw.dry_run = off;
INSERT INTO tags (name, description) VALUES ('really', 'x');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- The table goes before COMMIT does.
--
CREATE FOREIGN TABLE short_lived (name text NOT NULL, description text) SERVER statsig OPTIONS (resource 'tags');
BEGIN;
INSERT INTO short_lived VALUES ('outlives its table', 'x');
DROP FOREIGN TABLE short_lived;
SELECT changed_table, method, path, body, new_rows FROM statsig_fdw_pending;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
