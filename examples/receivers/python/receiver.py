"""Receives Attune's webhooks, with nothing but Python's own library.

    ATTUNE_SECRET=whsec_… python3 receiver.py 8080
"""

import base64
import hmac
import json
import os
import sys
import time
from datetime import datetime
from wsgiref.simple_server import make_server

KEY = base64.b64decode(os.environ["ATTUNE_SECRET"].removeprefix("whsec_"))
seen = {}  # by id: until when it may be worth showing


def show(event):
    """Put your helpdesk here. Texts are to be shown as text, not as HTML."""
    print(json.dumps(event), flush=True)


def verified(delivery, sent_at, signatures, body):
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > 300:
        return False  # recorded and played again
    signed = f"{delivery}.{sent_at}.".encode() + body
    mac = b"v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256"))
    return any(hmac.compare_digest(mac, one.encode())
               for one in signatures.split(" "))


def receive(event):
    now, data = time.time(), event["data"]
    expires = datetime.fromisoformat(data["expires_at"]).timestamp()
    once = data["suggestion"]  # a delivery may come twice
    for old in [one for one, until in seen.items() if until <= now]:
        del seen[old]  # too late to be shown: need not be remembered
    if expires > now and once not in seen:
        show(event)  # when it fails, the answer is 500 and it comes again
        seen[once] = expires


def application(request, start):
    body = request["wsgi.input"].read(int(request["CONTENT_LENGTH"] or 0))
    if verified(*(request.get("HTTP_WEBHOOK_" + name, "") for name in
                  ("ID", "TIMESTAMP", "SIGNATURE")), body):
        receive(json.loads(body))
        start("204 No Content", [])
    else:
        start("401 Unauthorized", [])
    return []


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
