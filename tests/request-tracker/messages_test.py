#!/usr/bin/python3
"""What customers and agents write, and what comes of it.

    messages_test.py DIR PORT    where prepare has been
"""

import json
import subprocess
import sys
import time

from check import check, done, same
from tracker import AGENT, Tracker, event, until

rt = Tracker(sys.argv[1], int(sys.argv[2]))
ANGRY = ("Hallo,\nmy parcel came broken again 😡 and nobody answers! "
         "I am really fed up.\n\nGrüße, Ännchen")


def advice(ticket, user="mia"):
    return rt.ask("advice", user, ticket)


def prompt(ticket, user="mia"):
    return advice(ticket, user)["prompt"]


@check("a customer's mail is advised upon, beside its ticket")
def first_mail():
    gate = subprocess.run(
        ["rt-mailgate", "--queue", "General", "--action", "correspond",
         "--url", rt.base], check=True, text=True, capture_output=True,
        input="From: Bo Li <bo@customer.test>\nTo: rt@attune.test\n"
        "Subject: parcel\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n" + ANGRY + "\n")
    same(gate.stderr, "")
    got = until(lambda: prompt(1))
    same(got["conversation"], "attune.test/ticket/1")
    error = next(fact for fact in got["reading"]["facts"]
                 if fact["kind"] == "error")
    # Positions are those of the characters that RT has.
    begin, end = error["range"]["chars"]
    same(ANGRY[begin:end], error["quote"])
    same("😡" in error["quote"], True)


@check("an agent's answer by REST is remembered, and ends the prompt")
def answered():
    rt.reply(1, "Dear Bo, I am sorry. I will send a new one by Friday. 💛")
    known = until(lambda: (rt.remembered(1)["agent_messages"] == 1
                           and rt.remembered(1)))
    same((known["customer_messages"], known["agent_messages"]), (1, 1))
    promise = known["timers"][0]
    same(promise["kind"], "promise")
    same("by Friday. 💛" in promise["quote"], True)
    same(prompt(1), None)


@check("an answer by the web form, as HTML, is remembered")
def web_form():
    get = rt.browser()
    page = get("/Ticket/Update.html?id=1", {
        "id": 1, "Action": "Respond", "UpdateType": "response",
        "UpdateContentType": "text/html", "SubmitTicket": "Update Ticket",
        "UpdateContent": "<p>I&nbsp;am <b>sorry</b> again, Bo. I will call "
        "you by Monday.</p>"})
    same("Correspondence added" in page, True)
    known = until(lambda: (rt.remembered(1)["agent_messages"] == 2
                           and rt.remembered(1)))
    quotes = [timer["quote"] for timer in known["timers"]]
    same([one for one in quotes if "<" in one], [])
    same(any("by Monday" in one for one in quotes), True)


@check("comments stay inside")
def comments():
    rt.reply(1, "She is terrible, I will sue her by Tuesday.", what="comment")
    get = rt.browser()
    get("/Ticket/Update.html?id=1", {
        "id": 1, "Action": "Comment", "UpdateType": "private",
        "UpdateContent": "Terrible! I am furious.", "UpdateContentType":
        "text/plain", "SubmitTicket": "Update Ticket"})
    rt.mail("Thank you, that is fine.", 1, "Bo Li <bo@customer.test>")
    known = until(lambda: (rt.remembered(1)["customer_messages"] == 2
                           and rt.remembered(1)))
    same((known["customer_messages"], known["agent_messages"]), (2, 2))
    same("Tuesday" in json.dumps(known), False)


@check("what a mail quotes is not taken for what it says")
def quotes():
    ticket = rt.mail("Thank you, all is well.\n\nOn Monday Mia wrote:\n"
                     "> I am furious! This is a scandal, my lawyer will sue!\n"
                     "> Nobody answers me.")
    until(lambda: rt.remembered(ticket)["customer_messages"] == 1)
    same([one["heat"] for one in rt.remembered(ticket)["feelings"]], [0])
    same(advice(ticket), {"prompt": None, "notices": []})


@check("a mail of HTML alone is read as such")
def html_mail():
    ticket = rt.mail("<style>p {color: red}</style><p>My parcel came "
                     "<i>broken</i> again &amp; nobody answers! I am really "
                     "fed up.</p>", kind="text/html")
    reading = until(lambda: prompt(ticket))["reading"]
    same(reading["concern"].startswith("your parcel came broken again"), True)


@check("a ticket that an agent opens for a customer is nobody's message")
def on_behalf():
    def create(user, requestor):
        return rt.rest("POST", "ticket", {
            "Queue": "General", "Subject": "s", "Requestor": requestor,
            "Content": ANGRY, "ContentType": "text/plain"}, user)["id"]
    ticket = create(AGENT, "cy@customer.test")
    own = create(AGENT, "mia@attune.test")  # she asks for herself
    form = create(("tom", "tom-agent-pw"), "di@customer.test")
    same(bool(until(lambda: prompt(form))), True)  # speaks for customers
    same(bool(until(lambda: prompt(own, "tom"))), True)
    same(advice(own, "mia"), {"prompt": None, "notices": []})
    same(rt.remembered(ticket)["known"], False)


@check("nobody sees advice who may not answer, nor who asked")
def rights():
    ticket = rt.mail(ANGRY)
    same(bool(until(lambda: prompt(ticket))), True)
    for user in ("olga", "anna@customer.test", "Nobody"):
        same(advice(ticket, user), {"prompt": None, "notices": []})
        same(rt.ask("draft", user, ticket, "As per our policy, no.", 1), None)
        same(rt.ask("feedback", user, ticket, {
            "suggestion": "sug_x", "action": "dismissed"}), 0)


@check("a draft is reviewed at once, with what was said before")
def drafts():
    ticket = rt.mail(ANGRY)
    text = "😀 As per our policy, we cannot help. Calm down."
    data = rt.ask("draft", "mia", ticket, text, 7)
    rules = {one["rule"]: one for one in data["matches"]}
    same(data["revision"], 7)
    same(sorted(rules) and "policy-wall" in rules, True)
    begin, end = rules["policy-wall"]["range"]["chars"]
    same(text[begin:end], rules["policy-wall"]["quote"])
    clear = rt.ask("draft", "mia", ticket, "ok", 8)
    same(clear is not None, True)
    same(rt.ask("draft", "mia", ticket, "  ", 9), None)
    same(rt.ask("feedback", "mia", ticket, {
        "suggestion": data["suggestion"] or "sug_x", "action": "accepted",
        "rule": "policy-wall"}), 1)
    same(rt.ask("feedback", "mia", ticket, {
        "suggestion": "sug_x", "action": "loved"}), 0)


@check("a prompt that was dismissed is gone")
def dismissed():
    ticket = rt.mail(ANGRY)
    got = until(lambda: prompt(ticket))
    same(rt.ask("feedback", "mia", ticket, {
        "suggestion": got["suggestion"], "action": "dismissed"}), 1)
    same(prompt(ticket), None)


@check("a ticket's end is told, and deleting forgets it")
def status():
    ticket = rt.mail(ANGRY)
    until(lambda: prompt(ticket))
    rt.rest("PUT", f"ticket/{ticket}", {"Status": "resolved"})
    same(until(lambda: rt.remembered(ticket)["resolved"]), True)
    same(prompt(ticket), None)
    rt.rest("PUT", f"ticket/{ticket}", {"Status": "open"})
    same(until(lambda: not rt.remembered(ticket)["resolved"]), True)
    rt.rest("PUT", f"ticket/{ticket}", {"Status": "deleted"})
    same(until(lambda: not rt.remembered(ticket)["known"]), True)


@check("a ticket that is merged into another goes on there")
def merged():
    first = rt.mail("Hello, where is my invoice?")
    third = rt.mail("My parcel came broken again. I am really fed up!")
    rt.reply(first, "Dear Anna, I will send it by Friday.")
    rt.reply(third, "I am sorry, Anna. I will call you by Monday.")
    until(lambda: rt.remembered(third)["agent_messages"] == 1)
    second = rt.mail(ANGRY)
    before = until(lambda: prompt(second))
    link = f"attune.test/ticket/{second}"
    same(rt.webhook(event(link, suggestion="sug_merged", causes=[])), 204)
    for merged_ in (third, second):
        rt.rest("PUT", f"ticket/{merged_}", {"MergeInto": first})
    known = until(lambda: (rt.remembered(first)["agent_messages"] == 2
                           and rt.remembered(first)["customer_messages"] == 3
                           and rt.remembered(first)))
    # The later answer counts as what the earlier one had promised.
    same(["Monday" in one["quote"] for one in known["timers"]], [True])
    for gone in (second, third):
        same(until(lambda: not rt.remembered(gone)["known"]), True)
    # Beside it stands what was said in either, and the prompt knows of all.
    got = until(lambda: (one := prompt(first)) and one["conversation"]
                == f"attune.test/ticket/{first}" and one)
    same(got["message"], before["message"])
    same(rt.webhook(event(link, suggestion="sug_later", causes=[])), 204)
    seen = [one["suggestion"] for one in advice(first)["notices"]]
    same({"sug_later", "sug_merged"} <= set(seen), True)
    for one in (got["suggestion"], "sug_merged"):
        same(rt.ask("feedback", "mia", first, {
            "suggestion": one, "action": "dismissed"}), 1)
    same(prompt(first), None)
    seen = [one["suggestion"] for one in advice(second)["notices"]]
    same(("sug_later" in seen, "sug_merged" in seen), (True, False))
    rt.mail("Thank you, Mia.", second)
    same(until(lambda: rt.remembered(first)["customer_messages"] == 4), True)
    rt.rest("PUT", f"ticket/{first}", {"Status": "deleted"})
    same(until(lambda: not rt.remembered(first)["known"]), True)
    numbers = [f"RT::Ticket {one}" for one in (first, second, third)]
    same([one for one in rt.ask("kept") if one["object"] in numbers], [])


@check("a ticket that is shredded is forgotten, with what was merged into it")
def shredded():
    first, second = rt.mail(ANGRY), rt.mail(ANGRY)
    kept = rt.mail(ANGRY)
    until(lambda: prompt(first) and prompt(second) and prompt(kept))
    rt.shred(second)
    same(rt.remembered(second)["known"], False)
    same((rt.remembered(first)["known"], rt.remembered(kept)["known"]),
         (True, True))
    other = rt.mail(ANGRY)
    until(lambda: prompt(other))
    rt.rest("PUT", f"ticket/{other}", {"MergeInto": first})
    until(lambda: not rt.remembered(other)["known"])
    rt.shred(first)
    same((rt.remembered(first)["known"], rt.remembered(kept)["known"]),
         (False, True))
    # Whoever shreds may be root, and the server goes on as its user.
    after = rt.mail(ANGRY)
    same(bool(until(lambda: prompt(after))), True)


@check("signatures: ours is taken, all others are 401")
def signatures():
    body = event("attune.test/ticket/1", suggestion="sug_signed")
    same(rt.webhook(body), 204)
    same(rt.webhook(body, key=b"x" * 24), 401)
    same(rt.webhook(body, signature="v1,"), 401)
    same(rt.webhook(body, signature=""), 401)
    same(rt.webhook(body, signature="v1a,xyz v1,AAAA"), 401)
    same(rt.webhook(body, age=301), 401)
    same(rt.webhook(body, age=-310), 401)
    same(rt.webhook(body, age=290), 204)
    same(rt.webhook(b"", method="GET"), 405)


@check("keys of webhooks: named by RT's own setting, and none that is short")
def keys():
    def verifies(*named):
        return rt.ask("verifies", "mia", 0, *named)

    file = f"file:{rt.folder}/secret"
    same(verifies(file), 1)
    same(verifies("file:secret"), 1)
    same(verifies("whsec_" + "QUJD" * 8, file), 2)
    same(verifies("whsec_QUJD", "what?", "file:/nowhere", "env:NOWHERE"), 0)


@check("a body that is no event is refused, without an error of RT's")
def bodies():
    for body in (b"", b"{", b"[]", b"null", b'{"type":[]}', b"\xff\xfe",
                 b'{"type":"x","data":[]}', b"[" * 100000):
        same(rt.webhook(body), 400)
    try:
        same(rt.webhook(b'{"a":"' + b"x" * 10_000_000 + b'"}'), 413)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it did not even listen to the end
    same(rt.answers(), True)


@check("what comes twice is kept once, and what is too late not at all")
def once():
    ticket = rt.mail("Hello, where is my invoice?")
    name = f"attune.test/ticket/{ticket}"
    body = event(name, suggestion="sug_once", causes=[])
    for delivery in ("msg_a", "msg_a", "msg_b"):
        same(rt.webhook(body, delivery), 204)
    late = event(name, suggestion="sug_late", minutes=-1)
    same(rt.webhook(late), 204)
    gone = event("attune.test/ticket/99999", suggestion="sug_gone")
    same(rt.webhook(gone), 204)
    other = event(f"elsewhere/ticket/{ticket}", suggestion="sug_other")
    same(rt.webhook(other), 204)
    kept = [one["data"]["suggestion"] for one in rt.ask("kept")]
    same([one for one in kept if one in
          ("sug_once", "sug_late", "sug_gone", "sug_other")], ["sug_once"])
    same([one["type"] for one in advice(ticket)["notices"]],
         ["escalation.advised"])
    for number in range(20):
        rt.webhook(event(name, suggestion=f"sug_{number}"))
    notices = [one["suggestion"] for one in advice(ticket)["notices"]]
    same((notices[0], len(notices)), ("sug_19", 5))


@check("a breather is for its agent alone")
def breather():
    mia = rt.rest("GET", "user/mia")["id"]
    ticket = rt.mail("Hello, where is my invoice?")
    rt.webhook(event("attune.test/ticket/1", "breather.suggested",
                     "sug_breather", agent=str(mia), minutes_=20))
    same([one["type"] for one in advice(ticket)["notices"]],
         ["breather.suggested"])
    same(advice(ticket, "tom")["notices"], [])


@check("an old prompt is read once more")
def old_prompt():
    ticket = rt.mail(ANGRY)
    kept = until(lambda: prompt(ticket))
    rt.ask("feedback", "mia", ticket, {
        "suggestion": kept["suggestion"], "action": "dismissed"})
    # It must come before it lapses, however slow the machine is.
    for seconds in (2, 8, 30):
        ends = int(time.time()) + seconds
        body = event(kept["conversation"], "validation.prompted", "sug_short",
                     message=kept["message"], expires_at=time.strftime(
                         "%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends)))
        same(rt.webhook(body), 204)
        if until(lambda: prompt(ticket), 1):
            break
    until(lambda: time.time() > ends, 40)
    again = prompt(ticket)
    same((again["suggestion"], again["reading"]["feeling"]),
         ("sug_short", kept["reading"]["feeling"]))


rt.prepare("Set(@AttuneSpeakForCustomers, 'tom');")
rt.start("Starlet", "--max-workers", "2")
try:
    done()
finally:
    rt.quiet()
    ended = rt.stop()
    errors = [line for line in rt.log().splitlines()
              if "Attune" in line and ("error]" in line or "warning]" in line)
              and "signature is not ours" not in line]
    wrong = [f"exit status {ended}"] * (ended != 0) + errors[:5]
    if wrong:
        print("FAIL the server ends with 0, and its log is clean\n  "
              + "\n  ".join(wrong))
        sys.exit(1)
