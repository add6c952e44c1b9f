\i test/psql/setup.sql
--
-- Many rows: which of them share a request, in which order requests go, and
-- what is said when one of them fails.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (id, name) VALUES ('one', 'One'), ('two', 'Two');
SELECT pg_temp.sent();
-- Elements of one parent in one request, parents in the order of first appearance.
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions)
VALUES ('two', 'a', 1, '[]'), ('one', 'b', 2, '[]'), ('two', 'c', 3, '[]');
SELECT pg_temp.sent();
UPDATE gate_rules SET pass_percentage = pass_percentage + 10 WHERE gate_id IN ('one', 'two');
SELECT regexp_replace(regexp_replace(s, '"baseID":"[^"]*"', '"baseID":...', 'g'), '(rules/)\S+', '\1...')
FROM pg_temp.sent() AS s WHERE s LIKE 'PATCH%' ORDER BY 1;
-- Entries of one parent in one body, split where the API sets a limit.
INSERT INTO segments (id, name, type) VALUES ('many', 'Many', 'id_list');
INSERT INTO segment_ids SELECT 'many', 'u' || i FROM generate_series(1, 2500) AS i;
SELECT left(s, 70), length(s) FROM pg_temp.sent() AS s;
SELECT count(*) FROM segment_ids WHERE segment_id = 'many';
DELETE FROM segment_ids WHERE segment_id = 'many' AND unit_id ~ '0$';
SELECT left(s, 70), length(s) FROM pg_temp.sent() AS s WHERE s NOT LIKE '%page=%';
SELECT count(*) FROM segment_ids WHERE segment_id = 'many';
SELECT count(*) > 0 FROM pg_temp.sent();
-- COPY.
COPY gate_rules (gate_id, name, pass_percentage, conditions) FROM stdin;
one	copied 1	1	[]
one	copied 2	2	[]
\.
COPY tags (name, description) FROM stdin;
copied	x
too long to be a tag 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789	x
\.
SELECT pg_temp.sent();
-- A partition.
CREATE TABLE all_rules (gate_id text, name text, pass_percentage numeric, conditions jsonb, base_id text)
PARTITION BY LIST (gate_id);
CREATE TABLE local_rules PARTITION OF all_rules FOR VALUES IN ('local');
CREATE FOREIGN TABLE remote_rules (conditions jsonb, base_id text, gate_id text, name text, pass_percentage numeric)
SERVER statsig OPTIONS (resource 'gate_rules');
ALTER TABLE all_rules ATTACH PARTITION remote_rules FOR VALUES IN ('one');
INSERT INTO all_rules VALUES ('one', 'routed 1', 1, '[]'), ('local', 'stays', 2, '[]'), ('one', 'routed 2', 3, '[]');
COPY all_rules (gate_id, name, pass_percentage, conditions) FROM stdin;
local	copied here	2	[]
one	copied there	4	[]
\.
UPDATE all_rules SET pass_percentage = 50 WHERE name IN ('routed 1', 'stays') AND gate_id IN ('one', 'local');
UPDATE all_rules SET gate_id = 'one' WHERE gate_id = 'local' AND name = 'stays';
UPDATE all_rules SET gate_id = 'local' WHERE gate_id = 'one' AND name = 'routed 2';
DELETE FROM all_rules WHERE gate_id IN ('one', 'local') AND name LIKE 'copied h%' RETURNING name;
INSERT INTO all_rules VALUES ('one', 'again', 1, '[]') ON CONFLICT DO NOTHING;
SELECT regexp_replace(s, '(rules/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
-- Several statements in one (WITH): in the order in which the executor runs them, the one without a name first.
WITH a AS (INSERT INTO tags (name, description) VALUES ('w1', 'x')),
	 b AS (DELETE FROM gates WHERE id = 'two')
INSERT INTO segment_ids VALUES ('many', 'from with');
SELECT pg_temp.sent();
-- A trigger's own statement comes after what was asked for before it.
CREATE FUNCTION pg_temp.add_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('nested', 'r', 5, '[]');
	RETURN NULL;
END $$;
CREATE TRIGGER add_rule AFTER INSERT ON gates FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.add_rule();
INSERT INTO gates (id, name) VALUES ('nested', 'Nested');
DROP TRIGGER add_rule ON gates;
SELECT pg_temp.sent();
--
-- A request in the middle fails: what was applied, what failed, what was not sent.
--
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400},"times":1}'
INSERT INTO tags (name, description) VALUES ('alone', 'x');
\! mock-control clear
INSERT INTO gate_overrides (gate_id, unit_id, passes)
VALUES ('one', 'u1', true), ('one', 'u2', false), ('no_such_gate', 'u3', true), ('nested', 'u4', true);
\echo :LAST_ERROR_SQLSTATE
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"applied_close"},"times":1}'
INSERT INTO tags (name, description) VALUES ('unsure', 'x'), ('unsent', 'x');
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"hang"},"times":1}'
SET statement_timeout = '500ms';
INSERT INTO tags (name, description) VALUES ('cancelled', 'x');
RESET statement_timeout;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
RESET client_min_messages;
SELECT name FROM tags WHERE name IN ('alone', 'unsure', 'unsent', 'cancelled') ORDER BY 1;
SELECT s FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
--
-- ROLLBACK cannot undo what was sent by the end of its statement, and says so.
--
SET statsig_fdw.write_mode = immediate;
BEGIN;
INSERT INTO gates (id, name) VALUES ('rolled_back', 'Rolled back');
ROLLBACK;
BEGIN;
INSERT INTO gates (id, name) VALUES ('kept', 'Kept');
SAVEPOINT s;
INSERT INTO gates (id, name) VALUES ('savepoint_1', 'Savepoint 1');
ROLLBACK TO s;
SAVEPOINT t;
INSERT INTO gates (id, name) VALUES ('savepoint_2', 'Savepoint 2');
RELEASE t;
COMMIT;
BEGIN;
SAVEPOINT a;
UPDATE gates SET description = 'x' WHERE id = 'kept';
RELEASE a;
ROLLBACK;
DO $$
BEGIN
	INSERT INTO gates (id, name) VALUES ('in_block', 'In block');
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	NULL;
END $$;
-- Nothing was sent, nothing is to be told.
BEGIN;
SELECT count(*) FROM tags WHERE name = 'copied';
INSERT INTO gates (name) VALUES ('x');
ROLLBACK;
