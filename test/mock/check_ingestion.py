"""check_ingestion.py - sources, schedules, runs, backfills, statuses, counts of events."""

from entities_under_test import run_checks

SOURCE = {"dataset": "Metrics", "type": "redshift", "source_name": "new", "query": "SELECT 1",
          "column_mapping": {"unit_id": "u", "id_type": "userID", "dateid": "d",
                             "metric_name": "m"}}
KEY = "/ingestion?type=redshift&dataset=Metrics"


def check_sources(mock):
    """Chosen by type, dataset and name, in the query or in the body."""
    two = "/ingestion?type=snowflake-v2&dataset=Events"
    mock.equal("two of a type and dataset", [mock.data("GET", two + q)["id"] for q in (
        "", "&source_name=orders", "&source_name=visits")],
        ["ingestion-1", "ingestion-1", "ingestion-2"])
    mock.refuse("GET", two + "&source_name=x", None, "Ingestion of type snowflake-v2 not found",
                404)
    mock.refuse("GET", "/ingestion?type=snowflake-v2", None, "dataset should not be null")
    mock.refuse("GET", "/ingestion?type=x&dataset=Events", None, "must be one of")
    source = mock.data("POST", "/ingestion", SOURCE)
    mock.equal("created", (source["enabled"], source["data"]["query"]), (True, "SELECT 1"))
    mock.refuse("POST", "/ingestion", SOURCE, "already exists with name new")
    for change, message in (({"dataset": "Moon"}, "must be one of"),
                            ({"column_mapping": {}}, "should not be null"),
                            ({"use_delta_sharing": False}, "must be one of")):
        mock.refuse("POST", "/ingestion", SOURCE | {"source_name": "o"} | change, message)
    source = mock.data("PATCH", "/ingestion", {
        "dataset": "Metrics", "type": "redshift", "source_name": "new", "enabled": False})
    mock.equal("changed partially", (source["enabled"], source["data"]["query"]),
               (False, "SELECT 1"))
    mock.equal("it lasts", mock.data("GET", KEY), source)
    mock.call("PATCH", "/ingestion", {"dataset": "Metrics", "type": "s3"}, 404)
    mock.equal("DELETE answers the source", mock.data("DELETE", KEY + "&source_name=new"), source)
    mock.call("GET", KEY, status=404)


def check_databricks(mock):
    """A source of Databricks needs a connection, whose token is not shown."""
    source = {"type": "databricks", "dataset": "Exposures", "source_name": "d", "query": "Q"}
    mock.refuse("POST", "/ingestion", source, "type databricks not found", 404)
    connection = {"token": "hidden", "host": "h", "path": "p"}
    mock.refuse("POST", "/ingestion/connection/databricks", {"host": "h", "path": "p"},
                "token should not be null")
    seen = mock.data("POST", "/ingestion/connection/databricks", connection)
    mock.equal("connected", (seen["type"], seen["data"]), ("databricks", {"host": "h", "path": "p"}))
    mock.data("POST", "/ingestion", source)
    mock.equal("Exposures and export_exposures are one dataset", mock.data(
        "GET", "/ingestion?type=databricks&dataset=export_exposures")["data"]["query"], "Q")


def check_schedules(mock):
    """A dataset has one schedule or none."""
    mock.equal("a schedule", mock.data("GET", "/ingestion/schedule?dataset=Metrics"),
               {"dataset": "Metrics", "scheduled_hour_pst": 10})
    for body, hour in (({"dataset": "Metrics", "scheduled_hour_pst": 4}, 4),
                       ({"dataset": "Metrics"}, 10),
                       ({"dataset": "entity_properties", "scheduled_hour_pst": 23}, 23)):
        mock.data("POST", "/ingestion/schedule", body)
        mock.equal("set", mock.data("GET", "/ingestion/schedule?dataset=" + body["dataset"]),
                   {"dataset": body["dataset"], "scheduled_hour_pst": hour})
    mock.call("GET", "/ingestion/schedule?dataset=export_exposures", status=404)
    mock.refuse("POST", "/ingestion/schedule", {"dataset": "Metrics", "scheduled_hour_pst": 24},
                "must not be greater than 23")
    mock.refuse("GET", "/ingestion/schedule", None, "dataset should not be null")


def check_runs(mock):
    """Ten a page without a total; a backfill is the newest run."""
    pages = [mock.call("GET", f"/ingestion/runs?page={n}", status=200)[1] for n in (1, 2, 3, 4)]
    mock.equal("pages", [len(page["data"]) for page in pages], [10, 10, 3, 0])
    mock.expect("no total", all("totalItems" not in page["pagination"] for page in pages))
    mock.refuse("GET", "/ingestion/runs?limit=5", None, "limit should not exist")
    first = pages[0]["data"][0]
    mock.equal("by id", mock.data("GET", "/ingestion/runs/" + first["runID"]), first)
    mock.refuse("GET", "/ingestion/runs/x", None, "runID x not found", 404)
    body = {"type": "snowflake-v2", "dataset": "Events", "datestamp_start": "2026-04-29",
            "datestamp_end": "2026-05-01"}
    for change, message, status in (
            ({"datestamp_start": "29.4.2026"}, "datestamp_start: Expected valid date", 400),
            ({"datestamp_end": "2026-04-28"}, "datestamp_end must be", 400),
            ({"dataset": "Moon"}, "must be one of", 400),
            ({"source": ["nothing"]}, "not found", 404), ({"type": "s3"}, "not found", 404)):
        mock.refuse("POST", "/ingestion/backfill", body | change, message, status)
    for source, names in ((None, ["orders", "visits"]), ("visits", ["visits"]),
                          (["orders"], ["orders"])):
        more = {} if source is None else {"source": source}
        run_id = mock.data("POST", "/ingestion/backfill", body | more)["runID"]
        newest = mock.data("GET", "/ingestion/runs")[0]
        mock.equal(f"a backfill of {source}", (
            newest["runID"], newest["latestStatus"], newest["sources"], newest["dateStamps"]),
            (run_id, "enqueued", names, ["2026-04-29", "2026-04-30", "2026-05-01"]))


def check_statuses(mock):
    """Of a range of days; the query spells datasets in another way than the data."""
    path = "/ingestion/status?startDate=2026-04-20&endDate=2026-04-30"
    every = mock.data("GET", path)
    mock.expect("statuses", len(every) > 15)
    for query, fits in (
            ("&dataset=Events", lambda s: s["ingestion_dataset"] == "events"),
            ("&source=bigquery", lambda s: s["ingestion_source"] == "bigquery"),
            ("&status=SSH_ERROR", lambda s: s["status"] == "SSH_ERROR"),
            ("&statuses=SSH_ERROR&statuses=IMPORT_STARTED",
             lambda s: s["status"] in ("SSH_ERROR", "IMPORT_STARTED"))):
        found = mock.data("GET", path + query)
        mock.equal(f"statuses by {query}", found, [s for s in every if fits(s)])
        mock.expect(f"{query} finds some", 0 < len(found) < len(every))
    mock.equal("one day", len(mock.data(
        "GET", "/ingestion/status?startDate=2026-04-29&endDate=2026-04-29")), 2)
    mock.refuse("GET", "/ingestion/status?startDate=2026-04-29", None, "endDate should not be")


def check_events(mock):
    """Counts and deltas by day, source and event."""
    for kind, key in (("count", "count"), ("delta", "internal_count")):
        path = f"/ingestion/events/{kind}?start_date=2026-04-21&end_date=2026-04-22"
        every = mock.data("GET", path)
        mock.equal(f"{kind} of two days", [r["date"] for r in every],
                   ["2026-04-21"] * 4 + ["2026-04-22"] * 4)
        mock.equal(f"{kind} of a source", [r["event"] for r in mock.data(
            "GET", path + "&source_name=orders")], ["purchase", "parcel_returned"] * 2)
        mock.equal(f"{kind} of an event", [r[key] for r in mock.data(
            "GET", path + "&event_name=page_view")], [12102, 12202])
        mock.refuse("GET", f"/ingestion/events/{kind}?start_date=2026-04-21", None,
                    "end_date should not be null")
        mock.refuse("GET", path + "0", None, "YYYY-MM-DD")


def run(check, program):
    """The group "ingestion" of check.py: adds to its counts."""
    run_checks(check, program, [check_sources, check_databricks, check_schedules, check_runs,
                                check_statuses, check_events])
