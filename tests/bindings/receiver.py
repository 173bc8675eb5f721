#!/usr/bin/python3
"""Takes webhooks and keeps them for the tests.

    receiver.py SECRET_FILE PORT_FILE

POST with a signature that fits: 204, and the delivery is kept. GET /take gives
what came since the last one, a JSON object a line, in the order of arrival;
GET /count only how many are there. From GET /slow until the next /take it
hesitates over each delivery, and forgets those whose sender does not wait. It
speaks no more HTTP than that, since the tests wait for it most of their time.
"""

import asyncio
import base64
import hmac
import json
import os
import sys

with open(sys.argv[1], encoding="ascii") as file:
    key = base64.b64decode(file.read().strip().removeprefix("whsec_"))
kept = []
hesitation = 0


def deliver(headers, body):
    delivery, sent_at, signatures = (
        headers.get(b"webhook-" + name, b"")
        for name in (b"id", b"timestamp", b"signature"))
    signed = b"%b.%b.%b" % (delivery, sent_at, body)
    made = base64.b64encode(hmac.digest(key, signed, "sha256"))
    if b"v1," + made not in signatures.split():
        return b"401 Unauthorized", b""
    kept.append((delivery, sent_at, signatures, body))
    return b"204 No Content", b""


def tell(path):
    global hesitation
    if path != b"/count":
        hesitation = 0.1 if path == b"/slow" else 0
    if path in (b"/count", b"/slow"):
        return b"200 OK", b"%d" % len(kept)
    names = ("id", "timestamp", "signature", "body")
    lines = [json.dumps(dict(zip(names, map(bytes.decode, one)))) + "\n"
             for one in kept]
    kept.clear()
    return b"200 OK", "".join(lines).encode()


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.waiting = b""

    def data_received(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, rest = self.waiting.partition(b"\r\n\r\n")
            first, *lines = head.split(b"\r\n")
            headers = {name.lower(): value.strip() for name, _, value in
                       (line.partition(b":") for line in lines)}
            size = int(headers.get(b"content-length", 0))
            if len(rest) < size:
                break
            body, self.waiting = rest[:size], rest[size:]
            if first.startswith(b"GET"):
                self.answer(*tell(first.split()[1]))
            elif hesitation:
                asyncio.get_running_loop().call_later(
                    hesitation, self.take, headers, body)
            else:
                self.take(headers, body)

    def take(self, headers, body):
        if not self.transport.is_closing():
            self.answer(*deliver(headers, body))

    def answer(self, status, body):
        length = b"" if status[:3] == b"204" else \
            b"content-length: %d\r\n" % len(body)
        self.transport.write(b"HTTP/1.1 %b\r\n%b\r\n%b"
                             % (status, length, body))


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=512)
    with open(sys.argv[2] + ".new", "w", encoding="ascii") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(sys.argv[2] + ".new", sys.argv[2])
    await server.serve_forever()


asyncio.run(main())
