"""check_lists.py - pages, the forms of the block, filters, exact values."""
from mock_under_test import Mock, Number, quote


def walk(mock, path, limit, query=""):
    """All items of a list, page by page, and the blocks."""
    items, blocks = [], []
    for page in range(1, 1000):
        answer = mock.get("%s?limit=%d&page=%d%s" % (path, limit, page, query))
        items += answer.data
        blocks.append(answer.value.get("pagination"))
        if not answer.data:
            return items, blocks
    raise RuntimeError("endless list " + path)


def check_pages(check, mock):
    stored = [g["id"] for g in mock.state("/gates") if g["status"] != "Archived"]
    for limit in (7, 100, 1000):
        items, blocks = walk(mock, "/gates", limit)
        check.equal([g["id"] for g in items], stored, "gates by pages of %d" % limit)
        check.equal({b["totalItems"] for b in blocks}, {str(len(stored))}, "totalItems")
        pages = -(-len(stored) // limit)
        for number, block in enumerate(blocks, 1):
            expected = ("/console/v1/gates?page=%d&limit=%d" % (number + 1, limit)
                        if number < pages else None)
            check.equal(block["nextPage"], expected, "nextPage of page %d" % number)
            check.equal(block["pageNumber"], str(number), "pageNumber")
            check.equal(block["itemsPerPage"], str(limit), "itemsPerPage")
    check.equal(len(mock.get("/gates").data), 100, "page size without limit")
    check.equal(len(mock.get("/gates?limit=0").data), 100, "limit=0")
    check.equal(len(mock.get("/gates?limit=5000").data), len(stored), "limit above the greatest")
    references = mock.get("/gates/new_checkout/experiment_references?limit=500").value
    check.equal(references["pagination"]["itemsPerPage"], "100", "declared maximum")
    for query in ("page=0", "page=-1", "page=x", "limit=-1", "limit=ten", "page=1&page=2",
                  "page=99999999999", "limit="):
        check.status(mock.get("/gates?" + query), 400, query)


def check_forms(check, mock):
    def block(path):
        return mock.get(path + "?limit=1&page=1").value.get("pagination")

    for path in ("/dynamic_configs", "/experiments", "/keys", "/param_stores", "/prompts",
                 "/target_app"):
        check.equal(block(path), None, "no block in " + path)
    check.equal(block("/tags")["nextPage"], "?page=2&limit=1", "query form")
    check.equal(block("/events")["nextPage"],
                "statsigapi.net/console/v1/events?page=2&limit=1", "host form")
    check.equal(block("/experiments/qualifying_events")["nextPage"],
                "/console/v1/metrics/qualifying_event/list?page=2&limit=1", "wrong path")
    count = len(mock.state("/segments"))
    last = mock.get("/segments?limit=100&page=1").value["pagination"]
    check.true(count <= 100, "segments fit on one page")
    check.equal(last["nextPage"], "", "empty text at the end")
    ids = mock.get("/segments/large_list/id_list?limit=1000&page=3").value
    check.equal(len(ids["data"]["ids"]), 500, "third page of ids")
    check.equal(ids["data"]["count"], "2500", "count of all ids")
    check.equal(ids["pagination"]["totalItems"], "2500", "total of ids")


def expect(check, mock, path, query, holds):
    """The filter lets through exactly the stored items for which holds()."""
    stored = [i for i in mock.state(path)
              if path != "/gates" or i["status"] != "Archived"]
    expected = [i["id"] for i in stored if holds(i)]
    found = [i["id"] for i in walk(mock, path, 100, "&" + query)[0]]
    check.equal(found, expected, "%s?%s" % (path, query))
    check.true(0 < len(expected) < len(stored), "%s?%s decides" % (path, query), len(expected))


def check_filters(check, mock):
    gates = mock.state("/gates")
    name = next(g["creatorName"] for g in gates if g["creatorName"] != "CONSOLE API")
    part = name.split()[0]
    tag = next(g["tags"][0] for g in gates if g["tags"])
    other = next(g["tags"][0] for g in gates if g["tags"] and g["tags"][0] != tag)
    from urllib.parse import quote_plus as q
    expect(check, mock, "/gates", "type=STALE", lambda g: g["type"] == "STALE")
    expect(check, mock, "/gates", "typeReason=STALE_ALL_TRUE",
           lambda g: g["typeReason"] == "STALE_ALL_TRUE")
    expect(check, mock, "/gates", "creatorName=" + q(part), lambda g: part in (g["creatorName"] or ""))
    expect(check, mock, "/gates", "tags=" + q(tag), lambda g: tag in g["tags"])
    expect(check, mock, "/gates", "tags=%s&tags=%s" % (q(tag), q(other)),
           lambda g: tag in g["tags"] or other in g["tags"])
    expect(check, mock, "/gates", "passRate=INBETWEEN", lambda g: g["_mockPassRate"] == "INBETWEEN")
    expect(check, mock, "/gates", "rolloutRate=0&rolloutRate=100&type=TEMPORARY",
           lambda g: g["_mockRolloutRate"] in ("0", "100") and g["type"] == "TEMPORARY")
    expect(check, mock, "/gates", "idType=userID", lambda g: g["idType"] == "userID")
    expect(check, mock, "/experiments", "status=setup&status=active",
           lambda e: e["status"] in ("setup", "active"))
    expect(check, mock, "/audit_logs", "actionType=" + mock.state("/audit_logs")[0]["actionType"],
           lambda a: a["actionType"] == mock.state("/audit_logs")[0]["actionType"])
    day = 1776816000000             # 2026-04-22T00:00:00Z
    expect(check, mock, "/audit_logs", "startDate=2026-04-22", lambda a: int(a["_mockTime"]) >= day)
    expect(check, mock, "/audit_logs", "endDate=2026-04-21", lambda a: int(a["_mockTime"]) < day)
    log = mock.state("/audit_logs")
    upwards = mock.get("/audit_logs?limit=3&sortOrder=asc").data
    oldest = sorted(log, key=lambda a: int(a["_mockTime"]))[:3]
    check.equal([a["_mockTime"] for a in oldest],
                [next(l["_mockTime"] for l in log if l["id"] == a["id"]) for a in upwards],
                "sortOrder=asc")
    hidden = [m["id"] for m in mock.state("/metrics/list") if m.get("isHidden")]
    shown = [m["id"] for m in mock.get("/metrics/list?limit=100").data]
    every = [m["id"] for m in mock.get("/metrics/list?limit=100&showHiddenMetrics=true").data]
    check.true(hidden and not set(hidden) & set(shown), "hidden metrics are not listed")
    check.equal(sorted(set(every) - set(shown)), sorted(hidden), "showHiddenMetrics")


def check_lineage(check, mock):
    """Lists below an item that are drawn from another collection."""
    def found(path):
        return [i["id"] for i in mock.get(path + "?limit=100&page=1").data]

    layer = next(e["layerID"] for e in mock.state("/experiments") if e["layerID"])
    expected = [e["id"] for e in mock.state("/experiments") if e["layerID"] == layer]
    check.true(len(expected) > 0, "an experiment has a layer")
    check.equal(found("/layers/%s/experiments" % quote(layer)), expected, "experiments of a layer")
    check.status(mock.get("/layers/absent/experiments"), 404, "lineage of nothing")
    purchases = [e for e in mock.state("/events") if e["name"] == "purchase"]
    check.equal(mock.get("/events/purchase?limit=1000&page=1").data, purchases, "one event's values")
    days = mock.get("/ingestion/events/delta?start_date=2026-04-21&end_date=2026-04-22").data
    stored = [d for d in mock.state("/ingestion/events/delta")
              if d["date"] in ("2026-04-21", "2026-04-22")]
    check.equal(days, stored, "days of a delta")
    check.equal(mock.get("/metrics/orders/event_count_custom").data["id"],
                "orders::event_count_custom", "metric by name and type")


def check_values(check, mock):
    body = mock.get("/dynamic_configs/exact_numbers").body
    for number in (b"9007199254740993", b"18446744073709551616", b"0.30000000000000004",
                   b"1e400", b"1.10", b"1E+2"):
        check.true(number in body, "exact number", number)
    check.true(b"_mock" not in mock.get("/gates?limit=100").body, "hidden members are not shown")
    value = '{"a":9007199254740993,"b":1e400,"c":-0.0,"d":1.50,"e":"\\u0000\\ud800"}'
    answer = mock.call("POST", "/dynamic_configs",
                       '{"name":"numbers","defaultValue":%s}' % value)
    check.status(answer, 201, "create with exact numbers")
    check.true(value.encode() in answer.body, "numbers in the answer", answer.body)
    read = mock.get("/dynamic_configs/numbers")
    check.true(value.encode() in read.body, "numbers read again", read.body)
    check.true(isinstance(read.data["defaultValue"]["a"], Number), "number stays a number")


def run(check, program):
    with Mock(program, "--check-answers") as mock:
        check_pages(check, mock)
        check_forms(check, mock)
        check_filters(check, mock)
        check_lineage(check, mock)
        check_values(check, mock)
    with Mock(program, "--page-default", "20") as mock:
        check.equal(len(mock.get("/gates").data), 20, "--page-default")
