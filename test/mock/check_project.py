"""check_project.py - keys, roles, target apps, unit types, environments, settings, reports."""

import csv
import io

from entities_under_test import quote, run_checks


def check_keys(mock):
    """Written with ids of apps, read with names; an update answers what it was sent."""
    apps = mock.data("GET", "/target_app")
    key = mock.data("POST", "/keys", {
        "description": "k", "type": "SERVER", "targetAppID": apps[0]["id"],
        "secondaryTargetAppIDs": [apps[1]["id"]], "environments": ["staging"]})
    mock.equal("apps are read by name", (key["primaryTargetApp"], key["secondaryTargetApps"],
                                         key["status"]),
               (apps[0]["name"], [apps[1]["name"]], "active"))
    for change, message in (({"targetAppID": "x"}, "not found"), ({"type": "MOON"}, "one of"),
                            ({"scopes": ["all"]}, "one of"), ({"targetAppID": None}, "string"),
                            ({"status": "active"}, "should not exist")):
        mock.refuse("POST", "/keys", {"description": "k", "type": "SERVER"} | change, message)
    path = "/keys/" + key["key"]
    sent = {"environments": ["production"], "targetAppID": None,
            "secondaryTargetAppIDs": [apps[2]["id"]]}
    mock.equal("an update answers what it was sent", mock.data("PATCH", path, sent), sent)
    seen = mock.data("GET", path)
    mock.equal("and changes the key", (seen["environments"], seen["primaryTargetApp"],
                                       seen["secondaryTargetApps"], seen["description"]),
               (["production"], None, [apps[2]["name"]], "k"))
    mock.form("/keys/*", form="whole")
    mock.equal("the whole key on demand", mock.data("PATCH", path, {"description": "l"}),
               dict(seen, description="l"))
    mock.clear()
    fresh = mock.data("PATCH", path + "/rotate")
    mock.expect("rotate gives a new key string", fresh["key"] != key["key"])
    mock.equal("and nothing else", dict(fresh, key=key["key"]), dict(seen, description="l"))
    mock.call("GET", path, status=404)
    entry = mock.newest_entry()
    mock.expect("no key string in the audit log", fresh["key"] not in str(entry), entry)
    path = "/keys/" + fresh["key"]
    answer = mock.call("PATCH", path + "/deactivate", None, 200)[1]
    mock.equal("deactivate answers a message alone", list(answer), ["message"])
    mock.equal("deactivated", mock.data("GET", path)["status"], "deactivated")
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)
    keys = mock.data("GET", "/keys?limit=100&page=1")
    mock.expect("a key may hide its string", None in [k["key"] for k in keys])
    for query, fits in (
            ("environment=staging", lambda k: "staging" in k.get("environments", [])),
            ("primaryTargetApp=Web%20Shop", lambda k: k.get("primaryTargetApp") == "Web Shop")):
        mock.equal(f"keys by {query}", mock.data("GET", "/keys?" + query),
                   [k for k in keys if fits(k)])


def check_scopes(mock):
    """Keys of the project open the API as far as their scopes say."""
    def status(key, method, path, body=None):
        return mock.call(method, path, body, key=key)[0]

    tag = {"name": "by another key", "description": ""}
    mock.equal("may do all", [status("console-FIXTUREconsole1", *c) for c in (
        ("GET", "/keys"), ("POST", "/tags", tag))], [200, 200])
    mock.equal("may read", [status("console-FIXTUREreader1", *c) for c in (
        ("GET", "/tags"), ("POST", "/tags", tag), ("GET", "/keys"))], [200, 403, 403])
    mock.equal("sees no keys", [status("console-FIXTUREnokeys1", *c) for c in (
        ("DELETE", "/tags/" + quote(tag["name"])), ("GET", "/keys"), ("GET", "/keys/x"),
        ("POST", "/keys", {"description": "k", "type": "SERVER"}))], [200, 403, 403, 403])
    mock.equal("open nothing", [status(k, "GET", "/tags") for k in (
        "console-FIXTUREold1", "secret-FIXTUREserver1", "")], [401, 401, 401])
    key = mock.data("POST", "/keys", {"description": "k", "type": "CONSOLE",
                                      "scopes": ["omni_read_only"]})["key"]
    mock.equal("a new key works at once", status(key, "GET", "/tags"), 200)
    mock.data("PATCH", f"/keys/{key}", {"scopes": ["omni_read_write", "can_access_keys"]})
    mock.equal("with its new scopes", status(key, "GET", "/keys"), 200)
    mock.call("PATCH", f"/keys/{key}/deactivate", None, 200)
    mock.equal("until it is deactivated", status(key, "GET", "/tags"), 401)


def check_roles(mock):
    """Permissions are replaced whole; built-in names are taken."""
    role = {"name": "Night / Shift", "permissions": {"create_configs": True}}
    mock.equal("created", mock.data("POST", "/roles", role, 201), role)
    for name in (role["name"], "Admin", "Member", "Read Only"):
        mock.refuse("POST", "/roles", {"name": name, "permissions": {}}, "already in use")
    mock.refuse("POST", "/roles", {"name": "x"}, "permissions should not be null")
    mock.refuse("POST", "/roles", {"name": "x", "permissions": {"create_configs": "yes"}},
                "must be a boolean")
    path = "/roles/" + quote(role["name"])
    mock.data("PATCH", path, {"permissions": {"create_teams": False}})
    mock.equal("replaced whole", mock.data("GET", path)["permissions"], {"create_teams": False})
    mock.refuse("PATCH", path, {"name": "x", "permissions": {}}, "name should not exist")
    mock.call("DELETE", path, status=200)
    mock.call("DELETE", path, status=404)


def check_target_apps(mock):
    """Read by id and name alone; assigned in bulk."""
    apps = mock.data("GET", "/target_app")
    mock.expect("one has no id", "id" not in apps[-1])
    app = mock.data("POST", "/target_app", {"name": "Kiosk", "description": "d",
                                            "gates": ["no_rules_gate"]})
    mock.equal("shown", sorted(app), ["id", "name"])
    mock.equal("assigned", "Kiosk" in mock.data("GET", "/gates/no_rules_gate")["targetApps"], True)
    mock.refuse("POST", "/target_app", {"name": "Kiosk", "description": "d"}, "already in use")
    mock.refuse("POST", "/target_app", {"name": "Other"}, "description should not be null")
    path = "/target_app/" + app["id"]
    answer = mock.call("PATCH", path, {"name": "Kiosk 2", "description": "e"}, 200)[1]
    mock.equal("an update answers a message alone", list(answer), ["message"])
    mock.equal("and changes the name", mock.data("GET", path)["name"], "Kiosk 2")
    mock.refuse("PATCH", path, {"name": "Web Shop"}, "already in use")
    for collection, entity, member in (("gates", "internal_users", "gates"),
                                       ("dynamic_configs", "exact_numbers", "dynamicConfigs"),
                                       ("experiments", "wishlist_icon", "experiments")):
        mock.call("PATCH", "/target_app", {"targetApps": [app["id"], apps[0]["id"]],
                                           member: [entity]}, 200)
        seen = mock.data("GET", f"/{collection}/{entity}")["targetApps"]
        mock.equal(f"{entity} has both", {"Kiosk 2", apps[0]["name"]} - set(seen), set())
        mock.call("PATCH", "/target_app", {"targetApps": [app["id"]], member: ["nowhere"]}, 404)
    mock.refuse("PATCH", "/target_app", {"targetApps": ["nowhere"]}, "not found")
    mock.refuse("PATCH", "/target_app", {"targetApps": []}, "at least 1")
    mock.call("DELETE", path, status=200)
    mock.call("PATCH", path, {"description": "e"}, 404)


def check_unit_types(mock):
    """Named by their names, which a path must encode."""
    path = "/unit_id_types/" + quote("cart/ID 100%")
    mock.equal("read", mock.data("GET", path), {"name": "cart/ID 100%", "description": ""})
    mock.equal("changed", mock.data("PATCH", path, {"description": "d"})["description"], "d")
    mock.refuse("PATCH", path, {}, "description should not be null")
    mock.refuse("PATCH", path, {"name": "x", "description": "d"}, "name should not exist")
    mock.refuse("POST", "/unit_id_types", {"name": "cart/ID 100%"}, "already in use")
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)


def check_environments(mock):
    """The list is written whole; ids are texts."""
    old = mock.data("GET", "/environments")["environments"]
    new = {"name": "canary", "isProduction": False, "requiresReview": False,
           "requiresReleasePipeline": False}
    seen = mock.data("POST", "/environments", {"environments": old + [new]})["environments"]
    mock.equal("environments keep their ids", seen[:3], old)
    mock.expect("a new one gets a text", isinstance(seen[3]["id"], str)
                and seen[3]["id"].startswith("0."))
    mock.equal("it lasts", mock.data("GET", "/environments")["environments"], seen)
    mock.refuse("POST", "/environments", {"environments": [new, new]}, "in use")
    mock.refuse("POST", "/environments", {"environments": [dict(new, id="0.5")]}, "not found")
    mock.refuse("POST", "/environments", {"environments": [{"name": "x"}]}, "should not be null")
    mock.equal("the list is replaced whole", mock.data(
        "POST", "/environments", {"environments": old[1:]})["environments"], old[1:])


def check_settings(mock):
    """POST takes the whole object."""
    for name, full, wrong in (
            ("project", {"name": "N", "visibility": "CLOSED"}, {"visibility": "closed"}),
            ("reviews", {"is_config_review_required": True, "is_metric_review_required": False,
                         "is_metric_review_required_on_verified_only": False},
             {"is_config_review_required": "yes"}),
            ("roles", {"default_project_role": "Viewer"}, {"default_project_role": None}),
            ("teams", {"require_teams_on_configs": True}, {"require_teams_on_configs": 1})):
        path = "/settings/" + name
        before = mock.data("GET", path)
        mock.equal(f"{name} before", set(full) - set(before), set())
        mock.equal(f"{name} answered", mock.data("POST", path, full), full)
        mock.equal(f"{name} stored, the rest gone", mock.data("GET", path), full)
        mock.refuse("POST", path, full | wrong, next(iter(wrong)))
        for member in full:
            mock.refuse("POST", path, {m: v for m, v in full.items() if m != member},
                        member + " should not be null")
        mock.equal(f"{name} after refusals", mock.data("GET", path), full)
    mock.equal("company", mock.data("GET", "/company")["companyName"], "Lindenhof Market")
    mock.equal("project", list(mock.data("GET", "/project")), ["id"])


def check_write_only(mock):
    """Warehouse connections and validations can only be seen in the state."""
    for body in ({}, {"snowflake": {}, "bigquery": {}}):
        mock.refuse("PATCH", "/wh_connections", body, "exactly one")
    mock.call("PATCH", "/wh_connections", {"snowflake": {"accountName": "a"}}, 200)
    mock.equal("kept", mock.state("/wh_connections"), {"snowflake": {"accountName": "a"}})
    message = {"reviewID": "review-3", "message": "m"}
    mock.call("PATCH", "/change_validation/message", message, 404)
    mock.refuse("POST", "/change_validation", {"reviewID": "review-3"}, "validated should not")
    mock.call("POST", "/change_validation", {
        "reviewID": "review-3", "validated": False, "message": "first",
        "debugLinks": [{"title": "t", "url": "https://x.example"}]}, 200)
    mock.call("PATCH", "/change_validation/message", message, 200)
    mock.equal("kept with its message", [(v["validated"], v["message"]) for v in mock.state(
        "/change_validation")], [(False, "m")])


def check_reports(mock):
    """A report is there for a few days; usage comes as CSV."""
    for kind in ("first_exposures", "pulse_daily", "topline_impact_daily"):
        url = mock.data("GET", f"/reports?type={kind}&date=2026-04-28")["url"]
        mock.expect(f"{kind} of its day", f"/{kind}/2026-04-28.csv" in url, url)
    mock.refuse("GET", "/reports?type=pulse_daily&date=2026-04-01", None, "not available")
    mock.refuse("GET", "/reports?type=pulse_daily", None, "date should not be null")
    mock.refuse("GET", "/reports?type=moon&date=2026-04-28", None, "must be one of")
    text = mock.call("GET", "/project/usage_billing/report?end=1777593600000", status=200)[1]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    mock.equal("header", rows[0], ["Date", "Product", "Events", "Cost, EUR"])
    mock.equal("first day", rows[1:6], [
        ["2026-04-01", "feature_gates", "1200000", "1200.0"],
        ["2026-04-01", "experiments, layers", "88000", "88.0"],
        ["2026-04-01", "the \"new\" metrics", "410", "0.41"],
        ["2026-04-01", "session\r\nreplay", "7", "0.007"],
        ["2026-04-01", "", "0", ""]])
    mock.expect("lines end with CR LF", text.endswith("\r\n"))
    day = mock.call("GET", "/project/usage_billing/report?start=1777507200000&end=1777507200000",
                    status=200)[1]
    mock.equal("a range", [row[0] for row in csv.reader(io.StringIO(day))],
               ["Date", "2026-04-30", "2026-04-30"])
    mock.refuse("GET", "/project/usage_billing/report?end=1", None, "not available")
    mock.refuse("GET", "/project/usage_billing/report?end=0", None, "must not be less")
    mock.refuse("GET", "/project/usage_billing/report", None, "end should not be null")


def run(check, program):
    """The group "project" of check.py: adds to its counts."""
    run_checks(check, program, [check_keys, check_scopes, check_roles, check_target_apps,
                                check_unit_types, check_environments, check_settings,
                                check_write_only, check_reports])
