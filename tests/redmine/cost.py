"""What a note costs with Attune and without, by turns in one run."""

import os
import statistics
import time

PAIRS = 40
TICK = os.sysconf("SC_CLK_TCK")
REPLY = ("I'm sorry about the wait, Marta. The parcel is on its way, and I "
         "am asking the depot for the hour. ({})")
MESSAGE = "It has still not come, and I am quite upset about that. ({})"


def processor(redmine):
    """Seconds that the server's processes have had."""
    total = 0
    for pid in redmine.processes():
        with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
            fields = file.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def one(redmine, who, issue, text):
    before = processor(redmine)
    began = time.perf_counter()
    who.note(issue, text)
    took = time.perf_counter() - began
    time.sleep(0.03)  # what comes back belongs to it
    return took, processor(redmine) - before


def compare(redmine, who, issues, text):
    found = {project: [] for project in issues}
    for number in range(-3, PAIRS):
        # Who comes first changes, so that neither has the warmer cache.
        for project in sorted(issues, reverse=number % 2 == 0):
            took = one(redmine, who, issues[project], text.format(number))
            if number >= 0:
                found[project].append(took)
    wall = {project: statistics.median(took for took, _ in all_)
            for project, all_ in found.items()}
    cpu = {project: statistics.fmean(used for _, used in all_)
           for project, all_ in found.items()}
    return wall, cpu


def measure(redmine, agent, customer):
    lines = []
    for what, who, text in (("an agent's note", agent, REPLY),
                            ("a customer's note", customer, MESSAGE)):
        issues = {project: customer.write("Where is it, please?",
                                          project=project)
                  for project in ("support", "plain")}
        wall, cpu = compare(redmine, who, issues, text)
        lines.append(
            f"{what}: {wall['support'] * 1000:.1f} ms with, "
            f"{wall['plain'] * 1000:.1f} ms without, "
            f"ratio {wall['support'] / wall['plain']:.3f}; processor "
            f"{cpu['support'] / cpu['plain']:.3f}")
        assert wall["support"] < wall["plain"] * 2, lines
    return lines
