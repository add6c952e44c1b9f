"""check_warehouse.py - metrics, their values, sources of the warehouse, events."""

from entities_under_test import quote, run_checks

METRIC = {"name": "new metric", "type": "sum"}
SOURCE = {"name": "New / Source", "sql": "SELECT 1", "timestampColumn": "ts",
          "idTypeMapping": [{"statsigUnitID": "userID", "column": "u"}]}


def without(body, *names):
    """The body without some members."""
    return {m: v for m, v in body.items() if m not in names}


def check_metric_names(mock):
    """Metrics are found by id, and by name and type, however they are named."""
    metrics = mock.data("GET", "/metrics/list?limit=100&page=1&showHiddenMetrics=true")
    awkward = {"    ::sum", "app::opens::sum", "discount 10%/day (net)::ratio",
               "visits (web/app) 100%::event_user"}
    mock.equal("awkward names", awkward - {m["id"] for m in metrics}, set())
    for metric in metrics:
        mock.equal(f"{metric['id']} by id", mock.data("GET", "/metrics/" + quote(metric["id"])),
                   metric)
        path = f"/metrics/{quote(metric['name'])}/{quote(metric['type'])}"
        mock.equal(f"{metric['id']} by name and type", mock.data("GET", path), metric)
    mock.call("GET", "/metrics/orders/sum", status=404)
    hidden = {m["id"] for m in metrics if m.get("isHidden")}
    shown = mock.data("GET", "/metrics/list?limit=100&page=1")
    mock.equal("hidden ones are not listed", {m["id"] for m in metrics} - hidden,
               {m["id"] for m in shown})
    tag = next(t for t in mock.data("GET", "/tags") if t["name"] == "checkout")
    found = mock.data("GET", "/metrics/list?limit=100&page=1&tags=" + tag["id"])
    mock.equal("by the id of a tag", found, [m for m in shown if "checkout" in m["tags"]])
    mock.equal("not by its name", mock.data("GET", "/metrics/list?tags=checkout"), [])


def check_metrics(mock):
    """What a definition needs, partial updates, owner and tags."""
    for body, message in (
            (METRIC | {"type": "import_window"}, "type must be one of"),
            (METRIC | {"name": "abc"}, "longer than or equal to 4"),
            (METRIC | {"name": "a|bcd"}, "regular expression"),
            (METRIC | {"type": "ratio"}, "elements in metricEvents"),
            (METRIC | {"type": "funnel"}, "elements in funnelEventList"),
            (METRIC | {"type": "composite"}, "elements in metricComponentMetrics"),
            (METRIC | {"tags": ["nothing"]}, "Tag nothing not found"),
            (METRIC | {"team": "nobody"}, "Team not found"),
            (METRIC | {"description": None}, "description must be a string"),
            ({"name": "orders", "type": "event_count_custom"}, "already in use")):
        mock.refuse("POST", "/metrics", body, message)
    metric = mock.data("POST", "/metrics", METRIC | {"tags": "checkout", "metricEvents": [
        {"name": "purchase", "type": "value"}]}, 201)
    mock.equal("created", [metric[m] for m in ("id", "tags", "directionality", "lineage")],
               ["new metric::sum", ["checkout"], "increase",
                {"events": ["purchase"], "metrics": []}])
    mock.data("POST", "/metrics", METRIC | {"type": "mean"}, 201)
    path = "/metrics/" + quote(metric["id"])
    user = mock.data("GET", "/users?limit=1&page=1")[0]
    changed = mock.data("POST", path, {"owner": {"email": user["email"]}, "name": "renamed"})
    mock.equal("POST changes what it is given", without(changed, "owner", "name",
                                                        "lastModifiedTime"),
               without(metric, "name", "lastModifiedTime"))
    mock.equal("an owner is read as a person", (changed["owner"]["ownerEmail"],
                                                changed["owner"]["ownerType"]),
               (user["email"], "USER"))
    mock.equal("a renamed metric keeps its id", mock.data("GET", path)["name"], "renamed")
    mock.refuse("POST", path, {"owner": {"email": "nobody"}}, "Owner not found")
    mock.refuse("POST", path, {"type": "mean"}, "type should not exist")
    tag = next(t for t in mock.data("GET", "/tags") if t["name"] == "returns")
    mock.data("POST", path, {"tags": ["returns"]})
    mock.expect("tags move the metric in the filtered list", metric["id"] in [
        m["id"] for m in mock.data("GET", "/metrics/list?limit=100&tags=" + tag["id"])])
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)
    mock.call("POST", path, {"description": "x"}, 404)


def check_metric_actions(mock):
    """Archive and reload answer a message and are logged."""
    path = "/metrics/" + quote("discount 10%/day (net)::ratio")
    for method, action, body, logged in (
            ("PUT", "schedule_archive", {}, "schedule_archive_metric"),
            ("PUT", "cancel_archive", None, "cancel_archive_metric"),
            ("PUT", "unarchive", {}, "unarchive_metric"),
            ("POST", "reload?incremental=true", {}, "load_echidna_metric")):
        answer = mock.call(method, f"{path}/{action}", body, 200)[1]
        mock.equal(f"{action} answers a message alone", list(answer), ["message"])
        mock.equal(f"{action} is logged", mock.newest_entry()["actionType"], logged)
        mock.call(method, f"/metrics/nowhere/{action}", body, 404)
    mock.refuse("POST", path + "/reload?incremental=some", {}, "must be one of")


def check_dry_runs(mock):
    """A dry run is judged and answered, and changes nothing."""
    before = mock.newest_entry()["id"]
    metric = mock.data("POST", "/metrics", METRIC | {"name": "never made", "dryRun": True}, 201)
    mock.equal("answered", metric["id"], "never made::sum")
    mock.expect("dryRun is no member", "dryRun" not in metric)
    mock.call("GET", "/metrics/" + quote("never made::sum"), status=404)
    mock.refuse("POST", "/metrics", METRIC | {"type": "ratio", "dryRun": True}, "metricEvents")
    path = "/metrics/metric_source/Page%20Views"
    source = mock.data("GET", path)
    changed = mock.data("POST", path, without(SOURCE, "name") | {"dryRun": True})
    mock.equal("an update is answered", changed["sql"], "SELECT 1")
    mock.equal("and not done", mock.data("GET", path), source)
    mock.equal("no entry of the audit log", mock.newest_entry()["id"], before)


def check_values(mock):
    """Values of one metric and of all, by day."""
    orders = mock.data("GET", "/metrics?date=2026-04-30&id=" + quote("orders::event_count_custom"))
    mock.equal("units", [v["unit_type"] for v in orders], ["overall", "userID"])
    mock.equal("null parts", orders[0]["numerator"], None)
    ratio = mock.data("GET", "/metrics?date=2026-04-30&id=" + quote("revenue per visit::ratio"))
    mock.equal("a ratio, with names", [str(ratio[1][m]) for m in (
        "numerator", "denominator", "metric_name", "metric_type")],
        ["12", "40.5", "revenue per visit", "ratio"])
    mock.equal("another day", mock.data("GET", "/metrics?date=2025-04-30&id=orders"), [])
    mock.refuse("GET", "/metrics?id=orders", None, "date should not be null")
    mock.refuse("GET", "/metrics?id=orders&date=30.4.2026", None, "YYYY-MM-DD")
    every = mock.data("GET", "/metrics/values?date=2026-04-30&limit=1000&page=1")
    mock.expect("all of a day", len(every) > 20)
    mock.equal("pages", mock.data("GET", "/metrics/values?date=2026-04-30&limit=5&page=2"),
               every[5:10])
    mock.equal("by name and type", mock.data(
        "GET", "/metrics/values?date=2026-04-30&metricName=orders&metricType=event_count_custom"),
        [v for v in every if v["metricName"] == "orders"])
    imported = [v for v in every if v["metricName"] == "week one import"]
    mock.expect("rows of imports", imported and all("inputRows" in v for v in imported))


def check_sources(mock):
    """Four kinds of sources: created, replaced, changed in part, deleted."""
    for collection, item, more, parts in (
            ("/metrics/metric_source", "/metrics/metric_source", {}, False),
            ("/experiments/assignment_sources", "/experiments/assignment_source",
             {"experimentIDColumn": "e", "groupIDColumn": "g"}, True),
            ("/experiments/entity_properties", "/experiments/entity_property", {}, True),
            ("/experiments/qualifying_events", "/experiments/qualifying_events", {}, False)):
        body = SOURCE | more
        listing = collection + "/list" if item == "/metrics/metric_source" else collection
        path = f"{item}/{quote(body['name'])}"
        mock.equal(f"created in {collection}", mock.data("POST", collection, body, 201)["sql"],
                   "SELECT 1")
        mock.refuse("POST", collection, body, "already in use")
        for member in body:
            if item != "/experiments/entity_property" or member != "timestampColumn":
                mock.refuse("POST", collection, without(body, member) | {"description": "d"},
                            member + " should not be null")
        mock.refuse("POST", collection, body | {"name": "x", "idTypeMapping":
                                                body["idTypeMapping"] * 2}, "mapped twice")
        full = without(body, "name") | {"sql": "SELECT 2"}
        mock.data("POST", path, full | {"description": "d"})
        seen = mock.data("POST", path, full)
        mock.equal("POST takes away what it does not give", (seen["sql"], seen["description"]),
                   ("SELECT 2", ""))
        mock.refuse("POST", path, {"description": "d"}, "sql should not be null")
        if parts:
            seen = mock.data("PATCH", path, {"description": "d", "team": "Growth"})
            mock.equal("PATCH keeps the rest", (seen["sql"], seen["description"], seen["team"]),
                       ("SELECT 2", "d", "Growth"))
            mock.refuse("PATCH", path, {"sql": "SELECT 3"}, "sql should not exist")
            mock.refuse("PATCH", path, {"name": mock.data("GET", listing)[0]["name"]},
                        "already in use")
            mock.data("PATCH", path, {"name": "Renamed"})
            mock.call("PATCH", path, {"description": "d"}, 404)
            path = item + "/Renamed"
        else:
            mock.refuse("POST", path, full | {"name": "Renamed"}, "name should not exist")
        mock.call("DELETE", path, status=200)
        mock.call("DELETE", path, status=404)
        mock.expect(f"three are left in {listing}", len(mock.data("GET", listing)) == 3)
    mock.call("GET", "/experiments/assignment_source/App%20Exposures", status=404)


def check_events(mock):
    """Events and what counts them; an event nobody logged is no error."""
    events = mock.data("GET", "/events?limit=1000&page=1")
    mock.expect("times are texts of digits", all(e["timestamp"].isdigit() for e in events))
    mock.equal("metadata", {str(e.get("metadata"))[:2] for e in events[:9]}, {"No", "{}", "{'"})
    mock.equal("of one name", mock.data("GET", "/events/purchase?limit=1000&page=1"),
               [e for e in events if e["name"] == "purchase"])
    odd = quote("a/b 100%? (test)")
    mock.equal("of an awkward name", len(mock.data("GET", f"/events/{odd}?limit=100&page=1")), 20)
    mock.equal("of no name", mock.data("GET", "/events/nothing"), [])
    mock.equal("metrics of an event", [m["id"] for m in mock.data(
        "GET", "/events/purchase/metrics?limit=100&page=1")],
        ["orders::event_count_custom", "revenue per visit::ratio", "checkout funnel::funnel",
         "discount 10%/day (net)::ratio", "purchase::event_count"])
    mock.equal("of another", [m["id"] for m in mock.data("GET", "/events/session_start/metrics")],
               ["visits (web/app) 100%::event_user", "app::opens::sum"])
    mock.equal("of none", mock.data("GET", "/events/nothing/metrics"), [])


def check_lineage(mock):
    """Lists that follow from other entities."""
    metric = quote("page_load_time::mean")
    found = mock.data("GET", f"/metrics/{metric}/experiments?limit=100&page=1&status=active")
    mock.expect("experiments of a metric, filtered", found and all(
        e["status"] == "active" for e in found))
    app = mock.data("GET", "/target_app")[0]
    found = mock.data("GET", f"/metrics/{metric}/experiments?limit=100&targetAppID={app['id']}")
    mock.expect("by the id of a target app", found and all(
        app["name"] in e["targetApps"] for e in found))
    mock.call("GET", "/metrics/nowhere/experiments", status=404)
    for source, expected in (("Order Lines", ["warehouse margin", "refund rate"]),
                             ("Refunds (50%/daily)", ["refund rate"]), ("Page Views", [])):
        mock.equal(f"metrics of {source}", [m["name"] for m in mock.data(
            "GET", f"/metrics/metric_source/{quote(source)}/metrics")], expected)
    mock.call("GET", "/metrics/metric_source/nowhere/metrics", status=404)


def run(check, program):
    """The group "warehouse" of check.py: adds to its counts."""
    run_checks(check, program, [check_metric_names, check_metric_actions, check_values,
                                check_events, check_lineage, check_metrics, check_dry_runs,
                                check_sources])
