#!/usr/bin/env python3
"""coverage.py - which operations of the contract has the extension called with success?

usage: coverage.py LOG

LOG is what the mocks of all tests wrote (STATSIG_MOCK_LOG_ALL of with-mock).
A request counts when the extension made it, which its User-Agent tells, when
the mock answered it with a 2xx, and when no fault was put into it.  Prints how
many operations were reached and those that were not; the exit status is 1 when
there is one, or when the log cannot be read.
"""
import json
import os
import sys

CONTRACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "contract", "contract.json")
CLIENT = "statsig_fdw "
ROOT = "/console/v1"


def operations():
    """All operations of the contract: (method, path)."""
    with open(CONTRACT, encoding="utf-8") as file:
        return {(operation["method"], operation["path"])
                for operation in json.load(file)["operations"]}


def counts(entry):
    """Whether a line of the log is a successful request of the extension."""
    return ("method" in entry and (entry["client"] or "").startswith(CLIENT)
            and 200 <= entry["status"] <= 299 and entry["fault"] is None)


def reached(log):
    """The operations of the requests in the log that count."""
    # Bodies stand in the log as they were sent, also those that are not UTF-8.
    with open(log, encoding="utf-8", errors="surrogateescape") as file:
        entries = [json.loads(line) for line in file]
    return {(entry["method"], entry["operation"]) for entry in entries if counts(entry)}


def main():
    """Prints the coverage."""
    if len(sys.argv) != 2:
        sys.exit("usage: coverage.py LOG")
    if not os.path.exists(sys.argv[1]):
        sys.exit("coverage.py: there is no log %s: the parts that send requests have not run"
                 % sys.argv[1])
    known = operations()
    found = reached(sys.argv[1])
    if found - known:
        sys.exit("coverage.py: the contract does not know %s" % sorted(found - known))
    print("operations reached %d / %d" % (len(found), len(known)))
    missing = sorted(known - found, key=lambda operation: (operation[1], operation[0]))
    for method, path in missing:
        print("not reached: %s %s" % (method, path.removeprefix(ROOT)))
    print("%d passed, %d failed" % (len(found), len(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
