\i test/psql/setup.sql
--
-- UPDATE: what differs between the old row and the new one is sent.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (id, name, description, tags) VALUES ('one', 'One', 'first', '{a,b}'), ('two', 'Two', 'second', '{}');
INSERT INTO tags (name, description) VALUES ('north', 'x'), ('south', 'x');
SELECT count(*) FROM pg_temp.sent();
UPDATE gates SET description = 'changed', tags = tags || 'c'::text WHERE id = 'one';
-- Assigned but the same: not sent, and no request when nothing differs.
UPDATE gates SET name = name, description = 'again', tags = '{a,b,c}' WHERE id = 'one';
UPDATE gates SET name = 'One', tags = tags || '{}'::text[] WHERE id = 'one';
SELECT pg_temp.sent();
-- Several rows: one request for each object.
UPDATE gates SET description = id || '!' WHERE id IN ('one', 'two');
SELECT pg_temp.sent();
-- NULL is sent where the API takes it.
UPDATE gates SET team = 'Checkout', creator_email = 'anna.berg@lindenhof.example' WHERE id = 'one';
UPDATE gates SET team = NULL, creator_email = NULL WHERE id = 'one';
SELECT pg_temp.sent();
UPDATE gates SET description = NULL WHERE id = 'one';
-- Columns that cannot be changed.
UPDATE gates SET id = 'other' WHERE id = 'one';
UPDATE gates SET id = 'one' WHERE id = 'one';
UPDATE gates SET version = 7 WHERE id = 'one';
UPDATE gates SET is_template = true WHERE id = 'one';
UPDATE gates SET pass_rate = '0' WHERE id = 'one';
UPDATE gates SET raw = '{}' WHERE id = 'one';
UPDATE gate_rules SET base_id = 'x', gate_id = 'two' WHERE gate_id = 'new_checkout' AND position = 0;
UPDATE segment_ids SET unit_id = 'x' WHERE segment_id = 'vip_customers';
UPDATE gates SET type = 'TEMPLATE' WHERE id = 'one';
UPDATE gates SET name = '' WHERE id = 'one';
-- A column whose old value is outside what can be written is no obstacle while it stays.
UPDATE gates SET description = 'not judged' WHERE id IN (SELECT min(id) FROM gates WHERE type = 'STALE');
SELECT regexp_replace(s, '^(PATCH /gates/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s LIKE 'PATCH%';
-- A row that a join delivers several times is changed once, as in any table.
UPDATE tags SET description = 'j' || i FROM generate_series(1, 3) AS i WHERE name = 'north';
UPDATE gates AS g SET description = v.d FROM (VALUES ('one', 'a'), ('two', 'b')) AS v (i, d) WHERE g.id = v.i;
SELECT regexp_replace(s, '^(PATCH /tags/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s LIKE 'PATCH%';
-- What a BEFORE trigger changes counts, what it undoes does not.
CREATE FUNCTION pg_temp.keep_description() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN new.description := old.description; new.is_core := true; RETURN new; END $$;
CREATE TRIGGER keep BEFORE UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.keep_description();
UPDATE tags SET description = 'never seen' WHERE name = 'south';
DROP TRIGGER keep ON tags;
SELECT regexp_replace(s, '^(PATCH /tags/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s LIKE 'PATCH%';
CREATE FUNCTION pg_temp.never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER never BEFORE UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.never();
UPDATE tags SET description = 'never sent' WHERE name = 'south';
DROP TRIGGER never ON tags;
SELECT pg_temp.sent();
-- Prepared, executed often enough for a generic plan.
PREPARE describe (text, text) AS UPDATE gates SET description = $2 WHERE id = $1;
EXECUTE describe ('one', '1');
EXECUTE describe ('one', '2');
EXECUTE describe ('two', '3');
EXECUTE describe ('one', '4');
EXECUTE describe ('one', '5');
EXECUTE describe ('two', '6');
EXECUTE describe ('one', '6');
SELECT pg_temp.sent();
-- Through a view, from a subquery, from another table.
CREATE VIEW core_tags AS SELECT id, name, description FROM tags WHERE is_core;
UPDATE core_tags SET description = 'seen through a view' WHERE name = 'south';
CREATE TABLE wanted (gate text, text text);
INSERT INTO wanted VALUES ('one', 'from a table'), ('three', 'of no gate');
UPDATE gates SET description = (SELECT text FROM wanted WHERE gate = id) WHERE id IN (SELECT gate FROM wanted);
SELECT regexp_replace(s, '^(PATCH /tags/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s LIKE 'PATCH%';
-- Positioned updates are PostgreSQL's to refuse.
BEGIN;
DECLARE c CURSOR FOR SELECT id FROM gates WHERE id = 'one';
FETCH c;
UPDATE gates SET description = 'x' WHERE CURRENT OF c;
ROLLBACK;
SELECT pg_temp.sent();
EXPLAIN (COSTS OFF) UPDATE gates SET description = 'x', status = 'Launched' WHERE id = 'one';
-- With ANALYZE the requests are sent before they are counted.
CREATE FUNCTION pg_temp.analyze(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ' || query LOOP
		CONTINUE WHEN line LIKE '%Statsig Bytes%';
		RETURN NEXT regexp_replace(line, ' \(actual .*\)', '');
	END LOOP;
END $$;
SELECT pg_temp.analyze($$UPDATE gates SET description = 'explained' WHERE id IN ('one', 'two')$$);
SELECT pg_temp.sent();
-- A view is written with the key of its owner, a table with that of the user.
CREATE ROLE regress_statsig_owner;
CREATE ROLE regress_statsig_user;
GRANT USAGE, CREATE ON SCHEMA statsig TO regress_statsig_owner;
GRANT USAGE ON SCHEMA statsig TO regress_statsig_user;
GRANT ALL ON tags TO regress_statsig_owner;
GRANT UPDATE, SELECT ON gates TO regress_statsig_user;
CREATE USER MAPPING FOR regress_statsig_owner SERVER statsig OPTIONS (api_key 'console-mock-key');
SET ROLE regress_statsig_owner;
CREATE VIEW statsig.shared_tags AS SELECT * FROM statsig.tags;
GRANT ALL ON statsig.shared_tags TO regress_statsig_user;
SET ROLE regress_statsig_user;
UPDATE statsig.shared_tags SET description = 'by way of the view' WHERE name = 'north';
INSERT INTO statsig.shared_tags (name, description) VALUES ('west', 'x') RETURNING length(id);
UPDATE statsig.tags SET description = 'x' WHERE name = 'north';
UPDATE statsig.gates SET description = 'x' WHERE id = 'one';
RESET ROLE;
SELECT regexp_replace(s, '^(PATCH /tags/)\S+', '\1...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%';
DROP OWNED BY regress_statsig_owner, regress_statsig_user CASCADE;
DROP ROLE regress_statsig_owner, regress_statsig_user;
