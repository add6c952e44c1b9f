-- The tour, second part: questions.  Nothing here depends on the project's
-- contents, so that it runs against the mock and the real API alike.
SET search_path = statsig, public;
\set ECHO queries
\echo
\echo '--- The inventory: how many gates are there, in which state?'
\echo
SELECT status, type, count(*) FROM gates GROUP BY status, type ORDER BY count(*) DESC;

\echo '--- Whose are they?'
\echo
SELECT coalesce(team, '(no team)') AS team,
       count(*) AS gates,
       count(*) FILTER (WHERE type = 'STALE') AS stale,
       min(last_modified_time)::date AS longest_untouched
FROM gates GROUP BY team ORDER BY count(*) DESC LIMIT 12;

\echo '--- Gates that Statsig takes for stale, with the reason and someone to ask.'
\echo '--- WHERE type = ... is evaluated by the API.'
\echo
SELECT id, type_reason,
       coalesce(owner->>'ownerName', creator_name) AS ask,
       last_modified_time::date AS last_modified
FROM gates WHERE type = 'STALE' ORDER BY last_modified_time LIMIT 12;

\echo '--- Joining with a table of your own: a million exposures, here made up from the gates'' ids.'
\echo
CREATE TABLE public.exposures AS
SELECT ids[1 + floor(cardinality(ids) * (hashint4(n) / 2147483649.0) ^ 2)::int] AS gate_id,
       'user-' || n % 50000 AS user_id,
       n % 3 > 0 AS passed
FROM (SELECT array_agg(id ORDER BY id) AS ids FROM gates) AS all_gates,
     generate_series(1, 1000000) AS n;
ANALYZE public.exposures;
SELECT g.id, g.status, g.type_reason, e.exposures
FROM (SELECT gate_id, count(*) AS exposures FROM exposures GROUP BY gate_id) AS e
JOIN gates g ON g.id = e.gate_id
WHERE g.type = 'STALE'
ORDER BY e.exposures DESC LIMIT 8;

\echo '--- What do the rules ask for?  Rules are rows, their conditions jsonb.'
\echo
SELECT c->>'type' AS condition, count(*) AS conditions, count(DISTINCT gate_id) AS gates
FROM gate_rules, jsonb_array_elements(conditions) AS c
GROUP BY c->>'type' ORDER BY count(*) DESC LIMIT 8;

\echo '--- Rules at 100 percent that nobody has touched for half a year: candidates for code.'
\echo
SELECT g.id, r.name AS rule, g.last_modified_time::date AS last_modified, g.checks_per_hour
FROM gates g JOIN gate_rules r ON r.gate_id = g.id
WHERE r.pass_percentage = 100 AND r.position = 0 AND g.status = 'In Progress'
  AND g.last_modified_time < now() - interval '6 months'
ORDER BY g.checks_per_hour DESC NULLS LAST LIMIT 8;

\echo '--- Running experiments with their groups.'
\echo
SELECT e.id, e.start_time::date AS started, string_agg(g.name || ' ' || g.size || '%', ', ' ORDER BY g.position) AS groups
FROM experiments e JOIN experiment_groups g ON g.experiment_id = e.id
WHERE e.status = 'active'
GROUP BY e.id, e.start_time ORDER BY e.start_time LIMIT 8;

\echo '--- EXPLAIN tells which requests a query makes.  Keys are fetched one by one ...'
\echo
\set ECHO none
SELECT id AS one, lead(id) OVER (ORDER BY id) AS other FROM gates ORDER BY id LIMIT 1 \gset
\set ECHO queries
EXPLAIN (VERBOSE, ANALYZE, COSTS off, TIMING off, SUMMARY off)
SELECT id, status FROM gates WHERE id IN (:'one', :'other');

\echo '--- ... a filter that the API has goes into the list''s query, and the rest is applied here.'
\echo
EXPLAIN (VERBOSE, ANALYZE, COSTS off, TIMING off, SUMMARY off)
SELECT id FROM gates WHERE type = 'STALE' AND last_modified_time < now() - interval '30 days';
