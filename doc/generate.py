#!/usr/bin/env python3
"""generate.py - writes doc/tables.md, what every table is, from the catalogue.

usage: generate.py [--psql COMMAND]               the document, to standard output
       generate.py --script FILE                  the statements of a document as a script
                                                  that psql runs against a mock

Reads the catalogue as the extension shows it (statsig_fdw_tables(), _columns()
and _filters()) and nothing else, so that the document is right when the
catalogue is.  scripts/document runs it and puts its output in its place;
"scripts/check --only documents" fails when that has been forgotten.
"""
import argparse
import json
import re
import shlex
import subprocess
import sys

from examples import PLACE, Examples

QUERY = """
SELECT json_build_object(
    'tables', (SELECT json_agg(t ORDER BY t.name COLLATE "C") FROM statsig_fdw_tables() t),
    'columns', (SELECT json_agg(c) FROM statsig_fdw_columns() c),
    'filters', (SELECT json_agg(f) FROM statsig_fdw_filters() f))
"""

INTRODUCTION = """\
# Tables

What `IMPORT FOREIGN SCHEMA statsig` makes: %d tables. This file is made from the catalogue by
`scripts/document`; do not edit it. The same facts as rows: `statsig_fdw_tables()`, `statsig_fdw_columns()`,
`statsig_fdw_filters()`.

Requests are written without `https://statsigapi.net/console/v1`; a name in braces is a column. Every condition
is checked on the rows that come back as well, so a condition that is not sent only costs requests, never rows.
Changes are sent at COMMIT, and what is going to be changed is read before; the README tells more of both.

| use of a column | meaning |
|---|---|
| read | a `SELECT` shows it |
| insert, insert (required) | an `INSERT` may give it, must give it |
| update | an `UPDATE` sends it |
| action | an `UPDATE` of it is a request of its own, or goes into one; see the requests of the table |
| write-only | reads as NULL |
| parameter | a value for the API's list: NULL unless a condition compares it with a value |
"""


def cell(text):
    """Text in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def code(text):
    """Text as code."""
    return "`%s`" % text


def codes(texts):
    """A list of pieces of code."""
    return ", ".join(map(code, texts))


def words(texts):
    """"a", "a or b", "a, b or c"."""
    return " or ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def link(name):
    """A link to a table of this document."""
    return "[`%s`](#%s)" % (name, name)


def request(method, path):
    """A request as code."""
    return code("%s %s" % (method, path))


def grid(heads, rows):
    """A table as lines."""
    yield "| %s |" % " | ".join(heads)
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| %s |" % " | ".join(map(cell, row))


class Table:
    """The section of one table."""

    def __init__(self, table, columns, filters):
        self.table = table
        self.name = table["name"]
        self.definition = table["definition"]
        self.columns = columns
        self.filters = filters
        self.examples = Examples(table, columns, filters)

    # Columns

    def uses(self, column):
        """What a column is good for."""
        if column["parameter"]:
            return "parameter"
        name = column["name"]
        uses = ["read" if column["readable"] else "write-only"]
        after = name in self.definition["inserted_after"]
        if column["required"] and column["insert_default"] is None:
            uses.append("insert (required)")
        elif column["insertable"] or after:
            uses.append("insert")
        if column["updatable"]:
            uses.append("update")
        if column["action"]:
            uses.append("action")
        return ", ".join(uses)

    def limits(self, column):
        """What can be written, as far as the comment does not say it."""
        values = column["allowed_values"]
        comment = column["comment"]
        if values and not all(re.search(r"\b%s\b" % re.escape(v), comment) for v in values):
            yield "One of %s." % codes(values)
        low, high = column["min_length"], column["max_length"]
        length = "%s to %s characters" % (low, high) if low and high else \
            "at most %s characters" % high if high else \
            "at least %s" % ("1 character" if low == 1 else "%s characters" % low) if low else ""
        if column["extra_characters"] is not None:
            length += (" of " if length else "only ") + "letters, digits and " + " ".join(
                "space" if c == " " else code(c) for c in column["extra_characters"])
        if length and not column["format"]:
            yield length[0].upper() + length[1:] + "."
        if column["minimum"] is not None and "%g to %g" % (
                column["minimum"], column["maximum"]) not in comment:
            yield "From %g%s." % (column["minimum"], "" if column["maximum"] >= 2 ** 53 - 1
                                  else " to %g" % column["maximum"])
        if column["format"]:
            yield {"email": "An e-mail address.", "uri": "A URL."}[column["format"]]
        if column["name"] in self.definition["inserted_after"] and "second request" not in comment:
            yield "Given on INSERT, it is sent in a second request."
        if column["name"] in self.definition["secret"]:
            yield "Secret: shown in no message, plan or view."

    def column_rows(self):
        """The grid of columns."""
        for column in self.columns:
            written = column["insertable"] or column["updatable"] or column["action"]
            meaning = [column["comment"], *(self.limits(column) if written else ())]
            yield [code(column["name"]), column["type"], self.uses(column), " ".join(meaning)]

    # Conditions

    def condition_rows(self):
        """The grid of conditions that the API evaluates."""
        for entry in self.filters:
            column, parameter = entry["column_name"], entry["parameter"]
            shapes = {
                "equal": code("%s = …" % column),
                "repeated": "%s, %s" % (code("%s = …" % column), code("%s IN (…)" % column)),
                "member": "%s, %s" % (code("… = ANY (%s)" % column), code("%s @> ARRAY[…]" % column)),
                "date from": "%s, %s" % (code("%s >= …" % column), code("%s > …" % column)),
                "date to": "%s, %s" % (code("%s <= …" % column), code("%s < …" % column)),
            }
            yield [shapes.get(entry["kind"], "%s (%s)" % (code(column), entry["kind"])),
                   self.sent(entry, parameter)]

    def sent(self, entry, parameter):
        """How a condition is sent."""
        column = next(c for c in self.columns if c["name"] == entry["column_name"])
        text = code(parameter)
        if entry["several_parameter"]:
            text += ", for several values " + code(entry["several_parameter"])
        if entry["kind"] == "repeated" and not column["parameter"]:
            text += ", once for every value"
        if column["parameter"] and entry["kind"] in ("equal", "repeated"):
            text += "; several values are a list for each"
        if entry["kind"] in ("date from", "date to") and column["type"] != "date":
            text += ", as a day, some days %s" % {"date from": "earlier",
                                                  "date to": "later"}[entry["kind"]]
        if entry["allowed_values"] and len(entry["allowed_values"]) <= 12:
            text += "; one of " + codes(entry["allowed_values"])
        if parameter in self.definition["required_parameters"]:
            text += "; **required**"
        return text

    # Requests

    def endpoint(self, endpoint):
        """One request that reads."""
        if "path" not in endpoint:
            return "none: one row of the values that the statement names"
        text = request("GET", endpoint["path"])
        if endpoint.get("paged"):
            text += ", page by page"
        if endpoint.get("most_values"):
            text += ", up to %d values in one request" % endpoint["most_values"]
        return text

    def source_of_values(self, endpoint, parent):
        """Where the columns of a path get their values when the query gives none."""
        texts = []
        names = PLACE.findall(endpoint.get("path", ""))
        given = [name for name in names if parent and name in parent["columns"]]
        if given:
            text = "%s from the rows of %s" % (codes(given), link(parent["table"]))
            if parent.get("when_column"):
                values = parent.get("when_values", []) + parent.get("maybe_values", [])
                text += " whose %s is %s" % (code(parent["when_column"]), words(list(map(code, values))))
            texts.append(text)
        for column, values in self.definition["enumerations"].items():
            if column in names:
                texts.append("%s each of %s" % (code(column), codes(values)))
        needed = [name for name in names
                  if name not in given and name not in self.definition["enumerations"]]
        return ("; if not given, " + ", ".join(texts) if texts else "") + (
            "; %s must be given" % codes(needed) if needed else "")

    def read_rows(self):
        """What a SELECT asks for."""
        if self.definition.get("unreadable"):
            yield ["`SELECT`", "not possible (0A000). " + self.definition["unreadable"]]
            return
        lists = [(self.definition.get("constant"), self.definition.get("list"),
                  self.definition.get("parent"))]
        lists += [(part.get("constant"), part["list"], part.get("parent"))
                  for part in self.definition["parts"]]
        kind = next((c["name"] for c in self.columns if c["source"] == "list"), None)
        for constant, endpoint, parent in lists:
            if endpoint is None:
                continue
            statement = "`SELECT`"
            if constant and kind:
                statement = code("SELECT … WHERE %s = '%s'" % (kind, constant))
            yield [statement, self.endpoint(endpoint) + self.source_of_values(endpoint, parent)]
        for endpoint in [self.definition.get("item"), *self.definition["alternatives"]]:
            names = PLACE.findall((endpoint or {}).get("path", ""))
            if names:
                yield [code("SELECT … WHERE " + " AND ".join("%s = …" % name for name in names)),
                       self.endpoint(endpoint)]
        omission = self.definition.get("omission")
        if omission and "item" in self.definition:
            column = omission.get("column")
            yield [code("SELECT %s …" % (column or "*")),
                   "%s as well where %s is %s and the list leaves %s out"
                   % (request("GET", self.definition["item"]["path"]), code(omission["member"]),
                      code(omission["value"]), code(column) if column else "the rows")]

    def verb(self, verb):
        """The request of one row, and what it takes."""
        text = request(verb["method"], verb["path"])
        array = next((facet["array"] for facet in self.definition["facets"] if "array" in facet),
                     None)
        read = next((self.definition[name]["path"] for name in ("item", "list")
                     if self.definition.get(name, {}).get("path")), None)
        if verb["kind"] == "entries":
            owner = PLACE.findall(verb["path"])
            text += " for all rows of one %s" % code(owner[0]) if owner else " for several rows"
            if verb.get("max_entries"):
                text += ", at most %d at once" % verb["max_entries"]
        elif verb["kind"] == "parent array":
            text += " with the whole %s, read from %s before" % (
                code(array) if array and not verb.get("bare") else "array", request("GET", read))
        elif verb["kind"] == "whole":
            text += " with the whole object, read from %s before" % request("GET", read)
        elif verb["kind"] == "set":
            text += " with all rows of one %s, read from %s before" % (
                self.owner(), request("GET", read))
        if verb.get("several_path"):
            text += "; several rows at once: " + request(verb["several_method"],
                                                         verb["several_path"])
        if verb.get("clear_path"):
            text += "; when none is left: " + request(verb["clear_method"], verb["clear_path"])
        if "variant" in verb:
            text += "; where %s of %s is %s: %s" % (
                code(verb["variant_member"]), request("GET", verb["variant_parent"]),
                code(verb["variant_value"]), self.verb(verb["variant"]))
        return text

    def owner(self):
        """What the rows of a set belong to."""
        parent = self.definition.get("parent")
        return link(parent["table"]) + " row" if parent else "list"

    def action(self, action):
        """A request of its own: (statement, request)."""
        value = action.get("to")
        notes = []
        boolean = next(c["type"] == "boolean" for c in self.columns if c["name"] == action["column"])

        def shown(text):
            return {"t": "true", "f": "false"}[text] if boolean else "'%s'" % text

        if value is None:
            statement = "UPDATE … SET %s = …" % action["column"]
        elif value.startswith("!"):
            statement = "UPDATE … SET %s = …" % action["column"]
            notes.append("to another value than " + code(value[1:]))
        else:
            statement = "UPDATE … SET %s = %s" % (action["column"], shown(value))
        text = request(action["method"], action["path"])
        start = action.get("from")
        if start:
            notes.append("from %s%s" % ("another value than " if start.startswith("!") else "",
                                        code(start.lstrip("!"))))
        if action.get("alone"):
            notes.append("when nothing else changes")
        arguments = [argument for argument in action["arguments"]
                     if argument["column"] != action["column"]]
        if arguments:
            notes.append("with " + ", ".join(
                code(argument["column"]) + (" (required)" if argument.get("required") else "")
                for argument in arguments))
        if "collect" in action:
            notes.append("for all rows of one %s" % code(PLACE.findall(action["path"])[0]))
        if notes:
            text += ", " + ", ".join(notes)
        return [code(statement), text + (": " + action["comment"] if action.get("comment") else "")]

    def write_rows(self):
        """What INSERT, UPDATE and DELETE ask for."""
        for name in ("insert", "update", "delete"):
            if name in self.definition:
                verb = self.definition[name]
                # An entry has nothing that could be changed: the old one goes, the new one comes.
                first = self.verb(self.definition["delete"]) + "; then " \
                    if (name, verb["kind"]) == ("update", "entries") else ""
                yield [code(name.upper()), first + self.verb(verb)]
        if "whole" in self.definition:
            # Some are a part of the body that only actions change.
            updatable = {c["name"] for c in self.columns if c["updatable"]}
            statements = [code("UPDATE … SET %s = …" % name)
                          for name in self.definition["whole_columns"] if name in updatable]
            statements.append("`UPDATE` with `update_mode` `full`")
            yield [", ".join(statements), self.verb(self.definition["whole"])]
        if "reorder" in self.definition:
            moved = next(c["name"] for c in self.columns if c["source"] == "position")
            yield [code("UPDATE … SET %s = …" % moved), self.verb(self.definition["reorder"])]
        for action in self.definition["actions"]:
            yield self.action(action)

    # The section

    def lines(self):
        """The section as lines."""
        yield '## %s' % self.name
        yield ""
        yield self.table["comment"]
        yield ""
        key = self.table["key"]
        yield "Key: %s." % codes(key) if key else "No key."
        yield ""
        yield from grid(["column", "type", "use", "meaning"], self.column_rows())
        yield ""
        if self.filters:
            yield "Conditions that the API evaluates:"
            yield ""
            yield from grid(["condition", "parameter"], self.condition_rows())
            yield ""
        yield "Requests:"
        yield ""
        yield from grid(["statement", "request"], [*self.read_rows(), *self.write_rows()])
        for statements in ([self.examples.select()], self.examples.writes()):
            if any(statements):
                yield ""
                yield "```sql"
                yield "\n".join(statements)
                yield "```"
        yield ""

    def summary(self):
        """The row of the index."""
        definition = self.definition
        marks = [not definition.get("unreadable"), "insert" in definition,
                 any(name in definition for name in ("update", "whole")) or definition["actions"],
                 "delete" in definition]
        first = re.split(r"(?<=\.)\s", self.table["comment"])[0]
        return [link(self.name), first, codes(self.table["key"] or []),
                *("yes" if mark else "–" for mark in marks)]


def document(catalogue):
    """The whole document as text."""
    tables = []
    for table in catalogue["tables"]:
        own = [[entry for entry in catalogue[kind] or [] if entry["table_name"] == table["name"]]
               for kind in ("columns", "filters")]
        tables.append(Table(table, *own))
    lines = [INTRODUCTION % len(tables)]
    lines += grid(["table", "what it is", "key", "SELECT", "INSERT", "UPDATE", "DELETE"],
                  [table.summary() for table in tables])
    lines.append("")
    for table in tables:
        lines += table.lines()
    return "\n".join(lines).rstrip("\n") + "\n"


def script(text):
    """The statements of a document: queries run, changes are rolled back before they are sent."""
    for block in re.findall(r"^```sql\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if block.startswith("SELECT"):
            yield block
        else:
            yield from ("BEGIN;\n%s\nROLLBACK;\n" % statement
                        for statement in re.findall(r"^.*?;$", block, re.MULTILINE | re.DOTALL))


def main():
    """Prints the document or its statements."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--psql", default="psql", help="command that connects to the database")
    parser.add_argument("--script", metavar="FILE", help="print the statements of this document")
    arguments = parser.parse_args()
    if arguments.script:
        with open(arguments.script, encoding="utf-8") as file:
            print("".join(script(file.read())), end="")
        return 0
    command = shlex.split(arguments.psql) + ["-XAtq", "-c", QUERY]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    print(document(json.loads(answer)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
