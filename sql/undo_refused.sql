\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Old values that the API shows and does not take: a remark, never a statement that would be refused with all others.
--
INSERT INTO gates (id, name, description) VALUES ('ur_a', 'Undo refused a', 'a');
\! mock-control fault '{"match":{"method":"POST","path":"/console/v1/tags"},"fault":{"kind":"status","status":400,"body":{"status":400,"message":"No more tags"}}}'
-- A metric's type.
SELECT id, type FROM metrics WHERE id = 'add_to_cart::event_count';
BEGIN;
UPDATE gates SET description = 'b' WHERE id = 'ur_a';
DELETE FROM metrics WHERE id = 'add_to_cart::event_count';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
BEGIN;
SELECT statement FROM statsig_fdw_undo() WHERE statement IS NOT NULL ORDER BY step \gexec
COMMIT;
SELECT description FROM gates WHERE id = 'ur_a';
-- A gate's type that it got elsewhere: the gate is made again without it, or the rest of it set back.
\! mock-control set-state '{"path":"/gates","key":"ur_a","merge":{"type":"STALE"}}'
SELECT type FROM gates WHERE id = 'ur_a';
BEGIN;
UPDATE gates SET description = 'b', type = 'PERMANENT' WHERE id = 'ur_a';
INSERT INTO tags (name, description) VALUES ('ur fails', 'x');
COMMIT;
SELECT statement, remark FROM statsig_fdw_undo() ORDER BY step;
