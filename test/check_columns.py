#!/usr/bin/env python3
"""check_columns.py - does columns.py see a difference where there is one, and none elsewhere?

The last line is "N passed, N failed".
"""
import sys

import column_values
from column_rows import rows_of
from columns import Differences

# type, the API's JSON, options, what PostgreSQL prints, whether they are the same
VALUES = [
    ("text", '"a"', (), "a", True),
    ("text", '"a"', (), "a ", False),
    ("text", '""', (), "", True),
    ("text", '""', (), None, False),
    ("text", '""', ("empty is null",), None, True),
    ("text", '"NULL"', (), None, False),
    ("text", "null", (), None, True),
    ("text", "9007199254740993", (), "9007199254740993", True),
    ("text", "true", (), "true", True),
    ("boolean", "true", (), "true", True),
    ("boolean", "false", (), "true", False),
    ("boolean", "false", (), None, False),
    ("bigint", "9007199254740993", (), "9007199254740993", True),
    ("bigint", "9007199254740993", (), "9007199254740992", False),
    ("integer", "1.0", (), "1", True),
    ("double precision", "0.30000000000000004", (), "0.30000000000000004", True),
    ("double precision", "0.30000000000000004", (), "0.3", False),
    ("double precision", "1e-7", (), "1e-07", True),
    ("numeric(5,2)", "99.99", (), "99.99", True),
    ("numeric(5,2)", "25", (), "25.00", True),
    ("numeric(5,2)", "25", (), "25.01", False),
    ("date", '"2026-04-30"', (), "2026-04-30", True),
    ("date", '"2026-04-30T00:00:00.000Z"', (), "2026-04-30", True),
    ("date", '"2026-04-30"', (), "2026-04-29", False),
    ("timestamp with time zone", "1777593600001", ("ms",), "2026-05-01 00:00:00.001+00", True),
    ("timestamp with time zone", '"1777593600000"', ("ms",), "2026-05-01 00:00:00+00", True),
    ("timestamp with time zone", "1777593600000", ("ms",), "2026-05-01 00:00:01+00", False),
    ("timestamp with time zone", '"2026-04-30T22:46:40.000Z"', ("ISO",), "2026-05-01 00:46:40+02", True),
    ("timestamp with time zone", '"1969-12-31T23:59:59.5Z"', ("ISO",), "1969-12-31 23:59:59.5+00", True),
    ("text[]", '["a", null, "b,c"]', (), '["a",null,"b,c"]', True),
    ("text[]", '["a", "b"]', (), '["b","a"]', False),
    ("text[]", '["a", "a"]', (), '["a"]', False),
    ("text[]", '["a", "a"]', ("distinct",), '["a"]', True),
    ("text[]", '"a"', (), '["a"]', True),
    ("text[]", "[]", (), "[]", True),
    ("text[]", "[]", (), None, False),
    ("jsonb", '{"b": 1, "a": [1.10, 1e400, -0]}', (), '{"a": [1.1, 1%s, 0], "b": 1}' % ("0" * 400), True),
    ("jsonb", '{"a": 18446744073709551616}', (), '{"a": 18446744073709551615}', False),
    ("jsonb", '{"a": null}', (), "{}", False),
    ("jsonb", '{"a": "1"}', (), '{"a": 1}', False),
    ("jsonb", "[1, 2]", (), "[2, 1]", False),
    ("jsonb", "{}", (), None, False),
    ("jsonb", "null", (), None, True),
    ("jsonb", '"\\ud83d\\ude80"', (), '"🚀"', True),
]

ITEM = """{"id": "i", "control": "g2", "empty": null, "members": [{"email": "a"}, {"email": "b"}],
           "groups": [{"id": "g1", "ids": ["x", "y"]}, {"id": "g2"}], "name": "n", "type": "t"}"""

# form of rows, source, values of all rows
SOURCES = [
    ({}, "$.id", ["i"]),
    ({}, "$.nothing | $.empty | $.id", ["i"]),
    ({}, "$.members[].email", [["a", "b"]]),
    ({}, "$.groups[1].id", ["g2"]),
    ({}, "$.groups[2].id", [column_values.MISSING]),
    ({}, "join $.name $.type", ["n::t"]),
    ({}, "join $.name $.nothing", [column_values.MISSING]),
    ({}, "given.day", ["today"]),
    ({}, "before given.metric", ["a::b"]),
    ({}, "after given.metric", ["sum"]),
    ({}, "$.nothing | after given.other", [column_values.MISSING]),
    ({}, "given.other", [column_values.MISSING]),
    ({}, "'a b'", ["a b"]),
    ({"array": "groups"}, "position", ["0", "1"]),
    ({"array": "groups"}, "match $.id item.control", [False, True]),
    ({"array": "groups"}, "match $.id item.nothing", [True, False]),
    ({"array": "groups", "list": "ids"}, "element", ["x", "y"]),
    ({"array": "groups", "list": "ids"}, "$.id", ["g1", "g1"]),
    ({"array": "groups", "unless": "members"}, "$.id", []),
    ({"array": "nothing"}, "$.id", []),
]

# rows found, rows expected, number of differences
ROWS = [
    ([], [], 0),
    ([("a", "1")], [("a", "1")], 0),
    ([("b", "2"), ("a", "1")], [("a", "1"), ("b", "2")], 0),
    ([], [("a", "1")], 1),
    ([("a", "1")], [], 1),
    ([("a", "1"), ("a", "1")], [("a", "1")], 1),
    ([("a", "1")], [("a", None)], 1),
    ([("a", "1"), ("b", "2")], [("a", "2"), ("b", "1")], 2),
    ([("a", "1")], [("b", "1")], 2),
]


def failures():
    """A line for every case that does not come out as it should; None for the others."""
    for kind, api, options, postgres, same in VALUES:
        mine = column_values.from_api(kind, column_values.parse_json(api), options)
        theirs = column_values.from_postgres(kind, postgres)
        yield None if (mine == theirs) == same else "%s: %s and %s" % (kind, mine, theirs)
    item = column_values.parse_json(ITEM)
    for form, source, expected in SOURCES:
        found = [scope.value(source) for scope in rows_of(form, {"day": "today", "metric": "a::b::sum"}, item)]
        yield None if found == expected else "%s: %s" % (source, found)
    for found, expected, number in ROWS:
        differences = Differences(["key"])
        differences.compare(*([dict(zip(("key", "value"), row)) for row in rows]
                              for rows in (found, expected)))
        yield None if len(differences.lines) == number else "%s, %s: %s" % (
            found, expected, differences.lines)
    times = {column_values.display_microseconds("Mon Sep 26 2022", time) for time in (
        "23:46:14 GMT+0000 (Coordinated Universal Time)", "16:46:14 GMT-0700")}
    yield None if times == {1664235974000000} else "display times: %s" % times


def main():
    """Prints what failed, and counts."""
    outcomes = list(failures())
    for outcome in filter(None, outcomes):
        print("FAILED: " + outcome)
    failed = sum(outcome is not None for outcome in outcomes)
    print("%d passed, %d failed" % (len(outcomes) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
