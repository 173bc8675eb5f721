#!/usr/bin/python3
"""Servers as people run them, and what is killed while messages come in.

    workers_test.py DIR PORT    where prepare has been, or will be

Each customer's message that is in RT's database is read once, and its prompt
is kept once; the server ends with status 0 and no process is left.
"""

import os
import random
import signal
import sys
import threading
import time

from check import check, done, same
from tracker import Tracker, until

rt = Tracker(sys.argv[1], int(sys.argv[2]))
TEXT = "My parcel has not come and nobody answers me. I am really fed up!"
SENDERS = 3
KILLS = 8


class Shower:
    """Mails from several customers at once; who is refused tries again, as a
    mail server does."""

    def __init__(self, mails):
        self.left = iter(range(mails))
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.send)
                        for _ in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send(self):
        while True:
            with self.lock:
                number = next(self.left, None)
            if number is None:
                return
            while True:
                try:
                    rt.mail(f"{TEXT} {number}")
                    break
                except (OSError, IndexError):
                    time.sleep(0.2)

    def is_on(self):
        return any(thread.is_alive() for thread in self.threads)

    def wait(self):
        for thread in self.threads:
            thread.join()


def missing(patient=False):
    """What is wrong with what came of the messages in RT's database."""
    messages = dict(rt.rows(
        "SELECT ObjectId, count(*) FROM Transactions WHERE ObjectType = "
        "'RT::Ticket' AND Type IN ('Create', 'Correspond') GROUP BY ObjectId"))
    prompts = dict(rt.rows(
        "SELECT ObjectId, count(*) FROM Attributes WHERE Name = 'Attune' AND "
        "ObjectType = 'RT::Ticket' GROUP BY ObjectId"))
    tickets = sorted(messages)
    wrong = []
    for ticket, known in zip(tickets, rt.remembered(*tickets, 0)):
        read = known.get("customer_messages", 0)
        # One that could not be delivered is tried again after 5 s, 30 s, 2
        # min…: it is not lost. One whose delivery nobody lived to note is
        # kept and waits as well.
        told = prompts.get(ticket, 0) or (patient and min(
            1, known["events"]["waiting"]))
        if (read, told) != (messages[ticket], 1):
            wrong.append(f"ticket {ticket}: {messages[ticket]} messages, "
                         f"{read} read, {told} prompts")
    return wrong


def settled():
    # A request wakes a worker that has not served yet.
    rt.answers()
    time.sleep(0.3)
    return not missing()


def all_is_there():
    if not until(settled, 60) and (wrong := missing(patient=True)):
        raise AssertionError("; ".join(wrong[:5]))
    return f"{rt.rows('SELECT count(*) FROM Tickets')[0][0]} messages so far"


def kill_some(shower, pids):
    killed = 0
    while shower.is_on():
        time.sleep(random.uniform(0.5, 1.5))
        found = pids()
        if found and killed < KILLS:
            how = signal.SIGTERM if killed % 3 == 2 else signal.SIGKILL
            try:
                os.kill(random.choice(found), how)
                killed += 1
            except ProcessLookupError:
                pass
    return killed


def ended(run):
    """Whatever becomes of it, the next one finds the port free."""
    def runs():
        try:
            return run()
        finally:
            if rt.server.poll() is None:
                rt.stop(signal.SIGKILL)
    return runs


def prefork(server, *options):
    rt.start(server, *options)
    killed = kill_some(Shower(20), rt.workers)
    shower = Shower(6)
    time.sleep(0.5)
    same(rt.stop(), 0)
    rt.start(server, *options)
    shower.wait()
    told = all_is_there()
    same(rt.stop(), 0)
    return f"{killed} workers killed, {told}"


@check("Starlet, 2 workers of 10 requests each: none lost, none twice")
@ended
def starlet():
    return prefork("Starlet", "--max-workers", "2",
                   "--max-reqs-per-child", "10")


@check("Starman, 2 workers of 10 requests each: none lost, none twice")
@ended
def starman():
    return prefork("Starman", "--workers", "2", "--max-requests", "10")


@check("Standalone, killed and ended amid messages: none lost, none twice")
@ended
def standalone():
    rt.start("Standalone")
    shower = Shower(12)
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        time.sleep(1.5)
        # Where Perl itself ends at once, there is no status but the signal.
        same(rt.stop(how), -how)
        rt.start("Standalone")
    shower.wait()
    told = all_is_there()
    same(rt.stop(), -signal.SIGTERM)
    return told


@check("what a killed process had noted is told by the next that serves")
@ended
def told_again():
    site = rt.folder + "/RT_SiteConfig.pm"
    with open(site, encoding="utf-8") as file:
        kept = file.read()
    with open(site, "w", encoding="utf-8") as file:
        file.write(kept.replace("Plugin(", "Set(@AttuneQueues, 'None');\n"
                                "Plugin(", 1))
    try:
        rt.start("Starlet", "--max-workers", "1")
        ticket = rt.mail(TEXT)
        same(rt.stop(), 0)
    finally:
        with open(site, "w", encoding="utf-8") as file:
            file.write(kept)
    same(rt.remembered(ticket)["known"], False)
    # What such a process leaves: its file, which nobody holds locked.
    with open(rt.folder + "/var/attune/1", "w", encoding="ascii"):
        pass
    os.chown(rt.folder + "/var/attune/1", *rt.owner())
    rt.start("Starlet", "--max-workers", "1")
    told = all_is_there()
    same(os.path.exists(rt.folder + "/var/attune/1"), False)
    same(rt.stop(), 0)
    return told


@check("an end that is told again takes away no newer advice")
@ended
def newer_advice():
    def prompt():
        return rt.ask("advice", "mia", ticket)["prompt"]
    rt.start("Starlet", "--max-workers", "1")
    ticket = rt.mail(TEXT)
    until(prompt)
    rt.rest("PUT", f"ticket/{ticket}", {"Status": "resolved"})
    same(until(lambda: prompt() is None), True)
    rt.mail("It came broken again, and I am furious!", ticket)
    same(bool(until(prompt)), True)
    rt.quiet()
    rt.stop(signal.SIGKILL)
    before = len(rt.log())
    rt.start("Starlet", "--max-workers", "1")
    same(until(lambda: rt.answers() and "told again" in rt.log()[before:]),
         True)
    time.sleep(0.5)
    got = prompt()
    rt.quiet()
    same(rt.stop(), 0)
    same(bool(got), True)


rt.prepare()
done()
