\i test/psql/setup.sql
--
-- People: invitations, members, teams, tags.
--
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION pg_temp.changes() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT regexp_replace(s, '(teams|tags)/\S{22}', '\1/...') FROM pg_temp.sent() AS s WHERE s NOT LIKE 'GET%'
$$;
-- One invitation for each combination of role and teams.
INSERT INTO users (email, role, teams)
VALUES ('a+1@lindenhof.example', 'Member', '{Checkout}'), ('b@lindenhof.example', 'Admin', NULL),
	   ('c@lindenhof.example', 'Member', '{Checkout}'), ('d@lindenhof.example', 'Member', NULL)
RETURNING email, role, teams;
SELECT pg_temp.changes();
UPDATE users SET role = 'Admin', first_name = 'Ämilie' WHERE email = 'amara.vogel@lindenhof.example' RETURNING email, first_name, role, last_name;
UPDATE users SET email = 'other@lindenhof.example' WHERE email = 'amara.vogel@lindenhof.example';
UPDATE users SET teams = '{Checkout}' WHERE email = 'amara.vogel@lindenhof.example';
UPDATE users SET first_name = NULL WHERE email = 'amara.vogel@lindenhof.example';
INSERT INTO users (email) VALUES ('e@lindenhof.example');
INSERT INTO users (email, role, first_name) VALUES ('e@lindenhof.example', 'Member', 'E');
SELECT pg_temp.changes();
-- Teams: members are read as objects and written as addresses.
INSERT INTO teams (name, description, members, admins)
VALUES ('Night shift', 'After hours', '{anna.berg@lindenhof.example}', '{anna.berg@lindenhof.example}')
RETURNING name, members, change_team_configs, default_gate_metrics, length(id);
UPDATE teams SET members = members || 'amara.vogel@lindenhof.example'::text, require_reviews = true WHERE name = 'Night shift' RETURNING members;
UPDATE teams SET require_reviews = NULL, default_holdout_id = NULL, review_approval = 'team_only' WHERE name = 'Night shift';
SELECT name, members, require_reviews, review_approval FROM teams WHERE name = 'Night shift';
UPDATE teams SET change_team_configs = 'nobody' WHERE name = 'Night shift';
UPDATE teams SET members_detail = '[]' WHERE name = 'Night shift';
DELETE FROM teams WHERE name = 'Night shift' RETURNING name;
SELECT pg_temp.changes();
-- Tags.
INSERT INTO tags (name, description, is_core) VALUES ('q4 🚀', '', true) RETURNING name, description, is_core;
UPDATE tags SET name = 'q4', is_core = false WHERE name = 'q4 🚀' RETURNING name, is_core;
DELETE FROM tags WHERE name = 'q4';
INSERT INTO tags (name) VALUES ('no description');
SELECT pg_temp.changes();
