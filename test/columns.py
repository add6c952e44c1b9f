#!/usr/bin/env python3
"""columns.py - does every column of every table show what the API says?

usage: columns.py [--psql COMMAND] [--table NAME]...

Reads every table through the extension, as psql prints it, and compares every
column of every row with what columns.json makes of the mock's own JSON, got
over plain HTTP (column_rows.py explains the words of that file).  Nothing of
the expectation comes from the extension: tables that are missing, columns that
are missing, too many or of another type, rows that are missing, too many or
different, and reads for which the mock has no row at all are failures.
Tables that cannot be read must say so (0A000).

Needs a server with the extension installed, named by PGHOST, PGPORT and
PGUSER, and makes the database "columns" in it.  Without STATSIG_MOCK_URL it
runs itself through with-mock.  The last line is "N passed, N failed"; each
table is one test.
"""
import argparse
import collections
import itertools
import json
import os
import re
import shlex
import subprocess
import sys

import column_values
from column_rows import KEY, Api, Expectation, PLACE

HERE = os.path.dirname(os.path.abspath(__file__))
DATABASE = "columns"
SCHEMA = "statsig"
SHOWN = 5                           # differences of a table that are printed

COLUMNS = """
SELECT json_object_agg(relname, columns) FROM (
    SELECT relname, json_object_agg(attname, format_type(atttypid, atttypmod)
                                    ORDER BY attnum) AS columns
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind = 'f' AND attnum > 0 AND NOT attisdropped
    GROUP BY relname) t
"""


class Psql:
    """psql as the user of the environment."""

    def __init__(self, command):
        self.command = shlex.split(command) + ["-XAtq", "-v", "ON_ERROR_STOP=1"]
        self.environment = {**os.environ,
                            "PGOPTIONS": "-c timezone=UTC -c datestyle=ISO,YMD",
                            "PGCLIENTENCODING": "UTF8"}

    def run(self, *statements, database=DATABASE):
        """What the statements print; raises RuntimeError with psql's words."""
        arguments = [word for statement in statements for word in ("-c", statement)]
        done = subprocess.run(self.command + ["-d", database] + arguments, check=False,
                              env=self.environment, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def make_database(self, url):
        """The foreign tables of a server for the mock."""
        self.run("DROP DATABASE IF EXISTS %s" % DATABASE, "CREATE DATABASE %s" % DATABASE,
                 database="postgres")
        self.run("CREATE EXTENSION statsig_fdw",
                 "CREATE SERVER mock FOREIGN DATA WRAPPER statsig_fdw OPTIONS (base_url %s)"
                 % literal(url),
                 "CREATE USER MAPPING FOR CURRENT_USER SERVER mock OPTIONS (api_key %s)"
                 % literal(KEY),
                 "CREATE SCHEMA %s" % SCHEMA,
                 "IMPORT FOREIGN SCHEMA statsig FROM SERVER mock INTO %s" % SCHEMA)

    def rows(self, name, columns, condition):
        """The rows of a table: a dict of comparable values each."""
        texts = ["%s::text" % (("array_to_json(%s)" if kind == "text[]" else "%s") % quoted(column))
                 for column, (kind, *_) in columns.items()]
        printed = self.run("SELECT array_to_json(ARRAY[%s]) FROM %s.%s%s"
                           % (", ".join(texts), SCHEMA, quoted(name),
                              " WHERE " + condition if condition else ""))
        for line in printed.split("\n")[:-1]:
            values = json.loads(line)
            yield {column: column_values.from_postgres(columns[column][0], value)
                   for column, value in zip(columns, values)}

    def sqlstate(self, statement):
        """The SQLSTATE that a statement fails with; None when it does not."""
        try:
            self.run(r"\set VERBOSITY sqlstate", statement)
        except RuntimeError as error:
            return re.sub(r".*ERROR:\s+(\w{5})\b.*", r"\1", str(error), flags=re.S)
        return None


def literal(text):
    """Text as an SQL literal."""
    return "'%s'" % text.replace("'", "''")


def quoted(name):
    """A name as SQL."""
    return '"%s"' % name.replace('"', '""')


class Differences:
    """Multisets of rows, compared; collects what to print."""

    def __init__(self, key):
        self.key = key
        self.lines = []

    def find(self, line):
        """Keeps a difference."""
        self.lines.append(line)

    def compare(self, found, expected):
        """Rows are equal when all columns are; rows of one key are compared by column."""
        surplus = collections.Counter(map(freeze, found))
        lacking = collections.Counter(map(freeze, expected))
        by_name = {}
        for side, rows in enumerate((surplus - lacking, lacking - surplus)):
            for row in map(dict, rows.elements()):
                by_name.setdefault(self.name(row), ([], []))[side].append(row)
        for name in sorted(by_name):
            for shown, wanted in itertools.zip_longest(*by_name[name]):
                self.compare_rows(name, shown, wanted)

    def name(self, row):
        """What a row is called: the values of its key."""
        return ", ".join("%s %s" % (column, row[column]) for column in self.key)

    def compare_rows(self, name, shown, wanted):
        """One row; None where there is none."""
        if shown is None:
            self.find("missing row: %s" % (name or wanted))
        elif wanted is None:
            self.find("row too many: %s" % (name or shown))
        else:
            for column, value in shown.items():
                if value != wanted[column]:
                    self.find("%s: %s is %s and should be %s" % (
                        name, column, clipped(value), clipped(wanted[column])))


def freeze(row):
    """A row that can be counted."""
    return tuple(row.items())


def clipped(value):
    """A value for a message."""
    text = "NULL" if value is None else repr(value)
    return text if len(text) <= 300 else text[:300] + "..."


def first_of_each(rows, key):
    """Rows without later ones of the same key."""
    seen = {}
    for row in rows:
        seen.setdefault(tuple(row[column] for column in key), row)
    return list(seen.values())


class Check:
    """The comparison of all tables."""

    def __init__(self, psql, api, content):
        self.psql = psql
        self.expectation = Expectation(api)
        self.tables = content["tables"]
        self.deviations = content["deviations"]
        self.there = json.loads(psql.run(COLUMNS) or "{}")

    def check_types(self, name, lines):
        """Names and types of the columns; returns the columns that can be compared."""
        there = self.there[name]
        columns = {}
        for column, words in self.tables[name]["columns"].items():
            deviation = self.deviations.get("%s.%s" % (name, column))
            kind = deviation["type"] if deviation else words[0]
            if kind == words[0] and deviation:
                lines.append("column %s: the deviation is none" % column)
            if kind != there.get(column):
                lines.append("column %s is %s and should be %s"
                             % (column, there.get(column, "missing"), kind or "missing"))
            elif kind is not None:
                columns[column] = [kind, *words[1:]]
        for column in there:
            if column not in self.tables[name]["columns"]:
                lines.append("column %s is not in columns.json" % column)
        return columns

    def questions(self, read):
        """(condition, given values, query parameters) of every query of a read."""
        asked = read.get("ask", {})
        choices = [[(column, parameter, value) for value in values]
                   for column, (parameter, *values) in asked.items()]
        for given in self.expectation.combinations(read.get("each")):
            for choice in itertools.product(*choices):
                values = {**given, **{column: value for column, _, value in choice}}
                conditions = [read["where"]] if "where" in read else []
                conditions += ["%s = {%s}" % (column, column) for column, _, _ in choice]
                parameters = "".join("&%s={%s}" % (parameter, column)
                                     for column, parameter, _ in choice)
                yield (PLACE.sub(lambda match, known=values: literal(known[match.group(1)]),
                                 " AND ".join(conditions)), values, parameters)

    def check_reads(self, name, columns, differences):
        """Compares all reads; returns the rows that they should show."""
        table = {**self.tables[name], "columns": columns}
        all_rows = []
        for number, read in enumerate(table["reads"], 1):
            before = len(all_rows)
            for condition, given, parameters in self.questions(read):
                expected = list(self.expectation.rows(read, table, given, parameters))
                if table.get("once"):
                    expected = first_of_each(expected, table["key"])
                all_rows += expected
                try:
                    differences.compare(list(self.psql.rows(name, columns, condition)), expected)
                except RuntimeError as error:
                    if str(error) not in differences.lines:
                        differences.find(str(error))
            if len(all_rows) == before:
                differences.find("the mock has no row for read %d" % number)
        return all_rows

    def check_table(self, name):
        """Prints what is wrong with a table; returns whether nothing is."""
        if name not in self.there:
            print("table %s is missing" % name)
            return False
        table = self.tables[name]
        differences = Differences(table.get("key", []))
        columns = self.check_types(name, differences.lines)
        rows = []
        if table.get("unreadable"):
            state = self.psql.sqlstate("SELECT * FROM %s.%s" % (SCHEMA, quoted(name)))
            if state != "0A000":
                differences.find("reading it gives %s and should give 0A000" % state)
        else:
            try:
                rows = self.check_reads(name, columns, differences)
            except ValueError as error:
                differences.find(str(error))
        print("%s: rows %d, columns %d, differences %d"
              % (name, len(rows), len(columns), len(differences.lines)), flush=True)
        for line in differences.lines[:SHOWN]:
            print("    " + line.replace("\n", "\n    "))
        if len(differences.lines) > SHOWN:
            print("    ...")
        # These have not really been compared.
        unused = [column for column, words in columns.items()
                  if rows and words[1] != "null" and all(row[column] is None for row in rows)]
        if unused:
            print("    the mock has no value of: %s" % ", ".join(unused))
        return not differences.lines

    def run(self, only):
        """(tables that passed, tables that failed)."""
        names = only or [*self.tables, *(name for name in self.there if name not in self.tables)]
        passed = 0
        for name in names:
            if name not in self.tables:
                print("table %s is not in columns.json" % name)
            elif self.check_table(name):
                passed += 1
        return passed, len(names) - passed


def main():
    """Compares and counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--psql", default="psql", help="command that connects to the server")
    parser.add_argument("--table", action="append", help="only this table; repeatable")
    arguments = parser.parse_args()
    if "STATSIG_MOCK_URL" not in os.environ:
        os.execv(os.path.join(HERE, "with-mock"), ["with-mock", sys.executable, *sys.argv])
    with open(os.path.join(HERE, "columns.json"), encoding="utf-8") as file:
        content = json.load(file)
    psql = Psql(arguments.psql)
    psql.make_database(os.environ["STATSIG_MOCK_URL"])
    passed, failed = Check(psql, Api(os.environ["STATSIG_MOCK_URL"]), content).run(arguments.table)
    print("%d passed, %d failed" % (passed, failed))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
