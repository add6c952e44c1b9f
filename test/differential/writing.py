"""What is written: new values of columns, and new rows, table by table.

A maker of a value gets the scene and the row and returns an SQL expression, or
None where the row's column cannot be changed in a way that the API takes.
"""
from literals import (CONDITIONS, SEGMENT_CONDITIONS, METRICS, NAMES, OBJECTS, TEXTS, UNITS, quote, quote_array,
                      quote_bool, quote_json)
from tables import TABLES

TEAM = "Checkout"                   # never renamed or deleted, so that it can be assigned


# ---------------------------------------------------------- kinds of values

def text(scene, row=None):
    """Any text, or one made from the old one."""
    if row is not None and scene.chance(0.15):
        return scene.pick(["description || '+'", "upper(description)", "coalesce(description, '') || name"]) \
            if "description" in row and "name" in row else "'x' || 'y'"
    return quote(scene.pick(TEXTS))


def freed_name(scene, row):
    """A name that another row of the table (or of the parent) had at the start and has no more, or None."""
    if row is None or scene.in_block or not scene.chance(0.5):
        return None
    for table in ("gates", "dynamic_configs", "experiments", "segments", "teams", "tags", "gate_rules",
                  "dynamic_config_rules", "experiment_groups"):
        if row in scene.rows(table):
            parent = TABLES[table].parent
            now, then = ({r["name"] for r in rows if parent is None or r[parent[1]] == row[parent[1]]}
                         for rows in (scene.rows(table), scene.kept(table)))
            free = sorted(then - now - {TEAM})
            return quote(scene.pick(free)) if free else None
    return None


def plain_name(scene, row=None):
    """A name of letters, digits, blanks and dashes, used nowhere or no more."""
    return freed_name(scene, row) or quote(scene.pick(["New ", "other-", "N_"]) + scene.fresh())


def any_name(scene, row=None):
    """A name of any characters, used nowhere or no more."""
    return freed_name(scene, row) or quote(scene.pick(NAMES) + " " + scene.fresh())


def one_of(*values):
    """One of some SQL expressions."""
    return lambda scene, row=None: scene.pick(values)


def tags(scene, row=None):
    """Names of tags, sometimes made from the old ones."""
    names = ["core", "search", "checkout", 'say "hi", then wave', "★ größer 🚀"]
    if row is not None and row.get("tags") is not None and scene.chance(0.4):
        return scene.pick(["array_append(tags, 'added')", "array_remove(tags, 'core')", "tags || '{}'::text[]"])
    return quote_array(scene.some(names, 0, 3))


def json_object(scene, row=None):
    """A JSON object as users have them, nulls and long numbers in it."""
    return quote(scene.pick(OBJECTS)) + "::jsonb"


def conditions(scene, row=None):
    """Conditions of a rule."""
    return quote_json(scene.pick(CONDITIONS))


def percentage(scene, row=None):
    """0 to 100 in steps of 0.01; sometimes reckoned from the old value."""
    if row is not None and row.get("pass_percentage") is not None and scene.chance(0.2):
        return "round(pass_percentage / 2, 2)"
    return scene.pick(["0", "100", "50", "0.01", "99.99", "33.33", "12.5", "7"])


def environments(scene, row=None):
    """Environments of a rule: all, none or some."""
    return scene.pick(["NULL", "'{}'::text[]", quote_array(["staging"]),
                       quote_array(["production", "größe"])])


def rollouts(scene, row=None):
    """Steps of a rollout that are to come."""
    return scene.pick(["'[]'::jsonb", '\'[{"time": 1777766400000, "passPercent": 10}, '
                       '{"time": 1777852800000, "passPercent": 100}]\'::jsonb'])


def metrics(scene, row=None):
    """Metrics by name and type."""
    return quote_json(scene.pick(METRICS))


def team(scene, row=None):
    """The team that owns an object."""
    return scene.pick([quote(TEAM), "NULL"])


def unchanged(row, column):
    """Whether a column is as it was loaded."""
    return row["model_was"] is not None and row[column] == row["model_was"][column]


def is_as_loaded(row):
    """Whether nothing of a row has changed."""
    return row["model_was"] is not None and all(unchanged(row, c) for c in row if not c.startswith("model_"))


# ------------------------------------------------- columns with a condition

def is_enabled(scene, row):
    """The switch; not where status was changed, and not of what is archived."""
    if row["model_was"] is None:
        return scene.pick(["true", "false"]) if row["status"] is None else None
    if not unchanged(row, "status") or row["status"] == "Archived":
        return None
    return scene.pick(["true", "false", "NOT is_enabled"])


def status_of(*values):
    """A status of a gate or config; not where is_enabled was changed."""
    def make(scene, row):
        if not unchanged(row, "is_enabled"):
            return None
        return quote(scene.pick(values))
    return make


def archive(scene, row):
    """Assignments that archive a gate or a config, or None."""
    if row["model_was"] is None or not unchanged(row, "is_enabled") or row["status"] == "Archived":
        return None
    return {"status": "'Archived'", "archive_reason": "'it''s old'", "force_archive": "true"}


def targeting_gate(scene, row):
    """Targeting can be changed before the start only."""
    if row["status"] not in ("setup", None) or not (row["model_was"] is None or unchanged(row, "status")):
        return None
    return scene.pick(["NULL", "'beta_users'", "'search.v2'"])


TRANSITIONS = {
    "setup": ("active", "active", "abandoned", "experiment_stopped", "archived"),
    "active": ("experiment_stopped", "assignment_stopped", "setup", "abandoned", "decision_made", "archived"),
    "experiment_stopped": ("active", "setup", "abandoned", "decision_made"),
}


def experiment_step(scene, row):
    """Assignments that take an experiment to another status, or None."""
    if row["model_was"] is None or row["status"] not in TRANSITIONS:
        return None
    if any(not unchanged(row, column) for column in ("launched_group_id", "decision_reason")):
        return None
    sizes = [g["size"] for g in scene.rows("experiment_groups") if g["experiment_id"] == row["id"]]
    if sizes and abs(sum(sizes) - 100) > 0.004:
        return None                 # they cannot be put right any more
    # A reset is for what runs at the start.
    possible = [s for s in TRANSITIONS[row["status"]] if unchanged(row, "status") or s != "setup"]
    if not possible:
        return None
    status = scene.pick(possible)
    values = {"status": quote(status)}
    if status in ("abandoned", "decision_made"):
        values["decision_reason"] = quote("because " + scene.pick(["it's", 'of "this"', "größer"]))
    if status == "archived":
        values["archive_reason"] = "'too old'"
    if status == "decision_made":
        groups = [g for g in scene.kept("experiment_groups") if g["experiment_id"] == row["id"]]
        if not groups:
            return None
        values["launched_group_id"] = quote(scene.pick(groups)["id"])
    return values


def open_experiments(scene):
    """Ids of the experiments whose groups can be changed."""
    return [e["id"] for e in scene.rows("experiments")
            if e["id"] is not None and (e["model_new"] or (e["status"] == "setup" and unchanged(e, "status")))]


def group_column(maker):
    """Groups can be changed before the experiment starts only."""
    return lambda scene, row: (maker(scene, row) if row is None or row["experiment_id"] in open_experiments(scene)
                               else None)


def group_size(scene, row):
    """The sizes of an experiment are put right before COMMIT."""
    if scene.single:
        return None
    return scene.pick(["10", "33.33", "0", "size + 1", "50"])


def group_disabled(scene, row):
    """A switch that can be turned any time, once the group is there."""
    if row["model_new"]:
        return None
    return scene.pick(["true", "false"])


def segment_rules(scene, row):
    """Rules of a segment as a whole."""
    if row["type"] != "rule_based":
        return None
    added = quote_json([{"name": scene.fresh("It's "), "passPercentage": scene.pick([0, 50, 100]),
                         "conditions": scene.pick(SEGMENT_CONDITIONS)}])
    return scene.pick(["'[]'::jsonb", added, f"coalesce(rules, '[]') || {added}", "rules - 0"])


def rules_array(more=""):
    """All rules at once: one more, one less, one changed."""
    def make(scene, row):
        added = (f'[{{"name": {{}}, "passPercentage": {scene.pick([0, 12.5, 100])}, "conditions": {{}}{more}}}]'
                 .replace("{}", '"It\'s ' + scene.fresh() + '"', 1))
        added = added.replace('"conditions": {}', '"conditions": [{"type": "public"}]')
        choices = ["'[]'::jsonb", quote(added) + "::jsonb", f"coalesce(rules, '[]') || {quote(added)}::jsonb",
                   "rules - 0", "rules - -1"]
        if row.get("rules") and not scene.in_block:
            choices += ["jsonb_set(rules, '{0,passPercentage}', '42.5')",
                        f"jsonb_set(rules, '{{0,name}}', {quote_json(scene.fresh('renamed '))})",
                        "jsonb_build_array(rules -> -1) || (rules - -1)"]
        return scene.pick(choices)
    return make


def not_variants(maker):
    """What rules that divide between variants do not have."""
    return lambda scene, row: maker(scene, row) if row is None or not row.get("variants") else None


def not_the_team(maker):
    """The team that other objects name keeps its name."""
    return lambda scene, row: maker(scene, row) if row["name"] != TEAM else None


def people(scene, row=None):
    """E-mail addresses of users."""
    return quote_array(scene.some([u["email"] for u in scene.kept("users")], 0, 3))


def override_group(scene, row):
    """Another group for an overridden unit, where that is not there yet."""
    taken = {o["group_id"] for o in scene.rows("experiment_overrides")
             if all(o[c] == row[c] for c in ("experiment_id", "kind", "target", "environment", "unit_type"))}
    free = [g for g in ("Control", "Test", "Test B", "größe", "it's") if g not in taken]
    return quote(scene.pick(free)) if free else None


# ------------------------------------------------------------------ columns

COMMON = {"name": plain_name, "description": text, "id_type": one_of("'userID'", "'stableID'"), "tags": tags}

UPDATES = {
    "gates": {**COMMON, "target_apps": one_of("'{}'::text[]", "ARRAY['Web Shop']"), "team": team,
              "type": one_of("'PERMANENT'", "'TEMPORARY'"), "is_enabled": is_enabled,
              "status": status_of("In Progress", "Launched", "Disabled"),
              "measure_metric_lifts": one_of("true", "false"), "monitoring_metrics": metrics,
              "rules": rules_array()},
    "gate_rules": {"name": any_name, "pass_percentage": percentage, "conditions": conditions,
                   "environments": environments, "pending_automated_rollouts": rollouts},
    "gate_overrides": {"passes": one_of("true", "false", "NOT passes")},
    "dynamic_configs": {**COMMON, "is_enabled": is_enabled, "status": status_of("Enabled", "Disabled"),
                        "default_value": json_object, "team": team,
                        "schema": one_of("NULL", "'{\"type\": \"object\"}'", "'{}'"),
                        "rules": rules_array(', "returnValue": {"n": null, "x": 1.50}')},
    "dynamic_config_rules": {"name": any_name, "pass_percentage": not_variants(percentage),
                             "conditions": conditions, "environments": environments,
                             "return_value": not_variants(json_object)},
    "experiments": {**COMMON, "hypothesis": text, "team": team, "allocation": one_of("100", "12.5", "0", "33.300000000000004"),
                    "links": one_of("'[]'::jsonb", '\'[{"url": "https://x.example/?a=1", "title": "it\'\'s"}]\'::jsonb'),
                    "duration": one_of("2", "duration + 1", "30"), "target_exposures": one_of("9007199254740991", "1000"),
                    "default_confidence_interval": one_of("'80'", "'95'", "'99'"),
                    "bonferroni_correction": one_of("true", "false"), "sequential_testing": one_of("true", "false"),
                    "primary_metrics": metrics, "secondary_id_type": one_of("NULL", "'companyID'"),
                    "scheduled_reload_hour": one_of("NULL", "0", "23"), "targeting_gate_id": targeting_gate,
                    "analysis_end_time": one_of("'2026-07-01 12:00:00.5+02'", "'2026-08-01'")},
    "experiment_groups": {"name": group_column(any_name), "size": group_column(group_size),
                          "parameter_values": group_column(json_object),
                          "description": group_column(one_of("'new'", "'it''s größer'", "''")),
                          "disabled": group_disabled},
    "experiment_overrides": {"group_id": override_group},
    "segments": {"rules": segment_rules, "is_archived": lambda scene, row: "true" if scene.chance(0.3) else None},
    "segment_ids": {},
    "users": {"first_name": text, "last_name": text, "role": one_of("'Admin'", "'Member'", "'Viewer'")},
    "teams": {"name": not_the_team(any_name), "description": text, "default_gate_metrics": metrics,
              "change_team_configs": one_of("'anyone'", "'team_only'"),
              "review_approval": one_of("'anyone'", "'team_only'", "'admin_only'"),
              "default_target_applications": one_of("'{}'::text[]", "ARRAY['Web Shop', 'it''s']"),
              "require_reviews": one_of("NULL", "true", "false"), "members": people, "admins": people},
    "tags": {"name": any_name, "description": text, "is_core": one_of("true", "false", "NOT is_core")},
}

# Columns that statements over several rows may set, whatever the rows are.
SAFE = {
    "gates": ("description", "tags", "target_apps", "type", "id_type", "measure_metric_lifts"),
    "gate_rules": ("pass_percentage", "conditions", "environments"),
    "gate_overrides": ("passes",),
    "dynamic_configs": ("description", "tags", "id_type", "default_value"),
    "dynamic_config_rules": ("conditions", "environments"),
    "experiments": ("description", "tags", "hypothesis", "allocation", "duration"),
    "experiment_groups": ("parameter_values", "description"),
    "experiment_overrides": (),
    "segments": (),
    "segment_ids": (),
    "users": ("first_name", "last_name", "role"),
    "teams": ("description", "review_approval", "members"),
    "tags": ("description", "is_core"),
}


# --------------------------------------------------------------------- rows

def new_object(table, extra):
    """A maker of rows of a table whose objects have an id and a name."""
    def make(scene):
        forms = {"gates": ["both", "both", "name", "id"], "dynamic_configs": ["both", "both", "name"],
                 "experiments": ["both", "both", "name"], "segments": ["both", "name"]}[table]
        form, row = scene.pick(forms), {}
        if form != "name":
            row["id"] = quote(scene.fresh("id_"))
        if form != "id":
            row["name"] = plain_name(scene)
        gone = [r for r in scene.kept(table) if r["id"] not in [x["id"] for x in scene.rows(table)]
                and r["name"] not in [x["name"] for x in scene.rows(table)]]
        if gone and form == "both" and not scene.in_block and scene.chance(0.7):
            again = scene.pick(gone)
            row["id"] = quote(again["id"])
            if scene.chance(0.5):
                row["name"] = quote(again["name"])
        for column, maker in extra.items():
            # Elements belong to a parent with an id.
            if scene.chance(0.4) and ("id" in row or column not in ("rules", "groups")):
                row[column] = maker(scene)
        return row
    return make


def parents(scene, table, condition=lambda row: True):
    """Ids of the objects that can get children."""
    return [row["id"] for row in scene.rows(table)
            if row["id"] is not None and row.get("status") != "Archived" and condition(row)]


def new_rule(table, parent_table, parent_column, extra):
    """A maker of rules."""
    def make(scene):
        ids = parents(scene, parent_table)
        if not ids:
            return None
        row = {parent_column: quote(scene.pick(ids)), "name": any_name(scene),
               "pass_percentage": percentage(scene), "conditions": conditions(scene)}
        for column, maker in extra.items():
            if scene.chance(0.5):
                row[column] = maker(scene)
        return row
    return make


def free_key(scene, table, make):
    """A row whose key is not there yet; some try a key that was there at the start."""
    for _ in range(5):
        row = make()
        if row is None:
            return None
        texts = {c: None if v == "NULL" else v[1:-1].replace("''", "'") for c, v in row.items() if c != "passes"}
        if table == "gate_overrides":
            texts.setdefault("unit_type", "userID")
        if not any(all(r[c] == texts.get(c) for c in KEYS[table]) for r in scene.rows(table)):
            return row
    return None


KEYS = {
    "gate_overrides": ("gate_id", "environment", "unit_type", "unit_id"),
    "experiment_overrides": ("experiment_id", "kind", "target", "group_id", "environment", "unit_type"),
    "segment_ids": ("segment_id", "unit_id"),
}


def unit(scene, table, column):
    """An id of a unit: a new one, or one that was there at the start."""
    known = [r[column] for r in scene.kept(table)]
    return quote(scene.pick(known) if not scene.in_block and scene.chance(0.4) else scene.pick(UNITS) + scene.fresh())


def new_gate_override(scene):
    """An override for all environments or for one."""
    def make():
        ids = parents(scene, "gates")
        if not ids:
            return None
        row = {"gate_id": quote(scene.pick(ids)), "unit_id": unit(scene, "gate_overrides", "unit_id"),
               "passes": scene.pick(["true", "false"])}
        form = scene.pick(["user", "user", "named", "custom", "environment"])
        if form == "named":
            row["unit_type"] = "'userID'"
        elif form == "custom":
            row["unit_type"] = "'customID'"
        elif form == "environment":
            row["environment"] = scene.pick(["'staging'", "'production'"])
            row["unit_type"] = scene.pick(["'userID'", "'companyID'"])
        return row
    return free_key(scene, "gate_overrides", make)


def new_experiment_override(scene):
    """An override of a unit, a gate or a segment."""
    def make():
        ids = parents(scene, "experiments")
        if not ids:
            return None
        row = {"experiment_id": quote(scene.pick(ids)), "kind": scene.pick(["'unit'", "'unit'", "'gate'", "'segment'"]),
               "target": unit(scene, "experiment_overrides", "target"),
               "group_id": scene.pick(["'Control'", "'Test'", "'it''s'"])}
        if scene.chance(0.3):
            row["environment"] = scene.pick(["'staging'", "'production'"])
        if row["kind"] == "'unit'" and scene.chance(0.3):
            row["unit_type"] = scene.pick(["'userID'", "'companyID'"])
        return row
    return free_key(scene, "experiment_overrides", make)


def new_segment_id(scene):
    """An id for a list of ids."""
    def make():
        ids = parents(scene, "segments", lambda s: s["type"] in ("id_list", "user_store_id_list"))
        if not ids:
            return None
        return {"segment_id": quote(scene.pick(ids)), "unit_id": unit(scene, "segment_ids", "unit_id")}
    return free_key(scene, "segment_ids", make)


def new_group(scene):
    """A group; the sizes are put right before COMMIT."""
    ids = open_experiments(scene)
    if not ids or scene.single:
        return None
    row = {"experiment_id": quote(scene.pick(ids)), "name": any_name(scene),
           "size": scene.pick(["0", "10", "50"]), "parameter_values": json_object(scene)}
    if scene.chance(0.4):
        row["description"] = quote(scene.pick(["new", "it's"]))
    return row


def new_segment(scene):
    """A segment of one of the kinds."""
    row = new_object("segments", {"description": text, "tags": tags, "id_type": one_of("'userID'", "'companyID'")})(scene)
    row["type"] = scene.pick(["'id_list'", "'rule_based'", "'user_store_id_list'"])
    if row["type"] == "'rule_based'" and scene.chance(0.5):
        row["rules"] = quote_json([{"name": scene.fresh("r"), "passPercentage": 50, "conditions": scene.pick(SEGMENT_CONDITIONS)}])
    return row


def new_team(scene):
    """A team."""
    row = {"name": any_name(scene)}
    for column in ("description", "members", "admins", "review_approval", "default_gate_metrics"):
        if scene.chance(0.3):
            row[column] = UPDATES["teams"][column](scene, None)
    return row


def new_tag(scene):
    """A tag."""
    row = {"name": any_name(scene), "description": text(scene)}
    if scene.chance(0.4):
        row["is_core"] = scene.pick(["true", "false"])
    return row


def initial_rules(more=""):
    """Rules that an object is made with."""
    return lambda scene: quote(f'[{{"name": "{scene.fresh("first ")}", "passPercentage": 12.50, "conditions": '
                               f'[{{"type": "public"}}]{more}}}, {{"name": "second", "passPercentage": 100, '
                               f'"conditions": []{more}}}]') + "::jsonb"


INSERTS = {
    "gates": new_object("gates", {"description": text, "tags": tags, "type": one_of("'PERMANENT'", "'TEMPORARY'"),
                                  "id_type": one_of("'userID'", "'stableID'"), "is_enabled": one_of("true", "false"),
                                  "measure_metric_lifts": one_of("true", "false"), "rules": initial_rules()}),
    "gate_rules": new_rule("gate_rules", "gates", "gate_id",
                           {"environments": environments, "pending_automated_rollouts": rollouts}),
    "gate_overrides": new_gate_override,
    "dynamic_configs": new_object("dynamic_configs", {
        "description": text, "tags": tags, "is_enabled": one_of("true", "false"), "default_value": json_object,
        "rules": initial_rules(', "returnValue": {"n": null}')}),
    "dynamic_config_rules": new_rule("dynamic_config_rules", "dynamic_configs", "dynamic_config_id",
                                     {"environments": environments, "return_value": json_object}),
    "experiments": new_object("experiments", {
        "description": text, "tags": tags, "hypothesis": text, "allocation": one_of("50", "12.5"),
        "duration": one_of("7", "14"), "groups": lambda scene: quote(
            '[{"name": "Control", "size": 50, "parameterValues": {"p": null}}, '
            '{"name": "Test", "size": 50, "parameterValues": {"p": 1.10}}]') + "::jsonb"}),
    "experiment_groups": new_group,
    "experiment_overrides": new_experiment_override,
    "segments": new_segment,
    "segment_ids": new_segment_id,
    "users": lambda scene: None,
    "teams": new_team,
    "tags": new_tag,
}
