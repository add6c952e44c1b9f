\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Metrics: known by name and type, updated with a POST that sets what it is given.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
INSERT INTO metrics (name, type, metric_events) VALUES ('plain metric', 'event_count_custom', '[{"name": "purchase", "type": "count"}]')
RETURNING id, directionality, lineage;
INSERT INTO metrics (name, type, is_verified, is_read_only, unit_types, metric_events, description, directionality, tags, is_permanent, rollup_time_window, custom_roll_up_start, custom_roll_up_end, team)
VALUES ('a/b 50%: (net)', 'ratio', true, false, '{userID,stableID}',
	'[{"name": "purchase", "type": "value", "criteria": [{"type": "metadata", "column": "currency", "condition": "in", "values": ["EUR"]}]}, {"name": "page_view", "type": "count_distinct"}]',
	'Größe "R"', 'decrease', '{Core,checkout}', true, 'custom', 0, 2.5, 'Growth');
INSERT INTO metrics (name, type, funnel_event_list, funnel_count_distinct) VALUES ('a funnel', 'funnel', '[{"name": "view_basket", "type": "event_dau"}, {"name": "purchase", "type": "event_user"}]', 'users');
INSERT INTO metrics (name, type, metric_component_metrics, team_id) VALUES ('a composite', 'composite_sum', '[{"name": "orders", "type": "event_count_custom"}]', '11ABSkeB4jbwKxz7Z861cw');
INSERT INTO metrics (name, type, warehouse_native) VALUES ('from the warehouse', 'user_warehouse', '{"aggregation": "sum", "metricSourceName": "Order Lines", "valueColumn": "net", "criteria": [{"type": "metadata", "column": "country", "condition": "=", "values": ["DE"]}]}')
RETURNING id, warehouse_native;
SELECT pg_temp.sent();
SELECT id, is_verified, unit_types, description, directionality, tags, is_permanent, rollup_time_window, custom_roll_up_start, custom_roll_up_end, team, lineage FROM metrics WHERE id = 'a/b 50%: (net)::ratio';
SELECT id, funnel_count_distinct, team_id, lineage FROM metrics WHERE id IN ('a funnel::funnel', 'a composite::composite_sum') ORDER BY 1;
-- Each kind of column; the whole id is one part of the path.
UPDATE metrics SET is_verified = false, is_read_only = true, is_permanent = false WHERE id = 'a/b 50%: (net)::ratio';
UPDATE metrics SET unit_types = '{userID}', tags = '{}', description = '', directionality = 'increase' WHERE id = 'a/b 50%: (net)::ratio' RETURNING unit_types, tags, description, directionality;
UPDATE metrics SET team = NULL WHERE id = 'a/b 50%: (net)::ratio' RETURNING team;
UPDATE metrics SET owner = '{"email": "anna.berg@lindenhof.example"}' WHERE id = 'a/b 50%: (net)::ratio';
UPDATE metrics SET owner = owner WHERE id = 'a/b 50%: (net)::ratio';
UPDATE metrics SET warehouse_native = warehouse_native || '{"valueColumn": "gross"}' WHERE id = 'from the warehouse::user_warehouse' RETURNING warehouse_native;
UPDATE metrics SET description = 'spaces only' WHERE id = '    ::sum';
UPDATE metrics SET description = 'colons' WHERE name = 'app::opens' AND type = 'sum';
UPDATE metrics SET is_verified = is_verified, tags = tags, unit_types = unit_types WHERE id = 'orders::event_count_custom';
SELECT pg_temp.sent();
SELECT owner - 'ownerID', raw -> 'tags' FROM metrics WHERE id = 'a/b 50%: (net)::ratio';
-- A new name; whether the id follows is the API's to say.
UPDATE metrics SET name = 'plain metric, renamed' WHERE id = 'plain metric::event_count_custom';
UPDATE metrics SET name = 'plain metric renamed' WHERE id = 'plain metric::event_count_custom' RETURNING id, name;
SELECT pg_temp.changes();
-- What has no place, and what cannot change.
INSERT INTO metrics (name) VALUES ('no type');
INSERT INTO metrics (type) VALUES ('sum');
INSERT INTO metrics (name, type) VALUES ('abc', 'sum');
INSERT INTO metrics (name, type) VALUES ('größe', 'sum');
INSERT INTO metrics (name, type) VALUES ('some metric', 'count_distinct');
INSERT INTO metrics (name, type, directionality) VALUES ('some metric', 'sum', 'sideways');
INSERT INTO metrics (name, type, funnel_count_distinct) VALUES ('some metric', 'funnel', 'sessions');
INSERT INTO metrics (name, type, metric_events) VALUES ('some metric', 'sum', '[{"type": "count"}]');
INSERT INTO metrics (name, type, metric_events) VALUES ('some metric', 'sum', '[{"name": "purchase", "type": "counts"}]');
INSERT INTO metrics (name, type, warehouse_native) VALUES ('some metric', 'user_warehouse', '{"aggregation": "median of medians"}');
INSERT INTO metrics (name, type, owner) VALUES ('some metric', 'sum', '{"email": "anna.berg@lindenhof.example"}');
INSERT INTO metrics (id, name, type) VALUES ('x::sum', 'some metric', 'sum');
UPDATE metrics SET type = 'sum' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET metric_events = '[]' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET rollup_time_window = 'max' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET id = 'x::sum' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET is_hidden = true WHERE id = 'orders::event_count_custom';
UPDATE metrics SET lineage = '{}' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET directionality = NULL WHERE id = 'orders::event_count_custom';
UPDATE metrics SET description = NULL WHERE id = 'orders::event_count_custom';
UPDATE metrics SET owner = '{"name": "Anna"}' WHERE id = 'orders::event_count_custom';
UPDATE metrics SET description = repeat('x', 1001) WHERE id = 'orders::event_count_custom';
SELECT pg_temp.changes();
-- What the API refuses.
INSERT INTO metrics (name, type, metric_events) VALUES ('orders', 'event_count_custom', '[{"name": "purchase", "type": "count"}]');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO metrics (name, type) VALUES ('no denominator', 'ratio');
\echo :LAST_ERROR_SQLSTATE
UPDATE metrics SET tags = '{no such tag}' WHERE id = 'orders::event_count_custom';
\echo :LAST_ERROR_SQLSTATE
UPDATE metrics SET owner = '{"email": "nobody@lindenhof.example"}' WHERE id = 'orders::event_count_custom';
\echo :LAST_ERROR_SQLSTATE
\! mock-control fault '{"match":{"method":"DELETE"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Metric not found."}},"times":1}'
DELETE FROM metrics WHERE id = 'app::opens::sum';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
-- One transaction: one request for each metric; its own changes show before COMMIT.
BEGIN;
INSERT INTO metrics (name, type, metric_events) VALUES ('queued metric', 'sum', '[{"name": "purchase", "type": "value"}]');
UPDATE metrics SET description = 'queued', tags = '{Core}' WHERE name = 'queued metric';
UPDATE metrics SET is_verified = true WHERE id = 'returns::sum';
UPDATE metrics SET description = 'one' WHERE id = 'returns::sum';
UPDATE metrics SET description = 'two', team = 'Growth' WHERE id = 'returns::sum';
DELETE FROM metrics WHERE id = 'a funnel::funnel';
SELECT name, type, description, tags, is_verified, team FROM metrics WHERE name IN ('queued metric', 'returns', 'a funnel') ORDER BY 1;
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
SELECT id, description, tags, is_verified, team FROM metrics WHERE name IN ('queued metric', 'returns', 'a funnel') ORDER BY 1;
BEGIN;
UPDATE metrics SET description = 'x' WHERE id = 'returns::sum';
DELETE FROM metrics WHERE id = 'queued metric::sum';
INSERT INTO metrics (name, type) VALUES ('rolled back', 'sum');
ROLLBACK;
SELECT pg_temp.changes();
-- A hidden one is not listed but can be changed by its id.
UPDATE metrics SET description = 'still hidden' WHERE id = 'internal test metric::undefined' RETURNING id, is_hidden, description;
DELETE FROM metrics WHERE name = 'half made';
DELETE FROM metrics WHERE show_hidden AND name = 'half made' RETURNING id;
SELECT pg_temp.sent();
-- Somebody else was faster: told where a metric tells when it was changed.
BEGIN;
UPDATE metrics SET description = 'mine' WHERE id = 'a/b 50%: (net)::ratio';
\! curl -sS -o /dev/null --noproxy '*' -X POST -H 'STATSIG-API-KEY: console-mock-key' -H 'Content-Type: application/json' --data '{"description":"theirs"}' "$STATSIG_MOCK_URL/console/v1/metrics/a%2Fb%2050%25%3A%20%28net%29%3A%3Aratio"
\set VERBOSITY terse
COMMIT;
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT description FROM metrics WHERE id = 'a/b 50%: (net)::ratio';
--
-- Taken back: a COMMIT that stops half-way.
--
CREATE FUNCTION pg_temp.state() RETURNS jsonb LANGUAGE sql AS
$$ SELECT jsonb_agg((to_jsonb(m) || jsonb_build_object('owner', owner -> 'ownerID')) - '{raw,team_id,last_modified_time,last_modifier_id,last_modifier_name,last_modifier_email,created_time,creator_name,creator_email,is_hidden,show_hidden}'::text[] ORDER BY id) FROM metrics AS m $$;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.state() AS state;
SELECT count(*) > 0 FROM pg_temp.sent();
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}},"times":1}'
BEGIN;
UPDATE metrics SET description = 'undone', tags = '{}', team = NULL, unit_types = '{stableID}' WHERE id = 'discount 10%/day (net)::ratio';
UPDATE metrics SET warehouse_native = '{"aggregation": "count", "metricSourceName": "Order Lines"}' WHERE id = 'refund rate::user_warehouse';
UPDATE metrics SET owner = '{"email": "anna.berg@lindenhof.example"}' WHERE id = 'orders::event_count_custom';
DELETE FROM metrics WHERE id = 'checkout funnel::funnel';
DELETE FROM metrics WHERE id = 'returns::sum';
INSERT INTO metrics (name, type) VALUES ('undone metric', 'sum');
INSERT INTO tags (name, description) VALUES ('fails', 'x');
COMMIT;
SELECT pg_temp.changes();
SELECT statement, remark FROM statsig_fdw_undo();
\set ECHO none
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
\set ECHO all
SELECT pg_temp.changes();
-- All but the owner of what was deleted is as before.
SELECT pg_temp.state() = state FROM before;
UPDATE metrics SET owner = '{"email": "mara.nakamura@lindenhof.example"}' WHERE id = 'checkout funnel::funnel';
SELECT pg_temp.state() = state FROM before;
--
-- EXPLAIN.
--
EXPLAIN (COSTS OFF) INSERT INTO metrics (name, type) VALUES ('plain metric', 'sum');
EXPLAIN (COSTS OFF) UPDATE metrics SET description = 'x' WHERE id = 'a/b 50%: (net)::ratio';
EXPLAIN (COSTS OFF) DELETE FROM metrics WHERE name = 'app::opens' AND type = 'sum';
