\i test/psql/setup.sql
--
-- UPDATEs that are calls of their own: statuses, archiving, starting.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (id, name) VALUES ('gat', 'G g');
UPDATE gates SET is_enabled = false WHERE id = 'gat';
UPDATE gates SET is_enabled = true WHERE id = 'gat';
-- Together with other columns it is a member like any other.
UPDATE gates SET is_enabled = false, description = 'off' WHERE id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
UPDATE gates SET status = 'In Progress' WHERE id = 'gat' RETURNING status, is_enabled;
UPDATE gates SET status = 'Launched', description = 'launched' WHERE id = 'gat' RETURNING status;
UPDATE gates SET status = 'Disabled' WHERE id = 'gat' RETURNING status;
UPDATE gates SET status = 'Archived', archive_reason = 'no longer used', force_archive = true WHERE id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
SELECT status FROM gates WHERE id = 'gat';
-- Out of the archive first, then the fields, then the status asked for.
UPDATE gates SET status = 'Launched', unarchive_reason = 'needed', description = 'back' WHERE id = 'gat' RETURNING status;
UPDATE gates SET status = 'Launched' WHERE id = 'gat' RETURNING status;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Arguments without their action, values that no action leads to.
UPDATE gates SET archive_reason = 'x' WHERE id = 'gat';
UPDATE gates SET unarchive_reason = 'x', status = 'Archived' WHERE id = 'gat';
UPDATE gates SET status = 'Gone' WHERE id = 'gat';
UPDATE gates SET status = NULL WHERE id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- The second of two calls fails: the first stays applied.
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"PUT"},"fault":{"kind":"status","status":400}}'
UPDATE gates SET status = 'Disabled', description = 'half' WHERE id = 'gat';
\! mock-control clear
RESET client_min_messages;
SELECT description, status FROM gates WHERE id = 'gat';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Dynamic configs.
INSERT INTO dynamic_configs (id, name) VALUES ('dyn', 'D c');
UPDATE dynamic_configs SET is_enabled = false WHERE id = 'dyn';
UPDATE dynamic_configs SET status = 'Enabled' WHERE id = 'dyn' RETURNING status, is_enabled;
UPDATE dynamic_configs SET status = 'Archived' WHERE id = 'dyn' RETURNING status;
UPDATE dynamic_configs SET status = 'Disabled' WHERE id = 'dyn' RETURNING status;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Experiments: each status by its own call, with what that call requires.
INSERT INTO experiments (id, name, hypothesis, groups)
VALUES ('exp', 'E x', 'x', '[{"name":"Control","size":50,"parameterValues":{}},{"name":"Test","size":50,"parameterValues":{}}]');
SELECT count(*) FROM pg_temp.sent();
UPDATE experiments SET status = 'active' WHERE id = 'exp' RETURNING status;
UPDATE experiments SET status = 'decision_made' WHERE id = 'exp';
UPDATE experiments SET status = 'decision_made', launched_group_id = groups -> 1 ->> 'id' WHERE id = 'exp';
UPDATE experiments SET status = 'decision_made', launched_group_id = groups -> 1 ->> 'id', decision_reason = 'better'
WHERE id = 'exp' RETURNING status, launched_group_id = groups -> 1 ->> 'id';
SELECT regexp_replace(s, '"id":"[^"]*"', '"id":...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
UPDATE experiments SET status = 'setup' WHERE id = 'exp' RETURNING status;
UPDATE experiments SET status = 'abandoned', decision_reason = 'too late', description = 'gone' WHERE id = 'exp' RETURNING status;
UPDATE experiments SET status = 'archived', archive_reason = 'old' WHERE id = 'exp' RETURNING status;
-- The API returns to the earlier state, whatever was asked for; RETURNING tells.
UPDATE experiments SET status = 'setup' WHERE id = 'exp' RETURNING status;
UPDATE experiments SET scheduled_start_time = '2030-01-02 03:04:05.678+00' WHERE id = 'gift_wrap_price';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
UPDATE experiments SET decision_reason = 'alone' WHERE id = 'exp';
UPDATE experiments SET archive_reason = 'alone' WHERE id = 'exp';
UPDATE experiments SET status = 'finished' WHERE id = 'exp';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Segments can be changed by actions only; the rules are the whole body.
INSERT INTO segments (id, name, type) VALUES ('seg', 'Seg', 'rule_based');
UPDATE segments SET rules = '[{"name":"Berlin","passPercentage":100,"conditions":[{"type":"country","operator":"any","targetValue":["DE"],"field":null}]}]'
WHERE id = 'seg';
UPDATE segments SET is_archived = true WHERE id = 'seg';
UPDATE segments SET is_archived = false WHERE id = 'seg';
UPDATE segments SET description = 'x' WHERE id = 'seg';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
