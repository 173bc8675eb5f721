#!/usr/bin/python3
"""A server with workers, as people run it, and 15,000 requests.

    prefork_test.py gunicorn|puma|php-fpm|php-fpm-recycled WORK RECEIVER_PORT

Each request hands one message over. All are processed, none twice; memory is
flat over the last 10,000, when the heaps of the server's own language have
stopped growing; it ends by itself, with status 0 and no process left.
"""

import collections
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import load

name, work, receiver = sys.argv[1:]
HERE = os.path.dirname(os.path.abspath(__file__))
FPM = next((path for path in ("/usr/sbin/php-fpm8.2", "/usr/sbin/php-fpm")
            if os.path.exists(path)), "php-fpm")

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

recycled = name == "php-fpm-recycled"
if name.startswith("php-fpm"):
    with open(work + "/fpm.conf", "w", encoding="utf-8") as file:
        file.write(f"""[global]
error_log = {work}/server.log
daemonize = no
process_control_timeout = 10s
[www]
{"user = root" if os.geteuid() == 0 else ""}
listen = 127.0.0.1:{port}
pm = static
pm.max_children = 2
pm.max_requests = {100 if recycled else 0}
clear_env = no
php_admin_value[ffi.enable] = 1
""")
command, client, stop = {
    "gunicorn": (["/usr/bin/python3", "-m", "gunicorn", "--preload",
                  "--workers", "2", "--threads", "4", "--chdir", HERE,
                  "--bind", f"127.0.0.1:{port}", "app:application"],
                 load.Http, signal.SIGTERM),
    "puma": (["puma", "--quiet", "--dir", HERE, "--config", HERE + "/puma.rb",
              "--bind", f"tcp://127.0.0.1:{port}", HERE + "/config.ru"],
             load.Http, signal.SIGTERM),
    "php-fpm": ([FPM, "--fpm-config", work + "/fpm.conf", "--nodaemonize"]
                + (["-R"] if os.geteuid() == 0 else []),
                load.FastCgi, signal.SIGQUIT),
}[name.removesuffix("-recycled")]
requests, warm = (2000, 1000) if recycled else (15000, 5000)
STEP = 500
LAST = 200  # on their way when the server is told to end


def events():
    with urllib.request.urlopen(f"http://127.0.0.1:{receiver}/take") as answer:
        return [json.loads(line) for line in answer]


def count():
    with urllib.request.urlopen(f"http://127.0.0.1:{receiver}/count") as got:
        return int(got.read())


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
    for _ in range(seconds * 20):
        if what():
            return True
        time.sleep(0.05)
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
if recycled:
    environment["ATTUNE_DRAIN"] = "1"
wrong = []
with open(work + "/server.out", "w", encoding="utf-8") as out:
    server = subprocess.Popen(command, stdout=out, stderr=out,
                              env=environment, start_new_session=True)
try:
    if not wait(answers, 20):
        sys.exit("it does not start: " + open(work + "/server.out").read())
    began = time.monotonic()
    before = 0
    for first in range(0, requests, STEP):
        wrong += load.run(client, port, first, first + STEP)
        # The receiver is slower than the server: what waits for it must not
        # be taken for a leak.
        if not wait(lambda: count() >= first + STEP, 20) or wrong:
            sys.exit(f"{count()} events for {first + STEP} requests: "
                     f"{wrong[:1]}")
        if first + STEP == warm:
            before = sum(processes().values())
    after = sum(processes().values())
    took = time.monotonic() - began
    if name != "php-fpm":  # which has nowhere to close
        wrong += load.run(client, port, requests, requests + LAST)
        requests += LAST
    server.send_signal(stop)
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
grown = after - before
if not recycled and grown > 4096:
    wrong.append(f"memory grew by {grown} KiB from {before}")
print(f"{requests} requests in {took:.1f} s, memory {before // 1024} MiB "
      f"{grown:+d} KiB")
print("\n".join(str(one)[:300] for one in wrong[:5]))
sys.exit(bool(wrong))
