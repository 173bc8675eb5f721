#!/usr/bin/python3
"""Attune in a Redmine of its own.

    redmine_test.py LIBRARY_DIR WORK [WORDS]    only those whose name has WORDS
"""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, HERE + "/../../examples/bindings/python"]

import client  # noqa: E402
import cost  # noqa: E402
import killing  # noqa: E402
from instance import Redmine, database  # noqa: E402

UPSET = ("Third time I write: my parcel NL-48213 has not come "
         "and I am really upset! 😀")
build, work = sys.argv[1:3]
wanted = sys.argv[3] if len(sys.argv) > 3 else ""
passed, failed, skipped = 0, 0, 0


def free_port():
    first = int(os.environ.get("ATTUNE_PORT", "8740"))
    for port in range(first, first + 30):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise SystemExit(f"FAIL no free port from {first} to {first + 29}")


def check(name):
    """Calls what it decorates, and counts."""
    def run(call):
        global passed, failed
        if wanted not in name:
            return call
        try:
            said = call()
            passed += 1
            print(f"ok   {name}", flush=True)
            for line in said or []:
                print(f"     {line}", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL {name}")
            lines = traceback.format_exc().splitlines()[-30:]
            print("\n".join("  " + line[:400] for line in lines), flush=True)
        return call
    return run


def rows(question, *values):
    return database.rows(redmine.database, question, *values)


def kept(issue, kind="validation.prompted"):
    return [row[0] for row in rows(
        "SELECT message FROM attune_events WHERE issue_id = ? AND kind = ? "
        "ORDER BY occurred_ms", issue, kind)]


def soon(what, seconds=30):
    """What it says as soon as that is true, or at last."""
    end = time.monotonic() + seconds
    while not (said := what()) and time.monotonic() < end:
        time.sleep(0.1)
    return said


def remembered(issue):
    """What the plugin has of an issue, from its store."""
    question = json.dumps({"what": "conversation", "id": f"redmine-{issue}"})
    asking = ("import attune, sys\n"
              "with attune.open(sys.argv[1]) as plugin:\n"
              "    print(plugin.query(parse=str, "
              f"**{json.loads(question)!r}))\n")
    bindings = os.path.realpath(HERE + "/../../examples/bindings/python")
    return json.loads(redmine.run(
        "/usr/bin/env", f"PYTHONPATH={bindings}", "PYTHONDONTWRITEBYTECODE=1",
        f"ATTUNE_LIBRARY={redmine.library}", "/usr/bin/python3", "-c", asking,
        redmine.manifest))


def said(issue, customer, agent):
    """The same once so many messages of either are in it."""
    known = remembered(issue)
    counts = [known.get(who + "_messages") for who in ("customer", "agent")]
    return known if counts == [customer, agent] else None


def loaded(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8") as file:
        return redmine.library in file.read()


redmine = Redmine(work + "/instance", free_port(),
                  os.path.realpath(build + "/attune.so"))
# However this ends, no server is left behind.
atexit.register(lambda: redmine.server and redmine.stop(5))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
os.mkdir(redmine.folder)
redmine.make()
redmine.tell()
began = time.monotonic()
redmine.prepare()
redmine.start()
print(f"     (a Redmine of its own in {time.monotonic() - began:.1f} s)")
marta, mia, tom, olga = (client.Rest(redmine.url, login)
                         for login in ("marta", "mia", "tom", "olga"))


# What goes in and comes back -------------------------------------------------

@check("a customer's issue comes back as a prompt, until it is answered")
def circle():
    issue = marta.write(UPSET)
    assert soon(lambda: kept(issue)) == ["description"], kept(issue)
    agent = client.Session(redmine.url, "mia")
    path = f"/attune/advice?issue_id={issue}"
    status, text = agent.get(path)
    assert status == 200
    prompt = json.loads(text)["prompt"]
    assert prompt["prompts"]["acknowledge"], prompt
    quotes = json.dumps(prompt, ensure_ascii=False)
    assert "really upset! 😀" in quotes, quotes
    mia.note(issue, "I'm sorry, Marta. I am asking the depot now.")
    assert json.loads(agent.get(path)[1])["prompt"] is None
    marta.note(issue, "Still nothing. I will see my lawyer, and I want your "
               "manager!")
    assert soon(lambda: len(kept(issue)) == 2), kept(issue)
    assert soon(lambda: kept(issue, "escalation.advised"))
    advice = json.loads(agent.get(path)[1])
    assert advice["prompt"]["message"] == kept(issue)[1]
    assert advice["notices"][0]["kind"] == "escalation.advised", advice
    assert advice["notices"][0]["notices"][0]["message"], advice


@check("who is an agent says the permission; ids, promises and changes go in")
def direction():
    issue = marta.write(UPSET)
    mia.note(issue, "I'm sorry. I'll write to you by Friday.")
    olga.note(issue, "I am upset too, mine is lost as well!")
    known = soon(lambda: said(issue, customer=2, agent=1))
    assert known, remembered(issue)
    (timer,) = known["timers"]
    agent = rows("SELECT id FROM users WHERE login = 'mia'")[0][0]
    note = rows("SELECT id FROM journals WHERE journalized_id = ? "
                "AND user_id = ?", issue, agent)[0][0]
    assert timer["agent"] == f"user-{agent}", timer
    assert timer["message"] == f"note-{note}", timer
    mia.change(issue, status_id=5)
    assert soon(lambda: remembered(issue)["resolved"])
    marta.change(issue, status_id=1)
    assert soon(lambda: not remembered(issue)["resolved"])
    assert mia.call("DELETE", f"/issues/{issue}.json")[0] == 204
    assert soon(lambda: not remembered(issue)["known"])
    assert kept(issue) == []


@check("a log of a megabyte below it: what was said is read all the same")
def pasted():
    issue = marta.write(UPSET + "\n\n" + "a line of a log\n" * 65000)
    assert soon(lambda: kept(issue))


@check("an issue is forgotten also where the module was switched off")
def switched_off():
    issue = marta.write(UPSET)
    marta.write("Thanks!")  # or SQLite would give the number once more
    assert soon(lambda: remembered(issue)["known"])
    project = "/projects/support.json"
    on = {"enabled_module_names": ["issue_tracking", "attune"]}
    off = {"enabled_module_names": ["issue_tracking"]}
    root = client.Rest(redmine.url, "root")
    try:
        root.call("PUT", project, {"project": off})
        assert root.call("DELETE", f"/issues/{issue}.json")[0] == 204
    finally:
        root.call("PUT", project, {"project": on})
    assert soon(lambda: not remembered(issue)["known"])


@check("private notes, quotes and projects without the module stay out")
def stays_out():
    issue = marta.write("Where do I find the manual, please?")
    mia.note(issue, "She is furious, careful.", private_notes=True)
    marta.note(issue, "Mia Jansen wrote in #note-2:\n> I am furious, this is "
               "the third time and I will call my lawyer.\n\nThanks, found it.")
    tom.note(issue, "bq. I'll send it by Friday.\n\nYou're welcome.")
    known = soon(lambda: said(issue, customer=2, agent=1))
    assert known, remembered(issue)
    assert all(one["heat"] == 0 for one in known["feelings"]), known
    assert known["timers"] == [], known
    text = json.dumps(known)
    assert "furious" not in text and "lawyer" not in text, text
    other = marta.write(UPSET, project="plain")
    opened = mia.write("Call back: " + UPSET)
    time.sleep(0.5)
    assert not remembered(other)["known"] and not kept(other)
    assert not remembered(opened)["known"], "an agent's own record"


@check("drafts are reviewed for agents, and for nobody else")
def drafts():
    issue = marta.write(UPSET)
    agent = client.Session(redmine.url, "mia")
    token = agent.token(agent.get(f"/issues/{issue}")[1])
    status, text = agent.post("/attune/feedback", {
        "issue_id": issue, "suggestion": "sug_\0",
        "action_taken": "dismissed"}, token)
    assert status == 204, text
    draft = {"issue_id": issue, "revision": 7, "attune_draft":
             "😀 Unfortunately, as per our policy you must wait. Please "
             "provide your tracking number."}
    status, text = agent.post("/attune/draft", draft, token)
    assert status == 200, text
    data = json.loads(text)
    found = {one["rule"]: one for one in data["matches"]}
    start, end = found["policy-wall"]["range"]["chars"]
    assert draft["attune_draft"][start:end] == "as per our policy"
    assert data["revision"] == 7
    # What was said in the issue is known, whichever worker answers.
    assert "asks-again" in found, found
    with open(redmine.log, encoding="utf-8") as log:
        assert "you must wait" not in log.read(), "a draft in the log"
    assert agent.post("/attune/draft", draft)[0] == 422, "no token"
    for login, status in (("olga", 403), ("marta", 403), (None, 403)):
        one = client.Session(redmine.url, login)
        token = one.token(one.get("/login")[1])
        assert one.post("/attune/draft", draft, token)[0] == status, login
        said = one.get(f"/attune/advice?issue_id={issue}")
        # Without a name one is sent to sign in.
        assert said[0] == status or not login, (login, said)
        assert "NL-48213" not in said[1]


# Webhooks --------------------------------------------------------------------

@check("a webhook counts once, with a right signature of now, and in size")
def webhooks():
    issue = marta.write("Where do I find the manual, please?")
    one = json.dumps(client.event(f"redmine-{issue}")).encode()
    head = client.signed(redmine.key, one)
    forged = client.signed(b"x" * 32, one)
    assert client.hook(redmine, one, forged) == 401
    assert client.hook(redmine, one, {}) == 401
    assert client.hook(redmine, one + b" ", head) == 401
    now = time.time()
    for at in (now - 310, now + 310, now * 1000):
        old = client.signed(redmine.key, one, at)
        assert client.hook(redmine, one, old) == 401, at
    assert kept(issue) == []
    both = {**head, "webhook-signature": forged["webhook-signature"] +
            " v1a,xyz " + head["webhook-signature"]}
    assert client.hook(redmine, one, both) == 204, "while keys change over"
    assert client.hook(redmine, one, head) == 204, "again"
    assert len(kept(issue)) == 1
    huge = b'{"x":"' + b"x" * 10_000_000 + b'"}'
    assert client.hook(redmine, huge) in (413, "reset")
    assert client.hook(redmine, huge, chunked=True) in (413, "reset")
    for odd in (b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"{}",
                b'{"type":"validation.prompted","data":[]}'):
        assert client.hook(redmine, odd) in (204, 400), odd
    for odd in ({"suggestion": "sug_" + "x" * 100}, {"message": "m" * 100},
                {"suggestion": "sug_\0"}, {"suggestion": None}):
        one = client.event(f"redmine-{issue}", "follow_up.due", **odd)
        assert client.hook(redmine, one) in (204, 400), odd
    for lost in (client.event("redmine-999999"), client.event("other-1"),
                 client.event(None), client.event(f"redmine-{issue}", "new"),
                 client.event("redmine-999999999999999999"),
                 client.event(f"redmine-{issue}", lasts=-1)):
        assert client.hook(redmine, lost) == 204, lost
    assert len(kept(issue)) == 1


@check("workers write at once: each event once, few kept, Redmine goes on")
def at_once():
    issue = marta.write("Where do I find the manual, please?")
    same = client.event(f"redmine-{issue}")
    events = [same] * 30 + [client.event(f"redmine-{issue}")
                            for _ in range(30)]
    answers = []

    def send(some):
        answers.extend(client.hook(redmine, one) for one in some)
    calls = [threading.Thread(target=send, args=(events[at::6],))
             for at in range(6)]
    for call in calls:
        call.start()
    slowest = 0
    while any(call.is_alive() for call in calls):
        start = time.monotonic()
        marta.write("And where is the other one?", project="plain")
        slowest = max(slowest, time.monotonic() - start)
    assert answers == [204] * 60, answers
    # Threads that keep each other from going on wait out the 30 s.
    assert slowest < 28, f"{slowest:.1f} s"
    assert len(kept(issue)) == 5, kept(issue)
    # An old one that comes again does not come back to the front.
    assert client.hook(redmine, {**same, "timestamp":
                                 "2026-01-01T00:00:00.000Z"}) == 204
    assert len(kept(issue)) == 5


# Workers ---------------------------------------------------------------------

@check("opened in the workers, not in the master that loaded them")
def lazily():
    marta.write(UPSET)
    assert any(loaded(pid) for pid in redmine.workers())
    assert not loaded(redmine.server.pid)


@check("workers are ended and killed while messages come: none lost or twice")
def killed():
    sent = killing.run(redmine, marta, UPSET)
    assert redmine.stop() == 0
    redmine.start()
    for _ in range(8):  # whichever worker shows a page first takes up
        client.Session(redmine.url).get("/login")
    written = {one for one, in rows(
        "SELECT id FROM issues WHERE subject = 'killing'")}
    assert written >= sent, "Redmine itself lost some"

    def missing():
        return written - {one for one, in rows(
            "SELECT issue_id FROM attune_events")}
    soon(lambda: not missing(), 40)
    # What a busy machine could not take is sent again after 5 s, 30 s, 2 min.
    late = missing()
    lost = {one for one in late
            if not remembered(one).get("events", {}).get("waiting")} & missing()
    assert not lost, f"{len(lost)} of {len(written)}"
    (there, different), = rows(
        "SELECT count(*), count(DISTINCT issue_id) FROM attune_events WHERE "
        "kind = 'validation.prompted' AND issue_id IN "
        "(SELECT id FROM issues WHERE subject = 'killing')")
    assert there == different >= len(written - late), (there, different)
    counts = {remembered(one)["customer_messages"]
              for one in list(written)[::9]}
    assert counts == {1}, counts
    return [f"{len(written)} messages, {killing.ROUNDS} workers ended and "
            f"{killing.ROUNDS} killed, {len(late)} still on their way"]


@check("what a note costs")
def costs():
    return cost.measure(redmine, mia, marta)


# Pages -----------------------------------------------------------------------

@check("the server ends with status 0 and leaves no process")
def ends():
    assert redmine.stop() == 0


def browser():
    if not redmine.server:
        redmine.start()
    node = subprocess.run(
        ["node", HERE + "/browser.mjs"], capture_output=True, text=True,
        timeout=400, check=False, env={**os.environ, "REDMINE_URL":
                                       redmine.url, "REDMINE_KEY":
                                       redmine.key.hex()})
    assert node.returncode == 0, node.stdout + node.stderr
    return [line.removeprefix("ok   ") for line in node.stdout.splitlines()
            if line.startswith("ok   ")]


if os.environ.get("NO_BROWSER"):
    skipped += 1
    print(f"skip the whole circle in a browser: {os.environ['NO_BROWSER']}")
else:
    check("the whole circle in a browser")(browser)


# Mistakes --------------------------------------------------------------------

def works_without(word):
    """Redmine goes on, and says why Attune does not."""
    with open(redmine.log, encoding="utf-8") as log:
        before = len(log.read())
    redmine.start(workers=1)
    try:
        issue = marta.write(UPSET)
        mia.note(issue, "I am looking.")
        admin = client.Session(redmine.url, "root")
        status, page = admin.get("/settings/plugin/attune")
        assert status == 200, page[-500:]
        assert word in page, page[-2500:]
        agent = client.Session(redmine.url, "mia")
        status, page = agent.get(f"/issues/{issue}")
        assert status == 200 and "attune-inline" not in page
    finally:
        assert redmine.stop() == 0
    with open(redmine.log, encoding="utf-8") as log:
        lines = [line for line in log.read()[before:].splitlines()
                 if " Attune: " in line]
    assert len(lines) == 1 and word in lines[0], lines
    return [lines[0].split(" Attune: ")[1].replace(redmine.folder, "…")]


@check("without the library Redmine works, and says so once")
def no_library():
    if redmine.server:
        redmine.stop()
    redmine.configure(library="/nowhere/attune.so")
    return works_without("/nowhere/attune.so")


@check("with a broken manifest Redmine works, and says what is wrong")
def no_manifest():
    redmine.configure()
    redmine.tell(voice={"warmth": "hot"})
    return works_without("voice.warmth")


if redmine.server:
    redmine.stop()
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(bool(failed))
