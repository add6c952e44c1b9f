\i test/psql/setup.sql
--
-- Groups of experiments: the API knows only the whole array.
--
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(s, '"id":"[^"]{22}"', '"id":...', 'g') FROM pg_temp.sent() AS s
$$;
INSERT INTO experiments (id, name, hypothesis) VALUES ('exp', 'E x', 'x'), ('exq', 'E y', 'y');
SELECT count(*) FROM pg_temp.sent();
-- All rows of a statement in one request for each experiment: sizes must sum up.
INSERT INTO experiment_groups (experiment_id, name, size, parameter_values)
VALUES ('exp', 'Control', 50, '{"colour": null, "limit": 9007199254740993, "ratio": 1.50}'),
	   ('exp', 'Test', 50, '{"colour": "red"}'), ('exq', 'Control', 100, '{}');
SELECT pg_temp.changes();
SELECT name, size, parameter_values, is_control, position FROM experiment_groups WHERE experiment_id = 'exp' ORDER BY position;
UPDATE experiment_groups SET size = CASE name WHEN 'Test' THEN 33.3 ELSE 66.7 END WHERE experiment_id = 'exp';
UPDATE experiment_groups SET description = 'the new one', parameter_values = '{"colour": null}' WHERE experiment_id = 'exp' AND name = 'Test';
SELECT pg_temp.changes();
-- Whether the API would clear a member that is left out is not known.
UPDATE experiment_groups SET description = NULL WHERE experiment_id = 'exp' AND name = 'Test';
UPDATE experiment_groups SET size = NULL WHERE experiment_id = 'exp' AND name = 'Test';
-- disabled has a call of its own, for all groups of an experiment together.
UPDATE experiment_groups SET disabled = true WHERE experiment_id = 'exp';
UPDATE experiment_groups SET disabled = false WHERE experiment_id = 'exp' AND name = 'Control';
UPDATE experiment_groups SET disabled = false, description = 'both' WHERE experiment_id = 'exp' AND name = 'Test';
SELECT pg_temp.changes();
-- Out and in at once, which only one request can do.
WITH gone AS (DELETE FROM experiment_groups WHERE experiment_id = 'exp' AND name = 'Test')
INSERT INTO experiment_groups (experiment_id, name, size, parameter_values) VALUES ('exp', 'Other', 33.3, '{}');
SELECT pg_temp.changes();
SELECT name, size, position FROM experiment_groups WHERE experiment_id = 'exp' ORDER BY position;
-- The API has the last word on sizes.
DELETE FROM experiment_groups WHERE experiment_id = 'exp' AND name = 'Other';
\echo :LAST_ERROR_SQLSTATE
UPDATE experiment_groups SET position = 0 WHERE experiment_id = 'exp';
UPDATE experiment_groups SET is_control = true WHERE experiment_id = 'exp';
UPDATE experiment_groups SET id = 'x' WHERE experiment_id = 'exp' AND position = 0;
INSERT INTO experiment_groups (experiment_id, name, parameter_values) VALUES ('exp', 'No size', '{}');
INSERT INTO experiment_groups (experiment_id, name, size, parameter_values) VALUES ('exp', 'List', 1, '[]');
INSERT INTO experiment_groups (experiment_id, name, size, parameter_values) VALUES ('exp', 'Big', 101, '{}');
EXPLAIN (COSTS OFF) UPDATE experiment_groups SET size = 1, disabled = true WHERE experiment_id = 'exp';
