#!/usr/bin/env python3
"""Measures the extension against curl and prints the ratios; called by scripts/bench.

    run.py --programs DIRECTORY --psql PSQL --work DIRECTORY [--rounds N] [--only WORD]
           [--delays MS,...] [--command TEXT]

PostgreSQL is the one that the environment (PGHOST, PGPORT, PGUSER) names; the
extension is installed there and nothing else is going on in it.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time

from rows import COLUMNS, CURL, NOT_READ, from_table, make_rows
from session import KEY_HEADER, BenchError, Server, Session, run_program

GATES = 5000
CHANGES = 300
CHANGES_WHEN_PACED = 80
MEMORY_SIZES = (500, 50000)

# The columns of the table besides the extension's.
COMPETITORS = (("a", "curl, COPY FROM PROGRAM, jsonb"),
               ("b", "curl --parallel --parallel-max 8 to /dev/null"),
               ("c", "C loop, one libcurl handle"))

PACING = """
DO $$
DECLARE
    most text;
BEGIN
    FOREACH most IN ARRAY ARRAY['1000000', '100000', '10000', '1000'] LOOP
        BEGIN
            EXECUTE format('ALTER SERVER statsig OPTIONS (ADD mutations_per_10_seconds %L, '
                           'ADD mutations_per_15_minutes %L)', most, most);
            RETURN;
        EXCEPTION
            WHEN fdw_invalid_option_name THEN
                RETURN;
            WHEN fdw_invalid_attribute_value THEN
                NULL;               -- out of its range: the next
        END;
    END LOOP;
    RAISE EXCEPTION 'no value of mutations_per_10_seconds is accepted';
END
$$"""


def say(text=""):
    print(text, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.server = Server(os.path.join(options.programs, "bench-server"), GATES)
        self.admin = Session(options.psql)
        self.prepare()
        rows, wanted = make_rows(self.server.url, GATES, self.ids)
        self.rows = [row for row in rows if options.only in row.name]
        self.n_changes = CHANGES_WHEN_PACED if self.paced else CHANGES
        self.updates = [
            (name, check_conflicts)
            for ending, check_conflicts in (("", "true"), (", unchecked", "false"))
            if options.only in (name := f"{self.n_changes} updates{ending}"
                                        + (" (paced)" if self.paced else ""))]
        self.memory_wanted = options.only in "memory"
        if not (self.rows or self.updates or self.memory_wanted):
            raise BenchError(f"no row has \"{options.only}\" in its name")
        for number, row in enumerate(self.rows):
            row.write_files(options.work, number)
        self.admin.run("CREATE TABLE wanted (id text PRIMARY KEY, note text)")
        self.admin.run("INSERT INTO wanted VALUES "
                       + ", ".join(f"('{one}', 'a note')" for one in wanted))
        self.admin.run("ANALYZE wanted")
        self.readers = {"extension": self.session(), "a": self.session()}

    def prepare(self):
        """The foreign tables, the keys that queries name, and whether changes are paced."""
        self.admin.run(
            "CREATE EXTENSION statsig_fdw",
            "CREATE SERVER statsig FOREIGN DATA WRAPPER statsig_fdw "
            f"OPTIONS (base_url '{self.server.url}')",
            "CREATE USER MAPPING FOR CURRENT_USER SERVER statsig "
            "OPTIONS (api_key 'console-bench-key')",
            "CREATE SCHEMA statsig",
            "IMPORT FOREIGN SCHEMA statsig LIMIT TO (gates, gate_rules) FROM SERVER statsig "
            "INTO statsig",
            PACING)
        self.paced = self.admin.run(
            "SELECT count(*) FROM pg_foreign_server, unnest(srvoptions) o "
            "WHERE o LIKE 'mutations\\_per\\_10\\_seconds=%'") == ["0"]
        known = {column[0] for column in COLUMNS} | set(NOT_READ)
        there = self.admin.run("SELECT attname FROM pg_attribute WHERE attnum > 0 "
                               "AND NOT attisdropped AND attrelid = 'statsig.gates'::regclass")
        if set(there) != known:
            raise BenchError("table gates has other columns than bench/rows.py: "
                             + ", ".join(sorted(set(there) ^ known)))
        self.ids = [gate["id"] for page in range(1, GATES // 100 + 1)
                    for gate in self.server.call(
                        "GET", f"/console/v1/gates?limit=100&page={page}")["data"]]

    def session(self):
        session = Session(self.options.psql)
        session.run("SET client_min_messages = warning",
                    "CREATE TEMP TABLE staging (body jsonb)",
                    "ALTER TABLE staging ALTER COLUMN body SET STORAGE EXTERNAL",
                    "SET statsig_fdw.max_changes = 100000")
        return session

    # ------------------------------------------------------------ reading

    def check_row(self, row):
        """The extension's rows are those that the JSON has; the run also warms everything."""
        queries = {"extension": row.extension, "a": row.staged}
        sums = []
        for way, query in queries.items():
            if way == "a":
                self.readers[way].run("TRUNCATE staging", row.statement_stage())
            sums += self.readers[way].run(
                f"SELECT count(*), sum(hashtext(t::text)::bigint) FROM ({query}) t")
        if sums[0] == sums[1] and sums[0] != "0|":
            return
        rows = {way: self.readers[way].run(f"SELECT t::text FROM ({query}) t ORDER BY 1")
                for way, query in queries.items()}
        differing = [f"{way}: {sorted(set(rows[way]) - set(rows[other]))[:1]}"
                     for way, other in (("extension", "a"), ("a", "extension"))]
        raise BenchError(f"{row.name}: rows|checksum of the extension {sums[0]}, of the other way "
                         f"{sums[1]}: no figures\n" + "\n".join(differing))

    def measure(self, row, way, times):
        """Milliseconds of one round, in which a row is done so many times."""
        if way == "extension":
            return self.readers[way].time(row.statements_extension() * times)
        if way == "a":
            return self.readers[way].time(row.statements_staged() * times)
        if way == "b":
            start = time.monotonic()
            for _ in range(times):
                run_program(row.command_floor())
            return (time.monotonic() - start) * 1000
        return float(run_program([os.path.join(self.options.programs, "keyed"), KEY_HEADER],
                                 "\n".join(row.urls * times) + "\n"))

    def read_row(self, row):
        ways = ["extension", "a", "b"] + (["c"] if row.single else [])
        self.check_row(row)
        spent = {way: [] for way in ways}
        requests = {}
        for _ in range(self.options.rounds):
            for way in ways:
                times = row.times(way, self.delay)
                self.server.reset()
                spent[way].append(self.measure(row, way, times) / times)
                # keyed.c asks once more than it counts
                sent = self.server.counters()["requests"] - (1 if way == "c" else 0)
                requests[way] = sent / times
        self.print_row(row.name, spent, requests)

    # ------------------------------------------------------------ changing

    def change_with_extension(self, ids, description, check_conflicts):
        # A session of its own: the pace of changes is that of a session.
        session = self.session()
        session.run(f"ALTER FOREIGN TABLE statsig.gates OPTIONS "
                    f"(ADD check_conflicts '{check_conflicts}')",
                    f"SELECT name FROM statsig.gates WHERE id = '{ids[0]}'")
        self.server.reset()
        keys = ", ".join(f"'{one}'" for one in ids)
        spent = session.time([
            "BEGIN",
            f"UPDATE statsig.gates SET description = '{description}' WHERE id IN ({keys})",
            "COMMIT"])
        session.run("ALTER FOREIGN TABLE statsig.gates OPTIONS (DROP check_conflicts)")
        session.close()
        return spent

    def change_with_curl(self, ids, description, *options):
        path = os.path.join(self.options.work, "changes.curl")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'header = "{KEY_HEADER}"\nheader = "Content-Type: application/json"\n'
                       'request = "PATCH"\n'
                       f'data = "{{\\"description\\":\\"{description}\\"}}"\n')
            file.writelines(f'url = "{self.server.url}/console/v1/gates/{one}"\n'
                            'output = "/dev/null"\n' for one in ids)
        self.server.reset()
        start = time.monotonic()
        run_program([*CURL, *options, "-K", path])
        return (time.monotonic() - start) * 1000

    def change_row(self, name, check_conflicts):
        count = self.n_changes
        parallel = ("--parallel", "--parallel-immediate", "--parallel-max", "8")
        ids = self.ids[3::len(self.ids) // count][:count]
        ways = {"extension": lambda text: self.change_with_extension(ids, text, check_conflicts),
                "a": lambda text: self.change_with_curl(ids, text),
                "b": lambda text: self.change_with_curl(ids, text, *parallel)}
        times = {way: [] for way in ways}
        requests = {}
        for number in range(self.options.rounds):
            digests = set()
            for way, change in ways.items():
                times[way].append(change(f"Changed in round {number}."))
                counted = self.server.counters()
                requests[way] = counted["requests"]
                digests.add((counted["changes"], counted["digest"]))
            if len(digests) != 1 or next(iter(digests))[0] != count:
                raise BenchError(f"{name}: not the same changes were sent: {digests}: no figures")
        self.print_row(name, times, requests)

    # ------------------------------------------------------------- memory

    def memory(self):
        peaks = []
        for gates in MEMORY_SIZES:
            self.server.set(gates=gates, delay=0)
            session = Session(self.options.psql)
            session.run(f"COPY (SELECT {from_table()} FROM statsig.gates) TO '/dev/null'")
            peaks.append(session.peak_memory())
            if session.run("SELECT count(*) FROM statsig.gates") != [str(gates)]:
                raise BenchError(f"the scan does not find {gates} gates: no figures")
            session.close()
        self.server.set(gates=GATES)
        say("Peak memory of a backend after one scan (VmHWM, with what it touched of shared memory)")
        for gates, peak in zip(MEMORY_SIZES, peaks):
            say(f"  {gates:6} gates {peak / 1024:9.1f} MB")
        say(f"  difference   {(peaks[1] - peaks[0]) / 1024:9.1f} MB")
        say()

    # -------------------------------------------------------------- output

    def print_versions(self):
        say(f"command     {self.options.command}")
        say(f"rounds      {self.options.rounds}, median; competitors in turn")
        say("PostgreSQL  " + self.admin.run("SHOW server_version")[0])
        say("curl        " + " ".join(run_program(["curl", "--version"]).split()[1:4]))
        say("libcurl     " + run_program(["pkg-config", "--modversion", "libcurl"]).strip()
            + " (headers of the build)")
        say(f"machine     {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
            f"load {os.getloadavg()[0]:.2f} at the start")
        say("pacing      " + ("on: the extension sends 90 changes in 10 s at most, which cannot be "
                              "lifted; fewer updates" if self.paced else "lifted by server options"))
        say()
        for name, what in COMPETITORS:
            say(f"({name}) {what}")
        say()

    def print_ceiling(self):
        say("What the server can serve at 0 ms")
        for what, path in (("pages of 100 gates", "/console/v1/gates?limit=100&page=3"),
                           ("single gates", f"/console/v1/gates/{self.ids[5]}")):
            best = max((tuple(float(word) for word in run_program(
                [os.path.join(self.options.programs, "load"), str(self.server.port), connections,
                 "1", path]).split()) for connections in ("1", "2", "4", "8")))
            say(f"  {what:20} {best[0]:9.0f} requests/s {best[1]:9.1f} MB/s")
        say()

    def print_head(self):
        say(f"{'':36} {'milliseconds':^35} {'extension / …':^20}   {'requests':^20}")
        say(f"{'delay  row':36} {'extension':>9} {'(a)':>8} {'(b)':>8} {'(c)':>7} "
            f"{'(a)':>6} {'(b)':>6} {'(c)':>6}   {'ext.':>5} {'(a)':>4} {'(b)':>4} {'(c)':>4}")

    def print_row(self, name, times, requests):
        medians = {way: statistics.median(spent) for way, spent in times.items()}
        cells = []
        for way, width in (("extension", 9), ("a", 8), ("b", 8), ("c", 7)):
            cells.append(f"{medians[way]:{width}.2f}" if way in medians else f"{'':{width}}")
        for way in ("a", "b", "c"):
            cells.append(f"{medians['extension'] / medians[way]:6.2f}" if way in medians
                         else f"{'':6}")
        cells.append("")
        for way, width in (("extension", 6), ("a", 4), ("b", 4), ("c", 4)):
            cells.append(f"{requests[way]:{width}g}" if way in requests else f"{'':{width}}")
        say(f"{self.delay:3} ms {name:29} " + " ".join(cells).rstrip())

    def run(self):
        self.print_versions()
        self.print_ceiling()
        self.print_head()
        for self.delay in self.options.delays:
            self.server.set(delay=self.delay)
            for row in self.rows:
                self.read_row(row)
            for name, check_conflicts in self.updates:
                self.change_row(name, check_conflicts)
            say()
        if self.memory_wanted:
            self.memory()

    def stop(self):
        for session in self.readers.values():
            session.close()
        self.admin.close()
        self.server.stop()


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--psql", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--command", default="bench/run.py")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--delays", default="0,50",
                        type=lambda text: [int(word) for word in text.split(",")])
    return parser.parse_args()


def main():
    try:
        bench = Bench(parse_options())
        bench.run()
        bench.stop()
    except (BenchError, subprocess.SubprocessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
