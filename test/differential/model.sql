--
-- The local model: tables in schema "local" that behave as the foreign tables
-- of schema "statsig" should behave within a transaction.
--
-- What is not plain SQL is done by triggers, from the extension's own
-- description of its columns: which values are refused, which are filled in,
-- and that rules and groups are both rows and elements of their parent.
-- Column names that begin with model_ are the model's own:
--   model_uid   the order in which rows came
--   model_new   whether the row was made since the last load
--   model_was   the row as it was loaded
--
SET client_min_messages = warning;
SET search_path = public;
CREATE SCHEMA model;
CREATE SCHEMA local;
CREATE SCHEMA base;

-- The tables that can be written; children lie in an array of their parents.
CREATE TABLE model.tables (name text, parent text, parent_column text, array_column text, dependent bool);
INSERT INTO model.tables VALUES
	('gates', NULL, NULL, NULL, false),
	('gate_rules', 'gates', 'gate_id', 'rules', true),
	('gate_overrides', 'gates', 'gate_id', NULL, true),
	('dynamic_configs', NULL, NULL, NULL, false),
	('dynamic_config_rules', 'dynamic_configs', 'dynamic_config_id', 'rules', true),
	('experiments', NULL, NULL, NULL, false),
	('experiment_groups', 'experiments', 'experiment_id', 'groups', true),
	('experiment_overrides', 'experiments', 'experiment_id', NULL, true),
	('segments', NULL, NULL, NULL, false),
	('segment_ids', 'segments', 'segment_id', NULL, true),
	('users', NULL, NULL, NULL, false),
	('teams', NULL, NULL, NULL, false),
	('tags', NULL, NULL, NULL, false);

CREATE TABLE model.columns AS
SELECT table_name, ordinal, name, type, split_part(member, '|', 1) AS member, source, readable,
	   insertable OR required AS insertable, required, updatable OR action AS updatable, nullable,
	   allowed_values, minimum, maximum, min_length, max_length, insert_default::jsonb AS insert_default,
	   CASE WHEN name IN ('default_value', 'return_value', 'parameter_values') THEN 'object'
			WHEN name IN ('rules', 'groups', 'conditions', 'links', 'variants') OR name LIKE '%\_metrics' THEN 'array'
	   END AS json_kind
FROM statsig_fdw_columns()
WHERE table_name IN (SELECT name FROM model.tables);
CREATE INDEX ON model.columns (table_name);

DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT * FROM model.tables LOOP
		EXECUTE format('CREATE TABLE local.%1$I (LIKE statsig.%1$I, model_uid bigserial, '
					   'model_new bool DEFAULT true, model_was jsonb)', t.name);
		EXECUTE format('CREATE TABLE base.%1$I (LIKE local.%1$I)', t.name);
	END LOOP;
END $$;

-- What would be refused by the API must not be generated; a breach is a mistake of the test.
CREATE UNIQUE INDEX ON local.gates (id);
CREATE UNIQUE INDEX ON local.gates (name);
CREATE UNIQUE INDEX ON local.gate_overrides (gate_id, environment, unit_type, unit_id) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX ON local.dynamic_configs (id);
CREATE UNIQUE INDEX ON local.dynamic_configs (name);
CREATE UNIQUE INDEX ON local.experiments (id);
CREATE UNIQUE INDEX ON local.experiments (name);
CREATE UNIQUE INDEX ON local.experiment_overrides (experiment_id, kind, target, group_id, environment, unit_type) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX ON local.segments (id);
CREATE UNIQUE INDEX ON local.segments (name);
CREATE UNIQUE INDEX ON local.segment_ids (segment_id, unit_id);
CREATE UNIQUE INDEX ON local.users (email);
CREATE UNIQUE INDEX ON local.teams (name);
CREATE UNIQUE INDEX ON local.tags (name);

-- ------------------------------------------------------------ single rows

CREATE FUNCTION model.check_value(c model.columns, value text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF c.allowed_values IS NOT NULL AND value <> ALL (c.allowed_values) THEN
		RAISE 'invalid value "%" for column "%"', value, c.name USING ERRCODE = '22023';
	ELSIF value::text <> '' AND (c.minimum IS NOT NULL OR c.maximum IS NOT NULL)
		AND value::float8 NOT BETWEEN c.minimum AND c.maximum THEN
		RAISE 'value % is out of range for column "%"', value, c.name USING ERRCODE = '22003';
	ELSIF c.json_kind <> jsonb_typeof(CASE WHEN c.json_kind IS NOT NULL THEN value::jsonb END) THEN
		RAISE 'column "%" needs a JSON %', c.name, c.json_kind USING ERRCODE = '22023';
	ELSIF length(value) > c.max_length THEN
		RAISE 'value too long for column "%"', c.name USING ERRCODE = '22001';
	ELSIF length(value) < c.min_length THEN
		RAISE 'value too short for column "%"', c.name USING ERRCODE = '22023';
	END IF;
END $$;

-- Refuses what the foreign table refuses, fills in defaults, forgets what cannot be read.
CREATE FUNCTION model.check_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	c model.columns;
	t model.tables;
	old_row jsonb := CASE WHEN tg_op = 'UPDATE' THEN to_jsonb(old) END;
	new_row jsonb := to_jsonb(new);
	changes jsonb := '{}';
	is_changed bool;
	value text;
BEGIN
	IF pg_trigger_depth() > 1 THEN
		RETURN new;
	END IF;
	FOR c IN SELECT * FROM model.columns WHERE table_name = tg_table_name LOOP
		value := new_row ->> c.name;
		IF tg_op = 'INSERT' THEN
			IF value IS NULL AND c.insert_default IS NOT NULL THEN
				changes := changes || jsonb_build_object(c.name, c.insert_default);
			ELSIF value IS NULL AND c.required THEN
				RAISE 'column "%" must be given', c.name USING ERRCODE = '23502';
			ELSIF value IS NOT NULL AND NOT c.insertable THEN
				RAISE 'cannot insert into column "%"', c.name USING ERRCODE = '0A000';
			END IF;
			is_changed := true;
		ELSE
			is_changed := old_row -> c.name IS DISTINCT FROM new_row -> c.name;
			IF is_changed AND NOT c.updatable THEN
				RAISE 'cannot update column "%"', c.name USING ERRCODE = '0A000';
			ELSIF is_changed AND value IS NULL AND NOT c.nullable THEN
				RAISE 'column "%" cannot become NULL', c.name USING ERRCODE = '22004';
			END IF;
		END IF;
		IF is_changed AND value IS NOT NULL THEN
			PERFORM model.check_value(c, value);
		END IF;
		IF NOT c.readable AND value IS NOT NULL THEN
			changes := changes || jsonb_build_object(c.name, NULL);
		END IF;
	END LOOP;
	SELECT * INTO t FROM model.tables WHERE name = tg_table_name AND tg_op = 'INSERT';
	IF t.parent IS NOT NULL THEN
		EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM local.%I WHERE id = $1)', t.parent)
		INTO is_changed USING new_row ->> t.parent_column;
		IF is_changed THEN
			RAISE 'the test inserts a child without its parent: %', new_row;
		END IF;
	END IF;
	IF tg_table_name = 'gates' AND coalesce(new_row ->> 'id', new_row ->> 'name') IS NULL THEN
		RAISE 'a name or an id must be given' USING ERRCODE = '23502';
	END IF;
	IF changes <> '{}' THEN
		new := jsonb_populate_record(new, changes);
	END IF;
	RETURN new;
END $$;

-- --------------------------------------- elements of arrays, rows of tables

-- A row of a child table as an element of its parent's array.
CREATE FUNCTION model.element(child text, r jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_object_agg(member, r -> name)
	FROM model.columns AS c
	WHERE c.table_name = child AND c.source = 'row' AND jsonb_typeof(r -> name) <> 'null'
$$;

-- An element as the columns of a row.
CREATE FUNCTION model.columns_of_element(child text, element jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_object_agg(name, coalesce(element -> member, CASE WHEN member = 'baseID' THEN element -> 'id' END))
	FROM model.columns AS c
	WHERE c.table_name = child AND c.source = 'row'
$$;

-- Makes the parent's array what the rows of the child table are.
CREATE FUNCTION model.rebuild_array(t model.tables, parent_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('UPDATE local.%I SET %I = (SELECT coalesce(jsonb_agg(model.element(%L, to_jsonb(c)) '
				   'ORDER BY c.position), ''[]'') FROM local.%I AS c WHERE c.%I = $1) WHERE id = $1',
				   t.parent, t.array_column, t.name, t.name, t.parent_column) USING parent_id;
END $$;

-- Gives the rows of a parent the positions 0, 1, 2, ...: those that stay in
-- their order, and the moved ones in the places they were moved to.
CREATE FUNCTION model.arrange(t model.tables, parent_id text, moved bigint[], targets int[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	places bigint[];
	last int := -1;
	m record;
BEGIN
	EXECUTE format('SELECT array_agg(model_uid ORDER BY position NULLS LAST, model_uid) FROM local.%I '
				   'WHERE %I = $1 AND model_uid <> ALL ($2)', t.name, t.parent_column)
	INTO places USING parent_id, moved;
	places := coalesce(places, '{}');
	FOR m IN SELECT uid, target FROM unnest(moved, targets) AS u (uid, target) ORDER BY target LOOP
		IF m.target > cardinality(places) OR m.target = last OR m.target < 0 THEN
			RAISE 'position % cannot be given', m.target USING ERRCODE = '22003';
		END IF;
		places := places[1:m.target] || m.uid || places[m.target + 1:];
		last := m.target;
	END LOOP;
	EXECUTE format('UPDATE local.%I AS c SET position = p.place - 1 '
				   'FROM unnest($1) WITH ORDINALITY AS p (uid, place) '
				   'WHERE c.model_uid = p.uid AND c.position IS DISTINCT FROM p.place - 1', t.name) USING places;
END $$;

CREATE FUNCTION model.child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	t model.tables;
	source text := CASE tg_op WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END;
	parent_id text;
	moved bigint[] := '{}';
	targets int[] := '{}';
BEGIN
	IF pg_trigger_depth() > 1 THEN
		RETURN NULL;
	END IF;
	SELECT * INTO t FROM model.tables WHERE name = tg_table_name;
	FOR parent_id IN EXECUTE format('SELECT DISTINCT %I FROM %I', t.parent_column, source) LOOP
		IF tg_op = 'UPDATE' THEN
			EXECUTE format('SELECT coalesce(array_agg(n.model_uid), ''{}''), coalesce(array_agg(n.position), ''{}'') '
						   'FROM new_rows AS n JOIN old_rows AS o USING (model_uid) '
						   'WHERE n.position <> o.position AND n.%I = $1', t.parent_column)
			INTO moved, targets USING parent_id;
		END IF;
		PERFORM model.arrange(t, parent_id, moved, targets);
		PERFORM model.rebuild_array(t, parent_id);
	END LOOP;
	RETURN NULL;
END $$;

-- Makes the rows of the child table what the parent's array is.
CREATE FUNCTION model.explode_array(t model.tables, parent_id text, elements jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	known text[];
BEGIN
	EXECUTE format('SELECT array_agg(CASE WHEN model_new THEN NULL ELSE %I END) FROM local.%I WHERE %I = $1',
				   CASE t.array_column WHEN 'groups' THEN 'id' ELSE 'base_id' END, t.name, t.parent_column)
	INTO known USING parent_id;
	EXECUTE format('DELETE FROM local.%I WHERE %I = $1', t.name, t.parent_column) USING parent_id;
	EXECUTE format('INSERT INTO local.%1$I SELECT (jsonb_populate_record(NULL::local.%1$I, '
				   'model.columns_of_element(%1$L, e) || jsonb_build_object(%2$L, $1, ''position'', n - 1, '
				   '''model_uid'', nextval(''local.%1$s_model_uid_seq''), '
				   '''model_new'', NOT coalesce(coalesce(e ->> ''baseID'', e ->> ''id'') = ANY ($3), false)))).* '
				   'FROM jsonb_array_elements($2) WITH ORDINALITY AS a (e, n)', t.name, t.parent_column)
	USING parent_id, elements, known;
END $$;

CREATE FUNCTION model.parent_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	t model.tables;
	elements jsonb;
BEGIN
	IF pg_trigger_depth() > 1 THEN
		RETURN NULL;
	END IF;
	FOR t IN SELECT * FROM model.tables WHERE parent = tg_table_name LOOP
		IF tg_op = 'DELETE' THEN
			EXECUTE format('DELETE FROM local.%I WHERE %I = $1', t.name, t.parent_column) USING old.id;
		ELSIF t.array_column IS NOT NULL AND new.id IS NOT NULL THEN
			elements := to_jsonb(new) -> t.array_column;
			IF jsonb_typeof(elements) = 'array'
				AND (tg_op = 'INSERT' OR elements IS DISTINCT FROM to_jsonb(old) -> t.array_column) THEN
				PERFORM model.explode_array(t, new.id, elements);
			END IF;
		END IF;
	END LOOP;
	RETURN NULL;
END $$;

DO $$
DECLARE
	t record;
	event text;
BEGIN
	FOR t IN SELECT * FROM model.tables LOOP
		EXECUTE format('CREATE TRIGGER check_row BEFORE INSERT OR UPDATE ON local.%I FOR EACH ROW EXECUTE FUNCTION model.check_row()', t.name);
		IF EXISTS (SELECT 1 FROM model.tables AS c WHERE c.parent = t.name) THEN
			EXECUTE format('CREATE TRIGGER parent_changed AFTER INSERT OR UPDATE OR DELETE ON local.%I FOR EACH ROW EXECUTE FUNCTION model.parent_changed()', t.name);
		END IF;
		CONTINUE WHEN t.array_column IS NULL;
		FOREACH event IN ARRAY '{INSERT,UPDATE,DELETE}'::text[] LOOP
			EXECUTE format('CREATE TRIGGER child_changed_%1$s AFTER %1$s ON local.%2$I REFERENCING %3$s '
						   'FOR EACH STATEMENT EXECUTE FUNCTION model.child_changed()', lower(event), t.name,
						   CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
									  WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
									  ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END);
		END LOOP;
	END LOOP;
END $$;

-- -------------------------------------------------------- loading the model

-- The columns of a foreign table, as a list for SQL.
CREATE FUNCTION model.column_list(t text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg(quote_ident(name), ', ' ORDER BY ordinal) FROM model.columns WHERE table_name = t
$$;

-- Takes the state of some tables from the API.
CREATE FUNCTION model.load(names text[]) RETURNS void LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY names LOOP
		EXECUTE format('DELETE FROM local.%I', t);
		EXECUTE format('INSERT INTO local.%1$I (%2$s, model_new) SELECT %2$s, false FROM statsig.%1$I', t, model.column_list(t));
		EXECUTE format('UPDATE local.%1$I AS r SET model_was = to_jsonb(r)', t);
	END LOOP;
END $$;

-- Keeps the present state as the one that reset() goes back to.
CREATE FUNCTION model.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT name FROM model.tables LOOP
		EXECUTE format('DELETE FROM base.%1$I', t);
		EXECUTE format('INSERT INTO base.%1$I SELECT * FROM local.%1$I', t);
	END LOOP;
END $$;

CREATE FUNCTION model.reset() RETURNS void LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT name FROM model.tables LOOP
		EXECUTE format('DELETE FROM local.%1$I', t);
		EXECUTE format('INSERT INTO local.%1$I SELECT * FROM base.%1$I', t);
	END LOOP;
END $$;

-- --------------------------------------- what statements on both sides share

-- An array of rules or groups by what counts: members that are null or that
-- the API makes are left out.
CREATE FUNCTION public.plain(elements jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
			   'name', e -> 'name',
			   'passPercentage', trim_scale((e ->> 'passPercentage')::numeric),
			   'size', trim_scale((e ->> 'size')::numeric),
			   'conditions', e -> 'conditions',
			   'environments', e -> 'environments',
			   'description', e -> 'description',
			   'pending', e -> 'pendingAutomatedRollouts',
			   'returnValue', (e -> 'returnValue')::text,
			   'parameterValues', (e -> 'parameterValues')::text,
			   'variants', (SELECT jsonb_agg((v - 'id')::text) FROM jsonb_array_elements(nullif(e -> 'variants', 'null')) AS v)
		   )) ORDER BY n), '[]')
	FROM jsonb_array_elements(elements) WITH ORDINALITY AS a (e, n)
$$;

CREATE FUNCTION public.plain_conditions(conditions jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_strip_nulls(conditions)
$$;

-- Variants without the ids that the API gives them.
CREATE FUNCTION public.plain_variants(variants jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_agg(v - 'id' ORDER BY n) FROM jsonb_array_elements(variants) WITH ORDINALITY AS a (v, n)
$$;

-- Views that can be written, of the same names on both sides.
CREATE VIEW local.core_tags AS SELECT id, name, description, is_core FROM local.tags WHERE is_core;
CREATE VIEW statsig.core_tags AS SELECT id, name, description, is_core FROM statsig.tags WHERE is_core;
CREATE VIEW local.permanent_gates AS SELECT id, name, description, type FROM local.gates WHERE type = 'PERMANENT';
CREATE VIEW statsig.permanent_gates AS SELECT id, name, description, type FROM statsig.gates WHERE type = 'PERMANENT';

CREATE TABLE public.helper (n int, object_id text, note text, share numeric, flag bool);
INSERT INTO public.helper VALUES
	(1, 'checkout_flow', 'first "note"', 12.5, true), (2, 'search.v2', 'it''s second', 0.01, false),
	(3, 'beta_users', E'tab\there', 100, NULL), (4, 'prices', 'größer 🚀', 33.33, true),
	(5, 'button_colour', '', 50, false), (6, 'ranking', 'back\slash', 1, true),
	(7, 'vip', 'ids', 2, true), (8, 'staff', 'people', 3, false), (9, 'core', 'a tag', 4, true),
	(10, 'search', 'another tag', 5, false), (11, 'no such object', 'nothing', 6, true),
	(12, 'free_shipping', 'ships', 7, NULL), (13, 'texts.de', 'Texte', 8, true), (14, 'fast_lane', 'fast', 9, true);
RESET client_min_messages;
