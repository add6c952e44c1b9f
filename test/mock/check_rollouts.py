"""check_rollouts.py - autotunes, release pipelines, prompts, param stores."""

from entities_under_test import quote, run_checks

PUBLIC = {"type": "public"}
AUTOTUNE = {"name": "Tune One", "variants": [{"name": "a", "json": {"x": None}},
                                             {"name": "b", "json": {}}],
            "successEvent": "purchase", "explorationWindow": "24hr",
            "attributionWindow": "1hr", "winnerThreshold": "95%"}


def check_autotunes(mock):
    """Life of an autotune; its variants keep their ids."""
    autotune = mock.data("POST", "/autotunes", AUTOTUNE, 201)
    ids = [v["id"] for v in autotune["variants"]]
    mock.equal("a new one", (autotune["id"], autotune["isStarted"], len(set(ids))),
               ("tune_one", False, 2))
    mock.refuse("POST", "/autotunes", AUTOTUNE, "already in use")
    for change, message in (
            ({"variants": AUTOTUNE["variants"][:1]}, "at least 2 elements"),
            ({"explorationWindow": "3hr"}, "explorationWindow must be one of"),
            ({"winnerThreshold": "0.95"}, "winnerThreshold must be one of"),
            ({"explorationWindowRate": 2}, "must not be greater than 1")):
        mock.refuse("POST", "/autotunes", AUTOTUNE | {"name": "Other"} | change, message)
    path = "/autotunes/tune_one"
    autotune = mock.data("PATCH", path, {
        "variants": [{"name": "b", "json": {}}, {"name": "c", "json": {}}]})
    mock.equal("ids stay with the names", autotune["variants"][0]["id"], ids[1])
    mock.refuse("PATCH", path, {"name": "x"}, "name should not exist")
    full = {m: v for m, v in AUTOTUNE.items() if m != "name"}
    mock.refuse("POST", path, full | {"successEvent": None}, "successEvent must be a string")
    mock.equal("POST replaces", [v["name"] for v in mock.data("POST", path, full)["variants"]],
               ["a", "b"])
    ids = [v["id"] for v in mock.data("GET", path)["variants"]]
    decision = {"id": ids[1], "decisionReason": "r"}
    mock.refuse("PUT", path + "/make_decision", decision, "has not yet started")
    mock.refuse("PUT", path + "/reset", {}, "has not yet started")
    mock.call("PUT", path + "/start", {}, 200)
    mock.equal("started", mock.data("GET", path)["isStarted"], True)
    mock.refuse("PUT", path + "/start", None, "has already started")
    mock.refuse("PUT", path + "/make_decision", dict(decision, id="x"), "not found")
    mock.call("PUT", path + "/make_decision", decision, 200)
    autotune = mock.data("GET", path)
    mock.equal("a winner", (autotune["winner"], autotune["isStarted"]),
               ({"id": ids[1], "name": "b"}, False))
    mock.call("PUT", path + "/start", None, 200)
    mock.call("PUT", path + "/reset", None, 200)
    autotune = mock.data("GET", path)
    mock.equal("reset", (autotune["winner"], autotune["isStarted"]), (None, False))
    mock.call("DELETE", path, status=200)
    mock.call("PUT", path + "/start", {}, 404)
    mock.equal("windows are spelled in three ways", {
        a["explorationWindow"] for a in mock.data("GET", "/autotunes?limit=100&page=1")},
        {"24hrs", "48", "168hr", "1hrs", "336"})


def check_pipelines(mock):
    """Phases and rules keep their ids by id or by name."""
    step = {"name": "one", "timeIntervalMs": 1, "requiredReview": False,
            "rules": [{"name": "r", "conditions": [PUBLIC]}]}
    pipeline = mock.data("POST", "/release_pipelines", {"name": "Two Steps", "phases": [step]})
    phase = pipeline["phases"][0]
    mock.expect("phases and their rules have ids", phase["id"] and phase["rules"][0]["id"])
    mock.refuse("POST", "/release_pipelines", {"name": "Two Steps"}, "already in use")
    path = "/release_pipelines/" + pipeline["id"]
    other = mock.data("POST", path, {"phases": [dict(step, name="two"), step]})["phases"]
    mock.equal("a name keeps the id", other[1]["id"], phase["id"])
    other = mock.data("POST", path, {"phases": [dict(other[1], name="renamed")]})["phases"]
    mock.equal("an id is kept under another name", (other[0]["id"], other[0]["rules"][0]["id"]),
               (phase["id"], phase["rules"][0]["id"]))
    mock.equal("POST leaves the rest", mock.data("POST", path, {"name": "Named"})["phases"], other)
    for change, message in (
            ({"requiredReview": "no"}, "must be a boolean"),
            ({"rules": [{"name": "r", "conditions": [{"type": "public", "operator": "any"}]}]},
             "takes no operator"),
            ({"rules": [{"name": "r"}]}, "conditions should not be null")):
        mock.refuse("POST", path, {"phases": [dict(step, **change)]}, message)
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)


def check_triggers(mock):
    """Six actions; a phase guards against acting twice."""
    path = "/release_pipeline_triggers/3tTrigger0000000000000"
    phase = {"phaseID": mock.data("GET", path)["currentPhaseID"]}
    other = mock.data("GET", "/release_pipelines/2pCarefulPipeline00001")["phases"][1]
    mock.refuse("PUT", path + "/pause", {"phaseID": other["id"]}, "not the current one")
    mock.refuse("PUT", path + "/pause", {}, "phaseID should not be null")
    mock.refuse("PUT", path + "/skip", {"phaseID": "nowhere"}, "no such phase")
    for action, body, status in (
            ("pause", phase, "PAUSED"), ("unpause", phase, "IN_PROGRESS"),
            ("approve", phase, "IN_PROGRESS"), ("skip", {"phaseID": other["id"]}, "IN_PROGRESS"),
            ("rollout", None, "COMPLETED")):
        trigger = mock.data("PUT", f"{path}/{action}", body)
        mock.equal("status after " + action, trigger["status"], status)
        if action == "skip":
            mock.equal("skip goes to the phase", trigger["currentPhase"], other["name"])
    mock.equal("actions are kept", [a["type"] for a in mock.data("GET", path)["actions"]][1:],
               ["PAUSED", "UNPAUSED", "APPROVED_FOR", "SKIPPED", "FULL_ROLL_OUT"])
    mock.refuse("PUT", path + "/abort", None, "already ended")
    mock.call("PUT", "/release_pipeline_triggers/nowhere/abort", None, 404)
    every = mock.data("GET", "/release_pipeline_triggers?limit=100&page=1")
    for query, fits in (
            ("status=WAITING_FOR_REVIEW", lambda t: t["status"] == "WAITING_FOR_REVIEW"),
            ("gateID=internal_users", lambda t: t.get("gateID") == "internal_users"),
            ("dynamicConfigID=coupon_limits",
             lambda t: t.get("dynamicConfigID") == "coupon_limits"),
            ("releasePipelineID=2pHotfixPipeline000002",
             lambda t: t["releasePipelineID"] == "2pHotfixPipeline000002"),
            ("startDate=2026-04-20&endDate=2026-04-22",
             lambda t: 1776643200000 <= t["createdTime"] < 1776902400000)):
        found = mock.data("GET", "/release_pipeline_triggers?limit=100&page=1&" + query)
        mock.equal(f"triggers by {query}", found, [t for t in every if fits(t)])
        mock.expect(f"{query} finds some", 0 < len(found) < len(every))
    mock.refuse("GET", "/release_pipeline_triggers?status=STARTED", None, "must be one of")


def check_prompts(mock):
    """Prompts, and versions whose evaluation can be started."""
    prompt = mock.data("POST", "/prompts", {"name": "my prompt", "displayName": "My Prompt",
                                            "team": "Growth", "owner": None, "tags": ["Core"]})
    mock.equal("a new one", (prompt["id"], prompt["name"], prompt["team"]),
               ("my_prompt", "My Prompt", "Growth"))
    mock.refuse("POST", "/prompts", {"name": "my prompt"}, "already in use")
    path = "/prompts/my_prompt"
    mock.equal("one app may be a text", mock.data("PATCH", path, {"targetApps": "Web Shop"})
               ["targetApps"], ["Web Shop"])
    mock.refuse("PATCH", path, {"name": "x"}, "name should not exist")
    version = mock.data("POST", path + "/versions", {
        "name": "v one", "prompts": [{"role": "system", "content": "c"}], "top_p": 0.5}, 201)
    mock.equal("its id is derived", version["id"], "v_one")
    mock.refuse("POST", path + "/versions", {"name": "v one"}, "already in use")
    mock.refuse("POST", path + "/versions", {"name": "two", "prompts": [
        {"role": "robot", "content": ""}]}, "must be one of")
    mock.equal("evaluation", mock.data("POST", path + "/versions/v_one/start_evals", {}),
               {"id": "v_one", "name": "v one"})
    mock.call("POST", path + "/versions/two/start_evals", {}, 404)
    mock.call("POST", "/prompts/nowhere/versions", {"name": "v one"}, 404)
    mock.call("DELETE", path, status=404)


def check_param_stores(mock):
    """Parameters come by update alone, and whole."""
    body = {"name": "p one/two", "displayName": "P", "description": "d"}
    app = mock.data("GET", "/target_app")[0]["id"]
    store = mock.data("POST", "/param_stores", body | {"targetAppIDs": [app], "tags": ["Core"]})
    mock.equal("a new one", (store["name"], store["parameters"]), ("p one/two", []))
    mock.expect("its id is not its name", store["id"] != store["name"])
    mock.refuse("POST", "/param_stores", body, "already in use")
    mock.refuse("POST", "/param_stores", body | {"parameters": []}, "parameters should not exist")
    mock.refuse("POST", "/param_stores", body | {"name": "q", "targetAppIDs": ["x"]}, "not found")
    path = "/param_stores/" + quote(body["name"])
    number = {"ref_type": "static", "name": "a", "param_type": "number", "value": 1}
    gate = {"ref_type": "gate", "name": "b", "gate_name": "new_checkout", "param_type": "boolean",
            "pass_value": True, "fail_value": False}
    store = mock.data("POST", path, {"parameters": [number, gate]})
    mock.equal("parameters", store["parameters"], [number, gate])
    mock.equal("a description leaves them", mock.data("POST", path, {"description": "e"})
               ["parameters"], [number, gate])
    mock.equal("they are replaced whole", mock.data("POST", path, {"parameters": [gate]})
               ["parameters"], [gate])
    for parameters, message in (([number, number], "Duplicate parameter name a"),
                                ([dict(number, value="1")], "must be a number"),
                                ([dict(number, ref_type="moon")], "must be one of")):
        mock.refuse("POST", path, {"parameters": parameters}, message)
    mock.equal("by name", mock.data("GET", path)["parameters"], [gate])
    mock.call("DELETE", path, status=404)
    mock.call("POST", "/param_stores/nowhere", {"description": "x"}, 404)


def run(check, program):
    """The group "rollouts" of check.py: adds to its counts."""
    run_checks(check, program, [check_autotunes, check_pipelines, check_triggers,
                                check_prompts, check_param_stores])
