"""mock_under_test.py - a running mock and the means to ask it, for check.py."""
import http.client
import json
import os
import subprocess
import tempfile
import urllib.parse

TEST = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CONTRACT = os.path.join(TEST, "contract", "contract.json")
FIXTURES = os.path.join(TEST, "fixtures", "project")
PREFIX = "/console/v1"
KEY = "console-mock-key"
VERSION = "20240601"


class Answer:
    """Status, headers, raw body and (when it is JSON) value of an answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        try:
            # numbers stay texts, so that their digits can be compared
            self.value = json.loads(body, parse_int=Number, parse_float=Number)
        except (ValueError, RecursionError):
            self.value = None

    @property
    def data(self):
        return self.value["data"]

    @property
    def message(self):
        return self.value["message"]


class Number(str):
    """A JSON number as it stands in the text."""


def quote(text):
    """A path segment."""
    return urllib.parse.quote(text, safe="")


class Mock:
    """A mock process; use as a context manager."""

    def __init__(self, program, *options, fixtures=FIXTURES):
        self.directory = tempfile.TemporaryDirectory()
        self.log_file = os.path.join(self.directory.name, "requests.log")
        self.process = subprocess.Popen(
            [program, "--contract", CONTRACT, "--fixtures", fixtures,
             "--port", "0", "--log", self.log_file, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://127.0.0.1:"):
            raise RuntimeError("the mock did not start: "
                               + self.process.stderr.read())
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, kind, *unused):
        status, errors = self.stop()
        if kind is None and (status != 0 or errors):
            raise RuntimeError("the mock ended with status %d and said: %s"
                               % (status, errors))

    def stop(self):
        """Ends the mock; returns (exit status, what it wrote on stderr)."""
        if self.process.poll() is None:
            self.process.terminate()
        _, errors = self.process.communicate(timeout=20)
        self.directory.cleanup()
        return self.process.returncode, errors

    def connect(self, timeout=10):
        return http.client.HTTPConnection("127.0.0.1", self.port,
                                          timeout=timeout)

    def raw(self, method, path, body=None, headers=None, connection=None):
        own = connection is None
        connection = connection or self.connect()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            if own:
                connection.close()

    def call(self, method, path, body=None, key=KEY, connection=None):
        """A request below /console/v1; body is a Python value or a text."""
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        headers = {"STATSIG-API-VERSION": VERSION}
        if key is not None:
            headers["STATSIG-API-KEY"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
            if isinstance(body, str):
                body = body.encode()
        return self.raw(method, PREFIX + path, body, headers, connection)

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def control(self, method, path, value=None):
        body = None if value is None else json.dumps(value)
        answer = self.raw(method, "/__mock/" + path, body)
        if answer.status != 200:
            raise RuntimeError("control %s: %r" % (path, answer.body))
        return answer

    def state(self, path):
        answer = self.raw("GET", "/__mock/state?path=" + quote(path))
        return answer.value if answer.status == 200 else None

    def fault(self, path, times=1, after=0, method="GET", query=None, **fault):
        match = {"method": method, "path": PREFIX + path}
        if query is not None:
            match["query"] = query
        self.control("POST", "faults", {"match": match, "times": times,
                                        "after": after, "fault": fault})

    def clear(self):
        self.control("DELETE", "faults")

    def log(self):
        return [json.loads(line) for line
                in self.control("GET", "log").body.splitlines()]


class Checker:
    """Counts what holds and reports what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def true(self, condition, what, *details):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: %s %s" % (what, " ".join(str(d)[:600] for d in details)))
        return bool(condition)

    def equal(self, found, expected, what):
        return self.true(found == expected, what,
                         "found %r, expected %r" % (found, expected))

    def status(self, answer, expected, what):
        return self.true(answer.status == expected, what,
                         "status %d instead of %d: %r"
                         % (answer.status, expected, answer.body[:500]))
