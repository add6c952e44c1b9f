\i test/psql/setup.sql
--
-- Numbers that a double cannot hold go through every kind of write unharmed.
--
CREATE VIEW kept AS
SELECT key, value FROM dynamic_configs, json_each_text(raw::json -> 'defaultValue')
WHERE id = 'exact_numbers';
SELECT md5(string_agg(key || '=' || value, ',' ORDER BY key)) AS before FROM kept \gset
SELECT default_value::text LIKE '%9007199254740993%' AS int_kept,
	   default_value::text LIKE '%0.30000000000000004%' AS fraction_kept
FROM dynamic_configs WHERE id = 'exact_numbers';
UPDATE dynamic_configs SET description = 'Touched' WHERE id = 'exact_numbers';
SELECT md5(string_agg(key || '=' || value, ',' ORDER BY key)) = :'before' AS unchanged FROM kept;
SELECT pg_temp.sent();
-- The value itself: what is written is what is stored, to the digit.
UPDATE dynamic_configs SET default_value = '{"a": 9007199254740993, "b": 0.30000000000000004, "c": 1e400, "d": 1.10, "e": -0.0, "f": [18446744073709551617, null], "g": {"h": null}}'
WHERE id = 'exact_numbers';
SELECT default_value - 'c' AS default_value, length(default_value ->> 'c') AS digits_of_c FROM dynamic_configs WHERE id = 'exact_numbers';
-- Rules of a config are written as a whole array: those that stay do not change.
INSERT INTO dynamic_config_rules (dynamic_config_id, name, pass_percentage, conditions, return_value)
VALUES ('exact_numbers', 'One', 10, '[{"type": "public"}]', '{"n": 9007199254740993, "f": 0.30000000000000004, "z": null}');
INSERT INTO dynamic_config_rules (dynamic_config_id, name, pass_percentage, conditions, return_value)
VALUES ('exact_numbers', 'Two', 20, '[{"type": "public"}]', '{"n": 1.10}');
UPDATE dynamic_config_rules SET position = 0 WHERE dynamic_config_id = 'exact_numbers' AND name = 'Two';
SELECT position, name, return_value FROM dynamic_config_rules WHERE dynamic_config_id = 'exact_numbers' ORDER BY position;
-- So are the groups of an experiment.
UPDATE experiment_groups SET parameter_values = '{"n": 9007199254740993, "f": 0.30000000000000004}'
WHERE experiment_id = 'welcome_discount_size' AND position = 0;
UPDATE experiment_groups SET description = 'Other' WHERE experiment_id = 'welcome_discount_size' AND position = 1;
SELECT position, parameter_values FROM experiment_groups WHERE experiment_id = 'welcome_discount_size' AND position = 0;
SELECT target_exposures FROM experiments WHERE id = 'search_ranking_model';
DROP VIEW kept;
