"""Receives Attune's webhooks, with nothing but Python's own library.

    ATTUNE_SECRET=whsec_… python3 receiver.py 8080
"""

import base64
import hmac
import json
import os
import re
import sys
import threading
import time
from datetime import datetime
from wsgiref.simple_server import make_server

KEY = base64.b64decode(os.environ["ATTUNE_SECRET"].removeprefix("whsec_"))
LIMIT = 65536  # no event is as long
lock = threading.Lock()  # of servers with threads
seen = {}  # by id: until when it may be worth showing


def show(event):
    """Put your helpdesk here. Texts are to be shown as text, not as HTML."""
    print(json.dumps(event), flush=True)


def number(text):
    """0 for what is none: int() takes more than digits, and not all of them."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0


def verified(delivery, sent_at, signatures, body):
    if abs(time.time() - number(sent_at)) > 300:
        return False  # recorded and played again
    signed = f"{delivery}.{sent_at}.".encode() + body
    mac = b"v1," + base64.b64encode(hmac.digest(KEY, signed, "sha256"))
    return any(hmac.compare_digest(mac, one.encode())
               for one in signatures.split(" "))


def receive(event):
    now, data = time.time(), event["data"]
    expires = datetime.fromisoformat(data["expires_at"]).timestamp()
    once = data["suggestion"]  # a delivery may come twice
    with lock:
        for old in [one for one, until in seen.items() if until <= now]:
            del seen[old]  # too late to be shown
        if expires <= now or once in seen:
            return
        seen[once] = expires  # before it is shown: twice at once is once
    try:
        show(event)
    except Exception:
        with lock:
            seen.pop(once, None)  # the answer is 500, and it comes again
        raise


def application(request, start):
    size = number(request.get("CONTENT_LENGTH") or "")
    body = request["wsgi.input"].read(size) if 0 < size <= LIMIT else b""
    if verified(*(request.get("HTTP_WEBHOOK_" + name, "") for name in
                  ("ID", "TIMESTAMP", "SIGNATURE")), body):
        receive(json.loads(body))
        start("204 No Content", [])
    else:
        start("401 Unauthorized", [])
    return []


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
