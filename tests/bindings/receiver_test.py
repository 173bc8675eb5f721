#!/usr/bin/python3
"""A receiver of examples/receivers, as a helpdesk would run it.

    receiver_test.py DELIVERIES SECRET_FILE COMMAND…

COMMAND gets a port; DELIVERIES are what receiver.py took. The receiver has to
show each good event once, whatever comes how often and how late.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

source, secret_file, *command = sys.argv[1:]
secret = open(secret_file, encoding="ascii").read().strip()
key = base64.b64decode(secret.removeprefix("whsec_"))
deliveries = [json.loads(line) for line in open(source, encoding="utf-8")]


def sign(delivery, body, at=None):
    sent_at = str(int(time.time() if at is None else at))
    mac = hmac.new(key, f"{delivery}.{sent_at}.{body}".encode(),
                   hashlib.sha256).digest()
    return {"webhook-id": delivery, "webhook-timestamp": sent_at,
            "webhook-signature": "v1," + base64.b64encode(mac).decode()}


def event(suggestion, lives):
    at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z",
                       time.gmtime(time.time() + lives))
    return json.dumps({"type": "draft.clear", "timestamp": at,
                       "data": {"suggestion": suggestion, "expires_at": at}})


def post(body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", body.encode(), {
        **headers, "content-type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status


def status_of(length):
    """The answer to a content-length that http.client would not send."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: localhost\r\n"
                       b"content-length: %b\r\n\r\n" % length)
        try:
            return int(client.recv(99).split()[1])
        except TimeoutError:  # it waits for that much
            return None


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
shown = tempfile.TemporaryFile("w+")
receiver = subprocess.Popen([*command, str(port)], stdout=shown,
                            stderr=subprocess.DEVNULL,
                            env={**os.environ, "ATTUNE_SECRET": secret})
wrong = []


def expect(what, want, got):
    if want != got:
        wrong.append(f"{what}: {got}, not {want}")


try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    # What the plugin sent, as it sent it, and all of it once more.
    for one in deliveries * 2:
        expect("a delivery", 204, post(one["body"], {
            "webhook-id": one["id"], "webhook-timestamp": one["timestamp"],
            "webhook-signature": one["signature"]}))
    # The same suggestion from another process: another delivery.
    first = deliveries[0]["body"]
    expect("a second process", 204, post(first, sign("msg_other", first)))
    # Two signatures, while keys change over.
    body = event("sug_two", 60)
    headers = sign("msg_two", body)
    headers["webhook-signature"] = ("v1," + "A" * 43 + "= "
                                    + headers["webhook-signature"])
    expect("two signatures", 204, post(body, headers))
    # What is too late to be shown is taken and not shown.
    body = event("sug_late", -1)
    expect("an expired event", 204, post(body, sign("msg_late", body)))
    # What must not be believed.
    body = event("sug_forged", 60)
    headers = sign("msg_forged", body)
    expect("another body", 401, post(body + " ", headers))
    expect("another id", 401, post(body, {**headers, "webhook-id": "x"}))
    expect("no signature", 401, post(body, {}))
    expect("an odd signature", 401, post(body, {
        **headers, "webhook-signature": "v1 v1, ,v1 v2,x \xe9"}))
    expect("a replay", 401, post(body, sign("x", body, time.time() - 301)))
    expect("the future", 401, post(body, sign("x", body, time.time() + 310)))
    for time_said in ("²", "-1", "1_7", "9" * 400, "9" * 5000):
        expect("no time", 401,
               post(body, {**headers, "webhook-timestamp": time_said}))
    for length in (b"abc", b"-1", b"1_0", b"9" * 5000):
        status = status_of(length)
        expect("no length", True, status in (400, 401))
    body = event("sug_long" + "g" * 100000, 60)
    expect("a long body", 401, post(body, sign("msg_long", body)))
    # The same from several sides at once.
    body = event("sug_once", 60)
    with ThreadPoolExecutor(8) as pool:
        for status in pool.map(lambda n: post(body, sign(f"msg_{n}", body)),
                               range(32)):
            expect("at once", 204, status)
    # It lives on after somebody who hangs up.
    with socket.create_connection(("127.0.0.1", port)) as rude:
        rude.sendall(b"POST / HTTP/1.1\r\ncontent-length: 99\r\n\r\nx")
    body = event("sug_last", 60)
    expect("after that", 204, post(body, sign("msg_last", body)))
finally:
    receiver.terminate()
    receiver.wait(10)

shown.seek(0)
got = sorted(json.loads(line)["data"]["suggestion"] for line in shown)
want = sorted({json.loads(one["body"])["data"]["suggestion"]
               for one in deliveries} | {"sug_two", "sug_once", "sug_last"})
expect("what was shown", want, got)
print("\n".join(wrong[:10]) or f"{len(got)} shown once")
sys.exit(bool(wrong))
