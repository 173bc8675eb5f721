#!/usr/bin/python3
"""A server with workers, as people run it, and 11,000 or 15,000 requests.

    prefork_test.py NAME WORK RECEIVER_PORT; the names are those of servers.py

Each request hands one message over. All are processed, none twice; memory is
flat over the last 10,000, when the heaps of the server's own language have
stopped growing; no worker dies meanwhile; it ends by itself, with status 0 and
no process left. And by how much a request is dearer with the plugin.
"""

import collections
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import load
import servers

name, work, receiver = sys.argv[1:]
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

setup = getattr(servers, name)(port, work)
requests = setup.warm + (1000 if setup.recycled else 10000)
STEP = 500
COMPARED = 300
LAST = 40  # on their way when the server is told to end


def ask(what):
    with urllib.request.urlopen(f"http://127.0.0.1:{receiver}/{what}") as got:
        return got.read()


def events():
    return [json.loads(line) for line in ask("take").splitlines()]


def count():
    return int(ask("count"))


def processes():
    """Those of the server, by its session."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdecimal():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="latin-1") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == server.pid and fields[0] != "Z":
            found[int(entry)] = int(fields[21]) * 4  # resident KiB
    return found


def wait(what, seconds):
    for _ in range(seconds * 100):
        if what():
            return True
        time.sleep(0.01)
    return False


def answers():
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


events()
environment = {**os.environ, "ATTUNE_MANIFEST": work + "/manifest.one",
               "ATTUNE_BINDINGS": os.path.abspath("examples/bindings")}
if setup.recycled:
    environment["ATTUNE_DRAIN"] = "1"
wrong = []
with open(work + "/server.out", "w", encoding="utf-8") as out:
    server = subprocess.Popen(setup.command, stdout=out, stderr=out,
                              env=environment, start_new_session=True)
try:
    if not wait(answers, 20):
        sys.exit("it does not start: " + open(work + "/server.out").read())
    began = time.monotonic()
    before = {}
    for first in range(0, requests, STEP):
        wrong += load.run(setup.client, port, first, first + STEP)
        # The receiver is slower than the server: what waits for it must not
        # be taken for a leak.
        if wrong or not wait(lambda: count() >= first + STEP, 20):
            sys.exit(f"{count()} events for {first + STEP} requests: "
                     f"{wrong[:1]}")
        if first + STEP == setup.warm:
            before = processes()
    after = processes()
    took = time.monotonic() - began
    if not setup.recycled and before.keys() != after.keys():
        wrong.append(f"workers died: {before.keys()} are {after.keys()}")
    if not setup.recycled:  # where one request pays for starting the next
        dear, plain = load.cost(setup.client, port, requests,
                                requests + COMPARED)
        requests += COMPARED
    if not wait(lambda: count() >= requests, 20):
        wrong.append("the last do not come")
    if setup.closes:
        ask("slow")
        wrong += load.run(setup.client, port, requests, requests + LAST)
        requests += LAST
    server.send_signal(setup.stop)
    try:
        status = server.wait(20)
    except subprocess.TimeoutExpired:
        status = "it hangs"
    if status != 0:
        wrong.append(f"exit status {status}")
    if not wait(lambda: not processes(), 2):
        wrong.append(f"left behind: {processes()}")
finally:
    for pid in processes():
        os.kill(pid, signal.SIGKILL)

times = collections.Counter()
for event in {one["id"]: one for one in events()}.values():
    times[json.loads(event["body"])["data"]["message"]] += 1
lost = requests - len(times)
twice = [one for one, often in times.items() if often > 1]
if lost or twice:
    wrong.append(f"{lost} lost, {len(twice)} twice")
with open(work + "/server.out", encoding="utf-8", errors="replace") as file:
    wrong += re.findall(r".*(?:SIG(?:SEGV|ABRT|BUS)|signal (?:6|7|11)\b).*",
                        file.read())
size = sum(before.values())
grown = sum(after.values()) - size
if not setup.recycled and grown > setup.grows:
    wrong.append(f"memory grew by {grown} KiB from {size}")
print(f"{requests} requests in {took:.1f} s, memory {size // 1024} MiB "
      f"{grown:+d} KiB")
if not setup.recycled:
    print(f"a request {dear * 1e6:.0f} us, without Attune "
          f"{plain * 1e6:.0f} us: {dear / plain:.2f}")
print("\n".join(str(one)[:300] for one in wrong[:5]))
sys.exit(bool(wrong))
