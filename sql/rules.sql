\i test/psql/setup.sql
--
-- Rules: elements of an array inside a gate or a dynamic config.
--
\pset format unaligned
\pset tuples_only on
-- The requests with ids cut short: those of new rules are the API's to make.
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(regexp_replace(s, '"((base)?ID|id)":"[^"]{22}[^"]*"', '"\1":...', 'gi'), '(rules?/)[^ /]{22}\S*', '\1...')
	FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET /%?%'
$$;
INSERT INTO gates (id, name) VALUES ('gat', 'G g');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions, environments)
VALUES ('gat', 'staff', 100, '[{"type":"email","operator":"str_contains_any","targetValue":["@lindenhof.example"],"customID":null}]', '{staging}'),
	   ('gat', 'half', 50, '[{"type":"public"}]', NULL),
	   ('gat', 'rest', 0.01, '[]', '{}');
SELECT pg_temp.changes();
SELECT position, name, pass_percentage, environments FROM gate_rules WHERE gate_id = 'gat' ORDER BY 1;
UPDATE gate_rules SET pass_percentage = 75.5, environments = NULL WHERE gate_id = 'gat' AND name = 'staff';
UPDATE gate_rules SET name = 'three quarters', conditions = '[{"type":"public","operator":null}]' WHERE gate_id = 'gat' AND name = 'half' RETURNING name, position;
SELECT pg_temp.changes();
-- Moving a rule rewrites the whole array; everything else stays as it is.
UPDATE gate_rules SET position = 0 WHERE gate_id = 'gat' AND name = 'rest';
SELECT pg_temp.changes();
SELECT position, name FROM gate_rules WHERE gate_id = 'gat' ORDER BY 1;
-- Two change places; fields and place in one statement.
UPDATE gate_rules SET position = 2 - position WHERE gate_id = 'gat' AND position <> 1;
SELECT position, name FROM gate_rules WHERE gate_id = 'gat' ORDER BY 1;
UPDATE gate_rules SET position = 1, pass_percentage = 5 WHERE gate_id = 'gat' AND position = 2 RETURNING name, position, pass_percentage;
SELECT pg_temp.changes();
UPDATE gate_rules SET position = 3 WHERE gate_id = 'gat' AND position = 0;
UPDATE gate_rules SET position = 0 WHERE gate_id = 'gat' AND position <> 1;
UPDATE gate_rules SET position = -1 WHERE gate_id = 'gat' AND position = 0;
UPDATE gate_rules SET position = NULL WHERE gate_id = 'gat' AND position = 0;
INSERT INTO gate_rules (gate_id, name, position, pass_percentage, conditions) VALUES ('gat', 'r', 0, 1, '[]');
UPDATE gate_rules SET conditions = '{}' WHERE gate_id = 'gat' AND position = 0;
UPDATE gate_rules SET conditions = NULL WHERE gate_id = 'gat' AND position = 0;
SELECT pg_temp.changes();
-- A rule that has gone between the read and the write of its array.
SELECT base_id AS gone FROM gate_rules WHERE gate_id = 'gat' AND position = 2 \gset
CREATE FUNCTION pg_temp.delete_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM gate_rules WHERE gate_id = old.gate_id AND base_id = old.base_id;
	RETURN new;
END $$;
CREATE TRIGGER delete_rule BEFORE UPDATE ON gate_rules FOR EACH ROW EXECUTE FUNCTION pg_temp.delete_rule();
SET client_min_messages = error;
UPDATE gate_rules SET position = 0 WHERE gate_id = 'gat' AND base_id = :'gone';
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
DROP TRIGGER delete_rule ON gate_rules;
SELECT pg_temp.changes();
-- Gates of the fixtures have members that no column shows; they survive.
UPDATE gate_rules SET position = 1 WHERE gate_id = 'new_checkout' AND position = 0;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Dynamic configs: a new rule means the whole array; values are the user's own.
INSERT INTO dynamic_configs (id, name) VALUES ('dyn', 'D c');
INSERT INTO dynamic_config_rules (dynamic_config_id, name, pass_percentage, conditions, return_value)
VALUES ('dyn', 'one', 10, '[{"type":"public","field":null}]', '{"a": null, "n": 9007199254740993}'),
	   ('dyn', 'two', 20, '[]', '{"b": 1.50}')
RETURNING name, position;
INSERT INTO dynamic_config_rules (dynamic_config_id, name, conditions, variants)
VALUES ('dyn', 'three', '[]', '[{"id": null, "name": "v", "passPercentage": 100, "returnValue": {"x": null}}]'),
	   ('dyn', 'four', '[]', NULL);
SELECT pg_temp.changes();
UPDATE dynamic_config_rules SET return_value = '{"b": null}' WHERE dynamic_config_id = 'dyn' AND name = 'two';
UPDATE dynamic_config_rules SET position = 0 WHERE dynamic_config_id = 'dyn' AND name = 'three';
DELETE FROM dynamic_config_rules WHERE dynamic_config_id = 'dyn' AND name IN ('one', 'four');
SELECT pg_temp.changes();
SELECT position, name, pass_percentage, return_value, variants FROM dynamic_config_rules WHERE dynamic_config_id = 'dyn' ORDER BY 1;
INSERT INTO dynamic_config_rules (dynamic_config_id, name, conditions, return_value) VALUES ('dyn', 'r', '[]', '[]');
INSERT INTO dynamic_config_rules (dynamic_config_id, name, conditions) VALUES ('no_such_config', 'r', '[]');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
-- A rule of a config is addressed by its present id, which changes with the percentage.
UPDATE dynamic_config_rules SET pass_percentage = 5 WHERE dynamic_config_id = 'exact_numbers' AND name = 'Employees';
SELECT name, id, base_id, pass_percentage FROM dynamic_config_rules
WHERE dynamic_config_id = 'exact_numbers' AND name = 'Employees';
UPDATE dynamic_config_rules SET environments = '{production}' WHERE dynamic_config_id = 'exact_numbers' AND name = 'Employees'
RETURNING id, base_id, environments;
DELETE FROM dynamic_config_rules WHERE dynamic_config_id = 'exact_numbers' AND name = 'Employees';
SELECT pg_temp.sent();
SELECT name FROM dynamic_config_rules WHERE dynamic_config_id = 'exact_numbers';
