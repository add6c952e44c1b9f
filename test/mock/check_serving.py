"""check_serving.py - the log, parallel connections, start, stop, scripts."""
import json
import os
import subprocess
import threading
import time

from mock_under_test import TEST, Mock


def check_log(check, mock):
    mock.control("DELETE", "log")
    body = '{"name":"log  gate","description":"9007199254740993 \\u00e9"}'
    mock.call("POST", "/gates", body)
    mock.call("POST", "/gates", '{"name":\n"two lines"}')
    mock.call("POST", "/gates", "no json \" \\")
    mock.get("/gates/log%5fgate?a=b%20c+d", key="wrong")
    lines = mock.log()
    with open(mock.log_file, encoding="utf-8") as file:
        raw = file.read()
    check.equal([json.loads(line) for line in raw.splitlines()], lines, "file and control agree")
    check.true('"body":' + body + "," in raw, "body as it was sent", raw[:300])
    check.equal(lines[1]["body"], '{"name":\n"two lines"}', "body of two lines")
    check.equal(lines[2]["body"], 'no json " \\', "body that is no JSON")
    check.equal((lines[3]["path"], lines[3]["query"]),
                ("/console/v1/gates/log%5fgate", "a=b%20c+d"), "path and query as on the wire")
    check.equal((lines[3]["status"], lines[3]["key_ok"], lines[0]["key_ok"]),
                (401, False, True), "status and key")
    check.equal([line["n"] for line in lines], [1, 2, 3, 4], "numbers")
    check.equal(lines[0]["version"], "20240601", "version header")
    check.equal(len({line["connection"] for line in lines}), 4, "connections")
    connection = mock.connect()
    mock.get("/tags?limit=1", connection=connection)
    mock.get("/tags?limit=1", connection=connection)
    connection.close()
    last = mock.log()[-2:]
    check.equal(last[0]["connection"], last[1]["connection"], "kept connection")


def check_parallel(check, mock):
    mock.fault("/users", kind="hang", times=2)
    hanging = [threading.Thread(target=hang, args=(mock,)) for _ in range(2)]
    for thread in hanging:
        thread.start()
    time.sleep(0.1)
    answers = []

    def ask():
        connection = mock.connect()
        for _ in range(10):
            answers.append(mock.get("/gates/new_checkout", connection=connection).status)
        connection.close()

    started = time.monotonic()
    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check.equal(answers, [200] * 240, "24 connections beside two that hang")
    check.true(time.monotonic() - started < 8, "in reasonable time", time.monotonic() - started)
    for thread in hanging:
        thread.join()


def hang(mock):
    connection = mock.connect(timeout=2)
    try:
        mock.get("/users", connection=connection)
    except OSError:
        pass
    connection.close()


def check_one_segment(check, mock):
    """A delayed acknowledgement would cost 40 ms for each answer."""
    connection = mock.connect()
    mock.get("/gates/new_checkout", connection=connection)
    times = []
    for _ in range(20):
        started = time.monotonic()
        mock.get("/gates/new_checkout", connection=connection)
        times.append(time.monotonic() - started)
    connection.close()
    check.true(sorted(times)[10] < 0.03, "answers come in one segment", sorted(times)[10])


def check_stop(check, program):
    mock = Mock(program)
    mock.fault("/users", kind="hang")
    thread = threading.Thread(target=hang, args=(mock,))
    thread.start()
    time.sleep(0.1)
    started = time.monotonic()
    status, errors = mock.stop()
    check.equal((status, errors), (0, ""), "stops while a request hangs")
    check.true(time.monotonic() - started < 2, "stops at once")
    thread.join()
    refused = subprocess.run([program], capture_output=True, text=True, check=False)
    check.true(refused.returncode == 1 and "usage" in refused.stderr, "no options")
    refused = subprocess.run([program, "--contract", "/dev/null"], capture_output=True, text=True,
                             check=False)
    check.equal(refused.returncode, 1, "no contract")


def script(program, text, directory="/", **options):
    return subprocess.run(
        [os.path.join(TEST, "with-mock"), "sh", "-c", text], cwd=directory, text=True,
        capture_output=True, check=False, env={**os.environ, "STATSIG_MOCK": program}, **options)


def check_scripts(check, program):
    done = script(program, 'cat; mock-control log; exit 7', input="typed\n")
    check.equal((done.returncode, done.stdout, done.stderr), (7, "typed\n", ""), "status and stdin")
    done = script(program, 'curl -s -o /dev/null -H "STATSIG-API-KEY: console-mock-key" '
                  '-H "Content-Type: application/json" -d \'{"name":"a b"}\' "$STATSIG_MOCK_URL/console/v1/gates"; mock-control log;'
                  'mock-control reset-log; mock-control log; mock-control state /gates | head -c 30')
    check.equal(done.stdout, 'POST /console/v1/gates {"name":"a b"}\n'
                + '[{"id":"a_b","name":"a b","description"'[:30], "mock-control log")
    done = script(program, 'mock-control fault "{\\"fault\\":{\\"kind\\":\\"moon\\"}}"')
    check.true(done.returncode == 1 and "unknown" in done.stderr, "refused fault", done)
    killed = script(program, "kill -9 $STATSIG_MOCK_PID")
    check.true(killed.returncode == 1 and "died with status 137" in killed.stderr,
               "mock that died", killed)
    missing = script("/nonexistent/mock", "true")
    check.true(missing.returncode != 0 and "missing" in missing.stderr, "mock that is missing")
    dead = script("/bin/false", "true")
    check.true(dead.returncode != 0 and "did not start" in dead.stderr, "mock that does not start")
    done = script(program, 'stat -c %a "$STATSIG_MOCK_LOG" "$(dirname "$STATSIG_MOCK_LOG")"')
    check.equal(done.stdout, "644\n755\n", "log readable for everybody")


def run(check, program):
    with Mock(program, "--check-answers") as mock:
        check_log(check, mock)
        check_parallel(check, mock)
        check_one_segment(check, mock)
    check_stop(check, program)
    check_scripts(check, program)
