"""Tools of the mock's own checks: a running mock, calls, expectations.

Every answer with a 2xx status is validated against the response schema of
its operation, so that each call of a check is a contract check as well.
"""

import decimal
import http.client
import importlib.util
import json
import os
import subprocess
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
CONTRACT = os.path.join(HERE, "..", "contract", "contract.json")
FIXTURES = os.path.join(HERE, "..", "fixtures", "project")
PREFIX = "/console/v1"


def load_fixture_check():
    """The fixtures' validator, by path: it is no package."""
    path = os.path.join(HERE, "..", "fixtures", "check.py")
    spec = importlib.util.spec_from_file_location("fixture_check", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FIXTURE_CHECK = load_fixture_check()


class Mock:
    """A mock process with a fresh state, and what was expected of it."""

    def __init__(self, binary, arguments=()):
        self.log = tempfile.NamedTemporaryFile(suffix=".log")
        self.process = subprocess.Popen(
            [binary, "--contract", CONTRACT, "--fixtures", FIXTURES,
             "--port", "0", "--log", self.log.name, *arguments],
            stdout=subprocess.PIPE, text=True)
        address = self.process.stdout.readline().split("//")[-1].strip()
        if not address:
            raise SystemExit("the mock did not start")
        self.connection = http.client.HTTPConnection(address, timeout=20)
        with open(CONTRACT, encoding="utf-8") as file:
            self.contract = json.loads(file.read(), parse_float=decimal.Decimal)
        self.validator = FIXTURE_CHECK.Validator(self.contract["schemas"])
        self.passed = 0
        self.failed = 0

    def stop(self):
        """Ends the process; it must end well."""
        self.connection.close()
        self.process.terminate()
        self.expect("the mock ends with status 0", self.process.wait(10) == 0)
        self.process.stdout.close()

    def expect(self, what, good, seen=None):
        """Counts one expectation and prints it when it does not hold."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}" + (f"\n        {str(seen)[:600]}"
                                       if seen is not None else ""))
        return good

    def equal(self, what, seen, wanted):
        """Expects two values to be the same."""
        return self.expect(what, seen == wanted, f"{seen!r} instead of {wanted!r}")

    def call(self, method, path, body=None, status=None,
             key="console-mock-key", validate=True):
        """One request; (status, parsed answer).  status is expected if given.

        path is below /console/v1, already encoded, with its query.
        """
        text = None if body is None else json.dumps(
            body, ensure_ascii=False, default=float).encode()
        self.connection.request(method, PREFIX + path, text, {
            "STATSIG-API-KEY": key,
            "STATSIG-API-VERSION": "20240601",
            **({"Content-Type": "application/json"} if text else {})})
        response = self.connection.getresponse()
        raw = response.read().decode()
        try:
            answer = json.loads(raw, parse_float=decimal.Decimal)
        except ValueError:
            answer = raw
        name = f"{method} {path}"
        if status is not None:
            self.expect(f"{name} gives {status}", response.status == status,
                        f"{response.status}: {raw}")
        if validate and 200 <= response.status < 300:
            self.validate(name, method, path, response.status, answer)
        return response.status, answer

    def data(self, method, path, body=None, status=200):
        """The data member of an expected answer."""
        return (self.call(method, path, body, status)[1] or {}).get("data")

    def refuse(self, method, path, body, message, status=400):
        """Expects an error with a message that contains the text."""
        answer = self.call(method, path, body, status)[1]
        self.expect(f"{method} {path} is refused with \"{message}\"",
                    message in json.dumps(answer, default=str, ensure_ascii=False), answer)

    def unchecked(self, path):
        """An answer that need not keep to the contract."""
        return self.call("GET", path, status=200, validate=False)[1]

    def control(self, method, path, body=None):
        """A request to the mock itself; its parsed answer."""
        self.connection.request(method, "/__mock/" + path,
                                None if body is None else json.dumps(body))
        response = self.connection.getresponse()
        raw = response.read().decode()
        self.expect(f"control {method} {path}", response.status == 200, raw)
        return json.loads(raw, parse_float=decimal.Decimal)

    def state(self, path):
        """What is stored at a path, hidden members too."""
        return self.control("GET", "state?path=" + quote(path))

    def form(self, path, **arguments):
        """Lets answers of a path come in another form."""
        self.control("POST", "faults", {
            "match": {"path": PREFIX + path}, "times": 0,
            "fault": {"kind": "form", **arguments}})

    def clear(self):
        """Ends all forms and faults."""
        self.control("DELETE", "faults")

    def newest_entry(self):
        """The newest entry of the audit log."""
        return self.data("GET", "/audit_logs?limit=1&page=1")[0]

    def operation(self, method, path):
        """The operation of a concrete path: literal segments win."""
        wanted = (PREFIX + path.split("?")[0]).split("/")
        found = [o for o in self.contract["operations"]
                 if o["method"] == method
                 and len(o["path"].split("/")) == len(wanted)
                 and all(p.startswith("{") or p == w
                         for p, w in zip(o["path"].split("/"), wanted))]
        return max(found, default=None,
                   key=lambda o: [not p.startswith("{") for p in o["path"].split("/")])

    def validate(self, name, method, path, status, answer):
        """The answer against the schema of its operation."""
        operation = self.operation(method, path)
        if not self.expect(f"{name} is in the contract", operation):
            return
        if not self.expect(f"{name}: {status} is a documented status",
                           str(status) in operation["responses"]):
            return
        schema = operation["responses"][str(status)].get("schema", {})
        if isinstance(answer, str):
            return
        data = self.validator.data_schema(schema)
        faults = [] if "message" in answer else [f"{name}: no message"]
        if data is not None:
            faults += self.validator.validate(
                answer.get("data"), data, path.split("?")[0])
        self.expect(f"{name} answers by the contract", not faults, faults[:5])


def quote(segment):
    """One path segment, percent-encoded."""
    return urllib.parse.quote(segment, safe="")


def run_checks(check, program, checks):
    """Runs functions that take a Mock, all with one; adds to the counts of check."""
    mock = Mock(program, ["--check-answers"])
    try:
        for function in checks:
            try:
                function(mock)
            except (KeyError, IndexError, TypeError, AttributeError, StopIteration,
                    ConnectionError) as error:
                mock.expect(f"{function.__name__} runs to its end", False, repr(error))
    finally:
        mock.stop()
    check.passed += mock.passed
    check.failed += mock.failed
