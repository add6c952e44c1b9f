\i test/psql/setup.sql
--
-- One statement, one picture: what was sent for statements that read a list more than once.
--
-- A self join, a list and what lies in it, a correlated subquery, a rescan.
SELECT count(*) FROM gates AS a JOIN gates AS b USING (id) JOIN gates AS c USING (id);
SELECT pg_temp.sent();
SELECT count(*), count(DISTINCT g.id) FROM gates AS g JOIN gate_rules AS r ON r.gate_id = g.id, jsonb_array_elements(r.conditions) AS c;
SELECT pg_temp.sent();
SELECT count(*) FROM tags AS t WHERE (SELECT count(id) FROM tags AS u WHERE u.name < t.name) > 5;
SELECT pg_temp.sent();
-- Objects by key, of two tables; an object that is not there.
SELECT count(*) FROM gates AS g, gate_rules AS r, gates AS h WHERE g.id = 'new_checkout' AND r.gate_id = 'new_checkout' AND h.id = 'new_checkout';
SELECT (SELECT count(id) FROM gates WHERE id = 'none') + (SELECT count(gate_id) FROM gate_rules WHERE gate_id = 'none') AS none;
SELECT pg_temp.sent();
-- A parent's rows and the parent itself; two tables of one parent.
SELECT count(*) FROM segments AS s JOIN segment_ids AS i ON i.segment_id = s.id JOIN segment_ids AS j ON (j.segment_id, j.unit_id) = (i.segment_id, i.unit_id);
SELECT count(*) > 20 AS many, count(*) = count(DISTINCT sent) AS each_once FROM pg_temp.sent() AS s(sent);
-- Pages of two sizes are not the same.
CREATE FOREIGN TABLE small_tags (id text) SERVER statsig OPTIONS (resource 'tags', page_size '20');
SELECT count(*) FROM small_tags AS s FULL JOIN tags AS t USING (id);
SELECT pg_temp.sent();
-- Beyond work_mem: what has come is read again from a file.
SET work_mem = '64kB';
SELECT count(*) AS rows, bool_and(a.raw = b.raw AND b.raw = c.raw) AS same FROM gates AS a JOIN gates AS b USING (id) JOIN gates AS c USING (id);
SELECT pg_temp.sent();
SELECT count(*) AS differ FROM tags AS t WHERE (SELECT string_agg(md5(g.raw::text), '' ORDER BY g.id) FROM gates AS g WHERE g.id > t.id) IS DISTINCT FROM (SELECT string_agg(md5(g.raw::text), '' ORDER BY g.id) FROM gates AS g WHERE g.id > t.id AND length(t.id) > 0);
SELECT pg_temp.sent();
RESET work_mem;

-- The next statement looks again, also one that a function runs; cursors keep their own picture.
SELECT count(id) FROM tags;
CREATE FUNCTION pg_temp.count_tags() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(id) FROM tags); END';
SELECT count(id), max(pg_temp.count_tags()) FROM tags WHERE id IN (SELECT id FROM tags ORDER BY id LIMIT 2);
SELECT pg_temp.sent();
DO $$
DECLARE
	before bigint := pg_temp.count_tags();
BEGIN
	PERFORM statsig_request('statsig', 'POST', '/tags', NULL, '{"name":"seen at once","description":"x"}');
	RAISE NOTICE '% more', pg_temp.count_tags() - before;
END
$$;
SELECT pg_temp.sent();

-- REPEATABLE READ: the picture is the transaction's.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(id) FROM tags;
SELECT count(id), max(length(name)) > 0 AS named FROM tags;
SELECT pg_temp.count_tags();
SELECT (SELECT count(id) FROM gates WHERE id = 'new_checkout'), (SELECT count(gate_id) > 0 FROM gate_rules WHERE gate_id = 'new_checkout');
SELECT description FROM gates WHERE id = 'new_checkout';
SAVEPOINT s;
SELECT 1 / (SELECT count(id) - count(id) FROM dynamic_configs);
ROLLBACK TO s;
SELECT count(id) FROM dynamic_configs;
SELECT pg_temp.sent();
-- Its own changes are laid over it, and sent with the look for conflicts, which is always fresh.
UPDATE gates SET description = 'repeatable' WHERE id = 'new_checkout';
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT pg_temp.sent();
COMMIT;
SELECT pg_temp.sent();
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT pg_temp.sent();
-- Somebody else's change is not seen, and found at COMMIT.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT description FROM gates WHERE id = 'new_checkout';
\! curl -s -o /dev/null -X PATCH -H 'STATSIG-API-KEY: console-mock-key' -H 'STATSIG-API-VERSION: 20240601' -H 'Content-Type: application/json' -d '{"description":"by somebody else"}' "$STATSIG_MOCK_URL/console/v1/gates/new_checkout"
SELECT description FROM gates WHERE id = 'new_checkout';
UPDATE gates SET description = 'mine' WHERE id = 'new_checkout';
COMMIT;
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT pg_temp.sent();
-- Changes that are sent at once end it, for the statements after them.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL statsig_fdw.write_mode = 'immediate';
SELECT description FROM gates WHERE id = 'new_checkout';
UPDATE gates SET description = 'at once' WHERE id = 'new_checkout';
SELECT description FROM gates WHERE id = 'new_checkout';
SELECT description FROM gates WHERE id = 'new_checkout';
COMMIT;
SELECT pg_temp.sent();
-- SERIALIZABLE, a read-only cursor over the whole of it, work_mem again.
SET work_mem = '64kB';
BEGIN ISOLATION LEVEL SERIALIZABLE;
DECLARE c CURSOR FOR SELECT id FROM gates;
MOVE FORWARD 150 IN c;
SELECT count(id) FROM gates;
MOVE FORWARD ALL IN c;
SELECT count(DISTINCT raw) FROM gates;
SELECT pg_temp.sent();
COMMIT;
RESET work_mem;
-- A statement that fails in the middle leaves nothing that a later one could take for an answer.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SAVEPOINT s;
\! mock-control fault '{"match":{"path":"/console/v1/gates","query":"page=2"},"times":1,"fault":{"kind":"bad_json"}}'
SELECT count(id) FROM gates;
ROLLBACK TO s;
SELECT count(id) FROM gates;
\! mock-control clear
ROLLBACK TO s;
SELECT count(DISTINCT id) FROM gates;
COMMIT;
