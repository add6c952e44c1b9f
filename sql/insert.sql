\i test/psql/setup.sql
--
-- INSERT: what is sent for a new object, and what is refused before anything is.
--
\pset format unaligned
\pset tuples_only on
-- Only columns that are given and not NULL.
INSERT INTO gates (name) VALUES ('First gate');
INSERT INTO gates (id, name, description, tags, is_enabled, type, team)
VALUES ('second', 'Second', E'quote " backslash \\ tab \t größer 🚀', '{a,"b c"}', true, 'PERMANENT', NULL);
INSERT INTO gates (id, name, tags, target_apps) VALUES ('third', 'Third', '{}', ARRAY['Web shop']);
SELECT pg_temp.sent();
SELECT id, name, description, tags, type FROM gates WHERE id IN ('first_gate', 'second', 'third') ORDER BY id;
-- jsonb: numbers stay exact, null members are dropped where the API has a DTO ...
INSERT INTO gates (id, name, rules, monitoring_metrics, review_settings)
VALUES ('with_rules', 'With rules',
		'[{"name": "r", "passPercentage": 12.50, "environments": null,
		   "conditions": [{"type": "user_id", "operator": "any", "field": null,
						   "targetValue": [9007199254740993, 1e3]}]}]',
		'[]', '{"requiredReview": false, "allowedReviewers": [{"x": 1}]}');
-- ... and kept where the value is the user's own.
INSERT INTO dynamic_configs (name, default_value)
VALUES ('Free form', '{"a": null, "b": {"c": null, "d": 0.10}, "e": 9007199254740993}');
SELECT pg_temp.sent();
SELECT default_value FROM dynamic_configs WHERE id = 'free_form';
-- Required columns that the catalogue has a value for.
INSERT INTO teams (name, description) VALUES ('Night shift', 'After hours');
INSERT INTO tags (name, description) VALUES ('night', 'After hours');
INSERT INTO segments (name, type) VALUES ('Night owls', 'rule_based');
INSERT INTO experiments (name, hypothesis, allocation, duration, analysis_end_time, groups)
VALUES ('Night prices', 'Cheaper sells more', 12.5, 14, '2026-05-01 12:00:00.5+02',
		'[{"name": "Control", "size": 50, "parameterValues": {"p": null}},
		  {"name": "Test", "size": 50, "parameterValues": {"p": 1.10}}]');
SELECT pg_temp.sent();
-- Settings of the session do not change what is sent.
SET extra_float_digits = 0;
SET DateStyle = 'German';
SET TimeZone = 'Asia/Tokyo';
INSERT INTO experiments (name, hypothesis, allocation, analysis_end_time)
VALUES ('Digits', 'x', 33.300000000000004, '2026-05-01 12:00:00.123456+00');
RESET extra_float_digits;
SET DateStyle = 'ISO, MDY';
SET TimeZone = 'UTC';
SELECT pg_temp.sent();
-- The API's own refusal.
INSERT INTO gates (id, name) VALUES ('second', 'Second');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
--
-- Refused at the statement; nothing is sent.
--
INSERT INTO gates (description) VALUES ('neither name nor id');
INSERT INTO gate_rules (gate_id, name, conditions) VALUES ('second', 'no percentage', '[]');
INSERT INTO dynamic_configs (id) VALUES ('no_name');
INSERT INTO gates (name, status) VALUES ('Launched at once', 'Launched');
INSERT INTO gates (name, created_time) VALUES ('Old gate', now());
INSERT INTO gates (name, pass_rate) VALUES ('Parameter', '0');
INSERT INTO gates (name, raw) VALUES ('Raw', '{}');
INSERT INTO gates (name) VALUES ('ab');
INSERT INTO gates (name) VALUES (repeat('x', 101));
INSERT INTO gates (name, description) VALUES ('Long', repeat('ö', 1001));
INSERT INTO gates (name) VALUES ('Größe');
INSERT INTO gates (name, type) VALUES ('Wrong type', 'STALE');
INSERT INTO gates (name, tags) VALUES ('Null tag', '{a,NULL}');
INSERT INTO gates (name, tags) VALUES ('Square', '{{a},{b}}');
INSERT INTO gates (name, rules) VALUES ('No array', '{"a": 1}');
INSERT INTO gates (name, review_settings) VALUES ('No object', '[]');
INSERT INTO experiments (name, hypothesis, allocation) VALUES ('Too much', 'x', 100.5);
INSERT INTO experiments (name, hypothesis, allocation) VALUES ('Not a number', 'x', 'NaN');
INSERT INTO experiments (name, hypothesis, analysis_end_time) VALUES ('Never', 'x', 'infinity');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('second', 'r', 100.01, '[]');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('', 'r', 1, '[]');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('..', 'r', 1, '[]');
-- One bad row of many: nothing is sent for the others.
INSERT INTO tags (name, description) VALUES ('good', 'x'), (repeat('x', 101), 'x');
INSERT INTO audit_logs (id) VALUES ('x');
INSERT INTO gates (name) VALUES ('Again') ON CONFLICT DO NOTHING;
INSERT INTO gates (id, name) VALUES ('second', 'Again') ON CONFLICT (id) DO UPDATE SET name = 'x';
MERGE INTO gates USING (VALUES ('second')) AS v (i) ON id = i WHEN NOT MATCHED THEN INSERT (id) VALUES (i);
SELECT pg_temp.sent();
-- Local types that differ from the API's.
CREATE FOREIGN TABLE narrow_tags (
	tag varchar(36) OPTIONS (column_name 'id'),
	title varchar(100) OPTIONS (column_name 'name'),
	description char(40),
	is_core text
) SERVER statsig OPTIONS (resource 'tags');
INSERT INTO narrow_tags (title, description, is_core) VALUES ('typed', 'padded', 'yes');
INSERT INTO narrow_tags (title, description, is_core) VALUES ('typed', 'padded', 'perhaps');
CREATE FOREIGN TABLE loose_rules (
	gate_id varchar, base_id text, name text, pass_percentage float8, conditions json, environments varchar[]
) SERVER statsig OPTIONS (resource 'gate_rules');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions, environments)
VALUES ('second', 'loose', 33.33, '[ {"type":"public", "field":null} ]', '{production}');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions) VALUES ('second', 'fine', 0.125, '[]');
INSERT INTO loose_rules (gate_id, name, pass_percentage, conditions) VALUES ('second', 'nan', 'NaN', '[]');
CREATE FOREIGN TABLE wrong_gates (id text, name text, tags text) SERVER statsig OPTIONS (resource 'gates');
INSERT INTO wrong_gates (name, tags) VALUES ('Wrong', 'a');
SELECT pg_temp.sent();
-- Defaults of the foreign table and BEFORE triggers take part.
ALTER FOREIGN TABLE tags ALTER COLUMN description SET DEFAULT 'by default';
CREATE FUNCTION pg_temp.shout() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN new.name := upper(new.name); RETURN new; END $$;
CREATE TRIGGER shout BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.shout();
INSERT INTO tags (name) VALUES ('loud');
DROP TRIGGER shout ON tags;
SELECT pg_temp.sent();
-- Writing can be forbidden.
ALTER FOREIGN TABLE tags OPTIONS (ADD updatable 'false');
INSERT INTO tags (name) VALUES ('forbidden');
BEGIN READ ONLY;
INSERT INTO gates (name) VALUES ('forbidden');
ROLLBACK;
SELECT pg_temp.sent();
