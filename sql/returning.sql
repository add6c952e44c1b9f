\i test/psql/setup.sql
-- What follows is about changes that are sent by the end of their statement.
SET statsig_fdw.write_mode = immediate;
--
-- RETURNING, AFTER ROW triggers and checks of views: answered locally where the
-- statement decides the values, from the API's answer where it does not.
--
\pset format unaligned
\pset tuples_only on
INSERT INTO gates (name, description) VALUES ('Ret one', 'x') RETURNING name, description;
INSERT INTO gates (name) VALUES ('Ret two') RETURNING id, name, id_type, status, is_enabled, tags, created_time IS NOT NULL, raw ->> 'id';
INSERT INTO gates (id, name) VALUES ('ret_three', 'Ret three') RETURNING * \gset
\echo :id :name :status
SELECT pg_temp.sent();
-- UPDATE: the key and what SET gives is known, the rest is asked for.
UPDATE gates SET description = 'new' WHERE id = 'ret_one' RETURNING id, description;
SELECT version AS old_version FROM gates WHERE id = 'ret_one' \gset
UPDATE gates SET description = 'newer' WHERE id = 'ret_one' RETURNING id, description, version = :old_version + 1, last_modified_time IS NOT NULL;
UPDATE gates SET description = description WHERE id = 'ret_one' RETURNING id, description, status;
-- What an action does is the API's to say.
UPDATE gates SET status = 'Launched' WHERE id = 'ret_one' RETURNING status, is_enabled;
SELECT pg_temp.sent();
-- Answers without a row: the object is read again.
UPDATE experiments SET status = 'active' WHERE id = 'gift_wrap_price' RETURNING id, status, start_time IS NOT NULL;
SELECT pg_temp.sent();
-- New elements of an array are found by their name.
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions)
VALUES ('ret_one', 'a', 10, '[]'), ('ret_one', 'b', 20, '[]')
RETURNING gate_id, name, position, pass_percentage, length(base_id);
SELECT pg_temp.sent();
-- An entry is what its row says; only the raw value is read again.
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ret_one', 'u1', true) RETURNING *;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ret_one', 'u2', true), ('ret_one', 'u3', false)
RETURNING gate_id, environment, unit_type, unit_id, passes;
INSERT INTO users (email, role) VALUES ('new.one@lindenhof.example', 'Member') RETURNING email, role, first_name IS NULL;
SELECT pg_temp.sent();
-- The new row's values are used by the rest of the statement.
WITH made AS (INSERT INTO gates (name) VALUES ('With one') RETURNING id)
INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) SELECT id, 'r', 5, '[]' FROM made RETURNING gate_id, position;
SELECT pg_temp.sent();
-- AFTER ROW triggers see the row as the API has it.
CREATE FUNCTION pg_temp.tell() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE NOTICE '% % -> %', tg_op, old.is_core, to_json(new) ->> 'is_core'; RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION pg_temp.tell();
INSERT INTO tags (name, description) VALUES ('told 1', 'x'), ('told 2', 'y');
UPDATE tags SET is_core = true WHERE name LIKE 'told %';
DROP TRIGGER tell ON tags;
SELECT count(*) FROM pg_temp.sent();
-- Views with a check: judged before sending where the values are known.
CREATE VIEW core_tags AS SELECT * FROM tags WHERE is_core WITH CHECK OPTION;
INSERT INTO core_tags (name, description, is_core) VALUES ('checked', 'x', true);
INSERT INTO core_tags (name, description, is_core) VALUES ('refused', 'x', false);
UPDATE core_tags SET is_core = false WHERE name = 'checked';
SELECT regexp_replace(s, '^(PATCH /tags/)\S+', '\1...') FROM pg_temp.sent() AS s;
-- An answer without a body: read again where that can be done.
SET client_min_messages = error;
\! mock-control fault '{"match":{"method":"PATCH"},"fault":{"kind":"empty_2xx"}}'
\! mock-control fault '{"match":{"method":"POST"},"fault":{"kind":"empty_2xx"}}'
UPDATE gates SET description = 'no answer' WHERE id = 'ret_one' RETURNING description, status;
INSERT INTO gates (id, name) VALUES ('ret_four', 'Ret four') RETURNING id, status;
INSERT INTO gates (name) VALUES ('Ret five') RETURNING id;
\echo :LAST_ERROR_SQLSTATE
\! mock-control clear
RESET client_min_messages;
SELECT s FROM pg_temp.sent() AS s;
-- The API does not show what it has changed.
\! mock-control fault '{"match":{"method":"GET","path":"/console/v1/gates/ret_one/overrides"},"fault":{"kind":"status","status":404}}'
SET client_min_messages = error;
INSERT INTO gate_overrides (gate_id, unit_id, passes) VALUES ('ret_one', 'u9', true) RETURNING raw;
\echo :LAST_ERROR_SQLSTATE
RESET client_min_messages;
\! mock-control clear
-- What says the same in other words comes from the API when the other word changes.
UPDATE gates SET team = 'Checkout' WHERE id = 'new_checkout' RETURNING team, team_id = (SELECT id FROM teams WHERE name = 'Checkout');
BEGIN;
SET LOCAL statsig_fdw.write_mode = commit;
UPDATE gates SET team = 'Data Science' WHERE id = 'new_checkout' RETURNING team_id;
ROLLBACK;
BEGIN;
SET LOCAL statsig_fdw.write_mode = commit;
UPDATE gates SET description = 'd' WHERE id = 'new_checkout' RETURNING team;
ROLLBACK;
