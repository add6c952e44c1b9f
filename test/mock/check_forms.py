"""check_forms.py - each other form of an answer, as form.h has it."""

from check_serving import script
from entities_under_test import run_checks

COUNTS = "/ingestion/events/count?start_date=2026-04-21&end_date=2026-04-22"
VALUES = "/metrics/values?date=2026-04-30&limit=100&page=1"


def check_names(mock):
    """snake_case and camel_case of items."""
    before = mock.data("GET", VALUES)
    mock.form("/metrics/values", form="snake_case")
    after = mock.unchecked(VALUES)["data"]
    mock.equal("snake_case", [sorted(v) for v in after], [sorted(
        {"metricName": "metric_name", "metricType": "metric_type", "unitType": "unit_type",
         "inputRows": "row_count"}.get(m, m) for m in v) for v in before])
    mock.equal("with the same values", [v["metric_name"] for v in after],
               [v["metricName"] for v in before])
    mock.form("/metrics", form="camel_case")
    value = mock.unchecked("/metrics?date=2026-04-30&id=week%20one%20import%3A%3Aimport_window")
    mock.equal("camel_case", sorted(value["data"][0]),
               ["inputRows", "unitType", "value"])
    mock.form("/holdouts/company_holdout_2026/pulse_results", form="snake_case",
              without=["ds", "metricName", "directionality"])
    results = mock.unchecked("/holdouts/company_holdout_2026/pulse_results")["data"]
    mock.equal("as the official example", (list(results), sorted(results["monitoringMetrics"][0])),
               (["monitoringMetrics"], [
                   "confidence_interval_delta", "control_mean", "control_std", "control_units",
                   "metricID", "p_value", "percent_change", "test_mean", "test_std",
                   "test_units", "value"]))
    mock.clear()
    mock.equal("clear ends it", mock.data("GET", VALUES), before)


def check_shapes(mock):
    """array, object, nested."""
    mock.form("/reports", form="array")
    report = mock.unchecked("/reports?type=pulse_daily&date=2026-04-28")["data"]
    mock.equal("array", (len(report), list(report[0])), (1, ["url"]))
    mock.form("/gates/many_rules/rules", form="object")
    mock.equal("object", list(mock.unchecked("/gates/many_rules/rules")["data"]), ["rules"])
    flat = mock.data("GET", COUNTS)
    mock.form("/ingestion/events/*", form="nested")
    days = mock.data("GET", COUNTS)     # a form that the contract knows as well
    mock.equal("nested", [(d["date"], len(d["events"])) for d in days],
               [("2026-04-21", 4), ("2026-04-22", 4)])
    mock.equal("with the same rows", [{"date": d["date"]} | e for d in days for e in d["events"]],
               flat)
    deltas = mock.data("GET", COUNTS.replace("count", "delta"))
    mock.equal("deltas too", sorted(deltas[0]), ["date", "events"])
    mock.clear()


def check_envelopes(mock):
    """bare, message, no_message."""
    path = "/ingestion/status?startDate=2026-04-29&endDate=2026-04-29"
    mock.form("/ingestion/status", form="bare")
    mock.equal("bare", len(mock.unchecked(path)), 2)
    mock.form("/release_pipeline_triggers", form="no_message")
    mock.equal("no_message", sorted(mock.unchecked("/release_pipeline_triggers?limit=1&page=1")),
               ["data", "pagination"])
    mock.form("/ingestion", form="message")
    answer = mock.call("DELETE", "/ingestion?type=s3&dataset=entity_properties", status=200,
                       validate=False)[1]
    mock.equal("message", list(answer), ["message"])
    mock.clear()
    mock.call("GET", "/ingestion?type=s3&dataset=entity_properties", status=404)


def check_members(mock):
    """set and without, on items and on objects."""
    mock.form("/settings/project", set={"visibility": "closed"})
    mock.equal("set in an object", mock.unchecked("/settings/project")["data"]["visibility"],
               "closed")
    mock.form("/target_app", without=["id"], set={"extra": {"a": [None]}})
    mock.equal("in each item", {str(a["extra"]) + str("id" in a) for a in mock.unchecked(
        "/target_app")["data"]}, {"{'a': [None]}False"})
    mock.clear()
    mock.equal("exact numbers stay", str(mock.data("GET", "/dynamic_configs/exact_numbers")
                                         ["defaultValue"]["tenth"]), "0.30000000000000004")
    mock.form("/dynamic_configs/exact_numbers", set={"description": "other"})
    config = mock.data("GET", "/dynamic_configs/exact_numbers")
    mock.equal("in a form as well", (config["description"], str(config["defaultValue"]["huge"]),
                                     config["defaultValue"]["beyond"]),
               ("other", "1E+400", 18446744073709551616))
    mock.clear()


def check_control(check, program):
    """mock-control sets forms and refuses unknown ones."""
    read = ('curl -s -H "STATSIG-API-KEY: console-mock-key" '
            '"$STATSIG_MOCK_URL/console/v1/reports?type=pulse_daily&date=2026-04-28"')
    done = script(program, f"mock-control form '/rep*' array; {read}; mock-control clear; {read}")
    check.true(done.stdout.count('"data":[{"url"') == 1 == done.stdout.count('"data":{"url"'),
               "mock-control form", done)
    done = script(program, "mock-control form /reports moon")
    check.true(done.returncode == 1 and "fault.form is unknown" in done.stderr, "unknown form", done)


def run(check, program):
    """The group "forms" of check.py: adds to its counts."""
    run_checks(check, program, [check_names, check_shapes, check_envelopes, check_members])
    check_control(check, program)
