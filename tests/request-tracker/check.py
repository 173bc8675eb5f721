"""Checks with a name: each says ok or FAIL, and done() runs them."""

import sys
import traceback

_checks = []
passed, failed = [], []


def check(name):
    def note(function):
        _checks.append((name, function))
        return function
    return note


def same(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r:.600} is not {wanted!r:.600}")


def run(name, function, *arguments):
    try:
        told = function(*arguments)
        passed.append(name)
        print(f"ok   {name}" + (f"\n     {told}" if told else ""), flush=True)
    except Exception:  # pylint: disable=broad-except
        failed.append(name)
        print(f"FAIL {name}\n" + "".join(
            "  " + line + "\n" for line in
            traceback.format_exc().splitlines()[-6:]), flush=True)


def done():
    for name, function in _checks:
        run(name, function)
    print(f"{len(passed)} passed, {len(failed)} failed")
    if failed:
        sys.exit(1)
