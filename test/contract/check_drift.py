#!/usr/bin/env python3
"""check_drift.py - does drift.py find what it should find?

usage: check_drift.py [--psql COMMAND]

Takes the catalogue as it is, breaks one thing at a time, and expects drift.py
to report just that.  A way of breaking that goes unnoticed is printed, and
the exit status is 1.
"""
import argparse
import copy
import os
import sys

import drift


def column(catalogue, table, name):
    return next(c for c in catalogue["columns"]
                if c["table_name"] == table and c["name"] == name)


def table(catalogue, name):
    return next(t for t in catalogue["tables"] if t["name"] == name)


def set_column(table_name, name, **values):
    return lambda catalogue: column(catalogue, table_name, name).update(values)


def drop_column(table_name, name):
    return lambda catalogue: catalogue["columns"].remove(column(catalogue, table_name, name))


def drop_filter(table_name, parameter):
    def change(catalogue):
        catalogue["filters"] = [f for f in catalogue["filters"] if
                                (f["table_name"], f["parameter"]) != (table_name, parameter)]
    return change


def set_filter(table_name, sent_as, **values):
    def change(catalogue):
        next(f for f in catalogue["filters"] if (f["table_name"], f["parameter"])
             == (table_name, sent_as)).update(values)
    return change


def set_verb(table_name, verb, **values):
    return lambda catalogue: table(catalogue, table_name)["definition"][verb].update(values)


def set_facet(table_name, number, **values):
    return lambda catalogue: \
        table(catalogue, table_name)["definition"]["facets"][number].update(values)


def both(first, second):
    def change(catalogue):
        first(catalogue)
        second(catalogue)
    return change


def set_definition(table_name, **values):
    return lambda catalogue: table(catalogue, table_name)["definition"].update(values)


def set_part(table_name, number, **values):
    return lambda catalogue: \
        table(catalogue, table_name)["definition"]["parts"][number].update(values)


def set_alternative(table_name, number, **values):
    return lambda catalogue: \
        table(catalogue, table_name)["definition"]["alternatives"][number].update(values)


def drop_argument(table_name, path):
    def change(catalogue):
        for action in table(catalogue, table_name)["definition"]["actions"]:
            if action["path"] == path:
                action["arguments"].pop()
    return change


def set_shape(table_name, name, path, **values):
    """Changes the part of a shape that the path leads to; None takes a word out."""
    def change(catalogue):
        shape = column(catalogue, table_name, name)["shape"]
        for step in path.split():
            shape = shape[step]
        for word, value in values.items():
            if value is None:
                del shape[word]
            else:
                shape[word] = value
    return change


def set_function(name, **values):
    return lambda catalogue: next(
        f for f in catalogue["functions"] if f["name"] == name).update(values)


def set_argument(function_name, name, **values):
    """Changes an argument of a function; None takes a word out."""
    def change(catalogue):
        function = next(f for f in catalogue["functions"] if f["name"] == function_name)
        argument = next(a for a in function["arguments"] if a["name"] == name)
        for word, value in values.items():
            if value is None:
                del argument[word]
            else:
                argument[word] = value
    return change


def drop_function_argument(name):
    return lambda catalogue: next(
        f for f in catalogue["functions"] if f["name"] == name)["arguments"].pop()


CONDITION = "items properties conditions items properties "

# What is broken, and a part of the finding that must follow.
BREAKAGES = [
    (set_column("gates", "version", member="versions"), "no member versions"),
    (drop_column("gates", "owner"), "response member owner has no column"),
    (set_column("gates", "is_enabled", type="text"), "gates.is_enabled: type text"),
    (set_column("gates", "id", always_present=False), "gates.id: the contract always gives"),
    (set_column("tags", "name", max_length=101), "tags.name: maxLength 101"),
    (set_column("gates", "name", extra_characters="_-"), "gates.name: characters"),
    (set_column("gates", "type", allowed_values=["TEMPORARY"]), "gates.type: values TEMPORARY"),
    (set_column("gates", "status", comment="A status."), "does not name the value Archived"),
    (set_column("tags", "description", required=False), "tags.description: required"),
    (set_column("gates", "team", nullable=False), "gates.team: nullable"),
    (set_column("experiment_groups", "size", maximum=99), "experiment_groups.size: maximum 99"),
    (set_column("gates", "tags", updatable=False), "takes member tags, which no column writes"),
    (set_column("gates", "tags", write_member="tag"), "takes no member tag"),
    (set_column("gates", "review_settings", write_members=["allowedReviewers"]),
     "gates.review_settings: its members are"),
    (drop_filter("gates", "creatorName"), "parameter creatorName has no filter"),
    (set_filter("gates", "creatorName", parameter="creator"), "has no parameter creator"),
    (set_filter("gates", "type", kind="repeated"), "does not take several values"),
    (set_filter("gates", "type", allowed_values=["STALE"]), "parameter type: its values"),
    (set_verb("gates", "list", paged=False), "GET /gates is paged"),
    (set_verb("project", "list", answer="data array"), "does not answer an array"),
    (set_verb("gates", "insert", method="PUT"), "the contract has no PUT /gates"),
    (set_verb("gates", "insert", answer="message"), "POST /gates answers data"),
    (set_verb("gate_rules", "insert", several_member="rule"), "takes no array rule"),
    (set_facet("gate_rules", 0, array="rule"), "items have no array rule"),
    (set_facet("gate_overrides", 0, list="passingIDs"), "gate_overrides"),
    (set_facet("gate_overrides", 1, always=False), "needs failingUserIDs even when it is empty"),
    (set_facet("users", 0, list="mails"), "takes mails"),
    (set_verb("segment_ids", "insert", max_entries=200000), "takes at most 100000 of ids"),
    (drop_argument("experiments", "/experiments/{id}/abandon"),
     "PUT /experiments/{id}/abandon needs member decisionReason"),
    (drop_argument("gates", "/gates/{id}/unarchive"), "takes member unarchiveReason"),
    (set_part("gate_references", 0, list={"path": "/gates/{gate_id}/references",
                                          "answer": "data array", "paged": True}),
     "the contract has no GET /gates/{gate_id}/references"),
    (set_part("gate_references", 0, constant="segment"),
     "gate_references.ref_kind: the comment does not name the value segment"),
    (set_verb("exposure_counts", "list", most_values=24), "takes 25 values of gates"),
    (set_verb("exposure_counts", "list", path="/exposure_count?gate={id}"),
     "has no parameter gate"),
    (set_verb("experiment_pulse_results", "list",
              path="/experiments/{experiment_id}/pulse_results?control={control}"),
     "needs parameter test"),
    (set_verb("metric_values", "list", paged=False), "is paged in the contract"),
    (set_definition("metric_values", required_parameters=["metricName"]),
     "the contract does not need parameter metricName"),
    (set_alternative("metrics", 0, answer="data array"),
     "GET /metrics/{name}/{type} does not answer an array"),
    (set_alternative("metric_values", 0, paged=True), "is not paged in the contract"),
    (set_alternative("metric_values", 0, path="/metrics?id={metric_id}"), "needs parameter date"),
    (set_column("metric_values", "metric_id", member="name+type"), "no member name+type"),
    (set_column("experiment_groups", "control_group_id", member="groups[0].name[0].id"),
     "no member groups[0].name[0].id"),
    (set_definition("segment_rules", omission={"member": "kind", "value": "rule_based"}),
     "segment_rules: items have no member kind"),
    (drop_column("experiment_cumulative_exposures", "group_name"),
     "response member groupName has no column"),
    (set_definition("metrics", enumerations={"type": ["sum", "total"]}),
     "metrics.type: the comment does not name the value total"),
    (set_verb("layer_overrides", "insert", member_json='"remove"'), 'takes no op "remove"'),
    (set_verb("layer_overrides", "insert", member=None), "takes member op"),
    (set_verb("layer_overrides", "delete", clear_path="/layers/{layer_id}/override"),
     "the contract has no DELETE /layers/{layer_id}/override"),
    (set_verb("segment_rules", "update", bare=False), "takes no array rules"),
    (both(set_definition("holdouts", whole_columns=[]),
          set_column("holdouts", "gate_ids", updatable=False)), "needs member gateIDs"),
    (set_definition("change_validations", identifying=[]), "needs member reviewID"),
    (drop_argument("release_pipeline_triggers", "/release_pipeline_triggers/{id}/pause"),
     "needs member phaseID"),
    (set_definition("environments", facets=[{"array": "tiers", "values": {}, "body": 0}]),
     "takes no array tiers"),
    (set_shape("param_stores", "parameters", "items", required=["name"]),
     "ref_type: required"),
    (set_shape("param_stores", "parameters", "items",
               required=["name", "ref_type", "param_type", "gate_name"]),
     "gate_name: not required"),
    (set_shape("param_stores", "parameters", "items properties ref_type", enum=["static"]),
     "values missing dynamic_config, experiment, gate, layer"),
    (set_shape("autotunes", "variants", "items properties json", type="string"),
     "is string"),
    (set_verb("ingestion_status", "list", answer="data object"), "answers an array"),
    (drop_column("ingestion_status", "error_message"),
     "response member error_message has no column"),
    (set_facet("ingestion_event_counts", 0, array="counts"),
     "ingestion_event_counts: items have no array counts"),
    (set_facet("ingestion_event_counts", 1, unless="counts"),
     "ingestion_event_counts: no item of GET /ingestion/events/count has counts"),
    (set_facet("ingestion_event_counts", 1, unless="date"), "no facet reads items of count, date"),
    (drop_column("ingestion_event_counts", "count"), "response member count has no column"),
    (drop_column("ingestion_event_deltas", "date"), "response member date has no column"),
    (set_column("ingestion_event_deltas", "threshold", member="limit"), "no member limit"),
    (set_column("ingestion_schedules", "dataset", write_member=None),
     "response member dataset has no column"),
    (set_shape("ingestion_sources", "column_mapping", "properties", group_id=None),
     "ingestion_sources.column_mapping.group_id: the shape has no such member"),
    (set_shape("ingestion_sources", "column_mapping", "", required=["unit_id"]),
     "ingestion_sources.column_mapping.unit_id: not required"),
    (set_column("users", "email", format=None), "users.email: format None"),
    (set_column("segment_ids", "unit_id", max_length=5), "segment_ids.unit_id: maxLength 5"),
    (set_column("gates", "tags", min_length=1), "gates.tags: minLength 1"),
    (set_column("experiments", "launched_group_id", max_length=5),
     "experiments.launched_group_id: maxLength 5"),
    (set_column("gates", "rules", shape=None), "gates.rules: is written without a shape"),
    (set_shape("gates", "rules", "", type="object"), "gates.rules: is object"),
    (set_shape("gates", "rules", "", items=None), "gates.rules[]: the shape says nothing"),
    (set_shape("teams", "default_gate_metrics", "", maxItems=5),
     "teams.default_gate_metrics: maxItems 5"),
    (set_shape("gates", "rules", "items", required=["name", "conditions"]),
     "gates.rules[].passPercentage: required in the contract"),
    (set_shape("dynamic_configs", "rules", "items",
               required=["name", "conditions", "passPercentage"]),
     "dynamic_configs.rules[].passPercentage: not required in the contract"),
    (set_shape("dynamic_configs", "rules", "items properties", variants=None),
     "dynamic_configs.rules[].variants: the shape has no such member"),
    (set_shape("segments", "rules", "items properties", variants={"type": "array"}),
     "segments.rules[].variants: the contract has no such member"),
    (set_shape("gates", "rules", "items properties passPercentage", maximum=99),
     "gates.rules[].passPercentage: maximum 99"),
    (set_shape("dynamic_config_rules", "variants", "items properties passPercentage",
               multipleOf=None),
     "dynamic_config_rules.variants[].passPercentage: multipleOf None"),
    (set_shape("segments", "rules", CONDITION + "type", enum=["email"]),
     "segments.rules[].conditions[].type: values missing app_version"),
    (set_shape("segments", "rules", CONDITION + "operator", enum=["any"]),
     "segments.rules[].conditions[].operator: values missing none, too many any"),
    (set_shape("gates", "rules", CONDITION + "targetValue", oneKind=None),
     "gates.rules[].conditions[].targetValue: oneKind None"),
    (set_shape("gates", "rules", CONDITION + "targetValue", type=["string", "array"]),
     "gates.rules[].conditions[].targetValue: is array/string"),
    (set_shape("gate_rules", "conditions", "items properties field", maxLength=10),
     "gate_rules.conditions[].field: maxLength 10"),
    (set_shape("experiments", "links", "items properties url", format=None),
     "experiments.links[].url: format None"),
    (set_shape("experiments", "stratified_sampling", "properties csv properties", original=None),
     "experiments.stratified_sampling.csv.original: the shape has no such member"),
    (set_function("statsig_reload_metric", request="PUT /metrics/{metric_id}/reload"),
     "statsig_reload_metric: the contract has no PUT"),
    (set_function("statsig_resolve_gate_alert", member="data.resolved"),
     "statsig_resolve_gate_alert: the answer has no member data.resolved"),
    (set_function("statsig_start_prompt_evals", result="text"),
     "statsig_start_prompt_evals: returns text, the contract says object"),
    (drop_function_argument("statsig_load_gate_pulse"),
     "takes turboMode, for which there is no argument"),
    (drop_function_argument("statsig_reload_metric"),
     "takes incremental, for which there is no argument"),
    (set_argument("statsig_load_gate_pulse", "rule_id", required=None),
     "statsig_load_gate_pulse(rule_id): required in the contract"),
    (set_argument("statsig_load_gate_pulse", "rule_id", member="ruleID"),
     "statsig_load_gate_pulse(rule_id): the contract has no ruleID in the body"),
    (set_argument("statsig_load_experiment_pulse", "turbo_mode", type="text"),
     "statsig_load_experiment_pulse(turbo_mode): written as text"),
    (set_argument("statsig_load_experiment_pulse", "refresh", enum=["full"]),
     "statsig_load_experiment_pulse(refresh): values full"),
    (set_argument("statsig_restart_experiment_as_new", "name", maxLength=99),
     "statsig_restart_experiment_as_new(name): maxLength 99"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--psql", default="psql", help="command that connects to the database")
    parser.add_argument("--stdin", action="store_true", help="read the catalogue from stdin")
    arguments = parser.parse_args()
    whole = drift.read_catalogue(arguments)
    contract = drift.Contract(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                           "contract.json"))
    before = set(drift.Drift(copy.deepcopy(whole), contract).run())
    unnoticed = 0
    for breakage, expected in BREAKAGES:
        catalogue = copy.deepcopy(whole)
        breakage(catalogue)
        new = [f for f in drift.Drift(catalogue, contract).run() if f not in before]
        if not any(expected in finding for finding in new):
            unnoticed += 1
            print("unnoticed: %s (found: %s)" % (expected, "; ".join(new) or "nothing"))
    print("%d ways of breaking the catalogue, %d unnoticed" % (len(BREAKAGES), unnoticed))
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
