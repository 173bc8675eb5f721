#!/usr/bin/python3
"""Takes webhooks and keeps them for the tests.

    receiver.py SECRET_FILE PORT_FILE

POST with a signature that fits: 204, and the delivery is kept. GET /take gives
what came since the last one, a JSON object a line, in the order of arrival;
GET /count only how many are there.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

with open(sys.argv[1], encoding="ascii") as file:
    key = base64.b64decode(file.read().strip().removeprefix("whsec_"))
lock = threading.Lock()
kept = []


def fits(headers, body):
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}."
    made = hmac.new(key, signed.encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode() in headers[
        "webhook-signature"].split()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not fits(self.headers, body):
            return self.answer(401)
        with lock:
            kept.append({"id": self.headers["webhook-id"],
                         "timestamp": self.headers["webhook-timestamp"],
                         "signature": self.headers["webhook-signature"],
                         "body": body.decode()})
        return self.answer(204)

    def do_GET(self):
        with lock:
            if self.path == "/count":
                text = str(len(kept))
            else:
                text = "".join(json.dumps(one) + "\n" for one in kept)
                kept.clear()
        self.answer(200, text.encode())

    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
with open(sys.argv[2] + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
