#!/usr/bin/python3
"""Sends the messages by the Python binding: send.py MANIFEST MESSAGES OUT.

What each driver writes into the folder OUT: documents (what read and review
say), answer (to a question), errors (how mistakes are told), cost (of one
incoming, in nanoseconds). It ends without closing what it opened last.
"""

import json
import os
import shutil
import sys
import time

sys.path.insert(0, "examples/bindings/python")
import attune  # noqa: E402

manifest, source, out = sys.argv[1:]
lines = [json.loads(line) for line in open(source, encoding="utf-8")]
calls = [(m.pop("call"), m.pop("process"), m) for m in lines]


def hand_over(plugin, process):
    for call, belongs, fields in calls:
        if belongs == process:
            getattr(plugin, call)(**fields)


def wrong(name, function, *arguments):
    try:
        function(*arguments)
        print(name, "accepted", file=errors)
    except attune.Error as error:
        print(name, error.status, file=errors)
        return str(error)
    except ValueError:
        print(name, "refused", file=errors)
    return ""


def fill():
    with attune.open(manifest + ".full") as plugin:
        for number in range(1000000):
            plugin.incoming("full", f"{number}", calls[-1][2]["text"])


def break_manifest():
    with attune.open(manifest + ".reload") as plugin:
        shutil.copy(manifest + ".wrong", manifest + ".reload")
        plugin.reload()


def cost():
    with attune.open(manifest + ".quiet") as plugin:
        text = calls[-1][2]["text"]
        taken = []
        for number in range(2000):
            before = time.perf_counter_ns()
            plugin.incoming(f"cost-{number}", "1", text)
            taken.append(time.perf_counter_ns() - before)
        plugin.drain(10)
    return sorted(taken)[len(taken) // 2]


errors = open(out + "/errors", "w", encoding="utf-8")
plugin = attune.open(manifest)
with open(out + "/documents", "w", encoding="utf-8") as documents:
    for call, _, fields in calls:
        judge = plugin.read if call == "incoming" else plugin.review
        print(judge(**fields, parse=str), file=documents)

child = os.fork()
if child == 0:
    hand_over(plugin, 1)
    plugin.close(10)
    os._exit(0)
hand_over(plugin, 0)
assert os.waitpid(child, 0)[1] == 0

plugin.feedback("odd-nul", "sug_x", "dismissed", rule="canned", reason="no")
plugin.conversation("odd-nul", "resolved")
plugin.drain()
plugin.reload()
assert 'action="dismissed"' in plugin.stats(), plugin.stats()

with open(out + "/answer", "w", encoding="utf-8") as answer:
    answer.write(plugin.query(what="settings", team="billing", parse=str))

wrong("missing", attune.open, manifest + ".none")
wrong("mistaken", attune.open, manifest + ".wrong")
wrong("no id", plugin.incoming, "c", "", "text")
wrong("nul", plugin.incoming, "c\0d", "1", "text")
wrong("large", plugin.incoming, "c", "1", "x" * 70000)
wrong("time", lambda: plugin.incoming("c", "1", "text", sent_at_ms=-1))
wrong("revision", lambda: plugin.incoming("c", "1", "text", revision=2**62))
wrong("action", plugin.conversation, "", "resolved")
wrong("at", plugin.conversation, "c", "resolved", -1)
wrong("path", attune.open, manifest + "\0")
wrong("full", fill)
assert "warmth" in wrong("reload", break_manifest)
assert "letter" in wrong(
    "question", lambda: plugin.query(what="letter", id="none"))
for field in ("conversation", "text", "revision", "agent"):
    try:
        plugin.incoming(**{"conversation": "c", "id": "1", "text": "text",
                           field: []})
        sys.exit(f"a list for {field}")
    except TypeError:
        pass
for mistake in (
        lambda: plugin.incoming("c", "1", "text", revision=2**64 + 3),
        lambda: plugin.incoming("c", "1", "text", sent_at_ms=2**70),
        lambda: plugin.conversation("c", "resolved", 2**64)):
    try:
        mistake()
        sys.exit("more than 64 bits")
    except OverflowError:
        pass
with open(out + "/cost", "w", encoding="utf-8") as file:
    print(cost(), file=file)
plugin.close()
plugin.close()
wrong("closed", plugin.incoming, "c", "1", "text")
errors.close()
left_open = attune.open(manifest + ".quiet")
left_open.incoming("c", "1", "text")
