#!/usr/bin/env python3
"""check.py - the mock's own tests.

usage: check.py --mock PROGRAM [NAME...]

Runs the named groups of checks (default: all) and prints
"N passed, N failed"; the exit status is 1 when anything failed or nothing
was checked.
"""
import argparse
import importlib
import os
import sys
import time

from mock_under_test import Checker

GROUPS = ("operations", "lists", "writes", "entities", "layers", "results", "warehouse", "rollouts",
          "project", "ingestion", "forms", "faults", "serving")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mock", required=True)
    parser.add_argument("groups", nargs="*", default=[])
    arguments = parser.parse_args()
    check = Checker()
    program = os.path.abspath(arguments.mock)
    for group in arguments.groups or GROUPS:
        started = time.monotonic()
        before = check.passed, check.failed
        importlib.import_module("check_" + group).run(check, program)
        print("%-12s %4d passed, %d failed, %.1f s"
              % (group, check.passed - before[0], check.failed - before[1],
                 time.monotonic() - started))
    print("%d passed, %d failed" % (check.passed, check.failed))
    sys.exit(1 if check.failed or not check.passed else 0)


if __name__ == "__main__":
    main()
