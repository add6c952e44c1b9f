\i test/psql/setup.sql
\pset format unaligned
\pset tuples_only on
\set SHOW_CONTEXT never
--
-- Changes wait for COMMIT: what is sent, and what is not.
--
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS
$$ SELECT regexp_replace(s, '(rules?/|"baseID":)"?[A-Za-z0-9%.:]+"?', '\1...', 'g') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%' $$;
-- ROLLBACK sends nothing.
BEGIN;
UPDATE gates SET description = 'rolled back' WHERE id = 'new_checkout';
INSERT INTO tags (name, description) VALUES ('rolled back', 'x');
DELETE FROM gate_overrides WHERE gate_id = 'new_checkout';
ROLLBACK;
SELECT pg_temp.changes();
-- ROLLBACK TO drops what came after the savepoint, RELEASE keeps it.
BEGIN;
UPDATE gates SET description = 'kept' WHERE id = 'new_checkout';
SAVEPOINT a;
UPDATE gates SET description = 'dropped' WHERE id = 'new_checkout';
INSERT INTO tags (name, description) VALUES ('dropped', 'x');
ROLLBACK TO a;
SAVEPOINT b;
SAVEPOINT c;
INSERT INTO tags (name, description) VALUES ('released', 'x');
RELEASE c;
RELEASE b;
SAVEPOINT d;
SAVEPOINT e;
INSERT INTO tags (name, description) VALUES ('released and dropped', 'x');
RELEASE e;
ROLLBACK TO d;
COMMIT;
SELECT pg_temp.changes();
SELECT name FROM tags WHERE name ~ 'dropped|released' ORDER BY 1;
-- An exception that is caught drops what its block did.
DO $$
BEGIN
	INSERT INTO tags (name, description) VALUES ('before the block', 'x');
	BEGIN
		INSERT INTO tags (name, description) VALUES ('in the block', 'x');
		UPDATE gates SET is_enabled = NOT is_enabled WHERE id = 'new_checkout';
		RAISE division_by_zero;
	EXCEPTION WHEN division_by_zero THEN
		INSERT INTO tags (name, description) VALUES ('in the handler', 'x');
	END;
END $$;
SELECT pg_temp.changes();
-- A statement that fails drops all of its own; so does a transaction that has failed.
BEGIN;
INSERT INTO tags (name, description) VALUES ('failed', 'x');
SAVEPOINT a;
INSERT INTO tags (name, description) SELECT 'n' || n, 1 / (n - 2) FROM generate_series(1, 3) AS n;
ROLLBACK TO a;
INSERT INTO tags (name, description) VALUES ('after a failed one', 'x');
SELECT 1 / 0;
COMMIT;
SELECT pg_temp.changes();
-- A transaction that changes something cannot be prepared; one that only reads is not refused for it.
BEGIN;
UPDATE gates SET description = 'prepared' WHERE id = 'new_checkout';
PREPARE TRANSACTION 'never';
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.changes();
--
-- One request per object.
--
-- Three UPDATEs: one PATCH with what differs in the end.
BEGIN;
UPDATE gates SET description = 'one', type = 'PERMANENT' WHERE id = 'new_checkout';
UPDATE gates SET description = 'two', measure_metric_lifts = true WHERE id = 'new_checkout';
UPDATE gates SET description = 'three', type = 'TEMPORARY' WHERE id = 'new_checkout';
COMMIT;
SELECT pg_temp.changes();
-- Back where it was: nothing is sent, not even asked.
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE gates SET description = 'other' WHERE id = 'new_checkout';
UPDATE gates SET description = 'three' WHERE id = 'new_checkout';
COMMIT;
SELECT * FROM pg_temp.sent();
-- INSERT and UPDATE: one POST; what a POST cannot say follows, under the key that the API has made.
BEGIN;
INSERT INTO gates (name, description) VALUES ('In two steps', 'first');
UPDATE gates SET description = 'second', tags = '{core}' WHERE name = 'In two steps';
UPDATE gates SET status = 'Launched' WHERE name = 'In two steps';
COMMIT;
SELECT pg_temp.changes();
SELECT id, description, tags, status FROM gates WHERE name = 'In two steps';
-- INSERT and DELETE: nothing.  UPDATE and DELETE: a DELETE.  DELETE and INSERT: both, in this order.
BEGIN;
INSERT INTO gates (id, name) VALUES ('never_there', 'Never there');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('never_there', 'r', 5, '[]');
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('never_there', 'u', true);
DELETE FROM gates WHERE id = 'never_there';
UPDATE tags SET description = 'x' WHERE name = 'released';
DELETE FROM tags WHERE name = 'released';
DELETE FROM gates WHERE id = 'in_two_steps';
INSERT INTO gates (id, name, description) VALUES ('in_two_steps', 'In two steps', 'anew');
COMMIT;
SELECT regexp_replace(s, 'tags/\w+', 'tags/...') FROM pg_temp.changes() AS s;
-- Ten rules: one request when they are made, one when they change, whatever lies between.
INSERT INTO gates (id, name) VALUES ('ten', 'Ten'), ('ten_more', 'Ten more');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions)
	SELECT g, 'rule ' || n, n, '[{"type": "public"}]' FROM generate_series(1, 10) AS n, unnest(ARRAY['ten', 'ten_more']) AS g;
COMMIT;
SELECT left(s, 60), length(s) - length(replace(s, '"name"', '12345')) FROM pg_temp.changes() AS s;
DO $$
BEGIN
	FOR i IN 1..10 LOOP
		UPDATE gate_rules SET pass_percentage = 50 + i WHERE gate_id = 'ten' AND name = 'rule ' || i;
		UPDATE gate_rules SET pass_percentage = 60 + i WHERE gate_id = 'ten_more' AND name = 'rule ' || i;
	END LOOP;
END $$;
SELECT left(s, 60), length(s) - length(replace(s, '"passPercentage"', '123456789012345')) FROM pg_temp.changes() AS s;
SELECT sum(pass_percentage) FROM gate_rules WHERE gate_id IN ('ten', 'ten_more');
-- A rule that a column of is cleared goes by itself: inside of a list the API takes no null.
UPDATE gate_rules SET environments = '{staging}' WHERE gate_id = 'ten' AND name IN ('rule 1', 'rule 2');
SELECT count(*) > 0 FROM pg_temp.sent();
UPDATE gate_rules SET environments = CASE name WHEN 'rule 1' THEN NULL ELSE '{production}'::text[] END
	WHERE gate_id = 'ten' AND name IN ('rule 1', 'rule 2', 'rule 3');
SELECT pg_temp.changes();
-- All that is done to the rules of one gate: first what goes, then what changes, then what comes.
BEGIN;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('ten', 'rule 1 again', 1, '[]');
UPDATE gate_rules SET pass_percentage = 7 WHERE gate_id = 'ten' AND name IN ('rule 2', 'rule 3', 'rule 1 again');
DELETE FROM gate_rules WHERE gate_id = 'ten' AND name IN ('rule 1', 'rule 4');
UPDATE gate_rules SET name = 'rule 1' WHERE gate_id = 'ten' AND name = 'rule 1 again';
UPDATE gate_rules SET pass_percentage = 8 WHERE gate_id = 'ten' AND name = 'rule 5';
COMMIT;
SELECT pg_temp.changes();
SELECT name, pass_percentage FROM gate_rules WHERE gate_id = 'ten' ORDER BY position;
-- With a move it is the array as a whole, made in the order of the statements.
BEGIN;
UPDATE gate_rules SET position = 0 WHERE gate_id = 'ten' AND name = 'rule 10';
DELETE FROM gate_rules WHERE gate_id = 'ten' AND pass_percentage > 50 AND name <> 'rule 10';
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('ten', 'last', 3, '[]');
UPDATE gate_rules SET position = 1 WHERE gate_id = 'ten' AND name = 'last';
SELECT name, pass_percentage FROM gate_rules WHERE gate_id = 'ten' ORDER BY position;
COMMIT;
SELECT regexp_replace(s, ',"conditions":.*', '...') FROM pg_temp.changes() AS s;
SELECT name, pass_percentage FROM gate_rules WHERE gate_id = 'ten' ORDER BY position;
-- The gate's own column and the rows: the column is written once, with the rows' changes in it.
BEGIN;
UPDATE gates SET rules = rules || '[{"name": "by the column", "passPercentage": 1, "conditions": []}]', description = 'both' WHERE id = 'ten';
UPDATE gate_rules SET pass_percentage = 2 WHERE gate_id = 'ten' AND name = 'by the column';
DELETE FROM gate_rules WHERE gate_id = 'ten' AND name <> 'by the column';
COMMIT;
SELECT pg_temp.changes();
SELECT name, pass_percentage FROM gate_rules WHERE gate_id = 'ten' ORDER BY position;
-- A new object takes its rows with it.
BEGIN;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('with_rules', 'early', 1, '[]');
INSERT INTO gates (id, name) VALUES ('with_rules', 'With rules');
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('with_rules', 'r1', 1, '[]'), ('with_rules', 'r2', 2, '[]');
UPDATE gate_rules SET pass_percentage = 22 WHERE gate_id = 'with_rules' AND name = 'r2';
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('with_rules', 'u1', true);
COMMIT;
SELECT pg_temp.changes();
-- Groups of an experiment: one PATCH, whatever they are changed by.
BEGIN;
UPDATE experiment_groups SET size = 20 WHERE experiment_id = 'checkout_button_colour' AND name = 'Control';
UPDATE experiment_groups SET size = size + 1 WHERE experiment_id = 'checkout_button_colour' AND name = 'Control';
ROLLBACK;
INSERT INTO experiments (id, name, groups) VALUES ('sized', 'Sized',
	'[{"name": "A", "size": 50, "parameterValues": {}}, {"name": "B", "size": 50, "parameterValues": {}}]');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE experiment_groups SET size = 30 WHERE experiment_id = 'sized' AND name = 'A';
UPDATE experiment_groups SET description = 'shrunk' WHERE experiment_id = 'sized' AND name = 'A';
INSERT INTO experiment_groups (experiment_id, name, size, parameter_values) VALUES ('sized', 'C', 10, '{}');
UPDATE experiment_groups SET size = 20 WHERE experiment_id = 'sized' AND name = 'C';
UPDATE experiments SET hypothesis = 'sizes matter' WHERE id = 'sized';
COMMIT;
SELECT pg_temp.changes();
-- A state in between that the API must go through is not left out.
BEGIN;
UPDATE experiments SET status = 'active' WHERE id = 'sized';
UPDATE experiments SET status = 'abandoned', decision_reason = 'no effect' WHERE id = 'sized';
COMMIT;
SELECT pg_temp.changes();
-- Nor is what happens on the way and does not go away again.
BEGIN;
UPDATE experiments SET status = 'setup' WHERE id = 'sized';
UPDATE experiment_groups SET size = CASE name WHEN 'A' THEN 40 WHEN 'B' THEN 40 ELSE size END WHERE experiment_id = 'sized';
UPDATE experiments SET status = 'active' WHERE id = 'sized';
UPDATE experiments SET status = 'setup' WHERE id = 'sized';
COMMIT;
SELECT regexp_replace(s, ' \{"groups.*', ' ...') FROM pg_temp.changes() AS s;
-- One that it need not is; and one that is left again is nothing.
BEGIN;
UPDATE gates SET status = 'Disabled' WHERE id = 'ten';
UPDATE gates SET status = 'Archived', archive_reason = 'old' WHERE id = 'ten';
UPDATE gates SET status = 'Launched' WHERE id = 'ten';
UPDATE gates SET status = 'Archived' WHERE id = 'ten_more';
UPDATE gates SET status = 'In Progress' WHERE id = 'ten_more';
COMMIT;
SELECT pg_temp.changes();
-- Sets: what is added and taken away again is nothing; the rest is one request for each direction.
SELECT environment, unit_type, unit_id, passes FROM gate_overrides WHERE gate_id = 'new_checkout' ORDER BY 1, 2, 3 LIMIT 4;
BEGIN;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ten', 'u1', true), ('ten', 'u2', true), ('ten', 'u3', true);
DELETE FROM gate_overrides WHERE gate_id = 'ten' AND unit_id = 'u2';
UPDATE gate_overrides SET passes = false WHERE gate_id = 'ten' AND unit_id = 'u3';
COMMIT;
SELECT pg_temp.changes();
BEGIN;
DELETE FROM gate_overrides WHERE gate_id = 'ten' AND unit_id = 'u1';
UPDATE gate_overrides SET passes = true WHERE gate_id = 'ten' AND unit_id = 'u3';
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ten', 'u4', false), ('ten', 'u1', true);
COMMIT;
SELECT pg_temp.changes();
BEGIN;
INSERT INTO segments (id, name, type) VALUES ('ids', 'Ids', 'id_list');
INSERT INTO segment_ids VALUES ('ids', 'a');
INSERT INTO segment_ids SELECT 'ids', 'b' || n FROM generate_series(1, 3) AS n;
DELETE FROM segment_ids WHERE segment_id = 'ids' AND unit_id = 'b2';
COMMIT;
SELECT pg_temp.changes();
-- An entry that goes back and forth; one that is there already and is added again, then taken away.
BEGIN;
UPDATE gate_overrides SET passes = true WHERE gate_id = 'ten' AND unit_id = 'u4';
UPDATE gate_overrides SET passes = false WHERE gate_id = 'ten' AND unit_id = 'u4';
UPDATE gate_overrides SET passes = true WHERE gate_id = 'ten' AND unit_id = 'u4';
SELECT unit_id, passes FROM gate_overrides WHERE gate_id = 'ten' AND unit_id = 'u4';
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ten', 'u1', true);
SELECT count(*) FROM gate_overrides WHERE gate_id = 'ten' AND unit_id = 'u1';
DELETE FROM gate_overrides WHERE gate_id = 'ten' AND unit_id = 'u1';
COMMIT;
SELECT pg_temp.changes();
SELECT unit_id, passes FROM gate_overrides WHERE gate_id = 'ten' ORDER BY 1;
-- Names that become free are given in the order of the statements, within a gate at once.
BEGIN;
INSERT INTO tags (name, description) VALUES ('name a', 'a'), ('name b', 'b');
COMMIT;
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('ten_more', 'x', 1, '[]'), ('ten_more', 'y', 2, '[]');
SELECT count(*) > 0 FROM pg_temp.sent();
BEGIN;
UPDATE tags SET description = 'first' WHERE name = 'name a';
DELETE FROM tags WHERE name = 'name b';
UPDATE tags SET name = 'name b' WHERE name = 'name a';
DELETE FROM gate_rules WHERE gate_id = 'ten_more' AND name NOT IN ('x', 'y');
UPDATE gate_rules SET name = 'tmp' WHERE gate_id = 'ten_more' AND name = 'x';
UPDATE gate_rules SET name = 'x' WHERE gate_id = 'ten_more' AND name = 'y';
UPDATE gate_rules SET name = 'y' WHERE gate_id = 'ten_more' AND name = 'tmp';
COMMIT;
SELECT regexp_replace(s, 'tags/\w+', 'tags/...') FROM pg_temp.changes() AS s;
-- Parents come before children, and go after them, in whatever order they are named.
BEGIN;
INSERT INTO segment_ids VALUES ('later', 'a');
INSERT INTO segments (id, name, type) VALUES ('later', 'Later', 'id_list');
COMMIT;
WITH g AS (DELETE FROM gates WHERE id = 'ten' RETURNING id)
DELETE FROM gate_overrides WHERE gate_id = 'ten' AND unit_id <> 'u4';
SELECT pg_temp.changes();
--
-- Ends of transactions.
--
-- A cursor WITH HOLD is filled before anything is sent, and sees the changes.
BEGIN;
UPDATE tags SET description = 'held' WHERE name = 'in the handler';
DECLARE held CURSOR WITH HOLD FOR SELECT name, description FROM tags WHERE name = 'in the handler';
UPDATE tags SET description = 'after the cursor' WHERE name = 'in the handler';
COMMIT;
FETCH ALL FROM held;
CLOSE held;
SELECT pg_temp.changes() ~ 'after the cursor';
-- A deferred trigger can still change something, and can still refuse all.
CREATE TABLE queue (n int);
CREATE FUNCTION pg_temp.at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.n = 0 THEN
		RAISE 'refused at COMMIT';
	END IF;
	INSERT INTO tags (name, description) VALUES ('by a deferred trigger', 'x');
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON queue DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION pg_temp.at_commit();
BEGIN;
INSERT INTO queue VALUES (1);
SELECT pg_temp.changes();
COMMIT;
SELECT pg_temp.changes();
BEGIN;
INSERT INTO tags (name, description) VALUES ('refused', 'x');
INSERT INTO queue VALUES (0);
COMMIT;
SELECT pg_temp.changes();
-- A procedure that commits sends at each of its COMMITs.
CREATE PROCEDURE two_commits() LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO tags (name, description) VALUES ('first COMMIT', 'x');
	COMMIT;
	INSERT INTO tags (name, description) VALUES ('rolled back in between', 'x');
	ROLLBACK;
	INSERT INTO tags (name, description) VALUES ('second COMMIT', 'x');
END $$;
CALL two_commits();
SELECT pg_temp.changes();
-- COMMIT AND CHAIN begins with nothing.
BEGIN;
INSERT INTO tags (name, description) VALUES ('chained', 'x');
COMMIT AND CHAIN;
ROLLBACK;
SELECT pg_temp.changes();
-- Rows of local tables and changes at Statsig end together.
CREATE TABLE local_log (what text);
BEGIN;
INSERT INTO local_log VALUES ('sent');
INSERT INTO tags (name, description) VALUES ('first COMMIT', 'is taken');
COMMIT;
SELECT count(*) FROM local_log;
SELECT count(*) FROM pg_temp.sent() WHERE sent ~ 'POST';
-- statement_timeout holds for COMMIT as well, and for a statement that commits by itself.
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"POST"},"fault":{"kind":"hang"},"times":2}'
BEGIN;
INSERT INTO tags (name, description) VALUES ('timed out', 'x');
SET LOCAL statement_timeout = '300ms';
COMMIT;
\echo :LAST_ERROR_SQLSTATE
SET statement_timeout = '300ms';
INSERT INTO tags (name, description) VALUES ('timed out', 'x');
\echo :LAST_ERROR_SQLSTATE
RESET statement_timeout;
\! mock-control clear
DROP TABLE local_log, queue;
DROP PROCEDURE two_commits;
