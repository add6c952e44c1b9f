-- The tour, third part: changes, with the request that each one sends.
SET search_path = statsig, public;
\set ECHO queries
\echo
\echo '--- A change: the rule "Quality assurance" of the gate new_checkout to half of its users.'
\echo
SELECT position, name, pass_percentage FROM gate_rules WHERE gate_id = 'new_checkout' ORDER BY position;
UPDATE gate_rules SET pass_percentage = 50
WHERE gate_id = 'new_checkout' AND name = 'Quality assurance'
RETURNING name, pass_percentage;
\echo '--- The mock''s log has the request that was sent:'
\echo
\! mock-control log | grep -v '^GET' | tail -n 1

\echo
\echo '--- A statement that cannot be right fails before anything is sent.'
\echo
\set ON_ERROR_STOP off
UPDATE gate_rules SET pass_percentage = 500
WHERE gate_id = 'new_checkout' AND name = 'Quality assurance';
\set ON_ERROR_STOP on

\echo '--- Who may change what is a matter of GRANT: this role can widen a rollout, and nothing else.'
\echo
CREATE ROLE release_manager;
GRANT USAGE ON SCHEMA statsig TO release_manager;
GRANT SELECT, UPDATE (pass_percentage) ON gate_rules TO release_manager;
CREATE USER MAPPING FOR release_manager SERVER statsig OPTIONS (api_key 'console-mock-key');
SET ROLE release_manager;
UPDATE gate_rules SET pass_percentage = 60 WHERE gate_id = 'new_checkout' AND name = 'Quality assurance';
\set ON_ERROR_STOP off
UPDATE gate_rules SET conditions = '[]' WHERE gate_id = 'new_checkout' AND name = 'Quality assurance';
\set ON_ERROR_STOP on
RESET ROLE;
\echo '--- Of these two, the log has one:'
\echo
\! mock-control log | grep -v '^GET' | tail -n 1

\echo
\echo '--- Changes wait for COMMIT. The transaction sees them; the view shows what COMMIT would send.'
\echo
BEGIN;
UPDATE gates SET description = 'An example' WHERE id = 'new_checkout';
UPDATE gates SET description = 'A better example' WHERE id = 'new_checkout';
UPDATE gate_rules SET pass_percentage = 70 WHERE gate_id = 'new_checkout' AND name = 'Quality assurance';
SELECT g.description, r.name, r.pass_percentage
FROM gates g JOIN gate_rules r ON r.gate_id = g.id
WHERE g.id = 'new_checkout' AND r.name = 'Quality assurance';
SELECT step, method, path, body FROM statsig_fdw_pending;
ROLLBACK;
\echo '--- Rolled back: the last change in the log is still the one from before.'
\echo
\! mock-control log | grep -v '^GET' | tail -n 1
