"""Statements with a life of their own: DO blocks, prepared statements, cursors."""
from changing import change
from failing import failing
from literals import quote, quote_array
from reading import condition, query
from tables import TABLES

INDENT = "    "


# ---------------------------------------------------------------- DO blocks

def is_possible(scene, sql):
    """Whether PL/pgSQL takes a statement as it is, and the block has not deleted the parent of its rows."""
    words = sql.split()
    table = words[2] if words[0] in ("INSERT", "DELETE") else None
    if words[0] == "INSERT" and TABLES[table].parent and scene.parents_gone:
        return False
    scene.rows_gone |= words[0] == "DELETE"
    scene.parents_gone |= words[0] == "DELETE" and not TABLES[table].parent
    return words[0] in ("INSERT", "UPDATE", "DELETE")


def simple_change(scene, family):
    """A change inside a block."""
    scene.in_block = True
    try:
        for _ in range(10):
            sql = change(scene, family)
            if is_possible(scene, sql):
                return sql
        return "PERFORM 1"
    finally:
        scene.in_block = False


def step(scene, family, indent):
    """Lines of a block: a change or a query, and what it brought."""
    table = scene.pick(family)
    if scene.chance(0.25):
        return [f"{indent}SELECT count(*) INTO counted FROM {table} WHERE {condition(scene, table)};",
                f"{indent}RAISE NOTICE 'count %', counted;"]
    return [f"{indent}{simple_change(scene, family)};", f"{indent}GET DIAGNOSTICS counted = ROW_COUNT;",
            f"{indent}RAISE NOTICE 'rows %', counted;"]


def error(scene, indent):
    """Lines of a block that raise an error."""
    statement = failing(scene)
    choices = ["PERFORM 1 / 0", "RAISE EXCEPTION 'no'"]
    if statement.startswith("INSERT") or (statement.startswith("UPDATE") and not scene.rows_gone):
        choices += [statement, statement]
    return [f"{indent}{scene.pick(choices)};"]


def guarded(scene, family, indent, depth=0):
    """Lines of a block whose error is caught, mostly after some changes."""
    lines = [f"{indent}BEGIN"]
    for _ in range(scene.rng.randint(1, 3)):
        lines += step(scene, family, indent + INDENT)
    if depth == 0 and scene.chance(0.3):
        lines += guarded(scene, family, indent + INDENT, depth + 1)
    if scene.chance(0.8):
        lines += error(scene, indent + INDENT)
    lines += [f"{indent}EXCEPTION WHEN OTHERS THEN", f"{indent}{INDENT}RAISE NOTICE 'caught';"]
    if scene.chance(0.4):
        lines += step(scene, family, indent + INDENT)
    return lines + [f"{indent}END;"]


def do_block(scene, family):
    """A DO block with changes, some of which a caught error takes back; whether it fails as a whole."""
    lines = ["DO $do$", "DECLARE", f"{INDENT}counted bigint;", "BEGIN"]
    fails = scene.chance(0.1)
    scene.rows_gone = scene.parents_gone = False
    if scene.chance(0.5):
        lines += step(scene, family, INDENT)
    for _ in range(scene.rng.randint(1, 2)):
        lines += guarded(scene, family, INDENT)
    if scene.chance(0.5):
        lines += step(scene, family, INDENT)
    if fails:
        lines += error(scene, INDENT)
    return "\n".join(lines + ["END $do$"]), fails


# ------------------------------------------------------ prepared statements

def known(table, column="id"):
    """A maker of arguments: a value of a column, as it is or as it was."""
    def make(scene):
        values = [r[column] for r in scene.rows(table) + scene.kept(table) if r[column] is not None]
        return quote(scene.pick(values))
    return make


def several(table, column="id"):
    """A maker of arguments: an array of such values."""
    return lambda scene: quote_array(scene.some([r[column] for r in scene.kept(table)], 0, 3))


def new_text(scene):
    """A maker of arguments: a text that is nowhere."""
    return quote(scene.fresh("prepared "))


def text_of(*values):
    """A maker of arguments: one of some texts."""
    return lambda scene: quote(scene.pick(values))


PREPARED = {
    "gates": (
        ("text, text", "UPDATE gates SET description = $2 WHERE id = $1", (known("gates"), new_text)),
        ("text", "SELECT id, name, type, description FROM gates WHERE type = $1 ORDER BY id, name", (text_of("PERMANENT", "TEMPORARY", "STALE"),)),
        ("text[]", "SELECT id, name, tags FROM gates WHERE id = ANY ($1) ORDER BY id", (several("gates"),)),
        ("text", "SELECT id, description FROM gates WHERE $1 = ANY (tags) ORDER BY id, name", (text_of("core", "added", "search"),)),
        ("text, numeric", "UPDATE gate_rules SET pass_percentage = $2 WHERE gate_id = $1", (known("gates"), text_of("1", "50", "99.5"))),
        ("text", "SELECT g.id, r.name, r.pass_percentage FROM gates AS g JOIN gate_rules AS r ON r.gate_id = g.id WHERE g.id = $1 ORDER BY 2", (known("gates"),)),
        ("text", "DELETE FROM gate_overrides WHERE gate_id = $1 AND passes", (known("gates"),)),
    ),
    "dynamic_configs": (
        ("text, jsonb", "UPDATE dynamic_configs SET default_value = $2 WHERE id = $1", (known("dynamic_configs"), text_of("{}", '{"a": null}'))),
        ("text", "SELECT name, return_value FROM dynamic_config_rules WHERE dynamic_config_id = $1 ORDER BY 1", (known("dynamic_configs"),)),
    ),
    "experiments": (
        ("text, text", "UPDATE experiments SET hypothesis = $2 WHERE id = $1", (known("experiments"), new_text)),
        ("text", "SELECT id, hypothesis FROM experiments WHERE status = $1 ORDER BY id, name", (text_of("setup", "active", "abandoned"),)),
        ("text", "SELECT name, size FROM experiment_groups WHERE experiment_id = $1 ORDER BY 1", (known("experiments"),)),
    ),
    "segments": (
        ("text", "DELETE FROM segment_ids WHERE unit_id = $1", (known("segment_ids", "unit_id"),)),
        ("text", "SELECT unit_id FROM segment_ids WHERE segment_id = $1 ORDER BY 1", (known("segments"),)),
    ),
    "users": (
        ("text, text", "INSERT INTO tags (name, description) VALUES ($1, $2)", (new_text, text_of("", "it's"))),
        ("text, text", "UPDATE users SET last_name = $2 WHERE email = $1", (known("users", "email"), new_text)),
        ("text", "SELECT name, description FROM tags WHERE name = $1", (known("tags", "name"),)),
        ("text[]", "SELECT email, role, last_name FROM users WHERE email = ANY ($1) ORDER BY 1", (several("users", "email"),)),
    ),
}


class Prepared:
    """The prepared statements of a session."""

    def __init__(self):
        self.statements = {}        # name: makers of its arguments

    def prepare(self, scene, family):
        """PREPARE of a new statement."""
        types, sql, makers = scene.pick(PREPARED[family[0]])
        name = scene.fresh("p")
        self.statements[name] = makers
        return f"PREPARE {name} ({types}) AS {sql}"

    def execute(self, scene):
        """EXECUTE of one of them; of the last one mostly."""
        names = list(self.statements)
        name = names[-1] if scene.chance(0.6) else scene.pick(names)
        return f"EXECUTE {name} ({', '.join(make(scene) for make in self.statements[name])})"


# ------------------------------------------------------------------ cursors

class Cursors:
    """The open cursors of a transaction, with the savepoints they live in."""

    def __init__(self):
        self.open = []              # (name, number of savepoints at DECLARE)
        self.hold = set()           # names of those that outlive the transaction

    @property
    def held(self):
        """Names of the open cursors that COMMIT leaves open."""
        return [name for name, _ in self.open if name in self.hold]

    def declare(self, scene, family, savepoints):
        """DECLARE of a new cursor."""
        name = scene.fresh("c")
        self.open.append((name, savepoints))
        if scene.chance(0.2):
            self.hold.add(name)
        return f"DECLARE {name} CURSOR {'WITH HOLD ' if name in self.hold else ''}FOR {query(scene, family)}"

    def fetch(self, scene):
        """FETCH from one, or CLOSE."""
        name, savepoints = scene.pick(self.open)
        if scene.chance(0.15):
            self.open.remove((name, savepoints))
            return f"CLOSE {name}"
        return f"FETCH {scene.pick(['ALL', 'ALL', '1', '2'])} FROM {name}"

    def rolled_back(self, savepoints):
        """Forgets the cursors that a ROLLBACK TO has closed."""
        self.open = [cursor for cursor in self.open if cursor[1] < savepoints]
