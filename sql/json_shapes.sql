\i test/psql/setup.sql
SET statsig_fdw.max_changes = 1000;
--
-- JSON values: what the API would refuse is refused at the statement, and
-- nothing is sent.
--
-- Which columns are judged.
SELECT table_name, name, shape ->> 'type' AS type, shape ->> 'uniqueMember' AS unique_member,
	   (SELECT string_agg(DISTINCT p ->> 0, ', ' ORDER BY p ->> 0) FROM jsonb_path_query(shape, '$.**.required[*]') AS r(m), jsonb_build_array(m) AS p) AS required
FROM statsig_fdw_columns() WHERE shape IS NOT NULL ORDER BY table_name COLLATE "C", ordinal;
SELECT jsonb_pretty(shape) FROM statsig_fdw_columns() WHERE table_name = 'dynamic_config_rules' AND name = 'variants';
SELECT table_name, name FROM statsig_fdw_columns()
WHERE (shape IS NOT NULL) <> (type = 'jsonb' AND (insertable OR updatable OR action));
--
-- Every value that was read can be written: all rows of all tables. A last
-- row that is wrong on purpose ends each statement before anything is sent.
--
CREATE FUNCTION pg_temp.filler(type text, shape jsonb, allowed text[]) RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN type = 'text' AND allowed IS NULL THEN quote_literal('abcd') || ' || m'
	ELSE quote_literal(CASE WHEN shape ->> 'type' = 'object' OR type = 'text[]' THEN '{}'
	WHEN type = 'jsonb' THEN '[]' WHEN type = 'text' THEN allowed[1] ELSE '1' END) || '::' || type END
$$;
CREATE FUNCTION pg_temp.write_back(OUT table_name text, OUT name text, OUT rows bigint, OUT ended_by text)
RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
	c record;
	names text;
	fillers text;
BEGIN
	-- a metric's owner can only be updated
	FOR c IN SELECT * FROM statsig_fdw_columns() AS f WHERE f.shape IS NOT NULL AND (f.table_name, f.name) <> ('metrics', 'owner')
		AND NOT EXISTS (SELECT FROM statsig_fdw_tables() AS t WHERE t.name = f.table_name AND t.definition ? 'unreadable')
	ORDER BY f.table_name COLLATE "C", f.ordinal LOOP
		SELECT string_agg(', ' || r.name, ''), string_agg(', ' || pg_temp.filler(r.type, r.shape, r.allowed_values), '') INTO names, fillers
		FROM statsig_fdw_columns() AS r JOIN statsig_fdw_tables() AS t ON t.name = r.table_name
		WHERE r.table_name = c.table_name AND (r.required OR r.name = t.definition -> 'insert_any' ->> 0) AND r.name <> c.name;
		table_name := c.table_name;
		name := c.name;
		EXECUTE format('CREATE TEMPORARY TABLE read AS SELECT %I AS v FROM %I WHERE %1$I IS NOT NULL', c.name, c.table_name);
		SELECT count(*) INTO rows FROM read;
		BEGIN
			EXECUTE format('INSERT INTO %I (%I%s) SELECT v%s FROM (SELECT v, row_number() OVER () AS m FROM read UNION ALL SELECT ''"wrong"'', 10000 ORDER BY m) AS s',
						   c.table_name, c.name, names, fillers);
			ended_by := 'nothing';
		EXCEPTION WHEN invalid_parameter_value OR not_null_violation OR unique_violation THEN
			GET STACKED DIAGNOSTICS ended_by = PG_EXCEPTION_DETAIL;
			ended_by := sqlerrm || coalesce(' ' || nullif(ended_by, ''), '');
		END;
		DROP TABLE read;
		RETURN NEXT;
	END LOOP;
END $$;
SELECT table_name, name, rows, ended_by FROM pg_temp.write_back();
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- One changed member in all rules of a gate.
UPDATE gates SET rules = jsonb_set(rules, '{0,passPercentage}', '12.5') WHERE id IN ('new_checkout', 'many_rules');
UPDATE dynamic_configs SET rules = jsonb_set(rules, '{0,passPercentage}', '12.5') WHERE id = 'checkout_texts';
UPDATE segments SET rules = jsonb_set(rules, '{0,passPercentage}', '12.5')
WHERE id = (SELECT min(id) FROM segments WHERE jsonb_array_length(rules) > 0);
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- Kinds.
--
\set VERBOSITY sqlstate
UPDATE gates SET rules = '{}' WHERE id = 'new_checkout';
UPDATE gates SET rules = '[1]' WHERE id = 'new_checkout';
\set VERBOSITY default
UPDATE gates SET rules = '{}' WHERE id = 'new_checkout';
UPDATE gates SET rules = '"x"' WHERE id = 'new_checkout';
UPDATE gates SET rules = 'null' WHERE id = 'new_checkout';
UPDATE gates SET rules = '[1]' WHERE id = 'new_checkout';
UPDATE gates SET rules = '[null]' WHERE id = 'new_checkout';
UPDATE gates SET rules = rules || '[]' || '[[]]' WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,name}', '5') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '"5"') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,conditions}', '{}') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,environments}', '["production", 1]') WHERE id = 'new_checkout';
UPDATE gates SET review_settings = '{"requiredReview": "yes"}' WHERE id = 'new_checkout';
UPDATE gate_rules SET conditions = '[{"type": "user_id", "operator": "any", "targetValue": true}]' WHERE gate_id = 'new_checkout' AND position = 0;
UPDATE gate_rules SET conditions = '[{"type": "user_id", "operator": "any", "targetValue": ["a", 1]}]' WHERE gate_id = 'new_checkout' AND position = 0;
UPDATE gate_rules SET conditions = '[{"type": "user_id", "operator": "any", "targetValue": ["a", null]}]' WHERE gate_id = 'new_checkout' AND position = 0;
UPDATE gate_rules SET pending_automated_rollouts = '[{"time": "2026-05-01", "passPercent": 50}]' WHERE gate_id = 'new_checkout' AND position = 0;
UPDATE dynamic_configs SET owner = '{"ownerID": 5}' WHERE id = 'checkout_texts';
UPDATE dynamic_configs SET default_value = '[]' WHERE id = 'checkout_texts';
UPDATE dynamic_config_rules SET variants = '[{"name": "a", "passPercentage": 100, "returnValue": [null]}]' WHERE dynamic_config_id = 'checkout_texts';
UPDATE experiments SET stratified_sampling = '{"status": "pending", "csv": {"identifier": "a", "original": false}}' WHERE id = 'checkout_button_color';
UPDATE teams SET default_gate_metrics = '["dau"]' WHERE name = 'Checkout';
--
-- Members that are missing; null is as good as absent, since it is not sent.
--
\set VERBOSITY sqlstate
UPDATE gates SET rules = '[{}]' WHERE id = 'new_checkout';
\set VERBOSITY default
UPDATE gates SET rules = '[{}]' WHERE id = 'new_checkout';
UPDATE gates SET rules = rules #- '{1,conditions}' WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', 'null') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,conditions}', '[{"operator": "any"}]') WHERE id = 'new_checkout';
UPDATE gates SET monitoring_metrics = '[{"name": "dau", "type": "user"}, {"name": "wau"}]' WHERE id = 'new_checkout';
UPDATE gates SET review_settings = '{"allowedReviewers": []}' WHERE id = 'new_checkout';
UPDATE experiments SET stratified_sampling = '{"csv": {"identifier": "a", "original": "b"}}' WHERE id = 'checkout_button_color';
UPDATE experiments SET assignment_source_filters = '[{"column": "a", "values": []}]' WHERE id = 'checkout_button_color';
INSERT INTO experiments (name, hypothesis, groups) VALUES ('No values', 'x', '[{"name": "All", "size": 100}]');
INSERT INTO dynamic_config_rules (dynamic_config_id, name, conditions, variants) VALUES ('checkout_texts', 'Two', '[]', '[{"name": "a"}]');
INSERT INTO teams (name, default_holdout_metrics) VALUES ('Nobody', '[{"name": "a"}]');
--
-- Allowed values, ranges, decimals, formats, number of elements.
--
\set VERBOSITY sqlstate
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '120') WHERE id = 'new_checkout';
\set VERBOSITY default
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '120') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '-0.01') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,passPercentage}', '33.335') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,conditions}', '[{"type": "public"}, {"type": "Country", "operator": "any"}]') WHERE id = 'new_checkout';
UPDATE gates SET rules = jsonb_set(rules, '{1,conditions,0,type}', to_jsonb(repeat('größe ', 30))) WHERE id = 'new_checkout';
INSERT INTO segments (name, type, rules) VALUES ('Public', 'rule_based', '[{"name": "r", "passPercentage": 100, "conditions": [{"type": "public"}]}]');
UPDATE segments SET rules = '[{"name": "r", "passPercentage": 100, "conditions": [{"type": "url", "operator": "any", "targetValue": "x"}]}]'
WHERE id = (SELECT min(id) FROM segments WHERE type = 'rule_based');
UPDATE experiments SET primary_metrics = '[{"name": "a", "type": "user", "direction": "up"}]' WHERE id = 'checkout_button_color';
UPDATE experiments SET assignment_source_filters = '[{"column": "a", "condition": "=="}]' WHERE id = 'checkout_button_color';
UPDATE experiments SET links = '[{"url": "see the wiki"}]' WHERE id = 'checkout_button_color';
UPDATE experiments SET manual_quality_scores =
	(SELECT jsonb_agg('{"criteriaName": "x", "criteriaDescription": "x", "status": "PASSED", "score": 1, "weight": 1}'::jsonb) FROM generate_series(1, 11))
WHERE id = 'checkout_button_color';
UPDATE experiments SET manual_quality_scores = '[{"criteriaName": "x", "criteriaDescription": "x", "status": "passed", "score": 1, "weight": 1}]'
WHERE id = 'checkout_button_color';
INSERT INTO dynamic_config_rules (dynamic_config_id, name, conditions, variants)
VALUES ('checkout_texts', 'Two', '[]', '[{"name": "a", "passPercentage": 50}, {"name": "b", "passPercentage": 50.001}]');
INSERT INTO users (email, role) VALUES ('nobody', 'Member');
INSERT INTO users (email, role) VALUES ('no body@lindenhof.example', 'Member');
--
-- Names are unique, sizes add up.
--
\set VERBOSITY sqlstate
UPDATE gates SET rules = rules || jsonb_build_array(rules -> 0) WHERE id = 'new_checkout';
\set VERBOSITY default
UPDATE gates SET rules = '[{"name": "a", "passPercentage": 1, "conditions": []}, {"name": "b", "passPercentage": 1, "conditions": []},
	{"name": "aa", "passPercentage": 1, "conditions": []}, {"name": "a", "passPercentage": 1, "conditions": []}]' WHERE id = 'new_checkout';
INSERT INTO segments (name, type, rules) VALUES ('Twice', 'rule_based',
	'[{"name": "r", "passPercentage": 1, "conditions": []}, {"name": "r", "passPercentage": 2, "conditions": []}]');
INSERT INTO experiments (name, hypothesis, groups) VALUES ('Twice', 'x',
	'[{"name": "All", "size": 50, "parameterValues": {}}, {"name": "All", "size": 50, "parameterValues": {}}]');
INSERT INTO experiments (name, hypothesis, groups) VALUES ('Too little', 'x',
	'[{"name": "A", "size": 50, "parameterValues": {}}, {"name": "B", "size": 40.5, "parameterValues": {}}]');
\set SHOW_CONTEXT never
--
-- Local types: what is judged is what JSON means, not how it is spelled.
--
CREATE FOREIGN TABLE loose_rules (gate_id text, base_id text, name text, pass_percentage numeric, conditions json, environments text[])
SERVER statsig OPTIONS (resource 'gate_rules');
CREATE FOREIGN TABLE text_gates (id text, name text, rules text) SERVER statsig OPTIONS (resource 'gates');
CREATE FOREIGN TABLE loose_configs (id text, name text, default_value json) SERVER statsig OPTIONS (resource 'dynamic_configs');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions) VALUES ('new_checkout', 'r', 1, ' [ {"t\u0079pe" : "publi"} ]');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions) VALUES ('new_checkout', 'r', 1, '[{"type": "\ud800"}]');
INSERT INTO text_gates (name, rules) VALUES ('Text', ' [{"name": "r", "passPercentage": 1e2000, "conditions": []}]');
INSERT INTO text_gates (name, rules) VALUES ('Text', ' [{"name": "r", "passPercentage": 101}]');
INSERT INTO text_gates (name, rules) VALUES ('Text', 'no JSON');
-- One bad row of many: nothing is sent for the others.
INSERT INTO gates (name, rules) VALUES ('Good', '[]'), ('Bad', '[{}]');
UPDATE gates SET rules = CASE id WHEN 'many_rules' THEN rules #- '{0,name}' ELSE '[]' END WHERE id IN ('many_rules', 'new_checkout');
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- What passes: members the shape does not know, values that are the user's
-- own (each time it is the second row that is wrong), and what only the API can
-- judge.
--
INSERT INTO gates (name, rules) VALUES
	('Unknown', '[{"name": "r", "passPercentage": 1, "note": [{"x": null}], "conditions": [{"type": "public", "unknown": {"a": 1}}]}]'), ('Wrong', '[2]');
INSERT INTO gates (name, review_settings) VALUES ('Unknown', '{"requiredReview": true, "allowedReviewers": 5}'), ('Wrong', '{}');
INSERT INTO loose_configs (name, default_value) VALUES ('Own', '{"a": [null, {"b": "\u0000"}], "a": 1e200000}'), ('Wrong', '[]');
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (id, name, rules, monitoring_metrics) VALUES ('passes', 'Passes',
	'[{"name": "r", "passPercentage": 33.30, "environments": null, "pendingAutomatedRollouts": [],
	   "conditions": [{"type": "custom_field", "operator": "any", "field": "age", "targetValue": []}]}]', '[]');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions) VALUES ('passes', 'spelled', 1.50, ' [ {"t\u0079pe" : "p\u0075blic"} ]');
INSERT INTO experiments (id, name, hypothesis, groups, links) VALUES ('thirds', 'Thirds', 'x',
	'[{"name": "A", "size": 33.33, "parameterValues": {"v": null}}, {"name": "B", "size": 33.33, "parameterValues": {}},
	  {"name": "C", "size": 33.34, "parameterValues": {}}]', '[{"url": "https://wiki.lindenhof.example/x"}]');
-- The operator is not known to be wrong, and a sum may be rounded.
INSERT INTO gates (name, rules) VALUES ('Operator', '[{"name": "r", "passPercentage": 1, "conditions": [{"type": "country", "operator": "gt", "targetValue": "DE"}]}]');
INSERT INTO experiments (name, hypothesis, groups) VALUES ('Rounded', 'x',
	'[{"name": "A", "size": 33.33, "parameterValues": {}}, {"name": "B", "size": 33.33, "parameterValues": {}}, {"name": "C", "size": 33.33, "parameterValues": {}}]');
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Time grows with the size and not faster.
SET statement_timeout = '20s';
UPDATE gates SET rules = (SELECT jsonb_agg(jsonb_build_object('name', 'r' || i, 'passPercentage', 1, 'conditions',
	(SELECT jsonb_agg('{"type": "user_id", "operator": "any", "targetValue": ["a", "b"]}'::jsonb) FROM generate_series(1, 20)))) || '[{"name": "r5"}]'
	FROM generate_series(1, 3000) AS i) WHERE id = 'passes';
UPDATE gates SET rules = (SELECT jsonb_agg(jsonb_build_object('name', 'r' || i % 2999, 'passPercentage', 1, 'conditions', '[]'::jsonb))
	FROM generate_series(1, 3000) AS i) WHERE id = 'passes';
RESET statement_timeout;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
