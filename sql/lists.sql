\i test/psql/setup.sql
--
-- Where rows come from: several lists for one table, lists below two objects,
-- values that must be known, days one by one, answers of every form.
--
\pset format unaligned
\pset tuples_only on
-- Several lists for one table; a condition on what tells them apart leaves the others out.
SELECT gate_id, ref_kind, count(*) FROM gate_references WHERE gate_id IN ('internal_users', 'new_checkout') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT pg_temp.sent();
SELECT ref_id, ref_name, ref_status, item ->> 'id' = ref_id FROM gate_references WHERE gate_id = 'new_checkout' AND ref_kind = 'experiment' ORDER BY ref_id LIMIT 3;
SELECT count(*) FROM gate_references WHERE gate_id = 'new_checkout' AND ref_kind = 'nothing';
SELECT count(*) FROM gate_references WHERE gate_id = 'new_checkout' AND ref_kind IN ('gate', 'dynamic_config', NULL);
SELECT pg_temp.sent();
PREPARE kinds(text) AS SELECT count(*) FROM gate_references WHERE gate_id = 'internal_users' AND ref_kind = $1;
EXECUTE kinds('gate');
EXECUTE kinds('dynamic_config');
SELECT pg_temp.sent();
-- Values for two columns of the path come from one row of the parent.
SELECT gate_id, rule_id, ds, metric_id, absolute_change FROM gate_pulse_results WHERE gate_id = 'new_checkout' ORDER BY 2, 4;
SELECT pg_temp.sent();
SELECT count(*) FROM gate_pulse_results WHERE gate_id = 'new_checkout' AND rule_id = 'X4UCrePsOeWFbDDvG8qph3:99.99:3';
SELECT count(*) FROM gate_pulse_results WHERE gate_id = 'new_checkout' AND rule_id = 'no such rule';
SELECT pg_temp.sent();
-- One of the two is known, and it is the second.
SELECT count(*) FROM gate_pulse_results WHERE rule_id = 'X4UCrePsOeWFbDDvG8qph3:99.99:3';
SELECT pg_temp.sent();
-- Parameters of a list: truth values and numbers by themselves.
SELECT metric_id, cuped, confidence FROM gate_pulse_results WHERE gate_id = 'new_checkout' AND rule_id = 'X4UCrePsOeWFbDDvG8qph3:99.99:3' AND cuped AND confidence = 95 ORDER BY 1;
SELECT metric_id, cuped FROM gate_pulse_results WHERE gate_id = 'new_checkout' AND rule_id = 'X4UCrePsOeWFbDDvG8qph3:99.99:3' AND NOT cuped ORDER BY 1;
SELECT metric_id, cuped FROM gate_pulse_results WHERE gate_id = 'new_checkout' AND rule_id = 'X4UCrePsOeWFbDDvG8qph3:99.99:3' AND cuped IS TRUE ORDER BY 1;
SELECT pg_temp.sent();
-- Control and test groups: each test group against the control.
SELECT experiment_id, control, test, metric_group, metric_id, p_value FROM experiment_pulse_results WHERE experiment_id = 'checkout_button_color' ORDER BY 4, 5;
SELECT pg_temp.sent();
-- A refusal is an error, unless there is no such pair of groups.
\! mock-control fault '{"match":{"path":"/console/v1/experiments/checkout_button_color/pulse_results"},"fault":{"kind":"status","status":400,"body":{"message":"Invalid request"}}}'
SELECT count(*) FROM experiment_pulse_results WHERE experiment_id = 'checkout_button_color';
SELECT count(*) FROM experiment_pulse_results WHERE experiment_id = 'checkout_button_color' AND control = 'a' AND test = 'b';
\! mock-control clear
SELECT pg_temp.sent();
-- Several objects in one request; those that do not exist are not asked about.
SELECT kind, id, past_day, past_7_days FROM exposure_counts WHERE kind = 'gate' AND id IN ('new_checkout', 'internal_users', 'no such gate') ORDER BY 2;
SELECT pg_temp.sent();
SELECT kind, count(*), count(DISTINCT id) FROM exposure_counts GROUP BY 1 ORDER BY 1;
SELECT regexp_replace(s, '\?.*', '') AS path, count(*), max(length(s) - length(replace(s, '=', ''))) AS most_ids FROM pg_temp.sent() AS s WHERE s LIKE '%exposure%' GROUP BY 1;
-- Days one by one.
SELECT date, count(*), count(DISTINCT metric_id) FROM metric_values WHERE date BETWEEN '2026-04-28' AND '2026-04-30' GROUP BY 1 ORDER BY 1;
SELECT pg_temp.sent();
SELECT count(*) FROM metric_values WHERE date >= '2026-04-30' AND date < '2026-04-30'::date + 1;
SELECT count(*) FROM metric_values WHERE date > '2026-04-30' AND date < '2026-04-30';
SELECT pg_temp.sent();
SELECT count(*) FROM metric_values WHERE date IN ('2026-04-29', '2026-04-30') AND metric_name = 'orders' AND metric_type = 'event_count_custom';
SELECT pg_temp.sent();
-- A metric by its id has an endpoint of its own, which leaves out what was asked.
SELECT date, metric_id, metric_name, metric_type, unit_type, value FROM metric_values WHERE date = '2026-04-30' AND metric_id = 'orders::event_count_custom' ORDER BY unit_type;
SELECT pg_temp.sent();
SELECT count(*) FROM metric_values;
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM metric_values WHERE date > '2026-04-30';
SELECT count(*) FROM metric_values WHERE date BETWEEN '2020-01-01' AND '2026-01-01';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
-- A metric by name and type, and by id.
SELECT id FROM metrics WHERE name = 'visits (web/app) 100%' AND type = 'event_user';
SELECT name FROM metrics WHERE id = 'visits (web/app) 100%::event_user';
SELECT pg_temp.sent();
-- Events: of all names, and of one.
SELECT name, count(*), min(timestamp) < max(timestamp) FROM events GROUP BY 1 ORDER BY 1;
SELECT count(*) > 0, count(DISTINCT name) FROM events WHERE name = 'page_view';
SELECT pg_temp.sent();
SELECT metric_id FROM event_metrics WHERE event_name = 'purchase' ORDER BY 1;
SELECT count(*) FROM event_metrics;
SELECT pg_temp.sent();
-- CSV, with quotes, commas and line breaks in its fields; the parameters are milliseconds.
SELECT line_no, line, range_start, range_end FROM usage_billing_report WHERE range_start = '2026-04-28 00:00+00' AND range_end = '2026-04-29 02:00+02' ORDER BY 1;
SELECT pg_temp.sent();
SET timezone = 'America/St_Johns';
SELECT count(*), min(range_end) FROM usage_billing_report WHERE range_start = '2026-04-27 21:30' AND range_end = '2026-04-28 21:30:00.25';
SELECT pg_temp.sent();
RESET timezone;
SELECT count(*) FROM usage_billing_report WHERE range_end = 'infinity';
SELECT count(*) FROM usage_billing_report;
\echo :LAST_ERROR_SQLSTATE
\! mock-control fault '{"match":{"path":"/console/v1/project/usage_billing/report"},"times":1,"fault":{"kind":"status","status":200,"headers":{"Content-Type":"text/csv; charset=utf-8"},"body":"a,b,a,\n\"x\"\"y\",\"1\n2\",3,4,5\n\n,\n"}}'
SELECT line_no, line FROM usage_billing_report WHERE range_end = '2026-04-29 00:00+00';
\! mock-control fault '{"match":{"path":"/console/v1/project/usage_billing/report"},"times":1,"fault":{"kind":"status","status":200,"headers":{"Content-Type":"text/csv"},"body":"a,b\n\"x,1"}}'
SELECT line_no, line FROM usage_billing_report WHERE range_end = '2026-04-29 00:00+00';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
\! mock-control fault '{"match":{"path":"/console/v1/project/usage_billing/report"},"times":1,"fault":{"kind":"status","status":200,"body":{"message":"The report is being made."}}}'
SELECT count(*) FROM usage_billing_report WHERE range_end = '2026-04-29 00:00+00';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
-- An object or an array.
SELECT type, date, url FROM reports WHERE type = 'pulse_daily' AND date = '2026-04-29';
SELECT type, date FROM reports WHERE date = '2026-04-29' ORDER BY 1;
SELECT pg_temp.sent();
-- Each of the values that there are; what the API refuses is not there.
SELECT type, dataset, id FROM ingestion_sources ORDER BY id;
SELECT count(*), count(DISTINCT s) FROM pg_temp.sent() AS s;
SELECT type, dataset, source_name FROM ingestion_sources WHERE type = 'snowflake-v2' ORDER BY 2;
SELECT pg_temp.sent();
-- But it cannot refuse all of them.
\! mock-control fault '{"match":{"path":"/console/v1/ingestion/schedule"},"fault":{"kind":"status","status":400,"body":{"message":"Invalid request"}}}'
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
SELECT pg_temp.sent();
\! mock-control clear
SELECT dataset, scheduled_hour_pst FROM ingestion_schedules ORDER BY 1;
SELECT pg_temp.sent();
-- A range of days as a filter, or as parameters.
SELECT count(*), min(ds), max(ds), min(start_date) FROM ingestion_status WHERE ds BETWEEN '2026-04-20' AND '2026-04-22';
SELECT count(*), min(ds), max(ds), min(start_date) FROM ingestion_status WHERE ds = '2026-04-20';
SELECT count(*), min(ds), max(ds), min(start_date) FROM ingestion_status WHERE start_date = '2026-04-20' AND end_date = '2026-04-22';
SELECT count(*), min(ds), max(ds), min(start_date) FROM ingestion_status WHERE ds >= '2026-04-21' AND start_date = '2026-04-20' AND end_date = '2026-04-22' AND status IN ('IMPORT_SUCCESSFUL', 'SSH_ERROR');
SELECT pg_temp.sent();
SELECT count(*) FROM ingestion_status WHERE ds >= '2026-04-20';
\echo :LAST_ERROR_SQLSTATE
SELECT date, event, count FROM ingestion_event_counts WHERE date BETWEEN '2026-04-28' AND '2026-04-29' ORDER BY date, event COLLATE "C";
SELECT date, source, event, internal_count, external_count, has_diff, source_name FROM ingestion_event_deltas WHERE date = '2026-04-28' AND event = 'purchase';
SELECT pg_temp.sent();
-- Pages whose size the API chooses.
SELECT count(*), count(DISTINCT run_id) FROM ingestion_runs;
SELECT count(*) FROM (SELECT FROM ingestion_runs LIMIT 3) AS r;
SELECT pg_temp.sent();
-- What the API does not show.
SELECT * FROM wh_connections;
\echo :LAST_ERROR_SQLSTATE
SELECT review_id FROM change_validations WHERE review_id = 'r';
SELECT count(*) FROM ingestion_backfills;
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
-- Plans; the order of two sides of a condition differs between versions of the server.
CREATE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		CONTINUE WHEN line ~ ' Filter: ';
		RETURN NEXT line;
	END LOOP;
END $$;
SELECT pg_temp.plan($$SELECT gate_id FROM gate_references$$);
SELECT pg_temp.plan($$SELECT gate_id FROM gate_references WHERE ref_kind = 'gate' AND gate_id = 'a'$$);
SELECT pg_temp.plan($$SELECT metric_id FROM gate_pulse_results WHERE gate_id = 'a'$$);
SELECT pg_temp.plan($$SELECT metric_id FROM experiment_pulse_results WHERE test = 'a'$$);
SELECT pg_temp.plan($$SELECT id FROM exposure_counts WHERE kind = 'gate'$$);
SELECT pg_temp.plan($$SELECT value FROM metric_values WHERE date BETWEEN '2026-04-28' AND '2026-04-29'$$);
SELECT pg_temp.plan($$SELECT value FROM metric_values WHERE date BETWEEN '2026-04-28' AND current_date$$);
SELECT pg_temp.plan($$SELECT id FROM ingestion_sources WHERE type = 's3'$$);
SELECT pg_temp.plan($$SELECT row_count FROM ingestion_status WHERE ds = '2026-04-20'$$);
SELECT pg_temp.plan($$SELECT run_id FROM ingestion_runs$$);
SELECT pg_temp.plan($$SELECT line FROM usage_billing_report WHERE range_end = '2026-04-29 02:00+02'$$);
SELECT pg_temp.plan($$SELECT item FROM (VALUES ('orders', 'sum'), ('visits', 'sum')) AS v(n, t) JOIN metrics m ON m.name = v.n AND m.type = v.t, LATERAL (SELECT m.raw AS item) AS i$$);
-- Tables that need a value get it from what they are joined with, whatever the other costs are.
CREATE TEMPORARY TABLE days AS SELECT d::date FROM generate_series('2026-04-20'::date, '2026-05-04', '1 day') AS d;
ANALYZE days;
SELECT pg_temp.plan($$SELECT count(*) FROM days JOIN metric_values AS m ON m.date = days.d$$);
\pset format unaligned
SELECT count(*) FROM days JOIN metric_values AS m ON m.date = days.d;
SELECT count(*) FROM days WHERE EXISTS (SELECT FROM metric_values AS m WHERE m.date = days.d);
SELECT count(*) FROM days JOIN ingestion_event_counts AS c ON c.date = days.d;
SELECT count(*) FROM days JOIN ingestion_event_counts AS c ON c.date BETWEEN days.d AND days.d + 1;
SELECT count(*) FROM event_metrics WHERE event_name IN (SELECT name FROM events);
SELECT count(*) FROM pg_temp.sent();
-- What cannot be is not asked for.
SELECT count(*) FROM ingestion_schedules WHERE dataset = 'nope';
SELECT count(*) FROM metric_values WHERE date IN ('infinity', '0044-03-15 BC');
SELECT count(*) FROM reports WHERE date = '2026-04-29' AND type IN ('pulse_daily', 'nope');
SELECT pg_temp.sent();
-- Several objects that are refused at once are not taken for objects that are not there.
\! mock-control fault '{"match":{"path":"/console/v1/exposure_count"},"times":1,"fault":{"kind":"status","status":404,"body":{"message":"Gate not found"}}}'
SELECT count(*) FROM exposure_counts WHERE kind = 'gate';
-- Days are days, wherever the session is.
SET timezone = 'Asia/Tokyo';
SELECT date, count(*) FROM metric_values WHERE date BETWEEN '2026-04-29' AND '2026-04-30' GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM metric_values WHERE date >= '2026-04-30 00:00'::timestamp AND date < '2026-04-30 12:00'::timestamp;
SELECT date, count(*) FROM ingestion_event_counts WHERE date IN ('2026-04-20', '2026-04-22', NULL) GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM ingestion_event_counts WHERE date = ANY ('{}');
RESET timezone;
SELECT regexp_replace(s, '&limit.*', '') FROM pg_temp.sent() AS s;
-- A path that could only fail is taken by no plan.
SET enable_nestloop = off;
SELECT count(*) FROM days JOIN metric_values AS m ON m.date = days.d;
SELECT count(*) FROM days WHERE NOT EXISTS (SELECT FROM metric_values AS m WHERE m.date = days.d);
RESET enable_nestloop;
