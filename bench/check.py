#!/usr/bin/env python3
"""Checks what scripts/bench measures with: the server's answers and the C programs.

Built with make before; prints "N passed, N failed".
"""

import http.client
import json
import os
import sys

from session import KEY_HEADER, BenchError, Server, run_program

HERE = os.path.dirname(os.path.abspath(__file__))
LIST = "/console/v1/gates"


def send(server, method, path, body=None):
    """Status and JSON of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, body)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told


def pages_of(server, limit):
    """The list by nextPage, as a client reads it."""
    gates, path = [], f"{LIST}?limit={limit}&page=1"
    while path:
        page = server.call("GET", path)
        gates += page["data"]
        path = page["pagination"]["nextPage"]
    return gates, page["pagination"]


def check_list(server):
    gates, last = pages_of(server, 100)
    by_seven, _ = pages_of(server, 7)
    size = sum(len(json.dumps(gate, ensure_ascii=False, separators=(",", ":")).encode())
               for gate in gates) / len(gates)
    yield "all gates, each once", len({gate["id"] for gate in gates}) == len(gates) == 250
    yield "the last page", (last["pageNumber"], last["totalItems"]) == (3, 250)
    yield "pages of another size", by_seven == gates
    yield "1.76 kB each", 1700 < size < 1820
    yield "rules with conditions", all(rule["conditions"] for gate in gates
                                       for rule in gate["rules"])
    yield "a page behind the last", server.call("GET", f"{LIST}?page=4")["data"] == []
    yield "one gate", server.call("GET", f"{LIST}/{gates[77]['id']}")["data"] == gates[77]
    yield "no such gate", send(server, "GET", f"{LIST}/nothing_00001")[0] == 404
    yield "a filter is refused", send(server, "GET", f"{LIST}?type=STALE")[0] == 400


def check_counters(server):
    key = server.call("GET", f"{LIST}?limit=1")["data"][0]["id"]
    server.reset()
    yield "reset", server.counters()["requests"] == 0
    send(server, "PATCH", f"{LIST}/{key}", '{"description":"a"}')
    first = server.counters()
    server.reset()
    send(server, "PATCH", f"{LIST}/{key}", '{"description":"b"}')
    second = server.counters()
    yield "changes are counted", first["changes"] == second["changes"] == 1
    yield "what they send counts", first["digest"] != second["digest"]
    server.set(gates=30)
    yield "another size", len(pages_of(server, 100)[0]) == 30
    server.reset()
    spent = float(run_program([f"{HERE}/keyed", KEY_HEADER], f"{server.url}{LIST}/{key}\n" * 3))
    counted = server.counters()
    yield "keyed", spent > 0 and counted["gets"] == 4
    told = run_program([f"{HERE}/load", str(server.port), "2", "0.1", f"{LIST}?page=1"]).split()
    yield "load", len(told) == 2 and float(told[0]) > 0


def main():
    passed = failed = 0
    try:
        server = Server(f"{HERE}/bench-server", 250)
        for checks in (check_list, check_counters):
            for name, holds in checks(server):
                print(f"{'ok    ' if holds else 'FAILED'}  {name}")
                passed += bool(holds)
                failed += not holds
        server.stop()
    except BenchError as error:
        print(f"FAILED  {error}")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
