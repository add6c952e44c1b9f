\i test/psql/setup.sql
--
-- Rescans: the foreign table on the inner side of a nested loop.
--
ALTER SERVER statsig OPTIONS (ADD page_size '20');
CREATE TEMPORARY TABLE local_gates AS SELECT id, type, team, status FROM gates;
CREATE TEMPORARY TABLE local_rules AS SELECT gate_id, position, name FROM gate_rules;
CREATE TEMPORARY TABLE local_ids AS SELECT segment_id, unit_id FROM segment_ids;
SELECT (SELECT count(*) FROM local_gates) AS gates, (SELECT count(*) FROM local_rules) AS rules,
	   (SELECT count(*) FROM local_ids) AS ids;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_material = off;
SET enable_memoize = off;
SELECT count(*) > 0 AS asked FROM pg_temp.sent();
-- No parameter: the whole list again for each row of the outer side.
EXPLAIN (COSTS OFF) SELECT count(*) FROM generate_series(1, 3) AS i LEFT JOIN gates AS g ON true;
SELECT i, count(*), count(DISTINCT g.id) FROM generate_series(1, 3) AS i LEFT JOIN gates AS g ON true GROUP BY 1 ORDER BY 1;
SELECT sent, count(*) FROM pg_temp.sent() AS s(sent) GROUP BY 1 ORDER BY length(sent), sent COLLATE "C" LIMIT 3 OFFSET 7;
-- A scan stopped in the middle of a page begins anew.
SELECT i, s.n FROM generate_series(1, 3) AS i,
	LATERAL (SELECT count(*) AS n FROM (SELECT FROM gates AS g WHERE length(g.id) > i LIMIT 25) AS t) AS s ORDER BY 1;
SELECT count(*) FROM pg_temp.sent();
-- A parameter that stays here: every rescan reads all pages.
SELECT t.type, s.n, (SELECT count(*) FROM local_gates AS l WHERE lower(l.type) = lower(t.type)) AS same
FROM (VALUES ('STALE'), ('stale'), ('PERMANENT'), ('x')) AS t(type),
	LATERAL (SELECT count(*) AS n FROM gates AS g WHERE lower(g.type) = lower(t.type)) AS s;
-- A parameter that is sent.
SELECT t.type, s.n, (SELECT count(*) FROM local_gates AS l WHERE l.type = t.type) AS same
FROM (VALUES ('STALE'), ('TEMPLATE'), ('STALE'), (NULL), ('x')) AS t(type),
	LATERAL (SELECT count(*) AS n FROM gates AS g WHERE g.type = t.type) AS s;
-- Keys, several pages each, changed and unchanged from row to row.
SELECT s.id, s.n, count(u.unit_id), count(DISTINCT u.unit_id)
FROM (VALUES ('vip_customers', 1), ('store_staff', 2), ('store_staff', 3), ('nope', 4), ('vip_customers', 5)) AS s(id, n)
LEFT JOIN segment_ids AS u ON u.segment_id = s.id GROUP BY 1, 2 ORDER BY 2;
SELECT w.id, count(*), (SELECT count(*) FROM local_rules AS l WHERE l.gate_id = w.id) AS same
FROM (VALUES ('many_rules'), ('new_checkout'), ('many_rules')) AS w(id)
JOIN gate_rules AS r ON r.gate_id = w.id GROUP BY 1 ORDER BY 1;
-- Correlated subqueries, over all rows of a foreign table.
SELECT count(*) AS gates, count(*) FILTER (WHERE f IS DISTINCT FROM l) AS different
FROM (SELECT (SELECT max(position) FROM gate_rules AS r WHERE r.gate_id = g.id) AS f,
			 (SELECT max(position) FROM local_rules AS r WHERE r.gate_id = g.id) AS l
	  FROM gates AS g WHERE g.id LIKE 'c%') AS s;
-- An outer and an inner scan of the same list, each at a page of its own.
SELECT count(*) AS pairs, count(DISTINCT (a.id, b.id)) AS different
FROM gates AS a JOIN gates AS b ON a.team = b.team AND a.id < b.id WHERE a.type = 'TEMPLATE';
SELECT count(*) FROM local_gates AS a JOIN local_gates AS b ON a.team = b.team AND a.id < b.id WHERE a.type = 'TEMPLATE';
-- Enumerated parents inside a nested loop.
SELECT i, count(*), count(DISTINCT (u.segment_id, u.unit_id)) FROM generate_series(1, 2) AS i LEFT JOIN segment_ids AS u ON u.unit_id LIKE '%7' GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM local_ids WHERE unit_id LIKE '%7';
-- The same with the server's own caches of rows.
RESET enable_material;
RESET enable_memoize;
SELECT i, count(*), count(DISTINCT g.id) FROM generate_series(1, 3) AS i LEFT JOIN gates AS g ON true GROUP BY 1 ORDER BY 1;
SELECT s.id, s.n, count(u.unit_id)
FROM (VALUES ('vip_customers', 1), ('store_staff', 2), ('store_staff', 3), ('nope', 4), ('vip_customers', 5)) AS s(id, n)
LEFT JOIN segment_ids AS u ON u.segment_id = s.id GROUP BY 1, 2 ORDER BY 2;
-- Recursion: the foreign table is read again at every step.
WITH RECURSIVE r(n, id) AS (
	SELECT 0, 'new_checkout'
	UNION ALL
	SELECT r.n + 1, (SELECT min(g.id) FROM gates AS g WHERE g.id > r.id) FROM r WHERE r.n < 3)
SELECT f.n, f.id = l.id AS same FROM r AS f JOIN LATERAL
	(SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM local_gates WHERE id >= 'new_checkout') AS l ON l.n = f.n ORDER BY 1;
-- A set-returning function and a window over a rescanned table.
SELECT i, sum(c), max(r) FROM generate_series(1, 2) AS i,
	LATERAL (SELECT cardinality(tags) AS c, row_number() OVER (PARTITION BY type) AS r FROM gates WHERE type = 'STALE' OFFSET i * 0) AS s
GROUP BY 1 ORDER BY 1;
