#!/usr/bin/python3
"""Does include/attune-manifest.schema.json say of each manifest what the
reader says? Run by schema_test.sh, with the path of cases_test.

A bad case whose mistake no schema can see has a line `// schema: accepts`,
one that is not even JSON `// schema: not JSON`.
"""
import json
import subprocess
import sys

import jsonschema


def without_comments(text):
    out, at, in_string = [], 0, False
    while at < len(text):
        if not in_string and text.startswith("//", at):
            while at < len(text) and text[at] != "\n":
                at += 1
            continue
        if in_string and text[at] == "\\":
            out.append(text[at])
            at += 1
        elif text[at] == '"':
            in_string = not in_string
        out.append(text[at])
        at += 1
    return "".join(out)


def verdict(validator, text):
    try:
        value = json.loads(without_comments(text))
    except json.JSONDecodeError:
        return "not JSON"
    return "accepts" if validator.is_valid(value) else "rejects"


def expected(text, reader):
    if reader == "accepted":
        return "accepts"
    for line in text.splitlines():
        if line.startswith("// schema: "):
            return line[len("// schema: "):]
    return "rejects"


def check_defaults(schema, shipped):
    """The schema's defaults are what the shipped manifest shows."""
    wrong = 0
    stack = [("", schema, shipped)]
    while stack:
        path, node, value = stack.pop()
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].split("/")[-1]]
        if "default" in node and node["default"] != value:
            print(f"{path}: default {node['default']}, shipped {value}")
            wrong += 1
        for key, child in node.get("properties", {}).items():
            if isinstance(value, dict) and key in value:
                stack.append((f"{path}.{key}", child, value[key]))
            elif path == "" and key != "when":
                print(f"{key}: not in the shipped manifest")
                wrong += 1
    return wrong


def main():
    schema = json.load(open("include/attune-manifest.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = subprocess.run([sys.argv[1], "verdicts"], check=True,
                           capture_output=True, text=True).stdout
    cases = wrong = 0
    for line in lines.splitlines():
        if not line.startswith("verdict "):
            continue
        _, path, reader = line.split()
        text = open(path, encoding="utf-8").read()
        says, wanted = verdict(validator, text), expected(text, reader)
        cases += 1
        if says != wanted or (reader == "rejected") != ("/bad/" in path):
            print(f"{path}: schema {says}, reader {reader}, not {wanted}")
            wrong += 1
    shipped = open("plugin.manifest", encoding="utf-8").read()
    wrong += check_defaults(schema, json.loads(without_comments(shipped)))
    print(f"{cases} manifests, {wrong} differences")
    return 1 if wrong or cases < 75 else 0


if __name__ == "__main__":
    sys.exit(main())
