\i test/psql/setup.sql
--
-- Parameter columns: not in the API's answers, but taken by its lists.
--
SELECT count(*), min(pass_rate), max(pass_rate) FROM gates WHERE pass_rate = '0';
SELECT count(*), min(pass_rate), max(pass_rate) FROM gates WHERE pass_rate IN ('0', '100');
SELECT rollout_rate, count(*) FROM gates WHERE rollout_rate = ANY ('{0,100,INBETWEEN}') GROUP BY 1 ORDER BY 1;
SELECT pg_temp.sent();
-- Without a condition the column is NULL.
SELECT count(*), count(pass_rate) FROM gates;
SELECT count(*) FROM gates WHERE pass_rate IS NULL;
SELECT pg_temp.sent();
-- To compare it without a value would give rows by chance of the plan.
SELECT count(*) FROM gates WHERE pass_rate <> '0';
SELECT count(*) FROM gates WHERE coalesce(pass_rate, '0') = '0';
SELECT count(*) FROM (VALUES ('0')) AS v(rate) FULL JOIN gates AS g ON g.rollout_rate = v.rate;
-- Only the list evaluates it, so it is asked even for a single gate.
SELECT id, rollout_rate FROM gates WHERE id = 'maintenance_mode' AND rollout_rate = '0';
SELECT id, rollout_rate FROM gates WHERE id = 'maintenance_mode' AND rollout_rate = '100';
SELECT pg_temp.sent();
SELECT count(*) FROM gates WHERE pass_rate = 'half';
-- Joined from another relation.
SELECT v.rate, count(g.id) FROM (VALUES ('0'), ('100')) AS v(rate)
LEFT JOIN gates AS g ON g.rollout_rate = v.rate GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM experiments WHERE target_app_id = 'no_such_app';
SELECT count(*) < 600 AS fewer FROM audit_logs WHERE after_id = (SELECT id FROM audit_logs LIMIT 1 OFFSET 10);
-- The same under UNION ALL and inheritance, where the planner knows less of the column.
CREATE FOREIGN TABLE gates_rates (rate text OPTIONS (column_name 'rollout_rate'), id text)
	SERVER statsig OPTIONS (resource 'gates');
CREATE VIEW all_rates AS
	SELECT id, rollout_rate FROM gates UNION ALL SELECT id, rate || '' FROM gates_rates;
SELECT count(*) FROM all_rates WHERE rollout_rate = '0';
SELECT count(*) FROM all_rates JOIN (VALUES ('0')) AS v(rate) ON v.rate || '' = rollout_rate || '';
DROP VIEW all_rates;
CREATE TABLE rates (id text, rate text);
ALTER FOREIGN TABLE gates_rates INHERIT rates;
SELECT count(*) = (SELECT count(*) FROM gates WHERE rollout_rate IN ('0', '100')) AS same
	FROM rates JOIN (VALUES ('0'), ('100')) AS v(rate) ON v.rate = rates.rate;
SET enable_nestloop = off;
SELECT count(*) FROM rates JOIN (VALUES ('0'), ('100')) AS v(rate) ON v.rate = rates.rate;
RESET enable_nestloop;
SELECT count(rate) FROM rates JOIN (VALUES ('maintenance_mode')) AS v(id) USING (id);
DROP TABLE rates CASCADE;
