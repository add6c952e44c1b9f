"""check_entities.py - gates, configs, experiments, segments and people."""

import os
import subprocess
import sys

from entities_under_test import FIXTURES, quote, run_checks

PUBLIC = {"type": "public"}


def rule(name, share=100, conditions=None, **more):
    """A rule as a client sends it."""
    return {"name": name, "passPercentage": share,
            "conditions": [PUBLIC] if conditions is None else conditions, **more}


def check_gates(mock):
    """Life cycle of a gate."""
    gate = mock.data("POST", "/gates", {"name": "Spring Sale", "description": "x",
                                        "rules": [rule("All", 10)]}, 201)
    mock.equal("id is derived", gate["id"], "spring_sale")
    mock.equal("created by the API", gate["creatorName"], "CONSOLE API")
    mock.equal("status follows isEnabled", (gate["status"], gate["isEnabled"]),
               ("In Progress", True))
    mock.refuse("POST", "/gates", {"name": "Spring Sale"}, "Name is already in use")
    base = gate["rules"][0]["baseID"]
    mock.equal("a new rule's id is its baseID", gate["rules"][0]["id"], base)
    path = "/gates/spring_sale"
    gate = mock.data("PATCH", path, {"isEnabled": False})
    mock.equal("PATCH isEnabled sets status", gate["status"], "Disabled")
    gate = mock.data("PUT", path + "/launch", {})
    mock.equal("launch", (gate["status"], gate["isEnabled"]), ("Launched", True))
    gate = mock.data("PUT", path + "/disable")
    mock.equal("disable", (gate["status"], gate["isEnabled"]), ("Disabled", False))
    gate = mock.data("PUT", path + "/enable", {})
    mock.equal("enable", (gate["status"], gate["isEnabled"]), ("In Progress", True))
    before = mock.data("GET", path)
    mock.equal("unarchive of a live gate changes nothing",
               mock.data("PUT", path + "/unarchive", {}), before)
    gate = mock.data("PUT", path + "/archive", {"archiveReason": "done"})
    mock.equal("archive", (gate["status"], gate["isEnabled"]), ("Archived", False))
    mock.refuse("PUT", path + "/enable", {}, "archived")
    mock.equal("archived can be read", mock.data("GET", path)["status"], "Archived")
    gate = mock.data("PUT", path + "/unarchive", {"unarchiveReason": "again"})
    mock.equal("unarchive gives the state before", gate["status"], "In Progress")
    gate = mock.data("PATCH", path, {"rules": [
        dict(rule("All", 20), id=base, baseID=base), rule("More")]})
    mock.equal("a kept rule keeps its baseID", gate["rules"][0]["baseID"], base)
    mock.equal("its id tells the new share", gate["rules"][0]["id"], f"{base}:20.00:1")
    versions = mock.data("GET", path + "/versions")
    mock.equal("a version per change", [v["version"] for v in versions],
               list(range(gate["version"], 0, -1)))
    mock.equal("the oldest version is the created one",
               versions[-1]["rules"][0]["passPercentage"], 10)
    gate = mock.data("POST", path, {"isEnabled": True, "description": "full", "rules": []})
    mock.equal("full update", (gate["description"], gate["rules"], gate["status"]),
               ("full", [], "In Progress"))
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)
    mock.call("DELETE", path, status=404)
    mock.call("GET", path + "/versions", status=404)


def check_gate_lists(mock):
    """Archived gates, filters, references, creator and team."""
    page = mock.call("GET", "/gates?limit=100&page=1", status=200)[1]
    mock.equal("250 gates are listed", page["pagination"]["totalItems"], 250)
    mock.equal("pages end", [len(mock.data("GET", f"/gates?limit=100&page={n}"))
                             for n in (1, 2, 3, 4)], [100, 100, 50, 0])
    gates = [g for n in (1, 2, 3) for g in mock.data("GET", f"/gates?limit=100&page={n}")]
    mock.expect("no archived gate is listed",
                all(g["status"] != "Archived" for g in gates))
    for query, fits in (
            ("type=PERMANENT", lambda g: g["type"] == "PERMANENT"),
            ("tags=checkout", lambda g: "checkout" in g["tags"]),
            ("typeReason=STALE_NO_RULES", lambda g: g["typeReason"] == "STALE_NO_RULES"),
            ("idType=stableID&idType=companyID",
             lambda g: g["idType"] in ("stableID", "companyID")),
            ("creatorName=CONSOLE%20API", lambda g: g["creatorName"] == "CONSOLE API")):
        found = mock.call("GET", f"/gates?limit=1000&page=1&{query}", status=200)[1]["data"]
        mock.equal(f"filter {query}", [g["id"] for g in found],
                   [g["id"] for g in gates if fits(g)])
        mock.expect(f"filter {query} finds some", 0 < len(found) < 250)
    refused = mock.call("PUT", "/gates/internal_users/archive", {})
    mock.equal("a gate in use is not archived", refused[0], 400)
    mock.data("PUT", "/gates/internal_users/archive", {"forceArchive": True})
    mock.data("PUT", "/gates/internal_users/unarchive", {})
    mock.equal("experiments that refer to a gate",
               len(mock.data("GET", "/gates/new_checkout/experiment_references")), 10)
    mock.expect("gates that refer to a gate", "condition_gallery" in [
        g["id"] for g in mock.data("GET", "/gates/internal_users/gate_references")])
    mock.data("GET", "/gates/internal_users/dynamic_config_references")
    user = mock.data("GET", "/users?limit=1&page=1")[0]
    team = mock.data("GET", "/users/teams")[0]
    gate = mock.data("POST", "/gates", {"name": "Owned Gate", "creatorEmail": user["email"],
                                        "team": team["name"]}, 201)
    mock.equal("creator", gate["creatorEmail"], user["email"])
    mock.equal("team", gate["teamID"], team["id"])
    mock.refuse("PATCH", "/gates/owned_gate", {"team": "Nobody"}, "Team not found")
    mock.equal("team can be taken away",
               mock.data("PATCH", "/gates/owned_gate", {"team": None})["teamID"], None)


def check_gate_rules(mock):
    """Rules one by one, and what conditions are refused."""
    mock.data("POST", "/gates", {"name": "Rule Gate"}, 201)
    path = "/gates/rule_gate"
    gate = mock.data("POST", path + "/rule", rule("One", 50, [
        {"type": "country", "operator": "any", "targetValue": ["DE"]}],
        environments=["production"]))
    mock.equal("one target value reads as a scalar",
               gate["rules"][0]["conditions"][0]["targetValue"], "DE")
    mock.equal("environments are kept", gate["rules"][0]["environments"], ["production"])
    gate = mock.data("POST", path + "/rules", {"rules": [
        rule("Two"), rule("Three", 0.5, id="mine", baseID="mine")]})
    mock.equal("rules are appended", [r["name"] for r in gate["rules"]],
               ["One", "Two", "Three"])
    mock.expect("ids are the server's", gate["rules"][2]["baseID"] != "mine")
    bases = [r["baseID"] for r in gate["rules"]]
    mock.refuse("POST", path + "/rule", rule("Two"), "Duplicate rule name(s) given")
    mock.refuse("POST", path + "/rules", {"rules": [rule("A"), rule("A")]}, "Duplicate rule")
    gate = mock.data("PATCH", f"{path}/rules/{bases[0]}", {"passPercentage": 60})
    full = gate["rules"][0]["id"]
    mock.equal("the id tells the share", full, f"{bases[0]}:60.00:1")
    gate = mock.data("PATCH", f"{path}/rules/{quote(full)}", {"passPercentage": 70.5})
    mock.equal("and how often it changed", gate["rules"][0]["id"], f"{bases[0]}:70.50:2")
    mock.refuse("PATCH", f"{path}/rules/{quote(full)}", {"name": "x"},
                "does not match an existing rule ID")
    gate = mock.data("PATCH", f"{path}/rules/{bases[0]}", {"environments": None})
    mock.equal("null means all environments", gate["rules"][0]["environments"], None)
    mock.refuse("PATCH", f"{path}/rules/{bases[0]}", {"name": "Two"}, "Duplicate")
    gate = mock.data("PATCH", path + "/rules", {"rules": [
        {"baseID": bases[2], "name": "Third"}, {"id": bases[1], "passPercentage": 1}]})
    mock.equal("several rules change, none moves",
               [(r["name"], float(r["passPercentage"])) for r in gate["rules"]],
               [("One", 70.5), ("Two", 1.0), ("Third", 0.5)])
    before = mock.data("GET", path)
    mock.refuse("PATCH", path + "/rules", {"rules": [
        {"baseID": bases[1], "name": "Changed"}, {"baseID": "nothing"}]},
        "does not match an existing rule ID")
    mock.equal("a refused change changes nothing", mock.data("GET", path), before)
    mock.equal("GET rules", len(mock.data("GET", path + "/rules")[0]["rules"]), 3)
    gate = mock.data("DELETE", f"{path}/rules/{bases[1]}")
    mock.equal("delete answers the gate", [r["baseID"] for r in gate["rules"]],
               [bases[0], bases[2]])
    mock.refuse("DELETE", f"{path}/rules/{bases[1]}", None, "does not match")
    for condition, message in (
            ({"type": "public", "operator": "any"}, "takes no operator"),
            ({"type": "public", "targetValue": "x"}, "takes no targetValue"),
            ({"type": "public", "operator": None}, "null"),
            ({"type": "passes_gate", "operator": "any", "targetValue": "x"}, "no operator"),
            ({"type": "email", "operator": "str_starts_with_any",
              "targetValue": ["a"]}, "not valid"),
            ({"type": "country", "targetValue": ["DE"]}, "not valid")):
        mock.refuse("POST", path + "/rule", rule("Bad", 100, [condition]), message)
    gallery = mock.data("GET", "/gates/condition_gallery")["rules"]
    for stored in gallery:
        for condition in stored["conditions"]:
            if condition.get("targetValue", "") is None:
                del condition["targetValue"]
    sent = [{k: r[k] for k in ("name", "passPercentage", "conditions")} for r in gallery]
    gate = mock.data("POST", "/gates", {"name": "Gallery Copy", "rules": sent}, 201)
    mock.equal("every kind of condition is accepted",
               [r["conditions"] for r in gate["rules"]], [r["conditions"] for r in sent])


def check_gate_overrides(mock):
    """Flat lists and environments; add, replace, remove."""
    path = "/gates/no_rules_gate/overrides"
    empty = {"passingUserIDs": [], "failingUserIDs": [], "environmentOverrides": []}
    mock.equal("no overrides yet", mock.data("GET", path, None, 201), empty)
    mock.data("PATCH", path, {"passingUserIDs": ["a", "b"], "failingUserIDs": ["z"]}, 201)
    seen = mock.data("PATCH", path, {"passingUserIDs": ["b", "c"], "failingUserIDs": [],
                                     "passingCustomIDs": ["k"]}, 201)
    mock.equal("PATCH adds", (seen["passingUserIDs"], seen["failingUserIDs"],
                              seen["passingCustomIDs"]), (["a", "b", "c"], ["z"], ["k"]))
    staging = {"environment": "staging", "unitID": "userID",
               "passingIDs": ["e1", "e2"], "failingIDs": []}
    seen = mock.data("PATCH", path, {"environmentOverrides": [staging]}, 201)
    mock.equal("the environment form adds", seen["environmentOverrides"], [staging])
    mock.equal("and leaves the flat lists", seen["passingUserIDs"], ["a", "b", "c"])
    mock.call("PATCH", path, {"environmentOverrides": [staging], "passingUserIDs": [],
                              "failingUserIDs": []}, 400)
    mock.call("PATCH", path, {"passingUserIDs": ["a"]}, 400)
    mock.call("PATCH", path, {"passingUserIDs": [str(n) for n in range(2001)],
                              "failingUserIDs": []}, 400)
    seen = mock.data("DELETE", path, {"passingUserIDs": ["a"], "failingUserIDs": []}, 201)
    mock.equal("DELETE takes the named ones", seen["passingUserIDs"], ["b", "c"])
    seen = mock.data("DELETE", path, {"environmentOverrides": [
        dict(staging, passingIDs=["e1"])]}, 201)
    mock.equal("DELETE in an environment",
               seen["environmentOverrides"][0]["passingIDs"], ["e2"])
    seen = mock.data("POST", path, {"passingUserIDs": ["n"], "failingUserIDs": []}, 201)
    mock.equal("POST replaces all", seen, dict(empty, passingUserIDs=["n"]))
    mock.equal("DELETE without a body clears",
               mock.data("DELETE", path, None, 201), empty)
    mock.call("GET", "/gates/nowhere/overrides", status=404)


def check_configs(mock):
    """Values, JSON5 texts, rules and life cycle of a dynamic config."""
    config = mock.data("POST", "/dynamic_configs", {
        "name": "Menu Texts", "defaultValueJson5": "{\n // c\n a: 1, 'b': [1, 2,],}",
        "rules": [rule("R", 50, returnValue={"x": 1})]}, 201)
    path = "/dynamic_configs/menu_texts"
    mock.equal("JSON5 gives the value", config["defaultValue"], {"a": 1, "b": [1, 2]})
    mock.equal("enabled by default", (config["isEnabled"], config["status"]),
               (True, "Enabled"))
    mock.refuse("PATCH", path, {"defaultValueJson5": "{a: "}, "JSON5")
    mock.refuse("PATCH", path, {"defaultValue": {"a": 1}, "defaultValueJson5": "{a: 2}"},
                "same object")
    config = mock.data("PATCH", path, {"defaultValue": {"a": None, "b": {}}})
    mock.equal("free values keep null", config["defaultValue"], {"a": None, "b": {}})
    mock.expect("the old text is gone", "defaultValueJson5" not in config)
    mock.equal("PATCH isEnabled", mock.data("PATCH", path, {"isEnabled": False})["status"],
               "Disabled")
    base = config["rules"][0]["baseID"]
    config = mock.data("PATCH", f"{path}/rule/{base}", {"passPercentage": 5})
    mock.equal("rule id", config["rules"][0]["id"], f"{base}:5.00:1")
    one = mock.data("GET", f"{path}/rule/{quote(config['rules'][0]['id'])}")
    mock.equal("GET rule by full id", one["baseID"], base)
    config = mock.data("PATCH", path, {"rules": [config["rules"][0], {
        "name": "Split", "conditions": [PUBLIC], "variants": [
            {"name": "s", "passPercentage": 60, "returnValue": {"s": 1}},
            {"name": "l", "passPercentage": 40}]}]})
    mock.equal("a rule with variants passes all", config["rules"][1]["passPercentage"], 100)
    mock.expect("variants have ids", all("id" in v for v in config["rules"][1]["variants"]))
    mock.equal("GET rules", len(mock.data("GET", path + "/rules")[0]["rules"]), 2)
    config = mock.data("DELETE", f"{path}/rule/{base}")
    mock.equal("DELETE rule answers the config", len(config["rules"]), 1)
    mock.refuse("GET", f"{path}/rule/{base}", None, "does not match")
    for action, status in (("enable", "Enabled"), ("disable", "Disabled"),
                           ("archive", "Archived"), ("unarchive", "Disabled")):
        mock.equal(action, mock.data("PUT", f"{path}/{action}", {})["status"], status)
    versions = mock.data("GET", path + "/versions")
    mock.equal("a version per change", [v["version"] for v in versions],
               list(range(len(versions), 0, -1)))
    raw = mock.data("GET", "/dynamic_configs/exact_numbers")["defaultValue"]
    mock.equal("numbers are exact", (raw["big"], str(raw["tenth"]), str(raw["huge"])),
               (9007199254740993, "0.30000000000000004", "1E+400"))
    mock.call("DELETE", path, status=200)


def check_experiments(mock):
    """Groups, states and refusals of an experiment."""
    groups = [{"name": "Control", "size": 50, "parameterValues": {}, "id": "mine"},
              {"name": "Test", "size": 50, "parameterValues": {"a": 1}}]
    experiment = mock.data("POST", "/experiments", {
        "name": "Blue Button", "groups": groups, "primaryMetricTags": ["Core"]}, 201)
    path = "/experiments/blue_button"
    mock.equal("starts in setup", experiment["status"], "setup")
    mock.equal("targeting is unset", experiment["targetingGateID"], "")
    ids = [g["id"] for g in experiment["groups"]]
    mock.expect("group ids are the server's", "mine" not in ids and ids[0] != ids[1])
    mock.equal("the first group is the control", experiment["controlGroupID"], ids[0])
    mock.equal("metric tags become metrics", [m["name"] for m in experiment["primaryMetrics"]],
               ["revenue per visit", "basket health"])
    mock.refuse("PATCH", path, {"groups": [dict(groups[0], size=60), groups[1]]}, "sum to 100")
    third = {"name": "B", "size": 33.33, "parameterValues": {}}
    experiment = mock.data("PATCH", path, {"groups": [
        dict(groups[0], id=ids[0], size=33.34), dict(groups[1], size=33.33), third]})
    mock.equal("groups keep their ids", [g["id"] for g in experiment["groups"]][:2], ids)
    ids = [g["id"] for g in experiment["groups"]]
    mock.refuse("PUT", path + "/reset", None, "not yet started")
    decision = {"id": ids[1], "decisionReason": "won", "removeTargeting": True}
    mock.refuse("PUT", path + "/make_decision", decision, "not yet started")
    mock.data("PATCH", path, {"targetingGateID": "new_checkout"})
    mock.refuse("POST", path + "/schedule_start", {"scheduledTime": 1}, "future")
    mock.call("POST", path + "/schedule_start", {"scheduledTime": 1999999999000}, 200)
    started = mock.call("PUT", path + "/start", {}, 200)[1]
    mock.expect("actions answer a message alone", "data" not in started, started)
    mock.refuse("PUT", path + "/start", {}, "Experiment has already started")
    experiment = mock.data("GET", path)
    mock.expect("started", experiment["status"] == "active" and experiment["startTime"])
    mock.refuse("PATCH", path, {"groups": groups}, "already started")
    mock.refuse("PATCH", path, {"targetingGateID": None}, "already started")
    mock.equal("other members change", mock.data(
        "PATCH", path, {"hypothesis": "h"})["hypothesis"], "h")
    experiment = mock.data("POST", path + "/disable_groups", {"group_names": ["B"]}, 201)
    mock.equal("disabled", [g.get("disabled", False) for g in experiment["groups"]],
               [False, False, True])
    experiment = mock.data("POST", path + "/enable_groups", {"group_names": ["B"]}, 201)
    mock.refuse("POST", path + "/enable_groups", {"group_names": ["C"]}, "not found")
    mock.refuse("PUT", path + "/make_decision", dict(decision, id="x"), "Group not found")
    mock.call("PUT", path + "/make_decision", decision, 200)
    experiment = mock.data("GET", path)
    mock.equal("decided", [experiment[k] for k in (
        "status", "launchedGroupID", "decisionReason", "targetingGateID")],
        ["decision_made", ids[1], "won", ""])
    mock.refuse("PUT", path + "/abandon", {"decisionReason": "x"}, "already finished")
    mock.call("PUT", path + "/archive", {}, 200)
    mock.equal("archived", mock.data("GET", path)["status"], "archived")
    mock.call("PUT", path + "/unarchive", None, 200)
    mock.equal("unarchived", mock.data("GET", path)["status"], "decision_made")
    mock.call("PUT", path + "/reset", None, 200)
    experiment = mock.data("GET", path)
    mock.equal("reset", [experiment[k] for k in ("status", "startTime", "launchedGroupID")],
               ["setup", None, None])
    mock.data("PATCH", path, {"status": "active"})
    experiment = mock.data("PATCH", path, {"status": "decision_made",
                                           "launchedGroupID": ids[0], "decisionReason": "r"})
    mock.equal("states by PATCH", experiment["status"], "decision_made")
    copy = mock.data("POST", path + "/restart_as_new", {"name": "Blue Button 2"})
    mock.equal("a new experiment", (copy["id"], copy["status"]), ("blue_button_2", "setup"))
    mock.expect("with groups of its own", copy["groups"][0]["id"] not in ids)
    full = {k: experiment[k] for k in (
        "description", "idType", "hypothesis", "allocation", "targetingGateID",
        "bonferroniCorrection", "defaultConfidenceInterval", "groups", "status")}
    experiment = mock.data("POST", path, dict(full, description="full"))
    mock.equal("a full update keeps the state",
               (experiment["status"], experiment["description"]), ("decision_made", "full"))
    deleted = mock.data("DELETE", path)
    mock.equal("DELETE answers the experiment", deleted["id"], "blue_button")
    mock.call("GET", path, status=404)
    mock.refuse("POST", "/experiments", {
        "name": "In Layer", "layerID": "home_page_layer", "groups": [
            {"name": "C", "size": 50, "parameterValues": {"hero_height": 1}},
            {"name": "T", "size": 50, "parameterValues": {"other": 1}}]}, "not one of the layer's")


def check_experiment_overrides(mock):
    """Both kinds of experiment overrides."""
    path = "/experiments/dark_mode_default/overrides"
    gate = {"type": "gate", "id": "new_checkout", "groupID": "Test"}
    unit = {"groupID": "Test", "ids": ["a", "b"]}
    mock.data("PATCH", path, {"overrides": [gate], "userIDOverrides": [unit]})
    seen = mock.data("PATCH", path, {"overrides": [gate], "userIDOverrides": [
        dict(unit, ids=["b", "c"]), dict(unit, environment="staging", unitType="stableID")]})
    mock.equal("PATCH adds without repeats", seen, {
        "overrides": [gate], "userIDOverrides": [
            dict(unit, ids=["a", "b", "c"]),
            dict(unit, environment="staging", unitType="stableID")]})
    seen = mock.data("DELETE", path, {"overrides": [gate], "userIDOverrides": [
        dict(unit, ids=["a", "c"])]})
    mock.equal("DELETE takes the named ones", (seen["overrides"], seen["userIDOverrides"][0]),
               ([], dict(unit, ids=["b"])))
    seen = mock.data("POST", path, {"overrides": [gate], "userIDOverrides": []})
    mock.equal("POST replaces", seen, {"overrides": [gate], "userIDOverrides": []})
    mock.call("PATCH", path, {"overrides": [gate]}, 400)
    seen = mock.data("DELETE", path)
    mock.equal("DELETE without a body clears", seen, {"overrides": [], "userIDOverrides": []})


def check_segments(mock):
    """Kinds of segments, their rules and id lists."""
    mock.refuse("POST", "/segments", {"name": "Bad One", "type": "id_list",
                                      "rules": [rule("R", 100, [])]}, "rule_based")
    segment = mock.data("POST", "/segments", {"name": "Rule Seg", "type": "rule_based"}, 201)
    mock.equal("no rules yet", segment["rules"], [])
    german = {"type": "country", "operator": "any", "targetValue": ["DE"]}
    segment = mock.data("POST", "/segments/rule_seg/conditional", [rule("R", 100, [german])])
    base = segment["rules"][0]["baseID"]
    segment = mock.data("POST", "/segments/rule_seg/conditional", [
        dict(rule("R", 50, [german]), baseID=base), rule("S", 100, [german])])
    mock.equal("rules keep their baseID", segment["rules"][0]["baseID"], base)
    seen = mock.data("POST", "/segments/rule_seg/conditional", {"rules": segment["rules"][:1]})
    mock.equal("an object with the array is taken as well", seen["rules"], segment["rules"][:1])
    mock.call("POST", "/segments/rule_seg/conditional", {"rule": []}, 400)
    mock.call("POST", "/segments/rule_seg/conditional", [{"name": "x"}], 400)
    mock.refuse("POST", "/segments/vip_customers/conditional", [], "must be of type")
    mock.refuse("PATCH", "/segments/rule_seg/id_list", {"ids": ["a"]},
                "Segment must be of type 'id_list'")
    mock.data("POST", "/segments", {"name": "List Seg", "type": "id_list"}, 201)
    path = "/segments/list_seg"
    mock.equal("an empty list", mock.data("GET", path + "/id_list")["ids"], [])
    mock.call("PATCH", path + "/id_list", {"ids": ["a", "b,c", "ü+", "a"]}, 200)
    mock.equal("ids are added once", mock.data("GET", path + "/id_list")["ids"],
               ["a", "b,c", "ü+"])
    mock.call("PATCH", path + "/id_list", {"ids": ["a", "d"]}, 200)
    mock.call("DELETE", path + "/id_list", {"ids": ["b,c", "nobody"]}, 200)
    listed = mock.data("GET", path + "/id_list")
    mock.equal("ids are removed", (listed["ids"], listed["count"]), (["a", "ü+", "d"], 3))
    mock.equal("the segment counts", mock.data("GET", path)["count"], 3)
    mock.call("POST", path + "/id_list/reset", {"ids": [f"n{i}" for i in range(1500)]}, 200)
    mock.equal("many ids take their time", [
        mock.data("GET", path + "/idlist_metadata")["isUpdating"] for _ in range(3)],
        [True, True, False])
    page = mock.call("GET", path + "/id_list?limit=1000&page=2", status=200)[1]
    mock.equal("ids have pages", (len(page["data"]["ids"]), page["data"]["count"]), (500, 1500))
    mock.refuse("PATCH", path + "/add_ids", {"ids": ["a"]}, "user_store_id_list")
    mock.call("DELETE", path + "/id_list", None, 200)
    mock.equal("DELETE without a body clears", mock.data("GET", path + "/id_list")["ids"], [])
    mock.call("PATCH", "/segments/basket_over_100/add_ids", {"ids": ["x"]}, 200)
    mock.call("PATCH", "/segments/basket_over_100/remove_ids", {"ids": ["b-1"]}, 200)
    mock.equal("user store lists", mock.data(
        "GET", "/segments/basket_over_100/id_list")["ids"], ["b-2", "b+3", "x"])
    mock.call("PATCH", "/segments/basket_over_100/add_ids",
              {"ids": [str(n) for n in range(1001)]}, 400)
    listed = {s["id"]: s for s in mock.data("GET", "/segments?limit=100&page=1")}
    mock.expect("some lists leave rules out", "rules" not in listed["testers"]
                and "rules" in listed["german_speakers"])
    mock.expect("a get has them", "rules" in mock.data("GET", "/segments/testers"))
    mock.equal("archive", mock.data("PUT", path + "/archive")["isEnabled"], False)
    mock.call("DELETE", path, status=200)
    mock.call("GET", path + "/id_list", status=404)


def check_people(mock):
    """Users, teams, tags."""
    before = mock.data("GET", "/users?limit=1000&page=1")
    mock.refuse("POST", "/users/invite", {"emails": ["a@elsewhere.example"], "role": "Member"},
                "outside your organization's domain")
    mock.call("POST", "/users/invite", {"emails": ["new.one@lindenhof.example"],
                                        "role": "Member", "teams": ["Growth"]}, 200)
    mock.equal("an invitation makes no row",
               mock.data("GET", "/users?limit=1000&page=1"), before)
    plus = next(u["email"] for u in before if "+" in u["email"])
    user = mock.data("POST", "/users/" + quote(plus), {"role": "Viewer"})
    mock.equal("a user changes partially", (user["role"], user["email"]), ("Viewer", plus))
    mock.equal("a + must be encoded or not", mock.data("GET", "/users/" + plus)["email"], plus)
    mock.call("GET", "/users/nobody@lindenhof.example", status=404)
    new = {"name": "Night Shift", "members": [plus], "admins": [],
           "defaultGateMetrics": [], "defaultExperimentPrimaryMetrics": [],
           "defaultExperimentSecondaryMetrics": [], "defaultHoldoutMetrics": [],
           "changeTeamConfigs": "anyone", "reviewApproval": "anyone",
           "defaultTargetApplications": []}
    team = mock.data("POST", "/users/teams", new)
    mock.equal("members are read as objects", team["members"][0], user)
    path = "/users/teams/" + team["id"]
    team = mock.data("PATCH", path, {"admins": [before[0]["email"]]})
    mock.equal("lists are replaced one by one",
               (len(team["members"]), team["admins"][0]["email"]), (1, before[0]["email"]))
    mock.refuse("PATCH", path, {"members": ["nobody@lindenhof.example"]}, "not found")
    mock.refuse("POST", "/users/teams", dict(new, name="Growth"), "already in use")
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)
    tag = mock.data("POST", "/tags", {"name": "fresh tag", "description": "d"})
    mock.equal("a tag is not core", tag["isCore"], False)
    mock.equal("a tag by name", mock.data("GET", "/tags/fresh%20tag"), tag)
    mock.refuse("POST", "/tags", {"name": "fresh tag", "description": ""}, "already in use")
    tag = mock.data("PATCH", "/tags/" + tag["id"], {"isCore": True})
    mock.call("DELETE", "/tags/" + quote(tag["name"]), status=200)
    mock.call("GET", "/tags/" + tag["id"], status=404)


def check_every_change_is_logged(mock):
    """One audit entry for each kind of change, with what changed."""
    def newest():
        return mock.data("GET", "/audit_logs?limit=1&page=1")[0]

    for method, path, body, status, action in (
            ("POST", "/unit_id_types", {"name": "cartID"}, 200, "company_ID_type_add"),
            ("PATCH", "/unit_id_types/cartID", {"description": "d"}, 200,
             "company_ID_type_edit"),
            ("DELETE", "/unit_id_types/cartID", None, 200, "company_ID_type_delete"),
            ("POST", "/roles", {"name": "Clerk", "permissions": {}}, 200, "upsert_user_role"),
            ("DELETE", "/roles/Clerk", None, 200, "delete_user_role"),
            ("POST", "/settings/teams", {"require_teams_on_configs": True}, 200,
             "company_basic_info_edit"),
            ("POST", "/target_app", {"name": "Kiosk", "description": "k"}, 200,
             "create_customer_app"),
            ("PATCH", "/gates/no_rules_gate", {"description": "audited"}, 200, "gate_update"),
            ("PATCH", "/segments/vip_customers/id_list", {"ids": ["new"]}, 200,
             "ID_list_update")):
        before = newest()["id"]
        seen = mock.call(method, path, body)
        mock.expect(f"{method} {path} succeeds", seen[0] in (status, 201), seen)
        entry = newest()
        mock.equal(f"{method} {path} is logged", (entry["actionType"], entry["id"] != before),
                   (action, True))
        if action == "gate_update":
            mock.equal("with what changed", (entry["name"], list(entry["changes"]),
                                             entry["changes"]["description"]["new"]),
                       ("no_rules_gate", ["description"], "audited"))


def check_audit_log(mock):
    """Filters, cursor, order and growth of the audit log."""
    mock.data("POST", "/tags", {"name": "audited tag", "description": "d"})
    entries = mock.data("GET", "/audit_logs?limit=50&page=1")
    mock.equal("a change is the newest entry",
               (entries[0]["name"], entries[0]["actionType"], entries[0]["date"]),
               ("audited tag", "tag_create", "Fri May 01 2026"))
    newer = mock.data("GET", f"/audit_logs?limit=50&page=1&latestID={entries[3]['id']}")
    mock.equal("latestID gives what is newer", newer, entries[:3])
    found = mock.data("GET", "/audit_logs?limit=1000&page=1&actionTypes=tag_edit"
                      "&actionTypes=segment_create")
    mock.equal("several action types", {e["actionType"] for e in found},
               {"tag_edit", "segment_create"})
    found = mock.data("GET", "/audit_logs?limit=1000&page=1&startDate=2026-04-10"
                      "&endDate=2026-04-11")
    mock.equal("dates", {e["date"] for e in found}, {"Fri Apr 10 2026", "Sat Apr 11 2026"})
    found = mock.data("GET", "/audit_logs?limit=100&page=1&id=audited%20tag")
    mock.equal("id is the name", [e["name"] for e in found], ["audited tag"])
    found = mock.data("GET", "/audit_logs?limit=20&page=1&sortKey=name&sortOrder=asc")
    mock.equal("order by name", [e["name"] for e in found],
               sorted(e["name"] for e in found))
    oldest = mock.data("GET", "/audit_logs?limit=1&page=1&sortKey=time&sortOrder=asc")
    mock.equal("order by time", oldest[0]["date"], "Fri Apr 03 2026")


def check_fixtures(mock):
    """The fixtures are what their generator writes and obey the contract."""
    folder = os.path.dirname(FIXTURES)
    for script, arguments in (("generate.py", ["--verify"]), ("check.py", [])):
        done = subprocess.run([sys.executable, os.path.join(folder, script), *arguments],
                              capture_output=True, text=True, check=False)
        mock.expect(f"fixtures: {script}", done.returncode == 0, done.stdout + done.stderr)


CHECKS = [check_fixtures, check_gate_lists, check_gates, check_gate_rules,
          check_gate_overrides,
          check_configs, check_experiments, check_experiment_overrides,
          check_segments, check_people, check_audit_log,
          check_every_change_is_logged]


def run(check, program):
    """The group "entities" of check.py: adds to its counts."""
    run_checks(check, program, CHECKS)
