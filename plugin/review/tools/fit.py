#!/usr/bin/env python3
"""Fits the weights of missing moves ([label lacks.*] of review.txt).

    plugin/review/tools/fit.py build/tests/eval/eval_drafts [PACK-DIR]

prints the labels as they stand in the pack, learnt from its corpus/reply-*.
No sign depends on a weight, so the pack may hold any weights meanwhile.
"""
import glob
import json
import math
import random
import subprocess
import sys
import tempfile

PACK = "plugin/language/en"
PULL = 8  # how hard a weight is drawn to its prior
STEPS = 400
FOLDS = 6

# What a sign should be worth, in thousandths, from how the labels are
# defined and what studies of service recovery find. The rest are free, but
# for their direction: a trouble or a fault never makes a need smaller, and
# what a reply does never makes it greater.
PRIORS = {
    "acknowledgement": """
        done=-3000 upset=600 hurts=600 put-out=300 trouble=300 in-vain=300
        sent-away=600 canned=600 cold=300 asks-again=300 impersonal=300
        short=300 asked=-600 calm=-600 confused=-300 grateful=-600
        answered=-600 steps=-300 goes-on=-300 followed-up=-300 taken-up=-600
        taken-up-more=-300 long=-300""",
    "apology": """
        done=-1000 upset=600 furious=600 in-vain=600 blames=300 put-out=300
        trouble=300 threat=300 canned=300 cold=300 off-tone=300 asked=-300
        praises=-600 confused=-300 steps=-600 links=-600 answered=-300
        grateful=-300""",
    "ownership": """
        done=-2000 upset=600 furious=600 in-vain=600 sent-away=600 idle=600
        cold=300 impersonal=300 links=-600 steps=-300 asks=-300 goes-on=-600
        followed-up=-300 answered=-300 asked=-300 praises=-600 grateful=-300
        thanks=-300""",
    "solution": """
        done=-2000 idle=1200 cold=300 asked=300 owned=-300 asks=-600
        door=-300 goes-on=-300 long=-300""",
    "next-step": """
        done=-2000 upset=600 furious=300 in-vain=300 idle=600 cold=300
        impersonal=300 asks=-600 steps=-600 links=-600 answered=-300
        praises=-600 asked=-300 followed-up=-300 door=-300""",
    "answer": """
        done=-2000 asked=1500 confused=300 answered=-600 steps=-300 asks=-300
        goes-on=-300 long=-300 taken-up=-300 grateful=-300 canned=300
        sent-away=300 curt=300 upset=-300 in-vain=-300""",
}
RAISE = """put-out upset furious hurts blames trouble in-vain threat detailed
    tried door impersonal short idle canned sent-away cold curt off-tone
    asks-again""".split()
LOWER = """confused praises grateful asked later pardoned calm felt sorry
    thanks named owned answered steps links asks goes-on timed followed-up
    closes long taken-up taken-up-more""".split()


def priors_of(move):
    """{sign: (direction, size)}"""
    priors = dict.fromkeys(RAISE, (1, 0.0)) | dict.fromkeys(LOWER, (-1, 0.0))
    for word in PRIORS[move].split():
        name, size = word.split("=")
        priors[name] = (math.copysign(1, int(size)), int(size) / 1000)
    return priors


def read_signs(program, pack):
    """[(context, what is missing, [sign], moves that are there)]"""
    replies = []
    for path in sorted(glob.glob(pack + "/corpus/reply-*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            replies += map(json.loads, lines)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for reply in replies:
            file.write(json.dumps({"findings": [], **reply}) + "\n")
        file.flush()
        printed = subprocess.run([program, "--signs", pack, file.name],
                                 capture_output=True, check=True, text=True)
    rows = []
    for reply, line in zip(replies, printed.stdout.splitlines()):
        words = line.split()[2:]
        there = {w[4:] for w in words if w.startswith("has:")}
        rows.append((json.dumps(reply["context"]), set(reply["missing"]),
                     [w for w in words if ":" not in w], there))
    return rows


def is_open(row, move):
    """What the review asks before it weighs: see missing.c."""
    _, _, signs, there = row
    trouble = {"put-out", "asked", "trouble"}
    if "grateful" in signs and trouble.isdisjoint(signs):
        return False
    if move in ("apology", "ownership") and "calm" in signs:
        return False
    if move == "acknowledgement" and "paraphrase" in there:
        return False
    return move not in there and not (move == "apology" and
                                      "pardoned" in signs)


def certainty(model, signs):
    bias, weights = model
    odds = bias + sum(weights.get(name, 0.0) for name in signs)
    return 1 / (1 + math.exp(-odds))


def fit(rows, move):
    """Logistic regression by descent with momentum: (bias, {sign: weight})"""
    rows = [row for row in rows if is_open(row, move)]
    priors = priors_of(move)
    weights = {name: prior for name, (_, prior) in priors.items()}
    missing = sum(move in row[1] for row in rows)
    bias = math.log((missing + .5) / (len(rows) - missing + .5))
    rate, speed = .8 / len(rows), dict.fromkeys(["", *weights], 0.0)
    # Sums of floats depend on their order, which a set does not keep.
    seen = [([name for name in weights if name in row[2]], move in row[1])
            for row in rows]
    for _ in range(STEPS):
        slope = {name: PULL * (w - priors[name][1])
                 for name, w in weights.items()}
        slope[""] = 0.0
        for signs, lacking in seen:
            error = certainty((bias, weights), signs) - lacking
            slope[""] += error
            for name in signs:
                slope[name] += error
        for name in speed:
            speed[name] = .8 * speed[name] - rate * slope[name]
        bias += speed[""]
        for name, (direction, _) in priors.items():
            weights[name] += speed[name]
            if weights[name] * direction < 0:
                weights[name] = speed[name] = 0.0
    return bias, weights


def f1_left_out(rows, said):
    """Micro-F1 when each conversation is weighed by the others' weights."""
    turns = random.Random(1)
    fold = {row[0]: turns.randrange(FOLDS) for row in rows}
    right = wrong = 0
    for k in range(FOLDS):
        rest = [row for row in rows if fold[row[0]] != k]
        models = {move: fit(rest, move) for move in PRIORS}
        for row in rows:
            if fold[row[0]] != k:
                continue
            named = {move for move, model in models.items()
                     if is_open(row, move) and
                     certainty(model, row[2]) >= said}
            right += len(named & row[1])
            wrong += len(named ^ row[1])
    return 2 * right / (2 * right + wrong)


def main():
    program = sys.argv[1]
    pack = sys.argv[2] if len(sys.argv) > 2 else PACK
    rows = read_signs(program, pack)
    for move in PRIORS:
        bias, weights = fit(rows, move)
        print(f"[label lacks.{move}]\nbias: {round(bias * 100) * 10}")
        for name, weight in sorted(weights.items(),
                                   key=lambda each: -abs(each[1])):
            if abs(weight) >= .05:
                print(f"{name}: {round(weight * 100) * 10}")
        print()
    print(f"{len(rows)} replies, micro-F1 of those left out "
          f"{f1_left_out(rows, .31):.2f}", file=sys.stderr)


if __name__ == "__main__":
    main()
