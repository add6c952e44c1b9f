"""Example statements for a table, made from what the catalogue says of its columns."""
import json
import re

SHOWN_COLUMNS = 5
# What a column's comment gives as an example of its values.
SUCH_AS = re.compile(r"such as ([A-Za-z_0-9.:/-]*[A-Za-z_0-9])")
# Columns that an UPDATE is shown with where the table has them.
TELLING = ("description", "name")
PLACE = re.compile(r"\{([a-z_0-9]+)\}")


def literal(text):
    """Text as an SQL literal."""
    return "'%s'" % text.replace("'", "''")


def thing(table, column):
    """What the value of a column names: gate_id a gate, id and name what the table has."""
    if column in ("id", "name"):
        return re.sub(r"s$", "", re.sub(r"ies$", "y", table))
    return re.sub(r"_id$", "", column)


def text_value(table, column):
    """A text that the column takes."""
    example = SUCH_AS.search(column["comment"])
    if column["allowed_values"]:
        return column["allowed_values"][0]
    if column["format"]:
        return {"email": "someone@example.com", "uri": "https://example.com"}[column["format"]]
    if example:
        return example.group(1)
    text = "my_" + thing(table, column["name"])
    if column["extra_characters"] is not None and "_" not in column["extra_characters"]:
        text = text.replace("_", "")
    return text[:column["max_length"] or None]


def middle(low, high):
    """A number of a range, as text; a whole one where that is possible."""
    number = (low + high) / 2
    return "%g" % (round(number) if low <= round(number) <= high else number)


def scalar_of_shape(name, shape, kind):
    """A JSON scalar of a shape."""
    if kind == "number":
        return float(middle(shape.get("minimum", 0), shape.get("maximum", 100)))
    if kind == "boolean":
        return True
    if "enum" in shape:
        return shape["enum"][0]
    if "format" in shape:
        return {"email": "someone@example.com", "uri": "https://example.com"}[shape["format"]]
    return ("my_" + name)[:shape.get("maxLength")]


def value_of_shape(name, shape):
    """A small JSON value of a shape: members that are required, or one; arrays of one element."""
    kind = shape["type"] if isinstance(shape["type"], str) else shape["type"][0]
    if kind == "object":
        members = shape.get("required") or sorted(shape.get("properties", {}))[:1]
        return {member: value_of_shape(member, shape["properties"][member]) for member in members}
    if kind != "array":
        value = scalar_of_shape(name, shape, kind)
        return int(value) if isinstance(value, float) and value.is_integer() else value
    element = value_of_shape(re.sub(r"s$", "", name), shape.get("items", {"type": "object"}))
    if "sumMember" in shape:
        element[shape["sumMember"]] = int(shape["sum"])
    return [element]


def value(table, column):
    """An SQL literal that the column takes."""
    kind = column["type"]
    if kind == "boolean":
        return "true"
    if kind in ("integer", "bigint", "double precision") or kind.startswith("numeric"):
        low = column["minimum"] or 0
        return middle(low, column["maximum"] if column["maximum"] and column["maximum"] < 1e6
                      else max(low, 100))
    if kind == "date":
        return "'2026-04-28'"
    if kind == "timestamp with time zone":
        return "'2026-04-28 12:00+00'"
    if kind == "text[]":
        return "ARRAY[%s]" % literal(re.sub(r"s$", "", text_value(table, column)))
    if kind == "jsonb":
        shape = column["shape"] or {"type": "object"}
        return literal(json.dumps(value_of_shape(column["name"], shape), ensure_ascii=False))
    return literal(text_value(table, column))


class Examples:
    """The examples of one table."""

    def __init__(self, table, columns, filters, schema="statsig"):
        self.name = table["name"]
        self.qualified = "%s.%s" % (schema, self.name)
        self.table = table
        self.definition = table["definition"]
        self.columns = {column["name"]: column for column in columns}
        self.filters = filters

    def equal(self, name, allowed=None):
        """A condition on a column, or an assignment to it."""
        parent = self.definition.get("parent", {"columns": {}})
        text = value(parent["table"] if name in parent["columns"] else self.name,
                     self.columns[name])
        if allowed and text.startswith("'") and text not in map(literal, allowed):
            text = literal(allowed[0])
        return "%s = %s" % (name, text)

    def key_condition(self):
        """WHERE for one row; what an INSERT may leave out is left out here as well."""
        names = [name for name in self.table["key"] or [] if self.names_row(self.columns[name])]
        return "\nWHERE " + " AND ".join(map(self.equal, names)) if names else ""

    @staticmethod
    def names_row(column):
        """Whether a column of the key always has a value."""
        return column["always_present"] or column["required"] or not column["insertable"]

    def enumerated(self):
        """The path columns that a query may leave out."""
        parents = [part.get("parent") for part in (self.definition, *self.definition["parts"])]
        return {column for parent in parents if parent for column in parent["columns"]} | set(
            self.definition["enumerations"])

    def needed(self):
        """Conditions without which a query is refused."""
        conditions = []
        path = self.definition.get("list", {}).get("path") or ""
        for name in PLACE.findall(path):
            if name not in self.enumerated():
                conditions.append(self.equal(name))
        for entry in self.filters:
            if entry["parameter"] not in self.definition["required_parameters"]:
                continue
            if entry["kind"] == "date from":
                conditions.append("%s >= '2026-04-21'" % entry["column_name"])
            elif entry["kind"] == "date to":
                conditions.append("%s < '2026-04-28'" % entry["column_name"])
            else:
                conditions.append(self.equal(entry["column_name"], entry["allowed_values"]))
        return conditions

    def usual(self):
        """Conditions that make a query cheap: values of the path, a filter, what rows belong to."""
        path = self.definition.get("list", {}).get("path") or ""
        names = [name for name in PLACE.findall(path) if name in self.enumerated()]
        if names:
            return [self.equal(name, self.definition["enumerations"].get(name)) for name in names]
        for entry in sorted(self.filters, key=lambda entry: not entry["allowed_values"]):
            if entry["kind"] in ("equal", "repeated"):
                return [self.equal(entry["column_name"], entry["allowed_values"])]
        path = self.definition.get("item", {}).get("path") or ""
        if len(self.table["key"] or []) > 1:
            return [self.equal(name) for name in PLACE.findall(path)]
        return []

    def shown(self):
        """The columns that a query shows: those of the key, then others that say something."""
        others = [column["name"] for column in self.columns.values()
                  if column["readable"] and column["type"] != "jsonb"]
        plain = dict.fromkeys([*(self.table["key"] or []), *others])
        names = list(plain)[:max(SHOWN_COLUMNS, len(self.table["key"] or []))]
        return names or ["raw"]

    def select(self):
        """A query, or None for a table that cannot be read."""
        if self.definition.get("unreadable"):
            return None
        conditions = self.needed() or self.usual()
        where = "\nWHERE " + " AND ".join(conditions) if conditions else ""
        return "SELECT %s\nFROM %s%s;" % (", ".join(self.shown()), self.qualified, where)

    def insert(self):
        """An INSERT with what has to be given, or None."""
        if "insert" not in self.definition:
            return None
        insertable = [column for column in self.columns.values() if column["insertable"]]
        chosen = [column for column in insertable
                  if column["required"] and not column["insert_default"]]
        if self.definition["insert_any"] and not any(
                column["name"] in self.definition["insert_any"] for column in chosen):
            chosen.insert(0, self.columns[self.definition["insert_any"][0]])
        chosen = chosen or insertable[:1]
        return "INSERT INTO %s (%s)\nVALUES (%s);" % (
            self.qualified, ", ".join(column["name"] for column in chosen),
            ", ".join(value(self.name, column) for column in chosen))

    def update(self):
        """An UPDATE of one column, or None."""
        if "update" not in self.definition and "whole" not in self.definition:
            return None
        names = [column["name"] for column in self.columns.values() if column["updatable"]
                 and not column["action"] and column["source"] != "position"]
        if not names:
            return None
        name = min(names, key=lambda name: (TELLING.index(name) if name in TELLING
                                            else len(TELLING), names.index(name)))
        return "UPDATE %s SET %s%s;" % (self.qualified, self.equal(name), self.key_condition())

    def action(self):
        """An UPDATE that is a request of its own, or None: the last of those to a value."""
        for action in reversed(self.definition["actions"]):
            target = action.get("to")
            if target in (None, "f") or target.startswith("!"):
                continue
            column = self.columns[action["column"]]
            target = {"t": "true", "f": "false"}[target] if column["type"] == "boolean" \
                else literal(target)
            assignments = ["%s = %s" % (action["column"], target)]
            assignments += [self.equal(argument["column"]) for argument in action["arguments"]
                            if argument.get("required") and argument["column"] != action["column"]]
            return "UPDATE %s SET %s%s;" % (self.qualified, ", ".join(assignments),
                                            self.key_condition())
        return None

    def delete(self):
        """A DELETE of one row, or None."""
        if "delete" not in self.definition:
            return None
        return "DELETE FROM %s%s;" % (self.qualified, self.key_condition())

    def writes(self):
        """All statements that change something."""
        statements = (self.insert(), self.update(), self.action(), self.delete())
        return [statement for statement in statements if statement]
