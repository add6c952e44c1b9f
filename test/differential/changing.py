"""Statements that change rows: INSERT, UPDATE and DELETE in their many forms."""
from literals import quote, quote_array, quote_bool, quote_json
from reading import ELEMENTS, by_key, condition
from tables import TABLES
from writing import INSERTS, SAFE, UPDATES, archive, experiment_step, is_as_loaded, open_experiments, unchanged


def returning(scene, table, given=None):
    """RETURNING what tells the row apart, sometimes; of a new row only what is given."""
    columns = [c for c in dict.fromkeys(TABLES[table].label + TABLES[table].key) if given is None or c in given]
    if scene.in_block or not columns or not scene.chance(0.15):
        return ""
    return " RETURNING " + ", ".join(f"{table}.{c}" for c in columns)


def restrict(scene, table, where):
    """A condition that leaves out rows which the API does not let be changed."""
    if table != "experiment_groups":
        return where
    return f"({where}) AND experiment_id IN ({', '.join(map(quote, open_experiments(scene))) or 'NULL'})"


def may_go(scene, table, row):
    """Whether a row can be deleted without breaking what the API demands."""
    if table == "teams":
        return row["name"] != "Checkout"
    if table == "experiment_groups":
        return not scene.single and row["experiment_id"] in open_experiments(scene)
    return table != "users"


# ------------------------------------------------------------------- INSERT

def insert(scene, table):
    """One row or several, of the same columns."""
    row = INSERTS[table](scene)
    if row is None:
        return None
    rows = [row]
    if scene.chance(0.25):
        for _ in range(3):
            other = INSERTS[table](scene)
            if other is not None and set(other) == set(row) and all(
                    tuple(other.get(c) for c in TABLES[table].key) != tuple(r.get(c) for c in TABLES[table].key)
                    and ("id" not in other or other["id"] != r["id"])
                    and ("name" not in other or other["name"] != r["name"]) for r in rows):
                rows.append(other)
    values = ", ".join("(" + ", ".join(r[c] for c in row) + ")" for r in rows)
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES {values}" + returning(scene, table, row)


def insert_select(scene, table):
    """Rows made from other rows, of foreign tables or of a local one."""
    mark = quote(" " + scene.fresh())
    plain = quote("_" + scene.fresh())
    forms = {
        "tags": [f"INSERT INTO tags (name, description) SELECT name || {mark}, description FROM tags WHERE is_core",
                 f"INSERT INTO tags (name, description, is_core) SELECT note || {mark}, object_id, flag FROM helper WHERE n <= 3",
                 f"INSERT INTO tags (name, description) SELECT id || {mark}, coalesce(description, '') FROM gates WHERE id IS NOT NULL AND type = 'PERMANENT'"],
        "gates": [f"INSERT INTO gates (id, name, description, type) SELECT id || {plain}, name || {plain}, description, 'PERMANENT' FROM gates WHERE id IN ('dark-mode', 'beta_users')",
                  f"INSERT INTO gates (name, description, is_enabled) SELECT object_id || {plain}, note, flag FROM helper WHERE n IN (1, 2)",
                  f"INSERT INTO gates (name, tags) SELECT name || {plain}, tags FROM dynamic_configs WHERE is_enabled"],
        "gate_rules": [f"INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions, environments) SELECT gate_id, name || {mark}, pass_percentage, conditions, environments FROM gate_rules WHERE gate_id IN ('search.v2', 'fast_lane') AND pass_percentage < 100 ORDER BY gate_id, name",
                       f"INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) SELECT g.id, h.note || {mark}, h.share, '[{{\"type\": \"public\"}}]' FROM gates AS g JOIN helper AS h ON h.object_id = g.id ORDER BY h.n"],
        "gate_overrides": [f"INSERT INTO gate_overrides (gate_id, unit_id, passes) SELECT 'dark-mode', 'copy ' || s.unit_id, true FROM segment_ids AS s WHERE s.segment_id = 'vip' AND NOT EXISTS (SELECT 1 FROM gate_overrides AS o WHERE o.gate_id = 'dark-mode' AND o.unit_id = 'copy ' || s.unit_id) AND EXISTS (SELECT 1 FROM gates WHERE id = 'dark-mode')"],
        "segment_ids": [f"INSERT INTO segment_ids (segment_id, unit_id) SELECT 'vip', unit_id FROM segment_ids WHERE segment_id = 'awkward' AND unit_id NOT IN (SELECT unit_id FROM segment_ids WHERE segment_id = 'vip') AND EXISTS (SELECT 1 FROM segments WHERE id = 'vip')"],
        "dynamic_configs": [f"INSERT INTO dynamic_configs (id, name, default_value) SELECT id || {plain}, name || {plain}, default_value FROM dynamic_configs WHERE id = 'prices'"],
        "dynamic_config_rules": [f"INSERT INTO dynamic_config_rules (dynamic_config_id, name, pass_percentage, conditions, return_value) SELECT dynamic_config_id, name || {mark}, pass_percentage, conditions, return_value FROM dynamic_config_rules WHERE return_value IS NOT NULL AND pass_percentage <= 50 ORDER BY dynamic_config_id, name"],
        "experiment_overrides": [f"INSERT INTO experiment_overrides (experiment_id, kind, target, group_id) SELECT id, 'unit', {quote(scene.fresh('all '))}, 'Control' FROM experiments WHERE status = 'setup' AND id IS NOT NULL"],
    }
    if table not in forms:
        return None
    sql = scene.pick(forms[table])
    return sql + returning(scene, table, sql[sql.index("(") + 1:sql.index(")")].split(", "))


# ------------------------------------------------------------------- UPDATE

def assignments(scene, table, row, most=3):
    """Columns of a row with expressions for their new values."""
    chosen = {}
    for column in scene.some(UPDATES[table], 1, most):
        # In a block a row may have been changed in a way that is not known yet.
        if scene.in_block and column in ("status", "is_enabled", "targeting_gate_id", "group_id"):
            continue
        # The model cannot say whose rows they are where the parent has no id yet.
        if column in ("rules", "groups") and row.get("id") is None:
            continue
        expression = UPDATES[table][column](scene, row)
        if expression is not None:
            chosen[column] = expression
    if "status" in chosen:
        chosen.pop("is_enabled", None)
    if table == "experiments" and not scene.in_block and scene.chance(0.25):
        chosen.update(experiment_step(scene, row) or {})
    if table in ("gates", "dynamic_configs") and not scene.in_block and scene.chance(0.05):
        archiving = archive(scene, row)
        if archiving:
            chosen.pop("is_enabled", None)
            chosen.update(archiving)
            scene.archived = True
    return chosen


def set_clause(chosen):
    """SET of some columns."""
    return ", ".join(f"{column} = {expression}" for column, expression in chosen.items())


def pick_row(scene, rows):
    """A row; often one that the transaction has changed already."""
    changed = [row for row in rows if not is_as_loaded(row)]
    return scene.pick(changed if changed and scene.chance(0.4) else rows)


def update_one(scene, table):
    """One row by its key, or by its name."""
    rows = scene.rows(table)
    if not rows or not UPDATES[table]:
        return None
    row = pick_row(scene, rows)
    chosen, where = assignments(scene, table, row), by_key(scene, table, row)
    if not chosen or where is None:
        return None
    return f"UPDATE {table} SET {set_clause(chosen)} WHERE {where}" + returning(scene, table)


def safe_assignments(scene, table):
    """Columns of any row with expressions for their new values."""
    chosen = {}
    for column in scene.some(SAFE[table], 1, 2):
        chosen[column] = UPDATES[table][column](scene, None)
    return chosen


def update_several(scene, table):
    """Rows by IN, by ANY or by a condition."""
    if not SAFE[table]:
        return None
    chosen = safe_assignments(scene, table)
    key = TABLES[table].key
    known = [r[key[0]] for r in scene.rows(table) if r[key[0]] is not None]
    if len(key) == 1 and known and scene.chance(0.5):
        some = scene.some(known, 1, 4)
        where = scene.pick([f"{key[0]} IN ({', '.join(map(quote, some))})",
                            f"{key[0]} = ANY ({quote_array(some)})"])
    else:
        where = condition(scene, table)
    where = restrict(scene, table, where)
    return f"UPDATE {table} SET {set_clause(chosen)} WHERE {where}" + returning(scene, table)


def update_from(scene, table):
    """With values from VALUES, a local table or a foreign one."""
    forms = {
        "gates": ["UPDATE permanent_gates SET description = 'through a view', type = CASE WHEN id = 'beta_users' THEN 'TEMPORARY' ELSE type END",
                  "UPDATE gates SET description = h.note FROM helper AS h WHERE h.object_id = gates.id",
                  "UPDATE gates SET description = r.n || ' rules' FROM (SELECT gate_id, count(*) AS n FROM gate_rules GROUP BY 1) AS r WHERE r.gate_id = gates.id",
                  "UPDATE gates SET tags = array_append(gates.tags, t.name) FROM tags AS t WHERE t.name = 'search' AND NOT t.name = ANY (gates.tags)",
                  "UPDATE gates SET description = (SELECT max(name) FROM gate_rules AS r WHERE r.gate_id = gates.id) WHERE id IN (SELECT gate_id FROM gate_rules)",
                  "UPDATE gates SET (description, type) = (SELECT 'by ' || count(*), 'TEMPORARY' FROM tags) WHERE id IN ('dark-mode', 'fast_lane')"],
        "gate_rules": ["UPDATE gate_rules SET pass_percentage = h.share FROM helper AS h WHERE h.object_id = gate_rules.gate_id AND gate_rules.pass_percentage > 10",
                       "UPDATE gate_rules SET environments = '{staging}' FROM gates AS g WHERE g.id = gate_rules.gate_id AND g.type = 'PERMANENT' AND gate_rules.pass_percentage < 50",
                       "UPDATE gate_rules SET pass_percentage = v.p FROM (VALUES ('a', 1.5), ('b', 99)) AS v (n, p) WHERE gate_rules.gate_id = 'fast_lane' AND gate_rules.name = v.n"],
        "gate_overrides": ["UPDATE gate_overrides SET passes = g.is_enabled FROM gates AS g WHERE g.id = gate_overrides.gate_id AND g.is_enabled IS NOT NULL"],
        "dynamic_configs": ["UPDATE dynamic_configs SET description = h.note FROM helper AS h WHERE h.object_id = dynamic_configs.id",
                            "UPDATE dynamic_configs SET default_value = default_value || jsonb_build_object('n', v.n) FROM (VALUES ('prices', 1), ('limits', 2)) AS v (i, n) WHERE v.i = id"],
        "dynamic_config_rules": ["UPDATE dynamic_config_rules SET return_value = c.default_value FROM dynamic_configs AS c WHERE c.id = dynamic_config_rules.dynamic_config_id AND c.default_value IS NOT NULL AND variants IS NULL"],
        "experiments": ["UPDATE experiments SET description = h.note FROM helper AS h WHERE h.object_id = experiments.id",
                        "UPDATE experiments SET hypothesis = g.names FROM (SELECT experiment_id, string_agg(name, ',' ORDER BY name) AS names FROM experiment_groups GROUP BY 1) AS g WHERE g.experiment_id = experiments.id"],
        "experiment_overrides": ["UPDATE experiment_overrides SET group_id = 'moved ' || e.status FROM experiments AS e WHERE e.id = experiment_overrides.experiment_id AND group_id = 'Test' AND e.status = 'active'"],
        "users": ["UPDATE users SET role = v.r FROM (VALUES ('anna.berg@lindenhof.example', 'Viewer'), ('rosa.dubois@lindenhof.example', 'Admin')) AS v (e, r) WHERE v.e = email"],
        "tags": ["UPDATE core_tags SET description = 'seen through a view', is_core = name <> 'core'",
                 "UPDATE tags SET description = h.note FROM helper AS h WHERE h.object_id = tags.name",
                 "UPDATE tags SET description = 'used ' || n FROM (SELECT unnest(tags) AS t, count(*) AS n FROM gates GROUP BY 1) AS u WHERE u.t = tags.name"],
        "teams": ["UPDATE teams SET members = (SELECT array_agg(email ORDER BY email) FROM users WHERE role = 'Member') WHERE EXISTS (SELECT 1 FROM users WHERE role = 'Member')"],
    }
    return scene.pick(forms[table]) if table in forms else None


def restore(scene, table):
    """Columns of one row set back to what they were at the start."""
    rows = [r for r in scene.rows(table) if r["model_was"] is not None]
    columns = [c for c in SAFE[table] if c not in ("tags", "members", "target_apps", "environments")]
    if not rows or not columns:
        return None
    row = pick_row(scene, rows)
    if table == "experiment_groups" and row["experiment_id"] not in open_experiments(scene):
        return None
    column, where = scene.pick(columns), by_key(scene, table, row)
    old = row["model_was"][column]
    if where is None or (old is None and not unchanged(row, column)):
        return None
    value = quote_json(old) if isinstance(old, (dict, list)) else quote_bool(old) if isinstance(old, bool) else quote(old)
    return f"UPDATE {table} SET {column} = {value} WHERE {where}"


def there_and_back(scene, table):
    """A rule changes, its parent's array gets one more and loses it again: the change must stay.  Three statements."""
    if table not in ("gate_rules", "dynamic_config_rules") or scene.in_block or scene.single:
        return None
    parents = "gates" if table == "gate_rules" else "dynamic_configs"
    rows = [r for r in scene.rows(table) if r["base_id"] is not None and not r.get("variants")]
    if not rows:
        return None
    row, name = scene.pick(rows), scene.fresh("brief ")
    parent, where = ELEMENTS[table], f"id = {quote(row[ELEMENTS[table]])}"
    more = ', "returnValue": {"x": 1}' if parents == "dynamic_configs" else ""
    added = quote(f'[{{"name": "{name}", "passPercentage": 5, "conditions": []{more}}}]')
    scene.planned += [
        f"UPDATE {parents} SET rules = rules || {added}::jsonb WHERE {where}",
        scene.pick([f"DELETE FROM {table} WHERE {parent} = {quote(row[parent])} AND name = {quote(name)}",
                    f"UPDATE {parents} SET rules = rules - -1 WHERE {where} AND rules -> -1 ->> 'name' = {quote(name)}"])]
    return f"UPDATE {table} SET pass_percentage = {scene.pick([0.5, 33, 64])} WHERE {by_key(scene, table, row)}"


def move(scene, table):
    """A rule to another place, or two that change places."""
    if table not in ("gate_rules", "dynamic_config_rules") or scene.in_block:
        return None
    parent = ELEMENTS[table]
    parents = {}
    for row in scene.rows(table):
        parents.setdefault(row[parent], []).append(row)
    parents = {p: rows for p, rows in parents.items() if len(rows) > 1}
    if not parents:
        return None
    chosen = scene.pick(parents)
    rows = parents[chosen]
    if scene.chance(0.25) and len(rows) == 2 and all(r["base_id"] for r in rows):
        return f"UPDATE {table} SET position = 1 - position WHERE {parent} = {quote(chosen)}"
    row = scene.pick(rows)
    more = ", pass_percentage = 5" if scene.chance(0.3) and not row.get("variants") else ""
    return (f"UPDATE {table} SET position = {scene.rng.randrange(len(rows))}{more} "
            f"WHERE {by_key(scene, table, row)}")


def resize(scene, table):
    """Sizes of all groups of an experiment in one statement; they keep their sum."""
    ids = open_experiments(scene)
    if table != "experiment_groups" or not ids:
        return None
    chosen = scene.pick(ids)
    groups = [g for g in scene.rows(table) if g["experiment_id"] == chosen]
    if len(groups) < 2:
        return None
    first, second = scene.rng.sample(groups, 2)
    if first["size"] < 5 or second["size"] > 95:
        return None
    return (f"UPDATE experiment_groups SET size = CASE name WHEN {quote(first['name'])} THEN size - 5 ELSE size + 5 END "
            f"WHERE experiment_id = {quote(chosen)} AND name IN ({quote(first['name'])}, {quote(second['name'])})")


# ------------------------------------------------------------------- DELETE

def delete_one(scene, table):
    """One row by its key, or by its name."""
    rows = [row for row in scene.rows(table) if may_go(scene, table, row)]
    where = by_key(scene, table, pick_row(scene, rows)) if rows else None
    return f"DELETE FROM {table} WHERE {where}" + returning(scene, table) if where else None


def delete_several(scene, table):
    """Rows by a condition, or by another table."""
    forms = {
        "gate_rules": ["DELETE FROM gate_rules USING gates AS g WHERE g.id = gate_id AND g.is_enabled AND pass_percentage = 100",
                       "DELETE FROM gate_rules WHERE gate_id = 'fast_lane'", "DELETE FROM gate_rules WHERE pass_percentage < 1"],
        "gate_overrides": ["DELETE FROM gate_overrides USING gates AS g WHERE g.id = gate_id AND g.type = 'PERMANENT' AND passes",
                           "DELETE FROM gate_overrides WHERE unit_id IN (SELECT unit_id FROM segment_ids)",
                           "DELETE FROM gate_overrides WHERE environment IS NOT NULL"],
        "dynamic_config_rules": ["DELETE FROM dynamic_config_rules WHERE pass_percentage = 50",
                                 "DELETE FROM dynamic_config_rules USING dynamic_configs AS c WHERE c.id = dynamic_config_id AND NOT c.is_enabled"],
        "experiment_overrides": ["DELETE FROM experiment_overrides WHERE kind = 'unit' AND environment IS NULL",
                                 "DELETE FROM experiment_overrides USING experiments AS e WHERE e.id = experiment_id AND e.status = 'setup'"],
        "segment_ids": ["DELETE FROM segment_ids WHERE unit_id IN ('v1', 'größe', 'back\\slash')",
                        "DELETE FROM segment_ids USING segments AS s WHERE s.id = segment_id AND s.type = 'user_store_id_list'"],
        "tags": ["DELETE FROM tags WHERE is_core", "DELETE FROM tags WHERE name NOT IN (SELECT unnest(tags) FROM gates WHERE tags IS NOT NULL)"],
        "gates": ["DELETE FROM gates WHERE type = 'STALE'", "DELETE FROM gates WHERE id NOT IN (SELECT gate_id FROM gate_overrides) AND 'core' = ANY (tags)"],
        "segments": ["DELETE FROM segments WHERE type = 'rule_based' AND 'core' = ANY (tags)"],
    }
    return scene.pick(forms[table]) + returning(scene, table) if table in forms else None


# --------------------------------------------------------------------- CTEs

def with_changes(scene, table):
    """Several changes, or a change and a query, in one statement."""
    if scene.in_block or scene.single:
        return None
    mark = quote(" " + scene.fresh())
    plain = quote("-" + scene.fresh())
    forms = {
        "tags": [f"WITH gone AS (DELETE FROM tags WHERE is_core RETURNING name) INSERT INTO tags (name, description) SELECT name || {mark}, 'moved' FROM gone",
                 "WITH u AS (UPDATE tags SET description = 'cte' WHERE is_core RETURNING name, description) SELECT u.name, u.description, t.description FROM u JOIN tags AS t ON t.name = u.name ORDER BY 1"],
        "gates": [f"WITH n AS (INSERT INTO gates (id, name, type) VALUES ('g' || {plain}, 'G' || {plain}, 'PERMANENT') RETURNING id) INSERT INTO gate_overrides (gate_id, unit_id, passes) SELECT id, u, true FROM n, unnest('{{u1,u2}}'::text[]) AS u",
                  "WITH u AS (UPDATE gates SET description = 'x' || id WHERE type = 'PERMANENT' RETURNING id, description) SELECT u.id, u.description, g.description FROM u JOIN gates AS g ON g.id = u.id ORDER BY 1",
                  "WITH a AS (UPDATE gates SET description = 'one' WHERE id = 'dark-mode'), b AS (UPDATE gate_rules SET pass_percentage = 3 WHERE gate_id = 'fast_lane' AND name = 'a' RETURNING name) SELECT count(*) FROM b"],
        "gate_rules": [f"WITH gone AS (DELETE FROM gate_rules WHERE gate_id = 'fast_lane' AND name = 'b' RETURNING gate_id, name, pass_percentage) INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) SELECT gate_id, name || {mark}, pass_percentage, '[]' FROM gone"],
        "gate_overrides": [f"WITH gone AS (DELETE FROM gate_overrides WHERE gate_id = 'search.v2' RETURNING unit_id, unit_type, environment, passes) INSERT INTO gate_overrides (gate_id, unit_id, passes) SELECT 'dark-mode', unit_id || unit_type || coalesce(environment, '') || {mark}, NOT passes FROM gone WHERE EXISTS (SELECT 1 FROM gates WHERE id = 'dark-mode')"],
        "segment_ids": [f"WITH gone AS (DELETE FROM segment_ids WHERE segment_id = 'store' RETURNING unit_id) INSERT INTO segment_ids (segment_id, unit_id) SELECT 'vip', unit_id || {mark} FROM gone WHERE EXISTS (SELECT 1 FROM segments WHERE id = 'vip')"],
        "experiment_overrides": ["WITH gone AS (DELETE FROM experiment_overrides WHERE experiment_id = 'ranking' RETURNING target) SELECT target FROM gone ORDER BY 1"],
        "dynamic_configs": ["WITH u AS (UPDATE dynamic_configs SET tags = tags, description = 'cte' RETURNING id, description) SELECT * FROM u ORDER BY 1"],
    }
    return scene.pick(forms[table]) if table in forms else None


SHAPES = {insert: 5, insert_select: 1.5, update_one: 8, update_several: 3, update_from: 2, restore: 1.5, move: 1.5,
          there_and_back: 2,
          resize: 1, delete_one: 3, delete_several: 1.2, with_changes: 1.2}


def change(scene, family):
    """A random statement that changes rows of a family."""
    if scene.planned and not scene.in_block and scene.chance(0.7):
        return scene.planned.pop(0)
    for _ in range(20):
        sql = scene.weighted(SHAPES)(scene, scene.pick(family))
        if sql is not None:
            return sql
    return "SELECT 1"
