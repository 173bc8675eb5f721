#!/usr/bin/python3
"""Is every event that event_test wrote what the schema says? Also that the
schema can say no: a document with a field more, or one less, is refused.

  schema.py SCHEMA FOLDER
"""
import copy
import glob
import json
import sys

import jsonschema


# A thin payload leaves the words out.
WORDS = {"truncated", "notice", "concern", "promise", "label", "topics",
         "rewrite_why"}


def mutants(event):
    for path in ("", "data", "data.engine", "data.reading", "data.rewrite"):
        more = copy.deepcopy(event)
        at = more
        for key in filter(None, path.split(".")):
            at = at.get(key) if isinstance(at, dict) else None
        if isinstance(at, dict):
            at["unheard_of"] = 1
            yield path + " with a field more", more
    for key in event["data"]:
        if key not in WORDS:
            less = copy.deepcopy(event)
            del less["data"][key]
            yield "without " + key, less


def main(schema_path, folder):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    paths = sorted(glob.glob(folder + "/*.json"))
    problems = 0
    for path in paths:
        with open(path, "rb") as file:
            event = json.loads(file.read().decode("utf-8", errors="strict"))
        error = jsonschema.exceptions.best_match(validator.iter_errors(event))
        if error:
            print(f"{path}: {error.json_path}: {error.message[:200]}")
            problems += 1
        for what, mutant in mutants(event):
            if validator.is_valid(mutant):
                print(f"{path}: accepted {what}")
                problems += 1
    print(f"{len(paths)} events, {problems} problems")
    return problems > 0 or not paths


sys.exit(main(sys.argv[1], sys.argv[2]))
