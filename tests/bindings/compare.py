#!/usr/bin/python3
"""Compares what two languages got: compare.py FOLDER FOLDER.

Documents and events must be the same to the byte once three things are gone
that depend on when they were made: timestamp, expires_at (its distance from
the timestamp stays) and engine.micros. Events come in any order and are
sorted; one delivered twice (the same webhook-id) counts once.
"""

import json
import re
import sys
from datetime import datetime

TIMES = re.compile(rb'"timestamp":"([^"]*)"(.*?)"expires_at":"([^"]*)"')
MICROS = re.compile(rb'"micros":\d+')


def at(text):
    return datetime.fromisoformat(text.decode().replace("Z", "+00:00"))


def plain(line):
    def lifetime(found):
        seconds = (at(found[3]) - at(found[1])).total_seconds()
        return b'"lives":%d' % seconds + found[2]
    return MICROS.sub(b"", TIMES.sub(lifetime, line, count=1))


def read(folder):
    with open(folder + "/documents", "rb") as file:
        documents = [plain(line) for line in file]
    events = {}
    with open(folder + "/events", encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            events[event["id"]] = plain(event["body"].encode())
    with open(folder + "/errors", "rb") as file:
        errors = file.readlines()
    with open(folder + "/answer", "rb") as file:
        answer = json.load(file)  # one language has it parsed, and not itself
    return {"documents": documents, "events": sorted(events.values()),
            "errors": errors, "answer": [answer]}


one, other = (read(folder) for folder in sys.argv[1:])
if len(one["documents"]) != 200 or len(one["events"]) < 100:
    sys.exit("too little to compare")
for kind in one:
    differing = [pair for pair in zip(one[kind], other[kind])
                 if pair[0] != pair[1]]
    for pair in differing[:2]:
        print(f"{kind}:\n  {str(pair[0])[:1500]}\n  {str(pair[1])[:1500]}")
    if differing or len(one[kind]) != len(other[kind]):
        sys.exit(f"{kind}: {len(differing)} differ, "
                 f"{len(one[kind])} against {len(other[kind])}")
print(f"{len(one['events'])} events and {len(one['documents'])} documents")
