/* statsig_fdw--1.0.sql */

-- complain if the script is run by psql and not by CREATE EXTENSION
\echo Use "CREATE EXTENSION statsig_fdw" to load this file. \quit

CREATE FUNCTION statsig_fdw_handler()
RETURNS fdw_handler
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION statsig_fdw_handler() IS
'Handler of the foreign data wrapper statsig_fdw';

CREATE FUNCTION statsig_fdw_validator(options text[], catalog oid)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C STRICT;

COMMENT ON FUNCTION statsig_fdw_validator(text[], oid) IS
'Checks the options of servers, user mappings, foreign tables and columns';

-- The server calls these two itself; nobody else has a use for them.
REVOKE ALL ON FUNCTION statsig_fdw_handler() FROM PUBLIC;
REVOKE ALL ON FUNCTION statsig_fdw_validator(text[], oid) FROM PUBLIC;

CREATE FOREIGN DATA WRAPPER statsig_fdw
  HANDLER statsig_fdw_handler
  VALIDATOR statsig_fdw_validator;

COMMENT ON FOREIGN DATA WRAPPER statsig_fdw IS
'The Statsig Console API as foreign tables';

-- The catalogue as rows.  It is part of the library, so every role may read it.

CREATE FUNCTION statsig_fdw_tables(
  OUT name text,
  OUT comment text,
  OUT key text[],
  OUT list text,
  OUT item text,
  OUT parent text,
  OUT insert text,
  OUT update text,
  OUT delete text,
  OUT actions text[],
  OUT definition jsonb)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 72;

COMMENT ON FUNCTION statsig_fdw_tables() IS
'The tables that IMPORT FOREIGN SCHEMA makes: key, the requests that read and write them, and the UPDATEs that are calls of their own';

CREATE FUNCTION statsig_fdw_columns(
  OUT table_name text,
  OUT ordinal integer,
  OUT name text,
  OUT type text,
  OUT source text,
  OUT member text,
  OUT write_member text,
  OUT readable boolean,
  OUT insertable boolean,
  OUT required boolean,
  OUT updatable boolean,
  OUT action boolean,
  OUT nullable boolean,
  OUT parameter boolean,
  OUT always_present boolean,
  OUT allowed_values text[],
  OUT min_length integer,
  OUT max_length integer,
  OUT extra_characters text,
  OUT minimum double precision,
  OUT maximum double precision,
  OUT format text,
  OUT insert_default text,
  OUT write_members text[],
  OUT shape jsonb,
  OUT comment text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 1500;

COMMENT ON FUNCTION statsig_fdw_columns() IS
'The columns of the tables: type, member of the API''s JSON, and what can be written';

CREATE FUNCTION statsig_fdw_filters(
  OUT table_name text,
  OUT column_name text,
  OUT kind text,
  OUT parameter text,
  OUT several_parameter text,
  OUT allowed_values text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 100;

COMMENT ON FUNCTION statsig_fdw_filters() IS
'The conditions that the API evaluates itself, with the query parameters they are sent as';

CREATE FUNCTION statsig_fdw_functions(
  OUT name text,
  OUT request text,
  OUT arguments jsonb,
  OUT result text,
  OUT member text,
  OUT repeatable boolean)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10;

COMMENT ON FUNCTION statsig_fdw_functions() IS
'The functions that are calls of the API: the request, the arguments after the server, and what of the answer they return';

CREATE FUNCTION statsig_fdw_check(
  OUT table_name text,
  OUT problem text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 1;

COMMENT ON FUNCTION statsig_fdw_check() IS
'Contradictions in the catalogue; no rows when all is well';

-- Transactions.

CREATE FUNCTION statsig_fdw_pending_requests(
  OUT step integer,
  OUT server text,
  OUT changed_table text,
  OUT method text,
  OUT path text,
  OUT body jsonb,
  OUT old_rows jsonb,
  OUT new_rows jsonb,
  OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10;

COMMENT ON FUNCTION statsig_fdw_pending_requests() IS
'The requests that this transaction''s changes come to, in the order in which COMMIT sends them; see the view statsig_fdw_pending';

CREATE VIEW statsig_fdw_pending AS
SELECT * FROM statsig_fdw_pending_requests();

COMMENT ON VIEW statsig_fdw_pending IS
'What COMMIT is going to send, in order: method, path, body, and the rows before and after. Rows of tables that the role may not read show no values';

GRANT SELECT ON statsig_fdw_pending TO PUBLIC;

CREATE FUNCTION statsig_fdw_undo(
  OUT step integer,
  OUT statement text,
  OUT remark text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10;

COMMENT ON FUNCTION statsig_fdw_undo() IS
'Statements that take back what this session''s last rolled back transaction has left applied at Statsig, in the order in which to run them; remark says what they cannot bring back';

CREATE FUNCTION statsig_fdw_forget(server text DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL RESTRICTED;

COMMENT ON FUNCTION statsig_fdw_forget(text) IS
'Forgets the answers that this session keeps because of cache_ttl: those of a server, or all';

-- Requests beside the queue of changes.  What they do is not known, and the
-- key they go with may be good for everything: nobody may call them who has
-- not been granted it.

CREATE FUNCTION statsig_request(
  server text,
  method text,
  path text,
  query jsonb DEFAULT NULL,
  body jsonb DEFAULT NULL)
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_request(text, text, text, jsonb, jsonb) IS
'Sends one request to the API, at once: it does not wait for COMMIT, a ROLLBACK does not take it back, a GET does not see changes that wait, and statsig_fdw.max_changes does not count it. Returns the whole answer. The path is below /console/v1; the body is sent as it is, nulls included';

CREATE FUNCTION statsig_load_experiment_pulse(
  server text,
  experiment_id text,
  refresh text DEFAULT NULL,
  metric_ids text[] DEFAULT NULL,
  rule_id text DEFAULT NULL,
  turbo_mode boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_load_experiment_pulse(text, text, text, text[], text, boolean) IS
'Starts to compute the results of an experiment (Warehouse Native), at once; a ROLLBACK does not stop it. refresh: full (default), incremental or metric, which takes those of metric_ids. Returns the API''s message';

CREATE FUNCTION statsig_load_gate_pulse(
  server text,
  gate_id text,
  rule_id text,
  refresh text DEFAULT NULL,
  metric_ids text[] DEFAULT NULL,
  turbo_mode boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_load_gate_pulse(text, text, text, text, text[], boolean) IS
'Starts to compute the results of a rule of a gate, at once; a ROLLBACK does not stop it. refresh: full (default), incremental or metric, which takes those of metric_ids. Returns the API''s message';

CREATE FUNCTION statsig_restart_experiment_as_new(
  server text,
  experiment_id text,
  name text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_restart_experiment_as_new(text, text, text) IS
'Makes a new experiment of this name from one that has been started, at once; a ROLLBACK does not take it back. Returns the id of the new one';

CREATE FUNCTION statsig_resolve_experiment_alert(
  server text,
  experiment_id text,
  metric_id text,
  reasoning text DEFAULT NULL)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_resolve_experiment_alert(text, text, text, text) IS
'Resolves the rollout alert of a metric in an experiment, at once; a ROLLBACK does not take it back. Returns the time of it';

CREATE FUNCTION statsig_resolve_gate_alert(
  server text,
  gate_id text,
  metric_id text,
  reasoning text DEFAULT NULL)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_resolve_gate_alert(text, text, text, text) IS
'Resolves the rollout alert of a metric in a gate, at once; a ROLLBACK does not take it back. Returns the time of it';

CREATE FUNCTION statsig_reload_metric(
  server text,
  metric_id text,
  incremental boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_reload_metric(text, text, boolean) IS
'Computes the data of a metric again (Warehouse Native), at once; a ROLLBACK does not stop it. incremental: only what is new. Returns the API''s message';

CREATE FUNCTION statsig_schedule_metric_archive(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_schedule_metric_archive(text, text) IS
'Has a metric archived the next day; the request is sent at once, and a ROLLBACK does not take it back, but statsig_cancel_metric_archive() does. Returns the API''s message';

CREATE FUNCTION statsig_cancel_metric_archive(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_cancel_metric_archive(text, text) IS
'Takes back statsig_schedule_metric_archive() before it has come to pass, at once; a ROLLBACK does not undo that. Returns the API''s message';

CREATE FUNCTION statsig_unarchive_metric(
  server text,
  metric_id text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_unarchive_metric(text, text) IS
'Takes a metric out of the archive, at once; a ROLLBACK does not put it back. Returns the API''s message';

CREATE FUNCTION statsig_start_prompt_evals(
  server text,
  prompt_id text,
  version_id text)
RETURNS jsonb
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;

COMMENT ON FUNCTION statsig_start_prompt_evals(text, text, text) IS
'Starts the evaluation of a version of a prompt, at once; a ROLLBACK does not stop it. Returns the version as the API has it';

REVOKE ALL ON FUNCTION
  statsig_request(text, text, text, jsonb, jsonb),
  statsig_load_experiment_pulse(text, text, text, text[], text, boolean),
  statsig_load_gate_pulse(text, text, text, text, text[], boolean),
  statsig_restart_experiment_as_new(text, text, text),
  statsig_resolve_experiment_alert(text, text, text, text),
  statsig_resolve_gate_alert(text, text, text, text),
  statsig_reload_metric(text, text, boolean),
  statsig_schedule_metric_archive(text, text),
  statsig_cancel_metric_archive(text, text),
  statsig_unarchive_metric(text, text),
  statsig_start_prompt_evals(text, text, text)
FROM PUBLIC;

-- Views.
--
-- What follows is data: one row per view, or several whose queries are put
-- together by UNION ALL.  A query is used once for each of the tables that
-- stand before it, with these replaced:
--
--   {table}   the foreign table, called t
--   {kind}    what the table is about: gate for gates and gate_rules
--   {title}   the same as a word of a text: dynamic config
--
-- and the words for jsonb values, such as {array x}, that the list of words
-- explains.  They give NULL for a value of another kind: a view must not fail
-- on what the API says.
--
-- Each column has a line of its own, and what follows "--" on it becomes the
-- comment of the view's column.  Views of several queries take it from the
-- first.
--
-- A condition on a column reaches the foreign table, and with it the API, only
-- if the view has that column as it is: keys stand there without an expression
-- around them, and no query has DISTINCT, GROUP BY or a window.

CREATE FUNCTION statsig_fdw_views(
  OUT name text,
  OUT comment text,
  OUT tables text[],
  OUT queries text[])
RETURNS SETOF record
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
WITH RECURSIVE word (n, name, value) AS (VALUES
  (1, 'array', $$CASE WHEN jsonb_typeof(\1) = 'array' THEN \1 END$$),
  (2, 'object', $$CASE WHEN jsonb_typeof(\1) = 'object' THEN \1 END$$),
  (3, 'number', $$CASE WHEN jsonb_typeof(\1) = 'number' THEN (\1)::numeric END$$),
  (4, 'boolean', $$CASE WHEN jsonb_typeof(\1) = 'boolean' THEN (\1)::boolean END$$),
  -- Milliseconds to the end of the year 9999.  Between two numbers are only numbers.
  (5, 'time', $$CASE WHEN \1 BETWEEN '0' AND '253402300799999' THEN to_timestamp((\1)::numeric / 1000) END$$),
  (6, 'interval', $$CASE WHEN \1 BETWEEN '0' AND '253402300799999'
                        THEN make_interval(secs => (\1)::numeric / 1000) END$$),
  -- The elements of an array, or the one value that stands in place of an array.
  (7, 'texts', $$CASE WHEN jsonb_typeof(\1) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(\1))
                     WHEN \1 #>> '{}' IS NOT NULL THEN ARRAY[\1 #>> '{}'] END$$)),

definition (name, comment, tables, query) AS (VALUES

-- Rules.

('{kind}_rule_conditions',
'Conditions of the rules of {title}s, one row per condition; a rule applies where all of its conditions hold.',
'{gate_rules,dynamic_config_rules,segment_rules}'::text[], $$
SELECT t.{kind}_id, -- The {title}.
       t.base_id, -- Key of the rule within the {title}.
       t.name AS rule_name, -- Name of the rule.
       t.position, -- Place of the rule, from 0; the first that applies decides.
       t.pass_percentage, -- Percentage of those the rule applies to who pass.
       t.environments, -- Environments in which the rule is on; NULL: all.
       c.ordinality::integer - 1 AS condition_no, -- Place of the condition in the rule, from 0.
       c.value ->> 'type' AS type, -- What is looked at: email, country, custom_field, passes_gate, public and so on.
       c.value ->> 'operator' AS operator, -- How it is compared: any, none, gte, str_contains_any and so on.
       c.value ->> 'field' AS field, -- Name of the field, for custom_field.
       c.value ->> 'customID' AS custom_id, -- Kind of the id, for unit_id.
       c.value -> 'targetValue' AS target_value, -- What it is compared with, as the API gave it.
       {texts c.value -> 'targetValue'} AS target_values -- The same as an array, also if it is a single value.
FROM {table},
     jsonb_array_elements({array t.conditions}) WITH ORDINALITY AS c
$$),

('{kind}_rollout_steps',
'Automated rollouts of the rules of {title}s, one row per step, done or to come.',
'{gate_rules,dynamic_config_rules}', $$
SELECT t.{kind}_id, -- The {title}.
       t.base_id, -- Key of the rule within the {title}.
       t.name AS rule_name, -- Name of the rule.
       t.position, -- Place of the rule, from 0.
       l.state, -- completed or pending.
       s.ordinality::integer - 1 AS step_no, -- Place of the step among those of its state, from 0.
       {time s.value -> 'time'} AS step_time, -- When the step was taken or is due.
       {number s.value -> 'passPercent'} AS pass_percentage -- The rule's pass percentage from then on.
FROM {table},
     LATERAL (VALUES ('completed', t.completed_automated_rollouts),
                     ('pending', t.pending_automated_rollouts)) AS l (state, steps),
     jsonb_array_elements({array l.steps}) WITH ORDINALITY AS s
$$),

('dynamic_config_rule_variants',
'Variants of the rules of dynamic configs, one row per variant; a rule without variants has a return value of its own.',
'{dynamic_config_rules}', $$
SELECT t.dynamic_config_id, -- The dynamic config.
       t.base_id, -- Key of the rule within the dynamic config.
       t.name AS rule_name, -- Name of the rule.
       t.position, -- Place of the rule, from 0.
       v.ordinality::integer - 1 AS variant_no, -- Place of the variant in the rule, from 0.
       v.value ->> 'id' AS variant_id, -- Identifier of the variant.
       v.value ->> 'name' AS variant_name, -- Name of the variant.
       {number v.value -> 'passPercentage'} AS pass_percentage, -- Percentage of those the rule applies to who get it.
       v.value -> 'returnValue' AS return_value -- What they get.
FROM {table},
     jsonb_array_elements({array t.variants}) WITH ORDINALITY AS v
$$),

-- Gates.

('stale_gates',
'Gates that Statsig takes for stale, and why; permanent gates are never among them.',
'{gates}', $$
SELECT t.id AS gate_id, -- The gate.
       t.name, -- Name of the gate.
       CASE t.type_reason
           WHEN 'STALE_PROBABLY_DEAD_CHECK' THEN 'probably not checked any more'
           WHEN 'STALE_ALL_TRUE' THEN 'true in all checks'
           WHEN 'STALE_ALL_FALSE' THEN 'false in all checks'
           ELSE lower(replace(regexp_replace(t.type_reason, '^STALE_', ''), '_', ' '))
       END AS reason, -- Why it counts as stale, in words.
       t.type_reason, -- The same as the API calls it.
       t.status, -- In Progress, Launched, Disabled or Archived.
       t.owner ->> 'ownerName' AS owner_name, -- Name of the owner.
       t.owner ->> 'ownerEmail' AS owner_email, -- E-mail address of the owner.
       t.creator_name, -- Who made the gate.
       t.team, -- Team that owns the gate.
       t.checks_per_hour, -- Checks per hour.
       t.created_time, -- When the gate was made.
       t.last_modified_time -- When the gate was last changed.
FROM {table}
WHERE t.type = 'STALE'
$$),

('{kind}_monitoring_metrics',
'Metrics that {title}s watch, one row per metric.',
'{gates,holdouts}', $$
SELECT t.id AS {kind}_id, -- The {title}.
       (m.value ->> 'name') || '::' || (m.value ->> 'type') AS metric_id, -- Key of the metric.
       m.value ->> 'name' AS metric_name, -- Name of the metric.
       m.value ->> 'type' AS metric_type -- Type of the metric.
FROM {table},
     jsonb_array_elements({array t.monitoring_metrics}) AS m
$$),

('{kind}_active_reviews',
'Reviews of {title}s that are under way, one row per {title} with one.',
'{gates}', $$
SELECT t.id AS {kind}_id, -- The {title}.
       t.active_review ->> 'reviewID' AS review_id, -- Identifier of the review.
       t.active_review ->> 'reviewStatus' AS review_status, -- How far the review is.
       t.active_review ->> 'description' AS description -- What the change is about.
FROM {table}
WHERE jsonb_typeof(t.active_review) = 'object'
$$),

-- Experiments and layers.

('experiment_metrics',
'Metrics of experiments, one row per metric and role.',
'{experiments}', $$
SELECT t.id AS experiment_id, -- The experiment.
       l.role, -- primary, secondary or other.
       m.ordinality::integer - 1 AS metric_no, -- Place among the metrics of this role, from 0.
       (m.value ->> 'name') || '::' || (m.value ->> 'type') AS metric_id, -- Key of the metric.
       m.value ->> 'name' AS metric_name, -- Name of the metric.
       m.value ->> 'type' AS metric_type, -- Type of the metric.
       m.value ->> 'direction' AS direction, -- Direction that is hoped for: increase or decrease.
       {number m.value -> 'hypothesizedValue'} AS hypothesized_value -- Change that is expected.
FROM {table},
     LATERAL (VALUES ('primary', t.primary_metrics),
                     ('secondary', t.secondary_metrics),
                     ('other', t.other_metrics)) AS l (role, metrics),
     jsonb_array_elements({array l.metrics}) WITH ORDINALITY AS m
$$),

('experiment_parameters',
'Parameters of experiments, one row per group and parameter.',
'{experiment_groups}', $$
SELECT t.experiment_id, -- The experiment.
       t.id AS group_id, -- Identifier of the group.
       t.name AS group_name, -- Name of the group.
       t.is_control, -- Whether this is the control group.
       p.key AS parameter_name, -- Name of the parameter.
       p.value -- Value that the group gets.
FROM {table},
     jsonb_each({object t.parameter_values}) AS p
$$),

('experiment_health_checks',
'Health checks of experiments, one row per check.',
'{experiments}', $$
SELECT t.id AS experiment_id, -- The experiment.
       c.value ->> 'name' AS check_name, -- Name of the check.
       c.value ->> 'type' AS type, -- What is checked: has_exposures, has_crossover and so on.
       c.value ->> 'status' AS status, -- PASSED, FAILED, WAITING or WARNING.
       c.value ->> 'description' AS description, -- What was found.
       c.value -> 'metadata' AS metadata -- Details, different for each type.
FROM {table},
     jsonb_array_elements({array t.health_checks}) AS c
$$),

('layer_parameters',
'Parameters of layers, one row per parameter.',
'{layers}', $$
SELECT t.id AS layer_id, -- The layer.
       p.ordinality::integer - 1 AS parameter_no, -- Place of the parameter in the layer, from 0.
       p.value ->> 'name' AS parameter_name, -- Name of the parameter.
       p.value ->> 'type' AS type, -- string, number, boolean, object or array.
       p.value -> 'defaultValue' AS default_value -- Value for who is in none of the layer's experiments.
FROM {table},
     jsonb_array_elements({array t.parameters}) WITH ORDINALITY AS p
$$),

('holdout_members',
'What holdouts hold back, one row per gate, experiment or layer.',
'{holdouts}', $$
SELECT t.id AS holdout_id, -- The holdout.
       l.kind, -- gate, experiment or layer.
       m.id -- The gate, experiment or layer.
FROM {table},
     LATERAL (VALUES ('gate', t.gate_ids),
                     ('experiment', t.experiment_ids),
                     ('layer', t.layer_ids)) AS l (kind, ids),
     unnest(l.ids) AS m (id)
$$),

('autotune_variants',
'Variants of autotunes, one row per variant.',
'{autotunes}', $$
SELECT t.id AS autotune_id, -- The autotune.
       v.ordinality::integer - 1 AS variant_no, -- Place of the variant in the autotune, from 0.
       v.value ->> 'id' AS variant_id, -- Identifier of the variant.
       v.value ->> 'name' AS variant_name, -- Name of the variant.
       {number v.value -> 'size'} AS size, -- Size of the variant.
       v.value -> 'json' AS value, -- What the variant gives.
       coalesce(v.value ->> 'id' = t.winner ->> 'id', false) AS is_winner -- Whether the variant has won.
FROM {table},
     jsonb_array_elements({array t.variants}) WITH ORDINALITY AS v
$$),

-- What gates, dynamic configs, experiments and others have in common.  A
-- condition on kind leaves the lists of the other kinds unread.

('config_owners',
'Who owns what: gates, dynamic configs, experiments and metrics, one row each.',
'{gates,dynamic_configs,experiments,metrics}', $$
SELECT '{kind}'::text AS kind, -- gate, dynamic_config, experiment or metric.
       t.id, -- The gate, dynamic config, experiment or metric.
       t.name, -- Its name.
       t.owner ->> 'ownerID' AS owner_id, -- Identifier of the owner; NULL for what was made through the Console API.
       t.owner ->> 'ownerType' AS owner_type, -- USER or SDK_KEY.
       t.owner ->> 'ownerName' AS owner_name, -- Name of the owner.
       t.owner ->> 'ownerEmail' AS owner_email, -- E-mail address of the owner.
       t.creator_name, -- Who made it.
       t.creator_email, -- E-mail address of who made it.
       t.team, -- Name of the team that owns it.
       t.team_id -- Identifier of the team that owns it.
FROM {table}
$$),

('config_tags',
'Tags of gates, dynamic configs, experiments, segments, layers and metrics, one row per tag.',
'{gates,dynamic_configs,experiments,segments,layers,metrics}', $$
SELECT '{kind}'::text AS kind, -- gate, dynamic_config, experiment, segment, layer or metric.
       t.id, -- The gate, dynamic config and so on.
       g.tag -- Name of the tag.
FROM {table},
     unnest(t.tags) AS g (tag)
$$),

('config_target_apps',
'Target apps of gates, dynamic configs, experiments, segments and layers, one row per target app.',
'{gates,dynamic_configs,experiments,segments,layers}', $$
SELECT '{kind}'::text AS kind, -- gate, dynamic_config, experiment, segment or layer.
       t.id, -- The gate, dynamic config and so on.
       a.target_app -- Name of the target app.
FROM {table},
     unnest(t.target_apps) AS a (target_app)
$$),

('config_dependencies',
'What depends on what: conditions of rules on gates and segments, experiments and holdouts on targeting gates, experiments on layers, parameters of parameter stores on what they take their values from.',
'{gate_rules,dynamic_config_rules,segment_rules}', $$
SELECT '{kind}'::text AS kind, -- What depends: gate, dynamic_config, segment, experiment, holdout or param_store.
       t.{kind}_id AS id, -- Its id; the name of a parameter store.
       c.value ->> 'type' AS dependency, -- passes_gate, fails_gate, passes_segment, fails_segment, targeting_gate, layer or parameter.
       split_part(c.value ->> 'type', '_', 2) AS depends_on_kind, -- What it depends on: gate, segment, layer, dynamic_config or experiment.
       r.id AS depends_on_id, -- The id of what it depends on.
       t.name AS part -- The rule or parameter it is about.
FROM {table},
     jsonb_array_elements({array t.conditions}) AS c,
     unnest({texts c.value -> 'targetValue'}) AS r (id)
WHERE c.value ->> 'type' IN ('passes_gate', 'fails_gate', 'passes_segment', 'fails_segment')
$$),

('config_dependencies', NULL,
'{experiments}', $$
SELECT 'experiment'::text AS kind,
       t.id,
       d.dependency,
       d.depends_on_kind,
       d.depends_on_id,
       NULL::text AS part
FROM {table},
     LATERAL (VALUES ('targeting_gate', 'gate', t.targeting_gate_id),
                     ('layer', 'layer', t.layer_id)) AS d (dependency, depends_on_kind, depends_on_id)
WHERE d.depends_on_id <> ''
$$),

('config_dependencies', NULL,
'{holdouts}', $$
SELECT 'holdout'::text AS kind,
       t.id,
       'targeting_gate'::text AS dependency,
       'gate'::text AS depends_on_kind,
       t.targeting_gate_id AS depends_on_id,
       NULL::text AS part
FROM {table}
WHERE t.targeting_gate_id <> ''
$$),

('config_dependencies', NULL,
'{param_stores}', $$
SELECT 'param_store'::text AS kind,
       t.name AS id,
       'parameter'::text AS dependency,
       p.value ->> 'ref_type' AS depends_on_kind,
       coalesce(p.value ->> 'gate_name', p.value ->> 'layer_name',
                p.value ->> 'config_name', p.value ->> 'experiment_name') AS depends_on_id,
       p.value ->> 'name' AS part
FROM {table},
     jsonb_array_elements({array t.parameters}) AS p
WHERE p.value ->> 'ref_type' <> 'static'
$$),

-- Metrics.

('metric_lineage',
'What metrics are computed from, one row per event or metric.',
'{metrics}', $$
SELECT t.id AS metric_id, -- The metric.
       l.source_kind, -- event or metric.
       s.source -- Name of the event, or key of the metric.
FROM {table},
     LATERAL (VALUES ('event', t.lineage -> 'events'),
                     ('metric', t.lineage -> 'metrics')) AS l (source_kind, sources),
     jsonb_array_elements_text({array l.sources}) AS s (source)
$$),

-- People and the project.

('team_members',
'Members of teams, one row per team and member.',
'{teams}', $$
SELECT t.id AS team_id, -- The team.
       t.name AS team_name, -- Name of the team.
       p.value ->> 'email' AS email, -- E-mail address of the member.
       p.value ->> 'firstName' AS first_name, -- First name of the member.
       p.value ->> 'lastName' AS last_name, -- Last name of the member.
       p.value ->> 'role' AS role, -- Role of the member in the project.
       p.is_admin -- Whether the member is an admin of the team.
FROM {table},
     LATERAL (SELECT m.value, coalesce(m.value ->> 'email' = ANY (t.admins), false)
              FROM jsonb_array_elements({array t.members_detail}) AS m
              UNION ALL
              SELECT a.value, true
              FROM jsonb_array_elements({array t.admins_detail}) AS a
              WHERE (a.value ->> 'email' = ANY (t.members)) IS NOT TRUE) AS p (value, is_admin)
$$),

('role_permissions',
'Permissions of roles, one row per role and permission.',
'{roles}', $$
SELECT t.name AS role, -- Name of the role.
       p.key AS permission, -- What it is about: create_configs, approve_reviews and so on.
       {boolean p.value} AS allowed -- Whether the role may do it.
FROM {table},
     jsonb_each({object t.permissions}) AS p
$$),

('audit_log_changes',
'What was changed, one row per entry of the audit log and member that changed; entries that tell no members have no rows.',
'{audit_logs}', $$
SELECT t.id AS audit_log_id, -- The entry.
       t.logged_at, -- Time of the change.
       t.action_type, -- What was done, such as gate_update.
       t.name, -- Name of what was changed.
       t.updated_by, -- Name of who made the change.
       t.modifier_email, -- E-mail address of who made the change; NULL for a Console API key.
       c.key AS member, -- The member that changed, in Statsig's internal form.
       c.value -> 'old' AS old_value, -- Its value before.
       c.value -> 'new' AS new_value -- Its value afterwards.
FROM {table},
     jsonb_each({object t.changes}) AS c
$$),

('param_store_parameters',
'Parameters of parameter stores, one row per parameter.',
'{param_stores}', $$
SELECT t.name AS param_store, -- Name of the parameter store.
       p.ordinality::integer - 1 AS parameter_no, -- Place of the parameter in the store, from 0.
       p.value ->> 'name' AS parameter_name, -- Name of the parameter.
       p.value ->> 'param_type' AS type, -- string, number, boolean, object or array.
       p.value ->> 'ref_type' AS ref_type, -- Where its value comes from: static, gate, layer, dynamic_config or experiment.
       coalesce(p.value ->> 'gate_name', p.value ->> 'layer_name',
                p.value ->> 'config_name', p.value ->> 'experiment_name') AS ref_id, -- The gate, layer, dynamic config or experiment.
       p.value ->> 'param_name' AS ref_parameter, -- Its parameter that is taken.
       p.value -> 'value' AS value, -- The value, for static.
       p.value -> 'pass_value' AS pass_value, -- The value for who passes the gate.
       p.value -> 'fail_value' AS fail_value -- The value for who does not.
FROM {table},
     jsonb_array_elements({array t.parameters}) WITH ORDINALITY AS p
$$),

('release_pipeline_phases',
'Phases of release pipelines, one row per phase.',
'{release_pipelines}', $$
SELECT t.id AS release_pipeline_id, -- The release pipeline.
       t.name AS release_pipeline_name, -- Name of the release pipeline.
       p.ordinality::integer - 1 AS phase_no, -- Place of the phase in the pipeline, from 0.
       p.value ->> 'id' AS phase_id, -- Identifier of the phase.
       p.value ->> 'name' AS phase_name, -- Name of the phase.
       {interval p.value -> 'timeIntervalMs'} AS time_interval, -- How long the phase lasts.
       {boolean p.value -> 'requiredReview'} AS required_review, -- Whether a review must end the phase.
       {array p.value -> 'rules'} AS rules -- Rules that are in force in this phase.
FROM {table},
     jsonb_array_elements({array t.phases}) WITH ORDINALITY AS p
$$),

('release_pipeline_actions',
'What was done with the triggers of release pipelines, one row per action.',
'{release_pipeline_triggers}', $$
SELECT t.id AS release_pipeline_trigger_id, -- The trigger.
       t.release_pipeline_id, -- The release pipeline.
       t.gate_id, -- The gate that is released.
       t.dynamic_config_id, -- The dynamic config that is released.
       a.ordinality::integer - 1 AS action_no, -- Place of the action, from 0.
       a.value ->> 'type' AS type, -- What was done, such as STARTED.
       {time a.value -> 'timeMs'} AS action_time, -- When it was done.
       a.value ->> 'phaseID' AS phase_id, -- Phase in which it was done.
       a.value ->> 'actorID' AS actor_id, -- Who did it.
       a.value ->> 'actorName' AS actor_name -- Name of who did it.
FROM {table},
     jsonb_array_elements({array t.actions}) WITH ORDINALITY AS a
$$)),

-- A row for each table, in the order above.
part (n, table_name, kind, name, comment, query) AS (
  SELECT row_number() OVER (), t.name, regexp_replace(t.name, '(_rules|_groups|s)$', ''), d.name, d.comment, d.query
  FROM definition AS d, unnest(d.tables) AS t (name)),

-- The words replaced, one after the other.
spelled (n, word, query) AS (
  SELECT n, 0, query FROM part
  UNION ALL
  SELECT s.n, w.n, regexp_replace(s.query, format('\{%s ([^}]*)\}', w.name), w.value, 'g')
  FROM spelled AS s JOIN word AS w ON w.n = s.word + 1)

SELECT replace(p.name, '{kind}', p.kind),
       (array_agg(replace(p.comment, '{title}', replace(p.kind, '_', ' ')) ORDER BY p.n))[1],
       array_agg(p.table_name ORDER BY p.n),
       array_agg(replace(replace(s.query, '{kind}', p.kind), '{title}', replace(p.kind, '_', ' ')) ORDER BY p.n)
FROM part AS p
JOIN spelled AS s ON s.n = p.n AND s.word = (SELECT max(w.n) FROM word AS w)
GROUP BY 1
ORDER BY 1
$function$;

COMMENT ON FUNCTION statsig_fdw_views() IS
'The views that statsig_fdw_create_views() makes: the tables that they read and, for each of these, the query; {table} stands for the foreign table, called t';

-- Makes the views.  They are the caller's: made with the caller's rights, and
-- read with the rights and the user mapping of whoever reads them.  A view is
-- known as one of these by the end of its comment.
CREATE FUNCTION statsig_fdw_create_views(
  source_schema name,
  target_schema name DEFAULT NULL)
RETURNS SETOF text
LANGUAGE plpgsql VOLATILE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  mark CONSTANT text := ' Made by statsig_fdw_create_views().';
  target CONSTANT name := coalesce(target_schema, source_schema);
  sources jsonb;
  view record;
  body text;
  missing text;
  described record;
BEGIN
  IF source_schema IS NULL THEN
    RAISE EXCEPTION 'source_schema must not be NULL' USING ERRCODE = 'null_value_not_allowed';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = source_schema) THEN
    RAISE EXCEPTION 'schema "%" does not exist', source_schema USING ERRCODE = 'invalid_schema_name';
  END IF;

  -- For each table how it stands in FROM, and its columns.  If there are
  -- several of one resource, the one that has kept its name.  Columns go by
  -- the names of the resource's, whatever the foreign table calls them.
  SELECT jsonb_object_agg(s.resource, jsonb_build_object(
           'from', format('%I.%I AS t', source_schema, s.relname)
                   || CASE WHEN a.renamed THEN format(' (%s)', a.list) ELSE '' END,
           'columns', a.names))
  INTO sources
  FROM (
    SELECT DISTINCT ON (r.resource) c.oid, c.relname, r.resource
    FROM pg_class AS c
    JOIN pg_foreign_table AS f ON f.ftrelid = c.oid
    JOIN pg_foreign_server AS v ON v.oid = f.ftserver
    JOIN pg_foreign_data_wrapper AS w ON w.oid = v.srvfdw
    LEFT JOIN pg_options_to_table(f.ftoptions) AS o ON o.option_name = 'resource'
    CROSS JOIN LATERAL (VALUES (coalesce(o.option_value, c.relname))) AS r (resource)
    WHERE w.fdwname = 'statsig_fdw'
      AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = source_schema)
    ORDER BY r.resource, c.relname <> r.resource, c.relname) AS s
  CROSS JOIN LATERAL (
    SELECT bool_or(n.name <> c.attname) AS renamed,
           string_agg(quote_ident(n.name), ', ' ORDER BY c.attnum) AS list,
           jsonb_agg(n.name) AS names
    FROM pg_attribute AS c
    LEFT JOIN pg_options_to_table(c.attfdwoptions) AS o ON o.option_name = 'column_name'
    CROSS JOIN LATERAL (VALUES (coalesce(o.option_value, c.attname))) AS n (name)
    WHERE c.attrelid = s.oid AND c.attnum > 0 AND NOT c.attisdropped) AS a;

  IF sources IS NULL THEN
    RAISE EXCEPTION 'schema "%" has no foreign tables of statsig_fdw', source_schema
      USING ERRCODE = 'fdw_table_not_found',
            HINT = format('IMPORT FOREIGN SCHEMA statsig FROM SERVER ... INTO %I makes them.', source_schema);
  END IF;

  FOR view IN EXECUTE format('SELECT * FROM %I.statsig_fdw_views()', (
    SELECT n.nspname
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'statsig_fdw'))
  LOOP
    -- The queries whose table is there with all columns; and what is not.
    SELECT string_agg(replace(q.query, '{table}', sources -> q.table_name ->> 'from'), 'UNION ALL' ORDER BY q.n)
             FILTER (WHERE l.list IS NULL),
           string_agg(coalesce(l.list, q.table_name), ', ' ORDER BY q.n)
             FILTER (WHERE l.list IS NOT NULL OR NOT sources ? q.table_name)
    INTO body, missing
    FROM unnest(view.queries, view.tables) WITH ORDINALITY AS q (query, table_name, n),
         LATERAL (SELECT string_agg(DISTINCT format('%s.%s', q.table_name, c.match[1]), ', ') AS list
                  FROM regexp_matches(q.query, '\mt\.(\w+)', 'g') AS c (match)
                  WHERE NOT sources -> q.table_name -> 'columns' ? c.match[1]) AS l;

    IF body IS NULL THEN
      RAISE NOTICE 'view "%" is left out: schema "%" lacks %', view.name, source_schema, missing;
      CONTINUE;
    END IF;
    IF missing IS NOT NULL THEN
      RAISE NOTICE 'view "%" is made in part: schema "%" lacks %', view.name, source_schema, missing;
    END IF;

    IF EXISTS (
      SELECT FROM pg_class AS c
      WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = target)
        AND c.relname = view.name
        AND (c.relkind <> 'v'
             OR right(obj_description(c.oid, 'pg_class'), length(mark)) IS DISTINCT FROM mark))
    THEN
      RAISE EXCEPTION 'relation "%" in schema "%" is not a view of statsig_fdw_create_views()', view.name, target
        USING ERRCODE = 'duplicate_table',
              HINT = 'Rename it, or have the views made in another schema: the second argument.';
    END IF;

    EXECUTE format('CREATE OR REPLACE VIEW %I.%I WITH (security_invoker = true) AS %s', target, view.name, body);
    EXECUTE format('COMMENT ON VIEW %I.%I IS %L', target, view.name, view.comment || mark);
    FOR described IN
      SELECT a.attname, c.line[1] AS comment
      FROM regexp_matches(view.queries[1], ' -- (.*)$', 'gn') WITH ORDINALITY AS c (line, n)
      JOIN pg_attribute AS a ON a.attnum = c.n
      WHERE a.attrelid = format('%I.%I', target, view.name)::regclass
    LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
                     target, view.name, described.attname, described.comment);
    END LOOP;
    RETURN NEXT view.name;
  END LOOP;
END
$function$;

COMMENT ON FUNCTION statsig_fdw_create_views(name, name) IS
'Makes views over the foreign tables in source_schema, in target_schema or in the same one: one row per condition, metric, parameter and so on. Returns the names of the views; they replace those of an earlier call';
