\i test/psql/setup.sql
--
-- Autotunes: variants, starting, resetting, deciding.
--
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
\set two '[{"name":"a","json":{}},{"name":"b","json":{}}]'
SELECT id, is_started, description, jsonb_array_length(variants) FROM autotunes ORDER BY id;
SELECT pg_temp.sent();
-- The API chooses the key and the ids of the variants; nulls and exact numbers in what a variant returns stay.
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold)
VALUES ('Basket Hint', 'Hints beside the basket', '[{"name":"short","json":{"text":"Buy!","limit":12345678901234567890.10,"none":null}},{"name":"long","json":{"text":"Buy now"}}]',
	'purchase', '24hr', '1hr', '95%')
RETURNING id, id_type, is_started, variants #>> '{0,json}' AS json, variants -> 1 -> 'id' <> '""' AS has_id;
SELECT pg_temp.sent();
-- What has a default of the API and what has none.
INSERT INTO autotunes (name, description, id_type, variants, success_event, success_event_value, exploration_window, attribution_window, attribution_window_unit,
	exploration_window_rate, longterm_exploration_allocation, winner_threshold, metadata_field, higher_is_better, is_contextual, metric_source_id,
	linked_experiment_name, goal_rich_text, optimization_parameter, value_column, feature_list)
VALUES ('Full Autotune', '', 'stableID', '[{"name":"a","json":{},"size":60.5},{"name":"b","json":{},"size":39.5}]', 'purchase', 'yes', '48', '4hrs', 'hour',
	0.001, 1, '80%', 'price', false, true, 'Order Lines', 'E x', '<b>More</b>', 'value', 'amount', '{"a,b",c}');
SELECT pg_temp.sent();
SELECT id, description, id_type, success_event, success_event_value, exploration_window, attribution_window, attribution_window_unit, exploration_window_rate,
	longterm_exploration_allocation, winner_threshold, metadata_field, higher_is_better, is_contextual, metric_source_id, linked_experiment_name, goal_rich_text,
	optimization_parameter, value_column, feature_list
FROM autotunes WHERE id = 'full_autotune';
SELECT pg_temp.sent();
-- UPDATE: text, number, truth value, array, JSON; several in one request; nothing that is as it was.
UPDATE autotunes SET description = 'New' WHERE id = 'basket_hint' RETURNING description, last_modifier_name;
UPDATE autotunes SET exploration_window_rate = 0.5, higher_is_better = true, is_contextual = false, feature_list = '{}', value_column = '' WHERE id = 'full_autotune';
UPDATE autotunes SET description = 'New', success_event = 'purchase' WHERE id = 'basket_hint';
SELECT pg_temp.sent();
-- Variants keep their ids when they are sent with them.
UPDATE autotunes SET variants = jsonb_set(variants, '{1,json}', '{"text":"Now or never"}') || '{"name":"none","json":{}}' WHERE id = 'basket_hint'
RETURNING jsonb_array_length(variants);
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT v ->> 'name', v -> 'json', v ? 'id' FROM autotunes, jsonb_array_elements(variants) AS v WHERE id = 'basket_hint';
-- Actions.
UPDATE autotunes SET is_started = true WHERE id = 'basket_hint' RETURNING is_started;
-- The value it has already asks for nothing.
UPDATE autotunes SET is_started = true WHERE id = 'basket_hint' RETURNING is_started;
UPDATE autotunes SET is_started = false WHERE id = 'basket_hint' RETURNING is_started, winner;
-- Fields go before the action.
UPDATE autotunes SET is_started = true, description = 'Runs' WHERE id = 'basket_hint' RETURNING is_started, description;
SELECT pg_temp.sent();
-- Deciding needs the variant and the reason.
UPDATE autotunes SET winner_id = variants -> 1 ->> 'id' WHERE id = 'basket_hint';
UPDATE autotunes SET decision_reason = 'alone' WHERE id = 'basket_hint';
UPDATE autotunes SET winner_id = 'none such', decision_reason = 'x' WHERE id = 'basket_hint';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET winner_id = variants -> 1 ->> 'id', decision_reason = 'It wins', remove_targeting = true WHERE id = 'basket_hint'
RETURNING is_started, winner ->> 'name', winner_id;
SELECT regexp_replace(s, '"id":"\w+"', '"id":...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT is_started, winner ->> 'name' FROM autotunes WHERE id = 'basket_hint';
--
-- Transactions.
--
BEGIN;
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold)
VALUES ('In Two Steps', 'a', :'two', 'purchase', '1hr', '1hr', '99%');
SELECT name, description, is_started FROM autotunes WHERE name = 'In Two Steps';
UPDATE autotunes SET description = 'b', metadata_field = 'price' WHERE name = 'In Two Steps';
UPDATE autotunes SET description = 'x' WHERE id = 'full_autotune';
UPDATE autotunes SET description = 'y', winner_threshold = '90%' WHERE id = 'full_autotune';
SELECT description, winner_threshold FROM autotunes WHERE id = 'full_autotune';
DELETE FROM autotunes WHERE id = 'basket_hint';
SELECT count(*) FROM autotunes WHERE id = 'basket_hint';
SELECT method, path, body FROM statsig_fdw_pending;
COMMIT;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT id, description, winner_threshold FROM autotunes WHERE id IN ('in_two_steps', 'full_autotune', 'basket_hint') ORDER BY id;
-- An INSERT that is started at once: the key is the answer's.
BEGIN;
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold)
VALUES ('Runs at once', '', :'two', 'purchase', '1hr', '1hr', '99%');
UPDATE autotunes SET is_started = true WHERE name = 'Runs at once';
COMMIT;
-- A reset loses what has been learned: it is sent even where the autotune is started again; a change of fields goes along.
BEGIN;
UPDATE autotunes SET is_started = false WHERE id = 'push_hour';
UPDATE autotunes SET description = 'Anew' WHERE id = 'push_hour';
UPDATE autotunes SET is_started = true WHERE id = 'push_hour';
COMMIT;
SELECT is_started, description FROM autotunes WHERE id = 'push_hour';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
BEGIN;
DELETE FROM autotunes;
UPDATE autotunes SET description = 'none is left';
SELECT count(*) FROM autotunes;
ROLLBACK;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT count(*) FROM autotunes;
--
-- Errors.
--
INSERT INTO autotunes (name, variants, success_event, exploration_window, attribution_window) VALUES ('No Threshold', '[]', 'purchase', '1hr', '1hr');
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET winner_threshold = '96%' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET exploration_window_rate = 0 WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET variants = '[{"name":"a"}]' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET variants = '[{"name":"a","json":null,"size":null},{"name":"b","json":1}]' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET variants = '[{"name":"a","json":{}}]' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET is_contextual = NULL, success_event = NULL WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET name = 'Other' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET id = 'other' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET winner = '{}' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
UPDATE autotunes SET is_started = NULL WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold, is_started)
VALUES ('Started', '', :'two', 'purchase', '1hr', '1hr', '99%', true);
\echo :LAST_ERROR_SQLSTATE
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold)
VALUES ('Hero Picture', '', :'two', 'purchase', '1hr', '1hr', '99%');
\echo :LAST_ERROR_SQLSTATE
BEGIN;
UPDATE autotunes SET description = 'x' WHERE id = 'in_two_steps';
\! mock-control state /autotunes | sed 's/"in_two_steps"/"gone"/; s/^/{"path":"\/autotunes","items":/; s/$/}/' | mock-control set-state
COMMIT;
\echo :LAST_ERROR_SQLSTATE
-- The fields are written and the start fails: what was applied is told.
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"PUT"},"times":1,"fault":{"kind":"status","status":400,"body":{"status":400,"message":"Not now"}}}'
UPDATE autotunes SET is_started = true, description = 'half' WHERE id = 'full_autotune';
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
SELECT description, is_started FROM autotunes WHERE id = 'full_autotune';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT step, statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT description FROM autotunes WHERE id = 'full_autotune';
--
-- Taken back.
--
SET client_min_messages = error;
BEGIN;
SET LOCAL statsig_fdw.write_mode = immediate;
INSERT INTO autotunes (name, description, variants, success_event, exploration_window, attribution_window, winner_threshold)
VALUES ('Sent at once', '', :'two', 'purchase', '1hr', '1hr', '99%') RETURNING id;
UPDATE autotunes SET variants = '[{"name":"x","json":{}},{"name":"y","json":{"n":null}}]', feature_list = '{d}', exploration_window_rate = 0.75 WHERE id = 'full_autotune';
UPDATE autotunes SET is_started = true WHERE id = 'hero_picture';
UPDATE autotunes SET is_started = false, description = 'reset' WHERE id = 'mail_subject';
UPDATE autotunes SET winner_id = variants -> 1 ->> 'id', decision_reason = 'It wins' WHERE id = 'push_hour';
DELETE FROM autotunes WHERE id = 'runs_at_once';
ROLLBACK;
RESET client_min_messages;
SELECT step, statement, remark FROM statsig_fdw_undo();
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
SELECT id, is_started, feature_list, exploration_window_rate, jsonb_array_length(variants) FROM autotunes WHERE id IN ('full_autotune', 'hero_picture', 'mail_subject', 'push_hour', 'runs_at_once', 'sent_at_once') ORDER BY id;
--
-- Plans.
--
\pset format aligned
EXPLAIN (COSTS OFF) INSERT INTO autotunes (name) VALUES ('a');
EXPLAIN (COSTS OFF) UPDATE autotunes SET description = '' WHERE id = 'a';
EXPLAIN (COSTS OFF) UPDATE autotunes SET is_started = false, description = '' WHERE id = 'a';
EXPLAIN (COSTS OFF) UPDATE autotunes SET winner_id = 'b', decision_reason = 'c' WHERE id = 'a';
EXPLAIN (COSTS OFF) DELETE FROM autotunes WHERE id = 'a';
