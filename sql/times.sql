\i test/psql/setup.sql
--
-- Times: milliseconds, ISO 8601, display texts; whatever DateStyle and TimeZone are.
--
-- All gates and experiments, against the mock's own numbers.
\set gates `mock-control state /gates`
\set audit `mock-control state /audit_logs`
CREATE TEMPORARY TABLE expected AS
SELECT g ->> 'id' AS id, timestamptz 'epoch' + (g ->> 'createdTime')::numeric * interval '1 millisecond' AS created_time
FROM jsonb_array_elements(:'gates'::jsonb) AS g WHERE g ->> 'status' <> 'Archived';
CREATE TEMPORARY TABLE logged AS
SELECT a ->> 'id' AS id, timestamptz 'epoch' + (a ->> '_mockTime')::numeric * interval '1 millisecond' AS logged_at
FROM jsonb_array_elements(:'audit'::jsonb) AS a;
CREATE FOREIGN TABLE shown (
	id text, created_time text, last_modified_time timestamp
) SERVER statsig OPTIONS (resource 'gates');
CREATE FOREIGN TABLE rounded (
	id text, created_time timestamptz(0), last_modified_time date
) SERVER statsig OPTIONS (resource 'gates');
CREATE FUNCTION pg_temp.compare() RETURNS TABLE (style text, zone text, gates bigint, same bigint, rounded bigint, entries bigint, same_entries bigint)
LANGUAGE sql AS $$
	SELECT current_setting('DateStyle'), current_setting('TimeZone'),
		   (SELECT count(*) FROM gates JOIN expected USING (id)),
		   (SELECT count(*) FROM gates AS g JOIN expected AS e USING (id) WHERE g.created_time = e.created_time),
		   (SELECT count(*) FROM rounded AS r JOIN expected AS e USING (id) WHERE r.created_time = e.created_time::timestamptz(0)),
		   (SELECT count(*) FROM audit_logs JOIN logged USING (id)),
		   (SELECT count(*) FROM audit_logs AS a JOIN logged AS l USING (id) WHERE a.logged_at = date_trunc('second', l.logged_at))
$$;
SELECT * FROM pg_temp.compare();
SET DateStyle = 'SQL, DMY';
SET TimeZone = 'Pacific/Kiritimati';
SELECT * FROM pg_temp.compare();
SELECT id, created_time, last_modified_time FROM shown WHERE id = 'new_checkout';
SELECT id, created_time, last_modified_time FROM rounded WHERE id = 'new_checkout';
SELECT created_time FROM gates WHERE id = 'new_checkout';
SET DateStyle = 'German, YMD';
SET TimeZone = 'America/St_Johns';
SELECT * FROM pg_temp.compare();
-- IST is three zones; it must not be gone through by name.
SET DateStyle = 'Postgres, MDY';
SET TimeZone = 'Asia/Kolkata';
SELECT * FROM pg_temp.compare();
SELECT id, created_time, last_modified_time FROM rounded WHERE id = 'new_checkout';
SET TimeZone = 'Europe/London';
SELECT * FROM pg_temp.compare();
SET DateStyle = 'ISO, MDY';
SET TimeZone = 'UTC';
SELECT raw ->> 'createdTime' AS created, created_time, raw ->> 'lastModifiedTime' AS modified, last_modified_time FROM gates WHERE id = 'new_checkout';
-- Times in conditions mean the session's zone, and days are widened before they are sent.
SET TimeZone = 'Pacific/Kiritimati';
SELECT count(*) FROM experiments WHERE created_time >= '2026-02-01';
SELECT count(*) FROM experiments WHERE created_time >= '2026-02-01 00:00+14';
SELECT count(*) FROM experiments WHERE created_time >= date '2026-02-01';
SELECT count(*) FROM experiments WHERE created_time >= timestamp '2026-02-01';
SET TimeZone = 'Pacific/Pago_Pago';
SELECT count(*) FROM experiments WHERE created_time < '2026-02-01';
SELECT count(*) FROM experiments WHERE created_time >= '0044-03-15 BC';
SELECT count(*) FROM experiments WHERE created_time >= '4714-11-24 00:00:00+00 BC';
SELECT count(*) FROM experiments WHERE created_time < '294276-12-31';
SELECT count(*) FROM experiments WHERE created_time < '12345-06-07';
SELECT count(*) FROM experiments WHERE created_time >= '-infinity' AND created_time <= 'infinity';
SELECT count(*) FROM experiments WHERE created_time BETWEEN '2026-02-01' AND '2026-01-01';
SET TimeZone = 'UTC';
SELECT sent FROM pg_temp.sent() AS s(sent) WHERE sent LIKE '%/experiments%';
-- Every experiment found by its own time to the microsecond, and by its day.
SELECT count(*) FROM experiments AS e WHERE EXISTS (
	SELECT FROM experiments AS f WHERE f.id = e.id AND f.created_time BETWEEN e.created_time AND e.created_time);
CREATE TEMPORARY TABLE local_experiments AS SELECT id, created_time FROM experiments;
CREATE FUNCTION pg_temp.check_days(zone text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	day record;
	f bigint;
	l bigint;
	different int := 0;
	total bigint := 0;
BEGIN
	PERFORM set_config('TimeZone', zone, true);
	FOR day IN SELECT DISTINCT created_time::date AS d FROM local_experiments LOOP
		SELECT count(*) INTO f FROM experiments WHERE created_time >= day.d AND created_time < day.d + 1;
		SELECT count(*) INTO l FROM local_experiments WHERE created_time >= day.d AND created_time < day.d + 1;
		total := total + f;
		different := different + (f <> l)::int;
	END LOOP;
	RETURN format('%s experiments, %s days different', total, different);
END
$$;
SELECT pg_temp.check_days('UTC');
SELECT pg_temp.check_days('Pacific/Kiritimati');
SELECT pg_temp.check_days('Pacific/Pago_Pago');

-- Single values, made up.
CREATE FUNCTION pg_temp.read(columns text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT %s FROM gates WHERE id = ''x''', columns) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
\! for v in 0 -1 1 0.5 0.0004 0.0006 1774951200123.456 1.7749512e12 -210866803200000 -210866803200001 9224318015999999 9224318016000000 1e17 1e400 null '""' '"NaN"' true '[]'; do mock-control fault "{\"match\":{\"path\":\"/console/v1/gates/x\"},\"times\":1,\"fault\":{\"kind\":\"status\",\"status\":200,\"body\":{\"data\":{\"id\":\"x\",\"createdTime\":$v}}}}"; done
SELECT v, pg_temp.read('created_time') FROM unnest(
	'{0,-1,1,0.5,0.0004,0.0006,1774951200123.456,1.7749512e12,-210866803200000,-210866803200001,9224318015999999,9224318016000000,1e17,1e400,"null","\"\"","\"NaN\"",true,[]}'::text[]) AS v;
-- ISO 8601: UTC unless the text says otherwise.
SET TimeZone = 'America/New_York';
SET DateStyle = 'SQL, DMY';
CREATE FUNCTION pg_temp.iso(columns text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result timestamptz;
BEGIN
	EXECUTE format('SELECT %s FROM experiments WHERE id = ''x''', columns) INTO result;
	RETURN to_char(result AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
\! for v in 2026-03-04 2026-03-04T05:06:07Z 2026-03-04T05:06:07.891234Z 2026-03-04T05:06:07.8912345678Z 2026-03-04T05:06:07 '2026-03-04 05:06:07' 2026-03-04T05:06:07+05:30 2026-03-04T05:06:07-0800 2026-03-04T24:00:00Z 2026-02-30T00:00:00Z soon '' 'Wed, 04 Mar 2026 05:06:07 GMT'; do mock-control fault "{\"match\":{\"path\":\"/console/v1/experiments/x\"},\"times\":1,\"fault\":{\"kind\":\"status\",\"status\":200,\"body\":{\"data\":{\"id\":\"x\",\"analysisEndTime\":\"$v\"}}}}"; done
SELECT v, pg_temp.iso('analysis_end_time') FROM unnest(
	'{2026-03-04,2026-03-04T05:06:07Z,2026-03-04T05:06:07.891234Z,2026-03-04T05:06:07.8912345678Z,2026-03-04T05:06:07,2026-03-04 05:06:07,2026-03-04T05:06:07+05:30,2026-03-04T05:06:07-0800,2026-03-04T24:00:00Z,2026-02-30T00:00:00Z,soon,"","Wed, 04 Mar 2026 05:06:07 GMT"}'::text[]) AS v;
-- Display texts.
\! while IFS='|' read -r d t; do mock-control fault "{\"match\":{\"path\":\"/console/v1/audit_logs\"},\"times\":1,\"fault\":{\"kind\":\"status\",\"status\":200,\"body\":{\"data\":[{\"id\":\"x\",\"date\":$d,\"time\":$t}]}}}"; done < test/psql/display_times.txt
CREATE FUNCTION pg_temp.logged() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result record;
BEGIN
	SELECT date, time, to_char(logged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at INTO result FROM audit_logs;
	RETURN format('%s, %s: %s', result.date, result.time, coalesce(result.at, 'NULL'));
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;
SELECT pg_temp.logged() FROM generate_series(1, 8);
