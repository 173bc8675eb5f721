#!/usr/bin/python3
"""What Attune costs RT at an agent's reply.

    cost_test.py DIR PORT    where prepare has been, or will be

Whole requests, with its queue switched on and off, in turn in one process.
ATTUNE_COST is the ratio of CPU time that is still allowed: 1.02 is meant, and
1.10 is for machines that others use, too.
"""

import json
import os
import subprocess
import sys

from check import check, done
from tracker import AS, HERE, Tracker

rt = Tracker(sys.argv[1], int(sys.argv[2]))
PAIRS = int(os.environ.get("ATTUNE_COST_PAIRS", "60"))
ALLOWED = float(os.environ.get("ATTUNE_COST", "1.10"))


@check("an agent's reply costs RT hardly more")
def cost():
    rt.start("Starlet", "--max-workers", "1")
    text = "My parcel came broken again. I am really fed up!"
    tickets = [rt.mail(text), rt.mail(text)]
    rt.stop()
    with open(HERE + "/cost.pl", encoding="utf-8") as source:
        program = source.read()
    with open(rt.folder + "/cost.log", "wb") as log:
        told = json.loads(subprocess.run(
            [*AS, "/usr/bin/perl", "-e", program, "--", str(PAIRS),
             *map(str, tickets)], env=rt.environment, cwd="/", stderr=log,
            stdout=subprocess.PIPE, check=True).stdout)
    answers = [sum(known["agent_messages"] for known in [rt.remembered(one)]
                   if known["known"]) for one in tickets]
    ratio = {what: 1 + one["more"] / one["without"]
             for what, one in told.items()}
    line = f"{PAIRS} pairs of replies, medians: " + ", ".join(
        f"{what} {one['without']:.1f} ms, with Attune {one['more']:+.2f} ms "
        f"({ratio[what]:.3f})" for what, one in sorted(told.items()))
    if not answers[0] or answers[1]:
        raise AssertionError(f"who had answers: {answers}")
    if ratio["cpu"] > ALLOWED:
        raise AssertionError(line)
    return line


rt.prepare()
done()
