\i test/psql/setup.sql
--
-- Lookups: a key that is known is one request for one object.
--
SELECT id, type FROM gates WHERE id = 'new_checkout';
SELECT id, type FROM gates WHERE 'new_checkout' = id;
SELECT id FROM gates WHERE id = 'no_such_gate';
SELECT id FROM gates WHERE id = 'new_checkout' AND type = 'STALE';
SELECT count(*), min(position), max(position) FROM gate_rules WHERE gate_id = 'many_rules';
SELECT pg_temp.sent();

-- Several keys: as many requests, each key once, in the order given.
SELECT id FROM gates WHERE id IN ('many_rules', 'new_checkout', 'many_rules', 'no_such_gate');
SELECT id FROM gates WHERE id = ANY ('{new_checkout,NULL,many_rules}');
SELECT id FROM gates WHERE id = 'new_checkout' OR 'many_rules' = id;
SELECT pg_temp.sent();
-- Two conditions: the narrower one is asked for, both are checked.
SELECT id FROM gates WHERE id IN ('many_rules', 'new_checkout') AND id = 'new_checkout';
SELECT id FROM gates WHERE id IN ('many_rules', 'new_checkout') AND id IN ('new_checkout', 'no_rules_gate', 'x');
SELECT pg_temp.sent();
-- Values that equal nothing: no request.
SELECT id FROM gates WHERE id = NULL;
SELECT id FROM gates WHERE id = ANY (NULL::text[]);
SELECT id FROM gates WHERE id = ANY ('{}');
SELECT id FROM gates WHERE id = ANY ('{NULL}');
SELECT id FROM gates WHERE id = (SELECT NULL::text);
SELECT pg_temp.sent();

-- More keys than the list has pages: the list, which is known to have three.
SELECT count(*) FROM gates WHERE type = 'STALE';
SELECT count(id) FROM gates;
SELECT count(*) FROM pg_temp.sent();
SELECT id FROM gates WHERE id IN ('many_rules', 'new_checkout', 'no_rules_gate') ORDER BY id;
SELECT id FROM gates WHERE id IN ('many_rules', 'new_checkout', 'no_rules_gate', 'no_such_gate') ORDER BY id;
SELECT pg_temp.sent();

-- Keys that need encoding.
SELECT email FROM users WHERE email = 'elif.ozturk+statsig@lindenhof.example';
SELECT count(*) FROM gates WHERE id IN ('a b', 'a/b', 'a?b=c&d', 'a#b', 'a%2Fb', 'größe', '日本', '🚀', E'tab\there');
SELECT pg_temp.sent();
-- Values that cannot stand in a path: the list is asked, and gives what SQL wants.
SELECT count(*) FROM gates WHERE id = '';
SELECT count(*) FROM gates WHERE id = '.';
SELECT count(*) FROM gates WHERE id = '..';
SELECT count(*) FROM gates WHERE id IN ('..', 'new_checkout');
SELECT count(*) FROM gates WHERE id = repeat('x', 2049);
SELECT DISTINCT pg_temp.sent();
-- The longest that can.
SELECT count(*) FROM gates WHERE id = repeat('ü', 1024);
SELECT length(sent) FROM pg_temp.sent();

-- Tags answer to id and to name; SQL's id is the id.
SELECT id AS tag FROM tags WHERE name = 'checkout' \gset
SELECT count(*) FROM pg_temp.sent();
SELECT name FROM tags WHERE id = :'tag';
SELECT name FROM tags WHERE id = 'checkout';
SELECT count(*) FROM tags WHERE id IN ('checkout', 'payments');
SELECT replace(sent, :'tag', 'THE_ID') FROM pg_temp.sent();

-- Tables below a parent: the parent's key is in the path.
SELECT count(*) FROM gate_overrides WHERE gate_id = 'new_checkout';
SELECT gate_id, count(*) FROM gate_overrides WHERE gate_id IN ('new_checkout', 'many_rules', 'no_such_gate') GROUP BY 1;
SELECT count(*) FROM gate_overrides WHERE gate_id IN ('', '..', '.');
SELECT unit_id FROM segment_ids WHERE segment_id = 'awkward_ids' AND unit_id = '50%25';
SELECT count(*) FROM segment_ids WHERE segment_id = 'gold_tier';
SELECT gate_id, max(version) FROM gate_versions WHERE gate_id = ANY ('{new_checkout,many_rules}') GROUP BY 1 ORDER BY 1;
SELECT pg_temp.sent();

-- Joins from a local table: one request for each different key of the outer side.
CREATE TEMPORARY TABLE wanted (k text, n int);
INSERT INTO wanted VALUES ('new_checkout', 1), ('many_rules', 2), ('many_rules', 3), (NULL, 4), ('', 5), ('..', 6), ('nope', 7);
ANALYZE wanted;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT w.n, g.id FROM wanted AS w JOIN gates AS g ON g.id = w.k WHERE w.n < 4 ORDER BY 1;
SELECT DISTINCT pg_temp.sent();
SELECT w.n, g.id FROM wanted AS w LEFT JOIN gates AS g ON g.id = w.k ORDER BY 1;
SELECT w.n, (SELECT count(*) FROM gate_rules AS r WHERE r.gate_id = w.k) FROM wanted AS w ORDER BY 1;
SELECT w.n, o.c FROM wanted AS w, LATERAL (SELECT count(*) AS c FROM gate_overrides AS o WHERE o.gate_id = w.k) AS o ORDER BY 1;
RESET enable_hashjoin;
RESET enable_mergejoin;
SELECT n FROM wanted AS w WHERE EXISTS (SELECT FROM gates AS g WHERE g.id = w.k) ORDER BY n;
SELECT n FROM wanted AS w WHERE NOT EXISTS (SELECT FROM gates AS g WHERE g.id = w.k) ORDER BY n;
SELECT count(*) FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET /gates%';
-- A join between two foreign tables by the key.
SELECT e.id, g.type, g.status FROM experiments AS e JOIN gates AS g ON g.id = e.targeting_gate_id
WHERE e.id IN (SELECT id FROM experiments WHERE targeting_gate_id IS NOT NULL ORDER BY created_time, id LIMIT 2)
ORDER BY e.created_time, e.id;
SELECT sent, count(*) FROM pg_temp.sent() AS s(sent) GROUP BY 1 ORDER BY sent COLLATE "C";
-- A key of another local type is sent only if it is written there as it is here.
CREATE FOREIGN TABLE tag_names (id varchar(40), "name" varchar(100)) SERVER statsig OPTIONS (resource 'tags');
SELECT name FROM tag_names WHERE id = :'tag';
SELECT replace(sent, :'tag', 'THE_ID') FROM pg_temp.sent();
\! mock-control set-state '{"path":"/tags","items":[{"id":"007","name":"seven","description":"","isCore":false},{"id":"8","name":"eight","description":"","isCore":false}]}'
CREATE FOREIGN TABLE tag_numbers (id int, name text) SERVER statsig OPTIONS (resource 'tags');
SELECT * FROM tag_numbers ORDER BY id;
SELECT * FROM tag_numbers WHERE id = 7;
SELECT * FROM tag_numbers WHERE id IN (7, 8) ORDER BY id;
-- Segments that have no id list at all: the API refuses, and that is no row.
SELECT s.id, count(i.unit_id) FROM segments AS s LEFT JOIN segment_ids AS i ON i.segment_id = s.id
WHERE s.type IN ('rule_based', 'analysis_list') GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM segment_ids WHERE segment_id = 'all_conditions';
SELECT s FROM pg_temp.sent() AS s WHERE s LIKE '%all_conditions%' ORDER BY 1 OFFSET 2;
-- A refusal of a segment that has one is an error.
SELECT count(*) FROM segment_ids WHERE segment_id = 'large_list' AND unit_id = 'customer-00001';
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"status","status":400}}'
SELECT count(*) FROM segment_ids WHERE segment_id = 'large_list';
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
