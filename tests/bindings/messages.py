#!/usr/bin/python3
"""Prints the 200 messages that every language sends, one JSON object a line.

They are the first of examples/conversations, and those that a binding could
get wrong: bytes of all lengths, a NUL, other scripts, HTML, every field. In
"process" is who hands it over where a language forks: 0 the parent, 1 the
child. A conversation is never split, since each process remembers its own.
With --plain a line is key=base64 key=base64 …, for languages without JSON.
"""

import base64
import glob
import json
import sys

WANTED = 200
messages = []


def add(conversation, call, text, **fields):
    said = sum(1 for m in messages if m["conversation"] == conversation)
    messages.append({"call": call, "conversation": conversation,
                     "id": f"m{said + 1}", "text": text, **fields})


ODD = {
    "nul": "My order 4711\0 is broken.\0 I am so disappointed!",
    "emoji": "Why is it broken again \U0001f621\U0001f44d\U0001f3fd?! Fed up.",
    "accents": "Señor Müller’s naïve café order never came… I'm furious!",
    "combining": "Cafe\u0301 order lost, nobody answers me, third time!",
    "hebrew": "שלום, my parcel has not come and I am worried.",
    "chinese": "我的包裹还没到。 Where is my parcel? I am really upset.",
    "lines": "Hello,\r\n\r\nit is broken.\r\n\tI want my money back!\r\n",
    "bom": "\ufeffMy heating has failed and it is freezing. Please help!",
    "controls": "My \x01\x1b[31m screen\x7f is cracked, I am angry.",
    "quotes": "\"It\\'s 'fine'\" they said. It is not fine, I'm upset!",
    "empty": "",
    "space": " \n ",
    "long": "My parcel has not come and nobody answers me. " * 220,
}
for name, text in ODD.items():
    add(f"odd-{name}", "incoming", text)
    add(f"odd-{name}", "outgoing", "Unfortunately you must wait: " + text)

DRAFT = "As per our policy <b>you</b> failed to send &amp; attach the photo."
add("form-html", "outgoing", f"<p>Hello,</p><p>{DRAFT}</p>", format="html")
add("form-markdown", "outgoing", f"Hi,\n\n* **{DRAFT}**\n* [x](http://x.test)",
    format="markdown")
for revision in (1, 2, 2**53 - 1):
    add(f"revision-{revision}", "outgoing", "You must calm down and wait.",
        revision=revision)
everything = {
    "customer": "c-1", "customer_name": "Zoë 🙂", "agent": "a-1",
    "agent_role": "lead", "team": "billing", "channel": "email",
    "brand": "Lumen", "locale": "en-GB",
    "echo": "{\"row\": 7, \"é\": \"\\u0000\"}",
    "sent_at_ms": 1700000000123,
    "context": json.dumps([
        {"from": "customer", "text": "My bill is wrong, account 99812-A!"},
        {"from": "agent", "text": "I will call you by Friday.", "id": "x"}]),
}
add("everything", "incoming", "Second time: my bill is wrong. I'm angry.",
    **everything)
add("everything", "outgoing", "Please provide your account number.",
    **everything)
add("everything", "outgoing", "I have refunded you 12.50 today, Zoë.",
    stage="sent", **everything)

for name in sorted(glob.glob("examples/conversations/*.jsonl")):
    for line in open(name, encoding="utf-8"):
        talk = json.loads(line)
        for message in talk["messages"]:
            from_agent = message["from"] == "agent"
            add(talk["id"], "outgoing" if from_agent else "incoming",
                message["text"], customer_name=talk["customer"].get("name"))

del messages[WANTED:]
number = {}
for message in messages:
    order = number.setdefault(message["conversation"], len(number))
    message["process"] = order % 2
    message = {k: v for k, v in message.items() if v is not None}
    if "--plain" in sys.argv:
        print(*(f"{k}={base64.b64encode(str(v).encode()).decode()}"
                for k, v in message.items()))
    else:
        print(json.dumps(message))
