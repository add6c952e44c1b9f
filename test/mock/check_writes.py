"""check_writes.py - what the contract refuses, and changes that last."""
from mock_under_test import Mock, quote


def refused(check, mock, method, path, body, prop, what):
    answer = mock.call(method, path, body)
    if check.status(answer, 400, what):
        named = [e["property"] for e in answer.value.get("errors", [])]
        check.true(prop in named, what, "errors name", named)


def check_refusals(check, mock):
    gate = {"name": "Refused gate"}
    rule = {"name": "r", "passPercentage": 5, "conditions": [{"type": "public"}]}

    def create(change, prop, what):
        refused(check, mock, "POST", "/gates", {**gate, **change}, prop, what)

    create({"name": "ab"}, "name", "too short")
    create({"name": "a" * 101}, "name", "too long")
    create({"name": "a/b"}, "name", "pattern")
    create({"name": 5}, "name", "wrong type")
    create({"name": None}, "name", "null where not nullable")
    create({"isEnabled": "true"}, "isEnabled", "text for a boolean")
    create({"type": "OLD"}, "type", "not in the enum")
    create({"colour": 1}, "colour", "unknown member")
    create({"rules": {}}, "rules", "object for an array")
    create({"rules": [{**rule, "passPercentage": 101}]}, "rules.0.passPercentage", "above maximum")
    create({"rules": [{**rule, "passPercentage": 0.001}]}, "rules.0.passPercentage", "multipleOf")
    create({"rules": [{"name": "r", "conditions": []}]}, "rules.0.passPercentage", "missing")
    create({"rules": [{**rule, "conditions": [{"type": "moon"}]}]},
           "rules.0.conditions.0.type", "enum inside")
    create({"rules": [{**rule, "conditions": [{"type": "public", "operator": None}]}]},
           "rules.0.conditions.0.operator", "null inside")
    create({"rules": [{**rule, "conditions": [{"type": "public", "targetValue": None}]}]},
           "rules.0.conditions.0.targetValue", "nullable, but null inside")
    refused(check, mock, "POST", "/gates", "{nonsense", "body", "no JSON")
    answer = mock.raw("POST", "/console/v1/gates", '{"name":"untyped"}',
                      {"STATSIG-API-KEY": "console-mock-key"})
    check.status(answer, 400, "body without Content-Type")
    refused(check, mock, "POST", "/gates", "[]", "", "array for an object")
    refused(check, mock, "POST", "/gates", None, "body", "no body")
    refused(check, mock, "PUT", "/gates/new_checkout/enable", {"a": 1}, "body", "body not declared")
    refused(check, mock, "GET", "/gates?type=OLD", None, "type", "parameter not in the enum")
    refused(check, mock, "GET", "/gates?colour=red", None, "colour", "unknown parameter")
    refused(check, mock, "GET", "/metrics/values", None, "date", "missing parameter")
    check.true(mock.get("/gates/refused_gate").status == 404, "refused gates do not exist")


def check_keys(check, mock):
    answer = mock.get("/gates", key="console-wrong")
    check.status(answer, 401, "wrong key")
    check.true("Key: console-wrong" in answer.message, "401 echoes the key", answer.message)
    check.status(mock.get("/gates", key=None), 401, "no key")
    check.status(mock.get("/gates?limit=1", key="console-mock-readonly"), 200, "read with read key")
    answer = mock.call("POST", "/gates", {"name": "by reader"}, key="console-mock-readonly")
    check.status(answer, 403, "write with read key")
    check.equal(answer.message, "Forbidden resource", "403 message")
    answer = mock.call("PUT", "/gates")
    check.status(answer, 404, "method that is not there")
    check.equal(answer.message, "Cannot PUT /console/v1/gates", "404 message")
    check.status(mock.get("/gates/absent"), 404, "absent gate")
    check.status(mock.get("/gates/%zz"), 404, "bad escape")
    check.status(mock.call("PATCH", "/gates/absent", {"description": "x"}), 404, "PATCH of nothing")
    check.status(mock.call("DELETE", "/gates/absent"), 404, "DELETE of nothing")


def check_life(check, mock, path, body, change, key="id", status=201, item=None, update="PATCH"):
    """Create, read, list, create again (refused), change, read, delete, read."""
    created = mock.call("POST", path, body)
    if not check.status(created, status, "create in " + path):
        return
    name = created.data[key]
    one = (item or path) + "/" + quote(name)
    check.equal(mock.get(one).data, created.data, "read " + one)
    collection = {"/metrics": "/metrics/list",
                  "/metrics/metric_source": "/metrics/metric_source/list"}.get(path, path)
    listed = mock.get(collection + "?limit=1000&page=1").data
    check.true(name in [i[key] for i in listed], "listed in " + collection)
    if "name" in body:
        again = mock.call("POST", path, body)
        check.status(again, 400, "created twice in " + path)
        check.equal(again.message, "Name is already in use", "message of a name in use")
    before = mock.get(one).data
    changed = mock.call(update, one, change)
    if check.status(changed, 200, "change " + one):
        after = mock.get(one).data
        for member, value in change.items():
            check.equal(after.get(member), value, "%s of %s" % (member, one))
        if "version" in before:
            check.equal(int(after["version"]), int(before["version"]) + 1, "version of " + one)
        if "lastModifiedTime" in before:
            check.true(int(after["lastModifiedTime"]) > int(before["lastModifiedTime"]),
                       "lastModifiedTime of " + one)
    check.status(mock.call("DELETE", one), 200, "delete " + one)
    check.status(mock.get(one), 404, "deleted " + one)
    check.status(mock.call("DELETE", one), 404, "delete twice " + one)


def check_lives(check, mock):
    check_life(check, mock, "/gates", {"name": "A Gate"}, {"description": "d", "tags": ["★ Core"]})
    check_life(check, mock, "/gates", {"id": "own-id", "name": "Other name"}, {"isEnabled": True})
    check_life(check, mock, "/dynamic_configs", {"name": "A Config"}, {"description": "d"})
    check_life(check, mock, "/tags", {"name": "A tag", "description": "d"}, {"description": "e"},
               status=200)
    check_life(check, mock, "/unit_id_types", {"name": "accountID", "description": "d"},
               {"description": "e"}, key="name")
    check_life(check, mock, "/layers", {"name": "A Layer", "idType": "userID", "description": "d"},
               {"description": "e"})
    check_life(check, mock, "/release_pipelines", {"name": "pipeline", "phases": []},
               {"name": "other"}, status=200, update="POST")


def check_details(check, mock):
    created = mock.call("POST", "/gates", {"name": "My first.Gate-1"}).data
    check.equal(created["id"], "my_first.gate-1", "derived id")
    check.equal(created["creatorName"], "CONSOLE API", "creator")
    check.equal(created["version"], "1", "first version")
    check.true(int(created["createdTime"]) > 1777593600000, "clock", created["createdTime"])
    renamed = mock.call("PATCH", "/gates/my_first.gate-1", {"name": "Renamed"}).data
    check.equal((renamed["id"], renamed["name"]), ("my_first.gate-1", "Renamed"), "rename keeps id")
    taken = mock.call("PATCH", "/gates/my_first.gate-1", {"name": "new_checkout"})
    check.status(taken, 400, "rename to a taken name")
    full = mock.call("POST", "/gates/my_first.gate-1",
                     {"description": "full", "isEnabled": True, "rules": []})
    check.status(full, 200, "full update")
    check.equal(full.data["tags"] if "tags" in full.data else [], [], "full update resets tags")
    missing = mock.call("POST", "/gates/my_first.gate-1", {"description": "full"})
    check.status(missing, 400, "full update without required members")
    for action, status in (("disable", "Disabled"), ("enable", "In Progress"),
                           ("launch", "Launched"), ("archive", "Archived"),
                           ("unarchive", "Launched")):
        # actions are taken with an empty body and with none
        body = {} if status == "Disabled" else None
        answer = mock.call("PUT", "/gates/my_first.gate-1/" + action, body)
        if check.status(answer, 200, action):
            check.equal(answer.data["status"], status, "status after " + action)
        listed = [g["id"] for g in mock.get("/gates?limit=1000&page=1").data]
        check.equal("my_first.gate-1" in listed, status != "Archived", "listed after " + action)
    metric = mock.state("/metrics/list")[0]
    check.equal(mock.get("/metrics/" + quote("visits (web/app) 100%::event_user")).status, 200,
                "metric id with reserved characters")
    partial = mock.call("POST", "/metrics/" + quote(metric["id"]), {"description": "new"})
    check.status(partial, 200, "partial POST")
    check.equal(mock.get("/metrics/" + quote(metric["id"])).data["type"], metric["type"],
                "partial POST keeps the rest")
    user = "elif.ozturk+statsig@lindenhof.example"
    check.equal(mock.get("/users/" + quote(user)).data["email"], user, "user by e-mail")


def check_same(check, program):
    """The same requests give the same answers in every run."""
    def talk():
        with Mock(program, "--check-answers") as mock:
            return [mock.call("POST", "/gates", {"name": "one"}).body,
                    mock.call("POST", "/tags", {"name": "t", "description": ""}).body,
                    mock.call("PATCH", "/gates/one", {"description": "x"}).body]
    check.equal(talk(), talk(), "two runs")


def run(check, program):
    with Mock(program, "--check-answers") as mock:
        check_refusals(check, mock)
        check_keys(check, mock)
        check_lives(check, mock)
        check_details(check, mock)
    check_same(check, program)
