"""check_layers.py - layers, holdouts, their overrides, references between entities."""

from entities_under_test import quote, run_checks

FULL_HOLDOUT = {"isEnabled": True, "description": "", "passPercentage": 1, "gateIDs": [],
                "experimentIDs": ["wishlist_icon"], "layerIDs": [], "isGlobal": False,
                "targetingGateID": None}


def ids(items):
    """The ids of listed items."""
    return [item["id"] for item in items]


def check_layers(mock):
    """Life of a layer; what its parameters must be; layers in use."""
    layer = mock.data("POST", "/layers", {"name": "New Layer", "idType": "userID",
                                          "targetApps": "Web Shop", "team": "Growth"}, 201)
    mock.equal("a new layer", (layer["id"], layer["isImplicitLayer"], layer["parameters"],
                               layer["targetApps"]), ("new_layer", False, [], "Web Shop"))
    team = next(t for t in mock.data("GET", "/users/teams") if t["name"] == "Growth")
    mock.equal("its team", layer["teamID"], team["id"])
    mock.refuse("POST", "/layers", {"name": "new layer", "idType": "userID"}, "already in use")
    mock.refuse("POST", "/layers", {"name": "With", "idType": "userID", "parameters": []},
                "parameters should not exist")
    mock.refuse("POST", "/layers", {"name": "Other", "idType": "userID", "team": "x"},
                "Team not found")
    path = "/layers/new_layer"
    number = {"name": "p", "type": "number", "defaultValue": 1.5}
    layer = mock.data("PATCH", path, {"parameters": [number]})
    mock.equal("PATCH sets the parameters", layer["parameters"], [number])
    mock.equal("and counts versions", layer["version"], 2)
    for parameters, message in (
            ([number, number], "Duplicate parameter name p"),
            ([dict(number, defaultValue="1")], "must be a number"),
            ([dict(number, type="object", defaultValue=[])], "must be a object"),
            ([dict(number, type="date")], "must be one of the following values"),
            ([{"name": "p", "type": "number"}], "defaultValue should not be null")):
        mock.refuse("PATCH", path, {"parameters": parameters}, message)
    mock.equal("a refused change changes nothing", mock.data("GET", path), layer)
    mock.refuse("PATCH", path, {"name": "Renamed"}, "name should not exist")
    mock.refuse("POST", path, {"description": "x"}, "parameters should not be null")
    layer = mock.data("POST", path, {"description": "full", "parameters": []})
    mock.equal("POST replaces", (layer["description"], layer["parameters"],
                                 "targetApps" in layer), ("full", [], False))
    mock.call("DELETE", path, status=200)
    mock.call("GET", path, status=404)
    mock.refuse("DELETE", "/layers/home_page_layer", None, "experiments still on it")
    implicit = "/layers/" + quote("statsig::dark_mode_default_layer")
    mock.expect("an implicit layer may have no name", "name" not in mock.data("GET", implicit))
    mock.equal("it has its experiment", ids(mock.data("GET", implicit + "/experiments")),
               ["dark_mode_default"])
    mock.refuse("DELETE", implicit, None, "experiments still on it")
    mock.data("DELETE", "/experiments/dark_mode_default")
    mock.call("DELETE", implicit, status=200)
    mock.equal("experiments of a layer", sorted(ids(mock.data(
        "GET", "/layers/home_page_layer/experiments"))),
        ["category_grid_density", "home_page_hero", "seasonal_theme_timing"])
    mock.call("GET", "/layers/nowhere/experiments", status=404)


def check_layer_overrides(mock):
    """Overrides are added, replaced, cleared."""
    path = "/layers/basket_layer/overrides"
    one = {"groupName": "Test", "ids": ["a"], "experimentName": "e"}
    gate = {"type": "gate", "name": "g", "experimentName": "e", "groupName": "Test"}
    empty = {"conditionalOverrides": [], "idOverrides": []}
    mock.equal("none yet", mock.data("GET", path), empty)
    mock.data("PATCH", path, {"op": "add", "conditionalOverrides": [gate], "idOverrides": [one]})
    seen = mock.data("PATCH", path, {
        "op": "add", "conditionalOverrides": [gate],
        "idOverrides": [dict(one, ids=["a", "b"]), dict(one, environment="staging")]})
    mock.equal("overrides are added without repeats", seen, {
        "conditionalOverrides": [gate],
        "idOverrides": [dict(one, ids=["a", "b"]), dict(one, environment="staging")]})
    mock.equal("they last", mock.data("GET", path), seen)
    mock.refuse("PATCH", path, empty, "op should not be null")
    mock.refuse("PATCH", path, dict(empty, op="remove"), "op must be one of")
    mock.refuse("POST", path, {"conditionalOverrides": []}, "idOverrides should not be null")
    mock.refuse("POST", path, dict(empty, conditionalOverrides=[dict(gate, type="moon")]),
                "gate, segment")
    mock.equal("a refused change changes nothing", mock.data("GET", path), seen)
    mock.equal("POST replaces", mock.data("POST", path, dict(empty, idOverrides=[one])),
               dict(empty, idOverrides=[one]))
    mock.equal("DELETE clears", mock.data("DELETE", path), empty)
    mock.equal("and it lasts", mock.data("GET", path), empty)
    mock.call("GET", "/layers/nowhere/overrides", status=404)
    for layer in ("home_page_layer", "search_layer"):
        mock.expect(f"{layer} has overrides", mock.data("GET", f"/layers/{layer}/overrides")
                    ["conditionalOverrides"])


def check_holdouts(mock):
    """PATCH appends, POST replaces; what a holdout names must exist."""
    path = "/holdouts/search_holdout"
    before = mock.data("GET", path)
    holdout = mock.data("PATCH", path, {
        "experimentIDs": ["search_ranking_model"], "gateIDs": ["new_checkout", "new_checkout"],
        "layerIDs": ["search_layer"], "passPercentage": 0.5})
    mock.equal("PATCH of a holdout appends, repeats included",
               [holdout[m] for m in ("experimentIDs", "gateIDs", "layerIDs")],
               [before["experimentIDs"] + ["search_ranking_model"],
                before["gateIDs"] + ["new_checkout"] * 2, before["layerIDs"] + ["search_layer"]])
    mock.equal("and replaces the rest", str(holdout["passPercentage"]), "0.5")
    mock.equal("POST replaces", mock.data("POST", path, FULL_HOLDOUT)["experimentIDs"],
               ["wishlist_icon"])
    for member in FULL_HOLDOUT:
        body = {m: v for m, v in FULL_HOLDOUT.items() if m != member}
        mock.refuse("POST", path, body, member + " should not be null")
    mock.refuse("PATCH", path, {"passPercentage": 10.5}, "must not be greater than 10")
    for member in ("gateIDs", "experimentIDs", "layerIDs"):
        answer = mock.call("PATCH", path, {member: ["nowhere"]}, 404)[1]
        mock.equal(f"unknown {member}", (answer["message"], answer["errors"][0]["property"]),
                   ("Not Found Exception", member))
    mock.refuse("PATCH", path, {"targetingGateID": "nowhere"}, "nowhere not found", 404)
    mock.equal("targeting can go", [mock.data("PATCH", path, {"targetingGateID": v})
                                    ["targetingGateID"] for v in ("new_checkout", None, "")],
               ["new_checkout", None, ""])
    mock.equal("DELETE answers the holdout", mock.data("DELETE", path)["id"], "search_holdout")
    mock.call("GET", path, status=404)
    holdout = mock.data("POST", "/holdouts", {"name": "Fresh Holdout", "description": "d"})
    mock.equal("a new one", (holdout["id"], holdout["gateIDs"], holdout["isGlobal"]),
               ("fresh_holdout", [], False))
    mock.refuse("POST", "/holdouts", {"name": "Fresh Holdout"}, "already in use")
    mock.refuse("POST", "/holdouts", {"name": "Other One", "isEnabled": True},
                "isEnabled should not exist")


def check_holdout_lists(mock):
    """Filters and pages of holdouts."""
    every = mock.data("GET", "/holdouts?limit=100&page=1")
    mock.expect("some holdouts", len(every) > 3)
    mock.equal("by tag", ids(mock.data("GET", "/holdouts?tags=Core")),
               [h["id"] for h in every if "Core" in h["tags"]])
    user = next(h["creatorID"] for h in every if h["creatorID"])
    mock.equal("by creator", ids(mock.data("GET", "/holdouts?creatorID=" + user)),
               [h["id"] for h in every if h["creatorID"] == user])
    mock.equal("pages", [ids(mock.data("GET", f"/holdouts?limit=2&page={n}")) for n in (1, 2)],
               [ids(every[:2]), ids(every[2:4])])


def check_holdout_overrides(mock):
    """Two holdouts have overrides; they are changed as those of gates."""
    for holdout in ("company_holdout_2026", "pricing_holdout"):
        mock.expect(f"{holdout} has overrides", mock.data(
            "GET", f"/holdouts/{holdout}/overrides")["passingUserIDs"])
    path = "/holdouts/empty_holdout/overrides"
    mock.data("PATCH", path, {"passingUserIDs": ["a", "b"], "failingUserIDs": []})
    seen = mock.data("DELETE", path, {"passingUserIDs": ["a"], "failingUserIDs": []})
    mock.equal("DELETE takes the named ones", seen["passingUserIDs"], ["b"])
    mock.equal("POST replaces", mock.data("POST", path, {"environmentOverrides": []}), {
        "passingUserIDs": [], "failingUserIDs": [], "environmentOverrides": []})
    mock.call("GET", "/holdouts/nowhere/overrides", status=404)


def check_references(mock):
    """What names a gate: rules, targeting, overrides of experiments."""
    def count(gate, kind):
        return len(mock.data("GET", f"/gates/{gate}/{kind}_references?limit=100&page=1"))

    mock.equal("of three gates", [
        [count(gate, kind) for kind in ("gate", "experiment", "dynamic_config")]
        for gate in ("new_checkout", "internal_users", "maintenance_mode")],
        [[0, 10, 0], [6, 8, 1], [9, 0, 1]])
    pages = [ids(mock.data("GET", f"/gates/internal_users/experiment_references?limit=3&page={n}"))
             for n in (1, 2, 3, 4)]
    mock.equal("pages of references", [len(page) for page in pages], [3, 3, 2, 0])
    mock.expect("without repeats", len(set(sum(pages, []))) == 8)
    mock.call("GET", "/gates/nowhere/gate_references", status=404)


def run(check, program):
    """The group "layers" of check.py: adds to its counts."""
    run_checks(check, program, [check_references, check_layers, check_layer_overrides,
                                check_holdouts, check_holdout_lists, check_holdout_overrides])
