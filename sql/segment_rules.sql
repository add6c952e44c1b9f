\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Rules of segments: the API takes them only as a whole, as a bare array.
--
-- The requests with ids cut short: those of new rules are the API's to make.
CREATE FUNCTION pg_temp.short(s text) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(regexp_replace(s, '"((base)?ID|id)":"[^"]{22}[^"]*"', '"\1":...', 'gi'), 'base_id( =|,)? ''[^'']*''', 'base_id\1 ...', 'g')
$$;
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$ SELECT pg_temp.short(s) FROM pg_temp.sent() AS s $$;
INSERT INTO segments (id, name, type) VALUES ('seg', 'Seg', 'rule_based'), ('hub', 'Hub', 'rule_based');
SELECT count(*) > 0 FROM pg_temp.sent();
-- All rows of a statement in one request for each segment.
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions, environments)
VALUES ('seg', 'staff', 100, '[{"type": "email", "operator": "str_contains_any", "targetValue": ["@lindenhof.example"], "customID": null}]', '{staging}'),
	   ('seg', 'half "ö"', 50, '[{"type": "country", "operator": "any", "targetValue": ["DE", "CH"]}]', NULL),
	   ('hub', 'rest', 0.01, '[{"type": "user_id", "operator": "any", "targetValue": ["9007199254740993"]}]', '{}');
-- What the API makes is known row by row.
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'third', 33.33, '[]'), ('seg', 'fourth', 4, '[]') RETURNING position, name, pass_percentage, base_id <> '' AS has_base_id;
SELECT pg_temp.changes();
SELECT position, name, pass_percentage, conditions, environments FROM segment_rules WHERE segment_id = 'seg' ORDER BY 1;
-- Each kind of column.
UPDATE segment_rules SET pass_percentage = 75.5, environments = NULL WHERE segment_id = 'seg' AND name = 'staff' RETURNING name, pass_percentage, environments;
UPDATE segment_rules SET name = 'three quarters', conditions = '[{"type": "os_name", "operator": "none", "targetValue": ["iOS"], "field": null}]', environments = '{production,staging}'
WHERE segment_id = 'seg' AND position = 1 RETURNING name, position, conditions, environments;
UPDATE segment_rules SET pass_percentage = pass_percentage WHERE segment_id = 'seg';
SELECT pg_temp.changes();
SELECT position, name, pass_percentage, conditions, environments FROM segment_rules WHERE segment_id = 'seg' ORDER BY 1;
DELETE FROM segment_rules WHERE segment_id = 'seg' AND name = 'fourth';
SELECT count(*) > 0 FROM pg_temp.sent();
-- Moved, two changing places, moved and changed at once.
UPDATE segment_rules SET position = 0 WHERE segment_id = 'seg' AND name = 'third';
UPDATE segment_rules SET position = 2 - position WHERE segment_id = 'seg' AND position <> 1;
UPDATE segment_rules SET position = 1, pass_percentage = 5 WHERE segment_id = 'seg' AND position = 2 RETURNING name, position, pass_percentage;
SELECT pg_temp.changes();
SELECT position, name FROM segment_rules WHERE segment_id = 'seg' ORDER BY 1;
-- Rules that the list of segments leaves out; the rules that stay keep their ids.
SELECT position, name, base_id FROM segment_rules WHERE segment_id = 'testers' ORDER BY 1;
DELETE FROM segment_rules WHERE segment_id = 'testers' AND position = 0 RETURNING base_id;
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('testers', 'new one', 1, '[]');
SELECT s FROM pg_temp.sent() AS s WHERE s LIKE 'POST%';
SELECT position, name, base_id = '9kVqgGcvzVVouU3oHI6PHL' FROM segment_rules WHERE segment_id = 'testers' ORDER BY 1;
DELETE FROM segment_rules WHERE segment_id = 'hub';
DELETE FROM segment_rules WHERE segment_id = 'hub';
SELECT pg_temp.changes();
-- Out and in at once; a name that becomes free.
WITH gone AS (DELETE FROM segment_rules WHERE segment_id = 'seg' AND name = 'third')
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'third', 3, '[]');
SELECT pg_temp.changes();
-- One transaction: one request for each segment; its own changes show before COMMIT.
BEGIN;
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'fourth', 4, '[]'), ('hub', 'first', 1, '[]');
UPDATE segment_rules SET pass_percentage = 44 WHERE segment_id = 'seg' AND name = 'fourth';
UPDATE segment_rules SET position = 0 WHERE segment_id = 'seg' AND name = 'fourth';
UPDATE segment_rules SET pass_percentage = 1 WHERE segment_id = 'seg' AND name = 'staff';
UPDATE segment_rules SET pass_percentage = 2 WHERE segment_id = 'seg' AND name = 'staff';
DELETE FROM segment_rules WHERE segment_id = 'seg' AND name = 'third';
SELECT segment_id, position, name, pass_percentage FROM segment_rules WHERE segment_id IN ('seg', 'hub') ORDER BY 1, 2;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s LIKE 'POST%';
COMMIT;
SELECT pg_temp.changes();
SELECT segment_id, position, name, pass_percentage FROM segment_rules WHERE segment_id IN ('seg', 'hub') ORDER BY 1, 2;
-- Together with the segment that they belong to.
BEGIN;
INSERT INTO segments (id, name, type) VALUES ('both', 'Both', 'rule_based');
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('both', 'one', 1, '[]'), ('both', 'two', 2, '[]');
COMMIT;
SELECT pg_temp.changes();
BEGIN;
DELETE FROM segment_rules WHERE segment_id = 'seg';
ROLLBACK;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s LIKE 'POST%';
-- What has no place, and what cannot change.
INSERT INTO segment_rules (segment_id, pass_percentage, conditions) VALUES ('seg', 1, '[]');
INSERT INTO segment_rules (segment_id, name, conditions) VALUES ('seg', 'r', '[]');
INSERT INTO segment_rules (segment_id, name, pass_percentage) VALUES ('seg', 'r', 1);
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'r', 100.01, '[]');
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'staff', 1, '[]');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'r', 1, '[{"operator": "any"}]');
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'r', 1, '[{"type": "weather"}]');
INSERT INTO segment_rules (segment_id, name, position, pass_percentage, conditions) VALUES ('seg', 'r', 0, 1, '[]');
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('no_such_segment', 'r', 1, '[]');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('vip_customers', 'r', 1, '[]');
\echo :LAST_ERROR_SQLSTATE
UPDATE segment_rules SET name = 'staff' WHERE segment_id = 'seg' AND position = 0;
UPDATE segment_rules SET position = 3 WHERE segment_id = 'seg' AND position = 0;
UPDATE segment_rules SET position = 0 WHERE segment_id = 'seg' AND position <> 1;
UPDATE segment_rules SET position = NULL WHERE segment_id = 'seg' AND position = 0;
UPDATE segment_rules SET conditions = NULL WHERE segment_id = 'seg' AND position = 0;
UPDATE segment_rules SET segment_id = 'hub' WHERE segment_id = 'seg';
UPDATE segment_rules SET base_id = 'x' WHERE segment_id = 'seg';
UPDATE segment_rules SET id = 'x' WHERE segment_id = 'seg';
SELECT pg_temp.short(s) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The API has the last word.
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/segments/seg/conditional"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Too many rules"}},"times":1}'
UPDATE segment_rules SET pass_percentage = 9 WHERE segment_id = 'seg';
\echo :LAST_ERROR_SQLSTATE
SELECT name, pass_percentage FROM segment_rules WHERE segment_id = 'seg' ORDER BY position;
-- Somebody else was faster.
BEGIN;
UPDATE segment_rules SET pass_percentage = 9 WHERE segment_id = 'seg' AND name = 'fourth';
\! curl -sS -o /dev/null --noproxy '*' -X POST -H 'STATSIG-API-KEY: console-mock-key' -H 'Content-Type: application/json' --data '[{"name":"theirs","passPercentage":1,"conditions":[]}]' "$STATSIG_MOCK_URL/console/v1/segments/seg/conditional"
\set VERBOSITY terse
COMMIT;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT position, name, pass_percentage FROM segment_rules WHERE segment_id = 'seg';
--
-- Taken back: a COMMIT that stops half-way.
--
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions, environments)
VALUES ('seg', 'a', 10, '[{"type": "country", "operator": "any", "targetValue": ["DE"]}]', '{staging}'), ('seg', 'b', 20, '[]', NULL), ('seg', 'c', 30, '[]', '{}');
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS
$$ SELECT jsonb_agg(jsonb_build_array(segment_id, position, name, pass_percentage, conditions, environments) ORDER BY segment_id, position) FROM segment_rules $$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE segment_rules SET pass_percentage = 99, environments = NULL WHERE segment_id = 'seg' AND name = 'c';
UPDATE segment_rules SET position = 0 WHERE segment_id = 'seg' AND name = 'c';
DELETE FROM segment_rules WHERE segment_id = 'seg' AND name = 'a';
INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'd', 40, '[]');
DELETE FROM segment_rules WHERE segment_id = 'hub';
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.short(s) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT string_agg(name, ' ' ORDER BY position) FROM segment_rules WHERE segment_id = 'seg';
SELECT pg_temp.short(statement), remark FROM statsig_fdw_undo();
\set ECHO none
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
\set ECHO all
SELECT pg_temp.short(s) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT pg_temp.state() = state FROM before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) INSERT INTO segment_rules (segment_id, name, pass_percentage, conditions) VALUES ('seg', 'r', 1, '[]');
EXPLAIN (COSTS OFF) UPDATE segment_rules SET pass_percentage = 1, position = 0 WHERE segment_id = 'seg' AND name = 'a';
EXPLAIN (COSTS OFF) DELETE FROM segment_rules WHERE segment_id = 'seg';
