"""The mock of the Console API as the test steers it: its state and its request log."""
import decimal
import glob
import http.client
import json
import os
import urllib.parse

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "project")


class Mock:
    """The mock that STATSIG_MOCK_URL names."""

    def __init__(self):
        self.url = os.environ["STATSIG_MOCK_URL"]
        self.connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.url).netloc, timeout=30)
        self.fixtures = {}
        for name in sorted(glob.glob(os.path.join(PROJECT, "*.json"))):
            with open(name, encoding="utf-8") as file:
                self.fixtures.update(split(file.read()))

    def call(self, method, path, body=None):
        """A request to the mock's controls; returns the answer's text."""
        self.connection.request(method, "/__mock/" + path, body)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"mock: {answer.status} {text}")
        return text

    def reset(self):
        """Makes the state that of the fixtures, and empties the log."""
        for body in self.fixtures.values():
            self.call("POST", "state", body)
        self.forget()

    def forget(self):
        """Empties the request log."""
        self.call("DELETE", "log")

    def requests(self):
        """Method, path below the API's root and body of the requests in the log."""
        entries = [json.loads(line, parse_float=decimal.Decimal, parse_int=decimal.Decimal)
                   for line in self.call("GET", "log").splitlines()]
        return [(e["method"], e["path"].removeprefix("/console/v1"), e["body"]) for e in entries if "method" in e]

    def changes(self):
        """The requests in the log that are no GET, as texts."""
        requests = []
        for line in self.call("GET", "log").splitlines():
            entry = json.loads(line)
            if "remark" in entry:
                requests.append("REMARK " + entry["remark"])
            elif entry["method"] != "GET":
                body = "" if entry["body"] is None else json.dumps(entry["body"], ensure_ascii=False)
                requests.append(f"{entry['method']} {entry['path']} {body} -> {entry['status']}")
        return requests


def split(text):
    """The bodies that set the state of each path of a fixture file.

    Numbers stand in them as they stand in the file: each value is cut out of the text.
    """
    decoder, bodies = json.JSONDecoder(), {}
    at = text.index("{") + 1
    while True:
        at = text.index('"', at)
        path, at = decoder.raw_decode(text, at)
        at = text.index(":", at) + 1
        at += len(text[at:]) - len(text[at:].lstrip())
        value, end = decoder.raw_decode(text, at)
        kind = "items" if isinstance(value, list) else "object"
        bodies[path] = f'{{"path":{json.dumps(path)},"{kind}":{text[at:end]}}}'.encode()
        rest = text[end:].lstrip()
        if not rest.startswith(","):
            return bodies
        at = end
