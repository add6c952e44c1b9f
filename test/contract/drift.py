#!/usr/bin/env python3
"""drift.py - does the extension's catalogue agree with the API's contract?

usage: drift.py [--psql COMMAND]
       psql -XAtq -c "$(drift.py --query)" | drift.py --stdin

Reads the catalogue as the extension shows it (statsig_fdw_tables(), _columns(),
_filters() and _functions()), and contract.json beside this file.  Checks in both
directions: what the catalogue says must be in the contract (members, types,
enumerations, required members, limits, shapes of JSON values, answers,
parameters), and what the
contract has for the endpoints in use must be in the catalogue.  What is left
out on purpose stands in EXCEPTIONS with its reason; an exception that is no
longer needed is a finding too.

Prints one line per finding and exits with 1 when there is any.
"""
import argparse
import json
import os
import re
import shlex
import subprocess
import sys

QUERY = """
SELECT json_build_object(
    'tables', (SELECT json_agg(t) FROM statsig_fdw_tables() t),
    'columns', (SELECT json_agg(c) FROM statsig_fdw_columns() c),
    'filters', (SELECT json_agg(f) FROM statsig_fdw_filters() f),
    'functions', (SELECT json_agg(f) FROM statsig_fdw_functions() f))
"""

ROOT = "/console/v1"

# Parameters that every list may have and that no column stands for.
PAGING = {"limit", "page"}

# A table without facets has one row for each item.
WHOLE_ITEM = {"values": {}}

# Members that ask or tell whether a request was only a rehearsal: a setting of
# the extension, and nothing of any table.
NOT_OF_TABLES = {"dryRun"}

# What the contract has and the catalogue leaves out, or the other way round,
# on purpose: finding -> reason.  Findings are named as they are printed.
EXCEPTIONS = {
    "gate_rules: response member returnValue has no column":
        "The schema is shared with dynamic configs; a gate's rule returns no value.",
    "gate_rules: POST /gates/{gate_id}/rule takes member returnValue, which no column writes":
        "As above.",
    "gate_rules: PATCH /gates/{gate_id}/rules/{base_id} takes member returnValue, "
    "which no column writes":
        "As above.",
    "segment_ids: response member count has no column":
        "It belongs to the segment, not to an id; segments.count has it.",
    "segment_ids: response member name has no column":
        "It belongs to the segment, not to an id; segments.name has it.",
    "segment_ids: PATCH /segments/{segment_id}/add_ids takes member version, "
    "which no column writes":
        "An optional guard whose effect is not documented.",
    "segment_ids: PATCH /segments/{segment_id}/remove_ids takes member version, "
    "which no column writes":
        "An optional guard whose effect is not documented.",
    "teams: PATCH /users/teams/{id} takes member id, which no column writes":
        "The id is in the path and cannot be changed.",
    "audit_logs: parameter sortKey has no filter":
        "Orders the list, which SQL does itself.",
    "audit_logs: parameter sortOrder has no filter":
        "Orders the list, which SQL does itself.",
    "dynamic_config_rules.pass_percentage: the contract always gives a value, "
    "the catalogue does not say so":
        "A rule with variants has none.",
    "experiments.duration: the contract excludes its minimum":
        "Its text says 1 and excluded, which would forbid one day; the API decides.",
    "experiments.target_exposures: the contract excludes its minimum":
        "As for duration.",
    "experiments.allocation_duration: the contract excludes its minimum":
        "As for duration.",
    "experiments.cohorted_analysis_duration: the contract excludes its minimum":
        "As for duration.",
    "experiments.fixed_analysis_duration: the contract excludes its minimum":
        "As for duration.",
    "gate_overrides.unit_id: minLength 1, the contract has None":
        "So says the contract of the flat lists; those of environments have no such limit.",
    "gates.rules: uniqueMember name, the contract has None":
        "The documentation says so: Duplicate rule name(s) given.",
    "dynamic_configs.rules: uniqueMember name, the contract has None":
        "As for gates.",
    "segments.rules: uniqueMember name, the contract has None":
        "As for gates.",
    "experiments.groups: uniqueMember name, the contract has None":
        "Overrides and launches name a group; the API refuses duplicates.",
    "experiments.groups: sumMember size, the contract has None":
        "The API refuses groups that are not all units.",
    "experiments.groups: sum 100, the contract has None":
        "As above.",
    "experiments.manual_quality_scores: maxItems 10, the contract has None":
        "Its description says up to 10.",
    "gates.rules[].conditions[].type: values missing none, too many experiment_group, user_agent":
        "Other clients have met them; what the API gives must be writable.",
    "gate_rules.conditions[].type: values missing none, too many experiment_group, user_agent":
        "As above.",
    "dynamic_configs.rules[].conditions[].type: values missing none, "
    "too many experiment_group, user_agent":
        "As above.",
    "dynamic_config_rules.conditions[].type: values missing none, "
    "too many experiment_group, user_agent":
        "As above.",
    "experiment_overrides.kind: values gate, segment, unit, "
    "the contract has gate, segment":
        "kind unit stands for the other list of the same body.",
    "gate_references.ref_status: the contract always gives a value, "
    "the catalogue does not say so":
        "A dynamic config need not have one.",
    "layers.parameters[].defaultValue[]: the shape says nothing of it":
        "The value is the user's own.",
    "layer_overrides.kind: values gate, segment, unit, the contract has any":
        "The documentation names gates and segments; unit stands for the other list.",
    "layer_overrides.experiment_name: required in the contract":
        "For gates and segments only.",
    "holdout_overrides.unit_id: minLength 1, the contract has None":
        "As for gate_overrides.",
    "keys: parameter primaryTargetApp has no filter":
        "Whether it takes the name that rows show or an id is not documented: rows could be lost.",
    "ingestion_status: parameter dataset has no filter":
        "The rows spell data sets otherwise than the parameter.",
    "segment_rules: response member returnValue has no column":
        "The schema is shared with dynamic configs; a segment's rule returns no value.",
    "segment_rules: POST /segments/{segment_id}/conditional takes member returnValue, "
    "which no column writes":
        "As above.",
    "segment_rules: POST /segments/{segment_id}/conditional takes member "
    "pendingAutomatedRollouts, which no column writes":
        "What the API gives of a segment's rule has none.",
    "metrics: parameter filters has no filter":
        "What it takes is not documented.",
    "metrics: parameter tags has no filter":
        "It takes ids of tags; the column has names.",
    "metrics.name: minLength 4, the contract has None":
        "So says the contract of a new metric; that of an update has no limits.",
    "metrics.name: maxLength 200, the contract has None":
        "As above.",
    "metrics.name: characters _.-()/ %:, the contract has None":
        "As above.",
    "metrics.description: maxLength 1000, the contract has None":
        "As above.",
    "metric_experiments: parameter createdEndDate has no filter":
        "The table shows few columns of an experiment; the others are in table experiments.",
    "metric_experiments: parameter createdStartDate has no filter":
        "As above.",
    "metric_experiments: parameter creatorID has no filter":
        "As above.",
    "metric_experiments: parameter creatorName has no filter":
        "As above.",
    "metric_experiments: parameter idType has no filter":
        "As above.",
    "metric_experiments: parameter layerID has no filter":
        "As above.",
    "metric_experiments: parameter tags has no filter":
        "As above.",
    "metric_experiments: parameter targetAppID has no filter":
        "As above.",
    "metric_experiments: parameter teamID has no filter":
        "As above.",
    "metric_sources: POST /metrics/metric_source/{name} takes member name, "
    "which no column writes":
        "The contract says that it must not be given.",
    "qualifying_events: POST /experiments/qualifying_events/{name} takes member name, "
    "which no column writes":
        "The contract says that it must not be given.",
    "assignment_sources: PATCH /experiments/assignment_source/{name} takes member name, "
    "which no column writes":
        "The name is the key and is not changed.",
    "assignment_sources: POST /experiments/assignment_source/{name} takes member name, "
    "which no column writes":
        "As above.",
    "entity_property_sources: PATCH /experiments/entity_property/{name} takes member name, "
    "which no column writes":
        "As above.",
    "entity_property_sources: POST /experiments/entity_property/{name} takes member name, "
    "which no column writes":
        "As above.",
    "experiments.launched_group_id: nullable in the contract":
        "A decision sets it, and nothing takes it back.",
    "autotunes.variants: minItems None, the contract has 2":
        "Shapes know no least number of elements; the API decides.",
    "keys.scopes: values any, the contract has can_access_keys, client_can_write_user_store, "
    "client_download_config_specs, none_hash_enabled, omni_read_only, omni_read_write, "
    "personal_read_only, personal_read_write":
        "Elements of arrays are not checked; the API decides.",
    "keys: PATCH /keys/{key} answers data":
        "The example has only what was changed, under the names of the request: read again.",
    "target_app_assignments.target_apps: the contract has minItems 1":
        "The API refuses an empty list.",
    "release_pipelines.phases[].rules[].conditions[].type: values missing none, "
    "too many experiment_group, user_agent":
        "As for gates.",
}

# Members of the elements of an array that the API makes: sent back with an
# element that stays, and never written by a column.
MADE_BY_API = {"id", "baseID", "completedAutomatedRollouts", "foreignGroupID"}

# Formats of JSON Schema that a type already is, or that only say how wide a number is.
FORMATS_OF_TYPES = {"double", "float", "int32", "int64"}

# Words of a shape by kind of value, as JSON Schema and the catalogue spell them
# (the last four are the catalogue's own).
SHAPE_WORDS = {
    "string": ("minLength", "maxLength", "pattern", "characters", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "boolean": (),
    "object": (),
    "array": ("minItems", "maxItems", "oneKind", "uniqueMember", "sumMember", "sum"),
}

# Statements whose request replaces the whole array of the parent: the members
# of an element are what a row can write.
REWRITES = {"parent array"}


class Contract:
    """The operations and schemas of contract.json."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        self.schemas = content["schemas"]
        self.operations = {
            (operation["method"], self.shape(operation["path"][len(ROOT):])): operation
            for operation in content["operations"]
        }

    @staticmethod
    def shape(path):
        """The path with its parameters made nameless: names differ on both sides."""
        return re.sub(r"\{[^}]*\}", "{}", path)

    def find(self, method, path):
        return self.operations.get((method, self.shape(path.split("?")[0])))

    def resolve(self, schema):
        """The schema with references followed and allOf merged."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        if "allOf" not in schema:
            return schema
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        merged["properties"] = dict(merged.get("properties", {}))
        merged["required"] = list(merged.get("required", []))
        for part in schema["allOf"]:
            part = self.resolve(part)
            for key, value in part.items():
                if key == "properties":
                    for name, property_schema in value.items():
                        self.merge_property(merged["properties"], name, property_schema)
                elif key == "required":
                    merged["required"] += value
                else:
                    merged.setdefault(key, value)
        return merged

    def merge_property(self, properties, name, schema):
        """A property restated by a later part keeps what the earlier one said."""
        if name in properties:
            merged = dict(self.resolve(properties[name]))
            merged.update(self.resolve(schema))
            properties[name] = merged
        else:
            properties[name] = schema

    def bodies(self, operation):
        """The object schemas that a request body may have, oneOf taken apart."""
        if "body" not in operation:
            return []
        schema = self.resolve(operation["body"]["schema"])
        return [self.resolve(one) for one in schema.get("oneOf", [schema])]

    @staticmethod
    def united(bodies):
        """One object for several: it takes what one of them takes, and needs what all need."""
        if len(bodies) == 1:
            return bodies[0]
        members = {}
        for body in bodies:
            for name, schema in body.get("properties", {}).items():
                members.setdefault(name, []).append(schema)
        return {"type": "object",
                "properties": {name: several[0] if len(several) == 1 else {"oneOf": several}
                               for name, several in members.items()},
                "required": [name for name in members
                             if all(name in body.get("required", []) for body in bodies)]}

    @staticmethod
    def is_csv(operation):
        return any(response.get("media") == "text/csv"
                   for status, response in operation["responses"].items()
                   if status.startswith("2"))

    def answer(self, operation):
        """The schema of the successful answer."""
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                return self.resolve(response.get("schema", {}))
        return {}

    def member(self, schema, name):
        """(schema of the member, whether it is required) or (None, False)."""
        schema = self.resolve(schema)
        found = schema.get("properties", {}).get(name)
        if found is None:
            return None, False
        return self.resolve(found), name in schema.get("required", [])

    def walk(self, schema, path):
        """
        As member(), for "outer.inner" and "array[0].name"; "array[].name" is
        the array.  A value is required when everything on the way is.
        """
        required = True
        for step in path.split("."):
            schema, always = self.member(schema, step.split("[")[0])
            required = required and always
            if schema is None:
                return None, False
            if step.endswith("[]"):
                return schema, required
            if step.endswith("]"):
                schema, required = self.resolve(schema.get("items", {})), False
        return schema, required

    @staticmethod
    def paging(operation):
        """How a list is paged: by its parameters, which some answers contradict."""
        names = {parameter["name"] for parameter in operation["parameters"]
                 if parameter["in"] == "query"}
        if "page" not in names:
            return "not paged"
        return "paged" if "limit" in names else "paged by number"

    def types(self, schema):
        """The JSON types a schema admits; empty when it names none."""
        schema = self.resolve(schema)
        if "type" in schema:
            return {schema["type"]}
        found = set()
        for one in schema.get("oneOf", []) + schema.get("anyOf", []):
            found |= self.types(one)
        return found


# JSON types that a SQL type can hold.  text takes what the contract leaves
# open; a list member may be a bare scalar.
JSON_TYPES = {
    "text": {"string"},
    "boolean": {"boolean"},
    "integer": {"integer", "number"},
    "bigint": {"integer", "number"},
    "double precision": {"number", "integer"},
    "numeric(5,2)": {"number"},
    "text[]": {"array", "string"},
    "date": {"string"},
    "timestamp with time zone": {"number", "integer", "string"},
    "jsonb": {"object", "array", "string", "number", "integer", "boolean"},
}


class Drift:
    """One comparison; collects findings."""

    def __init__(self, catalogue, contract):
        self.contract = contract
        self.tables = catalogue["tables"]
        self.functions = catalogue["functions"]
        self.columns = {}
        self.filters = {}
        self.findings = []
        for column in catalogue["columns"]:
            self.columns.setdefault(column["table_name"], []).append(column)
        for entry in catalogue["filters"] or []:
            self.filters.setdefault(entry["table_name"], []).append(entry)

    def find(self, finding):
        if finding not in self.findings:
            self.findings.append(finding)

    def run(self):
        for table in self.tables:
            self.check_reading(table)
            self.check_parameters(table)
            for verb in ("insert", "update", "whole", "delete", "reorder"):
                if verb in table["definition"]:
                    self.check_verb(table, verb, table["definition"][verb])
            for action in table["definition"]["actions"]:
                self.check_action(table, action)
        for function in self.functions:
            self.check_function(function)
        return self.findings

    # Reading

    def operation(self, table, method, path):
        operation = self.contract.find(method, path)
        if operation is None:
            self.find("%s: the contract has no %s %s" % (table["name"], method, path))
        return operation

    def endpoints(self, table):
        """Every endpoint that reads rows of the table, except one that asks nothing."""
        definition = table["definition"]
        found = [definition[name] for name in ("list", "item") if name in definition]
        found += [part["list"] for part in definition["parts"]]
        found += definition["alternatives"]
        return [endpoint for endpoint in found if endpoint["answer"] != "echo"]

    def item_schemas(self, table, endpoint):
        """The schemas that an item of an endpoint's answer may have; []: none to compare."""
        operation = self.operation(table, "GET", endpoint["path"])
        if operation is None:
            return []
        self.check_paging(table, endpoint, operation)
        answer = self.contract.answer(operation)
        shape = endpoint["answer"]
        if shape == "csv":
            if not self.contract.is_csv(operation):
                self.find("%s: GET %s answers no CSV" % (table["name"], endpoint["path"]))
            return []
        if shape == "bare array" and "array" in self.contract.types(answer):
            return self.items(table, endpoint, answer)
        data, _ = self.contract.member(answer, "data")
        if data is None:
            self.find("%s: GET %s answers no data" % (table["name"], endpoint["path"]))
            return []
        # A list without an envelope may have one all the same.
        if shape in ("data array", "bare array") or (shape == "data array or object" and
                                                     data.get("type") == "array"):
            return self.items(table, endpoint, data)
        if data.get("type") == "array":
            self.find("%s: GET %s answers an array" % (table["name"], endpoint["path"]))
            return []
        return [data]

    def check_paging(self, table, endpoint, operation):
        paging = self.contract.paging(operation)
        ours = ("paged by number" if endpoint.get("paged_by_number") else
                "paged" if endpoint.get("paged") else "not paged")
        if ours != paging:
            self.find("%s: GET %s is %s in the contract"
                      % (table["name"], endpoint["path"], paging))

    def items(self, table, endpoint, schema):
        arrays = [self.contract.resolve(one) for one in schema.get("oneOf", [schema])]
        if any(array.get("type") != "array" for array in arrays):
            self.find("%s: GET %s does not answer an array" % (table["name"], endpoint["path"]))
            return []
        return [self.contract.resolve(array["items"]) for array in arrays]

    def facets_for_reading(self, table):
        facets = [facet for facet in table["definition"]["facets"]
                  if not facet.get("write_only")]
        return facets or [WHOLE_ITEM]

    def facets_of_item(self, table, item, items):
        """
        The facets that read an item of this schema.  Where there are several
        schemas, the array of a facet needs to be in one of them only.
        """
        def has(schema, array):
            return self.contract.member(schema, array)[0] is not None

        facets = [facet for facet in self.facets_for_reading(table)
                  if not ("unless" in facet and has(item, facet["unless"]))
                  and not ("array" in facet and not has(item, facet["array"])
                           and any(has(other, facet["array"]) for other in items))]
        if not facets:
            self.find("%s: no facet reads items of %s"
                      % (table["name"], ", ".join(sorted(item.get("properties", {})))))
        return facets

    def check_reading(self, table):
        for endpoint in self.endpoints(table):
            items = self.item_schemas(table, endpoint)
            for item in items:
                self.check_item(table, endpoint, item, self.facets_of_item(table, item, items))
            if items:
                self.check_unless(table, endpoint, items)
        self.check_known_values(table)

    def check_unless(self, table, endpoint, items):
        """An array that makes a difference is in some of the items."""
        for facet in self.facets_for_reading(table):
            name = facet.get("unless")
            having = [item for item in items if name in item.get("properties", {})]
            if name is not None and len(having) in (0, len(items)):
                self.find("%s: %s item of GET %s has %s"
                          % (table["name"], "every" if having else "no", endpoint["path"], name))

    def check_item(self, table, endpoint, item, facets):
        seen = set()
        in_lists = set()
        missing = {}
        for facet in facets:
            row = self.row_schema(table, item, facet)
            if row is None:
                continue
            if "array" in facet:
                in_lists.add(facet["array"])
            if "list" in facet:
                in_lists.add(facet["list"])
            self.check_row(table, endpoint, facet, item, row, seen, missing)
            self.check_unread(table, facet, row, in_lists)
        self.check_unread_around(table, facets, item, in_lists)
        for column, finding in missing.items():
            if column not in seen:
                self.find(finding)
        self.check_item_members(table, item)

    def check_item_members(self, table, item):
        """The members by which items are told apart, or left incomplete by a list."""
        definition = table["definition"]
        for name in (definition.get("item_key"), definition.get("omission", {}).get("member")):
            if name is not None and self.contract.member(item, name)[0] is None:
                self.find("%s: items have no member %s" % (table["name"], name))

    def check_known_values(self, table):
        """
        The values that the catalogue itself gives a column are named in its
        comment; those that it enumerates are the contract's.
        """
        definition = table["definition"]
        columns = {column["name"]: column for column in self.columns[table["name"]]}
        given = {}
        for facet in definition["facets"]:
            for name, value in facet["values"].items():
                given.setdefault(name, set()).add(value.get("text"))
        for column in columns.values():
            if column["source"] == "list":
                given[column["name"]] = {definition["constant"]} | {
                    part["constant"] for part in definition["parts"]}
        for name, values in definition["enumerations"].items():
            given.setdefault(name, set()).update(values)
            self.check_enumeration(table, name, set(values))
        for name, values in given.items():
            for value in sorted(values - {None}):
                if columns[name]["type"] != "boolean" and value not in columns[name]["comment"]:
                    self.find("%s.%s: the comment does not name the value %s"
                              % (table["name"], name, value))

    def check_enumeration(self, table, name, values):
        for endpoint in self.endpoints(table):
            operation = self.contract.find("GET", endpoint["path"])
            parameter = self.path_parameters(endpoint, operation).get(name)
            enum = self.enum(parameter["schema"]) if parameter else set()
            if enum and enum != values:
                self.find("%s.%s: enumerates %s, the contract has %s"
                          % (table["name"], name, ", ".join(sorted(values)),
                             ", ".join(sorted(enum))))

    @staticmethod
    def path_parameters(endpoint, operation):
        """The operation's parameters by the columns that the endpoint's path gives them."""
        if operation is None:
            return {}
        path, _, query = endpoint["path"].partition("?")
        theirs = operation["path"][len(ROOT):].split("/")
        found = {}
        names = {}
        for ours, step in zip(path.split("/"), theirs):
            if ours.startswith("{"):
                names[ours[1:-1]] = ("path", step[1:-1])
        for text in filter(None, query.split("&")):
            name, _, value = text.partition("=")
            if value.startswith("{"):
                names[value[1:-1]] = ("query", name)
        for parameter in operation["parameters"]:
            for column, place in names.items():
                if place == (parameter["in"], parameter["name"]):
                    found[column] = parameter
        return found

    def row_schema(self, table, item, facet):
        """The schema of the row object that a facet leads to."""
        if "array" not in facet:
            row = item
        else:
            array, _ = self.contract.member(item, facet["array"])
            if array is None or array.get("type") != "array":
                self.find("%s: items have no array %s" % (table["name"], facet["array"]))
                return None
            row = self.contract.resolve(array["items"])
        if "list" in facet:
            member, _ = self.contract.member(row, facet["list"])
            if member is None or "array" not in self.contract.types(member):
                self.find("%s: rows have no list %s" % (table["name"], facet["list"]))
        return row

    def check_row(self, table, endpoint, facet, item, row, seen, missing):
        """Every column that is read must be there, and of the right type."""
        for column in self.columns[table["name"]]:
            if column["name"] in facet["values"]:
                continue
            if column["source"] not in ("row", "item", "match", "display time", "joined"):
                continue
            if column["source"] == "joined" and "{%s}" % column["name"] in endpoint["path"]:
                continue
            found = False
            for member in self.members(column):
                where, name = (item, member[5:]) if member.startswith("item:") else (row, member)
                schema, required = self.contract.walk(where, name)
                if schema is None:
                    continue
                found = True
                seen.add(column["name"])
                if column["source"] in ("row", "item"):
                    self.check_read_column(table, column, schema, required)
            if not found:
                # Two facets share columns; one of them having the member is enough.
                missing[column["name"]] = ("%s.%s: the contract has no member %s"
                                           % (table["name"], column["name"], column["member"]))

    @staticmethod
    def members(column):
        """The members a column is read from; "item:" marks those of the item."""
        if column["source"] == "match":
            row, item = column["member"].split("=")
            return [row, "item:" + item]
        names = re.split(r"[|+]", column["member"])
        return ["item:" + name for name in names] if column["source"] == "item" else names

    def read_members(self, table):
        """
        The outermost members that columns read: (of rows, of the items around
        them).  What a path was made with need not be read from the row again.
        """
        rows, items = set(), set()
        for column in self.columns[table["name"]]:
            if column["source"] == "path" and column["write_member"]:
                rows.add(column["write_member"])
            if column["source"] not in ("row", "item", "match", "display time", "joined"):
                continue
            for member in self.members(column):
                of_item = member.startswith("item:")
                name = re.split(r"[.\[]", member[5:] if of_item else member)[0]
                (items if of_item else rows).add(name)
        return rows, items

    def shows_all(self, table):
        """Whether a column besides raw has the whole object on purpose."""
        return any(column["source"] == "raw" and column["name"] != "raw"
                   for column in self.columns[table["name"]])

    def is_element_table(self, table):
        """Whether the table's rows are elements of another table's items."""
        return "list" in table["definition"] and self.facets_for_reading(table)[0] != \
            WHOLE_ITEM and any(
                other is not table and "list" in other["definition"] and
                other["definition"]["list"]["path"] == table["definition"]["list"]["path"]
                and self.facets_for_reading(other)[0] == WHOLE_ITEM for other in self.tables)

    def check_read_column(self, table, column, schema, required):
        name = "%s.%s" % (table["name"], column["name"])
        types = self.contract.types(schema)
        if types and not types & JSON_TYPES[column["type"]]:
            self.find("%s: type %s, the contract says %s"
                      % (name, column["type"], "/".join(sorted(types))))
        always = required and not schema.get("nullable")
        if "|" in column["member"] or len(self.facets_for_reading(table)) > 1:
            return
        if column["always_present"] and not always:
            self.find("%s: the catalogue always has a value, the contract does not" % name)
        if always and not column["always_present"]:
            self.find("%s: the contract always gives a value, the catalogue does not say so"
                      % name)
        for value in schema.get("enum", []):
            if str(value) not in column["comment"]:
                self.find("%s: the comment does not name the value %s" % (name, value))

    def check_unread(self, table, facet, row, in_lists):
        """Every member of a row object must be read by some column."""
        read, around = self.read_members(table)
        if self.shows_all(table):
            return
        # An item without the array is a row with what is around it.
        if "unless" in facet:
            read |= around
        if "array" not in facet and any("array" in other or "list" in other
                                        for other in table["definition"]["facets"]
                                        if not other.get("write_only")):
            lists = {other.get("array") or other.get("list")
                     for other in table["definition"]["facets"]}
        else:
            lists = {other.get("list") for other in table["definition"]["facets"]
                     if other.get("array") == facet.get("array")}
        if column_is_child(self.columns[table["name"]]) and \
                not {"array", "unless"} & set(facet):
            return
        for member in row.get("properties", {}):
            if member not in read | lists | in_lists | NOT_OF_TABLES:
                self.find("%s: response member %s has no column" % (table["name"], member))

    def check_unread_around(self, table, facets, item, in_lists):
        """So must every member around the rows, unless another table has it."""
        if self.is_element_table(table) or not all("array" in facet for facet in facets):
            return
        _, read = self.read_members(table)
        for member in item.get("properties", {}):
            if member not in read | in_lists:
                self.find("%s: response member %s has no column" % (table["name"], member))

    # Query parameters

    def check_parameters(self, table):
        """
        The filters and the parameters of the list must be the same.  A table
        of elements reads another table's list: its filters are that table's.
        """
        definition = table["definition"]
        filters = self.filters.get(table["name"], [])
        lists = [part["list"] for part in definition["parts"]]
        if "list" in definition:
            lists.append(definition["list"])
        # What one part takes, the others need not.
        taken = {self.query_parameter(text) for endpoint in lists
                 for text in self.query(endpoint)}
        for endpoint in self.endpoints(table):
            operation = self.contract.find("GET", endpoint["path"])
            if operation is None:
                continue
            parameters = {parameter["name"]: parameter for parameter in operation["parameters"]
                          if parameter["in"] == "query"}
            self.check_query(table, endpoint, parameters)
            if endpoint not in lists:
                continue
            if self.is_element_table(table):
                if filters:
                    self.find("%s: filters on elements of another list" % table["name"])
                continue
            self.check_filters(table, endpoint, filters, parameters, taken)

    @staticmethod
    def query(endpoint):
        """The parts "name=value" of the path's own query."""
        return list(filter(None, endpoint["path"].partition("?")[2].split("&")))

    @staticmethod
    def query_parameter(text):
        return text.partition("=")[0]

    def check_query(self, table, endpoint, parameters):
        """The path's own query: its parameters exist, and those that must be there are."""
        request = "GET %s" % endpoint["path"]
        texts = self.query(endpoint)
        for number, text in enumerate(texts):
            name, _, value = text.partition("=")
            if name not in parameters:
                self.find("%s: %s has no parameter %s" % (table["name"], request, name))
                continue
            schema = self.contract.resolve(parameters[name]["schema"])
            enum = self.enum(schema)
            if not value.startswith("{") and enum and value not in enum:
                self.find("%s: %s does not take %s=%s" % (table["name"], request, name, value))
            limits = [one["maxItems"] for one in schema.get("oneOf", [schema])
                      if "maxItems" in one]
            most = (endpoint.get("most_values", 0) or 1) if number + 1 == len(texts) else 1
            if most != (min(limits) if limits else 1):
                self.find("%s: %s takes %s values of %s" % (
                    table["name"], request, min(limits) if limits else 1, name))
        given = {self.query_parameter(text) for text in texts}
        if endpoint not in table["definition"]["alternatives"] and \
                endpoint != table["definition"].get("item"):
            given |= set(table["definition"]["required_parameters"])
        for name, parameter in parameters.items():
            if parameter.get("required") and name not in given:
                self.find("%s: %s needs parameter %s" % (table["name"], request, name))

    def check_filters(self, table, endpoint, filters, parameters, taken):
        schemas = {name: self.contract.resolve(parameter["schema"])
                   for name, parameter in parameters.items()}
        known = set(taken)
        for entry in filters:
            for parameter in (entry["parameter"], entry["several_parameter"]):
                if parameter is None:
                    continue
                known.add(parameter)
                if parameter not in parameters:
                    self.find("%s: GET %s has no parameter %s"
                              % (table["name"], endpoint["path"], parameter))
            self.check_filter(table, entry, schemas)
        for parameter in parameters:
            if parameter not in known and parameter not in PAGING:
                self.find("%s: parameter %s has no filter" % (table["name"], parameter))
        for parameter in table["definition"]["required_parameters"]:
            if parameter in parameters and not parameters[parameter].get("required"):
                self.find("%s: the contract does not need parameter %s"
                          % (table["name"], parameter))

    def check_filter(self, table, entry, parameters):
        schema = parameters.get(entry["several_parameter"] or entry["parameter"])
        if schema is None:
            return
        name = "%s: parameter %s" % (table["name"], entry["parameter"])
        if entry["kind"] == "repeated" and "array" not in self.contract.types(schema):
            self.find("%s does not take several values" % name)
        enum = self.enum(schema)
        ours = set(entry["allowed_values"] or [])
        if ours != enum:
            self.find("%s: its values are %s; missing %s, too many %s"
                      % (name, "enumerated" if enum else "free",
                         ", ".join(sorted(enum - ours)) or "none",
                         ", ".join(sorted(ours - enum)) or "none"))

    def enum(self, schema):
        schema = self.contract.resolve(schema)
        # A truth value that must be true tells alternatives apart; a column takes both.
        found = {value for value in schema.get("enum", []) if isinstance(value, str)}
        for one in schema.get("oneOf", []):
            found |= self.enum(one)
        if "items" in schema:
            found |= self.enum(schema["items"])
        return found

    # Writing

    def check_verb(self, table, verb, definition):
        operation = self.operation(table, definition["method"], definition["path"])
        if operation is not None:
            self.check_answer(table, definition, operation, verb)
            self.check_body(table, verb, definition, operation)
        if "several_path" in definition:
            several = self.operation(table, definition["several_method"],
                                     definition["several_path"])
            if several is not None:
                self.check_several(table, verb, definition, several)
        if "variant" in definition:
            self.check_verb(table, verb, definition["variant"])
        if "clear_path" in definition:
            self.operation(table, definition["clear_method"], definition["clear_path"])

    def check_answer(self, table, definition, operation, verb):
        request = "%s %s" % (definition["method"], definition["path"])
        data, _ = self.contract.member(self.contract.answer(operation), "data")
        # Nothing is read from the answer to a DELETE.
        if (data is not None) != (definition["answer"] != "message") and verb != "delete":
            self.find("%s: %s answers %s" % (table["name"], request,
                                             "data" if data is not None else "a message only"))

    def check_body(self, table, verb, definition, operation):
        request = "%s %s" % (definition["method"], definition["path"])
        bodies = self.contract.bodies(operation)
        kind = definition["kind"]
        if verb == "delete" and kind in ("object", "child"):
            if bodies and operation["body"].get("required"):
                self.find("%s: %s needs a body" % (table["name"], request))
            return
        if not bodies:
            self.find("%s: %s takes no body" % (table["name"], request))
        elif kind in ("entries", "set"):
            self.check_entries(table, verb, definition, request, bodies)
        elif kind in REWRITES:
            self.check_rewrite(table, verb, definition, request, bodies)
        else:
            self.check_members(table, verb, request, definition["path"],
                               self.contract.united(bodies))

    def written(self, table, verb, path):
        """The columns that a verb puts into its body."""
        flag = "insertable" if verb == "insert" else "updatable"
        later = set(table["definition"]["whole_columns"])
        more = set(later) if verb == "whole" else set()
        if verb == "insert":
            later = set(table["definition"]["inserted_after"])
        else:
            more |= set(table["definition"]["identifying"])
        return [column for column in self.columns[table["name"]]
                if (column[flag] and column["name"] not in later or column["name"] in more)
                and "{%s}" % column["name"] not in path
                and (column["source"] != "path" or column["write_member"])
                and column["source"] not in ("facet", "item", "position")]

    @staticmethod
    def write_member(column):
        return column["write_member"] or column["member"]

    def check_members(self, table, verb, request, path, body):
        """Columns against the members of one object of a body, both ways."""
        written = {}
        for column in self.written(table, verb, path):
            name = self.write_member(column)
            written[name] = column
            schema, required = self.contract.member(body, name)
            if schema is None:
                self.find("%s.%s: %s takes no member %s"
                          % (table["name"], column["name"], request, name))
            else:
                self.check_written_column(table, verb, column, schema, required)
        for member in body.get("properties", {}):
            if member not in written and member not in NOT_OF_TABLES and \
                    not self.written_elsewhere(table, member):
                self.find("%s: %s takes member %s, which no column writes"
                          % (table["name"], request, member))
        for member in body.get("required", []):
            if member not in written:
                self.find("%s: %s needs member %s" % (table["name"], request, member))

    def written_elsewhere(self, table, member):
        """Whether an action or the whole object takes the member, or the API makes it."""
        columns = self.columns[table["name"]]
        whole = table["definition"]["whole_columns"]
        elements = column_is_child(columns) or any(
            table["definition"].get(verb, {}).get("kind") in REWRITES
            for verb in ("insert", "update"))
        return (elements and member in MADE_BY_API) or any(
            (column["action"] or column["name"] in whole) and column["member"] == member
            for column in columns)

    def check_written_column(self, table, verb, column, schema, required):
        name = "%s.%s" % (table["name"], column["name"])
        types = self.contract.types(schema)
        if types and not types & JSON_TYPES[column["type"]]:
            self.find("%s: written as %s, the contract says %s"
                      % (name, column["type"], "/".join(sorted(types))))
        if verb == "insert" and column["required"] != required:
            self.find("%s: %s in the contract" % (name, "required" if required
                                                  else "not required"))
        if verb in ("update", "whole") and column["nullable"] != bool(schema.get("nullable")):
            self.find("%s: %s in the contract" % (name, "nullable" if schema.get("nullable")
                                                  else "not nullable"))
        self.check_domain(name, column, schema)
        self.check_shape(name, column, schema)
        if column["write_members"] and set(column["write_members"]) != set(
                schema.get("properties", {})):
            self.find("%s: its members are %s" % (name, ", ".join(schema["properties"])))

    def check_domain(self, name, column, schema):
        enum = self.enum(schema) if "items" not in schema else set()
        values = set(column["allowed_values"] or [])
        if values != enum:
            self.find("%s: values %s, the contract has %s"
                      % (name, ", ".join(sorted(values)) or "any",
                         ", ".join(sorted(enum)) or "any"))
        for key, limit in (("min_length", "minLength"), ("max_length", "maxLength"),
                           ("minimum", "minimum"), ("maximum", "maximum")):
            ours, theirs = column[key], schema.get(limit)
            # A maximum of our own keeps integers exact; the contract has none.
            if key == "maximum" and theirs is None and ours == 2 ** 53 - 1:
                continue
            # E-mail addresses: a format takes the place of a length.
            if key == "min_length" and theirs is None and schema.get("format"):
                continue
            if ours != theirs:
                self.find("%s: %s %s, the contract has %s" % (name, limit, ours, theirs))
        if schema.get("exclusiveMinimum") and column["minimum"] == schema.get("minimum"):
            self.find("%s: the contract excludes its minimum" % name)
        if "multipleOf" in schema and column["type"] != "numeric(5,2)":
            self.find("%s: the contract has steps of %s" % (name, schema["multipleOf"]))
        pattern = schema.get("pattern")
        expected = None
        if pattern is not None:
            match = re.fullmatch(r"\^\[(?:a-zA-Z|A-Za-z)0-9(.*)\]\*\$", pattern)
            expected = sorted(match.group(1).replace("\\", "")) if match else pattern
        if (sorted(column["extra_characters"]) if column["extra_characters"] else None) \
                != expected:
            self.find("%s: characters %s, the contract has %s"
                      % (name, column["extra_characters"], pattern))

        theirs = schema.get("format")
        if theirs in FORMATS_OF_TYPES or column["type"].startswith("timestamp"):
            theirs = None
        if column["format"] != theirs:
            self.find("%s: format %s, the contract has %s" % (name, column["format"], theirs))
        for limit in ("minItems", "maxItems"):
            if limit in schema and column["type"] == "text[]":
                self.find("%s: the contract has %s %s" % (name, limit, schema[limit]))
        if "items" in schema and column["type"] == "text[]":
            self.check_domain(name, column, self.contract.resolve(schema["items"]))

    def check_shape(self, name, column, schema):
        """What a JSON value must look like."""
        if column["type"] != "jsonb":
            return
        if column["shape"] is None:
            self.find("%s: is written without a shape" % name)
        else:
            self.compare_shape(name, column["shape"], schema)

    def alternatives(self, schema):
        """Schemas by the kind of value they are about, oneOf taken apart."""
        schema = self.contract.resolve(schema)
        found = {}
        several = schema.get("oneOf", []) + schema.get("anyOf", [])
        if not several:
            kind = {"integer": "number"}.get(schema.get("type"), schema.get("type"))
            return {kind: [schema]} if kind else {}
        for one in several:
            for kind, schemas in self.alternatives(one).items():
                found.setdefault(kind, []).extend(schemas)
        return found

    def compare_shape(self, name, shape, schema):
        theirs = self.alternatives(schema)
        ours = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        if not theirs and set(ours) == set(SHAPE_WORDS):
            return
        if set(ours) != set(theirs):
            self.find("%s: is %s, the contract has %s"
                      % (name, "/".join(sorted(ours)), "/".join(sorted(theirs))))
            return
        for kind, schemas in theirs.items():
            for word in SHAPE_WORDS[kind]:
                self.compare_word(name, shape, word, schemas)
        self.compare_values(name, shape, theirs.get("string", []))
        self.compare_members(name, shape, theirs.get("object", []))
        self.compare_elements(name, shape, theirs.get("array", []))

    def compare_word(self, name, shape, word, schemas):
        """A limit holds only when all alternatives of that kind have it."""
        limits = [schema.get(word) for schema in schemas]
        theirs = limits[0] if all(limit == limits[0] for limit in limits) else None
        if word == "oneKind":
            theirs = True if len(schemas) > 1 else None
        if word == "format" and theirs in FORMATS_OF_TYPES:
            theirs = None
        if shape.get(word) != theirs:
            self.find("%s: %s %s, the contract has %s" % (name, word, shape.get(word), theirs))

    def compare_values(self, name, shape, schemas):
        """Any text is allowed when one alternative allows it."""
        theirs = set()
        if all("enum" in schema for schema in schemas):
            theirs = {value for schema in schemas for value in schema["enum"]}
        ours = set(shape.get("enum", []))
        if ours != theirs:
            self.find("%s: values missing %s, too many %s"
                      % (name, ", ".join(sorted(theirs - ours)) or "none",
                         ", ".join(sorted(ours - theirs)) or "none"))

    def compare_members(self, name, shape, schemas):
        """
        Objects of one kind or another are one object: its members are those of
        all, and those that all demand are required.  A shape may leave open
        which of them it is.
        """
        if len(schemas) > 1 and "properties" not in shape:
            return
        theirs, ours = {}, shape.get("properties", {})
        for schema in schemas:
            for member, found in schema.get("properties", {}).items():
                theirs.setdefault(member, []).append(found)
        for member in sorted(set(ours) - set(theirs)):
            self.find("%s.%s: the contract has no such member" % (name, member))
        for member in sorted(set(theirs) - set(ours)):
            self.find("%s.%s: the shape has no such member" % (name, member))
        for member in sorted(set(ours) & set(theirs)):
            several = theirs[member]
            self.compare_shape("%s.%s" % (name, member), ours[member],
                               several[0] if len(several) == 1 else {"oneOf": several})
            required = all(member in schema.get("required", []) for schema in schemas)
            if (member in shape.get("required", [])) != required:
                self.find("%s.%s: %s in the contract"
                          % (name, member, "required" if required else "not required"))

    def compare_elements(self, name, shape, schemas):
        """
        Arrays of one kind or another are one array whose elements are either.
        Elements of any kind are nothing said.
        """
        items = [schema["items"] for schema in schemas
                 if self.alternatives(schema.get("items", {}))]
        if ("items" in shape) != bool(items):
            self.find("%s[]: %s" % (name, "the contract says nothing of it"
                                    if "items" in shape else "the shape says nothing of it"))
        elif items:
            self.compare_shape(name + "[]", shape["items"], {"oneOf": items})

    def check_several(self, table, verb, definition, operation):
        """Several rows at once: an array of what one row sends."""
        request = "%s %s" % (definition["several_method"], definition["several_path"])
        array, _ = self.contract.member(self.contract.bodies(operation)[0],
                                        definition["several_member"])
        if array is None or array.get("type") != "array":
            self.find("%s: %s takes no array %s"
                      % (table["name"], request, definition["several_member"]))
            return
        element = self.contract.resolve(array["items"])
        for column in self.written(table, verb, definition["path"]):
            name = "%s.%s" % (table["name"], column["name"])
            schema, _ = self.contract.member(element, column["write_member"])
            if schema is None:
                self.find("%s: %s takes no member %s" % (name, request, column["write_member"]))
            else:
                self.check_domain(name, column, schema)
                self.check_shape(name, column, schema)

    def check_rewrite(self, table, verb, definition, request, bodies):
        """The parent's array: a row can write what its elements have."""
        array_name = table["definition"]["facets"][0]["array"]
        array = bodies[0]
        if not definition.get("bare"):
            array, _ = self.contract.member(bodies[0], array_name)
        if array is None or array.get("type") != "array":
            self.find("%s: %s takes no array %s" % (table["name"], request, array_name))
            return
        if verb in ("insert", "update"):
            self.check_members(table, verb, request, "", self.contract.resolve(array["items"]))

    def check_entries(self, table, verb, definition, request, bodies):
        """Bodies made of facets: each facet's array and list must be in one of them."""
        facets = table["definition"]["facets"]
        for number in sorted({facet["body"] for facet in facets}):
            mine = [facet for facet in facets if facet["body"] == number]
            outer = {facet.get("array") or facet["list"] for facet in mine}
            body = next((one for one in bodies
                         if outer <= set(one.get("properties", {}))), None)
            if body is None:
                self.find("%s: no body of %s takes %s"
                          % (table["name"], request, ", ".join(sorted(outer))))
                continue
            self.check_constant_member(table, definition, request, body, mine, outer)
            always = {facet.get("array") or facet["list"] for facet in mine
                      if facet.get("always")}
            for member in body.get("required", []):
                if member in outer and len(outer) > 1 and member not in always:
                    self.find("%s: %s needs %s even when it is empty"
                              % (table["name"], request, member))
            self.check_entry_objects(table, verb, definition, request, body, mine)

    def check_constant_member(self, table, definition, request, body, facets, outer):
        """The member that every body has, besides those that the facets make."""
        name = definition.get("member")
        if name is not None:
            schema, _ = self.contract.member(body, name)
            enum = self.enum(schema) if schema is not None else set()
            if schema is None or enum and json.loads(definition["member_json"]) not in enum:
                self.find("%s: %s takes no %s %s"
                          % (table["name"], request, name, definition["member_json"]))
        if all("array" in facet for facet in facets):
            for member in set(body.get("properties", {})) - outer - {name}:
                self.find("%s: %s takes member %s, which no column writes"
                          % (table["name"], request, member))

    def check_entry_objects(self, table, verb, definition, request, body, facets):
        seen = set()
        for facet in facets:
            if "array" in facet:
                array, _ = self.contract.member(body, facet["array"])
                entry = self.contract.resolve(array["items"])
            else:
                entry = body
            names = {other["list"] for other in facets
                     if "list" in other and other.get("array") == facet.get("array")}
            if "list" in facet:
                member, _ = self.contract.member(entry, facet["list"])
                limit = (member or {}).get("maxItems")
                if member is None:
                    self.find("%s: %s takes no list %s" % (table["name"], request, facet["list"]))
                else:
                    self.check_scalars(table, facet, member)
                if limit is not None and definition["kind"] != "set" and \
                        (definition.get("max_entries") or limit + 1) > limit:
                    self.find("%s: %s takes at most %s of %s"
                              % (table["name"], request, limit, facet["list"]))
            key = (facet.get("array"), id(entry))
            if key in seen or ("array" not in facet and not facet.get("write_only")):
                # A flat list has no members beside it.
                if "array" not in facet:
                    self.check_flat(table, request, body, facets)
                continue
            seen.add(key)
            self.check_entry_members(table, request, facet, entry, names)

    def check_scalars(self, table, facet, member):
        """The column that a facet makes of the scalars of its list."""
        for column in self.columns[table["name"]]:
            value = facet["values"].get(column["name"], {})
            if value.get("kind") == "element" and "items" in member:
                self.check_domain("%s.%s" % (table["name"], column["name"]), column,
                                  self.contract.resolve(member["items"]))

    def check_flat(self, table, request, body, facets):
        names = {facet.get("array") or facet["list"] for facet in facets}
        for member in body.get("properties", {}):
            if member not in names:
                self.find("%s: %s takes member %s, which no column writes"
                          % (table["name"], request, member))

    def check_entry_members(self, table, request, facet, entry, lists):
        """The members of an entry besides its lists are columns of the table."""
        written = set()
        for column in self.columns[table["name"]]:
            if not (column["insertable"] or column["updatable"]) or column["name"] in \
                    facet["values"] or column["source"] in ("path", "facet"):
                continue
            if column["write_member"] is None or not column["insertable"]:
                continue
            schema, required = self.contract.member(entry, column["write_member"])
            if schema is None:
                self.find("%s.%s: %s takes no member %s"
                          % (table["name"], column["name"], request, column["write_member"]))
                continue
            written.add(column["write_member"])
            if required and not column["required"] and not column["insert_default"]:
                self.find("%s.%s: required in the contract" % (table["name"], column["name"]))
            self.check_domain("%s.%s" % (table["name"], column["name"]), column, schema)
        for member in entry.get("properties", {}):
            if member not in written and member not in lists:
                self.find("%s: %s takes member %s, which no column writes"
                          % (table["name"], request, member))

    def check_action(self, table, action):
        request = "%s %s" % (action["method"], action["path"])
        operation = self.operation(table, action["method"], action["path"])
        if operation is None:
            return
        self.check_answer(table, action, operation, "action")
        bodies = self.contract.bodies(operation)
        body = bodies[0] if bodies else {}
        sent = {argument.get("member") for argument in action["arguments"]}
        columns = {column["name"]: column for column in self.columns[table["name"]]}
        if None in sent:
            column = columns[action["arguments"][0]["column"]]
            if body.get("type") not in ("array",):
                self.find("%s: %s takes no bare array" % (table["name"], request))
            self.check_shape("%s.%s" % (table["name"], column["name"]), column, body)
            return
        if "collect" in action:
            sent.add(action["collect"])
        for argument in action["arguments"]:
            schema, required = self.contract.member(body, argument["member"])
            if schema is None:
                self.find("%s: %s takes no member %s"
                          % (table["name"], request, argument["member"]))
            elif required and not argument.get("required"):
                self.find("%s: %s needs member %s"
                          % (table["name"], request, argument["member"]))
            if schema is not None:
                column = columns[argument["column"]]
                self.check_domain("%s.%s" % (table["name"], column["name"]), column, schema)
        if "collect" in action and self.contract.member(body, action["collect"])[0] is None:
            self.find("%s: %s takes no list %s" % (table["name"], request, action["collect"]))
        for member in body.get("required", []):
            if member not in sent:
                self.find("%s: %s needs member %s" % (table["name"], request, member))
        # An action that borrows the update's request sends a part of its body.
        if request != "%(method)s %(path)s" % table["definition"].get("update", action) or \
                "update" not in table["definition"]:
            for member in body.get("properties", {}):
                if member not in sent:
                    self.find("%s: %s takes member %s, which no column writes"
                              % (table["name"], request, member))

    # Functions

    def check_function(self, function):
        method, path = function["request"].split(" ", 1)
        operation = self.operation(function, method, path)
        if operation is None:
            return
        bodies = self.contract.bodies(operation)
        body = bodies[0] if bodies else {}
        parameters = {parameter["name"]: parameter for parameter in operation["parameters"]
                      if parameter["in"] == "query"}
        sent = set()
        for argument in function["arguments"]:
            if argument["place"] == "path":
                continue
            sent.add(argument["member"])
            if argument["place"] == "body":
                schema, required = self.contract.member(body, argument["member"])
            else:
                parameter = parameters.get(argument["member"], {})
                schema, required = parameter.get("schema"), parameter.get("required", False)
            self.check_argument("%s(%s)" % (function["name"], argument["name"]), argument,
                                schema, required)
        for name in list(parameters) + list(body.get("properties", {})):
            if name not in sent:
                self.find("%s: %s takes %s, for which there is no argument"
                          % (function["name"], function["request"], name))
        self.check_result(function, self.contract.answer(operation))

    def check_argument(self, name, argument, schema, required):
        if schema is None:
            self.find("%s: the contract has no %s in the %s"
                      % (name, argument["member"], argument["place"]))
            return
        if argument.get("required", False) != required:
            self.find("%s: %s in the contract" % (name, "required" if required
                                                  else "not required"))
        # Truth values are texts in a query.
        if argument["type"] == "boolean" and self.enum(schema) == {"true", "false"}:
            return
        types = self.contract.types(schema)
        if types and not types & JSON_TYPES[argument["type"]]:
            self.find("%s: written as %s, the contract says %s"
                      % (name, argument["type"], "/".join(sorted(types))))
        self.check_domain(name, {
            "type": argument["type"], "allowed_values": argument.get("enum"),
            "min_length": argument.get("minLength"), "max_length": argument.get("maxLength"),
            "minimum": None, "maximum": None, "format": None,
            "extra_characters": argument.get("characters")}, schema)

    def check_result(self, function, schema):
        for name in function["member"].split("."):
            schema, _ = self.contract.member(schema, name)
            if schema is None:
                self.find("%s: the answer has no member %s"
                          % (function["name"], function["member"]))
                return
        types = self.contract.types(schema)
        if types and not types & JSON_TYPES[function["result"]]:
            self.find("%s: returns %s, the contract says %s"
                      % (function["name"], function["result"], "/".join(sorted(types))))


def column_is_child(columns):
    """Whether the table's rows are elements of another table's items."""
    return any(column["source"] == "item" for column in columns)


def read_catalogue(arguments):
    if arguments.stdin:
        return json.load(sys.stdin)
    command = shlex.split(arguments.psql) + ["-XAtq", "-c", QUERY]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--psql", default="psql", help="command that connects to the database")
    parser.add_argument("--stdin", action="store_true", help="read the catalogue from stdin")
    parser.add_argument("--query", action="store_true", help="print the query and end")
    arguments = parser.parse_args()
    if arguments.query:
        print(QUERY)
        return 0

    contract = Contract(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                     "contract.json"))
    catalogue = read_catalogue(arguments)
    findings = Drift(catalogue, contract).run()
    open_findings = [finding for finding in findings if finding not in EXCEPTIONS]
    for exception in EXCEPTIONS:
        if exception not in findings:
            open_findings.append("not needed any more, EXCEPTIONS: " + exception)
    for finding in open_findings:
        print(finding)
    print("%d tables, %d columns, %d functions, %d exceptions, %d findings"
          % (len(catalogue["tables"]), len(catalogue["columns"]), len(catalogue["functions"]),
             len(EXCEPTIONS), len(open_findings)))
    return 1 if open_findings else 0


if __name__ == "__main__":
    sys.exit(main())
