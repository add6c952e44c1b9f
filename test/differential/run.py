#!/usr/bin/env python3
"""Differential test of transactions: random ones against the foreign tables and against local ones.

    test/with-mock test/differential/run.py [--transactions N] [--seed N] [--only N] [--mode MODE]

Every transaction begins with the state of project/ and depends on nothing but
the seed and its number, so that --only repeats it alone.  Every sixth one is
with write_mode immediate, where there are single statements only; --mode makes
all of one kind.  In some of them requests follow each other, in others several are under way.  Needs a server with the extension installed, named by
PGHOST (a directory), PGPORT and PGUSER, and makes the database "differential"
in it.  The last line is "N passed, N failed"; each transaction is one test.
"""
import argparse
import os
import random
import sys
import time

from mock import Mock, PROJECT
from pair import Difference, Pair
from scene import Scene
from session import Session
from shrink import shrink
from transaction import Player

DATABASE = "differential"
IMMEDIATE = 6                       # every how many-th transaction is of this mode
AT_ONCE = (8, 1, 3, 1, 8)           # how many requests may be under way, by the transaction's number
HERE = os.path.dirname(os.path.abspath(__file__))


def make_database(mock):
    """The foreign tables, the model, and the state of the fixtures in both."""
    Session("postgres").must(f"DROP DATABASE IF EXISTS {DATABASE}")
    Session("postgres").must(f"CREATE DATABASE {DATABASE}")
    session = Session(DATABASE)
    session.must("CREATE EXTENSION statsig_fdw")
    session.must("CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw "
                 f"OPTIONS (base_url '{mock.url}', page_size '4', fetch_concurrency '1')")  # so that lists have pages
    session.must("CREATE USER MAPPING FOR CURRENT_USER SERVER statsig OPTIONS (api_key 'console-mock-key')")
    session.must("CREATE SCHEMA statsig")
    session.must("IMPORT FOREIGN SCHEMA statsig FROM SERVER statsig INTO statsig")
    with open(os.path.join(HERE, "model.sql"), encoding="utf-8") as file:
        session.must(file.read())
    mock.reset()
    session.must("SELECT model.load(ARRAY(SELECT name FROM model.tables))")
    session.must("SELECT model.keep()")
    session.close()


def report(seed, number, pair, difference):
    """Prints a difference with all that led to it."""
    print(f"\n== seed {seed}, transaction {number}, mode {pair.mode}: {difference.kind}")
    for step in pair.steps[:-1]:
        print(f"{step.sql};")
        for line in step.foreign.shown()[-1:] if not step.sql.startswith(("SELECT", "FETCH")) else []:
            print(f"    -- {line}")
    if pair.steps:
        last = pair.steps[-1]
        print(f"{last.sql};")
        for side in ("foreign", "local"):
            print(f"    -- {side}:")
            for line in getattr(last, side).shown():
                print(f"    --   {line}")
    for line in difference.lines:
        print(f"-- {line}")
    for request in pair.mock.changes():
        print(f"-- sent: {request}")
    print(f"-- repeat: test/differential/run.py --seed {seed} --only {number} --mode {pair.mode}", flush=True)


def play(pair, seed, number, mode):
    """One transaction; the Difference that ended it, or None."""
    if mode == "both":
        mode = "commit" if number % IMMEDIATE else "immediate"
    pair.start(mode, AT_ONCE[number % len(AT_ONCE)])
    scene = Scene(random.Random(f"{seed}:{number}"), pair.local, number, mode)
    try:
        Player(pair, scene).play()
    except Difference as difference:
        return difference
    return None


def main():
    """Runs the transactions and counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--transactions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", type=int, default=None, help="the number of one transaction")
    parser.add_argument("--mode", choices=("commit", "immediate", "both"), default="both")
    parser.add_argument("--shrink", action="store_true", help="look for a shorter form of each failure")
    parser.add_argument("--verbose", action="store_true", help="print every statement")
    arguments = parser.parse_args()
    if "STATSIG_MOCK_URL" not in os.environ:
        os.environ["STATSIG_MOCK_FIXTURES"] = PROJECT
        os.execv(os.path.join(HERE, "..", "with-mock"), ["with-mock", sys.executable, *sys.argv])

    seed = random.randrange(10 ** 6) if arguments.seed is None else arguments.seed
    numbers = range(1, arguments.transactions + 1) if arguments.only is None else [arguments.only]
    print(f"seed {seed}, mode {arguments.mode}", flush=True)
    mock = Mock()
    make_database(mock)
    pair = Pair(DATABASE, mock)
    passed = failed = statements = 0
    began = time.monotonic()
    for number in numbers:
        difference = play(pair, seed, number, arguments.mode)
        statements += len(pair.steps)
        if arguments.verbose:
            print(f"\n-- transaction {number}")
            for step in pair.steps:
                print(f"{step.sql};\n    -- " + "\n    -- ".join(step.foreign.shown()))
        if difference is None:
            passed += 1
            continue
        failed += 1
        report(seed, number, pair, difference)
        if arguments.shrink:
            shrink(pair, difference)
    for sql, local, foreign in pair.unexpected:
        print(f"failed on both sides: {sql}\n    local:   {local}\n    foreign: {foreign}")
    print(f"{statements} statements in {time.monotonic() - began:.1f} s")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
