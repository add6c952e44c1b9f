"""The state of both sides after a transaction, and where they differ."""
import decimal
import json

from tables import TABLES

# Not shown in lists, so that their children are not found either.
UNLISTED = ("gates", "Archived")
CHILDREN_OF_UNLISTED = ("gate_rules", "gate_overrides")

# Said by the API when an experiment is reset or goes on, whatever it was before;
# and what goes with the start, but is not kept by the mock.
DECISION = ("launched_group_id", "decision_reason")
DECIDED = ("decision_made", "abandoned")


def parse(text):
    """JSON with exact numbers."""
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


def read(session, table, extra=""):
    """The rows of a table as dictionaries."""
    position = ", position" if has_position(table) else ""
    columns = ", ".join(f"{expression} AS {column}" for column, expression in table.shown.items())
    rows = session.must(f"SELECT row_to_json(s) FROM (SELECT {columns}{position}{extra} "
                        f"FROM {table.name}) AS s")
    return [parse(row[0]) for row in rows]


def has_position(table):
    """Whether the rows are elements of an array."""
    return table.name in ("gate_rules", "dynamic_config_rules", "experiment_groups")


class States:
    """Compares what the API has with what the model has."""

    def __init__(self, foreign, local):
        self.foreign = foreign
        self.local = local

    def differences(self, names):
        """Descriptions of all differences in some tables; none when the states are the same."""
        found = []
        gone = self.unlisted() if UNLISTED[0] in names else set()
        for name in names:
            table = TABLES[name]
            local = read(self.local, table, ", model_new, model_was")
            if name == UNLISTED[0] or name in CHILDREN_OF_UNLISTED:
                local = [row for row in local if row.get("gate_id", row.get("id")) not in gone]
            found += compare(table, local, read(self.foreign, table))
        return found

    def unlisted(self):
        """Ids of the objects that the API's lists leave out."""
        rows = self.local.must(f"SELECT id FROM {UNLISTED[0]} WHERE status = '{UNLISTED[1]}'")
        return {row[0] for row in rows}


def compare(table, local, foreign):
    """The differences of one table, as texts."""
    found, left = [], list(foreign)
    for row in local:
        other = find(table, row, left)
        if other is None:
            found.append(f"{table.name}: expected, but not there: {shown(table, row)}")
            continue
        left.remove(other)
        for column in compared(table, row):
            if not same(table, column, row, other):
                found.append(f"{table.name} {name_of(table, row)}: {column} is "
                             f"{other[column]!r}, expected {row[column]!r}")
    found += [f"{table.name}: there, but not expected: {shown(table, row)}" for row in left]
    if not found and has_position(table):
        found += order_differences(table, local, foreign)
    return found


def find(table, row, candidates):
    """The row of the other side that is this one, or None."""
    for columns in (table.key, table.label):
        # Parts of a key may be NULL, but what the API makes is known then to be new.
        if not columns or (columns is table.key and len(columns) == 1 and row[columns[0]] is None):
            continue
        for other in candidates:
            if all(row[column] == other[column] for column in columns):
                return other
    return None


def compared(table, row):
    """The columns that must be the same."""
    was = row["model_was"]
    skipped = set()
    if was is not None:
        for group in table.coupled:
            changed = {c for c in group if row[c] != was[c]}
            if changed:
                skipped |= set(group) - changed
        if table.name == "experiments" and row["status"] != was["status"]:
            if row["status"] not in DECIDED:
                skipped |= set(DECISION)
            if was["status"] == "setup":
                skipped.add("analysis_end_time")
    return [column for column in table.shown if column not in skipped]


def same(table, column, row, other):
    """Whether both sides agree on a column; what was left out of an INSERT is the API's choice."""
    if row[column] is None and (row["model_new"] or column in table.loose):
        return True
    if column in ("rules", "groups"):
        return [e["name"] for e in row[column] or []] == [e["name"] for e in other[column] or []]
    return row[column] == other[column]


def order_differences(table, local, foreign):
    """The parents whose elements stand in another order."""
    column = table.parent[1]
    found = []
    for parent in sorted({row[column] for row in local}):
        orders = [[row["name"] for row in sorted(rows, key=lambda row: row["position"])
                   if row[column] == parent] for rows in (local, foreign)]
        if orders[0] != orders[1]:
            found.append(f"{table.name} of {parent}: order is {orders[1]}, expected {orders[0]}")
    return found


def name_of(table, row):
    """How a row is called in messages."""
    return "/".join(str(row[c]) for c in dict.fromkeys(table.label + table.key))


def shown(table, row):
    """A row in a message."""
    return {c: row[c] for c in table.shown if row[c] is not None}
