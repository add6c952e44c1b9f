\i test/psql/setup.sql
--
-- Requests for 5,000 gates that are not the fixtures.
--
SELECT json_build_object('path', '/gates', 'items', json_agg(json_build_object(
	'id', 'gate_' || i, 'name', 'Gate ' || i, 'idType', 'userID', 'description', '',
	'createdTime', 1700000000000 + i, 'creatorName', 'CONSOLE API', 'creatorID', 'c', 'creatorEmail', null,
	'lastModifierID', 'c', 'lastModifierName', 'CONSOLE API', 'lastModifierEmail', null,
	'lastModifiedTime', 1700000000000 + i, 'holdoutIDs', '[]'::json, 'targetApps', '[]'::json, 'checksPerHour', 0,
	'team', null, 'version', 1, 'isEnabled', i % 3 = 0, 'status', 'In Progress', 'type', 'TEMPORARY',
	'typeReason', 'NONE', 'tags', '[]'::json,
	'rules', json_build_array(
		json_build_object('id', 'r' || i, 'baseID', 'r' || i, 'name', 'One', 'passPercentage', i % 100, 'conditions', '[]'::json),
		json_build_object('id', 's' || i, 'baseID', 's' || i, 'name', 'Two', 'passPercentage', 100, 'conditions', '[]'::json)))))
FROM generate_series(1, 5000) AS i
\g (format=unaligned tuples_only=on) |mock-control set-state
SELECT count(*), count(DISTINCT gate_id), sum(pass_percentage) FROM (SELECT * FROM gate_rules) AS r;
SELECT split_part(s, '&page=', 1) AS request, count(*) FROM pg_temp.sent() AS s GROUP BY 1;
SELECT count(*), count(DISTINCT id), min(created_time), max(created_time) FROM gates;
SELECT split_part(s, '&page=', 1) AS request, count(*) FROM pg_temp.sent() AS s GROUP BY 1;
SELECT id, is_enabled FROM gates WHERE id = 'gate_4711';
SELECT pg_temp.sent();
-- Ten local keys: ten requests at most, in a new session that knows nothing of the list, too.
\c -
SET search_path = public, statsig;
CREATE TEMPORARY TABLE flags AS SELECT 'gate_' || i * 499 AS id FROM generate_series(1, 10) AS i;
ANALYZE flags;
SELECT g.id, g.created_time FROM flags JOIN gates AS g USING (id) ORDER BY g.created_time;
\! mock-control log | sed 1,101d
\! mock-control reset-log
SELECT r.gate_id, r.name, r.pass_percentage FROM flags AS f JOIN gate_rules AS r ON r.gate_id = f.id
WHERE r.position = 0 ORDER BY r.pass_percentage;
\! mock-control log
-- A page and a half is wanted, so two pages are read.
\! mock-control reset-log
SELECT count(*) FROM (SELECT FROM gates LIMIT 150) AS s;
SELECT count(*) FROM (SELECT FROM gate_rules OFFSET 120 LIMIT 5) AS s;
\! mock-control log
