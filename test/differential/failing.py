"""Statements that must fail, on either side, before anything is sent."""
from literals import quote
from reading import by_key


def existing(scene, table, test=lambda row: True):
    """A condition for one row of a table, or None."""
    rows = [row for row in scene.rows(table) if test(row)]
    return by_key(scene, table, scene.pick(rows)) if rows else None


# UPDATEs of a row that is there: table, assignment, which rows.
REFUSED = (
    ("gates", "type = 'STALE'", lambda r: r["type"] != "STALE"),
    ("gates", "status = 'Sleeping'", lambda r: True),
    ("gates", "description = NULL", lambda r: r["description"] is not None),
    ("gates", "id = 'another'", lambda r: r["id"] != "another"),
    ("gates", "version = 77", lambda r: not r["model_new"]),
    ("gates", "is_enabled = 'perhaps'", lambda r: True),
    ("gates", "name = 'no'", lambda r: True),
    ("gates", "rules = '{}'", lambda r: True),
    ("gate_rules", "pass_percentage = 120", lambda r: True),
    ("gate_rules", "pass_percentage = -0.01", lambda r: True),
    ("gate_rules", "conditions = NULL", lambda r: True),
    ("gate_rules", "gate_id = 'dark-mode'", lambda r: r["gate_id"] != "dark-mode"),
    ("gate_rules", "position = -1", lambda r: not r["model_new"]),
    ("gate_overrides", "unit_id = 'x'", lambda r: True),
    ("gate_overrides", "passes = NULL", lambda r: True),
    ("dynamic_configs", "default_value = '[]'", lambda r: True),
    ("dynamic_config_rules", "name = NULL", lambda r: True),
    ("experiments", "default_confidence_interval = '97'", lambda r: True),
    ("experiments", "allocation = 100.5", lambda r: True),
    ("experiments", "hypothesis = 1 / 0", lambda r: True),
    ("experiment_groups", "size = 101", lambda r: True),
    ("experiment_groups", "is_control = NOT is_control", lambda r: r["is_control"] is not None),
    ("experiment_overrides", "target = 'another'", lambda r: True),
    ("segments", "description = 'other'", lambda r: r["description"] != "other"),
    ("segment_ids", "unit_id = 'x'", lambda r: True),
    ("users", "email = 'x@lindenhof.example'", lambda r: True),
    ("users", "role = NULL", lambda r: True),
    ("teams", "change_team_configs = 'nobody'", lambda r: True),
    ("tags", "name = NULL", lambda r: True),
    ("tags", "description = repeat('x', 1001)", lambda r: True),
    ("tags", "no_such_column = 1", lambda r: True),
)


def others(scene):
    """INSERTs that lack something, statements that break off in the middle, queries."""
    new = quote(scene.fresh("good "))
    rules = "SELECT count(*) / 0 FROM gate_rules"
    return [
        "INSERT INTO gates (description) VALUES ('neither name nor id')",
        "INSERT INTO gates (name, status) VALUES ('Launched at once', 'Launched')",
        "INSERT INTO gates (name, type) VALUES ('Wrong type', 'STALE')",
        f"INSERT INTO tags (name, description) VALUES ({new}, 'x'), (repeat('x', 101), 'x')",
        "INSERT INTO tags (name) VALUES ('no description')",
        f"INSERT INTO tags (name, description) SELECT {new} || n, (1 / (3 - n))::text FROM helper WHERE n <= 5 ORDER BY n",
        "INSERT INTO gate_rules (gate_id, name, pass_percentage, conditions) VALUES ('dark-mode', 'r', 100.01, '[]')",
        "INSERT INTO gate_overrides (gate_id, unit_id) VALUES ('dark-mode', 'u')",
        "INSERT INTO dynamic_configs (id) VALUES ('no_name')",
        "INSERT INTO experiment_overrides (experiment_id, kind, target, group_id) VALUES ('ranking', 'city', 'Berlin', 'Test')",
        "INSERT INTO segments (name, type) VALUES ('Wrong', 'list')",
        "UPDATE users SET last_name = (1 / (CASE first_name WHEN 'nobody' THEN 1 ELSE 0 END))::text",
        "UPDATE users SET first_name = 'x' || 1 / (CASE email WHEN 'rosa.dubois@lindenhof.example' THEN 0 ELSE 1 END)",
        rules, "SELECT no_such_function()", "SELEC 1",
    ]


def failing(scene):
    """A statement that must fail."""
    if scene.chance(0.65):
        for _ in range(10):
            table, assignment, test = scene.pick(REFUSED)
            where = existing(scene, table, test)
            if where is not None:
                return f"UPDATE {table} SET {assignment} WHERE {where}"
    return scene.pick(others(scene))
