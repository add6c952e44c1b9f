"""check_results.py - pulse results, their loads, exposures, versions, alerts."""

from entities_under_test import quote, run_checks


def rule(mock, gate, number):
    """One rule of a gate."""
    return mock.data("GET", f"/gates/{gate}")["rules"][number]


def check_gate_results(mock):
    """By id and baseID, with and without numbers, under parameters."""
    first = rule(mock, "new_checkout", 0)
    paths = [f"/gates/new_checkout/rules/{quote(first[m])}/pulse_results"
             for m in ("id", "baseID")]
    results = [mock.data("GET", path) for path in paths]
    mock.equal("id and baseID name the rule", results[0], results[1])
    orders, load = results[0]["monitoringMetrics"]
    mock.equal("exact numbers", (str(orders["absoluteChange"]), str(orders["pValue"])),
               ("0.30000000000000004", "1E-7"))
    mock.equal("or none", sorted(load), ["directionality", "metricID", "metricName"])
    changed = mock.data("GET", paths[0] + "?cuped=false&confidence=80")["monitoringMetrics"]
    mock.equal("parameters change what is shown",
               [str(changed[0][m]) for m in ("absoluteChange", "confidenceIntervalDelta")],
               ["0.28", "0.03"])
    mock.refuse("GET", paths[0] + "?cuped=yes", None, "cuped must be")
    mock.refuse("GET", paths[0] + "?confidence=101", None, "from 0 to 100")
    nothing = f"/gates/new_checkout/rules/{rule(mock, 'new_checkout', 3)['baseID']}/pulse_results"
    mock.equal("no results", mock.data("GET", nothing), {"ds": "", "monitoringMetrics": []})
    snake = mock.unchecked(
        f"/gates/new_checkout/rules/{rule(mock, 'new_checkout', 1)['baseID']}/pulse_results")
    mock.equal("the second rule's come in snake_case", [
        m in snake["data"]["monitoringMetrics"][0]
        for m in ("metricID", "value", "test_mean", "p_value", "absoluteChange", "testMean")],
        [True] * 4 + [False] * 2)
    for gate, number in (("many_rules", 2), ("payments_network_tokens", 2)):
        path = f"/gates/{gate}/rules/{rule(mock, gate, number)['baseID']}/pulse_results"
        mock.expect(f"{gate} has results", mock.data("GET", path)["monitoringMetrics"])
    mock.call("GET", "/gates/new_checkout/rules/nowhere/pulse_results", status=404)
    mock.call("GET", "/gates/nowhere/rules/nowhere/pulse_results", status=404)


def check_experiment_results(mock):
    """By control, test and date; three lists of metrics."""
    groups = [g["id"] for g in mock.data("GET", "/experiments/free_shipping_threshold")["groups"]]
    path = "/experiments/free_shipping_threshold/pulse_results"

    def ask(control, test, more=""):
        return mock.data("GET", f"{path}?control={control}&test={test}{more}")

    results = ask(groups[0], groups[1])
    mock.equal("lists", sorted(results), ["ds", "otherMetrics", "primaryMetrics",
                                          "secondaryMetrics"])
    mock.equal("newest first", results["ds"], "2026-04-29")
    mock.expect("each group has its own", ask(groups[0], groups[2]) != results)
    older = ask(groups[0], groups[1], "&date=2026-04-28")
    mock.equal("a date", (older["ds"], older["primaryMetrics"][0]["testMean"]), ("2026-04-28", 2))
    mock.equal("a date without results", ask(groups[0], groups[1], "&date=2026-04-01"),
               {"ds": "2026-04-01", "primaryMetrics": [], "secondaryMetrics": []})
    mock.refuse("GET", f"{path}?control={groups[0]}&test={groups[0]}", None, "different groups")
    mock.refuse("GET", f"{path}?control={groups[0]}&test=x", None, "no group of the experiment")
    mock.refuse("GET", f"{path}?control={groups[0]}", None, "test should not be null")
    mock.refuse("GET", f"{path}?control={groups[0]}&test={groups[1]}&date=tomorrow", None,
                "YYYY-MM-DD")
    groups = [g["id"] for g in mock.data("GET", "/experiments/review_prompt_delay")["groups"]]
    snake = mock.unchecked("/experiments/review_prompt_delay/pulse_results"
                           f"?control={groups[0]}&test={groups[1]}")["data"]
    mock.expect("one experiment's come in snake_case",
                "metric_name" in snake["primaryMetrics"][0], snake)


def check_holdout_results(mock):
    """Three holdouts have results, one of them in snake_case."""
    for holdout in ("company_holdout_2026", "checkout_holdout"):
        mock.expect(f"{holdout} has results", mock.data(
            "GET", f"/holdouts/{holdout}/pulse_results")["monitoringMetrics"])
    snake = mock.unchecked("/holdouts/pricing_holdout/pulse_results")["data"]
    mock.expect("in snake_case", "test_units" in snake["monitoringMetrics"][0], snake)
    mock.equal("none", mock.data("GET", "/holdouts/empty_holdout/pulse_results"),
               {"ds": "", "monitoringMetrics": []})
    mock.call("GET", "/holdouts/nowhere/pulse_results", status=404)


def check_loads(mock):
    """A load appears in the history, newest first."""
    second = rule(mock, "new_checkout", 1)["baseID"]
    path = f"/gates/new_checkout/rules/{second}/pulse_load_history"
    before = mock.data("GET", path + "?limit=100&page=1")
    mock.equal("loads of a rule", len(before), 25)
    mock.expect("one has not ended", "finishedTime" not in before[-1])
    mock.equal("pages", [len(mock.data("GET", f"{path}?limit=10&page={n}"))
                         for n in (1, 2, 3, 4)], [10, 10, 5, 0])
    mock.call("POST", "/gates/new_checkout/load_pulse", {"ruleId": second, "turboMode": True}, 200)
    after = mock.data("GET", path + "?limit=100&page=1")
    mock.equal("a load is noted", after[1:], before)
    mock.equal("as it was asked for", (after[0]["reloadType"], after[0]["turboMode"]),
               ("full", True))
    mock.refuse("POST", "/gates/new_checkout/load_pulse", {}, "ruleId should not be null")
    mock.call("POST", "/gates/new_checkout/load_pulse", {"ruleId": "nowhere"}, 404)
    path = "/experiments/free_shipping_threshold"
    mock.call("POST", path + "/load_pulse?refresh=metric", {"refresh": "metric"}, 200)
    loads = mock.data("GET", path + "/pulse_load_history?limit=100&page=1")
    mock.equal("of an experiment", (len(loads), loads[0]["reloadType"], loads[0]["endDs"]),
               (13, "metric", "2026-04-30"))
    mock.refuse("POST", path + "/load_pulse", {"refresh": "some"}, "must be one of")
    mock.refuse("POST", "/experiments/search_ranking_model/load_pulse", {}, "not yet started")
    mock.equal("nothing loaded", mock.data(
        "GET", "/experiments/search_ranking_model/pulse_load_history?limit=5&page=1"), [])


def check_exposures(mock):
    """By group and day; counts of the ids that are asked for."""
    for experiment in ("checkout_button_color", "free_shipping_threshold"):
        rows = mock.data("GET", f"/experiments/{experiment}/cumulative_exposures")
        mock.equal(f"days of {experiment}", {len(row["results"]) for row in rows}, {10})
    rows = mock.data("GET", "/experiments/price_display_format/cumulative_exposures")
    mock.equal("large, none", (rows[0]["results"][0]["exposures"], rows[1]["results"]),
               (9007199254740993, []))
    mock.equal("of an experiment in setup", mock.data(
        "GET", "/experiments/search_ranking_model/cumulative_exposures"), [])
    mock.call("GET", "/experiments/nowhere/cumulative_exposures", status=404)
    counts = mock.data("GET", "/exposure_count?gates=new_checkout&gates=unknown"
                       "&experiments=checkout_button_color")
    mock.equal("exposure counts", ([c["id"] for c in counts["gates"]],
                                   [c["past7Days"] for c in counts["gates"]],
                                   counts["dynamicConfigs"]),
               (["new_checkout", "unknown"], [9007199254740993, 0], []))
    mock.refuse("GET", "/exposure_count", None, "Data is not available")
    many = "&".join(f"gates=g{n}" for n in range(26))
    mock.refuse("GET", "/exposure_count?" + many, None, "no more than 25")
    mock.call("GET", "/exposure_count?" + many.partition("&")[2], status=200)


def check_versions(mock):
    """Versions of dynamic configs: stored ones and those that changes leave."""
    config = mock.data("GET", "/dynamic_configs?limit=1&page=1")[0]["id"]
    path = f"/dynamic_configs/{config}"
    mock.data("PATCH", path, {"description": "next"})
    rows = mock.data("GET", path + "/versions?limit=100&page=1")
    mock.equal("versions count down", [r["version"] for r in rows],
               list(range(rows[0]["version"], 0, -1)))
    mock.equal("the first is the present one", rows[0], mock.data("GET", path))
    mock.equal("pages", [r["version"] for r in mock.data("GET", path + "/versions?limit=1&page=2")],
               [rows[0]["version"] - 1])
    mock.call("GET", "/dynamic_configs/nowhere/versions", status=404)


def check_alerts(mock):
    """Alerts of metrics are resolved; alerts of the project are listed."""
    for entity in ("gates/new_checkout", "experiments/checkout_button_color"):
        seen = mock.data("POST", f"/{entity}/alerts/{quote('orders::event_count_custom')}/resolve",
                         {"reasoning": "known"})
        mock.expect(f"{entity}: a time", seen["resolvedAt"] > 1777593600000)
        mock.call("POST", f"/{entity}/alerts/nothing/resolve", {}, 404)
    alerts = mock.data("GET", "/alerts?limit=100&page=1")
    mock.equal("alerts", len(alerts), 5)
    creator = alerts[1]["creatorID"]
    user = next(u for u in mock.state("/users") if u["_mockID"] == creator)
    for query, fits in (
            ("tags=Core", lambda a: "Core" in a["tags"]),
            ("creatorID=" + creator, lambda a: a.get("creatorID") == creator)):
        mock.equal(f"alerts by {query}", mock.data("GET", "/alerts?" + query),
                   [a for a in alerts if fits(a)])
    by_name = mock.data("GET", "/alerts?creatorName=" + quote(user["firstName"]))
    mock.expect("alerts by the creator's name", alerts[1] in by_name and len(by_name) < 5)


def run(check, program):
    """The group "results" of check.py: adds to its counts."""
    run_checks(check, program, [check_gate_results, check_experiment_results,
                                check_holdout_results, check_loads, check_exposures,
                                check_versions, check_alerts])
