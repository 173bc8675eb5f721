#!/usr/bin/python3
"""Runs workers.js: workers_test.py MANIFEST RECEIVER_PORT.

All messages are processed, none twice, and Node ends by itself with 0.
"""

import collections
import json
import os
import re
import subprocess
import sys
import urllib.request

manifest, port = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))


def events():
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/take") as answer:
        return [json.loads(line) for line in answer]


events()
node = subprocess.run(["node", here + "/workers.js", manifest], timeout=90,
                      stdout=subprocess.PIPE, text=True, check=False)
print(node.stdout, end="")
messages = int(re.match(r"\d+", node.stdout + "0")[0])
times = collections.Counter(
    json.loads(one["body"])["data"]["message"]
    for one in {event["id"]: event for event in events()}.values())
lost = messages - len(times)
twice = [one for one, often in times.items() if often > 1]
print(f"status {node.returncode}, {lost} lost, {len(twice)} twice")
sys.exit(node.returncode != 0 or lost != 0 or bool(twice))
