\i test/psql/setup.sql
--
-- Paging: a list is read whole, or there is an error.
--
-- Tags t1 ... tn, and how many come back in how many requests.
CREATE FUNCTION pg_temp.tags(n int) RETURNS text LANGUAGE sql AS $$
	SELECT jsonb_build_object('path', '/tags', 'items',
		coalesce(jsonb_agg(jsonb_build_object('id', 't' || i, 'name', 'tag ' || i,
											  'description', '', 'isCore', false)), '[]'))::text
	FROM generate_series(1, n) AS i
$$;
CREATE FUNCTION pg_temp.read_tags() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM pg_temp.sent();
	SELECT format('%s rows, %s different', count(*), count(DISTINCT id)) INTO result FROM tags;
	RETURN result || format(', %s requests', (SELECT count(*) FROM pg_temp.sent()));
END
$$;
ALTER SERVER statsig OPTIONS (ADD page_size '10');
-- Lists of 0, 1, 9, 10, 11, 20 and 57 items.
SELECT pg_temp.tags(0) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(1) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(9) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(10) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(11) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(20) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(57) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
-- The page size of a table goes before that of its server.
ALTER FOREIGN TABLE tags OPTIONS (ADD page_size '57');
SELECT pg_temp.read_tags();
ALTER FOREIGN TABLE tags OPTIONS (SET page_size '1');
SELECT pg_temp.read_tags();
ALTER FOREIGN TABLE tags OPTIONS (DROP page_size);
ALTER FOREIGN TABLE tags OPTIONS (ADD page_size '0');
ALTER FOREIGN TABLE tags OPTIONS (ADD page_size '101');

-- Without the block, a full page may have a successor.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"no_pagination"}}'
SELECT pg_temp.read_tags();
SELECT pg_temp.tags(20) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
SELECT pg_temp.read_tags();
\! mock-control clear
-- A server that does not page at all gives everything at once.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"ignore_paging"}}'
SELECT pg_temp.read_tags();
\! mock-control clear
-- ... and so when there is no block either: more items than were asked for,
-- as many as were asked for, fewer.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}}}'
SELECT pg_temp.read_tags();
ALTER FOREIGN TABLE tags OPTIONS (ADD page_size '3');
SELECT pg_temp.read_tags();
ALTER FOREIGN TABLE tags OPTIONS (SET page_size '2');
SELECT pg_temp.read_tags();
\! mock-control clear

-- nextPage in its forms: link, query, host, a wrong path, a number, true; "" and null are the end.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"}],"pagination":{"nextPage":"statsigapi.net/console/v1/elsewhere?page=77"}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"b"}],"pagination":{"nextPage":3}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"c"}],"pagination":{"nextPage":true}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=4"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"d"}],"pagination":{"nextPage":""}}}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
-- A block that does not name a next page: the size tells, or a full page does.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"}],"pagination":{"totalItems":3}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"b"},{"id":"c"}],"pagination":{"totalItems":3}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":200,"body":{"data":[],"pagination":{"totalItems":3}}}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
-- A "total" that is no more than the page's own size ends nothing.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"b"}],"pagination":{"totalItems":2}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"c"}],"pagination":{"totalItems":1}}}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
-- A size written as text or with an exponent counts like a number: the list is read again, and is short.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"b"}],"pagination":{"nextPage":null,"totalItems":"3"}}}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":"{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"pagination\":{\"nextPage\":null,\"totalItems\":0.3E+1}}"}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
-- One that is no number says nothing.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"b"}],"pagination":{"nextPage":null,"totalItems":"many"}}}}'
SELECT id FROM tags;
SELECT pg_temp.sent();
\! mock-control clear
ALTER FOREIGN TABLE tags OPTIONS (DROP page_size);

-- The server has a smaller maximum than was asked for: pages of 2 instead of 10.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=1"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"a"},{"id":"b"}],"pagination":{"itemsPerPage":2,"nextPage":"?page=2","totalItems":5}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=2"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"c"},{"id":"d"}],"pagination":{"itemsPerPage":2,"nextPage":"?page=3","totalItems":5}}}}'
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":200,"body":{"data":[{"id":"e"}],"pagination":{"itemsPerPage":2,"nextPage":null,"totalItems":5}}}}'
SELECT id FROM tags;
SELECT pg_temp.read_tags();
\! mock-control clear

-- Items that move while the list is read: 57 tags in pages of 10.
SELECT pg_temp.tags(57) AS body \gset
\setenv BODY :body
\! mock-control set-state "$BODY"
-- One came in front: what shows up twice is delivered once.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"shift"},"times":6}'
SELECT pg_temp.read_tags();
\! mock-control clear
-- One of page 1 went away: another slips through, which a second reading finds.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"unshift"},"times":6}'
SELECT pg_temp.read_tags();
\! mock-control clear
-- It happens again at the second reading.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"unshift"}}'
SELECT count(id) FROM tags;
\! mock-control clear
-- A list that says it is longer than it is, and one that says it is shorter.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_total","delta":3}}'
SELECT count(id) FROM tags;
SELECT count(*) FROM (SELECT FROM tags LIMIT 57) AS s;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"wrong_total","delta":-50}}'
SELECT pg_temp.read_tags();
\! mock-control clear
-- Lists that never end.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"endless"}}'
SELECT count(id) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"repeat_page"}}'
SELECT count(id) FROM tags;
\! mock-control clear
-- A page that fails is an error, wherever it stands: never fewer rows.
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=6"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"page is out of range"}}}'
SELECT count(id) FROM tags;
\! mock-control clear
\! mock-control fault '{"match":{"path":"/console/v1/tags","query":"page=3"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Not Found."}}}'
SELECT count(id) FROM tags;
\! mock-control clear
-- A list below a parent that is not there is empty; when it goes away between two pages, that is an error.
SELECT count(*) FROM segment_ids WHERE segment_id = 'no_such_segment';
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list","query":"page=2"},"fault":{"kind":"status","status":404,"body":{"status":404,"message":"Segment not found."}}}'
SELECT count(*) FROM segment_ids WHERE segment_id = 'large_list';
\! mock-control clear
-- Scalars in pages: what is told apart are the ids themselves.
\! mock-control fault '{"match":{"path":"/console/v1/segments/large_list/id_list"},"fault":{"kind":"shift"},"times":250}'
SELECT count(*), count(DISTINCT unit_id) FROM segment_ids WHERE segment_id = 'large_list';
\! mock-control clear
-- An item that carries no key is never taken for another.
\! mock-control fault '{"match":{"path":"/console/v1/tags"},"fault":{"kind":"status","status":200,"body":{"data":[{"name":"x"},{"name":"x"},{"id":null,"name":"x"},{"id":"a","name":"x"},{"id":"a","name":"y"}]}}}'
SELECT id, name FROM tags;
