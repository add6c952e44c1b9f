"""What is read: conditions of each table, and SELECTs with joins, groups and subqueries."""
from literals import quote
from tables import TABLES

# Conditions that the API evaluates, and others that need a second table.
CONDITIONS = {
    "gates": (
        "type = 'PERMANENT'", "type = 'TEMPORARY'", "type = 'STALE'", "id_type = 'userID'",
        "id_type IN ('userID', 'stableID')", "'core' = ANY (tags)", "tags @> '{search}'", "is_enabled",
        "NOT is_enabled", "status = 'In Progress'", "status <> 'Launched'", "description LIKE '%\"%'",
        "name > 'F'", "team = 'Checkout'", "team IS NULL", "id IS NULL", "creator_name = 'CONSOLE API'",
        "type_reason = 'NONE' AND type = 'PERMANENT'", "type = 'PERMANENT' AND 'core' = ANY (tags)",
        "id IN (SELECT gate_id FROM gate_overrides WHERE passes)",
        "EXISTS (SELECT 1 FROM gate_rules AS r WHERE r.gate_id = gates.id AND r.pass_percentage = 100)",
        "id NOT IN (SELECT gate_id FROM gate_rules)", "id IN (SELECT object_id FROM helper WHERE flag)",
        "jsonb_array_length(rules) > 1", "id = ANY ('{checkout_flow,dark-mode,nothing}')",
        "tags && '{added,core}'", "cardinality(tags) = 0"),
    "gate_rules": (
        "pass_percentage = 100", "pass_percentage < 50", "environments IS NULL", "environments = '{}'",
        "'staging' = ANY (environments)", "name LIKE '%''%'", "name > 'a'", "base_id IS NULL",
        "gate_id = 'checkout_flow'", "gate_id IN ('search.v2', 'fast_lane')", "conditions = '[]'",
        "gate_id IN (SELECT id FROM gates WHERE type = 'PERMANENT')",
        "gate_id = ANY (ARRAY(SELECT id FROM gates WHERE is_enabled))"),
    "gate_overrides": (
        "passes", "NOT passes", "unit_type = 'userID'", "environment IS NULL", "environment = 'staging'",
        "unit_id LIKE 'u%'", "gate_id = 'checkout_flow'", "gate_id IN ('search.v2', 'fast_lane')",
        "gate_id IN (SELECT id FROM gates WHERE 'core' = ANY (tags))",
        "EXISTS (SELECT 1 FROM gate_rules AS r WHERE r.gate_id = gate_overrides.gate_id AND r.name = 'a')"),
    "dynamic_configs": (
        "is_enabled", "status = 'Disabled'", "'core' = ANY (tags)", "tags @> '{search}'", "name > 'L'",
        "default_value = '{}'", "default_value ? 'price'", "description = ''", "id IS NULL",
        "id NOT IN (SELECT dynamic_config_id FROM dynamic_config_rules)", "id IN ('prices', 'limits')"),
    "dynamic_config_rules": (
        "return_value IS NULL", "return_value ->> 'price' IS NOT NULL", "pass_percentage = 100",
        "environments IS NULL", "dynamic_config_id = 'prices'", "base_id IS NULL",
        "dynamic_config_id IN (SELECT id FROM dynamic_configs WHERE is_enabled)"),
    "experiments": (
        "status = 'setup'", "status IN ('active', 'abandoned')", "id_type = 'userID'", "'core' = ANY (tags)",
        "allocation < 50", "duration > 14", "hypothesis LIKE '%\"%'", "name > 'N'", "id IS NULL",
        "status = 'setup' AND id_type = 'userID'", "team_id IS NULL", "team = 'Checkout'",
        "EXISTS (SELECT 1 FROM experiment_groups AS g WHERE g.experiment_id = experiments.id AND g.size = 50)",
        "id IN (SELECT experiment_id FROM experiment_overrides)", "targeting_gate_id IS NOT NULL"),
    "experiment_groups": (
        "size = 50", "size < 40", "disabled", "description IS NULL", "name = 'Control'",
        "experiment_id = 'button_colour'", "experiment_id IN ('ranking', 'free_shipping')",
        "experiment_id IN (SELECT id FROM experiments WHERE status = 'setup')", "id IS NULL"),
    "experiment_overrides": (
        "kind = 'unit'", "kind <> 'unit'", "group_id = 'Control'", "environment IS NULL", "unit_type = 'userID'",
        "experiment_id = 'ranking'", "experiment_id IN (SELECT id FROM experiments WHERE status = 'active')"),
    "segments": (
        "type = 'id_list'", "type = 'rule_based'", "'core' = ANY (tags)", "name > 'S'", "id IN ('vip', 'gold')",
        "id NOT IN (SELECT segment_id FROM segment_ids)", "jsonb_array_length(rules) > 0", "id IS NULL"),
    "segment_ids": (
        "segment_id = 'vip'", "segment_id IN ('awkward', 'store')", "unit_id LIKE 'v%'", "unit_id = 'größe'",
        "segment_id IN (SELECT id FROM segments WHERE type = 'id_list')"),
    "users": ("role = 'Member'", "last_name = ''", "email LIKE '%+%'", "first_name > 'E'",
              "email = ANY (SELECT unnest(members) FROM teams)"),
    "teams": ("review_approval = 'anyone'", "require_reviews", "require_reviews IS NULL", "members = '{}'",
              "'anna.berg@lindenhof.example' = ANY (members)", "description IS NULL", "id IS NULL"),
    "tags": ("is_core", "NOT is_core", "description = ''", "name > 'f'", "id IS NULL",
             "name IN (SELECT unnest(tags) FROM gates)", "name NOT IN (SELECT unnest(tags) FROM gates WHERE tags IS NOT NULL)"),
}

# Queries over more than one table, by the table that leads.
QUERIES = {
    "gates": (
        "SELECT g.id, g.type, r.name, r.pass_percentage FROM gates AS g JOIN gate_rules AS r ON r.gate_id = g.id ORDER BY 1, 3",
        "SELECT g.id, count(r.name), max(r.pass_percentage) FROM gates AS g LEFT JOIN gate_rules AS r ON r.gate_id = g.id WHERE g.type = 'PERMANENT' GROUP BY g.id ORDER BY 1",
        "SELECT g.id, o.unit_id, o.passes FROM gates AS g JOIN gate_overrides AS o ON o.gate_id = g.id WHERE 'core' = ANY (g.tags) ORDER BY 1, 2, o.environment, o.unit_type",
        "SELECT h.n, g.description FROM helper AS h LEFT JOIN gates AS g ON g.id = h.object_id ORDER BY 1",
        "SELECT type, count(*), count(id), min(name) FROM gates GROUP BY type ORDER BY 1",
        "SELECT count(*) FROM gates",
        "SELECT count(*), count(*) + (SELECT count(*) FROM gates WHERE is_enabled) FROM gates",
        "SELECT t.name, count(g.name) FROM tags AS t LEFT JOIN gates AS g ON t.name = ANY (g.tags) GROUP BY 1 ORDER BY 1",
        "SELECT id, jsonb_array_length(rules) FROM gates WHERE rules <> '[]' ORDER BY jsonb_array_length(rules) DESC, id, name LIMIT 3",
        "SELECT a.id, b.id FROM gates AS a JOIN gates AS b ON a.type = b.type AND a.id < b.id ORDER BY 1, 2",
        "SELECT gate_id, array_agg(name ORDER BY name) FROM gate_rules GROUP BY 1 ORDER BY 1",
        "SELECT gate_id, passes, count(*) FROM gate_overrides GROUP BY 1, 2 ORDER BY 1, 2",
        "WITH x AS (SELECT id FROM gates WHERE is_enabled) SELECT gate_id, count(*) FROM gate_rules WHERE gate_id IN (SELECT id FROM x) GROUP BY 1 ORDER BY 1",
        "SELECT id FROM gates UNION ALL SELECT id FROM dynamic_configs ORDER BY 1",
        "SELECT id, name, description FROM permanent_gates ORDER BY id, name",
        "SELECT id FROM gates EXCEPT SELECT gate_id FROM gate_overrides ORDER BY 1"),
    "dynamic_configs": (
        "SELECT c.id, r.name, r.return_value FROM dynamic_configs AS c JOIN dynamic_config_rules AS r ON r.dynamic_config_id = c.id ORDER BY 1, 2",
        "SELECT is_enabled, count(*) FROM dynamic_configs GROUP BY 1 ORDER BY 1",
        "SELECT count(*) FROM dynamic_configs",
        "SELECT h.n, c.description FROM helper AS h JOIN dynamic_configs AS c ON c.id = h.object_id ORDER BY 1"),
    "experiments": (
        "SELECT e.id, e.status, g.name, g.size FROM experiments AS e JOIN experiment_groups AS g ON g.experiment_id = e.id ORDER BY 1, 3",
        "SELECT status, count(*), sum(allocation) FROM experiments GROUP BY 1 ORDER BY 1",
        "SELECT count(*) FROM experiments",
        "SELECT experiment_id, round(sum(size)::numeric, 2), count(*) FROM experiment_groups GROUP BY 1 ORDER BY 1",
        "SELECT e.id, o.kind, o.target FROM experiments AS e JOIN experiment_overrides AS o ON o.experiment_id = e.id ORDER BY 1, 2, 3, o.group_id, o.environment, o.unit_type",
        "SELECT e.id, g.id FROM experiments AS e JOIN gates AS g ON g.id = e.targeting_gate_id ORDER BY 1"),
    "segments": (
        "SELECT s.id, s.type, count(i.unit_id) FROM segments AS s LEFT JOIN segment_ids AS i ON i.segment_id = s.id GROUP BY 1, 2, s.name ORDER BY 1, s.name",
        "SELECT unit_id, count(*) FROM segment_ids GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
        "SELECT count(*) FROM segments",
        "SELECT i.unit_id, o.gate_id FROM segment_ids AS i JOIN gate_overrides AS o ON o.unit_id = i.unit_id ORDER BY 1, 2"),
    "users": (
        "SELECT t.name, u.email, u.role FROM teams AS t JOIN users AS u ON u.email = ANY (t.members) ORDER BY 1, 2",
        "SELECT role, count(*) FROM users GROUP BY 1 ORDER BY 1",
        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM teams), (SELECT count(*) FROM tags)",
        "SELECT is_core, count(*), max(name) FROM tags GROUP BY 1 ORDER BY 1",
        "SELECT name, description FROM core_tags ORDER BY 1",
        "SELECT t.name, h.note FROM tags AS t JOIN helper AS h ON h.object_id = t.name ORDER BY 1"),
}

ELEMENTS = {"gate_rules": "gate_id", "dynamic_config_rules": "dynamic_config_id", "experiment_groups": "experiment_id"}


def look(table):
    """All that is compared of a table."""
    return f"SELECT {', '.join(TABLES[table].shown.values())} FROM {table} ORDER BY {TABLES[table].order}"


def orders(table):
    """The order of the elements inside their parents."""
    parent = ELEMENTS[table]
    return (f"SELECT {parent}, name, row_number() OVER (PARTITION BY {parent} ORDER BY position) "
            f"FROM {table} ORDER BY 1, 3")


def condition(scene, table):
    """A condition, or two."""
    one = scene.pick(CONDITIONS[table])
    if scene.chance(0.2):
        return f"({one}) {scene.pick(['AND', 'OR'])} ({scene.pick(CONDITIONS[table])})"
    return one


def by_key(scene, table, row):
    """A condition that holds for one row alone."""
    definition = TABLES[table]
    for columns in (definition.key, definition.label):
        if not columns:
            continue
        unknown = columns is definition.key and len(columns) == 1 and row[columns[0]] is None
        if unknown or (columns is definition.label and any(row[c] is None for c in columns)):
            continue
        if columns is definition.key and definition.label and scene.chance(0.25) \
                and all(row[c] is not None for c in definition.label):
            continue
        if definition.parent and definition.parent[1] not in columns:
            columns = [definition.parent[1]] + columns
        return " AND ".join(f"{c} IS NULL" if row[c] is None else f"{c} = {quote(row[c])}" for c in columns)
    return None


def query(scene, family):
    """A random SELECT over the tables of a family."""
    table = scene.pick(family)
    definition = TABLES[table]
    shown = ", ".join(scene.some(definition.shown.values(), 1, 6))
    forms = {"look": 3, "where": 5, "count": 2, "key": 3, "limit": 2, "order": 2, "joined": 5, "null": 1}
    form = scene.weighted(forms)
    if form == "joined" and family[0] in QUERIES:
        return scene.pick(QUERIES[family[0]])
    if form == "order" and table in ELEMENTS:
        return orders(table)
    if form == "count":
        return f"SELECT count(*) FROM {table} WHERE {condition(scene, table)}"
    if form == "key":
        rows = scene.rows(table) if scene.chance(0.6) else scene.kept(table)
        where = by_key(scene, table, scene.pick(rows)) if rows else None
        if where:
            return f"SELECT {shown} FROM {table} WHERE {where} ORDER BY {definition.order}"
    if form == "limit":
        return (f"SELECT {definition.order}, {shown} FROM {table} ORDER BY {definition.order} "
                f"LIMIT {scene.rng.randint(1, 4)} OFFSET {scene.rng.randint(0, 2)}")
    if form in ("where", "limit"):
        return f"SELECT {shown} FROM {table} WHERE {condition(scene, table)} ORDER BY {definition.order}"
    return look(table)
