"""A psql that stays connected, the bench server, and the programs that compete."""

import http.client
import json
import re
import subprocess

KEY_HEADER = "STATSIG-API-KEY: console-bench-key"


class BenchError(Exception):
    """What makes the whole measurement void."""


class Session:
    """One connection; statements are timed by psql itself."""

    MARK = "-- the statements before have ended --"

    def __init__(self, psql):
        self.process = subprocess.Popen(
            [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.pid = int(self.run("SELECT pg_backend_pid()")[0])

    def run(self, *statements):
        """Runs SQL and returns the lines that it prints."""
        text = "".join(f"{statement}\n;\n" if not statement.startswith("\\") else statement + "\n"
                       for statement in statements)
        self.process.stdin.write(text + f"\\echo '{self.MARK}'\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            line = line.rstrip("\n")
            if line == self.MARK:
                return lines
            lines.append(line)
        raise BenchError("psql ended:\n" + "\n".join(lines))

    def time(self, statements):
        """Milliseconds that the statements take together; those with TRUNCATE do not count."""
        total = 0.0
        for statement in statements:
            if statement.startswith("TRUNCATE"):
                self.run(statement)
                continue
            lines = self.run("\\timing on", statement, "\\timing off")
            times = [match.group(1) for line in lines
                     if (match := re.match(r"Time: ([0-9.]+) ms", line))]
            if len(times) != 1:
                raise BenchError("psql told no time:\n" + "\n".join(lines))
            total += float(times[0])
        return total

    def peak_memory(self):
        """The backend's peak of resident memory so far, in kB."""
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"^VmHWM:\s+([0-9]+) kB", status.read(), re.M).group(1))

    def close(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()


class Server:
    """The bench server; it ends with this process at the latest."""

    def __init__(self, program, gates):
        self.process = subprocess.Popen(
            [program, "--gates", str(gates)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        match = re.match(r"listening on (http://127\.0\.0\.1:([0-9]+))$",
                         self.process.stdout.readline())
        if not match:
            raise BenchError("the bench server did not start")
        self.url = match.group(1)
        self.port = int(match.group(2))

    def call(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise BenchError(f"the bench server answers {method} {path} with {answer.status}")
        return json.loads(body)

    def set(self, **settings):
        self.call("PUT", "/bench/settings?" + "&".join(f"{k}={v}" for k, v in settings.items()))

    def reset(self):
        self.call("DELETE", "/bench/counters")

    def counters(self):
        """The counters since reset(), with "requests" as their sum."""
        counted = self.call("GET", "/bench/counters")
        if counted["refused"]:
            raise BenchError(f"the bench server refused {counted['refused']} requests")
        counted["requests"] = counted["lists"] + counted["gets"] + counted["changes"]
        return counted

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def run_program(arguments, given=None):
    """Runs a program that must succeed and returns what it prints."""
    done = subprocess.run(arguments, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{arguments[0]} failed:\n{done.stderr}")
    return done.stdout
