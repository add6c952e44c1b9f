\i test/psql/setup.sql
--
-- Overrides of gates and experiments: rows that share a body.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (id, name) VALUES ('gat', 'G g'), ('hub', 'H h h');
SELECT count(*) FROM pg_temp.sent();
-- unit_type has a default; the lists of user ids are always both there.
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('gat', 'u1', true), ('gat', 'u2', true), ('hub', 'u3', false);
INSERT INTO gate_overrides (gate_id, unit_type, unit_id, passes)
VALUES ('gat', 'customID', 'c1', true), ('gat', 'customID', 'c2', false), ('gat', 'userID', 'größer "u"', false);
-- Two kinds of body, and one object for each environment and unit type.
INSERT INTO gate_overrides (gate_id, environment, unit_type, unit_id, passes)
VALUES ('gat', NULL, 'userID', 'u4', true), ('gat', 'staging', 'userID', 'u1', false), ('gat', 'staging', 'userID', 'u5', true),
	   ('gat', 'production', 'userID', 'u1', true), ('gat', 'staging', 'companyID', 'k1', true), ('gat', 'staging', 'userID', 'u6', true);
SELECT pg_temp.sent();
SELECT environment, unit_type, unit_id, passes FROM gate_overrides WHERE gate_id = 'gat' ORDER BY 1 NULLS FIRST, 2, 3;
-- A changed entry: the old one goes, the new one comes.
UPDATE gate_overrides SET passes = NOT passes WHERE gate_id = 'gat' AND unit_id = 'u1';
UPDATE gate_overrides SET passes = passes WHERE gate_id = 'gat';
SELECT pg_temp.sent();
-- A DELETE names what goes and leaves the rest.
DELETE FROM gate_overrides WHERE gate_id = 'gat' AND unit_id IN ('u2', 'c2', 'u5', 'k1') RETURNING unit_id, passes;
DELETE FROM gate_overrides WHERE gate_id = 'hub';
DELETE FROM gate_overrides WHERE gate_id = 'hub';
SELECT pg_temp.sent();
SELECT environment, unit_type, unit_id, passes FROM gate_overrides WHERE gate_id IN ('gat', 'hub') ORDER BY 1 NULLS FIRST, 2, 3;
SELECT count(*) FROM pg_temp.sent();
-- Many: bodies of 2000 ids at most.
INSERT INTO gate_overrides (gate_id, unit_id, passes) SELECT 'hub', 'm' || i, i % 2 = 0 FROM generate_series(1, 2001) AS i;
SELECT left(s, 60), length(s) FROM pg_temp.sent() AS s;
-- What has no place, and what cannot change.
INSERT INTO gate_overrides (gate_id, unit_type, unit_id, passes) VALUES ('gat', 'companyID', 'k', true);
INSERT INTO gate_overrides (gate_id, unit_id) VALUES ('gat', 'u');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('gat', '', true);
UPDATE gate_overrides SET unit_id = 'other' WHERE gate_id = 'gat' AND unit_id = 'u1';
UPDATE gate_overrides SET passes = NULL WHERE gate_id = 'gat' AND unit_id = 'u1';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Experiments.
INSERT INTO experiments (id, name, hypothesis) VALUES ('exp', 'E x', 'x');
INSERT INTO experiment_overrides (experiment_id, kind, target, group_id, environment, unit_type)
VALUES ('exp', 'unit', 'u1', 'Control', NULL, NULL), ('exp', 'gate', 'new_checkout', 'Test', NULL, NULL),
	   ('exp', 'unit', 'u2', 'Control', NULL, NULL), ('exp', 'unit', 'u3', 'Test', 'staging', 'userID'),
	   ('exp', 'segment', 'gold_tier', 'Test', 'production', NULL)
RETURNING kind, target, group_id;
SELECT pg_temp.sent();
UPDATE experiment_overrides SET group_id = 'Other' WHERE experiment_id = 'exp' AND target IN ('u1', 'gold_tier');
SELECT pg_temp.sent();
SELECT kind, target, group_id FROM experiment_overrides WHERE experiment_id = 'exp' ORDER BY 1, 2;
DELETE FROM experiment_overrides WHERE experiment_id = 'exp' AND group_id = 'Test' AND environment IS NULL;
SELECT pg_temp.sent();
INSERT INTO experiment_overrides (experiment_id, kind, target, group_id) VALUES ('exp', 'city', 'Berlin', 'Test');
UPDATE experiment_overrides SET experiment_id = 'other' WHERE experiment_id = 'exp';
UPDATE experiment_overrides SET target = 'u9' WHERE experiment_id = 'exp';
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
