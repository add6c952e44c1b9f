\i test/psql/setup.sql
--
-- A query over the foreign tables gives what it gives over a local copy.
--
-- The copies are made from the mock's own state with the server's jsonb
-- operators, so nothing of the extension is in them.
--
\set gates `mock-control state /gates`
\set experiments `mock-control state /experiments`
\set ids `mock-control state /segments/large_list/id_list`
CREATE SCHEMA copy;
CREATE TABLE copy.gates AS
SELECT g ->> 'id' AS id, g ->> 'name' AS name, g ->> 'idType' AS id_type,
	   g ->> 'description' AS description, g ->> 'status' AS status, g ->> 'type' AS type,
	   (g ->> 'isEnabled')::boolean AS is_enabled, nullif(g ->> 'team', '') AS team,
	   to_timestamp((g ->> 'createdTime')::numeric / 1000) AS created_time,
	   CASE WHEN jsonb_typeof(g -> 'tags') = 'array'
			THEN ARRAY(SELECT jsonb_array_elements_text(g -> 'tags')) END AS tags,
	   g -> 'rules' AS rules
FROM jsonb_array_elements(:'gates'::jsonb) AS g
WHERE g ->> 'status' <> 'Archived';
CREATE TABLE copy.gate_rules AS
SELECT g ->> 'id' AS gate_id, (n - 1)::int AS position, r ->> 'name' AS name,
	   (r ->> 'passPercentage')::numeric(5, 2) AS pass_percentage, r -> 'conditions' AS conditions,
	   CASE WHEN jsonb_typeof(r -> 'environments') = 'array'
			THEN ARRAY(SELECT jsonb_array_elements_text(r -> 'environments')) END AS environments,
	   r ->> 'id' AS id, coalesce(r ->> 'baseID', r ->> 'id') AS base_id
FROM jsonb_array_elements(:'gates'::jsonb) AS g,
	 jsonb_array_elements(g -> 'rules') WITH ORDINALITY AS t(r, n)
WHERE g ->> 'status' <> 'Archived';
CREATE TABLE copy.experiments AS
SELECT e ->> 'id' AS id, e ->> 'status' AS status, e ->> 'idType' AS id_type,
	   nullif(e ->> 'targetingGateID', '') AS targeting_gate_id, (e ->> 'allocation')::float8 AS allocation,
	   to_timestamp((e ->> 'createdTime')::numeric / 1000) AS created_time
FROM jsonb_array_elements(:'experiments'::jsonb) AS e;
CREATE TABLE copy.experiment_groups AS
SELECT e ->> 'id' AS experiment_id, (n - 1)::int AS position, r ->> 'name' AS name,
	   (r ->> 'size')::float8 AS size, r -> 'parameterValues' AS parameter_values
FROM jsonb_array_elements(:'experiments'::jsonb) AS e,
	 jsonb_array_elements(e -> 'groups') WITH ORDINALITY AS t(r, n);
CREATE TABLE copy.segment_ids AS
SELECT 'large_list' AS segment_id, i AS unit_id
FROM jsonb_array_elements_text(:'ids'::jsonb -> 'ids') AS i;
CREATE TABLE copy.wanted (k text, n int);
INSERT INTO copy.wanted
SELECT id, row_number() OVER (ORDER BY id) FROM copy.gates ORDER BY id LIMIT 7;
INSERT INTO copy.wanted VALUES ('no_such_gate', 100), ('many_rules', 101), ('many_rules', 102), (NULL, 103), ('', 104), ('..', 105);
CREATE VIEW public.wanted AS TABLE copy.wanted;
ANALYZE copy.wanted;

-- Runs a query over both and compares all rows; with "ordered", their order too.
CREATE FUNCTION pg_temp.rows_of(query text, path text, ordered boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	result jsonb;
BEGIN
	PERFORM set_config('search_path', path, true);
	EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(q)%s), ''[]'') FROM (%s) AS q',
				   CASE WHEN ordered THEN '' ELSE ' ORDER BY to_jsonb(q)::text' END, query)
		INTO result;
	PERFORM set_config('search_path', 'public, statsig', true);
	RETURN result;
END
$$;
CREATE FUNCTION pg_temp.compare(query text, ordered boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	foreign_rows jsonb := pg_temp.rows_of(query, 'statsig, public', ordered);
	local_rows jsonb := pg_temp.rows_of(query, 'copy, public', ordered);
BEGIN
	IF foreign_rows IS DISTINCT FROM local_rows THEN
		RETURN format('DIFFERENT: foreign %s, local %s', left(foreign_rows::text, 300), left(local_rows::text, 300));
	END IF;
	RETURN format('same, %s rows', jsonb_array_length(foreign_rows));
END
$$;
CREATE TABLE queries (n serial, ordered boolean, query text);
COPY queries (ordered, query) FROM stdin WITH (DELIMITER '|');
f|SELECT id, name, id_type, description, status, type, is_enabled, team, created_time, tags, rules FROM gates
f|SELECT gate_id, position, name, pass_percentage, conditions, environments, id, base_id FROM gate_rules
f|SELECT id, status, id_type, targeting_gate_id, allocation, created_time FROM experiments
f|SELECT experiment_id, position, name, size, parameter_values FROM experiment_groups
f|SELECT segment_id, unit_id FROM segment_ids WHERE segment_id = 'large_list'
f|SELECT count(*) FROM gates
f|SELECT count(*), count(team), count(DISTINCT team), max(created_time) FROM gates
t|SELECT id FROM gates ORDER BY id LIMIT 7
t|SELECT id FROM gates ORDER BY id DESC LIMIT 7 OFFSET 120
t|SELECT id FROM gates WHERE lower(description) LIKE '%checkout%' ORDER BY id LIMIT 3 OFFSET 1
f|SELECT count(*) FROM (SELECT id FROM gates LIMIT 101) AS s
f|SELECT count(*) FROM (SELECT id FROM gates OFFSET 201) AS s
f|SELECT count(*) FROM (SELECT id FROM gates WHERE type = 'STALE' LIMIT 1000) AS s
f|SELECT count(*) FROM (SELECT id FROM gates WHERE length(name) > 20 LIMIT 30) AS s
f|SELECT id FROM gates WHERE id = 'new_checkout'
f|SELECT id FROM gates WHERE id = 'new_checkout' AND type = 'STALE'
f|SELECT id FROM gates WHERE id = 'NEW_CHECKOUT'
f|SELECT id FROM gates WHERE id = 'new_checkout' OR id = 'many_rules'
f|SELECT id FROM gates WHERE id IN ('new_checkout', 'many_rules', 'new_checkout', 'nope')
f|SELECT id FROM gates WHERE id IN ('new_checkout', 'many_rules') AND id IN ('many_rules', 'nope')
f|SELECT id FROM gates WHERE id NOT IN ('new_checkout', 'many_rules')
f|SELECT id FROM gates WHERE id = ANY (SELECT k FROM wanted)
f|SELECT id FROM gates WHERE id = ANY (ARRAY(SELECT k FROM wanted))
f|SELECT id FROM gates WHERE id = (SELECT k FROM wanted WHERE n = 3)
f|SELECT id FROM gates WHERE id = (SELECT k FROM wanted WHERE n = 103)
f|SELECT id FROM gates WHERE id = ''
f|SELECT id FROM gates WHERE id IN ('', '.', '..', 'new_checkout')
f|SELECT id FROM gates WHERE id = 'new_checkout?page=2'
f|SELECT id FROM gates WHERE id = 'new_checkout/rules'
f|SELECT id FROM gates WHERE id IS NULL
f|SELECT id FROM gates WHERE id > 'm' AND id < 'n'
f|SELECT id FROM gates WHERE type = 'STALE' AND id_type = 'userID' AND is_enabled
f|SELECT id FROM gates WHERE type IN ('STALE', 'PERMANENT') OR team IS NULL
f|SELECT id FROM gates WHERE NOT (type = 'STALE')
f|SELECT id FROM gates WHERE (type = 'STALE') IS NOT TRUE AND tags @> '{Core}'
f|SELECT id FROM gates WHERE tags @> '{Core,web}'
f|SELECT id FROM gates WHERE 'Core' = ANY (tags) OR 'web' = ANY (tags)
f|SELECT id FROM gates WHERE 'core' = ANY (tags)
f|SELECT id FROM gates WHERE tags = '{}'
f|SELECT id FROM gates WHERE tags @> ARRAY[NULL]::text[]
f|SELECT id FROM gates WHERE type = CASE WHEN now() > '2000-01-01' THEN 'STALE' ELSE 'x' END
f|SELECT type, status, count(*) FROM gates GROUP BY 1, 2
f|SELECT type, count(*) FROM gates GROUP BY 1 HAVING count(*) > 30
f|SELECT DISTINCT type FROM gates
f|SELECT DISTINCT ON (type) type, id FROM gates ORDER BY type, id
f|SELECT id, row_number() OVER (PARTITION BY type ORDER BY id) AS r FROM gates
f|SELECT * FROM (SELECT id, rank() OVER (ORDER BY created_time, id) AS r FROM gates) AS s WHERE r <= 5
f|SELECT id FROM gates WHERE type = 'STALE' UNION SELECT id FROM gates WHERE status = 'Launched'
f|SELECT id FROM gates WHERE type = 'STALE' UNION ALL SELECT id FROM gates WHERE type = 'STALE'
f|SELECT id FROM gates EXCEPT SELECT gate_id FROM gate_rules
f|SELECT id FROM gates INTERSECT SELECT k FROM wanted
f|SELECT g.id, r.name FROM gates AS g JOIN gate_rules AS r ON r.gate_id = g.id WHERE g.type = 'STALE'
f|SELECT g.id, count(r.name) FROM gates AS g LEFT JOIN gate_rules AS r ON r.gate_id = g.id GROUP BY 1
f|SELECT k.k, k.n, g.type FROM wanted AS k LEFT JOIN gates AS g ON g.id = k.k
f|SELECT k.k, g.id FROM wanted AS k FULL JOIN gates AS g ON g.id = k.k
f|SELECT k.k, k.n, r.name FROM wanted AS k JOIN gate_rules AS r ON r.gate_id = k.k
f|SELECT k.k, r.name FROM wanted AS k CROSS JOIN LATERAL (SELECT name FROM gate_rules AS r WHERE r.gate_id = k.k ORDER BY position LIMIT 2) AS r
f|SELECT k.n, (SELECT count(*) FROM gate_rules AS r WHERE r.gate_id = k.k) AS c FROM wanted AS k
f|SELECT k.n FROM wanted AS k WHERE EXISTS (SELECT FROM gates AS g WHERE g.id = k.k AND g.is_enabled)
f|SELECT k.n FROM wanted AS k WHERE NOT EXISTS (SELECT FROM gates AS g WHERE g.id = k.k)
f|SELECT a.id, b.id AS other FROM gates AS a JOIN gates AS b ON a.team = b.team AND a.id < b.id WHERE a.type = 'STALE' AND a.id < 'e'
f|SELECT g.id FROM gates AS g WHERE g.created_time = (SELECT max(created_time) FROM gates AS h WHERE h.type = g.type) AND g.id LIKE 'c%'
f|WITH s AS (SELECT * FROM gates WHERE type = 'STALE') SELECT a.id FROM s AS a JOIN s AS b USING (id)
f|WITH s AS MATERIALIZED (SELECT id, type FROM gates) SELECT type, count(*) FROM s GROUP BY 1
f|SELECT gate_id, base_id FROM gate_rules WHERE gate_id = 'many_rules' AND position BETWEEN 10 AND 12
f|SELECT gate_id, name FROM gate_rules WHERE pass_percentage = 100 AND environments IS NULL
f|SELECT gate_id, name FROM gate_rules WHERE environments = '{}'
f|SELECT gate_id, c ->> 'type' AS type FROM gate_rules, jsonb_array_elements(conditions) AS c WHERE c ->> 'operator' = 'any'
f|SELECT e.id, g.name FROM experiments AS e JOIN experiment_groups AS g ON g.experiment_id = e.id WHERE e.status IN ('active', 'setup')
f|SELECT e.id, g.type FROM experiments AS e JOIN gates AS g ON g.id = e.targeting_gate_id
f|SELECT id FROM experiments WHERE created_time >= '2026-01-15' AND created_time < '2026-02-15 12:00'
f|SELECT id FROM experiments WHERE created_time = (SELECT min(created_time) FROM experiments)
f|SELECT experiment_id, sum(size) FROM experiment_groups GROUP BY 1
f|SELECT s.unit_id FROM segment_ids AS s WHERE s.segment_id = 'large_list' AND s.unit_id LIKE '%77'
f|SELECT count(*) FROM gates AS a, gates AS b WHERE a.type = 'STALE' AND b.type = 'STALE'
f|SELECT g FROM (SELECT id, type FROM gates WHERE type = 'STALE') AS g
f|SELECT coalesce(team, 'none') AS team, string_agg(id, ',' ORDER BY id) FROM gates GROUP BY 1
f|SELECT id FROM gates WHERE id LIKE 'checkout%' AND id IN (SELECT gate_id FROM gate_rules WHERE pass_percentage < 50)
f|SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM gates
f|SELECT grouping(type, status) AS g, type, status, count(*) FROM gates GROUP BY CUBE (type, status)
f|SELECT count(*) + 1 AS more, count(*) AS n FROM gates
f|SELECT count(*) FROM experiments
f|SELECT count(*) FROM gate_rules
f|SELECT k.n, (SELECT count(*) + k.n FROM gates) AS c FROM wanted AS k
f|SELECT count(*) FROM (SELECT id, type FROM gates OFFSET 0) AS s
f|SELECT count(*) FROM gates HAVING count(*) > 10
f|SELECT count(*) FROM gates WHERE false
f|SELECT DISTINCT count(*) FROM gates
f|SELECT count(*) FROM gates UNION ALL SELECT count(*) FROM experiments
f|SELECT id FROM gates WHERE (SELECT count(*) FROM gates) > 100 AND type = 'STALE'
f|SELECT k.k FROM wanted AS k WHERE EXISTS (SELECT count(*) FROM gates) AND k.n < 3
f|SELECT count(*) FROM gates WHERE type = 'STALE'
f|SELECT type, count(*), (SELECT count(*) FROM gates) AS whole FROM gates GROUP BY 1
f|WITH c AS (SELECT count(*) AS n FROM gates) SELECT a.n, b.n AS m FROM c AS a JOIN c AS b USING (n)
f|SELECT count(*), count(*) FILTER (WHERE is_enabled) AS enabled FROM gates
\.
-- Every way of joining, and with the list's size known and not.
SELECT n, pg_temp.compare(query, ordered) FROM queries ORDER BY n;
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET enable_memoize = off;
SELECT n, pg_temp.compare(query, ordered) AS result INTO TEMP nested FROM queries WHERE query ~ 'JOIN|EXISTS|SELECT.*SELECT|wanted' ORDER BY n;
SELECT count(*) AS compared, count(*) FILTER (WHERE result NOT LIKE 'same%') AS different FROM nested;
SELECT * FROM nested WHERE result NOT LIKE 'same%';
RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_material; RESET enable_memoize;
SET enable_nestloop = off;
SELECT n, pg_temp.compare(query, ordered) AS result INTO TEMP hashed FROM queries WHERE query ~ 'JOIN|EXISTS|SELECT.*SELECT|wanted' ORDER BY n;
SELECT count(*) AS compared, count(*) FILTER (WHERE result NOT LIKE 'same%') AS different FROM hashed;
SELECT * FROM hashed WHERE result NOT LIKE 'same%';
RESET enable_nestloop;
-- The same with pages of 30 rows.
ALTER SERVER statsig OPTIONS (ADD page_size '30');
SELECT n, pg_temp.compare(query, ordered) AS result INTO TEMP small FROM queries ORDER BY n;
SELECT count(*) AS compared, count(*) FILTER (WHERE result NOT LIKE 'same%') AS different FROM small;
SELECT * FROM small WHERE result NOT LIKE 'same%';
DROP TABLE queries;
SET client_min_messages = warning;
DROP SCHEMA copy CASCADE;
