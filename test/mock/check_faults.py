"""check_faults.py - each kind of fault does what fault.h says."""
import http.client
import json
import threading
import time

from mock_under_test import PREFIX, Mock


def broken(call):
    """The name of the exception a call ends with, or None."""
    try:
        call()
    except (http.client.HTTPException, OSError) as error:
        return type(error).__name__
    return None


def ids(answer):
    return [g["id"] for g in answer.data]


def check_instead(check, mock):
    mock.fault("/gates", kind="status", status=429, headers={"Retry-After": "2"},
               body={"status": 429, "message": "Too many"})
    answer = mock.get("/gates")
    check.equal((answer.status, answer.headers["Retry-After"], answer.message),
                (429, "2", "Too many"), "429 with Retry-After")
    check.status(mock.get("/gates?limit=1"), 200, "a fault used up")
    mock.fault("/gates", kind="status", status=503, body="<html>down</html>")
    answer = mock.get("/gates")
    check.equal((answer.status, answer.body), (503, b"<html>down</html>"), "HTML body")
    mock.fault("/project/usage_billing/report", kind="status", status=200, body="a,b\n1",
               headers={"Content-Type": "text/csv"})
    answer = mock.get("/project/usage_billing/report?end=1")
    check.equal((answer.status, answer.headers.get_all("Content-Type"), answer.body),
                (200, ["text/csv"], b"a,b\n1"), "another CSV")
    mock.fault("/gates", kind="status", status=500)
    check.equal(mock.get("/gates").body, b"", "empty body")
    mock.fault("/gates", kind="redirect", location="http://127.0.0.1:1/x")
    answer = mock.get("/gates")
    check.equal((answer.status, answer.headers["Location"]), (302, "http://127.0.0.1:1/x"), "redirect")
    mock.fault("/gates", kind="close")
    check.true(broken(lambda: mock.get("/gates")), "close")
    mock.fault("/gates", kind="close", method="POST")
    check.true(broken(lambda: mock.call("POST", "/gates", {"name": "not applied"})), "close POST")
    check.status(mock.get("/gates/not_applied"), 404, "close does not apply")
    mock.fault("/gates", kind="applied_close", method="POST")
    check.true(broken(lambda: mock.call("POST", "/gates", {"name": "applied"})), "applied_close")
    check.status(mock.get("/gates/applied"), 200, "applied_close applies")
    mock.fault("/gates", kind="hang")
    connection = mock.connect(timeout=0.3)
    check.equal(broken(lambda: mock.get("/gates", connection=connection)), "TimeoutError", "hang")
    connection.close()
    last = mock.log()[-1]
    check.equal((last["fault"], last["status"]), ("hang", 0), "hang in the log")


def check_paging(check, mock):
    normal = [ids(mock.get("/gates?limit=10&page=%d" % p)) for p in (1, 2, 3)]

    def page(number, **fault):
        mock.fault("/gates", **fault)
        return mock.get("/gates?limit=10&page=%d" % number)

    check.equal(ids(page(2, kind="repeat_page")), normal[0], "repeat_page")
    check.equal(ids(page(2, kind="shift")), normal[0][-1:] + normal[1][:-1], "shift")
    check.equal(ids(page(2, kind="unshift")), normal[1][1:] + normal[2][:1], "unshift")
    total = int(mock.get("/gates").value["pagination"]["totalItems"])
    answer = page(1, kind="wrong_total", delta=-3)
    check.equal(answer.value["pagination"]["totalItems"], str(total - 3), "wrong_total")
    check.true("pagination" not in page(1, kind="no_pagination").value, "no_pagination")
    check.equal(len(ids(page(1, kind="ignore_paging"))), total, "ignore_paging")
    answer = page(1000, kind="endless")
    check.equal(len(ids(answer)), 10, "endless page")
    check.true(answer.value["pagination"]["nextPage"], "endless nextPage")
    check.true("totalItems" not in answer.value["pagination"], "endless total")


def check_bodies(check, mock):
    def body(**fault):
        mock.fault("/gates/new_checkout", **fault)
        return mock.get("/gates/new_checkout")

    check.equal(body(kind="bad_json").value, None, "bad_json")
    answer = body(kind="truncate_json")
    check.true(answer.value is None and answer.body.startswith(b'{"message"') and
               int(answer.headers["Content-Length"]) == len(answer.body), "truncate_json")
    check.equal(type(body(kind="wrong_type", member="data").data), str, "wrong_type")
    check.equal(body(kind="wrong_type", member="data", value=[1]).data, ["1"], "wrong_type value")
    check.true(body(kind="deep", depth=5000).body.count(b"[") >= 5000, "deep")
    answer = body(kind="invalid_utf8").body
    try:
        answer.decode()
        check.true(False, "invalid_utf8")
    except UnicodeDecodeError:
        check.true(True, "invalid_utf8")
    check.true(b'"\\u0000' in body(kind="nul_escape").body, "nul_escape")
    mock.fault("/gates/new_checkout", method="PATCH", kind="empty_2xx")
    answer = mock.call("PATCH", "/gates/new_checkout", {"description": "emptied"})
    check.equal((answer.status, answer.body), (200, b""), "empty_2xx")
    check.equal(mock.get("/gates/new_checkout").data["description"], "emptied", "empty_2xx applies")


def check_sending(check, mock):
    normal = mock.get("/gates/new_checkout").body
    started = time.monotonic()
    mock.fault("/gates/new_checkout", kind="latency", ms=300)
    check.equal(mock.get("/gates/new_checkout").body, normal, "latency body")
    check.true(time.monotonic() - started >= 0.3, "latency")
    mock.fault("/gates/new_checkout", kind="cut", after_bytes=100)
    check.equal(broken(lambda: mock.get("/gates/new_checkout")), "IncompleteRead", "cut")
    mock.fault("/gates/new_checkout", kind="drip", bytes_per_second=len(normal) * 3)
    started = time.monotonic()
    check.equal(mock.get("/gates/new_checkout").body, normal, "drip body")
    check.true(0.2 < time.monotonic() - started < 3, "drip", time.monotonic() - started)
    for chunked in (False, True):
        mock.fault("/gates/new_checkout", kind="huge", bytes=3000000, chunked=chunked)
        answer = mock.get("/gates/new_checkout")
        check.equal(len(answer.body), len(normal) + 3000000 + len('"padding":"",'), "huge")
        check.equal(answer.value["data"]["id"], "new_checkout", "huge is valid")
        check.equal("Content-Length" in answer.headers, not chunked, "huge chunked")


def check_gathering(check, mock):
    mock.get("/gates/new_checkout")
    check.equal(mock.log()[-1]["under_way"], 1, "one under way")
    mock.fault("/gates/new_checkout", times=3, kind="latency", ms=20000, gather=3)
    threads = [threading.Thread(target=lambda: mock.get("/gates/new_checkout")) for _ in range(3)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check.true(time.monotonic() - started < 10, "gather ends when all are there")
    check.equal([line["under_way"] for line in mock.log()[-3:]], [1, 2, 3], "three under way")
    mock.fault("/gates/new_checkout", kind="latency", ms=100, gather=2)
    check.status(mock.get("/gates/new_checkout"), 200, "gather ends when the time is over")
    mock.get("/gates/new_checkout")
    check.equal(mock.log()[-1]["under_way"], 1, "one under way again")


def check_matching(check, mock):
    mock.fault("/gates*", times=2, after=1, kind="status", status=500)
    found = [mock.get(p).status for p in ("/gates?limit=1", "/gates/new_checkout", "/tags?limit=1",
                                          "/gates?limit=1", "/gates?limit=1")]
    check.equal(found, [200, 500, 200, 500, 200], "prefix, times and after")
    mock.fault("/gates", query="page=2", times=0, kind="status", status=500)
    found = [mock.get("/gates?page=%d" % p).status for p in (1, 2, 2, 3)]
    check.equal(found, [200, 500, 500, 200], "query and times 0")
    mock.clear()
    check.status(mock.get("/gates?page=2"), 200, "clear")
    for wrong in ({}, {"fault": {}}, {"fault": {"kind": "nonsense"}}):
        answer = mock.raw("POST", "/__mock/faults", json.dumps(wrong))
        check.status(answer, 400, "wrong fault")
    check.status(mock.raw("GET", "/__mock/nonsense"), 404, "unknown control")
    mock.control("POST", "state", {"path": "/tags", "items": [
        {"id": "t", "name": "n", "description": "", "isCore": False}]})
    check.equal([t["id"] for t in mock.get("/tags?limit=5&page=1").data], ["t"], "state replaced")


def run(check, program):
    with Mock(program, "--check-answers") as mock:
        check_instead(check, mock)
        check_paging(check, mock)
        check_bodies(check, mock)
        check_sending(check, mock)
        check_gathering(check, mock)
        check_matching(check, mock)
