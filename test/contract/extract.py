#!/usr/bin/env python3
"""extract.py - the facts of the Console API contract, without its prose.

usage: extract.py openapi.json > contract.json

Reads Statsig's OpenAPI file, applies corrections.json (the one place where
known faults of that file are put right, each with its reason) and writes what
a program can check: every operation with its parameters, request body and
responses, and the schemas they use.  Descriptions, summaries, titles and
examples are left out.  Schemas that occur several times are stored once and
referred to by name.  The output is sorted, so the same input gives the same
bytes.
"""
import collections
import json
import os
import sys

KEYWORDS = {
    "type", "enum", "required", "properties", "items", "oneOf", "anyOf",
    "allOf", "nullable", "minLength", "maxLength", "minItems", "maxItems",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "pattern", "format", "additionalProperties", "default",
    "readOnly", "$ref",
}
METHODS = ("get", "post", "put", "patch", "delete")

# A schema shorter than this is cheaper to repeat than to name.
SHORTEST_NAMED = 160


def dumps(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)


def pointer_steps(pointer):
    return [step.replace("~1", "/").replace("~0", "~")
            for step in pointer.lstrip("/").split("/")]


def step_into(value, step):
    return value[int(step)] if isinstance(value, list) else value[step]


def apply_correction(document, correction, marks):
    """Applies one entry of corrections.json at each of its places.

    A place that does not exist ends the run: then the official file has
    changed and the correction has to be looked at again.
    """
    for pointer in correction["at"]:
        steps = pointer_steps(pointer)
        target = document
        try:
            for step in steps[:-1]:
                target = step_into(target, step)
            if "expect" in correction:
                found = step_into(target, steps[-1])
                if found != correction["expect"]:
                    raise KeyError("found " + dumps(found))
            if correction.get("remove"):
                del target[steps[-1]]
            elif "set" in correction:
                last = steps[-1]
                target[int(last) if isinstance(target, list) else last] = (
                    correction["set"])
            elif "drop" in correction:
                step_into(target, steps[-1]).remove(correction["drop"])
            else:
                step_into(target, steps[-1]).update(correction["merge"])
        except (KeyError, IndexError, ValueError) as error:
            sys.exit("correction %s does not apply at %s: %s"
                     % (correction["id"], pointer, error))
        # ("paths", path, method, …) or ("components", "schemas", name, …)
        marks[(steps[1], steps[2])].append(correction["id"])


def correct_parameters(document, correction, marks):
    """Replaces the schema of every query parameter of the given names."""
    found = False
    for path, methods in document["paths"].items():
        for method in METHODS:
            for parameter in methods.get(method, {}).get("parameters", []):
                if (parameter["name"] in correction["parameters"]
                        and parameter["schema"].get("oneOf")):
                    parameter["schema"] = correction["set"]
                    marks[(path, method)].append(correction["id"])
                    found = True
    if not found:
        sys.exit("correction %s does not apply" % correction["id"])


def clean(schema):
    """The schema with the checkable keywords only; property names are kept."""
    result = {}
    for keyword, value in schema.items():
        if keyword not in KEYWORDS:
            continue
        if keyword == "properties":
            value = {name: clean(sub) for name, sub in value.items()}
        elif keyword in ("oneOf", "anyOf", "allOf"):
            value = [clean(sub) for sub in value]
        elif keyword == "items":
            value = clean(value)
        elif keyword == "additionalProperties" and isinstance(value, dict):
            value = clean(value)
        elif keyword == "required":
            value = sorted(value)
        elif keyword == "$ref":
            value = value.rsplit("/", 1)[-1]
        result[keyword] = value
    # allOf with a single branch and nothing else is that branch
    if set(result) == {"allOf"} and len(result["allOf"]) == 1:
        return result["allOf"][0]
    return result


def subschemas(schema):
    for keyword, value in sorted(schema.items()):
        if keyword == "properties":
            for name in sorted(value):
                yield value[name]
        elif keyword in ("oneOf", "anyOf", "allOf"):
            yield from value
        elif keyword == "items":
            yield value
        elif keyword == "additionalProperties" and isinstance(value, dict):
            yield value


class Shared:
    """Finds schemas that occur more than once and gives them names."""

    def __init__(self):
        self.count = collections.Counter()
        self.names = {}
        self.schemas = {}

    def scan(self, schema):
        self.count[dumps(schema)] += 1
        if self.count[dumps(schema)] > 1:
            return                  # its parts are counted already
        for sub in subschemas(schema):
            self.scan(sub)

    def refer(self, schema, top=False):
        """The schema with its repeated parts replaced by references."""
        text = dumps(schema)
        shared = (not top and len(text) >= SHORTEST_NAMED
                  and self.count[text] > 1)
        if shared and text in self.names:
            return {"$ref": self.names[text]}
        result = {}
        for keyword, value in sorted(schema.items()):
            if keyword == "properties":
                value = {name: self.refer(value[name])
                         for name in sorted(value)}
            elif keyword in ("oneOf", "anyOf", "allOf"):
                value = [self.refer(sub) for sub in value]
            elif keyword == "items":
                value = self.refer(value)
            elif keyword == "additionalProperties" and isinstance(value, dict):
                value = self.refer(value)
            result[keyword] = value
        if shared:
            name = "shared_%03d" % (len(self.names) + 1)
            self.names[text] = name
            self.schemas[name] = result
            return {"$ref": name}
        return result


def body_of(holder):
    """(media type, cleaned schema) of a request body or a response."""
    for media, content in sorted(holder.get("content", {}).items()):
        return media, clean(content.get("schema", {}))
    return None, None


def operation_of(method, path, source, corrected):
    operation = {"method": method.upper(), "path": path, "parameters": [],
                 "responses": {}}
    for parameter in source.get("parameters", []):
        if parameter["in"] not in ("path", "query"):
            continue
        entry = {"name": parameter["name"], "in": parameter["in"],
                 "schema": clean(parameter.get("schema", {}))}
        if parameter.get("required"):
            entry["required"] = True
        operation["parameters"].append(entry)
    operation["parameters"].sort(key=lambda entry: (entry["in"], entry["name"]))
    if "requestBody" in source:
        _, schema = body_of(source["requestBody"])
        operation["body"] = {"schema": schema}
        if source["requestBody"].get("required"):
            operation["body"]["required"] = True
    for status, response in source["responses"].items():
        media, schema = body_of(response)
        entry = {}
        if schema is not None:
            entry["schema"] = schema
            if media != "application/json":
                entry["media"] = media
        operation["responses"][status] = entry
    if corrected:
        operation["corrected"] = sorted(set(corrected))
    return operation


def schemas_of(operation):
    if "body" in operation:
        yield operation["body"]
    for _, response in sorted(operation["responses"].items()):
        if "schema" in response:
            yield response


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: extract.py openapi.json > contract.json")
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "corrections.json"), encoding="utf-8") as file:
        corrections = json.load(file)
    marks = collections.defaultdict(list)
    for correction in corrections:
        if "parameters" in correction:
            correct_parameters(document, correction, marks)
        else:
            apply_correction(document, correction, marks)

    operations = []
    for path in sorted(document["paths"]):
        for method in METHODS:
            if method in document["paths"][path]:
                operations.append(operation_of(
                    method, path, document["paths"][path][method],
                    marks.get((path, method))))
    components = {name: clean(schema) for name, schema
                  in sorted(document["components"]["schemas"].items())}

    shared = Shared()
    for schema in components.values():
        shared.scan(schema)
    for operation in operations:
        for holder in schemas_of(operation):
            shared.scan(holder["schema"])
    schemas = {}
    for name, schema in components.items():
        schemas[name] = shared.refer(schema, top=True)
        if ("schemas", name) in marks:
            schemas[name]["corrected"] = sorted(set(marks[("schemas", name)]))
    for operation in operations:
        for holder in schemas_of(operation):
            holder["schema"] = shared.refer(holder["schema"])
    schemas.update(shared.schemas)

    # one line for each operation and schema, so that differences can be read
    print('{"operations":[')
    print(",\n".join(dumps(operation) for operation in operations))
    print('],"schemas":{')
    print(",\n".join(dumps(name) + ":" + dumps(schemas[name])
                     for name in sorted(schemas)))
    print("}}")


if __name__ == "__main__":
    main()
