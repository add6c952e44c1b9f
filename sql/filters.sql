\i test/psql/setup.sql
--
-- Filters: what the API evaluates is sent, everything is checked again here.
--
-- Equality, either way round, and several values.
SELECT count(*) FROM gates WHERE id_type = 'companyID';
SELECT count(*) FROM gates WHERE 'companyID' = id_type;
SELECT count(*) FROM gates WHERE id_type IN ('companyID', 'stableID');
SELECT count(*) FROM gates WHERE id_type = 'companyID' OR id_type = 'stableID';
SELECT count(*) FROM gates WHERE type = 'STALE' AND type_reason = 'STALE_ALL_TRUE';
SELECT pg_temp.sent();
-- Several values where the API takes one: not sent.
SELECT count(*) FROM gates WHERE type IN ('STALE', 'PERMANENT');
-- A value that the API would refuse: not sent, and no row has it.
SELECT count(*) FROM gates WHERE type = 'NONSENSE';
SELECT pg_temp.sent();
-- What SQL means and the API does not: never sent.
SELECT count(*) FROM gates WHERE type <> 'STALE';
SELECT count(*) FROM gates WHERE lower(type) = 'stale';
SELECT count(*) FROM gates WHERE type LIKE 'STALE%';
SELECT count(*) FROM gates WHERE type = 'STALE' OR name = 'x';
SELECT count(*) FROM gates WHERE type IS NULL;
SELECT count(*) FROM gates WHERE type = ANY (ARRAY[NULL]::text[]);
SELECT count(*) FROM gates WHERE creator_name = NULL;
SELECT pg_temp.sent();
-- Creator: the API may match more than SQL does.
SELECT creator_name, count(*) FROM gates WHERE creator_name = 'CONSOLE API' GROUP BY 1;
SELECT count(*) FROM gates WHERE creator_name = 'CONSOLE';
SELECT pg_temp.sent();
-- Tags: one value is sent, also when several are asked for.
SELECT count(*) FROM gates WHERE tags @> ARRAY['checkout'];
SELECT count(*) FROM gates WHERE 'checkout' = ANY (tags);
SELECT count(*) FROM gates WHERE ARRAY['checkout'] <@ tags;
SELECT count(*) FROM gates WHERE tags @> ARRAY['checkout', 'payments'];
SELECT count(*) FROM gates WHERE tags @> ARRAY[]::text[];
SELECT count(*) FROM gates WHERE tags @> ARRAY['say "hi", then wave'];
SELECT count(*) FROM gates WHERE tags && ARRAY['checkout', 'payments'];
SELECT pg_temp.sent();
-- Days are sent two days outside the range asked for.
SELECT count(*) FROM experiments WHERE created_time >= '2026-02-01 00:00+00';
SELECT count(*) FROM experiments WHERE created_time < '2026-02-01 00:00+00' AND created_time > '2026-01-01 00:00+00';
SELECT count(*) FROM experiments WHERE created_time BETWEEN '2026-01-01' AND '2026-02-01';
SELECT count(*) FROM experiments WHERE created_time >= date '2026-02-01';
SELECT count(*) FROM experiments WHERE created_time >= 'infinity';
SELECT count(*) FROM experiments WHERE created_time <= 'infinity';
SELECT count(*) FROM audit_logs WHERE logged_at >= '2026-04-20 00:00+00' AND logged_at < '2026-04-21 00:00+00';
SELECT pg_temp.sent();
-- The same under a zone where the day is another one.
SET TimeZone = 'Pacific/Kiritimati';
SELECT count(*) FROM experiments WHERE created_time >= '2026-02-01';
SELECT count(*) FROM audit_logs WHERE logged_at >= timestamp '2026-04-20 00:00';
SELECT pg_temp.sent();
SET TimeZone = 'UTC';
SELECT count(*) FROM experiments WHERE status IN ('active', 'setup') AND id_type = 'userID';
SELECT count(*) FROM audit_logs WHERE name = 'new_checkout';
SELECT pg_temp.sent();
-- Values that would make the request too long stay here.
SELECT count(*) FROM gates WHERE creator_name = repeat('x', 100000);
SELECT count(*) FROM gates WHERE id_type IN (repeat('x', 999), 'companyID');
SELECT count(*) FROM gates WHERE id_type = ANY (ARRAY(SELECT 'x' || i FROM generate_series(1, 50) AS i UNION SELECT 'companyID' ORDER BY 1));
SELECT count(*) FROM gates WHERE id_type = ANY (ARRAY(SELECT 'x' FROM generate_series(1, 50) AS i UNION SELECT 'companyID' ORDER BY 1));
SELECT DISTINCT split_part(s, '&page=', 1) COLLATE "C" AS list FROM pg_temp.sent() AS s ORDER BY 1;
-- Collations that call different texts equal must not reach the API.
CREATE COLLATION IF NOT EXISTS public.ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT count(*) FROM gates WHERE type = 'stale' COLLATE ignore_case;
SELECT count(*) FROM gates WHERE id = 'NEW_CHECKOUT' COLLATE ignore_case;
SELECT DISTINCT split_part(s, '&page=', 1) FROM pg_temp.sent() AS s;
