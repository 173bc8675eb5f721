#!/usr/bin/python3
"""What is wrong with Attune is a line in RT's log, and nothing else.

    broken_test.py DIR PORT    where prepare has been
"""

import os
import re
import sys

from check import check, done, same
from tracker import Tracker

rt = Tracker(sys.argv[1], int(sys.argv[2]))
SITE = rt.folder + "/RT_SiteConfig.pm"
MANIFEST = rt.folder + "/plugin.manifest"


def slurp(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def spill(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def rt_works_and_says(pattern):
    """A ticket, an answer, the pages: each as if Attune was not there. One
    line in the log for each process."""
    before = len(rt.log())
    rt.start("Starlet", "--max-workers", "1")
    try:
        ticket = rt.mail("My parcel is broken. I am really fed up!")
        rt.reply(ticket, "Unfortunately you must wait.")
        get = rt.browser()
        for page in ("Display", "Update", "History"):
            html = get(f"/Ticket/{page}.html?id={ticket}&Action=Respond")
            same("parcel " in html and "</html>" in html, True)
        same("Unfortunately you must wait." in html, True)
        same(rt.ask("advice", "mia", ticket), {"prompt": None, "notices": []})
        same(rt.ask("draft", "mia", ticket, "As per our policy, no.", 1), None)
    finally:
        rt.quiet()
        status = rt.stop()
    same(status, 0)
    said = [line for line in rt.log()[before:].splitlines()
            if "Attune: " in line and "info]" not in line]
    same((len(said), bool(re.search(pattern, said[0]))), (1, True))
    return re.sub(r"^.*?(Attune: )|\(/.*", r"\1", said[0])


def with_settings(lines, pattern):
    kept = slurp(SITE)
    spill(SITE, kept.replace("Plugin('RT", lines + "\nPlugin('RT"))
    try:
        return rt_works_and_says(pattern)
    finally:
        spill(SITE, kept)


@check("no library: RT works, and says so")
def no_library():
    return with_settings("Set($AttuneLibrary, '/nowhere/attune.so');",
                         "/nowhere/attune.so")


@check("a library that is none: RT works, and says so")
def wrong_library():
    return with_settings(f"Set($AttuneLibrary, '{rt.folder}/secret');",
                         "secret")


@check("no FFI::Platypus: RT works, and says so")
def no_platypus():
    other = rt.folder + "/other"
    os.makedirs(other + "/FFI", exist_ok=True)
    spill(other + "/FFI/Platypus.pm", "die qq(no FFI here\\n);\n")
    rt.environment["PERL5LIB"] = other
    try:
        return rt_works_and_says("no FFI here")
    finally:
        del rt.environment["PERL5LIB"]


@check("a broken manifest: RT works, and says where")
def broken_manifest():
    kept = slurp(MANIFEST)
    spill(MANIFEST, '{"voice": {"warmth": "hot"}}')
    try:
        return rt_works_and_says(r"plugin\.manifest:1:\d+: ")
    finally:
        spill(MANIFEST, kept)


@check("no manifest: RT works, and says so")
def no_manifest():
    return with_settings("Set($AttuneManifest, '/nowhere/plugin.manifest');",
                         "/nowhere/plugin.manifest")


rt.prepare()
done()
