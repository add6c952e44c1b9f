\i test/psql/setup.sql
--
-- Ids of segments: two kinds of lists, told apart by the segment's type.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO segments (id, name, type) VALUES ('plain', 'Plain', 'id_list'), ('store', 'Store', 'user_store_id_list');
INSERT INTO segment_ids (segment_id, unit_id)
VALUES ('plain', 'a'), ('store', 'b'), ('plain', '1, 2'), ('store', 'größer'), ('plain', E'q"u\\o');
SELECT pg_temp.sent();
SELECT segment_id, unit_id FROM segment_ids WHERE segment_id IN ('plain', 'store') ORDER BY 1, 2;
SELECT count(*) FROM pg_temp.sent();
-- Adding an id again is no error.
INSERT INTO segment_ids (segment_id, unit_id) VALUES ('plain', 'a') RETURNING unit_id;
-- From a table, split at 1000 ids.
CREATE TABLE buyers AS SELECT 'buyer ' || i AS id FROM generate_series(1, 1500) AS i;
INSERT INTO segment_ids SELECT 'store', id FROM buyers;
SELECT left(s, 60), right(s, 20), length(s) FROM pg_temp.sent() AS s;
DELETE FROM segment_ids USING buyers WHERE segment_id = 'store' AND unit_id = id AND id <> 'buyer 7';
SELECT left(s, 60), right(s, 20), length(s) FROM pg_temp.sent() AS s WHERE s NOT LIKE '%page=%';
DELETE FROM segment_ids WHERE segment_id = 'plain' RETURNING unit_id;
SELECT pg_temp.sent();
SELECT segment_id, unit_id FROM segment_ids WHERE segment_id IN ('plain', 'store') ORDER BY 1, 2;
SELECT count(*) FROM pg_temp.sent();
-- Nothing to remove: no request that might remove everything.
DELETE FROM segment_ids WHERE segment_id = 'plain';
DELETE FROM segment_ids WHERE segment_id = 'store' AND unit_id = 'not there';
SELECT pg_temp.sent();
INSERT INTO segment_ids (segment_id) VALUES ('plain');
INSERT INTO segment_ids (unit_id) VALUES ('a');
INSERT INTO segment_ids VALUES ('no_such_segment', 'a');
\echo :LAST_ERROR_SQLSTATE
INSERT INTO segment_ids VALUES ('gold_tier', 'a');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.sent();
