\i test/psql/setup.sql
--
-- Values: what the API says arrives as it was said, or there is an error.
--
-- Numbers no double can hold, a number no double can reach, digits as written.
SELECT key, CASE WHEN value = '1' || repeat('0', 400) THEN '1 and 400 zeros' ELSE value END AS value
FROM dynamic_configs, jsonb_each_text(default_value) WHERE id = 'exact_numbers' ORDER BY key COLLATE "C";
SELECT target_exposures FROM experiments WHERE id = 'search_ranking_model';
\pset format unaligned
SELECT default_value FROM dynamic_configs WHERE id IN ('empty_value', 'null_members', 'unicode_value') ORDER BY id;
\pset format aligned
SELECT jsonb_pretty(default_value) FROM dynamic_configs WHERE id = 'deep_value';
-- All configs: held against the mock's own state.
\set state `mock-control state /dynamic_configs`
SELECT count(*), count(*) FILTER (WHERE c.default_value = s.item -> 'defaultValue' AND c.rules = s.item -> 'rules') AS same,
	   count(*) FILTER (WHERE c.default_value::text = (s.item -> 'defaultValue')::text) AS same_digits
FROM dynamic_configs AS c JOIN jsonb_array_elements(:'state'::jsonb) AS s(item) ON s.item ->> 'id' = c.id;
-- Absent, null and "" are NULL for an id, and "" stays "" for a text.
SELECT count(*), count(e.targeting_gate_id), count(*) FILTER (WHERE e.targeting_gate_id = '') AS empty,
	   count(*) FILTER (WHERE raw -> 'targetingGateID' IS NULL) AS absent,
	   count(*) FILTER (WHERE raw -> 'targetingGateID' = 'null') AS json_null,
	   count(*) FILTER (WHERE raw -> 'targetingGateID' = '""') AS json_empty
FROM experiments AS e;
SELECT first_name, last_name = '' AS empty FROM users WHERE email = 'rosa.dubois@lindenhof.example';
SELECT count(*) FILTER (WHERE environments IS NULL) AS absent_or_null, count(*) FILTER (WHERE environments = '{}') AS empty,
	   count(*) FILTER (WHERE cardinality(environments) = 1) AS one, count(*) FILTER (WHERE cardinality(environments) = 2) AS two
FROM gate_rules;
-- A list that names something twice.
SELECT holdout_ids, raw -> 'holdoutIDs' AS as_sent FROM gates WHERE id = 'checkout_order_notes';

-- Local types of the user's own choice.
CREATE FOREIGN TABLE odd (
	id varchar(5), name char(1), description json, created_time timestamp(0), last_modified_time date,
	is_enabled text, version numeric(4,1), checks_per_hour int, tags varchar(3)[], rules text, team name,
	renamed text OPTIONS (column_name 'type'), raw json
) SERVER statsig OPTIONS (resource 'gates');
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","name":"n","description":"{\"b\":1,  \"a\":[1.10, 1E+2]}","createdTime":1774951200500,"lastModifiedTime":1774951200500,"isEnabled":true,"version":7,"checksPerHour":3.0,"tags":["a","bcd"],"rules":[{"x":1.10}],"team":"T","type":"STALE"}}}}'
\x on
SELECT id, name, description, created_time, last_modified_time, is_enabled, version, checks_per_hour, tags, rules, team, renamed, raw -> 'description' AS raw FROM odd WHERE id = 'x';
\x off
\! mock-control clear
-- What does not fit is an error that names the column.
CREATE FUNCTION pg_temp.try(columns text, relation text DEFAULT 'gates') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	state text;
	message text;
	context text;
BEGIN
	EXECUTE format('SELECT row_to_json(s)::text FROM (SELECT %s FROM %s WHERE id = ''x'') AS s', columns, relation) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
	RETURN state || ': ' || message || ' [' || (regexp_match(context, 'column "[^"]*" of foreign table "[^"]*"'))[1] || ']';
END
$$;
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","name":"nn","description":"{no json","createdTime":"soon","lastModifiedTime":1e300,"isEnabled":"perhaps","version":12345.5,"checksPerHour":1e400,"tags":{"a":1},"rules":"text","team":12345678901234567890.5,"type":{"b":[1]},"idType":true,"owner":5,"isTemplate":1,"lastModifierID":false,"creatorID":[]}}}}'
SELECT pg_temp.try('name', 'odd');
SELECT pg_temp.try('description', 'odd');
SELECT pg_temp.try('created_time', 'odd');
SELECT pg_temp.try('version', 'odd');
SELECT pg_temp.try('tags', 'odd');
SELECT pg_temp.try('tags::text[]', 'odd');
SELECT pg_temp.try('id, rules, team, renamed, is_enabled', 'odd');
SELECT pg_temp.try('created_time');
SELECT pg_temp.try('last_modified_time');
SELECT pg_temp.try('is_enabled');
SELECT pg_temp.try('version');
SELECT pg_temp.try('checks_per_hour');
-- What fits after all: a scalar for a list, anything as text or jsonb.
SELECT pg_temp.try('tags, team, type, id_type, owner, rules, last_modifier_id');
SELECT pg_temp.try('is_template');
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","tags":"single","targetApps":"","holdoutIDs":[null,"a",null,7,true,{"b":1},["c"]],"version":"12","checksPerHour":"2.5","isEnabled":"true","createdTime":"1774951200500"}}}}'
SELECT tags, target_apps, holdout_ids, version, checks_per_hour, is_enabled, created_time FROM gates WHERE id = 'x';
\! mock-control clear
-- "" where it cannot be a value is none.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","name":"","version":"","checksPerHour":"","isEnabled":"","createdTime":"","teamID":"","owner":"","tags":[]}}}}'
SELECT name = '' AS name, version, checks_per_hour, is_enabled, created_time, team_id, owner, tags FROM gates WHERE id = 'x';
\! mock-control clear
-- Integers may be written with an exponent or a zero fraction; limits of the type hold.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","version":1.2e1}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","version":9223372036854775808}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","version":1e1000000}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"times":1,"fault":{"kind":"status","status":200,"body":{"data":{"id":"x","version":-0}}}}'
SELECT pg_temp.try('version');
SELECT pg_temp.try('version');
SELECT pg_temp.try('version');
SELECT pg_temp.try('version');
\! mock-control clear

-- Members: twice the same (the last counts, as in jsonb), escaped names, more than is known.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"id\":\"a\",\"i\\u0064\":\"x\",\"n\\u0061me\":\"\\u00e9\\ud83d\\ude80\\n\\\"\\\\\\/\",\"type\":\"A\",\"type\":\"B\",\"ID\":\"no\",\"unknown\":{\"id\":\"no\",\"name\":[]}}}"}}'
SELECT id, name, type, raw ->> 'type' AS raw_type FROM gates WHERE id = 'x';
\! mock-control clear
-- \u0000 is no text; where the column is not asked for, it does not matter.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"id\":\"x\",\"name\":\"a\\u0000b\",\"type\":\"A\"}}"}}'
SELECT id, type FROM gates WHERE id = 'x';
SELECT pg_temp.try('name');
SELECT pg_temp.try('raw');
\! mock-control clear
-- Half a surrogate pair.
\! mock-control fault '{"match":{"path":"/console/v1/gates/x"},"fault":{"kind":"status","status":200,"body":"{\"data\":{\"id\":\"x\",\"name\":\"a\\ud83d b\"}}"}}'
SELECT id FROM gates WHERE id = 'x';
SELECT pg_temp.try('name');
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"nul_escape"}}'
SELECT count(*) FROM (SELECT FROM gates OFFSET 0) AS s;
SELECT count(*) FILTER (WHERE id <> '') FROM gates;
\! mock-control clear
-- Bytes that are not UTF-8 spoil the answer as a whole.
\! mock-control fault '{"match":{"path":"/console/v1/gates"},"fault":{"kind":"invalid_utf8"}}'
SELECT count(*) FROM (SELECT FROM gates OFFSET 0) AS s;
\! mock-control clear
-- Deep enough for any use, and an error beyond.
\! mock-control fault '{"match":{"path":"/console/v1/gates/new_checkout"},"fault":{"kind":"deep","depth":1000}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\! mock-control clear
SET max_stack_depth = '100kB';
\! mock-control fault '{"match":{"path":"/console/v1/gates/new_checkout"},"fault":{"kind":"deep","depth":100000}}'
SELECT count(*) FROM gates WHERE id = 'new_checkout';
\! mock-control clear
RESET max_stack_depth;

-- Columns in another order, some dropped, one added, one unknown.
CREATE FOREIGN TABLE few (type text, junk int OPTIONS (column_name 'version'), id text, name text) SERVER statsig OPTIONS (resource 'gates');
ALTER FOREIGN TABLE few DROP COLUMN junk;
SELECT * FROM few WHERE id = 'new_checkout';
ALTER FOREIGN TABLE few ADD COLUMN version int;
ALTER FOREIGN TABLE few DROP COLUMN name;
SELECT * FROM few WHERE id = 'new_checkout';
SELECT few FROM few WHERE id = 'new_checkout';
ALTER FOREIGN TABLE few RENAME COLUMN type TO kind;
SELECT * FROM few WHERE id = 'new_checkout';
ALTER FOREIGN TABLE few ALTER COLUMN kind OPTIONS (ADD column_name 'type');
SELECT * FROM few WHERE id = 'new_checkout';
ALTER FOREIGN TABLE few ADD COLUMN typ text;
SELECT id FROM few WHERE id = 'new_checkout';
ALTER FOREIGN TABLE few DROP COLUMN typ;
-- The same column twice.
ALTER FOREIGN TABLE few ADD COLUMN again text OPTIONS (column_name 'id');
SELECT id, again FROM few WHERE id = 'new_checkout';
SELECT id, again FROM few WHERE again = 'new_checkout';
SELECT id, again FROM few WHERE again = 'new_checkout' AND id = 'many_rules';
-- No column at all.
CREATE FOREIGN TABLE none () SERVER statsig OPTIONS (resource 'tags');
SELECT count(*) FROM none;
-- Generated columns and constraints are the local table's business.
CREATE FOREIGN TABLE checked (id text NOT NULL, name text CHECK (name <> '')) SERVER statsig OPTIONS (resource 'tags');
SELECT count(*) FROM checked;
-- A foreign table as a partition, and as a child with columns in another order.
CREATE TABLE parted (type text, id text) PARTITION BY LIST (type);
CREATE FOREIGN TABLE stale PARTITION OF parted FOR VALUES IN ('STALE') SERVER statsig OPTIONS (resource 'gates');
SELECT count(*) FROM parted WHERE type = 'STALE';
SELECT count(*) FROM parted WHERE type = 'STALE' AND id = 'new_checkout';
SELECT count(*) FROM parted WHERE type = 'PERMANENT';
CREATE TABLE parent (id text, type text);
INSERT INTO parent VALUES ('here', 'STALE');
CREATE FOREIGN TABLE child (type text, version int, id text) SERVER statsig OPTIONS (resource 'gates');
ALTER FOREIGN TABLE child INHERIT parent;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
SELECT count(*) FROM parent WHERE type = 'STALE';
SELECT id FROM parent WHERE id IN ('new_checkout', 'here') ORDER BY 1;
SELECT pg_temp.sent();
SELECT p.id, p.type FROM (VALUES ('new_checkout'), ('nope')) AS v(k) JOIN parent AS p ON p.id = v.k;
SET client_min_messages = warning;
DROP TABLE parted, parent CASCADE;
